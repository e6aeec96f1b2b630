"""The same charts as tables: what a drawing shows, in words, for people who read better than they look.

A ``Twin`` is made from the very view that a drawing is made from, so that neither can tell more than the other.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from app.charts.dependency_map import MapEdge, MapNode, MapView, places_of
from app.charts.heat_map import Cell, HeatMapView, RiskMark, range_words
from app.charts.impact_curve import CurveView
from app.charts.step_bars import StepsView
from app.durations import format_duration
from app.i18n import N_, plural, translate


@dataclass(frozen=True, slots=True)
class Twin:
    """A chart as a table.

    ``title`` is its message, ``summary`` what lines and marks of the chart say besides. ``keys`` has for every cell the
    key that the chart gives to the same thing, or ``None``.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    keys: tuple[tuple[Hashable, ...], ...] = ()
    summary: str = ""

    def key_at(self, row: int, column: int) -> Hashable:
        """Return the chart's key of a cell, ``None`` if it has none."""
        return self.keys[row][column] if row < len(self.keys) and column < len(self.keys[row]) else None

    def place_of(self, key: Hashable) -> tuple[int, int] | None:
        """Return row and column of a key, ``None`` if the table does not hold it."""
        for row, keys in enumerate(self.keys):
            for column, candidate in enumerate(keys):
                if key is not None and candidate == key:
                    return row, column
        return None

    def as_text(self) -> str:
        """Return the table with its heads as tab-separated lines, as spreadsheets take them."""
        return "".join("\t".join(_plain(cell) for cell in line) + "\n" for line in (self.heads, *self.rows))


def _plain(cell: str) -> str:
    return " ".join(cell.split())


def heat_map_twin(view: HeatMapView) -> Twin:
    """Return a heat map as a table: the cells with their risks, or for the movement each risk with its positions."""
    return _movement(view) if view.arrows else _cells(view)


def _cells(view: HeatMapView) -> Twin:
    """Return the likelihoods from the highest by the impacts from the lowest, as they lie in the drawing."""
    refs: dict[Cell, list[str]] = {}
    for mark in view.marks:
        if mark.current is not None:
            refs.setdefault(mark.current, []).append(mark.ref)
    likelihoods, impacts = range(view.rows, 0, -1), range(1, view.columns + 1)
    heads = (translate(N_("Likelihood"), language=view.language), *(_named(view, level) for level in impacts))
    rows = tuple(
        (_likelihood(view, row), *(_cell_words(view, (row, column), refs) for column in impacts)) for row in likelihoods
    )
    keys: tuple[tuple[Hashable, ...], ...] = tuple(
        (None, *((row, column) for column in impacts)) for row in likelihoods
    )
    return Twin(view.title, heads, rows, keys, view.axis)


def _named(view: HeatMapView, level: int) -> str:
    words = N_("Impact {level} {name}")
    return translate(words, language=view.language, level=level, name=view.impact.get(level, ("", ""))[0]).strip()


def _likelihood(view: HeatMapView, level: int) -> str:
    name, note = view.likelihood.get(level, ("", ""))
    return ", ".join(part for part in (f"{level} {name}".strip(), note) if part)


def _cell_words(view: HeatMapView, cell: Cell, refs: dict[Cell, list[str]]) -> str:
    found = refs.get(cell, [])
    count = view.counts.get(cell, 0) if view.counts else len(found)
    parts = [view.bands[cell][1]]
    if cell in view.above:
        parts.append(translate(N_("above appetite"), language=view.language))
    if count:
        parts.append(plural(N_("{n} risk"), N_("{n} risks"), count, language=view.language))
    listed = "" if view.counting else ", ".join(found)
    return ", ".join(parts) + (f": {listed}" if listed else "")


def _movement(view: HeatMapView) -> Twin:
    heads = tuple(
        translate(words, language=view.language)
        for words in (N_("Risk"), N_("Inherent"), N_("Current"), N_("Target"), N_("Appetite today"))
    )
    marks = [mark for mark in view.marks if mark.current in view.bands]
    rows = tuple(_moved(view, mark) for mark in marks)
    if view.haloed:
        heads = (*heads, translate(N_("Votes"), language=view.language))
        rows = tuple((*row, range_words(mark.votes, view.language)) for row, mark in zip(rows, marks, strict=True))
    return Twin(view.title, heads, rows, tuple((mark.key,) * len(heads) for mark in marks), view.axis)


def _moved(view: HeatMapView, mark: RiskMark) -> tuple[str, ...]:
    above = mark.current in view.above if mark.above is None else mark.above
    standing = N_("above") if above else N_("within")
    places = (_place(view, cell) for cell in (mark.inherent, mark.current, mark.target))
    name = f"{mark.ref} {mark.name}".strip()
    return (name, *places, translate(standing, language=view.language))


