"""A page that is nothing but a few lists of subjects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from app.i18n import translate
from ui.console import Console, Page
from ui.subjects.catalogue import Subject
from ui.subjects.tabbed import Build, TabbedSubjects

if TYPE_CHECKING:
    from app.checks import Finding


class ListPage(Page):
    """Subclasses name their lists in ``SUBJECTS`` (key, words, subject) and build what is special in ``builders``."""

    SUBJECTS: ClassVar[tuple[tuple[str, str, Subject], ...]] = ()
    NAME: ClassVar[str] = ""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.lists = TabbedSubjects(console, self.SUBJECTS, translate(self.NAME), self.builders())
        self.lists.fill(self)

    def builders(self) -> dict[str, Build]:
        """Return how lists that are more than a plain one are built, by key."""
        return {}

    def refresh(self) -> None:
        """Read the list that is shown."""
        self.lists.refresh()

    def subtitle(self) -> str:
        """Return how many there are."""
        return self.lists.words()

    def select(self, key: bytes) -> None:
        """Show the list that holds ``key``, and the row."""
        self.lists.select(key)

    def on_screen(self) -> bytes | None:
        """Return what is chosen in the list that is shown."""
        return self.lists.on_screen()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Hand the newest findings to the lists."""
        self.lists.show_findings(findings)

    def place(self) -> dict[str, Any]:
        """Return which list was shown and how each was arranged."""
        return self.lists.place()

    def restore(self, place: dict[str, Any]) -> None:
        """Show the list that was left."""
        self.lists.restore(place)
