"""The owner's BIA sheet: two pages per service that its owner reads, corrects and signs.

Nothing of other departments stands in it but the names of services that this one depends on: no targets, no losses, no
findings that tell them. What does not fit is shortened and counted; a third page there never is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.checks import Finding
from app.i18n import N_, plural, translate
from app.report import (
    Block,
    Box,
    Cell,
    Columns,
    Edges,
    Gap,
    Heading,
    Look,
    OnePage,
    Paragraph,
    Part,
    Report,
    Row,
    Space,
    Table,
    Tone,
)
from app.reports.bia_content import BiaContent, Edited, NeedLine, ServiceBia
from app.reports.bia_figures import curve_figure, grid_figure, loss_figure
from app.reports.bia_method import service_note
from app.reports.bia_report import paper
from app.reports.bia_service import TARGETS, dissent_words, loss_table, person_cell, resource_table, workaround_facts
from app.reports.bia_words import (
    DASH,
    approval_words,
    changed_words,
    clip,
    derivation,
    empty_line,
    impact_message,
    need_words,
    owner_name,
    proposed,
    quiet,
    target_cell,
    target_name,
    target_who,
    target_why,
    unbroken,
)
from app.reports.plan_tables import columns
from app.reports.plan_words import Phones, Sheet, day, span

_MORE = N_("{n} more, see report")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of each list (rows) and text (characters) a sheet shows, and how high rows and curves are (mm)."""

    rows: int
    characters: int
    row: float
    curve: float


#: From the roomy to the surely fitting.
VARIANTS = (
    Limits(12, 900, 6.4, 46), Limits(9, 500, 6.2, 44), Limits(7, 320, 6.0, 40), Limits(5, 220, 5.8, 38),
    Limits(4, 160, 5.6, 34), Limits(3, 120, 5.2, 30), Limits(2, 90, 5.0, 0), Limits(1, 60, 4.6, 0),
)  # fmt: skip


def bia_sheets(content: BiaContent, sheet: Sheet) -> Report:
    """Return the sheets of all services that ``content`` holds, two pages each."""
    title = translate(N_("BIA sheet"))
    if len(content.services) == 1:
        title = translate(N_("BIA sheet {service}"), service=content.services[0].title)
    blocks: tuple[Block, ...] = tuple(
        page for one in content.services for page in service_sheet(content, one, sheet.phones)
    )
    return paper(content, sheet, title, blocks)


def service_sheet(content: BiaContent, one: ServiceBia, phones: Phones) -> tuple[OnePage, OnePage]:
    """Return the two pages of a service."""
    edges = Edges(translate(N_("BIA sheet · {service}"), service=clip(one.title, 48)), _standing(one))
    front = _Variants(lambda limits: _front(content, one, limits))
    back = _Variants(lambda limits: _back(content, one, limits, phones))
    anchor = f"sheet-{one.row.ref or one.row.key.hex()}"
    return (
        OnePage(front, anchor=anchor, bookmark=one.title, edges=edges),
        OnePage(back, edges=edges),
    )


class _Variants(Sequence[tuple[Block, ...]]):
    """The variants of a page, each put together only when the roomier ones did not fit."""

    def __init__(self, compose: Callable[[Limits], tuple[Block, ...]]) -> None:
        self._compose = compose

    def __len__(self) -> int:
        return len(VARIANTS)

    def __getitem__(self, place: Any) -> Any:
        chosen: Any = VARIANTS[place]
        return tuple(map(self._compose, chosen)) if isinstance(place, slice) else self._compose(chosen)


def _standing(one: ServiceBia) -> str:
    if one.signature is None:
        return translate(N_("Draft, not approved"))
    if one.changed:
        return translate(N_("Changed since approval of version {n}"), n=one.signature.version)
    return translate(N_("Version {n}, approved {day}"), n=one.signature.version, day=day(one.signature.on))


# --- page one ---


def _front(content: BiaContent, one: ServiceBia, limits: Limits) -> tuple[Block, ...]:
    blocks: list[Block] = [
        Paragraph(one.title, Look.TITLE, after=0.5, max_lines=2),
        Paragraph(service_note(one), Look.SMALL, Tone.SECONDARY, after=2.5, max_lines=2),
        _facts(one, limits),
        _head(N_("Impact over time")),
        Paragraph(impact_message(one), Look.SMALL, strong=True, after=1, max_lines=2),
        grid_figure(one.grid, row=_row(one, limits)),
        quiet(translate(N_("Cumulative, worst moment, no workaround. A bar marks where it becomes intolerable.")),
              after=0.5),
    ]  # fmt: skip
    if "grid" in one.missing:
        blocks.append(quiet(_empty(one, "grid"), after=0.5))
    curve = curve_figure(one, height=limits.curve) if limits.curve else None
    return (*blocks, *([curve] if curve else []), *_targets(content, one, limits), *_peaks(one, limits))


