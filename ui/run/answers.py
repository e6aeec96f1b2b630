"""What answers a question: the fields themselves, a list, the grid, targets, dependencies, or the approval.

Each answer fills the middle of the interview mode for one question and writes through ``Interview``, one edit a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import model as m
from app.fields import Field, Kind, fields_of
from app.i18n import N_, UserError, translate
from app.interviews import Step
from ui.forms.form import Form, Section
from ui.forms.row import FieldRow
from ui.help.fields import FieldHelp
from ui.room.covers import Cover
from ui.run.foot import Key
from ui.run.interview import Interview
from ui.subjects.columns import source_of
from ui.theme import px
from ui.widgets.inputs import TextField
from ui.widgets.layouts import box, column
from ui.widgets.pickers import ReferencePicker

MODELS: dict[str, Any] = {"bia": m.Bia, "service": m.Service}
#: Fields that belong to a question besides those that its script names.
_MORE = {"bia.safety": ("bia.safety_confirmed_by_id",)}
#: A line of figures is not wider than an eye can follow.
WIDEST = 880


class Answer(QWidget):
    """The answer to one question. ``done`` fires when a person pressed Enter in its last field."""

    done = Signal()

    def __init__(self, interview: Interview, number: int) -> None:
        super().__init__()
        self.interview, self.number = interview, number
        self.console, self.document = interview.console, interview.document

    def refresh(self) -> None:
        """Show what the session holds; unsaved text stays."""

    def save(self) -> None:
        """Write what was typed and not yet written."""

    def first(self) -> QWidget | None:
        """Return where the keyboard goes."""
        return None

    def focus_field(self, name: str) -> bool:
        """Bring the keyboard to a field such as ``service.rto``; whether it is here."""
        return False

    def keys(self) -> Sequence[Key]:
        """Return keys of its own for the foot."""
        return ()

    def anchors(self) -> QWidget | None:
        """Return the anchors that help with it, to stand at the side."""
        return None

    def fills_height(self) -> bool:
        """Whether it takes the whole height and scrolls by itself."""
        return False


class Fields(Answer):
    """The fields that a question fills, as forms over their tables."""

    def __init__(self, interview: Interview, step: Step) -> None:
        super().__init__(interview, step.number)
        names = [one.name for one in step.fields if one.name.partition(".")[0] in MODELS]
        names += [more for name in names for more in _MORE.get(name, ())]
        self.forms = {table: self._form(table, names) for table in MODELS if _of(table, names)}
        self.rows = {f"{table}.{name}": row for table, form in self.forms.items() for name, row in form.rows.items()}
        money = any(row.field.kind is Kind.MONEY for row in self.rows.values())
        asked: QWidget = box(column(*self.forms.values(), gap=16))
        if money:
            asked = Cover(self.console, asked, translate(N_("What an outage costs")))
        self.setLayout(column(asked, *self.beside(), gap=16))
        self.setMaximumWidth(px(WIDEST))
        self._lead()

    def beside(self) -> Sequence[QWidget]:
        """Return what stands below the fields."""
        return ()

    def _form(self, table: str, names: Sequence[str]) -> Form:
        model = MODELS[table]
        specs = {name: fields_of(model)[name] for name in _of(table, names)}
        sources = {name: source_of(self.document, spec) for name, spec in specs.items()}
        made = Form(
            specs,
            partial(self._read, model),
            partial(self._commit, table),
            sections=(Section("", tuple(specs)),),
            sources=sources,
            columns=min(3, _columns(specs)),
            help=FieldHelp(self.console, model, lambda: self.interview.service),
        )
        if not self.console.writable:
            made.set_locked(True)
        return made

    def _read(self, model: Any) -> Any:
        found = self.document.get(model, self.interview.key) if self.interview.service is not None else None
        return found if found is not None else {}

    def _commit(self, table: str, name: str, entered: Any) -> None:
        if self.interview.number != self.number:
            raise UserError(N_("Another question is on screen now; go back to this one to answer it."))
        label = translate(
            N_("Change {field} of {service}"), field=translate(fields_of(MODELS[table])[name].label),
            service=self.interview.name,
        )  # fmt: skip
        self.interview.fill({f"{table}.{name}": entered}, label)

    # --- Enter goes on ---

    def _lead(self) -> None:
        for name, row in self.rows.items():
            editor = row.editor
            if isinstance(editor, ReferencePicker):
                editor.chosen.connect(partial(self._go_on, name))
            elif isinstance(editor, TextField):
                editor.returnPressed.connect(partial(self._go_on, name))

    def _go_on(self, name: str) -> None:
        """Go to the next field after Enter; one that was refused keeps the keyboard."""
        row = self.rows[name]
        if row.dirty() or row.message.text():
            return
        order = [one for one, shown in self.rows.items() if not shown.isHidden()]
        following = order[order.index(name) + 1 :]
        if following:
            self.rows[following[0]].editor.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.done.emit()

    # --- the face of an answer ---

    def refresh(self) -> None:
        """Show what the session holds; unsaved text stays."""
        for form in self.forms.values():
            form.refresh()
        for asked, more in _MORE.items():
            if asked in self.rows:
                row = self.document.get(m.Bia, self.interview.key)
                wanted = bool(getattr(row, asked.partition(".")[2], None))
                for name in more:
                    self.rows[name].setVisible(wanted)

    def save(self) -> None:
        """Write what was typed and not yet written."""
        for form in self.forms.values():
            form.save()

    def first(self) -> QWidget | None:
        """Return the first field."""
        return next((row.editor for row in self.rows.values()), None)

    def focus_field(self, name: str) -> bool:
        """Bring the keyboard to a field."""
        row: FieldRow | None = self.rows.get(name)
        if row is not None:
            row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return row is not None


class Costs(Fields):
    """What an hour and a day cost, with the cost of waiting as a curve."""

    def beside(self) -> Sequence[QWidget]:
        """Return the curve."""
        from ui.loss import LossPanel

        self.chart = LossPanel(self.console)
        return (self.chart,)

    def refresh(self) -> None:
        """Show the figures and the curve."""
        super().refresh()
        self.chart.show_service(self.interview.key)


def _of(table: str, names: Sequence[str]) -> list[str]:
    known = fields_of(MODELS[table])
    return [
        column for owner, _, column in (name.partition(".") for name in names) if owner == table and column in known
    ]


def _columns(specs: dict[str, Field]) -> int:
    """Return in how many columns fields stand: amounts in threes, several short ones side by side, texts alone."""
    short = [spec for spec in specs.values() if spec.kind is not Kind.NOTE]
    if any(spec.kind is Kind.MONEY for spec in short):
        return 3
    return max(2, min(3, len(short)))


class Panel(Answer):
    """An answer that another part of the window draws: the grid, targets, dependencies. It writes by itself.

    ``fills`` are the tables it writes to, so that the question is noted as answered when it is left.
    """

    def __init__(
        self,
        interview: Interview,
        number: int,
        panel: QWidget,
        fills: frozenset[str],
        keys: Sequence[Key] = (),
        above: Answer | None = None,
    ) -> None:
        super().__init__(interview, number)
        self.panel, self.fills, self._keys, self.above = panel, fills, keys, above
        parts = (panel,) if above is None else (above, panel)
        self.setLayout(column(*parts, gap=16))
        if above is not None:
            above.done.connect(lambda: (self.focus_target() or panel).setFocus(Qt.FocusReason.TabFocusReason))

    def refresh(self) -> None:
        """Show the service."""
        if self.above is not None:
            self.above.refresh()
        show: Callable[[bytes], object] = self.panel.show_service  # type: ignore[attr-defined]
        show(self.interview.key)

    def save(self) -> None:
        """Write what was typed and not yet written."""
        if self.above is not None:
            self.above.save()
        save = getattr(self.panel, "save", None)
        if save is not None:
            save()

    def focus_target(self) -> QWidget | None:
        """Return the part of the panel that takes the keyboard."""
        known = getattr(self.panel, "grid", None) or getattr(self.panel, "field", None)
        if isinstance(known, QWidget):
            return known
        return next((one for one in self.panel.findChildren(QWidget) if _takes_keys(one)), None)

    def first(self) -> QWidget | None:
        """Return where the keyboard goes."""
        above = self.above.first() if self.above is not None else None
        return above or self.focus_target()

    def focus_field(self, name: str) -> bool:
        """Bring the keyboard to a field of the panel, if it knows it."""
        if self.above is not None and self.above.focus_field(name):
            return True
        focus = getattr(self.panel, "focus_field", None)
        return bool(focus(name)) if callable(focus) else False

    def keys(self) -> Sequence[Key]:
        """Return its keys."""
        return self._keys

    def anchors(self) -> QWidget | None:
        """Return the anchors of the grid."""
        found = getattr(self.panel, "anchors", None)
        return found if isinstance(found, QWidget) else None

    def fills_height(self) -> bool:
        """Whether it scrolls by itself: the grid does."""
        return "impact_score" in self.fills


def _takes_keys(part: QWidget) -> bool:
    return bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus) and part.isEnabled()
