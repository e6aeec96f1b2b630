"""What a returned form would change: one line per difference, with conflicts, contradictions and what cannot be taken.

Serves the dialog and the command line. Nothing is written here, and nothing is left out silently: a cell that cannot be
taken is a line that says why and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from app import bia, network
from app import model as m
from app.dates import format_date
from app.durations import BEYOND, format_duration
from app.fields import Kind
from app.i18n import N_, UserError, plural, translate
from app.questionnaires.blanks import Blank, Cell, FieldAim, ListAim, RowAim, SaidAim, digest, plain, words
from app.questionnaires.forms import _Context, service_form
from app.questionnaires.lists import KINDS_OF, LISTS, NODE_LISTS, cells_of
from app.questionnaires.way_back import STILL_RIGHT
from app.scales import read_scales

if TYPE_CHECKING:
    from app.document import Document
    from app.questionnaires.returned import Returned, ReturnedLine, ReturnedService

_OTHER_SESSION = N_(
    "{name} belongs to another session. Open the session it was made from, or send a new form from this one."
)
_GONE = N_("{ref} {name} is no longer in this session; its answers are kept with the form and nothing is taken over.")
_OLDER = (
    N_("The form was made on {day}; one change was made here since. What both sides changed is marked."),
    N_("The form was made on {day}; {n} changes were made here since. What both sides changed is marked."),
)
_BOTH = N_("Changed here, too, after the form was made: look at both and tick the one that holds.")
_REMOVED = N_("The row was emptied or deleted in the form. Tick to remove it here.")
_CLEARED = N_("The answer was emptied in the form. Tick to empty it here.")
_NOT_EMPTY = N_("{field} must not be empty; it stays as it is.")
_ROW_GONE = N_("This row was deleted here after the form was made. Tick to add it again.")
_FORMULA = N_("{where} holds a formula; its last result is shown. Check it with {who} before you tick it.")
_NO_RESULT = N_("{where} holds a formula without a result. Ask {who} for the value itself.")
_FALLS = N_("The impact falls after {after}. Ask what was meant, or enter it in the grid with a note that says why.")
_LONGER = N_("The scales have other horizons than the form. Score {category} in the grid by hand.")
_PAST = N_("The RTO of {rto} lies past the MTPD of {mtpd}. Ask {who} which of the two holds before you tick it.")
_PAST_WRT = N_(
    "RTO and catch-up ({both}) go past the MTPD of {mtpd}. Ask {who} which of them holds before you tick it."
)
_PEAK = N_("In {peak} {mtpd} is the limit; an RTO of {rto} is too late then. Settle it in the interview.")
_ITSELF = N_("{name} cannot depend on itself. Leave the line out, or ask what was meant.")
_TWICE = N_("{name} already depends on it; the line is left out.")
_NEW_NODE = N_("“{name}” is not known here: taking it over adds it as a new {kind}. Check the spelling first.")
_SEVERAL = N_("“{name}” may mean several; write the reference (such as CMP-07) instead.")
_NEW_PERSON = N_("“{name}” is not among the people here: taking it over adds them.")
_UNKNOWN_BLANK = N_("The question is no longer asked in this session; its answer stays with the form.")
_NEEDS = N_("{field} is missing in this row; the rest cannot stand without it. Ask {who} for it.")
#: What an unknown name becomes when its line is taken, by list.
NEW_KIND = {"dependency": "component", "supplier": "supplier", "dependant": "service"}
_KINDS = {"component": N_("component"), "supplier": N_("supplier"), "service": N_("service"), "person": N_("person")}


class Verdict(NamedTuple):
    """What is said about a line: a sentence, whether it keeps the line from being proposed, or from being taken."""

    remark: str = ""
    doubtful: bool = False
    refused: bool = False


_FINE = Verdict()


@dataclass(frozen=True, slots=True)
class Line:
    """One difference. ``before`` is on record, ``after`` stands in the form; both as people read them.

    ``change`` is ``new``, ``changed``, ``cleared``, ``removed``, ``confirmed`` or ``refused``; a refused one cannot be
    taken. ``conflict`` says that the record changed, too, since the form was made. ``remark`` is one sentence. ``tick``
    says whether it is proposed.
    """

    id: str
    service: bytes
    question: int
    label: str
    before: str
    after: str
    change: str
    conflict: bool
    remark: str
    tick: bool
    aim: Any
    key: bytes = b""
    values: tuple[Any, ...] = ()
    cells: tuple[Cell, ...] = ()

    @property
    def takeable(self) -> bool:
        """Whether it can be taken over at all."""
        return self.change != "refused"

    @property
    def old_state(self) -> bool:
        """Whether what is on record is newer than the form."""
        return self.conflict


@dataclass(frozen=True, slots=True)
class ServiceDiff:
    """What would change about one service. ``unchanged`` answers are as on record or were left alone."""

    key: bytes
    ref: str
    name: str
    lines: tuple[Line, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class Diff:
    """What a returned form would change, with who sent it; ``person`` is that person's key if the session knows them.

    ``behind`` is how many changes were made here since the form was made.
    """

    returned: Returned
    sender: str
    person: bytes | None
    behind: int
    services: tuple[ServiceDiff, ...]
    notes: tuple[str, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines."""
        return tuple(line for service in self.services for line in service.lines)

    @property
    def proposed(self) -> frozenset[str]:
        """The ids of the lines that are proposed."""
        return frozenset(line.id for line in self.lines if line.tick and line.takeable)

    def line(self, id: str) -> Line | None:  # noqa: A002 - the name of the field
        """Return the line with an id."""
        return next((one for one in self.lines if one.id == id), None)


