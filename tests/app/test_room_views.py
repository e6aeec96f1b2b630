"""Nothing reaches the room but what was declared public: proven by canaries in every text, and by the views' types."""

from __future__ import annotations

import re
import shutil
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from app import batches, entities, meetings, packs, polls, room
from app import model as m
from app.document import Document
from app.fields import Kind, fields_of
from app.i18n import UserError
from app.room import RoomView, public, views
from app.room.exercises import style_of

# --- every view of a session ---


def every_view(document: Document) -> Iterator[RoomView]:
    """Build each kind of view for each subject of a session."""
    for meeting in document.all(m.Meeting):
        yield room.agenda_view(document, meeting.id)
        yield room.read_back_view(document, meeting.id)
    categories, horizons = document.all(m.ImpactCategory), document.all(m.Horizon)
    for at, service in enumerate(document.all(m.Service)):
        yield room.grid_view(document, service.id)
        yield room.summary_view(document, service.id)
        for question in packs.interview_guide().questions:
            yield room.question_view(document, service.id, question.number)
        for horizon in horizons:
            yield room.question_view(document, service.id, 7, categories[at % len(categories)].id, horizon.id)
    for poll in document.all(m.Poll):
        yield room.ballots_view(document, poll.id)
        if polls.poll(document, poll.id).last_tally is not None:
            yield room.result_view(document, poll.id)
    for number in sorted({poll.batch for poll in document.all(m.Poll) if poll.batch is not None}):
        yield room.batch_view(document, number)
    for stage in ("before", "today", "after", "movement"):
        yield room.heat_view(document, stage)
    for inject in document.all(m.Inject):
        yield room.inject_view(document, inject.id)


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a view, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_of(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_of(part)


# --- canaries ---

CANARY = re.compile(r"⟦(\w+)\.(\w+)\.(\d+)⟧")


def with_canaries(document: Document) -> dict[str, Any]:
    """Put a text of its own into every text of every row; returns the row of each canary by its number."""
    known: dict[str, Any] = {}
    with document.edit("Canaries") as session:
        for table in m.Base.metadata.sorted_tables:
            names = [name for name, spec in fields_of(table).items() if spec.kind in (Kind.TEXT, Kind.NOTE)]
            names = [name for name in names if f"{table.name}.{name}" != "entity.kind" and name != "entity_kind"]
            for row in document.rows(table.select()) if names else ():
                values = {}
                for name in names:
                    if getattr(row, name) is not None or table.columns[name].nullable:
                        known[str(len(known))] = row
                        values[name] = f"⟦{table.name}.{name}.{len(known) - 1}⟧"
                session.execute(update(table).where(table.c.id == row.id).values(values))
    return known


def leaks(found: RoomView, known: dict[str, Any]) -> list[str]:
    """Every canary in a view that no declaration lets through, by its column."""
    shown = {model.__tablename__: columns.shown for model, columns in public.PUBLIC.items()}
    bad = []
    for text in texts_of(asdict(found)):
        for table, column, number in CANARY.findall(text):
            private_entry = table == "meeting_entry" and known[number].kind not in ("decision", "action")
            if column not in shown.get(table, ()) or private_entry:
                bad.append(f"{table}.{column}")
    return bad


@pytest.fixture(scope="module")
def full(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Document]:
    """The sample with what it lacks, read by several tests."""
    copy = tmp_path_factory.mktemp("room") / "full.foreshock"
    shutil.copy(sample_file, copy)
    with Document.open(copy, clock=lambda: datetime(2026, 9, 15, 12, tzinfo=UTC)) as document:
        yield filled(document)


@pytest.fixture(scope="module")
def canaries(full: Document, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Document, dict[str, Any]]]:
    """A copy of it with a canary in every text of every row."""
    copy = tmp_path_factory.mktemp("room") / "canaries.foreshock"
    full.save_copy(copy)
    with Document.open(copy) as document:
        yield document, with_canaries(document)


def filled(sample: Document) -> Document:
    """Give the sample what it lacks: an agenda, entries of every kind, a silent poll, and the injects' every column."""
    meeting = meetings.open_meeting(sample, "Workshop", "risk workshop", seats=["Quality", "Finance", "IT"])
    entities.add(sample, m.AgendaPoint, meeting_id=meeting, title="Welcome", minutes=10, position=0)
    for kind in ("decision", "action", "parking lot", "note", "private note"):
        person = sample.all(m.Person)[0].id
        meetings.enter(sample, kind, f"A {kind}", meeting=meeting, owner_id=person, due_on=date(2026, 12, 1))
    risk = sample.all(m.Risk)[0].id
    poll = polls.open_poll(sample, risk, "impact", category=sample.all(m.ImpactCategory)[0].id, meeting=meeting)
    polls.cast_all(sample, poll, [(seat.id, 5) for seat in meetings.seats(sample, meeting)[:2]])
    silent, revealed = (
        batches.open_batch(sample, [row.id for row in sample.all(m.Risk)[:4]], meeting=meeting, dimension=dimension)
        for dimension in ("inherent likelihood", "inherent impact")
    )
    for number in (silent, revealed):
        for at, seat in enumerate(meetings.seats(sample, meeting)):
            batches.cast_sheet(sample, number, seat.id, [1, 1 + 2 * at, 5 - at, 3])
    batches.reveal_batch(sample, revealed)
    return sample


