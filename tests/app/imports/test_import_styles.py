"""The exports of each tool are recognised, mapped and imported as their people mean them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from import_desk import FILES, Importer

from app import imports
from app import model as m
from app.document import Document
from app.imports import synonyms
from app.imports.kinds import KINDS

#: file, kind, tool, source system, new rows, skipped rows
EXPORTS = [
    ("netbox_devices_all.csv", "components", "netbox", "NetBox", 6, 0),
    ("netbox_bulk_import.csv", "components", "netbox", "NetBox", 3, 0),
    ("servicenow_cmdb_ci_server.csv", "components", "servicenow", "ServiceNow", 5, 0),
    ("servicenow_cmdb_ci_service.csv", "services", "servicenow", "ServiceNow", 3, 0),
    ("servicenow_cmdb_rel_ci.csv", "dependencies", "servicenow", "ServiceNow", 6, 3),
    ("glpi_computers_en.csv", "components", "glpi", "GLPI", 4, 0),
    ("glpi_computers_fr.csv", "components", "glpi", "GLPI", 3, 0),
    ("itop_cis.csv", "components", "itop", "iTop", 4, 0),
    ("itop_persons.csv", "people", "itop", "iTop", 3, 0),
    ("itop_solution_to_ci.csv", "dependencies", "itop", "iTop", 2, 0),
    ("liste_deutsch_cp1252.csv", "services", "plain", "", 4, 1),
    ("suppliers.tsv", "suppliers", "plain", "", 3, 0),
    ("dependencies.csv", "dependencies", "plain", "", 7, 2),
    ("risks.csv", "risks", "plain", "", 3, 0),
]


@pytest.mark.parametrize(("name", "kind", "tool", "system", "new", "skipped"), EXPORTS, ids=[e[0] for e in EXPORTS])
def test_each_export_is_recognised_imported_undone_and_seen_again(
    document: Document, importing: Importer, name: str, kind: str, tool: str, system: str, new: int, skipped: int
) -> None:
    table = imports.read_table(FILES / name)
    suggested = imports.suggest(table, document)
    assert (suggested.kind, suggested.style, suggested.source_system) == (kind, tool, system)
    assert suggested.confidence > 0.85
    before = importing.dump()

    plan = importing(name)
    assert (plan.counts.new, plan.counts.skipped) == (new, skipped)
    after = importing.dump()
    assert len(document.all(KINDS[kind].model)) >= new

    version = document.version
    again = importing(name)
    assert not again.writes
    assert (again.counts.new, again.counts.changed, again.counts.unchanged) == (0, 0, new)
    assert (importing.dump(), document.version) == (after, version)

    document.undo()
    assert importing.dump() == before
    document.redo()
    assert importing.dump() == after


def values(row: Any, *columns: str) -> tuple[Any, ...]:
    return tuple(getattr(row, column) for column in columns)


def test_netbox_devices_keep_their_id_role_and_site(importing: Importer) -> None:
    importing("netbox_devices_all.csv")
    components = importing.named(m.Component)
    sites = {row.id: row.name for row in importing.document.all(m.Site)}
    switch = components["brh-core-sw01"]
    assert values(switch, "kind", "status", "external_id", "source_system", "note") == (
        "Network", "in use", "1041", "NetBox", "Core switch A",
    )  # fmt: skip
    assert sites[switch.site_id] == "Brenholt"
    assert values(switch, "imported_on", "last_seen_on") == (date(2026, 9, 15), date(2026, 9, 15))
    assert components["brh-esx03"].status == "planned"
    assert values(components["brh-tape01"], "status", "retired_on") == ("retired", date(2026, 9, 15))
    assert components["smo-tel-gw"].status == "in use"


def test_servicenow_classes_states_and_umlauts_in_windows_1252(importing: Importer) -> None:
    plan = importing("servicenow_cmdb_ci_server.csv")
    components = importing.named(m.Component)
    people = {row.id: row.name for row in importing.document.all(m.Person)}
    assert components["erp-db-01"].note == "ERP Primärknoten"
    assert [components[name].kind for name in ("erp-db-01", "wms-app-03")] == ["server", "application"]
    assert [components[name].status for name in ("file-srv-07", "old-mail-01", "wms-app-03")] == [
        "in use", "retired", "planned",
    ]  # fmt: skip
    assert people[components["erp-db-01"].owner_id] == "Priya Ramanuth"
    assert plan.new_by_kind == {"site": 3, "person": 1}


def test_servicenow_services_bring_targets_and_a_reason_for_their_tier(importing: Importer) -> None:
    importing("servicenow_cmdb_ci_service.csv")
    service = importing.named(m.Service)["Order intake"]
    assert values(service, "rto", "rpo", "tier_assigned", "source_system") == (240, 15, 1, "ServiceNow")
    assert service.tier_reason == "busines_criticality: 1 - most critical"
    assert importing.named(m.Service)["Customer newsletter"].status == "retired"


def edges(document: Document) -> dict[tuple[str, str], bool]:
    names = {row.id: row.name for model in (m.Service, m.Component) for row in document.all(model)}
    return {(names[row.source_id], names[row.target_id]): row.hard for row in document.all(m.Dependency)}


def test_the_type_of_a_servicenow_relation_says_which_side_depends(document: Document, importing: Importer) -> None:
    plan = importing("servicenow_cmdb_rel_ci.csv")
    assert edges(document) == {
        ("Order intake", "order-app"): True,
        ("order-app", "order-vm-1"): True,
        ("order-vm-1", "Host cluster Brenholt"): True,
        ("Host cluster Brenholt", "Rack R02"): True,
        ("Host cluster Brenholt", "Storage array Brenholt"): True,
        ("order-app", "EDI gateway"): False,
    }
    reasons = [row.reason for row in plan.rows if row.reason]
    assert ["which side" in reasons[0], "itself" in reasons[1], "Tickles" in reasons[2]] == [True] * 3


def test_glpi_reads_its_words_in_french(importing: Importer) -> None:
    importing("glpi_computers_fr.csv")
    components = importing.named(m.Component)
    assert {name: row.status for name, row in components.items()} == {
        "BRH-SRV-ETIQ": "in use", "BRH-BAIE-1": "planned", "BRH-BAIE-0": "retired",
    }  # fmt: skip
    assert components["BRH-SRV-ETIQ"].note == "Étiquettes des colis\nréfrigérés"
    assert components["BRH-BAIE-1"].kind == "storage"


def test_glpis_surname_first_is_the_person_that_the_session_knows(importing: Importer, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("Name,E-mail\nPriya Ramanuth,p@x.example\n", encoding="utf-8")
    importing(people)
    importing("glpi_computers_en.csv")
    owner = importing.named(m.Component)["BRH-SRV-ERP1"].owner_id
    assert owner == importing.named(m.Person)["Priya Ramanuth"].id


def test_itop_joins_first_and_last_names(importing: Importer) -> None:
    importing("itop_persons.csv")
    people = importing.named(m.Person)
    assert set(people) == {"Øystein Brekkhus", "Łucja Wrzesnik", "Leila Achterveld"}
    brekkhus = people["Øystein Brekkhus"]
    assert values(brekkhus, "phone", "second_phone") == ("+353 20 910 0109", "+353 20 910 0209")
    assert people["Leila Achterveld"].status == "left"


def test_a_german_list_with_units_in_its_headings(importing: Importer) -> None:
    plan = importing("liste_deutsch_cp1252.csv")
    services = importing.named(m.Service)
    columns = ("rto", "rpo", "mtpd", "mbco_pct")
    assert values(services["Auftragsannahme"], *columns) == (240, 15, 480, 60)
    assert values(services["Lohnabrechnung"], *columns) == (1440, 1440, 4320, 95)
    assert {row.name for row in importing.document.all(m.Person)} == {
        "Jörg Müller", "Änne Grüne", "Chidi Umenta", "Henrik Stålvind",
    }  # fmt: skip
    assert services["Kühlkettenüberwachung"].note == "Jeder Alarm\nerreicht einen Menschen"
    assert services["Schulungsnachweise"].rto is None
    (apples,) = [row for row in plan.rows if row.warnings]
    assert apples.warnings[0].startswith("RTO (Std.): “vier Äpfel” is not a duration.")
    (nameless,) = [row for row in plan.rows if row.state == "skipped"]
    assert (nameless.line, nameless.reason) == (10, "There is no name in column Dienst.")


def test_suppliers_may_name_each_other_and_dates_are_read_american_only_where_one_must_be(importing: Importer) -> None:
    importing("suppliers.tsv")
    suppliers = importing.named(m.Supplier)
    assert suppliers["Lumenet Carrier"].alternative_id == suppliers["Quillnet Fibre"].id
    assert suppliers["Quillnet Fibre"].alternative_id == suppliers["Lumenet Carrier"].id
    assert values(suppliers["Wagefern"], "contract_rto", "switch_time", "exit_plan", "evidence_on") == (
        2880, 28_800, False, date(2026, 4, 18),
    )  # fmt: skip
    assert suppliers["Quillnet Fibre"].evidence == "contract"


def test_alternatives_share_a_group_and_a_list_in_one_cell_becomes_several_rows(
    document: Document, importing: Importer
) -> None:
    importing("dependencies.csv")
    groups = {row.id: (row.label, row.needed) for row in document.all(m.DependencyGroup)}
    names = importing.named(m.Component)
    of_group = {
        name: groups.get(edge.group_id)
        for edge in document.all(m.Dependency)
        for name, row in names.items()
        if row.id == edge.target_id
    }
    assert of_group == {
        "Network and name service": None,
        "Order portal web A": ("portal", 1),
        "Order portal web B": ("portal", 1),
        "EDI gateway": None,
        "Order database node 1": ("database", 1),
        "Order database node 2": ("database", 1),
        "Nowhere Systems": None,
    }
    assert edges(document)["Order intake", "EDI gateway"] is False


def test_every_heading_and_word_in_the_styles_means_something_that_exists() -> None:
    for style in synonyms.styles():
        for kind, fields in style.headings.items():
            assert set(fields) <= set(KINDS[kind].targets), (style.id, kind)
        assert set(style.hints) <= set(KINDS), style.id
        assert {relation.depends for relation in style.relations.values()} <= {"parent", "child", "none"}
    lists = {target.words for kind in KINDS.values() for target in kind.targets.values()}
    by_heading = {"operational status", "install status"}
    for style in synonyms.styles():
        assert set(style.words) <= lists | by_heading, style.id


def test_words_of_the_styles_are_values_that_the_fields_take() -> None:
    targets = [target for kind in KINDS.values() for target in kind.targets.values() if target.spec]
    for style in synonyms.styles():
        for target in targets:
            for word in style.words.get(target.words, {}).values():
                assert target.spec is not None
                target.spec.parse(word)


@pytest.mark.parametrize(
    ("heading", "forms", "unit"),
    [
        ("RTO (h)", ("rto h", "rto"), 60),
        ("RTO in Tagen", ("rto in tagen", "rto"), 1440),
        ("RTO in days", ("rto in days", "rto"), 1440),
        ("rto_minutes", ("rto minutes", "rto"), 1),
        ("Organization->Name*", ("organization name",), None),
        ("u_rto", ("rto",), None),
        ("Backup every [min]", ("backup every min", "backup every"), 1),
    ],
)
def test_headings_are_compared_in_a_plain_form(heading: str, forms: tuple[str, ...], unit: int | None) -> None:
    assert (synonyms.forms(heading), synonyms.unit_of(heading)) == (forms, unit)
