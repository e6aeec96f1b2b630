"""Pages two and following of the printed plan (``documents.md`` §2), one function per page."""

from __future__ import annotations

from app.i18n import N_, plural, translate
from app.planning import completeness
from app.planning.content import Contact, PlanContent, PlannedService, ResourceLine, Stage, Trial
from app.planning.notices import filled, known_of
from app.planning.parts import Completeness
from app.report import (
    Align,
    Block,
    Box,
    Cell,
    Column,
    Columns,
    Content,
    Gap,
    Heading,
    Inline,
    Keep,
    LineShape,
    Look,
    NewPage,
    PageOf,
    Paragraph,
    Part,
    PathShape,
    Row,
    Space,
    Table,
    Tick,
    Tone,
    Words,
)
from app.report import Figure as Drawing
from app.reports.plan_card import CALLS, DOCUMENT, START
from app.reports.plan_figures import (
    dependency_map,
    drawn_nodes,
    horizon_words,
    map_title,
    timeline,
    timeline_title,
)
from app.reports.plan_words import APART, Sheet, after_loss, day, listed, missing, missing_part, name_of, numbers, span

Contents = tuple[tuple[str, str], ...]


def columns(*specs: tuple[str, float] | tuple[str, float, Align]) -> tuple[Column, ...]:
    """Return columns from headings and widths, right-aligned where figures stand."""
    return tuple(Column(spec[0], spec[1], spec[2] if len(spec) > 2 else "left") for spec in specs)


def text_part(plan: PlanContent, title: str, text: str) -> list[Block]:
    """Return a small heading with a text, or with the line that says that it is not recorded."""
    body = [Paragraph(text, after=2)] if text else [missing(plan, title)]
    return [Heading(title, 3), *body]


# --- 2 the document ---


def document_page(plan: PlanContent, contents: Contents) -> list[Block]:
    """Return the formal data of the plan: services and targets, time lines, purpose, approvals, copies, contents."""
    state = completeness(plan)
    blocks: list[Block] = [NewPage(), Heading(translate(N_("Document")), 1, DOCUMENT), *_targets(plan)]
    lines = [
        Keep((Paragraph(timeline_title(one), strong=True, after=0, glued=True), timeline(one))) for one in plan.services
    ]
    blocks += lines
    blocks += [Heading(translate(N_("Purpose and scope")), 2), _texts(plan, state)]
    blocks += _approvals(plan)
    blocks += _copies(plan)
    return [*blocks, Keep((Heading(translate(N_("Contents")), 2), _contents(contents)))]


def _texts(plan: PlanContent, state: Completeness) -> Table:
    """Return the texts of the plan with their names at the left; what is empty says so."""
    texts = (
        (translate(N_("Purpose")), plan.purpose),
        (translate(N_("Scope")), plan.scope),
        (translate(N_("Exclusions")), plan.exclusions),
        (translate(N_("Incident process")), plan.incident_process),
        (translate(N_("Without network")), plan.offline_places),
        (translate(N_("Completeness")), _completeness(state)),
    )
    rows = tuple(
        Row((Cell(name, strong=True), Cell(text) if text else Cell((missing(plan, name.lower()),))))
        for name, text in texts
    )
    return Table(columns(("", 36), ("", 134)), rows, heading=False, look=Look.BODY, padding=1.2)


def _targets(plan: PlanContent) -> list[Block]:
    if not plan.services:
        return [missing_part(plan, completeness(plan), "services")]
    rows = tuple(
        Row(
            (
                Cell((Paragraph(one.name, Look.SMALL, strong=True, after=0),
                      Paragraph(one.ref, Look.SMALL, Tone.SECONDARY, after=0))),
                one.owner.name if one.owner else "–",
                "–" if one.tier is None else str(one.tier),
                span(one.rto),
                span(one.rpo),
                _mbco(one.mbco_pct, one.mbco_text),
                span(one.mtpd),
            )
        )
        for one in plan.services
    )  # fmt: skip
    heads = columns(
        (translate(N_("Service")), 44), (translate(N_("Owner")), 32), (translate(N_("Tier")), 11, "right"),
        ("RTO", 15, "right"), ("RPO", 16, "right"), ("MBCO", 35), ("MTPD", 17, "right"),
    )  # fmt: skip
    return [Table(heads, rows)]