def _row(one: ServiceBia, limits: Limits) -> float:
    """Return the height of a row of the grid: many categories share the room of ten."""
    return limits.row if len(one.grid.lines) <= 10 else max(3.4, limits.row * 10 / len(one.grid.lines))


def _empty(one: ServiceBia, code: str) -> str:
    return clip(empty_line(one, code), 130)


def _head(msgid: str) -> Heading:
    return Heading(translate(msgid), 3)


def _facts(one: ServiceBia, limits: Limits) -> Table:
    use = " · ".join(text for text in (one.said("hours"), one.said("volume")) if text)
    facts = (
        (translate(N_("Purpose")), one.said("purpose"), "purpose"),
        (translate(N_("Stops with it")), one.said("supports"), "supports"),
        (translate(N_("Hours, volume")), use, "use"),
    )
    return _pairs([(name, clip(text, limits.characters) or _empty(one, code), bool(text))
                   for name, text, code in facts])  # fmt: skip


def _pairs(facts: Sequence[tuple[str, str, bool]], left: float = 26, width: float = 170) -> Table:
    """Return names with texts; what is missing stands in secondary ink."""
    rows = tuple(
        Row((Cell(name, tone=Tone.SECONDARY), Cell(text, tone=Tone.INK if known else Tone.SECONDARY)))
        for name, text, known in facts
    )
    return Table(columns(("", left), ("", width - left)), rows, heading=False, padding=0.7, after=1)


