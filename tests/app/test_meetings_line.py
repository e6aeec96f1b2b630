"""One typed line: its kind, owner and day are understood; what is ambiguous is told and never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from app import entities, meetings
from app import model as m
from app.document import Document
from app.session import new_session

PEOPLE = {
    "Adaeze Nwokolo-Byrne": "Head of IT operations",
    "Kenji Morisawa-Lund": "Infrastructure lead",
    "Łucja Wrzesnik": "Payroll specialist",
    "Ingrid Vassmoor": "Chief operating officer, crisis team chair",
    "Grace Okonjo-Hale": "Head of order and customer services",
    "Anna Bell": "Buyer",
    "Anna Falk": "Seller",
    "Noor van Terveld": None,
}


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Document]:
    """A session of Tuesday, 15 September 2026, with eight people of whom one has left."""
    path = tmp_path_factory.mktemp("line") / "line.foreshock"
    clock = lambda: datetime(2026, 9, 15, 12, tzinfo=UTC)  # noqa: E731
    with new_session(path, title="Programme", organisation="Quellmark", clock=clock) as document:
        for name, role in PEOPLE.items():
            entities.add(document, m.Person, name=name, role=role)
        entities.add(document, m.Person, name="Leila Achterveld", status="left")
        yield document


def read(document: Document, text: str, kind: str | None = "action") -> tuple[str, str, date | None]:
    caught = meetings.read_line(document, text, kind)
    return caught.text, caught.owner_name, caught.due_on


ADAEZE, SIX_WEEKS = "Adaeze Nwokolo-Byrne", date(2026, 10, 27)


@pytest.mark.parametrize(
    "text",
    [
        "order second switch Adaeze +6w",
        "order second switch +6w Adaeze",
        "order second switch Adaeze Nwokolo-Byrne +6w",
        "order second switch Nwokolo +6 w",
        "order second switch, Byrne, +6 weeks",
        "order second switch @ada +6w",
        "@adaeze order second switch +6w",
        "order @nwok second switch in 6 weeks",
        "order second switch P-01 +6w",
        "order second switch p-01 27 Oct",
        "order second switch Head of IT operations +6w",
        "order second switch head of it operations by 27 Oct 2026",
        "order second switch by Adaeze by 27.10.",
        "order second switch -> Adaeze 2026-10-27",
        "order second switch: Adaeze until 27/10/2026",
    ],
)
def test_owner_and_day_are_taken_out_in_whatever_manner_they_are_written(document: Document, text: str) -> None:
    assert read(document, text) == ("order second switch", ADAEZE, SIX_WEEKS)


def test_the_sentence_tells_what_was_understood(document: Document) -> None:
    caught = meetings.read_line(document, "order second switch Adaeze +6w")
    assert caught.kind == "action"
    assert caught.sentence == "Action: owner Adaeze Nwokolo-Byrne, due 27 Oct 2026."


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("x y +2d", date(2026, 9, 17)),
        ("x y +1m", date(2026, 10, 15)),
        ("x y today", date(2026, 9, 15)),
        ("x y tomorrow", date(2026, 9, 16)),
        ("x y by Friday", date(2026, 9, 18)),
        ("x y Tue", date(2026, 9, 22)),
        ("x y next monday", date(2026, 9, 21)),
        ("x y 3 Oct", date(2026, 10, 3)),
        ("x y 3 Feb", date(2027, 2, 3)),
        ("x y 15 Sep", date(2026, 9, 15)),
        ("x y 29 Feb", date(2028, 2, 29)),
        ("x y bis 3.10.", date(2026, 10, 3)),
        ("x y 3 October 2027", date(2027, 10, 3)),
    ],
)
def test_days_are_read_as_people_say_them(document: Document, text: str, day: date) -> None:
    assert read(document, text) == ("x y", "", day)


@pytest.mark.parametrize(
    "text",
    [
        "raise the share to 24/7",
        "wait for 3 of 4",
        "use version 2",
        "test 31 Feb",
        "the sun will shine",
        "we met on monday",
        "ask for +99x",
        "repeat it +99999w",
        "a 2.5",
    ],
)
def test_text_that_only_looks_like_a_day_stays_text(document: Document, text: str) -> None:
    assert read(document, text) == (text, "", None)


@pytest.mark.parametrize(
    "text",
    [
        "talk to Adaeze",
        "call Adaeze",
        "call Kenji and Adaeze",
        "allow three days of grace",
        "allow three days grace",
        "Adaeze",
        "Adaeze must order it",
        "send to anna@bell.example",
        "compare Gracefield",
    ],
)
def test_a_name_that_the_sentence_needs_or_that_is_none_stays_text(document: Document, text: str) -> None:
    assert read(document, text) == (text, "", None)


def test_how_to_make_such_a_name_the_owner_is_told(document: Document) -> None:
    caught = meetings.read_line(document, "order switch adaeze +2w", "action")
    assert (caught.text, caught.owner) == ("order switch adaeze", None)
    assert "Write @adaeze to make Adaeze Nwokolo-Byrne the owner." in caught.sentence


@pytest.mark.parametrize("text", ["order second switch Anna +6w", "order second switch @anna +6w"])
def test_an_ambiguous_name_is_told_never_guessed_and_stays(document: Document, text: str) -> None:
    caught = meetings.read_line(document, text, "action")
    assert caught.owner is None
    assert "nna" in caught.text
    assert caught.due_on == SIX_WEEKS
    assert "nna” could be Anna Bell or Anna Falk; write more of the name." in caught.sentence
    assert [name for _, name in caught.choices] == ["Anna Bell", "Anna Falk"]


def test_more_of_an_ambiguous_name_settles_it(document: Document) -> None:
    assert read(document, "order second switch Anna Falk +6w") == ("order second switch", "Anna Falk", SIX_WEEKS)
    assert read(document, "order second switch @anna falk +6w") == ("order second switch", "Anna Falk", SIX_WEEKS)
    assert read(document, "order second switch @fal +6w") == ("order second switch", "Anna Falk", SIX_WEEKS)


def test_an_ambiguous_role_is_told_too(document: Document) -> None:
    caught = meetings.read_line(document, "order second switch @head", "action")
    assert caught.owner is None
    assert "Adaeze Nwokolo-Byrne or Grace Okonjo-Hale" in caught.sentence


def test_who_left_owns_nothing(document: Document) -> None:
    caught = meetings.read_line(document, "order it Leila +2w", "action")
    assert (caught.text, caught.owner) == ("order it Leila", None)
    assert "Leila Achterveld has left; choose another owner." in caught.sentence


def test_a_name_that_nobody_has_is_told(document: Document) -> None:
    caught = meetings.read_line(document, "order it @zed", "action")
    assert caught.text == "order it @zed"
    assert "Nobody is called “zed”." in caught.sentence


def test_strokes_and_marks_need_not_be_typed(document: Document) -> None:
    assert read(document, "order it Lucja +6w") == ("order it", "Łucja Wrzesnik", SIX_WEEKS)
    assert read(document, "order it @terv") == ("order it", "Noor van Terveld", None)
    assert read(document, "order it crisis team chair") == ("order it", "Ingrid Vassmoor", None)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (">d", "decision"), (">decision", "decision"), ("> a", "action"), (">todo", "action"), (">p", "parking lot"),
        (">park:", "parking lot"), (">n", "note"), (">x", "private note"), (">private", "private note"),
    ],
)  # fmt: skip
def test_a_word_at_the_head_chooses_the_kind_whatever_the_line_was(document: Document, head: str, kind: str) -> None:
    caught = meetings.read_line(document, f"{head} wait for the bank", "note")
    assert (caught.kind, caught.text, caught.field) == (kind, "wait for the bank", "")


def test_another_word_at_the_head_names_a_field(document: Document) -> None:
    caught = meetings.read_line(document, ">rto 4h", "note")
    assert (caught.kind, caught.text, caught.field) == ("note", "4h", "rto")


def test_notes_keep_every_word(document: Document) -> None:
    for kind in ("note", "private note"):
        assert read(document, "he looked at Adaeze +2w @anna", kind)[0] == "he looked at Adaeze +2w @anna"
    assert read(document, "who pays @anna bell?", "parking lot")[1] == "Anna Bell"
    assert read(document, "who pays Grace", "parking lot") == ("who pays Grace", "", None)


def test_without_a_kind_only_owner_and_day_together_make_an_action(document: Document) -> None:
    assert meetings.read_line(document, "order it Adaeze +2w").kind == "action"
    for text in ("order it Adaeze", "order it +2w", "order it"):
        caught = meetings.read_line(document, text)
        assert (caught.kind, caught.text, caught.owner, caught.due_on) == ("note", text, None, None)


def test_a_day_in_the_past_is_taken_and_told(document: Document) -> None:
    caught = meetings.read_line(document, "order it Adaeze 3 Oct 2025", "action")
    assert caught.due_on == date(2025, 10, 3)
    assert "3 Oct 2025 is in the past." in caught.sentence


@pytest.mark.parametrize("text", ["", " ", ">", ">d", "@", "@@", "+2w", "@ada", "+2w Adaeze", ":", "Adaeze +2w"])
def test_half_a_line_never_fails(document: Document, text: str) -> None:
    for kind in (None, "action", "decision", "note"):
        assert meetings.read_line(document, text, kind).kind in ("note", "action", "decision")


def test_a_directory_read_once_serves_many_lines(document: Document) -> None:
    directory = meetings.Directory(document)
    caught = meetings.read_line(document, "order it @ada", "action", directory=directory)
    assert caught.owner_name == ADAEZE
