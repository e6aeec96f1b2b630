"""What services stand on: components, and the edges of the dependency graph."""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.fields import Kind, field
from app.i18n import N_
from app.model.base import Base, EntityRow, entity_args, key_column, owner_reference, reference, table_args

COMPONENT_STATUS = {"planned": N_("planned"), "in use": N_("in use"), "retired": N_("retired")}


class Component(EntityRow, Base):
    """A configuration item: server, database, network device, appliance, application."""

    __tablename__ = "component"
    __table_args__ = entity_args("component")
    ENTITY, PREFIX, DIGITS = "component", "CMP", 2

    name: Mapped[str] = field(Kind.TEXT, N_("Component"), required=True, core=True)
    kind: Mapped[str | None] = field(Kind.TEXT, N_("Kind"), N_("Server, database, network, storage …"), core=True)
    site_id: Mapped[bytes | None] = reference("site", N_("Site"), core=True)
    owner_id: Mapped[bytes | None] = reference("person", N_("Owner"), core=True)
    status: Mapped[str] = field(Kind.CHOICE, N_("Status"), choices=COMPONENT_STATUS, default="in use", core=True)
    retired_on: Mapped[date | None] = field(Kind.DATE, N_("Retired on"))
    backup_interval: Mapped[int | None] = field(Kind.DURATION, N_("Backup every"), core=True)
    backup_run: Mapped[int | None] = field(Kind.DURATION, N_("Backup takes"))
    backup_copy_lag: Mapped[int | None] = field(
        Kind.DURATION,
        N_("Off-site copy after"),
        N_("Time until the copy has left the site; for replication, its lag."),
    )
    offline_copy: Mapped[bool | None] = field(
        Kind.YES_NO,
        N_("Offline copy"),
        N_("A copy that an attacker with full access cannot change."),
        core=True,
    )
    restore_tested_on: Mapped[date | None] = field(Kind.DATE, N_("Restore tested"), core=True)
    external_id: Mapped[str | None] = field(Kind.TEXT, N_("External id"), index=True)
    source_system: Mapped[str | None] = field(Kind.TEXT, N_("Source system"))
    imported_on: Mapped[date | None] = field(Kind.DATE, N_("Imported on"), editable=False)
    last_seen_on: Mapped[date | None] = field(Kind.DATE, N_("Last seen"), editable=False)
    note: Mapped[str | None] = field(Kind.NOTE, N_("Note"))


class DependencyGroup(Base):
    """Alternatives of which ``needed`` must be up, such as one of two switches."""

    __tablename__ = "dependency_group"
    __table_args__ = table_args()

    id: Mapped[bytes] = key_column()
    source_id: Mapped[bytes] = owner_reference("entity", N_("What depends"))
    needed: Mapped[int] = field(
        Kind.INTEGER, N_("Needed"), N_("How many of the group must be up."), minimum=1, default=1
    )
    label: Mapped[str | None] = field(Kind.TEXT, N_("Label"))


class Dependency(Base):
    """One edge: ``source`` needs ``target``, hard (below MBCO without it) or soft, alone or as one of a group."""

    __tablename__ = "dependency"
    __table_args__ = table_args(UniqueConstraint("source_id", "target_id"))

    id: Mapped[bytes] = key_column()
    source_id: Mapped[bytes] = owner_reference("entity", N_("What depends"), core=True)
    target_id: Mapped[bytes] = owner_reference("entity", N_("Depends on"), core=True)
    hard: Mapped[bool] = field(
        Kind.YES_NO, N_("Hard"), N_("Without it the service falls below its MBCO."), default=True, core=True
    )
    group_id: Mapped[bytes | None] = reference("dependency_group", N_("Alternatives"))
    external_id: Mapped[str | None] = field(Kind.TEXT, N_("External id"))
    source_system: Mapped[str | None] = field(Kind.TEXT, N_("Source system"))
    note: Mapped[str | None] = field(Kind.TEXT, N_("Note"), core=True)
