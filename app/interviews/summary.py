"""What the owner of a service confirms: its targets with their reasons, its grid, and how much it stands on.

Serves the end of an interview. It holds only what may be said in front of everybody: other departments' services are
counted, never named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select

from app import listings
from app import model as m
from app.bia import Proposal
from app.dates import format_date
from app.document import Document
from app.durations import format_duration
from app.fields import fields_of
from app.i18n import N_, plural, translate
from app.interviews.approval import blockers
from app.interviews.course import course
from app.interviews.grid import PROPOSED, Grid, grid, proposals, service_row
from app.interviews.targets import decisions, peaks
from app.model.bia import TARGET
from app.services import latest_approvals

#: How things of each kind are counted.
COUNTED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "service": (N_("{n} service"), N_("{n} services")),
        "component": (N_("{n} component"), N_("{n} components")),
        "supplier": (N_("{n} supplier"), N_("{n} suppliers")),
        "person": (N_("{n} person"), N_("{n} people")),
    }
)


#: What targets are called in front of people who do not live with their abbreviations.
PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "mtpd": N_("Bearable for (MTPD)"),
        "rto": N_("Back within (RTO)"),
        "wrt": N_("Catch-up work (WRT)"),
        "rpo": N_("Data at most as old as (RPO)"),
        "mbco_pct": N_("At least (MBCO)"),
    }
)


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One thing to confirm: what it is called, its value, and why it is so (both may be empty)."""

    label: str
    value: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the owner of a service confirms, in plain words.

    ``targets`` and ``peaks`` have reasons; ``needs`` and ``needed_by`` count what stands at the other end. ``open`` is
    how many questions of the script are open or parked, ``blockers`` what holds up the approval, as sentences.
    ``signed`` tells of the newest signature, empty if there is none.
    """

    ref: str
    title: str
    owner: str
    purpose: str
    targets: tuple[SummaryLine, ...]
    peaks: tuple[SummaryLine, ...]
    workaround: SummaryLine | None
    grid: Grid
    needs: str
    needed_by: str
    lists: tuple[SummaryLine, ...]
    open: int
    blockers: tuple[str, ...]
    signed: str
    at: datetime | None


def summary(document: Document, service: bytes) -> Summary:
    """Return what the owner of a service confirms as it stands now. Raises ``UserError`` if the service is gone."""
    row, stored = service_row(document, service), document.get(m.Bia, service)
    entity, signature = document.get(m.Entity, service), latest_approvals(document).get(service)
    owner = listings.names(document, "person", [row.owner_id]).get(row.owner_id, "") if row.owner_id else ""
    found = course(document, service)
    return Summary(
        ref=(entity.ref or "") if entity is not None else "",
        title=row.name,
        owner=owner,
        purpose=(stored.purpose or "") if stored is not None else "",
        targets=_targets(document, service, row),
        peaks=tuple(
            SummaryLine(one.name, format_duration(one.mtpd), one.recurrence or "") for one in peaks(document, service)
        ),
        workaround=_workaround(stored),
        grid=grid(document, service),
        needs=_counted(document, service, up=False),
        needed_by=_counted(document, service, up=True),
        lists=_lists(document, service),
        open=found.asked - found.done,
        blockers=blockers(document, service),
        signed=_signed(signature),
        at=signature.approved_at if signature is not None else None,
    )


# --- targets ---


def _targets(document: Document, service: bytes, row: Any) -> tuple[SummaryLine, ...]:
    proposal, known = proposals(document, service), decisions(document, service)
    return tuple(target_summary(target, row, known.get(target), proposal) for target in TARGET)


def target_summary(target: str, row: Any, decision: Any | None, proposal: Proposal) -> SummaryLine:
    """Return a target with the reason that was given, or else with what the grid says.

    ``row`` is that of a service, ``decision`` one of ``TargetDecision``; both need only what is told here.
    """
    value, spec = getattr(row, target), fields_of(m.Service)[target]
    said = row.mbco_text or "" if target == "mbco_pct" else ""
    reason = _why(target, value, decision, proposal)
    told = ". ".join(part for part in (said.rstrip("."), reason) if part)
    return SummaryLine(translate(PLAIN[target]), spec.format(value), told[:1].upper() + told[1:])


def _why(target: str, value: int | None, decision: Any | None, proposal: Proposal) -> str:
    if value is None:
        return ""
    reason = (decision.reason or "") if decision is not None else ""
    if decision is not None and decision.relaxed:
        return translate(N_("Relaxed because of the workaround: {reason}"), reason=reason)
    if decision is not None and target in PROPOSED and decision.proposed not in (None, value):
        proposed = format_duration(decision.proposed)
        words = N_("The grid proposes {proposed}. {reason}")
        return translate(words, proposed=proposed, reason=reason or translate(N_("No reason was given.")))
    return reason or grid_reason(target, value, proposal)


def grid_reason(target: str, value: int | None, proposal: Proposal) -> str:
    """Return the sentence that says how the grid leads to a target; empty if it does not lead to this value."""
    if value is None or value != {"mtpd": proposal.mtpd, "rto": proposal.rto}.get(target):
        return ""
    if proposal.intolerable is None:
        return translate(N_("Nothing becomes intolerable up to the last horizon."))
    if target == "mtpd":
        return str(proposal.reasons[0])
    if value == proposal.tolerable:
        return translate(N_("The last time at which everything is still tolerable."))
    return translate(N_("What the catch-up work leaves of the MTPD."))


def _workaround(stored: Any | None) -> SummaryLine | None:
    if stored is None or not stored.wa_text:
        return None
    spec = fields_of(m.Bia)["wa_max"]
    holds = format_duration(stored.wa_max)
    return SummaryLine(translate(spec.label), holds, stored.wa_text)


# --- what it stands on ---


def _counted(document: Document, service: bytes, *, up: bool) -> str:
    table, entity = m.Dependency.__table__, m.Entity.__table__
    own, other = (table.c.target_id, table.c.source_id) if up else (table.c.source_id, table.c.target_id)
    rows = document.rows(select(entity.c.kind).join(table, other == entity.c.id).where(own == service))
    return counted_kinds([row.kind for row in rows])


def counted_kinds(kinds: Sequence[str]) -> str:
    """Return how many things of each kind there are: ``2 services, 3 components``."""
    numbers = Counter(kinds)
    return ", ".join(plural(*words, numbers[kind]) for kind, words in COUNTED.items() if numbers[kind])


def _lists(document: Document, service: bytes) -> tuple[SummaryLine, ...]:
    """Return how many records, duties, resources and key roles are on record."""
    found = []
    for label, model in (
        (N_("Obligations"), m.Obligation), (N_("Vital records"), m.VitalRecord),
        (N_("Resources"), m.Resource), (N_("Key roles"), m.KeyRole),
    ):  # fmt: skip
        table = model.__table__
        number = document.scalar(select(func.count()).select_from(table).where(table.c.service_id == service))
        if number:
            found.append(SummaryLine(translate(label), str(number)))
    return tuple(found)


def _signed(signature: Any | None) -> str:
    if signature is None:
        return ""
    day = format_date(signature.approved_at.astimezone().date())
    words = N_("Approved by {who} on {day}, version {n}.")
    return translate(words, who=signature.approved_by, day=day, n=signature.version)
