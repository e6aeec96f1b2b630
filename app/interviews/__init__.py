"""Business impact interviews: what is asked of whom, the impact grid, targets with their reasons, and approval.

Serves the interview mode, the page of a service and the documents of a BIA (``domain.md`` §2).
"""

from app.interviews.approval import Approved, BiaState, approvals, approve_bia, bia_state, blockers
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
from app.interviews.comparing import Changed, approved_content, changed_since_approval, old_and_new
from app.interviews.content import content_of
from app.interviews.contradictions import CONCERNS, Concern, Contradiction, contradictions
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
    note_cell,
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
from app.interviews.summary import Summary, SummaryLine, counted_kinds, grid_reason, summary, target_summary
from app.interviews.targets import (
    TargetLine,
    add_peak,
    decisions,
    effective_mtpd,
    peaks,
    relaxed_limit,
    set_target,
    take_proposal,
    target_lines,
    unexplained,
)
from app.interviews.voices import (
    NEVER,
    LineVoices,
    Voices,
    line_voices,
    score_voices,
    voices,
    vote_line,
)

__all__ = [
    "CONCERNS", "LISTS", "NEVER", "PROPOSED", "STATES", "Approved", "BiaState", "Changed", "Concern",
    "Contradiction", "Course", "CourseSection", "Grid", "GridCell", "GridLine", "InterviewPlan", "LineVoices",
    "PlannedInterview", "Said", "Step", "Summary", "SummaryLine", "TargetLine", "Voices", "add_peak", "answer",
    "answer_all", "answers", "approvals", "approve_bia", "approved_content", "begin_interviews", "bia_state",
    "blockers", "changed_since_approval", "clear_score", "confirm", "content_of", "contradictions", "counted_kinds",
    "course", "current_service", "decisions", "effective_mtpd", "finish_interview", "following_service",
    "go_to_service", "grid", "grid_reason", "leave_service", "line_voices", "next_question", "next_service",
    "note_cell", "old_and_new", "open_interview", "peaks", "plan_interviews", "proposals", "relaxed_limit", "score",
    "score_row", "score_voices", "script_of", "service_row", "set_script", "set_target", "suggested_script",
    "summary", "take_proposal", "target_lines", "target_summary", "unexplained", "voices", "vote_line",
]  # fmt: skip
