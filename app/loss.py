"""What waiting costs: the cumulative loss of an outage over time, from three points per hour and per day.

Serves the interview (question 8), the chart of the cost of waiting, the BIA report, and what strategies are worth.

**The method** (``domain.md`` §2, question 8). People say what an hour and a day cost, each as low, likely and high:

- within the first day by the hour: ``hour × hours``, but never more than the day, because a day of eight busy hours is
  over after eight; if a day costs more than 24 hours, what is more grows in evenly after the first hour;
- from a day on by days: ``day × days``, parts of a day by their share;
- with only one of the two figures, that one counts throughout.

So the cost never falls with time, and low, likely and high never cross. A point counts only if it was said for every
unit of which anything was said; what is missing stays ``None`` and is told in a sentence. Money is cents, time minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import select

from app import model as m
from app import strategy
from app.charts import LossView
from app.document import Document
from app.durations import BEYOND, DAY, HOUR, format_duration
from app.i18n import N_, UserError, translate
from app.packs.money import format_amount

POINTS = ("low", "likely", "high")
_LIKELY = 1
_UNITS = ("hour", "day")
_COLUMNS = {"hour": "loss_", "day": "loss_day_"}

_AN_HOUR = {
    "low": N_("What an hour of {service} costs at least (low) was not asked; without it no span can be drawn."),
    "likely": N_(
        "What an hour of {service} likely costs was not asked; without it there is no line of the likely cost."
    ),
    "high": N_("What an hour of {service} costs at most (high) was not asked; without it no span can be drawn."),
}
_A_DAY = {
    "low": N_("What a day of {service} costs at least (low) was not asked; without it no span can be drawn."),
    "likely": N_("What a day of {service} likely costs was not asked; without it there is no line of the likely cost."),
    "high": N_("What a day of {service} costs at most (high) was not asked; without it no span can be drawn."),
}
_NOTHING = N_("What an hour or a day without {service} costs was not asked yet; question 8 of the interview asks it.")
_OUT_OF_ORDER = {
    "hour": N_("For an hour of {service} the {lower} loss ({a}) is above the {upper} one ({b}); correct one of them."),
    "day": N_("For a day of {service} the {lower} loss ({a}) is above the {upper} one ({b}); correct one of them."),
}
_DAY_BELOW = N_("A day of {service} costs less ({day}) than an hour ({hour}) in the {point} case; correct one of them.")
_BY_HOUR = N_("Within a day by the hour, never more than the day costs; from a day on by days.")
_GROWING = N_("Within a day the cost grows from an hour's to the day's, which is more than 24 hours'; then by days.")
_HOURS_ONLY = N_("Nobody said what a day costs, so every hour costs the same.")
_DAYS_ONLY = N_("Nobody said what an hour costs, so a part of a day costs its share of the day.")
#: How the points are called inside a sentence.
POINT_NAMES = {"low": N_("low"), "likely": N_("likely"), "high": N_("high")}


class Loss(NamedTuple):
    """A cumulative loss in cents; ``None`` where nobody said enough, never 0 instead."""

    low: int | None
    likely: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Rate:
    """What an hour and a day cost in one case (cents); at least one of them is known."""

    hour: int | None
    day: int | None

    def at(self, minutes: int) -> int:
        """Return the cumulative loss after ``minutes``, in whole cents."""
        if self.hour is None:
            return round((self.day or 0) * minutes / DAY)
        if self.day is None:
            return round(self.hour * minutes / HOUR)
        if minutes >= DAY:
            return round(self.day * minutes / DAY)
        by_hour = self.hour * minutes / HOUR
        if self.day > 24 * self.hour and minutes > HOUR:
            by_hour = self.hour + (self.day - self.hour) * (minutes - HOUR) / (DAY - HOUR)
        return round(min(by_hour, self.day))

    @property
    def bends(self) -> tuple[int, ...]:
        """The minutes at which the line changes its slope."""
        if self.hour is None or self.day is None:
            return ()
        if self.day > 24 * self.hour:
            return HOUR, DAY
        return (round(self.day * HOUR / self.hour), DAY) if self.hour else ()


@dataclass(frozen=True, slots=True)
class Rates:
    """The three cases, ``None`` where one cannot be worked out, and sentences about what is missing or contradicts."""

    cases: tuple[Rate | None, Rate | None, Rate | None]
    faults: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether anything can be said about the cost of waiting."""
        return any(case is not None for case in self.cases)

    def at(self, minutes: int) -> Loss:
        """Return the three cumulative losses after ``minutes``."""
        return Loss(*(None if case is None else case.at(minutes) for case in self.cases))


