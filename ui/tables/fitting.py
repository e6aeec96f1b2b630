"""How wide the columns of a table are: heads stay whole, words readable, and what gives way in a narrow window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.fields import Kind
from ui.tables.columns import Column
from ui.theme import Size, Space, px
from ui.widgets.chips import chip_width
from ui.widgets.labels import text_width

#: Words are not made narrower than this, and grow up to the second where there is room, in logical pixels.
READABLE, AMPLE = 96, 320
#: Names take what is left up to this width; on a wall of a screen all columns share the rest, so that rows stay rows.
SPACIOUS = 480
#: So many rows are looked at to see what a column holds, and so many of its longest texts are measured.
_ROWS, _TEXTS = 120, 12
#: Kinds whose values are short and say nothing once they are cut off.
_WHOLE = (
    Kind.INTEGER, Kind.NUMBER, Kind.PERCENT, Kind.MONEY, Kind.DURATION, Kind.DATE, Kind.INSTANT, Kind.YES_NO,
    Kind.CHOICE, Kind.LEVEL,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Need:
    """What a column asks for, in pixels: the least that can be read, what is comfortable, and what shows everything."""

    least: int
    comfort: int
    ample: int
    stretch: bool = False
    fixed: bool = False  #: a person chose the width


def head_width(column: Column, *, first: int, ordered: bool) -> int:
    """Return the room that a whole heading takes; ``first`` is the lead of the leftmost column, 0 for the others."""
    words = px(Size.icon_small) if column.icon else text_width(column.heading, "label")
    return (first or px(Space.s)) + words + px(Space.s) + (px(Space.l) if ordered else 0) + 1


def content_width(column: Column, rows: Sequence[Any], text_of: Callable[[Any, Column], str]) -> int:
    """Return the room that the longest contents of some rows take, without padding."""
    step = max(1, len(rows) // _ROWS)
    told = {text_of(row, column): row for row in rows[::step]}
    longest = sorted(told.items(), key=lambda pair: -len(pair[0]))[:_TEXTS]
    role = "name" if column.bold else "body"
    return max((_cell_width(column, row, text.replace("\n", " "), role) for text, row in longest), default=0)


def _cell_width(column: Column, row: Any, text: str, role: str) -> int:
    chips = column.chips_of(row)
    if chips:
        return sum(chip_width(chip) for chip in chips) + px(Space.xs) * (len(chips) - 1)
    return text_width(text, role)


def need_of(column: Column, head: int, content: int, *, lead: int) -> Need:
    """Return what a column asks for, given its heading and its contents; ``lead`` is the room before its text."""
    whole = max(head, content + lead + px(Space.s) + 1)
    own = max(head, px(column.logical_width()))
    if column.field.kind in _WHOLE or column.chip is not None or column.name == "ref":
        if not content:  # nothing is known yet
            whole = own
        return Need(whole, whole, whole, column.stretch)
    readable = max(head, min(whole, px(column.least or READABLE)))
    held = max(whole, own * 4 // 5) if column.stretch else whole  # names keep some room for longer ones to come
    comfort = max(readable, min(held, own)) if content else own
    ample = max(comfort, min(whole, px(AMPLE))) if not column.stretch else max(comfort, whole)
    return Need(readable, comfort, ample, column.stretch)


def left_out(needs: Mapping[int, Need], spare: Iterable[int], room: int) -> set[int]:
    """Return which columns give way, the first of ``spare`` first, until the others stand in comfort."""
    gone: set[int] = set()
    taken = sum(need.comfort for need in needs.values())
    for at in spare:
        if taken <= room:
            break
        if at in needs and len(needs) - len(gone) > 1:
            gone.add(at)
            taken -= needs[at].comfort
    return gone


def widths(needs: Mapping[int, Need], room: int) -> dict[int, int]:
    """Share a width out: everybody's least, then comfort, then what shows everything, names before the others.

    The rest goes to the names, and where they are wide enough, to all. Where the least is too much already, the table
    scrolls sideways, and everything has its comfort.
    """
    made = {at: need.least for at, need in needs.items()}
    if sum(made.values()) > room:
        return {at: need.comfort for at, need in needs.items()}
    for wanted in ({at: need.comfort for at, need in needs.items()}, {at: need.ample for at, need in needs.items()}):
        made = _raised(made, {at: width for at, width in wanted.items() if needs[at].stretch}, room)
        made = _raised(made, wanted, room)
    wide = [at for at, need in needs.items() if need.stretch]
    if wide:
        made = _raised(made, {at: max(made[at], px(SPACIOUS)) for at in wide}, room)
        made = _shared(made, needs, room)
    return made


def _shared(made: dict[int, int], needs: Mapping[int, Need], room: int) -> dict[int, int]:
    """Share what is left among the columns by their widths; the last pixels go to the first that stretches."""
    rest = room - sum(made.values())
    if rest <= 0:
        return made
    free = {at: width for at, width in made.items() if not needs[at].fixed}
    grown = made | {at: width + rest * width // sum(free.values()) for at, width in free.items()}
    first = next(at for at, need in needs.items() if need.stretch)
    return grown | {first: grown[first] + room - sum(grown.values())}


def _raised(made: dict[int, int], wanted: Mapping[int, int], room: int) -> dict[int, int]:
    """Raise widths towards what is wanted, all by the same share of what they lack."""
    missing = {at: max(0, width - made[at]) for at, width in wanted.items()}
    lacking, rest = sum(missing.values()), room - sum(made.values())
    if lacking <= 0 or rest <= 0:
        return made
    share = min(1.0, rest / lacking)
    return made | {at: made[at] + int(more * share) for at, more in missing.items()}
