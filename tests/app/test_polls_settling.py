"""A person decides on a value, whoever differs is kept on record, and no seat is named by accident."""

from __future__ import annotations

import pytest

from app import entities, interviews, meetings, polls
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.scoring import Verdict


@pytest.fixture
def people(session: Document) -> dict[str, bytes]:
    finance = entities.add(session, m.Department, name="Finance")
    return {
        "Ada": entities.add(session, m.Person, name="Ada Koch", role="Head of Quality"),
        "Bea": entities.add(session, m.Person, name="Bea Lind", role="Engineer", department_id=finance),
        "Cem": entities.add(session, m.Person, name="Cem Aydin", role="Engineer"),
    }


@pytest.fixture
def meeting(session: Document, people: dict[str, bytes]) -> bytes:
    return meetings.open_meeting(session, "Workshop", "risk workshop", seats=[*people.values(), "Union"])


@pytest.fixture
def seats(session: Document, meeting: bytes) -> list[bytes]:
    return [row.id for row in meetings.seats(session, meeting)]


@pytest.fixture
def risk(session: Document) -> bytes:
    return entities.add(session, m.Risk, event="Both nodes fail")


def revealed(
    document: Document,
    risk: bytes,
    meeting: bytes,
    seats: list[bytes],
    levels: list[int | None],
    dimension: str,
    **more: bytes,
) -> bytes:
    poll = polls.open_poll(document, risk, dimension, meeting=meeting, **more)  # type: ignore[arg-type]
    polls.cast_all(document, poll, list(zip(seats, levels, strict=True)))
    polls.reveal(document, poll)
    return poll


# --- who is heard first ---


