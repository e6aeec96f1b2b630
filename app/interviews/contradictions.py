"""What contradicts, told beside the question it concerns while the person who can resolve it is still in the chair.

Serves the interview mode. The rules are those of ``app.checks`` (``domain.md`` §7, letters B, D, R and V01, S02); which
questions each concerns follows from the fields that its condition reads (``domain.md`` §2, script). A few sentences
more compare answers with each other that no rule compares.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app import bia, checks
from app import model as m
from app.checks import Finding
from app.checks.rule import Blocks, Severity
from app.dates import format_date
from app.document import Document
from app.durations import BEYOND, format_duration
from app.facts import Facts
from app.i18n import N_, translate
from app.interviews.course import state_of
from app.interviews.grid import grid, proposals, service_row
from app.interviews.script import answers
from app.interviews.targets import decisions


@dataclass(frozen=True, slots=True)
class Concern:
    """Which questions a rule concerns, and where "fix" goes: a question with its field as the guide names it.

    ``advice`` is a sentence that says what can be done. ``settled`` says that it waits until one of the questions was
    dealt with: before that, what is missing is only not asked yet.
    """

    questions: tuple[int, ...]
    fix: int
    field: str
    advice: str
    settled: bool = False


#: The concern of each rule. At question 35, which asks for the signature, everything that blocks is told again.
CONCERNS: Mapping[str, Concern] = MappingProxyType(
    {
        "B01": Concern((13, 14), 14, "service.rto", N_("Shorten the RTO, or ask again where the line is.")),
        "B02": Concern((13, 14), 14, "service.rto", N_("Leave time between RTO and MTPD, or say why none is needed.")),
        "B03": Concern((13, 14, 17), 17, "service.wrt", N_("Shorten the RTO, or find out what catch-up can wait.")),
        "B04": Concern((13, 14, 15, 18), 14, "service.rto", N_("Ask for what is missing."), settled=True),
        "B05": Concern((7, 11), 7, "impact_score", N_("Raise the later level, or note why the impact really falls.")),
        "B06": Concern((7, 11), 7, "impact_score", N_("Score the open cells; 1 is no harm."), settled=True),
        "B07": Concern((5, 6, 14), 14, "service.rto", N_("Shorten the RTO, or ask again how long they can wait then.")),
        "B08": Concern((), 35, "bia_approval.approved_by_id", N_("Ask for approval at the end of the interview.")),
        "B09": Concern((22, 23), 23, "bia.wa_max", N_("Choose a strategy that brings the service back.")),
        "B10": Concern((22, 23), 23, "bia.wa_max", N_("Find out what carries the workaround on, or recover sooner.")),
        "D01": Concern((14, 25, 28), 14, "service.rto", N_("Agree with the other owner on one of the two times.")),
        "D02": Concern((18, 25, 28), 18, "service.rpo", N_("Agree with the other owner on one of the two times.")),
        "D03": Concern((25, 26), 26, "dependency", N_("Name a substitute, or accept the single point with a reason.")),
        "D04": Concern((25, 28), 25, "dependency", N_("Ask which can start without the other; that edge is soft.")),
        "D05": Concern((25,), 25, "dependency", N_("Ask for logins, interfaces, network, people."), settled=True),
        "D06": Concern((25,), 25, "dependency", N_("Replace what is retired by what took its place.")),
        "D07": Concern((25, 26), 25, "dependency", N_("Ask who answers for it.")),
        "R01": Concern((18,), 18, "service.rpo", N_("Accept the larger loss, or have it backed up more often.")),
        "R02": Concern((18, 21), 18, "service.rpo", N_("Plan a restore test before anybody relies on the RPO.")),
        "R03": Concern((18, 20), 18, "service.rpo", N_("Ask for a copy that is offline or cannot be changed.")),
        "V01": Concern((14, 27), 27, "supplier.contract_rto", N_("Look into the contract, or plan without them.")),
        "S02": Concern((14,), 14, "service.rto", N_("Choose a faster strategy, or accept a later RTO.")),
    }
)  # fmt: skip

#: The question that asks for the signature.
_SIGNATURE = 35
#: Where each field that B04 misses is asked.
_MISSING = (("mtpd", 13), ("rto", 14), ("mbco_pct", 15), ("rpo", 18))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One contradiction beside a question.

    ``text`` says what contradicts, ``advice`` what can be done. ``questions`` are those it concerns; "fix" goes to the
    question ``fix`` and its ``field`` (as the guide names it). ``finding`` is what can be waived, ``None`` for
    sentences of the interview's own. ``blocks`` says that it holds up the approval, ``waived`` that somebody accepts.
    """

    rule: str
    severity: Severity
    text: str
    advice: str
    questions: tuple[int, ...]
    fix: int
    field: str
    finding: Finding | None
    blocks: bool
    waived: bool


