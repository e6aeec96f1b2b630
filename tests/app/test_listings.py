"""Lists as plain rows: values are decoded when they are looked at, and an edit reads only what it named."""

from __future__ import annotations

from datetime import date

import pytest

from app import entities, listings
from app import model as m
from app.document import Document
from app.listings import Listing


def test_values_come_as_a_person_works_with_them(session: Document) -> None:
    site = entities.add(session, m.Site, None, name="Plant")
    entities.add(
        session, m.Component, None, name="PAY-02", kind="host", site_id=site, offline_copy=True,
        restore_tested_on=date(2026, 5, 14), backup_interval=60,
    )  # fmt: skip
    row = listings.read(session, m.Component)[0]
    assert (row.ref, row.value("offline_copy"), row.value("restore_tested_on")) == ("CMP-01", True, date(2026, 5, 14))
    assert row.value("retired_on") is None
    assert (row.name("site_id"), row.name("owner_id")) == ("Plant", "")
    assert row.values["backup_interval"] == 60
    assert dict(row.names)["site_id"] == "Plant"
    with pytest.raises(KeyError):
        row.value("nothing")


def test_an_edit_reads_only_the_row_it_named(session: Document) -> None:
    keys = [entities.add(session, m.Service, None, name=f"Service {n}") for n in range(3)]
    listing = Listing(session, m.Service)
    before = list(listing.rows())
    entities.set_field(session, m.Service, keys[1], "rto", "4h")
    after = listing.rows()
    assert [one is other for one, other in zip(before, after, strict=True)] == [True, False, True]
    assert after[1].value("rto") == 240
    assert listing.rows() is after


def test_new_rows_deleted_ones_and_renamed_owners_are_seen(session: Document) -> None:
    ann = entities.add(session, m.Person, None, name="Ann")
    key = entities.add(session, m.Service, None, name="Payroll", owner_id=ann)
    listing = Listing(session, m.Service)
    assert [row.name("owner_id") for row in listing.rows()] == ["Ann"]
    entities.set_field(session, m.Person, ann, "name", "Ann Bauer")
    assert [row.name("owner_id") for row in listing.rows()] == ["Ann Bauer"]
    entities.add(session, m.Service, None, name="ERP")
    assert [row.value("name") for row in listing.rows()] == ["Payroll", "ERP"]
    entities.delete(session, key)
    assert [row.value("name") for row in listing.rows()] == ["ERP"]
    session.undo()
    assert [row.value("name") for row in listing.rows()] == ["Payroll", "ERP"]


def test_remarks_tell_namesakes_apart(session: Document) -> None:
    one = entities.add(session, m.Person, None, name="Ann", role="Head of payroll")
    service = entities.add(session, m.Service, None, name="Payroll")
    assert listings.remarks(session, "person")[one] == "Head of payroll"
    assert listings.remarks(session, "service") == {service: "SVC-001"}
    assert listings.remarks(session, "entity")[service] == "SVC-001"
    assert listings.remarks(session, "tier") == {}