def test_the_extremes_are_told_by_seat_and_several_may_share_a_level(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    poll = revealed(session, risk, meeting, seats, [5, 2, 3, 5], "likelihood")
    found = polls.extremes(session, poll)
    assert [(one.seat, one.number, one.name, one.level) for one in found.lowest] == [(seats[1], 2, "Bea Lind", 2)]
    assert [(one.number, one.name, one.level) for one in found.highest] == [(1, "Ada Koch", 5), (4, "Union", 5)]


def test_nobody_is_extreme_before_the_reveal_when_all_agree_or_when_nobody_scored(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    silent = polls.open_poll(session, risk, "likelihood", meeting=meeting)
    polls.cast_all(session, silent, list(zip(seats, (1, 2, 3, 5), strict=True)))
    assert polls.extremes(session, silent) == polls.Extremes((), ())
    for dimension, levels in (("impact", [3, 3, None, 3]), ("inherent impact", [None] * 4)):
        assert polls.extremes(session, revealed(session, risk, meeting, seats, levels, dimension)) == polls.Extremes()


def test_the_second_round_has_extremes_of_its_own_only_after_its_reveal(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    poll = revealed(session, risk, meeting, seats, [5, 2, 3, 5], "likelihood")
    first = polls.extremes(session, poll)
    polls.open_round(session, poll)
    polls.cast_all(session, poll, list(zip(seats, (1, 3, 3, 4), strict=True)))
    assert polls.extremes(session, poll) == first
    polls.reveal(session, poll)
    assert [one.number for one in polls.extremes(session, poll).lowest] == [1]
    assert polls.poll(session, poll).shift == -1.0


def test_one_round_has_no_shift_and_neither_has_a_second_one_that_is_silent(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    poll = revealed(session, risk, meeting, seats, [5, 2, 3, 5], "likelihood")
    assert polls.poll(session, poll).shift is None
    polls.open_round(session, poll)
    polls.cast(session, poll, seats[0], 1)
    assert polls.poll(session, poll).shift is None


# --- the agreed value ---


@pytest.mark.parametrize(
    ("levels", "agreed", "needs"),
    [
        ([3, 3, 3, 3], 4, False), ([3, 3, 3, 3], 5, True), ([3, 3, 3, 3], 1, True), ([2, 2, 3, 3], 4, False),
        ([2, 2, 3, 3], 5, True), ([2, 2, 3, 3], 1, False), ([1, 1, 5, 5], 1, True), ([None] * 4, 5, False),
    ],
)  # fmt: skip
def test_two_levels_from_the_median_need_a_reason(
    session: Document,
    risk: bytes,
    meeting: bytes,
    seats: list[bytes],
    levels: list[int | None],
    agreed: int,
    needs: bool,
) -> None:
    poll = revealed(session, risk, meeting, seats, levels, "likelihood")
    if needs:
        for reason in (None, "", "  \n "):
            with pytest.raises(UserError, match="from the median"):
                polls.agree(session, poll, agreed, reason=reason)
        assert polls.poll(session, poll).state == "open"
    polls.agree(session, poll, agreed, reason="The audit found it" if needs else None)
    agreement = polls.poll(session, poll).agreement
    assert agreement is not None
    assert (agreement.level, agreement.reason) == (agreed, "The audit found it" if needs else None)


def test_a_second_round_opened_by_mistake_does_not_stand_in_the_way_but_ballots_in_it_do(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    poll = revealed(session, risk, meeting, seats, [3, 3, 3, 4], "likelihood")
    polls.open_round(session, poll)
    polls.cast(session, poll, seats[0], 5)
    with pytest.raises(UserError, match="second round is still silent"):
        polls.agree(session, poll)
    polls.withdraw(session, poll, seats[0])
    assert polls.agree(session, poll)
    assert [one.revealed for one in polls.poll(session, poll).rounds] == [True]


def test_impact_by_category_goes_to_the_risk_only_if_it_is_contested_and_then_the_worst_counts(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    harm = [row.id for row in session.all(m.ImpactCategory)[:3]]

    def impact() -> int | None:
        return session.get(m.Risk, risk).current_impact  # type: ignore[union-attr]

    polls.agree(session, revealed(session, risk, meeting, seats, [5] * 4, "impact", category=harm[0]))
    assert impact() is None
    entities.set_field(session, m.Risk, risk, "contested", True)
    polls.agree(session, revealed(session, risk, meeting, seats, [4] * 4, "impact", category=harm[1]))
    assert impact() == 5, "what was agreed on before counts, too"
    polls.agree(session, revealed(session, risk, meeting, seats, [2] * 4, "impact", category=harm[0]))
    assert impact() == 4, "the later value of a category replaces its earlier one"
    entities.set_field(session, m.Risk, risk, "impact_reason", "Operational at 8 h is 4 for Payroll.")
    polls.agree(session, revealed(session, risk, meeting, seats, [3] * 4, "impact"))
    assert impact() == 3
    assert session.get(m.Risk, risk).impact_reason is None, "the room decided; the BIA is not where it is from"  # type: ignore[union-attr]


def test_a_cell_goes_to_the_grid_and_not_to_a_risk(
    session: Document, service: bytes, meeting: bytes, seats: list[bytes]
) -> None:
    category, horizon = session.all(m.ImpactCategory)[0].id, session.all(m.Horizon, order_by=m.Horizon.minutes)[1].id
    poll = polls.open_poll(session, service, "cell", category=category, horizon=horizon, meeting=meeting)
    polls.cast_all(session, poll, [(seat, 3) for seat in seats])
    polls.reveal(session, poll)
    polls.agree(session, poll)
    line = next(one for one in interviews.grid(session, service).lines if one.key == category)
    assert line.levels[1] == 3


@pytest.mark.parametrize(("code", "split"), [("operational", False), ("safety", True)])
def test_the_line_of_a_risk_is_that_of_its_own_kind_of_harm(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes], code: str, split: bool
) -> None:
    """Operations are intolerable from level 4, safety from level 3."""
    category = session.all(m.ImpactCategory, m.ImpactCategory.code == code)[0].id
    entities.set_field(session, m.Risk, risk, "category_id", category)
    figures = polls.poll(session, revealed(session, risk, meeting, seats, [2, 2, 3, 3], "impact")).last_tally
    assert figures is not None
    assert (figures.split, figures.verdict) == (split, Verdict.AGREED)
    likelihood = polls.poll(session, revealed(session, risk, meeting, seats, [2, 2, 3, 3], "likelihood")).last_tally
    assert likelihood is not None
    assert not likelihood.split


# --- dissent ---


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("Head of Quality", "Ada Koch"), ("  head of  QUALITY ", "Ada Koch"), ("Engineer", ""), ("Finance", "Bea Lind"),
        ("cem aydin", "Cem Aydin"), ("Union", "seat 4"), ("Management", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_role_that_one_person_holds_names_the_person(session: Document, meeting: bytes, role: str, name: str) -> None:
    assert polls.names_one(session, meeting, role) == name


def test_a_dissent_that_would_name_somebody_asks_first(
    session: Document, risk: bytes, meeting: bytes, seats: list[bytes], people: dict[str, bytes]
) -> None:
    poll = revealed(session, risk, meeting, seats, [1, 1, 5, 5], "likelihood")
    with pytest.raises(polls.NamesOne, match="Only Ada Koch holds the role “Head of Quality”") as asked:
        polls.dissent(session, poll, role="Head of Quality", reason="One holiday pattern")
    assert (asked.value.name, asked.value.role) == ("Ada Koch", "Head of Quality")
    assert session.all(m.Dissent) == []
    assert polls.poll(session, poll).state == "open"
    polls.dissent(session, poll, role="Engineer", reason="Several hold that role")
    polls.dissent(session, poll, role="Head of Quality", reason="Told to", confirmed=True)
    polls.dissent(session, poll, role="Head of Quality", reason="Wants the name there", person=people["Ada"])
    assert [row.reason for row in polls.poll(session, poll).dissents if row.person_id] == ["Wants the name there"]
    assert len(session.all(m.Dissent)) == 3


def test_without_a_meeting_no_role_can_name_anybody(session: Document, risk: bytes) -> None:
    poll = polls.open_poll(session, risk, "likelihood")
    polls.dissent(session, poll, role="Head of Quality", reason="Nobody sits anywhere")
    assert len(session.all(m.Dissent)) == 1
