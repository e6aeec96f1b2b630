"""What rules read, in bundles: the columns behind a tier, the dependency graph, a name, the state of a stage."""

from __future__ import annotations

from app.checks.rule import table

#: Whether a service is there at all.
IN_USE = table("service", "status")
#: Behind a tier, and so behind "critical".
TIER = IN_USE | table("service", "rto", "mtpd", "tier_assigned") | table("tier")
#: Whether the interview of a service has begun.
INTERVIEW = table("bia", "state") | table("bia_approval", "service_id")
#: Behind the dependency graph of what is in use.
GRAPH = (
    IN_USE
    | table("component", "status")
    | table("supplier", "id")
    | table("person", "status")
    | table("dependency", "source_id", "target_id", "hard", "group_id")
    | table("dependency_group", "needed")
)
#: The names of the nodes of that graph.
NODE_NAMES = table("service", "name") | table("component", "name") | table("supplier", "name") | table("person", "name")
SERVICE_NAME = table("service", "name")
PERSON_NAME = table("person", "name")
#: Which plans there are, what they are called, and which services they recover.
PLANS = table("plan", "title", "state")
PLAN_SERVICES = IN_USE | PLANS | table("plan_service", "plan_id", "service_id")
#: Which exercises cover which services, and when they were done.
EXERCISES = table("exercise", "state", "completed_on") | table("exercise_service", "exercise_id", "service_id")
#: What was measured in a technical test.
RESULTS = table("service_result", "exercise_id", "service_id", "outcome", "target_rto", "target_rpo", "rta", "rpa")