def _mbco(share: int | None, words: str) -> str:
    shown = "" if share is None else f"{share}\N{NO-BREAK SPACE}%"
    return ": ".join(part for part in (shown, words) if part) or "–"


def _approvals(plan: PlanContent) -> list[Block]:
    blocks: list[Block] = [Heading(translate(N_("Approvals and reviews")), 2)]
    rows = [Row((version.version, day(version.on), version.by, version.note)) for version in plan.versions[:4]]
    rows += [
        Row((translate(N_("review")), day(review.on), review.by or "–", review.result)) for review in plan.reviews[:3]
    ]
    if rows:
        heads = columns(
            (translate(N_("Version")), 22), (translate(N_("Date")), 26), (translate(N_("By")), 48),
            (translate(N_("What changed, what was found")), 74),
        )  # fmt: skip
        blocks.append(Table(heads, tuple(rows)))
    else:
        blocks.append(missing(plan, translate(N_("approval"))))
    if plan.reviewed_on is None and plan.next_review_on is None:
        return blocks
    following = translate(
        N_("Last review {last}; next review {next}."), last=day(plan.reviewed_on), next=day(plan.next_review_on)
    )
    return [*blocks, Paragraph(following, Look.SMALL, Tone.SECONDARY)]


def _copies(plan: PlanContent) -> list[Block]:
    blocks: list[Block] = [Heading(translate(N_("Who holds a copy")), 2)]
    if plan.copies:
        rows = tuple(Row((copy.recipient, copy.form, copy.version or "–", day(copy.on))) for copy in plan.copies)
        heads = columns(
            (translate(N_("Who")), 88), (translate(N_("Form")), 28), (translate(N_("Version")), 24),
            (translate(N_("Handed out")), 30),
        )  # fmt: skip
        blocks.append(Table(heads, rows))
    else:
        blocks.append(missing(plan, translate(N_("distribution list"))))
    return blocks


def _completeness(state: Completeness) -> str:
    text = translate(N_("{filled} of {all} parts"), filled=state.filled, all=len(state.parts))
    if state.missing:
        names = listed([part.title.lower() for part in state.missing])
        text = translate(N_("{filled} of {all} parts; missing: {missing}"),
                         filled=state.filled, all=len(state.parts), missing=names)  # fmt: skip
    return text


def _contents(contents: Contents) -> Columns:
    """Return the contents in two columns."""
    half = (len(contents) + 1) // 2
    parts = tuple(Part(83, (_contents_table(lines),)) for lines in (contents[:half], contents[half:]) if lines)
    return Columns(parts)


def _contents_table(contents: Contents) -> Table:
    rows = tuple(
        Row((Cell((Words(title, to=anchor),)), Cell((PageOf(anchor),), align="right"))) for title, anchor in contents
    )
    return Table(columns(("", 69), ("", 14, "right")), rows, heading=False, look=Look.SMALL, padding=0.9)


# --- 3 start or wait ---


def start_page(plan: PlanContent) -> list[Block]:
    """Return the triggers, the decision as three boxes, the log of decisions, and when the plan ends."""
    blocks: list[Block] = [NewPage(), Heading(translate(N_("Start or wait")), 1, START)]
    blocks.append(Heading(translate(N_("Triggers")), 2))
    for number, trigger in enumerate(plan.triggers, 1):
        blocks.append(Paragraph(trigger.text, bullet=f"{number}", after=0.6))
    if not plan.triggers:
        blocks.append(missing_part(plan, completeness(plan), "triggers"))
    blocks += _more_of_the_card(plan)
    blocks += [Heading(translate(N_("The decision, at the declaration and every 30 minutes")), 2), *_decision()]
    blocks += [Heading(translate(N_("Decision log")), 2), _decision_log()]
    blocks.append(Heading(translate(N_("Stand-down criteria")), 2))
    blocks.append(
        Paragraph(plan.deactivation) if plan.deactivation else missing_part(plan, completeness(plan), "deactivation")
    )
    return blocks + _latest(plan)


