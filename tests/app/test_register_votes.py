"""The register tells votes by the same line and on the same scale as the room did."""

from __future__ import annotations

import pytest

from app import entities, meetings, polls
from app import model as m
from app.document import Document
from app.register import register
from app.scoring import Tally


@pytest.fixture
def seats(session: Document) -> list[bytes]:
    meeting = meetings.open_meeting(session, "Workshop", "risk workshop", seats=["Quality", "Finance", "IT", "Orders"])
    return [row.id for row in meetings.seats(session, meeting)]


def harm(document: Document, code: str) -> bytes:
    key: bytes = document.all(m.ImpactCategory, m.ImpactCategory.code == code)[0].id
    return key


def voted(document: Document, risk: bytes, seats: list[bytes], levels: list[int], **about: bytes) -> Tally:
    poll = polls.open_poll(document, risk, "impact", **about)  # type: ignore[arg-type]
    polls.cast_all(document, poll, list(zip(seats, levels, strict=True)))
    figures = polls.reveal(document, poll)
    polls.drop(document, poll)
    return figures


def in_register(document: Document) -> Tally | None:
    return register(document).risks[0].votes_impact


@pytest.mark.parametrize(("code", "split"), [("operational", False), ("safety", True)])
def test_the_line_is_that_of_the_kind_of_harm(session: Document, seats: list[bytes], code: str, split: bool) -> None:
    risk = entities.add(session, m.Risk, event="Both nodes fail", category_id=harm(session, code))
    figures = voted(session, risk, seats, [2, 2, 3, 3])
    assert in_register(session) == figures
    assert figures.split is split


def test_the_scale_is_that_of_the_session(session: Document, seats: list[bytes]) -> None:
    with session.edit("Three levels") as edit:
        for row in edit.query(m.ImpactLevel).filter(m.ImpactLevel.level > 3):
            edit.delete(row)
    risk = entities.add(session, m.Risk, event="Both nodes fail")
    figures = voted(session, risk, seats, [1, 2, 3, 3])
    assert in_register(session) == figures
    assert figures.counts == (1, 1, 2)


def test_votes_by_category_are_those_of_the_risk_only_if_it_is_contested(session: Document, seats: list[bytes]) -> None:
    risk = entities.add(session, m.Risk, event="Both nodes fail", category_id=harm(session, "operational"))
    figures = voted(session, risk, seats, [2, 2, 3, 3], category=harm(session, "safety"))
    assert in_register(session) is None
    entities.set_field(session, m.Risk, risk, "contested", True)
    assert in_register(session) == figures
    assert figures.split, "by the line of the category that was asked about"
