"""Plans over the session: read as a whole, complete or not, drafted, approved, reviewed, and their steps in order."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app import entities, network, planning
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.planning.content import PlanContent
from app.planning.notices import filled, known_of
from app.planning.paths import side_by_side, step_paths
from app.plans import PlanStep


def key_of(document: Document, ref: str) -> bytes:
    key = document.scalar(select(m.Entity.id).where(m.Entity.ref == ref))
    assert isinstance(key, bytes)
    return key


def read(document: Document, ref: str) -> PlanContent:
    return planning.read_plan(document, key_of(document, ref))


@pytest.fixture
def orders(session: Document) -> bytes:
    """A plan for Orders (4 h) and Stock (8 h), with an owner, a deputy and half an hour to detect and decide."""
    ann, ben = (
        entities.add(session, m.Person, name=name, phone=f"+1 {n}", second_phone=f"+2 {n}")
        for n, name in enumerate(("Ann Bell", "Ben Cole"), 1)
    )
    plan = entities.add(session, m.Plan, title="Orders", allowance=30, owner_id=ann)
    for name, rto in (("Orders", "4h"), ("Stock", "8h")):
        service = entities.add(session, m.Service, name=name, rto=rto, owner_id=ann, deputy_id=ben)
        entities.add(session, m.PlanService, plan_id=plan, service_id=service)
    return plan


def steps(document: Document, plan: bytes, *minutes: int) -> list[bytes]:
    """Add steps one after the other and return their keys."""
    made: list[bytes] = []
    for number, each in enumerate(minutes, 1):
        made.append(planning.add_step(document, plan, f"Step {number}", minutes=each, after=made[-1:]))
    return made


def numbered(document: Document, plan: bytes) -> list[tuple[int, str, tuple[int, ...]]]:
    return [(one.number, one.instruction, one.after) for one in planning.read_plan(document, plan).steps]


# --- reading ---


@pytest.mark.parametrize(
    ("plan", "service", "path", "latest", "slack", "critical"),
    [
        ("PLN-001", "Order intake", 150, 90, 60, {6, 7}),
        ("PLN-001", "Cold-chain monitoring", 30, 30, 20, {1, 2}),
        ("PLN-001", "Warehouse picking and dispatch", 150, 90, 60, {4, 5}),
        ("PLN-001", "Route planning and driver app", 210, 270, 240, {4, 8}),
        ("PLN-001", "Batch release and recall", 195, 1_245, 1_215, {4, 5, 10}),
        ("PLN-002", "Network and name service", 20, 10, 0, {1, 2}),
        ("PLN-002", "Identity and sign-on", 35, 25, 15, {1, 2, 3}),
        ("PLN-002", "Finance and stock ledger (ERP)", 350, 130, 100, {1, 2, 5, 6, 7}),
        ("PLN-003", "Payroll", 330, 1_110, 870, {1, 3, 4}),
    ],
)
def test_steps_add_up_per_service(
    sample: Document, plan: str, service: str, path: int, latest: int, slack: int, critical: set[int]
) -> None:
    one = next(one for one in read(sample, plan).services if one.name == service)
    assert (one.path, one.latest_decision_at, one.slack) == (path, latest, slack)
    assert one.critical_steps == critical


def test_steps_tell_when_they_end_at_the_earliest_with_the_allowance_of_their_service(sample: Document) -> None:
    ends = {step.number: step.finish_at for step in read(sample, "PLN-001").steps}
    assert ends == {1: 25, 2: 40, 3: 60, 4: 120, 5: 180, 6: 120, 7: 180, 8: 240, 9: 60, 10: 225}


def test_services_stand_in_recovery_order(sample: Document) -> None:
    assert [one.ref for one in read(sample, "PLN-002").services] == ["SVC-002", "SVC-001", "SVC-007"]
    refs = [one.ref for one in read(sample, "PLN-001").services]
    assert refs[0] == "SVC-005"
    assert refs.index("SVC-004") < refs.index("SVC-009")


def test_the_foundation_names_single_points_and_what_is_waited_for(sample: Document) -> None:
    ground = read(sample, "PLN-001").foundation
    assert {(node.ref, node.cuts) for node in ground.single_points} == {
        ("CMP-13", ("Order intake",)), ("CMP-28", ("Route planning and driver app",)),
    }  # fmt: skip
    orders = next(stage for stage in ground.order if stage.node.ref == "SVC-003")
    assert (orders.node.back_in, orders.ready_at, orders.waits_for) == (240, 480, ("SVC-007",))


def test_suppliers_actions_tests_and_waivers_of_its_services_belong_to_a_plan(sample: Document) -> None:
    plan = read(sample, "PLN-001")
    assert {one.ref for one in plan.suppliers} >= {"SUP-001", "SUP-002", "SUP-004", "SUP-006", "SUP-007"}
    assert "SUP-003" not in {one.ref for one in plan.suppliers}
    assert (plan.actions[0].ref, plan.actions[0].late) == ("A-03", True)
    assert "A-05" not in {one.ref for one in plan.actions}
    assert {(one.rta, one.passed) for one in plan.trials if one.ref == "TST-02"} == {(225, True), (200, True)}
    assert {one.passed for one in read(sample, "PLN-002").trials if one.ref == "TST-01"} == {False}
    assert [one.rule for one in plan.waivers] == ["D03"]
    assert plan.untried_steps() == (8, 9)


def test_a_plan_that_is_gone_is_told(session: Document) -> None:
    with pytest.raises(UserError, match="no longer exists"):
        planning.read_plan(session, b"x" * 16)


def test_an_empty_plan_reads_as_empty(session: Document) -> None:
    plan = planning.read_plan(session, entities.add(session, m.Plan, title="Empty"))
    assert (plan.services, plan.steps, plan.foundation.nodes, plan.trials) == ((), (), (), ())
    assert planning.completeness(plan).filled == 1


def test_steps_in_a_circle_have_no_end_and_block(session: Document, orders: bytes) -> None:
    one, two, three = steps(session, orders, 10, 20, 30)
    with session.edit("A circle from elsewhere") as writing:
        writing.add(m.StepOrder(step_id=one, after_id=three))
    plan = planning.read_plan(session, orders)
    assert plan.circular_steps == (1, 2, 3)
    assert [step.finish_at for step in plan.steps] == [None, None, None]
    assert "Steps 1, 2, 3 wait for each other" in " ".join(reason.text for reason in planning.blocking(plan))
    assert two


# --- arithmetic ---


def test_unknown_durations_count_as_nothing_and_a_path_of_them_is_unknown() -> None:
    service = b"s"
    paths = step_paths([PlanStep(1, None, (), service), PlanStep(2, None, (1,), service)])
    assert (paths.longest[service], paths.finish) == (None, {1: 0, 2: 0})
    paths = step_paths([PlanStep(1, None, (), service), PlanStep(2, 15, (1,), service)])
    assert (paths.longest[service], paths.critical[service]) == (15, {1, 2})


def test_steps_that_wait_for_the_same_run_together() -> None:
    rows = [PlanStep(1, 5), PlanStep(2, 5), PlanStep(3, 5, (1, 2)), PlanStep(4, 5, (2, 1)), PlanStep(5, 5, (4,))]
    assert side_by_side(rows) == {1: 1, 2: 1, 3: 2, 4: 2}


# --- completeness, approval ---


@pytest.mark.parametrize(
    ("ref", "missing", "rules"),
    [
        ("PLN-001", [], ["P05"]),
        ("PLN-002", [], ["D06", "D06"]),
        ("PLN-003", [5, 13, 14, 16], ["P03", "P02", "P02"]),
    ],
)
def test_the_sample_plans_lack_what_they_should(
    sample: Document, ref: str, missing: list[int], rules: list[str]
) -> None:
    plan = read(sample, ref)
    assert [part.number for part in planning.completeness(plan).missing] == missing
    assert [reason.rule for reason in planning.blocking(plan)] == rules


def test_reasons_are_sentences(sample: Document) -> None:
    assert [one.text for one in planning.blocking(read(sample, "PLN-001"))] == [
        "Leila Achterveld left on 8 Aug 2026 and is still backup of Warehouse lead."
    ]
    assert planning.blocking(read(sample, "PLN-002"))[0].text == "Step 6 uses CMP-30 Tape library, which is retired."


def test_a_person_may_not_back_up_themself(session: Document, orders: bytes) -> None:
    ann = key_of(session, "P-01")
    entities.add(session, m.PlanRole, plan_id=orders, name="Lead", primary_id=ann, backup_id=ann)
    reasons = planning.blocking(planning.read_plan(session, orders))
    assert ("P04", "Ann Bell is both primary and backup of Lead.") in [(one.rule, one.text) for one in reasons]


def test_steps_that_take_longer_than_the_rto_block(session: Document, orders: bytes) -> None:
    service = key_of(session, "SVC-001")
    planning.add_step(session, orders, "Slow", minutes=211, service_id=service)
    reasons = [one.text for one in planning.blocking(planning.read_plan(session, orders)) if one.rule == "P07"]
    assert reasons == ["The steps of Orders need 4 h 01 with the time to detect and decide; its RTO is 4 h."]


def test_an_incomplete_plan_cannot_be_approved(session: Document, orders: bytes) -> None:
    version = session.version
    with pytest.raises(UserError, match=r"Orders cannot be approved: Part 3, Trigger conditions, is empty\. \(and \d"):
        planning.approve_plan(session, orders, key_of(session, "P-01"))
    assert session.version == version


def test_what_is_waived_blocks_no_approval_and_what_is_not_still_does(session: Document, orders: bytes) -> None:
    plan = planning.draft_plan(session, "Drafted", [key_of(session, "SVC-001")])
    role = session.all(m.PlanRole, m.PlanRole.plan_id == plan)[0]
    entities.set_field(session, m.PlanRole, role.id, "backup_id", None)
    content = planning.read_plan(session, plan)
    assert [one.rule for one in planning.blockers(session, content)] == ["P03"]
    until = session.today() + timedelta(days=30)
    accepted = {"reason": "Deputy starts in October", "granted_on": session.today(), "expires_on": until}
    waiver = entities.add(session, m.Waiver, rule="P03", subject_id=plan, person_id=key_of(session, "P-01"), **accepted)
    assert planning.blockers(session, content) == ()
    entities.set_field(session, m.Waiver, waiver, "expires_on", session.today() - timedelta(days=1))
    with pytest.raises(UserError, match="has no backup"):
        planning.approve_plan(session, plan, key_of(session, "P-01"))
    entities.set_field(session, m.Waiver, waiver, "expires_on", until)
    assert planning.approve_plan(session, plan, key_of(session, "P-01")) == "1.0"


def test_a_drafted_plan_can_be_completed_and_approved_and_the_signature_survives_undo(
    session: Document, orders: bytes
) -> None:
    ann, ben = key_of(session, "P-01"), key_of(session, "P-02")
    plan = planning.draft_plan(session, "Drafted", [key_of(session, "SVC-001")])
    assert planning.blocking(planning.read_plan(session, plan)) == ()
    entities.set_field(session, m.Plan, plan, "version", "0.4")
    assert planning.approve_plan(session, plan, ann, "First one") == "1.0"
    read_back = planning.read_plan(session, plan)
    assert (read_back.version, read_back.state, read_back.approved_on) == ("1.0", "approved", date(2026, 9, 15))
    assert (read_back.next_review_on, read_back.expires_on) == (date(2027, 9, 15), date(2027, 3, 15))
    with pytest.raises(UserError, match="already approved"):
        planning.approve_plan(session, plan, ann)
    assert planning.reopen_plan(session, plan) == "1.1"
    assert planning.approve_plan(session, plan, ben, "Second one") == "2.0"
    assert [(one.version, one.by) for one in planning.read_plan(session, plan).versions] == [
        ("2.0", "Ben Cole"), ("1.0", "Ann Bell"),
    ]  # fmt: skip
    session.undo()
    assert len(planning.read_plan(session, plan).versions) == 2


@pytest.mark.parametrize(
    ("before", "after"), [("0.4", "1.0"), ("1.3", "2.0"), ("9", "10.0"), ("draft", "1.0"), ("", "1.0")]
)
def test_an_approval_gives_the_next_whole_version(before: str, after: str) -> None:
    assert planning.next_version(before) == after


def test_a_review_is_logged_and_moves_the_next_one(session: Document, orders: bytes) -> None:
    planning.review_plan(session, orders, key_of(session, "P-01"), "Current")
    planning.hand_out(session, orders, ["Security", "Night desk"])
    planning.note_offline_copy(session, orders)
    plan = planning.read_plan(session, orders)
    assert [(one.on, one.by, one.result) for one in plan.reviews] == [(date(2026, 9, 15), "Ann Bell", "Current")]
    assert (plan.reviewed_on, plan.next_review_on) == (date(2026, 9, 15), date(2027, 9, 15))
    assert [one.recipient for one in plan.copies] == ["Security", "Night desk"]
    assert (plan.offline_version, plan.offline_on) == (plan.version, date(2026, 9, 15))


# --- drafting ---


def test_a_draft_is_one_edit_and_can_be_undone(session: Document, orders: bytes) -> None:
    before = session.version
    plan = planning.draft_plan(session, "Drafted", [key_of(session, "SVC-001"), key_of(session, "SVC-002")])
    assert session.version == before + 1
    assert session.undo_label == "Draft plan Drafted"
    session.undo()
    assert session.get(m.Plan, plan) is None
    assert session.all(m.Trigger) == []


def test_a_draft_takes_what_the_session_knows(sample: Document) -> None:
    services = [key_of(sample, ref) for ref in ("SVC-008", "SVC-003", "SVC-004")]
    plan = planning.read_plan(sample, planning.draft_plan(sample, "Drafted", services))
    assert plan.ref == "PLN-004"
    assert [one.ref for one in plan.services] == ["SVC-003", "SVC-004", "SVC-008"]
    assert [one.name for one in plan.invokers] == ["Grace Okonjo-Hale", "Marta Sólveigs"]
    lead = next(role for role in plan.roles if role.name == "Lead Order intake")
    assert lead.primary is not None
    assert lead.backup is not None
    assert (lead.primary.name, lead.backup.name) == ("Grace Okonjo-Hale", "Marta Sólveigs")
    assert plan.triggers[0].text == "The repair of Order intake is forecast to end after its RTO of 4 h"
    assert len(plan.triggers) <= 5
    assert all(len(trigger.text) <= 90 for trigger in plan.triggers)
    assert [line.level for line in plan.escalation] == [1, 2, 3, 4, 5]
    assert len(plan.notices) == len(plan.messages) == 8
    assert any("standby" in step.instruction for step in plan.steps_of(plan.services[0].key))
    assert all(one.path for one in plan.services)
    assert {check.who for check in plan.data_checks} >= {"Grace Okonjo-Hale", "Chidi Umenta"}
    assert plan.resources
    assert {part.code for part in planning.completeness(plan).missing} <= {"offline"}


def test_a_draft_waits_for_the_services_that_it_needs(session: Document, orders: bytes) -> None:
    first, second = key_of(session, "SVC-001"), key_of(session, "SVC-002")
    network.depend(session, first, second)
    plan = planning.read_plan(session, planning.draft_plan(session, "Drafted", [first, second]))
    assert [one.name for one in plan.services] == ["Stock", "Orders"]
    last_of_stock = plan.steps_of(second)[-1].number
    assert last_of_stock in plan.steps_of(first)[0].after


def test_people_who_left_are_not_drafted(session: Document, orders: bytes) -> None:
    entities.set_field(session, m.Person, key_of(session, "P-01"), "status", "left")
    plan = planning.read_plan(session, planning.draft_plan(session, "Drafted", [key_of(session, "SVC-001")]))
    assert [one.name for one in plan.invokers] == ["Ben Cole"]
    assert not [reason for reason in planning.blocking(plan) if reason.rule == "P05"]


def test_a_draft_needs_a_service(session: Document) -> None:
    with pytest.raises(UserError, match="Choose at least one service"):
        planning.draft_plan(session, "Drafted", [])


# --- steps ---


def test_a_step_can_be_put_between_others(session: Document, orders: bytes) -> None:
    steps(session, orders, 10, 20)
    planning.add_step(session, orders, "Between", at=2)
    assert numbered(session, orders) == [(1, "Step 1", ()), (2, "Between", ()), (3, "Step 2", (1,))]


def test_moving_a_step_renumbers_and_keeps_who_waits_for_whom(session: Document, orders: bytes) -> None:
    made = steps(session, orders, 1, 2, 3, 4)
    planning.move_step(session, made[3], 1)
    assert numbered(session, orders) == [
        (1, "Step 4", (4,)), (2, "Step 1", ()), (3, "Step 2", (2,)), (4, "Step 3", (3,)),
    ]  # fmt: skip
    planning.move_step(session, made[3], 99)
    assert [name for _, name, _ in numbered(session, orders)] == ["Step 1", "Step 2", "Step 3", "Step 4"]
    session.undo()
    session.undo()
    assert [number for number, _, _ in numbered(session, orders)] == [1, 2, 3, 4]


def test_removing_a_step_joins_its_neighbours(session: Document, orders: bytes) -> None:
    made = steps(session, orders, 1, 2, 3)
    planning.remove_step(session, made[1])
    assert numbered(session, orders) == [(1, "Step 1", ()), (2, "Step 3", (1,))]
    session.undo()
    assert numbered(session, orders) == [(1, "Step 1", ()), (2, "Step 2", (1,)), (3, "Step 3", (2,))]


def test_steps_cannot_wait_in_a_circle_or_for_another_plan(session: Document, orders: bytes) -> None:
    made = steps(session, orders, 1, 2, 3)
    with pytest.raises(UserError, match="Step 1 cannot wait for step 3, because step 3 already waits for it"):
        planning.set_step_order(session, made[0], [made[2]])
    with pytest.raises(UserError, match="Step 1 cannot wait for step 1"):
        planning.set_step_order(session, made[0], [made[0]])
    other = entities.add(session, m.Plan, title="Other")
    foreign = planning.add_step(session, other, "Foreign")
    with pytest.raises(UserError, match="own plan"):
        planning.set_step_order(session, made[0], [foreign])
    planning.set_step_order(session, made[2], [made[0]])
    assert numbered(session, orders)[2] == (3, "Step 3", (1,))


def test_a_step_uses_what_is_cited_and_no_more(session: Document, orders: bytes) -> None:
    step = steps(session, orders, 5)[0]
    tape, disk = (entities.add(session, m.Component, name=name) for name in ("Tape", "Disk"))
    planning.cite(session, step, [tape, disk, tape])
    planning.cite(session, step, [disk])
    assert [one.name for one in planning.read_plan(session, orders).steps[0].cites] == ["Disk"]


# --- messages ---


def test_a_message_is_filled_with_what_is_known_and_braces_in_values_stay(session: Document, orders: bytes) -> None:
    entities.add(session, m.Invoker, plan_id=orders, person_id=key_of(session, "P-01"))
    entities.set_field(session, m.Plan, orders, "bridge_number", "{org}")
    plan = planning.read_plan(session, orders)
    assert filled("{org}: join {bridge} by {join_by}. {lead} {lead_phone}", known_of(plan)) == (
        ("Quellmark: join {org} by ", False), ("time to join", True), (". Ann Bell +1 1", False),
    )  # fmt: skip
    assert ("phone of the lead", True) in filled("{lead_phone}", known_of(plan, numbers=False))
    assert filled("{} }{ {unknown_word}", known_of(plan)) == (("{} }{ ", False), ("unknown word", True))