def _targets(content: BiaContent, one: ServiceBia, limits: Limits) -> list[Block]:
    heads = columns(
        (translate(N_("Target")), 15), (translate(N_("Proposed")), 19), (translate(N_("Decided")), 44),
        (translate(N_("Why")), 34), (translate(N_("Who, when")), 58),
    )  # fmt: skip
    rows = tuple(
        Row((Cell(target_name(code), strong=True), proposed(one, code),
             target_cell(one, code, limits.characters // 4 + 30),
             clip(target_why(one, code), limits.characters // 3 + 20),
             clip(target_who(content, one, code), 60)))
        for code in TARGETS
    )  # fmt: skip
    steps = clip(derivation(one), max(200, limits.characters))
    return [_head(N_("Targets")), Table(heads, rows, padding=0.8, after=1), quiet(steps, after=2.5)]


def _peaks(one: ServiceBia, limits: Limits) -> list[Block]:
    if not one.peaks:
        return [quiet(f"{translate(N_('Peaks'))}: {_empty(one, 'peaks')}", after=0)]
    rows = tuple(
        Row((Cell(clip(peak.name, 70), strong=True), clip(peak.recurrence, 50) or DASH, span(peak.mtpd)))
        for peak in one.peaks[: limits.rows]
    )
    heads = columns((translate(N_("Peak")), 86), (translate(N_("When")), 58), ("MTPD", 26, "right"))
    return [Table(heads, rows, padding=0.8, after=0.5), *_rest(len(one.peaks), limits)]


def _rest(number: int, limits: Limits) -> list[Block]:
    rest = number - limits.rows
    return [quiet(translate(_MORE, n=rest), after=0.5)] if rest > 0 else []


# --- page two ---


def _back(content: BiaContent, one: ServiceBia, limits: Limits, phones: Phones) -> tuple[Block, ...]:
    left, right = _dependencies(one, limits), [*_workaround(one, limits), *_key_people(content, one, limits, phones)]
    kept, owed = _records(one, limits), _obligations(one, limits)
    return (
        *_loss(one, limits),
        Space(3.5),
        Columns((Part(83, tuple(left)), Part(83, tuple(right))), after=3.5),
        Columns((Part(83, tuple(kept)), Part(83, tuple(owed))), after=0),
        *_resources(one, limits),
        *_contradictions(content, one, limits),
        *_dissent(one, limits),
        *_signature(one),
    )


def _loss(one: ServiceBia, limits: Limits) -> list[Block]:
    head = _head(N_("Cost of waiting"))
    if not one.loss.known:
        return [head, quiet(_empty(one, "loss"), after=1)]
    title = Paragraph(clip(unbroken(one.loss.title), 160), Look.SMALL, strong=True, after=1)
    figure = loss_figure(one, height=max(30.0, limits.curve * 0.8), width=83) if limits.curve else None
    table = loss_table(one)
    faults = [quiet(clip(text, limits.characters), after=0.5) for text in one.loss.faults[:2]]
    if figure is None:
        return [head, title, table, *faults]
    right: tuple[Block, ...] = (table, *faults, quiet(one.loss.method, after=0))
    return [head, title, Columns((Part(83, (figure,)), Part(83, right)), after=0)]


def _dependencies(one: ServiceBia, limits: Limits) -> list[Block]:
    blocks: list[Block] = [_head(N_("Depends on"))]
    if not one.needs:
        return [*blocks, quiet(_empty(one, "dependencies"), after=1)]
    rows = tuple(Row((clip(_names(need), 90), need_words(need))) for need in one.needs[: limits.rows])
    heads = columns((translate(N_("What")), 58), (translate(N_("How")), 25))
    used = _users(one)
    return [
        *blocks, Table(heads, rows, padding=0.8, after=0.5), *_rest(len(one.needs), limits),
        *([quiet(clip(used, limits.characters), after=0.5)] if used else []),
    ]  # fmt: skip


def _names(need: NeedLine) -> str:
    return " / ".join(member.name for member in need.members)


def _users(one: ServiceBia) -> str:
    """Return who relies on it: services of the own department by name, the others counted."""
    own = [member.name for member in one.dependants if not member.other]
    others = sum(member.other for member in one.dependants)
    parts = list(own)
    if others:
        parts.append(plural(N_("{n} service of another department"), N_("{n} services of other departments"), others))
    return translate(N_("Relied on by: {names}."), names=", ".join(parts)) if parts else ""


def _records(one: ServiceBia, limits: Limits) -> list[Block]:
    texts = [f"{clip(row.name, 70)}: {clip(row.copy_at, 90) or DASH}" for row in one.records]
    return _bullets(one, N_("Vital records"), "records", texts, limits)


def _obligations(one: ServiceBia, limits: Limits) -> list[Block]:
    texts = []
    for row in one.obligations:
        within = translate(N_("within {time}"), time=span(row.within)) if row.within is not None else ""
        parts = (clip(row.name, 70), clip(row.duty, 110), within)
        texts.append(", ".join(part for part in parts if part))
    return _bullets(one, N_("Obligations"), "obligations", texts, limits)


def _bullets(one: ServiceBia, title: str, code: str, texts: Sequence[str], limits: Limits) -> list[Block]:
    blocks: list[Block] = [_head(title)]
    if not texts:
        return [*blocks, quiet(_empty(one, code), after=0.5)]
    blocks += [Paragraph(text, Look.SMALL, bullet="–", after=0.5) for text in texts[: limits.rows]]
    return [*blocks, *_rest(len(texts), limits)]


def _workaround(one: ServiceBia, limits: Limits) -> list[Block]:
    facts = workaround_facts(one)
    if not facts:
        return [_head(N_("Workaround")), quiet(_empty(one, "workaround"), after=0.5)]
    shown = [(name, clip(text, limits.characters), True) for name, text in facts]
    return [_head(N_("Workaround")), _pairs(shown, 20, 83)]


def _key_people(content: BiaContent, one: ServiceBia, limits: Limits, phones: Phones) -> list[Block]:
    blocks: list[Block] = [_head(N_("Key people and cover"))]
    if not one.key_roles:
        return [*blocks, quiet(_empty(one, "key people"), after=0.5)]
    rows = tuple(
        Row((Cell(clip(row.role, 60), strong=True), person_cell(content, row.person_id, phones, limits.characters),
             person_cell(content, row.cover_id, phones, limits.characters)))
        for row in one.key_roles[: limits.rows]
    )  # fmt: skip
    heads = columns((translate(N_("Role")), 23), (translate(N_("Person")), 30), (translate(N_("Cover")), 30))
    return [*blocks, Table(heads, rows, padding=0.8, after=0.5), *_rest(len(one.key_roles), limits)]


def _resources(one: ServiceBia, limits: Limits) -> list[Block]:
    head = _head(N_("Resources"))
    if not one.resources:
        return [head, quiet(_empty(one, "resources"), after=0.5)]
    return [head, resource_table(one, limits.rows, limits.characters), *_rest(len(one.resources), limits)]


def _contradictions(content: BiaContent, one: ServiceBia, limits: Limits) -> list[Block]:
    still = [found for found in one.findings if not found.waived]
    head = _head(N_("Open contradictions"))
    if not still:
        return [head, quiet(translate(N_("None is open.")), after=0.5)]
    rows = tuple(
        Row((Cell(found.severity.words, strong=found.severity.rank == 0),
             clip(own_message(content, one, found), max(120, limits.characters))))
        for found in still[: limits.rows]
    )  # fmt: skip
    heads = columns(("", 24), ("", 146))
    return [head, Table(heads, rows, heading=False, padding=0.8, after=0.5), *_rest(len(still), limits)]


_SOONER = N_("{service} must be back sooner than {needed}, which it needs; agree on both recovery times.")
_FRESHER = N_("{needed} may lose more data than {service} accepts; agree on both data losses.")
_OTHERWISE = N_("{service} and {needed} contradict each other; the report tells how.")


def own_message(content: BiaContent, one: ServiceBia, found: Finding) -> str:
    """Return the sentence of a finding, without the figures of another service that it may tell."""
    node = found.node if found.subject == one.row.key else found.subject
    kind = found.node_kind if found.subject == one.row.key else found.subject_kind
    if kind != "service" or node is None or found.rule == "D04":
        return unbroken(found.message)
    words = {"D01": _SOONER, "D02": _FRESHER}.get(found.rule, _OTHERWISE)
    name = content.names.get(node, "").partition(" ")[2] or content.names.get(node, "")
    return translate(words, service=one.row.name, needed=name)


def _dissent(one: ServiceBia, limits: Limits) -> list[Block]:
    texts = [one.said("dissent")] if one.said("dissent") else []
    texts += [dissent_words(view) for view in one.dissents]
    if not texts:
        return []
    shown = [
        Paragraph(clip(text, limits.characters), Look.SMALL, bullet="–", after=0.5) for text in texts[: limits.rows]
    ]
    return [_head(N_("Dissent")), *shown, *_rest(len(texts), limits)]


# --- the signature ---


def _signature(one: ServiceBia) -> list[Block]:
    """Return the line to sign on: filled in if it is approved as it stands, empty otherwise."""
    signature = one.signature
    told: list[Block] = []
    if signature is not None and one.changed:
        words = N_("Changed since approval of version {n} by {name}, {day}: {what}.")
        told.append(Paragraph(
            translate(words, n=signature.version, name=signature.by, day=day(signature.on),
                      what=clip(changed_words(_own(one), 4), 360)),
            Look.SMALL, after=1.5))  # fmt: skip
    elif signature is not None:
        told.append(Paragraph(f"{_capital(approval_words(one))}.", Look.SMALL, strong=True, after=1.5))
    else:
        confirm = translate(N_("I confirm this analysis as it stands on these two pages."))
        told.append(Paragraph(confirm, Look.SMALL, after=1.5))
    return [_head(N_("Approval")), Box((*told, _line(one)), padding=2.2, after=0)]


#: The question of the interview that other departments answer, too: who relies on the service.
_DEPENDANTS = 28


def _own(one: ServiceBia) -> ServiceBia:
    """Return the analysis with its later edits as its owner may read them: others that rely on it are not named."""
    theirs = Edited(translate(N_("who relies on it")), "", "")
    edits = [edit if edit.question != _DEPENDANTS else theirs for edit in one.changed]
    return replace(one, changed=tuple(dict.fromkeys(edits)))


def _line(one: ServiceBia) -> Table:
    signature, key = one.signature, one.row.ref or one.row.key.hex()
    heads = columns(
        (translate(N_("Name")), 46), (translate(N_("Date")), 28), (translate(N_("Version")), 18),
        (translate(N_("How")), 30), (translate(N_("Signature")), 42),
    )  # fmt: skip
    if signature is not None and not one.changed:
        cells = (signature.by, day(signature.on), str(signature.version), signature.manner or DASH, signature.sheet)
        return Table(heads, (Row(cells, height=6),), padding=1.0, after=0)
    version = str(signature.version + 1 if signature is not None else 1)
    name = clip(owner_name(one), 40) if one.owner is not None else (Gap(40, f"{translate(N_('Name'))} {key}"),)
    on, how, sign = ((Gap(width, f"{translate(title)} {key}"),) for title, width in _BLANKS)
    empty = (
        Cell(name, low=True),
        Cell(on, low=True),
        Cell(version, low=True),
        Cell(how, low=True),
        Cell(sign, low=True),
    )
    return Table(heads, (Row(empty, height=12),), padding=1.0, after=0, lines=False)


#: What is filled in by hand: its name and the width of its line (mm).
_BLANKS = ((N_("Date"), 24.0), (N_("How"), 26.0), (N_("Signature"), 38.0))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
