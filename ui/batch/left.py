"""The left column of a batch round: the seats with how many risks they scored, later the groups of the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from app.i18n import N_, translate
from app.meetings import SeatLine
from ui.batch.rows import RowList, SideDelegate, SideRow
from ui.widgets.labels import hint, label
from ui.widgets.layouts import column, ground, row

_GROUPS = {
    "all": (N_("All"), "", ""),
    "talk": (N_("To talk about"), "triangle-alert", "warn"),
    "agreed": (N_("Agreed, to accept"), "circle-dot", "text3"),
    "settled": (N_("Settled"), "check", "ok"),
    "parked": (N_("Parked"), "circle-parking", "warn"),
}


class LeftColumn(QWidget):
    """Head and list. Of a seat only the number of its marks is shown, never one."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "rail", "right")
        self.title, self.count = label("", "name"), hint("")
        self.list = RowList(translate(N_("Seats")), SideDelegate())
        self.setLayout(column(row(self.title, None, self.count, margins=(16, 12, 16, 8)), self.list, gap=0))

    def show_seats(
        self, seats: Sequence[SeatLine], voted: Mapping[bytes, int], lines: int, typing: bytes | None
    ) -> None:
        """Show the seats; ``typing`` is the one whose sheet is on."""
        self._name(translate(N_("Seats")))
        done = sum(voted.get(one.key, 0) >= lines for one in seats) if lines else 0
        told = translate(N_("{n} of {all}"), n=done, all=len(seats)) if lines else str(len(seats))
        self.count.setText(told if seats else "")
        self.list.show_rows([_seat_row(one, voted.get(one.key, 0), lines, typing) for one in seats],
                            typing.hex() if typing is not None else "")  # fmt: skip

    def show_groups(self, counts: Mapping[str, int], current: str) -> None:
        """Show the groups of the result that have a line."""
        self._name(translate(N_("Result")))
        self.count.setText("")
        rows = [
            SideRow(key, "", translate(words), str(counts[key]), icon, ink or "text3", key == current)
            for key, (words, icon, ink) in _GROUPS.items()
            if counts.get(key) or key in ("all", current)
        ]
        self.list.show_rows(rows, current)

    def _name(self, words: str) -> None:
        self.title.setText(words)
        self.list.setAccessibleName(words)


def _seat_row(seat: SeatLine, given: int, lines: int, typing: bytes | None) -> SideRow:
    full = lines > 0 and given >= lines
    end = f"{given}/{lines}" if given else ""
    told = translate(N_("{n} of {all}"), n=given, all=lines) if given else translate(N_("nothing yet")) if lines else ""
    icon = "check" if full else ""
    return SideRow(seat.key.hex(), str(seat.number), seat.name, end, icon, "ok", seat.key == typing, told)
