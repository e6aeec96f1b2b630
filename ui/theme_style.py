"""How tokens become a palette, one style sheet, a style and the ring around what the keyboard has reached."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFocusFrame,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QTabBar,
    QWidget,
)

from ui import theme
from ui.theme import Size, Tokens, px


def dress(app: QApplication, tokens: Tokens) -> None:
    """Give the application the palette and the style sheet of ``tokens``."""
    app.setPalette(palette(tokens))
    app.setStyleSheet(style_sheet(tokens))


def palette(tokens: Tokens) -> QPalette:
    """Return the tokens as a palette, so that plain Qt widgets wear them too."""
    made, role = QPalette(), QPalette.ColorRole
    for target, value in {
        role.Window: tokens.canvas, role.WindowText: tokens.text, role.Base: tokens.surface,
        role.AlternateBase: tokens.sunken, role.Text: tokens.text, role.Button: tokens.surface,
        role.ButtonText: tokens.text, role.BrightText: tokens.err, role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent, role.PlaceholderText: tokens.text3,
        role.ToolTipBase: tokens.raised, role.ToolTipText: tokens.text, role.Link: tokens.accent_text,
        role.LinkVisited: tokens.accent_text, role.Light: tokens.raised, role.Midlight: tokens.hair,
        role.Mid: tokens.line, role.Dark: tokens.ctl, role.Shadow: tokens.line, role.Accent: tokens.accent,
    }.items():  # fmt: skip
        made.setColor(target, theme.colour(value))
    for target in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        made.setColor(QPalette.ColorGroup.Disabled, target, theme.colour(tokens.dis))
    made.setColor(QPalette.ColorGroup.Disabled, role.Base, theme.colour(tokens.sunken))
    return made


def style_sheet(t: Tokens) -> str:
    """Return the one style sheet. It sets no font, so that tabular figures survive everywhere."""
    radius, small = px(Size.radius), px(Size.radius_small)
    pad = px(Size.field_padding) - 2  # a line edit adds 2 px of its own
    field = "QLineEdit, QPlainTextEdit, QTextEdit"
    states = "".join(
        f"*[entry=true][state={name}], *[entry=true][state={name}]:focus {{ border: {width}px solid {colour}; "
        f"padding: 0 {pad - width + 1}px; }}"
        for name, width, colour in (("error", 2, t.err), ("stale", 1, t.warn))
    )
    return f"""
    QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.line}; padding: {px(4)}px; }}
    QFrame[kind=card] {{ background: {t.surface}; border: 1px solid {t.hair}; border-radius: {radius}px; }}
    QFrame[kind=raised] {{ background: {t.raised}; border: 1px solid {t.line}; border-radius: {radius}px; }}
    QFrame[kind=dialog] {{ background: {t.raised}; border: 1px solid {t.line}; border-radius: {px(8)}px; }}
    QWidget[ground=canvas] {{ background: {t.canvas}; }}
    QWidget[ground=surface] {{ background: {t.surface}; }}
    QWidget[ground=raised] {{ background: {t.raised}; }}
    QWidget[ground=rail] {{ background: {t.rail}; }}
    QWidget[ground=sunken] {{ background: {t.sunken}; }}
    QWidget[edge=bottom] {{ border-bottom: 1px solid {t.hair}; }}
    QWidget[edge=top] {{ border-top: 1px solid {t.hair}; }}
    QWidget[edge=left] {{ border-left: 1px solid {t.hair}; }}
    QWidget[edge=right] {{ border-right: 1px solid {t.hair}; }}
    QFrame[kind=rule] {{ background: {t.hair}; border: none; }}
    {field} {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.ctl}; border-radius: {radius}px;
        padding: 0 {pad}px; selection-background-color: {t.accent}; selection-color: {t.on_accent};
        placeholder-text-color: {t.text3}; }}
    QPlainTextEdit, QTextEdit {{ padding: {px(4)}px {pad - 2}px; }}
    QLineEdit:focus {{ border: 2px solid {t.focus}; padding: 0 {pad - 1}px; }}
    QPlainTextEdit:focus, QTextEdit:focus {{ border: 2px solid {t.focus}; padding: {px(4) - 1}px {pad - 3}px; }}
    QLineEdit:disabled, QPlainTextEdit:disabled {{ background: {t.sunken}; border-color: {t.hair}; color: {t.dis};
        placeholder-text-color: {t.dis}; }}
    *[entry=true][state=locked] {{ background: transparent; border: 1px solid {t.hair}; }}
    {states}
    QLineEdit[entry=cell] {{ border: 2px solid {t.focus}; border-radius: {small}px; padding: 0 {px(6)}px; }}
    QLineEdit[entry=cell][state=error] {{ border: 2px solid {t.err}; }}
    QLineEdit[entry=filter] {{ border: 1px solid {t.line}; border-radius: {small}px; padding: 0 {px(6)}px; }}
    QLineEdit[entry=filter][state=active] {{ border-color: {t.accent}; background: {t.tint};
        color: {t.accent_text}; }}
    QLineEdit[entry=filter]:focus {{ border: 2px solid {t.focus}; padding: 0 {px(6) - 1}px; }}
    QLineEdit[entry=bare], QPlainTextEdit[entry=bare] {{ border: none; background: transparent; padding: 0; }}
    QAbstractScrollArea[bare=true] {{ border: none; background: transparent; }}
    QAbstractItemView {{ background: {t.surface}; border: none; outline: none; selection-color: {t.text};
        selection-background-color: {t.tint}; }}
    QAbstractItemView[ground=rail] {{ background: {t.rail}; }}
    QAbstractItemView[ground=raised] {{ background: {t.raised}; }}
    QAbstractItemView[popup=true] {{ background: {t.raised}; border: 1px solid {t.line}; padding: {px(4)}px; }}
    QAbstractItemView[popup=true]::item {{ padding: {px(4)}px {px(8)}px; border-radius: {small}px; color: {t.text};
        min-height: {px(20)}px; }}
    QAbstractItemView[popup=true]::item:selected {{ background: {t.tint2}; color: {t.text}; }}
    QHeaderView {{ background: {t.surface}; border: none; }}
    QTableCornerButton::section {{ background: {t.surface}; border: none; }}
    QMenu {{ background: {t.raised}; border: 1px solid {t.line}; padding: {px(4)}px; }}
    QMenu::item {{ padding: {px(6)}px {px(24)}px {px(6)}px {px(12)}px; border-radius: {small}px; color: {t.text}; }}
    QMenu::item:selected {{ background: {t.tint2}; }}
    QMenu::item:disabled {{ color: {t.dis}; }}
    QMenu::separator {{ height: 1px; background: {t.hair}; margin: {px(4)}px 0; }}
    QMenu::icon {{ padding-left: {px(8)}px; }}
    QScrollBar:vertical {{ width: {px(Size.scroll_bar)}px; background: transparent; margin: 0; border: none; }}
    QScrollBar:horizontal {{ height: {px(Size.scroll_bar)}px; background: transparent; margin: 0; border: none; }}
    QScrollBar::handle {{ background: {t.line}; border-radius: {px(3)}px; margin: {px(2)}px; }}
    QScrollBar::handle:hover {{ background: {t.ctl}; }}
    QScrollBar::handle:vertical {{ min-height: {px(32)}px; }}
    QScrollBar::handle:horizontal {{ min-width: {px(32)}px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QAbstractScrollArea::corner {{ background: transparent; border: none; }}
    QSplitter::handle {{ background: {t.hair}; }}
    QTabBar {{ background: transparent; border: none; }}
    QTabBar::tab {{ background: transparent; color: {t.text2}; padding: {px(8)}px 0; margin-right: {px(12)}px;
        border: none; border-bottom: 2px solid transparent; }}
    QTabBar::tab:hover {{ color: {t.text}; }}
    QTabBar::tab:selected {{ color: {t.accent_text}; border-bottom: 2px solid {t.accent}; }}
    """


class ForeshockStyle(QProxyStyle):
    """Fusion with our own check boxes and without its focus rectangles: the ring is painted by ``FocusKeeper``."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        if metric == QStyle.PixelMetric.PM_TabBarScrollButtonWidth:
            return px(Size.target)
        if metric in (QStyle.PixelMetric.PM_IndicatorWidth, QStyle.PixelMetric.PM_IndicatorHeight):
            return px(Size.check_box)
        return int(super().pixelMetric(metric, option, widget))

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803 - Qt's own name
    ) -> int:
        if hint == QStyle.StyleHint.SH_ToolTip_WakeUpDelay:
            return theme.TIP_MS
        return int(super().styleHint(hint, option, widget, returnData))

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if element == QStyle.PrimitiveElement.PE_FrameFocusRect:
            return
        if element in (
            QStyle.PrimitiveElement.PE_IndicatorCheckBox,
            QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck,
        ):
            paint_check(painter, option.rect, option.state)
            return
        super().drawPrimitive(element, option, painter, widget)


def paint_check(painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
    """Paint a check box of 16 px in the middle of ``rect``: empty, ticked, or partly."""
    tokens, side = theme.tokens(), px(Size.check_box)
    box = QRectF(0.5, 0.5, side - 1, side - 1)
    box.moveCenter(QPointF(rect.center()) + QPointF(0.5, 0.5))
    on = bool(state & (QStyle.StateFlag.State_On | QStyle.StateFlag.State_NoChange))
    enabled = bool(state & QStyle.StateFlag.State_Enabled)
    edge = (tokens.accent if on else tokens.ctl) if enabled else tokens.hair
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour(edge), 1))
    painter.setBrush(theme.colour((tokens.accent if enabled else tokens.dis) if on else tokens.surface))
    painter.drawRoundedRect(box, px(Size.radius_small), px(Size.radius_small))
    if on:
        _paint_tick(painter, box, partly=bool(state & QStyle.StateFlag.State_NoChange))
    painter.restore()


