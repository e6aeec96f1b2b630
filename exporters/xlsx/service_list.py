"""The services in the order in which they must come back, as one sheet: the answer to "what first?".

For crisis teams and management: tier, targets, owner, what an hour costs, and how far the analysis behind it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from sqlalchemy import select

from app import model as m
from app.dates import format_date, format_instant
from app.durations import BEYOND, format_duration
from app.i18n import N_, plural, translate
from app.model.bia import BIA_STATE
from app.services import ServiceRow, services, tier_share
from exporters.registry import Options, Progress, subjects
from exporters.xlsx.looks import BODY, HEADING, QUIET, TABLE_HEAD, Style
from exporters.xlsx.paper import set_up_page, set_up_view
from exporters.xlsx.tables import add_table

if TYPE_CHECKING:
    from app.document import Document
    from exporters.xlsx.book import Sheet
    from exporters.xlsx.cells import Value

HEAD = 5
#: Fill and text of the first tiers; later ones are plain.
_TIERS = {0: ("15181C", "FFFFFF"), 1: ("474E57", "FFFFFF"), 2: ("D5D9DE", "15181C")}
_WIDTHS = (7, 10, 34, 7, 9, 11, 10, 10, 10, 38, 24, 22, 14, 24, 14)
CENTRED = BODY.but(across="center")


class _Made:
    """What the sheet is printed with."""

    def __init__(self, options: Options, confidentiality: str) -> None:
        self.options, self.classification = options, confidentiality.upper()

    def say(self, msgid: str, /, **values: object) -> str:
        """Return a text of ours in the language of the document."""
        return translate(msgid, language=self.options.language or None, **values)


def write(document: Document, options: Options, stream: BinaryIO, progress: Progress) -> None:
    """Write the list of services in use, or of those that ``options.refs`` name."""
    from exporters.xlsx.book import Book

    progress(0.1, "")
    info: Any = document.row(select(m.SessionInfo.__table__))
    made = _Made(options, info.confidentiality or "")
    chosen = set(subjects(document, options, "service"))
    rows = [row for row in services(document, retired=False) if not chosen or row.key in chosen]
    rows.sort(key=_urgency)
    losses = {row.id: row.loss_likely for row in document.all(m.Bia)}
    title = made.say(N_("Services by priority · {organisation}"), organisation=info.organisation)
    book = Book(title=title, author=options.author or document.who, moment=document.now())
    sheet = book.sheet(made.say(N_("Services by priority")))
    sheet.widths(*_WIDTHS)
    sheet.put(1, 1, title, HEADING)
    sheet.height(1, 24)
    said = made.say(N_("As of {moment}"), moment=format_instant(document.now()))
    sheet.put(2, 1, " · ".join(part for part in (said, _told(made, rows), made.classification) if part), QUIET)
    sheet.put(3, 1, made.say(N_("In the order in which they must come back: by tier, then by RTO and MTPD.")), QUIET)
    _fill(made, sheet, rows, losses, info.currency)
    book.save(stream, lambda share: progress(0.5 + 0.5 * share, ""))


def _urgency(row: ServiceRow) -> tuple[int, int, int, str]:
    """By tier, RTO, MTPD and name; what is not known comes last."""
    last = BEYOND + 1
    return (
        99 if row.tier is None else row.tier,
        last if row.rto is None else row.rto,
        last if row.mtpd is None else row.mtpd,
        row.name.casefold(),
    )


def _told(made: _Made, rows: list[ServiceRow]) -> str:
    share = tier_share(rows).percent
    words = plural(N_("{n} service"), N_("{n} services"), len(rows), language=made.options.language or None)
    if share is None:
        return words
    return made.say(N_("{services}, {share} % in Tiers 0 and 1"), services=words, share=share)


def _fill(made: _Made, sheet: Sheet, rows: list[ServiceRow], losses: dict[bytes, int | None], currency: str) -> None:
    heads = [
        N_("Order"), N_("Ref"), N_("Service"), N_("Tier"), N_("RTO"), N_("MTPD"), N_("RPO"), N_("WRT"), N_("MBCO"),
        N_("MBCO in words"), N_("Owner"), N_("Deputy"), N_("Loss an hour"), N_("BIA"), N_("Approved on"),
    ]  # fmt: skip
    words = [made.say(head) for head in heads]
    words[12] = made.say(N_("Loss an hour, {currency}"), currency=currency)
    sheet.put_row(HEAD, 1, words, TABLE_HEAD)
    sheet.height(HEAD, 32)
    for at, row in enumerate(rows, start=1):
        _row(made, sheet, HEAD + at, at, row, losses.get(row.key))
    last = HEAD + max(1, len(rows))
    add_table(sheet, "ServiceList", words, HEAD, last)
    set_up_view(sheet, freeze=f"D{HEAD + 1}")
    set_up_page(made, sheet, landscape=True)
    sheet.page.print_title_rows = f"{HEAD}:{HEAD}"
    sheet.page.print_area = f"A1:O{last}"


def _row(made: _Made, sheet: Sheet, at: int, order: int, row: ServiceRow, loss: int | None) -> None:
    state = made.say(N_("approved, changed since")) if row.changed else made.say(BIA_STATE[row.bia_state])
    fill, colour = _TIERS.get(row.tier if row.tier is not None else 9, ("", BODY.colour))
    cells: list[tuple[Value, Style]] = [
        (order, CENTRED),
        (row.ref, BODY),
        (row.name, BODY.but(bold=True)),
        (row.tier, CENTRED.but(fill=fill, colour=colour, bold=True)),
        *((format_duration(value), CENTRED) for value in (row.rto, row.mtpd, row.rpo, row.wrt)),
        (row.mbco_pct, CENTRED.but(number='0" %"')),
        (row.mbco_text, BODY),
        (row.owner, BODY),
        (row.deputy, BODY),
        (None if loss is None else loss // 100, BODY.but(number="#,##0")),
        (state, BODY.but(indent=1)),
        (format_date(row.approved_on) if row.approved_on else "", BODY),
    ]
    for column, (value, style) in enumerate(cells, start=1):
        sheet.put(at, column, value, style)
    sheet.height(at, max(17.0, -(-len(row.mbco_text) // 40) * 13.2 + 4))
