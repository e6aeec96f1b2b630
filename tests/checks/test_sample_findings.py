"""The sample session shows exactly the flaws that the tour leads through, and what they bring along."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from app.checks import Finding, Severity, blocking_bia, blocking_plan, check, open_findings
from app.document import Document
from app.entities import add, set_field
from app.facts import Facts
from app.facts.rows import Entity
from app.i18n import UserError
from app.interviews import approve_bia
from app.metrics import metrics
from app.model import PlanRole, Service, Waiver
from app.planning.parts import blocking
from app.planning.reading import read_plan

ERRORS = """
    D01 SVC-003 SVC-007 | B07 SVC-008 | D03 SVC-003 CMP-13 | R01 SVC-010 CMP-28 | P05 PLN-001 P-08 | D06 PLN-002 CMP-30
    X02 TST-01 SVC-007 | V01 SUP-003 SVC-008 | S02 SVC-007 | P01 SVC-008 | P02 PLN-003 | P03 PLN-003 | X01 SVC-008
"""
WARNINGS = """
    A01 A-03 | A01 A-10 | A02 INC-002 | B06 SVC-014 | B08 SVC-013 | B08 SVC-014 | D02 SVC-003 SVC-007 | K02 R-011
    K05 R-014 | P02 PLN-003 | P06 P-05 | P06 P-17 | P09 PLN-002 CHG-003 | P10 PLN-002 | R02 SVC-001 | R02 SVC-010
    R03 SVC-010 CMP-28 | S04 SVC-006 | V02 SUP-007 | V03 SUP-003 | X04 TST-05