def _paint_tick(painter: QPainter, box: QRectF, *, partly: bool) -> None:
    pen = QPen(theme.colour(theme.tokens().on_accent), px(Size.ring) * 0.9)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    side, origin = box.width(), box.topLeft()
    points = ((0.28, 0.5), (0.72, 0.5)) if partly else ((0.24, 0.53), (0.43, 0.71), (0.77, 0.32))
    painter.drawPolyline([origin + QPointF(x * side, y * side) for x, y in points])


def paint_ring(painter: QPainter, rect: QRectF, radius: float = Size.radius, *, cased: bool = False) -> None:
    """Paint the focus ring around ``rect``: 2 px, with a gap of 2 px of ground between.

    ``cased`` puts surface below it, for rings on strong colours.
    """
    gap, width = px(Size.ring_gap), px(Size.ring)
    reach = gap + width / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    around, round_ = rect.adjusted(-reach, -reach, reach, reach), px(radius) + gap
    pens = (QPen(theme.colour(theme.tokens().surface), 3 * width), QPen(theme.colour(theme.tokens().focus), width))
    for pen in pens if cased else pens[1:]:
        painter.setPen(pen)
        painter.drawRoundedRect(around, round_, round_)
    painter.restore()


class _RingStyle(QProxyStyle):
    """Tells the focus frame how far it reaches out and that it lies on top."""

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        if metric in (QStyle.PixelMetric.PM_FocusFrameHMargin, QStyle.PixelMetric.PM_FocusFrameVMargin):
            return px(Size.ring + Size.ring_gap)
        return int(super().pixelMetric(metric, option, widget))

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803 - Qt's own name
    ) -> int:
        if hint == QStyle.StyleHint.SH_FocusFrame_AboveWidget:
            return 1
        return int(super().styleHint(hint, option, widget, returnData))


