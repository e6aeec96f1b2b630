"""Reading, checking and measuring stay quick on 2,000 services, 10,000 risks and 50,000 edges."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from large_session import large_session

from app.checks import check, recheck
from app.document import ChangeSet, Document
from app.entities import set_field
from app.facts import Facts
from app.facts.rows import MODELS
from app.metrics import metrics
from app.model import Service

pytestmark = pytest.mark.benchmark


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Document]:
    """The large session."""
    with large_session(tmp_path_factory.mktemp("large") / "large.foreshock") as document:
        yield document


def test_facts_load_in_about_a_second(large: Document) -> None:
    begun = time.process_time()
    facts = Facts.read(large)
    for kind in MODELS:
        facts.rows(kind)
    assert time.process_time() - begun < 2


def test_everything_is_checked_and_measured_within_a_few_seconds(large: Document) -> None:
    begun = time.process_time()
    found = check(large)
    checked = time.process_time() - begun
    metrics(large, found)
    assert len(found) > 10_000
    assert checked < 6
    assert time.process_time() - begun - checked < 3


def test_an_edit_that_no_rule_reads_costs_nothing(large: Document) -> None:
    found, heard = check(large), list[ChangeSet]()
    large.subscribe(heard.append)
    set_field(large, Service, large.all(Service)[0].id, "note", "Seen")
    begun = time.process_time()
    assert recheck(large, found, heard[-1]) is found
    assert time.process_time() - begun < 0.05
