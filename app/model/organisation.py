"""Who and where: people, departments, sites and suppliers."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from app.fields import Kind, field
from app.i18n import N_
from app.model.base import Base, EntityRow, entity_args, reference

PERSON_STATUS = {"active": N_("active"), "left": N_("left")}
EVIDENCE = {
    "contract": N_("contract"),
    "certificate": N_("certificate"),
    "test report": N_("test report"),
    "statement": N_("statement"),
}


class Department(EntityRow, Base):
    """A part of the organisation that owns services."""

    __tablename__ = "department"
    __table_args__ = entity_args("department")
    ENTITY, PREFIX, DIGITS = "department", "DEP", 2

    name: Mapped[str] = field(Kind.TEXT, N_("Department"), required=True, unique=True, core=True)
    head_id: Mapped[bytes | None] = reference("person", N_("Head"), back=True, core=True)
    note: Mapped[str | None] = field(Kind.NOTE, N_("Note"))


class Site(EntityRow, Base):
    """A place where people or components are."""

    __tablename__ = "site"
    __table_args__ = entity_args("site")
    ENTITY, PREFIX, DIGITS = "site", "SIT", 2

    name: Mapped[str] = field(Kind.TEXT, N_("Site"), required=True, unique=True, core=True)
    purpose: Mapped[str | None] = field(Kind.TEXT, N_("Used for"), core=True)
    address: Mapped[str | None] = field(Kind.NOTE, N_("Address"))


class Person(EntityRow, Base):
    """Somebody who owns, decides, recovers, or is called at night."""

    __tablename__ = "person"
    __table_args__ = entity_args("person")
    ENTITY, PREFIX, DIGITS = "person", "P", 2

    name: Mapped[str] = field(Kind.TEXT, N_("Name"), required=True, core=True)
    role: Mapped[str | None] = field(Kind.TEXT, N_("Role"), N_("The function in the organisation."), core=True)
    department_id: Mapped[bytes | None] = reference("department", N_("Department"), core=True)
    site_id: Mapped[bytes | None] = reference("site", N_("Site"))
    phone: Mapped[str | None] = field(
        Kind.TEXT, N_("First number"), N_("The channel that is tried first, usually a mobile."), core=True
    )
    second_phone: Mapped[str | None] = field(
        Kind.TEXT, N_("Second number"), N_("A channel that works when the first does not."), core=True
    )
    email: Mapped[str | None] = field(Kind.TEXT, N_("E-mail"), core=True)
    status: Mapped[str] = field(Kind.CHOICE, N_("Status"), choices=PERSON_STATUS, default="active", core=True)
    left_on: Mapped[date | None] = field(Kind.DATE, N_("Left on"))
    verified_on: Mapped[date | None] = field(
        Kind.DATE, N_("Verified on"), N_("When somebody last tried these numbers."), core=True
    )
    note: Mapped[str | None] = field(Kind.NOTE, N_("Note"))


class Supplier(EntityRow, Base):
    """An outside party that services stand on, with what it promises and what proves it."""

    __tablename__ = "supplier"
    __table_args__ = entity_args("supplier")
    ENTITY, PREFIX, DIGITS = "supplier", "SUP", 3

    name: Mapped[str] = field(Kind.TEXT, N_("Supplier"), required=True, core=True)
    provides: Mapped[str | None] = field(Kind.TEXT, N_("Provides"), core=True)
    contract_rto: Mapped[int | None] = field(
        Kind.DURATION, N_("Contractual RTO"), N_("The recovery time that the contract promises."), core=True
    )
    contract_rpo: Mapped[int | None] = field(Kind.DURATION, N_("Contractual RPO"))
    evidence: Mapped[str | None] = field(
        Kind.CHOICE,
        N_("Evidence"),
        N_("What proves that the supplier can recover."),
        choices=EVIDENCE,
        core=True,
    )
    evidence_on: Mapped[date | None] = field(Kind.DATE, N_("Evidence dated"), core=True)
    joint_test_on: Mapped[date | None] = field(Kind.DATE, N_("Last joint test"))
    alternative: Mapped[str | None] = field(Kind.TEXT, N_("Alternative"), core=True)
    alternative_id: Mapped[bytes | None] = reference("supplier", N_("Alternative supplier"))
    switch_time: Mapped[int | None] = field(
        Kind.DURATION, N_("Switch time"), N_("How long it takes to move to the alternative."), core=True
    )
    exit_plan: Mapped[bool | None] = field(Kind.YES_NO, N_("Exit plan"), core=True)
    contract_number: Mapped[str | None] = field(Kind.TEXT, N_("Contract number"))
    contact: Mapped[str | None] = field(Kind.TEXT, N_("24×7 contact"))
    manager_id: Mapped[bytes | None] = reference("person", N_("Supplier manager"))
    note: Mapped[str | None] = field(Kind.NOTE, N_("Note"))
