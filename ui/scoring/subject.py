"""What is scored, above the work of every step: reference, what is asked about it, the sentence, and the question."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app import model as m
from app import workshop
from app.document import Document
from app.durations import format_duration
from app.i18n import N_, translate
from ui.scoring.round import Round
from ui.theme import Space
from ui.widgets.buttons import button
from ui.widgets.labels import Label, elided, hint, label, lay_lines
from ui.widgets.layouts import column, row


def sentence(document: Document, subject: bytes) -> str:
    """Return a risk as one sentence, "Because …, …, so that …", or the name of another thing."""
    risk = document.get(m.Risk, subject)
    if risk is None:
        service = document.get(m.Service, subject)
        return str(service.name) if service is not None else ""
    return workshop.sentence(risk.cause, risk.event, risk.consequence)


class Sentence(Label):
    """A text of at most ``limit`` lines (0 for any number); what is cut is told by its tip."""

    def __init__(self) -> None:
        super().__init__("", "title", "text", wrap=True, elide=False)
        self.limit = 0

    def set_limit(self, limit: int) -> None:
        """Take at most so many lines."""
        if limit != self.limit:
            self.limit = limit
            self.updateGeometry()
            self.update()

    def heightForWidth(self, width: int) -> int:
        high = super().heightForWidth(width)
        return min(high, self.limit * self._pitch()) if self.limit else high

    def _paint_lines(self, painter: QPainter, rect: QRect) -> None:
        found = lay_lines(self.text(), self.font(), rect.width(), self._pitch())
        if not self.limit or len(found) <= self.limit:
            super()._paint_lines(painter, rect)
            self.setToolTip("")
            return
        for _layout, line in found[: self.limit - 1]:
            line.draw(painter, QPointF(rect.topLeft()))
        rest = self.text()[found[self.limit - 1][1].textStart() :]
        top = rect.top() + (self.limit - 1) * self._pitch()
        last = QRect(rect.left(), top, rect.width(), self._pitch())
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        painter.drawText(last, flags, elided(rest, self.role, rect.width()))
        self.setToolTip(self.text())


class Subject(QWidget):
    """Four lines at most; what is scored can be changed from here."""

    def __init__(self, current: Round) -> None:
        super().__init__()
        self._round = current
        self.ref, self.about = label("", "name", "accent_text"), hint("", elide=True, tone="text2")
        self.also = button(translate(N_("Score…")), icon="chevron-down", variant="quiet", size="small", keys=("M",))
        self.also.setAccessibleName(translate(N_("Choose what is scored about it")))
        self.words = Sentence()
        head = row(self.ref, gap=Space.s)
        head.addWidget(self.about, 1)
        head.addWidget(self.also)
        self.setLayout(column(head, self.words, gap=Space.xs))

    def show_round(self) -> None:
        """Show what the round on screen is about."""
        asked, document, subject = self._round.asked, self._round.document, self._round.subject
        if asked is None or subject is None:
            return
        entity, risk = document.get(m.Entity, subject), document.get(m.Risk, subject)
        self.ref.setText(entity.ref or "" if entity is not None else "")
        self.about.setText(" · ".join(part for part in (asked.about, *_threat(document, risk)) if part))
        told = sentence(document, subject)
        self.words.setText(told)
        self.words.set_role("title" if len(told) < _LONG else "heading")
        self.also.setVisible(risk is not None)

    def ask_small(self, small: bool, *, cut: bool) -> None:
        """Take smaller letters in a low window; with ``cut`` no more than a few lines."""
        told = self.words.text()
        self.words.set_role("heading" if small or len(told) >= _LONG else "title")
        self.words.set_limit(LEAST_LINES if small and cut else 0)


#: Lines of the sentence in a low window; the room and the tip have all of it.
LEAST_LINES = 2
#: A longer sentence is set in the size of headings.
_LONG = 190


def _threat(document: Document, risk: Any) -> list[str]:
    threat = document.get(m.Threat, risk.threat_id) if risk is not None and risk.threat_id is not None else None
    if threat is None:
        return []
    told = [translate(N_("threat {code} {name}"), code=threat.code, name=threat.name)]
    if threat.typical_outage:
        told.append(translate(N_("typical outage {time}"), time=format_duration(threat.typical_outage)))
    return told
