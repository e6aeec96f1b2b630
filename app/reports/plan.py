"""The printed continuity plan and its first-hour card, put together page by page (``documents.md`` §2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.dates import format_instant
from app.i18n import N_, translate
from app.planning.content import PlanContent
from app.report import Block, Edges, OnePage, Report, named_apart
from app.reports.plan_card import CALLS, CARD, DOCUMENT, START, card_page
from app.reports.plan_front import Contents, document_page, start_page
from app.reports.plan_ground import foundation_page, resources_part
from app.reports.plan_history import history_page
from app.reports.plan_messages import communication_pages, log_pages, return_page
from app.reports.plan_people import call_page, roles_page
from app.reports.plan_steps import WORKAROUND, step_blocks, workaround_page
from app.reports.plan_words import Sheet, day


def plan_report(plan: PlanContent, sheet: Sheet) -> Report:
    """Return the whole plan as a paper."""
    return _report(plan, sheet, translate(N_("Continuity plan: {title}"), title=plan.title), plan_blocks(plan, sheet))


def plans_report(plans: Sequence[PlanContent], sheet: Sheet) -> Report:
    """Return several plans as one paper, each from an odd page; a single one as it is."""
    if len(plans) == 1:
        return plan_report(plans[0], sheet)
    return _joined(plans, sheet, translate(N_("Continuity plans")), [plan_blocks(plan, sheet) for plan in plans])


def card_report(plan: PlanContent, sheet: Sheet) -> Report:
    """Return the first-hour card alone as a paper of one page."""
    title = translate(N_("First-hour card: {title}"), title=plan.title)
    return _report(plan, sheet, title, (card_page(plan, sheet, alone=True),))


def cards_report(plans: Sequence[PlanContent], sheet: Sheet) -> Report:
    """Return the first-hour cards of several plans as one paper, a page each."""
    if len(plans) == 1:
        return card_report(plans[0], sheet)
    cards = [(card_page(plan, sheet, alone=True),) for plan in plans]
    return _joined(plans, sheet, translate(N_("First-hour cards")), cards, odd=False)


def _joined(
    plans: Sequence[PlanContent], sheet: Sheet, title: str, parts: Sequence[tuple[Block, ...]], *, odd: bool = True
) -> Report:
    """Return the papers of several plans as one, each under its own header and footer."""
    blocks: list[Block] = []
    for plan, part in zip(plans, parts, strict=True):
        first, *rest = named_apart(part, f"{plan.ref or plan.key.hex()}.")
        if isinstance(first, OnePage):
            first = replace(first, odd=odd, edges=Edges(_header(plan), _footer(plan)), bookmark=plan.title)
        blocks += [first, *rest]
    return _report(plans[0], sheet, title, tuple(blocks))


def plan_blocks(plan: PlanContent, sheet: Sheet) -> tuple[Block, ...]:
    """Return the blocks of the whole plan, so that a binder can join several."""
    steps = step_blocks(plan)
    return (
        card_page(plan, sheet),
        *document_page(plan, _contents(steps)),
        *start_page(plan),
        *roles_page(plan, sheet),
        *call_page(plan, sheet),
        *foundation_page(plan),
        *(block for _, _, blocks in steps for block in blocks),
        *workaround_page(plan),
        *resources_part(plan),
        *communication_pages(plan, sheet),
        *return_page(plan),
        *log_pages(sheet),
        *history_page(plan),
    )


def _contents(steps: list[tuple[str, str, list[Block]]]) -> Contents:
    before = (
        (N_("First-hour card"), CARD), (N_("Document"), DOCUMENT), (N_("Start or wait"), START),
        (N_("Roles and escalation"), "roles"), (N_("Call list and suppliers"), CALLS),
        (N_("What it stands on, recovery order"), "foundation"),
    )  # fmt: skip
    after = (
        (N_("Workaround"), WORKAROUND), (N_("Resources and sites"), "resources"),
        (N_("Communication and templates"), "communication"), (N_("Check, return, stand down"), "return"),
        (N_("Incident log"), "log"), (N_("History, tests, open actions"), "history"),
    )  # fmt: skip
    middle = tuple((title, anchor) for title, anchor, _ in steps)
    return (*_told(before), *middle, *_told(after))


def _told(lines: Contents) -> Contents:
    return tuple((translate(title), anchor) for title, anchor in lines)


def _report(plan: PlanContent, sheet: Sheet, title: str, blocks: tuple[Block, ...]) -> Report:
    phones = {"all": N_("all"), "duty": N_("duty numbers"), "none": N_("none")}[sheet.phones]
    edge = translate(N_("{organisation} · Phones: {phones}"), organisation=plan.organisation, phones=translate(phones))
    return Report(
        title=title,
        blocks=blocks,
        author=sheet.author,
        subject=plan.organisation,
        language=sheet.language or plan.language,
        made_at=sheet.made_at,
        header_left=_header(plan),
        header_centre=plan.confidentiality.upper(),
        footer_left=edge,
        footer_centre=_footer(plan),
        footer_right=translate(N_("Foreshock {moment}"), moment=format_instant(sheet.made_at)),
        page_size=sheet.page_size,
    )


def _header(plan: PlanContent) -> str:
    return translate(N_("{title} · version {version}"), title=plan.title, version=plan.version)


def _footer(plan: PlanContent) -> str:
    if not plan.approved:
        return translate(N_("Draft, not approved"))
    if plan.expires_on is None:
        return translate(N_("Approved; no expiry recorded for printed copies"))
    return translate(N_("Printed copies expire {date}"), date=day(plan.expires_on))
