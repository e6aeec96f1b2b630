"""The list of plans with how complete each is, and the list of strategies per service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import listings, loss, packs
from app import model as m
from app.checks.plans import empty_parts
from app.facts import Facts
from app.fields import Field, Kind, fields_of
from app.i18n import N_, translate
from app.model.plan import PLAN_STATE
from ui.console import Console
from ui.forms.form import Form
from ui.help.fields import FieldHelp
from ui.plans import asking
from ui.subjects.catalogue import PLANS, STRATEGIES
from ui.subjects.children import ChildTab, ChildTable
from ui.subjects.columns import committer, field_column, field_columns, ref_column, source_of
from ui.subjects.detail import DetailPanel, DetailTab
from ui.subjects.panel import SubjectPanel
from ui.tables.columns import Column
from ui.widgets.buttons import button
from ui.widgets.cards import EmptyState, Way
from ui.widgets.chips import Chip, outlined, status
from ui.widgets.labels import hint
from ui.widgets.layouts import box, column


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as the list shows it; ``filled`` of ``total`` parts hold something."""

    key: bytes
    ref: str
    values: Mapping[str, Any]
    names: Mapping[str, str]
    services: tuple[str, ...]
    filled: int
    total: int


def read_plans(console: Console) -> list[PlanRow]:
    """Return all plans of the session by reference."""
    document = console.document
    found = listings.read(document, m.Plan)
    if not found:
        return []
    facts, total = Facts.read(document), len(packs.plan_parts())
    made = []
    for one in found:
        names = tuple(service.name for service in facts.plan_services(one.key))
        empty = len(empty_parts(facts, facts.plans[one.key]))
        made.append(PlanRow(one.key, one.ref, one.values, one.names, names, total - empty, total))
    return made


def _state_chip(row: PlanRow) -> Chip:
    state = row.values["state"]
    words = translate(PLAN_STATE[state])
    return status("ok", words) if state == "approved" else outlined(words)


def plan_columns(console: Console) -> list[Column]:
    """Return the columns of the list; nothing is edited here, a plan is opened."""

    def plain(name: str, width: int, **options: Any) -> Column:
        return field_column(console, m.Plan, name, width=width, editable=False, **options)

    words, count = Field(Kind.TEXT, N_("Services"), editable=False), Field(Kind.INTEGER, N_("Parts"), editable=False)
    return [
        ref_column(),
        plain("title", 200, stretch=True, bold=True),
        plain("version", 68),
        plain("state", 96, chip=_state_chip),
        Column("services", words, 200, value=lambda row: ", ".join(row.services), tone="text2", editable=False),
        Column("parts", count, 64, value=lambda row: row.filled, text=lambda row: f"{row.filled}/{row.total}",
               sort=lambda row: row.filled, tone=lambda row: "text" if row.filled == row.total else "warn"),
        plain("owner_id", 130, shown=False),
        plain("approved_on", 96),
        plain("reviewed_on", 96),
        plain("expires_on", 96, title=N_("Copies expire")),
        plain("next_review_on", 96, shown=False),
        plain("offline_on", 96, shown=False),
    ]  # fmt: skip


class PlansPanel(SubjectPanel):
    """The plans. ``opened`` carries the key of the plan to open in the builder."""

    opened = Signal(object)

    def __init__(self, console: Console, switch: QWidget) -> None:
        self.open_button = button(translate(N_("Open plan")), icon="book-open", keys=("Enter",))
        self.draft_button = button(translate(N_("Draft a plan")), icon="plus", variant="primary", keys=("Ctrl", "N"))
        extra = [self.draft_button, self.open_button] if console.writable else [self.open_button]
        super().__init__(
            console, PLANS, columns=plan_columns(console), read=lambda: read_plans(console),
            detail=DetailPanel(console, PLANS, with_form=False), switch=switch, groups=("state", "owner_id"),
            can_add=False, extra=extra,
        )  # fmt: skip
        self.draft_button.clicked.connect(lambda _on=False: self.add())
        self.open_button.clicked.connect(lambda _on=False: self._open_current())
        self.table.activatedKey.connect(self.opened)

    def _list(self) -> QWidget:
        self.detail.setParent(self)
        self.detail.hide()
        return box(column(self.table, self.foot, gap=0), "surface")

    def _empty(self) -> EmptyState:
        ways = []
        if self.console.writable:
            first = button(translate(N_("Choose services…")), self.add, icon="plus")
            note = translate(N_("All that the session knows about them is in the draft."))
            ways.append(Way(translate(N_("Draft a plan")), first, note))
        return EmptyState(PLANS.icon, translate(N_("No plans yet")), translate(PLANS.why), ways)

    def _keys(self) -> list[tuple[tuple[str, ...], str]]:
        return [(("Enter",), translate(N_("open"))), (("Ctrl", "C"), translate(N_("copy for Excel")))]

    def _open_current(self) -> None:
        key = self.table.current_key()
        if key is not None:
            self.opened.emit(key)

    def refresh(self) -> None:
        """Read the plans again."""
        super().refresh()
        self.open_button.setEnabled(bool(self.table.model.rows))

    def add(self) -> None:
        """Ask for services and draft a plan for them, then open it."""
        if not self.console.writable:
            return
        key = asking.answer(asking.DraftDialog(self.window(), self.console))
        if key is not None:
            self.console.say(translate(N_("Plan drafted from what the session knows.")), undoable=True)
            self.opened.emit(key)


