"""Import of services, components, dependencies, suppliers, people and risks from CSV files and workbooks.

``read_table`` (or ``Reading``, which can be cancelled) reads a file in a process of its own; ``suggest`` proposes what
it holds and which heading means which field; ``plan_import`` says row by row what would happen; ``apply`` does it as
one edit. Names are resolved when they are first asked for, so that the reading process loads nothing but itself.
"""

from __future__ import annotations

import importlib
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.imports.applying import ImportResult as ImportResult
    from app.imports.applying import apply as apply
    from app.imports.kinds import KINDS as KINDS
    from app.imports.kinds import ImportKind as ImportKind
    from app.imports.kinds import Target as Target
    from app.imports.planning import plan_import as plan_import
    from app.imports.plans import CREATABLE as CREATABLE
    from app.imports.plans import Counts as Counts
    from app.imports.plans import FieldChange as FieldChange
    from app.imports.plans import ImportPlan as ImportPlan
    from app.imports.plans import NewReference as NewReference
    from app.imports.plans import Options as Options
    from app.imports.plans import PlannedRow as PlannedRow
    from app.imports.plans import State as State
    from app.imports.reading import BookReading as BookReading
    from app.imports.reading import Reading as Reading
    from app.imports.reading import read_table as read_table
    from app.imports.suggesting import Suggestion as Suggestion
    from app.imports.suggesting import complete_mapping as complete_mapping
    from app.imports.suggesting import suggest as suggest
    from app.imports.table import SourceRow as SourceRow
    from app.imports.table import SourceTable as SourceTable

_HOMES = MappingProxyType(
    {
        "applying": ("ImportResult", "apply"),
        "kinds": ("KINDS", "ImportKind", "Target"),
        "planning": ("plan_import",),
        "plans": ("CREATABLE", "Counts", "FieldChange", "ImportPlan", "NewReference", "Options", "PlannedRow", "State"),
        "reading": ("BookReading", "Reading", "read_table"),
        "suggesting": ("Suggestion", "complete_mapping", "suggest"),
        "table": ("SourceRow", "SourceTable"),
    }
)


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"app.imports.{module}"), name)
    raise AttributeError(name)
