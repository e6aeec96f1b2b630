"""A small session built by hand for exporters, the sample session, and the workbooks made of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app import entities, meetings, polls
from app import model as m
from app.document import Document
from app.register import accept_risk, add_risk
from app.sample import build_sample
from app.session import change_info, new_session
from exporters.registry import export

NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(tmp_path: Path, clock: Clock) -> Iterator[Document]:
    """A session with three people, two services and no risk yet."""
    path = tmp_path / "small.foreshock"
    called = {"title": "Programme", "organisation": "Łódź & Sons", "who": "Nguyễn Thị"}
    with new_session(path, clock=clock, inherent_scored=True, **called) as document:
        people = [entities.add(document, m.Person, name=name) for name in ("Ann Bell", "Øystein Brekkhus", "Ida Falk")]
        for name, rto in (("Payroll", "24h"), ("Order intake", "4h")):
            entities.add(document, m.Service, name=name, rto=rto, owner_id=people[0])
        change_info(document, facilitator_id=people[2])
        yield document


def key_of(document: Document, ref: str) -> bytes:
    """The key of what a reference names."""
    key = document.scalar(m.Entity.__table__.select().with_only_columns(m.Entity.id).where(m.Entity.ref == ref))
    assert isinstance(key, bytes)
    return key


@pytest.fixture
def three_risks(session: Document) -> Document:
    """The small session with an extreme, a high and a low risk, actions, votes, and an acceptance."""
    payroll, orders, ann = (key_of(session, ref) for ref in ("SVC-001", "SVC-002", "P-01"))
    flood = add_risk(session, "Flood in the data centre", [orders, payroll], threat="T07", owner_id=ann,
                     inherent_likelihood=4, inherent_impact=5, current_likelihood=3, current_impact=5,
                     target_likelihood=2, target_impact=3, treatment="reduce", cause="River\nRain",
                     rate=0.6, loss_min=10_000_00, loss_likely=50_000_00, loss_max=200_000_00)  # fmt: skip
    strike = add_risk(session, "Strike", [payroll], current_likelihood=2, current_impact=4)
    add_risk(session, "Pen runs dry", current_likelihood=1, current_impact=1)
    for title, due in (("Raise the floor", date(2026, 9, 1)), ("Buy pumps", date(2026, 12, 1))):
        entities.add(session, m.Action, title=title, origin_id=flood, owner_id=ann, due_on=due)
    accept_risk(session, strike, ann, date(2027, 3, 1), "Cheaper than the cure")
    vote(session, flood, "likelihood", [2, 3, 3, 3, 4])
    vote(session, flood, "impact", [5, 5, 5, 4, 5])
    return session


def vote(document: Document, subject: bytes, dimension: str, levels: list[int]) -> None:
    """Hold one round about a risk and reveal it."""
    guests = [f"guest {number}" for number in range(1, len(levels) + 1)]
    meeting = meetings.open_meeting(document, "Workshop", "risk workshop", seats=guests)
    seats = [row.id for row in document.all(m.Seat, m.Seat.meeting_id == meeting, order_by=m.Seat.number)]
    poll = polls.open_poll(document, subject, dimension, meeting=meeting)
    polls.cast_all(document, poll, list(zip(seats, levels, strict=True)))
    polls.reveal(document, poll)


@pytest.fixture(scope="session")
def sample_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample session of 15 September 2026; open it read-only."""
    path = tmp_path_factory.mktemp("sample") / "sample.foreshock"
    build_sample(path, NOW).close()
    return path


@pytest.fixture(scope="session")
def sample(sample_path: Path) -> Iterator[Document]:
    """The sample session, read-only."""
    with Document.open(sample_path, clock=lambda: NOW, who="Tomasz Orlewin", read_only=True) as document:
        yield document


@pytest.fixture(scope="session")
def sample_register(sample: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The risk register of the sample session."""
    return export(sample, "risk-register", tmp_path_factory.mktemp("register") / "register.xlsx").path
