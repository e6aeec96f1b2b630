"""The pages of the BIA report after the services: calibration, findings and waivers, who was asked, what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from app.durations import BEYOND, DAY
from app.i18n import N_, translate
from app.report import Block, Cell, Heading, Look, NewPage, PageOf, Paragraph, Row, Table, Tone, Words
from app.reports.bia_board import FINDINGS, MISSING, anchor
from app.reports.bia_content import BiaContent, ServiceBia
from app.reports.bia_words import DASH, missing_line, quiet, share, two
from app.reports.plan_tables import columns
from app.reports.plan_words import day, span
from app.services import tier_share

CALIBRATION, TALKS = "calibration", "talks"


# --- calibration ---


def calibration_page(content: BiaContent) -> list[Block]:
    """Return the distribution of targets and impact per department; one department alone compares with nothing."""
    blocks: list[Block] = [NewPage(), Heading(translate(N_("Calibration across departments")), 1, CALIBRATION)]
    groups = _departments(content.services)
    if len(groups) < 2:
        alone = translate(N_("Departments are compared when the report covers services of at least two of them."))
        return [*blocks, quiet(alone, look=Look.BODY)]
    lead = translate(
        N_("Large differences are not wrong, but ask for a reason: the same word should mean the same harm everywhere.")
    )
    return [*blocks, quiet(lead), *_rto_spread(content, groups), *_impact_spread(content, groups)]


def _departments(services: Sequence[ServiceBia]) -> Mapping[str, list[ServiceBia]]:
    groups: dict[str, list[ServiceBia]] = defaultdict(list)
    for one in services:
        groups[one.row.department or translate(N_("no department"))].append(one)
    return dict(sorted(groups.items()))


def _rto_spread(content: BiaContent, groups: Mapping[str, list[ServiceBia]]) -> list[Block]:
    """Return how many services of each department fall into each class of recovery times."""
    limits = [one.rto_max for one in content.scales.tiers if one.rto_max is not None]
    limits = sorted({*limits, 8 * 60})
    heads = columns(
        (translate(N_("Department")), 48), (translate(N_("Services")), 17, "right"),
        *((f"≤ {span(limit)}", 13, "right") for limit in limits), (translate(N_("longer")), 15, "right"),
        (translate(N_("not known")), 15, "right"), (translate(N_("Tier 0–1")), 17, "right"),
    )  # fmt: skip
    rows = [_rto_row(name, found, limits) for name, found in groups.items()]
    whole = translate(N_("All"))
    rows.append(_rto_row(whole, list(content.services), limits, strong=True))
    return [Heading(translate(N_("Recovery times (RTO)")), 2), Table(heads, tuple(rows), padding=1.1)]


def _rto_row(name: str, found: Sequence[ServiceBia], limits: Sequence[int], *, strong: bool = False) -> Row:
    counts: dict[int | str, int] = defaultdict(int)
    for one in found:
        if one.row.rto is None:
            counts["longer" if one.beyond else "unknown"] += 1
        else:
            counts[next((limit for limit in limits if one.row.rto <= limit), "longer")] += 1
    top = tier_share(one.row for one in found)
    cells = [name, str(len(found)), *(str(counts[limit] or DASH) for limit in limits),
             str(counts["longer"] or DASH), str(counts["unknown"] or DASH), share(top.percent)]  # fmt: skip
    return Row(tuple(Cell(text, strong=strong or place == 0) for place, text in enumerate(cells)))


def _impact_spread(content: BiaContent, groups: Mapping[str, list[ServiceBia]]) -> list[Block]:
    """Return the median of the highest impact at a day per department, and the shortest and longest MTPD."""
    at = _place(content)
    label = content.scales.horizons[at].label if content.scales.horizons else ""
    heads = columns(
        (translate(N_("Department")), 50), (translate(N_("Worst level at {time}"), time=label), 30, "right"),
        *((str(level), 12, "right") for level in range(1, 6)), (translate(N_("Shortest MTPD")), 26, "right"),
        (translate(N_("Longest MTPD")), 26, "right"),
    )  # fmt: skip
    rows = [_impact_row(name, found, at) for name, found in groups.items()]
    rows.append(_impact_row(translate(N_("All")), list(content.services), at, strong=True))
    note = translate(
        N_("Of each service its worst category at {time} counts; the columns 1 to 5 tell how many services reach that "
           "level. The first figure is the middle one, the upper of two."), time=label,
    )  # fmt: skip
    title = translate(N_("Impact and tolerance"))
    return [Heading(title, 2), Table(heads, tuple(rows), padding=1.1, after=1.5), quiet(note)]


def _place(content: BiaContent) -> int:
    """Return the place of the horizon that is nearest to a day."""
    horizons = content.scales.horizons
    return min(range(len(horizons)), key=lambda at: abs(horizons[at].minutes - DAY), default=0)


def _worst(one: ServiceBia, at: int) -> int | None:
    levels = [line.levels[at] for line in one.grid.lines if at < len(line.levels)]
    return max((level for level in levels if level is not None), default=None)


def _impact_row(name: str, found: Sequence[ServiceBia], at: int, *, strong: bool = False) -> Row:
    worst = sorted(level for one in found if (level := _worst(one, at)) is not None)
    mtpds = [one.mtpd for one in found if one.mtpd is not None]
    median = str(worst[len(worst) // 2]) if worst else DASH
    counts = [str(worst.count(level) or DASH) for level in range(1, 6)]
    known = [span(min(mtpds)), span(max(mtpds))] if mtpds else [DASH, DASH]
    cells = [name, median, *counts, *known]
    return Row(tuple(Cell(text, strong=strong or place == 0) for place, text in enumerate(cells)))


# --- findings and waivers ---


def findings_page(content: BiaContent) -> list[Block]:
    """Return what contradicts or is missing, and what somebody accepts until when."""
    blocks: list[Block] = [NewPage(), Heading(translate(N_("Open findings and waivers")), 1, FINDINGS)]
    still = [one for one in content.findings if not one.waived]
    heads = columns(
        (translate(N_("How urgent")), 24), (translate(N_("About")), 46), (translate(N_("Finding")), 100),
    )  # fmt: skip
    rows = tuple(
        Row((Cell(one.severity.words, strong=one.severity.rank == 0), content.names.get(one.subject, one.subject_ref),
             one.message))
        for one in still
    )  # fmt: skip
    if rows:
        blocks.append(Table(heads, rows, padding=1.1))
    else:
        blocks.append(quiet(translate(N_("No finding of an analysis is open.")), look=Look.BODY))
    return [*blocks, *_waivers(content)]


def _waivers(content: BiaContent) -> list[Block]:
    blocks: list[Block] = [Heading(translate(N_("Waivers")), 2)]
    if not content.waivers:
        return [*blocks, quiet(translate(N_("Nothing is accepted at present.")), look=Look.BODY)]
    heads = columns(
        (translate(N_("What")), 56), (translate(N_("Reason")), 60), (translate(N_("Accepted by")), 30),
        (translate(N_("Until")), 24),
    )  # fmt: skip
    rows = tuple(Row((two(one.title, one.about), one.reason, one.by or DASH, day(one.until))) for one in content.waivers)
    return [*blocks, Table(heads, rows, padding=1.1)]


# --- who was asked, and what is missing ---


def talks_page(content: BiaContent) -> list[Block]:
    """Return who was interviewed when, service by service."""
    blocks: list[Block] = [NewPage(), Heading(translate(N_("Who was interviewed")), 1, TALKS)]
    rows = tuple(
        Row((_linked(one) if first else "", talk.who or DASH, day(talk.on), talk.meeting or DASH, str(talk.answered)))
        for one in content.services
        for first, talk in _first(one.talks)
    )
    if not rows:
        return [*blocks, quiet(translate(N_("Nobody was interviewed yet.")), look=Look.BODY)]
    heads = columns(
        (translate(N_("Service")), 54), (translate(N_("Who")), 40), (translate(N_("When")), 24),
        (translate(N_("Meeting")), 34), (translate(N_("Answers")), 18, "right"),
    )  # fmt: skip
    return [*blocks, Table(heads, rows, padding=1.1)]


def _first(talks: Sequence[object]) -> list[tuple[bool, object]]:
    return [(number == 0, talk) for number, talk in enumerate(talks)]


def _linked(one: ServiceBia) -> Cell:
    return Cell((Words(one.title, True, to=anchor(one)),))


def missing_page(content: BiaContent) -> list[Block]:
    """Return what is still missing, service by service."""
    blocks: list[Block] = [Heading(translate(N_("What is still missing")), 1, MISSING)]
    gaps = [one for one in content.services if one.missing]
    if not gaps:
        return [*blocks, quiet(translate(N_("Every part of every analysis is recorded.")), look=Look.BODY)]
    for one in gaps:
        blocks.append(Heading(one.title, 3))
        blocks += [Paragraph(missing_line(one, code), Look.BODY, Tone.SECONDARY, after=0.6) for code in one.missing]
    return blocks
