"""Part 8: the recovery steps as a table, the rest of the chosen step below it, and their bars against each RTO."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import entities, planning
from app import model as m
from app.charts import StepBar, StepsView
from app.durations import format_duration
from app.fields import Field, Kind, fields_of
from app.i18n import N_, UserError, translate
from app.planning import PlanContent, PlannedService, Step
from ui.forms.form import Fold
from ui.help.why import ask_why, why_button
from ui.plans.blocks import LineForm, PlanForm
from ui.plans.cited import Cited
from ui.plans.desk import Desk
from ui.subjects.columns import source_of
from ui.tables.columns import Column
from ui.tables.table import Table
from ui.theme import Size, Space, px
from ui.widgets.buttons import button, icon_button
from ui.widgets.charts import StepBars
from ui.widgets.editors import Source
from ui.widgets.labels import hint, label
from ui.widgets.layouts import box, column, row
from ui.widgets.twin import Twinned

AFTER = Field(Kind.TEXT, N_("After"), N_("The numbers of the steps that must be done before, such as 1, 3."))
_NO_STEP = N_("This plan has no step {number}; write numbers such as 1, 3.")


def after_keys(content: PlanContent, typed: str) -> list[bytes]:
    """Return the keys of the steps that ``1, 3`` names. Raises ``UserError`` for what is no step of the plan."""
    known = {step.number: step.key for step in content.steps}
    keys = []
    for part in re.split(r"[\s,;]+", typed.strip(" –-")):
        if not part:
            continue
        if not part.isdecimal() or int(part[:6]) not in known:
            raise UserError(_NO_STEP, number=part[:20])
        keys.append(known[int(part)])
    return keys


def path_message(service: PlannedService, *, named: bool) -> str:
    """Return what the bars of a service say, ``named`` with its name in front."""
    front = f"{service.name}: " if named else ""
    if service.path is None:
        return front + translate(N_("no step has a time yet"))
    path, rto = format_duration(service.path), format_duration(service.rto)
    if service.slack is None:
        return front + translate(N_("the critical path takes {path}; there is no RTO yet"), path=path)
    left = format_duration(abs(service.slack))
    if service.slack < 0:
        sentence = N_("the critical path takes {path}: {left} longer than the {rto} RTO allows")
    elif service.slack == 0:
        sentence = N_("the critical path takes {path}: nothing of the {rto} RTO is left")
    else:
        sentence = N_("the critical path takes {path}: {left} of the {rto} RTO is left")
    return front + translate(sentence, path=path, left=left, rto=rto)


def bars_of(content: PlanContent, service: PlannedService) -> StepsView:
    """Return the bars of a service's steps and of what they wait for, counted from its loss."""
    allowances = {one.key: one.allowance for one in content.services}
    bars = []
    for step in content.steps:
        if step.finish_at is None or (step.service_key != service.key and step.number not in service.critical_steps):
            continue
        own = allowances.get(step.service_key or b"", content.allowance or 0)
        end = step.finish_at - own + service.allowance
        name = f"{step.number} {step.instruction}"
        bars.append(StepBar(step.key, name, end - (step.minutes or 0), end, step.number in service.critical_steps))
    return StepsView(bars, service.ready_at or 0, service.rto)


