"""Buttons in five variants, with an icon, key caps and a reason when they are disabled; links and suggestion pills."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy

from ui import theme
from ui.icons import paint_icon
from ui.theme import Size, Space, Tokens, px
from ui.widgets.keycaps import caps_width, paint_caps
from ui.widgets.labels import Label, hint, text_width


@dataclass(frozen=True, slots=True)
class Look:
    """How a variant is painted; the texts are names of tokens, empty for none."""

    fill: str
    edge: str
    ink: str
    weight: int
    hover: str
    pressed: str


VARIANTS = {
    "default": Look("surface", "ctl", "text", 400, "sunken", "pale"),
    "primary": Look("accent", "accent", "on_accent", 600, "accent_hover", "accent_hover"),
    "quiet": Look("", "", "text2", 400, "sunken", "pale"),
    "active": Look("tint", "", "accent_text", 400, "tint2", "tint2"),
    "danger": Look("surface", "err", "err", 600, "err_ground", "err_ground"),
    "live": Look("live", "live", "on_live", 600, "live", "live"),
    "findings": Look("err_ground", "", "err", 600, "err_ground", "err_ground"),
}
_HEIGHTS = {"small": Size.button_small, "medium": Size.button, "large": Size.button_large}


class Button(QPushButton):
    """A button. ``clicked`` is user-only; Space and Enter press it. Use ``button`` to make one."""

    def __init__(
        self,
        text: str,
        icon: str = "",
        variant: str = "default",
        keys: tuple[str, ...] = (),
        size: str = "medium",
    ) -> None:
        super().__init__(text)
        self.variant, self.icon_name, self.keys = variant, icon, keys
        self.trailing_icon = ""
        self._reason: Label | None = None
        self._height = _HEIGHTS[size]
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._refont()

    def set_variant(self, variant: str) -> None:
        """Change the look, for example to ``active`` while a filter is on."""
        self.variant = variant
        self._refont()
        self.updateGeometry()
        self.update()

    def set_icon(self, icon: str) -> None:
        """Change the icon by its name."""
        self.icon_name = icon
        self.updateGeometry()
        self.update()

    def setText(self, text: str) -> None:
        """Show other words; a button that loses them in a narrow window keeps them as its name and its tooltip."""
        if not text and self.text() and not self.accessibleName():
            self.setAccessibleName(self._words())
            self.setToolTip(self.toolTip() or self._words())
        super().setText(text)

    def set_reason(self, reason: str) -> None:
        """Disable the button and say why, or enable it again with an empty reason."""
        self.setEnabled(not reason)
        self.setToolTip(reason)
        self.setAccessibleDescription(reason)
        label = self.reason_label()
        label.setText(reason)
        if label.parentWidget() is not None:  # one that was never placed would come up as a window
            label.setVisible(bool(reason))

    def reason_label(self) -> Label:
        """Return the text that stands beside the disabled button; place it in the layout."""
        if self._reason is None:
            self._reason = hint("", tone="text2")
            self._reason.hide()
        return self._reason

    def _refont(self) -> None:
        self.setFont(theme.font("body", weight=VARIANTS[self.variant].weight))

    def _has_trailing(self) -> str:
        return self.trailing_icon or ("chevron-down" if self.menu() is not None else "")

    def _content_width(self) -> int:
        widths = []
        if self.icon_name:
            widths.append(px(Size.icon))
        if self.text():
            widths.append(text_width(self._words(), "body", VARIANTS[self.variant].weight))
        if self.keys:
            widths.append(caps_width(self.keys))
        if self._has_trailing():
            widths.append(px(Size.icon))
        return sum(widths) + px(Space.s) * max(0, len(widths) - 1)

    def _words(self) -> str:
        return self.text().replace("&&", "\0").replace("&", "").replace("\0", "&")

    def sizeHint(self) -> QSize:
        height = px(self._height)
        if not self.text():
            return QSize(max(height, self._content_width() + 2 * px(Space.s)), height)
        return QSize(self._content_width() + 2 * px(Size.button_padding), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            event.accept()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, look = QPainter(self), theme.tokens(), VARIANTS[self.variant]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, tokens, look)
        self._paint_content(painter, tokens, look)
        painter.end()

    def _paint_ground(self, painter: QPainter, tokens: Tokens, look: Look) -> None:
        fill, edge = look.fill, look.edge
        if not self.isEnabled():
            fill, edge = ("sunken", "hair") if look.edge or look.fill else ("", "")
        elif self.isDown() or self.isChecked():
            fill = look.pressed
        elif self.underMouse():
            fill = look.hover
        painter.setBrush(theme.colour(getattr(tokens, fill)) if fill else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour(getattr(tokens, edge)), 1) if edge else Qt.PenStyle.NoPen)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5) if edge else QRectF(self.rect())
        painter.drawRoundedRect(rect, px(Size.radius), px(Size.radius))

    def _ink(self, tokens: Tokens, look: Look) -> str:
        return str(getattr(tokens, look.ink)) if self.isEnabled() else tokens.dis

    def _paint_content(self, painter: QPainter, tokens: Tokens, look: Look) -> None:
        ink = self._ink(tokens, look)
        left, middle, gap = (self.width() - self._content_width()) / 2, self.height() / 2, px(Space.s)
        if self.icon_name:
            paint_icon(painter, self.icon_name, left, middle, ink)
            left += px(Size.icon) + gap
        if self.text():
            left += self._paint_words(painter, left, ink) + gap
        if self.keys:
            edge = QColor(ink) if self.isEnabled() else theme.colour(tokens.hair)
            edge.setAlphaF(0.55 if look.fill in ("accent", "live") or look.ink == "err" else 0.3)
            paint_caps(painter, left, middle, self.keys, theme.colour(ink), edge)
            left += caps_width(self.keys) + gap
        if self._has_trailing():
            paint_icon(painter, self._has_trailing(), left, middle, ink)

    def _paint_words(self, painter: QPainter, left: float, ink: str) -> float:
        width = text_width(self._words(), "body", VARIANTS[self.variant].weight)
        painter.setPen(theme.colour(ink))
        painter.setFont(self.font())
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        painter.drawText(QRectF(left, 0, width + 2, self.height()), flags, self._words())
        return width

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()


def button(
    text: str,
    on_click: Callable[[], object] | None = None,
    *,
    icon: str = "",
    variant: str = "default",
    keys: tuple[str, ...] = (),
    size: str = "medium",
    tip: str = "",
) -> Button:
    """Return a button. Variants: default, primary, quiet, active, danger (to the room), live (release), findings."""
    made = Button(text, icon, variant, keys, size)
    if tip:
        made.setToolTip(tip)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def icon_button(
    icon: str,
    name: str,
    on_click: Callable[[], object] | None = None,
    *,
    variant: str = "quiet",
    size: str = "medium",
) -> Button:
    """Return a button that shows only an icon; ``name`` is its tooltip and its accessible name."""
    made = button("", on_click, icon=icon, variant=variant, size=size, tip=name)
    made.setAccessibleName(name)
    return made


class LinkButton(Button):
    """A link: coloured text without a frame, underlined while the mouse is over it."""

    def __init__(self, text: str, role: str = "body", tone: str = "accent_text", weight: int = 400) -> None:
        super().__init__(text, variant="quiet")
        self.role, self.tone, self.weight = role, tone, weight
        self.setFont(theme.font(role, weight=weight))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = text_width(self.text(), self.role, self.weight)
        return QSize(max(px(Size.target), width), max(px(Size.target), theme.line_height(self.role)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        font = self.font()
        font.setUnderline(self.underMouse() and self.isEnabled())
        painter.setFont(font)
        painter.setPen(theme.colour(getattr(tokens, self.tone) if self.isEnabled() else tokens.dis))
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        painter.drawText(self.rect(), flags, self.text())
        painter.end()


def link(
    text: str,
    on_click: Callable[[], object] | None = None,
    *,
    role: str = "body",
    tone: str = "accent_text",
    weight: int = 400,
) -> LinkButton:
    """Return a link; ``role="hint"`` inside small texts."""
    made = LinkButton(text, role, tone, weight)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


class Pill(Button):
    """A suggestion to pick, such as a common service: rounded, with a plus."""

    def __init__(self, text: str, icon: str = "plus") -> None:
        super().__init__(text, icon, size="small")
        self._height = Size.target

    def sizeHint(self) -> QSize:
        width = text_width(self.text(), "hint") + px(Size.icon_small + Space.xs + 2 * Space.s)
        return QSize(width, px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(tokens.ctl if self.isEnabled() else tokens.hair), 1))
        painter.setBrush(theme.colour(tokens.sunken if self.underMouse() else tokens.surface))
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        ink = tokens.text2 if self.isEnabled() else tokens.dis
        paint_icon(painter, self.icon_name, px(Space.s), self.height() / 2, ink, Size.icon_small)
        painter.setPen(theme.colour(ink))
        painter.setFont(theme.font("hint"))
        left = px(Space.s + Size.icon_small + Space.xs)
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), flags, self.text())
        painter.end()
