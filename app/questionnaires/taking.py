"""Taking over the chosen lines of a returned form as one edit, with the sender as speaker, and keeping the form itself.

Serves the dialog, the list of returned forms and the command line. What is not chosen stays readable with the form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import entities, interviews, tabular
from app import model as m
from app.fields import Kind
from app.i18n import N_, UserError, translate
from app.interviews import Said
from app.model.bia import TARGET
from app.questionnaires import returned as forms
from app.questionnaires.blanks import FieldAim, ListAim, RowAim, SaidAim
from app.questionnaires.comparing import NEW_KIND, Diff, Line, ServiceDiff, node_named
from app.questionnaires.lists import KINDS_OF, LISTS, NODE_LISTS
from app.questionnaires.returned import Returned
from app.questionnaires.way_back import STILL_RIGHT

if TYPE_CHECKING:
    from app.document import Document

_NO_SUCH_NODE = N_("“{name}” can no longer be told apart; take the form in again.")
#: Answers that are still right and what is called a list may stand without a row of ``Answer``.
_MODELS: dict[str, type[Any]] = {"service": m.Service, "bia": m.Bia}
#: Columns that know no empty state, with what an empty answer means.
_EMPTY = {"wa_never_tested": False}
#: A suffix of the kinds that ``FORM_KIND`` has; a workbook of the whole analysis counts as a questionnaire.
_KINDS = frozenset({"questionnaire", "ask-back"})


@dataclass(frozen=True, slots=True)
class TakenForm:
    """How many lines were taken over, how many stayed with the form, and the rows in which it is kept."""

    taken: int
    left: int
    forms: tuple[bytes, ...]


def keep(
    document: Document, returned: Returned, *, person: bytes | None = None, state: str = "waiting"
) -> tuple[bytes, ...]:
    """Keep a form as it came back, one row per service that the session knows; return their keys.

    Nothing of it is taken over. A form that is already kept is not kept twice.
    """
    label = translate(N_("Keep the form {name}"), name=returned.name[:60])
    with document.edit(label, speaker=person) as session:
        return tuple(_kept(document, session, returned, person, state))


def _kept(
    document: Document, session: Session, returned: Returned, person: bytes | None, state: str
) -> Iterable[bytes]:
    for one in returned.services:
        service = bytes.fromhex(one.key)
        if session.get(m.Service, service) is None:
            continue
        content = forms.as_text(returned, one)
        found = session.scalar(
            select(m.ReturnedForm).where(m.ReturnedForm.service_id == service, m.ReturnedForm.content == content)
        )
        if found is None:
            found = m.ReturnedForm(
                id=m.new_key(),
                service_id=service,
                kind=returned.kind if returned.kind in _KINDS else "questionnaire",
                sender=returned.sender[:200] or None,
                made_at=returned.made_at,
                received_at=document.now(),
                file_name=returned.name[:200],
                content=content,
            )
            session.add(found)
        found.person_id, found.state = person, state
        session.flush()
        yield found.id


def take(
    document: Document,
    diff: Diff,
    chosen: Collection[str] | None = None,
    *,
    speaker: bytes | None = None,
    meeting: bytes | None = None,
) -> TakenForm:
    """Take over the chosen lines (by id; without any, those that are proposed) as one edit, and keep the form.

    Answers are stamped with ``speaker``, who sent it unless somebody else is told. Raises ``UserError`` naming the
    line; then nothing was taken over.
    """
    wanted = diff.proposed if chosen is None else frozenset(chosen)
    who = speaker if speaker is not None else diff.person
    lines = [line for line in diff.lines if line.id in wanted and line.takeable]
    label = translate(N_("Take over the form of {who}"), who=(diff.sender or diff.returned.name)[:60])
    with document.edit(label, speaker=who) as session:
        for service in diff.services:
            ours = [line for line in lines if line.service == service.key]
            if ours:
                _Taking(document, session, service, who, meeting).take(ours)
        kept = tuple(_kept(document, session, diff.returned, who, "taken"))
    return TakenForm(len(lines), len(diff.lines) - len(lines), kept)


class _Taking:
    """Takes over the lines of one service, inside the edit."""

    def __init__(
        self, document: Document, session: Session, service: ServiceDiff, speaker: bytes | None, meeting: bytes | None
    ) -> None:
        self.document, self.session, self.service = document, session, service
        self.speaker, self.meeting = speaker, meeting
        self.words: dict[int, str | None] = {}

    def take(self, lines: Sequence[Line]) -> None:
        """Write the lines, then note which questions were answered, by whom."""
        known = interviews.answers(self.document, self.service.key)
        asked: dict[int, str | None] = {}
        for line in lines:
            if isinstance(line.aim, SaidAim):
                self.words[line.question] = line.values[0]
        for line in sorted(lines, key=_order):
            try:
                self._one(line)
            except UserError as error:
                raise UserError(N_("{label}: {reason}"), label=line.label, reason=error) from error
            if line.question:
                row = known.get(line.question)
                asked[line.question] = self.words.get(line.question, row.text if row is not None else None)
        if any(line.aim == STILL_RIGHT for line in lines):
            asked = self._still_right(known) | asked
        self._note(asked)

    def _still_right(self, known: dict[int, Any]) -> dict[int, str | None]:
        """Return the answers that nothing in the form contradicts, so that they stand as said again today."""
        touched = {line.question for line in self.service.lines}
        return {number: row.text for number, row in known.items() if row.state == "answered" and number not in touched}

    def _note(self, asked: dict[int, str | None]) -> None:
        said = {number: Said({}, text) for number, text in sorted(asked.items())}
        if said:
            interviews.answer_all(self.document, self.service.key, said, speaker=self.speaker, meeting=self.meeting)

    def _one(self, line: Line) -> None:
        if isinstance(line.aim, FieldAim):
            self._field(line.aim, line)
        elif isinstance(line.aim, RowAim):
            self._grid(line)
        elif isinstance(line.aim, ListAim) and line.aim.list in NODE_LISTS:
            self._edge(line.aim.list, line)
        elif isinstance(line.aim, ListAim):
            self._row(line.aim.list, line)

    def _field(self, aim: FieldAim, line: Line) -> None:
        value = self._stored(line, 0)
        if value is None and aim.column in _EMPTY:
            value = _EMPTY[aim.column]
        if aim.table == "service" and aim.column in TARGET:
            reason = (self.words.get(line.question) or "").strip()[:500] or None
            interviews.set_target(
                self.document, self.service.key, aim.column, value, reason=reason, person=self.speaker
            )
            return
        interviews.answer_all(
            self.document, self.service.key,
            {line.question: Said({f"{aim.table}.{aim.column}": value}, self._old_words(line.question))},
            speaker=self.speaker, meeting=self.meeting,
        )  # fmt: skip

    def _old_words(self, question: int) -> str | None:
        row = interviews.answers(self.document, self.service.key).get(question)
        return row.text if row is not None else None

    def _stored(self, line: Line, place: int) -> Any:
        """Return the value of a cell as it is stored; people that the session does not know are added."""
        cell, value = line.cells[place], line.values[place]
        if cell.spec.kind is Kind.REFERENCE and value is not None:
            return tabular.parsed(self.document, cell.spec, str(value))
        return value

    def _grid(self, line: Line) -> None:
        """Score a row as the form has it: cells it leaves empty are emptied, too."""
        found = interviews.grid(self.document, self.service.key)
        ours = next(one for one in found.lines if one.key == line.key)
        by_minutes = {f"h:{one.minutes}": one for one in found.horizons}
        for cell, value in zip(line.cells, line.values, strict=True):
            horizon: Any = by_minutes[cell.name]
            if value is None:
                interviews.clear_score(self.document, self.service.key, ours.key, horizon.key)
        wanted = {cell.name: value for cell, value in zip(line.cells, line.values, strict=True)}
        levels = [wanted.get(f"h:{one.minutes}") for one in found.horizons]
        if any(level is not None for level in levels):
            interviews.score_row(self.document, self.service.key, ours.key, levels, self.speaker)

    # --- rows of lists ---

    def _row(self, name: str, line: Line) -> None:
        found = LISTS[name]
        if line.change == "removed":
            entities.delete(self.document, line.key, found.model)
            return
        values = {
            cell.name: self._stored(line, place)
            for place, cell in enumerate(line.cells)
            if not cell.name.startswith("h:")
        }
        if found.kind:
            values["kind"] = found.kind
        if name == "resource" and not values.get("kind"):
            values["kind"] = "it"
        if line.key:
            entities.set_fields(self.document, found.model, line.key, values)
            key = line.key
        else:
            filled = {column: value for column, value in values.items() if value is not None}
            key = entities.create(self.session, found.model, service_id=self.service.key, **filled).id
            self.session.flush()
        if found.quantities:
            self._quantities(key, line)

    def _quantities(self, resource: bytes, line: Line) -> None:
        horizons = {f"h:{row.minutes}": row.id for row in self.document.all(m.Horizon)}
        stored = {
            row.horizon_id: row
            for row in self.session.scalars(
                select(m.ResourceQuantity).where(m.ResourceQuantity.resource_id == resource)
            )
        }
        for cell, value in zip(line.cells, line.values, strict=True):
            horizon = horizons.get(cell.name)
            if horizon is None:
                continue
            row = stored.get(horizon)
            if value is None and row is not None:
                self.session.delete(row)
            elif value is not None and row is None:
                self.session.add(
                    m.ResourceQuantity(id=m.new_key(), resource_id=resource, horizon_id=horizon, quantity=value)
                )
            elif value is not None and row is not None:
                row.quantity = value
        self.session.flush()

    def _edge(self, name: str, line: Line) -> None:
        values = {cell.name: value for cell, value in zip(line.cells, line.values, strict=True)}
        if line.change == "removed":
            edge = self.session.get(m.Dependency, line.key)
            if edge is not None:
                _remove(self.document, edge)
            return
        node = self._node(name, str(values["node"]))
        source, target = (node, self.service.key) if name == "dependant" else (self.service.key, node)
        hard = True if values["hard"] is None else bool(values["hard"])
        edge = self.session.get(m.Dependency, line.key) if line.key else None
        if edge is not None and (edge.source_id, edge.target_id) != (source, target):
            _remove(self.document, edge)
            edge = None
        if edge is None:
            from app import network

            network.depend(self.document, source, target, hard)
        elif edge.hard != hard:
            entities.set_field(self.document, m.Dependency, edge.id, "hard", hard)
        promise = values.get("contract_rto")
        if name == "supplier" and promise is not None:
            entities.set_field(self.document, m.Supplier, node, "contract_rto", promise)

    def _node(self, name: str, called: str) -> bytes:
        found = node_named(self.document, called, KINDS_OF[name])
        if len(found) > 1:
            raise UserError(_NO_SUCH_NODE, name=called[:60])
        if found:
            return found[0].key
        model = {"component": m.Component, "supplier": m.Supplier, "service": m.Service}[NEW_KIND[name]]
        created: Any = entities.create(self.session, model, name=called)
        self.session.flush()
        return bytes(created.id)


def _remove(document: Document, edge: Any) -> None:
    from app import network

    network.remove_dependency(document, edge.source_id, edge.target_id)


#: MTPD before RTO, so that the proposal beside the RTO follows the new one; lists and fields in the order of questions.
def _order(line: Line) -> tuple[int, int]:
    return (0 if isinstance(line.aim, RowAim) else 1, line.question)


# --- forms that are kept ---


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form that is kept: what the list shows. ``keys`` are its rows, one per service; ``state`` that of all."""

    keys: tuple[bytes, ...]
    kind: str
    sender: str
    person: bytes | None
    received_at: Any
    made_at: Any
    file_name: str
    state: str
    services: tuple[tuple[bytes, str, str], ...]


