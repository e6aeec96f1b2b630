"""Impact side by side: departments against kinds of harm after one time, the median level in every cell."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.charts.distribution import gutter
from app.charts.drawing import Box, Drawing, Hit, Line, Measure, Rect, Shape, Words, approximate_width, shortened
from app.charts.twins import Twin
from app.i18n import N_, translate

HEAD, ROW, GAP = 26.0, 30.0, 2.0


@dataclass(frozen=True, slots=True)
class SpreadCell:
    """The median level of a department's services with the lowest and highest; ``told`` names them."""

    median: int
    low: int
    high: int
    told: str = ""


@dataclass(frozen=True, slots=True)
class SpreadView:
    """Departments (key, name), categories (key, name, threshold) and the scored cells by (department, category)."""

    departments: Sequence[tuple[Hashable, str]]
    categories: Sequence[tuple[Hashable, str, int]]
    cells: Mapping[Any, SpreadCell]
    title: str = ""
    after: str = ""
    width: float = 640.0
    chosen: Hashable = None
    language: str | None = None

    @property
    def twin(self) -> Twin:
        """The same as a table."""
        return spread_twin(self)


def impact_spread(view: SpreadView, measure: Measure = approximate_width) -> Drawing:
    """Return the drawing, ``view.width`` wide. Hits: every scored cell by ``(department, category)``."""
    pitch = (view.width - gutter(view.width)) / max(1, len(view.categories))
    height = HEAD + ROW * len(view.departments) + 2
    shapes: list[Shape] = []
    hits: list[Hit] = []
    for at, (_, name, _threshold) in enumerate(view.categories):
        words = shortened(name, pitch - 1, 12, measure)
        shapes.append(Words((gutter(view.width) + (at + 0.5) * pitch, 12), words, 12, tone="text2", anchor="middle"))
    for line, (department, name) in enumerate(view.departments):
        y = HEAD + line * ROW
        shapes.append(Words((0, y + ROW / 2), shortened(name, gutter(view.width) - 12, 12, measure), 12))
        for at, (category, _, threshold) in enumerate(view.categories):
            rect = Rect(gutter(view.width) + at * pitch, y, pitch, ROW).inset(GAP / 2)
            cell = view.cells.get((department, category))
            shapes += _cell(cell, rect, threshold, chosen=view.chosen == (department, category))
            if cell is not None:
                hits.append(Hit((department, category), rect, _tip(view, name, at, cell)))
    return Drawing(view.width, height, tuple(shapes), tuple(hits), view.title)


def _cell(cell: SpreadCell | None, rect: Rect, threshold: int, *, chosen: bool) -> list[Shape]:
    if cell is None:
        return [Box(rect, "", "hair", radius=3), Words(rect.centre, "–", 12, tone="text3", anchor="middle")]
    shapes: list[Shape] = [Box(rect, f"fill{cell.median}", "focus" if chosen else "", 2, 3)]
    ink = f"ink{cell.median}"
    if cell.high > cell.median:
        shapes.append(Words((rect.right - 6, rect.centre[1]), f"–{cell.high}", 12, tone=ink, anchor="end"))
    shapes.append(Words(rect.centre, str(cell.median), 15, True, ink, "middle"))
    if cell.high >= threshold:
        stroke = 3.0 if cell.median >= threshold else 1.0
        x = rect.x + 3
        shapes.append(Line(((x, rect.y + 4), (x, rect.bottom - 4)), ink, stroke))
    return shapes


def _tip(view: SpreadView, department: str, at: int, cell: SpreadCell) -> str:
    gaps = {"department": department, "category": view.categories[at][1], "after": view.after, "told": cell.told}
    return translate(N_("{department}, {category} after {after}: {told}"), language=view.language, **gaps)


def spread_twin(view: SpreadView) -> Twin:
    """Return the spread as a table: a row per department, in every cell median and span."""
    heads = (translate(N_("Department"), language=view.language), *(name for _, name, _ in view.categories))
    rows = tuple(
        (name, *(_words(view, view.cells.get((key, category))) for category, _, _ in view.categories))
        for key, name in view.departments
    )
    keys: tuple[tuple[Hashable, ...], ...] = tuple(
        (None, *((key, category) if (key, category) in view.cells else None for category, _, _ in view.categories))
        for key, _ in view.departments
    )
    words = N_("Median level of the scored services, with the lowest and the highest.")
    return Twin(view.title, heads, rows, keys, translate(words, language=view.language))


def _words(view: SpreadView, cell: SpreadCell | None) -> str:
    if cell is None:
        return translate(N_("not scored"), language=view.language)
    if cell.low == cell.high:
        return str(cell.median)
    gaps = {"median": cell.median, "low": cell.low, "high": cell.high}
    return translate(N_("{median} ({low} to {high})"), language=view.language, **gaps)
