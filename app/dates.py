"""Days and moments as people write them, and the clock that the rest of the programme asks for the time."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from app.i18n import N_, UserError

#: Asked for the present moment (aware, UTC). Tests and the sample session hand in their own.
Clock = Callable[[], datetime]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_AHEAD = re.compile(r"([+-])\s*(\d{1,4})\s*([dwmy])", re.IGNORECASE)
_UNDERSTOOD = N_("“{text}” is not a date. Write for example 15 Sep 2026, 2026-09-15, 15.9.2026 or +2w.")


def system_clock() -> datetime:
    """Return the present moment in UTC to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` calendar months later; the 31st becomes the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def parse_date(text: str, *, today: date | None = None) -> date:
    """Return the day that ``text`` names: ISO, ``15 Sep 2026``, ``15.9.2026``, ``15/9/2026``, ``today``, ``+2w``.

    Two-digit years mean 20xx. Raises ``UserError`` if it names none.
    """
    cleaned = text.strip()
    start = today or system_clock().date()
    if cleaned.lower() in ("today", "heute"):
        return start
    if ahead := _AHEAD.fullmatch(cleaned):
        return _step(start, int(ahead[1] + ahead[2]), ahead[3].lower(), text)
    for parts in _candidates(cleaned):
        try:
            return date(*parts)
        except ValueError:
            continue
    raise UserError(_UNDERSTOOD, text=text[:40])


def _step(start: date, count: int, unit: str, text: str) -> date:
    try:
        if unit in "my":
            return add_months(start, count * (12 if unit == "y" else 1))
        return start + timedelta(days=count * (7 if unit == "w" else 1))
    except (ValueError, OverflowError) as error:
        raise UserError(_UNDERSTOOD, text=text[:40]) from error


def _candidates(text: str) -> list[tuple[int, int, int]]:
    if iso := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", text):
        return [(int(iso[1]), int(iso[2]), int(iso[3]))]
    if named := re.fullmatch(r"(\d{1,2})\.?\s+([A-Za-z]{3})[a-z]*\.?\s+(\d{2,4})", text):
        month = [m.lower() for m in _MONTHS]
        if named[2].lower() in month:
            return [(_year(named[3]), month.index(named[2].lower()) + 1, int(named[1]))]
    if figures := re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{2,4})", text):
        first, second, year = int(figures[1]), int(figures[2]), _year(figures[3])
        return [(year, second, first), (year, first, second)]
    return []


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def parse_instant(text: str) -> datetime:
    """Return the moment that ``text`` names, read as UTC unless it carries an offset. Raises ``UserError``."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        day = parse_date(text)
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def format_date(day: date) -> str:
    """Show a day as ``15 Sep 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def format_instant(moment: datetime) -> str:
    """Show a moment in local time as ``15 Sep 2026 14:05``."""
    local = moment.astimezone()
    return f"{format_date(local.date())} {local:%H:%M}"
