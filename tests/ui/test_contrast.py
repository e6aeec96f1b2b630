"""Every ink keeps its contrast on every ground it stands on, and no colour is in use of which nobody said where.

Texts keep 4.5:1, marks that carry meaning 3:1 (WCAG 2.2 AA), the room 7:1 (AAA). The pairs below are checked against
what buttons, chips, messages, drawings and the style sheet really put together.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import gallery_charts as samples
import pytest
from PySide6.QtGui import QColor, QPalette

from app.charts import (
    Box,
    CurveLine,
    CurveView,
    Drawing,
    ExceedanceView,
    Line,
    LossMark,
    LossShare,
    LossSharesView,
    StepBar,
    StepsView,
    Words,
    exceedance,
    heat_map,
    impact_curve,
    loss_shares,
    step_bars,
)
from app.charts import dependency_map as network
from app.charts.drawing import Rect
from ui.room import theme as room
from ui.theme import DARK, LIGHT, Tokens, contrast, high_contrast
from ui.theme_style import style_sheet
from ui.widgets import buttons, chips, feedback

ROOT = Path(__file__).resolve().parents[2]
THEMES = (LIGHT, DARK)
#: Where texts stand by themselves.
PLAIN = ("surface", "canvas", "raised")
LEVELS = range(1, 6)

TEXTS: dict[str, tuple[str, ...]] = {
    "text": (*PLAIN, "rail", "sunken", "pale", "tint", "tint2", "err_ground", "warn_ground", "ok_ground"),
    "text2": (*PLAIN, "rail", "sunken", "pale", "tint", "tint2"),
    "text3": (*PLAIN, "rail", "sunken", "tint", "err_ground"),
    "accent_text": (*PLAIN, "rail", "sunken", "tint", "tint2", "err_ground", "warn_ground"),
    "on_accent": ("accent", "accent_hover"),
    "on_live": ("live",),
    "ok": ("ok_ground", *PLAIN),
    "warn": (*PLAIN, "warn_ground", "tint", "sunken"),
    "err": (*PLAIN, "err_ground", "tint", "sunken", "rail"),
    "surface": ("text", "text2", "err"),
    **{f"ink{level}": (f"fill{level}",) for level in LEVELS},
}
#: Marks that carry meaning by themselves: borders of controls, rings, lines of charts, filled things without words.
MARKS: dict[str, tuple[str, ...]] = {
    "ctl": (*PLAIN, "rail", "sunken", "tint", "err_ground", "ok_ground"),
    "focus": (*PLAIN, "rail", "sunken", "tint", "tint2", "err_ground"),
    "accent": (*PLAIN, "rail", "tint", "err_ground", "ok_ground"),
    "text": ("surface",),
    "live": ("surface", "rail"),
}
#: Colours that only part or dress what words say as well, and what stands in for them.
DRESS = {
    "hair": "edges of cards and the empty part of meters, whose figures stand beside them",
    "grid": "lines between rows",
    "line": "rules, the axis of bars that carry their counts, and caps of keys that carry their letters",
    "dis": "what cannot be used now (exempt in WCAG 1.4.3)",
    "scrim": "dims what lies under a dialog",
    "name": "no colour", "dark": "no colour", "levels": "fill1 to ink5",
}  # fmt: skip


def hexed(tokens: Tokens, name: str) -> str:
    if name[:-1] == "fill":
        return tokens.level(int(name[-1])).fill
    return tokens.level(int(name[-1])).ink if name[:-1] == "ink" else str(getattr(tokens, name))


def too_weak(tokens: Tokens, table: dict[str, tuple[str, ...]], least: float) -> list[str]:
    pairs = [(ink, ground) for ink, grounds in table.items() for ground in grounds]
    found = [(ink, ground, contrast(hexed(tokens, ink), hexed(tokens, ground))) for ink, ground in pairs]
    return [f"{ink} on {ground}: {ratio:.2f}" for ink, ground, ratio in found if ratio < least]


@pytest.mark.parametrize("tokens", THEMES, ids=lambda tokens: tokens.name)
def test_texts_keep_four_and_a_half_to_one(tokens: Tokens) -> None:
    assert too_weak(tokens, TEXTS, 4.5) == []


@pytest.mark.parametrize("tokens", THEMES, ids=lambda tokens: tokens.name)
def test_marks_keep_three_to_one(tokens: Tokens) -> None:
    assert too_weak(tokens, MARKS, 3.0) == []


def test_the_room_keeps_seven_to_one_for_every_ink_it_paints_with() -> None:
    assert [pair for pair in room.PAIRS if contrast(*pair) < 7] == []
    inks = {room.INK, room.INK2, room.WARM, room.ON_WARM}
    assert inks <= {ink for ink, _ in room.PAIRS}


def test_a_weak_pair_is_found() -> None:
    weak = replace(LIGHT, text3="#9AA1A9")
    assert "text3 on surface: 2.61" in too_weak(weak, TEXTS, 4.5)


# --- what is really put together ---------------------------------------------------------------------------


def button_pairs() -> Iterator[tuple[str, str]]:
    for look in buttons.VARIANTS.values():
        for ground in (look.fill, look.hover, look.pressed):
            yield from ((look.ink, one) for one in ([ground] if ground else PLAIN))


def chip_pairs() -> Iterator[tuple[str, str]]:
    made = [
        *(chips.tier(number) for number in range(5)),
        *(chips.severity(letter) for letter in "EWI"),
        *(chips.status(kind, "word") for kind in ("ok", "warn", "err", "none", "due", "info")),
        *(chips.level(number) for number in LEVELS),
        *(chips.band(key, "word") for key in ("low", "moderate", "high", "extreme")),
        *(chips.badge(1, kind) for kind in ("err", "warn", "info")),
        chips.outlined("Draft"), chips.live(),
    ]  # fmt: skip
    for chip in made:
        for ink in {chip.ink, chip.icon_ink or chip.ink}:
            yield from ((ink, ground) for ground in ([chip.fill] if chip.fill else PLAIN))


def message_pairs() -> Iterator[tuple[str, str]]:
    for _icon, tone, fill, _edge, words, action in feedback._KINDS.values():
        yield from ((ink, fill) for ink in (tone, words, action))


def drawings() -> Iterator[Drawing]:
    for show in ("movement", "refs", "counts", "flows"):
        yield heat_map(samples.heat_view(show))
    falling = [(0, 0.4), (1_000_000, 0.1), (5_000_000, 0.01)]
    yield exceedance(ExceedanceView(falling, "EUR", [LossMark("P90", 1_000_000, 0.1)]))
    shares = [LossShare(n, f"R-00{n}", "Fire", n / 3, 0.2, False, 10, 0, 0, 5) for n in range(3)]
    yield loss_shares(LossSharesView(shares, "EUR", chosen=1))
    yield network(samples.map_view())
    lines = [CurveLine("Staff", [1, 3, 5], leading=True), CurveLine("Money", [1, 2, 3])]
    yield impact_curve(CurveView([(60, "1 h"), (240, "4 h"), (480, "8 h")], lines, 4, (240, "MTPD"), (60, "RTO")))
    bars = [StepBar("a", "1 Detect", 0, 30, critical=True), StepBar("b", "2 Call", 30, 75)]
    for rto in (40, 600):
        yield step_bars(StepsView(bars, 75, rto, chosen="a"))


def drawn_pairs() -> Iterator[tuple[str, str]]:
    """Yield ink and ground of every text of a drawing, as the last box below it paints it."""
    for drawing in drawings():
        below: list[tuple[Rect, str]] = []
        for shape in drawing.shapes:
            if isinstance(shape, Box) and shape.fill and shape.opacity == 1:
                below.append((shape.rect, shape.fill))
            if isinstance(shape, Words):
                x = shape.at[0] + {"start": 4, "middle": 0, "end": -4}[shape.anchor]
                grounds = [fill for rect, fill in below if rect.holds(x, shape.at[1])]
                yield shape.tone, shape.halo or (grounds[-1] if grounds else "surface")


def sheet_pairs() -> Iterator[tuple[str, str]]:
    """Yield ink and ground of every rule of the style sheet that sets both, as names."""
    names = {str(getattr(LIGHT, field.name)): field.name for field in reversed(fields(Tokens))}
    for body in re.findall(r"\{([^}]*)\}", style_sheet(LIGHT)):
        ink, ground = (re.search(rf"(?:^|[\s;]){what}:\s*(#\w{{6}})", body) for what in ("color", "background"))
        if ink and ground:
            yield names[ink.group(1)], names[ground.group(1)]


@pytest.mark.parametrize("pairs", [button_pairs, chip_pairs, message_pairs, drawn_pairs, sheet_pairs])
def test_whatever_is_put_together_stands_in_the_table(pairs) -> None:
    put = set(pairs())
    same = {frozenset(pair) for pair in ((LIGHT.surface, LIGHT.raised),)}
    unknown = [
        (ink, ground)
        for ink, ground in sorted(put)
        if ink != "dis" and ground not in TEXTS.get(ink, ()) and frozenset((ink, ground)) not in same
    ]
    assert unknown == []
    assert put


def test_lines_of_drawings_that_carry_meaning_are_marks() -> None:
    used = {shape.colour for drawing in drawings() for shape in drawing.shapes if isinstance(shape, Line)}
    assert used - {"grid", "surface"} <= MARKS.keys() | {"err"}


# --- nothing new without a pair ----------------------------------------------------------------------------


def settled() -> set[str]:
    return {name for table in (TEXTS, MARKS) for ink, grounds in table.items() for name in (ink, *grounds)} | set(DRESS)


def used_tokens() -> set[str]:
    """Return the names of tokens that the code of the windows and charts mentions."""
    known, found = {field.name for field in fields(Tokens)}, set()
    for path in (*(ROOT / "ui").rglob("*.py"), *(ROOT / "app" / "charts").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in known:
                found.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in known:
                found.add(node.value)
    return found


def test_every_token_that_is_in_use_has_a_pair_or_a_reason() -> None:
    used = used_tokens()
    assert used - settled() == set()
    assert {field.name for field in fields(Tokens)} - settled() == set()
    assert len(used) > 25
    assert "brand_new" not in settled()


# --- high contrast -----------------------------------------------------------------------------------------

SYSTEMS = {
    "black": ("#000000", "#FFFFFF", "#1AEBFF", "#000000", "#FFFF00"),
    "white": ("#FFFFFF", "#000000", "#37006E", "#FFFFFF", "#00009F"),
}


def system(name: str) -> QPalette:
    ground, text, highlight, on_highlight, link = SYSTEMS[name]
    made, role = QPalette(), QPalette.ColorRole
    for roles, value in (
        ((role.Window, role.Base, role.Button), ground), ((role.WindowText, role.Text, role.ButtonText), text),
        ((role.Highlight,), highlight), ((role.HighlightedText,), on_highlight), ((role.Link,), link),
    ):  # fmt: skip
        for one in roles:
            made.setColor(one, QColor(value))
    return made


@pytest.mark.parametrize("name", SYSTEMS)
def test_high_contrast_keeps_its_promise_for_every_pair_with_the_systems_own_colours(name: str) -> None:
    tokens = high_contrast(DARK if name == "black" else LIGHT, system(name))
    assert {tokens.hair, tokens.grid, tokens.line, tokens.ctl, tokens.text2, tokens.text3} == {tokens.text}
    assert too_weak(tokens, TEXTS, 4.5) == []
    assert too_weak(tokens, MARKS, 3.0) == []
