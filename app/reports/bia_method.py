"""The pages of the BIA report before the services: contents, how it was done, the scales, and the prioritised list."""

from __future__ import annotations

from collections.abc import Sequence

from app.i18n import N_, translate
from app.report import (
    Block,
    Cell,
    Heading,
    Keep,
    Look,
    NewPage,
    PageOf,
    Paragraph,
    Row,
    Table,
    Tone,
    Words,
)
from app.reports.bia_board import PRIORITIES, anchor
from app.reports.bia_content import BiaContent, ServiceBia
from app.reports.bia_words import first_intolerable, quiet, share, tier, two
from app.reports.plan_tables import columns
from app.reports.plan_words import day, span
from app.scales import Scales

METHOD = "method"

Contents = Sequence[tuple[str, str]]

_STEPS = (
    N_("For every service its owner scores the worst credible effect per category and horizon: cumulative, the outage "
       "beginning at the worst moment, without any workaround. Effects never shrink with time."),
    N_("From its threshold on a level is intolerable. The earliest horizon at which any category is intolerable is the "
       "proposed MTPD; the horizon before it is the last tolerable one."),
    N_("The proposed RTO is the last tolerable horizon, or MTPD less the time for catching up (WRT), whichever is "
       "shorter. In a peak its smaller tolerance counts."),
    N_("Owners may decide otherwise: the proposal, the value, the reason and the person are kept beside each other. "
       "A workaround never changes the grid."),
    N_("The tier follows from the RTO; Tier 0 is assigned to what others stand on. An approval counts for the analysis "
       "as it stood; later edits show as changed since approval."),
)  # fmt: skip
_CAUTIOUS = N_("Setting of this session: cautious; the last tolerable horizon itself is proposed as MTPD.")
_ORDINARY = N_("Setting of this session: ordinary; the first intolerable horizon is proposed as MTPD.")
_COSTS = N_(
    "Costs of waiting are likely ones: within a day by the hour, never more than the day costs; from a day on by days."
)


def method_pages(content: BiaContent, contents: Contents) -> list[Block]:
    """Return contents, method, scales with their anchors, and tiers."""
    blocks: list[Block] = [NewPage(), Keep((Heading(translate(N_("Contents")), 1, "contents"), _contents(contents)))]
    blocks.append(Heading(translate(N_("Method and scales")), 1, METHOD))
    blocks += [Paragraph(translate(text), bullet=f"{n}", after=1.2) for n, text in enumerate(_STEPS, 1)]
    blocks.append(quiet(translate(_CAUTIOUS if content.cautious else _ORDINARY) + " " + translate(_COSTS), after=3))
    blocks += _scale(content)
    return [*blocks, *_horizons(content.scales), *_tiers(content.scales)]


def _contents(contents: Contents) -> Table:
    rows = tuple(Row((Cell((Words(title, to=to),)), Cell((PageOf(to),), align="right"))) for title, to in contents)
    return Table(columns(("", 150), ("", 20, "right")), rows, heading=False, look=Look.BODY, padding=1.0)


def _scale(content: BiaContent) -> list[Block]:
    scales = content.scales
    if not scales.categories:
        return [quiet(translate(N_("This session has no impact categories.")))]
    heads = columns(
        (translate(N_("Category")), 32), *((f"{level.level} {level.name}", 27.6) for level in scales.levels),
    )  # fmt: skip
    rows = []
    for one in scales.categories:
        limit = translate(N_("intolerable from {level}"), level=one.threshold)
        cells = [two(one.name, limit)]
        for level, text in enumerate(one.anchors, 1):
            strong = level == one.threshold
            cells.append(Cell(text, strong=strong))
        rows.append(Row(tuple(cells)))
    title = translate(N_("Impact: what the levels mean"))
    note = translate(N_("In bold: the level from which the category is intolerable."))
    return [Heading(title, 2), Table(heads, tuple(rows), padding=1.2, after=1.5), quiet(note)]


def _horizons(scales: Scales) -> list[Block]:
    if not scales.horizons:
        return []
    words = ", ".join(one.label for one in scales.horizons)
    return [Paragraph(translate(N_("Asked after: {horizons}."), horizons=words), after=2)]


