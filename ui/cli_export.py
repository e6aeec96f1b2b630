"""``foreshock export``: one document from the command line, noted in the session where that may be written."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from app import exports
from app.i18n import N_, UserError, translate
from app.lock import AlreadyOpen

Open = Callable[..., Any]
Tell = Callable[[Any, argparse.Namespace, Callable[[], Sequence[str]]], None]


def run(options: argparse.Namespace, open_file: Open, tell: Tell) -> int:
    """Write one document, or list the kinds; returns the exit status. Raises ``UserError``."""
    from exporters.registry import EXPORTERS

    if options.list:
        listed = [{"kind": e.kind, "title": translate(e.title), "extension": e.extension} for e in EXPORTERS.values()]
        tell(listed, options, lambda: [f"{e['kind']:<18} {e['extension']:<5} {e['title']}" for e in listed])
        return 0
    if options.file is None or options.kind is None or options.out is None:
        raise UserError(N_("Name the session file, the kind of document and --out; --list names the kinds."))
    _write(options, open_file, tell)
    return 0


def _write(options: argparse.Namespace, open_file: Open, tell: Tell) -> None:
    from exporters import registry

    exporter = registry.exporter_of(options.kind)
    chosen = registry.Options(
        refs=tuple([ref for ref in (options.plan, options.meeting) if ref] + options.service + options.risk),
        phones=registry.Phones(options.phones),
        page=registry.Page(options.page),
        copies=max(0, options.copies),
    )
    noted = True
    try:
        document = open_file(read_only=False)
    except AlreadyOpen:
        document, noted = open_file(read_only=True), False
    with document:
        drafted = _draft(document, options) if "plan" in exporter.about and noted and not document.read_only else ""
        result = registry.export(document, options.kind, options.out, replace(chosen, author=_author(document)))
        if noted and not document.read_only:
            exports.note_export(document, options.kind, result.path.name, title=translate(exporter.title))
    told = {"kind": result.kind, "path": str(result.path), "bytes": result.size, "note": result.note}
    lines = [translate(N_("Wrote {path} ({size} kB)."), path=result.path, size=max(1, result.size // 1024))]
    tell(told, options, lambda: [line for line in (drafted, *lines, result.note) if line])


def _author(document: Any) -> str:
    """Return who stands in the document: the name that was set, else the facilitator; never a login of the machine."""
    from app import session

    told = session.summary(document)
    return os.environ.get("FORESHOCK_WHO", "") or told.facilitator or told.organisation


def _draft(document: Any, options: argparse.Namespace) -> str:
    """Draft a plan where none is there yet, so that a first export has something to print; tells what was done."""
    from app import entities, planning
    from exporters import registry

    if options.plan:
        return ""
    services = registry.subjects(document, registry.Options(refs=tuple(options.service)))
    key = planning.draft_if_none(document, services)
    if key is None:
        return ""
    return translate(
        N_("There was no plan yet: drafted {plan} from what the session knows."), plan=entities.describe(document, key)
    )
