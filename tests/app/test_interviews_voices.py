"""Several voices score a cell or say where the line is: the spread stays on record, the cell gets what was agreed."""

from __future__ import annotations

import pytest

from app import entities, interviews, meetings, polls
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.scales import read_scales


def line(document: Document, service: bytes, code: str = "customer") -> interviews.GridLine:
    return next(one for one in interviews.grid(document, service).lines if one.code == code)


def horizons(document: Document) -> list[bytes]:
    return [one.key for one in read_scales(document).horizons]  # type: ignore[attr-defined]


def category(document: Document, code: str = "customer") -> bytes:
    return next(one.key for one in read_scales(document).categories if one.code == code)  # type: ignore[attr-defined]


@pytest.fixture
def meeting(session: Document) -> bytes:
    return meetings.open_meeting(session, "Interview", "interview", seats=["Orders", "Finance", "IT"])


# --- one cell ---


@pytest.mark.parametrize(
    ("levels", "proposed", "spread", "split", "verdict"),
    [
        ([3, 3, 3], 3, "3 voices, all 3", False, "Consensus"),
        ([4, 3, 4], 4, "3 voices, from 3 to 4", True, "Consensus"),
        ([1, 3, 5], 3, "3 voices, from 1 to 5", True, "No consensus"),
        ([2, None, 3], 3, "2 voices, from 2 to 3", False, "Too few votes for a verdict"),
        ([None], None, "0 voices", False, "Too few votes for a verdict"),
    ],
)
def test_voices_are_told_without_being_written(
    session: Document, service: bytes, meeting: bytes,
    levels: list[int | None], proposed: int | None, spread: str, split: bool, verdict: str,
) -> None:  # fmt: skip
    version = session.version
    said = interviews.voices(session, service, category(session), horizons(session)[1], levels, meeting=meeting)
    assert (said.proposed, said.spread, said.split, said.verdict) == (proposed, spread, split, verdict)
    assert bool(said.talk) is split
    assert session.version == version


def test_the_line_of_safety_is_one_level_earlier(session: Document, service: bytes) -> None:
    cell = (category(session, "safety"), horizons(session)[1])
    assert interviews.voices(session, service, *cell, [2, 3, 3]).split
    assert not interviews.voices(session, service, category(session), horizons(session)[1], [2, 3, 3]).split


def test_agreed_voices_score_the_cell_and_stay_on_record(
    session: Document, service: bytes, meeting: bytes, person: bytes
) -> None:
    cell = (category(session), horizons(session)[1])
    interviews.score_voices(session, service, *cell, [4, 3, None], meeting=meeting, speaker=person)
    scored = line(session, service).cells[1]
    assert scored is not None
    assert (scored.level, scored.speaker_id) == (4, person)
    (poll,) = polls.polls(session, service)
    assert (poll.dimension, poll.meeting, poll.state) == ("cell", meeting, "agreed")
    assert poll.last_tally is not None
    assert (poll.last_tally.counts, poll.rounds[0].ballots) == ((0, 0, 1, 1, 0), 3)
    assert poll.agreement is not None
    assert (poll.agreement.level, poll.agreement.decided_by_id) == (4, person)
    assert {row.seat_id for row in session.all(m.Ballot)} == {None}, "ballots never name anyone"


def test_another_level_than_the_middle_can_be_agreed(session: Document, service: bytes, meeting: bytes) -> None:
    cell = (category(session), horizons(session)[1])
    interviews.score_voices(session, service, *cell, [2, 3, 4], agreed=2)
    assert line(session, service).levels[1] == 2


def test_voices_on_the_same_cell_are_its_second_round_and_then_a_new_scoring(
    session: Document, service: bytes, meeting: bytes
) -> None:
    cell = (category(session), horizons(session)[1])
    for levels in ([1, 3, 5], [3, 3, 4], [4, 4, 4]):
        interviews.score_voices(session, service, *cell, levels)
    first, second = polls.polls(session, service)
    assert [one.tally.counts for one in first.rounds if one.tally] == [(1, 0, 1, 0, 1), (0, 0, 2, 1, 0)]
    assert first.agreement is not None
    assert (first.agreement.level, len(second.rounds)) == (3, 1)
    assert line(session, service).levels[1] == 4


def test_undo_takes_back_the_score_and_not_what_was_said(session: Document, service: bytes, meeting: bytes) -> None:
    interviews.score_voices(session, service, category(session), horizons(session)[1], [4, 3, 4])
    session.undo()
    assert line(session, service).levels[1] is None
    (poll,) = polls.polls(session, service)
    assert poll.agreement is None
    assert poll.last_tally is not None
    assert poll.last_tally.n == 3


def test_more_voices_than_seats_are_refused(session: Document, service: bytes, meeting: bytes) -> None:
    cell = (category(session), horizons(session)[1])
    with pytest.raises(UserError, match="4 voices were entered, but only 3 seats are taken"):
        interviews.score_voices(session, service, *cell, [1, 2, 3, 4])
    meetings.leave(session, meetings.seats(session, meeting)[2].id)
    with pytest.raises(UserError, match="only 2 seats"):
        interviews.score_voices(session, service, *cell, [1, 2, 3])
    assert polls.polls(session, service) == []


def test_voices_need_a_meeting_and_somebody_who_scores(session: Document, service: bytes) -> None:
    cell = (category(session), horizons(session)[1])
    with pytest.raises(UserError, match="begin a meeting"):
        interviews.score_voices(session, service, *cell, [3, 3])
    meetings.open_meeting(session, "Interview", seats=["Orders", "IT"])
    with pytest.raises(UserError, match="Nobody gave a score"):
        interviews.score_voices(session, service, *cell, [None, None])
    with pytest.raises(UserError, match="6 is not on the scale"):
        interviews.voices(session, service, *cell, [6])
    assert polls.polls(session, service) == []


