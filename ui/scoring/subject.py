"""What is scored, above the work of every step: reference, what is asked about it, the sentence, and the question."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app import model as m
from app import workshop
from app.document import Document
from app.durations import format_duration
from app.i18n import N_, translate
from ui.scoring.round import Round
from ui.theme import Space
from ui.widgets.buttons import button
from ui.widgets.labels import hint, label
from ui.widgets.layouts import column, row


def sentence(document: Document, subject: bytes) -> str:
    """Return a risk as one sentence, "Because …, …, so that …", or the name of another thing."""
    risk = document.get(m.Risk, subject)
    if risk is None:
        service = document.get(m.Service, subject)
        return str(service.name) if service is not None else ""
    return workshop.sentence(risk.cause, risk.event, risk.consequence)


class Subject(QWidget):
    """Four lines at most; what is scored can be changed from here."""

    def __init__(self, current: Round) -> None:
        super().__init__()
        self._round = current
        self.ref, self.about = label("", "name", "accent_text"), hint("", elide=True, tone="text2")
        self.also = button(translate(N_("Score…")), icon="chevron-down", variant="quiet", size="small", keys=("M",))
        self.also.setAccessibleName(translate(N_("Choose what is scored about it")))
        self.words = label("", "title", wrap=True)
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

    def ask_small(self, small: bool) -> None:
        """Take smaller letters in a low window."""
        told = self.words.text()
        self.words.set_role("heading" if small or len(told) >= _LONG else "title")


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
