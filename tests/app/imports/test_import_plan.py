"""The preview says what each row does, and the session afterwards is exactly what the preview said."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from import_desk import ALL, FILES, Day, Importer

from app import entities, imports
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.imports import Options, State
from app.imports.names import person_name

Written = Callable[..., Path]


def only(plan: imports.ImportPlan) -> imports.PlannedRow:
    (row,) = plan.rows
    return row


def test_a_changed_export_shows_what_changes_from_what_to_what(importing: Importer, written: Written) -> None:
    text = (FILES / "netbox_devices_all.csv").read_text(encoding="utf-8")
    importing(written(text))
    edited = text.replace("brh-fw01,Active,Infrastructure,Brenholt", "brh-fw-a,Decommissioning,Infrastructure,Askeby")
    edited = edited.replace(",Core switch A,", ",,").replace("smo-tel-gw,Failed", "smo-tel-gw,Offline")
    plan = importing.plan(written(edited))
    (changed,) = [row for row in plan.rows if row.state is State.CHANGED]
    assert changed.label == "CMP-03 brh-fw-a"
    assert [(c.field, c.before, c.after) for c in changed.changes] == [
        ("name", "brh-fw01", "brh-fw-a"),
        ("site", "Brenholt", "Askeby"),
        ("status", "in use", "retired"),
        ("retired_on", "", "15 Sep 2026"),
    ]
    assert plan.counts.unchanged == 5
    assert [new.name for new in plan.new_references] == ["Askeby"]
    assert "Empty cells leave what the session has as it is." in plan.notes
    imports.apply(importing.document, plan)
    components = importing.named(m.Component)
    assert components["brh-core-sw01"].note == "Core switch A"
    assert components["brh-fw-a"].status == "retired"


def test_an_import_is_one_edit_with_a_name_that_undo_shows(importing: Importer, document: Document) -> None:
    importing("netbox_devices_all.csv")
    assert document.undo_label == "Import 6 components from netbox_devices_all.csv"
    assert len(document.history()) == 1
    assert sorted(row.ref for row in document.all(m.Entity, m.Entity.kind == "component"))[0] == "CMP-01"
    document.undo()
    assert not document.all(m.Entity)
    importing("netbox_devices_all.csv")
    refs = {row.ref for row in document.all(m.Entity, m.Entity.kind == "component")}
    assert refs.isdisjoint({"CMP-01"}), "a reference is never given out twice"


def test_on_a_later_day_unchanged_components_are_only_seen_again(
    importing: Importer, document: Document, day: Day
) -> None:
    importing("netbox_devices_all.csv")
    day.turn_to(date(2026, 9, 20))
    plan = importing("netbox_devices_all.csv")
    assert (plan.counts.unchanged, plan.counts.seen, plan.counts.changed) == (6, 6, 0)
    assert document.undo_label == "See 6 components again in netbox_devices_all.csv"
    rows = document.all(m.Component)
    assert {row.last_seen_on for row in rows} == {date(2026, 9, 20)}
    assert {row.imported_on for row in rows} == {date(2026, 9, 15)}
    assert not importing("netbox_devices_all.csv").writes


def test_components_that_left_the_file_are_told_and_left_alone(importing: Importer, written: Written) -> None:
    text = (FILES / "netbox_devices_all.csv").read_text(encoding="utf-8")
    importing(written(text))
    lines = text.splitlines(keepends=True)
    plan = importing.plan(written("".join(lines[:4])))
    assert plan.missing == ("CMP-04", "CMP-06"), "what is retired already is not missed"
    assert "2 components of NetBox are no longer in this file. Nothing was done with them." in plan.notes


def test_a_row_is_recognised_by_reference_then_id_then_mail_then_name(
    importing: Importer, document: Document, written: Written
) -> None:
    importing(written("Name,E-mail,Role\nAnn Lee,ann@x.example,Clerk\nBo Dahl,bo@x.example,Clerk\nCy Odd,,Clerk\n"))
    text = "ID,Name,E-mail,Role\nP-01,Anna Lee,,Head\n,Bodil Dahl,BO@x.example,Head\n,cy  ODD,,Head\n,New One,,Head\n"
    plan = importing(written(text))
    assert [row.state for row in plan.rows] == ["changed", "changed", "changed", "new"]
    assert {row.name for row in document.all(m.Person)} == {"Anna Lee", "Bodil Dahl", "cy ODD", "New One"}


def test_an_id_of_the_same_system_parts_things_of_equal_name(importing: Importer, written: Written) -> None:
    head = "sys_id,name,sys_class_name,operational_status\n"
    importing(written(head + "a1,db,Server,Operational\n"))
    plan = importing(written(head + "a1,db,Server,Operational\nb2,db,Server,Operational\n"))
    assert [row.state for row in plan.rows] == ["unchanged", "new"]
    assert not importing.plan(written(head + "b2,db,Server,Operational\na1,db,Server,Operational\n")).writes


def test_a_component_that_was_typed_is_adopted_by_the_import_of_its_name(
    importing: Importer, document: Document, written: Written
) -> None:
    entities.add(document, m.Component, name="brh-fw01", kind="Firewall", note="typed")
    plan = importing("netbox_devices_all.csv")
    row = next(row for row in plan.rows if row.label.endswith("brh-fw01"))
    assert row.state is State.CHANGED
    assert {"external_id", "source_system", "site"} <= {change.field for change in row.changes}
    adopted = importing.named(m.Component)["brh-fw01"]
    assert (adopted.external_id, adopted.note, adopted.imported_on) == ("1043", "typed", None)


def test_a_name_that_two_rows_of_the_session_bear_skips_the_row(
    importing: Importer, document: Document, written: Written
) -> None:
    for _ in range(2):
        entities.add(document, m.Component, name="twin")
    row = only(importing.plan(written("Component,Kind\ntwin,server\n")))
    assert row.state is State.SKIPPED
    assert row.reason == (
        "2 entries of the session are called “twin”. Add their reference or id to tell which is meant."
    )
    assert only(importing.plan(written("ID,Component,Kind\nCMP-02,twin,server\n"))).state is State.CHANGED


def test_a_row_that_repeats_an_earlier_one_is_skipped(importing: Importer, written: Written) -> None:
    plan = importing.plan(written("Service,RTO\nPayroll,4h\nOrders,2h\npayroll,8h\n"))
    assert [row.state for row in plan.rows] == ["new", "new", "skipped"]
    assert plan.rows[2].reason == "It is the same as line 2."


def test_a_bad_cell_is_left_out_with_its_column_and_the_rest_of_the_row_counts(
    importing: Importer, written: Written
) -> None:
    plan = importing(written("Service,RTO,RPO,MBCO,Status\nPayroll,4 apples,-3h,600 %,asleep\n"))
    row = only(plan)
    assert row.state is State.NEW
    assert [warning.partition(":")[0] for warning in row.warnings] == ["RTO", "RPO", "MBCO", "Status"]
    assert row.warnings[0] == (
        "RTO: “4 apples” is not a duration. Write for example 4h, 90 min, 2d, 1w or 1 h 30. The cell was left out."
    )
    payroll = importing.named(m.Service)["Payroll"]
    assert (payroll.rto, payroll.rpo, payroll.mbco_pct, payroll.status) == (None, None, None, "in use")


@pytest.mark.parametrize("cell", ["", "-", "–", "n/a", "N/A", "NULL", "tbd", "unknown", "none"])
def test_cells_that_say_nothing_are_empty_and_name_nobody(importing: Importer, written: Written, cell: str) -> None:
    plan = importing.plan(written(f"Service,Owner,RTO\nPayroll,{cell},{cell}\n"))
    assert (only(plan).warnings, plan.new_references) == ((), ())
    assert [change.field for change in only(plan).changes] == ["name"]


def test_unknown_people_are_created_only_if_chosen(importing: Importer, document: Document, written: Written) -> None:
    path = written("Service,Owner,Department\nPayroll,Chidi Umenta,People\nOrders,chidi umenta,people\n")
    kept = importing.plan(path, Options(create_missing=frozenset({"department"})))
    assert [new.name for new in kept.new_references] == ["People"]
    assert kept.rows[0].warnings == (
        "Owner: “Chidi Umenta” is not in the session, and creating a person is not chosen. The cell was left out.",
    )
    plan = importing(path)
    assert plan.summary() == "2 new, 0 changed, 0 unchanged, 0 skipped; 1 new department; 1 new person"
    (person,) = document.all(m.Person)
    assert {row.owner_id for row in document.all(m.Service)} == {person.id}


def test_what_only_skipped_rows_name_is_not_created(importing: Importer, written: Written) -> None:
    plan = importing(written("Service,Owner\nPayroll,Ann Lee\nPayroll,Bo Dahl\n,Cy Odd\n"))
    assert [new.name for new in plan.new_references] == ["Ann Lee"]


def test_an_owner_of_an_ambiguous_name_is_left_out_with_the_way_to_tell(
    importing: Importer, document: Document, written: Written
) -> None:
    for _ in range(2):
        entities.add(document, m.Person, name="Ann Lee")
    row = only(importing.plan(written("Service,Owner\nPayroll,Ann Lee\n")))
    assert row.warnings == (
        "Owner: “Ann Lee” is the name of 2 entries. Write the reference instead, such as P-01. The cell was left out.",
    )
    assert not only(importing.plan(written("Service,Owner\nPayroll,P-02\n"))).warnings
    assert not only(importing.plan(written("Service,Owner\nPayroll,P-02 Ann Lee\n"))).warnings


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Müller, Jörg", "Jörg Müller"),
        ("Umenta, Chidi (cumenta)", "Chidi Umenta"),
        ("Chidi Umenta <c@x.example>", "Chidi Umenta"),
        ("O’Brien-Smith, Mary Ann", "Mary Ann O’Brien-Smith"),
        ("Smith, Jones & Partners", "Smith, Jones & Partners"),
        ("IT, 2nd level", "IT, 2nd level"),
    ],
)
def test_names_of_people_are_written_forwards(cell: str, name: str) -> None:
    assert person_name(cell) == name


def test_references_that_are_not_ours_are_told(importing: Importer, document: Document, written: Written) -> None:
    plan = importing(written("ID,Service,RTO\nSVC-099,Payroll,4h\n"))
    assert only(plan).warnings == ("SVC-099 is not in this session; the row gets a reference of its own.",)
    assert document.all(m.Entity, m.Entity.kind == "service")[0].ref == "SVC-001"
    assert entities.next_ref.__doc__, "references stay the session's own"


def test_an_id_column_with_foreign_numbers_is_the_id_elsewhere(importing: Importer, written: Written) -> None:
    table = imports.read_table(written("ID,Service,RTO\n4711,Payroll,4h\n"))
    assert imports.suggest(table).mapping["ID"] == "external_id"


# --- the mapping ---


def test_a_corrected_mapping_is_remembered_for_the_same_headings(
    importing: Importer, document: Document, written: Written
) -> None:
    table = imports.read_table(written("Service,Boss,Time\nPayroll,Ann Lee,4\n"))
    assert imports.suggest(table, document).mapping == {"Service": "name", "Boss": None, "Time": None}
    mapping = {"Service": "name", "Boss": "owner", "Time": "rto"}
    imports.apply(document, imports.plan_import(document, table, "services", mapping))
    other = imports.read_table(written("TIME,service,boss\n8,Orders,Bo Dahl\n", "other.csv"))
    again = imports.suggest(other, document)
    assert (again.kind, again.mapping) == ("services", {"TIME": "rto", "service": "name", "boss": "owner"})
    assert (again.remembered, again.confidence) == (True, 1.0)
    document.undo()
    assert not imports.suggest(other, document).remembered


@pytest.mark.parametrize(
    ("kind", "mapping", "sentence"),
    [
        ("elephants", {}, "Nothing is known of importing “elephants”"),
        ("services", {"Service": "trunk"}, "have no field “trunk”"),
        ("services", {"Tusk": "name"}, "has no column “Tusk”"),
        ("services", {"Service": "name", "Owner": "name"}, "Two columns are meant for Service"),
        ("services", {"Owner": "owner"}, "Choose which column holds: Service."),
        ("dependencies", {"Service": "source"}, "Choose which column holds: Depends on."),
    ],
)
def test_a_mapping_that_cannot_work_is_told(
    document: Document, written: Written, kind: str, mapping: dict[str, str | None], sentence: str
) -> None:
    table = imports.read_table(written("Service,Owner\nPayroll,Ann\n"))
    with pytest.raises(UserError, match=sentence):
        imports.plan_import(document, table, kind, mapping)


def test_a_plan_that_the_session_has_outrun_is_not_applied(
    importing: Importer, document: Document, written: Written
) -> None:
    plan = importing.plan(written("Service\nPayroll\n"))
    entities.add(document, m.Service, name="Payroll")
    with pytest.raises(UserError, match="Look at the preview again"):
        imports.apply(document, plan)
    assert len(document.all(m.Service)) == 1


def test_a_plan_made_on_a_snapshot_applies_to_the_session(document: Document, written: Written) -> None:
    table = imports.read_table(written("Service,Owner\nPayroll,Ann Lee\n"))
    with document.snapshot() as snapshot:
        plan = imports.plan_import(snapshot, table, "services", {"Service": "name", "Owner": "owner"})
    assert imports.apply(document, plan).created == {"person": 1}


def test_the_plan_can_be_printed_as_json(importing: Importer, written: Written) -> None:
    plan = importing.plan(written("Title,,\nService,RTO,Owner\nPayroll,4 apples,Ann Lee\n,1h,\n"))
    told = json.loads(json.dumps(plan.as_json()))
    assert told["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "skipped": 1, "seen": 0, "warned": 1}
    assert told["rows"][1] == {
        "line": 4, "state": "skipped", "label": "", "reason": "There is no name in column Service.",
    }  # fmt: skip
    assert told["new_references"] == [{"kind": "person", "name": "Ann Lee"}]
    assert told["notes"][0] == "One row above the headings was left out."


# --- text that nobody should trust ---

NASTY = [
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "+353 20 910",
    "<img src='file:///etc/passwd'>",
    "R&D <b>bold</b>",
    "{gap} %s {0}",
    "Robert'); DROP TABLE service;--",
    "../../etc/passwd",
    "🚑 Notfall 🧊",
    "خدمة الرواتب",
    "e\u0301tat",
]


@pytest.mark.parametrize("text", NASTY)
def test_text_of_a_file_stays_text(importing: Importer, written: Written, text: str) -> None:
    quoted = text.replace('"', '""')
    importing(written(f'Service,Owner,Note\n"{quoted}","{quoted}","{quoted}"\n'))
    (service,) = importing.document.all(m.Service)
    assert (service.name, service.note) == (text, text)
    (person,) = importing.document.all(m.Person)
    assert person.name == text
    assert not importing.plan(written(f'Service,Owner,Note\n"{quoted}","{quoted}","{quoted}"\n')).writes


def test_control_characters_are_removed_and_told(importing: Importer, written: Written) -> None:
    plan = importing(written("Service,Note\nPay\x07roll,one\x1btwo\n" + "Orders,plain words\n" * 20))
    assert "Payroll" in importing.named(m.Service)
    assert [warning.partition(":")[0] for warning in plan.rows[0].warnings] == ["Service", "Note"]


def test_a_name_of_100_kilobytes_skips_its_row_and_a_note_only_its_cell(importing: Importer, written: Written) -> None:
    long = "x" * 100_000
    plan = importing(written(f"Service,Note\n{long},a\nPayroll,{long}\n"))
    assert [row.state for row in plan.rows] == ["skipped", "new"]
    assert plan.rows[0].reason == "Service takes 500 characters at most; this text has 100000."
    assert plan.rows[1].warnings[0].startswith("Note: Note takes 20000 characters at most")
    assert len(plan.rows[0].label) <= 60


def test_a_new_name_that_is_too_long_is_left_out(importing: Importer, written: Written) -> None:
    plan = importing(written(f"Service,Owner\nPayroll,{'x' * 600}\n"))
    assert plan.rows[0].warnings[0].startswith("Owner: Name takes 500 characters at most")
    assert not plan.new_references


# --- size ---


def test_twelve_thousand_components_are_one_edit_of_a_few_seconds(
    importing: Importer, document: Document, written: Written
) -> None:
    rows = "".join(f"host-{n:05},Active,Site {n % 20},Server,Rack {n % 50},{n}\n" for n in range(12_000))
    path = written("Name,Status,Site,Role,Rack,ID\n" + rows)
    plan = importing.plan(path)
    began = time.monotonic()
    imports.apply(document, plan)
    assert time.monotonic() - began < 15, "measured: 1.4 s"
    assert len(document.all(m.Component)) == 12_000
    assert not importing.plan(path).writes
    document.undo()
    assert not document.all(m.Component)


def test_all_kinds_can_be_asked_for_and_named() -> None:
    assert list(imports.KINDS) == ["services", "components", "dependencies", "suppliers", "people", "risks"]
    for kind in imports.KINDS.values():
        assert kind.label
        for needed in kind.needs:
            assert set(needed) <= set(kind.targets)
    assert ALL.create_missing == set(imports.CREATABLE)
