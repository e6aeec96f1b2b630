"""Puts a workbook together: openpyxl makes everything but the cells, whose rows are streamed between.

Files are the same for the same input: the moment written into them is the session's clock, nothing of the machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from exporters.xlsx.cells import Placed, Value, area, letters, row_xml
from exporters.xlsx.looks import FONT, PLAIN, Edges, Style

if TYPE_CHECKING:
    from openpyxl import Workbook

#: The window that a workbook opens in, 1440 × 900 pixels, in twentieths of a point.
WINDOW = (21_600, 13_500)
#: How many characters of rows are handed to the archive at a time.
_CHUNK = 400_000
_NO_ROWS = re.compile(rb"<sheetData\s*(/>|>\s*</sheetData>)")
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"\s*/>')


class Line(NamedTuple):
    """A row to come: its values in the order of the sheet's columns, their styles, and its height in points.

    Rows that look alike share one tuple of styles. ``None`` is no style; such a cell is left out where it is empty.
    """

    values: Sequence[Value]
    styles: tuple[Style | None, ...]
    height: float | None = None


class Book:
    """A workbook in the making."""

    def __init__(self, *, title: str, author: str, moment: datetime) -> None:
        from openpyxl import Workbook
        from openpyxl.workbook.properties import CalcProperties

        self.moment = moment.astimezone(UTC)
        self.sheets: list[Sheet] = []
        self.workbook: Workbook = Workbook()
        self.workbook.remove(self.workbook.active)
        self.workbook.calculation = CalcProperties(fullCalcOnLoad=True)
        self.workbook.views[0].windowWidth, self.workbook.views[0].windowHeight = WINDOW
        self._styles: dict[Style, tuple[int, int]] = {}
        properties = self.workbook.properties
        properties.title, properties.creator, properties.lastModifiedBy = title, author, author
        properties.created = properties.modified = self.moment.replace(tzinfo=None)

    def sheet(self, title: str, *, tab: str | None = None) -> Sheet:
        """Add a sheet; ``tab`` is the colour of its tab."""
        made = Sheet(self, self.workbook.create_sheet(sheet_title(title, [one.title for one in self.sheets])))
        if tab:
            made.page.sheet_properties.tabColor = tab
        self.sheets.append(made)
        return made

    def name(self, name: str, sheet: Sheet, first: tuple[int, int], last: tuple[int, int] | None = None) -> None:
        """Give an area from (row, column) to (row, column) a name that formulas use."""
        from openpyxl.workbook.defined_name import DefinedName

        place = area(first, last or first, sheet=sheet.title)
        self.workbook.defined_names[name] = DefinedName(name, attr_text=place)

    def style_numbers(self, style: Style | None) -> tuple[int, int]:
        """Return the numbers of a style in the file: as it is, and marked as text; (0, 0) for no style."""
        if style is None:
            return 0, 0
        if style not in self._styles:
            self._styles[style] = self._register(style, quoted=False), self._register(style, quoted=True)
        return self._styles[style]

    def _register(self, style: Style, *, quoted: bool) -> int:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Protection

        cell = WriteOnlyCell(self.workbook.worksheets[0])
        cell.font, cell.fill, cell.border = _font(style), _fill(style.fill), _border(style.edges)
        cell.alignment = Alignment(
            horizontal=style.across, vertical=style.upright, wrap_text=style.wrap or None, indent=style.indent
        )
        cell.number_format = style.number
        if style.unlocked:
            cell.protection = Protection(locked=False)
        if quoted:
            cell.quotePrefix = True
        return int(cell.style_id)

    def save(self, stream: BinaryIO, progress: Callable[[float], object] | None = None) -> None:
        """Write the workbook; ``progress`` hears the share (0–1) of rows written and may raise to cancel."""
        told = _Told(progress, sum(sheet.expected for sheet in self.sheets))
        rows: dict[str, Iterable[str]] = {sheet.title: sheet.xml(told) for sheet in self.sheets}
        with _Archive(stream, self.moment) as archive:
            _writer(self, archive, rows).write_data()


class _Told:
    """Counts rows and tells how far the writing is."""

    def __init__(self, progress: Callable[[float], object] | None, expected: int) -> None:
        self.progress, self.expected, self.done = progress, max(1, expected), 0

    def __call__(self) -> None:
        self.done += 1
        if self.progress is not None and self.done % 250 == 0:
            self.progress(min(1.0, self.done / self.expected))


class _Archive(ZipFile):
    """An archive whose entries all carry the session's moment, or that of the oldest archive if it is older."""

    def __init__(self, stream: BinaryIO, moment: datetime) -> None:
        super().__init__(stream, "w", ZIP_DEFLATED, compresslevel=4)
        self._moment = max(moment.timetuple()[:6], (1980, 1, 1, 0, 0, 0))

    def entry(self, name: str) -> ZipInfo:
        """Return a fresh entry."""
        info = ZipInfo(name, self._moment)
        info.compress_type = ZIP_DEFLATED
        return info

    def writestr(self, zinfo_or_arcname: Any, data: Any, *further: Any, **options: Any) -> None:
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        super().writestr(self.entry(name), data, compresslevel=6)


