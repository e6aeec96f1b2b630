"""A deputy who answers the core alone beforehand: where they differ from the owner is what the interview is about.

Serves the start of an interview (its agenda) and the question on screen ("what was said before").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app import bia
from app import model as m
from app.dates import format_date
from app.fields import Kind
from app.i18n import N_, UserError, translate
from app.questionnaires import returned as forms
from app.questionnaires.blanks import Blank, ListAim, RowAim, SaidAim, digest, words
from app.questionnaires.comparing import _Comparing, sent_by
from app.questionnaires.forms import _Context
from app.questionnaires.returned import Returned, ReturnedService
from app.scales import read_scales

if TYPE_CHECKING:
    from app.document import Document

_EITHER = N_("{what}: {first} ({first_who}) or {second} ({second_who})")
_INTOLERABLE = N_("intolerable from {horizon}")
_NEVER = N_("never intolerable")
_ONLY = N_("{what}: “{words}” only from {who}")
_SAID = N_("{who}, {day}: {what}")
#: How long an agenda point about a difference is (minutes).
POINT_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """A question on which two people differ, as the sentence of an agenda point."""

    service: bytes
    ref: str
    name: str
    question: int
    label: str
    first: str
    first_who: str
    second: str
    second_who: str
    sentence: str


@dataclass(frozen=True, slots=True)
class _Filled:
    """What somebody answered to one blank."""

    blank: Blank
    values: tuple[Any, ...]

    @property
    def words(self) -> str:
        return words(self.blank, self.values)

    @property
    def digest(self) -> str:
        return digest(self.blank.cells, self.values)


def differences(document: Document, first: Returned, second: Returned | None = None) -> tuple[Difference, ...]:
    """Return where a returned form differs from another one, or from what is on record.

    What only one of them answered is no difference. The agenda names the owner (or the record) first.
    """
    context = _Context(document, read_scales(document))
    found: list[Difference] = []
    for one in first.services:
        service = bytes.fromhex(one.key)
        row = document.get(m.Service, service)
        if row is None:
            continue
        theirs = _filled(context, one)
        who = _role(document, row, first)
        if second is None:
            other, other_who = _on_record(context, one), _recorded_by(document, row)
        else:
            beside = second.about(service)
            other = _filled(context, beside) if beside is not None else {}
            other_who = _role(document, row, second)
        found += _differing(one, service, (other, other_who), (theirs, who))
    return tuple(found)


def add_to_agenda(document: Document, meeting: bytes, found: Iterable[Difference]) -> tuple[bytes, ...]:
    """Add a point to the agenda of a meeting per difference, about its service, as one edit; returns their keys."""
    from app import meetings

    listed = list(found)
    if not listed:
        raise UserError(N_("There is no difference to put on the agenda."))
    with document.edit(translate(N_("Put {n} differences on the agenda"), n=len(listed))):
        return tuple(
            meetings.add_point(document, meeting, one.sentence[:500], POINT_MINUTES, one.service) for one in listed
        )


def said_before(document: Document, service: bytes, question: int) -> tuple[str, ...]:
    """Return what forms that are still waiting say to a question: who, when, and the answer, one sentence each."""
    rows = document.all(
        m.ReturnedForm,
        m.ReturnedForm.service_id == service,
        m.ReturnedForm.state == "waiting",
        order_by=m.ReturnedForm.__table__.c.received_at,
    )
    if not rows or document.get(m.Service, service) is None:
        return ()
    context = _Context(document, read_scales(document))
    return tuple(sentence for row in rows for sentence in _said(context, row, question))


def _said(context: _Context, row: Any, question: int) -> Iterator[str]:
    returned = forms.from_text([row.content])
    service = context.document.get(m.Service, row.service_id)
    who, day = _role(context.document, service, returned), format_date(row.received_at.astimezone().date())
    name = context.people.get(row.person_id) or returned.sender
    who = f"{name} ({who})" if name and who and name != who else name or who
    for one in returned.services:
        for filled in _filled(context, one, touched=returned.filled).values():
            if filled.blank.question == question and filled.words:
                label = filled.blank.label
                what = f"{label} {filled.words}" if label else filled.words
                yield translate(_SAID, who=who, day=day, what=what)


def _filled(context: _Context, one: ReturnedService, *, touched: bool = False) -> dict[str, _Filled]:
    """Return what was answered, by id of the blank; what no field takes is left to the comparison.

    With ``touched`` only what was changed against what stood in the form.
    """
    comparing = _Comparing(context, one, "")
    found: dict[str, _Filled] = {}
    for line in one.lines:
        blank = comparing._blank(line)
        if blank is None or line.gone or not line.filled:
            continue
        cells = line.cells[: len(blank.cells)] + ("",) * (len(blank.cells) - len(line.cells))
        try:
            filled = _Filled(blank, comparing._values(blank, cells))
        except UserError:
            continue
        if filled.digest and not (touched and filled.digest == line.digest):
            found[line.id] = filled
    return found


def _on_record(context: _Context, one: ReturnedService) -> dict[str, _Filled]:
    form = _Comparing(context, one, "").form
    return {blank.id: _Filled(blank, blank.values) for blank in form.blanks if not blank.is_empty}


def _differing(
    one: ReturnedService,
    service: bytes,
    first: tuple[dict[str, _Filled], str],
    second: tuple[dict[str, _Filled], str],
) -> Iterator[Difference]:
    (ours, our_who), (theirs, their_who) = first, second
    for id_, filled in theirs.items():
        blank = filled.blank
        if isinstance(blank.aim, ListAim | SaidAim) or blank.cells[0].spec.kind in (Kind.TEXT, Kind.NOTE):
            continue
        beside = ours.get(id_)
        if beside is None or beside.digest == filled.digest:
            continue
        said = _intolerable(beside), _intolerable(filled)
        if said[0] == said[1]:
            said = beside.words, filled.words
        sentence = translate(
            _EITHER, what=blank.label, first=said[0], first_who=our_who, second=said[1], second_who=their_who
        )
        yield Difference(service, one.ref, one.name, blank.question, blank.label, said[0], our_who, said[1], their_who,
                         sentence)  # fmt: skip
    yield from _only_in_lists(one, service, first, second)


def _only_in_lists(
    one: ReturnedService,
    service: bytes,
    first: tuple[dict[str, _Filled], str],
    second: tuple[dict[str, _Filled], str],
) -> Iterator[Difference]:
    """Yield rows that one list has and the other lacks, where both filled that list at all."""
    sides = (first, second)
    rows = [{_name(f): f for f in filled.values() if isinstance(f.blank.aim, ListAim)} for filled, _ in sides]
    lists = [{f.blank.question for f in side.values()} for side in rows]
    for at, (_, who) in enumerate(sides):
        for name, filled in rows[at].items():
            if name in rows[1 - at] or filled.blank.question not in lists[1 - at]:
                continue
            blank = filled.blank
            sentence = translate(_ONLY, what=blank.label, words=filled.words[:120], who=who)
            told = (filled.words, "") if at == 0 else ("", filled.words)
            yield Difference(service, one.ref, one.name, blank.question, blank.label, told[0], first[1], told[1],
                             second[1], sentence)  # fmt: skip


def _name(filled: _Filled) -> tuple[int, str]:
    return filled.blank.question, str(filled.values[0] or "").casefold()


def _intolerable(filled: _Filled) -> str:
    """Return from when a row of the grid is intolerable, in words; the words of anything else."""
    if not isinstance(filled.blank.aim, RowAim):
        return filled.words
    threshold = int("".join(mark for mark in filled.blank.note if mark.isdigit()) or 6)
    row = bia.GridRow("", filled.blank.label, threshold, tuple(filled.values))
    at = next((n for n, level in enumerate(row.scores) if level is not None and level >= threshold), None)
    if at is None:
        return translate(_NEVER)
    return translate(_INTOLERABLE, horizon=filled.blank.cells[at].label)


def _role(document: Document, row: Any, returned: Returned) -> str:
    """Return as what somebody answered for a service: owner, deputy, or their name."""
    key, name = sent_by(document, returned)
    if key is not None and key == row.owner_id:
        return translate(N_("owner"))
    if key is not None and key == row.deputy_id:
        return translate(N_("deputy"))
    return name or returned.name


def _recorded_by(document: Document, row: Any) -> str:
    """Return who stands behind what is on record: the owner if they answered most of it."""
    rows = document.all(m.Answer, m.Answer.service_id == row.id)
    by_owner = sum(one.speaker_id == row.owner_id for one in rows if one.speaker_id is not None)
    return translate(N_("owner") if rows and by_owner * 2 >= len(rows) else N_("on record"))
