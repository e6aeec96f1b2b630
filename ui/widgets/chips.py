"""Chips: tier, severity, status, band, level, badge, version and LIVE; as widgets and for the delegates of tables.

A ``Chip`` is a plain value that names tokens, so that it may be made anywhere and wears the scheme when painted.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import N_, translate
from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, px
from ui.widgets.labels import elided, text_width


@dataclass(frozen=True, slots=True)
class Chip:
    """What a chip shows. Colours are names of tokens, or ``fill4`` and ``ink4`` for level 4; empty for none."""

    text: str
    fill: str = ""
    ink: str = "text2"
    edge: str = ""
    icon: str = ""
    icon_ink: str = ""
    role: str = "label"
    width: int = 0  #: fixed, in logical pixels
    height: int = Size.chip
    padding: int = Size.chip_padding
    pill: bool = False
    dot: bool = False
    tip: str = ""

    @property
    def plain(self) -> bool:
        """Whether it is only an icon and a word, without a box."""
        return not self.fill and not self.edge


SEVERITY_WORDS = {"E": N_("Must fix"), "W": N_("Should fix"), "I": N_("Note")}
_SEVERITY_TOKENS = {"E": ("err_ground", "err"), "W": ("warn_ground", "warn"), "I": ("tint", "accent_text")}
_TIERS = {0: ("text", "surface", ""), 1: ("text2", "surface", ""), 2: ("pale", "text2", "line")}
_STATUS = {
    "ok": ("check", "ok", "text2"),
    "warn": ("triangle-alert", "warn", "warn"),
    "err": ("circle-x", "err", "err"),
    "none": ("minus", "text3", "text3"),
    "due": ("circle-dot", "accent_text", "accent_text"),
    "info": ("info", "accent_text", "accent_text"),
}


def tier(number: int, name: str = "") -> Chip:
    """Return the chip of a tier: T0 dark, T1 grey, T2 pale, the others outlined; ``name`` becomes its tooltip."""
    fill, ink, edge = _TIERS.get(number, ("", "text2", "line"))
    return Chip(f"T{number}", fill, ink, edge, width=Size.tier_width, tip=name)


def severity(letter: str) -> Chip:
    """Return the chip of a finding: ``E``, ``W`` or ``I``, with its word as tooltip."""
    fill, ink = _SEVERITY_TOKENS.get(letter, ("pale", "text2"))
    return Chip(letter, fill, ink, width=Size.chip, tip=translate(SEVERITY_WORDS.get(letter, letter)))


def status(kind: str, word: str) -> Chip:
    """Return an icon with a word. Kinds: ok, warn, err, none, due, info. Green never colours the word."""
    icon, icon_ink, ink = _STATUS[kind]
    return Chip(word[:1].upper() + word[1:], ink=ink, icon=icon, icon_ink=icon_ink, role="body")


def level(number: int, name: str = "") -> Chip:
    """Return a level of 1 to 5 as its figure on its ground; ``name`` ("Major") becomes its tooltip."""
    return Chip(str(number), f"fill{number}", f"ink{number}", width=Size.chip, tip=name)


def band(key: str, word: str, product: str = "") -> Chip:
    """Return a band (``low`` … ``extreme``) with its word and the product it comes from: ``4×4  High``."""
    number = theme.BAND_LEVELS.get(key, 1)
    return Chip(f"{product}  {word}" if product else word, f"fill{number}", f"ink{number}")


def badge(count: int, kind: str = "err") -> Chip:
    """Return a count on its ground, in the rail or at the end of a row: kinds err, warn, info."""
    fill, ink = {"err": _SEVERITY_TOKENS["E"], "warn": _SEVERITY_TOKENS["W"]}.get(kind, ("tint", "accent_text"))
    return Chip(str(count), fill, ink, width=Size.badge_width, height=Size.badge_height)


def outlined(text: str, tip: str = "") -> Chip:
    """Return a word in an outline, such as ``Draft 1.3``."""
    return Chip(text, "", "text2", "ctl", tip=tip)


def live(text: str = "LIVE") -> Chip:
    """Return the mark of what the room sees now."""
    return Chip(text, "live", "on_live", dot=True, height=Size.badge_height)


def chip_width(chip: Chip) -> int:
    """Return how wide a chip is."""
    text = text_width(chip.text, chip.role)
    lead = px(Size.icon_small + Space.xs + Space.xxs) if chip.icon else px(Space.s + Space.xxs) if chip.dot else 0
    if chip.plain:
        return text + lead
    return max(px(chip.width), text + lead + (2 * px(chip.padding) if not chip.width or lead else px(Space.s)))


def paint_chip(
    painter: QPainter, left: float, middle: float, chip: Chip, room: float = 0, *, muted: bool = False
) -> float:
    """Paint a chip with its left edge and middle at the given point and return where it ends.

    With ``room`` a plain chip elides its word to that width.
    """
    width, height = chip_width(chip), px(chip.height)
    rect = QRectF(left, middle - height / 2, width, height)
    ink = "dis" if muted else chip.ink
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if chip.plain:
        _paint_plain(painter, rect, chip, ink, room)
    else:
        _paint_box(painter, rect, chip)
        _paint_text(painter, rect, chip, ink)
    painter.restore()
    return left + width


def _paint_plain(painter: QPainter, rect: QRectF, chip: Chip, ink: str, room: float) -> None:
    lead = 0
    if chip.icon:
        tone = theme.resolve(chip.icon_ink or chip.ink).name()
        paint_icon(painter, chip.icon, rect.left(), rect.center().y(), tone, Size.icon_small)
        lead = px(Size.icon_small + Space.xs + Space.xxs)
    painter.setPen(theme.resolve(ink))
    painter.setFont(theme.font(chip.role))
    text = elided(chip.text, chip.role, room - lead) if room else chip.text
    flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
    painter.drawText(rect.adjusted(lead, 0, 4, 0), flags, text)


def _paint_box(painter: QPainter, rect: QRectF, chip: Chip) -> None:
    painter.setBrush(theme.resolve(chip.fill) if chip.fill else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.resolve(chip.edge), 1) if chip.edge else Qt.PenStyle.NoPen)
    radius = rect.height() / 2 if chip.pill else px(Size.radius_small)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5) if chip.edge else rect, radius, radius)


def _paint_text(painter: QPainter, rect: QRectF, chip: Chip, ink: str) -> None:
    painter.setFont(theme.font(chip.role))
    if chip.dot:
        painter.setBrush(theme.resolve(ink))
        painter.setPen(Qt.PenStyle.NoPen)
        dot = px(Space.s) * 0.75
        painter.drawEllipse(QRectF(rect.left() + px(chip.padding), rect.center().y() - dot / 2, dot, dot))
        rect = rect.adjusted(px(Space.s), 0, 0, 0)
    if chip.icon:
        paint_icon(
            painter,
            chip.icon,
            rect.left() + px(chip.padding),
            rect.center().y(),
            theme.resolve(ink).name(),
            Size.icon_small,
        )
        rect = rect.adjusted(px(Size.icon_small + Space.xs), 0, 0, 0)
    painter.setPen(theme.resolve(ink))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, chip.text)


class ChipLabel(QWidget):
    """A chip in a layout."""

    def __init__(self, chip: Chip) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_chip(chip)

    def set_chip(self, chip: Chip) -> None:
        """Show another chip."""
        self.chip = chip
        self.setToolTip(chip.tip)
        self.setAccessibleName(f"{chip.text} {chip.tip}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self.chip), px(max(Size.chip, self.chip.height)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, 0, self.height() / 2, self.chip)
        painter.end()