def _writer(book: Book, archive: _Archive, rows: dict[str, Iterable[str]]) -> Any:
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class Writer(ExcelWriter):  # type: ignore[misc]
        """openpyxl's own, with our rows in place of none."""

        def write_worksheet(self, page: Any) -> None:
            from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing

            page._drawing = SpreadsheetDrawing()
            frame = BytesIO()
            writer = WorksheetWriter(page, frame)
            writer.write()
            page._rels = writer._rels
            sheet = next(one for one in book.sheets if one.page is page)
            with archive.open(archive.entry(page.path[1:]), "w", force_zip64=True) as entry:
                for part in _spliced(frame.getvalue(), rows[page.title], sheet.dimension):
                    entry.write(part)
            self.manifest.append(page)

    return Writer(book.workbook, archive)


def _spliced(frame: bytes, rows: Iterable[str], dimension: str) -> Iterator[bytes]:
    gap = _NO_ROWS.search(frame)
    if gap is None:
        raise ValueError("openpyxl wrote no place for the rows")
    yield _DIMENSION.sub(f'<dimension ref="{dimension}"/>'.encode(), frame[: gap.start()])
    yield b"<sheetData>"
    for chunk in _chunked(rows):
        yield chunk.encode()
    yield b"</sheetData>" + frame[gap.end() :]


def _chunked(rows: Iterable[str]) -> Iterator[str]:
    waiting, size = list[str](), 0
    for row in rows:
        waiting.append(row)
        size += len(row)
        if size > _CHUNK:
            yield "".join(waiting)
            waiting, size = [], 0
    yield "".join(waiting)


def _font(style: Style) -> Any:
    from openpyxl.styles import Font

    underline = "single" if style.underline else None
    return Font(name=FONT, size=style.size, bold=style.bold or None, color=style.colour, underline=underline)


def _fill(colour: str) -> Any:
    from openpyxl.styles import PatternFill

    return PatternFill("solid", start_color=colour, end_color=colour) if colour else PatternFill()


def _border(edges: Edges) -> Any:
    from openpyxl.styles import Border, Side

    sides = {name: getattr(edges, name) for name in ("left", "right", "top", "bottom")}
    return Border(**{name: Side(style=edge[0], color=edge[1]) for name, edge in sides.items() if edge})


_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def sheet_title(text: str, taken: Iterable[str] = ()) -> str:
    """Return ``text`` as the title of a sheet: allowed characters, 31 of them at most, different from ``taken``."""
    plain = _NOT_IN_TITLES.sub("_", text).strip("' ")[:31] or "Sheet"
    used, title, number = {one.casefold() for one in taken}, plain, 2
    while title.casefold() in used:
        title, number = f"{plain[:26]} ({number})", number + 1
    return title


