"""Colours, type and cell styles of all workbooks (``documents.md`` §0)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from app.packs import Band, default_colour

INK, SECONDARY, HAIRLINE = "15181C", "474E57", "C6CBD1"
TINT, COMPUTED, ACCENT, WHITE = "F5F6F7", "F6F7F8", "2456C4", "FFFFFF"
FONT = "Calibri"

#: Fill and text of the five steps of severity, lightest first.
STEPS = (("F4F5F2", INK), ("F2DC96", INK), ("EFBA51", INK), ("C04C24", WHITE), ("681640", WHITE))
EXTREME = STEPS[4][0]

Across = Literal["left", "center", "right", "centerContinuous"]
Upright = Literal["top", "center", "bottom"]
#: An edge: a line style of the format and a colour.
Edge = tuple[str, str]
HAIR: Edge = ("hair", HAIRLINE)
THIN: Edge = ("thin", HAIRLINE)

DATE_FORMAT = "d mmm yyyy"


@dataclass(frozen=True, slots=True)
class Edges:
    """The four edges of a cell; ``None`` draws nothing."""

    left: Edge | None = None
    right: Edge | None = None
    top: Edge | None = None
    bottom: Edge | None = None


NO_EDGES = Edges()
BELOW = Edges(bottom=THIN)


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks. ``size`` in points, colours as RRGGBB, ``number`` a number format.

    ``unlocked`` cells may be changed on a sheet that is protected.
    """

    size: float = 10
    bold: bool = False
    colour: str = INK
    fill: str = ""
    wrap: bool = False
    across: Across | None = None
    upright: Upright = "center"
    number: str = "General"
    edges: Edges = NO_EDGES
    underline: bool = False
    indent: int = 0
    unlocked: bool = False

    def but(self, **changes: Any) -> Style:
        """Return a copy that differs in some respects."""
        return replace(self, **changes)


PLAIN = Style()
TITLE = Style(size=20, bold=True)
HEADING = Style(size=14, bold=True)
SECTION = Style(size=12, bold=True)
QUIET = Style(colour=SECONDARY)
PROSE = Style(wrap=True, upright="top")
TABLE_HEAD = Style(bold=True, colour=WHITE, fill=ACCENT, wrap=True)
SMALL_HEAD = Style(bold=True, fill=TINT, edges=BELOW, wrap=True)
CAPTION = Style(bold=True, colour=SECONDARY, fill=TINT, across="centerContinuous")
BODY = Style(wrap=True, upright="top", edges=BELOW)
LINK = Style(colour=ACCENT, underline=True)


def band_look(band: Band, number: int) -> tuple[str, str]:
    """Return fill and text colour of a band, one of ``number``: the colour chosen for it, or by its rank."""
    return STEPS[(band.colour or default_colour(band.rank, number)) - 1]


def band_style(band: Band | None, number: int, base: Style = PLAIN) -> Style:
    """Return ``base`` in the colours of a band; no band leaves it as it is."""
    if band is None:
        return base
    fill, colour = band_look(band, number)
    return base.but(fill=fill, colour=colour, bold=True, across="center")
