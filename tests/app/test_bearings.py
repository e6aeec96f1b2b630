"""Beside a question stand the facts that bear on it: each with its day and where it came from, none of a neighbour."""

from __future__ import annotations

from datetime import date

import pytest

from app import bearings as br
from app import entities, interviews
from app import model as m
from app.bearings import Bearing, bearings
from app.document import Document
from app.durations import HOUR


def told(document: Document, service: bytes, question: int, kind: str = "") -> list[str]:
    return [one.text for one in bearings(document, service, question) if not kind or one.kind == kind]


def component(document: Document, service: bytes, name: str, **values: object) -> bytes:
    key = entities.add(document, m.Component, name=name, **values)
    entities.add(document, m.Dependency, source_id=service, target_id=key, hard=True)
    return key


def incident(document: Document, title: str, **values: object) -> bytes:
    return entities.add(document, m.Incident, title=title, severity="major", **values)


# --- what happened ---


def test_past_outages_bear_on_the_grid_the_newest_first(session: Document, service: bytes) -> None:
    for day, lasted, harm in ((date(2025, 3, 1), "9h", "Night shift by paper"), (date(2026, 2, 1), "50 min", None)):
        entities.add(session, m.PastOutage, service_id=service, occurred_on=day, lasted=lasted, harm=harm)
    assert bearings(session, service, 7) == (
        Bearing("Outage of 1 Feb 2026 lasted 50 min.", service, "outage", date(2026, 2, 1)),
        Bearing("Outage of 1 Mar 2025 lasted 9 h. Night shift by paper.", service, "outage", date(2025, 3, 1)),
    )


def test_an_outage_of_unknown_length_does_not_count_as_none(session: Document, service: bytes) -> None:
    entities.add(session, m.PastOutage, service_id=service)
    assert told(session, service, 7) == ["Outage of an unknown day, length not known."]


@pytest.mark.parametrize(
    ("title", "note", "touches"),
    [
        ("Order intake stopped", None, True),
        ("Slow morning", "The order portal answered late", True),
        ("Reorder intakes", None, False),
        ("Coffee machine broke", None, False),
    ],
)
def test_an_incident_touches_what_it_names_in_whole_words(
    session: Document, service: bytes, title: str, note: str | None, touches: bool
) -> None:
    component(session, service, "Order portal")
    key = incident(session, title, note=note, occurred_on=date(2026, 2, 1), lasted="5h")
    found = bearings(session, service, 32)
    assert [(one.source, one.kind, one.on) for one in found] == (
        [(key, "incident", date(2026, 2, 1))] if touches else []
    )
    if touches:
        assert found[0].text.startswith(f"Incident “{title}”, 1 Feb 2026, lasted 5 h.")


def test_what_stands_in_brackets_behind_a_name_is_a_name_too(session: Document, person: bytes) -> None:
    ledger = entities.add(session, m.Service, name="Finance and stock ledger (ERP)")
    incident(session, "ERP interface stopped")
    assert told(session, ledger, 7) == ["Incident “ERP interface stopped”, an unknown day."]


def test_an_incident_on_the_day_of_a_known_outage_touches_the_service(session: Document, service: bytes) -> None:
    entities.add(session, m.PastOutage, service_id=service, occurred_on=date(2026, 2, 1), lasted="5h")
    incident(session, "Carrier cut", occurred_on=date(2026, 2, 1), lasted="5h")
    incident(session, "Alarm storm", occurred_on=date(2026, 2, 2), lasted="5h")
    assert told(session, service, 8, "incident") == ["Incident “Carrier cut”, 1 Feb 2026, lasted 5 h."]


def test_an_invoked_plan_ties_an_incident_only_to_the_one_service_it_recovers(
    session: Document, service: bytes
) -> None:
    plan = entities.add(session, m.Plan, title="Orders")
    entities.add(session, m.PlanService, plan_id=plan, service_id=service)
    incident(session, "Fire drill gone wrong", plan_id=plan)
    assert len(told(session, service, 7)) == 1
    entities.add(session, m.PlanService, plan_id=plan, service_id=entities.add(session, m.Service, name="Other"))
    assert told(session, service, 7) == []