def compare(document: Document, returned: Returned) -> Diff:
    """Return what a form would change. Raises ``UserError`` if it was made from another session."""
    if returned.document != document.document_id.hex():
        raise UserError(_OTHER_SESSION, name=returned.name)
    context = _Context(document, read_scales(document))
    notes = list(returned.notes)
    behind = max(0, document.version - returned.change_set)
    if behind:
        notes.append(plural(*_OLDER, behind, day=format_date(returned.made_at.astimezone().date())))
    person, sender = sent_by(document, returned)
    found = []
    for one in returned.services:
        if document.get(m.Service, bytes.fromhex(one.key)) is None:
            notes.append(translate(_GONE, ref=one.ref, name=one.name))
            continue
        found.append(_Comparing(context, one, sender or translate(N_("the sender"))).diff())
        notes += one.notes
    return Diff(returned, sender, person, behind, tuple(found), tuple(notes))


def sent_by(document: Document, returned: Returned) -> tuple[bytes | None, str]:
    """Return key and name of who sent a form: by the name in it, else whom it was made for."""
    people = {row.id: row for row in document.all(m.Person)}
    made_for = people.get(_key(returned.person))
    written = " ".join(returned.sender.split())
    if not written or (made_for is not None and written.casefold() == made_for.name.casefold()):
        return (made_for.id, made_for.name) if made_for is not None else (None, written)
    named = [row for row in people.values() if row.name.casefold() == written.casefold()]
    return (named[0].id, named[0].name) if len(named) == 1 else (None, written)


def _key(written: str) -> bytes:
    try:
        return bytes.fromhex(written)
    except ValueError:
        return b""