def _more_of_the_card(plan: PlanContent) -> list[Block]:
    """Return in full what the first-hour card may have cut."""
    blocks: list[Block] = []
    if len(plan.first_hour) > 8 or any(len(line.text) > 120 for line in plan.first_hour):
        blocks.append(Heading(translate(N_("The first hour in full")), 2))
        rows = tuple(Row((f"{line.from_minute}–{line.to_minute}", line.text, line.who)) for line in plan.first_hour)
        heads = columns((translate(N_("Minute")), 22), (translate(N_("What")), 108), (translate(N_("Who")), 40))
        blocks.append(Table(heads, rows))
    if len(plan.do_nots) > 6 or any(len(line.text) > 70 for line in plan.do_nots):
        blocks.append(Heading(translate(N_("Do not")), 2))
        blocks += [Paragraph(line.text, bullet="×", after=1) for line in plan.do_nots]
    return blocks


def _decision() -> list[Block]:
    questions = (
        (
            N_("Is a trigger met? Is anyone in danger, or the law? Does elapsed time + repair end after the RTO?"),
            N_("Start the plan"), Tone.EXTREME,
        ),
        (
            N_("Is there a firm repair time, and does elapsed time + repair + steps end before the RTO?"),
            N_("Watch, ask again in 30 min"), Tone.ACCENT,
        ),
        (
            N_("Neither? No firm repair time and the latest decision time has come: start."),
            N_("The lead decides"), Tone.SECONDARY,
        ),
    )  # fmt: skip
    blocks: list[Block] = []
    for place, (question, answer, tone) in enumerate(questions):
        if place:
            blocks.append(_arrow_down())
        left = Box((Paragraph(translate(question), after=0),), padding=1.8)
        right = Box(
            (Paragraph((translate(N_("yes")) + " → ", Words(translate(answer), strong=True)), after=0),),
            rule=tone, edge=False, tint=True, padding=1.8,
        )  # fmt: skip
        blocks.append(Columns((Part(108, (left,)), Part(58, (right,))), after=0))
    return [Keep(tuple(blocks))]


def _arrow_down() -> Drawing:
    return Drawing(170, 4, (
        LineShape(52, 0.3, 52, 3.2, Tone.INK, 0.3),
        PathShape(((50.9, 2.2), (52, 3.8), (53.1, 2.2)), None, Tone.INK),
    ), after=0)  # fmt: skip


def _latest(plan: PlanContent) -> list[Block]:
    timed = [one for one in plan.services if one.path is not None and one.rto is not None]
    if not timed:
        return []
    groups: dict[tuple[int | None, ...], list[PlannedService]] = {}
    for one in timed:
        groups.setdefault((one.latest_decision_at, one.rto, one.path, one.allowance), []).append(one)
    rows = tuple(
        _latest_row(place, groups[key]) for place, key in enumerate(sorted(groups, key=lambda one: one[0] or 0))
    )
    heads = columns(
        (translate(N_("Service")), 67), ("RTO", 13, "right"), (translate(N_("Steps take")), 18, "right"),
        (translate(N_("Allowance")), 17, "right"), (translate(N_("Slack")), 16, "right"),
        (translate(N_("Decide by")), 18, "right"), (translate(N_("that is")), 21),
    )  # fmt: skip
    return [Keep((Heading(translate(N_("Latest decision")), 2), Table(heads, rows, padding=0.7)))]