def test_only_declared_texts_reach_the_room(canaries: tuple[Document, dict[str, Any]]) -> None:
    full, known = canaries
    seen: set[tuple[str, str]] = set()
    for found in every_view(full):
        assert leaks(found, known) == []
        for text in texts_of(asdict(found)):
            seen |= {(table, column) for table, column, _ in CANARY.findall(text)}
    declared = {
        (model.__tablename__, name)
        for model, columns in public.PUBLIC.items() for name in columns.shown
        if fields_of(model)[name].kind in (Kind.TEXT, Kind.NOTE)
    }  # fmt: skip
    assert seen == declared, "every text that is declared public was looked at"


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (m.Inject, "title"), (m.Inject, "expected"), (m.Inject, "questions"), (m.Inject, "branch"), (m.Inject, "note"),
        (m.Exercise, "title"), (m.Exercise, "scenario"), (m.Dissent, "reason"), (m.Risk, "controls"),
        (m.ImpactScore, "note"), (m.Answer, "text"), (m.SessionInfo, "about"),
    ],
    ids=lambda part: getattr(part, "__tablename__", part),
)  # fmt: skip
def test_the_canaries_find_what_a_careless_view_would_show(
    canaries: tuple[Document, dict[str, Any]], model: Any, column: str
) -> None:
    full, known = canaries
    careless = room.text_view("Heading", str(getattr(full.all(model)[0], column)))
    assert leaks(careless, known) == [f"{model.__tablename__}.{column}"]


def test_the_canaries_find_a_private_note_in_a_column_that_is_public_for_decisions(
    canaries: tuple[Document, dict[str, Any]],
) -> None:
    full, known = canaries
    private = full.all(m.MeetingEntry, m.MeetingEntry.kind == "private note")[0]
    assert leaks(room.text_view("Heading", private.text), known) == ["meeting_entry.text"]


def test_no_key_of_any_row_stands_in_a_view(full: Document) -> None:
    keys = {row.id.hex() for row in full.all(m.Entity)} | {row.id.hex() for row in full.all(m.Poll)}
    for found in every_view(full):
        for text in texts_of(asdict(found)):
            assert not any(part in keys for part in re.findall(r"[0-9a-f]{32}", text))


def test_a_column_that_is_not_declared_cannot_be_asked_for(full: Document) -> None:
    inject = full.all(m.Inject)[0].id
    with pytest.raises(KeyError, match="no public column"):
        public.rows(full, m.Inject, title="Leak")
    with pytest.raises(KeyError):
        public.rows(full, m.Dissent)
    assert not hasattr(public.need(full, m.Inject, inject), "expected")


def test_views_are_built_by_no_other_way_than_the_declared_columns() -> None:
    folder = Path(room.__path__[0])
    for path in folder.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        if path.name != "public.py":
            assert not re.search(r"document\.(get|all|row|rows|scalar|history|edit)\(|sqlalchemy", source), path.name


# --- the types cannot hold anything else ---

_PLAIN = (str, int, bool)


def too_much(kind: Any) -> list[str]:
    """Say what a type of a view could hold besides texts, whole numbers and tuples of such."""
    if kind in _PLAIN:
        return []
    if typing.get_origin(kind) is tuple:
        inner = [part for part in typing.get_args(kind) if part is not Ellipsis]
        return [word for part in inner for word in too_much(part)] or ([] if inner else ["tuple"])
    if isinstance(kind, type) and is_dataclass(kind):
        slotted = all("__slots__" in vars(one) for one in kind.__mro__[:-1])
        frozen = slotted and kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
        hints = typing.get_type_hints(kind)
        inside = [word for one in fields(kind) for word in too_much(hints[one.name])]
        return inside if frozen else [f"{kind.__name__} can be changed", *inside]
    return [str(kind)]


VIEWS = [kind for kind in vars(views).values() if isinstance(kind, type) and issubclass(kind, RoomView)]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_a_view_can_hold_nothing_but_words_and_whole_numbers(view: type[RoomView]) -> None:
    assert too_much(view) == []


