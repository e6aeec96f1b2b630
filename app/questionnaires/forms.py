"""Making questionnaires: which questions about which services, with what is on record, for whom.

Serves the exporter and the dialog. The questions are those of the interview guide; an ask-back list is the same form
cut to what is still open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import interviews, network, packs
from app import model as m
from app.dates import format_date
from app.durations import format_duration
from app.fields import Field, Kind, fields_of
from app.i18n import N_, UserError, translate
from app.interviews.course import FULL_TIERS, state_of
from app.questionnaires.blanks import (
    Anchored,
    Asked,
    Blank,
    Cell,
    FieldAim,
    Form,
    ListAim,
    RowAim,
    SaidAim,
    ServiceForm,
)
from app.questionnaires.lists import LISTS, cells_of, rows
from app.scales import Scales, read_scales
from app.services import ServiceRow, services

if TYPE_CHECKING:
    from app.document import Document
    from app.interviews import Grid
    from app.packs import Question

QUESTIONNAIRE, ASK_BACK = "questionnaire", "ask-back"
#: Which list a question fills where the guide names only its table; both ways of a dependency have a question.
_LIST_OF_QUESTION = {27: "supplier", 28: "dependant", 29: "people", 30: "resource"}
_LIST_OF_TABLE = {"key_role": "key_role", "dependency": "dependency"} | {
    name: name for name in ("peak", "obligation", "vital_record", "past_outage")
}
#: Asked within another question, answered in words, given in person.
_ASKED_WITH, _IN_WORDS, _IN_PERSON = frozenset({6}), frozenset({26}), "bia_approval"
#: Rules whose sentence concerns only the service itself, and the question it should be told beside.
HINTED = {
    "B01": 14, "B02": 14, "B03": 17, "B04": 14, "B05": 7, "B06": 7, "B07": 5, "B10": 23,
    "R01": 18, "R02": 18, "R03": 18,
}  # fmt: skip
#: Questions whose hint is for whoever asks, not for whoever answers.
_FOR_THE_ASKER = frozenset({2, 7, 13, 14, 18, 23, 24, 25, 28, 32, 33})
#: States of a question that are asked back besides what was parked.
_OPEN = frozenset({"open", "old"})
_NOTHING = N_("Choose at least one service for the questionnaire.")
_NOTHING_OPEN = N_("Nothing is open for {who}: every question of these services is answered.")
_MTPD = N_("From when on is its loss unacceptable (MTPD)?")
_UNITS = {
    Kind.DURATION: N_("e.g. 30 min, 4 h, 2 d or 1 w"),
    Kind.PERCENT: N_("0 to 100 %"),
    Kind.DATE: N_("a day, e.g. 15 Sep 2026"),
    Kind.YES_NO: N_("yes or no"),
}


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who could be sent a questionnaire: the services they own (or stand in for), and how much is open."""

    person: bytes
    name: str
    email: str
    services: tuple[bytes, ...]
    refs: tuple[str, ...]
    open: int


def addressees(document: Document, *, deputies: bool = False) -> tuple[Addressee, ...]:
    """Return the owners of services in use (or with ``deputies`` who stands in), by name, with what is open."""
    found: dict[bytes, list[ServiceRow]] = defaultdict(list)
    for row in services(document, retired=False):
        key = row.deputy_id if deputies else row.owner_id
        if key is not None:
            found[key].append(row)
    opened = _open_by_service(document, [row for owned in found.values() for row in owned])
    people = {row.id: row for row in document.all(m.Person)}
    listed = [
        Addressee(
            key,
            people[key].name,
            people[key].email or "",
            tuple(row.key for row in owned),
            tuple(row.ref for row in owned),
            sum(len(opened[row.key]) for row in owned),
        )
        for key, owned in found.items()
        if people[key].status == "active"
    ]
    return tuple(sorted(listed, key=lambda one: one.name.casefold()))


def ownerless(document: Document) -> tuple[ServiceRow, ...]:
    """Return the services in use that nobody owns, so that nobody could be asked about them."""
    return tuple(row for row in services(document, retired=False) if row.owner_id is None)


