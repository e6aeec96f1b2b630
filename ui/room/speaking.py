"""What a view of the room says in words, for screen readers and for tests that read the wall."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from app.i18n import N_, translate
from app.room import Empty, RoomView

if TYPE_CHECKING:
    from ui.room.stage import Seen

_SILENT = frozenset({"topic", "kind", "style", "state", "exercise"})


def words_of(view: RoomView) -> list[str]:
    """Return every text of a view in its order, with EXERCISE first where it is marked."""
    found = [translate(N_("EXERCISE"))] if view.exercise else []
    return found + _texts(view)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, tuple):
        return [text for part in value for text in _texts(part)]
    if is_dataclass(value) and not isinstance(value, type):
        names = [one.name for one in fields(value) if one.name not in _SILENT]
        return [text for name in names for text in _texts(getattr(value, name))]
    return []


def spoken(seen: Seen) -> str:
    """Return in one sentence what a surface shows."""
    if seen.blank:
        return translate(N_("Blank"))
    if isinstance(seen.view, Empty):
        return translate(N_("Nothing"))
    return ". ".join([seen.view.kind, *words_of(seen.view)])
