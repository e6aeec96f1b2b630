"""What this programme is, which version, and whose work it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import N_, translate
from ui.dialogs.messages import licences, tell

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def show_about(window: MainWindow, _argument: object = None) -> None:
    """Show version and licences."""
    from ui.cli import version_words

    text = translate(
        N_("Foreshock {version}. Apache License 2.0. Everything stays in the file you choose: no account, no network."),
        version=version_words(),
    )
    tell(window, translate(N_("About Foreshock")), text, details=licences())
