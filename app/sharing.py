"""A clean copy of a session for other people: without what is private, without history, without who voted what.

Serves "Share a clean copy". What is left out is left out of the bytes of the file, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, select

from app import model as m
from app import sqlite
from app.i18n import N_, UserError, plural, translate
from app.recorder import Signature, columns_of, read_head, rebuild_digests, stamp, write_baseline
from app.sqlite import Connection

if TYPE_CHECKING:
    from app.document import Document

_FAULTY = N_("{name} is damaged, so that no clean copy was made. Verify it, and salvage it into a new file first.")

#: What makes a copy clean, in this order. A scoring that was not revealed has no ballots that anybody may read.
_CLEANING = (
    "DELETE FROM meeting_entry WHERE kind = 'private note'",
    "DELETE FROM note WHERE private = 1",
    "DELETE FROM ballot WHERE round_id IN (SELECT id FROM poll_round WHERE state = 'silent')",
    # Ballots lie in the order of the seats and have keys from then: they are written anew, by level, with new keys.
    "CREATE TEMP TABLE vote AS SELECT round_id, level FROM main.ballot ORDER BY round_id, level",
    "DELETE FROM ballot",
    "INSERT INTO ballot (id, round_id, level) SELECT randomblob(16), round_id, level FROM temp.vote ORDER BY rowid",
    "DROP TABLE temp.vote",
    "DELETE FROM returned_form",
    "DELETE FROM checkpoint",
    "DELETE FROM change",
    "DELETE FROM change_set",
    # States of the session that are numbers of change sets: what comes after the copy counts from its first.
    "UPDATE bia_approval SET change_set = 1 WHERE change_set IS NOT NULL",
    "UPDATE plan_approval SET change_set = 1 WHERE change_set IS NOT NULL",
    "UPDATE export SET change_set = 1 - (SELECT count(*) FROM export AS later WHERE later.number >= export.number)",
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a clean copy leaves out and what stays in it, as sentences with counts; for the person who sends it."""

    left_out: tuple[str, ...]
    stays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """A clean copy that was written and verified: where it is, and its size in bytes."""

    path: Path
    size: int


def contents(document: Document) -> Contents:
    """Return what a clean copy of a session would leave out, and what would stay."""
    return Contents(tuple(_left_out(document)), tuple(_stays(document)))


def share_copy(document: Document, target: Path | str) -> Shared:
    """Write a clean copy to ``target``: it keeps the session's identity and begins a history of its own.

    An older file there stays until the copy is complete and verified. Raises ``UserError``: the target is the session
    itself, the session is damaged, or its place fails. Works on a snapshot, too, and then in another thread.
    """
    target = Path(target)
    document.refuse_own_path(target)
    if document.verify():
        raise UserError(_FAULTY, name=document.path.name)
    copy = document.bare_copy()
    try:
        _clean(copy, Signature("clean", stamp(document.now()), document.who, None, translate(N_("Clean copy"))))
        sqlite.write_vacuumed(copy, target, _refuse_faults)
    finally:
        copy.close()
    return Shared(target, target.stat().st_size)


def _clean(copy: Connection, signature: Signature) -> None:
    copy.execute("BEGIN IMMEDIATE")
    for statement in _CLEANING:
        copy.execute(statement)
    state = rebuild_digests(copy, columns_of(copy))
    write_baseline(copy, read_head(copy), signature, state)
    copy.execute("COMMIT")


def _refuse_faults(path: Path) -> None:
    from app.document import Document

    with Document.open(path, read_only=True) as written:
        faults = written.verify()
    if faults:
        raise RuntimeError(f"a clean copy has {len(faults)} faults, the first: {faults[0]}")


# --- what is told beforehand ---


def _count(document: Document, model: type[m.Base], *where: ColumnElement[bool]) -> int:
    return int(document.scalar(select(func.count()).select_from(model.__table__).where(*where)))


def _left_out(document: Document) -> list[str]:
    private = _count(document, m.MeetingEntry, m.MeetingEntry.kind == "private note")
    private += _count(document, m.Note, m.Note.private.is_(True))
    silent = select(m.PollRound.id).where(m.PollRound.state == "silent")
    unrevealed = _count(document, m.Ballot, m.Ballot.round_id.in_(silent))
    named = _count(document, m.Ballot, m.Ballot.seat_id.is_not(None), m.Ballot.round_id.not_in(silent))
    return [
        *_told(
            (private, N_("{n} private note"), N_("{n} private notes")),
            (
                document.version,
                N_("the history: {n} change and its author"),
                N_("the history: {n} changes, who and when"),
            ),
            (_count(document, m.Checkpoint), N_("{n} checkpoint"), N_("{n} checkpoints")),
            (
                _count(document, m.ReturnedForm),
                N_("{n} returned questionnaire as it was filled in"),
                N_("{n} returned questionnaires as they were filled in"),
            ),
            (unrevealed, N_("{n} ballot not revealed yet"), N_("{n} ballots not revealed yet")),
            (named, N_("who cast {n} ballot"), N_("who cast which of {n} ballots")),
        ),
        translate(N_("what was deleted earlier: it cannot be recovered from the copy")),
    ]


def _stays(document: Document) -> list[str]:
    person, entry = m.Person, m.MeetingEntry
    phones = _count(document, person, person.phone.is_not(None))
    phones += _count(document, person, person.second_phone.is_not(None))
    emails = _count(document, person, person.email.is_not(None))
    contacts = _count(document, m.Supplier, m.Supplier.contact.is_not(None))
    dissents = _count(document, m.Dissent, m.Dissent.person_id.is_not(None))
    spoken = _count(document, entry, entry.kind != "private note")
    return _told(
        (_count(document, person), N_("{n} name"), N_("{n} names")),
        (phones, N_("{n} phone number"), N_("{n} phone numbers")),
        (emails, N_("{n} e-mail address"), N_("{n} e-mail addresses")),
        (contacts, N_("{n} contact of a supplier"), N_("{n} contacts of suppliers")),
        (spoken, N_("{n} entry of a meeting log and who spoke"), N_("{n} entries of meeting logs and who spoke")),
        (dissents, N_("{n} dissent with a name"), N_("{n} dissents with names")),
        (_count(document, m.Attachment), N_("{n} attached file"), N_("{n} attached files")),
    )


def _told(*counts: tuple[int, str, str]) -> list[str]:
    return [plural(one, many, number) for number, one, many in counts if number]
