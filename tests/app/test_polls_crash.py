"""The machine dies in the middle of a round: a reopened file has every ballot that was cast, and goes on from there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app import batches, entities, meetings, polls
from app import model as m
from app.document import Document
from app.session import new_session

#: Casts ballots one after the other, tells each, and waits to be killed. Arguments: file, poll, seats.
_CHILD = """
import sys
from app import polls
from app.document import Document

path, poll, *seats = sys.argv[1:]
document = Document.open(path)
for at, seat in enumerate(seats):
    polls.cast(document, bytes.fromhex(poll), bytes.fromhex(seat), 1 + at % 5)
    print("cast", flush=True)
with document.edit("A note that is never finished"):
    polls.cast(document, bytes.fromhex(poll), bytes.fromhex(seats[0]), 5)
    print("inside", flush=True)
    sys.stdin.read()
"""


def killed(path: Path, poll: bytes, seats: list[bytes]) -> None:
    """Let another process cast a ballot per seat and kill it inside one more edit."""
    arguments = [sys.executable, "-c", _CHILD, str(path), poll.hex(), *(seat.hex() for seat in seats)]
    child = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdin is not None
    assert child.stdout is not None
    told = [child.stdout.readline().strip() for _ in range(len(seats) + 1)]
    os.kill(child.pid, signal.SIGKILL)
    child.wait(30)
    child.stdin.close()
    child.stdout.close()
    assert told == [*["cast"] * len(seats), "inside"]


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be killed like this there")
def test_a_round_goes_on_after_the_machine_died(tmp_path: Path) -> None:
    path = tmp_path / "round.foreshock"
    with new_session(path, title="Programme", organisation="Quellmark", who="Ann") as document:
        meeting = meetings.open_meeting(
            document, "Workshop", "risk workshop", seats=[f"Role {n}" for n in range(1, 10)]
        )
        seats = [row.id for row in meetings.seats(document, meeting)]
        risk = entities.add(document, m.Risk, event="Both nodes fail")
        poll = polls.open_poll(document, risk, "likelihood", meeting=meeting)
    killed(path, poll, seats[:7])
    with Document.open(path) as document:
        assert document.verify() == []
        assert polls.voted(document, poll) == set(seats[:7])
        row = polls.poll(document, poll)
        assert (row.silent, row.rounds[0].ballots, row.last_tally) == (True, 7, None)
        polls.cast_all(document, poll, [(seat, 3) for seat in seats[7:]])
        assert polls.reveal(document, poll).counts == (2, 2, 3, 1, 1), "nothing of the unfinished edit is in"


def test_a_batch_round_is_as_it_was_when_the_file_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "batch.foreshock"
    with new_session(path, title="Programme", organisation="Quellmark", who="Ann") as document:
        meeting = meetings.open_meeting(document, "Workshop", "risk workshop", seats=["Quality", "Finance", "IT"])
        seats = [row.id for row in meetings.seats(document, meeting)]
        risks = [entities.add(document, m.Risk, event=f"Event {n}") for n in range(20)]
        number = batches.open_batch(document, risks, meeting=meeting)
        batches.cast_sheet(document, number, seats[0], [3] * 20)
        batches.cast_sheet(document, number, seats[1], [*[4] * 10, *[batches.MISSING] * 10])
        before = batches.batch(document, number)
    with Document.open(path) as document:
        assert batches.batch(document, number) == before
        assert [line.risk for line in before.lines] == risks
        batches.cast_sheet(document, number, seats[1], [*[batches.MISSING] * 10, *[2] * 10])
        assert batches.batch(document, number).complete == 2
