"""What else can be scored about a risk: the menu behind "Score…"."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from app.i18n import N_, translate
from app.model.scoring import DIMENSION
from app.scales import Category, Scales

#: The dimensions of a risk in the order of the menu.
OFFERED = ("likelihood", "impact", "inherent likelihood", "inherent impact")

#: Begins a round about a dimension, in one category or in none.
Begin = Callable[[str, bytes | None], object]


def also_menu(parent: QWidget, scales: Scales, begin: Begin) -> QMenu:
    """Return the menu; every entry begins a round or goes on with the one that is open."""
    menu = QMenu(parent)
    for dimension in OFFERED:
        words = translate(DIMENSION[dimension])
        menu.addAction(words[:1].upper() + words[1:]).triggered.connect(_calling(begin, dimension, None))
    own = menu.addMenu(translate(N_("Impact in one category")))
    for one in scales.categories:
        if isinstance(one, Category):
            own.addAction(one.name).triggered.connect(_calling(begin, "impact", one.key))
    return menu


def _calling(begin: Begin, dimension: str, category: bytes | None) -> Callable[[bool], object]:
    def call(_on: bool = False) -> object:
        return begin(dimension, category)

    return call
