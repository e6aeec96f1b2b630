"""Where risks stand on the heat map: pills with their references, how many more there are, and the range of votes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING

from app.charts.drawing import Box, Hit, Line, Point, Rect, Shape, Words

if TYPE_CHECKING:
    from app.charts.heat_map import HeatMapView, RiskMark

Cell = tuple[int, int]
Members = Mapping[Cell, Sequence["RiskMark"]]
Places = Mapping[Hashable, Rect]

PILL_WIDTH, PILL_HEIGHT, PILL_PITCH = 52.0, 22.0, 27.0
STACK = 2  #: pills that fit below each other
HALO = 7.0  #: how far the range of votes reaches around a pill
_TICK = 4.0  #: half of the tick at the end of a range
_TALL = 104.0  #: cells from this height on have room between their pills


def shown_marks(view: HeatMapView, marks: Sequence[RiskMark]) -> Sequence[RiskMark]:
    """Return the risks of a cell that have a pill; where cells count, only the chosen one and those with a halo."""
    if view.counting:
        return [mark for mark in marks if mark.key == view.chosen][:1]
    if len(marks) <= 2 * STACK:
        return marks
    first = sorted(marks, key=lambda mark: mark.key != view.chosen)  # the chosen one is always seen
    return first[: 2 * STACK - 1]


def pill_places(view: HeatMapView, members: Members) -> dict[Hashable, Rect]:
    """Return where the pills stand: up to two below each other, then in two columns."""
    places: dict[Hashable, Rect] = {}
    for cell, marks in members.items():
        rect, shown = view.rect(cell), shown_marks(view, marks)
        two = len(shown) > STACK
        tall = rect.height >= _TALL
        first, pitch = (34.0, PILL_PITCH) if tall else (22.0, PILL_HEIGHT + 1)
        for at, mark in enumerate(shown):
            column, line = (at // STACK, at % STACK) if two else (0, at)
            middle = _middle(rect, column) if two else rect.centre[0]
            places[mark.key] = Rect(middle - PILL_WIDTH / 2, rect.y + first + line * pitch, PILL_WIDTH, PILL_HEIGHT)
    return places


def _middle(rect: Rect, column: int) -> float:
    """Return the middle of one of two columns of pills, drawn in a little so that they keep off the edges."""
    inward = max(0.5, min(2.0, (rect.width / 2 - PILL_WIDTH) / 2 - 0.5))
    return rect.x + rect.width * (1 + 2 * column) / 4 + (inward if column == 0 else -inward)


def pills(
    view: HeatMapView, members: Members, places: Places, told: Callable[[HeatMapView, RiskMark], str]
) -> tuple[list[Shape], list[Hit]]:
    """Return the pills with their references, and what lies under them with the words that tell it."""
    shapes: list[Shape] = []
    hits = []
    for mark in (mark for marks in members.values() for mark in marks if mark.key in places):
        rect, chosen = places[mark.key], mark.key == view.chosen
        fill, edge, ink = ("accent", "surface", "on_accent") if chosen else ("surface", "text", "text")
        shapes.append(Box(rect, fill, edge, 1.5 if chosen else 1, PILL_HEIGHT / 2))
        shapes.append(Words(rect.centre, mark.ref, 12, True, ink, "middle"))
        hits.append(Hit(mark.key, rect, told(view, mark), PILL_HEIGHT / 2))
    return shapes, hits


def overflow(view: HeatMapView, members: Members, places: Places) -> list[Shape]:
    """Return how many more risks a cell has than it names."""
    if view.counting:
        return []
    shapes: list[Shape] = []
    for cell, marks in members.items():
        hidden = [mark for mark in marks if mark.key not in places]
        if hidden:
            rect = view.rect(cell)
            lowest = max(places[mark.key].centre[1] for mark in marks if mark.key in places)
            level = view.level(cell)
            shapes.append(Words((_middle(rect, 1), lowest), f"+{len(hidden)}", 12, True, f"ink{level}", "middle",
                                halo=f"fill{level}"))  # fmt: skip
    return shapes


def halos(view: HeatMapView, marks: Sequence[RiskMark], places: Places) -> list[Shape]:
    """Return the range of the votes: a soft rectangle around the chosen risk's pill; for several, a thin cross each."""
    found = [
        (mark, rect)
        for mark in marks
        if mark.key in view.haloed and (rect := halo_rect(view, mark, places)) is not None
    ]
    if len(view.haloed) == 1:
        return [shape for _, rect in found for shape in _soft(rect)]
    lines = [line for mark, rect in found for line in _cross(rect, places[mark.key])]
    return [*(Line(line, "surface", 5) for line in lines), *(Line(line, "text", 1.5) for line in lines)]


def _soft(rect: Rect) -> list[Shape]:
    return [
        Box(rect, "surface", radius=12, opacity=0.25),
        Box(rect, edge="surface", stroke=4, radius=12),
        Box(rect, edge="text", stroke=1.5, radius=12, dash=(4, 3)),
    ]


def _cross(rect: Rect, pill: Rect) -> list[tuple[Point, ...]]:
    """Return the lines from the lowest to the highest vote through a pill, with a tick at each end."""
    left, right = rect.x + HALO + pill.width / 2, rect.right - HALO - pill.width / 2
    top, bottom = rect.y + HALO + pill.height / 2, rect.bottom - HALO - pill.height / 2
    x, y = pill.centre
    found: list[tuple[Point, ...]] = []
    if right > left:
        found += [((left, y), (right, y)), *(((at, y - _TICK), (at, y + _TICK)) for at in (left, right))]
    if bottom > top:
        found += [((x, top), (x, bottom)), *(((x - _TICK, at), (x + _TICK, at)) for at in (top, bottom))]
    return found


def halo_rect(view: HeatMapView, mark: RiskMark, places: Places) -> Rect | None:
    """Return the range of the votes about a risk: its pill moved to the lowest and to the highest vote, and between.

    What was not voted on stays where the risk stands. ``None`` if nobody voted or the risk has no pill.
    """
    pill, votes = places.get(mark.key), mark.votes
    if pill is None or votes is None or mark.current is None or not (votes.likelihood or votes.impact):
        return None
    (likelihood, impact), (width, height) = mark.current, view.cell
    low, high = _on_scale(votes.likelihood, view.rows) or (likelihood, likelihood)
    left, right = _on_scale(votes.impact, view.columns) or (impact, impact)
    x, y = pill.x + (left - impact) * width - HALO, pill.y - (high - likelihood) * height - HALO
    return Rect(x, y, pill.width + (right - left) * width + 2 * HALO, pill.height + (high - low) * height + 2 * HALO)


def _on_scale(span: tuple[int, int] | None, most: int) -> tuple[int, int] | None:
    """Return a range of votes on a scale that may have been longer when they were given."""
    return None if span is None else (min(span[0], most), min(span[1], most))
