"""Durations as people say them: ``4h``, ``90 min``, ``2d``, ``1w``, ``1 h 30``. Stored as whole minutes."""

from __future__ import annotations

import re

from app.i18n import N_, UserError, translate

HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60

#: The tolerable downtime of a service whose impact never becomes intolerable: later than every horizon.
BEYOND = 2**31 - 1

_UNITS = {
    "m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1, "minuten": 1, "'": 1,
    "h": HOUR, "hr": HOUR, "hrs": HOUR, "hour": HOUR, "hours": HOUR, "std": HOUR, "stunden": HOUR, "stunde": HOUR,
    "d": DAY, "day": DAY, "days": DAY, "t": DAY, "tag": DAY, "tage": DAY,
    "w": WEEK, "wk": WEEK, "week": WEEK, "weeks": WEEK, "woche": WEEK, "wochen": WEEK,
    "mo": 30 * DAY, "month": 30 * DAY, "months": 30 * DAY, "monat": 30 * DAY, "monate": 30 * DAY,
}  # fmt: skip
_BEYOND_WORDS = {"beyond", "> 1 month", ">1 month", "> 1 mo", "never"}
_PART = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*([a-zA-Z']*)")
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)")
_UNDERSTOOD = N_("“{text}” is not a duration. Write for example 4h, 90 min, 2d, 1w or 1 h 30.")


def parse_duration(text: str, *, bare_unit: int = HOUR) -> int:
    """Return the minutes that ``text`` means.

    A number without a unit counts in ``bare_unit`` minutes (hours unless told otherwise); after a unit it counts in
    the next smaller one, so that ``1 h 30`` is ninety minutes. ``beyond`` gives ``BEYOND``.
    Raises ``UserError`` if the text is no duration.
    """
    cleaned = text.strip().lower()
    if cleaned in _BEYOND_WORDS:
        return BEYOND
    if clock := _CLOCK.fullmatch(cleaned):
        return int(clock[1]) * HOUR + int(clock[2])
    total, position, smaller, larger = 0.0, 0, bare_unit, BEYOND
    while position < len(cleaned):
        part = _PART.match(cleaned, position)
        unit = _UNITS.get(part[2], 0) if part and part[2] else smaller
        if part is None or not unit or unit >= larger:
            raise UserError(_UNDERSTOOD, text=text[:40])
        total += float(part[1].replace(",", ".")) * unit
        larger, smaller = unit, {WEEK: DAY, DAY: HOUR, HOUR: 1}.get(unit, 0)
        position = part.end()
    if not cleaned or total != int(total) or total >= BEYOND:
        raise UserError(_UNDERSTOOD, text=text[:40])
    return int(total)


def format_duration(minutes: int | None) -> str:
    """Show minutes as people read them: ``45 min``, ``4 h``, ``1 h 30``, ``29 h``, ``3 d``, ``2 d 2 h``, ``1 w``.

    Up to 48 hours are told in hours, because targets are compared there; longer ones in days and whole weeks.
    ``None`` (not asked yet) gives an empty text.
    """
    if minutes is None:
        return ""
    if minutes >= BEYOND:
        return translate(N_("> 1 month"))
    if minutes < 0:
        return "−" + format_duration(-minutes)
    if minutes < HOUR:
        return translate(N_("{n} min"), n=minutes)
    if minutes < 2 * DAY:
        hours, rest = divmod(minutes, HOUR)
        if rest:
            return translate(N_("{hours} h {rest}"), hours=hours, rest=f"{rest:02d}")
        return translate(N_("{n} h"), n=hours)
    if minutes % WEEK == 0:
        return translate(N_("{n} w"), n=minutes // WEEK)
    days, rest = divmod(minutes, DAY)
    text = translate(N_("{n} d"), n=days)
    return text if not rest else f"{text} {format_duration(rest)}"
