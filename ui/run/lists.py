"""Lists that answer a question: peaks, obligations, vital records, key roles, past outages, resources per horizon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app import entities
from app import model as m
from app.fields import Field, Kind, fields_of
from app.i18n import N_, translate
from app.interviews.resources import PEOPLE, Need, needs, set_quantity
from app.scales import read_scales
from ui.run.answers import Answer
from ui.run.foot import Key
from ui.run.interview import Interview
from ui.subjects.children import ChildTable
from ui.tables.columns import Column
from ui.widgets.labels import hint
from ui.widgets.layouts import column

#: Width of a quantity, and how many rows a list shows before it scrolls.
QUANTITY, SHOWN = 60, 8


@dataclass(frozen=True, slots=True)
class ListShape:
    """Which rows answer a question, which of their fields are shown, and what the last line asks for."""

    model: Any
    title: str
    names: tuple[str, ...]
    new_words: str
    empty: str


SHAPES = {
    "peak": ListShape(
        m.Peak, N_("Peaks"), ("name", "recurrence", "mtpd", "every_year"),
        N_("Type a time of the year, the month or the day…"),
        N_("A peak is a time at which it may be missed for less long: pay day, quarter end, a campaign."),
    ),
    "obligation": ListShape(
        m.Obligation, N_("Obligations"), ("name", "duty", "within", "document"), N_("Type a law, licence or contract…"),
        N_("What breaks, what it asks, within which time, and where it is written."),
    ),
    "vital_record": ListShape(
        m.VitalRecord, N_("Vital records"), ("name", "copy_at"), N_("Type a record…"),
        N_("Records without which the work cannot be taken up again, and where the copy is."),
    ),
    "key_role": ListShape(
        m.KeyRole, N_("Key people and cover"), ("role", "person_id", "cover_id"), N_("Type a role…"),
        N_("Roles that one person fills, and who covers for them."),
    ),
    "past_outage": ListShape(
        m.PastOutage, N_("Past outages"), ("occurred_on", "lasted", "harm"), N_("Type what happened…"),
        N_("What really happened is the best anchor for the grid: how long, and what harm."),
    ),
}  # fmt: skip
_LIST_KEYS = (Key(("↵",), N_("add or change")), Key(("Tab",), N_("next cell")), Key(("Del",), N_("delete")))


class AnswerTable(ChildTable):
    """A list of rows of the service; each change notes the question as answered, in the same edit."""

    def __init__(self, interview: Interview, model: Any, title: str, names: Sequence[str], **options: Any) -> None:
        self.interview = interview
        super().__init__(interview.console, model, "service_id", title, names, **options)
        plain = self.table.model.commit
        if plain is not None:
            self.table.model.commit = partial(self._commit, plain)

    def _label(self) -> str:
        what = translate(entities.noun_of(self.model))
        return translate(N_("Change {what} of {service}"), what=what, service=self.interview.name)

    def _commit(self, plain: Callable[[Any, str, Any], object], key: bytes, name: str, entered: Any) -> None:
        self.interview.note(self._label(), lambda: plain(key, name, entered))

    def _create(self, text: str) -> object:
        made = super()._create
        label = translate(
            N_("Add {what} to {service}"), what=translate(entities.noun_of(self.model)), service=self.interview.name
        )
        return self.interview.note(label, lambda: made(text))


class ListAnswer(Answer):
    """One list, with a line that says what belongs there."""

    def __init__(self, interview: Interview, number: int, table: str) -> None:
        super().__init__(interview, number)
        shape = SHAPES[table]
        self.table = AnswerTable(
            interview, shape.model, shape.title, shape.names, shown=SHOWN, new_words=shape.new_words
        )
        self.setLayout(column(self.table, hint(translate(shape.empty), wrap=True), None, gap=8))

    def refresh(self) -> None:
        """Show the rows of the service."""
        self.table.show_key(self.interview.service)

    def first(self) -> QWidget | None:
        """Return the table."""
        return self.table.table.view

    def keys(self) -> Sequence[Key]:
        """Return the keys of a list."""
        return tuple(Key(key.caps, translate(key.words)) for key in _LIST_KEYS)


class NeedsTable(AnswerTable):
    """Resources with a column per horizon."""

    def __init__(self, interview: Interview, *, people: bool) -> None:
        self.people = people
        self.horizons = read_scales(interview.document).horizons
        names = ("what",) if people else ("kind", "what")
        title = N_("People and skills") if people else N_("Space, equipment, data, suppliers")
        super().__init__(
            interview, m.Resource, title, names, columns=[_quantity(one) for one in self.horizons], shown=SHOWN,
            make=self._make_need, new_words=N_("Type a role or skill…") if people else N_("Type what is needed…"),
        )  # fmt: skip

    def _make_need(self, key: bytes, what: str) -> object:
        kind = PEOPLE if self.people else "it"
        return entities.add(self.document, m.Resource, None, service_id=key, kind=kind, what=what)

    def _rows(self, key: bytes) -> Sequence[Any]:
        return [NeedLine(one) for one in needs(self.document, key, people=self.people)]

    def _commit(self, plain: Callable[[Any, str, Any], object], key: bytes, name: str, entered: Any) -> None:
        if not name.startswith(_AT):
            super()._commit(plain, key, name, entered)
            return
        horizon = bytes.fromhex(name.removeprefix(_AT))
        self.interview.note(self._label(), lambda: set_quantity(self.document, key, horizon, entered))


_AT = "at "


class NeedLine:
    """One resource as the table reads it."""

    def __init__(self, need: Need) -> None:
        self.key, self.quantities = need.key, need.quantities
        self.values = {"id": need.key, "kind": need.kind, "what": need.what, "note": need.note}
        self.names: dict[str, str] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NeedLine) and (self.values, self.quantities) == (other.values, other.quantities)

    def __hash__(self) -> int:
        return hash(self.key)


def _quantity(horizon: Any) -> Column:
    spec = fields_of(m.ResourceQuantity)["quantity"]
    field = Field(Kind.INTEGER, spec.label, minimum=0)
    return Column(
        f"{_AT}{horizon.key.hex()}",
        field,
        QUANTITY,
        value=lambda row: row.quantities.get(horizon.key),
        title=horizon.label,
        editable=True,
    )


class Needs(Answer):
    """Resources per horizon."""

    def __init__(self, interview: Interview, number: int, *, people: bool) -> None:
        super().__init__(interview, number)
        self.table = NeedsTable(interview, people=people)
        words = N_("How many at each time after the loss. Leave empty what nobody knows; 0 means none.")
        self.setLayout(column(self.table, hint(translate(words), wrap=True), None, gap=8))

    def refresh(self) -> None:
        """Show the resources of the service."""
        self.table.show_key(self.interview.service)

    def first(self) -> QWidget | None:
        """Return the table."""
        return self.table.table.view

    def keys(self) -> Sequence[Key]:
        """Return the keys of a list."""
        return tuple(Key(key.caps, translate(key.words)) for key in _LIST_KEYS)
