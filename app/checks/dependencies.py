"""Rules about what services stand on: targets along the graph, single points, circles, gaps, and what is retired."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from app.checks.reads import GRAPH, INTERVIEW, NODE_NAMES, PLANS, SERVICE_NAME, TIER
from app.checks.rule import TODAY, Blocks, Hit, Phrase, Severity, ago, counted, hit, listed, phrase, rule, table
from app.dependencies import Need
from app.durations import format_duration
from app.facts import Facts
from app.facts.rows import Component, Dependency, Person, PlanResource, PlanStep, Service, StepCitation
from app.i18n import N_

#: From here on the single points of one service are told in one sentence: nobody works through a longer list.
MANY_POINTS = 50


def _returns(need: Need[bytes], services: Mapping[bytes, Service]) -> tuple[int, bytes] | None:
    """Return when a need is met again if all its members were down (minutes), and by whose return."""
    times = sorted((row.rto, key) for key in need.members if (row := services[key]).rto is not None)
    place = min(max(need.needed, 1), len(need.members)) - 1
    return times[place] if place < len(times) and len(times) == len(need.members) else None


@rule(
    "D01",
    Severity.ERROR,
    N_("Service must be back before what it needs"),
    N_("{service} must be back in {rto} but needs {needed}, which returns in {later}."),
    reads=GRAPH | SERVICE_NAME | table("service", "rto"),
)
def needs_return_later(facts: Facts) -> Iterator[Hit]:
    for service in facts.services.values():
        for need in facts.graph.needed_services(service.key) if service.rto is not None else ():
            found = _returns(need, facts.services)
            if found and service.rto is not None and service.rto < found[0]:
                times = {"rto": format_duration(service.rto), "later": format_duration(found[0])}
                yield hit(service.key, found[1], service=service.name, needed=facts.services[found[1]].name, **times)


@rule(
    "D02",
    Severity.WARNING,
    N_("What a service needs may lose more data"),
    N_("{needed} may lose {more} of data, more than the {rpo} that {service} accepts."),
    reads=GRAPH | SERVICE_NAME | table("service", "rpo", "holds_data"),
)
def needs_lose_more(facts: Facts) -> Iterator[Hit]:
    for service in facts.services.values():
        for need in facts.graph.needed_services(service.key) if service.rpo is not None else ():
            for needed in (facts.services[member] for member in need.members):
                if (
                    needed.holds_data
                    and needed.rpo is not None
                    and service.rpo is not None
                    and service.rpo < needed.rpo
                ):
                    times = {"rpo": format_duration(service.rpo), "more": format_duration(needed.rpo)}
                    yield hit(service.key, needed.key, service=service.name, needed=needed.name, **times)


_FALL_TOGETHER = N_("{members} both stand on {node}, which alone can stop {service}.")
_FALL_ALL = N_("{members} all stand on {node}, which alone can stop {service}.")
_TOO_MANY = N_("{n} components or people can each stop {service} alone; the dependency map shows them.")


@rule(
    "D03",
    Severity.ERROR,
    N_("Single point of failure"),
    N_("{node} alone can stop {service}."),
    reads=TIER | GRAPH | NODE_NAMES,
)
def single_point(facts: Facts) -> Iterator[Hit]:
    points = facts.graph.single_points(facts.critical, (Component, Person))
    for key, nodes in points.items():
        name = facts.services[key].name
        if len(nodes) > MANY_POINTS:
            yield hit(key, n=len(nodes), service=name).saying(_TOO_MANY)
            continue
        collapsed = facts.graph.collapsed(key, nodes)
        for node in nodes:
            members = collapsed.get(node, ())
            if not members:
                yield hit(key, node, node=facts.name(node), service=name)
                continue
            text = _FALL_TOGETHER if len(members) == 2 else _FALL_ALL
            together = listed([facts.name(member) for member in members])
            yield hit(key, node, members=together, node=facts.name(node), service=name).saying(text)


@rule(
    "D04",
    Severity.ERROR,
    N_("Dependencies in a circle"),
    N_("These need each other in a circle, so that no order of recovery is defined: {path}."),
    reads=GRAPH | NODE_NAMES,
)
def circle(facts: Facts) -> Iterator[Hit]:
    for path in facts.graph.network.cycles():
        start = min(range(len(path) - 1), key=lambda place: (path[place] not in facts.services, path[place]))
        turned = [*path[start:-1], *path[:start], path[start]]
        yield hit(turned[0], turned[1], path=" → ".join(facts.name(node) for node in turned))


@rule(
    "D05",
    Severity.WARNING,
    N_("Critical service that stands on nothing"),
    N_("Nothing is recorded under {service}; that is likely incomplete."),
    reads=TIER | GRAPH | SERVICE_NAME | INTERVIEW,
)
def stands_on_nothing(facts: Facts) -> Iterator[Hit]:
    for service in facts.critical.values():
        if not facts.graph.targets.get(service.key) and facts.interviewed(service.key):
            yield hit(service.key, service=service.name)


_USED_IN_STEPS = N_("{steps} of {plan} uses {node}, which was retired {ago}.")
_USED_IN_MANY = N_("{steps} of {plan} use {node}, which was retired {ago}.")
_NAMED_RESOURCE = N_("{plan} names {node} among its resources, but it was retired {ago}.")
_STANDS_ON = N_("{service} is recorded as standing on {node}, which was retired {ago}.")


@rule(
    "D06",
    Severity.ERROR,
    N_("Something retired is still counted on"),
    _USED_IN_STEPS,
    blocks=Blocks.PLAN,
    reads=PLANS | NODE_NAMES | {TODAY} | table("component", "status", "retired_on")
    | table("service", "status", "retired_on") | table("plan_step", "plan_id", "number")
    | table("plan_step_citation", "step_id", "node_id") | table("plan_resource", "plan_id", "node_id")
    | table("dependency", "source_id", "target_id"),
)  # fmt: skip
def cites_retired(facts: Facts) -> Iterator[Hit]:
    retired = _retired(facts)
    for plan in facts.plans.values():
        steps = _citing_steps(facts, plan.key, retired)
        named = {row.node_id for row in facts.by(PlanResource, "plan_id")[plan.key] if row.node_id in retired}
        for node in sorted(steps.keys() | named):
            values: dict[str, object] = {
                "plan": plan.title,
                "node": facts.name(node),
                "ago": _retired_ago(facts, retired[node]),
            }
            if not steps.get(node):
                yield hit(plan.key, node, **values).saying(_NAMED_RESOURCE)
            else:
                text = _USED_IN_STEPS if len(steps[node]) == 1 else _USED_IN_MANY
                yield hit(plan.key, node, steps=_steps(steps[node]), **values).saying(text)
    for edge in facts.rows(Dependency) if retired else ():
        if edge.target_id in retired and edge.source_id in facts.services:
            values = {"node": facts.name(edge.target_id), "ago": _retired_ago(facts, retired[edge.target_id])}
            name = facts.services[edge.source_id].name
            yield hit(edge.source_id, edge.target_id, service=name, **values).saying(_STANDS_ON)


def _retired(facts: Facts) -> dict[bytes, date | None]:
    rows: Iterable[Component | Service] = (*facts.rows(Component), *facts.rows(Service))
    return {row.key: row.retired_on for row in rows if row.status == "retired"}


def _citing_steps(facts: Facts, plan: bytes, retired: dict[bytes, date | None]) -> dict[bytes, list[int]]:
    found: dict[bytes, list[int]] = {}
    for step in sorted(facts.by(PlanStep, "plan_id")[plan], key=lambda step: step.number):
        for citation in facts.by(StepCitation, "step_id")[step.key]:
            if citation.node_id in retired:
                found.setdefault(citation.node_id, []).append(step.number)
    return found


def _steps(numbers: list[int]) -> Phrase:
    return counted(N_("Step {numbers}"), N_("Steps {numbers}"), len(numbers), numbers=listed([str(n) for n in numbers]))


def _retired_ago(facts: Facts, day: date | None) -> Phrase:
    return ago(facts.days_since(day)) if day else phrase(N_("on an unknown day"))


@rule(
    "D07",
    Severity.INFORMATION,
    N_("Component without an owner"),
    N_("{node} has no owner, and {service} stands on it."),
    reads=TIER | GRAPH | INTERVIEW | SERVICE_NAME | table("component", "name", "owner_id"),
)
def component_unowned(facts: Facts) -> Iterator[Hit]:
    components, told = facts.keyed(Component), set()
    for service in sorted(facts.critical.values(), key=lambda service: (service.name, service.key)):
        if not facts.interviewed(service.key):
            continue
        for key in facts.graph.components_below(service.key):
            if components[key].owner_id is None and key not in told:
                told.add(key)
                yield hit(key, node=components[key].name, service=service.name)


RULES = (
    needs_return_later, needs_lose_more, single_point, circle, stands_on_nothing, cites_retired, component_unowned,
)  # fmt: skip
