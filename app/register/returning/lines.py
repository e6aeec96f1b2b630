"""The differences of a register that came back, as frozen dataclasses: lines, what they are about, and the whole.

Serves the comparison, which makes them, the taking and the dialog.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.register.returning.returned import Returned
    from app.register.returning.scales import Preview


@dataclass(frozen=True, slots=True)
class Line:
    """One difference. ``exported``, ``ours`` (here now) and ``theirs`` (in the file) are as people read them.

    ``change`` is ``changed``, ``conflict`` (both sides changed it), ``cleared``, ``new`` or ``refused``; a refused one
    cannot be taken. ``doubtful`` ones are not accepted together with all others. ``who`` and ``when`` tell the last
    change here, of a conflict. ``place`` is where it stands in the file.
    """

    id: str
    group: str
    field: str
    label: str
    exported: str
    ours: str
    theirs: str
    change: str
    remark: str = ""
    doubtful: bool = False
    who: str = ""
    when: datetime | None = None
    place: str = ""
    table: str = ""
    key: bytes = b""
    value: Any = None

    @property
    def takeable(self) -> bool:
        """Whether it can be taken over at all."""
        return self.change != "refused"

    @property
    def proposed(self) -> bool:
        """Whether “accept all” takes it: what is clear, and was changed in the file only."""
        return self.takeable and not self.doubtful and self.change in ("changed", "new")


@dataclass(frozen=True, slots=True)
class Group:
    """The lines about one thing. ``kind`` is ``risk``, ``new``, ``action``, ``new action``, ``columns`` or ``scales``.

    ``remark`` tells what is odd about the row as a whole. ``needs`` is the line without which a new one cannot stand.
    """

    id: str
    kind: str
    ref: str
    title: str
    lines: tuple[Line, ...]
    remark: str = ""
    key: bytes = b""
    needs: str = ""


@dataclass(frozen=True)
class Comparison:
    """What a register that came back would change in the session of ``version``; ``same`` were changed alike here."""

    returned: Returned
    groups: tuple[Group, ...]
    notes: tuple[str, ...]
    same: int
    behind: int
    version: int
    preview: Preview | None = None

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All lines."""
        return tuple(line for group in self.groups for line in group.lines)

    @cached_property
    def by_id(self) -> Mapping[str, Line]:
        """The lines by their ids."""
        return {line.id: line for line in self.lines}

    @property
    def nothing_new(self) -> bool:
        """Whether the file holds nothing that could be taken over."""
        return not any(line.takeable for line in self.lines)

    @property
    def conflicts(self) -> tuple[Line, ...]:
        """The lines that both sides changed."""
        return tuple(line for line in self.lines if line.change == "conflict")

    @property
    def proposed(self) -> frozenset[str]:
        """The ids of the lines that “accept all” takes."""
        return frozenset(line.id for line in self.lines if line.proposed)
