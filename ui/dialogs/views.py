"""Views that lie inside a page, opened by name: the impact grid or the map of a service, the list of strategies."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def open_impact(window: MainWindow, argument: object = None) -> None:
    """Open the impact grid of the service whose key is ``argument``."""
    _open(window, argument, "impact")


def open_map(window: MainWindow, argument: object = None) -> None:
    """Open what the service whose key is ``argument`` stands on."""
    _open(window, argument, "map")


def _open(window: MainWindow, key: object, view: str) -> None:
    from ui.pages.services import ServicesPage

    window.go("services", key if isinstance(key, bytes) else None)
    page = window.stack.currentWidget()
    if isinstance(page, ServicesPage):
        page.show_view(view)


def open_strategies(window: MainWindow, _argument: object = None) -> None:
    """Open the list of strategies, which is the second of the page of plans."""
    from ui.pages.plans import PlansPage

    window.go("plans")
    page = window.stack.currentWidget()
    if isinstance(page, PlansPage):
        page.show_strategies()
