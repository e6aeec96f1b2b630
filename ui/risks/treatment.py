"""The tab where the owner of a risk decides: what is done about it, what that needs, how far it goes, until when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QVBoxLayout, QWidget

from app import model as m
from app import treatment
from app.fields import fields_of
from app.i18n import N_, UserError, plural, translate
from app.model.risk import TREATMENT
from app.register import RegisteredRisk
from app.treatment import Step
from ui import theme
from ui.console import Console
from ui.forms.form import Form, Section
from ui.help.fields import FieldHelp
from ui.icons import paint_icon
from ui.risks.actions import ActionsTab
from ui.risks.reading import Reading, standing_words
from ui.risks.stages import StageChips
from ui.subjects.detail import DetailTab
from ui.theme import Size, Space, px
from ui.widgets.buttons import LinkButton, link
from ui.widgets.editors import Source
from ui.widgets.labels import heading, hint
from ui.widgets.layouts import box, clear, column, row
from ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from app.checks import Finding

Commit = Callable[[bytes, str, Any], None]
TARGET = (Section("", ("target_likelihood", "target_impact", "target_on")),)
REVIEW = (Section("", ("reviewed_on", "next_review_on", "confidence")),)
_TONES = {"ok": "text2", "soon": "warn", "late": "err"}
#: Where a finding is mended, by its rule.
FIXES = {"K01": "action", "K02": "accept", "K03": "target", "K05": "votes"}
#: What the links say, by where they lead.
_LINKS = {
    "treatment": N_("Choose one"), "target": N_("Set the target"), "action": N_("Add an action"),
    "accept": N_("Set the terms…"), "votes": N_("See the votes"),
}  # fmt: skip


class Tick(QWidget):
    """A circle that is ticked when something is there; ``done`` is also told to screen readers by its line."""

    def __init__(self, done: bool) -> None:
        super().__init__()
        self.done = done
        self.setFixedSize(QSize(px(Size.icon), px(Size.icon)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        name, colour = ("circle-check", tokens.ok) if self.done else ("circle", tokens.warn)
        paint_icon(painter, name, 0, self.height() / 2, colour, Size.icon_small)
        painter.end()


class StepLine(QWidget):
    """One thing that a treatment needs, whether it is there, and the link that mends it."""

    def __init__(self, step: Step, fix: Callable[[], object] | None) -> None:
        super().__init__()
        self.step = step
        self.link: LinkButton | None = None
        state = N_("{words}: there") if step.done else N_("{words}: missing")
        self.setAccessibleName(translate(state, words=step.words))
        words = hint(step.words, wrap=True, tone="text2" if step.done else "text")
        middle = Qt.AlignmentFlag.AlignVCenter
        across = row(gap=Space.xs)
        across.addWidget(Tick(step.done), 0, middle)
        across.addWidget(words, 1, middle)
        if not step.done and fix is not None:
            self.link = link(translate(_LINKS[step.fix]), fix, role="hint")
            self.link.setAccessibleName(f"{step.words}: {translate(_LINKS[step.fix])}")
            across.addWidget(self.link, 0, middle)
        self.setLayout(across)


class FindingLine(QWidget):
    """What a rule finds in the risk, and the link that leads to where it is mended."""

    def __init__(self, finding: Finding, words: str, fix: Callable[[], object] | None) -> None:
        super().__init__()
        self.rule, self.link = finding.rule, None
        self._error = finding.severity.rank == 0
        lines = column(hint(finding.message, wrap=True, tone="err" if self._error else "warn"), gap=0)
        if fix is not None:
            self.link = link(words, fix, role="hint")
            lines.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)
        across = row(px(Size.icon_small + Space.xs), gap=0)
        across.addLayout(lines, 1)
        self.setLayout(across)
        self.setAccessibleName(finding.message)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        name, colour = ("circle-x", tokens.err) if self._error else ("triangle-alert", tokens.warn)
        paint_icon(painter, name, 0, px(Size.icon_small) / 2 + 1, colour, Size.icon_small)
        painter.end()


class TreatmentTab(DetailTab):
    """What is done about a risk. A choice tells what it needs; what is missing or run out leads to where it is mended.

    ``accept`` asks for the terms of an acceptance, ``votes`` shows the votes.
    """

    def __init__(
        self, console: Console, reading: Reading, commit: Commit, accept: Callable[[], object],
        votes: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__(console)
        self._reading, self._commit_field, self._accept, self._votes = reading, commit, accept, votes
        self.standing, self.meaning = hint("", wrap=True, tone="text2"), hint("", wrap=True, tone="text2")
        options = [(key, _capital(translate(words))) for key, words in TREATMENT.items()]
        self.choice = SegmentedControl(options, translate(N_("Treatment")), small=True)
        for key in TREATMENT:
            self.choice.set_tip(key, translate(treatment.MEANINGS[key]))
        self.choice.chosen.connect(self._choose)
        self.needs, self.found = column(gap=Space.xs), column(gap=Space.xs)
        self.progress = hint("", tone="text3")
        self.change, self.acceptance = hint("", wrap=True, tone="text2"), hint("", wrap=True, tone="text2")
        self.renew = link(translate(N_("Renew…")), accept, role="hint")
        self.review = hint("", wrap=True, tone="text2")
        self.stages = StageChips()
        self.target, self.dates = self._form(TARGET, self._levels()), self._form(REVIEW, {})
        self.list = ActionsTab(console, margins=False)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.timeout.connect(self._settle)
        self.setLayout(self._laid_out())
        self.setAccessibleName(translate(N_("Treatment")))
        if not console.writable:
            self.choice.setEnabled(False)
            self.choice.setToolTip(translate(N_("This window is read-only.")))

    def _laid_out(self) -> QVBoxLayout:
        accepted = row(gap=Space.xs)
        accepted.addWidget(self.acceptance, 1)
        accepted.addWidget(self.renew, 0, Qt.AlignmentFlag.AlignTop)
        self._needed = box(column(row(heading(translate(N_("It needs"))), None, self.progress), box(self.needs),
                                  gap=Space.xs))  # fmt: skip
        self._accepted = box(accepted)
        parts = (
            column(self.stages, self.standing, box(self.found), gap=Space.xs),
            column(heading(translate(N_("What is done about it"))), self.choice, self.meaning, self._accepted,
                   gap=Space.xs),
            self._needed,
            column(heading(translate(N_("How far it goes"))), self.change, self.target, gap=Space.xs),
            column(self.list, self._line_hint(), gap=Space.xs),
            column(heading(translate(N_("Review"))), self.review, self.dates, gap=Space.xs),
        )  # fmt: skip
        return column(*parts, None, gap=Space.l, margins=(16, 12, 16, 16))

    def _line_hint(self) -> QWidget:
        """Return what may stand behind the words of a new action."""
        told = hint(translate(N_("Owner and day may stand at the end: … @priya +6w")), wrap=True)
        if not self.console.writable:  # shown by its layout: alone it would come up as a window
            told.hide()
        return told

    def _levels(self) -> dict[str, Source]:
        return {
            "target_likelihood": Source(anchors=self._reading.likelihoods),
            "target_impact": Source(anchors=self._impacts),
        }

    def _impacts(self) -> Any:
        row_ = self.document.get(m.Risk, self.key) if self.key is not None else None
        return self._reading.impacts(row_.category_id if row_ is not None else None)

    def _form(self, sections: tuple[Section, ...], sources: dict[str, Source]) -> Form:
        words = {"target_likelihood": N_("Target likelihood"), "target_impact": N_("Target impact")}
        known = fields_of(m.Risk)
        fields = {name: known[name] for section in sections for name in section.names}
        fields = {name: replace(spec, label=words.get(name, spec.label)) for name, spec in fields.items()}
        made = Form(fields, self._read, self._commit, sections=sections, sources=sources,
                    help=FieldHelp(self.console, m.Risk, lambda: self.key))  # fmt: skip
        made.set_locked(not self.console.writable)
        return made

    def _read(self) -> Any:
        found = self.document.get(m.Risk, self.key) if self.key is not None else None
        return found if found is not None else {}

    def _commit(self, name: str, entered: Any) -> None:
        if self.key is None:
            raise UserError(N_("Choose a row first."))
        self._commit_field(self.key, name, entered)

    # --- choosing ---

    def _choose(self, key: str) -> None:
        risk = self._reading.risk(self.key)
        if risk is None:
            return
        if key == "accept":
            self.choice.set_current(risk.treatment or "")
            self._accept()
            return

        def write() -> bool:
            self._commit_field(risk.key, "treatment", key)
            return True

        if self.console.attempt(write):
            words = N_("{ref}: {treatment}.")
            self.console.say(translate(words, ref=risk.ref, treatment=translate(TREATMENT[key])), undoable=True)
        else:
            self.choice.set_current(risk.treatment or "")

    def mend(self, fix: str) -> None:
        """Bring the keyboard to where something is mended, and that into view."""
        place = {"treatment": self.choice, "target": self.target, "action": self.list}.get(fix)
        if place is not None:
            into_view(place)
        if fix == "treatment":
            self.choice.setFocus(Qt.FocusReason.OtherFocusReason)
        elif fix == "target":
            risk = self._reading.risk(self.key)
            half = risk is not None and risk.target.likelihood is not None and risk.target.impact is None
            self.target.focus("target_impact" if half else "target_likelihood")
        elif fix == "action":
            self.list.begin()
        elif fix == "votes":
            self._votes()
        else:
            self._accept()

    # --- showing ---

    def show_key(self, key: bytes | None) -> None:
        """Show another risk."""
        self.list.show_key(key)
        super().show_key(key)

    def refresh(self) -> None:
        """Show the chosen risk; unsaved text stays."""
        risk = self._reading.risk(self.key)
        if risk is not None:
            self._show(risk)
        self.target.refresh()
        self.dates.refresh()
        self.list.refresh()
        self._chain()
        self._settling.start()

    def _show(self, risk: RegisteredRisk) -> None:
        today = self.document.today()
        self.stages.show_risk(risk, self._reading)
        self.standing.setText(standing_words(risk))
        self.standing.setVisible(bool(self.standing.text()))
        self.choice.set_current(risk.treatment or "")
        self.meaning.setText(translate(treatment.MEANINGS[risk.treatment or ""]))
        self.list.ask(treatment.ASKS[risk.treatment or ""])
        self.change.setText(treatment.target_words(risk))
        self._show_acceptance(treatment.acceptance_standing(risk, today), risk)
        review = treatment.review_standing(risk, today)
        self.review.setText(review.words)
        self.review.set_tone(_TONES[review.state])
        self._show_steps(treatment.steps(risk, today))
        self._show_findings(treatment.findings(self.document, risk.key) if self.isVisible() else [])

    def _chain(self) -> None:
        """Let Tab reach the links where the eye meets them: they are newer than everything around them."""
        segments = self.choice.findChildren(QAbstractButton)
        before: QWidget = segments[0]
        while self.isAncestorOf(before) or not before.focusPolicy() & Qt.FocusPolicy.TabFocus:
            earlier = before.previousInFocusChain()
            if earlier is None or earlier is segments[0]:
                return
            before = earlier
        for place, lines in ((before, self.found), (segments[-1], self.needs)):
            for at in range(lines.count()):
                inside = lines.itemAt(at)
                shown = inside.widget() if inside is not None else None
                if isinstance(shown, (FindingLine, StepLine)) and shown.link is not None:
                    QWidget.setTabOrder(place, shown.link)
                    place = shown.link

    def _settle(self) -> None:
        """Ask for the height that all lines need together, now that they were laid out once."""
        inside = self.layout()
        if inside is not None:
            self.setMinimumHeight(inside.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settling.start()

    def _show_acceptance(self, found: treatment.Standing | None, risk: RegisteredRisk) -> None:
        self._accepted.setVisible(found is not None)
        if found is None:
            return
        reason = risk.acceptance.reason if risk.acceptance is not None else ""
        self.acceptance.setText(" ".join(part for part in (found.words, reason) if part))
        self.acceptance.set_tone(_TONES[found.state])
        self.renew.setVisible(found.state != "ok" and self.console.writable and not risk.is_closed)

    def _show_steps(self, steps: tuple[Step, ...]) -> None:
        clear(self.needs)
        for step in steps:
            fix = (lambda where=step.fix: self.mend(where)) if self.console.writable else None
            self.needs.addWidget(StepLine(step, fix))
        self._needed.setVisible(bool(steps))
        missing = sum(not step.done for step in steps)
        words = plural(N_("{n} missing"), N_("{n} missing"), missing) if missing else translate(N_("complete"))
        self.progress.setText(words)

    def lines(self) -> list[StepLine]:
        """Return the lines of what the treatment needs."""
        places = [self.needs.itemAt(at) for at in range(self.needs.count())]
        widgets = [place.widget() for place in places if place is not None]
        return [widget for widget in widgets if isinstance(widget, StepLine)]

    def _show_findings(self, findings: list[Finding]) -> None:
        clear(self.found)
        if self.console.privacy.public_safe:
            return  # the wall shows no findings
        for one in findings:
            fix = FIXES.get(one.rule, "action")
            mend = (lambda where=fix: self.mend(where)) if self.console.writable else None
            self.found.addWidget(FindingLine(one, translate(_LINKS[fix]), mend))

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.refresh()

    def leave(self) -> None:
        """Write unsaved text."""
        for form in (self.target, self.dates):
            form.save()
        self.list.leave()


def into_view(part: QWidget) -> None:
    """Scroll so that a part of a tab is seen."""
    around = part.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    if around is not None:
        around.ensureWidgetVisible(part, 0, px(Space.m))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
