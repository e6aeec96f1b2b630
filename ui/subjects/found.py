"""What the checks found about the rows of a list, as a chip at the end of each row that leads to the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.fields import Field, Kind
from app.i18n import N_, plural
from ui.console import Console
from ui.tables.columns import Column
from ui.widgets import chips
from ui.widgets.chips import Chip

if TYPE_CHECKING:
    from app.checks import Finding

#: The name of the column.
FOUND = "findings"
#: The letters of urgency, the worst first, with the words of a count.
_WORDS = {
    "E": (N_("{n} must fix"), N_("{n} must fix")),
    "W": (N_("{n} should fix"), N_("{n} should fix")),
    "I": (N_("{n} note"), N_("{n} notes")),
}
_FIELD = Field(Kind.TEXT, N_("Findings"), editable=False)


class RowFindings:
    """How many findings each row has and how urgent they are; what was accepted for a while does not count."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._counts: Mapping[bytes, Counter[str]] = {}

    def take(self, findings: Sequence[Finding]) -> bool:
        """Take the newest findings; return whether anything is different."""
        counts: dict[bytes, Counter[str]] = {}
        for finding in findings:
            if not finding.waived:
                for key in {finding.subject, finding.node} - {None}:
                    counts.setdefault(key, Counter())[finding.severity] += 1  # type: ignore[arg-type]
        changed = counts != self._counts
        self._counts = counts
        return changed

    def any_of(self, rows: Sequence[Any]) -> bool:
        """Whether one of these rows has a finding."""
        return any(row.key in self._counts for row in rows)

    def words(self, row: Any) -> str:
        """Return what was found in words: ``1 must fix, 2 should fix``."""
        counts = self._counts.get(row.key, Counter())
        return ", ".join(plural(*words, counts[letter]) for letter, words in _WORDS.items() if counts[letter])

    def column(self) -> Column:
        """Return the column that shows it."""
        return Column(
            FOUND, _FIELD, 48, editable=False, value=self._total, text=self.words, chip=self._chips, sort=self._urgency,
            tip=self.words, press=lambda row: self._console.go("findings", row.key), icon="triangle-alert",
        )  # fmt: skip

    def _total(self, row: Any) -> int | None:
        return sum(self._counts.get(row.key, Counter()).values()) or None

    def _chips(self, row: Any) -> tuple[Chip, ...]:
        counts = self._counts.get(row.key)
        if not counts:
            return ()
        letter = next(letter for letter in _WORDS if counts[letter])
        total = sum(counts.values())
        return (chips.severity(letter), *((Chip(str(total), role="hint"),) if total > 1 else ()))

    def _urgency(self, row: Any) -> tuple[int, ...] | None:
        """The most urgent come first when the column is sorted upwards."""
        counts = self._counts.get(row.key)
        return tuple(-counts[letter] for letter in _WORDS) if counts else None