def test_what_the_review_of_an_incident_found_stands_behind_it(session: Document, service: bytes) -> None:
    key = incident(session, "Order intake stopped", note="Not this")
    entities.add(session, m.IncidentGap, incident_id=key, text="No hunt list")
    assert told(session, service, 12) == ["Incident “Order intake stopped”, an unknown day. No hunt list."]


def test_an_open_problem_below_bears_on_what_has_no_substitute(session: Document, service: bytes) -> None:
    host = component(session, service, "Host")
    array = entities.add(session, m.Component, name="Array")
    entities.add(session, m.Dependency, source_id=host, target_id=array, hard=True)
    for title, state in (("Array fails", "open"), ("Old", "closed")):
        entities.add(session, m.Problem, title=title, node_id=array, incidents=3, state=state)
    assert told(session, service, 26) == ["Known problem “Array fails”: 3 incidents in 12 months, still open."]


# --- what was measured, promised and could be lost ---


def exercise(document: Document, service: bytes, kind: str, day: date, **result: object) -> bytes:
    key = entities.add(document, m.Exercise, title=f"Test {day:%B}", type=kind, state="completed", completed_on=day)
    entities.add(document, m.ServiceResult, exercise_id=key, service_id=service, **result)
    return key


def test_the_last_measured_time_comes_before_a_younger_tabletop(session: Document, service: bytes) -> None:
    measured = {"outcome": "measured", "target_rto": 8 * HOUR, "rta": 680, "rpa": 22}
    exercise(session, service, "failover", date(2026, 5, 1), **measured)
    exercise(session, service, "failover", date(2026, 7, 1), **measured)
    exercise(session, service, "tabletop", date(2026, 8, 1), outcome="discussed")
    assert told(session, service, 14) == [
        "Last failover, “Test July”, 1 Jul 2026: back after 11 h 20 (RTO 8 h on that day), 22 min of data lost.",
        "Last tabletop, “Test August”, 1 Aug 2026: talked through, nothing was measured.",
    ]
    assert len(told(session, service, 18)) == 1


def test_a_planned_test_has_no_result_yet(session: Document, service: bytes) -> None:
    key = exercise(session, service, "failover", date(2026, 5, 1), outcome="not measured")
    entities.set_field(session, m.Exercise, key, "state", "planned")
    assert told(session, service, 14) == []


def test_the_worst_backup_below_bears_on_the_rpo_and_alike_ones_are_told_together(
    session: Document, service: bytes
) -> None:
    backed = {
        "backup_interval": "10m",
        "backup_run": "2m",
        "backup_copy_lag": "3m",
        "restore_tested_on": date(2026, 7, 1),
    }
    component(session, service, "Node 1", **backed)
    component(session, service, "Node 2", **backed)
    component(session, service, "Planner", backup_interval="24h", backup_run="1h", backup_copy_lag="4h")
    component(session, service, "Tapes", backup_interval="1w", status="retired")
    component(session, service, "Switch")
    assert told(session, service, 20) == [
        "The backup of Planner can lose 29 h at worst; restore never tried.",
        "The backup of Node 1, Node 2 can lose 15 min at worst; restore tried 1 Jul 2026.",
    ]


def test_backups_of_a_service_that_it_needs_are_not_its_own(session: Document, service: bytes) -> None:
    other = entities.add(session, m.Service, name="Ledger")
    entities.add(session, m.Dependency, source_id=service, target_id=other, hard=True)
    component(session, other, "Planner", backup_interval="24h")
    assert told(session, service, 18) == []


def test_suppliers_stand_with_what_they_promise_and_what_proves_it(session: Document, service: bytes) -> None:
    key = entities.add(session, m.Supplier, name="Wagefern", contract_rto="48h", evidence="certificate",
                       evidence_on=date(2026, 4, 18))  # fmt: skip
    entities.add(session, m.Dependency, source_id=service, target_id=key, hard=True)
    words = "Wagefern promises: back after 2 d (certificate of 18 Apr 2026; never tested together)."
    assert bearings(session, service, 27) == (Bearing(words, key, "supplier"),)


def test_a_supplier_without_a_promise_says_so(session: Document, service: bytes) -> None:
    key = entities.add(session, m.Supplier, name="Wagefern")
    entities.add(session, m.Dependency, source_id=service, target_id=key, hard=True)
    assert told(session, service, 27) == [
        "Wagefern promises: no time (nothing on record; never tested together)."
    ]  # fmt: skip


