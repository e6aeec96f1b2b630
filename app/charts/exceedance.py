"""The loss-exceedance curve: how likely a year costs more than a sum, with P50 and P90 named on it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from app.charts.drawing import Box, Dot, Drawing, Hit, Line, Measure, Rect, Shape, Words, approximate_width
from app.charts.loss_curve import money_steps
from app.charts.twins import Twin
from app.i18n import N_, plural, translate
from app.packs.money import format_amount

WIDTH, HEIGHT = 640.0, 300.0
_TOP, _BOTTOM, _RIGHT = 30.0, 46.0, 18.0
_SLICES, _OVERLAP = 160, 0.6
#: Steps of the axis of chances, and how many of them there are at most.
_RISES, _LINES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2), 5
Step = tuple[int, float]  #: a loss in cents, and the chance (0–1) that a year costs more


@dataclass(frozen=True, slots=True)
class LossMark:
    """A point of the curve that is named, such as P90, with the chance that a year costs more."""

    name: str
    loss: int
    chance: float


@dataclass(frozen=True, slots=True)
class ExceedanceView:
    """The curve from the chance of any loss (at 0) to the rarest one, falling; ``marks`` are named on it."""

    points: Sequence[Step]
    currency: str
    marks: Sequence[LossMark] = ()
    title: str = ""
    width: float = WIDTH
    height: float = HEIGHT
    chosen: Hashable = None
    language: str | None = None

    @property
    def twin(self) -> Twin:
        """The same as a table."""
        return exceedance_twin(self)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Turns losses and chances into points; both axes are linear."""

    view: ExceedanceView
    left: float
    most: float  #: end of the money axis, in cents
    step: float
    rise: float  #: step of the axis of chances
    top: float  #: its end

    @property
    def area(self) -> Rect:
        return Rect(self.left, _TOP, self.view.width - self.left - _RIGHT, self.view.height - _TOP - _BOTTOM)

    def x(self, cents: float) -> float:
        return self.area.x + self.area.width * min(1.0, cents / self.most)

    def y(self, chance: float) -> float:
        return self.area.bottom - self.area.height * min(1.0, chance / self.top)


def exceedance(view: ExceedanceView, measure: Measure = approximate_width) -> Drawing:
    """Return the drawing of the curve, 640 × 300 units unless told. Hits: every line of the money axis by its cents."""
    frame = _frame(view, measure)
    shapes: list[Shape] = [*_grid(frame), *_area(frame)]
    points = tuple((frame.x(loss), frame.y(chance)) for loss, chance in view.points)
    if len(points) > 1:
        shapes.append(Line(points, "accent", 2))
    shapes += _axis(frame, measure) + _marks(frame, measure)
    return Drawing(view.width, view.height, tuple(shapes), tuple(_hits(frame)), view.title)


def exceedance_twin(view: ExceedanceView) -> Twin:
    """Return the curve as a table: a row per sum of the axis and per named point, with its chance and in years."""
    frame = _frame(view, approximate_width)
    names = (N_("A year costs more than ({currency})"), N_("Chance"), N_("That is"))
    heads = tuple(translate(words, language=view.language, currency=view.currency) for words in names)
    named = {mark.loss: mark.name for mark in view.marks}
    steps = {cents: chance_at(view.points, cents) for cents in _sums(frame)}
    steps |= {mark.loss: mark.chance for mark in view.marks}
    rows = tuple(
        (_amount(loss) + (f" ({named[loss]})" if loss in named else ""), percent(chance), years_words(chance))
        for loss, chance in sorted(steps.items())
    )
    return Twin(view.title, heads, rows, tuple((loss,) * 3 for loss in sorted(steps)))


def chance_at(points: Sequence[Step], loss: float) -> float:
    """Return the chance that a year costs more than ``loss``, straight between the points of the curve."""
    for (before, high), (after, low) in pairwise(points):
        if before <= loss < after:
            return high + (low - high) * (loss - before) / (after - before)
    return points[0][1] if points and loss < points[0][0] else (points[-1][1] if _at_end(points, loss) else 0.0)


def _at_end(points: Sequence[Step], loss: float) -> bool:
    return bool(points) and loss == points[-1][0]


def percent(chance: float) -> str:
    """Return a chance as a person reads it: whole per cent, below one with a digit more."""
    share = 100 * chance
    if share == 0:
        return translate(N_("below {n} %"), n="0.1")
    return f"{share:.1f} %" if share < 1 else f"{round(share)} %"