def _latest_row(place: int, services: list[PlannedService]) -> Row:
    one = services[0]
    return Row(
        (
            ", ".join(service.name for service in services), span(one.rto), span(one.path), span(one.allowance),
            span(one.slack), Cell(after_loss(one.latest_decision_at), strong=True),
            Cell((Gap(18, f"latest{place}"),), low=True),
        )
    )  # fmt: skip


def _decision_log() -> Table:
    heads = columns(
        (translate(N_("Time")), 20), (translate(N_("Decision")), 60), (translate(N_("By whom")), 35),
        (translate(N_("Reason")), 55),
    )  # fmt: skip
    return Table(heads, tuple(Row(("", "", "", ""), height=8.2) for _ in range(6)))


# --- 4 roles, 5 call list ---


def roles_page(plan: PlanContent, sheet: Sheet) -> list[Block]:
    """Return who fills which role, and the escalation path."""
    blocks: list[Block] = [NewPage(), Heading(translate(N_("Roles")), 1, "roles")]
    rows = tuple(
        Row(
            (Cell(role.name, strong=True), _person(role.primary, sheet, duty=True), _person(role.backup, sheet),
             role.authority or "–"),
            height=14,
        )
        for role in plan.roles
    )  # fmt: skip
    heads = columns(
        (translate(N_("Role")), 38), (translate(N_("Primary")), 44), (translate(N_("Backup")), 44),
        (translate(N_("Authority in this plan")), 44),
    )  # fmt: skip
    blocks.append(Table(heads, rows) if rows else missing_part(plan, completeness(plan), "roles"))
    blocks.append(Heading(translate(N_("Escalation")), 2))
    levels = tuple(
        Row(
            (Cell(f"L{line.level}", strong=True), line.role, line.go_up_when or "–", span(line.reply_limit),
             _contact(line.primary, line.backup, sheet))
        )
        for line in plan.escalation
    )  # fmt: skip
    heads = columns(
        (translate(N_("Level")), 14), (translate(N_("Role")), 36), (translate(N_("Go up when")), 50),
        (translate(N_("Reply in")), 18, "right"), (translate(N_("Contact")), 52),
    )  # fmt: skip
    blocks.append(Table(heads, levels) if levels else missing_part(plan, completeness(plan), "escalation"))
    return blocks


def _person(person: Contact | None, sheet: Sheet, *, duty: bool = False) -> Cell:
    if person is None:
        return Cell(translate(N_("nobody yet")), tone=Tone.SECONDARY)
    if sheet.phones == "none":
        return Cell(translate(N_("see sealed list")))
    lines = [Paragraph(name_of(person), Look.SMALL, strong=True, after=0.3)]
    lines += [Paragraph(number, Look.SMALL, after=0) for number in numbers(person, sheet.phones, on_duty=duty)]
    return Cell(tuple(lines))


def _contact(primary: Contact | None, backup: Contact | None, sheet: Sheet) -> Cell:
    people = [person for person in (primary, backup) if person is not None]
    if not people:
        return Cell(translate(N_("nobody yet")), tone=Tone.SECONDARY)
    if sheet.phones == "none":
        return Cell(translate(N_("see sealed list")))
    lines = []
    for person in people:
        number = next(iter(numbers(person, sheet.phones, on_duty=person is primary)), "")
        lines.append(Paragraph((Words(name_of(person), strong=True), f" {number}"), Look.SMALL, after=0.6))
    return Cell(tuple(lines))


