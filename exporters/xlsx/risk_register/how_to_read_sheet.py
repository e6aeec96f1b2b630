"""The sheet "How to read": what the register says in a minute, and how its reader may use the file."""

from __future__ import annotations

from datetime import timedelta

from app.i18n import N_
from app.register import Movement, RegisteredRisk
from app.risk import Standing
from exporters.xlsx.book import Sheet
from exporters.xlsx.cells import Formula, column_name, quoted_text
from exporters.xlsx.looks import (
    ACCENT,
    BODY,
    COMPUTED,
    HAIRLINE,
    PLAIN,
    PROSE,
    QUIET,
    SECTION,
    SMALL_HEAD,
    TITLE,
    Edges,
)
from exporters.xlsx.paper import set_up_page, set_up_view
from exporters.xlsx.risk_register import columns as c
from exporters.xlsx.risk_register.changes_sheet import since_text
from exporters.xlsx.risk_register.heat_map_sheet import blocks, one_line
from exporters.xlsx.risk_register.links import to_risk
from exporters.xlsx.risk_register.making import BAND_NAME, REGISTER, Making

#: An acceptance that ends within these days is named.
SOON = timedelta(days=90)
LEVELS, TOP, HOW, CHANGE, LEGEND = 11, 18, 26, 31, 35


def add_how_to_read(making: Making) -> Sheet:
    """Add the sheet."""
    sheet = making.book.sheet(making.say(N_("How to read")), tab=ACCENT)
    sheet.widths(3, 14, 44, 12, 12, 12, 16)
    _cover(making, sheet)
    row = max(LEVELS, _sentences(making, sheet, 5) + 1)
    row = max(TOP, _levels(making, sheet, row) + 1)
    row = max(HOW, _top_five(making, sheet, row) + 1)
    row = max(CHANGE, _prose(making, sheet, row, N_("How the figures come about"), _method(making)) + 1)
    row = max(LEGEND, _prose(making, sheet, row, N_("You may change this"), _changing(making)) + 1)
    last = _legend(making, sheet, row)
    set_up_view(sheet)
    set_up_page(making, sheet, landscape=False, tall=1)
    sheet.page.print_area = f"A1:G{last}"
    return sheet


def _cover(making: Making, sheet: Sheet) -> None:
    register = making.register
    sheet.put(1, 2, register.organisation, QUIET)
    sheet.put(2, 2, making.say(N_("Risk register")), TITLE)
    sheet.height(2, 28)
    parts = [
        making.as_of,
        making.count("{n} risk", "{n} risks", len(register.counted)),
        register.confidentiality.upper(),
        making.say(N_("prepared by {name}"), name=making.author) if making.author else "",
    ]
    sheet.put(3, 2, " · ".join(part for part in parts if part), QUIET)


