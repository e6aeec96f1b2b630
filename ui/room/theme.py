"""The colours and measures of the room: always on a light ground, every text at 7:1 or better, 38 px at least.

Measures are units of the virtual screen, which is 1080 units high. ``PAIRS`` names every ink with its ground; a test
works out the contrast of each.
"""

from __future__ import annotations

from ui.theme import LIGHT, ROOM_LEVELS

HEIGHT = 1080
WIDTH = 1920
#: A room narrower than this is painted smaller, with ground above and below.
NARROWEST = 1280

GROUND = LIGHT.surface
INK = LIGHT.text
INK2 = LIGHT.text2  #: meta, hints, counts
RULE = LIGHT.hair  #: lines that only divide
EDGE = LIGHT.text3  #: edges that carry meaning, 5.6:1
WARM = "#8F1B16"  #: the EXERCISE mark and the word "Intolerable"
ON_WARM = "#FFFFFF"
WARM_GROUND = LIGHT.err_ground
BLANK = "#0D0F11"
UNSCORED = LIGHT.canvas

#: Every ink that carries words, with the ground on which it stands.
PAIRS = (
    (INK, GROUND), (INK2, GROUND), (ON_WARM, WARM), (WARM, WARM_GROUND), (INK, WARM_GROUND), (WARM, GROUND),
    (INK2, UNSCORED), *((level.ink, level.fill) for level in ROOM_LEVELS),
)  # fmt: skip

META, BODY, COUNT = 38, 48, 64
SMALLEST = 38
#: A question is set as large as it fits.
QUESTION = (72, 64, 56)
TEXT = (48, 44, 40, 38)
REGULAR, BOLD = 400, 600
#: Height of a line for a size of type.
LEADING = 1.32

MARGIN, TOP, FOOT = 96, 58, 48
RADIUS, STROKE = 8, 2

#: The thumbnail in the rail, in logical pixels of the window.
MONITOR = (184, 104)
FRAME = 2
