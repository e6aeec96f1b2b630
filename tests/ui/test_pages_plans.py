"""Plans are drafted, filled, put in order, approved and taken back by keys and clicks, as a facilitator does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import entities, planning
from app import model as m
from app.document import Document
from ui.bridge import Bridge
from ui.console import Console
from ui.pages.plans import PlansPage
from ui.plans import asking
from ui.plans.invocation import loss_at
from ui.plans.parts import BLOCKS, FIRST_HOUR, MISSING, OK
from ui.plans.steps import after_keys, path_message
from ui.settings import Settings
from ui.tables.view import Bubble

Key = Qt.Key
NOW = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)


class World:
    """A session with one service and its people, a page over it, and what the page said."""

    def __init__(self, qtbot: QtBot, document: Document, folder: Path) -> None:
        self.qtbot, self.document = qtbot, document
        self.bridge = Bridge(document)
        self.console = Console(document, self.bridge, Settings(folder))
        self.refused: list[str] = []
        self.asked: list[object] = []
        self.console.refused.connect(self.refused.append)
        self.console.dialog_wanted.connect(lambda name, argument: self.asked.append((name, argument)))
        self.page = PlansPage(self.console)
        qtbot.addWidget(self.page)
        self.page.resize(1200, 800)
        self.page.show()
        self.page.listener.freshen()
        self.wake()

    @property
    def builder(self) -> Any:
        return self.page.builder

    @property
    def steps(self) -> Any:
        return self.builder.editor().blocks[0].steps

    def content(self) -> planning.PlanContent:
        return planning.read_plan(self.document, self.builder.desk.key)

    def state(self, code: str) -> str:
        return next(entry.state for entry in self.builder.parts.view.parts.entries if entry.code == code)

    def wake(self) -> None:
        """Make the page's window active again, as a window manager does after a list of names was closed."""
        QApplication.processEvents()
        self.page.activateWindow()
        self.qtbot.waitUntil(self.page.isActiveWindow)

    def type_line(self, table: Any, text: str) -> None:
        """Type into the last line of a table, and end it with Enter."""
        self.wake()
        index = table.model.index(table.model.rowCount() - 1, table.model.new_column())
        table.view.setFocus()
        table.view.setCurrentIndex(index)
        QTest.keyClick(table.view, Key.Key_F2)
        self.type_text(text)

    def type_text(self, text: str) -> None:
        editor = QApplication.focusWidget()
        assert editor is not None
        QTest.keyClicks(editor, text)
        QTest.keyClick(editor, Key.Key_Return)
        QApplication.processEvents()  # Qt ends an editor after the key was handled

    def change(self, table: Any, key: bytes, column: str, text: str) -> None:
        """Type over a cell."""
        table.view.setFocus()
        table.edit_cell(key, column)
        self.type_text(text)

    def in_dialog(self, act: Callable[[Any], None]) -> None:
        """Do this as soon as a dialog is open."""

        def meet() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, asking.Asking):
                act(dialog)
            else:
                QTimer.singleShot(20, meet)

        QTimer.singleShot(20, meet)


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    document = Document.create(tmp_path / "one.foreshock", clock=lambda: NOW, who="Ann")
    with document:
        yield document


@pytest.fixture
def service(document: Document) -> bytes:
    ann = entities.add(document, m.Person, name="Ann Abel", phone="+1 555 0100")
    ben = entities.add(document, m.Person, name="Ben Bold", phone="+1 555 0101")
    return entities.add(document, m.Service, name="Payroll", owner_id=ann, deputy_id=ben, rto=480, mtpd=1440)


@pytest.fixture
def world(qtbot: QtBot, document: Document, service: bytes, tmp_path: Path) -> Iterator[World]:
    made = World(qtbot, document, tmp_path / "settings")
    yield made
    made.bridge.close()


@pytest.fixture
def draft(world: World, service: bytes) -> World:
    world.page.open_plan(planning.draft_plan(world.document, "Payroll plan", [service]))
    return world


