"""Short ways to read, plan and apply a file as a person does who only confirms, and a day that tests can turn."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app import imports
from app import model as m
from app.document import Document
from app.imports import CREATABLE, ImportPlan, Options

FILES = Path(__file__).parents[2] / "files" / "imports"


class Day:
    """A clock that stands still until a test turns it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def turn_to(self, day: date) -> None:
        self.moment = datetime(day.year, day.month, day.day, 12, 0, tzinfo=UTC)


#: Creates whatever a row names.
ALL = Options(create_missing=frozenset(CREATABLE))


class Importer:
    """Reads, suggests, plans and applies in one call, as the dialog does when a person only confirms."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def plan(self, source: Path | str, options: Options = ALL, **chosen: Any) -> ImportPlan:
        table = imports.read_table(FILES / source if isinstance(source, str) else source, chosen.get("sheet"))
        suggested = imports.suggest(table, self.document, chosen.get("kind"))
        return imports.plan_import(self.document, table, suggested.kind, suggested.mapping, options)

    def __call__(self, source: Path | str, options: Options = ALL, **chosen: Any) -> ImportPlan:
        plan = self.plan(source, options, **chosen)
        imports.apply(self.document, plan)
        return plan

    def named(self, model: Any) -> dict[str, Any]:
        column = "event" if model is m.Risk else "name"
        return {getattr(row, column): row for row in self.document.all(model)}

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that an import may touch and Undo takes back."""
        models = (m.Entity, m.Service, m.Component, m.Supplier, m.Person, m.Department, m.Site, m.Risk, m.RiskService,
                  m.RiskNode, m.Dependency, m.DependencyGroup, m.ImportProfile)  # fmt: skip
        return {model.__tablename__: sorted((tuple(r) for r in self.document.all(model)), key=repr) for model in models}
