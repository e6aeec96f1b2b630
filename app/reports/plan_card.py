"""The first-hour card: page one of a plan, for somebody woken at night (``documents.md`` §2)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from app.i18n import N_, translate
from app.planning.content import Contact, FirstHourLine, PlanContent, PlannedService
from app.planning.wording import DO_NOTS, FIRST_HOUR
from app.report import (
    Block,
    Box,
    Cell,
    Chip,
    Column,
    Columns,
    Content,
    Gap,
    Inline,
    Look,
    OnePage,
    PageOf,
    Paragraph,
    Part,
    Row,
    Space,
    Table,
    Tick,
    Tone,
    Words,
)
from app.reports.plan_words import APART, Sheet, day, numbers, span

#: Anchors of the pages that the card points at.
CARD, STEPS, CALLS, START, DOCUMENT = "card", "steps", "calls", "start", "document"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the card prints of each list, and lines per entry; ``None`` is all lines."""

    triggers: int = 5
    trigger_lines: int | None = 3
    first_hour: int = 8
    hour_lines: int | None = 3
    do_nots: int = 6
    do_not_lines: int | None = 3
    clocks: int = 3
    chips: int = 12
    invokers: int = 3
    title_lines: int = 2
    place_lines: int | None = 3


#: From generous to tight: the first that fits on the page is printed. Type is never shrunk.
VARIANTS = (
    Limits(),
    Limits(invokers=2, hour_lines=2, do_not_lines=2, trigger_lines=2, chips=8, place_lines=2),
    Limits(
        invokers=2, hour_lines=2, do_not_lines=1, trigger_lines=2, chips=5, title_lines=1, clocks=2, place_lines=1,
    ),
    Limits(
        invokers=1, hour_lines=1, do_not_lines=1, trigger_lines=1, chips=4, title_lines=1, clocks=1, place_lines=1,
    ),
)  # fmt: skip


def card_page(plan: PlanContent, sheet: Sheet, *, alone: bool = False) -> OnePage:
    """Return the card. ``alone`` means that the other pages are not in the file, so that none is referred to."""
    variants = tuple(_card(plan, sheet, limits, alone) for limits in VARIANTS)
    band = translate(N_("EXERCISE")) if sheet.exercise else ""
    return OnePage(variants, Tone.ACCENT, band, CARD, translate(N_("First-hour card")))


def card_overflow(plan: PlanContent) -> tuple[str, ...]:
    """Return a sentence for each list that the card cannot print whole, to be shown before the approval."""
    full = Limits()
    checks = (
        (
            len(plan.triggers) > full.triggers,
            N_("The card prints five triggers; this plan has {n}."), len(plan.triggers),
        ),
        (
            any(len(trigger.text) > 90 for trigger in plan.triggers),
            N_("A trigger is longer than 90 characters and may be cut on the card."), 0,
        ),
        (
            len(plan.first_hour) > full.first_hour,
            N_("The card prints eight lines for the first hour; this plan has {n}."), len(plan.first_hour),
        ),
        (len(plan.do_nots) > full.do_nots, N_("The card prints six warnings; this plan has {n}."), len(plan.do_nots)),
    )  # fmt: skip
    return tuple(translate(msgid, n=n) for over, msgid, n in checks if over)


def _card(plan: PlanContent, sheet: Sheet, limits: Limits, alone: bool) -> tuple[Block, ...]:
    return (
        *_strip(plan, limits),
        Columns((Part(83, (_triggers(plan, limits, alone),)), Part(83, (_deciders(plan, sheet, limits),)))),
        _hour(plan, limits, alone),
        Columns((Part(104, (_clock(plan, limits, alone),)), Part(62, (_do_not(plan, limits, alone),))), after=3),
        _foot(plan, limits, alone),
    )


def _strip(plan: PlanContent, limits: Limits) -> tuple[Block, ...]:
    chips = [f"{one.name} {span(one.rto)}" if one.rto is not None else one.name for one in plan.services]
    inlines: list[Inline] = []
    for text in chips[: limits.chips]:
        inlines += [Chip(_shortened(text, 44)), " "]
    if len(chips) > limits.chips:
        inlines.append(translate(N_("+ {n} more"), n=len(chips) - limits.chips))
    who = plan.approved_by.name if plan.approved_by else "–"
    state = (
        translate(N_("approved by {name}, {date}"), name=who, date=day(plan.approved_on))
        if plan.approved
        else translate(N_("draft, not approved"))
    )
    right = (
        Paragraph((Words(translate(N_("Version {version}"), version=plan.version), strong=True),), Look.CARD,
                  align="right", after=0),
        Paragraph(state, Look.CARD, Tone.SECONDARY, align="right", after=0, max_lines=3),
        Paragraph(_expiry(plan), Look.CARD, Tone.SECONDARY, align="right", after=0),
    )  # fmt: skip
    title = Paragraph(plan.title, Look.TITLE, after=1, max_lines=limits.title_lines)
    services = Paragraph(tuple(inlines), Look.CHIPS, after=3) if inlines else Space(2)
    return (Columns((Part(110, (title,)), Part(56, right)), after=1), services)


