"""The detail of a service: its targets with their proposals, the interview's answers, what it depends on, approval."""

from __future__ import annotations

from typing import Any

from app import entities, interviews, services
from app import model as m
from app.durations import format_duration
from app.fields import fields_of
from app.i18n import N_, UserError, translate
from app.model.bia import TARGET
from ui.console import Console
from ui.dependencies.picker import DependencyPicker
from ui.forms.form import Form, Section
from ui.help.fields import FieldHelp
from ui.help.why import why_button
from ui.loss import LossPanel
from ui.services.standing import changed_words
from ui.subjects.catalogue import SERVICES
from ui.subjects.children import ChildTab, ChildTable
from ui.subjects.columns import source_of
from ui.subjects.detail import DetailPanel, DetailTab, FormTab
from ui.widgets import chips
from ui.widgets.buttons import button
from ui.widgets.dialogs import CANCEL, Dialog, Verb
from ui.widgets.labels import heading, label, paragraph
from ui.widgets.layouts import column, rule
from ui.widgets.pickers import ReferencePicker

TARGET_SECTIONS = (
    Section("", ("name", "department_id", "owner_id", "deputy_id")),
    Section(N_("Targets"), ("mtpd", "wrt", "rto", "rpo", "mbco_pct", "mbco_max", "mbco_text")),
    Section(N_("Tier and status"), ("tier_assigned", "tier_reason", "status", "retired_on", "holds_data"), True),
    Section(N_("Where it comes from"), ("source_system", "external_id", "note"), True),
)
ANSWER_SECTIONS = (
    Section("", ("purpose", "supports", "hours", "volume")),
    Section(N_("Impact"), ("safety", "safety_confirmed_by_id", "reactions", "mtpd_note")),
    Section(
        N_("Loss"), ("loss_low", "loss_likely", "loss_high", "loss_day_low", "loss_day_likely", "loss_day_high"), True
    ),
    Section(N_("Data"), ("rebuild", "rebuild_time", "recon_check"), True),
    Section(N_("Workaround"), ("wa_text", "wa_start", "wa_pct", "wa_max", "wa_tested", "wa_never_tested")),
    Section(N_("Close"), ("changes", "confidence", "dissent"), True),
)


class TargetsTab(FormTab):
    """Owner and targets; a target keeps what was proposed."""

    def __init__(self, console: Console) -> None:
        super().__init__(console, SERVICES)

    def sections(self) -> tuple[Section, ...]:
        """Return the parts of the form."""
        return TARGET_SECTIONS

    def _wide(self) -> tuple[str, ...]:
        return (*super()._wide(), "rto", "mbco_text")

    def commit(self, key: bytes, name: str, entered: Any) -> None:
        """Write one field; targets go their own way, so that proposal and person are kept."""
        if name in TARGET:
            interviews.set_target(self.document, key, name, entered)
        else:
            super().commit(key, name, entered)

    def refresh(self) -> None:
        """Show the service, and beside a target what the grid proposes."""
        super().refresh()
        row = self.document.get(m.Service, self.key) if self.key is not None else None
        if row is None or self.key is None:
            return
        proposal = interviews.proposals(self.document, self.key)
        for name in interviews.PROPOSED:
            value = getattr(proposal, name)
            words = translate(N_("proposed {value}"), value=format_duration(value)) if value is not None else ""
            same = value is not None and value == getattr(row, name)
            self.form.row(name).set_suffix(translate(N_("as proposed")) if same else words)