def rates(bia_row: Any, *, service: str = "", currency: str = "") -> Rates:
    """Return what a row of ``Bia`` (or ``None``) says about the loss per hour and day, with its faults as sentences.

    What contradicts itself (low above likely, likely above high, a day below an hour) does not count until it is
    corrected: only the likely figure of that unit does, or of a day nothing.
    """
    name = service or translate(N_("this service"))
    said = {unit: [getattr(bia_row, _COLUMNS[unit] + point, None) for point in POINTS] for unit in _UNITS}
    faults = [*_disorder(said, name, currency), *_days_below_hours(said, name, currency)]
    for unit in _UNITS:
        if _disordered(said[unit]):
            said[unit] = [None, said[unit][_LIKELY], None]
    if any(True for _ in _below(said)):
        said["day"] = [None, None, None]
    units = tuple(unit for unit in _UNITS if any(value is not None for value in said[unit]))
    if not units:
        return Rates((None, None, None), (*faults, translate(_NOTHING, service=name)) if not faults else tuple(faults))
    faults += _missing(bia_row, units, name)
    cases = [_case(said["hour"][at], said["day"][at], units) for at in range(3)]
    return Rates((cases[0], cases[1], cases[2]), tuple(faults), units)


def _case(hour: int | None, day: int | None, units: tuple[str, ...]) -> Rate | None:
    known = {"hour": hour, "day": day}
    return None if any(known[unit] is None for unit in units) else Rate(hour, day)


def _pairs(values: list[int | None]) -> Iterator[tuple[int, int]]:
    """Yield the places of neighbouring known points that stand in the wrong order."""
    known = [at for at in range(3) if values[at] is not None]
    yield from ((a, b) for a, b in pairwise(known) if (values[a] or 0) > (values[b] or 0))


def _disordered(values: list[int | None]) -> bool:
    return next(_pairs(values), None) is not None


def _disorder(said: dict[str, list[int | None]], name: str, currency: str) -> Iterator[str]:
    for unit, values in said.items():
        for a, b in _pairs(values):
            gaps = {"a": money(values[a], currency), "b": money(values[b], currency)}
            lower, upper = (translate(POINT_NAMES[POINTS[at]]) for at in (a, b))
            yield translate(_OUT_OF_ORDER[unit], service=name, lower=lower, upper=upper, **gaps)


def _below(said: dict[str, list[int | None]]) -> Iterator[int]:
    """Yield the places of points whose day costs less than their hour."""
    for at, (hour, day) in enumerate(zip(said["hour"], said["day"], strict=True)):
        if hour is not None and day is not None and day < hour:
            yield at


def _days_below_hours(said: dict[str, list[int | None]], name: str, currency: str) -> Iterator[str]:
    for at in _below(said):
        gaps = {"hour": money(said["hour"][at], currency), "day": money(said["day"][at], currency)}
        yield translate(_DAY_BELOW, service=name, point=translate(POINT_NAMES[POINTS[at]]), **gaps)


def _missing(bia_row: Any, units: tuple[str, ...], name: str) -> list[str]:
    words = {"hour": _AN_HOUR, "day": _A_DAY}
    gaps = [(unit, point) for unit in units for point in POINTS if getattr(bia_row, _COLUMNS[unit] + point) is None]
    return [translate(words[unit][point], service=name) for unit, point in gaps]


def loss_at(bia_row: Any, minutes: int | None) -> Loss | None:
    """Return low, likely and high cumulative loss in cents after ``minutes`` of outage; ``None`` if nothing is known.

    Single points may be ``None``. There is no loss for a time that is not asked yet or lies beyond all horizons.
    """
    if bia_row is None or minutes is None or minutes >= BEYOND:
        return None
    known = rates(bia_row)
    return known.at(minutes) if known.known else None


