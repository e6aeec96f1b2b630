"""An interview scores a grid, proposes targets, keeps why they are what they are, and is signed unless blocked."""

from __future__ import annotations

import pytest

from app import entities, interviews
from app import model as m
from app.document import Document
from app.durations import BEYOND
from app.i18n import UserError
from app.interviews import Said
from app.scales import read_scales


def places(document: Document) -> tuple[dict[str, bytes], list[bytes]]:
    scales = read_scales(document)
    return {one.code: one.key for one in scales.categories}, [one.key for one in scales.horizons]


def levels(document: Document, service: bytes, code: str) -> list[int | None]:
    line = next(one for one in interviews.grid(document, service).lines if one.code == code)
    return list(line.levels)


def test_an_empty_grid_has_a_blank_for_every_category_and_horizon(session: Document, service: bytes) -> None:
    grid = interviews.grid(session, service)
    assert (grid.scored, grid.cells, len(grid.lines)) == (0, 56, 7)
    assert next(line for line in grid.lines if line.code == "safety").threshold == 3


def test_a_score_carries_to_what_is_lower_on_its_right(session: Document, service: bytes) -> None:
    categories, horizons = places(session)
    for at, level in ((0, 1), (2, 2), (4, 3)):
        interviews.score(session, service, categories["customer"], horizons[at], level)
    interviews.score(session, service, categories["customer"], horizons[1], 4)
    assert levels(session, service, "customer") == [1, 4, 4, None, 4, None, None, None]


def test_a_row_falls_only_after_a_confirmation_with_a_note(session: Document, service: bytes) -> None:
    categories, horizons = places(session)
    interviews.score(session, service, categories["staff"], horizons[2], 4)
    with pytest.raises(UserError, match="Staff would improve after 24 h"):
        interviews.score(session, service, categories["staff"], horizons[3], 2)
    with pytest.raises(UserError, match="Write down why Staff improves"):
        interviews.score(session, service, categories["staff"], horizons[3], 2, fall_confirmed=True)
    interviews.score(session, service, categories["staff"], horizons[3], 2, "Temps are there", fall_confirmed=True)
    cell = next(one for one in interviews.grid(session, service).lines if one.code == "staff").cells[3]
    assert cell is not None
    assert (cell.level, cell.note, cell.fall_confirmed) == (2, "Temps are there", True)


def test_what_follows_a_confirmed_fall_is_left_alone(session: Document, service: bytes) -> None:
    categories, horizons = places(session)
    staff = categories["staff"]
    for at, level in ((0, 2), (1, 3)):
        interviews.score(session, service, staff, horizons[at], level)
    interviews.score(session, service, staff, horizons[2], 1, "Temps are there", fall_confirmed=True)
    interviews.score(session, service, staff, horizons[0], 5)
    assert levels(session, service, "staff")[:3] == [5, 5, 1]


def test_scoring_opens_the_interview(session: Document, service: bytes) -> None:
    categories, horizons = places(session)
    assert interviews.bia_state(session, service).state == "not started"
    interviews.score(session, service, categories["staff"], horizons[0], 1)
    state = interviews.bia_state(session, service)
    assert (state.state, state.blanks) == ("open", 55)


def test_a_level_off_the_scale_is_refused(session: Document, service: bytes) -> None:
    categories, horizons = places(session)
    with pytest.raises(UserError, match="Impact must be at most 5"):
        interviews.score(session, service, categories["staff"], horizons[0], 6)
    assert interviews.grid(session, service).scored == 0


def test_a_row_that_falls_is_refused_as_a_whole(session: Document, service: bytes) -> None:
    categories, _ = places(session)
    with pytest.raises(UserError, match="Customer would improve after 8 h"):
        interviews.score_row(session, service, categories["customer"], [1, 4, 2])
    assert interviews.grid(session, service).scored == 0


