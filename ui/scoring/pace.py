"""How a round stands in time: its own four minutes, how many risks are through, and when the last one will be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.i18n import N_, translate
from ui.run.pace import Pace
from ui.scoring.queue import Line

#: What one thing takes (``domain.md`` §9), in seconds.
BOX = 4 * 60


def item_pace(found: Sequence[Line], current: bytes | None, since: datetime | None, now: datetime) -> Pace:
    """Return the pace of the room at ``now``, with the thing on screen since ``since`` (``None``: it is settled)."""
    asked = [one for one in found if not one.parked]
    done = sum(one.done for one in asked)
    at = next((place for place, one in enumerate(asked, 1) if one.key == current), None)
    left = sum(not one.done for one in asked)
    count = translate(N_("{n} of {of}"), n=at, of=len(asked)) if at is not None else translate(
        N_("{n} of {of} agreed"), n=done, of=len(asked))  # fmt: skip
    share = done / max(1, len(asked))
    spent = 0 if since is None else max(0, int((now - since).total_seconds()))
    rest = max(0, left - (since is not None)) * BOX + (max(0, BOX - spent) if since is not None else 0)
    ends = f"{(now + timedelta(seconds=rest)).astimezone():%H:%M}"
    if since is None:
        words = N_("about 4 min each, ends {time}") if left else N_("nothing left to score")
        return Pace(count, translate(words, time=ends), share)
    words = N_("{spent} of {box} for this item, ends {time}")
    told = translate(words, spent=_clock(spent), box=_clock(BOX), time=ends)
    return Pace(count, told, share, min(1.0, spent / BOX))


def _clock(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"
