"""What stands beside the targets: peaks with their smaller tolerance, the tier with its reason, cautious proposals."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QWidget

from app import bia, entities, interviews, session
from app import model as m
from app.durations import format_duration
from app.fields import fields_of
from app.i18n import N_, UserError, translate
from app.services import ServiceRow, TierShare
from ui.console import Console
from ui.forms.row import FieldRow
from ui.help.fields import FieldHelp
from ui.help.why import why_button
from ui.impact.derivation import share_words
from ui.impact.reading import Reading
from ui.impact.target_kinds import tick
from ui.subjects.children import ChildTable
from ui.subjects.columns import field_column
from ui.theme import Space
from ui.widgets import chips
from ui.widgets.chips import ChipLabel
from ui.widgets.labels import heading, hint, label, paragraph
from ui.widgets.layouts import column, row

#: Width of the column of a peak's MTPD, which shows its whole heading.
_PEAK_TIME = 124
#: The tiers of which the share is told, and which need a reason.
TOP_TIERS = (0, 1)


class PeaksBlock(QWidget):
    """Times at which the service may be missed for less long, and which tolerance counts."""

    def __init__(self, console: Console, *, narrow: bool) -> None:
        super().__init__()
        self.console, self.document = console, console.document
        self.key: bytes | None = None
        names = ("name",) if narrow else ("name", "recurrence")
        extra = () if narrow else (field_column(console, m.Peak, "every_year", width=96),)
        time = field_column(console, m.Peak, "mtpd", width=_PEAK_TIME)
        self.table = ChildTable(console, m.Peak, "service_id", N_("Peaks"), names, columns=[time, *extra], shown=5)
        self.counts = label("", "body", "text2", wrap=True)
        across = row(gap=Space.xs)
        across.addWidget(self.counts, 1)
        why = why_button(console, lambda: self.key, "effective_mtpd")
        across.addWidget(why, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(column(self.table, across, gap=Space.s))

    def show_reading(self, reading: Reading) -> None:
        """Show the peaks of a service."""
        self.key = reading.service.id
        self.table.show_key(self.key)
        self.counts.setText(counts_words(reading.service, interviews.peaks(self.document, reading.service.id)))


def counts_words(service: Any, peaks: list[Any]) -> str:
    """Return which tolerable time counts over the year: the everyday one, or that of the strictest peak."""
    timed = [peak for peak in peaks if peak.mtpd is not None]
    if not timed:
        return translate(N_("No peak has a time of its own, so the everyday MTPD counts all year."))
    effective = bia.effective_mtpd(service.mtpd, (peak.mtpd for peak in timed))
    value = format_duration(effective)
    if service.mtpd is None:
        return translate(N_("{peak} counts: {value}."), peak=timed[0].name, value=value)
    if service.mtpd <= timed[0].mtpd:
        return translate(N_("No peak is stricter than the everyday MTPD of {value}, which counts."), value=value)
    words = N_("{peak} counts: {value} instead of {everyday}.")
    return translate(words, peak=timed[0].name, value=value, everyday=format_duration(service.mtpd))


class TierBlock(QWidget):
    """The tier as a chip, why it is that, how many stand in the top tiers, and the reason that a top tier needs."""

    decided = Signal(str)

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console, self.document = console, console.document
        self.key: bytes | None = None
        self.chip, self.name, self.words = ChipLabel(chips.tier(4)), heading(""), paragraph("")
        self.asks = hint("", wrap=True, tone="warn")
        fields, help_ = fields_of(m.Service), FieldHelp(console, m.Service, lambda: self.key)
        self.reason = FieldRow("tier_reason", fields["tier_reason"], self._commit, help=help_)
        self.assigned = FieldRow("tier_assigned", fields["tier_assigned"], self._commit, help=help_)
        for part in (self.reason, self.assigned):
            part.set_locked(not console.writable)
            part.entered.connect(lambda _name: self.decided.emit("tier"))
        why = why_button(console, lambda: self.key, "tier", translate(N_("this tier")))
        head = row(self.chip, self.name, None, why, gap=Space.s)
        self.setLayout(column(head, self.words, self.reason, self.asks, self.assigned, gap=Space.s))

    def _commit(self, name: str, entered: Any) -> None:
        if self.key is None or not self.console.writable:
            raise UserError(N_("This window is read-only; nothing can be changed here."))
        entities.set_field(self.document, m.Service, self.key, name, entered)

    def show_tier(self, reading: Reading, found: ServiceRow, share: TierShare) -> None:
        """Show where a service stands."""
        own, fields = reading.service, fields_of(m.Service)
        self.key = own.id
        self.chip.setVisible(found.tier is not None)
        if found.tier is not None:
            self.chip.set_chip(chips.tier(found.tier, found.tier_name))
        self.name.setText(tier_title(found))
        self.words.setText(" ".join(part for part in (found.tier_reason, share_words(share)) if part))
        for part in (self.reason, self.assigned):
            value = getattr(own, part.name)
            part.show_value(value, fields[part.name].format(value))
        missing = found.tier in TOP_TIERS and not (own.tier_reason or "").strip()
        self.asks.setText(
            translate(N_("A top tier needs its reason: what would stop, and for whom?")) if missing else ""
        )
        self.asks.setVisible(missing)


def tier_title(found: ServiceRow) -> str:
    """Return ``Tier 2``, with its name if it has one of its own, or that the service is not rated yet."""
    if found.tier is None:
        return translate(N_("Not rated yet"))
    words = translate(N_("Tier {number}"), number=found.tier)
    return words if found.tier_name in ("", words) else f"{words} {found.tier_name}"


class CautiousBlock(QWidget):
    """The setting of the session that proposes the last tolerable horizon, and what it would change here."""

    decided = Signal(str)

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console, self.document = console, console.document
        self.switch = tick(translate(N_("Cautious proposals")))
        self.words = hint("", wrap=True, tone="text2")
        self.switch.setEnabled(console.writable)
        self.switch.clicked.connect(self._change)
        self.setLayout(column(row(self.switch, margins=(2, 0, 0, 0)), self.words, gap=Space.xs))

    def _change(self, wanted: bool) -> None:
        if self.console.attempt(lambda: session.change_info(self.document, cautious_mtpd=wanted)):
            self.decided.emit("cautious")

    def show_reading(self, reading: Reading) -> None:
        """Show the setting and what the other one would propose for this service."""
        about = session.info(self.document)
        cautious = bool(about.cautious_mtpd) if about is not None else False
        with QSignalBlocker(self.switch):
            self.switch.setChecked(cautious)
        self.words.setText(cautious_words(reading, cautious=cautious))


def cautious_words(reading: Reading, *, cautious: bool) -> str:
    """Return what the setting does, and what the other one would change for this service (``domain.md`` §2)."""
    own, grid = reading.service, reading.grid
    other = bia.propose(grid.rows, grid.horizons, wrt=own.wrt, confirmed_mtpd=own.mtpd, cautious=not cautious)
    whole = translate(N_("It counts for the whole session."))
    if other.mtpd is None or other.mtpd == reading.proposal.mtpd:
        return translate(N_("For this service it would change nothing.")) + " " + whole
    words = N_("Without it the grid would propose an MTPD of {other} instead of {now}.")
    if not cautious:
        words = N_("With it the grid would propose an MTPD of {other} instead of {now}: the last tolerable horizon.")
    told = translate(words, other=format_duration(other.mtpd), now=format_duration(reading.proposal.mtpd))
    return f"{told} {whole}"
