"""The dialogs of plans: drafting one, approving, reviewing, handing out copies, and adding a strategy."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app import entities, packs, planning
from app import model as m
from app.fields import fields_of
from app.i18n import N_, UserError, translate
from app.model.plan import COPY_FORM
from app.services import services
from ui.console import Console
from ui.plans.desk import Desk
from ui.subjects.columns import source_of
from ui.theme import Size, Space, px
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.editors import make_editor
from ui.widgets.inputs import ChoiceBox, NoteField, SearchField, TextField
from ui.widgets.labels import field_label, hint, label
from ui.widgets.layouts import column
from ui.widgets.pickers import ReferencePicker


class Asking(Dialog):
    """A dialog that does its work before it closes; what cannot be is told below, and it stays open."""

    def __init__(self, parent: QWidget, title: str, text: str, verb: str) -> None:
        go = Verb("go", verb, variant="primary", default=True)
        super().__init__(parent, title, text, (CANCEL, go))
        self.result_of: Any = None
        self.problem = label("", "hint", "err", wrap=True)
        self.problem.hide()

    def add_field(self, words: str, editor: QWidget, note: str = "") -> None:
        """Put a labelled control below the others."""
        editor.setAccessibleName(words)
        parts = [field_label(words, editor), editor, *([hint(note, wrap=True)] if note else [])]
        self.body.addLayout(column(*parts, gap=Space.xs))

    def work(self) -> Any:
        """Do what the dialog is for and return its result. Raises ``UserError``."""
        raise NotImplementedError

    def finish(self, key: str) -> None:
        """Do the work before closing."""
        if key == "go":
            try:
                self.result_of = self.work()
            except UserError as error:
                self.problem.setText(str(error))
                self.problem.show()
                return
        super().finish(key)


def answer(dialog: Asking) -> Any:
    """Show a dialog and return what came of it; ``None`` if it was left."""
    dialog.body.addWidget(dialog.problem)
    done = dialog.ask() == "go"
    result = dialog.result_of if done else None
    dialog.deleteLater()
    return result


def _person(console: Console) -> ReferencePicker:
    made = make_editor(fields_of(m.Plan)["owner_id"], source_of(console.document, fields_of(m.Plan)["owner_id"]))
    assert isinstance(made, ReferencePicker)  # noqa: S101 - a reference has no other control
    return made


class DraftDialog(Asking):
    """Which services the new plan recovers, and what it is called. The result is the key of the plan."""

    def __init__(self, parent: QWidget, console: Console) -> None:
        text = translate(
            N_("Everything the session knows about them goes into the draft: targets, people, steps, contacts.")
        )
        super().__init__(parent, translate(N_("Draft a plan")), text, N_("Draft"))
        self._document = console.document
        self.list, self.search, self.title = (
            QListWidget(),
            SearchField("", translate(N_("Filter services"))),
            TextField(),
        )
        self._titled = False
        self.list.setProperty("popup", True)
        self.list.setMinimumHeight(px(Size.detail_small) * 3 // 4)
        self._fill()
        self.add_field(translate(N_("Services")), self.search)
        self.body.addWidget(self.list)
        self.list.setAccessibleName(translate(N_("Services that the plan recovers")))
        self.add_field(translate(N_("Title of the plan")), self.title)
        self.search.edited.connect(self._filter)
        self.title.edited.connect(self._name_it)
        self.list.itemChanged.connect(lambda _item: self._propose())
        self.list.setFocus()

    def _fill(self) -> None:
        covered = {row.service_id for row in self._document.all(m.PlanService)}
        found = services(self._document, retired=False)
        order = sorted(found, key=lambda one: (one.key in covered, 9 if one.tier is None else one.tier, one.name))
        for one in order:
            words = (
                one.name if one.tier is None else translate(N_("{service} · T{tier}"), service=one.name, tier=one.tier)
            )
            if one.key in covered:
                words = translate(N_("{service} · in a plan already"), service=words)
            line = QListWidgetItem(words)
            line.setData(Qt.ItemDataRole.UserRole, (one.key, one.name))
            line.setFlags(line.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            line.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(line)
        if self.list.count():
            self.list.setCurrentRow(0)

    def _lines(self) -> list[QListWidgetItem]:
        return [self.list.item(at) for at in range(self.list.count())]

    def _filter(self) -> None:
        typed = self.search.text().casefold()
        for line in self._lines():
            line.setHidden(typed not in line.text().casefold())

    def chosen(self) -> list[tuple[bytes, str]]:
        """Return the keys and names of the ticked services."""
        ticked = (line for line in self._lines() if line.checkState() is Qt.CheckState.Checked)
        return [line.data(Qt.ItemDataRole.UserRole) for line in ticked]

    def tick(self, key: bytes) -> None:
        """Tick a service."""
        for line in self._lines():
            if line.data(Qt.ItemDataRole.UserRole)[0] == key:
                line.setCheckState(Qt.CheckState.Checked)

    def _name_it(self) -> None:
        self._titled = bool(self.title.text().strip())

    def _propose(self) -> None:
        names = [name for _, name in self.chosen()]
        if not self._titled:
            words = N_("{service} continuity plan") if len(names) == 1 else N_("{service} and {n} more")
            self.title.setText(translate(words, service=names[0], n=len(names) - 1) if names else "")

    def work(self) -> bytes:
        """Draft the plan."""
        return planning.draft_plan(self._document, self.title.text().strip(), [key for key, _ in self.chosen()])


class ApproveDialog(Asking):
    """Who signs, as which version, and what changed. The result is the version."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        assert desk.content is not None  # noqa: S101 - the button belongs to an open plan
        self._desk, self._plan = desk, desk.content
        version = planning.next_version(self._plan.version)
        title = translate(N_("Approve {plan} {version}?"), plan=self._plan.title, version=version)
        text = translate(
            N_(
                "The signature stays in the record for good. Printed copies expire in six months; "
                "the next review is in a year."
            )
        )
        super().__init__(parent, title, text, N_("Approve"))
        self.person, self.note = _person(desk.console), NoteField(lines=2)
        self.add_field(translate(N_("Approved by")), self.person)
        self.add_field(translate(N_("What changed")), self.note)
        owner = self._plan.owner
        if owner is not None and owner.active:
            self.person.show_entry(owner.key, owner.name)
        self.person.setFocus()

    def work(self) -> str:
        """Sign the plan."""
        person = self.person.entry()
        if not isinstance(person, bytes):
            raise UserError(N_("Choose the person who approves the plan."))
        return planning.approve_plan(self._desk.document, self._plan.key, person, self.note.text().strip())


