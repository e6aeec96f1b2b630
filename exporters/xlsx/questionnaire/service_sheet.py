"""The sheet of one service: each question with its answer, what is on record, how to answer, and room for a remark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from app.fields import Kind
from app.i18n import N_
from app.questionnaires import Asked, Blank, ListAim, RowAim, ServiceForm
from app.questionnaires.lists import LISTS
from app.questionnaires.way_back import STILL_RIGHT, Placed, headed
from exporters.xlsx.cells import letters
from exporters.xlsx.looks import (
    ACCENT,
    BELOW,
    HEADING,
    LINK,
    QUIET,
    SECONDARY,
    STEPS,
    TABLE_HEAD,
    TINT,
    Style,
)
from exporters.xlsx.paper import set_up_page, set_up_view
from exporters.xlsx.questionnaire.asking import OPEN, RECORD, ask_levels, ask_properly, open_style, written
from exporters.xlsx.questionnaire.making import ANSWER, NUMBER, QUESTION
from exporters.xlsx.tables import add_choice, add_colour

if TYPE_CHECKING:
    from exporters.xlsx.book import Sheet
    from exporters.xlsx.cells import Value
    from exporters.xlsx.questionnaire.making import Making

#: The row of headings, and the widths of the columns in characters.
HEAD = 4
WIDE_QUESTION, WIDE_ANSWER, WIDE_RECORD, WIDE_HOW, WIDE_REMARK = 40, 7.5, 30, 32, 24
LINE_POINTS, LEAST_POINTS = 13.2, 17.0
#: Ours, in rows that hold no answer, so that a row which people insert is known by its empty first cell.
BAND_MARK, HINT_MARK = "▸", "!"
NUMBERED = Style(upright="top", colour=SECONDARY, across="center")
ASK = Style(wrap=True, upright="top", bold=True)
PART = Style(wrap=True, upright="top", indent=1)
HOW = Style(wrap=True, upright="top", colour=SECONDARY)
LIST_HEAD = Style(bold=True, fill=TINT, edges=BELOW, wrap=True, upright="bottom", colour=SECONDARY)
BAND = Style(size=12, bold=True, fill=TINT)
HINT = Style(wrap=True, upright="top", fill="F2DC96")
#: How wide the parts of a list are beside each other; words take most.
_WEIGHTS = {Kind.DURATION: 2.0, Kind.DATE: 2.0, Kind.YES_NO: 1.6, Kind.CHOICE: 2.0}
_STATES = {
    "open": N_("not answered yet"),
    "parked": N_("parked in the meeting: please answer"),
    "old": N_("from the last interview: is it still true?"),
    "skipped": N_("skipped"),
}


def add_service(making: Making, service: ServiceForm) -> Sheet:
    """Add the sheet of one service."""
    return _ServiceSheet(making, service).made()


class _ServiceSheet:
    """Fills the sheet from top to bottom."""

    def __init__(self, making: Making, service: ServiceForm) -> None:
        self.making, self.service = making, service
        self.sheet = making.book.sheet(f"{service.ref} {service.name}", tab=ACCENT)
        making.titles[service.key] = self.sheet.title
        self.row = HEAD
        self._folding = False

    def made(self) -> Sheet:
        """Fill the sheet and return it."""
        making, sheet = self.making, self.sheet
        #: Without answers on record their column holds only the notes of resources.
        record = WIDE_RECORD if making.form.filled else WIDE_RECORD // 2
        sheet.widths(7, WIDE_QUESTION, *[WIDE_ANSWER] * making.width, record, WIDE_HOW, WIDE_REMARK)
        self._top()
        core = [one for one in self.service.questions if one.core]
        more = [one for one in self.service.questions if not one.core]
        if core:
            self._band(making.say(N_("Core questions")))
        for one in core:
            self._question(one)
        if more:
            self._band(making.say(N_("More on this")), making.say(_more(making)))
        self._folding = bool(core)
        for one in more:
            self._question(one)
        self._folding = False
        self._end()
        self._set_up()
        return sheet

    def _top(self) -> None:
        making, sheet, service = self.making, self.sheet, self.service
        sheet.put(1, NUMBER, service.ref, QUIET)
        sheet.put(1, QUESTION, service.name, HEADING)
        sheet.height(1, 24)
        people = [
            making.say(N_("Owner: {name}"), name=service.owner) if service.owner else "",
            making.say(N_("deputy: {name}"), name=service.deputy) if service.deputy else "",
        ]
        sheet.put(2, QUESTION, " · ".join(part for part in people if part), QUIET)
        legend = N_("White cells with a frame are yours. Tab goes from one to the next; what you leave stays as it is.")
        alone = N_(
            "White cells with a frame are yours. Tab goes from one to the next; leave empty what you do not know."
        )
        sheet.put(2, ANSWER, making.say(legend if making.form.filled else alone), QUIET)
        heads = [
            (NUMBER, making.say(N_("No"))),
            (QUESTION, making.say(N_("Question"))),
            (ANSWER, making.say(N_("Your answer"))),
            (making.record, making.say(N_("On record")) if making.form.filled else ""),
            (making.how, making.say(N_("How to answer"))),
            (making.remark, making.say(N_("Remark"))),
        ]
        for column in range(1, making.remark + 1):
            sheet.put(HEAD, column, None, TABLE_HEAD)
        for column, text in heads:
            sheet.put(HEAD, column, text, TABLE_HEAD)
        self._merge(HEAD, ANSWER, making.record - 1)
        sheet.height(HEAD, 20)
        making.sheets.append(headed(sheet.title, HEAD, heads))

    def _next(self) -> int:
        self.row += 1
        if self._folding:
            self.sheet.fold(self.row, hidden=self.making.form.core_only)
        return self.row

    def _band(self, title: str, hint: str = "") -> None:
        row = self._next()
        for column in range(1, self.making.remark + 1):
            self.sheet.put(row, column, None, BAND)
        self.sheet.put(row, NUMBER, BAND_MARK, BAND.but(across="center", colour=SECONDARY))
        self.sheet.put(row, QUESTION, title, BAND)
        if hint:
            self.sheet.put(row, ANSWER, hint, BAND.but(size=10, bold=False, colour=SECONDARY))
        self.sheet.height(row, 22)

    # --- questions ---

    def _question(self, asked: Asked) -> None:
        making, sheet = self.making, self.sheet
        row, number = self._next(), str(asked.number)
        sheet.put(row, NUMBER, number, NUMBERED.but(bold=True))
        sheet.put(row, QUESTION, asked.ask, ASK)
        alone = len(asked.blanks) == 1 and asked.blanks[0].id == number
        height = [(asked.ask, WIDE_QUESTION * 0.92)]
        if alone:
            height += self._field(row, asked.blanks[0], self._how(asked, asked.blanks[0]), self._said(asked))
        else:
            how, said = self._how(asked, None), self._said(asked)
            sheet.put(row, making.how, how, HOW)
            sheet.put(row, making.record, said, HOW)
            height += [(how, WIDE_HOW), (said, WIDE_RECORD)]
        if asked.remark is not None:
            sheet.put(row, making.remark, asked.remark.values[0], OPEN.but(number="@"))
            height.append((asked.remark.words, WIDE_REMARK))
            self._place(number, asked.remark, (making.remark,))
        self._height(row, height)
        for hint in asked.hints:
            self._hint(hint)
        if not alone:
            self._blanks(asked.blanks)

    def _how(self, asked: Asked, blank: Blank | None) -> str:
        note = blank.note if blank is not None else ""
        return "\n".join(part for part in (note, "" if asked.hint in note else asked.hint) if part)

    def _said(self, asked: Asked) -> str:
        """Return who answered when, or that nobody did yet; nothing of it for somebody who answers alone."""
        if not self.making.form.filled:
            return ""
        state = self.making.say(_STATES[asked.state]) if asked.state in _STATES else ""
        return " · ".join(part for part in (asked.said, state) if part)

    def _hint(self, text: str) -> None:
        row, making = self._next(), self.making
        for column in range(1, making.remark + 1):
            self.sheet.put(row, column, None, HINT)
        self.sheet.put(row, NUMBER, HINT_MARK, HINT.but(across="center", bold=True))
        self.sheet.put(row, QUESTION, making.say(N_("Please look: {what}"), what=text), HINT)
        self._merge(row, QUESTION, making.remark)
        self.sheet.height(row, LEAST_POINTS)

    def _blanks(self, blanks: Sequence[Blank]) -> None:
        first = blanks[0]
        if isinstance(first.aim, RowAim):
            self._grid(blanks)
        elif isinstance(first.aim, ListAim):
            self._list(first.aim.list, blanks)
        else:
            for one in blanks:
                row = self._next()
                self.sheet.put(row, NUMBER, one.id, NUMBERED)
                self.sheet.put(row, QUESTION, one.label, PART)
                height = self._field(row, one, one.note)
                self._height(row, [(one.label, WIDE_QUESTION * 0.9), *height])

    def _field(self, row: int, blank: Blank, how: str, said: str = "") -> list[tuple[str, float]]:
        making, cell = self.making, blank.cells[0]
        style = open_style(cell)
        self._open(row, ANSWER, making.record - 1, written(cell, blank.values[0]), style)
        ask_properly(making, self.sheet, cell, f"{letters(ANSWER)}{row}")
        told = self._record(row, blank, said)
        self.sheet.put(row, making.how, how, HOW)
        self._place(blank.id, blank, (ANSWER,))
        return [(blank.words, WIDE_ANSWER * making.width), (told, WIDE_RECORD), (how, WIDE_HOW)]

    def _record(self, row: int, blank: Blank, said: str = "") -> str:
        """Put what is on record beside the answer, with who said it, and return it."""
        if not self.making.form.filled:
            return ""
        told = "\n".join(part for part in (blank.words, said) if part)
        self.sheet.put(row, self.making.record, told, RECORD)
        return told

    def _open(self, row: int, first: int, last: int, value: Value, style: Style) -> None:
        """Put a cell to fill in that reaches from one column to another."""
        for column in range(first, last + 1):
            self.sheet.put(row, column, None, style)
        self.sheet.put(row, first, value, style)
        self._merge(row, first, last)

    def _merge(self, row: int, first: int, last: int) -> None:
        if last > first:
            self.sheet.page.merged_cells.add(f"{letters(first)}{row}:{letters(last)}{row}")

    # --- the impact grid ---

    def _grid(self, blanks: Sequence[Blank]) -> None:
        making, sheet = self.making, self.sheet
        row = self._next()
        self._list_head(row, [(QUESTION, making.say(N_("Category"))), (making.how, making.say(N_("Intolerable")))])
        for place, cell in enumerate(blanks[0].cells):
            sheet.put(row, ANSWER + place, cell.label, LIST_HEAD.but(across="center"))
        first = self.row + 1
        for one in blanks:
            row = self._next()
            sheet.put(row, NUMBER, one.id, NUMBERED.but(upright="center"))
            sheet.put(row, QUESTION, one.label, PART.but(upright="center"))
            for place, (cell, value) in enumerate(zip(one.cells, one.values, strict=True)):
                sheet.put(row, ANSWER + place, value, open_style(cell).but(upright="center", bold=True))
            ask_levels(making, sheet, one, row)
            if making.form.filled:
                sheet.put(row, making.record, one.words, RECORD.but(upright="center"))
            sheet.put(row, making.how, one.note, HOW.but(upright="center"))
            self._place(one.id, one, range(ANSWER, ANSWER + len(one.cells)))
            sheet.height(row, 20)
        area = f"{letters(ANSWER)}{first}:{letters(ANSWER + len(blanks[0].cells) - 1)}{self.row}"
        for level, (fill, colour) in enumerate(STEPS, start=1):
            add_colour(sheet, area, f"{letters(ANSWER)}{first}={level}", fill=fill, colour=colour)

    # --- lists ---

    def _list_head(self, row: int, heads: Iterable[tuple[int, str]]) -> None:
        for column in range(1, self.making.remark + 1):
            self.sheet.put(row, column, None, LIST_HEAD)
        for column, text in heads:
            self.sheet.put(row, column, text, LIST_HEAD)
        self.sheet.height(row, 30)

    def _list(self, name: str, blanks: Sequence[Blank]) -> None:
        making, sheet = self.making, self.sheet
        spans = self._spans(name, blanks[0])
        row = self._next()
        free = making.record not in {first for first, _ in spans}
        heads = [(first, cell.label) for (first, _), cell in zip(spans, blanks[0].cells, strict=True)]
        if free and making.form.filled:
            heads.append((making.record, making.say(N_("On record"))))
        self._list_head(row, heads)
        for first, last in spans:
            self._merge(row, first, last)
        for one in blanks:
            row, height = self._next(), []
            sheet.put(row, NUMBER, one.id, NUMBERED)
            for (first, last), cell, value in zip(spans, one.cells, one.values, strict=True):
                self._open(row, first, last, written(cell, value), open_style(cell))
                ask_properly(making, sheet, cell, f"{letters(first)}{row}")
                height.append((str(written(cell, value) or ""), self._wide(first, last)))
            if free and one.words:
                self._record(row, one)
                height.append((one.words, WIDE_RECORD))
            self._place(one.id, one, [first for first, _ in spans])
            self._height(row, height)

    def _spans(self, name: str, blank: Blank) -> list[tuple[int, int]]:
        """Return the first and last column of each cell: lists over the answers, resources beside their quantities."""
        making = self.making
        if LISTS[name].quantities:
            places, beside = [], [making.record, making.how]
            for at, cell in enumerate(blank.cells):
                if at == 0:
                    places.append(QUESTION)
                elif cell.name.startswith("h:"):
                    places.append(ANSWER + at - 1)
                else:
                    places.append(beside.pop(0))
            return [(place, place) for place in places]
        shares = _shares([_WEIGHTS.get(cell.spec.kind, 3.0) for cell in blank.cells], making.width)
        spans, at = [], ANSWER
        for share in shares:
            spans.append((at, at + share - 1))
            at += share
        return spans

    def _wide(self, first: int, last: int) -> float:
        if first == QUESTION:
            return WIDE_QUESTION
        if first >= self.making.record:
            return WIDE_HOW
        return WIDE_ANSWER * (last - first + 1)

    # --- the end ---

    def _end(self) -> None:
        making, sheet = self.making, self.sheet
        if not making.form.filled or making.form.kind != "questionnaire":
            return
        row = self._next()
        sheet.put(row, NUMBER, "✓", NUMBERED.but(bold=True))
        sheet.put(row, QUESTION, making.say(N_("I have looked at every answer: all the rest is still right.")), ASK)
        style = OPEN.but(number="@")
        self._open(row, ANSWER, making.record - 1, None, style)
        yes_no = f'"{making.say(N_("yes"))},{making.say(N_("no"))}"'
        add_choice(sheet, f"{letters(ANSWER)}{row}", yes_no, error=making.say(N_("Choose yes or no.")))
        sheet.put(row, making.how, making.say(N_("yes: what you left as it is counts as said again today")), HOW)
        sheet.height(row, 30)
        key, service = self.service.key.hex(), self.service
        making.blanks.append(Placed(sheet.title, "✓", key, service.ref, service.name, STILL_RIGHT, "", (ANSWER,), ""))

    def _place(self, label: str, blank: Blank, columns: Iterable[int]) -> None:
        service = self.service
        self.making.blanks.append(
            Placed(
                self.sheet.title, label, service.key.hex(), service.ref, service.name, blank.id, blank.key.hex(),
                tuple(columns), blank.digest,
            )
        )  # fmt: skip

    def _height(self, row: int, texts: Iterable[tuple[str, float]]) -> None:
        lines = max((lines_of(text, wide) for text, wide in texts), default=1)
        self.sheet.height(row, max(LEAST_POINTS, min(lines, 30) * LINE_POINTS + 4))

    def _set_up(self) -> None:
        making, sheet = self.making, self.sheet
        set_up_view(sheet, freeze=f"{letters(ANSWER)}{HEAD + 1}")
        set_up_page(making, sheet, landscape=True)
        sheet.page.print_title_rows = f"{HEAD}:{HEAD}"
        sheet.page.print_area = f"A1:{letters(making.remark)}{self.row}"
        sheet.page.sheet_properties.outlinePr.summaryBelow = False
        protection = sheet.page.protection  # without a password: it keeps the questions, and can be lifted by anybody
        protection.sheet = True
        protection.formatCells = protection.formatColumns = protection.formatRows = protection.insertRows = False
        sheet.put(3, QUESTION, "← " + making.say(N_("How to fill this in")), LINK)


def lines_of(text: str, wide: float) -> int:
    """Return how many lines a text takes in a column of ``wide`` characters."""
    return sum(max(1, -(-len(line) // max(1, int(wide)))) for line in text.split("\n")) if text else 1


def _shares(weights: Sequence[float], width: int) -> list[int]:
    """Return over how many of ``width`` columns each part reaches, by its weight; each has one at least."""
    whole = sum(weights)
    shares = [max(1, int(width * weight / whole)) for weight in weights]
    while sum(shares) > width:
        shares[shares.index(max(shares))] -= 1
    while sum(shares) < width:
        lacking = [weight * width / whole - share for weight, share in zip(weights, shares, strict=True)]
        shares[lacking.index(max(lacking))] += 1
    return shares


def _more(making: Making) -> str:
    if making.form.core_only:
        return N_("Optional: click + at the left edge to unfold.")
    return N_("Please answer these, too, as far as you can.")
