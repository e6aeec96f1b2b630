"""What the treatment of a risk still needs, what its target changes, what runs out, and actions from one line."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app import entities, programme, risks, treatment
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.register import RegisteredRisk, register


@pytest.fixture
def risk(session: Document, service: bytes, person: bytes) -> bytes:
    """A risk above appetite about which nothing is decided."""
    return risks.add_risk(
        session, "Flood in the data centre", [service], owner_id=person, current_likelihood=4, current_impact=4
    )


def line(document: Document, key: bytes) -> RegisteredRisk:
    return next(one for one in register(document).risks if one.key == key)


def missing(document: Document, key: bytes) -> list[str]:
    return [one.words for one in treatment.steps(line(document, key), document.today()) if not one.done]


def test_a_risk_above_appetite_needs_a_treatment_and_one_within_needs_nothing(session: Document, risk: bytes) -> None:
    assert missing(session, risk) == ["A treatment"]
    entities.set_field(session, m.Risk, risk, "current_likelihood", 1)
    assert missing(session, risk) == []


def test_reducing_needs_a_target_below_today_and_an_action_with_owner_and_day(
    session: Document, risk: bytes, person: bytes
) -> None:
    entities.set_field(session, m.Risk, risk, "treatment", "reduce")
    assert missing(session, risk) == ["A target below today", "An action with owner and day"]
    entities.set_fields(session, m.Risk, risk, {"target_likelihood": 4, "target_impact": 4})
    assert "A target below today" in missing(session, risk)
    entities.set_field(session, m.Risk, risk, "target_likelihood", 2)
    programme.add_action(session, "Raise the floor", origin=risk, owner=person)
    assert missing(session, risk) == ["An action with owner and day"]
    entities.set_field(session, m.Action, session.all(m.Action)[0].id, "due_on", "+6w")
    assert missing(session, risk) == []


def test_transferring_asks_to_whom_and_avoiding_asks_what_ends(session: Document, risk: bytes) -> None:
    entities.set_field(session, m.Risk, risk, "treatment", "transfer")
    assert missing(session, risk) == ["Who bears it, as an action", "Its owner and its day"]
    treatment.add_action(session, risk, "Insure with Halden +6w")
    assert missing(session, risk) == []
    entities.set_field(session, m.Risk, risk, "treatment", "avoid")
    programme.close_action(session, session.all(m.Action)[0].id)
    assert missing(session, risk) == []


def test_an_action_that_was_dropped_does_not_count(session: Document, risk: bytes) -> None:
    entities.set_field(session, m.Risk, risk, "treatment", "avoid")
    action = treatment.add_action(session, risk, "Close the site +6w")
    entities.set_field(session, m.Action, action, "state", "dropped")
    assert missing(session, risk) == ["What ends, as an action", "Its owner and its day"]


def test_accepting_needs_a_person_an_end_and_a_reason(session: Document, risk: bytes, person: bytes) -> None:
    entities.set_field(session, m.Risk, risk, "treatment", "accept")
    assert missing(session, risk) == [
        "Who accepts it", "Until when, twelve months at most", "Why it may stay as it is",
    ]  # fmt: skip
    risks.accept_risk(session, risk, person, session.today() + timedelta(days=30))
    assert missing(session, risk) == ["Why it may stay as it is"]
    risks.accept_risk(session, risk, person, session.today() + timedelta(days=30), "the new hall opens in March")
    assert missing(session, risk) == []


def test_the_target_is_told_as_a_change_of_levels(session: Document, risk: bytes) -> None:
    assert "No target yet" in treatment.target_words(line(session, risk))
    entities.set_fields(session, m.Risk, risk, {"target_likelihood": 2, "target_impact": 3})
    assert treatment.target_words(line(session, risk)) == (
        "Likelihood from 4 to 2, impact from 4 to 3: High becomes Moderate, within appetite."
    )
    entities.set_fields(session, m.Risk, risk, {"target_likelihood": 3, "target_impact": 4})
    assert treatment.target_words(line(session, risk)) == (
        "Likelihood from 4 to 3: it stays High, still above appetite."
    )
    entities.set_field(session, m.Risk, risk, "target_likelihood", 4)
    assert "nothing would change" in treatment.target_words(line(session, risk))


@pytest.mark.parametrize(
    ("days", "state", "told"),
    [(200, "ok", "200 days to go."), (30, "soon", "30 days to go."), (1, "soon", "1 day to go.")],
)
def test_an_acceptance_tells_how_long_it_holds(
    session: Document, risk: bytes, person: bytes, days: int, state: str, told: str
) -> None:
    risks.accept_risk(session, risk, person, session.today() + timedelta(days=days), "why not")
    found = treatment.acceptance_standing(line(session, risk), session.today())
    assert found is not None
    assert (found.state, found.words.endswith(told)) == (state, True)


def test_an_acceptance_that_ran_out_or_has_no_end_is_late(session: Document, risk: bytes, person: bytes) -> None:
    assert treatment.acceptance_standing(line(session, risk), session.today()) is None
    entities.set_fields(session, m.Risk, risk, {"treatment": "accept", "accepted_by_id": person})
    found = treatment.acceptance_standing(line(session, risk), session.today())
    assert found is not None
    assert (found.state, "without an end" in found.words) == ("late", True)
    entities.set_field(session, m.Risk, risk, "accepted_until", session.today() - timedelta(days=3))
    found = treatment.acceptance_standing(line(session, risk), session.today())
    assert found is not None
    assert found.words.endswith("run out 3 days ago.")


def test_a_review_is_told_with_the_days_to_the_next(session: Document, risk: bytes) -> None:
    assert treatment.review_standing(line(session, risk), session.today()).words == (
        "Never reviewed; no next review is set."
    )
    risks.review_risk(session, risk, session.today() + timedelta(days=10))
    assert treatment.review_standing(line(session, risk), session.today()).words.endswith("in 10 days.")
    entities.set_field(session, m.Risk, risk, "next_review_on", session.today() - timedelta(days=1))
    found = treatment.review_standing(line(session, risk), session.today())
    assert (found.state, found.words.endswith("1 day overdue.")) == ("late", True)


def test_an_action_takes_owner_and_day_from_the_end_of_its_line(session: Document, risk: bytes, person: bytes) -> None:
    ann = entities.add(session, m.Person, name="Ann Bell")
    key = treatment.add_action(session, risk, "Buy a second pump @ann +2w")
    row = session.get(m.Action, key)
    assert (row.title, row.owner_id, row.due_on) == ("Buy a second pump", ann, session.today() + timedelta(days=14))
    plain = session.get(m.Action, treatment.add_action(session, risk, "Raise the floor"))
    assert (plain.title, plain.owner_id, plain.due_on) == ("Raise the floor", person, None)
    with pytest.raises(UserError, match="An action needs words"):
        treatment.add_action(session, risk, "  ")


def test_the_rules_about_one_risk_say_the_same_as_a_check_of_everything(sample: Document) -> None:
    from app import checks

    whole = [one for one in checks.check(sample, treatment.RULES) if not one.waived]
    assert whole
    for row in sample.all(m.Risk):
        wanted = [(one.rule, one.message) for one in whole if one.subject == row.id]
        assert [(one.rule, one.message) for one in treatment.findings(sample, row.id)] == wanted


def test_an_action_due_on_a_day_written_out_is_understood(session: Document, risk: bytes) -> None:
    key = treatment.add_action(session, risk, "Buy sandbags 3 Oct 2026")
    assert session.get(m.Action, key).due_on == date(2026, 10, 3)