def form(
    document: Document,
    chosen: Sequence[bytes],
    kind: str = QUESTIONNAIRE,
    person: bytes | None = None,
    *,
    core: bool = False,
    filled: bool = True,
    due: date | None = None,
) -> Form:
    """Return the form about ``chosen`` services for ``person``; an ask-back list has only what is still open.

    ``core`` folds away what the short interview leaves out. ``filled=False`` shows nothing of what is on record, for
    somebody who answers alone. Raises ``UserError`` if there is nothing to ask.
    """
    if not chosen:
        raise UserError(_NOTHING)
    scales = read_scales(document)
    context = _Context(document, scales)
    made = [service_form(document, key, kind=kind, filled=filled, context=context) for key in chosen]
    made = [one for one in made if one.questions]
    who = document.get(m.Person, person) if person is not None else None
    if not made:
        raise UserError(_NOTHING_OPEN, who=who.name if who is not None else translate(N_("them")))
    return _form(document, context, tuple(made), kind, who, core=core, filled=filled, due=due)


def _form(
    document: Document, context: _Context, made: tuple[ServiceForm, ...], kind: str, who: Any, **chosen: Any
) -> Form:
    info = document.row(select(m.SessionInfo.__table__))
    facilitator = document.get(m.Person, info.facilitator_id) if info is not None and info.facilitator_id else None
    names = context.names
    return Form(
        kind=kind,
        document_id=document.document_id,
        change_set=document.version,
        made_at=document.now(),
        organisation=info.organisation if info is not None else "",
        confidentiality=(info.confidentiality or "") if info is not None else "",
        currency=info.currency if info is not None else "",
        facilitator=facilitator.name if facilitator is not None else document.who,
        facilitator_email=(facilitator.email or "") if facilitator is not None else "",
        person=who.id if who is not None else None,
        recipient=who.name if who is not None else "",
        email=(who.email or "") if who is not None else "",
        filled=chosen["filled"],
        core_only=chosen["core"],
        due=chosen["due"],
        horizons=context.scales.horizons,
        levels=tuple(one.name for one in context.scales.levels),
        categories=tuple(Anchored(one.name, one.threshold, one.anchors, one.key) for one in context.scales.categories),  # type: ignore[attr-defined]
        people=names["person"],
        nodes=tuple(sorted({*names["service"], *names["component"]}, key=str.casefold)),
        suppliers=names["supplier"],
        service_names=names["service"],
        services=made,
    )


