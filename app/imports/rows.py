"""Plans the rows of services, components, suppliers, people and risks: which existing row is meant, and what changes.

Serves ``plan_import``. A row is recognised by our reference, then by its id in the system it comes from, then (people)
by e-mail, then by name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app import model as m
from app.fields import Field, Kind
from app.i18n import N_, UserError, translate
from app.imports.kinds import Target
from app.imports.names import Ambiguous, folded, person_name
from app.imports.plans import FieldChange, Link, PlannedRow, State
from app.imports.table import SourceRow

if TYPE_CHECKING:
    from app.imports.planning import Scope

_NAMELESS = N_("There is no name in column {column}.")
_SAME_AS = N_("It is the same as line {line}.")
_SEVERAL = N_("{n} entries of the session are called “{name}”. Add their reference or id to tell which is meant.")
_REF_UNKNOWN = N_("{ref} is not in this session; the row gets a reference of its own.")
_CHANGED_IN_VAIN = N_(
    "{column}: this cell was changed, but the column is not imported. Make the change in the session."
)
_REF_OTHER_KIND = N_("{ref} belongs to something else, not to {kind}; the row is matched by its name.")

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LIST = re.compile(r"\s*[;\n]\s*")


@dataclass
class Claim:
    """A row of the file and what it is taken for: an existing row, a new one, or nothing with a reason."""

    row: SourceRow
    name: str = ""
    key: bytes = b""
    existing: Any = None
    reason: str = ""
    warnings: list[str] = field(default_factory=list)


@dataclass
class Draft:
    """What becomes of one row while its cells are read."""

    values: dict[str, Any] = field(default_factory=dict)
    changes: list[FieldChange] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    uses: set[bytes] = field(default_factory=set)


class EntityPlanner:
    """Plans rows that own an entity. All rows are claimed before any is planned, so that they may name each other."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.kind = scope.kind
        self.entity = scope.kind.model.ENTITY
        self.existing = {row.id: row for row in scope.document.all(scope.kind.model)}
        self._by_id: dict[str, list[Any]] = defaultdict(list)
        self._by_email: dict[str, list[Any]] = defaultdict(list)
        self._by_name: dict[str, list[Any]] = defaultdict(list)
        indexes = [(self._by_name, self.kind.naming), (self._by_id, "external_id"), (self._by_email, "email")]
        for index, column in indexes:
            if column in self.kind.model.__table__.c:
                for row in self.existing.values():
                    if text := getattr(row, column):
                        index[folded(text)].append(row)
        self._claimed: dict[object, int] = {}
        self._seen: set[bytes] = set()

    def rows(self) -> list[PlannedRow]:
        """Return what becomes of each row of the table."""
        claims = [self._claim(row) for row in self.scope.table.rows]
        return [self._planned(claim) for claim in claims]

    def missing(self) -> tuple[str, ...]:
        """Return the references of components of this source system that the file does not name."""
        system = folded(self.scope.source_system)
        if self.kind.model is not m.Component or not system or "external_id" not in self.scope.headings:
            return ()
        gone = (
            row.id
            for row in self.existing.values()
            if folded(row.source_system or "") == system and row.status != "retired" and row.id not in self._seen
        )
        return tuple(sorted(self.scope.names.ref_of[key] for key in gone))

    # --- which row is meant ---

    def _claim(self, row: SourceRow) -> Claim:
        claim = Claim(row)
        try:
            claim.name = self._name(row)
        except UserError as error:
            claim.reason = str(error)
            claim.name = self.scope.text(row, self.kind.naming)[:60]
            return claim
        self._match(claim)
        if not claim.reason:
            self._refuse_double(claim)
        if not claim.reason and claim.existing is None:
            self._note_new(claim)
        return claim

    def _name(self, row: SourceRow) -> str:
        name = self._written_name(row)
        naming = self.kind.targets[self.kind.naming]
        if not name:
            mapped = self.scope.headings.get(naming.name) or self.scope.headings.get("last_name", "")
            raise UserError(_NAMELESS, column=mapped)
        assert naming.spec is not None  # noqa: S101
        return str(naming.spec.parse(name))

    def _written_name(self, row: SourceRow) -> str:
        text = self.scope.text
        if self.kind.model is not m.Person:
            return text(row, self.kind.naming)
        name, first, last = (text(row, part) for part in ("name", "first_name", "last_name"))
        if last or (first and name and folded(first) not in folded(name)):
            return " ".join(part for part in (first, last or name) if part)
        return person_name(name) if name else first

    def _match(self, claim: Claim) -> None:
        by_ref = self._by_reference(claim)
        candidates = [by_ref] if by_ref is not None else self._candidates(claim)
        if len(candidates) > 1:
            claim.reason = translate(_SEVERAL, n=len(candidates), name=claim.name[:60])
        elif candidates:
            claim.existing = candidates[0]
            claim.key = claim.existing.id

    def _by_reference(self, claim: Claim) -> Any:
        ref = self.scope.text(claim.row, "ref")
        if not ref:
            return None
        if ref in self.scope.table.identities:
            key = _key(self.scope.table.identities[ref])
            found = self.existing.get(key)
        else:
            kind, key = self.scope.names.refs.get(ref.casefold(), ("", b""))
            found = self.existing.get(key)
            if kind and kind != self.entity:
                claim.warnings.append(translate(_REF_OTHER_KIND, ref=ref[:40], kind=translate(self.kind.label)))
                return None
        if found is None:
            claim.warnings.append(translate(_REF_UNKNOWN, ref=ref[:40]))
        return found

    def _candidates(self, claim: Claim) -> list[Any]:
        external = self._id(claim.row)
        if external and (same := [row for row in self._by_id.get(folded(external), []) if self._same_system(row)]):
            return same
        email = self.scope.text(claim.row, "email") if "email" in self.kind.targets else ""
        if email and (same := self._by_email.get(folded(email), [])):
            return same
        named = self._by_name.get(folded(claim.name), [])
        free = [row for row in named if not self._is_other(row, external)]
        return [row for row in free if ("key", row.id) not in self._claimed] if external else free

    def _id(self, row: SourceRow) -> str:
        return self.scope.text(row, "external_id") if "external_id" in self.kind.targets else ""

    def _same_system(self, row: Any) -> bool:
        ours = folded(self.scope.source_system)
        theirs = folded(getattr(row, "source_system", None) or "")
        return not ours or not theirs or ours == theirs

    def _is_other(self, row: Any, external: str) -> bool:
        """Whether a row of this name bears another id of the same system, and so is another thing."""
        theirs = getattr(row, "external_id", None)
        return bool(external and theirs and folded(theirs) != folded(external) and self._same_system(row))

    def _refuse_double(self, claim: Claim) -> None:
        """Refuse a row that means the same as an earlier one of the file."""
        external = self._id(claim.row)
        email = self.scope.text(claim.row, "email") if self.entity == "person" else ""
        name = folded(claim.name)
        own = (
            ("key", claim.key)
            if claim.existing is not None
            else ("id", external)
            if external
            else ("name", name, email)
        )
        earlier = self._claimed.get(own)
        if earlier is None and own == ("name", name, ""):
            earlier = self._claimed.get(("any", name))
        if earlier is not None:
            claim.reason = translate(_SAME_AS, line=earlier)
            return
        for token in (own, ("any", name)):
            self._claimed.setdefault(token, claim.row.line)

    def _note_new(self, claim: Claim) -> None:
        claim.key = m.new_key()
        if self.entity != "risk":
            self.scope.names.add(self.entity, claim.key, claim.name)
            if external := self._id(claim.row):
                self.scope.names.add_id(self.entity, claim.key, external)

    # --- what changes ---

    def _planned(self, claim: Claim) -> PlannedRow:
        label = self._label(claim)
        if claim.reason:
            return PlannedRow(State.SKIPPED, claim.row.line, label, reason=claim.reason, warnings=tuple(claim.warnings))
        draft = Draft(warnings=claim.warnings)
        for name, target in self.kind.targets.items():
            if name in self.scope.headings or name == self.kind.naming:
                self._read(claim, target, draft)
        self._follow(claim, draft)
        draft.warnings += self._not_taken(claim)
        return self._concluded(claim, label, draft)

    def _label(self, claim: Claim) -> str:
        ref = self.scope.names.ref_of.get(claim.key, "") if claim.existing is not None else ""
        return f"{ref} {claim.name}".strip()

    def _read(self, claim: Claim, target: Target, draft: Draft) -> None:
        """Read one cell into the draft; what is not understood becomes a warning."""
        if target.name in ("ref", "first_name", "last_name") or self._untouched(claim, target):
            return
        written = self.scope.text(claim.row, target.name)
        text = claim.name if target.name == self.kind.naming else written
        if not text:
            return
        try:
            if target.many:
                self._read_many(claim, target, text, draft)
                return
            value = self._value(target, text, draft)
        except UserError as error:
            draft.warnings.append(self.scope.left_out(target, error))
            return
        if target.spec and target.spec.kind in (Kind.TEXT, Kind.NOTE) and _CONTROL.search(written):
            draft.warnings.append(self.scope.cleaned(target))
        self._set(claim, target, value, draft)

    def _untouched(self, claim: Claim, target: Target) -> bool:
        """Whether a cell of our own workbook still is as it was exported, so that a later change of ours stays."""
        seen = self.scope.table.seen
        ref = self.scope.text(claim.row, "ref") if seen else ""
        if not ref or target.name not in self.scope.headings:
            return False
        exported = seen.get((ref, self.scope.headings[target.name]))
        return exported is not None and exported == cell_digest(self.scope.text(claim.row, target.name))

    def _not_taken(self, claim: Claim) -> list[str]:
        """Tell of cells of our own workbook that somebody changed in columns that are not imported."""
        seen = self.scope.table.seen
        ref = self.scope.text(claim.row, "ref") if seen else ""
        mapped = set(self.scope.headings.values())
        return [
            translate(_CHANGED_IN_VAIN, column=heading)
            for heading, cell in zip(self.scope.table.headings, claim.row.cells, strict=True)
            if ref and heading not in mapped and self._touched(seen.get((ref, heading)), cell)
        ]

    def _touched(self, exported: str | None, cell: str) -> bool:
        return exported is not None and exported != (cell_digest(cell.strip()) if cell.strip() else "")

    def _value(self, target: Target, text: str, draft: Draft) -> Any:
        if target.points_at:
            key = self.scope.names.obtain(text, target.points_at)
            draft.uses.add(key)
            return key
        if target.name == self.kind.naming:
            return text
        return self.scope.cells.value(target, self.scope.headings[target.name], text)

    def _read_many(self, claim: Claim, target: Target, text: str, draft: Draft) -> None:
        raise NotImplementedError

    def _set(self, claim: Claim, target: Target, value: Any, draft: Draft) -> None:
        column, spec = target.column, target.spec
        before = getattr(claim.existing, column) if claim.existing is not None else None
        if value is None or value == before or spec is None:
            return
        draft.values[column] = value
        shown = self._shown(spec, before), self._shown(spec, value)
        draft.changes.append(FieldChange(target.name, translate(spec.label), *shown))

    def _shown(self, spec: Field, value: Any) -> str:
        return self.scope.names.shown(value) if spec.kind is Kind.REFERENCE else spec.format(value)

    def _follow(self, claim: Claim, draft: Draft) -> None:
        """Add what follows from the cells: the source system of an id, the reason of a tier, the day of retiring."""
        self._follow_retiring(claim, draft)
        if "tier_assigned" in draft.values and "tier_reason" not in draft.values:
            written = f"{self.scope.headings['tier_assigned']}: {self.scope.text(claim.row, 'tier_assigned')}"
            self._set_column(claim, "tier_reason", " ".join(written[:300].split()), draft)
        if not self.scope.source_system or "source_system" not in self.kind.targets:
            return
        if claim.existing is None or (self._id(claim.row) and not claim.existing.source_system):
            self._set_column(claim, "source_system", self.scope.source_system, draft)

    def _follow_retiring(self, claim: Claim, draft: Draft) -> None:
        undated = getattr(claim.existing, "retired_on", None) is None and "retired_on" not in draft.values
        if draft.values.get("status") == "retired" and undated and "retired_on" in self.kind.targets:
            self._set_column(claim, "retired_on", self.scope.document.today(), draft)

    def _set_column(self, claim: Claim, column: str, value: Any, draft: Draft) -> None:
        self._set(claim, self.kind.targets[column], value, draft)

    def _concluded(self, claim: Claim, label: str, draft: Draft) -> PlannedRow:
        today = self.scope.document.today()
        state = State.NEW if claim.existing is None else State.CHANGED if draft.changes else State.UNCHANGED
        seen_again = False
        if self.kind.model is m.Component:
            self._seen.add(claim.key)
            if claim.existing is None:
                draft.values |= {"imported_on": today, "last_seen_on": today}
            elif claim.existing.last_seen_on != today:
                draft.values["last_seen_on"] = today
                seen_again = state is State.UNCHANGED
        return PlannedRow(
            state, claim.row.line, label, tuple(draft.changes), warnings=tuple(draft.warnings), seen_again=seen_again,
            key=claim.key, values=draft.values, links=tuple(draft.links), uses=tuple(draft.uses),
        )  # fmt: skip


