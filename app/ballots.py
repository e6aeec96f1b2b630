"""Ballots on paper: which risks stand on a sheet in which order, its code, and how a filled sheet is read.

Serves the printed ballots, the batch round that takes them in, and the page where paper is typed in. A sheet names a
seat by its number and nobody by name, and nothing in here reads a vote.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app import batches, meetings, scales, session, workshop
from app import model as m
from app.document import Document
from app.i18n import N_, UserError, translate
from app.packs import Likelihood

#: Letters and digits that are not mistaken for each other in handwriting.
_ALPHABET = "ACDEFHJKLMNPQRTUVWXY34679"
_LETTERS = 4
#: What a mark on paper is typed as, besides the digits of the scale.
ABSTAIN = "0-–"
_UNKNOWN = N_("No round that waits for ballots has a sheet “{code}”; type the code in the upper right corner.")
_NO_SEAT = N_("There is no seat {number} at this meeting.")
_NOTHING = N_("There is no risk to vote on: nothing is in the room. Build the list of the workshop first.")

#: What is asked of each risk, by what is scored.
QUESTIONS = {
    "likelihood": N_("How likely is it, with the controls of today?"),
    "impact": N_("How bad would it be, at the worst moment?"),
    "inherent likelihood": N_("How likely is it without any control?"),
    "inherent impact": N_("How bad would it be without any control?"),
}
TITLES = {
    "likelihood": N_("Likelihood"),
    "impact": N_("Impact"),
    "inherent likelihood": N_("Likelihood before controls"),
    "inherent impact": N_("Impact before controls"),
}


@dataclass(frozen=True, slots=True)
class BallotLevel:
    """A level of the scale: its digit, its word, and what it means in one to three short texts."""

    level: int
    word: str
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BallotLine:
    """A risk on the sheet: its reference and the sentence that is read out.

    ``hidden`` was taken out of the room after the round was opened: its place stays, its words are not shown.
    """

    risk: bytes
    ref: str
    sentence: str
    hidden: bool = False

    @property
    def shown(self) -> tuple[str, str]:
        """Return reference and sentence as the room may read them."""
        return (
            ("–", translate(N_("Not asked any more; leave this line out.")))
            if self.hidden
            else (self.ref, self.sentence)
        )


@dataclass(frozen=True, slots=True)
class HarmAnchors:
    """A kind of harm with what each level means there, lowest first; intolerable from ``threshold``."""

    name: str
    threshold: int
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BallotSheets:
    """Everything that is printed: the same lines for every seat, in the order in which they are typed in.

    ``seats`` are numbers, ``None`` for a sheet whose seat is written by hand. ``harms`` are empty for likelihoods.
    """

    organisation: str
    confidentiality: str
    language: str
    meeting: str
    dimension: str
    lines: tuple[BallotLine, ...]
    levels: tuple[BallotLevel, ...]
    harms: tuple[HarmAnchors, ...]
    seats: tuple[int | None, ...]

    @property
    def title(self) -> str:
        """Return what is scored, as a heading."""
        return translate(TITLES[self.dimension])

    @property
    def question(self) -> str:
        """Return what is asked of each line."""
        return translate(QUESTIONS[self.dimension])

    def code(self, seat: int | None) -> str:
        """Return the code of a seat's sheet."""
        return sheet_code(self.dimension, [one.ref for one in self.lines], seat)


def list_code(dimension: str, refs: Sequence[str]) -> str:
    """Return four letters that stand for these risks in this order: another list or order has others."""
    digest = hashlib.sha256("\n".join((dimension, *refs)).encode()).digest()
    number = int.from_bytes(digest[:8], "big")
    letters = []
    for _ in range(_LETTERS):
        number, place = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return "".join(letters)


def sheet_code(dimension: str, refs: Sequence[str], seat: int | None) -> str:
    """Return the code at the head of a sheet: that of its list, and the number of its seat."""
    code = list_code(dimension, refs)
    return f"{code}-{seat}" if seat is not None else code


# --- what is printed ---


def read_sheets(
    document: Document, *, meeting: bytes | None = None, risks: Sequence[bytes] = (), copies: int = 0
) -> BallotSheets:
    """Return the sheets of the round that waits for ballots, else of the risks in the room.

    ``risks`` names others instead. There is a sheet for each seat of ``meeting`` (the running one if none is given)
    that is there; ``copies`` prints so many without a number, as is done without a meeting. Raises ``UserError`` if
    there is no risk.
    """
    if meeting is None:
        running = meetings.running(document)
        meeting = running.id if running is not None else None
    dimension, lines = ("likelihood", lines_of(document, risks)) if risks else _open_list(document, meeting)
    if not lines:
        raise UserError(_NOTHING)
    about: Any = session.info(document)
    title = document.scalar(select(m.Meeting.title).where(m.Meeting.id == meeting)) if meeting is not None else ""
    levels, harms = scale_of(document, dimension)
    return BallotSheets(
        organisation=(about and about.organisation) or "",
        confidentiality=(about and about.confidentiality) or "",
        language=(about and about.language) or "en",
        meeting=title or "",
        dimension=dimension,
        lines=lines,
        levels=levels,
        harms=harms,
        seats=_seats(document, meeting, copies),
    )


def _seats(document: Document, meeting: bytes | None, copies: int) -> tuple[int | None, ...]:
    here = [] if meeting is None else [one.number for one in meetings.seat_lines(document, meeting) if one.here]
    if copies or not here:
        return (None,) * max(1, copies)
    return tuple(here)


