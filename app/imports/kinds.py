"""What can be imported, and the fields that a column of a file can stand for, derived from the model.

Serves the suggestion, the plan, the dialog's lists of fields and the command line's ``--as`` and ``--map``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from app import model as m
from app.fields import Field, Kind, fields_of
from app.i18n import N_

#: Where a name may point besides one table: the nodes of the dependency graph.
NODES = ("service", "component", "supplier", "person")


@dataclass(frozen=True)
class Target:
    """One field that a column can stand for. ``column`` is empty for what is worked out from several."""

    name: str
    label: str
    column: str = ""
    spec: Field | None = None
    points_at: tuple[str, ...] = ()  #: tables that a name in the cell refers to
    words: str = ""  #: the list of words (``resources/imports``) that its values are looked up in
    many: bool = False


@dataclass(frozen=True)
class ImportKind:
    """A kind of rows. ``needs`` lists alternatives: the targets of one of them must all be mapped."""

    id: str
    label: str
    nouns: tuple[str, str]
    model: Any
    targets: Mapping[str, Target]
    needs: tuple[tuple[str, ...], ...]

    @property
    def naming(self) -> str:
        """The column by which a row is known."""
        return "event" if self.model is m.Risk else "name"


_UNMAPPED = frozenset(
    {"id", "entity_kind", "imported_on", "last_seen_on", "hidden", "contested", "room_order"}  # not of a table
)
_LIFECYCLE = "lifecycle"
#: Columns whose values have a list of words under another name than their own.
_WORDS = MappingProxyType(
    {("service", "status"): _LIFECYCLE, ("component", "status"): _LIFECYCLE, ("person", "status"): "person_status",
     ("risk", "status"): "risk_status", ("service", "tier_assigned"): "tier"}
)  # fmt: skip


def _columns(model: Any) -> dict[str, Target]:
    """Return a target for each column that a person may fill in; references go by name, without ``_id``."""
    found = {}
    for column, spec in fields_of(model).items():
        if column in _UNMAPPED or not spec.editable:
            continue
        name = column.removesuffix("_id") if spec.kind is Kind.REFERENCE else column
        points_at = (spec.to,) if spec.kind is Kind.REFERENCE else ()
        name = "alternative_supplier" if name in found else name
        found[name] = Target(name, spec.label, column, spec, points_at, _words(model, column, spec))
    return found


def _words(model: Any, column: str, spec: Field) -> str:
    by_kind = {Kind.YES_NO: "yes_no", Kind.LEVEL: "level"}
    return _WORDS.get((model.__tablename__, column)) or by_kind.get(spec.kind, column)


def _entity_targets(model: Any, *extra: Target) -> Mapping[str, Target]:
    own = {"ref": Target("ref", N_("Reference")), **_columns(model)}
    return MappingProxyType(own | {target.name: target for target in extra})


def _edge_targets() -> Mapping[str, Target]:
    columns = _columns(m.Dependency)
    ends = {name: replace(columns[name], points_at=NODES, column="") for name in ("source", "target")}
    groups = fields_of(m.DependencyGroup)
    extra = (
        Target("parent", N_("Parent"), points_at=NODES),
        Target("child", N_("Child"), points_at=NODES),
        Target("type", N_("Type of relation")),
        Target("group", N_("Alternatives"), spec=groups["label"]),
        Target("needed", groups["needed"].label, spec=groups["needed"]),
    )
    hard = replace(columns["hard"], words="hard")
    return MappingProxyType(columns | ends | {target.name: target for target in extra} | {"hard": hard})


@cache
def _kinds() -> Mapping[str, ImportKind]:
    first, last = Target("first_name", N_("First name")), Target("last_name", N_("Last name"))
    services = Target("services", N_("Services"), points_at=("service",), many=True)
    nodes = Target("nodes", N_("Components or suppliers"), points_at=("component", "supplier"), many=True)
    one = (("name",),)
    found = (
        ImportKind("services", N_("Services"), (N_("{n} service"), N_("{n} services")), m.Service,
                   _entity_targets(m.Service), one),
        ImportKind("components", N_("Components"), (N_("{n} component"), N_("{n} components")), m.Component,
                   _entity_targets(m.Component), one),
        ImportKind("dependencies", N_("Dependencies"), (N_("{n} dependency"), N_("{n} dependencies")), m.Dependency,
                   _edge_targets(), (("source", "target"), ("parent", "child"))),
        ImportKind("suppliers", N_("Suppliers"), (N_("{n} supplier"), N_("{n} suppliers")), m.Supplier,
                   _entity_targets(m.Supplier), one),
        ImportKind("people", N_("People"), (N_("{n} person"), N_("{n} people")), m.Person,
                   _entity_targets(m.Person, first, last), (("name",), ("last_name",))),
        ImportKind("risks", N_("Risks"), (N_("{n} risk"), N_("{n} risks")), m.Risk,
                   _entity_targets(m.Risk, services, nodes), (("event",),)),
    )  # fmt: skip
    return MappingProxyType({kind.id: kind for kind in found})


#: Everything that can be imported, by the word that ``--as`` takes.
KINDS: Mapping[str, ImportKind] = _kinds()
