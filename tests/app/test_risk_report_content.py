"""What the risk report takes from a session: nothing hidden, votes without seats, reasons, what changed since."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from app import entities, exports, meetings, polls, risks
from app import model as m
from app.document import Document
from app.report import Table
from app.reports.risk_board import decisions, lead, sentences
from app.reports.risk_content import RiskContent, Voting
from app.reports.risk_figures import heat_figure, votes_figure
from app.reports.risk_method import method_pages
from app.reports.risk_reading import read_risks
from app.reports.risk_report import report_blocks

KIND = "risk-report"


def part_of(content: RiskContent, ref: str):  # type: ignore[no-untyped-def]
    return next(part for part in content.parts if part.risk.ref == ref)


def key_of(document: Document, ref: str) -> bytes:
    return next(row.id for row in document.all(m.Entity) if row.ref == ref)


def vote(document: Document, risk: bytes, dimension: str, *rounds: list[int]) -> bytes:
    meeting = meetings.open_meeting(document, "Workshop", "risk workshop", seats=[f"guest {n}" for n in range(1, 10)])
    seats = [row.id for row in document.all(m.Seat, m.Seat.meeting_id == meeting, order_by=m.Seat.number)]
    poll = polls.open_poll(document, risk, dimension, meeting=meeting)
    for number, levels in enumerate(rounds):
        if number:
            polls.open_round(document, poll)
        polls.cast_all(document, poll, list(zip(seats, levels, strict=False)))
        polls.reveal(document, poll)
    return poll


@pytest.fixture
def risk(session: Document, service: bytes, person: bytes) -> bytes:
    """A risk above appetite with nothing done about it."""
    return risks.add_risk(
        session, "Flood in the data centre", [service], owner_id=person, current_likelihood=4, current_impact=4
    )


def test_the_sample_tells_what_is_above_what_is_highest_and_what_must_be_decided(sample: Document) -> None:
    content = read_risks(sample)
    assert len(content.parts) == 16
    assert lead(content) == "10 of 16 risks are above appetite; all of them have an open action or a valid acceptance."
    told = sentences(content)
    assert told[0].startswith("Highest: R-001 Ransomware encrypts ledger")
    assert any("1 acceptance does not hold any more: R-011." in text for text in told)
    assert dict(decisions(content))["Hasten"] == "2 actions are past their day: A-03 (R-003), A-10 (R-014)."


def test_nothing_that_is_hidden_or_merged_is_in_it(sample: Document) -> None:
    hidden, merged = key_of(sample, "R-001"), key_of(sample, "R-002")
    with sample.edit("Hide one, merge one") as session:
        session.get(m.Risk, hidden).hidden = True  # type: ignore[union-attr]
        session.get(m.Risk, merged).merged_into_id = key_of(sample, "R-004")  # type: ignore[union-attr]
    content = read_risks(sample)
    assert {part.risk.ref for part in content.parts}.isdisjoint({"R-001", "R-002"})
    assert "Ransomware" not in repr(report_blocks(content))
    assert "Storage array fails, both" not in repr(report_blocks(content))
    assert content.losses is not None
    assert {line.ref for line in content.losses.lines}.isdisjoint({"R-001", "R-002"})
    assert "R-001" in {part.risk.ref for part in read_risks(sample, hidden=True).parts}


def test_a_risk_above_appetite_without_action_is_what_must_be_treated(session: Document, risk: bytes) -> None:
    content = read_risks(session)
    assert lead(content) == (
        "1 of 1 risks is above appetite; 1 of them has neither an open action nor a valid acceptance."
    )
    assert dict(decisions(content))["Treat"] == "1 risk above appetite has no treatment under way: R-001."


def test_both_rounds_and_the_agreed_value_are_told_and_no_seat(session: Document, risk: bytes, person: bytes) -> None:
    poll = vote(session, risk, "likelihood", [1, 1, 5, 5, 3], [3, 3, 4, 3, 4])
    polls.agree(session, poll, 4, person=person)
    (voting,) = part_of(read_risks(session), "R-001").votings
    assert voting.tally.counts == (0, 0, 3, 2, 0)
    assert voting.first is not None
    assert voting.first.counts == (2, 0, 1, 0, 2)
    assert (voting.agreed, voting.decided_by) == (4, "Grace Okonjo-Hale")
    assert not {"seat", "seats", "ballots"} & {one.name for one in fields(Voting)}
    assert "guest" not in repr(report_blocks(read_risks(session)))


def test_a_silent_round_is_not_in_the_report(session: Document, risk: bytes) -> None:
    meeting = meetings.open_meeting(session, "Workshop", "risk workshop", seats=["a", "b", "c"])
    seats = [row.id for row in session.all(m.Seat, m.Seat.meeting_id == meeting)]
    poll = polls.open_poll(session, risk, "likelihood", meeting=meeting)
    polls.cast_all(session, poll, [(seat, 5) for seat in seats])
    content = read_risks(session)
    assert part_of(content, "R-001").votings == ()
    assert content.unvoted == content.parts


def test_the_impact_says_where_it_comes_from(session: Document, risk: bytes) -> None:
    assert part_of(read_risks(session), "R-001").impact_reason == "Impact: entered, not voted on."
    entities.set_field(session, m.Risk, risk, "impact_reason", "Safety at 24 h")
    assert part_of(read_risks(session), "R-001").impact_reason == "Impact: Safety at 24 h"


def test_the_analysis_that_suggests_the_impact_is_named(sample: Document) -> None:
    told = part_of(read_risks(sample), "R-001").impact_reason.replace("\N{NO-BREAK SPACE}", " ")
    assert told == (
        "Impact: voted on. The impact analysis of Finance and stock ledger (ERP) has 5 Severe (Operational) at 2 w, "
        "the typical outage."
    )


def test_what_changed_since_the_last_report_is_told(session: Document, risk: bytes, service: bytes) -> None:
    assert "This is the first risk report, so there is nothing to compare with." in sentences(read_risks(session))
    exports.note_export(session, KIND, "report.pdf", recipient="the board")
    risks.add_risk(session, "Strike", [service], current_likelihood=2, current_impact=2)
    entities.set_field(session, m.Risk, risk, "current_likelihood", 2)
    told = sentences(read_risks(session))[-1].replace("\N{NO-BREAK SPACE}", " ")
    assert told == "Since the report of 15 Sep 2026 for the board: 1 new, 0 higher, 1 lower, 0 closed."


def test_acceptances_that_end_within_ninety_days_are_named(session: Document, risk: bytes, person: bytes) -> None:
    risks.accept_risk(session, risk, person, date(2026, 12, 1), "until the move")
    content = read_risks(session)
    assert [part.risk.ref for part in content.expiring] == ["R-001"]
    assert "1 acceptance runs out within 90 days: R-001 on 1\N{NO-BREAK SPACE}Dec\N{NO-BREAK SPACE}2026." in sentences(
        content
    )


def test_money_is_told_only_if_a_risk_is_quantified(session: Document, risk: bytes) -> None:
    assert read_risks(session).losses is None
    assert "What a year may cost" not in repr(report_blocks(read_risks(session)))
    entities.set_fields(
        session, m.Risk, risk, {"rate": 0.5, "loss_min": 10_00, "loss_likely": 20_00, "loss_max": 90_00}
    )
    assert "What a year may cost" in repr(report_blocks(read_risks(session)))


def test_a_session_without_risks_gives_one_page_that_says_what_to_do(session: Document) -> None:
    told = repr(report_blocks(read_risks(session)))
    assert "No open risk is recorded yet" in told
    assert "Start a risk workshop." in told


def test_heat_maps_count_every_scored_risk_once_and_draw_the_appetite(sample: Document) -> None:
    content = read_risks(sample)
    figure = heat_figure(content)
    labels = [shape.text for shape in figure.shapes if hasattr(shape, "text")]
    counts = [int(shape.text) for shape in figure.shapes if hasattr(shape, "text") and shape.size == 12]
    assert sum(counts) == 3 * 16
    assert "10 above appetite" in labels
    assert sum(getattr(shape, "width", 0) == 0.8 for shape in figure.shapes) >= 12
    assert figure.width <= 170


def test_every_vote_is_a_dot_and_dots_stay_in_their_figure(session: Document, risk: bytes) -> None:
    vote(session, risk, "likelihood", [4] * 9)
    (voting,) = part_of(read_risks(session), "R-001").votings
    figure = votes_figure([voting], read_risks(session).register.scales)
    dots = [shape for shape in figure.shapes if len(getattr(shape, "points", ())) == 17]
    assert len(dots) == 9
    assert all(0 <= x <= figure.width and 0 <= y <= figure.height for dot in dots for x, y in dot.points)


def test_the_method_names_the_rule_of_consensus_and_the_anchors(sample: Document) -> None:
    blocks = method_pages(read_risks(sample))
    told = repr(blocks)
    assert "Consensus: at least 3 votes, at least 75 % of them within one level of the median" in told
    assert "Levels are ranks, not quantities" in told
    assert "Once in 3 to 10 years" in told
    assert any(isinstance(block, Table) for block in blocks)


def test_a_report_about_services_holds_their_risks_alone(sample: Document) -> None:
    content = read_risks(sample, [key_of(sample, "SVC-008")])
    assert [part.risk.ref for part in content.parts] == ["R-004"]
    assert content.limited