def _wrapped(sheet: Sheet, row: int, text: str, width: int = 120) -> None:
    """Put a sentence over the columns B to G, which are one cell wide for this sheet's reader."""
    sheet.page.merged_cells.add(f"B{row}:G{row}")
    sheet.put(row, 2, text, PROSE)
    sheet.height(row, 15 * max(1, -(-len(text) // width)))


def _sentences(making: Making, sheet: Sheet, row: int) -> int:
    sheet.put(row, 2, making.say(N_("In one minute")), SECTION)
    for sentence in (_appetite(making), _highest(making), _acceptances(making), _movements(making)):
        row += 1
        _wrapped(sheet, row, sentence)
    return row


def _appetite(making: Making) -> str:
    register = making.register
    if not register.counted:
        return making.say(N_("There are no open risks in this register."))
    above = register.above_appetite
    total = making.count("{n} risk", "{n} risks", len(register.counted))
    head = making.say(N_("{n} of {total} are above appetite"), n=len(above), total=total)
    exposed = [risk for risk in above if risk.standing is Standing.EXPOSED]
    if not above:
        return making.say(N_("{head}."), head=head)
    if not exposed:
        return making.say(N_("{head}; all have an open action or a valid acceptance."), head=head)
    refs = _some([risk.ref for risk in exposed], making)
    without = N_("{head}; {n} of them without an open action or a valid acceptance: {refs}.")
    return making.say(without, head=head, n=len(exposed), refs=refs)


def _some(refs: list[str], making: Making, most: int = 5) -> str:
    shown = ", ".join(refs[:most])
    return shown if len(refs) <= most else making.say(N_("{some} and {n} more"), some=shown, n=len(refs) - most)


def _highest(making: Making) -> str:
    scored = [risk for risk in making.register.counted if risk.current.band]
    if not scored:
        return making.say(N_("No risk has been scored yet."))
    top = scored[0]
    others = sum(risk.current.rank == top.current.rank for risk in scored) - 1
    text = N_("Highest: {ref} {event}, {level}.")
    if others:
        text = N_("Highest: {ref} {event}, {level}; {n} more at this level.")
    return making.say(text, ref=top.ref, event=top.event.rstrip("."), level=top.current.word, n=others)


def _acceptances(making: Making) -> str:
    accepted = [risk.acceptance for risk in making.register.counted if risk.acceptance]
    expired = sum(one.expired(making.today) for one in accepted)
    soon = sum(one.valid and one.until is not None and one.until <= making.today + SOON for one in accepted)
    if not accepted:
        return making.say(N_("No risk is accepted as it stands."))
    return making.say(
        N_("{expired}, {soon} within 90 days."),
        expired=making.count("{n} acceptance has expired", "{n} acceptances have expired", expired),
        soon=making.count("{n} ends", "{n} end", soon),
    )


def _movements(making: Making) -> str:
    since = making.since
    if since is None:
        return since_text(making)
    parts = [
        making.say(N_("{n} new"), n=since.count(Movement.NEW)),
        making.say(N_("{n} higher"), n=since.count(Movement.UP)),
        making.say(N_("{n} lower"), n=since.count(Movement.DOWN)),
        making.say(N_("{n} closed"), n=len(since.closed)),
    ]
    if since.deleted:
        parts.append(making.say(N_("{n} deleted"), n=since.deleted))
    done = making.count("; {n} action done", "; {n} actions done", len(since.done)) if since.done else ""
    return f"{since_text(making)}: {', '.join(parts)}{done}."


def _levels(making: Making, sheet: Sheet, row: int) -> int:
    """Count the risks per level by formulas, so that edits show."""
    heads = {"inherent": c.INHERENT_LEVEL, "current": c.LEVEL, "target": c.TARGET_LEVEL}
    found = blocks(making)
    sheet.put(row, 2, making.say(N_("Levels")), SECTION)
    titles = [N_("Level"), N_("Meaning"), *(block.title for block in found)]
    sheet.put_row(row + 1, 2, [making.say(title) for title in titles], SMALL_HEAD)
    for offset, _ in enumerate(found):
        sheet.put(row + 1, 4 + offset, making.say(titles[2 + offset]), SMALL_HEAD.but(across="center"))
    sheet.height(row + 1, 30)
    row += 2
    for band in reversed(making.bands):
        name = Formula(f"INDEX({BAND_NAME},{band.rank})", band.name)
        sheet.put(row, 2, name, making.band_style(band, BODY))
        sheet.put(row, 3, band.response, BODY.but(across="left", indent=1))
        for offset, block in enumerate(found):
            number = sum(getattr(risk, block.name).band == band for risk in making.register.counted)
            counted = Formula(_count(making, heads[block.name], band.rank), number)
            sheet.put(row, 4 + offset, counted, BODY.but(across="center"))
        row += 1
    return row


def _count(making: Making, header: str, rank: int) -> str:
    level, status = (f"{REGISTER}[{column_name(making.say(name))}]" for name in (header, c.STATUS))
    return f"COUNTIFS({level},INDEX({BAND_NAME},{rank}),{status},{quoted_text('<>' + making.closed)})"


def _top_five(making: Making, sheet: Sheet, row: int) -> int:
    sheet.put(row, 2, making.say(N_("Top five today")), SECTION)
    heads = (N_("ID"), N_("Risk"), N_("Level"), N_("Owner"), None, N_("Next due"))
    sheet.put_row(row + 1, 2, [making.say(head) if head else None for head in heads], SMALL_HEAD)
    row += 2
    for risk in making.register.counted[:5]:
        action = risk.next_action
        sheet.put(row, 2, to_risk(making, risk.ref), BODY.but(colour=ACCENT, underline=True))
        sheet.put(row, 3, one_line(risk.event, 110), BODY)
        sheet.put(row, 4, _level(making, risk), making.band_style(risk.current.band, BODY.but(across="center")))
        sheet.put(row, 5, risk.owner, BODY.but(wrap=False, across="left", indent=1))
        sheet.put(row, 6, None, BODY)
        due = making.day(action.due_on) if action else making.say(N_("no open action"))
        late = action is not None and action.days_late(making.today) > 0
        sheet.put(row, 7, making.say(N_("{day}, late"), day=due) if late else due, BODY.but(bold=late))
        sheet.height(row, 30 if len(risk.event) > 48 else 16)
        row += 1
    return row


def _level(making: Making, risk: RegisteredRisk) -> Formula:
    known = f"MATCH({quoted_text(risk.ref)},{REGISTER}[{column_name(making.say(c.ID))}],0)"
    return Formula(f"INDEX({REGISTER}[{column_name(making.say(c.LEVEL))}],{known})", risk.current.word)


def _prose(making: Making, sheet: Sheet, row: int, title: str, lines: tuple[str, ...]) -> int:
    sheet.put(row, 2, making.say(title), SECTION)
    for line in lines:
        row += 1
        _wrapped(sheet, row, line)
    return row + 1


def _method(making: Making) -> tuple[str, ...]:
    return (
        making.say(N_("Everybody in the room scored likelihood (L) and impact (I) from 1 to 5 silently, each alone.")),
        making.say(N_("The median and the spread are shown; the value that was agreed counts.")),
        making.say(N_("The level is looked up in the matrix on the sheet Scales; L×I only sorts.")),
    )


def _changing(making: Making) -> tuple[str, ...]:
    to = making.register.facilitator_email or making.register.facilitator or making.say(N_("the sender"))
    return (
        making.say(N_("White columns are yours; grey ones are computed. Sort, filter, and add rows at the end.")),
        making.say(
            N_("Save and send the file back to {whom}: each change is shown to a person before it is taken over."),
            whom=to,
        ),
    )


def _legend(making: Making, sheet: Sheet, row: int) -> int:
    sheet.put(row, 2, making.say(N_("Legend")), SECTION)
    for band in reversed(making.bands):
        row += 1
        sheet.put(row, 2, band.name, making.band_style(band))
        said = making.say(N_("within appetite") if band.within_appetite else N_("above appetite"))
        sheet.put(row, 3, said, PLAIN.but(across="left", indent=1))
    row += 1
    framed = Edges(*[("thin", HAIRLINE)] * 4)
    sheet.put(row, 2, making.say(N_("white")), QUIET.but(edges=framed, across="center"))
    sheet.put(row, 3, making.say(N_("may be changed")), PLAIN.but(across="left", indent=1))
    row += 1
    sheet.put(row, 2, making.say(N_("grey")), QUIET.but(edges=framed, across="center", fill=COMPUTED))
    sheet.put(row, 3, making.say(N_("computed, or kept by the session")), PLAIN.but(across="left", indent=1))
    row += 1
    folded = N_("Click + above the columns of the register for more: {groups}.")
    _wrapped(sheet, row, making.say(folded, groups=_folded_groups(making)))
    return row


def _folded_groups(making: Making) -> str:
    groups = dict.fromkeys(column.group for column in c.columns(making) if column.folded)
    return ", ".join(making.say(group) for group in groups)
