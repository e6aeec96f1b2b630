"""One Foreshock per person and machine: a second start hands its file to the first and raises its window."""

from __future__ import annotations

import getpass
import hashlib
import json
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

#: How long the first instance may take to answer, in milliseconds.
PATIENCE_MS = 800


def _channel(folder: Path) -> str:
    mark = f"{getpass.getuser()}|{folder}"
    return "foreshock-" + hashlib.blake2b(mark.encode(), digest_size=8).hexdigest()


class FirstInstance(QObject):
    """Listens for later starts; ``opened(paths)`` carries the files they were asked to open."""

    opened = Signal(list)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        self._name = _channel(folder)

    def listen(self) -> None:
        """Begin to listen; a socket left by a crash is removed first."""
        if not self._server.listen(self._name):
            QLocalServer.removeServer(self._name)
            self._server.listen(self._name)

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _greet(self) -> None:
        connection = self._server.nextPendingConnection()
        connection.readyRead.connect(lambda: self._hear(connection))
        if connection.bytesAvailable():
            self._hear(connection)

    def _hear(self, connection: QLocalSocket) -> None:
        if not connection.canReadLine():
            return
        try:
            paths = json.loads(bytes(connection.readLine().data()))
        except ValueError:
            paths = []
        connection.write(b"ok\n")
        connection.flush()
        connection.disconnectFromServer()
        self.opened.emit([path for path in paths if isinstance(path, str)])


def hand_over(folder: Path, paths: list[str]) -> bool:
    """Give ``paths`` to a running instance; return whether there was one that took them."""
    socket = QLocalSocket()
    socket.connectToServer(_channel(folder))
    if not socket.waitForConnected(PATIENCE_MS):
        return False
    socket.write(json.dumps(paths).encode() + b"\n")
    socket.flush()
    answered = socket.waitForReadyRead(PATIENCE_MS) and bytes(socket.readAll().data()).startswith(b"ok")
    socket.abort()
    return answered
