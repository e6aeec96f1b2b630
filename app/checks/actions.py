"""Rules about what was promised: actions that are late, and incidents that nobody reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from app.checks.reads import PERSON_NAME
from app.checks.rule import TODAY, Hit, Severity, ago, counted, hit, rule, table
from app.facts import Facts
from app.facts.rows import Action, Incident
from app.i18n import N_

#: How long the review of a major incident may take, in days.
REVIEW_WITHIN = timedelta(days=30)

_LATE_UNOWNED = N_("“{action}” is {days} late and has no owner.")


@rule(
    "A01",
    Severity.WARNING,
    N_("Action is late"),
    N_("“{action}” is {days} late ({owner})."),
    reads=PERSON_NAME | {TODAY} | table("action", "title", "owner_id", "due_on", "state"),
)
def action_late(facts: Facts) -> Iterator[Hit]:
    for action in facts.rows(Action):
        if action.state in ("open", "in hand") and action.due_on is not None and action.due_on < facts.today:
            days = counted(N_("{n} day"), N_("{n} days"), facts.days_since(action.due_on))
            owner = facts.person(action.owner_id)
            yield hit(action.key, action=action.title, days=days, owner=owner).saying("" if owner else _LATE_UNOWNED)


@rule(
    "A02",
    Severity.WARNING,
    N_("Major incident without a review"),
    N_("Review “{incident}”: it happened {ago}."),
    reads={TODAY} | table("incident", "title", "severity", "occurred_on", "reviewed_on"),
)
def incident_unreviewed(facts: Facts) -> Iterator[Hit]:
    for incident in facts.rows(Incident):
        if incident.severity != "major" or incident.occurred_on is None or incident.reviewed_on is not None:
            continue
        if facts.today - incident.occurred_on > REVIEW_WITHIN:
            yield hit(incident.key, incident=incident.title, ago=ago(facts.days_since(incident.occurred_on)))


RULES = (action_late, incident_unreviewed)
