"""What only one of the targets has: anchors of the MTPD, what relaxes an RTO, what the WRT leaves, words for MBCO."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from app import bia, entities, interviews
from app import model as m
from app import services as services_of
from app.bia import Proposal
from app.durations import BEYOND, format_duration
from app.fields import fields_of
from app.i18n import N_, UserError, translate
from app.interviews import GridLine
from ui import theme
from ui.console import Console
from ui.forms.row import FieldRow
from ui.help.fields import FieldHelp
from ui.impact.derivation import said_of
from ui.impact.reading import Reading
from ui.impact.target_block import TargetBlock
from ui.theme import Size, Space, px
from ui.widgets.chips import ChipLabel, level
from ui.widgets.labels import hint, label
from ui.widgets.layouts import row


def tick(words: str) -> QCheckBox:
    """Return a check box with plain words."""
    made = QCheckBox(words.replace("&", "&&"))
    made.setFont(theme.font("body"))
    made.setProperty("ring", True)
    made.setMinimumHeight(px(Size.target))
    made.setAccessibleName(words)
    return made


class AnchorAt(QWidget):
    """What the driving category looks like at one horizon: ``At 8 h, tolerable`` · 2 · what level 2 means."""

    def __init__(self) -> None:
        super().__init__()
        self.when, self.chip, self.words = label("", "name"), ChipLabel(level(1)), label("", elide=True)
        self.when.setFixedWidth(px(Size.detail_small) // 2)
        across = row(self.when, self.chip, gap=Space.m)
        across.addWidget(self.words, 1)
        self.setLayout(across)

    def show_anchor(self, when: str, reading: Reading, line: GridLine, number: int) -> None:
        """Show the anchor of a level of a category."""
        self.when.setText(when)
        self.chip.set_chip(level(number, reading.scales.word(number)))
        words = line.anchors[number - 1] if number <= len(line.anchors) else ""
        self.words.setText(f"{line.name}: {words}" if words else line.name)


class MtpdBlock(TargetBlock):
    """Tolerable at one horizon, not at the next: both anchors stand beside the question where the line is."""

    def __init__(self, console: Console) -> None:
        super().__init__(console, "mtpd", (12, 13))
        self.before, self.after = AnchorAt(), AnchorAt()
        self.more.addWidget(self.before)
        self.more.addWidget(self.after)

    def show_more(self, reading: Reading) -> None:
        """Show what the driving category looks like just before and just when it becomes intolerable."""
        proposal = reading.proposal
        line = next((one for one in reading.grid.lines if one.code == proposal.driver), None)
        first = line.row().first_intolerable if line is not None else None
        for part in (self.before, self.after):
            part.setVisible(line is not None)
        if line is None or first is None:
            return
        words = N_("At {time}, not tolerable")
        after = format_duration(proposal.intolerable)
        self.after.show_anchor(translate(words, time=after), reading, line, line.levels[first] or 1)
        last = line.levels[first - 1] if first else None
        self.before.setVisible(last is not None)
        if last is not None:
            words = N_("At {time}, tolerable")
            before = translate(words, time=format_duration(proposal.tolerable))
            self.before.show_anchor(before, reading, line, last)

    def derivation(self, reading: Reading) -> str:
        """Return the steps up to the MTPD; what limits the RTO is told there."""
        return " ".join(mtpd_steps(reading.proposal))


def mtpd_steps(proposal: Proposal) -> list[str]:
    """Return the sentences of a derivation that lead to the MTPD, or all of them if none is proposed."""
    places = [
        at for at, one in enumerate(proposal.reasons) if {"proposed_mtpd", "owner_mtpd"} & dict(one.values).keys()
    ]
    steps = proposal.reasons[: places[-1] + 1] if places else proposal.reasons
    told = [at for at, one in enumerate(proposal.reasons) if one.values]
    remarks = proposal.reasons[max(told) + 1 :] if places else ()
    return [str(one) for one in (*steps, *remarks)]


class RtoBlock(TargetBlock):
    """The RTO, which an approved workaround may relax, but never past what it holds less the catch-up work."""

    def __init__(self, console: Console) -> None:
        super().__init__(console, "rto", (14,))
        self.relaxed = tick(translate(N_("Relaxed by the workaround")))
        self.limit = hint("", elide=True, tone="text2")
        across = row(self.relaxed, gap=Space.m, margins=(2, 0, 0, 0))
        across.addWidget(self.limit, 1)
        self.more.addLayout(across)
        self.relaxed.clicked.connect(self._relax)

    def _relax(self, wanted: bool) -> None:
        line = self.line
        if line is None:
            return

        def relax() -> bool:
            self._decide(line.value, self._reason_now(), self._person_now(), relaxed=wanted)
            return True

        if self.console.attempt(relax):
            self.decided.emit(self.target)
        self._show_tick()

    def _show_tick(self) -> None:
        with QSignalBlocker(self.relaxed):
            self.relaxed.setChecked(bool(self.line is not None and self.line.relaxed))

    def derivation(self, reading: Reading) -> str:
        """Return what limits the RTO."""
        return said_of(reading.proposal, "rto")

    def show_more(self, reading: Reading) -> None:
        """Show whether the workaround relaxes it, and how far it may."""
        self._show_tick()
        limit = interviews.relaxed_limit(self.document, reading.service.id)
        held = self.document.get(m.Bia, reading.service.id)
        holds = held.wa_max if held is not None else None
        self.relaxed.setEnabled(self.console.writable and (limit is not None or self.relaxed.isChecked()))
        self.limit.setText(_limit_words(holds, reading.service.wrt, limit))


def _limit_words(holds: int | None, wrt: int | None, limit: int | None) -> str:
    """Return how far a workaround may relax an RTO, or why it cannot."""
    if holds is None:
        return translate(N_("How long the workaround holds was not asked yet (question 23)."))
    gaps = {"holds": format_duration(holds), "wrt": format_duration(wrt or 0) or translate(N_("nothing"))}
    if limit is None:
        return translate(N_("It holds {holds}; {wrt} of catch-up leaves nothing."), **gaps)
    if not wrt:
        return translate(N_("It holds {holds}, so {limit} at most."), limit=format_duration(limit), **gaps)
    words = N_("It holds {holds}; less {wrt} of catch-up that is {limit} at most.")
    return translate(words, limit=format_duration(limit), **gaps)


class WrtBlock(TargetBlock):
    """What users need after the technical recovery; it is taken off the MTPD."""

    def __init__(self, console: Console) -> None:
        super().__init__(console, "wrt", (17,))

    def derivation(self, reading: Reading) -> str:
        """Return what it leaves of the MTPD for recovery."""
        own, proposal = reading.service, reading.proposal
        limit = own.mtpd if own.mtpd is not None else proposal.mtpd
        if own.wrt is None:
            return translate(N_("Checks, re-keying, backlog. Not asked yet, so it counts as none."))
        if limit is None or limit >= BEYOND:
            return ""
        gaps = {"mtpd": format_duration(limit), "wrt": format_duration(own.wrt)}
        if limit - own.wrt <= 0:
            return translate(N_("Catching up takes {wrt}, which leaves no time to recover before {mtpd}."), **gaps)
        words = N_("MTPD {mtpd} less {wrt} leaves {room} for recovery.")
        return translate(words, room=format_duration(limit - own.wrt), **gaps)


class RpoBlock(TargetBlock):
    """How old restored data may be."""

    def __init__(self, console: Console) -> None:
        super().__init__(console, "rpo", (18,))

    def derivation(self, reading: Reading) -> str:
        """Return what the tier usually bears, and that a stricter RPO raises no tier."""
        own, tiers = reading.service, reading.scales.tiers
        tier = services_of.tier(reading.scales, own)
        if tier is None or tier.rpo_guide is None:
            return translate(N_("Independent of RTO and MTPD: what would it cost to lose less?"))
        words = translate(
            N_("Tier {n} usually bears a loss of {guide}."), n=tier.number, guide=format_duration(tier.rpo_guide)
        )
        if bia.stricter_rpo(tier, own.rpo, tiers):
            words += " " + translate(N_("This is one that is expected of a stricter tier only; that raises no tier."))
        return words


class MbcoBlock(TargetBlock):
    """The least that could be lived with: a share, what that means in words, and for how long it is bearable."""

    def __init__(self, console: Console) -> None:
        super().__init__(console, "mbco_pct", (15, 16))
        fields, help_ = fields_of(m.Service), FieldHelp(console, m.Service, lambda: self.key)
        self.words_row = FieldRow("mbco_text", fields["mbco_text"], self._commit_field, help=help_)
        self.max_row = FieldRow("mbco_max", fields["mbco_max"], self._commit_field, help=help_)
        across = row(gap=Space.m)
        across.addWidget(self.words_row, 1, Qt.AlignmentFlag.AlignTop)
        self.max_row.setFixedWidth(px(Size.detail_small) * 5 // 8)
        across.addWidget(self.max_row, 0, Qt.AlignmentFlag.AlignTop)
        self.more.addLayout(across)
        for part in (self.words_row, self.max_row):
            part.set_locked(not console.writable)
            part.entered.connect(lambda _name: self.decided.emit(self.target))

    def _commit_field(self, name: str, entered: Any) -> None:
        if self.key is None or not self.console.writable:
            raise UserError(N_("This window is read-only; nothing can be changed here."))
        entities.set_field(self.document, m.Service, self.key, name, entered)

    def derivation(self, reading: Reading) -> str:
        """Return how it is meant."""
        return translate(N_("Share of normal volume, users or functions at which the RTO counts as met."))

    def show_more(self, reading: Reading) -> None:
        """Show the words and how long it is bearable."""
        fields = fields_of(m.Service)
        for part in (self.words_row, self.max_row):
            value = getattr(reading.service, part.name)
            part.show_value(value, fields[part.name].format(value))

    def save(self) -> None:
        """Write what was typed and not yet written."""
        super().save()
        for part in (self.words_row, self.max_row):
            if part.dirty():
                part.save()
