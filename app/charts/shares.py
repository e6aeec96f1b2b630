"""Bars of shares: how many services of each department stand in the top tiers, against the share that is usual."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from app.charts.distribution import gutter
from app.charts.drawing import Box, Drawing, Hit, Line, Measure, Rect, Shape, Words, approximate_width, shortened
from app.charts.twins import Twin
from app.i18n import N_, translate

HEAD, ROW, BAR = 24.0, 26.0, 12.0
#: What a verdict means in words.
VERDICTS = {
    "few": N_("too few to judge"),
    "below": N_("fewer than usual"),
    "within": N_("as usual"),
    "above": N_("more than usual"),
}


@dataclass(frozen=True, slots=True)
class ShareBar:
    """One bar: ``top`` of ``rated`` services. ``strong`` is the whole that the others are parts of."""

    key: Hashable
    name: str
    top: int
    rated: int
    verdict: str
    strong: bool = False

    @property
    def percent(self) -> int:
        """The share in per cent, rounded down."""
        return self.top * 100 // self.rated if self.rated else 0


@dataclass(frozen=True, slots=True)
class SharesView:
    """The bars from top to bottom and the usual share, both in per cent."""

    bars: Sequence[ShareBar]
    band: tuple[int, int]
    title: str = ""
    width: float = 640.0
    chosen: Hashable = None
    language: str | None = None

    @property
    def twin(self) -> Twin:
        """The same as a table."""
        return shares_twin(self)


def share_bars(view: SharesView, measure: Measure = approximate_width) -> Drawing:
    """Return the drawing, ``view.width`` wide and 26 units high per bar. Hits: every bar by its key."""
    height = HEAD + ROW * len(view.bars) + 2
    left, right = (
        gutter(view.width),
        view.width - 12 - max((measure(_figures(view, bar), 12, True) for bar in view.bars), default=0),
    )
    low, high = (left + (right - left) * share / 100 for share in view.band)
    words = translate(N_("usual {low} to {high} %"), language=view.language, low=view.band[0], high=view.band[1])
    shapes: list[Shape] = [Box(Rect(low, HEAD - 4, high - low, height - HEAD + 2), "ok_ground")]
    shapes.append(Words((low, 10), words, 12, tone="text2"))
    hits = []
    for at, bar in enumerate(view.bars):
        row = Rect(0, HEAD + at * ROW, view.width, ROW)
        shapes += _bar(view, bar, row, left, right, measure)
        hits.append(Hit(bar.key, row, _tip(view, bar)))
    return Drawing(view.width, height, tuple(shapes), tuple(hits), view.title)


def _bar(
    view: SharesView, bar: ShareBar, row: Rect, left: float, right: float, measure: Measure
) -> list[Shape]:  # fmt: skip
    middle = row.y + ROW / 2
    width = (right - left) * bar.percent / 100
    name = shortened(bar.name, gutter(view.width) - 12, 12, measure, bar.strong)
    figures = _figures(view, bar)
    shapes: list[Shape] = [Box(row, "tint")] if bar.key == view.chosen else []
    shapes.append(Line(((left, middle), (right, middle)), "line"))
    if width:
        sure = bar.verdict != "few"
        shapes.append(Box(Rect(left, middle - BAR / 2, width, BAR), "accent" if sure else "surface", "accent", 1, 2))
    shapes.append(Words((0, middle), name, 12, bar.strong, "text"))
    tone = "err" if bar.verdict == "above" else "text2"
    shapes.append(Words((right + 8, middle), figures, 12, bar.strong or bar.verdict == "above", tone))
    return shapes


def _figures(view: SharesView, bar: ShareBar) -> str:
    words = N_("{percent} %, {top} of {rated}")
    return translate(words, language=view.language, percent=bar.percent, top=bar.top, rated=bar.rated)


def _tip(view: SharesView, bar: ShareBar) -> str:
    words = N_("{name}: {top} of {rated} rated in Tiers 0 and 1, {percent} %, {verdict}")
    verdict = translate(VERDICTS[bar.verdict], language=view.language)
    return translate(
        words, language=view.language, name=bar.name, top=bar.top, rated=bar.rated, percent=bar.percent, verdict=verdict
    )


def shares_twin(view: SharesView) -> Twin:
    """Return the shares as a table."""
    names = (N_("Department"), N_("Rated"), N_("In Tiers 0 and 1"), N_("Share"), N_("Against the usual"))
    heads = tuple(translate(words, language=view.language) for words in names)
    rows = tuple(
        (bar.name, str(bar.rated), str(bar.top), f"{bar.percent} %", translate(VERDICTS[bar.verdict]))
        for bar in view.bars
    )
    keys: tuple[tuple[Hashable, ...], ...] = tuple((bar.key,) * 5 for bar in view.bars)
    words = translate(N_("Usual: {low} to {high} %."), language=view.language, low=view.band[0], high=view.band[1])
    return Twin(view.title, heads, rows, keys, words)
