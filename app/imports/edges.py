"""Plans dependencies: which side of a row depends, on what, hard or soft, alone or as one of alternatives.

Serves ``plan_import``. A list names what depends and on what; a CMDB names parent, child and a type such as
``Runs on::Runs``, whose first half says how the parent stands to the child.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app import model as m
from app.fields import fields_of
from app.i18n import N_, UserError, translate
from app.imports.kinds import NODES
from app.imports.names import folded
from app.imports.plans import FieldChange, Link, PlannedRow, State
from app.imports.synonyms import Relation, plain_form, style
from app.imports.table import SourceRow

if TYPE_CHECKING:
    from app.imports.planning import Scope

_NO_END = N_("There is nothing in column {column}.")
_ITSELF = N_("“{name}” cannot depend on itself.")
_SAME_AS = N_("It is the same as line {line}.")
_NO_DEPENDENCY = N_("“{type}” says nothing about which side depends.")
_UNNAMED_GROUP = N_("The alternatives have no name, so it is unknown what belongs together; they were left out.")
_K_OF_N = re.compile(r"(\d{1,3})\s*(?:/|of|von|aus|sur|out of)\s*(\d{1,3})\b\s*(.*)", re.IGNORECASE | re.DOTALL)
_LIST = re.compile(r"\s*[;\n]\s*")


@dataclass
class Edge:
    """One dependency that a row of the file tells."""

    row: SourceRow
    source: bytes
    target: bytes
    hard: bool | None
    label: str
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Told:
    """What a row says of alternatives: their label, how many are needed, and of how many."""

    label: str
    needed: int | None
    of: int | None


class EdgePlanner:
    """Plans the rows of one table of dependencies; a cell that lists several targets gives as many rows."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._existing = {(row.source_id, row.target_id): row for row in scope.document.all(m.Dependency)}
        self._groups = {row.id: (row.needed, row.label or "") for row in scope.document.all(m.DependencyGroup)}
        self._stored: dict[bytes | None, tuple[int, str]] = dict(self._groups)
        self._labelled: dict[tuple[bytes, str], bytes] = {
            (row.source_id, folded(row.label)): row.id for row in scope.document.all(m.DependencyGroup) if row.label
        }
        self._unfilled: dict[tuple[bytes, int | None, int], list[bytes]] = {}
        self._lines: dict[tuple[bytes, bytes], int] = {}
        self._tops: frozenset[str] = frozenset()
        self._relations = {**style("plain").relations, **style("servicenow").relations, **scope.tool.relations}

    def rows(self) -> list[PlannedRow]:
        """Return what becomes of each row of the table."""
        self._tops = self._nobody_stands_on_them()
        return [planned for row in self.scope.table.rows for planned in self._row(row)]

    def _nobody_stands_on_them(self) -> frozenset[str]:
        """Return the names (folded) that depend on others while nothing in the file depends on them."""
        above: set[str] = set()
        below: set[str] = set()
        for row in self.scope.table.rows:
            try:
                source, targets, _ = self._ends(row)
            except UserError:
                continue
            above.add(folded(source))
            below.update(folded(target) for target in targets)
        return frozenset(above - below)

    def _obtain(self, text: str) -> bytes:
        """Return the node that ``text`` names; a new one is a service if it stands at the top, else a component."""
        top = folded(text) in self._tops and self.scope.names.may_create("service")
        return self.scope.names.obtain(text, NODES, "service" if top else "component")

    def _row(self, row: SourceRow) -> list[PlannedRow]:
        try:
            source, targets, relation = self._ends(row)
        except UserError as error:
            return [self._skipped(row, self._written(row), error)]
        return [self._one(row, source, target, relation) for target in targets]

    def _written(self, row: SourceRow) -> str:
        parts = (self.scope.text(row, name)[:60] for name in ("source", "target", "parent", "child"))
        return " → ".join(part for part in parts if part)

    def _skipped(self, row: SourceRow, label: str, reason: object) -> PlannedRow:
        return PlannedRow(State.SKIPPED, row.line, label, reason=str(reason))

    # --- which side depends ---

    def _ends(self, row: SourceRow) -> tuple[str, list[str], Relation | None]:
        """Return what depends, what it depends on, and the relation, all as written."""
        if "source" in self.scope.headings:
            return self._cell(row, "source"), self._targets(self._cell(row, "target")), self._relation(row)
        parent, child = self._cell(row, "parent"), self._cell(row, "child")
        relation = self._relation(row)
        if relation is not None and relation.depends == "none":
            raise UserError(_NO_DEPENDENCY, type=self.scope.text(row, "type")[:60])
        if relation is not None and relation.depends == "child":
            return child, [parent], relation
        return parent, [child], relation

    def _cell(self, row: SourceRow, target: str) -> str:
        text = self.scope.text(row, target)
        if not text:
            raise UserError(_NO_END, column=self.scope.headings[target])
        return text

    def _targets(self, text: str) -> list[str]:
        """Return the names in a cell, which may list several unless the whole is a name."""
        if len(parts := [part for part in _LIST.split(text) if part]) > 1:
            return parts
        if "," in text and not any(self.scope.names.named(kind, text) for kind in NODES):
            pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
            if all(self._is_known(piece) for piece in pieces):
                return pieces
        return [text]

    def _is_known(self, text: str) -> bool:
        try:
            return self.scope.names.find(text, NODES) is not None
        except UserError:
            return True

    def _relation(self, row: SourceRow) -> Relation | None:
        """Return what the type of relation means: its first half as it stands, or its second half turned round."""
        text = self.scope.text(row, "type")
        if not text:
            return None
        first, _, second = text.partition("::")
        if found := self._relations.get(plain_form(first)):
            return found
        if turned := self._relations.get(plain_form(second)):
            sides = {"parent": "child", "child": "parent", "none": "none"}
            return Relation(sides[turned.depends], turned.hard)
        if "parent" not in self.scope.headings:
            return None
        raise UserError(_NO_DEPENDENCY, type=text[:60])

    # --- one edge ---

    def _one(self, row: SourceRow, source: str, target: str, relation: Relation | None) -> PlannedRow:
        label = f"{source[:60]} → {target[:60]}"
        try:
            ends = self.scope.names.find(source, NODES), self.scope.names.find(target, NODES)
            self._refuse_itself(source, target, ends)
            keys = [self._obtain(text) for text in (source, target)]
        except UserError as error:
            return self._skipped(row, label, error)
        line = self._lines.setdefault((keys[0], keys[1]), row.line)
        if line != row.line:
            return self._skipped(row, label, translate(_SAME_AS, line=line))
        shown = " → ".join(self._named(key) for key in keys)
        edge = Edge(row, keys[0], keys[1], relation.hard if relation else None, shown)
        return self._planned(edge)

    def _refuse_itself(self, source: str, target: str, ends: tuple[bytes | None, bytes | None]) -> None:
        if (ends[0] is not None and ends[0] == ends[1]) or folded(source) == folded(target):
            raise UserError(_ITSELF, name=source[:60])

    def _named(self, key: bytes) -> str:
        return f"{self.scope.names.ref_of.get(key, '')} {self.scope.names.shown(key)}".strip()

    def _planned(self, edge: Edge) -> PlannedRow:
        existing = self._existing.get((edge.source, edge.target))
        values = self._values(edge, existing)
        links, changes = self._group(edge, existing, values)
        changes = [*self._changes(existing, values), *changes]
        state = State.NEW if existing is None else State.CHANGED if changes else State.UNCHANGED
        if existing is None:
            values = {"source_id": edge.source, "target_id": edge.target, **values}
        return PlannedRow(
            state, edge.row.line, edge.label, tuple(changes), warnings=tuple(edge.warnings),
            key=m.new_key() if existing is None else existing.id, values=values, links=tuple(links),
            uses=(edge.source, edge.target),
        )  # fmt: skip

    def _values(self, edge: Edge, existing: Any) -> dict[str, Any]:
        """Return what the cells say beyond the ends, where it differs from what is there."""
        told: dict[str, Any] = {"hard": edge.hard}
        for name in ("hard", "note", "external_id", "source_system"):
            if (value := self._value(edge, name)) is not None:
                told[name] = value
        if self.scope.source_system and (existing is None or told.get("external_id")):
            told.setdefault("source_system", self.scope.source_system)
        if existing is not None and "hard" not in self.scope.headings and self._value(edge, "hard") is None:
            told.pop("hard", None)  # a type of relation proposes hard or soft; a decision already taken stays
        return {
            name: value
            for name, value in told.items()
            if value is not None and (existing is None or getattr(existing, name) != value)
        }

    def _value(self, edge: Edge, name: str) -> Any:
        text = self.scope.text(edge.row, name)
        target = self.scope.kind.targets[name]
        if not text:
            return None
        try:
            return self.scope.cells.value(target, self.scope.headings[name], text)
        except UserError as error:
            edge.warnings.append(self.scope.left_out(target, error))
            return None

    def _changes(self, existing: Any, values: dict[str, Any]) -> list[FieldChange]:
        specs = fields_of(m.Dependency)
        return [
            FieldChange(
                name,
                translate(specs[name].label),
                specs[name].format(getattr(existing, name)) if existing is not None else "",
                specs[name].format(value),
            )
            for name, value in values.items()
            if name in specs and name not in ("source_id", "target_id", "group_id")
        ]

    # --- alternatives ---

    def _group(self, edge: Edge, existing: Any, values: dict[str, Any]) -> tuple[list[Link], list[FieldChange]]:
        """Return the rows and changes for the group that a row names, and put the edge into it."""
        told = self._told_group(edge)
        if not told.label and told.needed is None:
            return [], []
        held = existing.group_id if existing is not None else None
        key = self._key_of(edge, told, held)
        if key is None:
            edge.warnings.append(translate(_UNNAMED_GROUP))
            return [], []
        links = self._group_rows(edge, told, key)
        if held != key:
            values["group_id"] = key
        elif not links:
            return [], []
        before = _group_shown(*self._stored.get(held, (0, "")))
        return links, [FieldChange("group", translate(N_("Alternatives")), before, _group_shown(*self._groups[key]))]

    def _key_of(self, edge: Edge, told: Told, held: bytes | None) -> bytes | None:
        """Return the group that is meant: by its label, the one the edge is in, or the one that is not yet full."""
        if told.label:
            return self._labelled.setdefault((edge.source, folded(told.label)), m.new_key())
        if held is not None:
            return held
        if told.of is None:
            return None
        places = self._unfilled.setdefault((edge.source, told.needed, told.of), [])
        if not places:
            places += [m.new_key()] * told.of
        return places.pop()

    def _group_rows(self, edge: Edge, told: Told, key: bytes) -> list[Link]:
        """Return the row of a new group, or the change of how many of it are needed."""
        known = self._groups.get(key)
        if known is None:
            self._groups[key] = needed, label = told.needed or 1, told.label
            row = {"source_id": edge.source, "needed": needed, "label": label or None}
            return [Link("dependency_group", key, row)]
        if told.needed is None or told.needed == known[0]:
            return []
        self._groups[key] = (told.needed, known[1])
        return [Link("dependency_group", key, {"needed": told.needed}, new=False)]

    def _told_group(self, edge: Edge) -> Told:
        """Return what the cells say: ``1 of 2 switches``, ``1/2``, or a label and a number in two columns."""
        label, needed = self.scope.text(edge.row, "group"), self.scope.text(edge.row, "needed")
        count = of = None
        if told := _K_OF_N.match(label):
            count, of, label = int(told[1]), int(told[2]), told[3].strip(" []():,")
        elif label:
            label = self._value(edge, "group") or ""
        if told := _K_OF_N.match(needed):
            count, of = int(told[1]), int(told[2])
        elif needed:
            count = self._value(edge, "needed")
        return Told(" ".join(label.split())[:200], None if count is None else max(1, count), of or None)


def _group_shown(needed: int, label: str) -> str:
    if not needed:
        return ""
    return translate(N_("{n} needed of {label}"), n=needed, label=label or "…")
