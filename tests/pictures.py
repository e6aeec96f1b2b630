"""``python -m tests.pictures [FOLDER]`` writes a picture of every page of the sample session, for human eyes.

Light and dark, at two sizes. With ``--readme`` only the picture that the README shows is written, where it belongs.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

SIZES = ((1280, 720), (1440, 900))
README = Path(__file__).parents[1] / "resources" / "docs" / "overview.png"
DAY = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)


def main(words: list[str]) -> None:
    """Open the sample off-screen and take the pictures."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from app.sample import build_sample
    from tests.ui.windows import OneApplication
    from ui import theme
    from ui.main_window import MainWindow
    from ui.pages import PLACES

    qt = QApplication([])
    theme.install(qt, "light", scale=1.0)
    with TemporaryDirectory() as scratch:
        window = MainWindow(build_sample(Path(scratch) / "sample.foreshock", DAY), OneApplication(Path(scratch)))  # type: ignore[arg-type]
        window.show()
        folder = Path(next(iter(words), "pictures"))
        for look in ("light",) if words == ["--readme"] else ("light", "dark"):
            theme.theme().choose(look)
            for width, height in SIZES[-1:] if words == ["--readme"] else SIZES:
                window.resize(width, height)
                for place in PLACES[:1] if words == ["--readme"] else PLACES:
                    window.go(place.key)
                    qt.processEvents()
                    target = README if words == ["--readme"] else folder / f"{place.key} {look} {width}.png"
                    target.parent.mkdir(exist_ok=True)
                    window.grab().save(str(target))
        window.close()


if __name__ == "__main__":
    main(sys.argv[1:])