def _tiers(scales: Scales) -> list[Block]:
    if not scales.tiers:
        return []
    rows = tuple(
        Row(
            (
                str(one.number), translate(one.name), translate(N_("yes") if one.critical else N_("no")),
                span(one.rto_max) if one.rto_max else translate(N_("any")), span(one.rpo_guide),
            )
        )
        for one in scales.tiers
    )  # fmt: skip
    heads = columns(
        (translate(N_("Tier")), 14), (translate(N_("Name")), 56), (translate(N_("Critical")), 32),
        (translate(N_("RTO at most")), 34, "right"), (translate(N_("RPO guide")), 34, "right"),
    )  # fmt: skip
    return [Keep((Heading(translate(N_("Tiers")), 2), Table(heads, rows, padding=1.1)))]


def priority_page(content: BiaContent) -> list[Block]:
    """Return all services in the order in which they must be back, with the page of each."""
    blocks: list[Block] = [Heading(translate(N_("Services by priority")), 1, PRIORITIES)]
    if not content.services:
        return [*blocks, quiet(translate(N_("No service is recorded yet.")), look=Look.BODY)]
    rows = tuple(_priority_row(place, one) for place, one in enumerate(content.by_urgency, 1))
    heads = columns(
        (translate(N_("No")), 8), (translate(N_("Service")), 50), (translate(N_("Intolerable first")), 37),
        (translate(N_("Tier")), 9, "right"), ("RTO", 13, "right"), ("MTPD", 17, "right"), ("RPO", 13, "right"),
        (translate(N_("MBCO")), 13, "right"), (translate(N_("Page")), 10, "right"),
    )  # fmt: skip
    note = translate(N_("By tier, then RTO, then the shortest MTPD, peaks included. MBCO is the least service."))
    if content.retired and not content.limited:
        note += " " + translate(N_("Retired services are left out: {n}."), n=content.retired)
    return [*blocks, quiet(note), Table(heads, rows, padding=1.2), *_unapproved(content)]


def _priority_row(place: int, one: ServiceBia) -> Row:
    named = (
        Paragraph((Words(one.row.name, True, to=anchor(one)),), Look.SMALL, after=0),
        Paragraph(f"{one.row.ref} · {one.owner.name if one.owner else '–'}", Look.SMALL, Tone.SECONDARY, after=0),
    )
    return Row(
        (
            str(place), Cell(named), first_intolerable(one), "–" if one.row.tier is None else str(one.row.tier),
            span(one.row.rto), span(one.mtpd), span(one.row.rpo), share(one.row.mbco_pct),
            Cell((PageOf(anchor(one)),)),
        )
    )  # fmt: skip


def _unapproved(content: BiaContent) -> list[Block]:
    """Return who approved what, and what is not approved as it stands."""
    heads = columns(
        (translate(N_("Service")), 58), (translate(N_("Approved by")), 44), (translate(N_("How")), 28),
        (translate(N_("On")), 22, "right"), (translate(N_("Version")), 18, "right"),
    )  # fmt: skip
    rows = tuple(_approval_row(one) for one in content.by_urgency)
    return [Heading(translate(N_("Approvals")), 2), Table(heads, rows, padding=1.1)]


def _approval_row(one: ServiceBia) -> Row:
    signature = one.signature
    if signature is None:
        return Row((one.row.name, Cell(translate(N_("not approved")), tone=Tone.SECONDARY), "–", "–", "–"))
    state = translate(N_("changed since approval")) if one.changed else ""
    return Row((two(one.row.name, state) if state else one.row.name, signature.by, signature.manner or "–",
                day(signature.on), str(signature.version)))  # fmt: skip


def service_note(one: ServiceBia) -> str:
    """Return the line below the name of a service: department, owner, deputy, tier."""
    parts = [
        one.row.department,
        _with(N_("owner {name}"), one.row.owner),
        _with(N_("deputy {name}"), one.row.deputy),
        tier(one),
    ]
    return " · ".join(part for part in parts if part)


def _with(msgid: str, name: str) -> str:
    return translate(msgid, name=name) if name else ""
