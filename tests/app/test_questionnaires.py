"""Questionnaires that came back: what they would change, what is told instead of taken, and that nothing gets lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app import entities, interviews, meetings, network, questionnaires
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.questionnaires import Diff, Line
from tests.filling import difference, fill, key, made, row_of, sheet_of, told


@pytest.fixture
def payroll(sample: Document, tmp_path: Path) -> Path:
    """The questionnaire about Payroll, made out to its owner, Chidi Umenta."""
    return made(sample, tmp_path / "payroll.xlsx", "SVC-008")


def line(diff: Diff, label: str) -> Line:
    """Return the only line of a label."""
    (found,) = [one for one in diff.lines if one.label == label]
    return found


def owner(document: Document, ref: str = "SVC-008") -> bytes:
    """Return the owner of a service."""
    row = document.get(m.Service, key(document, ref))
    assert row is not None
    return bytes(row.owner_id)


# --- taking over ---


def test_a_form_left_as_it_is_changes_nothing(sample: Document, payroll: Path) -> None:
    diff = difference(sample, payroll)
    assert (told(diff), diff.notes, diff.sender, diff.person) == ([], (), "Chidi Umenta", owner(sample))


def test_chosen_lines_are_taken_as_one_edit_with_the_sender_as_speaker(sample: Document, payroll: Path) -> None:
    service = key(sample, "SVC-008")
    fill(payroll, "SVC-008", {"14": "8 h", "15b": "net pay to all", "5·2": ["Year end", "December", "2 d", "yes"]})
    diff = difference(sample, payroll)
    before = sample.version
    taken = questionnaires.take(sample, diff, {line(diff, "RTO").id, line(diff, "Peaks").id})
    assert sample.version == before + 1
    assert (taken.taken, taken.left) == (2, 1)
    row = sample.get(m.Service, service)
    assert (row.rto, row.mbco_text) == (480, "net pay to all, corrections later")
    assert [peak.name for peak in interviews.peaks(sample, service)] == ["Pay run", "Year end"]
    answers = interviews.answers(sample, service)
    assert {answers[14].speaker_id, answers[5].speaker_id} == {owner(sample)}
    assert interviews.decisions(sample, service)["rto"].decided_by_id == owner(sample)
    assert answers[14].at == sample.now()
    assert answers[15].at < sample.now()
    assert sample.undo_label == "Take over the form of Chidi Umenta"
    sample.undo()
    assert sample.get(m.Service, service).rto == 1440
    assert sample.all(m.ReturnedForm) == []


def test_every_kind_of_answer_finds_its_way(sample: Document, payroll: Path) -> None:
    service = key(sample, "SVC-008")
    fill(
        payroll,
        "SVC-008",
        {
            "1": "Pays people.", "2b": "Samuel Abotsi-Wren", "7c": [1, 1, 1, 3, 4, 4, 5, 5], "8b": 4200.5,
            "9·2": ["Tax law", "File by the 10th", "10 d", None], "10": "yes", "16": "2 w", "20·1": [None, None],
            "23b": 80, "24a": "1 Sep 2026", "25·4": ["Label printing", "no"], "25·3": [None, "yes"],
            "27·1": [None, "36 h"], "34a": "high", "26": "Only Chidi knows the bank portal.",
        },
    )  # fmt: skip
    book = openpyxl.load_workbook(payroll)
    page = sheet_of(book, "SVC-008")
    page.cell(row_of(page, "20·1"), 3).value = "Bank file of last month"
    for label, cell in (("25·4", "Warehouse system"), ("25·3", "Finance and stock ledger (ERP)"), ("27·1", "Wagefern")):
        page.cell(row_of(page, label), 3).value = cell
    book.save(payroll)
    diff = difference(sample, payroll)
    questionnaires.take(sample, diff, [one.id for one in diff.lines if one.takeable])
    bia, row = sample.get(m.Bia, service), sample.get(m.Service, service)
    assert (bia.purpose, bia.loss_likely, bia.safety, bia.wa_pct, bia.confidence) == (
        "Pays people.", 420_050, True, 80, "high",
    )  # fmt: skip
    assert bia.wa_tested.isoformat() == "2026-09-01"
    assert row.mbco_max == 14 * 1440
    assert sample.get(m.Person, row.deputy_id).name == "Samuel Abotsi-Wren"
    grid = {one.code: one.levels for one in interviews.grid(sample, service).lines}
    assert (1, 1, 1, 3, 4, 4, 5, 5) in grid.values()
    assert [one.name for one in sample.all(m.Obligation, m.Obligation.service_id == service)][-1] == "Tax law"
    assert interviews.answers(sample, service)[26].text == "Only Chidi knows the bank portal."
    names = {node.name: node for node in network.nodes(sample).values()}
    edges = {edge.target_id: edge.hard for edge in sample.all(m.Dependency, m.Dependency.source_id == service)}
    assert edges[names["Warehouse system"].key] is False
    assert edges[names["Finance and stock ledger (ERP)"].key] is True
    assert sample.get(m.Supplier, names["Wagefern"].key).contract_rto == 36 * 60
    assert told(difference(sample, payroll)) == []


def test_a_new_person_and_a_new_component_are_told_before_they_are_added(sample: Document, payroll: Path) -> None:
    fill(payroll, "SVC-008", {"2b": "Petra Neumann", "25·4": ["Old fax machine", None]})
    book = openpyxl.load_workbook(payroll)
    page = sheet_of(book, "SVC-008")
    page.cell(row_of(page, "25·4"), 3).value = "Old fax machine"
    book.save(payroll)
    diff = difference(sample, payroll)
    assert "not among the people" in line(diff, "Deputy").remark
    fax = line(diff, "Needed first")
    assert fax.remark == (
        "“Old fax machine” is not known here: taking it over adds it as a new component. Check the spelling first."
    )
    assert not fax.tick
    questionnaires.take(sample, diff, [one.id for one in diff.lines])
    assert "Old fax machine" in [one.name for one in sample.all(m.Component)]
    assert "Petra Neumann" in [one.name for one in sample.all(m.Person)]


def test_all_the_rest_is_still_right_stamps_the_answers_anew(sample: Document, payroll: Path) -> None:
    fill(payroll, "SVC-008", {"14": "8 h", "✓": "yes"})
    diff = difference(sample, payroll)
    service = key(sample, "SVC-008")
    before = interviews.answers(sample, service)
    questionnaires.take(sample, diff)
    after = interviews.answers(sample, service)
    assert after[1].at == after[22].at == sample.now()
    assert after[22].text == before[22].text
    assert set(after) == set(before)


def test_a_form_that_says_nothing_of_the_rest_leaves_old_answers_old(sample: Document, payroll: Path) -> None:
    fill(payroll, "SVC-008", {"14": "8 h"})
    questionnaires.take(sample, difference(sample, payroll))
    assert interviews.answers(sample, key(sample, "SVC-008"))[1].at < sample.now()


# --- conflicts and older states ---


def test_what_both_sides_changed_is_marked_and_not_proposed(sample: Document, payroll: Path) -> None:
    service = key(sample, "SVC-008")
    fill(payroll, "SVC-008", {"14": "8 h", "18": "12 h"})
    interviews.set_target(sample, service, "rto", "20h")
    diff = difference(sample, payroll)
    rto, rpo = line(diff, "RTO"), line(diff, "RPO")
    assert (rto.before, rto.after, rto.conflict, rto.tick) == ("20 h", "8 h", True, False)
    assert rto.remark.startswith("Changed here, too")
    assert (rpo.conflict, rpo.tick) == (False, True)
    assert diff.behind == 1
    assert "one change was made here since" in diff.notes[0]
    questionnaires.take(sample, diff)
    row = sample.get(m.Service, service)
    assert (row.rto, row.rpo) == (1200, 720)


def test_what_was_left_alone_does_not_undo_later_edits(sample: Document, payroll: Path) -> None:
    interviews.set_target(sample, key(sample, "SVC-008"), "rto", "20h")
    assert told(difference(sample, payroll)) == []


def test_both_sides_with_the_same_answer_are_no_difference(sample: Document, payroll: Path) -> None:
    fill(payroll, "SVC-008", {"14": "20 hours"})
    interviews.set_target(sample, key(sample, "SVC-008"), "rto", "20h")
    assert told(difference(sample, payroll)) == []


def test_a_row_deleted_here_comes_back_only_if_it_is_ticked(sample: Document, payroll: Path) -> None:
    service = key(sample, "SVC-008")
    fill(payroll, "SVC-008", {"5·1": ["Pay run", "20th", "6 h", "yes"]})
    entities.delete(sample, interviews.peaks(sample, service)[0].id, m.Peak)
    found = line(difference(sample, payroll), "Peaks")
    assert (found.change, found.tick) == ("new", False)
    assert "deleted here" in found.remark


def test_a_deleted_service_is_told_and_its_answers_are_not_taken(sample: Document, tmp_path: Path) -> None:
    path = made(sample, tmp_path / "q.xlsx", "SVC-014", "SVC-008")
    fill(path, "SVC-014", {"14": "1 h"})
    with sample.edit("away") as session:
        session.delete(session.get(m.Entity, key(sample, "SVC-014")))
    diff = difference(sample, path)
    assert [one.ref for one in diff.services] == ["SVC-008"]
    assert any(note.startswith("SVC-014") and "no longer in this session" in note for note in diff.notes)


# --- bad input, each told in one sentence ---


def test_a_form_of_another_session_is_refused(sample: Document, payroll: Path, tmp_path: Path) -> None:
    with Document.create(tmp_path / "other.foreshock") as other, pytest.raises(UserError) as refused:
        difference(other, payroll)
    assert str(refused.value) == (
        "payroll.xlsx belongs to another session. Open the session it was made from, or send a new form from this one."
    )


def test_a_file_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(UserError, match="is no questionnaire of Foreshock"):
        questionnaires.read(path)
    (tmp_path / "text.xlsx").write_text("hello")
    with pytest.raises(UserError, match="is not an Excel workbook"):
        questionnaires.read(tmp_path / "text.xlsx")
    with pytest.raises(UserError, match="cannot be opened"):
        questionnaires.read(tmp_path / "missing.xlsx")


@pytest.mark.parametrize(
    ("label", "wrong", "name", "sentence"),
    [
        ("14", "soon", "RTO", "“soon” is not a duration."),
        ("7c", [4, 4, 3, 3, 3, 3, 3, 3], "Regulatory", "The impact falls after 8 h."),
        ("7c", [7, 7, 7, 7, 7, 7, 7, 7], "Regulatory", "Impact must be at most 5."),
        ("15b", "x" * 600, "MBCO in words", "takes 500 characters at most; this text has 600"),
        ("15a", 140, "MBCO", "MBCO must be at most 100"),
        ("25·1", ["Payroll", "yes"], "Needed first", "Payroll cannot depend on itself."),
        ("5·2", [None, "December", "2 d", "yes"], "Peaks", "Peak is missing in this row"),
    ],
)
def test_what_cannot_be_taken_is_a_line_that_says_why(
    sample: Document, payroll: Path, label: str, wrong: Any, name: str, sentence: str
) -> None:
    fill(payroll, "SVC-008", {label: wrong})
    found = line(difference(sample, payroll), name)
    assert (found.takeable, found.tick) == (False, False)
    assert sentence in found.remark
    assert found.after


def test_an_rto_past_the_mtpd_is_told_and_not_proposed(sample: Document, payroll: Path) -> None:
    fill(payroll, "SVC-008", {"14": "4 d"})
    found = line(difference(sample, payroll), "RTO")
    assert not found.tick
    assert "The RTO of 4 d lies past the MTPD of 3 d. Ask Chidi Umenta which of the two holds" in found.remark


def test_an_rto_later_than_a_peak_of_the_same_form_is_told(sample: Document, payroll: Path) -> None:
    fill(payroll, "SVC-008", {"14": "12 h"})
    assert (
        "In Pay run 8 h is the limit; an RTO of 12 h is too late then."
        in line(difference(sample, payroll), "RTO").remark
    )


def test_a_formula_is_told_with_its_cell_and_not_proposed(sample: Document, payroll: Path) -> None:
    fill(payroll, "SVC-008", {"8b": "=1000*4"})
    found = line(difference(sample, payroll), "Loss an hour, likely")
    assert "holds a formula without a result" in found.remark
    assert "“SVC-008 Payroll”, row" in found.remark
    assert not found.takeable


def test_an_emptied_answer_is_shown_and_only_emptied_if_ticked(sample: Document, payroll: Path) -> None:
    fill(payroll, "SVC-008", {"15b": None, "20·1": [None, None]})
    diff = difference(sample, payroll)
    assert [(one.change, one.tick, one.after) for one in diff.lines] == [
        ("cleared", False, ""),
        ("removed", False, ""),
    ]
    questionnaires.take(sample, diff, [one.id for one in diff.lines])
    service = key(sample, "SVC-008")
    assert sample.get(m.Service, service).mbco_text is None
    assert sample.all(m.VitalRecord, m.VitalRecord.service_id == service) == []


def test_a_deleted_row_of_the_form_is_asked_about(sample: Document, payroll: Path) -> None:
    book = openpyxl.load_workbook(payroll)
    page = sheet_of(book, "SVC-008")
    page.delete_rows(row_of(page, "20·1"))
    book.save(payroll)
    found = line(difference(sample, payroll), "Vital records")
    assert (found.change, found.tick) == ("removed", False)
    assert "Tick to remove it here." in found.remark


def test_a_row_that_was_inserted_is_read(sample: Document, payroll: Path) -> None:
    book = openpyxl.load_workbook(payroll)
    page = sheet_of(book, "SVC-008")
    page.cell(row_of(page, "20·2"), 1).value = None
    page.cell(row_of(page, "20·3"), 1).value = None
    row = row_of(page, "20·4") - 1
    page.cell(row, 3).value, page.cell(row, 7).value = "Personnel files", "Archive"
    book.save(payroll)
    found = [one for one in told(difference(sample, payroll)) if one[2]]
    assert found == [("Vital records", "", "Personnel files · Archive")]


def test_changed_and_missing_headings_are_told(sample: Document, payroll: Path) -> None:
    fill(payroll, "SVC-008", {"14": "8 h"})
    book = openpyxl.load_workbook(payroll)
    page = sheet_of(book, "SVC-008")
    page["C4"] = "Chidi says"
    page["M4"] = None
    book.save(payroll)
    diff = difference(sample, payroll)
    assert line(diff, "RTO").after == "8 h"
    assert any("the heading “Your answer” now reads “Chidi says”" in note for note in diff.notes)
    assert any("no column “Remark” any more" in note for note in diff.notes)


def test_a_renamed_and_a_missing_sheet_are_told(sample: Document, tmp_path: Path) -> None:
    path = made(sample, tmp_path / "q.xlsx", "SVC-008", "SVC-014")
    fill(path, "SVC-008", {"14": "8 h"})
    book = openpyxl.load_workbook(path)
    sheet_of(book, "SVC-008").title = "Mine"
    book.remove(sheet_of(book, "SVC-014"))
    book.save(path)
    diff = difference(sample, path)
    assert told(diff) == [("RTO", "24 h", "8 h")]
    assert any("is now called “Mine”" in note for note in diff.notes)
    assert any("is gone from the file" in note for note in diff.notes)


def test_somebody_else_who_filled_it_in_is_the_speaker(sample: Document, payroll: Path) -> None:
    book = openpyxl.load_workbook(payroll)
    book.worksheets[0]["C6"] = "Łucja Wrzesnik"
    book.save(payroll)
    diff = difference(sample, payroll)
    assert diff.sender == "Łucja Wrzesnik"
    assert sample.get(m.Person, diff.person).name == "Łucja Wrzesnik"
    book.worksheets[0]["C6"] = "A stranger"
    book.save(payroll)
    assert difference(sample, payroll).person is None


# --- what is kept ---


def test_the_whole_return_is_kept_and_can_be_opened_again(sample: Document, payroll: Path) -> None:
    fill(payroll, "SVC-008", {"14": "8 h", "15b": "x" * 600})
    returned = questionnaires.read(payroll)
    keys = questionnaires.keep(sample, returned)
    assert questionnaires.keep(sample, returned) == keys
    payroll.unlink()
    (kept,) = questionnaires.kept_forms(sample)
    assert (kept.state, kept.sender, kept.services[0][1:]) == ("waiting", "Chidi Umenta", ("SVC-008", "Payroll"))
    again = questionnaires.open_again(sample, kept.keys)
    assert again == returned
    diff = questionnaires.compare(sample, again)
    assert line(diff, "MBCO in words").after.startswith("xxx")
    questionnaires.take(sample, diff)
    assert [one.state for one in questionnaires.kept_forms(sample)] == ["taken"]
    questionnaires.set_aside(sample, kept.keys)
    assert [one.state for one in questionnaires.kept_forms(sample)] == ["set aside"]


# --- ask-back lists and deputies ---


def test_an_ask_back_list_has_only_what_is_open_or_parked_with_its_contradictions(sample: Document) -> None:
    service = key(sample, "SVC-008")
    interviews.answer(sample, service, 18, state="parked")
    made_form = questionnaires.form(sample, [service], questionnaires.ASK_BACK, owner(sample))
    asked = {one.number: one for one in made_form.services[0].questions}
    assert asked[18].state == "parked"
    assert any("24 h" in hint and "8 h" in hint for one in asked.values() for hint in one.hints)
    assert 1 not in asked
    assert all(one.state == "parked" or one.hints for one in asked.values())


def test_a_service_with_nothing_open_makes_no_ask_back_list(sample: Document) -> None:
    with pytest.raises(UserError, match="Nothing is open for Dafydd Prysor"):
        questionnaires.form(sample, [key(sample, "SVC-004")], questionnaires.ASK_BACK, owner(sample, "SVC-004"))


def test_what_is_open_per_person_is_what_is_open_per_service(sample: Document) -> None:
    interviews.open_interview(sample, key(sample, "SVC-003"))
    interviews.answer(sample, key(sample, "SVC-008"), 18, state="parked")
    found = {one.name: one for one in questionnaires.addressees(sample)}
    for one in found.values():
        assert one.open == sum(len(questionnaires.open_questions(sample, service)) for service in one.services)
    assert found["Chidi Umenta"].open == 1
    assert found["Grace Okonjo-Hale"].open == 34  # all of Order intake is old again; the approval is given in person
    assert {one.refs for one in questionnaires.addressees(sample, deputies=True)} != {
        one.refs for one in found.values()
    }


def test_old_answers_of_a_reopened_interview_are_asked_back_as_such(sample: Document) -> None:
    service = key(sample, "SVC-003")
    interviews.open_interview(sample, service)
    form = questionnaires.form(sample, [service], questionnaires.ASK_BACK, owner(sample, "SVC-003"))
    assert {one.state for one in form.services[0].questions} == {"old"}


@pytest.fixture
def deputy(sample: Document, tmp_path: Path) -> questionnaires.Returned:
    """What Łucja Wrzesnik, deputy for Payroll, answered alone."""
    person = sample.get(m.Service, key(sample, "SVC-008")).deputy_id
    path = made(sample, tmp_path / "alone.xlsx", "SVC-008", person=person, filled=False, core=True)
    fill(
        path,
        "SVC-008",
        {"14": "8 h", "13": "3 d", "7c": [1, 1, 1, 2, 2, 3, 4, 4], "5·1": ["Bonus day", "March", "4 h"]},
    )
    return questionnaires.read(path)


def test_where_a_deputy_differs_is_the_agenda(sample: Document, deputy: questionnaires.Returned) -> None:
    questionnaires.keep(sample, deputy, person=sample.get(m.Service, key(sample, "SVC-008")).deputy_id)
    found = questionnaires.differences(sample, deputy)
    assert [one.sentence for one in found] == [
        "Regulatory: intolerable from 1 w (owner) or intolerable from 2 w (deputy)",
        "RTO: 24 h (owner) or 8 h (deputy)",
        "Peaks: “Pay run · 24th–26th of each month · 8 h · yes” only from owner",
        "Peaks: “Bonus day · March · 4 h” only from deputy",
    ]
    meeting = meetings.open_meeting(sample, "Payroll", "interview")
    before = sample.version
    questionnaires.add_to_agenda(sample, meeting, found)
    assert sample.version == before + 1
    points = meetings.agenda(sample, meeting).points
    assert [point.title for point in points] == [one.sentence for one in found]


def test_what_was_said_before_stands_beside_its_question(sample: Document, deputy: questionnaires.Returned) -> None:
    service = key(sample, "SVC-008")
    keys = questionnaires.keep(sample, deputy, person=sample.get(m.Service, service).deputy_id)
    day = "15 Sep 2026"
    assert questionnaires.said_before(sample, service, 14) == (f"Łucja Wrzesnik (deputy), {day}: RTO 8 h",)
    assert questionnaires.said_before(sample, service, 18) == ()
    questionnaires.set_aside(sample, keys)
    assert questionnaires.said_before(sample, service, 14) == ()


def test_two_forms_are_compared_with_each_other(
    sample: Document, payroll: Path, deputy: questionnaires.Returned
) -> None:
    fill(payroll, "SVC-008", {"14": "10 h"})
    found = questionnaires.differences(sample, deputy, questionnaires.read(payroll))
    assert "RTO: 10 h (owner) or 8 h (deputy)" in [one.sentence for one in found]
