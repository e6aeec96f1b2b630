"""What a form can tell about its fields: the term behind each, why a value is what it is, and what it was before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app import derivations, glossary, interviews, restoring
from app.derivations import Why
from app.fields import Field, fields_of
from app.glossary import Term
from app.i18n import N_, translate
from app.model.bia import TARGET
from app.restoring import Past
from ui.help import open_term, tips
from ui.help.past import PastCard, show_past
from ui.help.why import WhyCard, show_why

if TYPE_CHECKING:
    from ui.console import Console


class FieldHelp:
    """Help for the fields of one row of ``model``; ``key()`` names the row, ``kind`` its kind of subject."""

    def __init__(self, console: Console, model: Any, key: Callable[[], bytes | None]) -> None:
        self.console, self.model, self._key = console, model, key
        self._derived = derivations.derived_fields(str(model.__tablename__))

    def term(self, name: str) -> Term | None:
        """Return the term that a field holds."""
        return glossary.for_field(self.model, name)

    def tip(self, name: str, field: Field) -> str:
        """Return the tooltip of a field."""
        return tips.tip_for(field, self.model, name)

    def derived(self, name: str) -> bool:
        """Whether something can be told about why a field is what it is."""
        return name in self._derived

    def why(self, name: str) -> Why | None:
        """Return why a field is what it is."""
        key = self._key()
        return derivations.why(self.console.document, key, name) if key is not None and self.derived(name) else None

    def past(self, name: str) -> list[Past]:
        """Return every value that a field had, newest first."""
        key = self._key()
        return restoring.field_history(self.console.document, self.model, key, name) if key is not None else []

    # --- showing it ---

    def open_term(self, name: str) -> bool:
        """Show the term of a field in the help sheet; returns whether there is one."""
        found = self.term(name)
        if found is not None:
            open_term(self.console, found.key)
        return found is not None

    def show_why(self, name: str, anchor: QWidget) -> WhyCard | None:
        """Show why a field is what it is."""
        return show_why(self.console, anchor, self.why(name))

    def show_past(self, name: str, anchor: QWidget) -> PastCard | None:
        """Show what a field was before, with links that restore it."""
        if self._key() is None:
            return None
        restore = self.restore if self.console.writable else None
        title = translate(fields_of(self.model)[name].label)
        return show_past(self.console, anchor, title, self.past(name), restore)

    def restore(self, past: Past) -> None:
        """Bring an earlier value back as a new edit."""
        if self.console.attempt(lambda: self._restored(past)):
            words = translate(N_("Restored {value}."), value=past.words or translate(N_("empty")))
            self.console.say(words, undoable=True)

    def _restored(self, past: Past) -> bool:
        document = self.console.document
        if past.table == "service" and past.column in TARGET:  # so that proposal and reason stay on record
            interviews.set_target(document, past.row, past.column, past.value, past.reason or None)
            return True
        return restoring.restore_field(document, past.number, past.table, past.row, past.column, to="after")
