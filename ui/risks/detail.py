"""The panel beside the register: a risk with its levels and their reason, services, votes, actions, acceptance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import entities, listings, risks
from app import model as m
from app.durations import format_duration
from app.fields import Field, Kind, fields_of
from app.i18n import N_, UserError, translate
from app.register import RegisteredRisk
from app.risk import Standing
from ui.console import Console
from ui.forms.form import Form
from ui.help.fields import FieldHelp
from ui.help.past import PastCard
from ui.help.why import WhyButton, why_button
from ui.risks.accepting import ask_acceptance
from ui.risks.columns import SERVICES, services_source
from ui.risks.loss_card import LossCard, in_currency
from ui.risks.reading import Reading, acceptance_words, standing_words
from ui.risks.stages import StageChips
from ui.risks.treatment import TreatmentTab
from ui.risks.votes import VotesTab
from ui.subjects.catalogue import RISKS
from ui.subjects.children import ChildTab, ChildTable
from ui.subjects.columns import committer, field_column, source_of
from ui.subjects.detail import DetailPanel, DetailTab
from ui.theme import Space
from ui.widgets.buttons import button, link
from ui.widgets.editors import Source
from ui.widgets.labels import hint
from ui.widgets.layouts import box, column, row

if TYPE_CHECKING:
    from app.document import Document
    from app.restoring import Past

Commit = Callable[[bytes, str, Any], None]
#: The treatment has a tab of its own, and a dialog records an acceptance.
_ELSEWHERE = ("accepted_by_id", "treatment")
SECTIONS = tuple(section for section in RISKS.sections if not set(_ELSEWHERE) & set(section.names))
#: What a risk may be about, besides services.
NODE_TABLES = ("component", "supplier")


def _worded(spec: Field) -> Field:
    """Return a field as the form shows it: Likelihood in place of L, and the event in several lines."""
    if spec.kind is Kind.TEXT and spec.core:
        return replace(spec, kind=Kind.NOTE)
    words = {"likelihood": N_("Likelihood"), "impact": N_("Impact")}.get(spec.scale)
    return replace(spec, label=words) if words else spec


class RiskHelp(FieldHelp):
    """Help for the fields of a risk; its services are no field of its own, so their past stands in the history."""

    def past(self, name: str) -> list[Past]:
        """Return every value that a field had, newest first."""
        return super().past(name) if name in fields_of(m.Risk) else []

    def show_past(self, name: str, anchor: QWidget) -> PastCard | None:
        """Show what a field was before; for the services, the history of the risk."""
        if name in fields_of(m.Risk):
            return super().show_past(name, anchor)
        around: QWidget | None = anchor
        while around is not None and not isinstance(around, DetailPanel):
            around = around.parentWidget()
        if isinstance(around, DetailPanel):
            around.open_tab("history")
        return None


class LevelsTab(DetailTab):
    """Where the risk stands, why, what the grids suggest, and its fields."""

    def __init__(self, console: Console, reading: Reading, commit: Commit) -> None:
        super().__init__(console)
        self._reading, self._commit_field = reading, commit
        self.stages = StageChips()
        self.reason, self.standing = hint("", wrap=True, tone="text2"), hint("", wrap=True)
        self.acceptance = hint("", wrap=True)
        self.suggestion = hint("", wrap=True, tone="text2")
        self.use = link(translate(N_("Use it")), self._use, role="hint")
        fields = {n: _worded(f) for n, f in fields_of(m.Risk).items() if f.kind not in (Kind.KEY, Kind.BYTES)}
        fields |= {"services": SERVICES, **in_currency(fields, self._reading.register.currency)}
        self.form = Form(
            fields, self._read, self._commit, sections=SECTIONS, sources=self._sources(), wide=("event", "services"),
            help=RiskHelp(console, m.Risk, lambda: self.key),
        )  # fmt: skip
        self.form.set_locked(not console.writable)
        self._whys = {
            field: why_button(console, lambda: self.key, field, about)
            for field, about in (
                ("inherent", translate(N_("the level before controls"))),
                ("current", translate(N_("the level of today"))),
                ("target", translate(N_("the level after treatment"))),
                ("standing", translate(N_("this standing"))),
                ("suggested_impact", translate(N_("this impact"))),
            )
        }
        levels = row(self.stages, gap=Space.xs)
        levels.addLayout(column(*(self._whys[name] for name in ("inherent", "current", "target")), gap=0))
        self._suggested = box(_asked(box(column(self.suggestion, row(self.use, None), gap=Space.xs)),
                                     self._whys["suggested_impact"]))  # fmt: skip
        standing = _asked(self.standing, self._whys["standing"])
        words = column(self.reason, standing, self.acceptance, self._suggested, gap=Space.xs)
        self.money = LossCard(console)
        self.setLayout(column(levels, words, self.form, self.money, gap=Space.m, margins=(16, 12, 16, 16)))

    def _sources(self) -> dict[str, Source]:
        known = fields_of(m.Risk)
        sources = {name: source_of(self.document, spec) for name, spec in known.items()}
        for name, spec in known.items():
            if spec.kind is Kind.LEVEL:
                likelihood = spec.scale == "likelihood"
                sources[name] = Source(anchors=self._reading.likelihoods if likelihood else self._impacts)
        return sources | {"services": services_source(self.document)}

    def _impacts(self) -> Any:
        row = self.document.get(m.Risk, self.key) if self.key is not None else None
        return self._reading.impacts(row.category_id if row is not None else None)

    def _read(self) -> Any:
        row = self.document.get(m.Risk, self.key) if self.key is not None else None
        return {**row._asdict(), "services": threatened(self.document, row.id)} if row is not None else {}

    def _commit(self, name: str, entered: Any) -> None:
        if self.key is None:
            raise UserError(N_("Choose a row first."))
        self._commit_field(self.key, name, entered)

    def refresh(self) -> None:
        """Show the risk; unsaved text stays."""
        risk = self._reading.risk(self.key)
        if risk is not None:
            self._show(risk)
        self.form.refresh()

    def _show(self, risk: RegisteredRisk) -> None:
        self.stages.show_risk(risk, self._reading)
        self.reason.setText(self._reading.reason(risk.current))
        standing = risk.standing
        self.standing.setText(standing_words(risk))
        self.standing.set_tone("err" if standing is Standing.EXPOSED else "text2")
        self.standing.setVisible(standing is not None)
        self._whys["standing"].setVisible(standing is not None)
        self.money.show_risk(risk, self.document.get(m.Risk, risk.key), self._reading.register.currency)
        words, tone = acceptance_words(risk, self._reading.register)
        self.acceptance.setText(words)
        self.acceptance.set_tone(tone)
        self.acceptance.setVisible(bool(words))
        self._show_suggestion(risk)

    def _show_suggestion(self, risk: RegisteredRisk) -> None:
        found = risks.suggested_impact(self.document, risk.key) if risk.current.impact is None else None
        self._suggested.setVisible(found is not None)
        self.use.setVisible(self.console.writable)
        if found is None:
            return
        scales = self._reading.scales
        category = next((one.name for one in scales.categories if one.code == found.category), found.category)
        words = N_(
            "Suggested impact: {level} {word}. {category} reaches it {horizon} into an outage as {threat} brings."
        )
        self.suggestion.setText(
            translate(
                words, level=found.level, word=scales.word(found.level), category=category,
                horizon=format_duration(found.horizon), threat=risk.threat.name if risk.threat else "",
            )
        )  # fmt: skip

    def _use(self) -> None:
        key = self.key
        found = risks.suggested_impact(self.document, key) if key is not None else None
        if key is not None and found is not None:
            self.console.attempt(lambda: self._commit_field(key, "current_impact", found.level))

    def leave(self) -> None:
        """Write unsaved text."""
        self.form.save()


def _asked(words: QWidget, why: WhyButton) -> QHBoxLayout:
    """Return words with the question mark that tells why at their end."""
    across = row(gap=Space.xs)
    across.addWidget(words, 1)
    across.addWidget(why, 0, Qt.AlignmentFlag.AlignTop)
    return across


class RiskDetail(DetailPanel):
    """The panel beside the register. Its verbs stand at the foot."""

    def __init__(self, console: Console, reading: Reading) -> None:
        self._reading = reading
        self.levels = LevelsTab(console, reading, self.commit)
        self.treatment = TreatmentTab(console, reading, self.commit, self._accept, lambda: self.open_tab("votes"))
        self.action_tab = self.treatment.list
        tabs: Sequence[tuple[str, str, DetailTab]] = (
            ("details", N_("Details"), self.levels),
            ("treatment", N_("Treatment"), self.treatment),
            ("votes", N_("Votes"), VotesTab(console, reading)),
            ("services", N_("Services"), _scope(console)),
        )
        super().__init__(console, RISKS, tabs, with_form=False)
        self.accept = button(translate(N_("Accept…")), self._accept)
        self.withdraw = button(translate(N_("Withdraw")), self._withdraw, tip=translate(N_("Withdraw the acceptance")))
        self.review = button(translate(N_("Reviewed")), self._review, tip=translate(N_("Reviewed today")))
        self.close_button = button(translate(N_("Close")), self._close)
        self.reopen = button(translate(N_("Open again")), self._reopen)
        self.add_to_foot(*self._verbs())
        self.foot.addStretch(1)
        if not console.writable:
            for verb in self._verbs():
                verb.setEnabled(False)
                verb.setToolTip(translate(N_("This window is read-only.")))

    def _verbs(self) -> tuple[QWidget, ...]:
        return (self.accept, self.withdraw, self.review, self.close_button, self.reopen)

    def commit(self, key: bytes, name: str, entered: Any) -> None:
        """Write one field; the treatment “accept” asks for its terms instead. Raises ``UserError``."""
        if name == "treatment" and entered == "accept" and self.console.writable:
            raise UserError(N_("An acceptance needs a person and a day on which it ends: use “Accept…” below."))
        if name == "services" and self.console.writable:
            risks.set_services(self.document, key, entered)
            return
        committer(self.console, m.Risk)(key, name, entered)

    def note_of(self, row: Any) -> str:
        """Return the reference, the owner and where the risk stands."""
        risk = self._reading.risk(row.id)
        if risk is None:
            return ""
        chip = self._reading.chip(risk.current, product=False)
        self.chip.setVisible(chip is not None)
        if chip is not None:
            self.chip.set_chip(chip)
        accepted = risk.treatment == "accept"
        self.accept.setVisible(not accepted and not risk.is_closed)
        self.withdraw.setVisible(accepted and not risk.is_closed)
        self.review.setVisible(not risk.is_closed)
        self.close_button.setVisible(not risk.is_closed)
        self.reopen.setVisible(risk.is_closed)
        return " · ".join(part for part in (risk.ref, risk.owner) if part)

    def _chosen(self) -> RegisteredRisk | None:
        return self._reading.risk(self.key)

    def _accept(self) -> None:
        risk = self._chosen()
        if risk is not None:
            ask_acceptance(self.window(), self.console, risk)

    def _do(self, verb: Callable[[bytes], object], said: str) -> None:
        risk = self._chosen()
        if risk is None:
            return

        def done() -> bool:
            verb(risk.key)
            return True

        if self.console.attempt(done):
            self.console.say(translate(said, ref=risk.ref), undoable=True)

    def _withdraw(self) -> None:
        self._do(lambda key: risks.withdraw_acceptance(self.document, key), N_("Acceptance of {ref} withdrawn."))

    def _review(self) -> None:
        self._do(lambda key: risks.review_risk(self.document, key), N_("{ref} reviewed today."))

    def _close(self) -> None:
        self._do(lambda key: risks.close_risk(self.document, key), N_("{ref} closed."))

    def _reopen(self) -> None:
        self._do(lambda key: entities.set_field(self.document, m.Risk, key, "status", "open"), N_("{ref} open again."))


def _scope(console: Console) -> ChildTab:
    """Return the tab of what the risk threatens and what it is about."""
    document = console.document

    def nodes() -> list[tuple[bytes, str]]:
        return sorted(
            (pair for table in NODE_TABLES for pair in listings.options(document, table)),
            key=lambda pair: pair[1].casefold(),
        )

    def add_service(risk: bytes, name: str) -> object:
        found = _named(listings.options(document, "service"), name)
        return risks.set_services(document, risk, [*threatened(document, risk), found])

    def add_node(risk: bytes, name: str) -> object:
        known = document.all(m.RiskNode, m.RiskNode.risk_id == risk)
        return risks.set_nodes(document, risk, [*(row.node_id for row in known), _named(nodes(), name)])

    services = ChildTable(
        console, m.RiskService, "risk_id", N_("Services"), ("service_id",), make=add_service,
        new_words=N_("Type a service…"),
    )  # fmt: skip
    about = field_column(console, m.RiskNode, "node_id", options=nodes, create=None)
    things = ChildTable(
        console, m.RiskNode, "risk_id", N_("Components and suppliers"), (), columns=[about], make=add_node,
        new_words=N_("Type a component or supplier…"),
    )  # fmt: skip
    return ChildTab(services, things)


def threatened(document: Document, risk: bytes) -> tuple[bytes, ...]:
    """Return the keys of the services that a risk threatens, in their order."""
    rows = document.all(m.RiskService, m.RiskService.risk_id == risk, order_by=m.RiskService.position)
    return tuple(row.service_id for row in rows)


def _named(options: Sequence[tuple[bytes, str]], name: str) -> bytes:
    wanted = " ".join(name.split()).casefold()
    for key, text in options:
        if text.casefold() == wanted:
            return key
    raise UserError(N_("There is nothing called “{name}”; choose from the list."), name=name[:60])
