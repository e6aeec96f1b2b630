"""The colours keep the contrasts that are promised, and the theme follows the person's choice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from ui import icons, theme
from ui.fonts import load_fonts
from ui.theme import DARK, LIGHT, ROOM_LEVELS, Tokens, contrast, luminance

#: Foreground, background, smallest contrast in light and in dark.
PROMISES = [
    ("text", "surface", 17.7, 14.2),
    ("text2", "surface", 8.3, 8.9),
    ("text3", "surface", 5.6, 6.2),
    ("text3", "canvas", 4.85, 5.4),
    ("text3", "rail", 4.8, 6.9),
    ("text3", "sunken", 4.85, 5.4),
    ("text3", "raised", 4.85, 5.4),
    ("on_accent", "accent", 6.55, 4.55),
    ("on_accent", "accent_hover", 4.5, 4.5),
    ("accent_text", "surface", 4.5, 4.5),
    ("accent_text", "tint2", 4.5, 4.5),
    ("accent_text", "raised", 4.5, 4.5),
    ("ok", "ok_ground", 5.5, 7.8),
    ("warn", "warn_ground", 5.8, 8.0),
    ("err", "err_ground", 5.55, 7.35),
    ("err", "surface", 4.5, 4.5),
    ("warn", "surface", 4.5, 4.5),
    ("err", "tint", 4.5, 4.5),
    ("on_live", "live", 5.85, 4.55),
    ("text", "tint", 4.5, 4.5),
    ("text", "tint2", 4.5, 4.5),
    ("text2", "tint2", 4.5, 4.5),
    ("text2", "hair", 4.5, 4.5),
    ("ctl", "canvas", 3.0, 3.0),
    ("ctl", "surface", 3.1, 3.1),
    ("ctl", "rail", 3.1, 3.1),
    ("focus", "surface", 3.0, 3.0),
    ("focus", "canvas", 3.0, 3.0),
    ("focus", "rail", 3.0, 3.0),
]


@pytest.mark.parametrize(("ink", "ground", "light", "dark"), PROMISES)
def test_contrast_keeps_its_promise(ink: str, ground: str, light: float, dark: float) -> None:
    for tokens, least in ((LIGHT, light), (DARK, dark)):
        assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= least, tokens.name


LEVEL_INKS = {"light": (16.3, 13.1, 10.0, 4.9, 11.8), "dark": (12.3, 9.0, 5.1, 6.4, 9.3)}
LEVEL_LUMINANCE = {"light": (0.909, 0.723, 0.541, 0.165, 0.039), "dark": (0.022, 0.051, 0.158, 0.307, 0.490)}


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
def test_levels_are_readable_and_keep_their_order_in_grey(tokens: Tokens) -> None:
    for colours, ink, grey in zip(tokens.levels, LEVEL_INKS[tokens.name], LEVEL_LUMINANCE[tokens.name], strict=True):
        assert contrast(colours.ink, colours.fill) == pytest.approx(ink, abs=0.11)
        assert luminance(colours.fill) == pytest.approx(grey, abs=0.002)
    greys = [luminance(colours.fill) for colours in tokens.levels]
    assert greys == sorted(greys, reverse=not tokens.dark)


def test_the_room_keeps_seven_to_one() -> None:
    assert all(contrast(colours.ink, colours.fill) >= 7 for colours in ROOM_LEVELS)


def test_high_contrast_takes_the_systems_colours() -> None:
    system = QPalette(QColor("#000000"))
    system.setColor(QPalette.ColorRole.WindowText, QColor("#FFFF00"))
    system.setColor(QPalette.ColorRole.Base, QColor("#000000"))
    tokens = theme.high_contrast(DARK, system)
    assert (tokens.canvas, tokens.text, tokens.hair, tokens.grid) == ("#000000", "#ffff00", "#ffff00", "#ffff00")


def test_choosing_dark_dresses_the_application(dressed: QApplication) -> None:
    theme.theme().choose("dark")
    assert dressed.palette().window().color() == QColor(DARK.canvas)
    assert theme.tokens() is DARK
    theme.theme().choose("light")
    assert dressed.palette().window().color() == QColor(LIGHT.canvas)


def test_the_bundled_typeface_is_used_with_tabular_figures() -> None:
    assert {"Inter", "DejaVu Sans"} <= set(load_fonts())
    font = theme.font("body")
    assert QFontInfo(font).family() == "Inter"
    assert font.featureValue(QFont.Tag("tnum")) == 1
    assert QFontInfo(theme.font("name")).weight() == 600


def test_sizes_follow_the_system_font() -> None:
    theme.theme().scale = 1.5
    assert theme.font("body").pixelSize() == 20
    assert theme.px(32) == 48


def _colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_an_icon_wears_the_colour_it_is_asked_for() -> None:
    image = icons.pixmap("layers", LIGHT.accent_text, 32, ratio=2.0).toImage()
    assert image.width() == 64
    assert LIGHT.accent_text.lower() in _colours(image)


def test_every_icon_can_be_drawn() -> None:
    from importlib import resources

    names = [p.name[:-4] for p in (resources.files("resources") / "icons").iterdir() if p.name.endswith(".svg")]
    assert len(names) >= 60
    for name in names:
        image = icons.pixmap(name, LIGHT.text, 16, ratio=1.0).toImage()
        assert any(image.pixelColor(x, y).alpha() > 100 for x in range(16) for y in range(16)), name
    assert not icons.app_icon().isNull()


def _two_buttons(qtbot) -> QWidget:
    window = QWidget()
    layout = QVBoxLayout(window)
    for text in ("First", "Second"):
        layout.addWidget(QPushButton(text))
    qtbot.addWidget(window)
    window.resize(200, 140)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitActive(window)
    return window


def test_the_ring_appears_for_the_keyboard_only(qtbot) -> None:
    window = _two_buttons(qtbot)
    second = window.findChildren(QPushButton)[1]
    outside = second.geometry().topLeft() + QPoint(second.width() // 2, -3)
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=second.geometry().center())
    assert window.grab().toImage().pixelColor(outside) != QColor(LIGHT.focus)
    window.findChildren(QPushButton)[0].setFocus()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    qtbot.wait(20)
    assert window.focusWidget() is second
    assert window.grab().toImage().pixelColor(outside) == QColor(LIGHT.focus)
