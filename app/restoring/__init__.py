"""Brings fields and change sets back as they were, as new edits: nothing of the history is lost by it."""

from app.restoring.change_set import Conflict, Restored, preview, restore_change_set
from app.restoring.field import Past, field_history, restore_field

__all__ = ["Conflict", "Past", "Restored", "field_history", "preview", "restore_change_set", "restore_field"]
