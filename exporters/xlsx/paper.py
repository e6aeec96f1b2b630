"""How sheets are seen and printed, alike in every workbook: paper, margins, footer, zoom and frozen heads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from app.i18n import N_

if TYPE_CHECKING:
    from exporters.registry import Options
    from exporters.xlsx.book import Sheet


class Printed(Protocol):
    """What a workbook in the making tells about its paper."""

    @property
    def options(self) -> Options:
        """What a person chose for the export."""

    @property
    def classification(self) -> str:
        """The confidential mark in capitals."""

    def say(self, msgid: str, /, **values: object) -> str:
        """Return a text of ours in the language of the document."""


def set_up_page(made: Printed, sheet: Sheet, *, landscape: bool, tall: int = 0) -> None:
    """Set paper, margins of 10 mm, one page wide (``tall`` 0 takes as many pages as needed), and the footer."""
    from openpyxl.worksheet.properties import PageSetupProperties

    page = sheet.page
    page.page_setup.orientation = "landscape" if landscape else "portrait"
    page.page_setup.paperSize = 1 if made.options.page == "Letter" else 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, tall
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for side in ("left", "right", "top"):
        setattr(page.page_margins, side, 10 / 25.4)
    page.page_margins.bottom, page.page_margins.footer = 15 / 25.4, 6 / 25.4
    footer = page.oddFooter
    footer.left.text = "&F"
    footer.center.text = made.say(N_("Page {page} of {pages}"), page="&P", pages="&N")
    footer.right.text = made.classification.replace("&", "&&")


def set_up_view(sheet: Sheet, *, freeze: str = "", lines: bool = False) -> None:
    """Show a sheet at 100 % from A1, with or without grid lines, its head frozen at ``freeze``."""
    view = sheet.page.sheet_view
    view.zoomScale, view.showGridLines = 100, lines
    if freeze:
        sheet.page.freeze_panes = freeze
