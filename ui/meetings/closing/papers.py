"""What a closed meeting leaves: made from a snapshot, looked through, then put in place whole or not at all.

No windows here. Nothing is on the disk before a person agreed, and then a new folder appears with all of it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.i18n import N_, UserError, translate
from exporters import closing
from exporters.eml import Drafts, Mentioned, mentioned
from exporters.eml.contents import Known, text_of
from exporters.registry import Options, Phones
from exporters.writing import safe_part

if TYPE_CHECKING:
    from app.document import Document

_NO_FOLDER = N_("{folder} cannot be written: {reason}. Choose another folder; nothing was written.")
#: Longest name of the new folder.
MOST = 80
Progress = Callable[[float, str], object]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person chose: the kinds of documents, which telephone numbers they hold, whether drafts are made."""

    meeting: bytes
    kinds: tuple[str, ...]
    phones: Phones = Phones.NONE
    drafts: bool = True

    @property
    def empty(self) -> bool:
        """Whether nothing at all is wanted."""
        return not self.kinds and not self.drafts


@dataclass(frozen=True)
class Made:
    """Everything as it would be written, and whom each document mentions, by its file name."""

    prepared: closing.Prepared
    mentioned: dict[str, Mentioned]

    @property
    def size(self) -> int:
        """Its size in bytes."""
        papers = sum(one.size for one in self.prepared.documents)
        return papers + sum(one.size for one in self.prepared.drafts.drafts)


@dataclass(frozen=True, slots=True)
class Placed:
    """The new folder, and the files in it: documents, then drafts, with the name of who gets each."""

    folder: Path
    documents: tuple[Path, ...]
    drafts: tuple[tuple[str, Path], ...]


def make(document: Document, wish: Wish, progress: Progress) -> Made:
    """Make all of it in memory. Raises ``UserError`` or what ``progress`` raises."""
    options = Options(phones=wish.phones)
    prepared = closing.prepare(document, wish.meeting, wish.kinds, options=options, progress=progress)
    if not wish.drafts:
        prepared = replace(prepared, drafts=Drafts((), (), ()))
    progress(1.0, translate(N_("Looking whom they name")))
    known = Known(document)
    told = {one.name: mentioned(known, [text_of(one.name, one.content) or ""]) for one in prepared.documents}
    return Made(prepared, told)


def place(made: Made, parent: Path, name: str, people: Collection[bytes]) -> Placed:
    """Put the documents, and the drafts of ``people``, into a new folder called ``name`` in ``parent``.

    The folder appears complete under its name or not at all. Raises ``UserError`` if the place cannot be written.
    """
    drafts = made.prepared.drafts
    chosen = tuple(one for one in drafts.drafts if one.recipient.person in people)
    wanted = replace(made.prepared, drafts=replace(drafts, drafts=chosen))
    passing: Path | None = None
    try:
        parent.mkdir(parents=True, exist_ok=True)
        passing = Path(tempfile.mkdtemp(prefix=".foreshock-", dir=parent))
        closing.write(wanted, passing)
        passing.chmod(0o755)
        target = _free(parent, safe_part(name)[:MOST].rstrip(". ") or "Foreshock")
        passing.rename(target)
    except OSError as error:
        raise UserError(_NO_FOLDER, folder=parent.name or str(parent), reason=error.strerror or "") from error
    finally:
        if passing is not None:
            shutil.rmtree(passing, ignore_errors=True)
    return Placed(
        target,
        tuple(target / one.name for one in wanted.documents),
        tuple((one.recipient.name, target / one.file_name) for one in chosen),
    )


def _free(parent: Path, name: str) -> Path:
    target, number = parent / name, 2
    while target.exists():
        target, number = parent / f"{name} ({number})", number + 1
    return target


def size_words(size: int) -> str:
    """Show a size in bytes as mail programs do."""
    return translate(N_("{n} kB"), n=max(1, round(size / 1000))) if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
