"""The import rule of the house: app ← exporters ← ui, and who may load what."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(path for folder in ("app", "exporters", "ui") for path in (ROOT / folder).rglob("*.py"))


def imported(source: str) -> Iterator[str]:
    """Every module that a source imports, wherever in the file it stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def breaches(relative: str, source: str) -> list[str]:
    """What a file imports that its place in the house forbids."""
    layer = relative.split("/")[0]
    found = []
    for name in imported(source):
        top = name.split(".")[0]
        if layer == "app" and top in {"exporters", "ui", "PySide6", "reportlab"}:
            found.append(name)
        if layer == "app" and top == "openpyxl" and not relative.startswith("app/imports/"):
            found.append(name)
        if layer == "exporters" and top in {"ui", "PySide6"}:
            found.append(name)
        if layer == "ui" and top in {"sqlalchemy", "openpyxl", "reportlab"}:
            found.append(name)
        if relative.startswith("ui/cli") and top == "PySide6":
            found.append(name)
        if top == "sqlite3" and relative != "app/sqlite.py":
            found.append(name)
        if relative.startswith("ui/pages/") and relative != "ui/pages/__init__.py" and name.startswith("ui.pages."):
            found.append(name)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_what_its_layer_may(path: Path) -> None:
    assert breaches(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("app/risk.py", "from ui import theme"),
        ("app/risk.py", "from PySide6.QtCore import QObject"),
        ("app/risk.py", "import openpyxl"),
        ("app/risk.py", "import sqlite3"),
        ("exporters/xlsx/register.py", "import ui.theme"),
        ("ui/pages/risks.py", "from sqlalchemy import select"),
        ("ui/pages/risks.py", "from ui.pages.services import ServicesPage"),
        ("ui/cli.py", "from PySide6.QtWidgets import QApplication"),
    ],
)
def test_the_rule_sees_a_breach(place: str, line: str) -> None:
    assert breaches(place, line)


def test_nothing_is_written_or_read_by_path_beside_the_code() -> None:
    for path in FILES:
        assert "__file__" not in path.read_text(encoding="utf-8"), f"{path} finds resources by path"