def money(cents: int | None, currency: str = "") -> str:
    """Return an amount as a person says it, to three figures: ``EUR 160 000``, ``EUR 1.2 m``; empty if unknown."""
    if cents is None:
        return ""
    amount = format_amount(cents / 100)
    return f"{currency}\u00a0{amount}" if currency else amount


# --- the curve ---


@dataclass(frozen=True, slots=True)
class Mark:
    """A target on the curve: which, when (minutes), and what waiting until then costs."""

    target: str  #: ``rto`` or ``mtpd``
    minutes: int
    loss: Loss


@dataclass(frozen=True, slots=True)
class LossCurve:
    """The cost of waiting for a service over time.

    ``points`` are (minutes, low, likely, high), cents, with every place at which a line bends, so that straight lines
    between them are exact; empty if nothing is known. ``title`` is the message. ``faults`` say what is missing or
    contradicts, ``method`` how the figures were worked out.
    """

    service: bytes
    name: str
    currency: str
    points: tuple[tuple[int, int | None, int | None, int | None], ...]
    rto: Mark | None
    mtpd: Mark | None
    title: str
    faults: tuple[str, ...]
    method: str

    @property
    def known(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.points)

    @property
    def view(self) -> LossView:
        """What ``app.charts.loss_chart`` draws, on the screen and on paper."""
        marks = {mark.target: (mark.minutes, _marked(mark)) for mark in (self.rto, self.mtpd) if mark is not None}
        return LossView(self.points, self.currency, marks.get("rto"), marks.get("mtpd"), title=self.title)


def _marked(mark: Mark) -> str:
    words = N_("RTO {time}") if mark.target == "rto" else N_("MTPD {time}")
    return translate(words, time=format_duration(mark.minutes))


def loss_curve(document: Document, service: bytes) -> LossCurve:
    """Return the cost of waiting for a service with its RTO and MTPD marked. Raises ``UserError`` if it is gone."""
    row = document.get(m.Service, service)
    if row is None:
        raise UserError(N_("This service no longer exists; somebody deleted it."))
    currency = _currency(document)
    known = rates(document.get(m.Bia, service), service=row.name, currency=currency)
    horizons = [one.minutes for one in document.all(m.Horizon, order_by=m.Horizon.minutes)]
    rto, mtpd = _mark(known, "rto", row.rto), _mark(known, "mtpd", row.mtpd)
    return LossCurve(
        service=service,
        name=row.name,
        currency=currency,
        points=_points(known, horizons, [mark.minutes for mark in (rto, mtpd) if mark is not None]),
        rto=rto,
        mtpd=mtpd,
        title=_title(row.name, known, rto, mtpd, currency),
        faults=known.faults,
        method=_method(known),
    )


def _currency(document: Document) -> str:
    return str(document.scalar(select(m.SessionInfo.__table__.c.currency)) or "")


def _mark(known: Rates, target: str, minutes: int | None) -> Mark | None:
    if minutes is None or minutes >= BEYOND or not known.known:
        return None
    return Mark(target, minutes, known.at(minutes))


