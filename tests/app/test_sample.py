"""The sample session is what it says it is: dated, attributed, whole, the same each time, and undoable."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import model as m
from app import packs, planning
from app.checks import check, open_findings
from app.document import Document
from app.i18n import UserError
from app.interviews import answers, next_question
from app.sample import build_sample
from app.sample.organisation import address

ANCHOR = date(2026, 9, 15)


def dump(document: Document) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables of the subject, keys included."""
    tables = m.Base.metadata.tables
    return {name: sorted(map(tuple, document.rows(table.select())), key=repr) for name, table in tables.items()}


def refs(document: Document) -> list[str]:
    return sorted(row.ref for row in document.all(m.Entity) if row.ref)


def test_the_same_day_gives_the_same_session(sample: Document, tmp_path: Path) -> None:
    with build_sample(tmp_path / "again.foreshock", ANCHOR) as again:
        assert dump(again) == dump(sample)
        assert again.document_id != sample.document_id


def test_references_are_those_of_the_papers(sample: Document) -> None:
    counted = Counter(ref.rpartition("-")[0] for ref in refs(sample))
    assert counted == {
        "P": 18, "SVC": 14, "CMP": 30, "SUP": 7, "R": 16, "PLN": 3, "EX": 2, "TST": 7, "A": 13, "INC": 4, "CHG": 4,
        "PRB": 1, "WAI": 1, "DEP": 8, "SIT": 3, "STR": 23, "MTG": 17,
    }  # fmt: skip
    assert {"SVC-014", "CMP-30", "R-016", "A-13", "TST-07", "EX-02", "CHG-004", "WAI-001", "PRB-001"} <= set(
        refs(sample)
    )


def test_the_history_is_fourteen_months_of_named_people(sample: Document) -> None:
    sets = sample.history(limit=None)
    people = {row.name for row in sample.all(m.Person)}
    moments = [one.at for one in reversed(sets)]
    assert moments == sorted(moments)
    assert moments[0].date() == ANCHOR - timedelta(days=420)
    assert ANCHOR - timedelta(days=2) <= moments[-1].date() < ANCHOR
    assert {one.who for one in sets} <= people
    assert len({one.who for one in sets}) >= 12
    assert all(one.label for one in sets)


def test_nothing_lies_in_the_future_but_what_is_planned(sample: Document) -> None:
    at = [row.at for model in (m.ExerciseLog, m.ClockEvent, m.Answer) for row in sample.all(model)]
    at += [row.approved_at for model in (m.BiaApproval, m.PlanApproval) for row in sample.all(model)]
    assert max(at) < datetime(2026, 9, 15, tzinfo=UTC)


def test_it_is_whole_and_says_what_it_is(sample: Document) -> None:
    assert sample.verify() == []
    assert sample.is_sample


def test_the_last_edits_can_be_undone_and_done_again(sample: Document) -> None:
    before, labels = dump(sample), []
    while len(labels) < 12 and (change := sample.undo()) is not None:
        labels.append(change.label)
    assert len(labels) == 12
    assert dump(sample) != before
    for _ in labels:
        assert sample.redo() is not None
    assert dump(sample) == before
    assert sample.verify() == []


@pytest.mark.parametrize("anchor", [date(2028, 2, 29), date(2027, 1, 31)])
def test_the_findings_do_not_depend_on_the_day(tmp_path: Path, anchor: date) -> None:
    with build_sample(tmp_path / "day.foreshock", anchor) as document:
        found = check(document)
        assert Counter(one.severity.value for one in open_findings(found)) == {"E": 13, "W": 21, "I": 2}
        assert document.today() == anchor


def test_without_a_day_it_is_of_today(tmp_path: Path) -> None:
    with build_sample(tmp_path / "today.foreshock") as document:
        today = datetime.now(UTC).astimezone().date()
        verified = max(row.verified_on for row in document.all(m.Person))
        assert (today - verified).days in (10, 11)


def test_an_existing_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "mine.foreshock"
    path.write_bytes(b"mine")
    with pytest.raises(UserError, match="exists already"):
        build_sample(path)
    assert path.read_bytes() == b"mine"


def test_one_interview_is_left_half_way(sample: Document) -> None:
    service = next(row.id for row in sample.all(m.Entity) if row.ref == "SVC-014")
    assert len(answers(sample, service)) == 10
    assert next_question(sample, service) == 11
    stored = sample.get(m.Bia, service)
    assert stored is not None
    assert stored.state == "open"


def test_every_other_interview_answered_every_question(sample: Document) -> None:
    counted = Counter(row.service_id for row in sample.all(m.Answer))
    assert sorted(counted.values()) == [10] + [len(packs.interview_guide().questions)] * 13


@pytest.mark.parametrize(("ref", "missing"), [("PLN-001", []), ("PLN-002", []), ("PLN-003", [5, 13, 14, 16])])
def test_plans_are_as_complete_as_they_should_be(sample: Document, ref: str, missing: list[int]) -> None:
    key = next(row.id for row in sample.all(m.Entity) if row.ref == ref)
    assert [part.number for part in planning.completeness_of(sample, key).missing] == missing


def test_plans_are_dated_as_the_papers_say(sample: Document) -> None:
    plans = {row.title: row for row in sample.all(m.Plan)}
    delivery, core = plans["From order to delivery"], plans["Core IT recovery"]
    days = [(delivery, "2.0", -45, "2.0", -44, 136), (core, "1.3", -100, "1.2", -190, 80)]
    for plan, version, approved, offline, copied, expires in days:
        assert (plan.version, plan.offline_version) == (version, offline)
        found = [(day - ANCHOR).days for day in (plan.approved_on, plan.reviewed_on, plan.offline_on, plan.expires_on)]
        assert found == [approved, approved, copied, expires]


def test_the_morning_of_the_exercise_ran_as_noted(sample: Document) -> None:
    log = sample.all(m.ExerciseLog, order_by=m.ExerciseLog.at)
    assert Counter(line.kind for line in log) == {"inject": 9, "decision": 6, "observation": 4, "strength": 1}
    shown = {line.text: f"{line.at.astimezone():%H:%M}" for line in log}
    assert (shown["Invoke PLN-002."], shown["No payment; police informed."]) == ("09:37", "10:27")
    assert [event.kind for event in sample.all(m.ClockEvent, order_by=m.ClockEvent.at)] == [
        "start",
        "pause",
        "resume",
        "jump",
        "end",
    ]
    assert sum(row.minutes for row in sample.all(m.ClaimedTime)) == 725


def test_messages_use_ascii_addresses_and_numbers_of_fiction(sample: Document) -> None:
    people = sample.all(m.Person)
    assert all(row.email.isascii() and row.email.endswith("@quellmark.example") for row in people)
    assert all(
        row.phone.startswith("+353 20 910 01") and row.second_phone.startswith("+353 20 910 02") for row in people
    )
    assert address("Łucja Wrzesnik") == "lucja.wrzesnik@quellmark.example"
    assert address("Øystein Brekkhus") == "oystein.brekkhus@quellmark.example"
    assert address("Noor van Terveld") == "noor.vanterveld@quellmark.example"
