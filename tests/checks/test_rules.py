"""Every rule speaks when it should, in the sentence it should, and is silent otherwise."""

from __future__ import annotations

import string

import pytest
from rule_cases import CASES, Case
from small_sessions import critical, facts, found

from app.checks import Blocks, Severity, check_facts, rules
from app.facts.rows import Service

COUNTS = {"B": 10, "D": 7, "R": 3, "S": 6, "P": 11, "X": 5, "V": 3, "K": 7, "A": 2, "G": 2}
IDS = [f"{letter}{number:02}" for letter, count in COUNTS.items() for number in range(1, count + 1)]
WARNINGS = {"B02", "B05", "B06", "B08", "B10", "D02", "D05", "R02", "R03", "S04", "S05", "S06", "P06", "P08", "P09"}
WARNINGS |= {"P10", "X03", "X04", "X05", "V02", "V03", "K02", "K03", "K04", "K05", "K07", "A01", "A02", "G01", "G02"}
NOTES = {"D07", "P11", "K06"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule} {case.why}")
def test_rule(case: Case) -> None:
    assert [finding.message for finding in found(case.rule, *case.rows)] == ([case.says] if case.says else [])


def test_all_rules_of_the_domain_are_there_in_its_order() -> None:
    assert [rule.id for rule in rules()] == IDS


def test_severities_are_those_of_the_domain() -> None:
    assert {rule.id for rule in rules() if rule.severity is Severity.WARNING} == WARNINGS
    assert {rule.id for rule in rules() if rule.severity is Severity.INFORMATION} == NOTES
    assert {rule.id for rule in rules() if rule.severity is Severity.ERROR} == set(IDS) - WARNINGS - NOTES


def test_what_rules_block() -> None:
    assert {rule.id for rule in rules() if rule.blocks is Blocks.BIA} == {"B01", "B03", "B04", "B07"}
    assert {rule.id for rule in rules() if rule.blocks is Blocks.PLAN} == {"P02", "P03", "P04", "P05", "P07", "D06"}


def test_every_rule_has_a_case_that_fires_and_one_that_does_not() -> None:
    assert {case.rule for case in CASES if case.says} == set(IDS)
    assert {case.rule for case in CASES if not case.says} == set(IDS)


def test_no_sentence_is_left_with_a_gap() -> None:
    for case in CASES:
        for finding in found(case.rule, *case.rows):
            gaps = {name for _, name, _, _ in string.Formatter().parse(finding.text) if name}
            assert gaps <= {name for name, _ in finding.values}
            assert "{" not in finding.message


def test_twenty_services_just_pasted_have_no_findings() -> None:
    pasted = [Service(f"service {n}".encode(), f"Service {n}") for n in range(20)]
    assert check_facts(facts(*pasted)) == []


def test_pasted_services_with_all_their_targets_have_none_either() -> None:
    assert check_facts(facts(*(critical(f"Service {n}", owner_id=None) for n in range(20)))) == []


def test_only_the_error_of_empty_parts_blocks_a_plan() -> None:
    rows = next(case.rows for case in CASES if case.rule == "P02" and "Checking the data" in (case.says or ""))
    assert [(one.severity, one.blocks) for one in found("P02", *rows)] == [(Severity.WARNING, Blocks.NOTHING)]
