"""What a person decided about each line of a register that came back: accept it, reject it, or nothing yet.

Serves the dialog. A line that another needs is accepted with it; nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.register.returning import Comparison, Group, Line


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list with the group it stands in and what was decided; equal only to itself in the same state."""

    key: str
    line: Line
    group: Group
    accepted: bool | None
    place: int = 0


class Decisions:
    """The decisions on one comparison."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self._groups = {line.id: group for group in comparison.groups for line in group.lines}
        self._accepted: dict[str, bool | None] = {}

    def rows(self) -> list[Row]:
        """Return the lines in their order with what was decided."""
        return [
            Row(line.id, line, group, self._accepted.get(line.id), place)
            for place, group in enumerate(self.comparison.groups)
            for line in group.lines
        ]

    def row(self, id_: str | None) -> Row | None:
        """Return one line."""
        line = self.comparison.by_id.get(id_ or "")
        return Row(line.id, line, self._groups[line.id], self._accepted.get(line.id)) if line is not None else None

    def decide(self, ids: Iterable[str], accept: bool | None) -> None:
        """Accept or reject lines, or take the decision back; what cannot be taken stays as it is.

        A new row stands with its name: the name is accepted with any other of its fields, and rejected with them all.
        """
        for id_ in ids:
            line, group = self.comparison.by_id[id_], self._groups[id_]
            if not line.takeable:
                continue
            self._accepted[id_] = accept
            if group.needs and accept and id_ != group.needs:
                self._accepted[group.needs] = True
            if group.needs and not accept and id_ == group.needs:
                self._accepted |= dict.fromkeys((one.id for one in group.lines if one.takeable), accept)

    def decide_group(self, group: Group, accept: bool) -> None:
        """Accept or reject all lines about one thing; a conflict is decided by hand."""
        self.decide([line.id for line in group.lines if line.change != "conflict" or not accept], accept)

    def accept_clear(self) -> None:
        """Accept whatever is clear and was changed in the file only."""
        self.decide(self.comparison.proposed, True)

    def reject_all(self) -> None:
        """Reject everything."""
        self.decide(self.comparison.by_id, False)

    @property
    def accepted(self) -> frozenset[str]:
        """The ids of the accepted lines."""
        return frozenset(id_ for id_, accept in self._accepted.items() if accept)

    @property
    def open(self) -> int:
        """How many lines nothing was decided about."""
        return sum(line.takeable and self._accepted.get(line.id) is None for line in self.comparison.lines)
