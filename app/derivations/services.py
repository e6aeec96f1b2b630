"""Why the targets of a service are what they are: proposals, peaks, tier, worst-case loss, recovery time capability."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app import interviews
from app import model as m
from app.bia import Proposal, Reason
from app.checks.strategies import capability, claimed
from app.dates import format_date
from app.derivations.telling import Why, derived, unknown
from app.durations import BEYOND, format_duration
from app.facts import Facts
from app.facts.rows import Component, Strategy
from app.i18n import N_, plural, translate
from app.services import service
from app.strategy import worst_case_loss, worst_of

if TYPE_CHECKING:
    from app.document import Document


def mtpd(document: Document, key: bytes) -> Why:
    """Why the grid proposes its MTPD (``domain.md`` §2, derivation)."""
    proposal = interviews.proposals(document, key)
    steps, notes = _split(proposal, "proposed_mtpd")
    notes += _decided(document, key, "mtpd", proposal.mtpd)
    if proposal.mtpd is None:
        return unknown([*steps, *notes], term="mtpd")
    if proposal.mtpd >= BEYOND:
        return derived(steps, N_("The proposed MTPD is {result}."), format_duration(BEYOND), BEYOND, term="mtpd",
                       notes=notes)  # fmt: skip
    return derived(
        steps[:-1], _mtpd_ends(proposal), format_duration(proposal.mtpd), proposal.mtpd, term="mtpd", notes=notes
    )


def _mtpd_ends(proposal: Proposal) -> str:
    if proposal.mtpd == proposal.intolerable:
        return N_("The limit lies between the two; the proposed MTPD is the later one: {result}.")
    return N_("The setting is cautious, so the proposed MTPD is the last tolerable horizon: {result}.")


def rto(document: Document, key: bytes) -> Why:
    """Why the grid proposes its RTO: the smaller of the last tolerable horizon and MTPD − WRT (``domain.md`` §2)."""
    proposal = interviews.proposals(document, key)
    steps, notes = _split(proposal, "before", "room")
    notes += _decided(document, key, "rto", proposal.rto)
    if proposal.rto is None:
        return unknown([*steps, *notes], term="rto")
    row = document.get(m.Service, key)
    left = translate(
        N_("MTPD {limit} less {wrt} of catch-up (WRT) leaves {room}."),
        limit=format_duration(proposal.limit), wrt=format_duration(row.wrt or 0) if row else "",
        room=format_duration(proposal.room),
    )  # fmt: skip
    return derived(
        [*steps[:-1], left], N_("RTO is the smaller of {tolerable} and {room}: {result}."),
        format_duration(proposal.rto), proposal.rto, term="rto", notes=notes,
        tolerable=format_duration(proposal.tolerable), room=format_duration(proposal.room),
    )  # fmt: skip


def _split(proposal: Proposal, *last: str) -> tuple[list[str], list[str]]:
    """Return the reasons up to the last one that tells a value called ``last``, and the remarks after all of them."""
    places = [at for at, reason in enumerate(proposal.reasons) if set(last) & set(_values(reason))]
    end = places[-1] + 1 if places else len(proposal.reasons)
    told = [at for at, reason in enumerate(proposal.reasons) if reason.values]
    remarks = proposal.reasons[max(told) + 1 :] if told else ()
    return [str(reason) for reason in proposal.reasons[:end]], [str(reason) for reason in remarks]


def _values(reason: Reason) -> dict[str, object]:
    return dict(reason.values)


def _decided(document: Document, key: bytes, target: str, proposed: int | None) -> list[str]:
    """Return what people decided about a target: the value that holds, by whom, when and why."""
    row, decision = document.get(m.Service, key), interviews.decisions(document, key).get(target)
    value = getattr(row, target) if row is not None else None
    if value is None:
        return []
    known = {"value": format_duration(value), "target": translate(m.bia.TARGET[target])}
    told = N_("{target} was set to {value}.") if value != proposed else N_("{target} was set to {value}, as proposed.")
    person = document.get(m.Person, decision.decided_by_id) if decision and decision.decided_by_id else None
    if decision is not None and decision.decided_at is not None:
        known["day"] = format_date(decision.decided_at.astimezone().date())
        known["who"] = person.name if person is not None else ""
        told = _told_by(named=person is not None, same=value == proposed)
    return [translate(told, **known) + _reason(decision, value)]


def _reason(decision: Any | None, value: int) -> str:
    """Return the reason of a decision as it follows its sentence; an override without one says so."""
    if decision is None:
        return ""
    said = f" {decision.reason}" if decision.reason else ""
    if decision.relaxed:
        return " " + translate(N_("The workaround lets it lie past the proposal:")) + said
    if interviews.unexplained(decision, value):
        return " " + translate(N_("No reason was given."))
    return said


def _told_by(*, named: bool, same: bool) -> str:
    if named:
        return N_("{who} took {value} on {day}, as proposed.") if same else N_("{who} chose {value} on {day}.")
    return (
        N_("{target} was set to {value} on {day}, as proposed.")
        if same
        else N_("{target} was set to {value} on {day}.")
    )


def effective_mtpd(document: Document, key: bytes) -> Why:
    """Why a service's tolerable time is that of its everyday or of a peak: the smallest counts."""
    row = document.get(m.Service, key)
    steps = []
    if row is not None and row.mtpd is not None:
        steps.append(translate(N_("The everyday MTPD is {value}."), value=format_duration(row.mtpd)))
    for peak in interviews.peaks(document, key):
        if peak.mtpd is not None:
            told = format_duration(peak.mtpd)
            steps.append(translate(N_("In the peak “{peak}” it is {value}."), peak=peak.name, value=told))
    value = interviews.effective_mtpd(document, key)
    if value is None:
        return unknown([translate(N_("No MTPD was asked yet, for every day or for a peak."))], term="effective-mtpd")
    return derived(steps, N_("The smallest counts: {result}."), format_duration(value), value, term="effective-mtpd")


