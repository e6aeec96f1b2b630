"""Keeps the machine awake while the room is shown: no screen saver, no sleep. Silent where the system cannot be asked.

Linux is asked over D-Bus and lets go when that connection closes; Windows and macOS by their own means.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from contextlib import suppress
from typing import Any, Protocol

from app.i18n import N_, translate

_APP = "Foreshock"
#: D-Bus must answer within this time, in milliseconds, so that a hanging desktop never hangs the window.
_PATIENCE_MS = 500


class Keeper(Protocol):
    """One way to keep a machine awake."""

    def hold(self) -> None:
        """Keep it awake from now on."""

    def release(self) -> None:
        """Let it sleep again."""


class Awake:
    """Keeps the machine awake between ``hold`` and ``release``; both may be called twice."""

    def __init__(self, keeper: Keeper | None = None) -> None:
        self._keeper: Keeper = keeper or system_keeper()
        self.held = False

    def hold(self) -> None:
        """Keep the machine awake from now on."""
        if not self.held:
            self.held = True
            with suppress(OSError, RuntimeError, AttributeError):
                self._keeper.hold()

    def release(self) -> None:
        """Let the machine sleep again."""
        if self.held:
            self.held = False
            with suppress(OSError, RuntimeError, AttributeError):
                self._keeper.release()


def system_keeper() -> Keeper:
    """Return the way of this system."""
    if sys.platform == "win32":
        return WindowsKeeper()
    return MacKeeper() if sys.platform == "darwin" else DesktopKeeper()


class DesktopKeeper:
    """The screen saver of a Linux desktop, and the idle lock of its login manager. Each connection is the lock."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._lock: Any = None

    def hold(self) -> None:
        """Ask both; who is not there is left out."""
        reason = translate(N_("The room is shown"))
        saver = ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver")
        self._ask("foreshock-room-saver", False, saver, "Inhibit", _APP, reason)
        login = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
        self._lock = self._ask("foreshock-room-login", True, login, "Inhibit", "idle:sleep", _APP, reason, "block")

    def _ask(self, name: str, system: bool, where: tuple[str, str, str], verb: str, *arguments: str) -> Any:
        from PySide6.QtDBus import QDBus, QDBusConnection, QDBusMessage

        bus = QDBusConnection.BusType.SystemBus if system else QDBusConnection.BusType.SessionBus
        connection = QDBusConnection.connectToBus(bus, name)
        self._names.append(name)
        if not connection.isConnected():
            return None
        message = QDBusMessage.createMethodCall(*where, verb)
        message.setArguments(list(arguments))
        answer = connection.call(message, QDBus.CallMode.Block, _PATIENCE_MS)
        return answer.arguments() if answer.type() == QDBusMessage.MessageType.ReplyMessage else None

    def release(self) -> None:
        """Close both connections; what was asked for over them ends with them."""
        from PySide6.QtDBus import QDBusConnection

        self._lock = None
        while self._names:
            QDBusConnection.disconnectFromBus(self._names.pop())


class WindowsKeeper:
    """The execution state of this thread."""

    _CONTINUOUS, _SYSTEM, _DISPLAY = 0x80000000, 0x1, 0x2

    def hold(self) -> None:
        """Require system and display."""
        self._set(self._CONTINUOUS | self._SYSTEM | self._DISPLAY)

    def release(self) -> None:
        """Require nothing any more."""
        self._set(self._CONTINUOUS)

    def _set(self, state: int) -> None:
        ctypes.windll.kernel32.SetThreadExecutionState(state)  # type: ignore[attr-defined]


class MacKeeper:
    """``caffeinate``, which also ends when this process does."""

    def __init__(self, command: tuple[str, ...] = ("/usr/bin/caffeinate", "-dis", "-w")) -> None:
        self._command = command
        self._running: subprocess.Popen[bytes] | None = None

    def hold(self) -> None:
        """Start it for as long as this process lives."""
        self._running = subprocess.Popen([*self._command, str(os.getpid())])  # noqa: S603 - a fixed command

    def release(self) -> None:
        """End it."""
        if self._running is not None:
            self._running.terminate()
            self._running.wait(2)
            self._running = None