def test_a_cleared_cell_is_blank_again_and_comes_back_by_undo(session: Document, service: bytes) -> None:
    categories, horizons = places(session)
    interviews.score_row(session, service, categories["customer"], [1, 2, 3])
    assert interviews.clear_score(session, service, categories["customer"], horizons[1])
    assert not interviews.clear_score(session, service, categories["customer"], horizons[1])
    assert levels(session, service, "customer")[:3] == [1, None, 3]
    session.undo()
    assert levels(session, service, "customer")[:3] == [1, 2, 3]


#: Proposals of sample_session.md §4: MTPD, RTO (minutes), and what drives them.
PROPOSED = {
    "SVC-001": (240, 60, "operational"), "SVC-003": (480, 240, "customer"), "SVC-005": (240, 60, "safety"),
    "SVC-008": (4320, 1440, "staff"), "SVC-009": (4320, 1440, "regulatory"), "SVC-012": (10080, 4320, "operational"),
    "SVC-013": (BEYOND, None, None), "SVC-014": (None, None, None),
}  # fmt: skip


def by_ref(document: Document, ref: str) -> bytes:
    row = next(one for one in document.all(m.Entity) if one.ref == ref)
    key: bytes = row.id
    return key


@pytest.mark.parametrize("ref", PROPOSED)
def test_the_grids_of_the_sample_propose_what_their_owners_saw(sample: Document, ref: str) -> None:
    found = interviews.proposals(sample, by_ref(sample, ref))
    assert (found.mtpd, found.rto, found.driver) == PROPOSED[ref]
    assert all(str(reason) for reason in found.reasons)


def test_an_override_keeps_proposal_driver_reason_and_person(sample: Document) -> None:
    kept = interviews.decisions(sample, by_ref(sample, "SVC-002"))["rto"]
    driver = sample.get(m.ImpactCategory, kept.driver_id)
    assert driver is not None
    assert (kept.proposed, driver.code, kept.reason) == (60, "operational", "Alarms of the cold rooms travel over it.")
    assert kept.decided_by_id == by_ref(sample, "P-04")


def test_taking_a_proposal_sets_the_target(session: Document, service: bytes, person: bytes) -> None:
    categories, _ = places(session)
    interviews.score_row(session, service, categories["customer"], [1, 2, 4, 4, 5, 5, 5, 5])
    for code in set(categories) - {"customer"}:
        interviews.score_row(session, service, categories[code], [1] * 8)
    assert interviews.take_proposal(session, service, "mtpd", person) == 480
    assert interviews.take_proposal(session, service, "rto", person) == 240
    row = interviews.service_row(session, service)
    assert (row.mtpd, row.rto) == (480, 240)


def test_nothing_can_be_taken_from_an_empty_grid(session: Document, service: bytes) -> None:
    with pytest.raises(UserError, match="The grid proposes no MTPD yet"):
        interviews.take_proposal(session, service, "mtpd")


def test_targets_are_typed_as_people_say_them(session: Document, service: bytes) -> None:
    interviews.set_target(session, service, "rto", "1 h 30", "said so")
    assert interviews.service_row(session, service).rto == 90
    with pytest.raises(UserError, match="not a duration"):
        interviews.set_target(session, service, "rto", "soon")


def test_an_answer_fills_its_fields_and_is_on_record(session: Document, service: bytes, person: bytes) -> None:
    interviews.answer(session, service, 1, {"bia.purpose": "Takes orders"}, speaker=person)
    interviews.answer(session, service, 9, {"obligation": [{"name": "Licence", "within": "24h"}]})
    interviews.answer(session, service, 14, {"service.rto": "4h"}, speaker=person)
    interviews.answer(session, service, 20, state="parked", text="Ask Quality")
    bia = session.get(m.Bia, service)
    assert bia is not None
    assert (bia.purpose, interviews.service_row(session, service).rto) == ("Takes orders", 240)
    assert session.all(m.Obligation)[0].within == 1440
    known = interviews.answers(session, service)
    assert {n: row.state for n, row in known.items()} == {1: "answered", 9: "answered", 14: "answered", 20: "parked"}
    assert known[1].speaker_id == person
    assert interviews.decisions(session, service)["rto"].decided_by_id == person


