"""Why the times and counts of a plan are what they are: steps, longest path, slack, latest decision, parts, dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import model as m
from app import planning
from app.derivations.risks import date_after
from app.derivations.telling import Why, derived, unknown
from app.durations import format_duration
from app.i18n import N_, plural, translate
from app.planning import PlanContent, PlannedService
from app.planning.approving import COPY_MONTHS, REVIEW_MONTHS
from app.planning.content import Stage, Step

if TYPE_CHECKING:
    from app.document import Document


def completeness(document: Document, key: bytes) -> Why | None:
    """Why a plan counts as so far complete: how many of its mandatory parts hold something (``domain.md`` §5)."""
    if document.get(m.Plan, key) is None:
        return None
    found = planning.completeness_of(document, key)
    result = translate(N_("{n} of {of}"), n=found.filled, of=len(found.parts))
    steps = [plural(N_("A plan has {n} part."), N_("A plan has {n} parts."), len(found.parts))]
    if found.missing:
        names = ", ".join(f"{part.number} {part.title}" for part in found.missing)
        steps.append(translate(N_("Empty: {names}."), names=names))
    notes = []
    if found.blocking:
        notes.append(plural(N_("{n} of the empty parts keeps it from being approved."),
                            N_("{n} of the empty parts keep it from being approved."),
                            len(found.blocking)))  # fmt: skip
    return derived(steps, N_("Filled: {result}."), result, found.filled, term="plan-completeness", notes=notes)


def _planned(document: Document, link: bytes) -> tuple[PlanContent, PlannedService] | None:
    row = document.get(m.PlanService, link)
    if row is None:
        return None
    content = planning.read_plan(document, row.plan_id)
    found = next((one for one in content.services if one.link_key == link), None)
    return (content, found) if found is not None else None


_NO_TIMES = N_("No step of {service} has a time yet.")
_NO_RTO = N_("{service} has no RTO yet.")


def path(document: Document, key: bytes) -> Why | None:
    """Why the steps of a service take as long as they do: the longest chain of steps that wait for each other."""
    known = _planned(document, key)
    if known is None:
        return None
    content, one = known
    if one.path is None:
        return unknown([translate(_NO_TIMES, service=one.name)], term="longest-path")
    chain = [step for step in content.steps if step.number in one.critical_steps]
    steps = [_chain(chain)]
    blank = [step.number for step in chain if step.minutes is None]
    notes = []
    if blank:
        notes.append(translate(N_("Without a time yet, so counted as none: {numbers}."),
                               numbers=", ".join(map(str, blank))))  # fmt: skip
    return derived(steps, N_("One after the other: {result}."), format_duration(one.path), one.path,
                   term="longest-path", notes=notes)  # fmt: skip


def _chain(chain: list[Step]) -> str:
    numbers = ", ".join(str(step.number) for step in chain)
    times = " + ".join(format_duration(step.minutes or 0) for step in chain)
    return plural(N_("Step {numbers} takes {times}."), N_("Steps {numbers} wait for each other: {times}."), len(chain),
                  numbers=numbers, times=times)  # fmt: skip


def ready_at(document: Document, key: bytes) -> Why | None:
    """Why a service is back when its plan says: time to detect and decide, and the longest path of its steps."""
    known = _planned(document, key)
    if known is None:
        return None
    one = known[1]
    if one.ready_at is None:
        return unknown([translate(_NO_TIMES, service=one.name)], term="longest-path")
    steps = [_allowance(one), _path(one)]
    return derived(steps, N_("Together, counted from the loss: {result}."), format_duration(one.ready_at),
                   one.ready_at, term="longest-path")  # fmt: skip


def _allowance(one: PlannedService) -> str:
    words = N_("Detecting and deciding take {value}.")
    if one.own_allowance is not None:
        words = N_("Detecting and deciding take {value} for this service.")
    return translate(words, value=format_duration(one.allowance))


def _path(one: PlannedService) -> str:
    return translate(N_("The longest path of its steps takes {value}."), value=format_duration(one.path))


def slack(document: Document, key: bytes) -> Why | None:
    """Why so much of the RTO is left: RTO − detect and decide − longest path."""
    known = _planned(document, key)
    if known is None:
        return None
    one = known[1]
    if one.slack is None:
        return unknown(_missing(one), term="slack")
    ends = N_("{rto} − {allowance} − {path} = {result}.")
    return derived([_rto(one), _allowance(one), _path(one)], ends, format_duration(one.slack), one.slack, term="slack",
                   rto=format_duration(one.rto), allowance=format_duration(one.allowance),
                   path=format_duration(one.path))  # fmt: skip


def latest_decision(document: Document, key: bytes) -> Why | None:
    """Why the decision to invoke cannot wait longer: RTO − longest path (``domain.md`` §5)."""
    known = _planned(document, key)
    if known is None:
        return None
    one = known[1]
    if one.latest_decision_at is None:
        return unknown(_missing(one), term="latest-decision")
    return derived([_rto(one), _path(one)], N_("After the loss the decision can wait {rto} − {path} = {result}."),
                   format_duration(one.latest_decision_at), one.latest_decision_at, term="latest-decision",
                   rto=format_duration(one.rto), path=format_duration(one.path))  # fmt: skip


def _rto(one: PlannedService) -> str:
    return translate(N_("The RTO of {service} is {value}."), service=one.name, value=format_duration(one.rto))


def _missing(one: PlannedService) -> list[str]:
    missing = [_NO_RTO] if one.rto is None else []
    return [translate(words, service=one.name) for words in (*missing, *([_NO_TIMES] if one.path is None else []))]


def finish(document: Document, key: bytes) -> Why | None:
    """Why a step ends at its earliest end: after what it waits for, or after detecting and deciding."""
    row = document.get(m.PlanStep, key)
    if row is None:
        return None
    content = planning.read_plan(document, row.plan_id)
    step = next(one for one in content.steps if one.key == key)
    if step.finish_at is None:
        words = N_("Step {number} waits in a circle, so nobody knows when it ends.")
        return unknown([translate(words, number=step.number)], term="longest-path")
    steps = [_begins(content, step)]
    if step.minutes is None:
        steps.append(translate(N_("It has no time of its own yet, so it counts as none.")))
    else:
        steps.append(translate(N_("It takes {value} itself."), value=format_duration(step.minutes)))
    ends = N_("Counted from the loss it ends at the earliest after {result}.")
    return derived(steps, ends, format_duration(step.finish_at), step.finish_at, term="longest-path")


def _begins(content: PlanContent, step: Step) -> str:
    start = format_duration((step.finish_at or 0) - (step.minutes or 0))
    before = [one for one in content.steps if one.number in step.after and one.finish_at is not None]
    last = max(before, key=lambda one: one.finish_at or 0, default=None)
    if last is None:
        return translate(N_("It waits for no other step, so it begins {start} after the loss: detecting and deciding."),
                         start=start)  # fmt: skip
    return translate(N_("It begins {start} after the loss, when step {number} has ended."), start=start,
                     number=last.number)  # fmt: skip


def stage(document: Document, key: bytes, node: bytes) -> Why | None:
    """Why something in the recovery order of a plan is back when it is: its own time, or what it waits for."""
    if document.get(m.Plan, key) is None:
        return None
    order = planning.read_plan(document, key).foundation.order
    found = next((one for one in order if one.node.key == node), None)
    if found is None:
        return None
    if found.ready_at is None:
        words = N_("Neither {node} nor what it waits for says in what time it is back.")
        return unknown([translate(words, node=found.node.name)], term="recovery-order")
    return derived(_stage_steps(found, {one.node.ref or one.node.name: one for one in order}),
                   N_("All count from the same loss, so the longest decides: {result}."),
                   format_duration(found.ready_at), found.ready_at, term="recovery-order")  # fmt: skip


def _stage_steps(found: Stage, order: dict[str, Stage]) -> list[str]:
    own = translate(N_("{node} itself is back in {value}."), node=found.node.name,
                    value=format_duration(found.node.back_in))  # fmt: skip
    if found.node.back_in is None:
        own = translate(N_("{node} has no time of its own."), node=found.node.name)
    waits = [order[name] for name in found.waits_for if name in order]
    return [own] + [
        translate(N_("It waits for {node}, which is back in {value}."), node=one.node.name,
                  value=format_duration(one.ready_at))
        for one in waits
    ]  # fmt: skip


def expires(document: Document, key: bytes) -> Why | None:
    """Why printed copies of a plan expire on their day."""
    row = document.get(m.Plan, key)
    shown = row.expires_on if row is not None else None
    return date_after(row.approved_on if row else None, COPY_MONTHS, shown, N_("The plan was approved on {day}."),
                      term="plan")  # fmt: skip


def review_due(document: Document, key: bytes) -> Why | None:
    """Why a plan is reviewed again on its day."""
    row = document.get(m.Plan, key)
    shown = row.next_review_on if row is not None else None
    return date_after(row.reviewed_on if row else None, REVIEW_MONTHS, shown, N_("It was last reviewed on {day}."),
                      term="plan-currency")  # fmt: skip
