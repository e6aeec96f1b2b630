"""Rules about risks: treatment and acceptance, levels against each other, and how they were agreed."""

from __future__ import annotations

from collections.abc import Iterator

from app.checks.reads import NODE_NAMES, SERVICE_NAME, TIER
from app.checks.rule import TODAY, Hit, Severity, ago, hit, listed, phrase, rule, table
from app.facts import Facts
from app.facts.rows import (
    Action,
    Agreement,
    Component,
    Dissent,
    Poll,
    Risk,
    RiskNode,
    RiskService,
    Service,
    Supplier,
)
from app.i18n import N_, translate
from app.model.scoring import DIMENSION
from app.risk import contradiction

_RISK = table("risk", "event", "status", "hidden")
_CURRENT = table("risk", "current_likelihood", "current_impact")
_CATEGORY = table("risk", "category_id") | table("impact_category")
_SCALES = table("band") | table("matrix_cell") | table("impact_level") | table("likelihood_level")
#: How many risks name one thing before it looks like their common cause.
COMMON_CAUSE = 3


def _open(facts: Facts) -> Iterator[Risk]:
    """Return the risks that count: neither closed nor marked "Not in this room", which no finding may name."""
    return (risk for risk in facts.rows(Risk) if risk.status != "closed" and not risk.hidden)


@rule(
    "K01",
    Severity.ERROR,
    N_("Risk above appetite without action"),
    N_("“{risk}” is {band} and exceeds the appetite, but no action is open."),
    reads=_RISK | _CURRENT | _CATEGORY | _SCALES | table("risk", "treatment") | table("action", "origin_id", "state"),
)
def untreated(facts: Facts) -> Iterator[Hit]:
    for risk in _open(facts):
        band = facts.scales.band(risk.current_likelihood, risk.current_impact)
        if band is None or facts.scales.band_within(band, risk.category_id) or risk.treatment == "accept":
            continue
        if not any(action.state in ("open", "in hand") for action in facts.by(Action, "origin_id")[risk.key]):
            yield hit(risk.key, risk=risk.event, band=band.name)


_NOBODY = N_("Nobody is named as having accepted “{risk}”.")
_NO_END = N_("The acceptance of “{risk}” has no end; twelve months are the most.")


@rule(
    "K02",
    Severity.WARNING,
    N_("Acceptance of a risk is not valid"),
    N_("The acceptance of “{risk}” expired {ago}."),
    reads=_RISK | _CURRENT | table("risk", "treatment", "accepted_by_id", "accepted_until") | {TODAY},
)
def acceptance_invalid(facts: Facts) -> Iterator[Hit]:
    for risk in _open(facts):
        if risk.treatment != "accept" or risk.current_likelihood is None or risk.current_impact is None:
            continue
        if risk.accepted_by_id is None:
            yield hit(risk.key, risk=risk.event).saying(_NOBODY)
        elif risk.accepted_until is None:
            yield hit(risk.key, risk=risk.event).saying(_NO_END)
        elif risk.accepted_until < facts.today:
            yield hit(risk.key, risk=risk.event, ago=ago(facts.days_since(risk.accepted_until)))


@rule(
    "K03",
    Severity.WARNING,
    N_("Levels of a risk contradict each other"),
    N_("The levels of “{risk}” contradict: they must not rise from inherent to current to target."),
    reads=_RISK | _CURRENT | _SCALES
    | table("risk", "inherent_likelihood", "inherent_impact", "target_likelihood", "target_impact"),
)  # fmt: skip
def levels_contradict(facts: Facts) -> Iterator[Hit]:
    for risk in _open(facts):
        inherent = risk.inherent_likelihood, risk.inherent_impact
        current = risk.current_likelihood, risk.current_impact
        target = risk.target_likelihood, risk.target_impact
        if facts.scales.bands and contradiction(inherent, current, target, facts.scales.matrix):
            yield hit(risk.key, risk=risk.event)


