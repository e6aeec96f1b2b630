"""The heat map: 5 × 5 cells in their bands, the appetite line, and risks as counts or as marks that move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from app.charts.drawing import (
    Box,
    Drawing,
    Hit,
    Line,
    Measure,
    Point,
    Rect,
    Shape,
    Words,
    approximate_width,
    shortened,
)
from app.charts.heat_movement import movement
from app.i18n import N_, plural, translate

Cell = tuple[int, int]  #: likelihood, impact; both 1 to 5
Band = tuple[str, str]  #: key (low, moderate, high, extreme) and word

CELL_WIDTH, CELL_HEIGHT, GAP = 124.0, 108.0, 2.0
GUTTER, FOOT = 124.0, 48.0
_PILL_WIDTH, _PILL_HEIGHT, _PILL_PITCH = 52.0, 22.0, 27.0
_STACK = 2  #: pills that fit below each other
BAND_LEVEL = {"low": 2, "moderate": 3, "high": 4, "extreme": 5}


@dataclass(frozen=True, slots=True)
class RiskMark:
    """A risk on the map by its key and reference; positions that are not scored are ``None``."""

    key: Hashable
    ref: str
    current: Cell | None
    inherent: Cell | None = None
    target: Cell | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class HeatMapView:
    """What a heat map shows.

    ``bands`` gives the band of every cell, ``above`` the cells above appetite. ``likelihood`` and ``impact`` hold per
    level its name and a hint (``≥ 1 per y``). ``show`` is ``counts``, ``refs`` or ``movement``, whose arrows may be
    only those of the keys in ``moving``; ``chosen`` is the cell or the risk's key that is marked.
    """

    bands: Mapping[Cell, Band]
    above: frozenset[Cell]
    likelihood: Mapping[int, tuple[str, str]]
    impact: Mapping[int, tuple[str, str]]
    marks: Sequence[RiskMark] = ()
    show: str = "refs"
    chosen: Hashable = None
    title: str = ""
    axis: str = ""
    hatched: bool = False
    language: str | None = None
    counts: Mapping[Cell, int] = field(default_factory=dict)  #: instead of marks, for very many risks
    cell: tuple[float, float] = (CELL_WIDTH, CELL_HEIGHT)  #: width and height of a cell, for windows with less room
    moving: Set[Hashable] | None = None  #: ``None`` for all
    controls: bool = True  #: whether arrows also come from where a risk stood before controls

    def moves(self, key: Hashable) -> bool:
        """Whether the arrows of a risk are drawn."""
        return self.moving is None or key in self.moving

    def rect(self, cell: Cell) -> Rect:
        """Return where a cell lies: likelihood 5 on top, impact 5 at the right."""
        (likelihood, impact), (width, height) = cell, self.cell
        return Rect(GUTTER + (impact - 1) * width, (5 - likelihood) * height, width, height)


def heat_map(view: HeatMapView, measure: Measure = approximate_width) -> Drawing:
    """Return the drawing of a heat map, usually 744 × 588 units.

    Hits: every cell by ``(likelihood, impact)``, every pill by its risk's key.
    """
    members: dict[Cell, list[RiskMark]] = defaultdict(list)
    for mark in view.marks:
        if mark.current is not None:
            members[mark.current].append(mark)
    counts = dict(view.counts) or {cell: len(marks) for cell, marks in members.items()}
    cells = [(likelihood, impact) for likelihood in range(5, 0, -1) for impact in range(1, 6)]
    shapes: list[Shape] = [_ground(view, cell) for cell in cells]
    shapes += _axes(view, measure) + _appetite(view) + _chosen(view)
    hits = [_cell_hit(view, cell, counts.get(cell, 0)) for cell in cells]
    if view.show != "counts":
        marks, pills = _marks(view, members)
        shapes += marks
        hits += pills
    shapes += _words(view, cells, counts, measure)
    width, height = view.cell
    return Drawing(GUTTER + 5 * width, 5 * height + FOOT, tuple(shapes), tuple(hits), view.title)


def _level(view: HeatMapView, cell: Cell) -> int:
    return BAND_LEVEL.get(view.bands[cell][0], 1)


def _ground(view: HeatMapView, cell: Cell) -> Box:
    level = _level(view, cell)
    hatch = {4: "lines", 5: "cross"}.get(level, "") if view.hatched else ""
    return Box(view.rect(cell).inset(GAP / 2), f"fill{level}", radius=2, hatch=hatch)


def _axes(view: HeatMapView, measure: Measure) -> list[Shape]:
    shapes: list[Shape] = []
    for level in range(1, 6):
        row, column = view.rect((level, 1)), view.rect((1, level))
        name, note = view.likelihood.get(level, ("", ""))
        lines = _two_lines(note, GUTTER - 16, measure)
        top = row.centre[1] - 9 * len(lines)
        shapes.append(Words((GUTTER - 12, top), f"{level} {name}", 13, True, anchor="end"))
        for at, line in enumerate(lines, start=1):
            shapes.append(Words((GUTTER - 12, top + 2 + 16 * at), line, 12, tone="text3", anchor="end"))
        name = view.impact.get(level, ("", ""))[0]
        shapes.append(Words((column.centre[0], column.bottom + 18), f"{level} {name}", 13, True, anchor="middle"))
    if view.axis:
        shapes.append(Words((GUTTER, 5 * view.cell[1] + 40), view.axis, 12, tone="text3"))
    return shapes


def _two_lines(text: str, width: float, measure: Measure) -> list[str]:
    """Return a text as one line, or broken once where it is too wide, the rest cut."""
    if not text:
        return []
    words, first = text.split(), ""
    while words and (not first or measure(f"{first} {words[0]}", 12, False) <= width):
        first = f"{first} {words.pop(0)}".strip()
    return [first, shortened(" ".join(words), width, 12, measure)] if words else [first]


def _chosen(view: HeatMapView) -> list[Shape]:
    if not isinstance(view.chosen, tuple) or view.chosen not in view.bands:
        return []
    level = _level(view, view.chosen)
    return [Box(view.rect(view.chosen).inset(3), edge=f"ink{level}", stroke=2, radius=2)]


def _appetite(view: HeatMapView) -> list[Shape]:
    lines = [segment for cell in sorted(view.above) for segment in _borders(view, cell)]
    casing: list[Shape] = [Line(line, "surface", 7, square=True) for line in lines]
    return casing + [Line(line, "text", 3, square=True) for line in lines]


def _borders(view: HeatMapView, cell: Cell) -> list[tuple[Point, Point]]:
    (likelihood, impact), above = cell, view.above
    rect, found = view.rect(cell), []
    if impact > 1 and (likelihood, impact - 1) not in above:
        found.append(((rect.x, rect.y), (rect.x, rect.bottom)))
    if likelihood > 1 and (likelihood - 1, impact) not in above:
        found.append(((rect.x, rect.bottom), (rect.right, rect.bottom)))
    return found


def _cell_hit(view: HeatMapView, cell: Cell, count: int) -> Hit:
    risks = plural(N_("{n} risk"), N_("{n} risks"), count, language=view.language)
    tip = translate(
        N_("{likelihood} × {impact} {band}: {risks}"), language=view.language,
        likelihood=cell[0], impact=cell[1], band=view.bands[cell][1], risks=risks,
    )  # fmt: skip
    return Hit(cell, view.rect(cell).inset(GAP / 2), tip)


def _words(view: HeatMapView, cells: Sequence[Cell], counts: Mapping[Cell, int], measure: Measure) -> list[Shape]:
    shapes: list[Shape] = []
    for cell in cells:
        rect, level, count = view.rect(cell), _level(view, cell), counts.get(cell, 0)
        ink, fill = f"ink{level}", f"fill{level}"
        word = view.bands[cell][1]
        shapes.append(Words((rect.x + 9, rect.y + 14), word, 12, tone=ink, halo=fill))
        if count and view.show == "counts":
            shapes.append(Words((rect.centre[0], rect.centre[1] + 6), str(count), 28, True, ink, "middle"))
        elif count:
            left = rect.x + 9 + measure(word, 12, False) + 8
            shapes.append(Words((left, rect.y + 14), str(count), 12, True, ink, halo=fill))
    return shapes


def _marks(view: HeatMapView, members: Mapping[Cell, Sequence[RiskMark]]) -> tuple[list[Shape], list[Hit]]:
    shown = {cell: marks if len(marks) <= 2 * _STACK else marks[: 2 * _STACK - 1] for cell, marks in members.items()}
    places = _pill_places(view, shown)
    shapes: list[Shape] = []
    if view.show == "movement":
        going = [mark for marks in members.values() for mark in marks if view.moves(mark.key)]
        shapes += movement(going, places, view.rect, controls=view.controls)
    hits = []
    for mark in (mark for marks in shown.values() for mark in marks):
        rect, chosen = places[mark.key], mark.key == view.chosen
        fill, edge, ink = ("accent", "surface", "on_accent") if chosen else ("surface", "text", "text")
        shapes.append(Box(rect, fill, edge, 1.5 if chosen else 1, _PILL_HEIGHT / 2))
        shapes.append(Words(rect.centre, mark.ref, 12, True, ink, "middle"))
        hits.append(Hit(mark.key, rect, _told(view, mark), _PILL_HEIGHT / 2))
    return shapes + _overflow(view, members, shown), hits


def _told(view: HeatMapView, mark: RiskMark) -> str:
    """Return what a tip and a screen reader say of a risk: its name and, in the movement, its way."""
    name = f"{mark.ref} {mark.name}".strip()
    cells = (mark.inherent, mark.current, mark.target) if view.show == "movement" else (mark.current,)
    way = [f"{cell[0]} × {cell[1]} {view.bands[cell][1]}" for cell in cells if cell is not None]
    return f"{name}: {' → '.join(way)}"


def _overflow(
    view: HeatMapView, members: Mapping[Cell, Sequence[RiskMark]], shown: Mapping[Cell, Sequence[RiskMark]]
) -> list[Shape]:
    shapes: list[Shape] = []
    for cell, marks in members.items():
        hidden, rect = len(marks) - len(shown[cell]), view.rect(cell)
        if hidden:
            at = (rect.x + rect.width * 3 / 4 - 2, rect.y + 45 + _PILL_PITCH)
            ink = f"ink{_level(view, cell)}"
            shapes.append(Words(at, f"+{hidden}", 12, True, ink, "middle"))
    return shapes


def _pill_places(view: HeatMapView, shown: Mapping[Cell, Sequence[RiskMark]]) -> dict[Hashable, Rect]:
    places: dict[Hashable, Rect] = {}
    for cell, marks in shown.items():
        rect, two = view.rect(cell), len(marks) > _STACK
        for at, mark in enumerate(marks):
            column, line = (at // _STACK, at % _STACK) if two else (0, at)
            middle = rect.x + (rect.width * (1 + 2 * column) / 4 if two else rect.width / 2)
            inward = max(0.5, min(2.0, (rect.width / 2 - _PILL_WIDTH) / 2 - 0.5))
            middle += (inward if column == 0 else -inward) if two else 0
            first, pitch = (34, _PILL_PITCH) if rect.height >= CELL_HEIGHT - 4 else (25, _PILL_HEIGHT + 2)
            top = rect.y + first + line * pitch
            places[mark.key] = Rect(middle - _PILL_WIDTH / 2, top, _PILL_WIDTH, _PILL_HEIGHT)
    return places
