"""The programme: exercises and tests, running them, and what follows from findings, exercises and incidents.

Serves the pages Exercises and Actions, the run mode, metrics and checks (``domain.md`` §6–8).
"""

from app.programme.exercises import (
    add_objective,
    cancel_exercise,
    complete_exercise,
    covered,
    exercise,
    move_exercise,
    objectives,
    passed,
    plan_exercise,
    rate_objective,
    record_result,
    results,
    retest_due,
    rpo_achieved,
    rto_achieved,
    set_report,
)
from app.programme.follow_up import (
    add_action,
    close_action,
    grant_waiver,
    open_problem,
    record_change,
    record_incident,
    review_incident,
    withdraw_waiver,
)
from app.programme.running import (
    ad_hoc,
    claim,
    clock,
    elapsed,
    from_scenario,
    hot_wash,
    injects,
    log,
    release,
    scenario,
    set_inject_state,
)

__all__ = [
    "ad_hoc", "add_action", "add_objective", "cancel_exercise", "claim", "clock", "close_action", "complete_exercise",
    "covered", "elapsed", "exercise", "from_scenario", "grant_waiver", "hot_wash", "injects", "log", "move_exercise",
    "objectives", "open_problem", "passed", "plan_exercise", "rate_objective", "record_change", "record_incident",
    "record_result", "release", "results", "retest_due", "review_incident", "rpo_achieved", "rto_achieved", "scenario",
    "set_inject_state", "set_report", "withdraw_waiver",
]  # fmt: skip