class AnswersTab(DetailTab):
    """What the interview brought, as a form."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        fields = {n: f for n, f in fields_of(m.Bia).items() if n not in ("id", "state", "opened_at")}
        sources = {name: source_of(self.document, spec) for name, spec in fields.items()}
        self.form = Form(
            fields, self._read, self._commit, sections=ANSWER_SECTIONS, sources=sources,
            help=FieldHelp(console, m.Bia, lambda: self.key),
        )  # fmt: skip
        self.form.set_locked(not console.writable)
        self.waiting = LossPanel(console)
        self.setLayout(column(self.form, rule(), self.waiting, None, gap=12, margins=(16, 12, 16, 16)))

    def _read(self) -> Any:
        found = self.document.get(m.Bia, self.key) if self.key is not None else None
        return found if found is not None else {}

    def _commit(self, name: str, entered: Any) -> None:
        if self.key is None or not self.console.writable:
            raise UserError(N_("Choose a row first."))
        if self.document.get(m.Bia, self.key) is None:
            interviews.open_interview(self.document, self.key)
        entities.set_field(self.document, m.Bia, self.key, name, entered)

    def refresh(self) -> None:
        """Show the answers and what waiting costs; unsaved text stays."""
        self.form.refresh()
        self.waiting.setVisible(self.key is not None)
        if self.key is not None:
            self.waiting.show_service(self.key)

    def leave(self) -> None:
        """Write unsaved text."""
        self.form.save()


class DependsTab(DetailTab):
    """What the service needs and who relies on it, as the interview asks."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.pickers = [DependencyPicker(console, direction) for direction in ("needs", "dependants")]
        needs, dependants = self.pickers
        parts = (heading(translate(N_("Depends on"))), needs, heading(translate(N_("Relied on by"))), dependants)
        self.setLayout(column(*parts, None, gap=8, margins=(16, 12, 16, 16)))

    def refresh(self) -> None:
        """Show the dependencies of the chosen service."""
        for picker in self.pickers:
            picker.show_service(self.key)


class ServiceDetail(DetailPanel):
    """The panel beside the list of services."""

    def __init__(self, console: Console) -> None:
        obligations = ChildTable(console, m.Obligation, "service_id", N_("Obligations"), ("name", "within"))
        records = ChildTable(console, m.VitalRecord, "service_id", N_("Vital records"), ("name", "copy_at"))
        resources = ChildTable(
            console, m.Resource, "service_id", N_("Resources"), ("kind", "what"), make=self._resource
        )
        super().__init__(
            console,
            SERVICES,
            (
                ("targets", N_("Targets"), TargetsTab(console)),
                ("bia", N_("BIA"), AnswersTab(console)),
                ("depends", N_("Depends on"), DependsTab(console)),
                ("more", N_("More"), ChildTab(obligations, records, resources)),
            ),
            with_form=False,
        )
        self._why_tier = why_button(console, lambda: self.key, "tier", translate(N_("this tier")))
        self.head.addWidget(self._why_tier)
        self._approve = button(translate(N_("Approve BIA")), self._ask_approval, icon="circle-check")
        self._why = paragraph("")
        if console.writable:
            self.add_to_foot(self._approve, self._why)
            self.foot.setStretch(1, 1)

    def _resource(self, key: bytes, what: str) -> object:
        return entities.add(self.document, m.Resource, None, service_id=key, kind="people", what=what)

    def note_of(self, row: Any) -> str:
        """Return reference, department and how far the BIA is."""
        found = services.service(self.document, row.id)
        if found is None:
            return ""
        self.chip.setVisible(found.tier is not None)
        self._why_tier.setVisible(found.tier is not None)
        if found.tier is not None:
            self.chip.set_chip(chips.tier(found.tier, found.tier_reason))
        self._show_approval(row.id)
        return " · ".join(part for part in (found.ref, found.department) if part)

    def _show_approval(self, key: bytes) -> None:
        blockers = interviews.blockers(self.document, key)
        self._approve.setEnabled(not blockers)
        self._approve.setToolTip("\n".join(blockers))
        row = services.service(self.document, key)
        self._why.setText(blockers[0] if blockers else changed_words(row) if row is not None else "")

    def _ask_approval(self) -> None:
        key = self.key
        row = self.document.get(m.Service, key) if key is not None else None
        if row is None or key is None:
            return
        text = translate(N_("The targets are kept as they stand now, with name and date. It cannot be undone."))
        verbs = (CANCEL, Verb("approve", N_("Approve"), variant="primary", default=True))
        dialog = Dialog(self, translate(N_("Approve the BIA of {service}"), service=row.name), text, verbs)
        source = source_of(self.document, fields_of(m.Service)["owner_id"])
        picker = ReferencePicker(source.options or (list), translate(N_("Approved by")))
        names = dict(source.options() if source.options else [])
        picker.show_entry(row.owner_id, names.get(row.owner_id, ""))
        dialog.body.addWidget(label(translate(N_("Approved by")), "label", "text2"))
        dialog.body.addWidget(picker)
        if dialog.ask() == "approve":
            self.console.attempt(lambda: interviews.approve_bia(self.document, key, picker.entry() or b""))
        dialog.deleteLater()