def _points(
    known: Rates, horizons: list[int], marks: list[int]
) -> tuple[tuple[int, int | None, int | None, int | None], ...]:
    """Return the points of the curve up to the first horizon past the targets (three days without any)."""
    if not known.known:
        return ()
    last = max(marks, default=2 * DAY)
    end = next((one for one in horizons if one > last), max(last * 5 // 4, last + HOUR))
    bends = {bend for case in known.cases if case is not None for bend in case.bends}
    places = sorted(one for one in {0, *horizons, *marks, *bends, end} if one <= end)
    return tuple((minutes, *known.at(minutes)) for minutes in places)


def _method(known: Rates) -> str:
    if not known.known:
        return ""
    if known.units == ("hour",):
        return translate(_HOURS_ONLY)
    if known.units == ("day",):
        return translate(_DAYS_ONLY)
    case = known.cases[_LIKELY] or next(one for one in known.cases if one is not None)
    return translate(_GROWING if (case.day or 0) > 24 * (case.hour or 0) else _BY_HOUR)


def _title(name: str, known: Rates, rto: Mark | None, mtpd: Mark | None, currency: str) -> str:
    if not known.known:
        return known.faults[0]
    costs = {mark.target: span_words(mark.loss, currency) for mark in (rto, mtpd) if mark is not None}
    times = {mark.target: format_duration(mark.minutes) for mark in (rto, mtpd) if mark is not None}
    if rto is not None and mtpd is not None:
        words = N_("Waiting for the RTO of {rto} costs {a}, to the MTPD of {mtpd} {b}")
        return translate(words, rto=times["rto"], mtpd=times["mtpd"], a=costs["rto"], b=costs["mtpd"])
    if rto is not None:
        return translate(N_("Waiting for the RTO of {rto} costs {a}"), rto=times["rto"], a=costs["rto"])
    if mtpd is not None:
        return translate(N_("Waiting to the MTPD of {mtpd} costs {a}"), mtpd=times["mtpd"], a=costs["mtpd"])
    return translate(N_("A day without {service} costs {a}"), service=name, a=span_words(known.at(DAY), currency))


def span_words(loss: Loss, currency: str) -> str:
    """Return a loss in a few words: the likely one, or what is known of its span."""
    if loss.likely is not None:
        return money(loss.likely, currency)
    if loss.low is not None and loss.high is not None:
        return translate(N_("{low} to {high}"), low=money(loss.low, currency), high=money(loss.high))
    if loss.high is not None:
        return translate(N_("{amount} at most"), amount=money(loss.high, currency))
    return translate(N_("{amount} at least"), amount=money(loss.low, currency))


# --- what a strategy must save ---


@dataclass(frozen=True, slots=True)
class Payback:
    """The hours of downtime a year that pay for a strategy: with the high, the likely and the low loss."""

    least: float | None
    likely: float | None
    most: float | None
    words: str


def hours_that_pay(annual_cost: int | None, bia_row: Any, *, currency: str = "") -> Payback | None:
    """Return the hours of downtime a year that pay for ``annual_cost`` cents: cost ÷ loss an hour (``domain.md`` §4).

    A service of which only the day is known loses a 24th of it an hour. ``None`` if cost or loss is not known; a case
    in which nothing is lost pays for nothing and is ``None``, too.
    """
    if annual_cost is None or bia_row is None:
        return None
    low, likely, high = (_an_hour(case) for case in rates(bia_row).cases)
    hours = [strategy.hours_that_pay(annual_cost, loss) for loss in (high, likely, low)]
    if all(one is None for one in hours):
        return None
    least, likeliest, most = hours
    return Payback(least, likeliest, most, _payback_words(annual_cost, hours, currency))


def payback_of(document: Document, strategy_key: bytes) -> Payback | None:
    """Return the hours of downtime that pay for a strategy of the session; ``None`` if cost or loss is not known."""
    row = document.get(m.Strategy, strategy_key)
    if row is None:
        return None
    return hours_that_pay(row.annual_cost, document.get(m.Bia, row.service_id), currency=_currency(document))


def _an_hour(case: Rate | None) -> int | None:
    if case is None:
        return None
    return case.hour if case.hour is not None else round((case.day or 0) / 24)


def _payback_words(cost: int, hours: list[float | None], currency: str) -> str:
    least, likely, most = (None if one is None else _hours(one) for one in hours)
    gaps: dict[str, Any] = {"cost": money(cost, currency), "least": least, "likely": likely, "most": most}
    if cost == 0:
        return translate(N_("It costs nothing a year."))
    if likely is None:
        if least is None:
            return translate(N_("{most} of downtime a year would pay for {cost} in the low case."), **gaps)
        return translate(N_("{least} of downtime a year would pay for {cost} in the high case."), **gaps)
    if least is None or most is None or least == most:
        return translate(N_("{likely} of downtime a year would pay for {cost}."), **gaps)
    return translate(N_("{likely} of downtime a year would pay for {cost} ({least} to {most})."), **gaps)


def _hours(hours: float) -> str:
    """Show hours as people say them: to the minute below ten, to the quarter below two days, then in days."""
    minutes = max(1, round(hours * HOUR))
    if minutes >= 2 * DAY:
        return translate(N_("{n} d"), n=f"{minutes / DAY:.2g}" if minutes < 10 * DAY else round(minutes / DAY))
    return format_duration(minutes if minutes < 10 * HOUR else round(minutes / 15) * 15)
