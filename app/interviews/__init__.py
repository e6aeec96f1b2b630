"""Business impact interviews: what is asked of whom, the impact grid, targets with their reasons, and approval.

Serves the interview mode, the page of a service and the documents of a BIA (``domain.md`` §2).
"""

from app.interviews.arranging import (
    InterviewPlan,
    PlannedInterview,
    begin_interviews,
    current_service,
    following_service,
    go_to_service,
    leave_service,
    next_service,
    plan_interviews,
)
from app.interviews.course import (
    STATES,
    Course,
    CourseSection,
    Step,
    confirm,
    course,
    script_of,
    set_script,
    suggested_script,
)
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
    "LISTS", "PROPOSED", "STATES", "Approved", "BiaState", "Course", "CourseSection", "Grid", "GridCell", "GridLine",
    "InterviewPlan", "PlannedInterview", "Said", "Step", "add_peak", "answer", "answer_all", "answers", "approve_bia",
    "begin_interviews", "bia_state", "blockers", "clear_score", "confirm", "course", "current_service", "decisions",
    "effective_mtpd", "finish_interview", "following_service", "go_to_service", "grid", "leave_service",
    "next_question", "next_service", "open_interview", "peaks", "plan_interviews", "proposals", "score", "score_row",
    "script_of", "service_row", "set_script", "set_target", "suggested_script", "take_proposal",
]  # fmt: skip
