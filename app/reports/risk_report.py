"""The risk report put together: for the board, heat maps, above appetite, a block per risk, method, index by owner."""

from __future__ import annotations

from app.dates import format_date, format_instant
from app.i18n import N_, translate
from app.report import Block, Report
from app.reports.plan_words import Sheet
from app.reports.risk_board import ABOVE, BOARD, UNVOTED, board_page, empty_page
from app.reports.risk_content import RiskContent
from app.reports.risk_method import METHOD, OWNERS, contents_page, method_pages, owner_pages
from app.reports.risk_money import LOSSES, loss_pages
from app.reports.risk_pages import GLANCE, HEAT, RISKS, above_pages, heat_pages, risk_pages, unvoted_pages


def risk_report(content: RiskContent, sheet: Sheet) -> Report:
    """Return the report about the risks that ``content`` holds."""
    register = content.register
    title = translate(N_("Risk report"))
    as_of = translate(N_("{title} · as of {day}"), title=title, day=format_date(content.today))
    return Report(
        title=f"{title}: {register.organisation}" if register.organisation else title,
        blocks=report_blocks(content),
        author=sheet.author,
        subject=register.organisation,
        language=sheet.language or register.language,
        made_at=sheet.made_at,
        header_left=as_of,
        header_centre=register.confidentiality.upper(),
        footer_left=translate(N_("{organisation} · Phones: none"), organisation=register.organisation),
        footer_centre="",
        footer_right=translate(N_("Foreshock {moment}"), moment=format_instant(sheet.made_at)),
        page_size=sheet.page_size,
    )


def report_blocks(content: RiskContent) -> tuple[Block, ...]:
    """Return the blocks of the report, so that a binder can join several."""
    if not content.parts:
        return empty_page(content)
    return (
        board_page(content),
        *contents_page(_entries(content)),
        *heat_pages(content),
        *above_pages(content),
        *risk_pages(content),
        *unvoted_pages(content),
        *loss_pages(content),
        *method_pages(content),
        *owner_pages(content),
    )


def _entries(content: RiskContent) -> list[tuple[str, str]]:
    parts = [
        (N_("For the board"), BOARD), (N_("Heat maps"), HEAT), (N_("Where each risk stands"), GLANCE),
        (N_("Above appetite, and what is done"), ABOVE), (N_("Risk by risk"), RISKS),
        (N_("Not voted on by a room"), UNVOTED), (N_("What a year may cost"), LOSSES),
        (N_("Method and scales"), METHOD), (N_("Index by owner"), OWNERS),
    ]  # fmt: skip
    absent = {UNVOTED: not content.unvoted, LOSSES: content.losses is None}
    return [(translate(title), anchor) for title, anchor in parts if not absent.get(anchor)]
