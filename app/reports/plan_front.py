"""Pages two and three of the printed plan: the document itself, and whether to start or wait."""

from __future__ import annotations

from app.i18n import N_, translate
from app.planning import completeness
from app.planning.content import PlanContent, PlannedService
from app.planning.parts import Completeness
from app.report import (
    Block,
    Box,
    Cell,
    Columns,
    Gap,
    Heading,
    Keep,
    LineShape,
    Look,
    NewPage,
    PageOf,
    Paragraph,
    Part,
    PathShape,
    Row,
    Table,
    Tone,
    Words,
)
from app.report import Figure as Drawing
from app.reports.plan_card import DOCUMENT, START
from app.reports.plan_figures import (
    timeline,
    timeline_title,
)
from app.reports.plan_tables import columns
from app.reports.plan_words import after_loss, day, listed, missing, missing_part, span

Contents = tuple[tuple[str, str], ...]


def document_page(plan: PlanContent, contents: Contents) -> list[Block]:
    """Return the formal data of the plan: services and targets, time lines, purpose, approvals, copies, contents."""
    state = completeness(plan)
    blocks: list[Block] = [NewPage(), Heading(translate(N_("Document")), 1, DOCUMENT), *_targets(plan)]
    lines = [
        Keep((Paragraph(timeline_title(one), strong=True, after=0, max_lines=1, glued=True), timeline(one)))
        for one in plan.services
    ]
    blocks += lines
    blocks += [Heading(translate(N_("Purpose and scope")), 2), _texts(plan, state)]
    blocks += _approvals(plan)
    blocks += _copies(plan)
    return [*blocks, Keep((Heading(translate(N_("Contents")), 2), _contents(contents)))]


def _texts(plan: PlanContent, state: Completeness) -> Table:
    """Return the texts of the plan with their names at the left; what is empty says so."""
    texts = (
        (translate(N_("Purpose")), plan.purpose),
        (translate(N_("Scope")), plan.scope),
        (translate(N_("Exclusions")), plan.exclusions),
        (translate(N_("Incident process")), plan.incident_process),
        (translate(N_("Without network")), plan.offline_places),
        (translate(N_("Completeness")), _completeness(state)),
    )
    rows = tuple(
        Row((Cell(name, strong=True), Cell(text) if text else Cell((missing(plan, name.lower()),))))
        for name, text in texts
    )
    return Table(columns(("", 36), ("", 134)), rows, heading=False, look=Look.BODY, padding=1.2)


def _targets(plan: PlanContent) -> list[Block]:
    if not plan.services:
        return [missing_part(plan, completeness(plan), "services")]
    rows = tuple(
        Row(
            (
                Cell((Paragraph(one.name, Look.SMALL, strong=True, after=0),
                      Paragraph(one.ref, Look.SMALL, Tone.SECONDARY, after=0))),
                one.owner.name if one.owner else "–",
                "–" if one.tier is None else str(one.tier),
                span(one.rto),
                span(one.rpo),
                _mbco(one.mbco_pct, one.mbco_text),
                span(one.mtpd),
            )
        )
        for one in plan.services
    )  # fmt: skip
    heads = columns(
        (translate(N_("Service")), 44), (translate(N_("Owner")), 32), (translate(N_("Tier")), 11, "right"),
        ("RTO", 15, "right"), ("RPO", 16, "right"), ("MBCO", 35), ("MTPD", 17, "right"),
    )  # fmt: skip
    return [Table(heads, rows)]


def _mbco(share: int | None, words: str) -> str:
    shown = "" if share is None else f"{share}\N{NO-BREAK SPACE}%"
    return ": ".join(part for part in (shown, words) if part) or "–"


def _approvals(plan: PlanContent) -> list[Block]:
    blocks: list[Block] = [Heading(translate(N_("Approvals and reviews")), 2)]
    rows = [Row((version.version, day(version.on), version.by, version.note)) for version in plan.versions[:4]]
    rows += [
        Row((translate(N_("review")), day(review.on), review.by or "–", review.result)) for review in plan.reviews[:3]
    ]
    if rows:
        heads = columns(
            (translate(N_("Version")), 22), (translate(N_("Date")), 26), (translate(N_("By")), 48),
            (translate(N_("What changed, what was found")), 74),
        )  # fmt: skip
        blocks.append(Table(heads, tuple(rows)))
    else:
        blocks.append(missing(plan, translate(N_("approval"))))
    if plan.reviewed_on is None and plan.next_review_on is None:
        return blocks
    following = translate(
        N_("Last review {last}; next review {next}."), last=day(plan.reviewed_on), next=day(plan.next_review_on)
    )
    return [*blocks, Paragraph(following, Look.SMALL, Tone.SECONDARY)]


def _copies(plan: PlanContent) -> list[Block]:
    blocks: list[Block] = [Heading(translate(N_("Who holds a copy")), 2)]
    if plan.copies:
        rows = tuple(Row((copy.recipient, copy.form, copy.version or "–", day(copy.on))) for copy in plan.copies)
        heads = columns(
            (translate(N_("Who")), 88), (translate(N_("Form")), 28), (translate(N_("Version")), 24),
            (translate(N_("Handed out")), 30),
        )  # fmt: skip
        blocks.append(Table(heads, rows))
    else:
        blocks.append(missing(plan, translate(N_("distribution list"))))
    return blocks


def _completeness(state: Completeness) -> str:
    text = translate(N_("{filled} of {all} parts"), filled=state.filled, all=len(state.parts))
    if state.missing:
        names = listed([part.title.lower() for part in state.missing])
        text = translate(N_("{filled} of {all} parts; missing: {missing}"),
                         filled=state.filled, all=len(state.parts), missing=names)  # fmt: skip
    return text