class FocusRing(QFocusFrame):
    """The ring itself: follows one control wherever it moves and paints 2 px outside of it."""

    def __init__(self, parent: QWidget, style: QStyle) -> None:
        super().__init__(parent)
        self.setStyle(style)

    def paintEvent(self, event: QPaintEvent) -> None:
        reach = px(Size.ring + Size.ring_gap)
        painter = QPainter(self)
        paint_ring(painter, QRectF(self.rect()).adjusted(reach, reach, -reach, -reach))
        painter.end()


class FocusKeeper(QObject):
    """Shows the ring around buttons that the keyboard reached, and hides it for the mouse.

    Fields thicken their own border, tables and grids paint their own cursor. Another control asks for the ring
    with the property ``ring`` set to true, a button declines with false.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._style = _RingStyle("Fusion")
        self._style.setParent(self)
        self._ring: FocusRing | None = None
        app.focusChanged.connect(self._moved)

    def _moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self._ring is not None:
            if now is not None and self._ring.window() is now.window():
                now.window().setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)  # Qt forgets it when code moves on
            self._ring.setWidget(None)  # type: ignore[arg-type]
            self._ring.deleteLater()
            self._ring = None
        if now is None or not wants_ring(now) or not by_keyboard(now):
            return
        self._ring = FocusRing(now.window(), self._style)
        self._ring.destroyed.connect(self._forget)
        self._ring.setWidget(now)

    def _forget(self) -> None:
        self._ring = None


def wants_ring(widget: QWidget) -> bool:
    """Whether the ring belongs around this control."""
    wish = widget.property("ring")
    return bool(wish) if wish is not None else isinstance(widget, QAbstractButton | QTabBar)


def by_keyboard(widget: QWidget) -> bool:
    """Whether the focus came by a key: no mouse button is down and the window has been walked through by Tab."""
    window = widget.window()
    if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
        window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange, False)
    return bool(window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange))
