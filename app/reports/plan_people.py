"""Who does what and how to reach them: roles, escalation, call list and suppliers of the printed plan."""

from __future__ import annotations

from app.i18n import N_, translate
from app.planning import completeness
from app.planning.content import Contact, PlanContent
from app.report import (
    Block,
    Cell,
    Gap,
    Heading,
    Look,
    NewPage,
    Paragraph,
    Row,
    Table,
    Tick,
    Tone,
    Words,
)
from app.reports.plan_card import CALLS
from app.reports.plan_tables import columns
from app.reports.plan_words import Sheet, missing, missing_part, name_of, numbers, span


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
