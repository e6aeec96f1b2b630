"""Windows are tested here as they are in ``tests/ui``: off-screen, dressed, and no Qt warning allowed."""

from __future__ import annotations

import pytest

from tests.ui.conftest import dressed as dressed
from tests.ui.conftest import pytest_collection_modifyitems as let_the_platform_talk


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """See ``tests/ui``."""
    let_the_platform_talk(items)