class ReviewDialog(Asking):
    """Who read the plan today, and what they found."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        assert desk.content is not None  # noqa: S101 - the button belongs to an open plan
        self._desk, self._plan = desk, desk.content
        text = translate(N_("The review is recorded for today; the next one is due in a year."))
        super().__init__(
            parent, translate(N_("Mark {plan} as reviewed?"), plan=self._plan.title), text, N_("Mark reviewed")
        )
        self.person, self.note = _person(desk.console), NoteField(lines=2)
        self.add_field(translate(N_("Reviewed by")), self.person)
        self.add_field(translate(N_("Result")), self.note)
        owner = self._plan.owner
        if owner is not None and owner.active:
            self.person.show_entry(owner.key, owner.name)
        self.person.setFocus()

    def work(self) -> bool:
        """Record the review."""
        planning.review_plan(self._desk.document, self._plan.key, self.person.entry(), self.note.text().strip())
        return True


class HandOutDialog(Asking):
    """Who gets a copy, and in what form. The result is how many."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        assert desk.content is not None  # noqa: S101 - the button belongs to an open plan
        self._desk, self._plan = desk, desk.content
        title = translate(N_("Hand out copies of {plan} {version}"), plan=self._plan.title, version=self._plan.version)
        text = translate(N_("Who holds a copy is told when it expires or a new version comes."))
        super().__init__(parent, title, text, N_("Record"))
        self.names = NoteField(lines=3)
        forms = [(key, translate(words)) for key, words in COPY_FORM.items()]
        self.form = ChoiceBox(forms, translate(N_("Form")), empty=None)
        self.form.show_entry("paper", "")
        self.add_field(translate(N_("Who gets a copy")), self.names, translate(N_("One name or place a line.")))
        self.add_field(translate(N_("Form")), self.form)
        self.names.setFocus()

    def work(self) -> int:
        """Record the copies."""
        names = [line.strip() for line in self.names.text().splitlines() if line.strip()]
        if not names:
            raise UserError(N_("Write at least one name or place."))
        planning.hand_out(self._desk.document, self._plan.key, names, self.form.entry())
        return len(names)


class StrategyDialog(Asking):
    """The service, the type and the name of a new option. The result is its key."""

    def __init__(self, parent: QWidget, console: Console, service: bytes | None) -> None:
        text = translate(N_("An option that can be compared, chosen or rejected with its reason."))
        super().__init__(parent, translate(N_("New strategy")), text, N_("Add"))
        self._document = console.document
        spec = fields_of(m.Strategy)["service_id"]
        self.service = make_editor(spec, source_of(console.document, spec))
        self.type = ChoiceBox(
            [(one.code, translate(one.name)) for one in packs.strategy_types()], translate(N_("Type"))
        )
        self.name = TextField()
        self.add_field(translate(N_("Service")), self.service)
        self.add_field(translate(N_("Type")), self.type)
        self.add_field(translate(N_("Name")), self.name)
        if service is not None:
            row = self._document.get(m.Service, service)
            self.service.show_entry(service, row.name if row is not None else "")
        self.type.settled.connect(self._propose)
        (self.type if service is not None else self.service).setFocus()

    def _propose(self) -> None:
        known = {translate(one.name) for one in packs.strategy_types()}
        if not self.name.text().strip() or self.name.text() in known:
            self.name.setText(self.type.currentText() if self.type.entry() else "")

    def work(self) -> bytes:
        """Add the option."""
        service = self.service.entry()
        if not isinstance(service, bytes):
            raise UserError(N_("Choose the service that this strategy brings back."))
        name = self.name.text().strip()
        return entities.add(
            self._document, m.Strategy, None, service_id=service, name=name, type=self.type.entry() or None
        )
