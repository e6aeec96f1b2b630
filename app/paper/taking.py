"""Taking paper back: what was typed for each blank is read one by one, then taken over as one edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from app import entities, interviews, listings, meetings, network, tabular
from app import model as m
from app.document import Document
from app.fields import Field, Kind, fields_of
from app.i18n import N_, UserError, translate
from app.paper.blanks import Blank, FieldAim, LineAim, RowAim, Shape, Sheet
from app.paper.interview import MODELS

_LEVELS = N_("Write one digit from 1 to {n} for each horizon, – for one that was left empty.")
_TOO_MANY = N_("There are {n} horizons; this line has {got} levels.")
_PARTS = N_("“{line}” has more parts than this list: {parts}.")
_NOTHING = N_("“{name}” is nothing that this service could stand on; add it under Services first.")
_FIRST = N_("Each line needs its first part: {part}.")
#: The letters of the log.
LOG_KINDS = {"d": "decision", "a": "action", "p": "parking lot", "n": "note"}
_LETTER = N_("“{letter}” is none of the letters of the log: D, A, P or N.")
_TIME = N_("“{text}” is no time; write it as 14:05.")
_NO_SEAT = N_("There is no seat {number} in this meeting.")


@dataclass(frozen=True, slots=True)
class Read:
    """What a typed text means: in words, whether it differs from what is on record, and what stood there."""

    words: str
    changed: bool
    before: str


@dataclass(frozen=True, slots=True)
class Taken:
    """How much of a sheet was taken over."""

    blanks: int
    lines: int


def read(document: Document, sheet: Sheet, blank: Blank, text: str) -> Read:
    """Return what ``text`` means for a blank; empty text leaves the session as it is. Raises ``UserError`` if nothing.

    People, departments and sites that the session does not know are created when the sheet is taken over.
    """
    wanted = text.strip()
    if not wanted:
        return Read("", False, blank.known)
    if isinstance(blank.aim, RowAim):
        words = " ".join(str(level) if level else "–" for level in _levels(sheet, wanted))
    elif isinstance(blank.aim, LineAim):
        words = "\n".join(" · ".join(part for part in line if part) for line in _lines(document, sheet, blank, wanted))
    else:
        words = _field_words(document, blank.aim, wanted)
    return Read(words, words != blank.known, blank.known)


def take(document: Document, sheet: Sheet, texts: Mapping[str, str], *, speaker: bytes | None = None) -> Taken:
    """Take over what was typed, keyed by the numbers of the blanks, as one edit; empty texts change nothing.

    Raises ``UserError`` naming the blank; then nothing was taken over.
    """
    typed = {number: text.strip() for number, text in texts.items() if text.strip()}
    lines = 0
    with document.edit(translate(N_("Take over the sheet {code} {name}"), code=sheet.code, name=sheet.title[:60]),
                       speaker=speaker):  # fmt: skip
        for blank in sheet.blanks:
            if blank.number in typed:
                try:
                    lines += _take_one(document, sheet, blank, typed[blank.number], speaker)
                except UserError as error:
                    raise UserError(N_("{number}: {reason}"), number=blank.number, reason=error) from error
        _note_questions(document, sheet, typed, speaker)
    return Taken(len(typed), lines)


def _take_one(document: Document, sheet: Sheet, blank: Blank, text: str, speaker: bytes | None) -> int:
    aim = blank.aim
    if isinstance(aim, RowAim):
        interviews.score_row(document, sheet.subject, aim.category, _levels(sheet, text), speaker)
        return 0
    if isinstance(aim, LineAim):
        rows = _lines(document, sheet, blank, text)
        for row in rows:
            _add_line(document, sheet, aim, row)
        return len(rows)
    _set(document, sheet, aim, text, speaker)
    return 0


# --- fields ---


def _spec(aim: FieldAim) -> Field:
    model = MODELS.get(aim.table) or entities.model_of(aim.table)
    return fields_of(model)[aim.column]


def _field_words(document: Document, aim: FieldAim, text: str) -> str:
    spec = _spec(aim)
    if spec.kind is not Kind.REFERENCE:
        return spec.format(spec.parse(text))
    wanted = " ".join(text.split())
    known = next((name for _, name in listings.options(document, spec.to) if name.casefold() == wanted.casefold()), "")
    if known:
        return known
    if spec.to not in tabular.CREATED_BY_NAME:
        raise UserError(N_("{field}: there is nothing called “{text}”."), field=translate(spec.label), text=wanted[:60])
    return translate(N_("{name} (new)"), name=wanted)


def _set(document: Document, sheet: Sheet, aim: FieldAim, text: str, speaker: bytes | None) -> None:
    value = tabular.parsed(document, _spec(aim), text)
    if aim.question:
        said = interviews.Said({f"{aim.table}.{aim.column}": value})
        interviews.answer_all(document, sheet.subject, {aim.question: said}, speaker=speaker)
    else:
        model: Any = entities.model_of(aim.table)
        entities.set_field(document, model, sheet.subject, aim.column, value)


# --- rows of the grid ---


def _levels(sheet: Sheet, text: str) -> list[int | None]:
    marks = [mark for mark in text if not mark.isspace() and mark not in ",;|/"]
    if len(marks) > len(sheet.horizons):
        raise UserError(_TOO_MANY, n=len(sheet.horizons), got=len(marks))
    digits = "12345"[: max((len(texts) for _, texts in sheet.anchors), default=5)]
    if any(mark not in f"{digits}-–._" for mark in marks):
        raise UserError(_LEVELS, n=len(digits))
    return [int(mark) if mark.isdigit() else None for mark in marks]


# --- lists ---


def _lines(document: Document, sheet: Sheet, blank: Blank, text: str) -> list[list[str]]:
    """Return the lines of a list, each cut into its parts and every part readable."""
    aim = blank.aim
    assert isinstance(aim, LineAim)  # noqa: S101 - the caller looked
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        cells = _log_cells(line) if aim.table == "meeting_entry" else [cell.strip() for cell in line.split(";")]
        if len(cells) > len(aim.parts):
            raise UserError(_PARTS, line=line.strip()[:60], parts="; ".join(part.label for part in aim.parts))
        cells += [""] * (len(aim.parts) - len(cells))
        _values(document, sheet, aim, cells)
        found.append(cells)
    return found


def _log_cells(line: str) -> list[str]:
    """Cut a line of the log: ``14:05 d 3 words``; time, letter and seat may be missing."""
    words = line.split()
    cells = ["", "", ""]
    tests = (lambda w: ":" in w and w[0].isdigit(), lambda w: w.casefold() in LOG_KINDS, str.isdigit)
    for place, fits in enumerate(tests):
        if words and fits(words[0]):
            cells[place] = words.pop(0)
    return [*cells, " ".join(words)]


def _values(document: Document, sheet: Sheet, aim: LineAim, cells: list[str]) -> dict[str, Any]:
    """Return what the cells of a line mean, without writing anything. Raises ``UserError`` naming what is wrong."""
    if aim.table in ("dependency", "dependant"):
        return {"target": _node(document, cells[0]), "hard": _hard(cells[1])}
    if aim.table == "meeting_entry":
        return _entry(document, sheet, cells)
    if not cells[0]:
        raise UserError(_FIRST, part=aim.parts[0].label)
    specs = fields_of(interviews.LISTS[aim.table])
    values: dict[str, Any] = {}
    for part, cell in zip(aim.parts, cells, strict=True):
        if cell:
            values[part.name] = cell if specs[part.name].kind is Kind.REFERENCE else specs[part.name].parse(cell)
    return values


def _add_line(document: Document, sheet: Sheet, aim: LineAim, cells: list[str]) -> None:
    values = _values(document, sheet, aim, cells)
    if aim.table == "dependency":
        network.depend(document, sheet.subject, values["target"], values["hard"])
    elif aim.table == "dependant":
        network.depend(document, values["target"], sheet.subject, values["hard"])
    elif aim.table == "meeting_entry":
        meetings.enter(document, values.pop("kind"), values.pop("text"), meeting=sheet.subject, **values)
    else:
        model = interviews.LISTS[aim.table]
        specs = fields_of(model)
        for name in values:
            if specs[name].kind is Kind.REFERENCE:
                values[name] = tabular.parsed(document, specs[name], values[name])
        entities.add(document, model, None, service_id=sheet.subject, **values)


def _node(document: Document, name: str) -> bytes:
    wanted = " ".join(name.split()).casefold()
    for row in network.nodes(document).values():
        if wanted in (row.name.casefold(), row.ref.casefold()):
            return row.key
    raise UserError(_NOTHING, name=name.strip()[:60])


def _hard(text: str) -> bool:
    return True if not text else bool(Field(Kind.YES_NO, N_("Stops without it?")).parse(text))


def _entry(document: Document, sheet: Sheet, cells: list[str]) -> dict[str, Any]:
    """Return an entry of the log; a line without a letter is a note, one without words waits for them."""
    letter = cells[1].casefold() or "n"
    if letter not in LOG_KINDS:
        raise UserError(_LETTER, letter=cells[1][:8])
    said: dict[str, Any] = {"kind": LOG_KINDS[letter], "text": cells[3] or None}
    if cells[2]:
        seats = {one.number: one.key for one in meetings.seat_lines(document, sheet.subject)}
        if int(cells[2]) not in seats:
            raise UserError(_NO_SEAT, number=cells[2])
        said["seat"] = seats[int(cells[2])]
    if cells[0]:
        said["at"] = _moment(document, sheet, cells[0])
    if said["kind"] == "action" and cells[3]:
        caught = meetings.read_line(document, cells[3])
        said |= {"text": caught.text, "owner_id": caught.owner, "due_on": caught.due_on}
    return said


def _moment(document: Document, sheet: Sheet, text: str) -> datetime:
    """Return the time of day that was written down, on the day of the meeting."""
    try:
        hour, minute = (int(part) for part in text.split(":"))
        clock = time(hour, minute)
    except ValueError:
        raise UserError(_TIME, text=text[:20]) from None
    row = document.get(m.Meeting, sheet.subject)
    begun = (row.starts_at if row is not None else None) or document.now()
    return datetime.combine(begun.astimezone().date(), clock).astimezone()


def _note_questions(document: Document, sheet: Sheet, typed: Mapping[str, str], speaker: bytes | None) -> None:
    """Note as answered the questions whose grid or list was filled; single fields note their own."""
    asked: dict[int, interviews.Said] = {}
    for blank in sheet.blanks:
        if blank.number in typed and sheet.kind == "interview" and not isinstance(blank.aim, FieldAim):
            number = int("".join(mark for mark in blank.number if mark.isdigit()))
            words = typed[blank.number] if blank.shape is Shape.LINES else None
            asked[number] = interviews.Said({}, words)
    if asked:
        interviews.answer_all(document, sheet.subject, asked, speaker=speaker)
