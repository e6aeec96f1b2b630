"""After any edit, checking again what it touched finds the same as checking everything."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError, StatementError

from app.checks import Findings, affected, check, recheck
from app.document import ChangeSet, Document
from app.entities import set_field
from app.facts.rows import MODELS
from app.fields import Field, Kind, fields_of
from app.i18n import UserError
from app.model import Action, Base, Service

#: What the random editor writes: all that rules read, and some that they do not.
TABLES = sorted({model.__tablename__ for model in MODELS.values()} | {"band", "matrix_cell", "tier", "note", "answer"})
#: Columns that make a row what it is, and tables whose rows only make sense together: no verb takes them apart.
_IDENTITY = {"kind", "entity_kind", "code", "level", "rank"}
_WHOLE = {"entity", "bia", "band", "matrix_cell", "session_info"}


class RandomEditor:
    """Changes, copies and deletes rows of any table that rules read, with values that may stand there."""

    def __init__(self, document: Document, seed: int) -> None:
        self.document, self.chance = document, random.Random(seed)
        self.heard: list[ChangeSet] = []
        document.subscribe(self.heard.append)

    def edit(self) -> ChangeSet | None:
        """Do one edit; ``None`` if the session would not take it."""
        self.heard.clear()
        table = Base.metadata.tables[self.chance.choice(TABLES)]
        rows = self.document.rows(select(table))
        if not rows:
            return None
        row = self.chance.choice(rows)
        act = self.chance.choice([self._change, self._change, self._change, self._copy, self._delete])
        try:
            with self.document.edit("Random") as session:
                session.execute(act(table, row))
        except (IntegrityError, StatementError, UserError):
            return None
        return self.heard[-1] if self.heard else None

    def _change(self, table: Any, row: Any) -> Any:
        names = [name for name, spec in fields_of(table).items() if spec.kind not in (Kind.KEY, Kind.BYTES)]
        names = [name for name in names if name not in _IDENTITY]
        name = self.chance.choice(names or ["id"])
        value = self._value(fields_of(table)[name], getattr(row, name), nullable=table.c[name].nullable)
        return update(table).where(table.c.id == row.id).values({name: value})

    def _copy(self, table: Any, row: Any) -> Any:
        if "entity_kind" in table.c or table.name in _WHOLE:
            return self._change(table, row)
        values = {**row._mapping, "id": self.chance.randbytes(16)}
        for name, spec in fields_of(table).items():
            if spec.kind is Kind.REFERENCE and self.chance.random() < 0.6:
                values[name] = self._value(spec, values[name], nullable=False)
        return insert(table).values(values)

    def _delete(self, table: Any, row: Any) -> Any:
        if table.name in _WHOLE:
            return self._change(table, row)
        entity = Base.metadata.tables["entity"]
        target = entity if "entity_kind" in table.c else table
        return delete(target).where(target.c.id == row.id)

    def _value(self, spec: Field, old: Any, *, nullable: bool) -> Any:
        if nullable and self.chance.random() < 0.25:
            return None
        if spec.choices:
            return self.chance.choice(list(spec.choices))
        if spec.kind is Kind.REFERENCE:
            target = Base.metadata.tables[spec.to]
            return self.chance.choice([row.id for row in self.document.rows(select(target.c.id))] or [old])
        made = {
            Kind.DURATION: lambda: self.chance.choice([0, 15, 60, 240, 480, 1440, 4320, 20160]),
            Kind.DATE: lambda: date(2026, 9, 15) + timedelta(self.chance.randint(-500, 60)),
            Kind.INSTANT: lambda: datetime(2026, 9, 15, tzinfo=UTC) + timedelta(self.chance.randint(-500, 0)),
            Kind.YES_NO: lambda: self.chance.random() < 0.5,
            Kind.LEVEL: lambda: self.chance.randint(1, 5),
            Kind.PERCENT: lambda: self.chance.randint(0, 100),
            Kind.MONEY: lambda: self.chance.randint(0, 10_000_000),
            Kind.INTEGER: lambda: self.chance.randint(1, 5),
        }.get(spec.kind)
        return made() if made else f"text {self.chance.randint(0, 9)}"


@pytest.mark.parametrize("seed", range(4))
def test_rechecking_after_random_edits_equals_checking_everything(sample: Document, seed: int) -> None:
    editor, found, edits = RandomEditor(sample, seed), check(sample), 0
    for _ in range(120):
        changes = editor.edit()
        if changes is None:
            continue
        edits += 1
        found = recheck(sample, found, changes)
        assert found == check(sample), [(change.table, change.op, change.values) for change in changes.changes]
    assert edits > 60


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 130))
def test_rechecking_after_many_random_edits(sample: Document, seed: int) -> None:
    editor, found = RandomEditor(sample, seed), check(sample)
    for _ in range(300):
        changes = editor.edit()
        if changes is not None:
            found = recheck(sample, found, changes)
            assert found == check(sample), [(change.table, change.op, change.values) for change in changes.changes]


@pytest.fixture
def heard(sample: Document) -> list[ChangeSet]:
    """The change sets of the sample as they come."""
    changes: list[ChangeSet] = []
    sample.subscribe(changes.append)
    return changes


def test_an_edit_touches_only_the_rules_that_read_it(sample: Document, heard: list[ChangeSet]) -> None:
    action = sample.all(Action)[0].id
    set_field(sample, Action, action, "due_on", "2027-01-01")
    assert affected(heard[-1]) == {"A01"}
    set_field(sample, Action, action, "evidence", "Seen")
    assert affected(heard[-1]) == frozenset()


def test_nothing_runs_when_nothing_was_touched(sample: Document, heard: list[ChangeSet]) -> None:
    before = check(sample)
    set_field(sample, Action, sample.all(Action)[0].id, "evidence", "Seen")
    assert recheck(sample, before, heard[-1]) is before


def test_undo_brings_the_findings_back(sample: Document, heard: list[ChangeSet]) -> None:
    before = check(sample)
    payroll = next(row.id for row in sample.all(Service) if row.name == "Payroll")
    set_field(sample, Service, payroll, "rto", "4h")
    after = recheck(sample, before, heard[-1])
    assert after != before
    sample.undo()
    assert recheck(sample, after, heard[-1]) == before


def test_on_the_next_day_what_looks_at_dates_runs_again(sample: Document, heard: list[ChangeSet]) -> None:
    before = check(sample)
    sample.clock = lambda: datetime(2026, 9, 25, 12, tzinfo=UTC)
    set_field(sample, Action, sample.all(Action)[0].id, "evidence", "Seen")
    after = recheck(sample, before, heard[-1])
    assert after == check(sample)
    assert any("22 days late" in finding.message for finding in after)
    assert after.day == date(2026, 9, 25)


def test_without_a_day_everything_runs(sample: Document, heard: list[ChangeSet]) -> None:
    set_field(sample, Action, sample.all(Action)[0].id, "evidence", "Seen")
    found = recheck(sample, [], heard[-1])
    assert isinstance(found, Findings)
    assert found == check(sample)


def test_several_edits_are_rechecked_at_once(sample: Document, heard: list[ChangeSet]) -> None:
    before = check(sample)
    for service in sample.all(Service)[:5]:
        set_field(sample, Service, service.id, "rto", "1w")
    assert len(heard) == 5
    assert recheck(sample, before, *heard) == check(sample) != before
