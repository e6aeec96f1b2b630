"""The sheet "Actions": what is to be done about the risks, late ones first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from app import model as m
from app.i18n import N_
from app.register import RegisteredRisk, RiskAction
from app.register.returning.fields import ACTION_FIELDS
from exporters.xlsx.book import Line, Sheet
from exporters.xlsx.cells import Formula, Value, letters, quoted_text, this_row
from exporters.xlsx.looks import ACCENT, BODY, COMPUTED, DATE_FORMAT, EXTREME, HEADING, LINK, QUIET, TABLE_HEAD, Style
from exporters.xlsx.paper import set_up_page, set_up_view
from exporters.xlsx.risk_register.links import to_risk
from exporters.xlsx.risk_register.making import ACTIONS, AS_OF, Making
from exporters.xlsx.tables import SPARE_ROWS, add_choice, add_colour, add_dates, add_table

HEAD, FIRST, ROW_HEIGHT = 2, 3, 30
STATE, DUE, LATE = N_("State"), N_("Due"), N_("Days late")


class ActionColumn(NamedTuple):
    """One column of the sheet; those with a ``field`` are white and come back."""

    header: str
    width: float
    reads: Callable[[RegisteredRisk, RiskAction, Making], Value]
    field: str = ""
    date: bool = False
    list: str = ""

    @property
    def editable(self) -> bool:
        """Whether people may change it."""
        return bool(self.field)


def _own(name: str, width: float, *, date: bool = False, list: str = "") -> ActionColumn:  # noqa: A002
    """Return a white column: what stands in it comes back as the field ``name``."""
    found = ACTION_FIELDS[name]

    def reads(risk: RegisteredRisk, action: RiskAction, making: Making) -> Value:
        return found.value(action, making.language)

    return ActionColumn(found.header, width, reads, name, date, list)


COLUMNS = (
    ActionColumn(N_("ID"), 8, lambda r, a, making: a.ref),
    _own("title", 46),
    ActionColumn(N_("For"), 9, lambda r, a, making: to_risk(making, r.ref), "for"),
    ActionColumn(N_("Service"), 20, lambda r, a, making: "\n".join(one.name for one in r.services)),
    _own("owner", 18, list="owners"),
    _own("start_on", 11, date=True),
    _own("due_on", 11, date=True),
    _own("state", 12, list="states"),
    ActionColumn(LATE, 9, lambda r, a, making: _late(making, a)),
    _own("evidence", 34),
    _own("verified_by", 16, list="owners"),
    _own("retest_on", 14, date=True),
)


def add_actions(making: Making) -> Sheet:
    """Add the sheet."""
    sheet = making.book.sheet(ACTIONS, tab=ACCENT)
    found = late_first(making)
    last = FIRST + max(1, len(found)) - 1
    sheet.put(1, 1, making.say(N_("Actions · {organisation}"), organisation=making.register.organisation), HEADING)
    sheet.put(1, 4, making.as_of, QUIET)
    sheet.height(1, 24)
    for number, column in enumerate(COLUMNS, start=1):
        sheet.put(HEAD, number, making.say(column.header), TABLE_HEAD)
        sheet.page.column_dimensions[letters(number)].width = column.width
    sheet.height(HEAD, 20)
    sheet.stream(FIRST, _lines(making, found), max(1, len(found)), len(COLUMNS))
    headers = [making.say(column.header) for column in COLUMNS]
    add_table(sheet, ACTIONS, headers, HEAD, last, {making.say(LATE): _late_formula(making)})
    _rules(making, sheet, last + SPARE_ROWS)
    set_up_view(sheet, freeze=f"C{FIRST}")
    set_up_page(making, sheet, landscape=True)
    sheet.page.print_area = f"A1:{letters(len(COLUMNS))}{last}"
    sheet.page.print_title_rows = f"{HEAD}:{HEAD}"
    return sheet


def late_first(making: Making) -> list[tuple[RegisteredRisk, RiskAction]]:
    """Return the actions with their risks: open ones by due date, then those that are done."""
    found = [(risk, action) for risk in making.register.risks for action in risk.actions]

    def order(pair: tuple[RegisteredRisk, RiskAction]) -> tuple[bool, date, str]:
        action = pair[1]
        return not action.is_open, action.due_on or date.max, action.ref

    return sorted(found, key=order)


def _lines(making: Making, found: list[tuple[RegisteredRisk, RiskAction]]) -> Iterator[Line]:
    plain = tuple(_style(column, late=False) for column in COLUMNS)
    late = tuple(_style(column, late=True) for column in COLUMNS)
    if not found:
        yield Line([_late(making, None) if column.header == LATE else None for column in COLUMNS], plain, ROW_HEIGHT)
    for risk, action in found:
        styles = late if action.days_late(making.today) else plain
        yield Line([column.reads(risk, action, making) for column in COLUMNS], styles, ROW_HEIGHT)


def _style(column: ActionColumn, *, late: bool) -> Style:
    look = BODY.but(fill="" if column.editable else COMPUTED)
    if column.header == LATE:
        return look.but(number="0;;", across="center", colour=EXTREME, bold=True)
    if column.date:
        marked = {"colour": EXTREME, "bold": True} if late and column.header == DUE else {}
        return look.but(number=DATE_FORMAT, across="center", **marked)
    return look.but(colour=LINK.colour, underline=True) if column.header == "For" else look


def _late(making: Making, action: RiskAction | None) -> Formula:
    if action is None or not action.is_open or action.due_on is None:
        return Formula(_late_formula(making), "")
    return Formula(_late_formula(making), action.days_late(making.today))


def _late_formula(making: Making) -> str:
    state, due = this_row(ACTIONS, making.say(STATE)), this_row(ACTIONS, making.say(DUE))
    done = [quoted_text(making.word(m.programme.ACTION_STATE, state)) for state in ("closed", "dropped")]
    return f'IF(OR({due}="",{state}={done[0]},{state}={done[1]}),"",MAX(0,{AS_OF}-{due}))'


def _rules(making: Making, sheet: Sheet, last: int) -> None:
    for number, column in enumerate(COLUMNS, start=1):
        area = f"{letters(number)}{FIRST}:{letters(number)}{last}"
        if column.list:
            error = making.say(N_("Choose one of the entries of the list; they stand on the sheet Scales."))
            add_choice(sheet, area, f"list_{column.list}", error=error)
        if column.date:
            add_dates(sheet, area, error=making.say(N_("Enter a day, such as 15 Sep 2026.")))
        if column.header == DUE:
            add_colour(sheet, area, f"N($I{FIRST})>0", colour=EXTREME)
