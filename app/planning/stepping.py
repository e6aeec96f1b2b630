"""The verbs of recovery steps: adding, moving, removing and ordering them; numbers always run from 1 without a gap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete as sql_delete
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import entities
from app import model as m
from app.document import Document
from app.i18n import N_, UserError, translate

_GONE = N_("This step no longer exists; somebody deleted it.")
_CIRCLE = N_("Step {number} cannot wait for step {other}, because step {other} already waits for it.")
_OTHER_PLAN = N_("A step waits only for steps of its own plan.")


def add_step(
    document: Document,
    plan: bytes,
    instruction: str,
    *,
    at: int | None = None,
    after: Iterable[bytes] = (),
    **values: Any,
) -> bytes:
    """Add a step as number ``at`` (last, unless given) that begins after the steps ``after``; returns its key.

    ``values`` are further fields of ``PlanStep``.
    """
    with document.edit(translate(N_("Add step {step}"), step=_short(instruction))) as session:
        steps = _steps(session, plan)
        place = len(steps) + 1 if at is None else min(max(at, 1), len(steps) + 1)
        made = entities.create(
            session, m.PlanStep, plan_id=plan, number=len(steps) + 1, instruction=instruction, **values
        )
        key: bytes = made.id
        for other in dict.fromkeys(after):
            _check_same_plan(session, plan, other)
            session.add(m.StepOrder(step_id=key, after_id=other))
        session.flush()
        keys = [step.id for step in steps]
        keys.insert(place - 1, key)
        _renumber(session, keys)
    return key


def move_step(document: Document, step: bytes, to: int) -> None:
    """Give a step the number ``to``; the others move up or down. Who waits for whom does not change."""
    row = _step(document, step)
    with document.edit(translate(N_("Move step {step}"), step=_short(row.instruction))) as session:
        keys = [one.id for one in _steps(session, row.plan_id)]
        keys.remove(step)
        keys.insert(min(max(to, 1), len(keys) + 1) - 1, step)
        _renumber(session, keys)


def remove_step(document: Document, step: bytes) -> None:
    """Remove a step: what waited for it waits for what it waited for, and the others close up."""
    row = _step(document, step)
    with document.edit(translate(N_("Remove step {step}"), step=_short(row.instruction))) as session:
        before = _linked(session, m.StepOrder.after_id, m.StepOrder.step_id == step)
        behind = _linked(session, m.StepOrder.step_id, m.StepOrder.after_id == step)
        present = {(one.step_id, one.after_id) for one in session.scalars(select(m.StepOrder))}
        session.execute(sql_delete(m.Entity).where(m.Entity.id == step))
        session.expire_all()
        for later in behind:
            for earlier in before:
                if (later, earlier) not in present:
                    session.add(m.StepOrder(step_id=later, after_id=earlier))
        session.flush()
        _renumber(session, [one.id for one in _steps(session, row.plan_id)])


def set_step_order(document: Document, step: bytes, after: Sequence[bytes]) -> None:
    """Let a step begin only after the steps ``after``, and after no other.

    Raises ``UserError`` if one of them already waits for it, directly or through others.
    """
    row = _step(document, step)
    wanted = list(dict.fromkeys(after))
    waits = _waits(document)
    for other in wanted:
        if other == step or step in _reached(waits, other):
            raise UserError(_CIRCLE, number=row.number, other=_step(document, other).number)
    with document.edit(translate(N_("Order of step {step}"), step=_short(row.instruction))) as session:
        for other in wanted:
            _check_same_plan(session, row.plan_id, other)
        kept = set()
        for link in session.scalars(select(m.StepOrder).where(m.StepOrder.step_id == step)).all():
            if link.after_id in wanted:
                kept.add(link.after_id)
            else:
                session.delete(link)
        for other in wanted:
            if other not in kept:
                session.add(m.StepOrder(step_id=step, after_id=other))


def cite(document: Document, step: bytes, nodes: Sequence[bytes]) -> None:
    """Record which components, suppliers or services a step uses, and no others."""
    row = _step(document, step)
    with document.edit(translate(N_("What step {step} uses"), step=_short(row.instruction))) as session:
        present = session.scalars(select(m.StepCitation).where(m.StepCitation.step_id == step)).all()
        for link in present:
            if link.node_id not in nodes:
                session.delete(link)
        known = {link.node_id for link in present}
        for node in dict.fromkeys(nodes):
            if node not in known:
                session.add(m.StepCitation(step_id=step, node_id=node))


def _steps(session: Session, plan: bytes) -> list[m.PlanStep]:
    return list(session.scalars(select(m.PlanStep).where(m.PlanStep.plan_id == plan).order_by(m.PlanStep.number)))


def _step(document: Document, key: bytes) -> Any:
    row = document.get(m.PlanStep, key)
    if row is None:
        raise UserError(_GONE)
    return row


def _renumber(session: Session, keys: Sequence[bytes]) -> None:
    """Number the steps in this order. Numbers are unique, so those that change step aside first."""
    steps = {key: session.get_one(m.PlanStep, key) for key in keys}
    moved = [(steps[key], number) for number, key in enumerate(keys, 1) if steps[key].number != number]
    aside = max((step.number for step in steps.values()), default=0) + len(keys) + 1
    for place, (step, _) in enumerate(moved):
        step.number = aside + place
    session.flush()
    for step, number in moved:
        step.number = number
    session.flush()


def _check_same_plan(session: Session, plan: bytes, step: bytes) -> None:
    other = session.get(m.PlanStep, step)
    if other is None or other.plan_id != plan:
        raise UserError(_OTHER_PLAN)


def _linked(session: Session, column: Any, condition: Any) -> list[bytes]:
    return list(session.scalars(select(column).where(condition)))


def _waits(document: Document) -> dict[bytes, list[bytes]]:
    waits: dict[bytes, list[bytes]] = {}
    for row in document.all(m.StepOrder):
        waits.setdefault(row.step_id, []).append(row.after_id)
    return waits


def _reached(waits: dict[bytes, list[bytes]], start: bytes) -> set[bytes]:
    seen: set[bytes] = set()
    waiting = [start]
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting.extend(waits.get(key, ()))
    return seen


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"
