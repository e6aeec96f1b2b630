"""Business impact interviews: the impact grid, what it proposes, targets with their reasons, answers, and approval.

Serves the interview mode, the page of a service and the documents of a BIA (``domain.md`` §2).
"""

from app.interviews.grid import (
    PROPOSED,
    Grid,
    GridCell,
    GridLine,
    clear_score,
    grid,
    proposals,
    score,
    score_row,
    service_row,
)
from app.interviews.script import (
    LISTS,
    Said,
    answer,
    answer_all,
    answers,
    finish_interview,
    next_question,
    open_interview,
)
from app.interviews.targets import (
    Approved,
    BiaState,
    add_peak,
    approve_bia,
    bia_state,
    blockers,
    decisions,
    effective_mtpd,
    peaks,
    set_target,
    take_proposal,
)

__all__ = [
    "LISTS", "PROPOSED", "Approved", "BiaState", "Grid", "GridCell", "GridLine", "Said", "add_peak", "answer",
    "answer_all", "answers", "approve_bia", "bia_state", "blockers", "clear_score", "decisions", "effective_mtpd",
    "finish_interview", "grid", "next_question", "open_interview", "peaks", "proposals", "score", "score_row",
    "service_row", "set_target", "take_proposal",
]  # fmt: skip
