"""The bundled typefaces on paper: which one has a character, how wide it is, and what stands for a missing glyph."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, SEMIBOLD = "InterPDF-Regular", "InterPDF-SemiBold"
_FALLBACK = {REGULAR: "DejaVuSans", SEMIBOLD: "DejaVuSans-Bold"}
_MISSING = "\N{WHITE VERTICAL RECTANGLE}"
#: Marks that steer shaping and direction; a viewer would show them as boxes.
_INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0xAD])
_SELECTORS = dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x20E3])
_PLAIN = str.maketrans({"\t": " ", "\v": " ", "\f": " ", "\x85": " ", "\u2028": "\n", "\u2029": "\n", "\u2011": "-"})


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface as reportlab knows it, with the widths of its characters in thousandths of its size."""

    name: str
    font: Any = field(repr=False, compare=False)
    widths: dict[int, float] = field(repr=False, compare=False)
    ascent: float = field(compare=False)
    descent: float = field(compare=False)

    def width(self, text: str, size: float) -> float:
        """Return the width of ``text`` in points."""
        widths = self.widths
        return sum(widths[ord(character)] for character in text) * size / 1000


@cache
def face(name: str) -> Face:
    """Return a bundled typeface, loading and registering it the first time."""
    content = (resources.files("resources") / "fonts" / f"{name}.ttf").read_bytes()
    font = TTFont(name, BytesIO(content))
    pdfmetrics.registerFont(font)
    metrics = font.face
    widths = {code: metrics.charWidths[code] for code in metrics.charToGlyph if code in metrics.charWidths}
    widths[0xA0] = widths[0x20]
    return Face(name, font, widths, metrics.ascent / 1000, -metrics.descent / 1000)


def primary(strong: bool) -> Face:
    """Return the typeface of ordinary or strong text."""
    return face(SEMIBOLD if strong else REGULAR)


def legible(text: str) -> str:
    """Return ``text`` without invisible steering marks, and with tabs and odd line ends made plain."""
    if text.isascii():
        return text.expandtabs(1) if "\t" in text else text
    return unicodedata.normalize("NFC", text).translate(_PLAIN).translate(_INVISIBLE).translate(_SELECTORS)


def stretches(text: str, strong: bool) -> list[tuple[Face, str]]:
    """Return ``text`` cut into stretches that one typeface can show; no character is lost and none becomes a black box.

    A character that neither typeface has is told by its name if it is a symbol, and else stands as an empty frame.
    """
    first = primary(strong)
    if all(ord(character) in first.widths for character in text):
        return [(first, text)] if text else []
    second = face(_FALLBACK[first.name])
    cut: list[tuple[Face, str]] = []
    for character in text:
        shown, chosen = _shown(character, first, second)
        if cut and cut[-1][0] is chosen:
            cut[-1] = (chosen, cut[-1][1] + shown)
        else:
            cut.append((chosen, shown))
    return cut


def _shown(character: str, first: Face, second: Face) -> tuple[str, Face]:
    code = ord(character)
    if code in first.widths:
        return character, first
    if code in second.widths and character.isprintable():
        return character, second
    if unicodedata.category(character) in ("So", "Sk"):
        return f"[{unicodedata.name(character, 'symbol').lower()}]", first
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Mn"):
        return "", first
    return _MISSING, second


def reads_rightwards(word: str) -> bool:
    """Return whether ``word`` is written from left to right."""
    if word.isascii():
        return True
    return not any(unicodedata.bidirectional(character) in ("R", "AL") for character in word)