@dataclass(frozen=True, slots=True)
class _WithRow:
    row: Any


@dataclass(frozen=True, slots=True)
class _Nested:
    lines: tuple[_WithRow, ...]


@dataclass(slots=True)
class _Open:
    text: str


@pytest.mark.parametrize(
    "careless",
    [_WithRow, _Nested, _Open, bytes, Callable[[], str], list[str], Document, tuple, dict[str, str], float,
     types.SimpleNamespace, str | None],
    ids=str,
)  # fmt: skip
def test_the_look_at_types_sees_what_could_carry_more(careless: Any) -> None:
    assert too_much(careless)


# --- votes ---


@pytest.fixture
def seats(session: Document) -> list[bytes]:
    meeting = meetings.open_meeting(session, "Workshop", "risk workshop", seats=["Quality", "Finance", "IT", "Orders"])
    return [row.id for row in meetings.seats(session, meeting)]


@pytest.fixture
def poll(session: Document, seats: list[bytes]) -> bytes:
    risk = entities.add(session, m.Risk, cause="One switch pair", event="Both nodes fail", consequence="No orders.")
    category = session.all(m.ImpactCategory, m.ImpactCategory.code == "operational")[0].id
    meeting = session.get(m.Seat, seats[0]).meeting_id  # type: ignore[union-attr]
    return polls.open_poll(session, risk, "impact", category=category, meeting=meeting)


def vote(session: Document, poll: bytes, seats: list[bytes], *levels: int | None) -> None:
    polls.cast_all(session, poll, list(zip(seats, levels, strict=False)))


def test_before_the_reveal_every_way_of_voting_looks_alike(session: Document, poll: bytes, seats: list[bytes]) -> None:
    vote(session, poll, seats, 1, 1, 1)
    low = room.ballots_view(session, poll)
    vote(session, poll, seats, 5, None, 4)
    assert room.ballots_view(session, poll) == low
    assert (low.voted, low.seats) == (3, 4)
    assert low.lead == "One switch pair. Both nodes fail. No orders."
    with pytest.raises(UserError, match="Nothing was revealed"):
        room.result_view(session, poll)


def test_a_second_silent_round_shows_nothing_of_itself(session: Document, poll: bytes, seats: list[bytes]) -> None:
    vote(session, poll, seats, 2, 2, 3, 3)
    polls.reveal(session, poll)
    first = room.result_view(session, poll)
    polls.open_round(session, poll)
    vote(session, poll, seats, 5, 5, 5, 5)
    assert room.result_view(session, poll) == first
    assert room.ballots_view(session, poll).round == "Round 2"


def test_even_the_query_for_votes_gives_nothing_before_the_reveal(
    session: Document, poll: bytes, seats: list[bytes]
) -> None:
    vote(session, poll, seats, 2, 5)
    held = session.all(m.PollRound)[0].id
    assert public.revealed_votes(session, held) == []
    polls.reveal(session, poll)
    assert public.revealed_votes(session, held) == [2, 5]


@pytest.mark.parametrize(
    ("levels", "word", "spread", "halves"),
    [
        ((3, 3, 3, 3), "Agreed", "4 votes", 6),
        ((1, 1, 3, 3), "Talk", "4 votes, from 1 to 3", 4),
        ((2, 2, 5, 5), "Split across the line", "4 votes, from 2 to 5", 7),
        ((2, 3, None, None), "", "2 votes, from 2 to 3", 5),
    ],
)
def test_the_result_says_in_a_word_what_to_do(
    session: Document, poll: bytes, seats: list[bytes], levels: tuple[Any, ...], word: str, spread: str, halves: int
) -> None:
    vote(session, poll, seats, *levels)
    polls.reveal(session, poll)
    result = room.result_view(session, poll)
    assert (result.verdict, result.spread, result.median_halves) == (word, spread, halves)
    assert result.counts == tuple(sum(level == n for level in levels) for n in range(1, 6))
    assert result.intolerable_from == 4


def test_a_settled_value_is_told(session: Document, poll: bytes, seats: list[bytes]) -> None:
    vote(session, poll, seats, 2, 4, 4, 5)
    polls.reveal(session, poll)
    polls.agree(session, poll, 4, reason="The owner insists, for reasons of her own")
    result = room.result_view(session, poll)
    assert (result.verdict, result.agreed, result.foot) == ("Agreed: 4 Major", 4, "")
    assert "insists" not in str(result)


def test_who_left_the_meeting_is_not_waited_for(session: Document, poll: bytes, seats: list[bytes]) -> None:
    meetings.leave(session, seats[3])
    assert room.ballots_view(session, poll).seats == 3


