"""The sample's organisation: sites, departments, people, services, suppliers, components, and what stands on what."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from app import entities, network
from app import model as m
from app.sample.stage import Stage, minutes, read
from app.session import change_info

#: Letters that lose their mark without help from Unicode.
_PLAIN = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss"})

#: Until when something was "left" or "retired" is recorded, if later than the day itself.
RECORDED_RETIRED = -26


def schedule(stage: Stage) -> None:
    """Schedule how the organisation is entered and kept up to date."""
    people = read("people")
    stage.people.update({one["id"]: one["name"] for one in people["people"]})
    stage.at(-420, "08:40", "P-02", _places, people)
    stage.at(-420, "09:05", "P-02", _people, people)
    stage.at(-420, "09:20", "P-02", _session, people["session"])
    stage.at(-418, "09:00", "P-02", _services)
    stage.at(-415, "14:00", "P-18", _suppliers)
    stage.at(-412, "10:00", "P-04", _components)
    for one in read("components")["dependencies"]:
        stage.at(_edge_day(one["source"]), "14:10", "P-04", _depend, one)
    for one in read("suppliers")["suppliers"]:
        _later_proof(stage, one)
    _keep_up(stage, people["people"])


def address(name: str) -> str:
    """Return the e-mail address of a person of the sample, in ASCII."""
    plain = unicodedata.normalize("NFKD", name.translate(_PLAIN)).encode("ascii", "ignore").decode()
    first, last = plain.lower().split(" ", 1)
    return f"{first}.{last.replace(' ', '')}@quellmark.example"


def _places(stage: Stage, people: Mapping[str, Any]) -> None:
    with stage.document.edit("Add sites and departments") as session:
        for one in people["sites"]:
            stage.keys[one["name"]] = entities.create(session, m.Site, **one).id
        for one in people["departments"]:
            stage.keys[f"dep {one['name']}"] = entities.create(session, m.Department, name=one["name"]).id


def _people(stage: Stage, people: Mapping[str, Any]) -> None:
    sites = {"IT operations": "Brenholt", "Warehouse and transport": "Sandmoor", "Quality": "Sandmoor"}
    with stage.document.edit("Add 18 people") as session:
        for one in people["people"]:
            number = int(one["id"][2:])
            stage.keys[one["id"]] = entities.create(
                session,
                m.Person,
                ref=one["id"],
                name=one["name"],
                role=one["role"],
                department_id=stage.key(f"dep {one['department']}"),
                site_id=stage.key(sites.get(one["department"], "Brenholt")),
                phone=f"+353 20 910 01{number:02d}",
                second_phone=f"+353 20 910 02{number:02d}",
                email=address(one["name"]),
                verified_on=stage.day(-420),
            ).id
    with stage.document.edit("Name the heads of departments") as session:
        for one in people["departments"]:
            row = session.get_one(m.Department, stage.key(f"dep {one['name']}"))
            row.head_id = stage.key(one["head"])


def _session(stage: Stage, info: Mapping[str, Any]) -> None:
    change_info(
        stage.document,
        annual_revenue=info["annual_revenue"] * 100,
        confidentiality=info["confidentiality"],
        facilitator_id=stage.key(info["facilitator"]),
        about=info["about"],
        is_sample=True,
    )


def _services(stage: Stage) -> None:
    early = [one for one in read("services")["services"] if one["id"] != "SVC-014"]
    _add_services(stage, early, "Add 13 services")


def _add_services(stage: Stage, listed: Iterable[Mapping[str, Any]], label: str) -> None:
    with stage.document.edit(label) as session:
        for one in listed:
            stage.keys[one["id"]] = entities.create(
                session,
                m.Service,
                ref=one["id"],
                name=one["name"],
                department_id=stage.key(f"dep {one['department']}"),
                owner_id=stage.key(one["owner"]),
                deputy_id=stage.key(one["deputy"]),
                tier_assigned=one.get("tier"),
                tier_reason=one.get("tier_reason"),
                holds_data=one["holds_data"],
            ).id


def add_late_service(stage: Stage) -> None:
    """Add the service that was found last."""
    late = [one for one in read("services")["services"] if one["id"] == "SVC-014"]
    _add_services(stage, late, "Add service Training and licence records")


def _suppliers(stage: Stage) -> None:
    dated = ("evidence_on", "joint_test_on", "alternative_supplier", "id", "evidence")
    listed = read("suppliers")["suppliers"]
    with stage.document.edit("Add 7 suppliers") as session:
        for one in listed:
            values = {name: value for name, value in one.items() if name not in dated}
            known = one["evidence_on"] < -415
            stage.keys[one["id"]] = entities.create(
                session,
                m.Supplier,
                ref=one["id"],
                manager_id=stage.key("P-18"),
                evidence=one["evidence"] if known else None,
                evidence_on=stage.day(one["evidence_on"]) if known else None,
                **values,
            ).id
        for one in listed:
            if "alternative_supplier" in one:
                row = session.get_one(m.Supplier, stage.key(one["id"]))
                row.alternative_id = stage.key(one["alternative_supplier"])


def _later_proof(stage: Stage, one: Mapping[str, Any]) -> None:
    """Schedule when the proof of a supplier came in, and when it was tested together."""
    news: dict[int, dict[str, Any]] = defaultdict(dict)
    if one["evidence_on"] >= -415:
        news[one["evidence_on"]] |= {"evidence": one["evidence"], "evidence_on": stage.day(one["evidence_on"])}
    if "joint_test_on" in one:
        news[one["joint_test_on"]]["joint_test_on"] = stage.day(one["joint_test_on"])
    for day, values in news.items():
        stage.at(day, "15:00", "P-18", _prove, one["id"], values)


def _prove(stage: Stage, name: str, values: Mapping[str, Any]) -> None:
    entities.set_fields(stage.document, m.Supplier, stage.key(name), values)


def _components(stage: Stage) -> None:
    with stage.document.edit("Add 30 components") as session:
        for one in read("components")["components"]:
            interval, run, lag = one.get("backup", (None, None, None))
            stage.keys[one["id"]] = entities.create(
                session,
                m.Component,
                ref=one["id"],
                name=one["name"],
                kind=one["kind"],
                site_id=stage.key(one["site"]),
                owner_id=stage.optional(one.get("owner")),
                backup_interval=minutes(interval),
                backup_run=minutes(run),
                backup_copy_lag=minutes(lag),
                offline_copy=one.get("offline_copy"),
            ).id


def _edge_day(source: str) -> int:
    """Return the day on which the dependencies of a service were asked: components first, then by number."""
    return -408 if source.startswith("CMP") else -406 + int(source[-3:]) // 3


def _depend(stage: Stage, one: Mapping[str, Any]) -> None:
    source = stage.key(one["source"])
    with stage.document.edit(f"Record what {one['source']} stands on"):
        for target in one.get("hard", ()):
            network.depend(stage.document, source, stage.key(target))
        for members in one.get("one_of", ()):
            network.alternatives(stage.document, source, [stage.key(member) for member in members])
        for target in one.get("soft", ()):
            network.depend(stage.document, source, stage.key(target), hard=False)


# --- kept up to date ---


def _keep_up(stage: Stage, people: Iterable[Mapping[str, Any]]) -> None:
    for one in people:
        stage.at(one["verified"], "11:10", "P-02", _verified, one)
        if "left" in one:
            stage.at(one["left"], "17:00", "P-02", _left, one)
    by_day: dict[int, list[str]] = defaultdict(list)
    for one in read("components")["components"]:
        if "restore_tested" in one:
            by_day[one["restore_tested"]].append(one["id"])
        if "retired" in one:
            stage.at(RECORDED_RETIRED, "10:20", "P-04", _retired, one)
    for day, names in by_day.items():
        stage.at(day, "16:30", "P-04", _restored, day, names)
    stage.at(-45, "09:10", "P-02", add_late_service)


def _verified(stage: Stage, one: Mapping[str, Any]) -> None:
    today = stage.day(one["verified"])
    entities.set_field(stage.document, m.Person, stage.key(one["id"]), "verified_on", today)


def _left(stage: Stage, one: Mapping[str, Any]) -> None:
    values = {"status": "left", "left_on": stage.day(one["left"])}
    entities.set_fields(stage.document, m.Person, stage.key(one["id"]), values, f"{one['name']} left")


def _retired(stage: Stage, one: Mapping[str, Any]) -> None:
    values = {"status": "retired", "retired_on": stage.day(one["retired"])}
    entities.set_fields(stage.document, m.Component, stage.key(one["id"]), values, f"Retire {one['name']}")


def _restored(stage: Stage, day: int, names: Iterable[str]) -> None:
    with stage.document.edit("Restore tests") as session:
        for name in names:
            session.get_one(m.Component, stage.key(name)).restore_tested_on = stage.day(day)
