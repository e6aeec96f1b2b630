"""The sheet "Changes": what differs from the last time the register was exported."""

from __future__ import annotations

from app.i18n import N_
from exporters.xlsx.book import Sheet
from exporters.xlsx.cells import letters
from exporters.xlsx.looks import BODY, HEADING, LINK, PROSE, QUIET, TABLE_HEAD
from exporters.xlsx.paper import set_up_page, set_up_view
from exporters.xlsx.risk_register.links import to_risk
from exporters.xlsx.risk_register.making import Making

HEAD, FIRST, MOST = 3, 4, 5_000
_WIDTHS = (16, 9, 20, 28, 28, 18, 36)
_HEADS = (N_("When"), N_("Risk"), N_("What"), N_("Before"), N_("After"), N_("By"), N_("Why"))


def since_text(making: Making) -> str:
    """Return with what the register is compared, as a sentence."""
    if making.exported is None:
        return making.say(N_("First export: nothing to compare."))
    day = making.day(making.exported.exported_at.astimezone().date())
    if making.exported.recipient:
        return making.say(N_("Since {day}, sent to {whom}"), day=day, whom=making.exported.recipient)
    return making.say(N_("Since {day}"), day=day)


def add_changes(making: Making) -> Sheet:
    """Add the sheet; a first export gets one sentence."""
    sheet = making.book.sheet(making.say(N_("Changes")))
    sheet.widths(*_WIDTHS)
    sheet.put(1, 1, making.say(N_("Changes")), HEADING)
    sheet.put(1, 3, since_text(making), QUIET)
    sheet.height(1, 24)
    if making.since is not None:
        _table(making, sheet)
    set_up_view(sheet, freeze=f"A{FIRST}" if making.since else "")
    set_up_page(making, sheet, landscape=True)
    sheet.page.print_title_rows = f"{HEAD}:{HEAD}" if making.since else None
    return sheet


def _lines(texts: tuple[str, ...]) -> int:
    """Return how many lines the fullest of the cells from "What" on needs, roughly."""
    widths = zip(texts, _WIDTHS[2:], strict=True)
    return max(sum(-(-max(1, len(line)) // width) for line in text.split("\n")) for text, width in widths)


def _table(making: Making, sheet: Sheet) -> None:
    values = making.since.values if making.since else ()
    sheet.put_row(HEAD, 1, [making.say(head) for head in _HEADS], TABLE_HEAD)
    sheet.height(HEAD, 20)
    listed = {risk.ref for risk in making.register.risks}
    for row, value in enumerate(values[:MOST], start=FIRST):
        sheet.put(
            row, 1, value.at.astimezone().replace(tzinfo=None), BODY.but(number="d mmm yyyy hh:mm", across="left")
        )
        known = value.ref in listed
        sheet.put(
            row, 2, to_risk(making, value.ref) if known else value.ref, BODY.but(colour=LINK.colour, underline=known)
        )
        told = (value.what, value.before, value.after, value.by, value.why)
        sheet.put_row(row, 3, told, BODY)
        sheet.height(row, 14 * min(5, _lines(told)) + 2)
    if not values:
        sheet.put(FIRST, 1, making.say(N_("Nothing has changed.")), PROSE.but(wrap=False))
    elif len(values) > MOST:
        rest = making.say(N_("and {n} older changes; the session has them all"), n=len(values) - MOST)
        sheet.put(FIRST + MOST, 1, rest, QUIET)
    last = FIRST + min(len(values), MOST) - 1
    if values:
        sheet.page.auto_filter.ref = f"A{HEAD}:{letters(len(_HEADS))}{last}"
