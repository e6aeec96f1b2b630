"""The scales behind a questionnaire: what each level means, and the names that its drop-down lists offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import N_
from exporters.xlsx.looks import BODY, HEADING, QUIET, SMALL_HEAD, STEPS
from exporters.xlsx.paper import set_up_page, set_up_view

if TYPE_CHECKING:
    from exporters.xlsx.book import Sheet
    from exporters.xlsx.questionnaire.making import Making


def add_anchors(making: Making) -> Sheet:
    """Add the sheet with the anchors of every category."""
    sheet = making.book.sheet(making.say(N_("Anchors")))
    sheet.widths(20, *(26 for _ in making.form.levels), 14)
    sheet.put(1, 1, making.say(N_("What the levels mean")), HEADING)
    sheet.height(1, 24)
    words = N_("Score the cumulative, worst credible effect; it stops at the worst moment and there is no workaround.")
    sheet.put(2, 1, making.say(words), QUIET)
    sheet.put(4, 1, making.say(N_("Category")), SMALL_HEAD)
    for level, (word, (fill, colour)) in enumerate(zip(making.form.levels, STEPS, strict=False), start=1):
        sheet.put(4, level + 1, f"{level} {word}".strip(), SMALL_HEAD.but(fill=fill, colour=colour))
    limit = len(making.form.levels) + 2
    sheet.put(4, limit, making.say(N_("Intolerable from")), SMALL_HEAD)
    for row, category in enumerate(making.form.categories, start=5):
        sheet.put(row, 1, category.name, BODY.but(bold=True))
        for level, text in enumerate(category.anchors, start=1):
            style = BODY.but(bold=True) if level == category.threshold else BODY
            sheet.put(row, level + 1, text, style.but(fill="E8EEFB") if level >= category.threshold else style)
        sheet.put(row, limit, category.threshold, BODY.but(across="center"))
        sheet.height(row, 32)
    row = 6 + len(making.form.categories)
    sheet.put(row, 1, making.say(N_("Blue: intolerable in this category.")), QUIET)
    set_up_view(sheet, freeze="B5")
    set_up_page(making, sheet, landscape=True, tall=1)
    return sheet


def add_lists(making: Making) -> Sheet:
    """Add the hidden sheet with what drop-down lists offer, one column each; an empty list still has a cell."""
    sheet = making.book.sheet(making.say(N_("Lists")))
    sheet.page.sheet_state = "hidden"
    form = making.form
    lists = {
        "people": (N_("People"), form.people),
        "nodes": (N_("Services and components"), form.nodes),
        "suppliers": (N_("Suppliers"), form.suppliers),
        "services": (N_("Services"), form.service_names),
    }
    for column, (name, (title, entries)) in enumerate(lists.items(), start=1):
        sheet.put(1, column, making.say(title), SMALL_HEAD)
        for row, entry in enumerate(entries, start=2):
            sheet.put(row, column, entry)
        making.book.name(f"list_{name}", sheet, (2, column), (1 + max(1, len(entries)), column))
    sheet.widths(28, 34, 28, 34)
    return sheet
