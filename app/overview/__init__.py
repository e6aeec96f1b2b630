"""What the first page of a session tells: what to do next, how ready each critical service is, and which dates come.

Serves the Overview of the window. Everything here comes from one reading of the session and from what the checks found
already: nothing here runs them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.facts import Facts
from app.overview.ahead import Ahead, Week, ahead, weeks
from app.overview.chain import ChainRow, Mark, chain, headline
from app.overview.figures import Figure, figures
from app.overview.steps import Step, next_steps

if TYPE_CHECKING:
    from app.checks import Finding
    from app.document import Document

__all__ = [
    "SHOWS_NOTHING_OF", "Ahead", "ChainRow", "Figure", "Mark", "Overview", "Step", "Week", "ahead", "chain", "figures",
    "headline", "next_steps", "overview", "weeks",
]  # fmt: skip

#: Tables of which nothing is told here: an edit of these alone leaves the page as it is.
SHOWS_NOTHING_OF = frozenset(
    {
        "meeting", "meeting_entry", "agenda_point", "seat", "checkpoint", "import_profile", "note", "export",
        "attachment", "ballot", "poll", "poll_round", "dissent", "ref_counter",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Overview:
    """All parts of the first page, worked out together."""

    figures: tuple[Figure, ...]
    steps: tuple[Step, ...]
    chain: tuple[ChainRow, ...]
    dates: tuple[Ahead, ...]


def overview(document: Document, findings: Sequence[Finding]) -> Overview:
    """Return what the first page shows; ``findings`` are those that the checks found last."""
    facts = Facts.read(document)
    return Overview(
        figures=tuple(figures(facts)),
        steps=tuple(next_steps(document, findings)),
        chain=tuple(chain(facts, findings)),
        dates=tuple(ahead(document)),
    )
