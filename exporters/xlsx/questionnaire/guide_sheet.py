"""The first sheet of a questionnaire: what it is about, by when, how to fill it in, and who did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import N_
from app.questionnaires.way_back import SENDER, Placed, headed
from exporters.xlsx.looks import ACCENT, BODY, LINK, PROSE, QUIET, SECTION, SMALL_HEAD, TITLE
from exporters.xlsx.paper import set_up_page, set_up_view
from exporters.xlsx.questionnaire.asking import OPEN

if TYPE_CHECKING:
    from exporters.xlsx.book import Sheet
    from exporters.xlsx.questionnaire.making import Making

_WIDE = 100
#: Where the sender writes their name.
_SENDER_ROW = 6


def add_guide(making: Making) -> Sheet:
    """Add the sheet, still without what the others will be called."""
    sheet = making.book.sheet(making.say(N_("How to fill this in")), tab=ACCENT)
    sheet.widths(3, 22, 44, 18, 18, 3)
    return sheet


def fill_guide(making: Making, sheet: Sheet) -> None:
    """Fill the sheet once all others are there."""
    form = making.form
    sheet.put(1, 2, form.organisation, QUIET)
    sheet.put(2, 2, making.title, TITLE)
    sheet.height(2, 28)
    parts = [
        making.say(N_("for {name}"), name=form.recipient) if form.recipient else "",
        making.say(N_("as of {day}"), day=making.day(form.made_at.astimezone().date())),
        making.say(N_("please send back by {day}"), day=making.day(form.due)) if form.due else "",
        making.classification,
    ]
    sheet.put(3, 2, " · ".join(part for part in parts if part), QUIET)
    _sender(making, sheet)
    row = _services(making, sheet, _SENDER_ROW + 2)
    row = _steps(making, sheet, row + 1)
    row = _forms(making, sheet, row + 1)
    set_up_view(sheet)
    set_up_page(making, sheet, landscape=False, tall=1)
    sheet.page.print_area = f"A1:F{row}"
    sheet.page.protection.sheet = True
    sheet.page.protection.formatColumns = sheet.page.protection.formatRows = False


def _sender(making: Making, sheet: Sheet) -> None:
    label = making.say(N_("Filled in by"))
    sheet.put(_SENDER_ROW, 1, "✎", QUIET)
    sheet.put(_SENDER_ROW, 2, label, BODY.but(bold=True))
    sheet.put(_SENDER_ROW, 3, making.form.recipient, OPEN.but(number="@"))
    sheet.put(_SENDER_ROW, 4, making.say(N_("Change it if somebody else answers.")), QUIET)
    sheet.height(_SENDER_ROW, 18)
    making.sheets.append(headed(sheet.title, _SENDER_ROW - 1, ()))
    making.blanks.append(Placed(sheet.title, "✎", "", "", "", SENDER, "", (3,), ""))


def _services(making: Making, sheet: Sheet, row: int) -> int:
    from openpyxl.worksheet.hyperlink import Hyperlink

    heads = [making.say(word) for word in (N_("Service"), N_("Name"), N_("Core questions"), N_("More"))]
    sheet.put_row(row, 2, heads, SMALL_HEAD)
    for service in making.form.services:
        row += 1
        core = sum(asked.core for asked in service.questions)
        sheet.put(row, 2, service.ref, BODY.but(colour=LINK.colour, underline=True))
        title = making.titles[service.key].replace("'", "''")
        link = Hyperlink(ref=f"B{row}", location=f"'{title}'!A1", display=service.ref)
        sheet.page._hyperlinks.append(link)
        sheet.put(row, 3, service.name, BODY)
        sheet.put(row, 4, core, BODY.but(across="left"))
        sheet.put(row, 5, len(service.questions) - core, BODY.but(across="left"))
        sheet.height(row, 16)
    return row


def _steps(making: Making, sheet: Sheet, row: int) -> int:
    sheet.put(row, 2, making.say(N_("How to fill it in")), SECTION)
    for text in _told(making):
        row += 1
        _wrapped(sheet, row, text)
    return row + 1


def _told(making: Making) -> list[str]:
    form = making.form
    back = form.facilitator_email or form.facilitator or making.say(N_("the sender"))
    first = N_("1. Each service has its own sheet. What is on record stands in the answers: change what is wrong.")
    alone = N_("1. Each service has its own sheet. Answer on your own, without asking the owner: that is the point.")
    asked = N_("1. Only what is still open is asked. What is on record stands in the answers: change what is wrong.")
    opening = alone if not form.filled else asked if form.kind == "ask-back" else first
    grid = N_(
        "2. Score the impact from 1 to {n} for an outage that begins at the worst moment, without any workaround: the "
        "worst credible effect so far. It never shrinks with time. The sheet “Anchors” says what each level means."
    )
    lists = N_("3. In lists, one thing a row. Empty a row to take it out; use the empty rows for more.")
    ask = N_("4. What you do not know, leave. Write what we should ask into “Remark”.")
    send = N_("5. Save the file as xlsx and send it to {whom}. Nothing is taken over before a person has looked at it.")
    by = N_(
        "5. Save the file as xlsx and send it to {whom} by {day}. Nothing is taken over before a person looked at it."
    )
    last = making.say(by, whom=back, day=making.day(form.due)) if form.due else making.say(send, whom=back)
    return [making.say(opening), making.say(grid, n=len(form.levels) or 5), making.say(lists), making.say(ask), last]


def _forms(making: Making, sheet: Sheet, row: int) -> int:
    sheet.put(row, 2, making.say(N_("What the answers look like")), SECTION)
    examples = (
        (N_("Lengths of time"), N_("30 min, 4 h, 1 h 30, 2 d, 1 w; “> 1 month” if it never becomes intolerable")),
        (N_("Amounts"), making.say(N_("in {currency}: 2500 or 2.6 m"), currency=making.form.currency)),
        (N_("People"), N_("choose from the list; a new name may be written")),
        (N_("What must be up first"), N_("choose from the list; a new name may be written, we will ask")),
        (N_("Stops without it?"), N_("yes: without it the service falls below the least you could live with")),
    )
    for what, how in examples:
        row += 1
        sheet.put(row, 2, making.say(what), BODY.but(bold=True))
        sheet.put(row, 3, making.say(how), BODY)
        for column in (4, 5):
            sheet.put(row, column, None, BODY)
        sheet.page.merged_cells.add(f"C{row}:E{row}")
        sheet.height(row, 16)
    return row


def _wrapped(sheet: Sheet, row: int, text: str) -> None:
    sheet.page.merged_cells.add(f"B{row}:E{row}")
    sheet.put(row, 2, text, PROSE)
    sheet.height(row, 14.5 * max(1, -(-len(text) // _WIDE)) + 3)
