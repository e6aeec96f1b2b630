"""What a rule says it reads is what it reads: otherwise an edit could leave a stale finding behind."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import pytest
from rule_cases import CASES
from small_sessions import TODAY, default_scales

from app.checks import Rule, rules
from app.facts import Facts
from app.facts.rows import table_of
from app.model import Base
from app.scales import Scales

#: The table behind each part of the scales.
_SCALES = {
    "tiers": "tier",
    "categories": "impact_category",
    "horizons": "horizon",
    "bands": "band",
    "band": "band",
    "band_within": "impact_category",
    "count": "impact_level",
    "matrix": "matrix_cell",
}


class Watched:
    """A row or the scales, noting every attribute that is asked of it."""

    def __init__(self, thing: Any, seen: set[str], names: Any) -> None:
        self._thing, self._seen, self._names = thing, seen, names

    def __getattr__(self, name: str) -> Any:
        self._seen.add(self._names(name))
        return getattr(self._thing, name)


class WatchedFacts(Facts):
    """Facts that note what a rule reads: tables, columns, scales and the day."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self.seen: set[str] = set()
        super().__init__(TODAY, self._watched, default_scales)
        self._all = rows

    def _watched(self, kind: type[Any]) -> list[Any]:
        table = table_of(kind)
        self.seen.add(f"{table}.id")

        def read(name: str) -> str:
            return f"{table}.{'id' if name == 'key' else name}"

        return [Watched(row, self.seen, read) for row in self._all if isinstance(row, kind)]

    @property
    def today(self) -> Any:
        self.seen.add("today")
        return TODAY

    @cached_property
    def scales(self) -> Scales:
        watched: Any = Watched(default_scales(), self.seen, lambda name: f"{_SCALES[name]}.*")
        return watched


def undeclared(rule: Rule, rows: Sequence[Any]) -> set[str]:
    """Return what a rule reads of a session without having said so."""
    facts = WatchedFacts(rows)
    list(rule.find(facts))
    columns = {read for read in facts.seen if not read.endswith((".id", ".*"))}
    tables = {read.split(".")[0] for read in facts.seen - {"today"}}
    every = {read.split(".")[0] for read in rule.reads if read.endswith(".*")}
    unsaid = {read for read in columns - rule.reads if read.split(".")[0] not in every}
    return unsaid | (tables - set(rule.columns))


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_rule_reads_only_what_it_says(rule: Rule) -> None:
    assert set().union(*(undeclared(rule, case.rows) for case in CASES)) == set()


def test_the_watch_notices_a_column_that_is_not_said() -> None:
    from dataclasses import replace

    rule = next(rule for rule in rules() if rule.id == "B01")
    forgetful = replace(rule, reads=rule.reads - {"service.rto"})
    rows = next(case.rows for case in CASES if case.rule == "B01")
    assert undeclared(forgetful, rows) == {"service.rto"}


def test_everything_that_is_read_exists() -> None:
    tables = Base.metadata.tables
    for rule in rules():
        for table, columns in rule.columns.items():
            assert columns <= {"*", *tables[table].columns.keys()}, (rule.id, table)
