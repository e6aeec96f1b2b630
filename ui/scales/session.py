"""The session's own description: what it is called, its money, and how it counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app import model as m
from app import session
from app.fields import fields_of
from app.i18n import N_
from ui.console import Console
from ui.forms.form import Form, Section
from ui.help.fields import FieldHelp
from ui.scales.part import Part
from ui.subjects.columns import source_of
from ui.theme import Space, px
from ui.widgets.cards import Card

_SECTIONS = (
    Section(N_("Session"), ("title", "organisation", "facilitator_id", "confidentiality", "about")),
    Section(N_("Money"), ("currency", "annual_revenue")),
    Section(N_("How it counts"), ("cautious_mtpd", "inherent_scored", "language")),
)
_FORM = 720


class SessionPart(Part):
    """The description of the session as a form."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        fields = {name: spec for name, spec in fields_of(m.SessionInfo).items() if spec.editable}
        sources = {name: source_of(self.document, spec) for name, spec in fields.items()}
        commit: Callable[[str, Any], object] | None = self._commit if console.writable else None
        help_ = FieldHelp(console, m.SessionInfo, self._key)
        self.form = Form(fields, self._read, commit, sections=_SECTIONS, sources=sources, help=help_)
        self.form.setMaximumWidth(px(_FORM))
        card = Card()
        card.body.addWidget(self.form)
        card.setMaximumWidth(px(_FORM + 2 * Space.l))
        self.cards.addWidget(card)

    def _read(self) -> Any:
        return session.info(self.document)

    def _key(self) -> bytes | None:
        row = session.info(self.document)
        return row.id if row is not None else None

    def _commit(self, name: str, entered: Any) -> None:
        session.change_info(self.document, **{name: entered})

    def refresh(self) -> None:
        """Show what the session holds now; what is being typed stays."""
        self.form.refresh()
