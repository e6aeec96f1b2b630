"""The form: what is typed is written once it is complete, and never lost to a change from elsewhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.fields import Field, Kind
from app.i18n import N_
from ui.forms.form import Form, Section
from ui.widgets.editors import Source
from ui.widgets.inputs import ChoiceBox, NoteField, TextField
from ui.widgets.pickers import LevelPicker, YesNoField

FIELDS = {
    "name": Field(Kind.TEXT, N_("Service"), N_("What people would miss."), required=True, core=True),
    "rto": Field(Kind.DURATION, N_("RTO"), maximum=7 * 1440, core=True),
    "mbco": Field(Kind.PERCENT, N_("MBCO"), unit=N_("of normal"), core=True),
    "owner": Field(Kind.REFERENCE, N_("Owner")),
    "impact": Field(Kind.LEVEL, N_("Impact")),
    "tested": Field(Kind.YES_NO, N_("Tested")),
    "state": Field(Kind.CHOICE, N_("State"), choices={"open": N_("Open"), "done": N_("Done")}),
    "reason": Field(Kind.NOTE, N_("Reason")),
    "ref": Field(Kind.TEXT, N_("Reference"), editable=False),
}
PEOPLE = [("ann", "Ann Bauer"), ("mira", "Mira Okafor")]
ANCHORS = [(n, f"Name {n}", f"anchor {n}") for n in range(1, 6)]


class Sheet:
    """One row of a session under a form."""

    def __init__(self, qtbot) -> None:
        self.row: dict[str, object] = {"name": "Payroll", "rto": 480, "mbco": 70, "ref": "SVC-001"}
        self.calls: list[tuple[str, object]] = []
        people = list(PEOPLE)

        def create(name: str) -> str:
            people.append(("new", name))
            return "new"

        sources = {"owner": Source(lambda: people, create=create), "impact": Source(anchors=lambda: ANCHORS)}
        self.form = Form(FIELDS, lambda: self.row, self.commit, sources=sources, sections=[Section("", list(FIELDS))])
        self.form.resize(500, 700)
        qtbot.addWidget(self.form)
        self.form.show()
        self.form.activateWindow()
        qtbot.waitExposed(self.form)

    def commit(self, name: str, entry: object) -> None:
        self.calls.append((name, entry))
        chosen = not isinstance(entry, str) or FIELDS[name].kind is Kind.REFERENCE
        self.row = {**self.row, name: FIELDS[name].check(entry) if chosen else FIELDS[name].parse(str(entry))}

    def type(self, name: str, text: str) -> TextField:
        editor = self.form.row(name).editor
        assert isinstance(editor, TextField)
        editor.setFocus()
        editor.selectAll()
        QTest.keyClicks(editor, text)
        return editor


@pytest.fixture
def sheet(qtbot) -> Sheet:
    return Sheet(qtbot)


def test_enter_writes_a_duration_and_shows_it_as_people_read_it(sheet: Sheet) -> None:
    editor = sheet.type("rto", "4h")
    assert sheet.calls == []
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert sheet.calls == [("rto", "4h")]
    sheet.form.row("name").editor.setFocus()
    assert editor.text() == "4 h"
    assert sheet.calls == [("rto", "4h")]


def test_leaving_the_field_writes_it(sheet: Sheet) -> None:
    sheet.type("mbco", "55")
    sheet.form.row("name").editor.setFocus()
    assert sheet.calls == [("mbco", "55")]


def test_a_text_is_written_when_the_person_rests_and_stays_as_typed(sheet: Sheet, qtbot) -> None:
    editor = sheet.type("name", "Payroll and ")
    qtbot.waitUntil(lambda: bool(sheet.calls), timeout=2000)
    assert sheet.calls == [("name", "Payroll and ")]
    sheet.form.refresh()
    assert editor.text() == "Payroll and "


def test_a_half_typed_duration_is_not_written_by_resting(sheet: Sheet, qtbot) -> None:
    sheet.type("rto", "4")
    qtbot.wait(700)
    assert sheet.calls == []


def test_an_error_stands_below_and_the_text_stays(sheet: Sheet) -> None:
    editor = sheet.type("rto", "9 w")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.text() == "9 w"
    assert editor.property("state") == "error"
    assert "at most" in sheet.form.row("rto").message.text()
    sheet.form.refresh()
    assert editor.text() == "9 w"
    sheet.type("rto", "2 h")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.property("state") == ""
    assert sheet.form.row("rto").message.text() == ""


def test_esc_takes_back_what_was_typed(sheet: Sheet) -> None:
    editor = sheet.type("rto", "9 w")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.text() == "8 h"
    sheet.form.row("name").editor.setFocus()
    assert sheet.calls == []


def test_a_change_from_elsewhere_is_offered_while_typing(sheet: Sheet) -> None:
    editor = sheet.type("mbco", "75")
    sheet.row["mbco"] = 60
    sheet.form.refresh()
    assert editor.text() == "75"
    assert editor.property("state") == "stale"
    message = sheet.form.row("mbco").message
    assert message.text() == "Changed elsewhere to 60 %."
    message._link.click()
    assert editor.text() == "60 %"
    assert sheet.calls == []


def test_a_change_from_elsewhere_appears_in_a_field_at_rest(sheet: Sheet) -> None:
    sheet.row["mbco"] = 60
    sheet.form.refresh()
    assert sheet.form.row("mbco").editor.entry() == "60 %"
    assert sheet.calls == []


def test_levels_and_answers_take_keys_and_can_be_cleared(sheet: Sheet) -> None:
    level, answer = sheet.form.row("impact").editor, sheet.form.row("tested").editor
    assert isinstance(level, LevelPicker)
    assert isinstance(answer, YesNoField)
    QTest.keyClick(level, Qt.Key.Key_4)
    QTest.keyClick(level, Qt.Key.Key_Delete)
    answer.findChildren(type(answer._group.button(0)))[1].click()
    assert sheet.calls == [("impact", 4), ("impact", None), ("tested", False)]


def test_a_choice_is_written_and_delete_makes_it_unknown_again(sheet: Sheet) -> None:
    box = sheet.form.row("state").editor
    assert isinstance(box, ChoiceBox)
    assert box.currentText() == "not asked yet"
    box.setCurrentIndex(box.findData("done"))
    assert sheet.calls == []
    box.activated.emit(box.currentIndex())
    QTest.keyClick(box, Qt.Key.Key_Delete)
    assert sheet.calls == [("state", "done"), ("state", None)]


def test_a_person_can_be_created_while_they_are_looked_up(sheet: Sheet) -> None:
    editor = sheet.type("owner", "Jonas")
    assert editor.choices.texts() == ["Create “Jonas”…"]
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert sheet.calls == [("owner", "new")]
    assert editor.text() == "Jonas"


def test_notes_keep_their_lines_and_write_on_leaving(sheet: Sheet) -> None:
    note = sheet.form.row("reason").editor
    assert isinstance(note, NoteField)
    note.setFocus()
    QTest.keyClicks(note, "First")
    QTest.keyClick(note, Qt.Key.Key_Return)
    QTest.keyClicks(note, "second")
    sheet.form.row("name").editor.setFocus()
    assert sheet.calls == [("reason", "First\nsecond")]


def test_what_the_programme_sets_itself_is_locked(sheet: Sheet) -> None:
    editor = sheet.form.row("ref").editor
    assert isinstance(editor, TextField)
    assert editor.isReadOnly()
    assert editor.property("state") == "locked"


def test_every_control_tells_its_name_and_help(sheet: Sheet) -> None:
    for name, row in sheet.form.rows.items():
        assert row.editor.accessibleName() == FIELDS[name].label
    assert sheet.form.row("name").editor.accessibleDescription() == "What people would miss."


def test_fields_beyond_the_core_unfold_on_request(qtbot) -> None:
    form = Form(FIELDS, dict, None)
    qtbot.addWidget(form)
    form.show()
    assert form.row("rto").isVisible()
    assert not form.row("state").isVisible()
    form.focus("state")
    assert form.row("state").isVisible()


def test_a_finding_stays_below_its_field_with_its_link(sheet: Sheet) -> None:
    mended: list[bool] = []
    sheet.form.row("rto").set_problem("Halden promises 24 h.", ("Fix supplier", lambda: mended.append(True)))
    sheet.form.refresh()
    row = sheet.form.row("rto")
    assert row.message.text() == "Halden promises 24 h."
    row.message._link.click()
    assert mended == [True]


def test_the_stale_state_tells_the_value_of_now_in_the_field(sheet: Sheet) -> None:
    editor = sheet.type("mbco", "75")
    assert editor._suffix.text() == "of normal"
    sheet.row["mbco"] = 60
    sheet.form.refresh()
    assert editor._suffix.text() == "now 60 %"
    assert editor._suffix.tone == "warn"
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert (editor._suffix.text(), editor._suffix.tone) == ("of normal", "text3")


def test_what_was_entered_is_never_covered_by_a_suffix(sheet: Sheet) -> None:
    row, editor = sheet.form.row("rto"), sheet.form.row("rto").editor
    assert isinstance(editor, TextField)
    row.set_suffix("proposed 24 h")
    assert editor._suffix.isVisible()
    left = editor._suffix.geometry().left()
    assert left > editor.fontMetrics().horizontalAdvance(editor.text())
    editor.setFixedWidth(90)
    QApplication.processEvents()
    assert not editor._suffix.isVisible()
    assert editor.textMargins().right() == 0


def test_a_half_wide_message_puts_its_link_below(sheet: Sheet, qtbot) -> None:
    row = sheet.form.row("rto")
    row.set_problem("Halden promises 24 h and cannot do better.", ("Fix supplier", lambda: None))
    words, link = row.message._words, row.message._link
    qtbot.waitUntil(lambda: link.geometry().top() >= words.geometry().bottom())
    row.set_problem("Too late.", ("Fix", lambda: None))
    qtbot.waitUntil(lambda: link.geometry().left() > words.geometry().right())


def test_help_stands_behind_the_label_only_where_all_of_it_fits(sheet: Sheet) -> None:
    from ui.forms.row import QuietHelp

    told = sheet.form.row("name").findChildren(QuietHelp)[0]
    assert told.text() == "What people would miss."

    def painted(width: int) -> int:
        told.setFixedSize(width, 16)
        image = told.grab().toImage()
        ground = image.pixel(0, 0)
        return sum(image.pixel(x, y) != ground for x in range(image.width()) for y in range(image.height()))

    assert painted(300) > 100
    assert painted(60) == 0
