"""The BIA report put together: one page for the board, method and scales, a part per service, calibration, findings."""

from __future__ import annotations

from app.dates import format_date, format_instant
from app.i18n import N_, translate
from app.report import Block, Report
from app.reports.bia_board import BOARD, FINDINGS, MISSING, PRIORITIES, approved_words, board_page
from app.reports.bia_closing import CALIBRATION, TALKS, calibration_page, findings_page, missing_page, talks_page
from app.reports.bia_content import BiaContent, approved_of
from app.reports.bia_method import METHOD, method_pages, priority_page
from app.reports.bia_service import service_pages
from app.reports.bia_words import phones_words
from app.reports.plan_words import Phones, Sheet


def bia_report(content: BiaContent, sheet: Sheet) -> Report:
    """Return the report about all services that ``content`` holds."""
    return paper(content, sheet, translate(N_("BIA report")), report_blocks(content, sheet.phones))


def report_blocks(content: BiaContent, phones: Phones) -> tuple[Block, ...]:
    """Return the blocks of the report, so that a binder can join several."""
    return (
        board_page(content),
        *method_pages(content, _contents()),
        *priority_page(content),
        *(block for one in content.services for block in service_pages(content, one, phones)),
        *calibration_page(content),
        *findings_page(content),
        *talks_page(content),
        *missing_page(content),
    )


def _contents() -> tuple[tuple[str, str], ...]:
    parts = (
        (N_("For the board"), BOARD), (N_("Method and scales"), METHOD),
        (N_("Services by priority, with the page of each"), PRIORITIES),
        (N_("Calibration across departments"), CALIBRATION), (N_("Open findings and waivers"), FINDINGS),
        (N_("Who was interviewed"), TALKS), (N_("What is still missing"), MISSING),
    )  # fmt: skip
    return tuple((translate(title), anchor) for title, anchor in parts)


def paper(content: BiaContent, sheet: Sheet, title: str, blocks: tuple[Block, ...], header: str = "") -> Report:
    """Return blocks as a paper with the edges that all BIA papers have (``documents.md`` §0)."""
    phones = phones_words(sheet.phones)
    return Report(
        title=f"{title}: {content.organisation}" if content.organisation else title,
        blocks=blocks,
        author=sheet.author,
        subject=content.organisation,
        language=sheet.language or content.language,
        made_at=sheet.made_at,
        header_left=header or translate(N_("{title} · as of {day}"), title=title, day=format_date(content.today)),
        header_centre=content.confidentiality.upper(),
        footer_left=translate(
            N_("{organisation} · Phones: {phones}"), organisation=content.organisation, phones=phones
        ),
        footer_centre=_standing(content),
        footer_right=translate(N_("Foreshock {moment}"), moment=format_instant(sheet.made_at)),
        page_size=sheet.page_size,
    )


def _standing(content: BiaContent) -> str:
    if not approved_of(content.services):
        return translate(N_("Draft, not approved"))
    return approved_words(content)
