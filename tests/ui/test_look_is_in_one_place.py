"""No colour, type size or measure is written down in ``ui`` outside of ``ui/theme.py``."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

UI = Path(__file__).resolve().parents[2] / "ui"
THEME = {"theme.py", "theme_style.py"}
FILES = sorted(path for path in UI.rglob("*.py") if path.name not in THEME)
HEX = re.compile(r"#[0-9A-Fa-f]{3}(?:[0-9A-Fa-f]{3}(?:[0-9A-Fa-f]{2})?)?\b")
COLOURS = {
    "black",
    "white",
    "red",
    "green",
    "blue",
    "yellow",
    "gray",
    "grey",
    "darkGray",
    "lightGray",
    "cyan",
    "magenta",
}
SIZED = {
    "setFixedHeight", "setFixedWidth", "setFixedSize", "setMinimumWidth", "setMinimumHeight", "setMaximumWidth",
    "setMaximumHeight", "setMinimumSize", "setContentsMargins", "setPixelSize", "setPointSize", "setPointSizeF",
    "setWeight", "setIconSize",
}  # fmt: skip
FONT_OR_SHEET = {"setStyleSheet", "QFont", "setPixelSize", "setPointSize", "setPointSizeF"}


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _numbers(node: ast.Call) -> list[float]:
    return [
        part.value for part in node.args
        if isinstance(part, ast.Constant) and isinstance(part.value, int | float) and abs(part.value) > 1
    ]  # fmt: skip


def _offences(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and HEX.fullmatch(node.value):
            found.append(f"{node.lineno}: colour {node.value}")
        if isinstance(node, ast.Attribute) and node.attr in COLOURS and ast.unparse(node.value).endswith("GlobalColor"):
            found.append(f"{node.lineno}: colour {node.attr}")
        if isinstance(node, ast.Call):
            name = _called(node)
            if name in FONT_OR_SHEET or (name in SIZED and _numbers(node)) or (name == "QColor" and _numbers(node)):
                found.append(f"{node.lineno}: {ast.unparse(node)[:70]}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(UI)))
def test_no_colour_or_size_is_written_down(path: Path) -> None:
    assert _offences(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    [
        'x = "#FF0000"',
        "w.setFixedHeight(32)",
        "QColor(1, 2, 3)",
        "QFont()",
        "w.setStyleSheet('')",
        "Qt.GlobalColor.red",
    ],
)
def test_the_search_finds_what_it_looks_for(line: str) -> None:
    assert _offences(ast.parse(line))
