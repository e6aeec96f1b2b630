"""Orders of a plan's lists: a line moves up or down, several steps go at once; each is one edit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.document import Document
from app.entities import name_of
from app.i18n import N_, UserError, plural, translate
from app.planning.stepping import remove_step

_GONE = N_("This line no longer exists; somebody deleted it.")


def move_line(document: Document, model: Any, line: bytes, to: int) -> None:
    """Put a line of one of a plan's lists (triggers, invokers, roles …) at place ``to``, counted from 0.

    ``model`` has the columns ``plan_id`` and ``position``. Raises ``UserError`` if the line is gone.
    """
    row = document.get(model, line)
    if row is None:
        raise UserError(_GONE)
    with document.edit(translate(N_("Move {line}"), line=name_of(row)[:60]).strip()) as session:
        found = session.scalars(select(model).where(model.plan_id == row.plan_id).order_by(model.position, model.id))
        lines = list(found)
        moved = next(one for one in lines if one.id == line)
        lines.remove(moved)
        lines.insert(min(max(to, 0), len(lines)), moved)
        for place, one in enumerate(lines):
            if one.position != place:
                one.position = place


def remove_steps(document: Document, steps: Sequence[bytes]) -> int:
    """Remove several steps as one edit and return how many; see ``remove_step``."""
    if len(steps) == 1:
        remove_step(document, steps[0])
    elif steps:
        with document.edit(plural(N_("Remove {n} step"), N_("Remove {n} steps"), len(steps))):
            for step in steps:
                remove_step(document, step)
    return len(steps)