def _open_list(document: Document, meeting: bytes | None) -> tuple[str, tuple[BallotLine, ...]]:
    """Return what is scored and the lines: those of the batch that waits, else all risks in the room."""
    waiting = waiting_batches(document, meeting)
    if waiting:
        batch = batches.batch(document, waiting[-1])
        return batch.dimension, lines_of(document, [one.risk for one in batch.in_order])
    return "likelihood", tuple(BallotLine(one.key, one.ref, one.sentence) for one in workshop.in_room(document))


def lines_of(document: Document, risks: Sequence[bytes]) -> tuple[BallotLine, ...]:
    """Return the lines about risks in the order given; one that is gone has none."""
    entity, risk = m.Entity.__table__, m.Risk.__table__
    query = (
        select(risk.c.id, entity.c.ref, risk.c.cause, risk.c.event, risk.c.consequence, risk.c.hidden)
        .join(entity, entity.c.id == risk.c.id)
        .where(risk.c.id.in_(risks))
    )
    found = {row.id: row for row in document.rows(query)}
    return tuple(
        BallotLine(key, row.ref or "", workshop.sentence(row.cause, row.event, row.consequence), bool(row.hidden))
        for key in risks
        if (row := found.get(key)) is not None
    )


def scale_of(document: Document, dimension: str) -> tuple[tuple[BallotLevel, ...], tuple[HarmAnchors, ...]]:
    """Return the levels of what is scored with what they mean, and for impacts what they mean per kind of harm."""
    known = scales.read_scales(document)
    if dimension.endswith("likelihood"):
        return tuple(map(_likelihood, known.likelihoods)), ()
    harms = tuple(HarmAnchors(one.name, one.threshold, one.anchors) for one in known.categories)
    return tuple(BallotLevel(one.level, one.name) for one in known.levels), harms


def _likelihood(level: Likelihood) -> BallotLevel:
    chance = translate(N_("{chance} a year"), chance=level.chance) if level.chance else ""
    return BallotLevel(level.level, level.name, (level.frequency, chance, level.example))


# --- which sheet was typed ---


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """A sheet that a code names: its batch round, and its seat unless that was written by hand."""

    batch: int
    seat: bytes | None
    code: str
    number: int | None


def waiting_batches(document: Document, meeting: bytes | None = None) -> list[int]:
    """Return the numbers of the batch rounds that wait for ballots, oldest first."""
    poll, round_ = m.Poll.__table__, m.PollRound.__table__
    query = (
        select(poll.c.batch)
        .join(round_, round_.c.poll_id == poll.c.id)
        .where(poll.c.batch.is_not(None), poll.c.state == "open", round_.c.state == "silent", round_.c.number == 1)
        .distinct()
        .order_by(poll.c.batch)
    )
    if meeting is not None:
        query = query.where(poll.c.meeting_id == meeting)
    return [row.batch for row in document.rows(query)]


def sheets_of(document: Document, number: int) -> list[FoundSheet]:
    """Return the sheets of a batch round, one per seat that is there."""
    batch = batches.batch(document, number)
    if batch.state != "silent" or batch.meeting is None:
        return []
    refs = [one.ref for one in batch.in_order]
    return [
        FoundSheet(number, one.key, sheet_code(batch.dimension, refs, one.number), one.number)
        for one in meetings.seat_lines(document, batch.meeting)
        if one.here
    ]


def all_sheets(document: Document) -> list[FoundSheet]:
    """Return the sheets of every batch round that waits for ballots."""
    return [sheet for number in waiting_batches(document) for sheet in sheets_of(document, number)]


def sheet_named(document: Document, code: str) -> FoundSheet:
    """Return the sheet with a code such as ``K7QF-4``; without a number it has no seat yet.

    Raises ``UserError`` if no round that waits for ballots has it.
    """
    letters, _, number = code.strip().upper().replace(" ", "").partition("-")
    for batch in reversed(waiting_batches(document)):
        sheets = sheets_of(document, batch)
        if not sheets or sheets[0].code.partition("-")[0] != letters:
            continue
        if not number:
            return FoundSheet(batch, None, letters, None)
        for one in sheets:
            if str(one.number) == number:
                return one
        raise UserError(_NO_SEAT, number=number[:6])
    raise UserError(_UNKNOWN, code=code.strip()[:40])


# --- what was typed ---


def mark_of(character: str, levels: int) -> int | None:
    """Return the level that a typed character means, 0 for an abstention, ``None`` for what is no mark.

    ``levels`` is how many the scale has.
    """
    if character in ABSTAIN:
        return 0
    if character.isdecimal() and character.isascii() and 1 <= int(character) <= levels:
        return int(character)
    return None


@dataclass(slots=True)
class TypedSheet:
    """The marks of one sheet while they are typed, in the order of its lines. 0 abstains."""

    lines: int
    levels: int
    marks: list[int]

    def type(self, text: str) -> str:
        """Take what was typed; returns the first character that is no mark, or one too many, else an empty text."""
        for character in text:
            if character.isspace():
                continue
            mark = mark_of(character, self.levels)
            if mark is None or len(self.marks) >= self.lines:
                return character
            self.marks.append(mark)
        return ""

    @property
    def full(self) -> bool:
        """Whether every line has its mark."""
        return len(self.marks) == self.lines

    @property
    def missing(self) -> int:
        """Return how many lines have no mark yet."""
        return self.lines - len(self.marks)

    def levels_cast(self) -> list[int | None]:
        """Return the ballots, ``None`` for an abstention."""
        return [mark or None for mark in self.marks]
