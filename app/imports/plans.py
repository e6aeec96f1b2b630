"""What an import would do, row by row, in plain values: shown as a preview, printed as JSON, and then applied.

Serves the dialog and the command line. A plan holds keys and values only, so it may be made on a snapshot in another
thread and applied to the document itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from app.i18n import N_, plural, translate

#: The kinds of things that may be created because a row names them.
CREATABLE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "person": (N_("{n} new person"), N_("{n} new people")),
        "department": (N_("{n} new department"), N_("{n} new departments")),
        "site": (N_("{n} new site"), N_("{n} new sites")),
        "supplier": (N_("{n} new supplier"), N_("{n} new suppliers")),
        "component": (N_("{n} new component"), N_("{n} new components")),
        "service": (N_("{n} new service"), N_("{n} new services")),
    }
)


class State(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Options:
    """What the person chose: the kinds that may be created when a row names them, and where the rows come from.

    ``source_system`` is kept with each row that has an id there; ``None`` takes what the headings suggest.
    """

    create_missing: frozenset[str] = frozenset({"person", "site", "department"})
    source_system: str | None = None

    @classmethod
    def for_kind(cls, kind: str, source_system: str | None, *, from_tool: bool) -> Options:
        """Return what is chosen unless a person chooses otherwise.

        Relations that a tool exported name what it knows, so nodes that the session lacks are created; in a list
        written by hand an unknown name is more likely a slip.
        """
        nodes = frozenset({"component", "service"}) if kind == "dependencies" and from_tool else frozenset()
        return cls(cls().create_missing | nodes, source_system)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that gets another value; both as a person reads them, ``before`` empty if nothing was there."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class NewReference:
    """Something that is created because a row names it."""

    kind: str
    name: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """A further row of a table that hangs on the imported one: a risk's service, a group of alternatives."""

    table: str
    key: bytes
    values: Mapping[str, Any]
    new: bool = True


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of the file and what becomes of it. ``reason`` says why it is skipped, ``warnings`` what is left out.

    ``seen_again`` marks an unchanged component that another day's file still names. ``values`` are what is written.
    """

    state: State
    line: int
    label: str
    changes: tuple[FieldChange, ...] = ()
    reason: str = ""
    warnings: tuple[str, ...] = ()
    seen_again: bool = False
    key: bytes = b""
    values: Mapping[str, Any] = dataclass_field(default_factory=dict)
    links: tuple[Link, ...] = ()
    uses: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are of each state; ``seen`` are among the unchanged, ``warned`` among all."""

    new: int
    changed: int
    unchanged: int
    skipped: int
    seen: int
    warned: int


@dataclass(frozen=True)
class ImportPlan:
    """What applying would do to the session whose ``version`` it was made for.

    ``missing`` are references of components of the same source system that the file no longer names; nothing happens
    to them. ``notes`` are sentences about the whole, ``source_notes`` those of the table about the file.
    """

    kind: str
    source: str
    source_system: str
    headings: tuple[str, ...]
    mapping: Mapping[str, str | None]
    rows: tuple[PlannedRow, ...]
    new_references: tuple[NewReference, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    source_notes: tuple[str, ...]
    version: int

    @property
    def counts(self) -> Counts:
        """The number of rows per state."""
        states = Counter(row.state for row in self.rows)
        return Counts(
            states[State.NEW], states[State.CHANGED], states[State.UNCHANGED], states[State.SKIPPED],
            sum(row.seen_again for row in self.rows), sum(bool(row.warnings) for row in self.rows),
        )  # fmt: skip

    @property
    def new_by_kind(self) -> Mapping[str, int]:
        """How many things of each kind are created because rows name them."""
        return Counter(reference.kind for reference in self.new_references)

    @property
    def writes(self) -> bool:
        """Whether applying would change anything."""
        return bool(self.new_references) or any(row.values or row.links for row in self.rows)

    def summary(self) -> str:
        """Return one line: ``214 new, 3 changed, 12 unchanged, 1 skipped; 3 new people``."""
        counts = self.counts
        states = translate(
            N_("{new} new, {changed} changed, {unchanged} unchanged, {skipped} skipped"),
            new=counts.new, changed=counts.changed, unchanged=counts.unchanged, skipped=counts.skipped,
        )  # fmt: skip
        created = [plural(*CREATABLE[kind], n) for kind, n in self.new_by_kind.items()]
        return "; ".join((states, *created))

    def as_json(self) -> dict[str, Any]:
        """Return the plan as what ``json.dumps`` takes, for the command line."""
        counts = self.counts
        return {
            "kind": self.kind,
            "source": self.source,
            "source_system": self.source_system,
            "mapping": dict(self.mapping),
            "counts": {name: getattr(counts, name) for name in Counts.__slots__},
            "new_references": [{"kind": new.kind, "name": new.name} for new in self.new_references],
            "missing": list(self.missing),
            "notes": [*self.source_notes, *self.notes],
            "rows": [_row_as_json(row) for row in self.rows],
        }


def _row_as_json(row: PlannedRow) -> dict[str, Any]:
    changes = [{"field": c.field, "before": c.before, "after": c.after} for c in row.changes]
    told: dict[str, Any] = {"line": row.line, "state": str(row.state), "label": row.label}
    optional = {"reason": row.reason, "warnings": list(row.warnings), "changes": changes, "seen_again": row.seen_again}
    return told | {name: value for name, value in optional.items() if value}