def years_words(chance: float) -> str:
    """Return a yearly chance in years: ``about one year in 7``."""
    if chance >= 1:
        return translate(N_("every year"))
    if chance > 0.5:
        return translate(N_("about {n} years in ten"), n=round(10 * chance))
    if chance < 0.001:
        return translate(N_("less than one year in a thousand"))
    return plural(N_("every year"), N_("about one year in {n}"), max(2, round(1 / chance)))


def _frame(view: ExceedanceView, measure: Measure) -> _Frame:
    most, step = money_steps(max((loss for loss, _ in view.points), default=0), 5)
    highest = max((chance for _, chance in view.points), default=0.1)
    rise = next(one for one in _RISES if highest <= one * _LINES + 1e-9)
    left = measure(percent(1.0), 12, False) + 14
    return _Frame(view, left, most, step, rise, rise * ceil(max(highest, rise) / rise - 1e-9))


def _sums(frame: _Frame) -> list[int]:
    return [round(frame.step * n) for n in range(round(frame.most / frame.step) + 1)]


def _amount(cents: float) -> str:
    return format_amount(cents / 100)


def _grid(frame: _Frame) -> list[Shape]:
    area, shapes = frame.area, list[Shape]()
    for n in range(round(frame.top / frame.rise) + 1):
        chance = frame.rise * n
        y = frame.y(chance)
        shapes.append(Line(((area.x, y), (area.right, y)), "grid"))
        shapes.append(Words((area.x - 8, y), percent(chance) if n else "0 %", 12, tone="text3", anchor="end"))
    words = translate(N_("Chance that a year costs more"), language=frame.view.language)
    shapes.append(Words((0, 10), words, 12, tone="text3"))
    return shapes


def _area(frame: _Frame) -> list[Shape]:
    """Fill what lies under the curve in narrow slices."""
    area, shapes = frame.area, list[Shape]()
    width = area.width / _SLICES
    for at in range(_SLICES):
        top = frame.y(chance_at(frame.view.points, frame.most * (at + 0.5) / _SLICES))
        if area.bottom - top > 0.3:
            wide = width + (_OVERLAP if at < _SLICES - 1 else 0)
            shapes.append(Box(Rect(area.x + at * width, top, wide, area.bottom - top), "tint"))
    return shapes


def _axis(frame: _Frame, measure: Measure) -> list[Shape]:
    area, view = frame.area, frame.view
    shapes: list[Shape] = [Line(((area.x, area.bottom), (area.right, area.bottom)), "ctl")]
    for cents in _sums(frame):
        half = measure(_amount(cents), 12, False) / 2
        at = min(frame.x(cents), view.width - half)
        shapes.append(Line(((frame.x(cents), area.bottom), (frame.x(cents), area.bottom + 4)), "ctl"))
        shapes.append(Words((at, area.bottom + 14), _amount(cents), 12, tone="text2", anchor="middle"))
    told = translate(N_("Loss of a year in {currency}"), language=view.language, currency=view.currency)
    shapes.append(Words((area.right, view.height - 10), told, 12, tone="text3", anchor="end"))
    return shapes


def _marks(frame: _Frame, measure: Measure) -> list[Shape]:
    """Name points of the curve beside them; a mark at nothing or too near to the one before is left out."""
    area, shapes = frame.area, list[Shape]()
    last = -100.0
    for mark in frame.view.marks:
        x, y = frame.x(mark.loss), frame.y(mark.chance)
        if not mark.loss or x - last < 24:
            continue
        text = f"{mark.name}  {_amount(mark.loss)}"
        right = x + 10 + measure(text, 12, True) <= frame.view.width
        shapes.append(Line(((x, y), (x, area.bottom)), "accent", 1.5, dash=(3, 2)))
        shapes.append(Dot((x, y), 4.5, "surface", "accent", 2))
        at = (x + 10, y - 10) if right else (x - 10, y - 12)
        shapes.append(Words(at, text, 12, True, "accent_text", "start" if right else "end", halo="surface"))
        last = x
    return shapes


def _hits(frame: _Frame) -> list[Hit]:
    sums = _sums(frame)
    edges = [frame.area.x, *(frame.x((a + b) / 2) for a, b in pairwise(sums)), frame.view.width]
    return [
        Hit(cents, Rect(left, _TOP, max(2.0, right - left), frame.view.height - _TOP), _tip(frame.view, cents))
        for cents, left, right in zip(sums, edges, edges[1:], strict=False)
    ]


def _tip(view: ExceedanceView, cents: int) -> str:
    chance = chance_at(view.points, cents)
    words = N_("More than {currency} {loss}: {chance} of the years, {often}")
    return translate(
        words, language=view.language, currency=view.currency, loss=_amount(cents), chance=percent(chance),
        often=years_words(chance),
    )  # fmt: skip
