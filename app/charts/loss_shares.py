"""Who makes up the bad years: a line per risk with its share of the worst tenth, its own year and how often it is."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from app.charts.drawing import Box, Drawing, Hit, Line, Measure, Rect, Shape, Words, approximate_width, shortened
from app.charts.twins import Twin
from app.i18n import N_, translate
from app.packs.money import format_amount

ROW, _BAR, _FIGURE, _SIDE = 62.0, 8.0, 48.0, 12.0
_TIMES = {1: N_("once a year"), 2: N_("twice a year")}


@dataclass(frozen=True, slots=True)
class LossShare:
    """One risk: its share (0–1), its rate, whether that follows from its likelihood, and amounts in cents.

    ``likely`` is a single loss, the others are percentiles of a year.
    """

    key: Hashable
    ref: str
    name: str
    share: float
    rate: float
    assumed: bool
    likely: int
    low: int
    middle: int
    high: int


@dataclass(frozen=True, slots=True)
class LossSharesView:
    """The risks from the largest share down."""

    risks: Sequence[LossShare]
    currency: str
    title: str = ""
    width: float = 384.0
    chosen: Hashable = None
    language: str | None = None

    @property
    def twin(self) -> Twin:
        """The same as a table."""
        return loss_shares_twin(self)


def loss_shares(view: LossSharesView, measure: Measure = approximate_width) -> Drawing:
    """Return the drawing, ``view.width`` wide and 62 units high per risk. Hits: every risk by its key."""
    shapes: list[Shape] = []
    hits = []
    for at, risk in enumerate(view.risks):
        top = at * ROW
        rect = Rect(0, top, view.width, ROW)
        if risk.key == view.chosen:
            shapes.append(Box(rect, "tint"))
        shapes += _row(view, risk, top, measure)
        shapes.append(Line(((0, rect.bottom), (view.width, rect.bottom)), "grid"))
        hits.append(Hit(risk.key, rect, f"{risk.ref} {risk.name}. {_told(view, risk)}"))
    return Drawing(view.width, max(1.0, ROW * len(view.risks)), tuple(shapes), tuple(hits), view.title)


def _row(view: LossSharesView, risk: LossShare, top: float, measure: Measure) -> list[Shape]:
    indent = _SIDE + measure(risk.ref, 13, False) + 10
    name = shortened(risk.name, view.width - indent - _FIGURE - _SIDE, 13, measure, bold=True)
    full = view.width - 2 * _SIDE - _FIGURE
    bar = Rect(_SIDE, top + 28, full, _BAR)
    shapes: list[Shape] = [
        Words((_SIDE, top + 14), risk.ref, 13, tone="text3"),
        Words((indent, top + 14), name, 13, True),
        Box(bar, "hair", radius=_BAR / 2),
        Words((view.width - _SIDE, bar.centre[1]), f"{_percent(risk.share)}", 13, True, "text", "end"),
        Words(
            (_SIDE, top + 49), shortened(_figures(view, risk), view.width - 2 * _SIDE, 12, measure), 12, tone="text2"
        ),
    ]
    if risk.share > 0:
        filled = Rect(bar.x, bar.y, max(_BAR, full * risk.share), _BAR)
        shapes.insert(3, Box(filled, "accent", radius=_BAR / 2))
    return shapes


def _percent(share: float) -> str:
    return translate(N_("< {n} %"), n=1) if 0 < share < 0.005 else f"{round(100 * share)} %"


def _figures(view: LossSharesView, risk: LossShare) -> str:
    """Return how often a risk comes and its own middle and bad year."""
    words = N_("{often}, likely {likely} each · P50 {middle} · P90 {high}")
    return translate(
        words, language=view.language, often=how_often(risk.rate), likely=_amount(risk.likely),
        middle=_amount(risk.middle), high=_amount(risk.high),
    )  # fmt: skip


def how_often(rate: float) -> str:
    """Return events a year as a person says it: ``once in 17 y``, ``twice a year``."""
    if rate <= 0:
        return translate(N_("never"))
    if rate < 0.95:
        return translate(N_("once in {n} y"), n=f"{1 / rate:.2g}" if rate > 0.01 else round(1 / rate))
    if round(rate, 1) in _TIMES:
        return translate(_TIMES[round(rate)])
    return translate(N_("{n} times a year"), n=f"{rate:.3g}")


def _told(view: LossSharesView, risk: LossShare) -> str:
    words = N_("{share} of the loss of the worst tenth of the years. {figures}")
    told = translate(words, language=view.language, share=_percent(risk.share), figures=_figures(view, risk))
    return f"{told} {assumed_words()}" if risk.assumed else told


def assumed_words() -> str:
    """Return the sentence that tells where a rate comes from that nobody entered."""
    return translate(N_("How often comes from its likelihood."))


def _amount(cents: int) -> str:
    return format_amount(cents / 100)


def loss_shares_twin(view: LossSharesView) -> Twin:
    """Return the lines as a table with all three percentiles."""
    names = (
        N_("Risk"), N_("Events a year"), N_("Each, likely ({currency})"), N_("P10 ({currency})"),
        N_("P50 ({currency})"), N_("P90 ({currency})"), N_("Share of the bad years"),
    )  # fmt: skip
    heads = tuple(translate(words, language=view.language, currency=view.currency) for words in names)
    note = assumed_words() if any(risk.assumed for risk in view.risks) else ""
    keys = tuple((risk.key,) * len(heads) for risk in view.risks)
    return Twin(view.title, heads, tuple(map(_cells, view.risks)), keys, f"* {note}" if note else "")


def _cells(risk: LossShare) -> tuple[str, ...]:
    amounts = (_amount(cents) for cents in (risk.likely, risk.low, risk.middle, risk.high))
    return (f"{risk.ref} {risk.name}".strip(), _rate(risk), *amounts, _percent(risk.share))


def _rate(risk: LossShare) -> str:
    return f"{risk.rate:g}{' *' if risk.assumed else ''}"
