"""The columns that stay in sight while a table is scrolled sideways: which they are and where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.tables.header import FilterHeader

#: Never more than this share of a table stays, so that there is something to scroll.
_MOST = 0.55


class Staying:
    """The leading columns that tell which row it is, as long as the table is scrolled sideways."""

    def __init__(self, header: FilterHeader) -> None:
        self._header = header

    def places(self) -> dict[int, int]:
        """Return the left edge of each column that stays, by its place; empty while nothing is scrolled."""
        header = self._header
        if header.offset() <= 0:
            return {}
        found: dict[int, int] = {}
        left, most = 0, header.viewport().width() * _MOST
        for visual in range(header.count()):
            at = header.logicalIndex(visual)
            if header.isSectionHidden(at):
                continue
            if not header.columns[at].names_rows or left + header.sectionSize(at) > most:
                break
            found[at] = left
            left += header.sectionSize(at)
        return found

    def width(self) -> int:
        """Return how much of the table's left side stays."""
        return sum(map(self._header.sectionSize, self.places()))

    def left_of(self, at: int) -> int | None:
        """Return where a column stands that stays; ``None`` for one that scrolls."""
        return self.places().get(at) if self._header.offset() > 0 else None

    def column_at(self, x: int) -> int:
        """Return the column that stays at a distance from the left edge, -1 if the columns scroll there."""
        for at, left in self.places().items():
            if left <= x < left + self._header.sectionSize(at):
                return at
        return -1