def bare(world: World) -> None:
    """Open a plan with nothing in it."""
    world.page.open_plan(entities.add(world.document, m.Plan, title="Bare plan"))


# --- the list ---


def test_a_page_without_plans_offers_to_draft_the_first(world: World, service: bytes) -> None:
    panel = world.page.lists.panel("plans")
    assert panel._stack.currentIndex() == 1

    def choose(dialog: asking.DraftDialog) -> None:
        QTest.keyClick(dialog.list, Key.Key_Space)
        assert dialog.title.text() == "Payroll continuity plan"
        QTest.keyClick(dialog.list, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    world.in_dialog(choose)
    QTest.keyClick(panel, Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert world.page.builder_open()
    assert world.content().title == "Payroll continuity plan"
    assert [one.key for one in world.content().services] == [service]
    world.document.undo()
    assert world.document.all(m.Plan) == []
    assert not world.page.builder_open()


def test_a_draft_needs_a_service(world: World) -> None:
    told: list[str] = []

    def confirm(dialog: asking.DraftDialog) -> None:
        dialog.finish("go")
        told.append(dialog.problem.text())
        dialog.finish("cancel")

    world.in_dialog(confirm)
    world.page.lists.panel("plans").add()
    assert told == ["Choose at least one service that the plan recovers."]
    assert world.document.all(m.Plan) == []


def test_the_list_says_how_complete_a_plan_is(draft: World) -> None:
    draft.builder.leave()
    row = draft.page.lists.panel("plans").table.model.rows[0]
    parts = planning.completeness_of(draft.document, row.key)
    assert (row.filled, row.total) == (parts.filled, 20)
    assert row.services == ("Payroll",)
    assert draft.page.subtitle() == "1 plan, 0 in force"


def test_enter_opens_a_plan_and_alt_left_goes_back(draft: World) -> None:
    draft.builder.leave()
    table = draft.page.lists.panel("plans").table
    assert not draft.page.builder_open()
    assert QApplication.focusWidget() is table.view
    QTest.keyClick(table.view, Key.Key_Return)
    assert draft.page.builder_open()
    QTest.keyClick(draft.builder.parts.view, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert not draft.page.builder_open()


def test_what_is_selected_from_elsewhere_is_shown(draft: World) -> None:
    step = draft.content().steps[1]
    draft.page.close_plan()
    draft.page.select(step.key)
    assert draft.builder.parts.view.current() == "steps"
    assert draft.steps.chosen().key == step.key


def test_the_open_plan_and_part_are_remembered(draft: World) -> None:
    draft.builder.open_part("roles")
    place = draft.page.place()
    other = PlansPage(draft.console)
    draft.qtbot.addWidget(other)
    other.restore(place)
    assert other.builder_open()
    assert other.builder.parts.view.current() == "roles"


# --- parts ---


def test_the_parts_say_what_is_filled_missing_or_blocks(world: World) -> None:
    bare(world)
    assert world.state("purpose") == MISSING
    assert world.state("triggers") == BLOCKS
    assert world.state("version") == OK
    assert world.builder.parts.count.text() == "1 of 20 parts"


def test_the_arrows_walk_through_the_parts(draft: World) -> None:
    view = draft.builder.parts.view
    view.setFocus()
    assert view.current() == "purpose"
    for _ in range(20):
        QTest.keyClick(view, Key.Key_Down)
        assert draft.builder.editor().code == view.current()
    assert view.current() == FIRST_HOUR


def test_a_text_part_is_typed_and_undone(world: World) -> None:
    bare(world)
    world.builder.open_part("deactivation")
    field = world.builder.editor().blocks[0].form.row("deactivation").editor
    field.setFocus()
    QTest.keyClicks(field, "Owner confirms")
    world.builder.parts.view.setFocus()
    assert world.content().deactivation == "Owner confirms"
    assert world.state("deactivation") == OK
    world.document.undo()
    assert world.state("deactivation") == MISSING


def test_text_is_not_lost_when_another_part_is_opened(world: World) -> None:
    bare(world)
    world.builder.open_part("return")
    field = world.builder.editor().blocks[0].form.row("return_to_normal").editor
    QTest.keyClicks(field, "In the night")
    world.builder.open_part("purpose")
    assert world.content().return_to_normal == "In the night"


@pytest.mark.parametrize(
    ("code", "part", "read"),
    [
        ("triggers", 3, lambda c: [line.text for line in c.triggers]),
        ("roles", 6, lambda c: [line.name for line in c.roles]),
        ("resources", 11, lambda c: [line.what for line in c.resources]),
        ("escalation", 14, lambda c: [line.role for line in c.escalation]),
        ("verification", 16, lambda c: [line.text for line in c.data_checks]),
        (FIRST_HOUR, 0, lambda c: [line.text for line in c.first_hour]),
    ],
)
def test_a_line_is_typed_into_a_list(world: World, code: str, part: int, read: Callable[[Any], list[str]]) -> None:
    bare(world)
    world.builder.open_part(code)
    block = world.builder.editor().blocks[0]
    table = getattr(block, "lines", block).table
    world.type_line(table, "First")
    world.type_line(table, "Second")
    assert read(world.content()) == ["First", "Second"]
    assert part == 0 or world.state(code) in (OK, BLOCKS)
    world.document.undo()
    assert read(world.content()) == ["First"]


def test_people_who_may_invoke_are_chosen_by_name(world: World) -> None:
    bare(world)
    world.builder.open_part("authority")
    world.type_line(world.builder.editor().blocks[0].table, "Ann Abel")
    world.type_line(world.builder.editor().blocks[0].table, "ben b")
    assert [person.name for person in world.content().invokers] == ["Ann Abel", "Ben Bold"]


def test_lines_move_with_alt_and_the_arrows(world: World) -> None:
    bare(world)
    world.builder.open_part("triggers")
    table = world.builder.editor().blocks[0].table
    for words in ("one", "two", "three"):
        world.type_line(table, words)
    table.select_key(world.content().triggers[2].key)
    QTest.keyClick(table.view, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [line.text for line in world.content().triggers] == ["one", "three", "two"]
    world.document.undo()
    assert [line.text for line in world.content().triggers] == ["one", "two", "three"]


def test_a_message_for_outside_fills_its_part_only(world: World) -> None:
    bare(world)
    world.builder.open_part("external-message")
    world.type_line(world.builder.editor().blocks[0].lines.table, "First notice")
    assert (world.state("external-message"), world.state("internal-message")) == (OK, BLOCKS)
    assert world.content().notices[0].audience == "external"
    assert "____" in world.builder.editor().blocks[0].preview.text()


def test_every_part_shows_the_open_plan(draft: World) -> None:
    for entry in list(draft.builder.parts.view.parts.entries):
        draft.builder.open_part(entry.code)
        editor = draft.builder.editor()
        assert editor.code == entry.code
        assert editor.blocks, f"{entry.code} has nothing to fill in or to read"
        assert editor.title.text()


# --- steps ---


def test_a_step_is_typed_timed_and_put_after_others(world: World, service: bytes) -> None:
    bare(world)
    entities.add(world.document, m.PlanService, plan_id=world.builder.desk.key, service_id=service)
    world.builder.open_part("steps")
    for words in ("Call the team", "Restore", "Verify"):
        world.type_line(world.steps.table, words)
    first, second, third = world.content().steps
    assert (second.after, third.after) == ((1,), (2,))
    assert third.service_key == service
    world.change(world.steps.table, first.key, "minutes", "90 min")
    world.change(world.steps.table, third.key, "after", "1, 2")
    steps = world.content().steps
    assert (steps[0].minutes, steps[2].after) == (90, (1, 2))
    assert world.builder.editor().blocks[0]._bars[0][0].property("title").text() == (
        "The critical path takes 1 h 30: 6 h 30 of the 8 h RTO is left"
    )


def test_a_step_that_would_wait_for_itself_is_refused_beside_its_cell(draft: World) -> None:
    draft.builder.open_part("steps")
    table = draft.steps.table
    first = draft.content().steps[0]
    waits = draft.content().steps[1]
    planning.set_step_order(draft.document, waits.key, [first.key])
    draft.change(table, first.key, "after", "2")
    assert draft.content().steps[0].after == ()
    bubble = table.view.findChild(Bubble)
    assert bubble is not None
    assert "already waits" in bubble.sentence
    table.view.hide_bubble()


def test_after_names_only_steps_of_the_plan(draft: World) -> None:
    content = draft.content()
    assert after_keys(content, "2; 1") == [content.steps[1].key, content.steps[0].key]
    assert after_keys(content, "–") == []
    with pytest.raises(Exception, match="no step 99"):
        after_keys(content, "99")
    with pytest.raises(Exception, match="no step x"):
        after_keys(content, "1, x")


def test_steps_move_with_alt_down_and_by_a_new_number(draft: World) -> None:
    draft.builder.open_part("steps")
    before = [step.key for step in draft.content().steps]
    table = draft.steps.table
    table.view.setFocus()
    table.select_key(before[0])
    QTest.keyClick(table.view, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [step.key for step in draft.content().steps][:2] == [before[1], before[0]]
    assert table.current_key() == before[0]
    draft.change(table, before[0], "number", "1")
    assert [step.key for step in draft.content().steps] == before


def test_steps_run_side_by_side_on_request(draft: World) -> None:
    draft.builder.open_part("steps")
    planning.add_step(draft.document, draft.builder.desk.key, "One more", after=[draft.content().steps[-1].key])
    last = draft.content().steps[-1]
    draft.steps.table.select_key(last.key)
    QTest.mouseClick(draft.steps.parallel, Qt.MouseButton.LeftButton)
    steps = draft.content().steps
    assert steps[-1].after == steps[-2].after


def test_several_steps_are_removed_as_one_edit(draft: World) -> None:
    draft.builder.open_part("steps")
    keys = [step.key for step in draft.content().steps]
    planning.add_step(draft.document, draft.builder.desk.key, "One more")
    table = draft.steps.table
    table.view.setFocus()
    table.select_key(keys[0])
    QTest.keyClick(table.view, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table.view, Key.Key_Delete)
    assert [step.key for step in draft.content().steps][:-1] == keys[2:]
    draft.document.undo()
    assert [step.key for step in draft.content().steps][:-1] == keys


def test_what_a_step_uses_is_added_and_taken_away(draft: World, service: bytes) -> None:
    node = entities.add(draft.document, m.Component, name="Ledger server")
    draft.builder.open_part("steps")
    editor = draft.builder.editor().blocks[0]
    editor.fold.setChecked(True)
    editor.cited.field.setFocus()
    QTest.keyClicks(editor.cited.field, "ledger s")
    QTest.keyClick(editor.cited.field, Key.Key_Return)
    assert [one.key for one in draft.content().steps[0].cites] == [node]
    pill: Any = editor.cited._pills.itemAt(0).widget()
    QTest.mouseClick(pill, Qt.MouseButton.LeftButton)
    assert draft.content().steps[0].cites == ()


def test_the_message_over_the_bars_tells_what_is_left(draft: World, service: bytes) -> None:
    plan = draft.content()
    assert path_message(plan.services[0], named=True).startswith("Payroll: the critical path takes ")
    entities.set_field(draft.document, m.Service, service, "rto", 5)
    assert "longer than the 5 min RTO allows" in path_message(draft.content().services[0], named=False)
    entities.set_field(draft.document, m.Service, service, "rto", None)
    assert "there is no RTO yet" in path_message(draft.content().services[0], named=False)


# --- windows ---


def test_no_part_comes_up_as_a_window_of_its_own(draft: World) -> None:
    class Watch(QObject):
        seen: ClassVar[list[str]] = []

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self.seen.append(str(watched))
            return False

    watch, application = Watch(), QApplication.instance()
    assert application is not None
    application.installEventFilter(watch)
    for entry in list(draft.builder.parts.view.parts.entries):
        draft.builder.open_part(entry.code)
    draft.builder.leave()
    draft.page.lists.show("strategies")
    application.removeEventFilter(watch)
    assert watch.seen == []


# --- approval ---


def complete(world: World) -> None:
    """Mend everything that blocks the approval of the open plan."""
    people = {row.name: row.id for row in world.document.all(m.Person)}
    for role in world.content().roles:
        entities.set_fields(
            world.document, m.PlanRole, role.key, {"primary_id": people["Ann Abel"], "backup_id": people["Ben Bold"]}
        )
    if not world.content().escalation:
        entities.add(world.document, m.Escalation, plan_id=world.builder.desk.key, level=1, role="Service desk")


def test_a_plan_is_approved_only_when_nothing_blocks_it(draft: World) -> None:
    draft.builder.open_part("roles")
    table = draft.builder.editor().blocks[0].table
    draft.type_line(table, "Bank contact")
    bar, remarks = draft.builder.bar, draft.builder.side.remarks
    assert not bar.approve.isEnabled()
    assert bar.approve.reason_label().text().endswith(("holds it up", "hold it up"))
    assert ("E", "Bank contact has no backup.", "P03", "roles") in remarks.shown
    complete(draft)
    assert draft.builder.desk.blockers == ()
    assert bar.approve.isEnabled()
    assert bar.approve.text() == "Approve 1.0"

    def sign(dialog: asking.ApproveDialog) -> None:
        assert dialog.person.text() == "Ann Abel"
        QTest.keyClicks(dialog.note, "First version")
        QTest.mouseClick(dialog.buttons["go"], Qt.MouseButton.LeftButton)

    draft.in_dialog(sign)
    QTest.mouseClick(bar.approve, Qt.MouseButton.LeftButton)
    assert (draft.content().state, draft.content().version) == ("approved", "1.0")
    assert "1.0 · Ann Abel" in draft.builder.side.record.entries()[0]


def test_a_plan_in_force_is_changed_only_as_its_next_version(draft: World) -> None:
    complete(draft)
    ann = draft.document.all(m.Person)[0].id
    planning.approve_plan(draft.document, draft.builder.desk.key, ann)
    bar = draft.builder.bar
    assert not bar.approve.isVisible()
    assert draft.builder.locked.isVisible()
    draft.builder.open_part("triggers")
    table = draft.builder.editor().blocks[0].table
    assert table.model.read_only
    count = len(draft.content().triggers)
    table.view.setFocus()
    table.select_key(draft.content().triggers[0].key)
    QTest.keyClick(table.view, Key.Key_Delete)
    assert len(draft.content().triggers) == count
    QTest.mouseClick(bar.begin, Qt.MouseButton.LeftButton)
    assert (draft.content().state, draft.content().version) == ("draft", "1.1")
    assert not draft.builder.locked.isVisible()
    draft.type_line(table, "One more")
    assert len(draft.content().triggers) == count + 1


def test_a_link_opens_the_part_where_it_is_mended(world: World) -> None:
    bare(world)
    remarks = world.builder.side.remarks
    codes = [code for *_, code in remarks.shown]
    assert codes[:3] == ["triggers", "authority", "roles"]
    remarks.wanted.emit("escalation")
    assert world.builder.parts.view.current() == "escalation"


def test_a_review_and_copies_go_into_the_record(draft: World) -> None:
    def confirm(dialog: asking.ReviewDialog) -> None:
        QTest.keyClicks(dialog.note, "Read and fine")
        QTest.mouseClick(dialog.buttons["go"], Qt.MouseButton.LeftButton)

    draft.in_dialog(confirm)
    QTest.mouseClick(draft.builder.bar.review, Qt.MouseButton.LeftButton)
    assert draft.content().reviews[0].result == "Read and fine"

    def name_them(dialog: asking.HandOutDialog) -> None:
        QTest.keyClicks(dialog.names, "Security desk")
        QTest.mouseClick(dialog.buttons["go"], Qt.MouseButton.LeftButton)

    draft.in_dialog(name_them)
    QTest.mouseClick(draft.builder.side.record.hand_out, Qt.MouseButton.LeftButton)
    assert [(copy.recipient, copy.form) for copy in draft.content().copies] == [("Security desk", "paper")]
    assert any(line.startswith("Security desk") for line in draft.builder.side.record.entries())


def test_the_exports_are_asked_for_with_the_plan(draft: World) -> None:
    QTest.mouseClick(draft.builder.bar.export, Qt.MouseButton.LeftButton)
    QTest.mouseClick(draft.builder.bar.card, Qt.MouseButton.LeftButton)
    ref = draft.content().ref
    assert draft.asked == [("export", ("plan", ref)), ("export", ("first-hour-card", ref))]


# --- the invocation tool ---


def test_the_tool_says_until_when_to_decide(draft: World) -> None:
    tool = draft.builder.side.invocation
    service = draft.content().services[0]
    assert service.rto is not None
    assert service.path is not None
    now = NOW.astimezone()
    tool.lost.setFocus()
    QTest.keyClicks(tool.lost, f"{now:%H:%M}")
    by = now.timestamp() + (service.rto - service.path) * 60
    assert tool.time.text() == f"{datetime.fromtimestamp(by).astimezone():%H:%M}"
    QTest.keyClicks(tool.fix, "9 h")
    assert tool.advice.text().startswith("Invoke")
    assert "after the RTO" in tool.ground.text()
    tool.lost.clear()
    QTest.keyClicks(tool.lost, "noon")
    assert "for example 13:48" in tool.ground.text()


@pytest.mark.parametrize(
    ("typed", "hour", "day"), [("11:30", 11, 15), ("1130", 11, 15), ("23:10", 23, 14), ("9", 9, 15)]
)
def test_the_time_of_the_loss_is_the_last_one_before_now(typed: str, hour: int, day: int) -> None:
    moment = loss_at(typed, datetime(2026, 9, 15, 12, 0, tzinfo=UTC))
    assert (moment.hour, moment.day) == (hour, day)


# --- strategies ---


def test_a_strategy_is_added_for_a_service_by_its_type(world: World, service: bytes) -> None:
    world.page.lists.show("strategies")
    panel = world.page.lists.panel("strategies")

    def fill(dialog: asking.StrategyDialog) -> None:
        dialog.service.setFocus()
        QTest.keyClicks(dialog.service, "payroll")
        dialog.type.setCurrentIndex(dialog.type.findData("warm-standby"))
        dialog.type.settled.emit()
        assert dialog.name.text() == "Warm standby"
        QTest.mouseClick(dialog.buttons["go"], Qt.MouseButton.LeftButton)

    world.in_dialog(fill)
    QTest.keyClick(panel, Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    row = world.document.all(m.Strategy)[0]
    assert (row.service_id, row.type, row.name) == (service, "warm-standby", "Warm standby")
    shown = panel.table.model.rows[0]
    assert panel.table.model.column("type").text_of(shown) == "Warm standby"
    world.document.undo()
    assert panel.table.model.rows == []


# --- a window that only looks ---


def test_a_read_only_window_shows_everything_and_changes_nothing(
    qtbot: QtBot, document: Document, service: bytes, tmp_path: Path
) -> None:
    key = planning.draft_plan(document, "Payroll plan", [service])
    path = document.path
    document.close()
    with Document.open(path, clock=lambda: NOW, read_only=True) as looked_at:
        world = World(qtbot, looked_at, tmp_path / "settings")
        world.page.open_plan(key)
        for entry in list(world.builder.parts.view.parts.entries):
            world.builder.open_part(entry.code)
            for field in world.builder.editor().findChildren(QWidget):
                assert not (hasattr(field, "add_button") and field.add_button.isVisible())
        world.builder.open_part("steps")
        assert world.steps.table.model.read_only
        assert not world.builder.bar.approve.isEnabled()
        assert not world.builder.bar.review.isEnabled()
        assert world.builder.bar.export.isEnabled()
        before = looked_at.version
        world.steps.begin()
        world.steps.move_by(1)
        world.steps._delete([world.content().steps[0].key])
        assert looked_at.version == before
        world.bridge.close()
