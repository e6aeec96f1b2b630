"""What is said, checked and written down: communication, templates, return to normal and the log."""

from __future__ import annotations

from app.i18n import N_, translate
from app.planning import completeness
from app.planning.content import PlanContent
from app.planning.notices import filled, known_of
from app.report import (
    Block,
    Box,
    Cell,
    Content,
    Gap,
    Heading,
    Inline,
    Keep,
    Look,
    NewPage,
    PageOf,
    Paragraph,
    Row,
    Space,
    Table,
    Tick,
    Tone,
    Words,
)
from app.reports.plan_tables import columns
from app.reports.plan_words import APART, Sheet, after_loss, missing, missing_part


def communication_pages(plan: PlanContent, sheet: Sheet) -> list[Block]:
    """Return who is told what, and each template with gaps to fill in."""
    blocks: list[Block] = [NewPage(), Heading(translate(N_("Communication")), 1, "communication")]
    places = {notice.key: place for place, notice in enumerate(plan.notices, 1)}
    rows = tuple(
        Row(
            (
                Cell(line.audience, strong=True), line.what or "–", line.channel or "–", line.sender or "–",
                _by(line.by_minutes), Cell(_template(line.notice_key, places)),
            )
        )
        for line in plan.messages
    )  # fmt: skip
    heads = columns(
        (translate(N_("Audience")), 31), (translate(N_("What")), 42), (translate(N_("Channel")), 28),
        (translate(N_("Sender")), 29), (translate(N_("By")), 21, "right"), (translate(N_("Template")), 19),
    )  # fmt: skip
    blocks.append(Table(heads, rows) if rows else missing(plan, translate(N_("communication matrix"))))
    for code, audience in (("internal-message", "internal"), ("external-message", "external")):
        if not any(notice.audience == audience for notice in plan.notices):
            blocks.append(missing_part(plan, completeness(plan), code))
    known = known_of(plan, numbers=sheet.phones != "none")
    for place, notice in enumerate(plan.notices, 1):
        blocks.append(_notice(place, notice.title, filled(notice.raw, known), notice.audience))
    return blocks


def _by(minutes: int | None) -> str:
    if minutes is None:
        return "–"
    return after_loss(minutes) if minutes else translate(N_("at once"))


def _template(key: bytes | None, places: dict[bytes, int]) -> Content:
    if key is None or key not in places:
        return "–"
    return (
        Words(f"{places[key]}", to=f"notice-{places[key]}"),
        ", ",
        translate(N_("p.")),
        " ",
        PageOf(f"notice-{places[key]}"),
    )


def _notice(place: int, title: str, stretches: tuple[tuple[str, bool], ...], audience: str) -> Block:
    content: list[Inline] = []
    for number, (text, gap) in enumerate(stretches):
        if gap:
            content.append(Gap(max(24.0, min(60.0, 1.3 * len(text) + 4)), f"notice{place}.{number}", text))
        else:
            content.append(text)
    word = translate(N_("external")) if audience == "external" else translate(N_("internal"))
    sent: Content = (
        translate(N_("Approved by")), " ", Gap(40, f"notice{place}.by"), APART, translate(N_("sent at")), " ",
        Gap(24, f"notice{place}.sent"), APART, translate(N_("next at")), " ", Gap(24, f"notice{place}.next"),
    )  # fmt: skip
    blank = tuple(Paragraph((Gap(160, f"notice{place}.more{line}"),), Look.NOTICE, after=0) for line in range(3))
    body = Box(
        (
            Paragraph(tuple(content), Look.NOTICE, after=4),
            Paragraph(translate(N_("What else is confirmed")), Look.SMALL, Tone.SECONDARY, after=0),
            *blank, Space(4), Paragraph(sent, Look.SMALL, Tone.SECONDARY, after=1),
        ),
        padding=4,
    )  # fmt: skip
    return Keep((Heading(f"{place} {title}", 2, f"notice-{place}", note=word), body))


def return_page(plan: PlanContent) -> list[Block]:
    """Return the data checks to sign, the way back, and when the plan ends."""
    state = completeness(plan)
    blocks: list[Block] = [NewPage(), Heading(translate(N_("Check, return, stand down")), 1, "return")]
    blocks.append(Heading(translate(N_("Data checks")), 2))
    rows = tuple(
        Row(
            (
                Cell((Tick(f"check{place}.done", line.text[:80]),)), line.text, line.who or "–",
                Cell((Gap(34, f"check{place}.signature"),), low=True), Cell((Gap(14, f"check{place}.time"),), low=True),
            ),
            height=12,
        )
        for place, line in enumerate(plan.data_checks, 1)
    )  # fmt: skip
    heads = columns(
        ("", 8), (translate(N_("Check")), 74), (translate(N_("Owner")), 32), (translate(N_("Signature")), 38),
        (translate(N_("Time")), 18),
    )  # fmt: skip
    blocks.append(Table(heads, rows) if rows else missing_part(plan, state, "verification"))
    blocks.append(Heading(translate(N_("Way back to normal")), 2))
    blocks.append(Paragraph(plan.return_to_normal) if plan.return_to_normal else missing_part(plan, state, "return"))
    blocks.append(Heading(translate(N_("Stand-down")), 2))
    blocks.append(Paragraph(plan.deactivation) if plan.deactivation else missing_part(plan, state, "deactivation"))
    ended: Content = (
        translate(N_("Plan ended at")), " ", Gap(28, "ended.at"), APART, translate(N_("by")), " ", Gap(48, "ended.by"),
    )  # fmt: skip
    return [*blocks, Paragraph(ended, Look.NOTICE)]


def log_pages(sheet: Sheet) -> list[Block]:
    """Return two blank pages of an incident log, 22 rows each."""
    height = 10.1 if sheet.page_size == "A4" else 9.4
    heads = columns(
        (translate(N_("Time")), 18), (translate(N_("What happened or was decided")), 92), (translate(N_("By")), 30),
        (translate(N_("Told to")), 30),
    )  # fmt: skip
    blank = Table(heads, tuple(Row(("", "", "", ""), height=height) for _ in range(22)), after=0)
    return [
        NewPage(), Heading(translate(N_("Incident log")), 1, "log"), blank,
        NewPage(), Heading(translate(N_("Incident log, continued")), 2), blank,
    ]  # fmt: skip