def test_likelihood_is_asked_with_its_frequencies(session: Document, seats: list[bytes]) -> None:
    risk = entities.add(session, m.Risk, event="Both nodes fail")
    view = room.ballots_view(session, polls.open_poll(session, risk, "inherent likelihood"))
    assert view.question == "How likely is it without any control?"
    assert view.levels[0].anchor == "Less than once in 30 years"


# --- meetings, services, exercises ---


def test_the_agenda_says_what_is_on_and_when_it_ends(session: Document) -> None:
    meeting = meetings.open_meeting(session, "Workshop")
    now = session.now()
    points = {"Welcome": (10, now, now), "Payroll": (30, now, None), "ERP": (20, None, None)}
    for position, (title, (minutes, begun, ended)) in enumerate(points.items()):
        values = {"minutes": minutes, "begun_at": begun, "ended_at": ended, "position": position}
        entities.add(session, m.AgendaPoint, meeting_id=meeting, title=title, **values)
    view = room.agenda_view(session, meeting)
    assert [(line.title, line.state) for line in view.lines] == [
        ("Welcome", "done"), ("Payroll", "now"), ("ERP", "next"),
    ]  # fmt: skip
    assert view.lines[1].time == f"since {now.astimezone():%H:%M}"
    assert view.lines[2].time == "20 min"
    assert view.foot.startswith("Ends about ")


def test_the_agenda_of_an_exercise_carries_the_mark_and_the_public_title(sample: Document) -> None:
    run = next(row for row in sample.all(m.Exercise) if row.meeting_id)
    view = room.agenda_view(sample, run.meeting_id)
    assert view.exercise
    assert view.title == view.public_title == run.public_title
    assert run.title not in str(view)


def test_the_read_back_holds_decisions_and_actions_and_no_notes(full: Document) -> None:
    meeting = full.all(m.Meeting, m.Meeting.title == "Workshop")[0].id
    view = room.read_back_view(full, meeting)
    assert [line.text for line in view.decisions] == ["A decision"]
    assert [(line.text, bool(line.who), line.due) for line in view.actions] == [("A action", True, "1 Dec 2026")]


def test_the_grid_shows_levels_and_no_notes(sample: Document) -> None:
    service = sample.all(m.Service)[2]
    view = room.grid_view(sample, service.id)
    assert view.title == service.name
    assert {len(line.levels) for line in view.lines} == {len(view.horizons)}
    assert max(max(line.levels) for line in view.lines) == 5


def test_a_question_about_a_cell_shows_its_anchors(sample: Document) -> None:
    service, harm = sample.all(m.Service)[0], sample.all(m.ImpactCategory, order_by=m.ImpactCategory.position)[5]
    after = sample.all(m.Horizon, order_by=m.Horizon.minutes)[2]
    view = room.question_view(sample, service.id, 7, harm.id, after.id)
    assert view.question == f"{harm.name}: how bad is it after {after.label}?"
    assert all(level.anchor for level in view.levels)
    assert view.intolerable_from == harm.threshold
    assert "{" not in room.question_view(sample, service.id, 13).question


@pytest.mark.parametrize(
    ("channel", "style"),
    [
        ("Phone, then e-mail", "phone"), ("E-mail, phone", "mail"), ("Alarm SMS", "alarm"), ("Chat image", "chat"),
        ("Web, mail", "news"), ("Mail, social", "mail"), ("In person", "person"), ("Board", "paper"), ("", "paper"),
    ],
)  # fmt: skip
def test_an_inject_looks_like_its_channel(channel: str, style: str) -> None:
    assert style_of(channel) == style


def test_an_inject_never_shows_its_own_title_nor_the_scenarios_name(sample: Document) -> None:
    for inject in sample.all(m.Inject):
        view = room.inject_view(sample, inject.id)
        run = sample.get(m.Exercise, inject.exercise_id)
        assert view.exercise
        assert view.public_title == run.public_title  # type: ignore[union-attr]
        spoken = " ".join(texts_of(asdict(view)))
        assert run.title not in spoken  # type: ignore[union-attr]
        assert inject.expected is None or inject.expected not in spoken


def test_topics_tell_things_apart_and_stay_the_same(sample: Document) -> None:
    one, other = sample.all(m.Service)[:2]
    assert room.grid_view(sample, one.id).topic == room.grid_view(sample, one.id).topic
    assert room.grid_view(sample, one.id).topic != room.grid_view(sample, other.id).topic


def test_what_is_gone_is_told(session: Document, service: bytes) -> None:
    entities.delete(session, service)
    for view in (room.grid_view, room.agenda_view, room.inject_view, room.ballots_view):
        with pytest.raises(UserError, match="no longer exists"):
            view(session, service)