class _Comparing:
    """Compares what came back about one service with what is on record now."""

    def __init__(self, context: _Context, returned: ReturnedService, sender: str) -> None:
        self.context, self.returned, self.sender = context, returned, sender
        self.document, self.service = context.document, bytes.fromhex(returned.key)
        form = service_form(self.document, self.service, context=context)
        self.form = form
        self.by_id = {one.id: one for one in form.blanks if not isinstance(one.aim, ListAim | RowAim)}
        self.by_key = {(one.question, one.key): one for one in form.blanks if one.key}
        self.lists = {one.question: one for one in form.blanks if isinstance(one.aim, ListAim)}
        self.rows = {(one.question, one.digest) for one in form.blanks if isinstance(one.aim, ListAim) and one.key}
        self.said: dict[str, Any] = {}
        self.unchanged = 0

    def diff(self) -> ServiceDiff:
        """Return the differences, in the order of the questions."""
        found = [line for one in self.returned.lines if (line := self._line(one)) is not None]
        found = list(self._against_each_other(found))
        if self.returned.still_right and self.unchanged:
            found.append(self._still_right(found))
        return ServiceDiff(self.service, self.form.ref, self.form.name, tuple(found), self.unchanged)

    def _still_right(self, found: Sequence[Line]) -> Line:
        after = plural(N_("one answer is still right"), N_("{n} answers are still right"), self.unchanged)
        label = translate(N_("All the rest"))
        return Line(f"{self.service.hex()}/{STILL_RIGHT}", self.service, 0, label, "", after, "confirmed",
                    False, "", True, STILL_RIGHT)  # fmt: skip

    # --- one blank ---

    def _line(self, one: ReturnedLine) -> Line | None:
        blank = self._blank(one)
        if blank is None:
            return self._unknown(one)
        if one.gone and (not blank.key or isinstance(blank.aim, RowAim)):
            return None
        cells = one.cells[: len(blank.cells)] + ("",) * (len(blank.cells) - len(one.cells))
        try:
            values = self._values(blank, cells)
        except UserError as error:
            return self._refused(one, blank, " · ".join(cell for cell in cells if cell), str(error))
        if isinstance(blank.aim, RowAim) and len(one.cells) != len(blank.cells) and one.filled:
            return self._refused(one, blank, " ".join(one.cells), translate(_LONGER, category=blank.label))
        if isinstance(blank.aim, FieldAim) and not one.gone:
            self.said[blank.aim.column] = values[0]
        return self._compared(one, blank, values)

    def _compared(self, one: ReturnedLine, blank: Blank, values: tuple[Any, ...]) -> Line | None:
        now, written = blank.digest, digest(blank.cells, values)
        if one.formulas and not one.filled:
            return self._refused(one, blank, "", translate(_NO_RESULT, where=one.where, who=self.sender))
        untouched = written == one.digest and not one.gone
        deleted_here = isinstance(blank.aim, ListAim) and bool(one.key) and not blank.key
        known = isinstance(blank.aim, ListAim) and not blank.key and (blank.question, written) in self.rows
        if untouched or written == now or known or (deleted_here and not written):
            self.unchanged += bool(now)
            return None
        conflict = bool(one.key or not isinstance(blank.aim, ListAim)) and now != one.digest and not deleted_here
        line = self._made(one, blank, values, conflict=conflict)
        if deleted_here and line.takeable:
            return replace(line, remark=translate(_ROW_GONE), tick=False)
        return line

    def _made(self, one: ReturnedLine, blank: Blank, values: tuple[Any, ...], *, conflict: bool) -> Line:
        empty = not digest(blank.cells, values)
        change = ("removed" if blank.key and isinstance(blank.aim, ListAim) else "cleared") if empty else "changed"
        change = "new" if blank.is_empty and not empty else change
        line = Line(
            f"{self.service.hex()}/{one.id}", self.service, blank.question, self._label(blank), blank.words,
            words(blank, values), change, conflict, "", change in ("new", "changed") and not conflict, blank.aim,
            blank.key, values, blank.cells,
        )  # fmt: skip
        verdict = self._verdict(one, blank, line)
        if verdict.refused:
            return replace(line, change="refused", remark=verdict.remark, tick=False)
        if conflict:
            return replace(line, remark=" ".join(part for part in (translate(_BOTH), verdict.remark) if part))
        return replace(line, remark=verdict.remark, tick=line.tick and not verdict.doubtful)

    def _verdict(self, one: ReturnedLine, blank: Blank, line: Line) -> Verdict:
        if line.change in ("removed", "cleared"):
            if isinstance(blank.aim, FieldAim) and blank.cells[0].spec.required:
                return Verdict(translate(_NOT_EMPTY, field=blank.cells[0].label), refused=True)
            return Verdict(translate(_REMOVED if line.change == "removed" else _CLEARED), doubtful=True)
        if one.formulas:
            return Verdict(translate(_FORMULA, where=one.where, who=self.sender), doubtful=True)
        if isinstance(blank.aim, RowAim):
            return self._falling(blank, line)
        if isinstance(blank.aim, ListAim):
            return self._row(blank.aim.list, line)
        return Verdict(self._new_people(blank.cells, line.values))

    def _refused(self, one: ReturnedLine, blank: Blank, after: str, remark: str) -> Line:
        return Line(f"{self.service.hex()}/{one.id}", self.service, blank.question, self._label(blank), blank.words,
                    after[:300], "refused", False, remark, False, blank.aim)  # fmt: skip

    def _unknown(self, one: ReturnedLine) -> Line | None:
        if not one.filled:
            return None
        return Line(f"{self.service.hex()}/{one.id}", self.service, one.question, one.id, "",
                    " · ".join(cell for cell in one.cells if cell)[:300], "refused", False,
                    translate(_UNKNOWN_BLANK), False, None)  # fmt: skip

    def _label(self, blank: Blank) -> str:
        if isinstance(blank.aim, SaidAim):
            return translate(N_("Question {n}, in words") if blank.label == "" else N_("Remark"), n=blank.question)
        return blank.label

    def _blank(self, one: ReturnedLine) -> Blank | None:
        if "·" in one.id:
            key = _key(one.key)
            if key and (found := self.by_key.get((one.question, key))) is not None:
                return found
            pattern = self.lists.get(one.question)
            if pattern is None:
                return None
            return replace(pattern, id=one.id, key=b"", values=(None,) * len(pattern.cells))
        key = _key(one.key)
        if key:
            return self.by_key.get((one.question, key))
        return self.by_id.get(one.id)

    def _values(self, blank: Blank, cells: Sequence[str]) -> tuple[Any, ...]:
        return tuple(_value(cell, text) for cell, text in zip(blank.cells, cells, strict=True))

    # --- what a line contradicts ---

    def _falling(self, blank: Blank, line: Line) -> Verdict:
        row = bia.GridRow("", blank.label, 4, tuple(line.values))
        fall = next(iter(bia.falls([row])), None)
        if fall is None:
            return _FINE
        return Verdict(translate(_FALLS, after=blank.cells[fall.after].label), refused=True)

    def _row(self, name: str, line: Line) -> Verdict:
        missing = next((c for c, v in zip(line.cells, line.values, strict=True) if c.spec.required and v is None), None)
        if missing is not None:
            return Verdict(translate(_NEEDS, field=missing.label, who=self.sender), refused=True)
        if name in NODE_LISTS:
            return self._node(name, line)
        return Verdict(self._new_people(line.cells, line.values))

    def _node(self, name: str, line: Line) -> Verdict:
        called, kinds = str(line.values[0]), KINDS_OF[name]
        found = node_named(self.document, called, kinds)
        if len(found) > 1:
            return Verdict(translate(_SEVERAL, name=called[:60]), refused=True)
        if not found:
            kind = translate(_KINDS[NEW_KIND[name]])
            return Verdict(translate(_NEW_NODE, name=called[:60], kind=kind), doubtful=True)
        if found[0].key == self.service:
            return Verdict(translate(_ITSELF, name=self.form.name), refused=True)
        if line.change == "new" and self._depends(found[0].key, name):
            return Verdict(translate(_TWICE, name=self.form.name), refused=True)
        return _FINE

    def _depends(self, node: bytes, name: str) -> bool:
        source, target = (node, self.service) if name == "dependant" else (self.service, node)
        table = m.Dependency.__table__
        query = select(table.c.id).where(table.c.source_id == source, table.c.target_id == target)
        return self.document.row(query) is not None

    def _new_people(self, cells: Sequence[Cell], values: Sequence[Any]) -> str:
        known = {name.casefold() for name in self.context.people.values()}
        for cell, value in zip(cells, values, strict=True):
            if cell.offers == "people" and value and plain(cell, value) not in known:
                return translate(_NEW_PERSON, name=str(value)[:60])
        return ""

    def _against_each_other(self, found: Sequence[Line]) -> Iterator[Line]:
        """Yield the lines, those of targets that contradict each other told so and not proposed."""
        row = self.document.get(m.Service, self.service)
        rto, mtpd, wrt = (self.said.get(name, getattr(row, name)) for name in ("rto", "mtpd", "wrt"))
        remark = self._contradiction(rto, mtpd, wrt)
        peak = self._peak(found, rto)
        for line in found:
            column = line.aim.column if isinstance(line.aim, FieldAim) and line.takeable else ""
            if remark and column in ("rto", "mtpd", "wrt"):
                yield replace(line, tick=False, remark=" ".join(part for part in (line.remark, remark) if part))
            elif peak and column == "rto":
                yield replace(line, remark=" ".join(part for part in (line.remark, peak) if part))
            else:
                yield line

    def _contradiction(self, rto: int | None, mtpd: int | None, wrt: int | None) -> str:
        if rto is None or mtpd is None or mtpd >= BEYOND:
            return ""
        shown = {"rto": format_duration(rto), "mtpd": format_duration(mtpd), "who": self.sender}
        if rto > mtpd:
            return translate(_PAST, **shown)
        both = format_duration(rto + (wrt or 0))
        return translate(_PAST_WRT, both=both, **shown) if rto + (wrt or 0) > mtpd else ""

    def _peak(self, found: Sequence[Line], rto: int | None) -> str:
        peaks = {one.key: one.values for one in self.form.blanks if _is_peak(one.aim) and not one.is_empty}
        for line in found:
            if _is_peak(line.aim) and line.takeable:
                peaks[line.key or line.id.encode()] = line.values
        late = [
            (values[2], values[0]) for values in peaks.values() if values[2] is not None and rto and values[2] < rto
        ]
        if not late:
            return ""
        mtpd, name = min(late, key=lambda one: int(one[0]))
        return translate(_PEAK, peak=name, mtpd=format_duration(mtpd), rto=format_duration(rto))


def _is_peak(aim: Any) -> bool:
    return isinstance(aim, ListAim) and aim.list == "peak"


def _value(cell: Cell, text: str) -> Any:
    if cell.spec.kind is Kind.REFERENCE:
        from app.fields import Field

        return Field(Kind.TEXT, cell.spec.label).parse(text)
    if not text.strip():
        return None
    return replace(cell.spec, required=False).parse(text)


def node_named(document: Document, name: str, kinds: Sequence[str]) -> list[network.NodeRow]:
    """Return the nodes of some kinds that ``name`` means: by reference, else by name; several if it is not clear."""
    wanted = " ".join(name.split()).casefold()
    nodes = [node for node in network.nodes(document).values() if node.kind in kinds]
    by_ref = [node for node in nodes if node.ref.casefold() == wanted]
    return by_ref or [node for node in nodes if " ".join(node.name.split()).casefold() == wanted]


def template(document: Document, name: str) -> tuple[Cell, ...]:
    """Return the cells of a list's rows by the session's scales."""
    return cells_of(name, read_scales(document).horizons)


def headings_of(lists: Mapping[str, Any] = LISTS) -> dict[str, str]:
    """Return the title of each list as people read it."""
    return {name: translate(one.title) for name, one in lists.items()}
