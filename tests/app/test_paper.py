"""Work that went on by pen comes back: the same blanks in the same order, one edit, nothing overwritten unseen."""

from __future__ import annotations

import pytest

from app import interviews, meetings, network, paper
from app import model as m
from app.document import Document
from app.i18n import UserError


@pytest.fixture
def document(sample: Document) -> Document:
    return sample


def sheet(document: Document, code: str = "SVC-008") -> paper.Sheet:
    return paper.sheet_named(document, code)


def number_of(asked: paper.Sheet, column: str) -> str:
    return next(b.number for b in asked.blanks if isinstance(b.aim, paper.FieldAim) and b.aim.column == column)


def grid_row(asked: paper.Sheet, name: str) -> str:
    return next(b.number for b in asked.blanks if isinstance(b.aim, paper.RowAim) and b.label == name)


def list_of(asked: paper.Sheet, table: str) -> str:
    return next(b.number for b in asked.blanks if isinstance(b.aim, paper.LineAim) and b.aim.table == table)


def test_every_blank_of_a_sheet_has_a_number_of_its_own(document: Document) -> None:
    for one in paper.pack(document, [row.id for row in document.all(m.Entity) if row.kind in ("service", "risk")]):
        numbers = [blank.number for blank in one.blanks]
        assert len(numbers) == len(set(numbers)) > 0


def test_without_a_choice_what_is_still_to_do_is_printed(document: Document) -> None:
    approved = {row.id for row in document.all(m.Bia, m.Bia.state == "approved")}
    open_services = {row.id for row in document.all(m.Service, m.Service.status != "retired")} - approved
    assert {one.subject for one in paper.pack(document) if one.kind == "interview"} == open_services


def test_what_was_written_is_taken_over_as_one_edit(document: Document) -> None:
    asked = sheet(document)
    typed = {
        number_of(asked, "rto"): "8h",
        number_of(asked, "mbco_pct"): "60",
        number_of(asked, "wa_text"): "Pay last month again.",
        grid_row(asked, "Customer"): "1 1 2 2 3 3 4 4",
        list_of(asked, "obligation"): "Wage tax act; 5d; statute\nBank contract; 24 h",
    }
    before = document.version
    taken = paper.take(document, asked, typed, speaker=None)
    row = document.get(m.Service, asked.subject)
    assert row is not None
    assert (row.rto, row.mbco_pct) == (480, 60)
    line = next(one for one in interviews.grid(document, asked.subject).lines if one.name == "Customer")
    assert line.levels == (1, 1, 2, 2, 3, 3, 4, 4)
    assert taken.lines == 2
    assert document.version == before + 1
    document.undo()
    assert document.get(m.Service, asked.subject).rto == 1440  # type: ignore[union-attr]


def test_a_blank_left_empty_changes_nothing(document: Document) -> None:
    asked = sheet(document)
    before = document.get(m.Bia, asked.subject)
    paper.take(document, asked, {blank.number: "  " for blank in asked.blanks})
    assert document.get(m.Bia, asked.subject) == before


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [("rto", "soon", "not a duration"), ("mbco_pct", "130", "MBCO"), ("wa_tested", "someday", "not a date")],
)
def test_what_cannot_be_read_is_told_with_its_field(document: Document, column: str, text: str, words: str) -> None:
    asked = sheet(document)
    blank = asked.blank(number_of(asked, column))
    assert blank is not None
    with pytest.raises(UserError, match=words):
        paper.read(document, asked, blank, text)


def test_one_unreadable_blank_takes_nothing_over(document: Document) -> None:
    asked = sheet(document)
    with pytest.raises(UserError, match=r"^14: "):
        paper.take(document, asked, {number_of(asked, "mbco_pct"): "60", number_of(asked, "rto"): "soon"})
    assert document.get(m.Service, asked.subject).mbco_pct == 95  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["1 2 9", "123456781", "a"])
def test_a_row_takes_one_level_per_horizon(document: Document, text: str) -> None:
    asked = sheet(document)
    blank = asked.blank(grid_row(asked, "Financial"))
    assert blank is not None
    with pytest.raises(UserError):
        paper.read(document, asked, blank, text)


def test_what_stands_there_already_is_shown_beside_what_was_written(document: Document) -> None:
    asked = sheet(document)
    blank = asked.blank(number_of(asked, "rto"))
    assert blank is not None
    assert paper.read(document, asked, blank, "1 d") == paper.Read("24 h", changed=False, before="24 h")
    assert paper.read(document, asked, blank, "8h") == paper.Read("8 h", changed=True, before="24 h")


def test_dependencies_go_by_name_in_both_directions(document: Document) -> None:
    asked = sheet(document)
    typed = {list_of(asked, "dependency"): "Contact centre; no", list_of(asked, "dependant"): "SVC-014"}
    paper.take(document, asked, typed)
    edges = {(row.source_id, row.target_id): row.hard for row in document.all(m.Dependency)}
    nodes = {node.ref: key for key, node in network.nodes(document).items()}
    assert edges[asked.subject, nodes["SVC-006"]] is False
    assert edges[nodes["SVC-014"], asked.subject] is True


def test_an_unknown_node_is_told_not_invented(document: Document) -> None:
    asked = sheet(document)
    with pytest.raises(UserError, match="Abacus"):
        paper.take(document, asked, {list_of(asked, "dependency"): "Abacus"})


def test_the_log_of_a_meeting_comes_back_with_times_and_seats(document: Document) -> None:
    people = [row.id for row in document.all(m.Person)][:3]
    meeting = meetings.open_meeting(document, "By candlelight", seats=people)
    asked = paper.sheet_named(document, m_ref(document, meeting))
    typed = {"1": "14:05 d 2 Buy a second switch\n14:20 p Who calls the bank?\nn"}
    assert paper.take(document, asked, typed).lines == 3
    said = {one.kind: one for one in meetings.entries(document, meeting)}
    assert set(said) == {"decision", "parking lot", "note"}
    assert (said["decision"].text, said["decision"].speaker) == ("Buy a second switch", people[1])
    assert said["decision"].at.astimezone().strftime("%H:%M") == "14:05"
    assert said["parking lot"].at.astimezone().strftime("%H:%M") == "14:20"
    assert said["note"].text is None


def test_a_seat_that_is_not_there_is_told(document: Document) -> None:
    meeting = meetings.open_meeting(document, "By candlelight", seats=["Chair"])
    with pytest.raises(UserError, match="seat 7"):
        paper.take(document, paper.sheet_named(document, m_ref(document, meeting)), {"1": "d 7 Go home"})


def test_a_record_comes_back_field_by_field(document: Document) -> None:
    asked = sheet(document, "R-003")
    typed = {number_of(asked, "current_likelihood"): "3", number_of(asked, "owner_id"): "Ada Neumann"}
    paper.take(document, asked, typed)
    row = document.get(m.Risk, asked.subject)
    assert row is not None
    assert row.current_likelihood == 3
    assert document.get(m.Person, row.owner_id).name == "Ada Neumann"  # type: ignore[union-attr]


@pytest.mark.parametrize("code", ["", "SVC-999", "PLN-001", "nonsense"])
def test_a_code_that_is_no_sheet_is_told(document: Document, code: str) -> None:
    with pytest.raises(UserError, match="no sheet"):
        paper.sheet_named(document, code)


def m_ref(document: Document, key: bytes) -> str:
    entity = document.get(m.Entity, key)
    assert entity is not None
    return str(entity.ref)
