"""What the exports of plans share: which plans are meant, how they are printed, and the way into the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from app import model as m
from app.i18n import N_, UserError, translate
from app.planning import PlanContent, read_plan
from app.reports.plan_words import Sheet
from exporters.registry import subjects

if TYPE_CHECKING:
    from app.document import Document
    from app.report import Report
    from exporters.registry import Options, Progress

_NONE = N_("There is no plan yet; draft one on the page Plans, then export it.")
_NOT_COVERED = N_("No plan covers the chosen services; draft one on the page Plans.")


def chosen_plans(document: Document, options: Options, progress: Progress) -> tuple[PlanContent, ...]:
    """Return the plans that ``options.refs`` name, directly or by their services; all that are not retired, if none.

    Raises ``UserError`` if that is no plan at all.
    """
    progress(0.05, translate(N_("Reading the plan")))
    keys = _keys(document, options)
    return tuple(read_plan(document, key) for key in keys)


def _keys(document: Document, options: Options) -> list[bytes]:
    named = subjects(document, options, "plan", "service")
    plans = [row.id for row in document.all(m.Plan, m.Plan.state != "retired")]
    if not named:
        if not plans:
            raise UserError(_NONE)
        refs = {row.id: row.ref or "" for row in document.all(m.Entity, m.Entity.kind == "plan")}
        return sorted(plans, key=lambda key: refs[key])
    every = {row.id for row in document.all(m.Plan)}
    covering = [row.plan_id for row in document.all(m.PlanService) if row.service_id in named and row.plan_id in plans]
    keys = list(dict.fromkeys([*(key for key in named if key in every), *covering]))
    if not keys:
        raise UserError(_NOT_COVERED)
    return keys


def sheet_of(document: Document, options: Options) -> Sheet:
    """Return how the plan is printed."""
    return Sheet(
        made_at=document.now(),
        phones=options.phones.value,
        page_size=options.page.value,
        author=options.author or document.who,
        language=options.language,
    )


def written(report: Report, stream: BinaryIO, progress: Progress) -> None:
    """Lay ``report`` out and write it to ``stream``."""
    from exporters.pdf.engine import render

    progress(0.3, translate(N_("Laying out the pages")))
    rendered = render(report)
    progress(0.9, translate(N_("Writing the file")))
    stream.write(rendered.content)
