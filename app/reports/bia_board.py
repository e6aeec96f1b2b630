"""Page one of the BIA report: what the board must know and what it is asked for, on exactly one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.checks import Finding
from app.durations import BEYOND, DAY, HOUR
from app.i18n import N_, plural, translate
from app.loss import loss_at
from app.packs.money import format_amount
from app.report import (
    Block,
    Box,
    Cell,
    Figure,
    Heading,
    LabelShape,
    LineShape,
    Look,
    OnePage,
    PageOf,
    Paragraph,
    PathShape,
    Row,
    Shape,
    Table,
    Tone,
    Words,
)
from app.reports.bia_content import BiaContent, ServiceBia, approved_of
from app.reports.bia_figures import WIDTH, spread
from app.reports.bia_words import (
    amount,
    first_intolerable,
    listed,
    loss_after,
    quiet,
    share,
    tier,
)
from app.reports.plan_tables import columns
from app.reports.plan_words import span
from app.services import TierShare, tier_share

BOARD, FINDINGS, MISSING, PRIORITIES = "board", "findings", "missing", "priorities"
#: What contradicts itself in an analysis, and what today's capability does not reach.
CONTRADICTIONS = ("B01", "B02", "B03", "B05", "B07", "B09", "B10", "D01", "D02", "D03", "D04", "D06")
GAPS = ("R01", "S02", "S03", "S04", "V01")


def board_page(content: BiaContent) -> OnePage:
    """Return page one; the fewer services it shows, the surer it fits."""
    variants = tuple(_board(content, *limits) for limits in ((6, 6, 4), (5, 5, 3), (4, 4, 2), (3, 3, 1), (1, 0, 0)))
    return OnePage(variants, anchor=BOARD, bookmark=translate(N_("For the board")))


def _board(content: BiaContent, most: int, drawn: int, named: int) -> tuple[Block, ...]:
    title = translate(N_("Business impact analysis"))
    figure = losses_figure(content, drawn) if drawn else None
    return (
        Paragraph(content.organisation, Look.BODY, Tone.SECONDARY, after=0, max_lines=2),
        Paragraph(title, Look.TITLE, after=1),
        quiet(_standing(content), after=3),
        Paragraph(_lead(content), Look.LEAD, after=2, max_lines=4),
        *(Paragraph(text, bullet="•", after=1, max_lines=3) for text in _sentences(content, max(2, named))),
        *_top(content, most),
        *(_losses(content, figure) if figure is not None else ()),
        *_asks(content, max(1, named)),
        _missing(content),
    )


def _standing(content: BiaContent) -> str:
    from app.dates import format_instant

    count = plural(N_("{n} service"), N_("{n} services"), len(content.services))
    if content.limited:
        count = plural(N_("limited to {n} service"), N_("limited to {n} services"), len(content.services))
    by = translate(N_("prepared by {name}"), name=content.facilitator) if content.facilitator else ""
    as_of = translate(N_("As of {moment}"), moment=format_instant(content.as_of))
    return " · ".join(part for part in (as_of, count, by) if part)


def approved_words(content: BiaContent) -> str:
    """Return how many analyses are approved, ``13 of 14 analyses are approved as they stand``."""
    return translate(
        N_("{n} of {m} analyses are approved as they stand"), n=approved_of(content.services), m=len(content.services)
    )


def _lead(content: BiaContent) -> str:
    if not content.services:
        return translate(N_("No service is recorded yet, so there is nothing to decide."))
    urgent = [one for one in content.by_urgency if one.row.rto is not None]
    if not urgent:
        return translate(N_("No recovery time is agreed yet; {approved}."), approved=approved_words(content))
    first = urgent[0]
    return translate(
        N_("{service} must be back first, within {rto}; {approved}."),
        service=first.row.name, rto=span(first.row.rto), approved=approved_words(content),
    )  # fmt: skip


def _sentences(content: BiaContent, named: int) -> list[str]:
    found = [_share(tier_share(one.row for one in content.services)), _soonest(content, named), _costliest(content)]
    changed = [one for one in content.services if one.signature is not None and one.changed]
    if changed:
        words = N_("Changed since approval: {services}.")
        found.append(translate(words, services=listed([one.row.name for one in changed], named)))
    return [text for text in found if text]


def _share(found: TierShare) -> str:
    if not found.rated:
        return ""
    return translate(
        N_("{top} of {rated} rated services ({percent}) stand in the top tiers 0 and 1; {critical} count as critical."),
        top=found.top, rated=found.rated, percent=share(found.percent), critical=found.critical,
    )  # fmt: skip


def _soonest(content: BiaContent, named: int) -> str:
    """Return which services harm first: those with the shortest MTPD, peaks included."""
    known = [one for one in content.by_urgency if one.mtpd is not None and one.mtpd < BEYOND]
    if not known:
        return ""
    least = min(one.mtpd for one in known if one.mtpd is not None)
    first = [one.row.name for one in known if one.mtpd == least]
    words = N_("The first harm beyond what is tolerable comes after {mtpd}: {services}.")
    return translate(words, mtpd=span(least), services=listed(first, named))


def _costliest(content: BiaContent) -> str:
    costs = sorted(((loss_after(one, HOUR) or 0, one) for one in content.services), key=lambda pair: -pair[0])
    if not costs or not costs[0][0]:
        return ""
    worst = costs[0][1]
    high = loss_at(worst.bia, HOUR)
    words = N_("The costliest hour is one without {service}: likely {amount}.")
    if high is not None and high.high is not None:
        words = N_("The costliest hour is one without {service}: likely {amount}, up to {high}.")
        return translate(words, service=worst.row.name, amount=amount(content, costs[0][0]),
                         high=amount(content, high.high))  # fmt: skip
    return translate(words, service=worst.row.name, amount=amount(content, costs[0][0]))


# --- the most urgent services ---


def _top(content: BiaContent, most: int) -> list[Block]:
    shown = [one for one in content.by_urgency if one.row.tier is not None][:most]
    if not shown:
        return []
    title = translate(N_("Back first"))
    rows = tuple(_top_row(content, one) for one in shown)
    heads = columns(
        (translate(N_("Service")), 56), (translate(N_("Intolerable first")), 38), (translate(N_("Tier")), 17),
        ("RTO", 16, "right"), ("MTPD", 17, "right"), (translate(N_("A day costs")), 26, "right"),
    )  # fmt: skip
    rest = len(content.services) - len(shown)
    return [Heading(title, 3), Table(heads, rows, padding=1.1, after=2), *_rest(rest)]


def _rest(rest: int) -> list[Block]:
    if rest <= 0:
        return []
    words = plural(N_("{n} more service on page "), N_("{n} more services on page "), rest)
    return [Paragraph((words, PageOf(PRIORITIES)), Look.SMALL, Tone.SECONDARY, after=1)]


def _top_row(content: BiaContent, one: ServiceBia) -> Row:
    return Row(
        (
            Cell((Words(one.row.name, True, to=anchor(one)),)), first_intolerable(one), tier(one), span(one.row.rto),
            span(one.mtpd), amount(content, loss_after(one)),
        )
    )  # fmt: skip


def anchor(one: ServiceBia) -> str:
    """Return the anchor of a service's own page."""
    return f"service-{one.row.ref or one.row.key.hex()}"


