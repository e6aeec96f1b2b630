"""Dependencies and risks: ends, sides, alternatives; services, threats, levels; our own register on its way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from import_desk import ALL, FILES, Day, Importer

from app import entities, imports
from app import model as m
from app.document import Document
from app.imports import Options, State
from app.sample import build_sample
from exporters.registry import export

Written = Callable[..., Path]


@pytest.fixture
def sample(tmp_path: Path, day: Day) -> Iterator[Document]:
    with build_sample(tmp_path / "sample.foreshock", clock=day) as document:
        yield document


def add_services(document: Document, *names: str) -> dict[str, bytes]:
    return {name: entities.add(document, m.Service, name=name) for name in names}


# --- dependencies ---


def test_ends_are_found_among_all_nodes_by_reference_or_name(document: Document, written: Written) -> None:
    keys = add_services(document, "Orders", "Network")
    keys["Ann"] = entities.add(document, m.Person, name="Ann Lee")
    keys["Net"] = entities.add(document, m.Supplier, name="Lumenet")
    path = written("Service,Depends on,Hard\nSVC-001,Network,yes\nOrders,P-01,no\norders,SUP-001 Lumenet,hard\n")
    Importer(document)(path)
    found = {(row.source_id, row.target_id): row.hard for row in document.all(m.Dependency)}
    assert found == {
        (keys["Orders"], keys["Network"]): True,
        (keys["Orders"], keys["Ann"]): False,
        (keys["Orders"], keys["Net"]): True,
    }


def test_unknown_ends_are_created_as_components_only_if_chosen(document: Document, written: Written) -> None:
    add_services(document, "Orders")
    path = written("Service,Depends on\nOrders,Shelf\n")
    (row,) = Importer(document).plan(path, Options()).rows
    assert row.state is State.SKIPPED
    assert row.reason == "“Shelf” is not in the session, and creating a component is not chosen."
    assert Importer(document)(path, ALL).new_by_kind == {"component": 1}


def test_a_changed_strength_and_group_are_shown_and_written(document: Document, written: Written) -> None:
    add_services(document, "Orders")
    importing = Importer(document)
    head = "Service,Depends on,Hard,Alternatives,Needed\n"
    importing(written(head + "Orders,A,yes,,\nOrders,B,yes,pair,1 of 2\nOrders,C,yes,pair,1 of 2\n"))
    edited = head + "Orders,A,no,,\nOrders,B,yes,pair,2 of 2\nOrders,C,yes,pair,2 of 2\n"
    plan = importing(written(edited))
    changes = [(c.field, c.before, c.after) for row in plan.rows for c in row.changes]
    assert changes[:2] == [("hard", "yes", "no"), ("group", "1 needed of pair", "2 needed of pair")]
    (group,) = document.all(m.DependencyGroup)
    assert (group.needed, group.label) == (2, "pair")
    assert not importing.plan(written(edited)).writes


def test_alternatives_without_a_name_are_counted_off_or_left_out(document: Document, written: Written) -> None:
    add_services(document, "Orders")
    importing = Importer(document)
    pairs = "".join(f"Orders,{name},1 of 2\n" for name in "ABCD")
    plan = importing(written(f"Service,Depends on,Needed\n{pairs}Orders,E,1\n"))
    names = {row.id: row.name for row in document.all(m.Component)}
    groups: dict[bytes | None, set[str]] = {}
    for row in document.all(m.Dependency):
        groups.setdefault(row.group_id, set()).add(names[row.target_id])
    assert groups.pop(None) == {"E"}
    assert sorted(map(sorted, groups.values())) == [["A", "B"], ["C", "D"]]
    assert plan.rows[-1].warnings[0].startswith("The alternatives have no name")


def test_a_decision_on_hard_or_soft_survives_the_next_export_of_a_cmdb(document: Document) -> None:
    importing = Importer(document)
    importing("servicenow_cmdb_rel_ci.csv")
    edge = document.all(m.Dependency)[0]
    entities.set_field(document, m.Dependency, edge.id, "hard", not edge.hard)
    assert not importing.plan("servicenow_cmdb_rel_ci.csv").writes


def test_exported_dependencies_of_the_sample_come_back_unchanged(sample: Document, written: Written) -> None:
    refs = {row.id: row.ref for row in sample.all(m.Entity)}
    groups = {row.id: row for row in sample.all(m.DependencyGroup)}
    lines = ["Service,Depends on,Hard,Alternatives,Needed"]
    for row in sample.all(m.Dependency):
        group = groups.get(row.group_id)
        told = (group.label or "" if group else "", str(group.needed) if group else "")
        hard = "hard" if row.hard else "soft"
        lines.append(f"{refs[row.source_id]},{refs[row.target_id]},{hard},{told[0]},{told[1]}")
    plan = Importer(sample).plan(written("\n".join(lines) + "\n"))
    assert not plan.writes, [row.changes for row in plan.rows if row.changes]


# --- risks ---


def test_risks_find_services_threats_levels_and_owners(sample: Document) -> None:
    plan = Importer(sample)("risks.csv")
    assert plan.counts.new == 3
    risks = {row.event: row for row in sample.all(m.Risk)}
    threats = {row.id: row.code for row in sample.all(m.Threat)}
    storage = risks["Storage array fails"]
    assert (storage.current_likelihood, storage.current_impact) == (3, 4)
    assert (storage.target_likelihood, storage.target_impact, storage.treatment) == (2, 3, "reduce")
    assert (storage.status, threats[storage.threat_id]) == ("in hand", "T15")
    names = {row.id: row.name for row in sample.all(m.Service)}
    linked = sample.all(m.RiskService, m.RiskService.risk_id == storage.id, order_by=m.RiskService.position)
    assert [names[row.service_id] for row in linked] == ["Order intake", "Payroll"]
    meteor = next(row for row in plan.rows if row.label == "Meteor")
    assert [warning.partition(":")[0] for warning in meteor.warnings] == ["Threat", "Likelihood", "Target date"]
    assert not Importer(sample).plan("risks.csv").writes


def test_services_of_a_risk_are_added_never_taken_away(sample: Document, written: Written) -> None:
    importing = Importer(sample)
    importing(written("Risk,Services\nFlood,Payroll\n"))
    (row,) = importing(written('Risk,Services\nFlood,"Order intake, Purchasing"\n')).rows
    (change,) = row.changes
    assert (change.before, change.after) == ("Payroll", "Payroll, Order intake, Purchasing")


# --- our own register ---


@pytest.fixture
def register(sample: Document, tmp_path: Path) -> Path:
    path = tmp_path / "register.xlsx"
    export(sample, "risk-register", path)
    return path


def cell_of(page: Any, ref: str, heading: str) -> Any:
    headings = {cell.value: cell.column for cell in page[3]}
    row = next(cell.row for cell in page["A"] if cell.value == ref)
    return page.cell(row, headings[heading])


def changed(path: Path, change: Callable[[Any], None]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book["Register"])
    book.save(path)
    return path


def test_the_register_that_comes_back_untouched_changes_nothing(sample: Document, register: Path) -> None:
    table = imports.read_table(register)
    suggested = imports.suggest(table, sample)
    assert (table.sheet, suggested.kind, suggested.style, suggested.source_system) == (
        "Register", "risks", "register", "",
    )  # fmt: skip
    assert set(table.identities) >= {"R-001", "R-016"}
    plan = Importer(sample).plan(register)
    assert plan.counts.unchanged == len(sample.all(m.Risk)), [row.changes for row in plan.rows if row.changes]
    assert not plan.writes
    assert plan.counts.warned == 0, [row.warnings for row in plan.rows if row.warnings]


def test_even_without_the_way_back_the_register_changes_nothing(sample: Document, register: Path) -> None:
    book = openpyxl.load_workbook(register)
    del book["_foreshock"]
    book.save(register)
    plan = Importer(sample).plan(register)
    assert plan.kind == "risks"
    assert not plan.writes, [(row.label, row.changes) for row in plan.rows if row.changes]


def test_what_a_reader_changed_in_the_register_comes_back(sample: Document, register: Path) -> None:
    def edit(page: Any) -> None:
        cell_of(page, "R-002", "L").value = 2
        cell_of(page, "R-003", "Risk owner").value = "Kenji Morisawa-Lund"
        cell_of(page, "R-003", "Cause").value = "The generator holds eight hours.\nFuel comes by road."
        page.cell(page.max_row + 1, 2, "A new risk, typed below")

    plan = Importer(sample)(changed(register, edit))
    told = {row.label.partition(" ")[0]: [c.field for c in row.changes] for row in plan.rows if row.changes}
    assert told == {"R-002": ["current_likelihood"], "R-003": ["cause", "owner"], "A": ["event"]}
    risks = {row.event: row for row in sample.all(m.Risk)}
    assert "A new risk, typed below" in risks
    refs = {row.id: row.ref for row in sample.all(m.Entity)}
    by_ref = {refs[row.id]: row for row in risks.values()}
    assert by_ref["R-002"].current_likelihood == 2
    assert by_ref["R-003"].cause == "The generator holds eight hours.\nFuel comes by road."


def test_what_was_changed_here_meanwhile_is_not_turned_back(sample: Document, register: Path) -> None:
    refs = {row.ref: row.id for row in sample.all(m.Entity)}
    entities.set_field(sample, m.Risk, refs["R-002"], "current_likelihood", 5)
    plan = Importer(sample)(changed(register, lambda page: setattr(cell_of(page, "R-002", "I"), "value", 5)))
    (row,) = [row for row in plan.rows if row.changes]
    assert [change.field for change in row.changes] == ["current_impact"]
    kept = sample.get(m.Risk, refs["R-002"])
    assert kept is not None
    assert (kept.current_likelihood, kept.current_impact) == (5, 5)


def test_a_changed_action_in_the_register_is_told_because_it_is_not_imported(sample: Document, register: Path) -> None:
    plan = Importer(sample).plan(
        changed(register, lambda page: setattr(cell_of(page, "R-001", "Action owner"), "value", "Somebody Else"))
    )
    (row,) = [row for row in plan.rows if row.warnings]
    assert row.warnings == (
        "Action owner: this cell was changed, but the column is not imported. Make the change in the session.",
    )


def test_the_register_of_another_session_brings_new_risks(document: Document, register: Path) -> None:
    entities.add(document, m.Risk, event="Something else under R-001")
    plan = Importer(document).plan(register)
    assert plan.counts.changed == 0
    assert plan.rows[0].state is State.NEW
    assert "not in this session" in plan.rows[0].warnings[0]
    assert FILES.is_dir()