def contradictions(
    document: Document,
    service: bytes,
    question: int | None = None,
    *,
    found: Sequence[Finding] | None = None,
) -> tuple[Contradiction, ...]:
    """Return what contradicts at a question of the interview of a service (at any, without one), the gravest first.

    ``found`` are findings at hand (such as the window's), which saves most of the check. Raises ``UserError`` if the
    service is gone.
    """
    row = service_row(document, service)
    facts = Facts.read(document)
    facts.asked = frozenset({service})
    if found is not None:
        chosen = [*(one for one in found if not _holds_up(one, service)), *checks.blocking_bia(document, service)]
    else:
        chosen = list(checks.check_facts(facts, _rules_at(question)))
    own = [one for one in chosen if one.rule in CONCERNS and _about(facts, one, service)]
    told = [*(_of_rule(one, service, row) for one in own), *_own_sentences(document, row)]
    asked = _settled(document, service) if any(CONCERNS[one.rule].settled for one in own) else frozenset()
    return tuple(sorted((one for one in told if _speaks(one, question, asked)), key=_urgency))


def _holds_up(finding: Finding, service: bytes) -> bool:
    """Return whether a finding holds up the approval of a service; these are asked anew, as an approval asks them."""
    return finding.holds_up is Blocks.BIA and finding.subject == service


def _rules_at(question: int | None) -> Collection[str]:
    if question in (None, _SIGNATURE):
        return tuple(CONCERNS)
    return [rule for rule, concern in CONCERNS.items() if question in concern.questions]


def _about(facts: Facts, finding: Finding, service: bytes) -> bool:
    """Return whether a finding is about a service: as subject, as the other end, or about a component below it."""
    if service in (finding.subject, finding.node):
        return True
    return finding.rule == "D07" and finding.subject in facts.graph.components_below(service)


def _of_rule(finding: Finding, service: bytes, row: Any) -> Contradiction:
    concern = CONCERNS[finding.rule]
    fix, field = concern.fix, concern.field
    if finding.rule == "B04":
        fix, field = _first_missing(row)
    elif finding.subject != service and finding.rule in ("D01", "D02"):
        fix, field = (14, "service.rto") if finding.rule == "D01" else (18, "service.rpo")
    return Contradiction(
        rule=finding.rule,
        severity=finding.severity,
        text=finding.message,
        advice=translate(concern.advice),
        questions=concern.questions,
        fix=fix,
        field=field,
        finding=finding,
        blocks=_holds_up(finding, service),
        waived=finding.waived,
    )


def _first_missing(row: Any) -> tuple[int, str]:
    for name, question in _MISSING:
        if getattr(row, name) is None and not (name == "mbco_pct" and row.mbco_text):
            return question, f"service.{name}"
    return CONCERNS["B04"].fix, CONCERNS["B04"].field


def _settled(document: Document, service: bytes) -> frozenset[int]:
    """Return the questions that were dealt with in this interview."""
    stored = document.get(m.Bia, service)
    opened = stored.opened_at if stored is not None else None
    known = answers(document, service)
    return frozenset(number for number, row in known.items() if state_of(row, opened) in ("answered", "skipped"))


def _speaks(told: Contradiction, question: int | None, settled: frozenset[int]) -> bool:
    if question is None:
        return True
    if question == _SIGNATURE:
        return told.blocks or told.rule == "B06" or question in told.questions
    if question not in told.questions:
        return False
    concern = CONCERNS.get(told.rule)
    return concern is None or not concern.settled or question in settled


def _urgency(told: Contradiction) -> tuple[bool, int, str]:
    return told.waived, told.severity.rank, told.rule or "~"


# --- what no rule compares ---


def _own_sentences(document: Document, row: Any) -> Iterator[Contradiction]:
    stored = document.get(m.Bia, row.id)
    for teller in _TELLERS:
        for text, advice, questions, fix, field in teller(document, row, stored):
            yield Contradiction(
                "", Severity.WARNING, text, translate(advice), questions, fix, field, None, False, False
            )


