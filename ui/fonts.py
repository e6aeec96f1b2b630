"""The bundled typefaces: Inter for everything, DejaVu Sans behind it for the glyphs that Inter lacks."""

from __future__ import annotations

from functools import cache
from importlib import resources

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFontDatabase

#: The families in the order in which they are asked for a glyph.
FAMILIES = ("Inter", "DejaVu Sans")
_FILES = ("Inter-Regular.ttf", "Inter-SemiBold.ttf", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


@cache
def load_fonts() -> tuple[str, ...]:
    """Register the bundled typefaces with Qt, once, and return the family names that they brought."""
    folder = resources.files("resources") / "fonts"
    families: list[str] = []
    for name in _FILES:
        number = QFontDatabase.addApplicationFontFromData(QByteArray((folder / name).read_bytes()))
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return tuple(dict.fromkeys(families))
