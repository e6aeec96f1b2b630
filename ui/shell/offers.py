"""What the palette offers: the things of the session, pages, commands, and the terms of the glossary."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app import glossary, search
from app.i18n import N_, translate
from ui.help import open_term
from ui.pages import PLACES, place_of
from ui.shell.commands import COMMANDS
from ui.shell.palette import COMMANDS as COMMAND_SECTION
from ui.shell.palette import GLOSSARY
from ui.shell.palette_lines import Entry

if TYPE_CHECKING:
    from app.history import ChangeSet
    from ui.shell.verbs import WindowVerbs

PAGES = N_("Pages")
#: The words above the things of one kind.
SECTIONS = {
    "service": N_("Services"),
    "risk": N_("Risks"),
    "person": N_("People"),
    "component": N_("Components"),
    "supplier": N_("Suppliers"),
    "plan": N_("Plans"),
    "exercise": N_("Exercises"),
    "action": N_("Actions"),
    "meeting": N_("Meetings"),
    "incident": N_("Incidents"),
    "site": N_("Sites"),
}
#: These ask further than the palette or would close it: they are not offered in it.
LEFT_OUT = {"open_palette"}


class Offers:
    """The entries of one window's palette. What it read of the session stays until something changes."""

    def __init__(self, window: WindowVerbs, enabled: Callable[[str], bool]) -> None:
        self._window, self._enabled = window, enabled
        self._things: list[Entry] | None = None

    def hear(self, _change_set: ChangeSet) -> None:
        """Read the session again when the palette is next opened."""
        self._things = None

    def entries(self) -> list[Entry]:
        """Return pages first, then commands, things and terms; no names of scenarios while the room may see them."""
        if self._things is None:
            self._things = self._of_session()
        hidden = translate(SECTIONS["exercise"]) if self._window.console.privacy.public_safe else None
        things = [entry for entry in self._things if entry.section != hidden]
        return self._pages() + self._commands() + things + self._terms()

    def _pages(self) -> list[Entry]:
        window, words = self._window, translate(PAGES)
        return [
            Entry(translate(place.label), partial(window.go, place.key), place.icon, section=words) for place in PLACES
        ]

    def _commands(self) -> list[Entry]:
        words = translate(COMMAND_SECTION)
        return [
            Entry(
                translate(command.text),
                getattr(self._window, command.name),
                command.icon,
                translate(command.menu),
                tuple(command.keys[0].split("+")) if command.keys else (),
                words,
            )
            for command in COMMANDS
            if command.name not in LEFT_OUT and self._enabled(command.name)
        ]

    def _terms(self) -> list[Entry]:
        words = translate(GLOSSARY)
        return [
            Entry(term.title, partial(open_term, self._window.console, term.key), "book-open-check", term.meaning,
                  section=words, told=True)
            for term in glossary.terms()
        ]  # fmt: skip

    def _of_session(self) -> list[Entry]:
        go = self._window.go
        icons = {kind: place.icon for place in PLACES for kind in place.kinds}
        words = {kind: translate(section) for kind, section in SECTIONS.items()}
        return [
            Entry(
                thing.name,
                partial(go, place_of(thing.kind), thing.key),
                icons.get(thing.kind, ""),
                thing.ref,
                section=words.get(thing.kind, ""),
            )
            for thing in search.things(self._window.document)
        ]
