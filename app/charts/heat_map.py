"""The heat map: cells in their bands, the appetite line, and risks as counts or as marks that move.

It has as many rows and columns as the matrix of the session, from 3 × 3 to 5 × 5. ``heat_marks`` places the risks,
``heat_movement`` draws how they move.
"""

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
from app.charts.heat_marks import Places, halos, overflow, pill_places, pills
from app.charts.heat_movement import movement
from app.i18n import N_, plural, translate

Cell = tuple[int, int]  #: likelihood, impact; both from 1 up
Band = tuple[str, str]  #: colour (``1`` to ``5``, or low, moderate, high, extreme) and word

CELL_WIDTH, CELL_HEIGHT, GAP = 124.0, 108.0, 2.0
GUTTER, FOOT = 124.0, 48.0
BAND_LEVEL = {"low": 2, "moderate": 3, "high": 4, "extreme": 5}
#: What a map may show; in ``counts`` and ``flows`` cells count their risks instead of naming them.
SHOWN = ("counts", "refs", "movement", "flows")


@dataclass(frozen=True, slots=True)
class VoteRange:
    """From the lowest to the highest vote about likelihood and about impact; ``None`` where nobody voted."""

    likelihood: tuple[int, int] | None = None
    impact: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class RiskMark:
    """A risk on the map by its key and reference; positions that are not scored are ``None``."""

    key: Hashable
    ref: str
    current: Cell | None
    inherent: Cell | None = None
    target: Cell | None = None
    name: str = ""
    votes: VoteRange | None = None
    above: bool | None = None  #: whether it is above appetite, where its kind of harm has one of its own


@dataclass(frozen=True, slots=True)
class HeatMapView:
    """What a heat map shows.

    ``bands`` gives the band of every cell, and by its cells how many rows and columns there are; ``above`` are the
    cells above appetite. ``likelihood`` and ``impact`` hold per level its name and a hint (``≥ 1 per y``). ``show`` is
    ``counts`` or ``refs``, or with arrows ``flows`` or ``movement``; the arrows may be only those of the keys in
    ``moving``. ``chosen`` is the cell or the risk's key that is marked. One key in ``haloed`` shows the range of the
    votes as a rectangle, several show it as crosses.
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
    haloed: Set[Hashable] = frozenset()  #: whose range of votes is shown

    @property
    def rows(self) -> int:
        """How many levels of likelihood there are."""
        return max((likelihood for likelihood, _ in self.bands), default=0)

    @property
    def columns(self) -> int:
        """How many levels of impact there are."""
        return max((impact for _, impact in self.bands), default=0)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells as they are read: the highest likelihood first, impact from left to right."""
        likelihoods, impacts = range(self.rows, 0, -1), range(1, self.columns + 1)
        return tuple((likelihood, impact) for likelihood in likelihoods for impact in impacts)

    @property
    def arrows(self) -> bool:
        """Whether it shows how risks move."""
        return self.show in ("movement", "flows")

    @property
    def counting(self) -> bool:
        """Whether cells count their risks instead of naming them."""
        return self.show in ("counts", "flows")

    def moves(self, key: Hashable) -> bool:
        """Whether the arrows of a risk are drawn."""
        return self.moving is None or key in self.moving

    def level(self, cell: Cell) -> int:
        """Return which of the five colours a cell wears."""
        colour = self.bands[cell][0]
        return int(colour) if colour.isdigit() else BAND_LEVEL.get(colour, 1)

    def rect(self, cell: Cell) -> Rect:
        """Return where a cell lies: the highest likelihood on top, the highest impact at the right."""
        (likelihood, impact), (width, height) = cell, self.cell
        return Rect(GUTTER + (impact - 1) * width, (self.rows - likelihood) * height, width, height)

    @property
    def ground(self) -> Rect:
        """Where all cells lie together."""
        return Rect(GUTTER, 0, self.columns * self.cell[0], self.rows * self.cell[1])


def heat_map(view: HeatMapView, measure: Measure = approximate_width) -> Drawing:
    """Return the drawing of a heat map, usually 744 × 588 units.

    Hits: every cell by ``(likelihood, impact)``, every pill by its risk's key.
    """
    members: dict[Cell, list[RiskMark]] = defaultdict(list)
    for mark in view.marks:
        if mark.current is not None and mark.current in view.bands:
            members[mark.current].append(mark)
    counts = dict(view.counts) or {cell: len(marks) for cell, marks in members.items()}
    shapes: list[Shape] = [_ground(view, cell) for cell in view.cells]
    shapes += _axes(view, measure) + _appetite(view) + _chosen(view)
    hits = [_cell_hit(view, cell, counts.get(cell, 0)) for cell in view.cells]
    places = pill_places(view, members)
    marks = [mark for marks in members.values() for mark in marks]
    shapes += halos(view, marks, places)
    if view.arrows:
        shapes += _arrows(view, marks, places, counts)
    shapes += _words(view, counts, places, measure)
    named, more = pills(view, members, places, _told)
    shapes += named + overflow(view, members, places)
    return Drawing(GUTTER + view.ground.width, view.ground.height + FOOT, tuple(shapes), (*hits, *more), view.title)


