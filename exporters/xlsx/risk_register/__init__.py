"""The risk register as a workbook: How to read, Register, Heat map, Actions, Changes, Scales, and ``_foreshock``.

Made for whoever receives it by e-mail: it explains itself, its formulas follow edits, and it comes back through the
import (``documents.md`` §1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from sqlalchemy import select

from app import model as m
from app.exports import last_export, next_number
from app.i18n import N_
from app.register import Register, register, since
from exporters.registry import Options, Progress, subjects

if TYPE_CHECKING:
    from app.document import Document
    from exporters.xlsx.risk_register.columns import Column
    from exporters.xlsx.risk_register.making import Making

KIND = "risk-register"


def write(document: Document, options: Options, stream: BinaryIO, progress: Progress) -> None:
    """Write the workbook of all risks, or of those that threaten the services that ``options.refs`` name."""
    from exporters.xlsx.risk_register.columns import columns

    progress(0.05, "")
    making = _making(document, options)
    progress(0.3, "")
    _add_sheets(making, columns(making))
    making.book.save(stream, lambda share: progress(0.35 + 0.65 * share, ""))


def _making(document: Document, options: Options) -> Making:
    from exporters.xlsx.book import Book
    from exporters.xlsx.risk_register.making import Making

    shown = _chosen(document, options, register(document, hidden=options.hidden))
    author = options.author or document.who
    exported = last_export(document, KIND)
    making = Making(
        book=Book(title="", author=author, moment=shown.as_of),
        register=shown,
        options=options,
        author=author or shown.facilitator,
        number=next_number(document),
        document_id=document.document_id,
        since=since(document, shown, exported.change_set) if exported else None,
        exported=exported,
        people=_names(document, m.Person, m.Person.status == "active"),
        services=_names(document, m.Service, m.Service.status != "retired"),
        own_texts=_own_texts(document),
    )
    title = making.say(N_("Risk register · {organisation}"), organisation=shown.organisation)
    making.book.workbook.properties.title = title
    return making


def _chosen(document: Document, options: Options, whole: Register) -> Register:
    services = subjects(document, options, "service")
    return whole.of_services(services) if services else whole


def _names(document: Document, model: type[m.Person] | type[m.Service], *where: object) -> tuple[str, ...]:
    table = model.__table__
    rows = document.rows(select(table.c.name).where(*where).order_by(table.c.name))  # type: ignore[arg-type]
    return tuple(dict.fromkeys(row.name for row in rows))


def _own_texts(document: Document) -> dict[bytes, dict[str, str]]:
    """Return what stands in the columns that somebody added to a workbook that came back, by risk and name."""
    found: dict[bytes, dict[str, str]] = {}
    for row in document.all(m.OwnColumn):
        found.setdefault(row.subject_id, {})[row.name] = row.text
    return found


def _add_sheets(making: Making, found: list[Column]) -> None:
    from exporters.xlsx.risk_register.actions_sheet import add_actions
    from exporters.xlsx.risk_register.changes_sheet import add_changes
    from exporters.xlsx.risk_register.heat_map_sheet import add_heat_map
    from exporters.xlsx.risk_register.how_to_read_sheet import add_how_to_read
    from exporters.xlsx.risk_register.register_sheet import add_register
    from exporters.xlsx.risk_register.scales_sheet import add_scales
    from exporters.xlsx.risk_register.way_back_sheet import add_way_back

    add_how_to_read(making)
    add_register(making, found)
    add_heat_map(making)
    add_actions(making)
    add_changes(making)
    add_scales(making)
    add_way_back(making, found, making.scale_cells)
