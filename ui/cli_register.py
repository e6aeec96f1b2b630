"""``foreshock import … --as register``: take a risk register back, as far as nothing speaks against it.

What was changed in the file only, and is clear, is taken over as one edit; conflicts and all that is doubtful are told
line by line and stay as they are here.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from app.i18n import N_, plural, translate

if TYPE_CHECKING:
    from app.register.returning import Comparison, Line

Open = Callable[..., Any]
Tell = Callable[[Any, argparse.Namespace, Callable[[], Sequence[str]]], None]


def run(options: argparse.Namespace, open_file: Open, tell: Tell) -> int:
    """Take back ``options.source``, or with ``--dry-run`` only say what it would change. Raises ``UserError``."""
    from app.register import returning

    returned = returning.read(options.source)
    with open_file(read_only=options.dry_run) as document:
        comparison = returning.compare(document, returned)
        if not options.dry_run:
            returning.take(document, comparison, comparison.proposed)
        told = _values(comparison, dry=options.dry_run)
    tell(told, options, lambda: _lines(comparison, dry=options.dry_run))
    return 0


def _values(comparison: Comparison, *, dry: bool) -> dict[str, Any]:
    return {
        "kind": "register",
        "source": comparison.returned.name,
        "applied": not dry,
        "notes": list(comparison.notes),
        "lines": [
            {
                "about": group.ref or group.id, "label": line.label, "exported": line.exported, "here": line.ours,
                "file": line.theirs, "change": line.change, "place": line.place,
                "taken": line.proposed and not dry, "remark": line.remark,
            }
            for group in comparison.groups
            for line in group.lines
        ],
    }  # fmt: skip


def _lines(comparison: Comparison, *, dry: bool) -> list[str]:
    told = list(comparison.notes)
    for group in comparison.groups:
        told.append(f"{group.ref or group.id} {group.title}".strip() + (f"  ({group.remark})" if group.remark else ""))
        told += [_line(line) for line in group.lines]
    if not comparison.lines:
        return [*told, translate(N_("Nothing new: the session has everything that stands in the file."))]
    number = len(comparison.proposed)
    if dry:
        words = plural(N_("Would take over {n} change."), N_("Would take over {n} changes."), number)
    else:
        words = plural(N_("Took over {n} change."), N_("Took over {n} changes."), number)
    if left := len(comparison.lines) - number:
        stays = plural(N_("{n} is left to a person."), N_("{n} are left to a person."), left)
        words = f"{words} {stays} " + translate(N_("Look at it in the window: Take back a risk register."))
    return [*told, words]


def _line(line: Line) -> str:
    mark = "+" if line.proposed else "?" if line.takeable else "!"
    words = f"  {mark} {line.label}: {line.ours or '–'} → {line.theirs or '–'}"
    return f"{words}  ({line.remark})" if line.remark else words