def _ground(view: HeatMapView, cell: Cell) -> Box:
    level = view.level(cell)
    hatch = {4: "lines", 5: "cross"}.get(level, "") if view.hatched else ""
    return Box(view.rect(cell).inset(GAP / 2), f"fill{level}", radius=2, hatch=hatch)


def _axes(view: HeatMapView, measure: Measure) -> list[Shape]:
    shapes: list[Shape] = []
    for level in range(1, view.rows + 1):
        row = view.rect((level, 1))
        name, note = view.likelihood.get(level, ("", ""))
        lines = _two_lines(note, GUTTER - 16, measure)
        top = row.centre[1] - 9 * len(lines)
        head = shortened(f"{level} {name}", GUTTER - 14, 13, measure, bold=True)
        shapes.append(Words((GUTTER - 12, top), head, 13, True, anchor="end"))
        for at, line in enumerate(lines, start=1):
            shapes.append(Words((GUTTER - 12, top + 2 + 16 * at), line, 12, tone="text3", anchor="end"))
    for level in range(1, view.columns + 1):
        column = view.rect((1, level))
        name = shortened(f"{level} {view.impact.get(level, ('', ''))[0]}", column.width - 8, 13, measure, bold=True)
        shapes.append(Words((column.centre[0], column.bottom + 18), name, 13, True, anchor="middle"))
    if view.axis:
        shapes.append(Words((GUTTER, view.ground.bottom + 40), view.axis, 12, tone="text3"))
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
    ink = f"ink{view.level(view.chosen)}"
    return [Box(view.rect(view.chosen).inset(3), edge=ink, stroke=2, radius=2)]


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


def _arrows(view: HeatMapView, marks: Sequence[RiskMark], places: Places, counts: Mapping[Cell, int]) -> list[Shape]:
    going = [mark for mark in marks if view.moves(mark.key) and mark.target in (None, *view.bands)]
    numbers = {cell: _number_rect(view, cell) for cell in counts} if view.counting else {}
    return movement(
        going, places, view.rect, controls=view.controls, ground=view.ground, numbers=numbers,
        written=[_word_rect(view, cell) for cell in counts],
    )  # fmt: skip


def _word_rect(view: HeatMapView, cell: Cell) -> Rect:
    """Return where the word and the number of a cell stand."""
    rect = view.rect(cell)
    return Rect(rect.x + 8, rect.y + 6, min(rect.width - 16, 84), 16)


def _number_rect(view: HeatMapView, cell: Cell) -> Rect:
    """Return where the large number of a cell stands."""
    x, y = view.rect(cell).centre
    return Rect(x - 20, y - 9, 40, 30)


def _words(view: HeatMapView, counts: Mapping[Cell, int], places: Places, measure: Measure) -> list[Shape]:
    shapes: list[Shape] = []
    held = {cell for cell in counts if any(view.rect(cell).holds(*rect.centre) for rect in places.values())}
    for cell in view.cells:
        rect, level, count = view.rect(cell), view.level(cell), counts.get(cell, 0)
        ink, fill = f"ink{level}", f"fill{level}"
        word = shortened(view.bands[cell][1], rect.width - 34, 12, measure)
        shapes.append(Words((rect.x + 9, rect.y + 14), word, 12, tone=ink, halo=fill))
        if count and view.counting and cell not in held:
            halo = fill if view.arrows else ""
            shapes.append(Words((rect.centre[0], rect.centre[1] + 6), str(count), 28, True, ink, "middle", halo))
        elif count:
            left = rect.x + 9 + measure(word, 12, False) + 8
            shapes.append(Words((left, rect.y + 14), str(count), 12, True, ink, halo=fill))
    return shapes


def _told(view: HeatMapView, mark: RiskMark) -> str:
    """Return what a tip and a screen reader say of a risk: its name, in the movement its way, and its votes' range."""
    name = f"{mark.ref} {mark.name}".strip()
    cells = (mark.inherent, mark.current, mark.target) if view.arrows else (mark.current,)
    way = [f"{cell[0]} × {cell[1]} {view.bands[cell][1]}" for cell in cells if cell and cell in view.bands]
    votes = range_words(mark.votes, view.language) if mark.key in view.haloed else ""
    return ". ".join(part for part in (f"{name}: {' → '.join(way)}", votes) if part)


def range_words(votes: VoteRange | None, language: str | None = None) -> str:
    """Return between which levels the votes lay as a sentence without its full stop; empty if nobody voted."""
    if votes is None or not (votes.likelihood or votes.impact):
        return ""
    parts = [
        translate(words, language=language, votes=_span(span, language))
        for words, span in ((N_("likelihood {votes}"), votes.likelihood), (N_("impact {votes}"), votes.impact))
        if span is not None
    ]
    return translate(N_("Votes: {parts}"), language=language, parts=", ".join(parts))


def _span(span: tuple[int, int], language: str | None) -> str:
    low, high = span
    if low == high:
        return translate(N_("all {level}"), language=language, level=low)
    return translate(N_("{low} to {high}"), language=language, low=low, high=high)
