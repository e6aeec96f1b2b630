"""The interview of a service as a sheet: the questions of the script in their order, with what is on record."""

from __future__ import annotations

from typing import Any

from app import entities, listings, network, packs
from app import model as m
from app.document import Document
from app.fields import Field, Kind, fields_of
from app.i18n import N_, translate
from app.interviews import LISTS as LIST_MODELS
from app.interviews import grid
from app.interviews.grid import Grid, service_row
from app.packs import MOST_LEVELS, Question
from app.paper.blanks import Blank, FieldAim, LineAim, Part, RowAim, Section, Shape, Sheet
from app.scales import count_of

#: What the lines of a list consist of, by the table that an answer fills.
LISTS: dict[str, tuple[Part, ...]] = {
    "peak": (Part("name", N_("When"), 60), Part("mtpd", N_("Bearable for"), 30),
             Part("recurrence", N_("How often"), 50)),
    "obligation": (Part("name", N_("Law, licence or contract"), 70), Part("within", N_("Within"), 30),
                   Part("document", N_("Document"), 40)),
    "vital_record": (Part("name", N_("Record"), 80), Part("copy_at", N_("Where the copy is"), 60)),
    "resource": (Part("what", N_("What"), 70), Part("note", N_("How much, by when"), 70)),
    "key_role": (Part("role", N_("Role"), 50), Part("person_id", N_("Person"), 45), Part("cover_id", N_("Cover"), 45)),
    "past_outage": (Part("occurred_on", N_("Day"), 30), Part("lasted", N_("Lasted"), 25), Part("harm", N_("Harm"), 85)),
    "dependency": (Part("target_id", N_("Stands on"), 90), Part("hard", N_("Stops without it? yes / no"), 50)),
    "dependant": (Part("source_id", N_("Relies on it"), 90), Part("hard", N_("Stops without it? yes / no"), 50)),
}  # fmt: skip
#: Where the signature goes: it is given in person, never typed afterwards.
_SIGNED = "bia_approval"
#: Two questions fill the lines of a peak; they stand below the first.
_ASKED_WITH = {6: 5}
#: The question that asks the other way round: who relies on this service.
_DEPENDANTS = 28


def interview_sheet(document: Document, service: bytes, *, core: bool = False) -> Sheet:
    """Return the sheet of a service; ``core`` leaves out what the short interview leaves out.

    Raises ``UserError`` if the service is gone.
    """
    row, found = service_row(document, service), grid(document, service)
    stored = {"service": row, "bia": document.get(m.Bia, service)}
    guide = packs.interview_guide()
    asked = guide.core if core else guide.questions
    sections = [_section(document, one, stored, found) for one in asked if one.number not in _ASKED_WITH]
    note = N_("Score the cumulative, worst credible effect; it stops at the worst moment and there is no workaround.")
    return Sheet(
        code=entities.describe(document, service).split(" ")[0],
        kind="interview",
        title=row.name,
        subject=service,
        sections=tuple(section for section in sections if section.blanks),
        note=translate(note),
        horizons=tuple(one.label for one in found.horizons),
        anchors=tuple((line.name, line.anchors) for line in found.lines),
    )


def _section(document: Document, question: Question, stored: dict[str, Any], found: Grid) -> Section:
    blanks: list[Blank] = []
    for place, one in enumerate(question.fields):
        table, _, column = one.name.partition(".")
        if table == _SIGNED or (question.number != _grid_question() and one.type == "grid"):
            continue
        number = f"{question.number}{chr(ord('a') + place)}" if len(question.fields) > 1 else str(question.number)
        if one.type == "grid":
            blanks += _rows(question.number, found)
        elif table in stored:
            blanks.append(_field(document, number, table, column, stored[table], question.number))
        elif table in LISTS and not any(isinstance(b.aim, LineAim) and b.aim.table == table for b in blanks):
            owned = "dependant" if question.number == _DEPENDANTS else table
            blanks.append(_lines(document, number, owned, question.number, found.service))
    asked = question.ask.format_map(_Gaps(found)) if question.gaps else question.ask
    return Section(f"{question.number}  {translate(asked)}", tuple(blanks), translate(question.hint))


