"""The register's way back: a workbook that others edited, compared with the session and taken over per field.

``read`` (or ``understood`` of what the guarded process read) finds rows and columns again, ``compare`` says what
differs from the export and from the session now, ``take`` takes over what a person accepted, as one edit. Names are
resolved when they are first asked for, so that the exporter and the reading process load only what they need.
"""

from __future__ import annotations

import importlib
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.register.returning.comparing import compare as compare
    from app.register.returning.lines import Comparison as Comparison
    from app.register.returning.lines import Group as Group
    from app.register.returning.lines import Line as Line
    from app.register.returning.returned import Returned as Returned
    from app.register.returning.returned import read as read
    from app.register.returning.returned import understood as understood
    from app.register.returning.taking import TakenBack as TakenBack
    from app.register.returning.taking import take as take
    from app.register.returning.way_back import is_register as is_register

_HOMES = MappingProxyType(
    {
        "comparing": ("compare",),
        "lines": ("Comparison", "Group", "Line"),
        "returned": ("Returned", "read", "understood"),
        "taking": ("TakenBack", "take"),
        "way_back": ("is_register",),
    }
)


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"app.register.returning.{module}"), name)
    raise AttributeError(name)
