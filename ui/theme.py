"""Every colour, type size and measure of the windows, and the switch between light, dark and high contrast.

Nothing else in ``ui`` writes a colour or a size down: it asks ``tokens()``, ``font()``, ``px()`` and ``Size``.
Sizes are logical pixels at the ordinary system font; ``px`` multiplies them by the person's own font scale.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.fonts import FAMILIES, load_fonts


@dataclass(frozen=True, slots=True)
class LevelColours:
    """The ground and the ink of one level, 1 to 5."""

    fill: str
    ink: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one scheme by role. Bands take the colours of levels 2 to 5."""

    name: str
    canvas: str  #: page, detail panel
    surface: str  #: card, table, field, header
    raised: str  #: palette, toast, dialog, popover
    rail: str  #: left rail, run-mode list, room pane
    sunken: str  #: group row, hover, disabled fill
    hair: str  #: card edge, divider, empty meter
    pale: str  #: pressed button, tier 2: as pale as hair, but a ground for words
    grid: str  #: table lines, chart grid
    line: str  #: header rule, axis, key caps
    ctl: str  #: button and field border
    text: str
    text2: str  #: labels, secondary
    text3: str  #: hints, counts
    dis: str  #: disabled only
    accent: str  #: primary fill, meters, critical path
    accent_hover: str
    on_accent: str
    accent_text: str  #: links, active entry
    focus: str
    tint: str  #: selected row
    tint2: str  #: active entry
    ok: str
    ok_ground: str
    warn: str
    warn_ground: str
    err: str
    err_ground: str
    live: str  #: only what the room sees now
    on_live: str
    scrim: str  #: #AARRGGBB
    levels: tuple[LevelColours, LevelColours, LevelColours, LevelColours, LevelColours]
    dark: bool = False

    def level(self, level: int) -> LevelColours:
        """Return the colours of level 1 to 5."""
        return self.levels[max(1, min(5, level)) - 1]

    def band(self, band: str) -> LevelColours:
        """Return the colours of a band key: ``low``, ``moderate``, ``high``, ``extreme``."""
        return self.level(BAND_LEVELS.get(band, 1))


BAND_LEVELS = {"low": 2, "moderate": 3, "high": 4, "extreme": 5}

LIGHT = Tokens(
    name="light", canvas="#F5F6F7", surface="#FFFFFF", raised="#FFFFFF", rail="#ECEEF0", sunken="#F0F2F4",
    hair="#DFE2E6", pale="#DFE2E6", grid="#E9EBEE", line="#C6CBD1", ctl="#80878F", text="#15181C", text2="#474E57",
    text3="#606873", dis="#9AA1A9", accent="#2456C4", accent_hover="#1C479F", on_accent="#FFFFFF",
    accent_text="#1F4DB3", focus="#2456C4", tint="#E8EEFB", tint2="#D3E0F8", ok="#176B4D", ok_ground="#E2F1EA",
    warn="#855100", warn_ground="#FBF0D9", err="#B3261E", err_ground="#FCE9E7", live="#C2251B", on_live="#FFFFFF",
    scrim="#5C15181C",
    levels=(
        LevelColours("#F4F5F2", "#15181C"), LevelColours("#F2DC96", "#15181C"), LevelColours("#EFBA51", "#15181C"),
        LevelColours("#C04C24", "#FFFFFF"), LevelColours("#681640", "#FFFFFF"),
    ),
)  # fmt: skip

DARK = Tokens(
    name="dark", canvas="#121416", surface="#191C1F", raised="#22262A", rail="#0D0F11", sunken="#141719",
    hair="#2C3136", pale="#2C3136", grid="#24292D", line="#40474E", ctl="#727B85", text="#E9EBEE", text2="#B7BDC5",
    text3="#959DA6", dis="#5E666F", accent="#3F6FE4", accent_hover="#3260D2", on_accent="#FFFFFF",
    accent_text="#9CBBFF", focus="#8FB2FF", tint="#1C2740", tint2="#24345A", ok="#6CCBA2", ok_ground="#15291F",
    warn="#E9B355", warn_ground="#2D2413", err="#FF9388", err_ground="#351B19", live="#D93A2E", on_live="#FFFFFF",
    scrim="#8C000000",
    levels=(
        LevelColours("#26292B", "#E9EBEE"), LevelColours("#45402B", "#F3EFDD"), LevelColours("#8A6A1C", "#FFFFFF"),
        LevelColours("#E07C46", "#15100D"), LevelColours("#FF9DBB", "#2A0B17"),
    ),
    dark=True,
)  # fmt: skip

