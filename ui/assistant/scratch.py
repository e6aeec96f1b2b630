"""A throw-away session that the import reads against while the real one does not exist yet."""

from __future__ import annotations

import tempfile
from pathlib import Path

from app.document import Document
from app.session import new_session


class Scratch:
    """Made in a temporary folder when it is first needed, and removed with it."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._document: Document | None = None

    def document(self) -> Document:
        """Return the session; it holds default scales and nothing else."""
        if self._document is None:
            self._folder = tempfile.TemporaryDirectory(prefix="foreshock-")
            path = Path(self._folder.name) / "scratch.foreshock"
            self._document = new_session(path, title="Scratch", organisation="Scratch")
        return self._document

    def close(self) -> None:
        """Remove it, if it was ever made."""
        if self._document is not None:
            self._document.close()
            self._document = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
