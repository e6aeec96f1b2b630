"""What follows from the grid, beside its curve: MTPD and RTO as proposed, why, what was decided, and the tier."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import interviews, services
from app.bia import Proposal
from app.durations import format_duration
from app.i18n import N_, translate
from app.services import ServiceRow, TierShare
from ui.console import Console
from ui.help.tips import explain
from ui.help.why import ask_why, show_why
from ui.impact.reading import Reading
from ui.theme import Space
from ui.widgets import chips
from ui.widgets.buttons import link
from ui.widgets.chips import ChipLabel
from ui.widgets.labels import hint, label
from ui.widgets.layouts import column, row, rule

NAMES = {"mtpd": N_("MTPD"), "rto": N_("RTO")}


class ProposalLine(QWidget):
    """One target: what the grid proposes, in words why, and links to take it, to decide otherwise, and to ask why."""

    decide_wanted = Signal(str)

    def __init__(self, console: Console, target: str) -> None:
        super().__init__()
        self.console, self.target = console, target
        self._service = b""
        named = label(translate(NAMES[target]), "name")
        explain(named, target)
        self.state = hint("", elide=True)
        self.figure = label("", "title")
        self.words = hint("", wrap=True, tone="text2")
        self.take = link(translate(N_("Take it")), self._take, role="hint")
        self.decide = link(translate(N_("Decide…")), lambda: self.decide_wanted.emit(target), role="hint")
        self.why = link(translate(N_("Why?")), self._explain, role="hint")
        for made, words in ((self.take, N_("Take the proposed {target}")), (self.decide, N_("Decide the {target}")),
                            (self.why, N_("Why is this {target} proposed?"))):  # fmt: skip
            made.setAccessibleName(translate(words, target=translate(NAMES[target])))
        head = row(named, self.figure, gap=Space.m)
        head.addWidget(self.state, 1)
        head.addLayout(row(self.take, self.decide, self.why, gap=Space.m))
        self.setLayout(column(head, self.words, gap=0))

    def show_target(self, service: Any, proposal: Proposal) -> None:
        """Show the proposal beside the value that holds."""
        self._service = service.id
        value, now = getattr(proposal, self.target), getattr(service, self.target)
        self.figure.setText(format_duration(value) if value is not None else "–")
        self.state.setText(_state(value, now))
        self.words.setText(said_of(proposal, self.target))
        self.words.set_tone("err" if self.target == "rto" and proposal.blocked else "text2")
        self.take.setVisible(self.console.writable and value is not None and value != now)
        self.decide.setVisible(self.console.writable)

    def _take(self) -> None:
        speaker = self.console.document.speaker
        self.console.attempt(
            lambda: interviews.take_proposal(self.console.document, self._service, self.target, speaker)
        )

    def _explain(self) -> None:
        show_why(self.console, self.why, ask_why(self.console, self._service, self.target))


def _state(value: int | None, now: int | None) -> str:
    """Return how what holds stands to the proposal."""
    if now is None:
        return translate(N_("proposed")) if value is not None else translate(N_("not yet"))
    if now == value:
        return translate(N_("as proposed"))
    return translate(N_("decided {value}"), value=format_duration(now))


def said_of(proposal: Proposal, target: str) -> str:
    """Return in a sentence or two why a target is proposed: what drives the MTPD, or what limits the RTO."""
    reasons = [str(reason) for reason in proposal.reasons]
    if not reasons:
        return ""
    if target == "mtpd" or proposal.mtpd is None:
        return reasons[0]
    places = [at for at, one in enumerate(proposal.reasons) if {"room", "before"} & dict(one.values).keys()]
    return reasons[places[-1]] if places else reasons[-1]


def share_words(share: TierShare) -> str:
    """Return how many services the top tiers hold: ``Tiers 0 and 1 hold 6 of 14 services (42 %).``"""
    if share.percent is None:
        return ""
    words = N_("Tiers 0 and 1 hold {top} of {rated} services ({percent} %).")
    return translate(words, top=share.top, rated=share.rated, percent=share.percent)


class TierLine(QWidget):
    """The tier as a chip, why it is that, and how many services stand in the top tiers."""

    def __init__(self) -> None:
        super().__init__()
        self.chip, self.words = ChipLabel(chips.tier(4)), hint("", wrap=True, tone="text2")
        across = row(self.chip, gap=Space.m)
        across.setAlignment(self.chip, Qt.AlignmentFlag.AlignTop)
        across.addWidget(self.words, 1)
        self.setLayout(across)

    def show_tier(self, found: ServiceRow | None, share: TierShare) -> None:
        """Show where the service stands."""
        self.setVisible(found is not None)
        if found is None:
            return
        self.chip.setVisible(found.tier is not None)
        if found.tier is not None:
            self.chip.set_chip(chips.tier(found.tier, found.tier_name))
        self.words.setText(" ".join(part for part in (found.tier_reason, share_words(share)) if part))


class Derivation(QWidget):
    """MTPD, RTO and tier, one below the other. ``decide_wanted`` names the target that somebody wants to decide."""

    decide_wanted = Signal(str)

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console
        self.lines = {target: ProposalLine(console, target) for target in NAMES}
        self.tier = TierLine()
        parts: list[QWidget] = []
        for line in self.lines.values():
            line.decide_wanted.connect(self.decide_wanted)
            parts += [line, rule()]
        self.setLayout(column(*parts, self.tier, None, gap=Space.xs))

    def show_reading(self, reading: Reading) -> None:
        """Show what follows from the grid as it stands."""
        for line in self.lines.values():
            line.show_target(reading.service, reading.proposal)
        rows = services.services(self.console.document)
        found = next((one for one in rows if one.key == reading.service.id), None)
        self.tier.show_tier(found, services.tier_share(rows))
