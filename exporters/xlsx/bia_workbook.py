"""The whole business impact analysis as a workbook of tables: targets, grid, answers, losses, lists, and the scales.

For people who work in spreadsheets: everything that the interviews hold, levels as numbers in the colours of the scale.
An edited copy comes back as a list of changes, by the same way as a questionnaire (``app.questionnaires``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

from app import questionnaires
from app.i18n import N_
from app.model.bia import BIA_STATE
from app.questionnaires import Blank, Cell, FieldAim, ListAim, RowAim, SaidAim, ServiceForm
from app.questionnaires.lists import LISTS
from app.questionnaires.way_back import WORKBOOK, Placed, headed
from app.services import ServiceRow, services
from exporters.registry import Options, Progress, subjects
from exporters.xlsx.cells import letters
from exporters.xlsx.looks import (
    ACCENT,
    BODY,
    COMPUTED,
    HEADING,
    PROSE,
    QUIET,
    SECTION,
    SMALL_HEAD,
    STEPS,
    TABLE_HEAD,
    TITLE,
    Style,
)
from exporters.xlsx.paper import set_up_page, set_up_view
from exporters.xlsx.questionnaire.asking import ask_properly, open_style, written
from exporters.xlsx.tables import SPARE_ROWS, add_colour, add_table

if TYPE_CHECKING:
    from app.document import Document
    from exporters.xlsx.book import Sheet
    from exporters.xlsx.cells import Value
    from exporters.xlsx.questionnaire.making import Making

KIND = WORKBOOK
#: The row of headings of every table.
HEAD = 3
KEY = Style(colour="474E57", fill=COMPUTED, upright="top", edges=BODY.edges)
GREY = BODY.but(fill=COMPUTED)
#: Edges to other services stand in the list of what is needed first, once.
_LISTED = ("peak", "obligation", "vital_record", "dependency", "supplier", "people", "resource", "key_role",
           "past_outage")  # fmt: skip
_WIDE, _NARROW = 34, 11


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its key, its service, grey cells, and the blanks whose cells follow."""

    label: str
    service: ServiceForm
    grey: tuple[Value, ...]
    blanks: tuple[Blank, ...]


def write(document: Document, options: Options, stream: BinaryIO, progress: Progress) -> None:
    """Write the workbook about the services that ``options.refs`` name, or about all."""
    from exporters.xlsx.book import Book
    from exporters.xlsx.questionnaire.making import Making
    from exporters.xlsx.questionnaire.scale_sheets import add_anchors, add_lists
    from exporters.xlsx.questionnaire.way_back_sheet import add_way_back

    progress(0.05, "")
    rows = {row.key: row for row in services(document)}
    chosen = subjects(document, options, "service") or tuple(rows)
    form = replace(questionnaires.form(document, chosen), kind=WORKBOOK, person=None, recipient="")
    author = options.author or document.who
    making = Making(Book(title="", author=author, moment=form.made_at), form, options)
    title = making.say(N_("Business impact analysis · {organisation}"), organisation=form.organisation)
    making.book.workbook.properties.title = title
    progress(0.4, "")
    guide = making.book.sheet(making.say(N_("How to read")), tab=ACCENT)
    _Tables(making, rows).add()
    _fill_guide(making, guide)
    add_anchors(making)
    add_lists(making)
    add_way_back(making)
    making.book.save(stream, lambda share: progress(0.5 + 0.5 * share, ""))