class _Gaps(dict[str, str]):
    """What fills the gaps of a question before anything was scored."""

    def __init__(self, found: Grid) -> None:
        horizons = " · ".join(one.label for one in found.horizons)
        super().__init__(horizons=horizons)

    def __missing__(self, _name: str) -> str:
        return "…"


def _grid_question() -> int:
    """Return the number of the question that fills the grid."""
    guide = packs.interview_guide()
    return next(one.number for one in guide.questions if any(f.type == "grid" for f in one.fields))


def _rows(number: int, found: Grid) -> list[Blank]:
    return [
        Blank(
            number=f"{number}{chr(ord('a') + place)}",
            label=line.name,
            shape=Shape.ROW,
            aim=RowAim(line.key),
            known=" ".join(str(level) if level else "–" for level in line.levels) if any(line.levels) else "",
            note=translate(N_("intolerable from {level}"), level=line.threshold),
        )
        for place, line in enumerate(found.lines)
    ]


def _lines(document: Document, number: str, table: str, question: int, service: bytes) -> Blank:
    parts = tuple(Part(one.name, translate(one.label), one.width) for one in LISTS[table])
    words = "; ".join(part.label for part in parts)
    on_record = "; ".join(_on_record(document, table, service))
    return Blank(number, words, Shape.LINES, LineAim(table, parts, question), known=on_record)


def _on_record(document: Document, table: str, service: bytes) -> list[str]:
    """Return the names of the rows that a list holds already."""
    if table in ("dependency", "dependant"):
        ends = ("source_id", "target_id") if table == "dependency" else ("target_id", "source_id")
        rows = document.all(m.Dependency, getattr(m.Dependency, ends[0]) == service)
        known = network.nodes(document, [getattr(row, ends[1]) for row in rows])
        return sorted(node.name for node in known.values())
    model = LIST_MODELS[table]
    rows = document.all(model, model.service_id == service)
    return [str(getattr(row, LISTS[table][0].name) or "") for row in rows]


MODELS: dict[str, Any] = {"service": m.Service, "bia": m.Bia}


def _field(document: Document, number: str, table: str, column: str, row: Any, question: int) -> Blank:
    spec = fields_of(MODELS[table])[column]
    value = getattr(row, column) if row is not None else None
    return field_blank(document, number, spec, FieldAim(table, column, question), value)


def field_blank(document: Document, number: str, spec: Field, aim: FieldAim, value: Any) -> Blank:
    """Return the blank of one field with what is on record."""
    return Blank(
        number=number,
        label=translate(spec.label),
        shape=shape_of(spec),
        aim=aim,
        known=known(document, spec, value),
        unit=_UNITS.get(spec.kind, ""),
        options=options(spec, count_of(document, spec.scale) if spec.scale else MOST_LEVELS),
        note=translate(spec.help) if spec.kind is Kind.LEVEL else "",
    )


_UNITS = {Kind.DURATION: N_("h, d or w"), Kind.PERCENT: N_("%"), Kind.DATE: N_("day month year")}


def shape_of(spec: Field) -> Shape:
    """Return how a field is written by hand."""
    if spec.kind is Kind.NOTE:
        return Shape.NOTE
    return Shape.CHOICE if options(spec) else Shape.LINE


def options(spec: Field, levels: int = MOST_LEVELS) -> tuple[str, ...]:
    """Return the words to tick for a choice, a yes-or-no or one of ``levels``; none for what is written."""
    if spec.kind is Kind.YES_NO:
        return (translate(N_("yes")), translate(N_("no")))
    if spec.kind is Kind.LEVEL:
        return tuple("12345"[:levels])
    return tuple(translate(words) for words in spec.choices.values()) if spec.kind is Kind.CHOICE else ()


def known(document: Document, spec: Field, value: Any) -> str:
    """Return what is on record as text, empty if nothing is."""
    if value is None:
        return ""
    if spec.kind is Kind.REFERENCE:
        return next((name for key, name in listings.options(document, spec.to) if key == value), "")
    return spec.format(value)
