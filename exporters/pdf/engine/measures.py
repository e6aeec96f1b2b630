"""Values of the tones and looks of ``app.report`` on paper (``documents.md`` §0), and the millimetre in points."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

from app.report import Look, Tone

MM = 72 / 25.4

Colour = tuple[float, float, float]


def _colour(code: str) -> Colour:
    red, green, blue = (int(code[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


COLOURS = MappingProxyType(
    {
        Tone.INK: _colour("#15181C"),
        Tone.SECONDARY: _colour("#474E57"),
        Tone.HAIRLINE: _colour("#C6CBD1"),
        Tone.TINT: _colour("#F5F6F7"),
        Tone.ACCENT: _colour("#2456C4"),
        Tone.WHITE: _colour("#FFFFFF"),
        Tone.LOW: _colour("#F2DC96"),
        Tone.MODERATE: _colour("#EFBA51"),
        Tone.HIGH: _colour("#C04C24"),
        Tone.EXTREME: _colour("#681640"),
    }
)

#: High under 10 pt is darker, so that white letters on it stay legible.
HIGH_SMALL = _colour("#8F3414")

#: Fill of a cell by level 1–4, the tone of its words, and the pattern that survives a grey printer.
LEVELS = MappingProxyType(
    {
        1: (Tone.LOW, Tone.INK, 0),
        2: (Tone.MODERATE, Tone.INK, 2),
        3: (Tone.HIGH, Tone.WHITE, 3),
        4: (Tone.EXTREME, Tone.WHITE, 4),
    }
)

HAIRLINE = 0.4


class Type(NamedTuple):
    """Size and line height in points, and whether the weight is 600."""

    size: float
    leading: float
    strong: bool = False


TYPES = MappingProxyType(
    {
        Look.TITLE: Type(20, 24, True),
        Look.LEAD: Type(13, 17, True),
        Look.NUMBER: Type(15, 19, True),
        Look.STEP: Type(11, 14, True),
        Look.BODY: Type(10, 14),
        Look.CARD: Type(9.5, 12.5),
        Look.SMALL: Type(8.5, 11),
        Look.FOOT: Type(7.5, 10),
        Look.CHIPS: Type(9, 17),
        Look.NOTICE: Type(10.5, 24),
    }
)

#: Sizes of headings by level, with the room above and below in millimetres.
HEADINGS = MappingProxyType(
    {1: (Type(20, 24, True), 9.0, 4.0), 2: (Type(13, 17, True), 4.5, 1.6), 3: (Type(10, 14, True), 3.0, 1.2)}
)