def test_the_chosen_strategy_bears_on_the_rto_rejected_ones_do_not(session: Document, service: bytes) -> None:
    for name, state in (("Warm standby", "chosen"), ("Rebuild", "rejected")):
        entities.add(session, m.Strategy, service_id=service, name=name, state=state, rtc="3h", capacity_pct=70)
    assert told(session, service, 14) == [
        "The chosen strategy “Warm standby” claims: back after 3 h, 70 % of the volume."
    ]  # fmt: skip


# --- what was signed, owed and changed ---


def test_the_last_signature_tells_what_changed_since(session: Document, service: bytes, person: bytes) -> None:
    entities.set_fields(session, m.Service, service, {"rto": "4h", "mtpd": "8h", "rpo": "1h", "mbco_pct": 60})
    interviews.open_interview(session, service)
    interviews.approve_bia(session, service, person)
    assert told(session, service, 35) == [
        "Grace Okonjo-Hale approved it on 15 Sep 2026; nothing has changed since."
    ]  # fmt: skip
    assert told(session, service, 14) == ["RTO 4 h was approved by Grace Okonjo-Hale on 15 Sep 2026."]
    interviews.set_target(session, service, "rto", "2h")
    assert told(session, service, 35) == ["Grace Okonjo-Hale approved it on 15 Sep 2026. Changed since: RTO."]
    assert told(session, service, 14) == ["RTO 4 h was approved by Grace Okonjo-Hale on 15 Sep 2026."]


def test_obligations_bear_on_the_mtpd_the_most_urgent_first(session: Document, service: bytes) -> None:
    for name, within in (("Framework contract", "24h"), ("Licence", "4h"), ("Custom", None)):
        entities.add(session, m.Obligation, service_id=service, name=name, within=within)
    assert told(session, service, 13) == ["Licence: within 4 h.", "Framework contract: within 24 h.", "Custom."]


def test_changes_below_bear_on_what_changes_within_a_year(session: Document, service: bytes) -> None:
    host = component(session, service, "Host")
    key = entities.add(session, m.Change, title="Upgrade", changed_on=date(2026, 7, 1))
    entities.add(session, m.ChangedNode, change_id=key, node_id=host)
    entities.add(session, m.Change, title="Elsewhere", changed_on=date(2026, 7, 1))
    assert bearings(session, service, 33) == (
        Bearing("Change “Upgrade” of 1 Jul 2026 touched what it stands on.", key, "change", date(2026, 7, 1)),
    )


def test_what_a_deputy_answered_comes_first(session: Document, service: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    entities.add(session, m.PastOutage, service_id=service, lasted="5h")
    monkeypatch.setattr(
        "app.questionnaires.said_before", lambda _document, _service, question: (f"Said to {question}",)
    )
    assert [one.kind for one in bearings(session, service, 7)] == ["deputy", "outage"]
    assert told(session, service, 7)[0] == "Said to 7"


# --- what is never told ---


def test_no_target_of_another_service_stands_beside_any_question(sample: Document) -> None:
    names = {row.name for row in sample.all(m.Service)}
    for row in sample.all(m.Service):
        for question in range(1, 36):
            text = " ".join(one.text for one in bearings(sample, row.id, question))
            assert not [name for name in names - {row.name} if name in text], (row.name, question)


def test_every_fact_of_the_sample_leads_to_something_that_is_there(sample: Document) -> None:
    kinds = set()
    for row in sample.all(m.Service):
        for question in range(1, 36):
            found = bearings(sample, row.id, question)
            assert len(found) <= br.MOST
            assert len(set(found)) == len(found)
            kinds |= {one.kind for one in found}
            assert all(sample.get(m.Entity, one.source) is not None for one in found if one.source is not None)
    assert kinds == {"outage", "incident", "problem", "exercise", "backup", "supplier", "approval", "strategy",
                     "obligation", "change"}  # fmt: skip


def test_nothing_bears_on_a_service_that_is_gone(session: Document, service: bytes) -> None:
    entities.delete(session, service)
    assert bearings(session, service, 7) == ()
