"""What a person sees when Foreshock itself is wrong: what is safe, and a report to copy. Never a bare trace."""

from __future__ import annotations

import platform
import sys
import traceback
from types import TracebackType

from app.i18n import N_, translate


def install() -> None:
    """Let every unexpected error end in the report."""
    sys.excepthook = _report


def report_text(error: BaseException) -> str:
    """Return the report: versions and where it happened, without content of the session."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.replace(chr(92), '/').split('/')[-1]}:{frame.lineno} {frame.name}" for frame in frames]
    head = f"Foreshock · Python {platform.python_version()} · {platform.system()} {platform.release()}"
    return "\n".join([head, f"{type(error).__name__}", *places])


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    sys.__excepthook__(kind, error, trace)
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is not None:
        from ui.dialogs.messages import tell

        tell(
            QApplication.activeWindow(),
            translate(N_("Foreshock made a mistake")),
            translate(
                N_(
                    "What you entered before is saved. The last step may not have happened. You can go on; "
                    "if it happens again, send us the report."
                )
            ),
            details=report_text(error),
        )