class _Tables:
    """Adds the sheets with tables, one after the other."""

    def __init__(self, making: Making, rows: dict[bytes, ServiceRow]) -> None:
        self.making, self.rows = making, rows
        self.widths: list[float] = []

    def add(self) -> None:
        """Add all of them."""
        say, forms = self.making.say, self.making.form.services
        grey = [say(word) for word in (N_("Department"), N_("Tier"), N_("State of the BIA"))]
        self._table("Services", say(N_("Services and targets")), [
            Row(one.ref, one, self._standing(one), self._fields(one, "service")) for one in forms
        ], grey)  # fmt: skip
        self._impact()
        self._table("Answers", say(N_("Answers")), [
            Row(one.ref, one, (), self._fields(one, "bia", loss=False)) for one in forms
        ])  # fmt: skip
        self._table("Losses", say(N_("Losses")), [
            Row(one.ref, one, (), self._fields(one, "bia", loss=True)) for one in forms
        ])  # fmt: skip
        for name in _LISTED:
            self._list(name)
        self._said()

    def _standing(self, one: ServiceForm) -> tuple[Value, ...]:
        row = self.rows[one.key]
        return row.department, row.tier, self.making.say(BIA_STATE[row.bia_state])

    def _fields(self, one: ServiceForm, table: str, *, loss: bool | None = None) -> tuple[Blank, ...]:
        found = [blank for blank in one.blanks if isinstance(blank.aim, FieldAim) and blank.aim.table == table]
        if loss is not None:
            found = [blank for blank in found if blank.cells[0].name.startswith("loss_") is loss]
        return tuple(sorted(found, key=lambda blank: blank.question))

    def _impact(self) -> None:
        making = self.making
        rows = [
            Row(f"{one.ref} {blank.id}", one, (blank.label, _threshold(making, blank), _first(making, blank)), (blank,))
            for one in making.form.services
            for blank in one.blanks
            if isinstance(blank.aim, RowAim)
        ]
        grey = [making.say(word) for word in (N_("Category"), N_("Intolerable from"), N_("Intolerable after"))]
        sheet = self._table("Impact", making.say(N_("Impact over time")), rows, grey)
        if rows:
            first, last = letters(6), letters(5 + len(making.form.horizons))
            for level, (fill, colour) in enumerate(STEPS, start=1):
                area = f"{first}{HEAD + 1}:{last}{HEAD + len(rows)}"
                add_colour(sheet, area, f"{first}{HEAD + 1}={level}", fill=fill, colour=colour)

    def _list(self, name: str) -> None:
        making = self.making
        rows = [
            Row(f"{one.ref} {blank.id}", one, (), (blank,))
            for one in making.form.services
            for blank in one.blanks
            if isinstance(blank.aim, ListAim) and blank.aim.list == name and blank.key
        ]
        patterns = [
            (one, blank)
            for one in making.form.services
            for blank in one.blanks
            if isinstance(blank.aim, ListAim) and blank.aim.list == name and not blank.key
        ]
        title = making.say(LISTS[name].title)
        self._table(_table_name(name), title, rows, (), patterns[0][1] if patterns else None, grows=True)

    def _said(self) -> None:
        making = self.making
        rows = [
            Row(f"{one.ref} {asked.number}", one, (asked.ask, asked.said), ((asked.remark or asked.blanks[0]),))
            for one in making.form.services
            for asked in one.questions
            if asked.said or asked.remark is None
        ]
        rows = [row for row in rows if isinstance(row.blanks[0].aim, SaidAim)]
        grey = [making.say(N_("Question")), making.say(N_("Answered by, on"))]
        self._table("Said", making.say(N_("In words")), rows, grey)

    # --- one table ---

    def _table(
        self,
        name: str,
        title: str,
        rows: Sequence[Row],
        grey: Sequence[str] = (),
        pattern: Blank | None = None,
        *,
        grows: bool = False,
    ) -> Sheet:
        making = self.making
        sheet = making.book.sheet(title)
        cells = [cell for blank in (rows[0].blanks if rows else (pattern,) if pattern else ()) for cell in blank.cells]
        heads = _distinct([making.say(N_("Key")), making.say(N_("Service")), *grey, *(cell.label for cell in cells)])
        sheet.put(1, 1, title, HEADING)
        sheet.height(1, 24)
        sheet.put_row(HEAD, 1, heads, TABLE_HEAD)
        sheet.height(HEAD, 32)
        self.widths = [_fitting(text, [row.grey[at] for row in rows]) for at, text in enumerate(grey)]
        sheet.widths(14, 36, *self.widths, *[_width(cell) for cell in cells])
        first_cell = 3 + len(grey)
        for at, row in enumerate(rows, start=HEAD + 1):
            self._row(sheet, at, row, first_cell)
        if not rows and pattern is not None:
            self._hint_of(sheet, pattern, first_cell)
        last = HEAD + max(1, len(rows))
        end = last + (SPARE_ROWS if grows else 0)
        for place, cell in enumerate(cells, start=first_cell):
            ask_properly(making, sheet, cell, f"{letters(place)}{HEAD + 1}:{letters(place)}{end}")
        add_table(sheet, name, heads, HEAD, last)
        set_up_view(sheet, freeze=f"C{HEAD + 1}")
        set_up_page(making, sheet, landscape=True)
        sheet.page.print_title_rows = f"{HEAD}:{HEAD}"
        making.sheets.append(headed(sheet.title, HEAD, list(enumerate(heads, start=1))))
        return sheet

    def _row(self, sheet: Sheet, at: int, row: Row, first_cell: int) -> None:
        service = row.service
        sheet.put(at, 1, row.label, KEY)
        sheet.put(at, 2, f"{service.ref} {service.name}", GREY)
        for place, value in enumerate(row.grey, start=3):
            sheet.put(at, place, value, GREY.but(across="center") if isinstance(value, int) else GREY)
        column, lines = first_cell, 1
        for blank in row.blanks:
            columns = tuple(range(column, column + len(blank.cells)))
            for place, cell, value in zip(columns, blank.cells, blank.values, strict=True):
                style = open_style(cell).but(edges=BODY.edges, unlocked=False)
                shown = written(cell, value)
                sheet.put(at, place, shown, style.but(bold=isinstance(blank.aim, RowAim)))
                lines = max(lines, -(-len(str(shown or "")) // int(_width(cell))))
            self.making.blanks.append(
                Placed(
                    sheet.title, row.label, service.key.hex(), service.ref, service.name, blank.id, blank.key.hex(),
                    columns, blank.digest,
                )
            )  # fmt: skip
            column += len(blank.cells)
        texts = zip(row.grey, self.widths, strict=True)
        lines = max([lines, *(-(-len(str(text or "")) // int(width)) for text, width in texts)])
        sheet.height(at, max(16.0, min(12, lines) * 13.2 + 3))

    def _hint_of(self, sheet: Sheet, pattern: Blank, first_cell: int) -> None:
        """Keep an empty row below the headings of a table without rows, from which new ones are known."""
        columns = tuple(range(first_cell, first_cell + len(pattern.cells)))
        service = self.making.form.services[0]
        self.making.blanks.append(
            Placed(sheet.title, "", service.key.hex(), service.ref, service.name, pattern.id, "", columns, "")
        )


def _threshold(making: Making, blank: Blank) -> int | None:
    return next((one.threshold for one in making.form.categories if one.key == blank.key), None)


def _first(making: Making, blank: Blank) -> str:
    """Return from which horizon on a row of the grid is intolerable, empty if it never is."""
    threshold = _threshold(making, blank) or 6
    found = (cell.label for cell, level in zip(blank.cells, blank.values, strict=True) if (level or 0) >= threshold)
    return next(found, "")


def _fitting(head: str, values: Sequence[Value]) -> float:
    """Return the width of a grey column in characters."""
    longest = max((len(str(value or "")) for value in values), default=0)
    return float(min(46, max(9, longest + 2, max(len(word) for word in head.split()) + 2)))


def _width(cell: Cell) -> float:
    from app.fields import Kind

    if cell.name.startswith("h:"):
        return 7
    return _WIDE if cell.spec.kind in (Kind.TEXT, Kind.NOTE, Kind.REFERENCE) else _NARROW + 3


def _distinct(heads: Sequence[str]) -> list[str]:
    taken: list[str] = []
    for text in heads:
        name, number = text, 2
        while name.casefold() in {one.casefold() for one in taken}:
            name, number = f"{text} ({number})", number + 1
        taken.append(name)
    return taken


def _table_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_")) + "Table"


def _fill_guide(making: Making, sheet: Sheet) -> None:
    form = making.form
    sheet.widths(3, 26, 70, 14, 3)
    sheet.put(1, 2, form.organisation, QUIET)
    sheet.put(2, 2, making.say(N_("Business impact analysis")), TITLE)
    sheet.height(2, 28)
    parts = (
        making.say(N_("as of {day}"), day=making.day(form.made_at.astimezone().date())),
        making.count(N_("{n} service"), N_("{n} services"), len(form.services)),
        making.classification,
    )
    sheet.put(3, 2, " · ".join(part for part in parts if part), QUIET)
    row = 5
    sheet.put_row(row, 2, [making.say(word) for word in (N_("Sheet"), N_("What it holds"), N_("Rows"))], SMALL_HEAD)
    counts = {one.title: sum(blank.sheet == one.title and bool(blank.label) for blank in form_rows(making)) for one in
              making.sheets}  # fmt: skip
    for one in making.sheets:
        row += 1
        sheet.put(row, 2, one.title, BODY)
        columns = ", ".join(text for _, text in one.headings[2:])
        sheet.put(row, 3, columns, BODY)
        sheet.put(row, 4, counts[one.title], BODY.but(across="center"))
        sheet.height(row, max(16.0, -(-len(columns) // 72) * 13.2 + 3))
    row += 2
    sheet.put(row, 2, making.say(N_("You may change this")), SECTION)
    for text in _changing(making):
        row += 1
        sheet.page.merged_cells.add(f"B{row}:D{row}")
        sheet.put(row, 2, text, PROSE)
        sheet.height(row, 15 * max(1, -(-len(text) // 105)))
    set_up_view(sheet)
    set_up_page(making, sheet, landscape=False, tall=1)
    sheet.page.print_area = f"A1:E{row}"


def form_rows(making: Making) -> list[Placed]:
    """Return one place per row: where its first blank stands."""
    found: dict[tuple[str, str], Placed] = {}
    for one in making.blanks:
        found.setdefault((one.sheet, one.label), one)
    return list(found.values())


def _changing(making: Making) -> tuple[str, ...]:
    return (
        making.say(
            N_("White cells may be changed; grey ones are keys, or follow from others. Leave the keys as they are.")
        ),
        making.say(
            N_(
                "Lists take more rows at their end: leave the key empty, choose the service in the second column. "
                "Empty a row to take it out."
            )
        ),
        making.say(
            N_(
                "Take the changed file in with Services, Pre-work, “Take in a questionnaire”: "
                "each difference is shown to a person before it is taken over."
            )
        ),
    )
