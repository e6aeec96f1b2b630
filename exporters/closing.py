"""Everything that a meeting leaves, in one go: its minutes, the documents of its kind, and a draft per recipient.

Serves the dialog that closes a meeting: first ``prepare`` on a snapshot (nothing is written, everything can be shown),
then ``write``. The caller notes each document that was written with ``app.exports.note_export``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from app import meetings
from app.i18n import N_, translate
from exporters.eml import Attachment, Drafts, drafts, write_drafts
from exporters.registry import EXPORTERS, Cancelled, Exporter, Options, Progress, suggested_name
from exporters.writing import Written, write_whole

if TYPE_CHECKING:
    from app.document import Document

#: What goes with the drafts unless a person chooses otherwise.
ATTACHED = ("minutes",)


@dataclass(frozen=True, slots=True)
class Offer:
    """A document that this meeting can leave: its exporter, and the references that it would be about."""

    exporter: Exporter
    refs: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Finished:
    """A document that is ready to be written: its kind, file name and content; ``change_set`` is the state it shows."""

    kind: str
    name: str
    content: bytes
    change_set: int

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return len(self.content)


@dataclass(frozen=True)
class Prepared:
    """All that would be written when a meeting is closed."""

    documents: tuple[Finished, ...]
    drafts: Drafts


@dataclass(frozen=True, slots=True)
class Closed:
    """What was written: documents (kind and place), then drafts."""

    documents: tuple[tuple[Finished, Written], ...]
    drafts: tuple[Written, ...]


def offers(document: Document, meeting: bytes) -> list[Offer]:
    """Return the documents that this meeting can leave, of those that can be written: its minutes first."""
    found = []
    for leaving in meetings.leavings(document, meeting):
        exporter = EXPORTERS.get(leaving.kind)
        if exporter is not None and (leaving.refs or not exporter.one):
            name = suggested_name(document, leaving.kind, subject=_subject(document, meeting))
            found.append(Offer(exporter, leaving.refs, name))
    return found


def _subject(document: Document, meeting: bytes) -> str:
    return str(meetings.meeting(document, meeting).title)[:60].strip()


def prepare(
    document: Document,
    meeting: bytes,
    kinds: Collection[str] | None = None,
    *,
    attach: Collection[str] = ATTACHED,
    options: Options | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Prepared:
    """Make the documents of ``kinds`` (all that are offered, if ``None``) and the drafts, and write nothing.

    ``attach`` names the kinds that go with every draft. May run on a snapshot in another thread. Raises ``UserError``
    of an exporter, or ``Cancelled``.
    """
    chosen = [one for one in offers(document, meeting) if kinds is None or one.exporter.kind in kinds]
    made = []
    for number, offer in enumerate(chosen):
        report = _share(progress, cancelled, number / (len(chosen) + 1), 1 / (len(chosen) + 1))
        report(0.0, translate(offer.exporter.title))
        stream = BytesIO()
        offer.exporter.load()(document, replace(options or Options(), refs=offer.refs), stream, report)
        made.append(Finished(offer.exporter.kind, offer.name, stream.getvalue(), document.version))
    _share(progress, cancelled, len(chosen) / (len(chosen) + 1), 0.0)(0.0, translate(N_("E-mail drafts")))
    attached = [Attachment(one.name, one.content) for one in made if one.kind in attach]
    return Prepared(tuple(made), drafts(document, meeting, attached))


def _share(progress: Progress | None, cancelled: Callable[[], bool] | None, start: float, part: float) -> Progress:
    def report(share: float, what: str) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled
        if progress is not None:
            progress(start + part * share, what)

    return report


def write(prepared: Prepared, folder: Path | str, *, with_drafts: bool = True) -> Closed:
    """Write what was prepared into ``folder``, each file whole or not at all. Raises ``UserError``."""
    place = Path(folder)
    written = [
        (one, write_whole(place / one.name, lambda stream, content=one.content: stream.write(content)))  # type: ignore[misc]
        for one in prepared.documents
    ]
    return Closed(tuple(written), tuple(write_drafts(prepared.drafts, place) if with_drafts else ()))