Sentence = tuple[str, str, tuple[int, ...], int, str]


def _no_time_left(document: Document, row: Any, _stored: Any) -> Iterable[Sentence]:
    """The catch-up work alone takes as long as the MTPD: then no RTO can be proposed (``domain.md`` §2)."""
    limit = row.mtpd if row.mtpd is not None else proposals(document, row.id).mtpd
    if row.wrt and limit is not None and limit < BEYOND and row.wrt >= limit and row.rto is None:
        words = N_("Catching up takes {wrt}, which leaves no time to recover within an MTPD of {mtpd}.")
        text = translate(words, wrt=format_duration(row.wrt), mtpd=format_duration(limit))
        yield text, N_("Find out which catch-up work can wait."), (13, 14, 17), 17, "service.wrt"


def _relaxed_too_far(document: Document, row: Any, stored: Any) -> Iterable[Sentence]:
    """A workaround that relaxed the RTO carries it no longer that far."""
    decision = decisions(document, row.id).get("rto")
    if decision is None or not decision.relaxed or row.rto is None:
        return
    limit = bia.relaxed_rto_limit(stored.wa_max if stored is not None else None, row.wrt)
    if limit is None or row.rto > limit:
        words = N_("The RTO of {rto} was relaxed because of the workaround, which now allows {limit} at most.")
        text = translate(words, rto=format_duration(row.rto), limit=format_duration(limit or 0))
        yield text, N_("Shorten the RTO, or find out what carries the workaround on."), (14, 17, 23), 14, "service.rto"


def _sooner_than_promised(document: Document, row: Any, _stored: Any) -> Iterable[Sentence]:
    """A law, licence or contract breaks before the service has to be back."""
    for duty in document.all(m.Obligation, m.Obligation.service_id == row.id) if row.rto is not None else ():
        if duty.within is not None and duty.within < row.rto:
            words = N_("{duty} asks for it within {within}; the RTO is {rto}.")
            told = {"duty": duty.name, "within": format_duration(duty.within), "rto": format_duration(row.rto)}
            advice = N_("Shorten the RTO, or ask whether the duty can be met without the service.")
            yield translate(words, **told), advice, (9, 14), 14, "service.rto"


def _survived(document: Document, row: Any, _stored: Any) -> Iterable[Sentence]:
    """An outage that was longer than the MTPD: was the harm really intolerable?"""
    for past in document.all(m.PastOutage, m.PastOutage.service_id == row.id) if row.mtpd is not None else ():
        if past.lasted is not None and past.lasted > row.mtpd:
            words = N_("On {day} it was away for {lasted}, longer than the MTPD of {mtpd}.")
            day = format_date(past.occurred_on) if past.occurred_on else translate(N_("an unknown day"))
            text = translate(words, day=day, lasted=format_duration(past.lasted), mtpd=format_duration(row.mtpd))
            advice = N_("Ask what harm was done; if it was bearable, the grid is too strict.")
            yield text, advice, (13, 32), 13, "service.mtpd"


def _unconfirmed_safety(document: Document, row: Any, stored: Any) -> Iterable[Sentence]:
    """Somebody could be harmed, and the owner has not confirmed the targets (question 10)."""
    if stored is not None and stored.safety and stored.safety_confirmed_by_id is None:
        words = N_("Somebody could be harmed when {service} stops, and its owner has not confirmed the targets.")
        advice = N_("Have the owner confirm the targets.")
        yield translate(words, service=row.name), advice, (10, 13, 14, 35), 10, "bia.safety_confirmed_by_id"


def _safety_scored(document: Document, row: Any, stored: Any) -> Iterable[Sentence]:
    """The grid says that somebody is harmed, the answer to question 10 says that nobody can be."""
    if stored is None or stored.safety is not False:
        return
    for line in grid(document, row.id).lines:
        if line.code == "safety" and (first := line.row().first_intolerable) is not None:
            words = N_("The grid scores {category} at {level}, but question 10 says that nobody could be harmed.")
            text = translate(words, category=line.name, level=line.levels[first])
            yield text, N_("Ask again who could be harmed."), (7, 10), 10, "bia.safety"


Teller = Callable[[Document, Any, Any], Iterable[Sentence]]
_TELLERS: tuple[Teller, ...] = (
    _no_time_left, _relaxed_too_far, _sooner_than_promised, _survived, _unconfirmed_safety, _safety_scored,
)  # fmt: skip
