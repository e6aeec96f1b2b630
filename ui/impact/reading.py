"""What the impact panels show, read from the session as plain views: grid, curve, progress, who scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app import impact_rows, interviews
from app import model as m
from app.bia import Proposal
from app.charts.impact_curve import CurveLine, CurveView
from app.document import Document
from app.durations import BEYOND, format_duration
from app.i18n import N_, translate
from app.interviews import Grid
from app.interviews.grid import GridCell as Scored
from app.interviews.grid import GridLine
from app.scales import Scales, read_scales
from ui.widgets.impact_grid import GridCell, GridRow, GridView, with_carry

#: The tables that any of the impact panels reads; pages refresh them when one of these changes.
TABLES = frozenset(
    {
        "service", "bia", "impact_score", "target_decision", "peak", "person", "impact_category", "impact_anchor",
        "horizon", "tier", "session_info",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """The grid of one service with its scales, what it proposes, and the names of those who scored."""

    service: Any
    scales: Scales
    grid: Grid
    proposal: Proposal
    names: Mapping[bytes, str]

    def line(self, category: str) -> GridLine | None:
        """Return the row of a category by its key in hexadecimal."""
        return next((line for line in self.grid.lines if line.key.hex() == category), None)

    def place(self, horizon: str) -> int:
        """Return which horizon a key in hexadecimal is; 0 if none."""
        return next((at for at, one in enumerate(self.grid.horizons) if key_of(one) == horizon), 0)

    def cell(self, category: str, horizon: str) -> Scored | None:
        """Return a scored cell."""
        line = self.line(category)
        return line.cells[self.place(horizon)] if line is not None and self.grid.horizons else None

    def label(self, horizon: str) -> str:
        """Return how a horizon is called: ``3 d``."""
        return self.grid.horizons[self.place(horizon)].label if self.grid.horizons else ""

    def falls_to(self, category: str, horizon: str, level: int) -> bool:
        """Whether a level would be lower than what is scored before it in its row."""
        line = self.line(category)
        before = [one for one in line.levels[: self.place(horizon)] if one is not None] if line is not None else []
        return bool(before) and level < before[-1]

    @property
    def complete_rows(self) -> int:
        """How many categories are scored at every horizon."""
        return sum(None not in line.levels for line in self.grid.lines)


def key_of(thing: Any) -> str:
    """Return the key of a category or horizon as the grid widget names it."""
    return str(thing.key.hex())


def read(document: Document, service: bytes) -> Reading | None:
    """Read the grid of a service; ``None`` if the service is gone."""
    row = document.get(m.Service, service)
    if row is None:
        return None
    scales = read_scales(document)
    grid = interviews.grid(document, service, scales=scales)
    proposal = interviews.proposals(document, service, scales=scales)
    return Reading(row, scales, grid, proposal, _names(document, grid))


def _names(document: Document, grid: Grid) -> dict[bytes, str]:
    cells = (cell for line in grid.lines for cell in line.cells if cell is not None)
    keys = {cell.speaker_id for cell in cells if cell.speaker_id is not None}
    found = {key: document.get(m.Person, key) for key in keys}
    return {key: row.name for key, row in found.items() if row is not None}


# --- the grid ---


def grid_view(reading: Reading, *, read_only: bool) -> GridView:
    """Return what the grid widget shows: keys as hex, carried cells, and when each category becomes intolerable."""
    grid, scales = reading.grid, reading.scales
    labels = {one.minutes: one.label for one in grid.horizons}
    marked = labels.get(reading.proposal.mtpd or -1, "")
    keys = [(key_of(one), one.label) for one in grid.horizons]
    return GridView(
        keys,
        [_row(line, reading) for line in grid.lines],
        {number: scales.word(number) for number in scales.level_range("impact")},
        next((key for key, words in keys if words == marked), ""),
        read_only,
    )


def _row(line: GridLine, reading: Reading) -> GridRow:
    cells = [
        GridCell(made.level, made.carried, bool(cell and cell.note), _more(cell, reading))
        for made, cell in zip(with_carry(line.levels), line.cells, strict=True)
    ]
    scored = sum(level is not None for level in line.levels)
    missing = scored < len(line.levels)
    aside = impact_rows.set_aside_because(line) is not None
    return GridRow(
        line.key.hex(),
        line.name,
        line.threshold,
        cells,
        _intolerable(line, reading, aside=aside),
        dict(enumerate(line.anchors, 1)),
        f"{scored}/{len(line.levels)}" if missing and scored else "",
        aside,
    )


def _intolerable(line: GridLine, reading: Reading, *, aside: bool) -> str:
    """Return when a category becomes intolerable; nothing while cells are missing that could still tell."""
    first = line.row().first_intolerable
    if first is not None:
        return reading.grid.horizons[first].label
    if aside:
        return translate(N_("n/a"))
    return translate(N_("never")) if line.levels and not line.row().open_before else ""


def _more(cell: Scored | None, reading: Reading) -> Sequence[str]:
    """Return who scored a cell, what its note says, and that a fall was confirmed."""
    if cell is None:
        return ()
    said = []
    if cell.speaker_id is not None and cell.speaker_id in reading.names:
        said.append(translate(N_("Scored by {name}"), name=reading.names[cell.speaker_id]))
    if cell.fall_confirmed:
        said.append(translate(N_("Lower than before it, confirmed")))
    if cell.note:
        said.append(translate(N_("Note: {words}"), words=cell.note))
    return said


def progress_words(reading: Reading) -> str:
    """Return how far the grid is: ``53 of 56 cells scored, 6 of 7 rows.``"""
    return translate(
        N_("{n} of {of} cells scored, {rows} of {all} rows."),
        n=reading.grid.scored,
        of=reading.grid.cells,
        rows=reading.complete_rows,
        all=len(reading.grid.lines),
    )


# --- the curve ---


def curve_view(reading: Reading) -> CurveView:
    """Return the curve with its message: when the service becomes intolerable."""
    drivers = set(reading.proposal.drivers)
    lines = [CurveLine(line.name, line.levels, line.code in drivers) for line in reading.grid.lines]
    threshold = min((line.threshold for line in reading.grid.lines if line.code in drivers), default=4)
    return CurveView(
        [(one.minutes, one.label) for one in reading.grid.horizons],
        lines,
        threshold,
        _mark(reading, "mtpd", N_("MTPD {value}"), N_("MTPD {value} proposed")),
        _mark(reading, "rto", N_("RTO {value}"), N_("RTO {value} proposed")),
        message(reading),
        levels=reading.scales.impact_count,
    )


def _mark(reading: Reading, target: str, decided: str, proposed: str) -> tuple[int, str] | None:
    """Return where a target's line stands: what was decided, else what the grid proposes."""
    own, offered = getattr(reading.service, target), getattr(reading.proposal, target)
    minutes = own if own is not None else offered
    if minutes is None or minutes >= BEYOND:
        return None
    return minutes, translate(proposed if own is None else decided, value=format_duration(minutes))


def message(reading: Reading) -> str:
    """Return the sentence above the curve, which names the first intolerable point."""
    proposal, name = reading.proposal, reading.service.name
    if not reading.grid.scored:
        return translate(N_("Nothing is scored yet"))
    if proposal.mtpd is None:
        return translate(N_("Too little is scored to say when it becomes intolerable"))
    if proposal.mtpd >= BEYOND:
        return translate(N_("{service} stays tolerable beyond the last horizon"), service=name)
    after = format_duration(proposal.intolerable)
    if reading.grid.horizons[0].minutes == proposal.intolerable:
        return translate(N_("{service} becomes intolerable within {after}"), service=name, after=after)
    words = N_("{service} becomes intolerable between {before} and {after}")
    return translate(words, service=name, before=format_duration(proposal.tolerable or 0), after=after)
