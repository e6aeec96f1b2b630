"""Organisation: people, departments, sites and suppliers."""

from __future__ import annotations

from typing import Any

from app.i18n import N_, translate
from ui.console import Console, Page
from ui.subjects.catalogue import DEPARTMENTS, PEOPLE, SITES, SUPPLIERS, Subject
from ui.subjects.tabbed import TabbedSubjects


class OrganisationPage(Page):
    """Who and where, in four lists."""

    TABLES = frozenset({"person", "department", "site", "supplier", "entity"})
    SUBJECTS: tuple[tuple[str, str, Subject], ...] = (
        ("people", N_("People"), PEOPLE),
        ("departments", N_("Departments"), DEPARTMENTS),
        ("sites", N_("Sites"), SITES),
        ("suppliers", N_("Suppliers"), SUPPLIERS),
    )

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.lists = TabbedSubjects(console, self.SUBJECTS, translate(N_("Organisation")))
        self.lists.fill(self)

    def refresh(self) -> None:
        """Read the list that is shown."""
        self.lists.refresh()

    def subtitle(self) -> str:
        """Return how many there are."""
        return self.lists.words()

    def select(self, key: bytes) -> None:
        """Show the list that holds ``key``, and the row."""
        self.lists.select(key)

    def place(self) -> dict[str, Any]:
        """Return which list was shown and how each was arranged."""
        return self.lists.place()

    def restore(self, place: dict[str, Any]) -> None:
        """Show the list that was left."""
        self.lists.restore(place)