def call_page(plan: PlanContent, sheet: Sheet) -> list[Block]:
    """Return whom to call, by role, with boxes to tick, and the suppliers below."""
    blocks: list[Block] = [NewPage(), Heading(translate(N_("Call list")), 1, CALLS)]
    if sheet.phones == "none":
        blocks.append(Paragraph(translate(N_("Numbers are on the sealed list.")), tone=Tone.SECONDARY))
    rows = tuple(
        Row(
            (
                role, Cell(_called(person, sheet), strong=True), _numbers(person, sheet, duty),
                Cell((Tick(f"call{place}.reached", role),), align="centre"),
                Cell((Tick(f"call{place}.coming", role),), align="centre"),
                Cell((Gap(13, f"call{place}.time"),), low=True),
            ),
            height=8.5,
        )
        for place, (role, person, duty) in enumerate(_calls(plan))
    )  # fmt: skip
    heads = columns(
        (translate(N_("Role")), 30), (translate(N_("Name")), 32), (translate(N_("Numbers")), 63),
        (translate(N_("reached")), 15, "centre"), (translate(N_("coming")), 14, "centre"), (translate(N_("time")), 16),
    )  # fmt: skip
    blocks.append(Table(heads, rows, padding=1.5) if rows else missing_part(plan, completeness(plan), "roles"))
    return [*blocks, *_suppliers(plan, sheet)]


def _called(person: Contact, sheet: Sheet) -> str:
    return "" if sheet.phones == "none" else name_of(person)


def _numbers(person: Contact, sheet: Sheet, duty: bool) -> str:
    return " · ".join(numbers(person, sheet.phones, on_duty=duty)) or "–"


def _calls(plan: PlanContent) -> list[tuple[str, Contact, bool]]:
    """Return role, person and whether they are on duty: the first of each role, alphabetically by role."""
    found: list[tuple[str, Contact, bool]] = []
    holders = {person.key for role in plan.roles for person in (role.primary, role.backup) if person}
    for place, person in enumerate(plan.invokers):
        if person.key in holders:
            continue
        word = translate(N_("May invoke")) if not place else translate(N_("May invoke, deputy"))
        found.append((word, person, True))
    for role in plan.roles:
        if role.primary:
            found.append((role.name, role.primary, True))
        if role.backup:
            found.append((translate(N_("{role}, backup"), role=role.name), role.backup, False))
    return sorted(found, key=lambda one: one[0].casefold())


def _suppliers(plan: PlanContent, sheet: Sheet) -> list[Block]:
    blocks: list[Block] = [Heading(translate(N_("Suppliers")), 2)]
    if not plan.suppliers:
        return [*blocks, missing(plan, translate(N_("suppliers")))]
    rows = tuple(
        Row(
            (
                Cell((Paragraph(one.name, Look.SMALL, strong=True, after=0),
                      Paragraph(one.provides, Look.SMALL, Tone.SECONDARY, after=0))),
                one.contract_number or "–", span(one.contract_rto),
                (translate(N_("see sealed list")) if sheet.phones == "none" else one.contact.replace(" ", "\u00a0"))
                if one.contact else "–",
                _alternative(one.alternative, one.switch_time),
            )
        )
        for one in plan.suppliers
    )  # fmt: skip
    heads = columns(
        (translate(N_("Supplier")), 46), (translate(N_("Contract")), 26), (translate(N_("Promise")), 17, "right"),
        (translate(N_("24×7 line")), 37), (translate(N_("If it fails")), 44),
    )  # fmt: skip
    return [*blocks, Table(heads, rows)]


def _alternative(text: str, switch: int | None) -> str:
    if not text:
        return "–"
    return translate(N_("{text}, in {time}"), text=text, time=span(switch)) if switch is not None else text


# --- 6 what it stands on ---