def _place(view: HeatMapView, cell: Cell | None) -> str:
    if cell is None or cell not in view.bands:
        return translate(N_("not set"), language=view.language)
    return f"{cell[0]} × {cell[1]} {view.bands[cell][1]}"


def curve_twin(view: CurveView) -> Twin:
    """Return an impact curve as a table: a category per row, its level per horizon."""
    unknown = translate(N_("not asked yet"), language=view.language)
    heads = (translate(N_("Category"), language=view.language), *(label for _, label in view.horizons))
    rows = tuple(
        (line.name, *(str(level) if level is not None else unknown for level in _padded(line.levels, view)))
        for line in view.lines
    )
    keys: tuple[tuple[Hashable, ...], ...] = tuple((None, *range(len(view.horizons))) for _ in view.lines)
    return Twin(view.title, heads, rows, keys, _curve_words(view))


def _padded(levels: Sequence[int | None], view: CurveView) -> list[int | None]:
    missing = len(view.horizons) - len(levels)
    return [*levels, *([None] * missing)][: len(view.horizons)]


def _curve_words(view: CurveView) -> str:
    words = [translate(N_("Intolerable from level {level}."), language=view.language, level=view.threshold)]
    words += [f"{mark[1]}." for mark in (view.rto, view.mtpd) if mark is not None]
    leading = [line.name for line in view.lines if line.leading]
    if leading:
        names = ", ".join(leading)
        words.append(translate(N_("Decided by {names}."), language=view.language, names=names))
    return " ".join(words)


def steps_twin(view: StepsView) -> Twin:
    """Return the bars of steps as a table: when each begins and ends, and whether it is critical."""
    language = view.language
    heads = tuple(
        translate(words, language=language)
        for words in (N_("Step"), N_("Begins after"), N_("Takes"), N_("Ends after"), N_("Critical path"))
    )
    zero = translate(N_("{n} h"), language=language, n=0)
    rows = tuple(
        (
            step.label,
            format_duration(step.start) if step.start else zero,
            format_duration(step.end - step.start) if step.end > step.start else zero,
            format_duration(step.end) if step.end else zero,
            translate(N_("critical") if step.critical else N_("has slack"), language=language),
        )
        for step in view.steps
    )
    return Twin(view.title, heads, rows, tuple((step.key,) * 5 for step in view.steps), _steps_words(view))


def _steps_words(view: StepsView) -> str:
    words = [translate(N_("Ready after {time}."), language=view.language, time=format_duration(view.ready))]
    if view.rto is not None:
        words.append(translate(N_("RTO {time}."), language=view.language, time=format_duration(view.rto)))
        left = format_duration(abs(view.rto - view.ready))
        if view.rto != view.ready:
            sentence = N_("{time} to spare.") if view.rto > view.ready else N_("{time} late.")
            words.append(translate(sentence, language=view.language, time=left))
    return " ".join(words)


#: What the state of a node means in words.
_STATES = {"stops": N_("stops"), "cut": N_("switched off"), "hindered": N_("hindered")}


def map_twin(view: MapView) -> Twin:
    """Return a dependency map as a table: every node with what it needs, from left to right as it is drawn."""
    places = view.places or places_of(view)
    names = {node.key: node.label for node in view.nodes}
    heads = tuple(
        translate(words)
        for words in (N_("Node"), N_("About it"), N_("State"), N_("Cannot do without"), N_("Is hindered without"))
    )
    ordered = sorted(view.nodes, key=lambda node: places[node.key])
    own: dict[Hashable, list[MapEdge]] = {}
    for edge in view.edges:
        own.setdefault(edge.source, []).append(edge)
    rows = tuple((node.label, node.note, _state(node), *_needs(view, own.get(node.key, []), names)) for node in ordered)
    return Twin(view.title, heads, rows, tuple((node.key,) * 5 for node in ordered))


def _state(node: MapNode) -> str:
    words = [translate(_STATES[node.state])] if node.state in _STATES else []
    return ", ".join([*words, *([node.tag] if node.tag else [])])


def _needs(view: MapView, edges: Sequence[MapEdge], names: dict[Hashable, str]) -> tuple[str, str]:
    own = [edge for edge in edges if edge.target in names]
    groups: dict[Hashable, list[str]] = {}
    for edge in own:
        if edge.group is not None:
            groups.setdefault(edge.group, []).append(names[edge.target])
    hard = [names[edge.target] for edge in own if not edge.soft and edge.group is None]
    hard += [f"{view.words_of(group)} ({', '.join(members)})".strip() for group, members in groups.items()]
    return ", ".join(hard), ", ".join(names[edge.target] for edge in own if edge.soft)