# --- strategies ---


def _type_field() -> Field:
    own = fields_of(m.Strategy)["type"]
    types = {one.code: one.name for one in packs.strategy_types()}
    return Field(Kind.CHOICE, own.label, own.help, choices=types, core=own.core)


def _type_name(code: str | None) -> str:
    return translate(_type_field().choices.get(code or "", code or ""))


def strategy_columns(console: Console) -> list[Column]:
    """Return the columns of strategies; the type is chosen from the catalogue."""
    made = []
    for spec in field_columns(console, m.Strategy, STRATEGIES.columns):
        if spec.name == "type":
            spec = Column("type", _type_field(), 140, value=lambda row: row.values["type"], editable=console.writable,
                          text=lambda row: _type_name(row.values["type"]))  # fmt: skip
        elif spec.name == "service_id":
            spec = replace(spec, shown=False)  # the list is grouped by it
        elif spec.name == "ref":
            spec = replace(spec, width=92)
        made.append(spec)
    return made


class StrategyForm(DetailTab):
    """The chosen strategy as a form, and what downtime would pay for it; that is money, so the room never sees it."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        fields = {n: f for n, f in fields_of(m.Strategy).items() if f.kind not in (Kind.KEY, Kind.BYTES)}
        sources = {name: source_of(self.document, spec) for name, spec in fields.items()}
        self.form = Form(
            fields | {"type": _type_field()}, self._read, self._commit, sections=STRATEGIES.sections, sources=sources,
            wide=("name",), texts=lambda name, value: _type_name(value) if name == "type" else None,
            help=FieldHelp(console, m.Strategy, lambda: self.key),
        )  # fmt: skip
        self.form.set_locked(not console.writable)
        self.pays = hint("", wrap=True, tone="text2")
        self.setLayout(column(self.form, self.pays, margins=(16, 12, 16, 16)))
        console.privacy.changed.connect(self._show_pays)

    def _show_pays(self) -> None:
        found = loss.payback_of(self.document, self.key) if self.key is not None else None
        self.pays.setText(found.words if found is not None else "")
        self.pays.setVisible(found is not None and not self.console.privacy.public_safe)

    def _read(self) -> Any:
        return (self.document.get(m.Strategy, self.key) if self.key is not None else None) or {}

    def _commit(self, name: str, entered: Any) -> None:
        if self.key is not None:
            committer(self.console, m.Strategy)(self.key, name, entered)

    def refresh(self) -> None:
        """Show the row; unsaved text stays."""
        self.form.refresh()
        self._show_pays()

    def leave(self) -> None:
        """Write unsaved text."""
        self.form.save()


class StrategiesPanel(SubjectPanel):
    """The options per service."""

    def __init__(self, console: Console, switch: QWidget) -> None:
        nodes = ChildTable(
            console, m.StrategyNode, "strategy_id", N_("The standby stands on"), ("node_id",), can_add=False
        )
        tabs = (("details", N_("Details"), StrategyForm(console)), ("nodes", N_("Stands on"), ChildTab(nodes)))
        self.new = button(translate(N_("New strategy")), icon="plus", variant="primary", keys=("Ctrl", "N"))
        super().__init__(
            console, STRATEGIES, columns=strategy_columns(console), switch=switch,
            detail=DetailPanel(console, STRATEGIES, tabs, with_form=False),
            groups=("service_id", "type", "state"), can_add=False, extra=(self.new,) if console.writable else (),
        )  # fmt: skip
        self.new.clicked.connect(lambda _on=False: self.add())
        self.table.group_by("service_id")

    def _empty(self) -> EmptyState:
        ways = []
        if self.console.writable:
            first = button(translate(N_("Choose a service…")), self.add, icon="plus")
            ways.append(Way(translate(N_("Add the first option")), first))
        return EmptyState(STRATEGIES.icon, translate(N_("No strategies yet")), translate(STRATEGIES.why), ways)

    def add(self) -> None:
        """Ask for the service and the type of a new option, then show it."""
        if not self.console.writable:
            return
        chosen = self.table.current_key()
        row = self.document.get(m.Strategy, chosen) if chosen is not None else None
        key = asking.answer(
            asking.StrategyDialog(self.window(), self.console, row.service_id if row is not None else None)
        )
        if key is not None:
            self.select(key)
            self.console.say(translate(N_("Strategy added.")), undoable=True)


def in_force(rows: Sequence[Any]) -> int:
    """Return how many of the plans are in force."""
    return sum(row.values["state"] == "approved" for row in rows)