def _contents(contents: Contents) -> Columns:
    """Return the contents in two columns."""
    half = (len(contents) + 1) // 2
    parts = tuple(Part(83, (_contents_table(lines),)) for lines in (contents[:half], contents[half:]) if lines)
    return Columns(parts)


def _contents_table(contents: Contents) -> Table:
    rows = tuple(
        Row((Cell((Words(title, to=anchor),)), Cell((PageOf(anchor),), align="right"))) for title, anchor in contents
    )
    return Table(columns(("", 69), ("", 14, "right")), rows, heading=False, look=Look.SMALL, padding=0.9)


def start_page(plan: PlanContent) -> list[Block]:
    """Return the triggers, the decision as three boxes, the log of decisions, and when the plan ends."""
    blocks: list[Block] = [NewPage(), Heading(translate(N_("Start or wait")), 1, START)]
    blocks.append(Heading(translate(N_("Triggers")), 2))
    for number, trigger in enumerate(plan.triggers, 1):
        blocks.append(Paragraph(trigger.text, bullet=f"{number}", after=0.6))
    if not plan.triggers:
        blocks.append(missing_part(plan, completeness(plan), "triggers"))
    blocks += _more_of_the_card(plan)
    blocks += [Heading(translate(N_("The decision, at the declaration and every 30 minutes")), 2), *_decision()]
    blocks += [Heading(translate(N_("Decision log")), 2), _decision_log()]
    blocks.append(Heading(translate(N_("Stand-down criteria")), 2))
    blocks.append(
        Paragraph(plan.deactivation) if plan.deactivation else missing_part(plan, completeness(plan), "deactivation")
    )
    return blocks + _latest(plan)


def _more_of_the_card(plan: PlanContent) -> list[Block]:
    """Return in full what the first-hour card may have cut."""
    blocks: list[Block] = []
    if len(plan.first_hour) > 8 or any(len(line.text) > 120 for line in plan.first_hour):
        blocks.append(Heading(translate(N_("The first hour in full")), 2))
        rows = tuple(Row((f"{line.from_minute}–{line.to_minute}", line.text, line.who)) for line in plan.first_hour)
        heads = columns((translate(N_("Minute")), 22), (translate(N_("What")), 108), (translate(N_("Who")), 40))
        blocks.append(Table(heads, rows))
    if len(plan.do_nots) > 6 or any(len(line.text) > 70 for line in plan.do_nots):
        blocks.append(Heading(translate(N_("Do not")), 2))
        blocks += [Paragraph(line.text, bullet="×", after=1) for line in plan.do_nots]
    return blocks


def _decision() -> list[Block]:
    questions = (
        (
            N_("Is a trigger met? Is anyone in danger, or the law? Does elapsed time + repair end after the RTO?"),
            N_("Start the plan"), Tone.EXTREME,
        ),
        (
            N_("Is there a firm repair time, and does elapsed time + repair + steps end before the RTO?"),
            N_("Watch, ask again in 30 min"), Tone.ACCENT,
        ),
        (
            N_("Neither? No firm repair time and the latest decision time has come: start."),
            N_("The lead decides"), Tone.SECONDARY,
        ),
    )  # fmt: skip
    blocks: list[Block] = []
    for place, (question, answer, tone) in enumerate(questions):
        if place:
            blocks.append(_arrow_down())
        left = Box((Paragraph(translate(question), after=0),), padding=1.8)
        right = Box(
            (Paragraph((translate(N_("yes")) + " → ", Words(translate(answer), strong=True)), after=0),),
            rule=tone, edge=False, tint=True, padding=1.8,
        )  # fmt: skip
        blocks.append(Columns((Part(108, (left,)), Part(58, (right,))), after=0))
    return [Keep(tuple(blocks))]


def _arrow_down() -> Drawing:
    return Drawing(170, 4, (
        LineShape(52, 0.3, 52, 3.2, Tone.INK, 0.3),
        PathShape(((50.9, 2.2), (52, 3.8), (53.1, 2.2)), None, Tone.INK),
    ), after=0)  # fmt: skip


def _latest(plan: PlanContent) -> list[Block]:
    timed = [one for one in plan.services if one.path is not None and one.rto is not None]
    if not timed:
        return []
    groups: dict[tuple[int | None, ...], list[PlannedService]] = {}
    for one in timed:
        groups.setdefault((one.latest_decision_at, one.rto, one.path, one.allowance), []).append(one)
    rows = tuple(
        _latest_row(place, groups[key]) for place, key in enumerate(sorted(groups, key=lambda one: one[0] or 0))
    )
    heads = columns(
        (translate(N_("Service")), 67), ("RTO", 13, "right"), (translate(N_("Steps take")), 18, "right"),
        (translate(N_("Allowance")), 17, "right"), (translate(N_("Slack")), 16, "right"),
        (translate(N_("Decide by")), 18, "right"), (translate(N_("that is")), 21),
    )  # fmt: skip
    return [Keep((Heading(translate(N_("Latest decision")), 2), Table(heads, rows, padding=0.7)))]


def _latest_row(place: int, services: list[PlannedService]) -> Row:
    one = services[0]
    return Row(
        (
            ", ".join(service.name for service in services), span(one.rto), span(one.path), span(one.allowance),
            span(one.slack), Cell(after_loss(one.latest_decision_at), strong=True),
            Cell((Gap(18, f"latest{place}"),), low=True),
        )
    )  # fmt: skip


def _decision_log() -> Table:
    heads = columns(
        (translate(N_("Time")), 20), (translate(N_("Decision")), 60), (translate(N_("By whom")), 35),
        (translate(N_("Reason")), 55),
    )  # fmt: skip
    return Table(heads, tuple(Row(("", "", "", ""), height=8.2) for _ in range(6)))
