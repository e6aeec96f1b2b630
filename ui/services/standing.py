"""How far the BIA of a service is, as a chip, and what changed since somebody signed it."""

from __future__ import annotations

from dataclasses import replace

from app.dates import format_date
from app.i18n import N_, translate
from app.model.bia import BIA_STATE, TARGET
from app.services import ServiceRow
from ui.widgets import chips
from ui.widgets.chips import Chip

_LOOKS = {"approved": "ok", "ready": "due", "open": "warn", "not started": "none"}
CHANGED = "changed"


def standing(row: ServiceRow) -> str:
    """Return the state of the BIA, or ``changed`` if its targets are no longer those that were approved."""
    return CHANGED if row.bia_state == "approved" and row.changed else row.bia_state


def standing_words(row: ServiceRow) -> str:
    """Return the state in a word."""
    found = standing(row)
    return translate(N_("changed")) if found == CHANGED else translate(BIA_STATE.get(found, found))


def standing_chip(row: ServiceRow) -> Chip:
    """Return the state as icon and word; the tooltip of a changed one says what changed."""
    look = "warn" if standing(row) == CHANGED else _LOOKS.get(row.bia_state, "none")
    return replace(chips.status(look, standing_words(row)), tip=changed_words(row))


def changed_words(row: ServiceRow) -> str:
    """Return what is no longer as it was approved, by whom and when; empty if all is."""
    if standing(row) != CHANGED or row.approved_on is None:
        return ""
    names = ", ".join(translate(TARGET[name]) for name in row.changed)
    words = N_("Changed since {person} approved it on {day}: {names}. Approve it again or set the old values.")
    return translate(words, person=row.approved_by, day=format_date(row.approved_on), names=names)
