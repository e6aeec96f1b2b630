"""Message templates of a plan: the list, the text of the chosen one, and how it reads with what is known."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app import entities
from app import model as m
from app.i18n import N_, translate
from app.planning import PlanContent
from ui.plans.blocks import LineForm, Lines, line_column
from ui.plans.desk import Desk
from ui.theme import Space
from ui.widgets.labels import field_label, paragraph
from ui.widgets.layouts import box, column

_BEGIN = N_("{service} is unavailable since {time}. Next news {time} on {channel}.")


class NoticeEditor(QWidget):
    """The templates for one audience. A new one begins with a sentence to write over."""

    def __init__(self, desk: Desk, audience: str) -> None:
        super().__init__()
        self._desk, self._audience = desk, audience
        title = N_("Templates for inside") if audience == "internal" else N_("Templates for outside")
        columns = [line_column(desk.console, m.Notice, "title", 300, stretch=True)]
        self.lines = Lines(
            desk, m.Notice, title, columns, make=self._make, new_words=N_("Type what the message is called…"),
            keep=lambda line: line.values["audience"] == audience,
        )  # fmt: skip
        self.form = LineForm(
            desk, m.Notice, ("text",), lambda line: str(line.title),
            N_("Choose a template to read and write its text; words in {braces} are gaps that are filled in."),
        )  # fmt: skip
        self.preview = paragraph("", "text")
        self._read = box(column(field_label(translate(N_("Reads now"))), self.preview, gap=Space.xs))
        self.setLayout(column(self.lines, self.form, self._read, gap=Space.l))
        self.lines.table.currentKeyChanged.connect(self._chosen)

    def _make(self, plan: bytes, title: str) -> object:
        place = len(self._desk.content.notices) if self._desk.content is not None else 0
        key = entities.add(
            self._desk.document, m.Notice, None, plan_id=plan, title=title, audience=self._audience,
            text=str(_BEGIN), position=place,
        )  # fmt: skip
        self.lines.table.select_key(key)
        return key

    def _chosen(self, key: Any) -> None:
        self.form.choose(key)
        content = self._desk.content
        read = words_of(content, self.form.line) if content is not None else ""
        self.preview.setText(read)
        self._read.setVisible(bool(read))

    def show_plan(self) -> None:
        """Show the templates of the open plan."""
        table = self.lines.table
        self.lines.show_plan()
        if table.current_key() is None and table.model.rows:
            table.select_key(table.model.key_at(0))
        self._chosen(table.current_key())

    def leave(self) -> None:
        """Write unsaved text."""
        self.form.leave()


def words_of(content: PlanContent, key: Any) -> str:
    """Return a template with what is known filled in; gaps stand between underscores."""
    notice = next((one for one in content.notices if one.key == key), None)
    if notice is None:
        return ""
    return "".join(f"____ ({text})" if gap else text for text, gap in notice.gaps)
