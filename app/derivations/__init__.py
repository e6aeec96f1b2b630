"""Why a derived number is what it is, told in short sentences that end in the number that is shown.

One door for the whole window: ``why(document, subject, field)``. Nothing is worked out here a second time; each
derivation words what the subject's own module returns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from app import model as m
from app.derivations import plans, programme, risks, services, votes
from app.derivations.telling import Why

if TYPE_CHECKING:
    from app.document import Document

__all__ = ["Why", "derived_fields", "kind_of", "why"]

Teller = Callable[["Document", bytes], Why | None]

_LEVELS: dict[str, Teller] = {stage: partial(risks.level, stage=stage) for stage in ("inherent", "current", "target")}
_LOSSES: dict[str, Teller] = {
    name: partial(risks.annual_loss, figure=name) for name in ("p10", "p50", "p90", "expected", "single")
}
_VOTES: dict[str, Teller] = {
    f"{dimension}_{figure}": partial(risks.votes, dimension=dimension, figure=figure)
    for dimension in ("likelihood", "impact")
    for figure in votes.FIGURES
}

#: What can be asked about a subject of each kind, and who answers.
_TELLERS: Mapping[str, Mapping[str, Teller]] = MappingProxyType(
    {
        "service": {
            "mtpd": services.mtpd, "rto": services.rto, "effective_mtpd": services.effective_mtpd,
            "tier": services.tier, "scored": services.scored, "answered": services.answered,
            "worst_case_loss": services.service_loss, "rtc": services.service_rtc,
        },
        "component": {"worst_case_loss": services.component_loss},
        "strategy": {"rtc": services.strategy_rtc},
        "risk": {
            **_LEVELS, **_LOSSES, **_VOTES, "standing": risks.standing, "suggested_impact": risks.suggested_impact,
            "tier": risks.tier, "next_review_on": risks.review_due, "accepted_until": risks.accepted_until,
        },
        "plan": {"completeness": plans.completeness, "expires_on": plans.expires, "next_review_on": plans.review_due},
        "plan_step": {"finish_at": plans.finish},
        "plan_service": {
            "path": plans.path, "ready_at": plans.ready_at, "slack": plans.slack,
            "latest_decision": plans.latest_decision,
        },
        "exercise": {"retest_due_on": programme.retest_due},
        "poll": {name: partial(votes.of_poll, figure=name) for name in votes.FIGURES},
    }
)  # fmt: skip
#: Names under which tables and forms show the same thing.
_ALSO: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("risk", "level"): "current", ("risk", "within"): "standing", ("risk", "current_impact"): "suggested_impact",
        ("plan", "parts"): "completeness", ("component", "backup_interval"): "worst_case_loss",
        ("component", "backup_run"): "worst_case_loss", ("component", "backup_copy_lag"): "worst_case_loss",
        ("service", "rpo"): "worst_case_loss", ("service", "tier_assigned"): "tier",
        ("risk", "rate"): "p50", ("risk", "loss_min"): "single", ("risk", "loss_likely"): "single",
        ("risk", "loss_max"): "single", ("risk", "agreed"): "impact_verdict",
    }
)  # fmt: skip


def derived_fields(kind: str) -> frozenset[str]:
    """Return the names that can be asked about a kind of subject, also those that tables and forms use for them."""
    return frozenset((*_TELLERS.get(kind, ()), *(name for own, name in _ALSO if own == kind)))


def kind_of(document: Document, subject: bytes) -> str:
    """Return the kind of a subject: that of its entity, ``plan_service`` or ``poll``; empty if it is none of them."""
    entity = document.get(m.Entity, subject)
    if entity is not None:
        return str(entity.kind)
    tables = (("plan_service", m.PlanService), ("poll", m.Poll))
    return next((kind for kind, model in tables if document.get(model, subject) is not None), "")


def why(document: Document, subject: bytes | None, field: str, *, node: bytes | None = None) -> Why | None:
    """Return why ``field`` of a subject is what it is; ``None`` if it does not follow from anything.

    Without a subject ``field`` is a figure of ``app.metrics`` or a subject of ``app.session.progress``. ``node`` asks
    about a thing in the recovery order of a plan.
    """
    if subject is None:
        return programme.progress(document, field) or programme.figure(document, field)
    kind = kind_of(document, subject)
    if node is not None:
        return plans.stage(document, subject, node) if kind == "plan" else None
    teller = _TELLERS.get(kind, {}).get(_ALSO.get((kind, field), field))
    return teller(document, subject) if teller is not None else None