class RiskPlanner(EntityPlanner):
    """Plans risks, which also name services, and components or suppliers. Named ones are added, none is taken away."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._linked: dict[str, dict[bytes, list[bytes]]] = {"services": defaultdict(list), "nodes": defaultdict(list)}
        for row in scope.document.all(m.RiskService, order_by=m.RiskService.__table__.c.position):
            self._linked["services"][row.risk_id].append(row.service_id)
        for row in scope.document.all(m.RiskNode):
            self._linked["nodes"][row.risk_id].append(row.node_id)

    def _read_many(self, claim: Claim, target: Target, text: str, draft: Draft) -> None:
        known = self._linked[target.name].get(claim.key, [])
        added: list[bytes] = []
        for name in self._listed(text, target):
            try:
                key = self.scope.names.obtain(name, target.points_at, "component" if target.name == "nodes" else "")
            except UserError as error:
                draft.warnings.append(self.scope.left_out(target, error))
                continue
            if key not in known and key not in added:
                added.append(key)
        if added:
            draft.uses.update(added)
            draft.links += [self._link(claim, target, key, len(known) + n) for n, key in enumerate(added)]
            before = ", ".join(map(self.scope.names.shown, known))
            after = ", ".join(map(self.scope.names.shown, [*known, *added]))
            draft.changes.append(FieldChange(target.name, translate(target.label), before, after))

    def _listed(self, text: str, target: Target) -> list[str]:
        """Return the names in a cell: parted by semicolons or lines, by commas only where the whole is no name."""
        parts = [part for part in _LIST.split(text) if part.strip()]
        if len(parts) == 1 and "," in text:
            try:
                whole = self.scope.names.find(text, target.points_at)
            except Ambiguous:
                whole = None
            if whole is None:
                return [part.strip() for part in text.split(",") if part.strip()]
        return parts

    def _link(self, claim: Claim, target: Target, key: bytes, position: int) -> Link:
        if target.name == "nodes":
            return Link("risk_node", m.new_key(), {"risk_id": claim.key, "node_id": key})
        return Link("risk_service", m.new_key(), {"risk_id": claim.key, "service_id": key, "position": position})


def _key(written: str) -> bytes:
    try:
        return bytes.fromhex(written)
    except ValueError:
        return b""


def cell_digest(text: str) -> str:
    """Return the digest by which our own workbook remembers a cell as it was exported: 16 hex digits of BLAKE2b."""
    import hashlib

    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