"""
NOTES = "D07 CMP-17 | P11 PLN-002 P-04"

#: The eight deliberate flaws, as a person reads them.
SENTENCES = {
    "D01": "Order intake must be back in 4 h but needs Finance and stock ledger (ERP), which returns in 8 h.",
    "B07": "In Pay run (24th–26th of each month) 8 h is the limit; the RTO of Payroll is 24 h.",
    "D03": "Order database node 1 and Order database node 2 both stand on Storage array Brenholt, which alone can stop "
    "Order intake.",
    "R01": "Backup every 24 h can lose 29 h; RPO is 4 h (the strategy also claims 4 h).",
    "P05": "Leila Achterveld left 38 days ago and is still backup of the warehouse lead in From order to delivery.",
    "D06": "Step 6 of Core IT recovery uses Tape library, which was retired 120 days ago.",
    "X02": "Finance and stock ledger (ERP) missed its RTO 75 days ago (11 h 20 of 8 h); a retest was due 15 days ago.",
    "V01": "Wagefern promises 48 h; Payroll needs 24 h.",
}


def listed(text: str) -> Counter[str]:
    return Counter(" ".join(part.split()) for line in text.strip().splitlines() for part in line.split("|"))


def told(found: list[Finding], severity: Severity) -> Counter[str]:
    return Counter(
        " ".join(part for part in (one.rule, one.subject_ref, one.node_ref) if part)
        for one in found
        if one.severity is severity
    )


def key_of(document: Document, ref: str) -> bytes:
    return next(row.key for row in Facts.read(document).rows(Entity) if row.ref == ref)


def test_the_findings_are_exactly_the_listed_ones(sample: Document) -> None:
    found = check(sample)
    still_open = open_findings(found)
    assert told(still_open, Severity.ERROR) == listed(ERRORS)
    assert told(still_open, Severity.WARNING) == listed(WARNINGS)
    assert told(still_open, Severity.INFORMATION) == listed(NOTES)
    assert len(found) == len(still_open) + 1


def test_the_accepted_route_planner_counts_as_waived(sample: Document) -> None:
    [waived] = [finding for finding in check(sample) if finding.waived]
    assert (waived.rule, waived.subject_ref, waived.node_ref) == ("D03", "SVC-010", "CMP-28")
    assert waived.waived_by == "Ingrid Vassmoor"


def test_the_eight_flaws_read_well(sample: Document) -> None:
    said = {finding.rule: finding.message for finding in open_findings(check(sample)) if finding.rule in SENTENCES}
    assert said == SENTENCES


def test_errors_come_first_and_in_the_order_of_the_rules(sample: Document) -> None:
    found = check(sample)
    assert [one.severity.rank for one in found] == sorted(one.severity.rank for one in found)
    assert [one.rule for one in found[:3]] == ["B07", "D01", "D03"]


def test_what_blocks_the_approval_of_payroll(sample: Document) -> None:
    assert [one.rule for one in blocking_bia(sample, key_of(sample, "SVC-008"))] == ["B07"]
    assert blocking_bia(sample, key_of(sample, "SVC-003")) == []


def test_what_blocks_the_approval_of_each_plan(sample: Document) -> None:
    blocked = {ref: [one.rule for one in blocking_plan(sample, key_of(sample, ref))] for ref in ("PLN-001", "PLN-002")}
    assert blocked == {"PLN-001": ["P05"], "PLN-002": ["D06"]}
    blockers = blocking_plan(sample, key_of(sample, "PLN-003"))
    assert [(one.rule, one.severity) for one in blockers] == [("P02", Severity.ERROR), ("P03", Severity.ERROR)]


def test_a_service_never_interviewed_cannot_be_approved_without_its_targets(sample: Document) -> None:
    key = add(sample, Service, name="Parking", rto=60)
    assert [one.rule for one in check(sample) if one.subject == key] == []
    assert [one.message for one in blocking_bia(sample, key)] == ["Parking lacks MTPD, RPO and MBCO."]


def test_a_bia_without_any_target_cannot_be_approved_either(sample: Document) -> None:
    key = add(sample, Service, name="Parking")
    assert [one.message for one in blocking_bia(sample, key)] == ["Parking lacks MTPD, RTO, RPO and MBCO."]


def test_a_waiver_holds_until_its_last_day_and_unblocks_until_then(sample: Document) -> None:
    payroll, ann = key_of(sample, "SVC-008"), key_of(sample, "P-01")
    today = sample.today()
    waiver = add(
        sample, Waiver, rule="B07", subject_id=payroll, reason="New provider in spring", person_id=ann,
        granted_on=today, expires_on=today,
    )  # fmt: skip
    assert blocking_bia(sample, payroll) == []
    sample.clock = lambda: datetime(2026, 9, 16, 12, tzinfo=UTC)
    assert [one.rule for one in blocking_bia(sample, payroll)] == ["B07"]
    set_field(sample, Waiver, waiver, "expires_on", "2026-12-31")
    assert blocking_bia(sample, payroll) == []


def test_a_waiver_covers_only_its_own_node(sample: Document) -> None:
    order, ann = key_of(sample, "SVC-003"), key_of(sample, "P-01")
    day = sample.today()
    add(sample, Waiver, rule="D03", subject_id=order, reason="All", person_id=ann, granted_on=day, expires_on=day)
    assert [one.waived for one in check(sample, ["D03"])] == [False, True]


def test_mending_a_flaw_removes_its_finding(sample: Document) -> None:
    leila, oystein = key_of(sample, "P-08"), key_of(sample, "P-09")
    [role] = sample.all(PlanRole, PlanRole.backup_id == leila)
    set_field(sample, PlanRole, role.id, "backup_id", oystein)
    assert check(sample, ["P05"]) == []


def test_the_figures_are_exactly_those_of_the_sample(sample: Document) -> None:
    figures = metrics(sample)

    def shown(id: str) -> tuple[str, str]:  # noqa: A002
        one = figures.figure(id)
        return one.text, one.fraction

    assert shown("plan-coverage") == ("90 %", "9 of 10")
    assert shown("test-completion") == ("87 %", "7 of 8")
    assert (shown("plan-currency"), shown("effective-currency")) == (("100 %", "2 of 2"), ("50 %", "1 of 2"))
    assert (shown("rto-achievement"), shown("rpo-achievement")) == (("80 %", "4 of 5"), ("100 %", "4 of 4"))
    assert shown("incident-findings") == ("50 %", "1 of 2")
    assert shown("actions-overdue") == ("16 %", "2 of 12")
    assert (shown("top-tiers"), shown("critical")[0]) == (("38 %", "5 of 13"), "10")
    assert [shown(f"band-{band}")[0] for band in ("extreme", "high", "moderate", "low")] == ["1", "9", "6", "0"]
    assert shown("open-errors")[0] == "13"


def test_what_the_figures_list_apart(sample: Document) -> None:
    figures, refs = metrics(sample), {row.key: row.ref for row in Facts.read(sample).rows(Entity)}

    def apart(id: str, name: str) -> list[str | None]:  # noqa: A002
        return [refs[key] for key in figures.figure(id).lists[name]]

    assert apart("test-completion", "late") == ["TST-02"]
    assert apart("test-completion", "missing") == ["TST-05"]
    assert apart("rto-achievement", "unmeasured") == ["SVC-001"]
    assert apart("rto-achievement", "missed") == ["SVC-007"]
    assert apart("incident-findings", "unreviewed") == ["INC-002"]
    assert len(figures.figure("incident-findings").lists["incidents"]) == 3


def test_the_verbs_that_approve_refuse_what_the_rules_block(sample: Document) -> None:
    held_up = []
    for row in Facts.read(sample).rows(Entity):
        if row.kind == "plan":
            refused = {one.rule for one in blocking(read_plan(sample, row.key))}
            assert refused == {one.rule for one in blocking_plan(sample, row.key)}
        if row.kind == "service" and (found := blocking_bia(sample, row.key)):
            held_up.append(row.ref)
            with pytest.raises(UserError) as refusal:
                approve_bia(sample, row.key, key_of(sample, "P-01"))
            assert all(one.message in str(refusal.value) for one in found)
    assert sorted(held_up) == ["SVC-008", "SVC-014"]


def test_every_finding_has_an_identity_of_its_own(sample: Document) -> None:
    found = check(sample)
    assert len({one.identity for one in found}) == len(found)
    parts = [one for one in found if one.rule == "P02"]
    assert [(one.severity, one.place) for one in parts] == [(Severity.ERROR, 0), (Severity.WARNING, 1)]
