"""What the room voted about a risk: a bar per level, figures and verdict of the last round, and the dissent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import model as m
from app import polls
from app.charts import Twin
from app.i18n import N_, plural, translate
from app.matrices import words_then
from app.scoring import VERDICTS, Tally, Verdict
from ui import theme
from ui.console import Console
from ui.help.why import WhyButton, why_button
from ui.risks.reading import Reading
from ui.room.senders import show_result
from ui.scoring.starting import start
from ui.subjects.detail import DetailTab
from ui.theme import Size, Space, px
from ui.widgets import chips
from ui.widgets.buttons import button, icon_button
from ui.widgets.chips import ChipLabel
from ui.widgets.labels import heading, hint, label, paragraph
from ui.widgets.layouts import Part, clear, column, row
from ui.widgets.twin import Twinned

_BAR, _LINE = 40, 18
_TITLES = {"likelihood": N_("Likelihood"), "impact": N_("Impact")}
_VERDICT_CHIPS = {Verdict.AGREED: "ok", Verdict.DIVIDED: "warn", Verdict.FEW: "none"}


class VoteBars(QWidget):
    """How many voted for each level, as five bars in the colours of the levels with their count above."""

    shown = Signal()

    def __init__(self, counts: Sequence[int], names: Sequence[str], name: str) -> None:
        super().__init__()
        self._counts, self._names, self.kind = tuple(counts), tuple(names), name
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("ring", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        pairs = (f"{level}: {count}" for level, count in enumerate(self._counts, start=1))
        self.setAccessibleName(f"{name} {', '.join(pairs)}")
        self.setToolTip(", ".join(f"{level} {word}" for level, word in enumerate(self._names, start=1)))

    @property
    def twin(self) -> Twin:
        """The votes as a table."""
        rows = tuple(
            (f"{level} {word}".strip(), str(count))
            for level, (word, count) in enumerate(zip(self._names, self._counts, strict=False), start=1)
        )
        return Twin(self.kind, (self.kind, translate(N_("Votes"))), rows)

    def sizeHint(self) -> QSize:
        return QSize(px(Size.dialog) // 2, px(_BAR + 2 * _LINE))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("label"))
        gap, most = px(Space.xs), max([1, *self._counts])
        levels = max(1, len(self._counts))
        width, base = (self.width() - (levels - 1) * gap) / levels, px(_BAR + _LINE)
        for at, count in enumerate(self._counts):
            left, high = at * (width + gap), px(_BAR) * count / most
            colours = tokens.level(at + 1)
            painter.setPen(theme.colour(tokens.ctl))
            painter.setBrush(theme.colour(colours.fill))
            if count:
                painter.drawRoundedRect(QRectF(left + 0.5, base - high, width - 1, high - 0.5), 2, 2)
                painter.setPen(theme.colour(tokens.text))
                above = QRectF(left, base - high - px(_LINE), width, px(_LINE))
                painter.drawText(above, Qt.AlignmentFlag.AlignCenter, str(count))
            painter.setPen(theme.colour(tokens.text3))
            painter.drawText(QRectF(left, base, width, px(_LINE)), Qt.AlignmentFlag.AlignCenter, str(at + 1))
        painter.fillRect(QRectF(0, base, self.width(), Size.line), theme.colour(tokens.line))
        painter.end()


class VotesTab(DetailTab):
    """The last revealed round about likelihood and about impact, and the dissent."""

    PRIVATE = N_("Votes and dissent")

    def __init__(self, console: Console, reading: Reading) -> None:
        super().__init__(console)
        self._reading = reading
        self._tables: set[str] = set()  #: what is shown as a table, for the time of the window
        self._body = column(gap=Space.s, margins=(16, 12, 16, 16))
        self.setLayout(self._body)
        self.setAccessibleName(translate(N_("Votes")))

    def refresh(self) -> None:
        """Show the votes of the chosen risk."""
        clear(self._body)
        risk = self._reading.risk(self.key)
        if risk is None:
            return
        tallies = {"likelihood": risk.votes_likelihood, "impact": risk.votes_impact}
        parts: list[Part] = [row(self._score(), None), 4]
        for dimension, tally in tallies.items():
            if tally is not None:
                parts += self._dimension(dimension, tally)
        if not any(tallies.values()):
            parts += [
                label(translate(N_("No votes yet")), "name"),
                paragraph(translate(N_("What a room scores in a workshop stands here: each level with its votes."))),
            ]
        if risk.dissent:
            parts += [
                8,
                heading(translate(N_("Dissent"))),
                *(paragraph(words[:1].upper() + words[1:]) for words in risk.dissent),
            ]
        for part in parts:
            if isinstance(part, QWidget):
                self._body.addWidget(part)
            elif isinstance(part, int):
                self._body.addSpacing(px(part))
            elif part is not None:
                self._body.addLayout(part)
        self._body.addStretch(1)

    def _dimension(self, dimension: str, tally: Tally) -> list[Part]:
        anchors = self._reading.likelihoods() if dimension == "likelihood" else self._reading.impacts()
        names, then = [name for _, name, _ in anchors], self._words_then(dimension)
        former = bool(then) and list(then) != names
        names = list(then) if former else names
        verdict = translate(VERDICTS[tally.verdict])
        chip = ChipLabel(chips.status(_VERDICT_CHIPS[tally.verdict], verdict))
        title = translate(_TITLES[dimension])
        bars = Twinned(VoteBars(tally.counts, names, title))
        bars.show_table(dimension in self._tables)
        bars.switched.connect(lambda table: (self._tables.add if table else self._tables.discard)(dimension))
        parts: list[Part] = [
            row(heading(title), None, chip, self._why(dimension, "verdict", verdict), self._to_room(dimension, title)),
            bars,
            row(hint(tally_words(tally), wrap=True, tone="text2"), self._why(dimension, "spread"), bars.button),
        ]
        if tally.split:
            told = plural(
                N_("Split: {n} vote stands on the other side of what is intolerable."),
                N_("Split: {n} votes stand on the other side of what is intolerable."),
                tally.beyond,
            )
            parts.append(hint(told, wrap=True, tone="warn"))
        if former:
            scale = ", ".join(f"{level} {name}" for level, name in enumerate(names, start=1))
            told = translate(N_("Scored on the scale of that day: {scale}."), scale=scale)
            parts.append(hint(told, wrap=True))
        agreed = self._agreed(dimension)
        return [*parts, *([hint(agreed, wrap=True)] if agreed else []), 8]

    def _score(self) -> QWidget:
        """Return the button that begins a round about the risk, or goes on with it."""
        made = button(translate(N_("Score in the room")), self._start_round, icon="vote")
        made.setToolTip(translate(N_("A silent vote with a reveal; it needs a meeting with seats")))
        made.setEnabled(self.console.writable)
        return made

    def _start_round(self) -> None:
        if self.key is not None:
            start(self.console, self.key)

    def _why(self, dimension: str, figure: str, about: str = "") -> WhyButton:
        return why_button(self.console, lambda: self.key, f"{dimension}_{figure}", about)

    def _to_room(self, dimension: str, title: str) -> QWidget:
        """Return the button that prepares the last revealed round for the room."""
        name = translate(N_("Show in the room: {what}"), what=title)
        return icon_button("cast", name, lambda: self._show_in_room(dimension), size="small")

    def _show_in_room(self, dimension: str) -> None:
        held = polls.polls(self.document, self.key)
        found = [one for one in held if one.dimension == dimension and one.last_tally is not None]
        if found:
            show_result(self.console, found[-1].key)

    def _words_then(self, dimension: str) -> tuple[str, ...]:
        """Return the words of the scale on which the room voted last, which may have been changed since."""
        held = [one for one in polls.polls(self.document, self.key) if one.dimension == dimension and one.last_tally]
        row = self.document.get(m.Poll, held[-1].key) if held else None
        return words_then(self.document, dimension, row.opened_at) if row is not None else ()

    def _agreed(self, dimension: str) -> str:
        found = [one for one in polls.polls(self.document, self.key) if one.dimension == dimension and one.agreement]
        if not found:
            return ""
        last = found[-1]
        rounds = plural(N_("{n} round"), N_("{n} rounds"), len(last.rounds))
        return translate(N_("Agreed on {level} after {rounds}."), level=last.agreement.level, rounds=rounds)  # type: ignore[union-attr]


def tally_words(tally: Tally) -> str:
    """Return the figures of a round: votes, median, interquartile range, and the share within one of the median."""
    parts = [plural(N_("{n} vote"), N_("{n} votes"), tally.n)]
    if tally.median is not None and tally.iqr is not None:
        parts.append(translate(N_("median {median}"), median=f"{tally.median:g}"))
        parts.append(translate(N_("IQR {iqr}"), iqr=f"{tally.iqr:g}"))
    if tally.within_one is not None:
        parts.append(translate(N_("{share} % within ±1"), share=round(tally.within_one * 100)))
    return " · ".join(parts)