class _Context:
    """What is read once for all services of a form."""

    def __init__(self, document: Document, scales: Scales) -> None:
        self.document, self.scales = document, scales
        self.people = {row.id: row.name for row in document.all(m.Person)}
        self.active = {row.id for row in document.all(m.Person, m.Person.status == "active")}
        self.currency = document.scalar(select(m.SessionInfo.currency)) or ""
        self._hints: dict[bytes, dict[int, list[str]]] | None = None

    @property
    def names(self) -> dict[str, tuple[str, ...]]:
        """Return the names that drop-down lists offer, by kind; nothing that is retired or has left."""
        found: dict[str, set[str]] = {kind: set() for kind in ("person", "service", "component", "supplier")}
        for node in network.nodes(self.document).values():
            if node.state not in ("retired", "left"):
                found[node.kind].add(node.name)
        return {kind: tuple(sorted(names, key=str.casefold)) for kind, names in found.items()}

    def hints(self, service: bytes) -> dict[int, list[str]]:
        """Return the contradictions that concern a service alone, by the question they should be told beside."""
        if self._hints is None:
            from app import checks

            found: dict[bytes, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
            for finding in checks.open_findings(checks.check(self.document, HINTED)):
                found[finding.subject][HINTED[finding.rule]].append(finding.message)
            self._hints = found
        return self._hints.get(service, {})


def service_form(
    document: Document,
    service: bytes,
    *,
    kind: str = QUESTIONNAIRE,
    filled: bool = True,
    context: _Context | None = None,
) -> ServiceForm:
    """Return the questions about one service, with what is on record; all of them, or only what is open.

    Raises ``UserError`` if the service is gone.
    """
    row = interviews.service_row(document, service)
    context = context or _Context(document, read_scales(document))
    builder = _Builder(context, row, filled=filled, hints=context.hints(service) if kind == ASK_BACK else {})
    asked = builder.questions()
    if kind == ASK_BACK:
        wanted = open_questions(document, service)
        asked = tuple(one for one in asked if one.number in wanted or one.hints)
    ref = document.scalar(select(m.Entity.__table__.c.ref).where(m.Entity.__table__.c.id == service)) or ""
    owner, deputy = (context.people.get(key, "") for key in (row.owner_id, row.deputy_id))
    return ServiceForm(service, ref, row.name, owner, deputy, asked)


def open_questions(document: Document, service: bytes) -> frozenset[int]:
    """Return the questions of a service that are open, parked or old, by the script that is asked of it."""
    stored = document.get(m.Bia, service)
    return _open(interviews.script_of(document, service), stored, interviews.answers(document, service))


def _open_by_service(document: Document, found: Iterable[ServiceRow]) -> Mapping[bytes, frozenset[int]]:
    """Return the same for many services, with what is needed read once."""
    analyses = {row.id: row for row in document.all(m.Bia)}
    answered: dict[bytes, dict[int, Any]] = defaultdict(dict)
    for row in document.all(m.Answer):
        answered[row.service_id][row.question] = row
    opened = {}
    for one in found:
        stored = analyses.get(one.key)
        suggested = "full" if one.tier in FULL_TIERS else "core"
        script = (stored.script if stored is not None else None) or suggested
        opened[one.key] = _open(script, stored, answered[one.key])
    return opened


def _open(script: str, stored: Any, answers: Mapping[int, Any]) -> frozenset[int]:
    guide = packs.interview_guide()
    asked = guide.core if script == "core" else guide.questions
    numbers = {one.number for one in asked if not any(field.name.startswith(_IN_PERSON) for field in one.fields)}
    states = {number: _state_of(answers.get(number), stored) for number in numbers | set(answers)}
    return frozenset(n for n, state in states.items() if state == "parked" or (state in _OPEN and n in numbers))


def _state_of(answer: Any, stored: Any) -> str:
    opened = stored.opened_at if stored is not None and stored.state == "open" else None
    return state_of(answer, opened)


class _Builder:
    """Builds the questions of one service."""

    def __init__(self, context: _Context, row: Any, *, filled: bool, hints: Mapping[int, list[str]]) -> None:
        self.context, self.row, self.filled, self.hints = context, row, filled, hints
        self.document = context.document
        self.bia = self.document.get(m.Bia, row.id)
        self.grid: Grid = interviews.grid(self.document, row.id, scales=context.scales)
        self.answers = interviews.answers(self.document, row.id)

    def questions(self) -> tuple[Asked, ...]:
        """Return the questions in the order of the guide, core ones first."""
        found = [self._asked(one) for one in packs.interview_guide().questions if one.number not in _ASKED_WITH]
        found = [one for one in found if one.blanks]
        return tuple(sorted(found, key=lambda one: not one.core))

    def _asked(self, question: Question) -> Asked:
        answer = self.answers.get(question.number)
        blanks = self._blanks(question)
        said = Blank(
            f"{question.number}r", question.number, translate(N_("Remark")), SaidAim(), (_words_cell(),),
            ((answer.text if answer is not None else None) if self.filled else None,),
        )  # fmt: skip
        return Asked(
            number=question.number,
            ask=self._ask(question),
            hint=translate(question.hint) if question.hint and question.number not in _FOR_THE_ASKER else "",
            core=question.core,
            state=self._state(answer),
            said=self._said(answer),
            blanks=blanks,
            remark=None if any(isinstance(one.aim, SaidAim) for one in blanks) else said,
            hints=tuple(self.hints.get(question.number, ())),
        )

    def _ask(self, question: Question) -> str:
        if not question.gaps:
            ask = translate(question.ask)
        elif "horizons" in question.gaps:
            ask = translate(question.ask, horizons=", ".join(one.label for one in self.grid.horizons))
        else:
            proposal = interviews.proposals(self.document, self.row.id, scales=self.context.scales)
            if not self.filled or proposal.tolerable is None or proposal.intolerable is None:
                return translate(_MTPD)
            between = (format_duration(proposal.tolerable), format_duration(proposal.intolerable))
            ask = translate(question.ask, tolerable=between[0], intolerable=between[1])
        with_it = [one for one in packs.interview_guide().questions if one.number in _ASKED_WITH]
        added = [translate(one.ask) for one in with_it if one.number == question.number + 1]
        return " ".join([ask, *added])

    def _state(self, answer: Any) -> str:
        return _state_of(answer, self.bia)

    def _said(self, answer: Any) -> str:
        if answer is None or not self.filled:
            return ""
        who = self.context.people.get(answer.speaker_id, "")
        return ", ".join(part for part in (who, format_date(answer.at.astimezone().date())) if part)

    def _blanks(self, question: Question) -> tuple[Blank, ...]:
        if question.number in _IN_WORDS:
            answer = self.answers.get(question.number)
            text = answer.text if answer is not None and self.filled else None
            cell = _words_cell()
            return (Blank(str(question.number), question.number, "", SaidAim(), (cell,), (text,)),)
        blanks: list[Blank] = []
        for place, one in enumerate(question.fields):
            table, _, column = one.name.partition(".")
            number = f"{question.number}{chr(ord('a') + place)}" if len(question.fields) > 1 else str(question.number)
            listed = _LIST_OF_QUESTION.get(question.number) or _LIST_OF_TABLE.get(table)
            if table in ("service", "bia"):
                blanks.append(self._field(number, question, table, column))
            elif one.type == "grid" and question.number == _grid_question():
                blanks += self._grid_rows(question)
            elif listed and not blanks:
                blanks += self._list(question, listed)
        return tuple(blanks)

    def _field(self, number: str, question: Question, table: str, column: str) -> Blank:
        spec = fields_of({"service": m.Service, "bia": m.Bia}[table])[column]
        stored = self.row if table == "service" else self.bia
        value = getattr(stored, column) if stored is not None and self.filled else None
        if spec.kind is Kind.REFERENCE:
            value = self.context.people.get(value)
        if column == "wa_never_tested" and not value:
            value = None  # nobody said so: the column has no empty state
        cell = Cell(column, translate(spec.label), spec, "people" if spec.kind is Kind.REFERENCE else "")
        aim = FieldAim(table, column)
        return Blank(number, question.number, cell.label, aim, (cell,), (value,), note=self._unit(spec))

    def _unit(self, spec: Field) -> str:
        if spec.kind is Kind.MONEY:
            return self.context.currency
        parts = [translate(_UNITS[spec.kind])] if spec.kind in _UNITS else []
        return " · ".join([*parts, *([translate(spec.help)] if spec.help else [])])

    def _grid_rows(self, question: Question) -> list[Blank]:
        spec = fields_of(m.ImpactScore)["level"]
        cells = tuple(Cell(f"h:{one.minutes}", one.label, spec) for one in self.grid.horizons)
        return [
            Blank(
                f"{question.number}{chr(ord('a') + place)}",
                question.number,
                line.name,
                RowAim(line.key),
                cells,
                line.levels if self.filled else (None,) * len(cells),
                line.key,
                translate(N_("intolerable from {level}"), level=line.threshold),
            )
            for place, line in enumerate(self.grid.lines)
        ]

    def _list(self, question: Question, name: str) -> list[Blank]:
        cells = cells_of(name, self.context.scales.horizons)
        stored = rows(self.document, name, self.row.id, cells) if self.filled else []
        title, aim = translate(LISTS[name].title), ListAim(name)
        found = [
            Blank(f"{question.number}·{place}", question.number, title, aim, cells, values, key)
            for place, (key, values) in enumerate(stored, start=1)
        ]
        nothing = (None,) * len(cells)
        return found + [
            Blank(f"{question.number}·{len(found) + place}", question.number, title, aim, cells, nothing)
            for place in range(1, LISTS[name].spare + 1)
        ]


def _words_cell() -> Cell:
    spec = fields_of(m.Answer)["text"]
    return Cell("text", translate(N_("In words")), spec)


def _grid_question() -> int:
    guide = packs.interview_guide()
    return next(one.number for one in guide.questions if any(field.type == "grid" for field in one.fields))