def _expiry(plan: PlanContent) -> str:
    if plan.expires_on is None:
        return translate(N_("no expiry recorded"))
    return translate(N_("expires {date}"), date=day(plan.expires_on))


def _title(text: str) -> Paragraph:
    return Paragraph(text, Look.STEP, after=1.2, glued=True)


def _triggers(plan: PlanContent, limits: Limits, alone: bool) -> Box:
    lines: list[Block] = [_title(translate(N_("You may start this plan if")))]
    for number, trigger in enumerate(plan.triggers[: limits.triggers], 1):
        tick = Tick(f"trigger{number}", trigger.text[:80])
        lines.append(Paragraph(trigger.text, Look.CARD, bullet=(tick,), after=1.2, max_lines=limits.trigger_lines))
    if not plan.triggers:
        lines.append(_not_recorded(translate(N_("triggers"))))
    lines += _more(len(plan.triggers) - limits.triggers, alone)
    return Box(tuple(lines), padding=3)


def _not_recorded(what: str) -> Paragraph:
    return Paragraph(translate(N_("Not yet recorded: {part}."), part=what), Look.CARD, Tone.SECONDARY, after=1)


def _more(over: int, alone: bool) -> list[Block]:
    if over <= 0:
        return []
    if alone:
        return [Paragraph(translate(N_("{n} more in the plan"), n=over), Look.CARD, Tone.SECONDARY, after=0)]
    content: Content = (translate(N_("{n} more on page"), n=over), " ", PageOf(START))
    return [Paragraph(content, Look.CARD, Tone.SECONDARY, after=0)]


def _deciders(plan: PlanContent, sheet: Sheet, limits: Limits) -> Box:
    lines: list[Block] = [_title(translate(N_("Who decides")))]
    for place, person in enumerate(plan.invokers[: limits.invokers]):
        if place:
            hint = translate(N_("no answer in 15 min → next"))
            lines.append(Paragraph(hint, Look.CARD, Tone.SECONDARY, after=1.2, max_lines=1))
        lines += _decider(person, sheet)
    if not plan.invokers:
        lines.append(_not_recorded(translate(N_("who may invoke"))))
    bridge = " · ".join(part for part in (plan.bridge_number, _code(plan)) if part)
    if bridge:
        shown = (translate(N_("Bridge")) + " ", Words(bridge, strong=True))
        lines.append(Paragraph(shown, Look.CARD, after=0, max_lines=2))
    return Box(tuple(lines), padding=3)


def _code(plan: PlanContent) -> str:
    return translate(N_("code {code}"), code=plan.bridge_code) if plan.bridge_code else ""


def _decider(person: Contact, sheet: Sheet) -> list[Block]:
    told = numbers(person, sheet.phones, on_duty=True)
    if sheet.phones == "none":
        sealed = (Words(f"{person.role or translate(N_('Continuity lead'))}: ", strong=True), told[0])
        return [Paragraph(sealed, Look.CARD, after=1.2)]
    named = (Words(person.name), " ", Words(person.role, strong=False, size=9.5, tone=Tone.SECONDARY))
    return [
        Paragraph(named, Look.LEAD, after=0, max_lines=2),
        *(Paragraph(number, Look.NUMBER, after=0, max_lines=1) for number in told),
    ]


def _hour(plan: PlanContent, limits: Limits, alone: bool) -> Table:
    lines = plan.first_hour or tuple(
        FirstHourLine(b"", line.start, line.end, translate(line.text), "") for line in FIRST_HOUR
    )
    shown = lines[: limits.first_hour]
    repeated = {place for place, (one, two) in enumerate(pairwise(shown), 1) if _minutes(one) == _minutes(two)}
    height = 11.5 if len(shown) <= 5 else 9.0
    rows = [_hour_row(place, line, place in repeated, limits, height) for place, line in enumerate(shown)]
    if len(lines) > limits.first_hour:
        rows.append(
            Row((Cell(tuple(p for p in _more(len(lines) - limits.first_hour, alone) if isinstance(p, Paragraph))),))
        )
    columns = (
        Column("", 8), Column(translate(N_("Minute")), 21), Column(translate(N_("What")), 90),
        Column(translate(N_("Who")), 31), Column(translate(N_("Done at")), 20),
    )  # fmt: skip
    return Table(columns, tuple(rows), look=Look.CARD, padding=1.5)


def _minutes(line: FirstHourLine) -> str:
    return f"{line.from_minute}–{line.to_minute}"


