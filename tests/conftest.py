"""What every test shares: long campaigns and benchmarks run only when they are asked for with ``-m``."""

from __future__ import annotations

import pytest

_ON_REQUEST = ("slow", "benchmark")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked slow or benchmark unless ``-m`` says which marks to run."""
    if config.option.markexpr:
        return
    left_out = [item for item in items if any(item.get_closest_marker(mark) for mark in _ON_REQUEST)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
