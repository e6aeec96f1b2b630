"""Child processes for fault tests: forked from the test, so that one costs milliseconds, and killed at will."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Child:
    """A forked process and the pipe on which it acknowledges its work."""

    pid: int
    pipe: int

    def read(self, size: int = 65536) -> bytes:
        """Return what it said; nothing more comes when it is dead."""
        return os.read(self.pipe, size)

    def kill(self) -> None:
        """Kill it as a crash would."""
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> tuple[bytes, int]:
        """Return all that it said and its exit status (negative: the signal that killed it)."""
        said = b""
        while part := self.read():
            said += part
        os.close(self.pipe)
        _, status = os.waitpid(self.pid, 0)
        return said, os.waitstatus_to_exitcode(status)


def fork(work: Callable[[Callable[[bytes], object]], object]) -> Child:
    """Run ``work(acknowledge)`` in a child process."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        status = 1
        try:
            work(lambda said: os.write(writing, said))
            status = 0
        except BaseException:
            traceback.print_exc(file=sys.__stderr__)
        finally:
            os._exit(status)
    os.close(writing)
    return Child(pid, reading)