@rule(
    "K04",
    Severity.WARNING,
    N_("Critical service without an assessed risk"),
    N_("No risk of {service} is assessed, though the work on its risks has begun."),
    reads=TIER | SERVICE_NAME | _CURRENT | table("risk", "hidden") | table("risk_service", "risk_id", "service_id"),
)
def nothing_assessed(facts: Facts) -> Iterator[Hit]:
    risks, listed_for = facts.keyed(Risk), facts.by(RiskService, "service_id")
    for service in facts.critical.values():
        found = [risks[row.risk_id] for row in listed_for[service.key] if not risks[row.risk_id].hidden]
        if found and all(risk.current_likelihood is None or risk.current_impact is None for risk in found):
            yield hit(service.key, service=service.name)


@rule(
    "K05",
    Severity.WARNING,
    N_("Settled without consensus or dissent"),
    N_("Record why “{subject}” was settled: on {scored} there was no consensus, and no dissent is noted."),
    reads=_RISK | SERVICE_NAME | table("poll", "subject_id", "dimension", "state")
    | table("agreement", "poll_id", "consensus") | table("dissent", "poll_id"),
)  # fmt: skip
def dissent_missing(facts: Facts) -> Iterator[Hit]:
    settled: dict[bytes, list[str]] = {}
    polls = facts.keyed(Poll)
    for agreement in facts.rows(Agreement):
        poll = polls[agreement.poll_id]
        if not agreement.consensus and poll.state != "dropped" and not facts.by(Dissent, "poll_id")[poll.key]:
            settled.setdefault(poll.subject_id, []).append(poll.dimension)
    hidden = {risk.key for risk in facts.rows(Risk) if risk.hidden}
    for subject, dimensions in settled.items():
        if subject in hidden:
            continue
        scored = listed([phrase(DIMENSION[dimension]) for dimension in sorted(set(dimensions))])
        yield hit(subject, subject=_subject(facts, subject), scored=scored)


def _subject(facts: Facts, key: bytes) -> str:
    risk, service = facts.keyed(Risk).get(key), facts.keyed(Service).get(key)
    return risk.event if risk else service.name if service else ""


@rule(
    "K06",
    Severity.INFORMATION,
    N_("Named in several risks"),
    N_("{n} risks name {node}: a candidate for a permanent fix."),
    reads=NODE_NAMES | table("risk", "status", "hidden") | table("risk_node", "risk_id", "node_id"),
)
def common_cause(facts: Facts) -> Iterator[Hit]:
    open_risks = {risk.key for risk in _open(facts)}
    for node, rows in facts.by(RiskNode, "node_id").items():
        n = len({row.risk_id for row in rows} & open_risks)
        if n >= COMMON_CAUSE and (node in facts.keyed(Component) or node in facts.keyed(Supplier)):
            yield hit(node, n=n, node=facts.name(node))


_STAGES = ("inherent", "current", "target")


@rule(
    "K07",
    Severity.WARNING,
    N_("Level that the scale does not have"),
    N_("“{risk}” is scored {levels}, which the scale does not have; score it again."),
    reads=_RISK | _CURRENT | _SCALES
    | table("risk", "inherent_likelihood", "inherent_impact", "target_likelihood", "target_impact"),
)  # fmt: skip
def off_the_scale(facts: Facts) -> Iterator[Hit]:
    scales = ((N_("likelihood {level}"), "likelihood"), (N_("impact {level}"), "impact"))
    for risk in _open(facts):
        scored = [(words, facts.scales.count(s), getattr(risk, f"{at}_{s}")) for at in _STAGES for words, s in scales]
        off = [translate(words, level=level) for words, count, level in scored if level is not None and level > count]
        if off:
            yield hit(risk.key, risk=risk.event, levels=", ".join(dict.fromkeys(off)))


RULES = (
    untreated, acceptance_invalid, levels_contradict, nothing_assessed, dissent_missing, common_cause, off_the_scale,
)  # fmt: skip