def test_voices_that_would_let_a_row_fall_leave_nothing_behind(
    session: Document, service: bytes, meeting: bytes
) -> None:
    places, key = horizons(session), category(session)
    interviews.score(session, service, key, places[0], 4)
    with pytest.raises(UserError, match="would improve after 4 h"):
        interviews.score_voices(session, service, key, places[1], [2, 2, 2])
    assert polls.polls(session, service) == []
    interviews.score_voices(session, service, key, places[1], [2, 2, 2], note="Temps come", fall_confirmed=True)
    cell = line(session, service).cells[1]
    assert cell is not None
    assert (cell.level, cell.note, cell.fall_confirmed) == (2, "Temps come", True)


# --- where the line is ---


def test_one_vote_raises_the_row_where_it_becomes_intolerable(
    session: Document, service: bytes, meeting: bytes
) -> None:
    places, key = horizons(session), category(session)
    interviews.score_row(session, service, key, [1, 1, 2, 2, 2, 3, 3, 3])
    said = interviews.vote_line(session, service, key, [places[3], places[4], places[2]])
    assert (said.label, said.low, said.high, said.verdict) == ("24 h", "8 h", "3 d", "Consensus")
    assert line(session, service).levels == (1, 1, 2, 4, 4, 4, 4, 4)
    cell = line(session, service).cells[3]
    assert cell is not None
    assert cell.note == "Customer becomes intolerable after 24 h (3 voices, from 8 h to 3 d)."
    (entry,) = session.all(m.MeetingEntry)
    assert (entry.text, entry.meeting_id, entry.subject_id) == (cell.note, meeting, service)


def test_of_two_middle_votes_the_earlier_line_counts(session: Document, service: bytes) -> None:
    places = horizons(session)
    assert interviews.line_voices(session, service, category(session), [places[2], places[4]]).label == "8 h"


def test_the_line_of_safety_is_raised_to_its_own_threshold(session: Document, service: bytes) -> None:
    places = horizons(session)
    interviews.vote_line(session, service, category(session, "safety"), [places[1]])
    assert line(session, service, "safety").levels[1] == 3


def test_a_level_above_the_line_stays_and_its_note_too(session: Document, service: bytes) -> None:
    places, key = horizons(session), category(session)
    interviews.score(session, service, key, places[2], 5, "The key account leaves")
    interviews.vote_line(session, service, key, [places[2]])
    cell = line(session, service).cells[2]
    assert cell is not None
    assert cell.level == 5
    assert cell.note.startswith("The key account leaves\nCustomer becomes intolerable after 8 h")


def test_never_is_an_answer_too(session: Document, service: bytes, meeting: bytes) -> None:
    never = interviews.NEVER
    said = interviews.vote_line(session, service, category(session), [never, never, None])
    assert (said.n, said.label, said.proposed) == (2, "never", never)
    assert interviews.grid(session, service).scored == 0
    assert (
        session.all(m.MeetingEntry)[0].text == "Customer does not become intolerable within 1 m (2 voices, all never)."
    )


def test_a_line_after_what_is_intolerable_already_is_refused(session: Document, service: bytes) -> None:
    places, key = horizons(session), category(session)
    interviews.score(session, service, key, places[1], 4)
    with pytest.raises(UserError, match="Customer is scored 4 after 4 h already"):
        interviews.vote_line(session, service, key, [places[3]])
    with pytest.raises(UserError, match="Nobody gave a score"):
        interviews.vote_line(session, service, key, [None])
    assert line(session, service).levels[3] is None


# --- notes ---


def test_a_note_stays_when_the_level_changes(session: Document, service: bytes, person: bytes) -> None:
    places, key = horizons(session), category(session)
    interviews.score(session, service, key, places[1], 2, "First complaints", person)
    interviews.score(session, service, key, places[1], 3)
    cell = line(session, service).cells[1]
    assert cell is not None
    assert (cell.level, cell.note) == (3, "First complaints")
    interviews.note_cell(session, service, key, places[1], "")
    cell = line(session, service).cells[1]
    assert cell is not None
    assert (cell.level, cell.note) == (3, "")


def test_a_confirmed_fall_keeps_its_note(session: Document, service: bytes) -> None:
    places, key = horizons(session), category(session)
    interviews.score(session, service, key, places[1], 4)
    interviews.score(session, service, key, places[2], 2, "Temps come", fall_confirmed=True)
    interviews.score(session, service, key, places[2], 2)
    with pytest.raises(UserError, match="Write down why"):
        interviews.note_cell(session, service, key, places[2], " ")
    with pytest.raises(UserError, match="Score Customer after 24 h before"):
        interviews.note_cell(session, service, key, places[3], "Hm")
    cell = line(session, service).cells[2]
    assert cell is not None
    assert (cell.level, cell.note, cell.fall_confirmed) == (2, "Temps come", True)


def test_who_scored_is_whoever_speaks(session: Document, service: bytes, person: bytes) -> None:
    places, key = horizons(session), category(session)
    session.speaker = person
    interviews.score(session, service, key, places[0], 2)
    cell = line(session, service).cells[0]
    assert cell is not None
    assert cell.speaker_id == person
    assert entities.describe(session, person).endswith("Grace Okonjo-Hale")
