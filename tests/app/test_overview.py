"""The Overview tells how ready critical services are, what to do next and which dates come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app import entities
from app import model as m
from app.checks import check
from app.checks.rule import Finding, Severity
from app.document import Document
from app.facts import Facts
from app.overview import SHOWS_NOTHING_OF, ahead, chain, figures, headline, next_steps, overview, weeks
from app.programme import plan_exercise, record_result
from app.sample import build_sample
from app.session import new_session

NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
TODAY = date(2026, 9, 15)


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    made = new_session(tmp_path / "s.foreshock", title="BIA", organisation="Quellmark", clock=lambda: NOW, who="Ann")
    with made:
        yield made


def service(document: Document, name: str = "Payroll", **values: object) -> bytes:
    return entities.add(document, m.Service, name=name, **{"rto": "4h", "mtpd": "8h", **values})


def test_an_empty_session_begins_with_services_import_and_people(document: Document) -> None:
    steps = next_steps(document)
    assert [(step.subject, step.dialog) for step in steps] == [("service", ""), ("", "import"), ("person", "")]
    assert all(step.verb and step.why for step in steps)


def test_services_without_an_interview_are_asked_about_next(document: Document) -> None:
    key = service(document)
    steps = next_steps(document)
    assert steps[0].what == "Ask about Payroll"
    assert (steps[0].key, steps[0].dialog) == (key, "impact")
    assert [step.what for step in steps[1:3]] == ["Name who owns Payroll", "Write down what could stop them"]


def test_each_stage_of_the_work_says_what_comes_next(document: Document) -> None:
    def whats() -> list[str]:
        return [step.what for step in next_steps(document)]

    ann = entities.add(document, m.Person, name="Ann")
    key = service(document, owner_id=ann)
    assert whats() == [
        "Ask about Payroll", "Write down what could stop them", "Decide how critical services come back",
        "Draft the first plan",
    ]  # fmt: skip
    entities.add(document, m.Bia, id=key, state="open")
    assert whats()[:2] == ["Finish the interview about Payroll", "Write down what Payroll stands on"]
    entities.set_field(document, m.Bia, key, "state", "ready")
    entities.add(document, m.Dependency, source_id=key, target_id=service(document, "ERP", owner_id=ann))
    entities.add(document, m.Risk, event="Fire")
    entities.add(document, m.Strategy, name="Standby", service_id=key)
    plan = entities.add(document, m.Plan, title="Payroll plan")
    assert whats() == [
        "Ask about ERP", "Approve the BIA of Payroll", "Score the last risk", "Complete and approve the first plan",
        "Plan the first exercise",
    ]  # fmt: skip
    assert entities.set_field(document, m.Plan, plan, "state", "approved")
    assert "Complete and approve the first plan" not in whats()


def test_the_page_leaves_out_only_tables_that_exist() -> None:
    assert set(m.Base.metadata.tables) > SHOWS_NOTHING_OF


def test_the_page_is_one_reading_with_the_findings_at_hand(document: Document) -> None:
    key = service(document)
    found = [finding("B04", key)]
    told = overview(document, found)
    assert (len(told.figures), told.steps[0].what, told.dates) == (5, "Complete the targets of Payroll", ())
    assert told.chain == tuple(chain(Facts.read(document), found))
    assert told == overview(document, found)


def finding(rule: str, subject: bytes, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(rule, severity, subject, "SVC-001", "service", text=f"{rule} speaks.")


def test_contradictions_that_others_follow_from_come_before_what_follows(document: Document) -> None:
    key = service(document)
    found = [finding("P01", key), finding("V01", key), finding("D01", key), finding("B08", key, Severity.WARNING)]
    whats = [step.what for step in next_steps(document, found)]
    assert whats[:3] == [
        "Bring Payroll into step with what it needs",
        "Settle the recovery promise of Payroll",
        "Bring a plan for Payroll into force",
    ]
    assert whats[-1] == "Settle the targets of Payroll", "what should be fixed comes after the stages"


def test_a_thing_is_named_once_however_often_a_rule_finds_it(document: Document) -> None:
    key = service(document)
    steps = next_steps(document, [finding("D03", key), finding("D03", key)])
    assert sum("single point" in step.what for step in steps) == 1


def test_what_is_waived_or_only_a_note_is_nothing_to_do(document: Document) -> None:
    key = service(document)
    waived = Finding("D03", Severity.ERROR, key, "SVC-001", "service", text="x", waiver=b"w" * 16, waived_by="Ann")
    note = finding("D07", key, Severity.INFORMATION)
    assert not any("single point" in s.what or "stands on" in s.what for s in next_steps(document, [waived, note]))


def test_the_chain_lists_critical_services_by_tier(document: Document) -> None:
    service(document, "Archive", rto="5d", mtpd="3w")
    service(document, "Orders", rto="8h", mtpd="1d")
    service(document, "Cooling", rto="1h", mtpd="4h")
    rows = chain(Facts.read(document))
    assert [row.name for row in rows] == ["Cooling", "Orders"]
    assert {row.bia.kind for row in rows} == {"none"}
    assert headline(rows) == "None of two critical services are ready end to end"


def test_a_service_without_strategy_plan_and_test_is_not_ready(document: Document) -> None:
    service(document)
    row = chain(Facts.read(document))[0]
    assert [mark.words for mark in (row.bia, row.strategy, row.plan, row.test)] == [
        "Not started",
        "None",
        "None",
        "None",
    ]
    assert not row.ready


def strategy(document: Document, key: bytes, rtc: str = "2h") -> None:
    values = {"service_id": key, "name": "Standby", "type": "warm-standby", "state": "chosen", "rtc": rtc}
    entities.add(document, m.Strategy, **values)


def test_a_chosen_strategy_is_named_by_its_type(document: Document) -> None:
    key = service(document)
    strategy(document, key)
    mark = chain(Facts.read(document))[0].strategy
    assert (mark.kind, mark.words) == ("ok", "Warm standby")


def test_a_strategy_slower_than_the_rto_says_what_it_needs(document: Document) -> None:
    key = service(document)
    strategy(document, key, rtc="12h")
    mark = chain(Facts.read(document))[0].strategy
    assert (mark.kind, mark.words) == ("err", "Needs 12 h")


def test_a_draft_shows_its_version(document: Document) -> None:
    key = service(document)
    plan = entities.add(document, m.Plan, title="Payroll plan", version="0.4")
    entities.add(document, m.PlanService, plan_id=plan, service_id=key)
    mark = chain(Facts.read(document))[0].plan
    assert (mark.kind, mark.words) == ("warn", "Draft 0.4")


@pytest.mark.parametrize(
    ("rta", "kind", "words"),
    [("3h", "ok", "Passed Sep"), ("6h", "err", "Missed Sep"), (None, "warn", "Not timed")],
)
def test_a_test_says_how_it_went(document: Document, rta: str | None, kind: str, words: str) -> None:
    key = service(document)
    test = plan_exercise(document, "Failover", "failover", [key], TODAY - timedelta(days=3))
    record_result(document, test, key, outcome="measured" if rta else "not measured", rta=rta)
    entities.set_fields(document, m.Exercise, test, {"state": "completed", "completed_on": TODAY})
    mark = chain(Facts.read(document))[0].test
    assert (mark.kind, mark.words) == (kind, words)


def test_a_tabletop_alone_is_no_test(document: Document) -> None:
    key = service(document)
    test = plan_exercise(document, "Quiet Sunday", "tabletop", [key], TODAY)
    entities.set_fields(document, m.Exercise, test, {"state": "completed", "completed_on": TODAY})
    assert chain(Facts.read(document))[0].test.words == "Tabletop only"


def test_findings_of_the_checks_show_in_the_chain(document: Document) -> None:
    key = service(document)
    found = [finding("B01", key), finding("B03", key), finding("X01", key), finding("P01", key)]
    row = chain(Facts.read(document), found)[0]
    assert (row.bia.kind, row.bia.words) == ("err", "2 to fix")
    assert (row.plan.kind, row.test.kind) == ("err", "err")


def test_the_checks_of_a_small_session_fit_the_chain(document: Document) -> None:
    service(document, rto="8h", mtpd="4h")
    found = check(document)
    assert [row.name for row in chain(Facts.read(document), found)] == ["Payroll"]


def test_dates_of_the_next_ninety_days_come_in_order(document: Document) -> None:
    key = service(document)
    person = entities.add(document, m.Person, name="Mira Okafor")
    plan_exercise(document, "Failover", "failover", [key], TODAY + timedelta(days=20))
    plan_exercise(document, "Far away", "failover", [key], TODAY + timedelta(days=91))
    entities.add(document, m.Action, title="Second switch", owner_id=person, due_on=TODAY + timedelta(days=4))
    entities.add(document, m.Action, title="Done", due_on=TODAY, state="closed")
    risk = entities.add(document, m.Risk, event="Fire")
    entities.set_fields(document, m.Risk, risk, {"treatment": "accept", "accepted_until": TODAY + timedelta(days=90)})
    found = ahead(document)
    assert [(one.kind, one.what, one.note) for one in found] == [
        ("action", "A-01 Second switch", "Mira Okafor"),
        ("test", "TST-01 Failover", "planned"),
        ("acceptance", "Acceptance of R-001 expires", "90 days"),
    ]
    assert found[0].key != found[1].key


def test_weeks_count_their_dates(document: Document) -> None:
    for days in (0, 6, 7, 89):
        entities.add(document, m.Action, title=f"In {days}", due_on=TODAY + timedelta(days=days))
    counted = weeks(ahead(document), TODAY)
    assert len(counted) == 13
    assert [week.number for week in counted[:3]] == [2, 1, 0]
    assert sum(week.number for week in counted) == 4
    assert counted[1].start == TODAY + timedelta(weeks=1)


def test_in_the_sample_the_eight_deliberate_flaws_lead(tmp_path: Path) -> None:
    with build_sample(tmp_path / "sample.foreshock", TODAY) as sample:
        found = check(sample)
        steps = next_steps(sample, found)
        told = {finding.message: finding.rule for finding in found}
        assert [told[step.why] for step in steps[:8]] == ["D01", "B07", "D03", "R01", "P05", "D06", "X02", "V01"]
        assert [figure.figure for figure in figures(Facts.read(sample))] == ["90 %", "87 %", "100 %", "80 %", "50 %"]
        assert len(chain(Facts.read(sample), found)) == 10