def foundation_page(plan: PlanContent) -> list[Block]:
    """Return the dependency map and the recovery order."""
    ground = plan.foundation
    blocks: list[Block] = [NewPage(), Heading(translate(N_("What it stands on")), 1, "foundation")]
    figure = dependency_map(ground)
    if figure is None:
        return [*blocks, missing_part(plan, completeness(plan), "dependencies"), *_order_note(plan)]
    shown = drawn_nodes(ground)
    blocks += [Paragraph(map_title(ground), strong=True, after=2, glued=True), figure]
    legend = translate(
        N_("Left comes back first. Heavy frame: recovered by this plan. Dashed frame: supplier. "
           "Dashed line: useful, not necessary. Ring: its loss alone stops a service of this plan.")
    )  # fmt: skip
    blocks.append(Paragraph(legend, Look.SMALL, Tone.SECONDARY))
    if len(shown) < len(ground.nodes):
        note = translate(
            N_("{n} of {all} nodes are drawn: services, necessary suppliers, and what alone can stop a service."),
            n=len(shown), all=len(ground.nodes),
        )  # fmt: skip
        blocks.append(Paragraph(note, Look.SMALL, Tone.SECONDARY))
    blocks += [Heading(translate(N_("Recovery order")), 2), *_order_note(plan)]
    keys = {node.key for node in shown}
    stages = [stage for stage in ground.order if stage.node.key in keys]
    rows = tuple(_order_row(place, stage) for place, stage in enumerate(stages, 1))
    heads = columns(
        (translate(N_("No")), 10, "right"), (translate(N_("What")), 62), (translate(N_("Kind")), 22),
        (translate(N_("Back in")), 18, "right"), (translate(N_("With needs")), 20, "right"),
        (translate(N_("Note")), 38),
    )  # fmt: skip
    return [*blocks, Table(heads, rows, padding=1.4)]


def _order_note(plan: PlanContent) -> list[Block]:
    blocks: list[Block] = [Paragraph(plan.order_note)] if plan.order_note else []
    if plan.foundation.circular:
        circle = translate(
            N_("These need each other, so that their order is undefined: {names}."),
            names=listed(plan.foundation.circular, 8),
        )
        blocks.append(Paragraph(circle, strong=True))
    return blocks


_KINDS = {
    "service": N_("service"), "component": N_("component"), "supplier": N_("supplier"), "person": N_("person"),
}  # fmt: skip


def _order_row(place: int, stage: Stage) -> Row:
    node = stage.node
    late = node.back_in is not None and stage.ready_at is not None and stage.ready_at > node.back_in
    note = listed(node.cuts, 2)
    if note and node.kind in ("component", "person"):
        note = translate(N_("alone stops {services}"), services=note)
    elif late:
        note = translate(N_("waits for {what}"), what=listed(stage.waits_for, 2))
    else:
        note = ""
    return Row(
        (
            str(place), Cell(f"{node.ref} {node.name}".strip(), strong=node.planned),
            translate(_KINDS.get(node.kind, node.kind)), span(node.back_in),
            Cell(span(stage.ready_at), strong=late), note,
        ),
        rule=Tone.EXTREME if node.cuts and node.kind in ("component", "person") else None,
    )  # fmt: skip


# --- 9 resources ---


_RESOURCE_KINDS = {
    "people": N_("people"), "space": N_("space"), "it": N_("equipment and access"), "data": N_("data"),
    "supplier": N_("supplier"),
}  # fmt: skip


def _kind(line: ResourceLine) -> str:
    kind = translate(_RESOURCE_KINDS.get(line.kind, line.kind))
    return " · ".join(part for part in (kind, line.site) if part)


def resources_part(plan: PlanContent) -> list[Block]:
    """Return what is needed at which point in time."""
    blocks: list[Block] = [Heading(translate(N_("Resources and sites")), 1, "resources")]
    if not plan.resources:
        return [*blocks, missing_part(plan, completeness(plan), "resources")]
    rows = tuple(
        Row(
            (
                Cell((Paragraph(line.what, Look.SMALL, strong=True, after=0),
                      Paragraph(_kind(line), Look.SMALL, Tone.SECONDARY, after=0))),
                line.at_4h or "–", line.at_24h or "–", line.at_3d or "–", line.at_1w or "–",
            )
        )
        for line in plan.resources
    )  # fmt: skip
    first, second, third, fourth = horizon_words()
    heads = columns((translate(N_("What")), 70), (first, 25), (second, 25), (third, 25), (fourth, 25))
    return [*blocks, Table(heads, rows)]


# --- 10 communication ---


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


# --- 11 check, return, stand down; 12 log ---


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