def kept_forms(document: Document, state: str | None = None) -> tuple[KeptForm, ...]:
    """Return the forms that came back, the newest first; those of one file together."""
    refs = {row.key: (row.ref, row.name) for row in _services(document)}
    people = {row.id: row.name for row in document.all(m.Person)}
    together: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    order = (m.ReturnedForm.__table__.c.received_at, m.ReturnedForm.__table__.c.id)
    for row in document.all(m.ReturnedForm, order_by=order):
        together[row.file_name, row.received_at, row.sender, row.made_at, row.state].append(row)
    found = [_kept_form(rows, refs, people) for rows in together.values()]
    return tuple(one for one in reversed(found) if state is None or one.state == state)


def _kept_form(rows: Sequence[Any], refs: Any, people: Any) -> KeptForm:
    first = rows[0]
    services = sorted((*refs.get(row.service_id, ("", "")), row.service_id) for row in rows)
    return KeptForm(
        tuple(row.id for row in rows), first.kind, people.get(first.person_id) or first.sender or "", first.person_id,
        first.received_at, first.made_at, first.file_name or "", first.state,
        tuple((key, ref, name) for ref, name, key in services),
    )  # fmt: skip


def _services(document: Document) -> Any:
    from app.services import services

    return services(document)


def open_again(document: Document, keys: Iterable[bytes]) -> Returned:
    """Return a kept form as it came back. Raises ``UserError`` if it is gone."""
    rows = [document.get(m.ReturnedForm, key) for key in keys]
    texts = [row.content for row in rows if row is not None]
    if not texts:
        raise UserError(N_("This form is no longer kept; somebody deleted it."))
    return forms.from_text(texts)


def set_aside(document: Document, keys: Sequence[bytes], *, waiting: bool = False) -> None:
    """Mark a kept form as set aside, or as waiting again."""
    state = "waiting" if waiting else "set aside"
    label = translate(N_("Let the form wait") if waiting else N_("Set the form aside"))
    with document.edit(label) as session:
        for key in keys:
            row = session.get(m.ReturnedForm, key)
            if row is not None:
                row.state = state
