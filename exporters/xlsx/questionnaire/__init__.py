"""Questionnaires as workbooks: one per owner, which explains itself, is filled in, and comes back as a list of changes.

Sheets: How to fill this in, one per service, Anchors, Lists (hidden), and ``_foreshock`` (see ``app.questionnaires``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from app import questionnaires
from app.i18n import N_
from app.services import services
from exporters.registry import Options, Progress, subjects

if TYPE_CHECKING:
    from app.document import Document
    from app.questionnaires import Form

KIND = "questionnaire"


def write(document: Document, options: Options, stream: BinaryIO, progress: Progress) -> None:
    """Write the questionnaire about the services that ``options.refs`` name, or about all that are in use.

    It is made out to their owner if they have only one. Raises ``UserError`` if there is no such service.
    """
    progress(0.05, "")
    rows = services(document, retired=False)
    named = subjects(document, options, "service")
    chosen = named or tuple(row.key for row in rows)
    owners = {row.owner_id for row in rows if row.key in chosen and row.owner_id is not None}
    person = owners.pop() if len(owners) == 1 else None
    write_form(questionnaires.form(document, chosen, person=person), options, stream, progress)


def write_form(form: Form, options: Options, stream: BinaryIO, progress: Progress) -> None:
    """Write a form that was made already, such as one for a deputy or an ask-back list."""
    from exporters.xlsx.book import Book
    from exporters.xlsx.questionnaire.guide_sheet import add_guide, fill_guide
    from exporters.xlsx.questionnaire.making import Making
    from exporters.xlsx.questionnaire.scale_sheets import add_anchors, add_lists
    from exporters.xlsx.questionnaire.service_sheet import add_service
    from exporters.xlsx.questionnaire.way_back_sheet import add_way_back

    author = options.author or form.facilitator
    making = Making(Book(title="", author=author, moment=form.made_at), form, options)
    making.book.workbook.properties.title = making.say(
        N_("{title} · {organisation}"), title=making.title, organisation=form.organisation
    )
    guide = add_guide(making)
    for place, service in enumerate(form.services):
        add_service(making, service)
        progress(0.1 + 0.5 * (place + 1) / len(form.services), service.name)
    fill_guide(making, guide)
    add_anchors(making)
    add_lists(making)
    add_way_back(making)
    making.book.save(stream, lambda share: progress(0.6 + 0.4 * share, ""))
