"""The list for the room: its order, what is asked, parking, merging, impact from the BIA, time, and what is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pytest

from app import checks, entities, listings, meetings, overview, polls, risks, search, session, workshop
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.register import register
from app.workshop import RoomRisk
from exporters import registry


def refs(found: Sequence[RoomRisk]) -> list[str]:
    return [one.ref for one in found]


def key(document: Document, ref: str) -> bytes:
    row = next(row for row in document.all(m.Entity) if row.ref == ref)
    assert isinstance(row.id, bytes)
    return row.id


def keys(document: Document, *wanted: str) -> list[bytes]:
    return [key(document, ref) for ref in wanted]


# --- the list and its order ---


def test_the_room_begins_by_tier(sample: Document) -> None:
    assert refs(workshop.in_room(sample))[:4] == ["R-006", "R-007", "R-002", "R-003"]
    assert len(workshop.in_room(sample)) == 16


def test_a_line_tells_what_is_scored_and_what_the_bia_says(sample: Document) -> None:
    one = next(one for one in workshop.in_room(sample) if one.ref == "R-004")
    assert (one.likelihood, one.impact, one.band, one.tier, one.state) == (3, 4, "High", 2, "scored")
    assert (one.threat and one.threat.code, one.outage) == ("T13", 24 * 60)
    assert one.suggested is not None
    assert one.suggested.level == 2
    assert one.sentence.startswith("Because ")
    assert ", so that " in one.sentence


def test_risks_move_up_down_and_by_drag_and_one_edit_is_one_undo(sample: Document) -> None:
    first, second, third = (one.key for one in workshop.in_room(sample)[:3])
    workshop.move(sample, [third], -1)
    assert [one.key for one in workshop.in_room(sample)[:3]] == [first, third, second]
    workshop.place(sample, [first, second], 16)
    assert [one.key for one in workshop.in_room(sample)][-2:] == [first, second]
    workshop.move(sample, [first], 1)
    workshop.move(sample, [second], 5)
    assert len(workshop.in_room(sample)) == 16
    assert [one.key for one in workshop.in_room(sample)][-2:] == [first, second]
    for _ in range(4):
        sample.undo()
    assert [one.key for one in workshop.in_room(sample)[:3]] == [first, second, third]


def test_the_room_is_ordered_by_level_tier_threat_and_reference(sample: Document) -> None:
    workshop.order_by(sample, "level")
    levels = [(one.likelihood or 0) * (one.impact or 0) for one in workshop.in_room(sample)]
    assert levels == sorted(levels, reverse=True)
    workshop.order_by(sample, "ref")
    assert refs(workshop.in_room(sample))[:2] == ["R-001", "R-002"]
    workshop.order_by(sample, "threat")
    assert refs(workshop.in_room(sample))[0] == "R-001"
    workshop.order_by(sample, "tier")
    assert refs(workshop.in_room(sample))[0] == "R-006"


def test_parked_risks_leave_and_come_back_as_they_were(sample: Document) -> None:
    chosen = keys(sample, "R-001", "R-007")
    assert workshop.park(sample, chosen) == 2
    assert set(refs(workshop.parked(sample))) == {"R-001", "R-007"}
    assert len(workshop.in_room(sample)) == 14
    workshop.take_back(sample, chosen)
    status = {row.id: row.status for row in sample.all(m.Risk)}
    assert [status[one] for one in chosen] == ["in hand", "open"]


def test_closed_and_merged_risks_are_not_in_the_room(sample: Document) -> None:
    risks.close_risk(sample, key(sample, "R-007"))
    assert "R-007" not in refs(workshop.in_room(sample))


# --- what is asked ---


def test_current_likelihood_only_unless_asked_for_more() -> None:
    assert workshop.asked() == ("likelihood",)
    assert workshop.asked(contested=True) == ("likelihood", "impact")
    assert workshop.asked(inherent=True) == ("inherent likelihood", "likelihood")


def test_contested_risks_are_voted_on_and_the_line_says_so(sample: Document) -> None:
    workshop.score_inherent(sample, on=False)
    workshop.contest(sample, keys(sample, "R-004"))
    room = workshop.in_room(sample)
    assert next(one for one in room if one.ref == "R-004").asked == ("likelihood", "impact")
    words = workshop.asked_words(room, inherent=False)
    assert words == (
        "Asked: likelihood today. The impact comes from the BIA, except for 1 contested, which are voted on. "
        "The target belongs to the owner afterwards."
    )
    workshop.contest(sample, keys(sample, "R-004"), on=False)
    assert all(one.asked == ("likelihood",) for one in workshop.in_room(sample))


# --- impact from the BIA ---


def test_the_impact_is_taken_with_its_reason_as_one_edit(sample: Document) -> None:
    chosen = [one for one in workshop.suggestions(sample) if one.threat.code == "T14"]
    added = workshop.take(sample, chosen)
    edits = sample.version
    assert workshop.without_impact(sample) == len(added)
    assert workshop.take_impacts(sample) == len(added)
    assert sample.version == edits + 1
    row = sample.get(m.Risk, added[0])
    assert row is not None
    assert (row.current_impact, row.impact_reason) == (
        5, "BIA of Payroll: Regulatory reaches 5 after 30 d; Supplier insolvency or exit typically lasts 30 d.",
    )  # fmt: skip
    with pytest.raises(UserError, match="The BIA says nothing here"):
        workshop.take_impacts(sample)


def test_contested_risks_are_left_to_the_vote(sample: Document) -> None:
    added = workshop.take(sample, workshop.suggestions(sample)[:2])
    workshop.contest(sample, added[:1])
    assert workshop.take_impacts(sample) == 1
    row = sample.get(m.Risk, added[0])
    assert row is not None
    assert row.current_impact is None


def test_a_later_change_of_the_grid_is_told(sample: Document) -> None:
    added = workshop.take(sample, [one for one in workshop.suggestions(sample) if one.what == "Wagefern"])
    workshop.take_impacts(sample)
    assert workshop.drifts(sample) == {}
    payroll = key(sample, "SVC-008")
    with sample.edit("Milder") as edit:
        for score in edit.query(m.ImpactScore).filter_by(service_id=payroll):
            score.level = min(score.level, 4)
    drift = workshop.drifts(sample)[added[0]]
    assert (drift.then, drift.now) == (5, 4)
    assert drift.words == "The grid says 4 now; 5 was taken from it."
    assert next(one for one in workshop.in_room(sample) if one.key == added[0]).drift == "The grid says 4 now"


# --- merging ---


def test_risks_that_say_the_same_are_found(sample: Document) -> None:
    assert workshop.duplicates(sample) == ()
    twin = risks.add_risk(sample, "Payroll provider is down across the pay run", keys(sample, "SVC-008"), threat="T13")
    (pair,) = workshop.duplicates(sample)
    assert {pair.one.ref, pair.other.ref} == {"R-004", entities.describe(sample, twin).partition(" ")[0]}
    assert pair.why == "Same threat, same service, similar words."


def test_merging_keeps_votes_actions_services_nodes_and_words_of_both(sample: Document) -> None:
    keep, gone = keys(sample, "R-001", "R-002")
    actions = {row.id for row in sample.all(m.Action, m.Action.origin_id.in_([keep, gone]))}
    votes = len(polls.polls(sample, keep)) + len(polls.polls(sample, gone))
    before = sample.version
    workshop.merge(sample, keep, [gone])
    assert sample.version == before + 1
    stays, went = sample.get(m.Risk, keep), sample.get(m.Risk, gone)
    assert stays is not None
    assert went is not None
    assert (went.status, went.merged_into_id) == ("closed", keep)
    assert "merged into R-001" in went.notes
    assert "merged with R-002: Because both nodes of the order database" in stays.notes
    assert "Mirrored disks" in stays.controls
    assert "Offline copies" in stays.controls
    assert {row.id for row in sample.all(m.Action, m.Action.origin_id == keep)} == actions
    assert len(polls.polls(sample, keep)) == votes
    line = next(one for one in register(sample).risks if one.key == keep)
    assert [one.ref for one in line.services] == ["SVC-007", "SVC-003"]
    assert [one.ref for one in line.nodes] == ["CMP-09", "CMP-13"]
    assert "R-002" not in refs(workshop.in_room(sample))
    sample.undo()
    again = sample.get(m.Risk, gone)
    assert again is not None
    assert (again.status, again.merged_into_id) == ("in hand", None)
    assert len(workshop.in_room(sample)) == 16


def test_merging_refuses_what_is_closed_or_in_a_round(sample: Document) -> None:
    keep, gone = keys(sample, "R-001", "R-007")
    with pytest.raises(UserError, match="at least one other"):
        workshop.merge(sample, keep, [keep])
    poll = polls.open_poll(sample, gone, "likelihood")
    with pytest.raises(UserError, match="is open"):
        workshop.merge(sample, keep, [gone])
    polls.drop(sample, poll)
    risks.close_risk(sample, gone)
    with pytest.raises(UserError, match="closed already"):
        workshop.merge(sample, keep, [gone])


# --- time ---


def test_twenty_risks_and_nine_people_fit_into_105_minutes() -> None:
    found = workshop.reckoned(20, 20, 9)
    assert (found.one_by_one, found.batch_first) == (105, 60)
    assert found.words == "20 risks × 4 min with 9 people: 105 min; batch round first: 60 min"


def test_the_agenda_fills_the_time_that_is_told() -> None:
    found = workshop.reckoned(20, 20, 9)
    boxes = [minutes for _, minutes in workshop.agenda(found, batch=False)]
    assert sum(minutes or 0 for minutes in boxes) == found.one_by_one
    first = workshop.agenda(found)
    assert [title for title, _ in first][:3] == [
        "Welcome and scales", "Batch round: everybody scores all risks", "Talk about what is divided",
    ]  # fmt: skip
    assert sum(minutes or 0 for _, minutes in first) <= 65


def test_a_contested_risk_takes_a_second_vote(sample: Document) -> None:
    workshop.score_inherent(sample, on=False)
    assert workshop.pace(workshop.in_room(sample), 9).items == 16
    workshop.contest(sample, keys(sample, "R-001"))
    assert workshop.pace(workshop.in_room(sample), 9).words.startswith("16 risks, 17 votes × 4 min with 9 people")
    assert workshop.pace((), 9).words == ""


def test_a_meeting_sees_what_it_has_settled(sample: Document) -> None:
    risk = key(sample, "R-006")
    meeting = meetings.open_meeting(sample, "Workshop", "risk workshop", seats=["A", "B", "C"])
    poll = polls.open_poll(sample, risk, "likelihood", meeting=meeting)
    found = {one.ref: one for one in workshop.agenda_of(sample, meeting)}
    assert found["R-006"].state == "in round"
    for seat in meetings.seat_lines(sample, meeting):
        polls.cast(sample, poll, seat.key, 3)
    polls.reveal(sample, poll)
    polls.agree(sample, poll, 3)
    found = {one.ref: one for one in workshop.agenda_of(sample, meeting)}
    assert (found["R-006"].state, found["R-006"].scored_here, found["R-007"].scored_here) == ("scored", True, False)


# --- not in this room ---


def test_a_hidden_risk_is_nowhere(sample: Document) -> None:
    hidden = key(sample, "R-011")  # its acceptance expired: a finding and a day ahead name it
    event = "Sole packaging supplier becomes insolvent"

    def seen() -> str:
        parts = [
            [thing.name for thing in search.things(sample)], list(listings.names(sample, "risk").values()),
            list(listings.names(sample, "entity").values()),
            [row.value("event") for row in listings.read(sample, m.Risk)],
            [one.message for one in checks.check(sample)], [risk.event for risk in register(sample).risks],
            [str(one) for one in overview.ahead(sample)], [one.event for one in workshop.in_room(sample)],
        ]  # fmt: skip
        return "\n".join(text for part in parts for text in part)

    assert event in seen()
    assert session.progress(sample)["risks"].of == 16
    workshop.hide(sample, [hidden])
    assert event not in seen()
    assert session.progress(sample)["risks"].of == session.counts(sample)["risk"] == 15
    assert [one.event for one in workshop.hidden_risks(sample)] == [event]
    assert any(risk.key == hidden for risk in register(sample, hidden=True).risks)
    assert event not in (sample.undo_label or "")
    workshop.show(sample, [hidden])
    assert event in seen()


def test_a_list_that_is_kept_up_to_date_loses_what_is_hidden(sample: Document) -> None:
    listing = listings.Listing(sample, m.Risk)
    assert len(listing.rows()) == 16
    workshop.hide(sample, keys(sample, "R-011"))
    assert len(listing.rows()) == 15
    workshop.show(sample, keys(sample, "R-011"))
    assert len(listing.rows()) == 16


def test_a_workbook_leaves_hidden_risks_out_unless_they_are_asked_for(sample: Document) -> None:
    from openpyxl import load_workbook

    workshop.hide(sample, keys(sample, "R-011"))
    write = registry.EXPORTERS["risk-register"].load()

    def cells(options: registry.Options) -> set[object]:
        stream = BytesIO()
        write(sample, options, stream, lambda _share, _what: None)
        book = load_workbook(stream)
        return {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}

    assert "R-011" not in cells(registry.Options())
    assert "R-011" in cells(registry.Options(hidden=True))