class StepsTable(QWidget):
    """The steps. Ins adds one, Alt with the arrows moves one, Del removes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.table = Table(self._columns(), translate(N_("Recovery steps")), key=_key, commit=self._commit)
        self.table.view.set_dense(True)
        self.table.view.on_delete = self._delete
        self.table.help.ask = lambda key, _name: ask_why(desk.console, key, "finish_at")
        self.table.set_new_row(translate(N_("Type a step, beginning with a verb…")), self.add)
        self.table.setToolTip("")
        self.add_button = button(translate(N_("Add step")), self.begin, icon="plus", keys=("Ins",), size="small")
        tip = translate(N_("Let the chosen step begin together with the one above it"))
        self.parallel = button(translate(N_("Parallel")), self.run_parallel, icon="git-branch", size="small", tip=tip)
        self._tools: list[QWidget] = [
            self.add_button,
            self.parallel,
            icon_button("arrow-up", translate(N_("Move up (Alt+Up)")), lambda: self.move_by(-1), size="small"),
            icon_button("arrow-down", translate(N_("Move down (Alt+Down)")), lambda: self.move_by(1), size="small"),
            icon_button("trash-2", translate(N_("Remove the chosen steps")), self._delete_selected, size="small"),
        ]
        self.origin = hint("", elide=True)
        head = row(self.origin, *self._tools, gap=Space.xs)
        head.setStretch(0, 1)
        self.setLayout(column(head, self.table, gap=6))
        for keys, act in (
            ("Ins", self.begin),
            ("Alt+Up", partial(self.move_by, -1)),
            ("Alt+Down", partial(self.move_by, 1)),
        ):
            made = QShortcut(QKeySequence(keys), self)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(act)

    def _columns(self) -> list[Column]:
        fields = fields_of(m.PlanStep)
        number = Field(Kind.INTEGER, N_("No"), N_("Type another number to move the step."), minimum=1)
        return [
            Column("number", number, 46, tone="text2"),
            Column("instruction", fields["instruction"], 150, stretch=True),
            Column("service_id", fields["service_id"], 120, value=lambda s: s.service_key, text=lambda s: s.service,
                   options=self._services, shown=False),
            Column("role_id", fields["role_id"], 104, value=lambda s: s.role_key, text=lambda s: s.role,
                   options=self.roles, create=self.create_role, tone="text2"),
            Column("minutes", fields["minutes"], 66),
            Column("done_when", fields["done_when"], 108, tone="text2"),
            Column("after", AFTER, 48, value=_after, tone="text2"),
        ]  # fmt: skip

    # --- what can be chosen ---

    def _services(self) -> list[tuple[bytes, str]]:
        content = self._desk.content
        return [(one.key, one.name) for one in content.services] if content is not None else []

    def roles(self) -> list[tuple[bytes, str]]:
        """Return the roles of the open plan."""
        content = self._desk.content
        return [(role.key, role.name) for role in content.roles] if content is not None else []

    def create_role(self, name: str) -> bytes:
        """Add a role to the open plan."""
        self._desk.refuse_if_locked()
        place = len(self.roles())
        return entities.add(self._desk.document, m.PlanRole, plan_id=self._desk.key, name=name, position=place)

    # --- what is done ---

    def _commit(self, key: bytes, name: str, entered: Any) -> None:
        self._desk.refuse_if_locked()
        content = self._desk.content
        if name == "number":
            planning.move_step(self._desk.document, key, AFTER_NUMBER.parse(str(entered)) or 1)
        elif name == "after" and content is not None:
            planning.set_step_order(self._desk.document, key, after_keys(content, str(entered or "")))
        else:
            self._desk.commit(m.PlanStep, key, name, entered)

    def begin(self) -> None:
        """Open the last line, into which a new step is typed."""
        if self._desk.locked:
            return
        model = self.table.model
        index = model.index(model.rowCount() - 1, model.position("instruction"))
        self.table.view.setFocus()
        self.table.view.setCurrentIndex(index)
        self.table.view.edit(index)

    def add(self, instruction: str) -> bytes | None:
        """Add a step at the end, which begins after the one that was last, for the same service."""
        self._desk.refuse_if_locked()
        content = self._desk.content
        if content is None:
            return None
        last = content.steps[-1] if content.steps else None
        service = content.services[0].key if len(content.services) == 1 else last.service_key if last else None
        after = [last.key] if last is not None else []
        return planning.add_step(
            self._desk.document, content.key, instruction, after=after, service_id=service,
            role_id=last.role_key if last is not None else None,
        )  # fmt: skip

    def move_by(self, by: int) -> None:
        """Move the chosen step up or down by one number."""
        step = self.chosen()
        if step is None or self._desk.locked:
            return
        self._desk.console.attempt(lambda: planning.move_step(self._desk.document, step.key, step.number + by))
        self.table.select_key(step.key)

    def run_parallel(self) -> None:
        """Let the chosen step wait for what the step above it waits for."""
        step, content = self.chosen(), self._desk.content
        if step is None or content is None or self._desk.locked:
            return
        above = next((one for one in content.steps if one.number == step.number - 1), None)
        if above is None:
            self._desk.console.say(translate(N_("Choose a step that has another one above it.")))
            return
        keys = after_keys(content, _after(above))
        self._desk.console.attempt(lambda: planning.set_step_order(self._desk.document, step.key, keys))

    def _delete(self, keys: Sequence[bytes]) -> None:
        if not keys or self._desk.locked:
            return
        count = self._desk.console.attempt(lambda: planning.remove_steps(self._desk.document, keys))
        if count:
            self._desk.console.say(translate(N_("Removed {n} steps."), n=count), undoable=True)

    def _delete_selected(self) -> None:
        self._delete(self.table.selected_keys())

    # --- what is shown ---

    def chosen(self) -> Step | None:
        """Return the step that is chosen."""
        content, key = self._desk.content, self.table.current_key()
        return next((step for step in content.steps if step.key == key), None) if content is not None else None

    def show_plan(self) -> None:
        """Show the steps; several services bring their column."""
        content, locked = self._desk.content, self._desk.locked
        steps = content.steps if content is not None else ()
        self.table.set_read_only(locked)
        self.table.set_rows(steps)
        for tool in self._tools:
            tool.setVisible(not locked)
        lines = max(2, len(steps) + (0 if locked else 1))
        self.table.setFixedHeight(px(Size.head + Size.row_dense * lines) + px(Size.line) * 2 + px(Size.scroll_bar))
        names = [one.strategy for one in content.services if one.strategy] if content is not None else []
        told = translate(N_("from strategy {names}"), names=", ".join(dict.fromkeys(names))) if names else ""
        self.origin.setText(told)


AFTER_NUMBER = Field(Kind.INTEGER, N_("No"), minimum=1, maximum=999)


def _key(step: Step) -> bytes:
    return step.key


def _after(step: Step) -> str:
    return ", ".join(str(number) for number in step.after)


class StepsEditor(QWidget):
    """The table of steps, the chosen step in full, the times of the whole, and the bars per service."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.steps = StepsTable(desk)
        nothing = N_("Choose a step to write its instruction in full.")
        self.form = LineForm(desk, m.PlanStep, ("notes",), self._title, nothing)
        self.rest = LineForm(
            desk, m.PlanStep, ("service_id", "question", "yes_step_id", "no_step_id"), None, "", self._sources()
        )
        self.cited = Cited(desk)
        self.more = box(column(self.cited, self.rest, gap=Space.m))
        self.more.hide()
        self.fold = Fold(translate(N_("Uses, service, decision")), 5)
        self.fold.toggled.connect(self.more.setVisible)
        self.allowance = PlanForm(desk, ("allowance",))
        self._charts = QVBoxLayout()
        self._charts.setSpacing(px(Space.l))
        self._bars: list[tuple[QWidget, StepBars]] = []
        step = column(self.form, row(self.fold, None), self.more, gap=Space.s)
        self.setLayout(column(self.steps, step, self._charts, self.allowance, gap=Space.l))
        self.steps.table.currentKeyChanged.connect(self._chosen)

    def _sources(self) -> dict[str, Source]:
        fields = fields_of(m.PlanStep)
        steps = Source(options=self._numbered)
        services = Source(options=self.steps._services)
        return {name: source_of(self._desk.document, fields[name]) for name in ("question",)} | {
            "service_id": services, "yes_step_id": steps, "no_step_id": steps,
        }  # fmt: skip

    def _numbered(self) -> list[tuple[bytes, str]]:
        content = self._desk.content
        return [(s.key, f"{s.number} {s.instruction}") for s in content.steps] if content is not None else []

    def _title(self, step: Any) -> str:
        return translate(N_("Step {number}: {instruction}"), number=step.number, instruction=step.instruction)

    def _chosen(self, key: bytes | None) -> None:
        self._show_step(key)
        self._show_bars()

    def _show_step(self, key: bytes | None) -> None:
        self.form.choose(key)
        self.rest.choose(key)
        self.cited.show_step(self.form.line)
        self.fold.setVisible(self.form.line is not None)

    def _pick(self, key: Hashable) -> None:
        self.steps.table.select_key(key)

    def select(self, key: bytes) -> None:
        """Choose a step."""
        self.steps.table.select_key(key)

    def show_plan(self) -> None:
        """Show the steps and everything that follows from them."""
        self.steps.show_plan()
        table = self.steps.table
        if table.current_key() is None and table.model.rows:
            table.select_key(table.model.key_at(0))
        self._show_step(table.current_key())
        self.allowance.show_plan()
        self._show_bars()

    def leave(self) -> None:
        """Write unsaved text."""
        self.form.leave()
        self.rest.leave()
        self.allowance.leave()

    def _show_bars(self) -> None:
        content = self._desk.content
        services = [one for one in content.services if content.steps_of(one.key)] if content is not None else []
        while len(self._bars) < len(services):
            self._add_bars()
        for (block, bars), service in zip(self._bars, _padded(services, len(self._bars)), strict=True):
            block.setVisible(service is not None)
            if service is not None and content is not None:
                block.setProperty("link", service.link_key)
                message = path_message(service, named=len(content.services) > 1)
                title: Any = block.property("title")
                title.setText(message[:1].upper() + message[1:])
                view = bars_of(content, service)
                chosen = self.steps.table.current_key()
                bars.show_view(StepsView(view.steps, view.ready, view.rto, chosen=chosen, title=message))

    def _add_bars(self) -> None:
        bars, title = StepBars(), label("", "heading", wrap=True)
        bars.chosen.connect(self._pick)
        block, drawn = QWidget(), Twinned(bars)
        block.setProperty("title", title)
        head = row()
        head.addWidget(title, 1)
        console = self._desk.console
        for why in (why_button(console, lambda: block.property("link"), "slack"), drawn.button):
            head.addWidget(why, 0, Qt.AlignmentFlag.AlignTop)
        block.setLayout(column(head, drawn, gap=Space.s))
        self._charts.addWidget(block)
        self._bars.append((block, bars))


def _padded(services: Iterable[PlannedService], length: int) -> list[PlannedService | None]:
    found: list[PlannedService | None] = list(services)
    return found + [None] * (length - len(found))
