"""``foreshock import``: take rows from a file by the command line, or say what would happen."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.i18n import N_, UserError, translate

if TYPE_CHECKING:
    from app.imports import ImportPlan, SourceTable

Open = Callable[..., Any]
Tell = Callable[[Any, argparse.Namespace, Callable[[], Sequence[str]]], None]

#: How many skipped rows and warnings are told one by one.
TOLD = 40


def run(options: argparse.Namespace, open_file: Open, tell: Tell) -> int:
    """Import ``options.source`` into the session, or with ``--dry-run`` only plan it. Raises ``UserError``."""
    from app import imports

    table = imports.read_table(options.source, options.sheet)
    with open_file(read_only=options.dry_run) as document:
        suggestion = imports.suggest(table, document, options.kind)
        mapping = corrected(table, options.kind, suggestion.mapping, options.map)
        chosen = imports.Options.for_kind(
            options.kind, suggestion.source_system or None, from_tool=suggestion.style not in ("plain", "register")
        )
        chosen = replace(chosen, create_missing=chosen.create_missing | frozenset(options.create))
        plan = imports.plan_import(document, table, options.kind, mapping, chosen)
        if not options.dry_run:
            imports.apply(document, plan)
        told = plan.as_json() | {"applied": not options.dry_run}
    tell(told, options, lambda: _lines(table, plan, dry=options.dry_run))
    return 0


def corrected(
    table: SourceTable, kind: str, proposed: Mapping[str, str | None], pairs: Sequence[str]
) -> dict[str, str | None]:
    """Return the proposed mapping with what ``COLUMN=field`` pairs say. Raises ``UserError`` for unknown words."""
    from app.imports import KINDS

    mapping = dict(proposed)
    for pair in pairs:
        heading, equals, field = pair.rpartition("=")
        if not equals or heading not in mapping:
            raise UserError(
                N_("--map: the file has no column “{column}”. Its columns are: {known}."),
                column=heading or pair,
                known=", ".join(table.headings),
            )
        if field and field not in KINDS[kind].targets:
            raise UserError(
                N_("--map: {kind} have no field “{field}”. The fields are: {known}."),
                kind=kind,
                field=field,
                known=", ".join(KINDS[kind].targets),
            )
        mapping = {other: None if field and target == field else target for other, target in mapping.items()}
        mapping[heading] = field or None
    return mapping


def _lines(table: SourceTable, plan: ImportPlan, *, dry: bool) -> list[str]:
    lines = [f"{heading} → {target}" for heading, target in plan.mapping.items() if target]
    left_out = [heading for heading, target in plan.mapping.items() if not target]
    if left_out:
        lines.append(translate(N_("Left out: {columns}"), columns=", ".join(left_out)))
    remarks = [
        translate(N_("Line {line}: {what}"), line=row.line, what=sentence)
        for row in plan.rows
        for sentence in (*([row.reason] if row.reason else []), *row.warnings)
    ]
    lines += remarks[:TOLD]
    if len(remarks) > TOLD:
        lines.append(translate(N_("… and {n} more remarks; --json lists them all."), n=len(remarks) - TOLD))
    lines += [*table.notes, *plan.notes]
    lines.append((translate(N_("Would be: ")) if dry else "") + plan.summary())
    return lines
