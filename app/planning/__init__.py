"""Continuity plans over the session: read as one whole, drafted, completed, approved, reviewed, steps put in order.

Serves the plan page of the window, the printed plan and the command line. Single fields and list rows are changed with
``app.entities``; the verbs here involve more than one row or a rule of the subject. The arithmetic is in ``app.plans``.
"""

from __future__ import annotations

from app.planning.approving import (
    approve_plan,
    blockers,
    draft_version,
    hand_out,
    next_version,
    note_offline_copy,
    reopen_plan,
    retire_plan,
    review_plan,
)
from app.planning.content import Contact, PlanContent, PlannedService, Step
from app.planning.drafting import draft_if_none, draft_plan
from app.planning.ordering import move_line, remove_steps
from app.planning.parts import Blocker, Completeness, Part, blocking, completeness, completeness_of
from app.planning.reading import read_plan
from app.planning.stepping import add_step, cite, move_step, remove_step, set_step_order

__all__ = [
    "Blocker",
    "Completeness",
    "Contact",
    "Part",
    "PlanContent",
    "PlannedService",
    "Step",
    "add_step",
    "approve_plan",
    "blockers",
    "blocking",
    "cite",
    "completeness",
    "completeness_of",
    "draft_if_none",
    "draft_plan",
    "draft_version",
    "hand_out",
    "move_line",
    "move_step",
    "next_version",
    "note_offline_copy",
    "read_plan",
    "remove_step",
    "remove_steps",
    "reopen_plan",
    "retire_plan",
    "review_plan",
    "set_step_order",
]
