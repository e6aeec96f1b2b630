"""The plan that lies open: what everything in the builder reads, and whether it may be changed."""

from __future__ import annotations

from typing import Any, Protocol

from app import model as m
from app import planning
from app.i18n import N_, UserError, translate
from app.planning import Blocker, Completeness, PlanContent
from ui.console import Console

READ_ONLY = N_("This window is read-only; nothing can be changed here.")
IN_FORCE = N_("Version {version} is in force as it was signed. Begin the next version to change it.")
RETIRED = N_("This plan is retired. Begin a new version to use it again.")


class Block(Protocol):
    """A part of an editor: it shows the open plan and writes what was typed before it is left."""

    def show_plan(self) -> None:
        """Show what the desk holds now."""

    def leave(self) -> None:
        """Write what was typed and not yet written."""


class Desk:
    """One open plan. ``read`` fetches it again; ``why_locked`` says why it cannot be changed, if so."""

    def __init__(self, console: Console) -> None:
        self.console, self.document = console, console.document
        self.content: PlanContent | None = None
        self.blockers: tuple[Blocker, ...] = ()
        self.parts = Completeness(())

    @property
    def key(self) -> bytes | None:
        """The key of the open plan."""
        return self.content.key if self.content is not None else None

    def read(self, key: bytes | None) -> bool:
        """Read a plan; return whether it still exists."""
        if key is None or self.document.get(m.Plan, key) is None:
            self.content, self.blockers, self.parts = None, (), Completeness(())
            return False
        self.content = planning.read_plan(self.document, key)
        self.blockers = planning.blockers(self.document, self.content)
        self.parts = planning.completeness(self.content)
        return True

    @property
    def why_locked(self) -> str:
        """Why nothing can be changed, empty if it can."""
        if not self.console.writable:
            return translate(READ_ONLY)
        if self.content is None or self.content.state == "draft":
            return ""
        if self.content.state == "retired":
            return translate(RETIRED)
        return translate(IN_FORCE, version=self.content.version)

    @property
    def locked(self) -> bool:
        """Whether nothing can be changed."""
        return bool(self.why_locked)

    def refuse_if_locked(self) -> None:
        """Raise ``UserError`` if nothing can be changed."""
        if self.locked:
            raise UserError(self.why_locked)

    def commit(self, model: Any, key: bytes, name: str, entered: Any) -> None:
        """Write one field of the plan or of one of its lines. Raises ``UserError``."""
        from app import entities

        self.refuse_if_locked()
        entities.set_field(self.document, model, key, name, entered)
