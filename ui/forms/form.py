"""A form made of fields: rows in one or two columns, in sections of which some unfold on request."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.fields import Field, Kind
from app.i18n import N_, plural, translate
from ui.forms.row import FieldRow
from ui.theme import Space, px
from ui.widgets.buttons import Button
from ui.widgets.editors import Source
from ui.widgets.labels import heading

if TYPE_CHECKING:
    from ui.help.fields import FieldHelp

Commit = Callable[[str, Any], object]
_WIDE = (Kind.NOTE, Kind.LEVEL)


@dataclass(frozen=True, slots=True)
class Section:
    """Some fields under a heading; a folded section unfolds on request."""

    title: str
    names: Sequence[str]
    folded: bool = False


class Fold(Button):
    """The line that unfolds a section: ``More (6)``."""

    def __init__(self, title: str, count: int) -> None:
        super().__init__("", "chevron-right", "quiet", size="small")
        self._title, self._count = title, count
        self.setCheckable(True)
        self.toggled.connect(lambda _on: self._word())
        self._word()

    def _word(self) -> None:
        open_now = self.isChecked()
        words = self._title or translate(N_("More"))
        fields = plural(N_("{n} field"), N_("{n} fields"), self._count)
        self.setText(words if open_now else f"{words} · {fields}")
        self.set_icon("chevron-down" if open_now else "chevron-right")


class Form(QWidget):
    """Fields of one row of the session.

    ``read()`` gives the row (attributes or a mapping), ``commit(name, text_or_value)`` writes one field and may raise
    ``UserError``. ``refresh()`` after every change shows what is new and leaves unsaved text alone. ``sources`` feed
    references and levels, ``texts(name, value)`` may word a value differently, ``wide`` names fields of full width.
    Without sections the fields marked ``core`` come first and the rest folds under "More". With ``help`` each field
    tells its term, why it is what it is, and what it was before.
    """

    entered = Signal(str)

    def __init__(
        self,
        fields: Mapping[str, Field],
        read: Callable[[], Any],
        commit: Commit | None,
        *,
        sections: Sequence[Section] = (),
        sources: Mapping[str, Source] | None = None,
        columns: int = 2,
        wide: Sequence[str] = (),
        texts: Callable[[str, Any], str | None] | None = None,
        help: FieldHelp | None = None,  # noqa: A002 - what it is
    ) -> None:
        super().__init__()
        self._fields, self._read, self._commit, self._help = dict(fields), read, commit, help
        self._sources, self._columns, self._wide, self._texts = sources or {}, columns, set(wide), texts
        self.rows: dict[str, FieldRow] = {}
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(px(Space.m))
        for section in sections or self._by_core():
            self._add(section)
        self._outer.addStretch(1)
        self.refresh()

    def _by_core(self) -> list[Section]:
        shown = [name for name, field in self._fields.items() if field.kind is not Kind.KEY]
        core = [name for name in shown if self._fields[name].core]
        rest = [name for name in shown if not self._fields[name].core]
        if not core or not rest:
            return [Section("", shown)]
        return [Section("", core), Section("", rest, folded=True)]

    def _add(self, section: Section) -> None:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(Space.m))
        grid.setVerticalSpacing(px(Space.s))  # the line above each control has room of its own
        self._fill(grid, [name for name in section.names if name in self._fields])
        if section.folded:
            fold = Fold(translate(section.title), len(section.names))
            fold.toggled.connect(body.setVisible)
            self._outer.addWidget(fold, 0, Qt.AlignmentFlag.AlignLeft)
            body.hide()
        elif section.title:
            self._outer.addWidget(heading(translate(section.title)))
        self._outer.addWidget(body)

    def _fill(self, grid: QGridLayout, names: Sequence[str]) -> None:
        line = place = 0
        for name in names:
            made = self._row(name)
            wide = name in self._wide or self._fields[name].kind in _WIDE or self._columns == 1
            if wide and place:
                line, place = line + 1, 0
            grid.addWidget(made, line, place, 1, self._columns if wide else 1)
            place += self._columns if wide else 1
            if place >= self._columns:
                line, place = line + 1, 0
        for at in range(self._columns):
            grid.setColumnStretch(at, 1)

    def _row(self, name: str) -> FieldRow:
        made = FieldRow(name, self._fields[name], self._commit, self._sources.get(name, Source()), self._help)
        made.entered.connect(self._entered)
        self.rows[name] = made
        return made

    def _entered(self, name: str) -> None:
        self.refresh()
        self.entered.emit(name)

    def refresh(self) -> None:
        """Show what the session holds now; fields with unsaved text are left alone."""
        row = self._read()
        for name, shown in self.rows.items():
            value = row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)
            shown.show_value(value, self._text(name, value))

    def _text(self, name: str, value: Any) -> str:
        worded = self._texts(name, value) if self._texts is not None else None
        if worded is not None:
            return worded
        field, source = self._fields[name], self._sources.get(name)
        if field.kind is Kind.REFERENCE and source is not None and source.options is not None:
            return next((text for key, text in source.options() if key == value), "")
        return field.format(value)

    def save(self) -> None:
        """Write everything that was typed and not yet written, for example before the page is left."""
        for shown in self.rows.values():
            if shown.dirty():
                shown.save()

    def row(self, name: str) -> FieldRow:
        """Return the row of a field."""
        return self.rows[name]

    def set_locked(self, locked: bool) -> None:
        """Make the whole form read-only."""
        for name, shown in self.rows.items():
            shown.set_locked(locked or not self._fields[name].editable)

    def focus(self, name: str) -> None:
        """Bring the keyboard to a field and unfold its section."""
        shown = self.rows[name]
        body = shown.parentWidget()
        if body is not None and body.isHidden():
            at = self._outer.indexOf(body)
            above = self._outer.itemAt(at - 1) if at > 0 else None
            fold = above.widget() if above is not None else None
            if isinstance(fold, Fold):
                fold.setChecked(True)
        shown.editor.setFocus(Qt.FocusReason.OtherFocusReason)
