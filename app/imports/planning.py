"""Works out, row by row, what an import would do: new, changed, unchanged or skipped, and why.

Serves the preview and ``apply``. Empty cells never erase what the session has; a cell that is not understood is left
out with a warning, and only a row without a name, or one that could mean several, is skipped as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app import model as m
from app.document import Document
from app.i18n import N_, UserError, translate
from app.imports.kinds import KINDS, ImportKind, Target
from app.imports.names import Names
from app.imports.plans import ImportPlan, Options, PlannedRow, State
from app.imports.suggesting import tool_of
from app.imports.synonyms import Style
from app.imports.table import SourceRow, SourceTable
from app.imports.values import CellReader, is_blank

_NO_KIND = N_("Nothing is known of importing “{kind}”. Choose one of: {kinds}.")
_NO_FIELD = N_("{kind} have no field “{field}”. Choose one of: {fields}.")
_NO_HEADING = N_("{name} has no column “{heading}”.")
_TWICE = N_("Two columns are meant for {field}: {first} and {second}. Leave one of them out.")
_NEEDED = N_("Choose which column holds: {field}.")
_EMPTY_KEPT = N_("Empty cells leave what the session has as it is.")
_LEFT_OUT = N_("{column}: {reason} The cell was left out.")
_CLEANED = N_("{column}: characters that no text may hold were removed.")
_NOT_SEEN = N_("{n} components of {system} are no longer in this file. Nothing was done with them.")
_ONE_NOT_SEEN = N_("One component of {system} is no longer in this file. Nothing was done with it.")


@dataclass
class Scope:
    """What every row of one plan needs: the session, the table, the mapping turned round, names and cells."""

    document: Document
    table: SourceTable
    kind: ImportKind
    options: Options
    tool: Style
    headings: Mapping[str, str]  #: heading by target
    names: Names
    cells: CellReader

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each mapped target in a row."""
        return {target: self.table.headings.index(heading) for target, heading in self.headings.items()}

    @property
    def source_system(self) -> str:
        """Where the rows come from, as it is kept with them."""
        chosen = self.options.source_system
        return (self.tool.source_system if chosen is None else chosen).strip()

    def text(self, row: SourceRow, target: str) -> str:
        """Return the cell of a target, empty if it is not mapped or says nothing."""
        place = self.places.get(target)
        text = row.cells[place].strip() if place is not None else ""
        return "" if is_blank(text, self.kind.targets[target].spec) else text

    def left_out(self, target: Target, reason: object) -> str:
        """Return the warning that a cell was left out."""
        column = self.headings.get(target.name, translate(target.label))
        sentence = str(reason)
        return translate(_LEFT_OUT, column=column, reason=sentence if sentence[-1:] in ".!?" else sentence + ".")

    def cleaned(self, target: Target) -> str:
        """Return the warning that a cell held what no text may hold."""
        return translate(_CLEANED, column=self.headings[target.name])


def plan_import(
    document: Document,
    table: SourceTable,
    kind: str,
    mapping: Mapping[str, str | None],
    options: Options | None = None,
) -> ImportPlan:
    """Return what importing ``table`` as ``kind`` would do; nothing is changed.

    ``mapping`` gives headings their fields (``KINDS[kind].targets``) or ``None``. Raises ``UserError`` if it names what
    does not exist, one field twice, or lacks what the kind needs. May be called on a snapshot in another thread.
    """
    chosen = _kind(kind)
    headings = _turned(table, chosen, mapping)
    used = options or Options()
    tool = tool_of(table)
    names = Names(document, used.create_missing)
    scope = Scope(document, table, chosen, used, tool, headings, names, CellReader(document, table, tool))
    rows, missing = _planned_rows(scope)
    return ImportPlan(
        kind=chosen.id,
        source=table.name,
        source_system=scope.source_system,
        headings=table.headings,
        mapping=dict(mapping),
        rows=tuple(rows),
        new_references=names.created({key for row in rows if row.state is not State.SKIPPED for key in row.uses}),
        missing=missing,
        notes=_notes(scope, missing),
        source_notes=table.notes,
        version=document.version,
    )


def _planned_rows(scope: Scope) -> tuple[list[PlannedRow], tuple[str, ...]]:
    from app.imports.edges import EdgePlanner
    from app.imports.rows import EntityPlanner, RiskPlanner

    if scope.kind.model is m.Dependency:
        return EdgePlanner(scope).rows(), ()
    planner = RiskPlanner(scope) if scope.kind.model is m.Risk else EntityPlanner(scope)
    return planner.rows(), planner.missing()


def _kind(kind: str) -> ImportKind:
    if kind not in KINDS:
        raise UserError(_NO_KIND, kind=kind[:40], kinds=", ".join(KINDS))
    return KINDS[kind]


def _turned(table: SourceTable, kind: ImportKind, mapping: Mapping[str, str | None]) -> dict[str, str]:
    """Return the heading of each mapped target, after checking both."""
    headings: dict[str, str] = {}
    for heading, target in mapping.items():
        if target is None:
            continue
        _check_pair(table, kind, heading, target)
        if target in headings:
            label = translate(kind.targets[target].label)
            raise UserError(_TWICE, field=label, first=headings[target], second=heading)
        headings[target] = heading
    if not any(set(needed) <= set(headings) for needed in kind.needs):
        lacking = next(target for target in kind.needs[0] if target not in headings)
        raise UserError(_NEEDED, field=translate(kind.targets[lacking].label))
    return headings


def _check_pair(table: SourceTable, kind: ImportKind, heading: str, target: str) -> None:
    if target not in kind.targets:
        fields = ", ".join(kind.targets)
        raise UserError(_NO_FIELD, kind=translate(kind.label), field=target[:40], fields=fields)
    if heading not in table.headings:
        raise UserError(_NO_HEADING, name=table.name, heading=heading[:60])


def _notes(scope: Scope, missing: tuple[str, ...]) -> tuple[str, ...]:
    notes = [translate(_EMPTY_KEPT)]
    if missing:
        told = _NOT_SEEN if len(missing) > 1 else _ONE_NOT_SEEN
        notes.append(translate(told, n=len(missing), system=scope.source_system))
    return tuple(notes)