# --- 13 history ---


def history_page(plan: PlanContent) -> list[Block]:
    """Return versions, tests with their results, open actions and waivers."""
    blocks: list[Block] = [
        NewPage(),
        Heading(translate(N_("History")), 1, "history"),
        Heading(translate(N_("Versions")), 2),
    ]
    rows = tuple(Row((one.version, day(one.on), one.by, one.note or "–")) for one in plan.versions)
    heads = columns(
        (translate(N_("Version")), 20), (translate(N_("Approved on")), 28), (translate(N_("By")), 48),
        (translate(N_("What changed")), 74),
    )  # fmt: skip
    blocks.append(Table(heads, rows) if rows else missing(plan, translate(N_("approved version"))))
    return [*blocks, *_trials(plan), *_actions(plan), *_waivers(plan)]


def _trials(plan: PlanContent) -> list[Block]:
    blocks: list[Block] = [Heading(translate(N_("Tests and exercises")), 2)]
    if not plan.trials:
        blocks.append(missing_part(plan, completeness(plan), "last-test"))
    else:
        rows = tuple(
            Row((one.ref, one.title, one.service, _date(one), span(one.rta), span(one.target), _result(one)))
            for one in plan.trials
        )  # fmt: skip
        heads = columns(
            (translate(N_("No")), 17), (translate(N_("Test")), 36), (translate(N_("Service")), 35),
            (translate(N_("Date")), 25), (translate(N_("Took")), 17, "right"), ("RTO", 14, "right"),
            (translate(N_("Result")), 26),
        )  # fmt: skip
        blocks.append(Table(heads, rows, padding=1.4))
    untried = plan.untried_steps()
    if untried:
        text = plural(
            "Step never tried in a test: {steps}.", "Steps never tried in a test: {steps}.", len(untried),
            steps=", ".join(map(str, untried)),
        )  # fmt: skip
        blocks.append(Paragraph(text, strong=True))
    return blocks


def _date(one: Trial) -> str:
    return day(one.done_on) if one.done_on else translate(N_("planned {date}"), date=day(one.planned_on))


def _result(one: Trial) -> str:
    if one.passed is None:
        return translate(N_("not measured")) if one.done_on else "–"
    return translate(N_("RTO kept")) if one.passed else translate(N_("RTO missed"))


def _actions(plan: PlanContent) -> list[Block]:
    blocks: list[Block] = [Heading(translate(N_("Open actions")), 2)]
    if not plan.actions:
        return [*blocks, Paragraph(translate(N_("None.")))]
    rows = tuple(
        Row((one.ref, one.title, one.owner or "–", Cell(_due(day(one.due_on), one.late), strong=one.late)))
        for one in plan.actions
    )
    heads = columns(
        (translate(N_("No")), 18),
        (translate(N_("Action")), 78),
        (translate(N_("Owner")), 40),
        (translate(N_("Due")), 34),
    )
    return [*blocks, Table(heads, rows, padding=1.4)]


def _due(shown: str, late: bool) -> str:
    return translate(N_("{date}, late"), date=shown) if late else shown


def _waivers(plan: PlanContent) -> list[Block]:
    blocks: list[Block] = [Heading(translate(N_("Accepted findings")), 2)]
    if not plan.waivers:
        return [*blocks, Paragraph(translate(N_("None.")))]
    rows = tuple(
        Row((f"{one.ref} {one.rule}".strip(), one.about, one.reason, one.by or "–",
             translate(N_("expired {date}"), date=day(one.expires_on)) if one.expired else day(one.expires_on)))
        for one in plan.waivers
    )  # fmt: skip
    heads = columns(
        (translate(N_("No")), 26), (translate(N_("About")), 42), (translate(N_("Reason")), 44),
        (translate(N_("Accepted by")), 30), (translate(N_("Until")), 28),
    )  # fmt: skip
    return [*blocks, Table(heads, rows, padding=1.4)]