def test_a_second_answer_replaces_the_first(session: Document, service: bytes) -> None:
    interviews.answer(session, service, 4, text="Mornings")
    interviews.answer(session, service, 4, text="All day")
    assert [row.text for row in interviews.answers(session, service).values()] == ["All day"]


def test_a_questionnaire_is_one_step_of_undo(session: Document, service: bytes) -> None:
    said = {1: Said({"bia.purpose": "Takes orders"}), 2: Said({}, "Grace"), 10: Said({"bia.safety": True})}
    interviews.answer_all(session, service, said)
    assert interviews.next_question(session, service) == 3
    session.undo()
    assert interviews.answers(session, service) == {}
    assert session.get(m.Bia, service) is None


def test_a_bia_is_approved_with_its_targets_as_they_stand(session: Document, service: bytes, person: bytes) -> None:
    for target, value in (("mtpd", "8h"), ("rto", "4h"), ("wrt", "1h"), ("rpo", "15m"), ("mbco_pct", 60)):
        interviews.set_target(session, service, target, value)
    interviews.finish_interview(session, service)
    interviews.approve_bia(session, service, person)
    state = interviews.bia_state(session, service)
    assert state.approved is not None
    assert (state.state, state.approved.version, state.approved.by) == ("approved", 1, "Grace Okonjo-Hale")
    interviews.set_target(session, service, "rpo", "30m")
    changed = interviews.bia_state(session, service).approved
    assert changed is not None
    assert changed.changed == ("rpo",)
    assert session.all(m.BiaApproval)[0].rpo == 15


@pytest.mark.parametrize(
    ("targets", "sentence"),
    [
        ({"mtpd": "4h", "rto": "8h"}, "Order intake may recover after harm is intolerable: RTO 8 h, MTPD 4 h."),
        (
            {"mtpd": "4h", "rto": "4h", "wrt": "1h"},
            "1 h of catch-up after an RTO of 4 h pushes Order intake past its MTPD of 4 h.",
        ),
        ({"mtpd": "8h", "rto": "4h", "rpo": None}, "Order intake lacks RPO."),
        ({"peak": "2h"}, "In Monday 2 h is the limit; the RTO of Order intake is 4 h."),
    ],
)
def test_an_approval_is_refused_with_its_reason(
    session: Document, service: bytes, person: bytes, targets: dict[str, str], sentence: str
) -> None:
    usual = {"mtpd": "8h", "rto": "4h", "wrt": "0m", "rpo": "15m", "mbco_pct": "60"}
    peak = targets.pop("peak", None)
    entities.set_fields(session, m.Service, service, usual | targets)
    if peak:
        interviews.add_peak(session, service, "Monday", peak)
    assert interviews.bia_state(session, service).blockers == (sentence,)
    with pytest.raises(UserError, match="cannot be approved yet"):
        interviews.approve_bia(session, service, person)
    assert session.all(m.BiaApproval) == []


def test_somebody_who_left_cannot_sign(session: Document, service: bytes, person: bytes) -> None:
    entities.set_field(session, m.Person, person, "status", "left")
    with pytest.raises(UserError, match="Grace Okonjo-Hale has left"):
        interviews.approve_bia(session, service, person)


def test_an_approval_is_not_undone(session: Document, service: bytes, person: bytes) -> None:
    entities.set_fields(session, m.Service, service, {"mtpd": "1w", "rto": "3d", "rpo": "1d", "mbco_pct": 50})
    interviews.finish_interview(session, service)
    interviews.approve_bia(session, service, person)
    session.undo()
    assert len(session.all(m.BiaApproval)) == 1


def test_the_shortest_peak_counts(session: Document, service: bytes) -> None:
    interviews.set_target(session, service, "mtpd", "3d")
    interviews.add_peak(session, service, "Pay run", "8h", recurrence="24th–26th")
    interviews.add_peak(session, service, "Holidays")
    assert interviews.effective_mtpd(session, service) == 480
    assert [peak.name for peak in interviews.peaks(session, service)] == ["Pay run", "Holidays"]