#: What is written by hand behind the lines that begin at these minutes.
_BLANKS = {20: N_("Watch until"), 45: N_("Next check at")}


def _hour_row(place: int, line: FirstHourLine, repeated: bool, limits: Limits, height: float) -> Row:
    text: Content = line.text
    if line.from_minute in _BLANKS and not repeated:
        text = (_ended(line.text), " ", Words(translate(_BLANKS[line.from_minute]), tone=Tone.SECONDARY), " ",
                Gap(16, f"hour{place}.until"))  # fmt: skip
    return Row(
        (
            Cell((Tick(f"hour{place}.done", line.text[:80]),)),
            Cell("" if repeated else f"{_minutes(line)}\N{NO-BREAK SPACE}{translate(N_('min'))}", strong=True),
            Cell((Paragraph(text, Look.CARD, after=0, max_lines=limits.hour_lines),)),
            Cell((Paragraph(line.who, Look.CARD, Tone.SECONDARY, after=0, max_lines=2),)),
            Cell((Gap(16.5, f"hour{place}.time"),), low=True),
        ),
        height=height,
    )


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":", ";")) else f"{text}."


def _clock(plan: PlanContent, limits: Limits, alone: bool) -> Box:
    lost: Content = (Words(translate(N_("Clock")), strong=True, size=11), APART, translate(N_("Lost at")), " ",
                     Gap(24, "lost"))  # fmt: skip
    lines: list[Block] = [Paragraph(lost, Look.CHIPS, after=1.5)]
    groups = _by_rto(plan)
    for place, (rto, services) in enumerate(groups[: limits.clocks]):
        lines.append(_clock_line(place, rto, services))
        names = ", ".join(one.name for one in services)
        lines.append(Paragraph(names, Look.CHIPS, Tone.SECONDARY, after=1.0, max_lines=1))
    if not groups:
        lines.append(_not_recorded(translate(N_("recovery time objectives"))))
    if len(groups) > limits.clocks and not alone:
        more: Content = (translate(N_("longer ones on page")), " ", PageOf(START))
        lines.append(Paragraph(more, Look.CARD, Tone.SECONDARY, after=0))
    return Box(tuple(lines), padding=3)


def _by_rto(plan: PlanContent) -> list[tuple[int, list[PlannedService]]]:
    groups: dict[int, list[PlannedService]] = {}
    for one in plan.services:
        if one.rto is not None:
            groups.setdefault(one.rto, []).append(one)
    return sorted(groups.items())


def _clock_line(place: int, rto: int, services: list[PlannedService]) -> Paragraph:
    latest = [one.latest_decision_at for one in services if one.latest_decision_at is not None]
    content: list[Inline] = [
        Words(f"+\N{NO-BREAK SPACE}{span(rto)}", strong=True), ": ", translate(N_("RTO ends")), " ",
        Gap(15, f"clock{place}.rto"),
    ]  # fmt: skip
    if latest and min(latest) >= 0:
        content += [
            APART, Words(f"+\N{NO-BREAK SPACE}{span(min(latest))}", strong=True), ": ", translate(N_("decide by")), " ",
            Gap(15, f"clock{place}.latest"),
        ]  # fmt: skip
    elif latest:
        content += [APART, Words(translate(N_("the steps take longer: start at once")), strong=True)]
    return Paragraph(tuple(content), Look.CHIPS, after=0)


def _do_not(plan: PlanContent, limits: Limits, alone: bool) -> Box:
    texts = [_without_do_not(line.text) for line in plan.do_nots] or [translate(text) for text in DO_NOTS]
    lines: list[Block] = [_title(translate(N_("Do not")))]
    lines += [
        Paragraph(text, Look.CARD, bullet="×", after=0.8, max_lines=limits.do_not_lines)
        for text in texts[: limits.do_nots]
    ]
    lines += _more(len(texts) - limits.do_nots, alone)
    return Box(tuple(lines), rule=Tone.EXTREME, edge=False, tint=True, padding=3)


def _without_do_not(text: str) -> str:
    """Return a warning without the words that stand above the list already."""
    words = translate(N_("Do not")) + " "
    return text[len(words) :] if text.casefold().startswith(words.casefold()) and len(text) > len(words) else text


def _foot(plan: PlanContent, limits: Limits, alone: bool) -> Block:
    places = plan.offline_places or translate(N_("not yet recorded"))
    content: list[Inline] = []
    if not alone:
        content += [
            translate(N_("Full steps page")), " ", PageOf(STEPS, strong=True), " · ",
            translate(N_("call list page")), " ", PageOf(CALLS, strong=True), " · ",
        ]  # fmt: skip
    content += [translate(N_("this plan without network:")), " ", Words(" ".join(places.split()), strong=True)]
    return Paragraph(tuple(content), Look.CARD, max_lines=limits.place_lines, after=0)


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
