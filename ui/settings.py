"""What belongs to the person and not to the session: name, looks, recent files, and where they left each session."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_config_path
from PySide6.QtCore import QByteArray, QSettings

from app.dates import system_clock

#: How many recent files are remembered.
RECENT = 12


@dataclass(frozen=True, slots=True)
class RecentFile:
    """A session that was opened before; ``opened`` is ISO 8601 in UTC."""

    path: str
    title: str
    opened: str
    services: int = 0

    @property
    def missing(self) -> bool:
        """Whether the file is not there at the moment."""
        return not Path(self.path).is_file()


class Settings:
    """A person's settings in one small text file."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or user_config_path("foreshock", appauthor=False, ensure_exists=True)
        self._store = QSettings(str(self.folder / "settings.ini"), QSettings.Format.IniFormat)

    @property
    def who(self) -> str:
        """The name that stands beside every change this person makes."""
        return str(self._store.value("who", ""))

    @who.setter
    def who(self, name: str) -> None:
        self._store.setValue("who", name)

    @property
    def theme(self) -> str:
        """``system``, ``light`` or ``dark``."""
        return str(self._store.value("theme", "system"))

    @theme.setter
    def theme(self, choice: str) -> None:
        self._store.setValue("theme", choice)

    @property
    def geometry(self) -> QByteArray:
        """Where the window stood, as Qt tells it."""
        saved = self._store.value("geometry")
        return saved if isinstance(saved, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, state: QByteArray) -> None:
        self._store.setValue("geometry", state)

    def recent(self) -> list[RecentFile]:
        """Return recent files, newest first; missing ones are kept and can be told by ``missing``."""
        return [RecentFile(**entry) for entry in self._read("recent", [])]

    def remember_file(self, path: Path, title: str, services: int) -> None:
        """Put a file at the head of the recent ones."""
        head = RecentFile(str(path.resolve()), title, system_clock().isoformat(), services)
        others = [entry for entry in self.recent() if entry.path != head.path]
        self._write("recent", [asdict(entry) for entry in [head, *others][:RECENT]])

    def forget(self, path: str) -> None:
        """Take one file off the recent ones; the file itself stays."""
        self._write("recent", [asdict(entry) for entry in self.recent() if entry.path != path])

    def forget_missing(self) -> None:
        """Drop recent files that are not there any more."""
        self._write("recent", [asdict(entry) for entry in self.recent() if not entry.missing])

    def place(self, document_id: bytes) -> dict[str, Any]:
        """Return where a session was left: page, selection, columns."""
        return dict(self._read(f"places/{document_id.hex()}", {}))

    def remember_place(self, document_id: bytes, place: dict[str, Any]) -> None:
        """Keep where a session was left."""
        self._write(f"places/{document_id.hex()}", place)

    def text(self, name: str) -> str:
        """Return a text kept under a name, such as the room's display, or an empty one."""
        return str(self._store.value(name, ""))

    def remember_text(self, name: str, text: str) -> None:
        """Keep a text under a name."""
        self._store.setValue(name, text)

    def _read(self, name: str, default: Any) -> Any:
        try:
            found = json.loads(str(self._store.value(name, "")))
        except ValueError:
            return default
        return found if isinstance(found, type(default)) else default

    def _write(self, name: str, value: Any) -> None:
        self._store.setValue(name, json.dumps(value))