def tier(document: Document, key: bytes) -> Why | None:
    """Why a service stands in its tier: assigned, or by its RTO and the session's scale (``domain.md`` §2, tiers)."""
    found = service(document, key)
    if found is None:
        return None
    if found.tier is None:
        return unknown([found.tier_reason], term="tier")
    notes = []
    if found.stricter_rpo:
        words = N_("Its RPO of {rpo} is one that is expected of a stricter tier only; that raises no tier.")
        notes.append(translate(words, rpo=format_duration(found.rpo)))
    if found.critical:
        notes.append(translate(N_("This tier counts as critical.")))
    result = translate(N_("Tier {n}"), n=found.tier)
    return derived([found.tier_reason], N_("So it stands in {result}."), result, found.tier, term="tier", notes=notes)


def scored(document: Document, key: bytes) -> Why:
    """Why so many cells of the impact grid count as scored."""
    found = interviews.grid(document, key)
    result = translate(N_("{n} of {of}"), n=found.scored, of=found.cells)
    step = translate(N_("{rows} categories at {horizons} horizons make {n} cells; carried levels do not count."),
                     rows=len(found.lines), horizons=len(found.horizons), n=found.cells)  # fmt: skip
    return derived([step], N_("Scored: {result}."), result, found.scored, term="impact-grid")


# --- backups ---


def component_loss(document: Document, key: bytes) -> Why | None:
    """Why a backup can lose as much as it can: interval, run and copy (``domain.md`` §1, worst-case loss)."""
    row = document.get(m.Component, key)
    if row is None:
        return None
    value = worst_case_loss(row.backup_interval, row.backup_run, row.backup_copy_lag)
    if value is None:
        return unknown([translate(N_("Nothing is recorded about backups of {name}."), name=row.name)],
                       term="worst-case-loss")  # fmt: skip
    return derived(_parts(row), N_("Together: {result}."), format_duration(value), value, term="worst-case-loss")


def _parts(row: Any) -> list[str]:
    parts = (
        (N_("A backup starts every {value}."), row.backup_interval),
        (N_("It runs {value}."), row.backup_run),
        (N_("Its copy has left the site {value} later.") if row.backup_interval is not None
         else N_("The copy lags by {value}."), row.backup_copy_lag),
    )  # fmt: skip
    return [translate(words, value=format_duration(value)) for words, value in parts if value is not None]


