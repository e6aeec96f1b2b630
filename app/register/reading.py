"""Reads the risk register out of a session with one query per kind of fact, so that ten thousand risks are quick."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, func, literal, select, union_all

from app import bia
from app import model as m
from app.dates import format_date
from app.i18n import N_, translate
from app.polls.reading import figures_of, sizes_then
from app.register.lines import FAR, Acceptance, LinkedService, Named, Register, RegisteredRisk, RiskAction, Score
from app.risk import acceptance_valid
from app.risks import in_sight
from app.scales import Scales, Threat, keyed, read_scales
from app.scoring import Tally

if TYPE_CHECKING:
    from app.document import Document


def register(document: Document, *, hidden: bool = False) -> Register:
    """Return the whole register, sorted by level, then likelihood × impact, then the due date of the next action.

    Risks that are not in this room are left out unless ``hidden`` asks for them.
    """
    reading = _Reading(document, hidden=hidden)
    risks = sorted((reading.risk(row) for row in reading.rows), key=_severest_first)
    info = document.row(select(m.SessionInfo.__table__))
    chair = document.get(m.Person, info.facilitator_id) if info is not None and info.facilitator_id else None
    return Register(
        as_of=document.now(),
        today=reading.today,
        change_set=document.version,
        organisation=info.organisation if info else "",
        title=info.title if info else "",
        currency=info.currency if info else "EUR",
        confidentiality=info.confidentiality if info else "",
        language=info.language if info else "en",
        facilitator=chair.name if chair else "",
        facilitator_email=(chair.email or "") if chair else "",
        inherent_scored=info.inherent_scored if info else True,
        scales=reading.scales,
        risks=tuple(risks),
    )


def _severest_first(risk: RegisteredRisk) -> tuple[bool, int, int, date, str]:
    action = risk.next_action
    due = (action.due_on if action else None) or FAR
    return risk.is_closed, -risk.current.rank, -risk.current.product, due, risk.ref


class _Reading:
    """Everything that the lines are put together from, one query each."""

    def __init__(self, document: Document, *, hidden: bool = False) -> None:
        self.today = document.today()
        self.scales = read_scales(document)
        self.rows = _with_ref(document, m.Risk, *(() if hidden else (in_sight(),)))
        self.people = _names(document, m.Person, "name")
        self.services = _services(document, self.scales)
        self.nodes = _nodes(document)
        self.plans = _plans(document)
        self.actions = _actions(document, self.people)
        self.votes = _votes(document, self.scales)
        self.dissent = _dissent(document)
        self.threats: Mapping[bytes, Threat] = keyed(self.scales.threats)
        self.categories = keyed(self.scales.categories)
        self.rates = {one.level: one.rate for one in self.scales.likelihoods}
        self._scores: dict[tuple[int | None, int | None], Score] = {}

    def score(self, likelihood: int | None, impact: int | None) -> Score:
        pair = (likelihood, impact)
        if pair not in self._scores:
            self._scores[pair] = Score(likelihood, impact, self.scales.band(likelihood, impact))
        return self._scores[pair]

    def risk(self, row: Row[Any]) -> RegisteredRisk:
        services = self.services.get(row.id, ())
        category = self.categories.get(row.category_id)
        losses = (row.loss_min, row.loss_likely, row.loss_max)
        return RegisteredRisk(
            key=row.id,
            ref=row.ref or "",
            event=row.event,
            cause=row.cause or "",
            consequence=row.consequence or "",
            services=services,
            threat=self.threats.get(row.threat_id),
            category=category.name if category else "",
            owner_id=row.owner_id,
            owner=self.people.get(row.owner_id, ""),
            inherent=self.score(row.inherent_likelihood, row.inherent_impact),
            current=self.score(row.current_likelihood, row.current_impact),
            target=self.score(row.target_likelihood, row.target_impact),
            target_on=row.target_on,
            controls=row.controls or "",
            control_rating=row.control_rating,
            treatment=row.treatment,
            status=row.status,
            actions=tuple(self.actions.get(row.id, ())),
            votes_likelihood=self.votes.get((row.id, "likelihood")),
            votes_impact=self.votes.get((row.id, "impact")),
            dissent=tuple(self.dissent.get(row.id, ())),
            confidence=row.confidence,
            acceptance=self._acceptance(row),
            rate=row.rate,
            losses=None if None in losses else losses,
            nodes=tuple(self.nodes.get(row.id, ())),
            plans=tuple(dict.fromkeys(plan for one in services for plan in self.plans.get(one.key, ()))),
            raised_on=row.raised_on,
            reviewed_on=row.reviewed_on,
            next_review_on=row.next_review_on,
            external_id=row.external_id or "",
            notes=row.notes or "",
            likelihood_rate=self.rates.get(row.current_likelihood),
            appetite=category.appetite if category else None,
            contested=bool(row.contested),
        )

    def _acceptance(self, row: Row[Any]) -> Acceptance | None:
        if row.accepted_by_id is None and row.accepted_until is None:
            return None
        valid = acceptance_valid(row.accepted_by_id, row.accepted_on, row.accepted_until, self.today)
        reason = row.acceptance_reason or ""
        return Acceptance(self.people.get(row.accepted_by_id, ""), row.accepted_on, row.accepted_until, reason, valid)


def _with_ref(document: Document, model: Any, *where: Any, order_by: Any = None) -> list[Row[Any]]:
    table, entity = model.__table__, m.Entity.__table__
    query = select(table, entity.c.ref).join(entity, entity.c.id == table.c.id).where(*where)
    return document.rows(query.order_by(entity.c.ref if order_by is None else order_by))


def _names(document: Document, model: Any, column: str) -> dict[bytes | None, str]:
    table = model.__table__
    rows: list[Any] = document.rows(select(table.c.id, table.c[column]))
    return {row[0]: row[1] for row in rows}


def _services(document: Document, scales: Scales) -> dict[bytes, tuple[LinkedService, ...]]:
    known = {}
    for row in _with_ref(document, m.Service):
        tier = bia.tier_of(row.rto, row.mtpd, scales.tiers, assigned=row.tier_assigned)
        known[row.id] = LinkedService(row.id, row.ref or "", row.name, tier.number if tier else None)
    links = document.all(m.RiskService, order_by=m.RiskService.position)
    return {risk: tuple(found) for risk, found in _grouped(links, lambda row: known[row.service_id]).items()}


def _grouped(rows: Iterable[Any], made: Callable[[Any], Any]) -> dict[bytes, list[Any]]:
    groups: dict[bytes, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.risk_id].append(made(row))
    return groups


def _nodes(document: Document) -> dict[bytes, list[Named]]:
    """Return what each risk is about; components, suppliers, services and people can be pointed at."""
    named = [
        select(model.__table__.c.id, model.__table__.c.name) for model in (m.Component, m.Supplier, m.Service, m.Person)
    ]
    things, links, entity = union_all(*named).subquery(), m.RiskNode.__table__, m.Entity.__table__
    query = (
        select(links.c.risk_id, things.c.id, entity.c.ref, things.c.name)
        .join(things, things.c.id == links.c.node_id)
        .join(entity, entity.c.id == links.c.node_id)
        .order_by(entity.c.ref)
    )
    return _grouped(document.rows(query), lambda row: Named(row.id, row.ref or "", row.name))


def _plans(document: Document) -> dict[bytes, list[Named]]:
    """Return the plans in use by service."""
    plans, links, entity = m.Plan.__table__, m.PlanService.__table__, m.Entity.__table__
    query = (
        select(links.c.service_id.label("risk_id"), plans.c.id, entity.c.ref, plans.c.title)
        .join(plans, plans.c.id == links.c.plan_id)
        .join(entity, entity.c.id == plans.c.id)
        .where(plans.c.state != "retired")
        .order_by(entity.c.ref)
    )
    return _grouped(document.rows(query), lambda row: Named(row.id, row.ref or "", row.title))


def _actions(document: Document, people: Mapping[bytes | None, str]) -> dict[bytes, list[RiskAction]]:
    about = m.Action.__table__.c.origin_id.in_(select(m.Risk.__table__.c.id))
    actions: dict[bytes, list[RiskAction]] = defaultdict(list)
    for row in _with_ref(document, m.Action, about):
        action = RiskAction(
            key=row.id,
            ref=row.ref or "",
            title=row.title,
            risk=row.origin_id,
            owner=people.get(row.owner_id, ""),
            start_on=row.start_on,
            due_on=row.due_on,
            state=row.state,
            evidence=row.evidence or "",
            verified_by=people.get(row.verified_by_id, ""),
            retest_on=row.retest_on,
        )
        actions[row.origin_id].append(action)
    return actions


def _votes(document: Document, scales: Scales) -> dict[tuple[bytes, str], Tally]:
    """Return what the last revealed round says, by risk and dimension. Unrevealed ballots are not read."""
    polls, rounds, ballots, risk = m.Poll.__table__, m.PollRound.__table__, m.Ballot.__table__, m.Risk.__table__
    feeds_risk = polls.c.category_id.is_(None) | risk.c.contested.is_(True)
    query = (
        select(
            polls.c.id, polls.c.subject_id, polls.c.dimension, polls.c.opened_at, rounds.c.id.label("round_id"),
            func.coalesce(polls.c.category_id, risk.c.category_id).label("category_id"),
            ballots.c.level, func.count().label("n"),
        )
        .join(risk, risk.c.id == polls.c.subject_id)
        .join(rounds, rounds.c.poll_id == polls.c.id)
        .join(ballots, ballots.c.round_id == rounds.c.id)
        .where(
            polls.c.dimension.in_(("likelihood", "impact")),
            rounds.c.state == literal("revealed"),
            ballots.c.level.is_not(None),
            feeds_risk,
        )
        .group_by(rounds.c.id, ballots.c.level)
        .order_by(rounds.c.revealed_at, rounds.c.number, rounds.c.id)
    )  # fmt: skip
    counted = document.rows(query)
    sizes = sizes_then(document, counted)
    limits = {one.key: one.threshold for one in scales.categories}  # type: ignore[attr-defined]
    last: dict[tuple[bytes, str], tuple[Any, list[int]]] = {}
    for row in counted:
        about = (row.subject_id, row.dimension)
        if about not in last or last[about][0].round_id != row.round_id:
            last[about] = (row, [])
        last[about][1].extend([row.level] * row.n)
    return {
        about: _tally(tuple(votes), sizes[row.id], limits.get(row.category_id) if about[1] == "impact" else None)
        for about, (row, votes) in last.items()
    }


@lru_cache(maxsize=4096)
def _tally(votes: Sequence[int], levels: int, threshold: int | None) -> Tally:
    return figures_of(votes, levels, threshold)


def _dissent(document: Document) -> dict[bytes, list[str]]:
    """Return what was seen differently, by risk: level, role and reason, never a name."""
    polls, dissents = m.Poll.__table__, m.Dissent.__table__
    query = (
        select(dissents, polls.c.dimension, polls.c.subject_id.label("risk_id"))
        .join(polls, polls.c.id == dissents.c.poll_id)
        .where(polls.c.subject_id.in_(select(m.Risk.__table__.c.id)))
        .order_by(polls.c.opened_at, dissents.c.id)
    )
    return _grouped(document.rows(query), _dissent_text)


_OUTCOME = {True: N_("would change the outcome"), False: N_("would not change the outcome")}


def _dissent_text(row: Any) -> str:
    scored = translate(m.scoring.DIMENSION[row.dimension])
    said = f"{scored} {row.level}" if row.level else scored
    parts = [translate(N_("{said} ({role}): {reason}"), said=said, role=row.role, reason=row.reason.rstrip(". "))]
    if row.changes_outcome is not None:
        parts.append(translate(_OUTCOME[row.changes_outcome]))
    if row.review_on is not None:
        parts.append(translate(N_("review {day}"), day=format_date(row.review_on)))
    return "; ".join(parts)
