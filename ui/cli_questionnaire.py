"""``foreshock import … --as questionnaire``: take in a form that came back, as far as nothing speaks against it.

What is proposed is taken over as one edit; the rest is told line by line and stays with the form, which is kept.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from app.i18n import N_, plural, translate

if TYPE_CHECKING:
    from app.questionnaires import Diff, Line

Open = Callable[..., Any]
Tell = Callable[[Any, argparse.Namespace, Callable[[], Sequence[str]]], None]


def run(options: argparse.Namespace, open_file: Open, tell: Tell) -> int:
    """Take in ``options.source``, or with ``--dry-run`` only say what it would change. Raises ``UserError``."""
    from app import questionnaires

    returned = questionnaires.read(options.source)
    with open_file(read_only=options.dry_run) as document:
        diff = questionnaires.compare(document, returned)
        if not options.dry_run:
            questionnaires.take(document, diff)
        told = _values(diff, dry=options.dry_run)
    tell(told, options, lambda: _lines(diff, dry=options.dry_run))
    return 0


def _values(diff: Diff, *, dry: bool) -> dict[str, Any]:
    return {
        "kind": "questionnaire",
        "source": diff.returned.name,
        "sender": diff.sender,
        "applied": not dry,
        "notes": list(diff.notes),
        "lines": [
            {
                "service": next(one.ref for one in diff.services if one.key == line.service),
                "question": line.question, "label": line.label, "before": line.before, "after": line.after,
                "change": line.change, "conflict": line.conflict, "taken": line.tick and not dry,
                "remark": line.remark,
            }
            for line in diff.lines
        ],
    }  # fmt: skip


def _lines(diff: Diff, *, dry: bool) -> list[str]:
    told = list(diff.notes)
    for service in diff.services:
        told.append(f"{service.ref} {service.name}")
        told += [_line(line) for line in service.lines] or [translate(N_("  nothing differs from what is on record"))]
    number = len(diff.proposed)
    if dry:
        words = plural(N_("Would take over {n} answer."), N_("Would take over {n} answers."), number)
    else:
        words = plural(N_("Took over {n} answer."), N_("Took over {n} answers."), number)
    left = len(diff.lines) - number
    if left:
        stays = plural(N_("{n} stays with the form."), N_("{n} stay with the form."), left)
        words = f"{words} {stays} " + translate(N_("Look at it in the window: Services, Pre-work, Returned forms."))
    return [*told, words]


def _line(line: Line) -> str:
    mark = "+" if line.tick else "?" if line.takeable else "!"
    words = f"  {mark} {line.label}: {line.before or '–'} → {line.after or '–'}"
    return f"{words}  ({line.remark})" if line.remark else words
