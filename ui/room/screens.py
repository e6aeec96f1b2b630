"""Which displays there are, which of them show the same picture, and which one was confirmed as the room's.

Serves the room window, the public-safe console and the display menu. The facts come from a ``Source`` that tests
replace; ``displays()`` is the one of this process. What the system does not tell is told as unknown, never as fine.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen, QWindow
from PySide6.QtWidgets import QWidget

from app.i18n import N_, translate
from ui.room.mirrors import Mirroring, system_mirroring

#: The system is asked again this often, since mirroring may begin without any signal.
LOOK_MS = 3000


class Standing(StrEnum):
    """What a display is to the console's window."""

    CONSOLE = "console"  #: the facilitator's window stands on it
    ROOM = "room"  #: confirmed as the room's
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Display:
    """One display. ``identity`` stays the same when it is plugged in again; ``number`` counts from 1, left to right."""

    identity: str
    name: str
    geometry: tuple[int, int, int, int]
    number: int = 0
    primary: bool = False

    @property
    def size(self) -> str:
        """Its size in points, such as ``1920 × 1080``."""
        return f"{self.geometry[2]} × {self.geometry[3]}"


class Source(Protocol):
    """Where the facts about displays come from."""

    def displays(self) -> list[Display]:
        """Return the displays that show something."""

    def mirroring(self) -> Mirroring:
        """Tell whether some outputs show the same picture."""


def identity_of(screen: QScreen) -> str:
    """Return what a display is known by: manufacturer, model, serial number and the name of its connector."""
    parts = (screen.manufacturer(), screen.model(), screen.serialNumber(), screen.name())
    return "|".join(part.strip().replace("|", " ") for part in parts)


def name_of(screen: QScreen) -> str:
    """Return what a person calls a display, such as ``LG 27UK (HDMI-1)``."""
    maker, model = screen.manufacturer().strip(), screen.model().strip()
    known = model if model.startswith(maker) else f"{maker} {model}".strip()
    if not known or known == screen.name():
        return screen.name() or translate(N_("Display"))
    return f"{known} ({screen.name()})"


class QtSource:
    """The displays as Qt tells them, and mirroring as the system tells it."""

    def displays(self) -> list[Display]:
        """Return the displays from left to right."""
        primary = QGuiApplication.primaryScreen()
        screens = sorted(QGuiApplication.screens(), key=lambda one: (one.geometry().x(), one.geometry().y()))
        return [
            Display(identity_of(one), name_of(one), _rect(one), number, one is primary)
            for number, one in enumerate(screens, 1)
        ]

    def mirroring(self) -> Mirroring:
        """Tell by the places of the screens first, then by the system."""
        places = [_rect(one) for one in QGuiApplication.screens()]
        if len(set(places)) < len(places):
            return Mirroring.YES
        return system_mirroring(QGuiApplication.platformName(), len(places))


def _rect(screen: QScreen) -> tuple[int, int, int, int]:
    place = screen.geometry()
    return place.x(), place.y(), place.width(), place.height()


class Displays(QObject):
    """The displays now. ``changed`` fires when something about them changed; ``lost(identity)`` when one is gone.

    ``confirmed`` is the identity of the display that a person saw the number on and called the room's; it ends when
    that display goes or when pictures are mirrored.
    """

    changed = Signal()
    lost = Signal(str)

    def __init__(self, source: Source | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source: Source = source or QtSource()
        self.confirmed = ""
        self.all: tuple[Display, ...] = ()
        self.mirroring = Mirroring.UNKNOWN
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._screen_added)
            application.screenRemoved.connect(self._screen_removed)
        self.look()
        self._timer.start()

    def look(self) -> None:
        """Ask the system again and tell what changed."""
        found, mirroring = tuple(self._source.displays()), self._source.mirroring()
        if (found, mirroring) == (self.all, self.mirroring):
            return
        gone = {one.identity for one in self.all} - {one.identity for one in found}
        self.all, self.mirroring = found, mirroring
        if self.confirmed in gone or mirroring is Mirroring.YES:
            self.confirmed = ""
        for identity in sorted(gone):
            self.lost.emit(identity)
        self.changed.emit()

    def _screen_added(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self.look)
        self.look()

    def _screen_removed(self, screen: QScreen) -> None:
        """Hear of a screen that goes before Qt moves its windows elsewhere."""
        identity = identity_of(screen)
        self.all = tuple(one for one in self.all if one.identity != identity)
        if self.confirmed == identity:
            self.confirmed = ""
        self.lost.emit(identity)
        self.look()
        self.changed.emit()

    def confirm(self, identity: str) -> bool:
        """Take a display as the room's: a person saw its number there. ``False`` if it cannot be a separate one."""
        if self.mirroring is Mirroring.YES or len(self.all) < 2 or self.find(identity) is None:
            return False
        self.confirmed = identity
        self.changed.emit()
        return True

    def withdraw(self) -> None:
        """Forget which display is the room's."""
        if self.confirmed:
            self.confirmed = ""
            self.changed.emit()

    def find(self, identity: str) -> Display | None:
        """Return a display that is there by its identity."""
        return next((one for one in self.all if one.identity == identity), None)

    def of(self, widget: QWidget) -> Display | None:
        """Return the display that a window stands on."""
        screen = widget.screen()
        return self.find(identity_of(screen)) if screen is not None else None


def screen_of(identity: str) -> QScreen | None:
    """Return Qt's screen of a display, ``None`` if it is gone."""
    return next((one for one in QGuiApplication.screens() if identity_of(one) == identity), None)


def put_on(window: QWidget, screen: QScreen) -> None:
    """Put a window onto a screen before it is shown."""
    window.winId()
    handle: QWindow | None = window.windowHandle()
    if handle is not None:
        handle.setScreen(screen)
    window.setGeometry(screen.geometry())


_known: list[Displays] = []


def displays() -> Displays:
    """Return the displays of this process."""
    if not _known:
        _known.append(Displays(parent=QGuiApplication.instance()))
    return _known[0]
