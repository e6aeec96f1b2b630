"""Whatever is cast, taken back and revealed in whatever order: nobody sees a vote too early, no figure is wrong."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import batches, entities, meetings, polls, room
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.session import new_session
from tests.app.conftest import Ticking

SEATS = 4
QUIET = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LEVEL = st.one_of(st.none(), st.integers(1, 5))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session with a meeting and two risks, to be copied for each example."""
    path = tmp_path_factory.mktemp("polls") / "base.foreshock"
    with new_session(path, title="Programme", organisation="Quellmark", clock=Ticking(), who="Ann") as document:
        meeting = meetings.open_meeting(
            document, "Workshop", "risk workshop", seats=[f"Role {n}" for n in range(1, SEATS + 1)]
        )
        risks = [entities.add(document, m.Risk, event=f"Event {n}") for n in range(2)]
        batches.open_batch(document, risks, meeting=meeting)
    return path


@contextmanager
def copied(base: Path) -> Iterator[Document]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "round.foreshock"
        shutil.copy(base, path)
        with Document.open(path, clock=Ticking(), who="Ann") as document:
            document.hurry()
            yield document


def parts(document: Document) -> tuple[bytes, list[bytes]]:
    """Return the first poll and the seats."""
    return polls.polls(document)[0].key, [row.id for row in document.all(m.Seat, order_by=m.Seat.number)]


def observed(document: Document, poll: bytes) -> list[Any]:
    """Everything that anybody can be told about a silent round."""
    history = [
        (one.label, one.kind, [(change.table, change.op, dict(change.values)) for change in one.changes])
        for one in document.history(limit=None)
    ]
    return [
        polls.poll(document, poll), polls.polls(document), polls.voted(document, poll), polls.extremes(document, poll),
        room.ballots_view(document, poll), room.batch_view(document, 1), batches.batch(document, 1),
        batches.open_lines(document, 1), document.undo_label, document.redo_label, history,
        meetings.holes(document, document.all(m.Meeting)[0].id),
    ]  # fmt: skip


def told(verb: Callable[[], object]) -> str:
    """Do something and return why it was refused."""
    try:
        verb()
    except UserError as refused:
        return str(refused)
    return ""


#: What may happen in a silent round: which verb, which seat, and two levels, one for each of two rooms.
STEPS = st.lists(
    st.tuples(st.sampled_from(["cast", "correct", "withdraw", "sheet", "leave", "come back", "undo"]),
              st.integers(0, SEATS - 1), LEVEL, LEVEL),
    max_size=10,
)  # fmt: skip


def step(document: Document, verb: str, seat: bytes, poll: bytes, level: int | None) -> str:
    verbs: dict[str, Callable[[], object]] = {
        "cast": lambda: polls.cast(document, poll, seat, level, source="laptop"),
        "correct": lambda: polls.correct(document, poll, seat, level),
        "withdraw": lambda: polls.withdraw(document, poll, seat),
        "sheet": lambda: batches.cast_sheet(document, 1, seat, [level, level]),
        "leave": lambda: meetings.leave(document, seat),
        "come back": lambda: meetings.come_back(document, seat),
        "undo": document.undo,
    }
    return told(verbs[verb])


@QUIET
@given(steps=STEPS)
def test_two_rooms_that_vote_differently_look_alike_until_the_reveal(base: Path, steps: list[Any]) -> None:
    with copied(base) as one, copied(base) as other:
        poll, seats = parts(one)
        for verb, seat, level, another in steps:
            refusals = [
                step(room_, verb, seats[seat], poll, score) for room_, score in ((one, level), (other, another))
            ]
            assert refusals[0] == refusals[1]
        assert observed(one, poll) == observed(other, poll)


def test_the_look_at_two_rooms_sees_a_vote_that_shows(base: Path) -> None:
    with copied(base) as one, copied(base) as other:
        poll, seats = parts(one)
        for document, level in ((one, 2), (other, 4)):
            polls.cast(document, poll, seats[0], level)
            polls.reveal(document, poll)
        assert polls.poll(one, poll) != polls.poll(other, poll)


@QUIET
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["cast", "withdraw", "reveal", "second"]), st.integers(0, SEATS - 1), LEVEL),
        max_size=14,
    )
)
def test_every_round_says_what_was_last_cast_in_it(base: Path, steps: list[Any]) -> None:
    with copied(base) as document:
        poll, seats = parts(document)
        rounds: list[dict[int, int | None]] = [{}]
        revealed = 0
        for verb, seat, level in steps:
            with suppress(UserError):
                if verb == "cast":
                    polls.cast(document, poll, seats[seat], level)
                    rounds[-1][seat] = level
                elif verb == "withdraw":
                    polls.withdraw(document, poll, seats[seat])
                    rounds[-1].pop(seat, None)
                elif verb == "reveal":
                    polls.reveal(document, poll)
                    revealed += 1
                else:
                    polls.open_round(document, poll)
                    rounds.append({})
            expected = {seats[at] for at in rounds[-1]} if revealed < len(rounds) else set()
            assert polls.voted(document, poll) == expected
        row = polls.poll(document, poll)
        assert len(row.rounds) == len(rounds) <= polls.MAX_ROUNDS
        for number, (held, cast) in enumerate(zip(row.rounds, rounds, strict=True)):
            assert held.ballots == len(cast)
            assert (held.tally is not None) is held.revealed is (number < revealed)
            if held.tally is not None:
                levels = [level for level in cast.values() if level is not None]
                assert held.tally.counts == tuple(levels.count(level) for level in range(1, 6))
        assert document.verify() == []


@QUIET
@given(levels=st.lists(LEVEL, min_size=SEATS, max_size=SEATS), order=st.permutations(range(SEATS)))
def test_the_order_of_ballots_changes_no_figure_and_leaves_no_trace(
    base: Path, levels: list[int | None], order: list[int]
) -> None:
    with copied(base) as one, copied(base) as other:
        poll, seats = parts(one)
        polls.cast_all(one, poll, list(zip(seats, levels, strict=True)))
        for at in order:
            polls.cast(other, poll, seats[at], levels[at])
        assert polls.reveal(one, poll) == polls.reveal(other, poll)
        assert polls.extremes(one, poll) == polls.extremes(other, poll)
        lying = []
        for document in (one, other):
            with suppress(UserError):
                polls.agree(document, poll, reason="Because")
            lying.append([(row.level, row.seat_id, row.source) for row in document.all(m.Ballot)])
        if any(level is not None for level in levels):
            assert lying[0] == lying[1]
            assert {seat for _, seat, _ in lying[0]} == {None}
