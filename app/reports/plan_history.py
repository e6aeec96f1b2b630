"""The last page of the printed plan: versions, tests with their results, open actions, accepted findings."""

from __future__ import annotations

from app.i18n import N_, plural, translate
from app.planning import completeness
from app.planning.content import PlanContent, Trial
from app.report import (
    Block,
    Cell,
    Heading,
    NewPage,
    Paragraph,
    Row,
    Table,
)
from app.reports.plan_tables import columns
from app.reports.plan_words import day, missing, missing_part, span


def history_page(plan: PlanContent) -> list[Block]:
    """Return versions, tests with their results, open actions and waivers."""
    blocks: list[Block] = [
        NewPage(),
        Heading(translate(N_("History")), 1, "history"),
        Heading(translate(N_("Versions")), 2),
    ]
    rows = tuple(Row((one.version, day(one.on), one.by, one.note or "–")) for one in plan.versions)
    heads = columns(
        (translate(N_("Version")), 20), (translate(N_("Approved on")), 28), (translate(N_("By")), 48),
        (translate(N_("What changed")), 74),
    )  # fmt: skip
    blocks.append(Table(heads, rows) if rows else missing(plan, translate(N_("approved version"))))
    return [*blocks, *_trials(plan), *_actions(plan), *_waivers(plan)]


def _trials(plan: PlanContent) -> list[Block]:
    blocks: list[Block] = [Heading(translate(N_("Tests and exercises")), 2)]
    if not plan.trials:
        blocks.append(missing_part(plan, completeness(plan), "last-test"))
    else:
        rows = tuple(
            Row((one.ref, one.title, one.service, _date(one), span(one.rta), span(one.target), _result(one)))
            for one in plan.trials
        )  # fmt: skip
        heads = columns(
            (translate(N_("No")), 17), (translate(N_("Test")), 36), (translate(N_("Service")), 35),
            (translate(N_("Date")), 25), (translate(N_("Took")), 17, "right"), ("RTO", 14, "right"),
            (translate(N_("Result")), 26),
        )  # fmt: skip
        blocks.append(Table(heads, rows, padding=1.4))
    untried = plan.untried_steps()
    if untried:
        text = plural(
            "Step never tried in a test: {steps}.", "Steps never tried in a test: {steps}.", len(untried),
            steps=", ".join(map(str, untried)),
        )  # fmt: skip
        blocks.append(Paragraph(text, strong=True))
    return blocks


def _date(one: Trial) -> str:
    return day(one.done_on) if one.done_on else translate(N_("planned {date}"), date=day(one.planned_on))


def _result(one: Trial) -> str:
    if one.passed is None:
        return translate(N_("not measured")) if one.done_on else "–"
    return translate(N_("RTO kept")) if one.passed else translate(N_("RTO missed"))


def _actions(plan: PlanContent) -> list[Block]:
    blocks: list[Block] = [Heading(translate(N_("Open actions")), 2)]
    if not plan.actions:
        return [*blocks, Paragraph(translate(N_("None.")))]
    rows = tuple(
        Row((one.ref, one.title, one.owner or "–", Cell(_due(day(one.due_on), one.late), strong=one.late)))
        for one in plan.actions
    )
    heads = columns(
        (translate(N_("No")), 18),
        (translate(N_("Action")), 78),
        (translate(N_("Owner")), 40),
        (translate(N_("Due")), 34),
    )
    return [*blocks, Table(heads, rows, padding=1.4)]


def _due(shown: str, late: bool) -> str:
    return translate(N_("{date}, late"), date=shown) if late else shown


def _waivers(plan: PlanContent) -> list[Block]:
    blocks: list[Block] = [Heading(translate(N_("Accepted findings")), 2)]
    if not plan.waivers:
        return [*blocks, Paragraph(translate(N_("None.")))]
    rows = tuple(
        Row((f"{one.ref} {one.rule}".strip(), one.about, one.reason, one.by or "–",
             translate(N_("expired {date}"), date=day(one.expires_on)) if one.expired else day(one.expires_on)))
        for one in plan.waivers
    )  # fmt: skip
    heads = columns(
        (translate(N_("No")), 26), (translate(N_("About")), 42), (translate(N_("Reason")), 44),
        (translate(N_("Accepted by")), 30), (translate(N_("Until")), 28),
    )  # fmt: skip
    return [*blocks, Table(heads, rows, padding=1.4)]