#: Levels on the projector: always light, a little stronger, so that every text keeps 7:1.
ROOM_LEVELS = (
    LevelColours("#EEF0EB", "#15181C"), *LIGHT.levels[1:3], LevelColours("#8F3414", "#FFFFFF"), LIGHT.levels[4],
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TypeSize:
    """A size of letters and the height of its line in logical pixels."""

    size: int
    line: int
    weight: int


#: The five sizes by the role they play; ``name`` is a body text that names something.
TYPE = {
    "metric": TypeSize(28, 36, 600),
    "title": TypeSize(20, 28, 600),
    "entry": TypeSize(20, 28, 400),
    "heading": TypeSize(15, 20, 600),
    "lead": TypeSize(15, 24, 400),
    "body": TypeSize(13, 20, 400),
    "name": TypeSize(13, 20, 600),
    "label": TypeSize(12, 16, 600),
    "hint": TypeSize(12, 16, 400),
}


class Space:
    """The steps between things."""

    xxs, xs, s, m, l, xl, xxl, xxxl = 2, 4, 8, 12, 16, 20, 24, 32  # noqa: E741 - the step's usual name


class Size:
    """Heights, widths and radii of the parts, in logical pixels at the ordinary font scale."""

    line, ring, ring_gap, bar = 1, 2, 2, 3
    radius, radius_small, radius_large = 6, 4, 8
    icon, icon_large, icon_huge, icon_small = 16, 20, 32, 14
    target = 24  #: smallest thing that can be hit
    button, button_small, button_large = 32, 28, 40
    button_padding, key_cap, key_cap_padding = 12, 18, 5
    field, field_small, field_padding = 32, 28, 10
    chip, chip_padding, tier_width, badge_width, badge_height = 20, 6, 28, 20, 16
    row, row_dense, group_row, head, filter_row, foot = 32, 28, 32, 32, 36, 36
    card_head, card_padding, page_padding = 44, 16, 24
    rail, rail_entry, rail_head, header, toolbar = 208, 32, 56, 56, 56
    toast, banner, dialog, palette, palette_input, palette_row = 40, 36, 440, 640, 56, 36
    search, detail, detail_small, time_box = 264, 368, 336, 166
    meter, progress, scroll_bar, check_box = 6, 3, 10, 16
    note_lines, empty_state, agreed_button = 3, 720, 48


#: No movement lasts longer, in milliseconds; a toast stays a while; typing counts as finished after a rest.
MOTION_MS, TOAST_MS, IDLE_MS, TIP_MS = 150, 6_000, 600, 500


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#RRGGBB`` (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


class Theme(QObject):
    """The scheme in force. ``changed`` fires after the palette and the style sheet were replaced."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tokens = LIGHT
        self.scale = 1.0
        self.choice = "system"
        self._busy = False

    def follow(self, app: QApplication) -> None:
        """Apply the scheme now and again whenever the system changes its own."""
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._refresh)
        hints.accessibility().contrastPreferenceChanged.connect(self._refresh)
        self._refresh()

    def choose(self, choice: str) -> None:
        """Take ``"light"``, ``"dark"`` or ``"system"``; window frames of the system follow where they can."""
        self.choice = choice
        hints = QGuiApplication.styleHints()
        wanted = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(choice)
        self._busy = True
        if wanted is None:
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(wanted)
        self._busy = False
        self._refresh()

    def _refresh(self) -> None:
        app = QApplication.instance()
        if self._busy or not isinstance(app, QApplication):
            return
        from ui.theme_style import dress

        self._busy = True
        self.tokens = self._tokens_in_force(app)
        dress(app, self.tokens)
        self._busy = False
        self.changed.emit()

    def _tokens_in_force(self, app: QApplication) -> Tokens:
        hints = app.styleHints()
        dark = hints.colorScheme() == Qt.ColorScheme.Dark if self.choice == "system" else self.choice == "dark"
        base = DARK if dark else LIGHT
        if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            app.setPalette(QPalette())
            return high_contrast(base, QGuiApplication.palette())
        return base


def _ground(window: str, towards: str, inks: Mapping[str, float], share: float) -> str:
    """Return the window's colour moved towards another, as far as the words on it keep their contrast by ink."""
    near, far = QColor(window), QColor(towards)
    pairs = [(near.red(), far.red()), (near.green(), far.green()), (near.blue(), far.blue())]
    while share > 0:
        made = QColor(*(round(one + (other - one) * share) for one, other in pairs)).name()
        if all(contrast(ink, made) >= min(least, contrast(ink, window)) for ink, least in inks.items()):
            return str(made)
        share -= 0.02
    return window


def high_contrast(base: Tokens, system: QPalette) -> Tokens:
    """Return tokens that take the system's own colours; lines and hints become as strong as the text.

    What is chosen or pointed at has a ground of its own, as far from the window's as words on it can bear.
    """

    def of(role: QPalette.ColorRole) -> str:
        return str(system.color(QPalette.ColorGroup.Active, role).name())

    role = QPalette.ColorRole
    window, text, base_ground = of(role.Window), of(role.WindowText), of(role.Base)
    inks = {text: 7.0, of(role.Link): 7.0, base.ok: 4.5, base.warn: 4.5, base.err: 4.5}
    chosen = _ground(window, of(role.Highlight), inks, 0.4)
    return replace(
        base, name="contrast", canvas=window, surface=base_ground, raised=base_ground, rail=window,
        sunken=_ground(window, text, inks, 0.15), pale=window, hair=text, grid=text, line=text, ctl=text, text=text,
        text2=text, text3=text,
        accent=of(role.Highlight), accent_hover=of(role.Highlight), on_accent=of(role.HighlightedText),
        accent_text=of(role.Link), focus=text, tint=chosen, tint2=chosen,
        dark=luminance(window) < luminance(text),
    )  # fmt: skip


_theme: list[Theme] = []


def theme() -> Theme:
    """Return the one theme of this process."""
    if not _theme:
        _theme.append(Theme())
    return _theme[0]


def install(app: QApplication, choice: str = "system", scale: float | None = None) -> Theme:
    """Load the typefaces, dress the application and keep it dressed. ``scale`` overrides the system's font size."""
    from ui.theme_style import FocusKeeper, ForeshockStyle

    load_fonts()
    current = theme()
    current.scale = system_scale() if scale is None else scale
    app.setStyle(ForeshockStyle())
    app.setFont(font("body"))
    FocusKeeper(app)
    current.choose(choice)
    current.follow(app)
    return current


_ORDINARY_POINTS = {"win32": 9.0, "darwin": 13.0}


def system_scale() -> float:
    """Return how much larger than ordinary the person's system font is, 0.8 to 2.0; small differences count as 1."""
    if QGuiApplication.platformName() in ("offscreen", "minimal"):
        return 1.0
    points = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF()
    ratio = points / _ORDINARY_POINTS.get(sys.platform, 10.0) if points > 0 else 1.0
    return 1.0 if 0.85 <= ratio <= 1.15 else max(0.8, min(2.0, ratio))


def tokens() -> Tokens:
    """Return the colours in force."""
    return theme().tokens


def resolve(name: str) -> QColor:
    """Return the colour that a token's name means now; ``fill4`` and ``ink4`` are the ground and ink of level 4."""
    current = theme().tokens
    if name.startswith("fill"):
        return QColor(current.level(int(name[4:])).fill)
    if name.startswith("ink"):
        return QColor(current.level(int(name[3:])).ink)
    return QColor(getattr(current, name))


def px(logical: float) -> int:
    """Return a logical size at the person's font scale."""
    return round(logical * theme().scale)


def colour(value: str) -> QColor:
    """Return a token's value as a colour to paint with."""
    return QColor(value)


def font(role: str = "body", *, weight: int | None = None, scaled: bool = True) -> QFont:
    """Return the typeface for a role of ``TYPE``; ``scaled=False`` for charts that scale their painter."""
    return QFont(_font(role, weight, theme().scale if scaled else 1.0))


def sized_font(size: float, weight: int = 400) -> QFont:
    """Return the typeface at a free size in pixels: only for the room, which scales with its screen."""
    made = QFont(list(FAMILIES))
    made.setPixelSize(max(1, round(size)))
    made.setWeight(QFont.Weight(weight))
    made.setFeature(QFont.Tag("tnum"), 1)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@lru_cache(maxsize=256)
def _font(role: str, weight: int | None, scale: float) -> QFont:
    kind = TYPE[role]
    return sized_font(kind.size * scale, weight or kind.weight)


def line_height(role: str = "body") -> int:
    """Return the height of one line of a role at the person's font scale."""
    return px(TYPE[role].line)
