"""Where words can be filed: a decision, an action, the parking lot, a note, or a field of the thing on screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app import entities, listings
from app import model as m
from app.fields import Kind, fields_of
from app.i18n import N_, translate
from ui.meetings.kinds import ACTION, CATCHES, DECISION, NOTE, PARKED, PRIVATE

if TYPE_CHECKING:
    from app.document import Document


#: Texts that nobody says in a meeting.
NEVER = ("entity_kind", "external_id", "source_system", "phone", "second_phone", "email", "version", "contract_number")


@dataclass(frozen=True, slots=True)
class Target:
    """One place for words: the kind of entry, what it is about, and the field that takes it, if one does."""

    kind: str = NOTE
    subject: bytes | None = None
    subject_name: str = ""
    field: str = ""
    field_label: str = ""

    @property
    def icon(self) -> str:
        """The icon of the target."""
        return "pencil" if self.field else CATCHES[self.kind].icon

    @property
    def private(self) -> bool:
        """Whether the words are only for the facilitator."""
        return self.kind == PRIVATE

    @property
    def words(self) -> str:
        """What the chip says, such as ``Note on SVC-008 Payroll``."""
        what = self.field_label or translate(CATCHES[self.kind].word)
        if self.subject is None:
            return what
        sentence = N_("{field} of {thing}") if self.field else N_("{kind} on {thing}")
        return translate(sentence, field=what, kind=what, thing=self.subject_name)

    @property
    def prompt(self) -> str:
        """What the empty field asks."""
        if self.field:
            return translate(N_("Added to what stands there"))
        return translate(CATCHES[self.kind].prompt)


def on(document: Document, kind: str, subject: bytes | None) -> Target:
    """Return the target for an entry of ``kind`` about ``subject``."""
    name = entities.describe(document, subject) if subject is not None else ""
    return Target(kind, subject, name)


def targets(document: Document, subject: bytes | None) -> list[Target]:
    """Return everything words can be filed to while ``subject`` is on screen, the commonest first."""
    name = entities.describe(document, subject) if subject is not None else ""
    about = [Target(kind, subject, name) for kind in (NOTE, DECISION, ACTION, PARKED)]
    general = [Target(NOTE)] if subject is not None else []
    return [*about, *general, Target(PRIVATE, subject, name), *_fields(document, subject, name)]


def _fields(document: Document, subject: bytes | None, name: str) -> list[Target]:
    model = model_at(document, subject)
    if model is None:
        return []
    known = listings.known_by(model)
    return [
        Target(NOTE, subject, name, column, translate(spec.label))
        for column, spec in fields_of(model).items()
        if spec.kind in (Kind.NOTE, Kind.TEXT) and spec.editable and column not in (known, *NEVER)
    ]


def model_at(document: Document, subject: bytes | None) -> Any:
    """Return the model of the thing with this key, or ``None``."""
    entity = document.get(m.Entity, subject) if subject is not None else None
    return entities.model_of(entity.kind) if entity is not None else None
