"""The register tells what the session holds, who voted how is not among it, and the verbs keep their rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from app import entities, meetings, polls, risks
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.matrices import set_cell, use_matrix
from app.packs import matrix
from app.register import Movement, accept_risk, add_risk, close_risk, register, set_services, since
from app.risk import Standing
from app.scales import read_scales
from app.scoring import Verdict
from app.session import new_session

NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
TODAY = date(2026, 9, 15)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Document]:
    """An empty session whose clock goes on by a second each time it is asked."""
    seconds = count()
    clock = lambda: NOW + timedelta(seconds=next(seconds))  # noqa: E731
    with new_session(tmp_path / "a.foreshock", title="T", organisation="O", clock=clock, who="Ann") as document:
        yield document


@pytest.fixture
def ann(session: Document) -> bytes:
    return entities.add(session, m.Person, name="Ann Bell")


@pytest.fixture
def payroll(session: Document) -> bytes:
    return entities.add(session, m.Service, name="Payroll", rto="24h")


def test_a_risk_is_read_with_everything_that_hangs_on_it(session: Document, ann: bytes, payroll: bytes) -> None:
    identity = entities.add(session, m.Service, name="Identity", rto="1h", tier_assigned=0)
    array = entities.add(session, m.Component, name="Array")
    plan = entities.add(session, m.Plan, title="Pay on time")
    entities.add(session, m.PlanService, plan_id=plan, service_id=payroll)
    key = add_risk(session, "Flood", [payroll, identity], threat="T07", nodes=[array], owner_id=ann,
                   inherent_likelihood=4, inherent_impact=5, current_likelihood=3, current_impact=4)  # fmt: skip
    [risk] = register(session).risks
    assert (risk.key, risk.ref, risk.owner, risk.raised_on) == (key, "R-001", "Ann Bell", TODAY)
    assert [one.name for one in risk.services] == ["Payroll", "Identity"]
    assert risk.tier == 0
    assert risk.threat is not None
    assert risk.threat.title == "T07 Fire or flood"
    assert (risk.inherent.word, risk.current.word, risk.target.word) == ("Extreme", "High", "")
    assert (risk.within_appetite, risk.standing) == (False, Standing.EXPOSED)
    assert [one.title for one in risk.nodes] == ["CMP-01 Array"]
    assert [one.title for one in risk.plans] == ["PLN-001 Pay on time"]


def test_levels_follow_the_session_s_own_matrix(session: Document) -> None:
    add_risk(session, "Flood", current_likelihood=4, current_impact=4)
    assert register(session).risks[0].current.word == "High"
    set_cell(session, 4, 4, 4)
    assert register(session).risks[0].current.word == "Extreme"
    use_matrix(session, matrix("nist"))
    assert register(session).risks[0].current.word == "High"
    session.undo()
    assert register(session).risks[0].current.word == "Extreme"


def test_a_matrix_that_falls_is_refused(session: Document) -> None:
    with pytest.raises(UserError, match="must not fall"):
        set_cell(session, 1, 1, 4)
    assert [row[0] for row in read_scales(session).matrix.ranks] == [1, 1, 1, 1, 1]


def test_the_next_action_is_the_first_open_one_by_due_date(session: Document, ann: bytes) -> None:
    key = add_risk(session, "Flood", current_likelihood=5, current_impact=5)
    made = {"no date": None, "late": date(2026, 9, 1), "soon": date(2026, 10, 1), "done": date(2026, 8, 1)}
    for title, due in made.items():
        state = "closed" if title == "done" else "open"
        entities.add(session, m.Action, title=title, origin_id=key, owner_id=ann, due_on=due, state=state)
    [risk] = register(session).risks
    assert risk.next_action is not None
    assert (risk.next_action.title, risk.next_action.days_late(TODAY)) == ("late", 14)
    assert len(risk.actions) == 4
    assert risk.standing is Standing.IN_TREATMENT


def _vote(session: Document, subject: bytes, dimension: str, votes: list[int], *, reveal: bool = True) -> None:
    meeting = meetings.open_meeting(session, "W", "risk workshop", seats=[f"guest {n}" for n in range(len(votes))])
    seats = [row.id for row in session.all(m.Seat, m.Seat.meeting_id == meeting, order_by=m.Seat.number)]
    poll = polls.open_poll(session, subject, dimension, meeting=meeting)
    polls.cast_all(session, poll, list(zip(seats, votes, strict=True)))
    if reveal:
        polls.reveal(session, poll)


def test_only_the_last_revealed_round_counts(session: Document) -> None:
    key = add_risk(session, "Flood")
    _vote(session, key, "likelihood", [1, 1, 1])
    _vote(session, key, "likelihood", [2, 3, 3, 4])
    _vote(session, key, "likelihood", [5, 5, 5, 5, 5], reveal=False)
    [risk] = register(session).risks
    assert risk.votes_likelihood is not None
    assert (risk.votes_likelihood.n, risk.votes_likelihood.median, risk.votes_likelihood.iqr) == (4, 3, 0.5)
    assert (risk.votes_impact, risk.verdict, risk.voters) == (None, Verdict.AGREED, 4)
    _vote(session, key, "impact", [1, 1, 5, 5])
    [risk] = register(session).risks
    assert risk.verdict is Verdict.DIVIDED
    _vote(session, key, "impact", [1, 1])
    assert register(session).risks[0].verdict is Verdict.FEW


def test_the_most_severe_come_first_and_the_closed_last(session: Document) -> None:
    for event, likelihood, impact in (("low", 1, 1), ("extreme", 5, 5), ("high", 3, 4), ("unscored", None, None)):
        add_risk(session, event, current_likelihood=likelihood, current_impact=impact)
    close_risk(session, register(session).risks[0].key)
    whole = register(session)
    assert [risk.event for risk in whole.risks] == ["high", "low", "unscored", "extreme"]
    assert [risk.event for risk in whole.above_appetite] == ["high"]


def test_an_acceptance_needs_a_person_and_ends_within_a_year(session: Document, ann: bytes) -> None:
    key = add_risk(session, "Flood", current_likelihood=5, current_impact=5)
    for person, until, said in (
        (None, date(2026, 12, 1), "needs the person"),
        (ann, TODAY, "a day in the future"),
        (ann, None, "a day in the future"),
        (ann, date(2027, 9, 16), "twelve months at most; choose a day up to 15 Sep 2027"),
    ):
        with pytest.raises(UserError, match=said):
            accept_risk(session, key, person, until)
    accept_risk(session, key, ann, date(2027, 9, 15), "Too dear")
    [risk] = register(session).risks
    assert risk.acceptance is not None
    assert (risk.acceptance.by, risk.acceptance.valid, risk.treatment) == ("Ann Bell", True, "accept")
    assert risk.standing is Standing.ACCEPTED
    session.undo()
    assert register(session).risks[0].acceptance is None


def test_a_risk_with_open_actions_is_not_closed(session: Document) -> None:
    key = add_risk(session, "Flood")
    action = entities.add(session, m.Action, title="Wall", origin_id=key)
    with pytest.raises(UserError, match=r"R-001 Flood still has 1 open action; close or drop them first\."):
        close_risk(session, key)
    entities.set_field(session, m.Action, action, "state", "closed")
    close_risk(session, key)
    assert register(session).counted == ()


def test_services_keep_their_order_and_equal_ones_record_nothing(session: Document, payroll: bytes) -> None:
    other = entities.add(session, m.Service, name="Orders")
    key = add_risk(session, "Flood", [payroll])
    assert set_services(session, key, [other, payroll])
    assert [one.name for one in register(session).risks[0].services] == ["Orders", "Payroll"]
    version = session.version
    assert not set_services(session, key, [other, payroll])
    assert session.version == version


def test_impact_is_suggested_from_the_grids_of_its_services(session: Document, payroll: bytes) -> None:
    scales = read_scales(session)
    financial, day = scales.categories[0], scales.horizon_from(24 * 60)
    key = add_risk(session, "Switch fails", [payroll], threat="T11")
    assert risks.suggested_impact(session, key) is None
    for horizon, level in zip(scales.horizons, (1, 2, 4, 5), strict=False):
        entities.add(
            session, m.ImpactScore, service_id=payroll, category_id=financial.key, horizon_id=horizon.key, level=level
        )  # type: ignore[attr-defined]
    suggested = risks.suggested_impact(session, key)
    assert suggested is not None
    assert (suggested.level, suggested.category, suggested.horizon) == (4, "financial", 8 * 60)
    assert day.minutes == 24 * 60


def test_losses_are_simulated_once_and_always_alike(session: Document) -> None:
    add_risk(session, "Flood", rate=2, loss_min=1_000, loss_likely=2_000, loss_max=9_000)
    [risk] = register(session).risks
    loss = risk.annual_loss()
    assert loss is not None
    assert 0 < loss.p50 < loss.p90
    assert risk.annual_loss() is loss


def test_what_changed_is_told_net_of_what_was_undone(session: Document, payroll: bytes) -> None:
    old = add_risk(session, "Old", current_likelihood=2, current_impact=2)
    worse = add_risk(session, "Worse", current_likelihood=2, current_impact=2)
    gone = add_risk(session, "Gone")
    state = session.version
    entities.set_field(session, m.Risk, old, "event", "Changed")
    session.undo()
    entities.set_field(session, m.Risk, worse, "current_impact", 5)
    set_services(session, worse, [payroll])
    entities.delete(session, gone)
    new = add_risk(session, "New")
    told = since(session, register(session), state)
    assert told.movements == {old: Movement.SAME, worse: Movement.UP, new: Movement.NEW}
    assert told.deleted == 1
    assert [(one.ref, one.what, one.before, one.after) for one in told.values] == [
        ("R-004", "New risk", "", "New"), ("R-002", "Service", "", "Payroll"), ("R-002", "Impact today", "2", "5"),
    ]  # fmt: skip


def test_nothing_has_changed_since_now(session: Document) -> None:
    add_risk(session, "Flood")
    told = since(session, register(session), session.version)
    assert (told.values, told.closed, set(told.movements.values())) == ((), frozenset(), {Movement.SAME})