# --- the cost of waiting ---


@dataclass(frozen=True, slots=True)
class _Cost:
    """A service with its likely cumulative loss at each time, in cents."""

    one: ServiceBia
    points: tuple[tuple[int, int], ...]

    @property
    def last(self) -> int:
        return self.points[-1][1]


def _costs(content: BiaContent, most: int, end: int) -> list[_Cost]:
    """Return the services that cost most by ``end``, the costliest first."""
    times = sorted({0, *(one * HOUR for one in (1, 2, 4, 8, 12, 16, 20)), DAY, *range(DAY, end + 1, DAY)})
    found = []
    for one in content.services:
        bends = {minutes for minutes, *_ in one.loss.points if minutes <= end}
        points = []
        for minutes in sorted({*times, *bends}):
            cents = loss_after(one, minutes) if minutes else 0
            points.append((minutes, cents or 0))
        if points[-1][1]:
            found.append(_Cost(one, tuple(points)))
    return sorted(found, key=lambda cost: -cost.last)[:most]


def losses_figure(content: BiaContent, most: int, *, height: float = 52.0) -> Figure | None:
    """Return the likely cost of waiting over the first three days for the services that cost most."""
    end = 3 * DAY
    costs = _costs(content, most, end)
    if not costs:
        return None
    left, right, top, bottom = 16.0, 70.0, 3.0, height - 6.0
    step = _step(costs[0].last)
    highest = step * -(-costs[0].last // step)

    def place(minutes: float, cents: float) -> tuple[float, float]:
        return left + (WIDTH - left - right) * minutes / end, bottom - (bottom - top) * cents / highest

    shapes = _frame(content, place, step, highest, end)
    ends = spread([place(end, cost.last)[1] for cost in costs], 4.4)
    low = max(0.0, max(ends) - bottom)
    for number, (cost, y) in enumerate(zip(costs, ends, strict=True)):
        shapes += _cost_line(content, cost, place, y - low, strong=number == 0)
    return Figure(WIDTH, height, tuple(shapes), after=2.0)


def _step(most: int) -> int:
    """Return a round step so that three to five lines stand on the money axis."""
    rough, power = most / 4, 1
    while power * 10 <= rough:
        power *= 10
    return next(int(power * n) for n in (1, 2, 2.5, 5, 10) if power * n >= rough) or 1


def _frame(content: BiaContent, place: object, step: int, highest: int, end: int) -> list[Shape]:
    at = place if callable(place) else (lambda minutes, cents: (0.0, 0.0))
    shapes: list[Shape] = [LabelShape(0, 2.0, content.currency, 7.5, tone=Tone.SECONDARY)]
    for cents in range(0, highest + 1, step):
        (x1, y), (x2, _) = at(0, cents), at(end, cents)
        shapes.append(LineShape(x1, y, x2, y, Tone.HAIRLINE if cents else Tone.SECONDARY, 0.15))
        label = format_amount(cents / 100)
        shapes.append(LabelShape(x1 - 1.5, y + 1.0, label, 7.5, tone=Tone.SECONDARY, align="right"))
    for minutes in (0, 8 * HOUR, DAY, 2 * DAY, 3 * DAY):
        x, y = at(minutes, 0)
        label = span(minutes) if minutes else translate(N_("loss"))
        shapes.append(LineShape(x, y, x, y + 1.0, Tone.SECONDARY, 0.15))
        shapes.append(LabelShape(x, y + 4.2, label, 7.5, tone=Tone.SECONDARY, align="centre"))
    return shapes


def _cost_line(content: BiaContent, cost: _Cost, place: object, y: float, *, strong: bool) -> list[Shape]:
    at = place if callable(place) else (lambda minutes, cents: (0.0, 0.0))
    tone = Tone.ACCENT if strong else Tone.SECONDARY
    points = tuple(at(minutes, cents) for minutes, cents in cost.points)
    x, end = points[-1]
    name = f"{amount(content, cost.last)} {cost.one.row.name}"
    room = WIDTH - x - 4.4
    return [
        PathShape(points, tone, width=0.6 if strong else 0.3),
        LineShape(x + 0.5, end, x + 3.5, y, Tone.HAIRLINE, 0.15),
        LabelShape(x + 4.2, y + 1.0, name, 8, strong, Tone.ACCENT if strong else Tone.INK, width=room),
    ]


def _losses(content: BiaContent, figure: Figure) -> list[Block]:
    worst = max(content.services, key=lambda one: loss_after(one, 3 * DAY) or 0)
    title = translate(
        N_("Waiting costs: three days without {service} likely come to {amount}"),
        service=worst.row.name, amount=amount(content, loss_after(worst, 3 * DAY)),
    )  # fmt: skip
    return [Heading(title, 3), figure]


# --- what is asked for ---


def _asks(content: BiaContent, named: int) -> list[Block]:
    unsigned = [one for one in content.services if not one.approved]
    told = [
        (translate(N_("Sign")), _signing(unsigned, named)),
        (translate(N_("Settle")), _counted(content, CONTRADICTIONS, named, N_("{n} open contradiction in {services}."),
                                           N_("{n} open contradictions in {services}."))),
        (translate(N_("Close")), _counted(content, GAPS, named, N_("{n} target above what is there today: {services}."),
                                          N_("{n} targets above what is there today: {services}."))),
    ]  # fmt: skip
    rows = tuple(Row((Cell(name, strong=True), text)) for name, text in told if text)
    title = translate(N_("Asked of the board"))
    if not rows:
        nothing = translate(N_("Nothing: every analysis is approved, and no contradiction is open."))
        return [Heading(title, 3), Paragraph(nothing, after=2)]
    table = Table(columns(("", 18), ("", 146)), rows, heading=False, padding=1.0, lines=False, after=0)
    return [Heading(title, 3), Box((table,), Tone.ACCENT, edge=False, tint=True, padding=1.5, after=2)]


def _signing(unsigned: Sequence[ServiceBia], named: int) -> str:
    if not unsigned:
        return ""
    names = [f"{one.row.name} ({one.owner.name})" if one.owner is not None else one.row.name for one in unsigned]
    return plural(N_("{n} analysis without a valid approval: {services}."),
                  N_("{n} analyses without a valid approval: {services}."),
                  len(unsigned), services=listed(names, named))  # fmt: skip


def open_of(findings: Iterable[Finding], rules: Sequence[str]) -> list[Finding]:
    """Return the findings of some rules that nobody accepted."""
    return [one for one in findings if one.rule in rules and not one.waived]


def _counted(content: BiaContent, rules: Sequence[str], named: int, one: str, many: str) -> str:
    found = [(service, open_of(service.findings, rules)) for service in content.by_urgency]
    number = sum(len(findings) for _, findings in found)
    if not number:
        return ""
    names = [service.row.name for service, findings in found if findings]
    return plural(one, many, number, services=listed(names, named))


def _missing(content: BiaContent) -> Paragraph:
    if not content.missing:
        return quiet(translate(N_("Every part of every analysis is recorded.")), after=0)
    services = sum(bool(one.missing) for one in content.services)
    words = plural(N_("Not yet recorded: {n} part"), N_("Not yet recorded: {n} parts"), content.missing)
    told = plural(N_("{words} of {n} analysis, page "), N_("{words} of {n} analyses, page "), services, words=words)
    return Paragraph((told, PageOf(MISSING)), Look.SMALL, Tone.SECONDARY, after=0)