class Sheet:
    """One sheet: single cells by place, then rows that are made while they are written.

    ``page`` is openpyxl's worksheet without cells, for columns, views, tables, formats and print settings.
    """

    def __init__(self, book: Book, page: Any) -> None:
        self.book = book
        self.page = page
        self._cells: dict[int, dict[int, Placed]] = {}
        self._heights: dict[int, float] = {}
        self._folded: dict[int, bool] = {}
        self._stream: tuple[int, Iterable[Line], int, int] | None = None

    @property
    def title(self) -> str:
        """The title as its tab shows it."""
        return str(self.page.title)

    @property
    def expected(self) -> int:
        """How many rows will be written."""
        return len(self._cells) + (self._stream[2] if self._stream else 0)

    @property
    def dimension(self) -> str:
        """The area that holds cells."""
        rows = list(self._cells)
        columns = [column for cells in self._cells.values() for column in cells]
        if self._stream and self._stream[2]:
            start, _, count, width = self._stream
            rows += [start, start + count - 1]
            columns += [1, width]
        if not rows or not columns:
            return "A1"
        return f"{letters(min(columns))}{min(rows)}:{letters(max(columns))}{max(rows)}"

    def put(self, row: int, column: int, value: Value, style: Style = PLAIN) -> None:
        """Put one cell at a row and column, counted from 1."""
        plain, quoted = self.book.style_numbers(style)
        self._cells.setdefault(row, {})[column] = Placed(letters(column), value, plain, quoted)

    def put_row(self, row: int, column: int, values: Iterable[Value], style: Style = PLAIN) -> None:
        """Put cells side by side, beginning at ``column``."""
        for offset, value in enumerate(values):
            self.put(row, column + offset, value, style)

    def height(self, row: int, points: float) -> None:
        """Set the height of a row."""
        self._heights[row] = points

    def fold(self, row: int, *, hidden: bool) -> None:
        """Put a row into the foldable part of the sheet; ``hidden`` folds it away."""
        self._folded[row] = hidden

    def widths(self, *widths: float, first: int = 1) -> None:
        """Set the widths of columns in characters, beginning with column number ``first``."""
        for number, width in enumerate(widths, start=first):
            self.page.column_dimensions[letters(number)].width = width

    def stream(self, first: int, lines: Iterable[Line], count: int, width: int) -> None:
        """Write ``count`` rows of ``width`` columns from row ``first`` on, each made when it is written.

        Single cells with ``put`` stand above or below them.
        """
        self._stream = (first, lines, count, width)

    def xml(self, told: Callable[[], object]) -> Iterator[str]:
        """Yield the rows in order."""
        below = self._stream[0] if self._stream else 0
        above = sorted(row for row in {*self._cells, *self._heights} if not below or row < below)
        for row in above:
            told()
            yield self._row(row)
        if self._stream:
            yield from self._streamed(told)
            for row in sorted(row for row in self._cells if row > below):
                yield self._row(row)

    def _row(self, row: int) -> str:
        cells = self._cells.get(row, {})
        return row_xml(row, (cells[column] for column in sorted(cells)), self._heights.get(row), self._folded.get(row))

    def _streamed(self, told: Callable[[], object]) -> Iterator[str]:
        if self._stream is None:
            return
        first, lines, _, width = self._stream
        names = [letters(column) for column in range(1, width + 1)]
        known: dict[int, tuple[object, list[tuple[int, int]]]] = {}
        for row, (values, styles, height) in enumerate(lines, start=first):
            told()
            if id(styles) not in known:
                known[id(styles)] = styles, [self.book.style_numbers(style) for style in styles]
            numbers = known[id(styles)][1]
            yield row_xml(
                row,
                [
                    Placed(name, value, *pair)
                    for name, value, pair in zip(names, values, numbers, strict=True)
                    if value is not None or pair[0]
                ],
                height,
            )