def service_loss(document: Document, key: bytes) -> Why | None:
    """Why a service can lose as much as it can: the worst of what its data stand on; alternatives count by the best."""
    facts = Facts.read(document)
    if key not in facts.services:
        return None
    best = [min(members, key=lambda one: (_loss(one), one.key)) for members in facts.graph.stores(key)]
    value = worst_of(_loss(one) for one in best)
    if value is None:
        return unknown([translate(N_("Nothing with a backup is recorded under this service."))], term="worst-case-loss")
    rpo = facts.services[key].rpo
    notes = [translate(N_("The RPO is {rpo}."), rpo=format_duration(rpo))] if rpo is not None else []
    steps = [
        translate(N_("{node} can lose {value}."), node=one.name, value=format_duration(_loss(one))) for one in best
    ]
    return derived(
        steps, N_("The worst of them counts: {result}."), format_duration(value), value, term="worst-case-loss",
        notes=notes,
    )  # fmt: skip


def _loss(store: Component) -> int:
    return worst_case_loss(store.backup_interval, store.backup_run, store.backup_copy_lag) or 0


# --- capability ---

_PHASES = (
    ("detect", N_("Detect {value}.")), ("decide", N_("Decide {value}.")), ("mobilise", N_("Mobilise {value}.")),
    ("restore", N_("Restore {value}.")), ("verify", N_("Verify {value}.")),
)  # fmt: skip


def strategy_rtc(document: Document, key: bytes) -> Why | None:
    """Why a strategy claims its recovery time: as entered, or the sum of its phases (``domain.md`` §4, check 1)."""
    row = next((one for one in Facts.read(document).rows(Strategy) if one.key == key), None)
    if row is None:
        return None
    value = claimed(row)
    phases = [translate(words, value=format_duration(getattr(row, name)))
              for name, words in _PHASES if getattr(row, name) is not None]  # fmt: skip
    if value is None:
        return unknown([translate(N_("Enter the RTC, or at least how long the restore takes."))], term="rtc")
    if row.rtc is not None:
        notes = [translate(N_("Its phases: {phases}"), phases=" ".join(phases))] if phases else []
        return derived([], N_("The RTC was entered as one estimate: {result}."), format_duration(value), value,
                       term="rtc", notes=notes)  # fmt: skip
    return derived(phases, N_("One after the other: {result}."), format_duration(value), value, term="rtc")


def service_rtc(document: Document, key: bytes) -> Why | None:
    """Why a service counts as back in a time: measured within a year, or else what the chosen strategy claims."""
    facts = Facts.read(document)
    found = capability(facts, key) if key in facts.services else None
    if found is None:
        return unknown([translate(N_("No chosen strategy says how long recovery takes."))], term="rtc")
    steps = [translate(N_("Chosen: {strategy}."), strategy=found.strategy)]
    if found.measured_on is not None:
        steps.append(translate(N_("A technical test measured it on {day}, which counts before the estimate."),
                               day=format_date(found.measured_on)))  # fmt: skip
        return derived(steps, N_("It took {result}."), format_duration(found.minutes), found.minutes, term="rtc")
    steps.append(translate(N_("Nothing was measured within 12 months, so the estimate counts.")))
    rto_ = facts.services[key].rto
    notes = [translate(N_("The RTO is {rto}."), rto=format_duration(rto_))] if rto_ is not None else []
    return derived(steps, N_("It is estimated at {result}."), format_duration(found.minutes), found.minutes,
                   term="rtc", notes=notes)  # fmt: skip


def answered(document: Document, key: bytes) -> Why:
    """Why an interview counts as so far: how many questions were answered, skipped or parked."""
    state = interviews.bia_state(document, key)
    kinds = [one.state for one in interviews.answers(document, key).values()]
    steps = [
        plural(words, many, kinds.count(kind))
        for kind, words, many in (
            ("answered", N_("{n} question was answered."), N_("{n} questions were answered.")),
            ("skipped", N_("{n} was skipped."), N_("{n} were skipped.")),
            ("parked", N_("{n} was parked."), N_("{n} were parked.")),
        )
        if kind in kinds
    ]
    result = translate(N_("{n} of {of}"), n=state.answered, of=state.questions)
    return derived(steps, N_("Dealt with: {result}."), result, state.answered, term="bia")
