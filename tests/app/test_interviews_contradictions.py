"""Contradictions stand beside the question they concern, say what can be done, and the owner sees what is confirmed."""

from __future__ import annotations

from datetime import date

import pytest

from app import checks, entities, interviews, network, packs
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.interviews import CONCERNS, Contradiction
from app.scales import read_scales


def by_ref(document: Document, ref: str) -> bytes:
    key: bytes = next(row.id for row in document.all(m.Entity) if row.ref == ref)
    return key


@pytest.fixture
def opened(session: Document, service: bytes) -> bytes:
    """A service in its interview, with targets that do not contradict."""
    interviews.open_interview(session, service)
    values = {"mtpd": "24h", "rto": "8h", "wrt": "1h", "rpo": "4h", "mbco_pct": "50"}
    entities.set_fields(session, m.Service, service, values)
    return service


def at(document: Document, service: bytes, question: int | None) -> list[str]:
    """The rules that speak at a question; the interview's own sentences by their text."""
    return [one.rule or one.text for one in interviews.contradictions(document, service, question)]


def one_at(document: Document, service: bytes, question: int, rule: str = "") -> Contradiction:
    found = [one for one in interviews.contradictions(document, service, question) if one.rule == rule]
    assert len(found) == 1
    return found[0]


# --- the table ---


def test_every_rule_of_the_letters_b_d_and_r_has_its_place() -> None:
    wanted = {rule.id for rule in checks.rules() if rule.id[0] in "BDR"} | {"V01", "S02"}
    assert set(CONCERNS) == wanted


def test_every_fix_goes_to_a_field_that_its_question_fills() -> None:
    guide = packs.interview_guide()
    for rule, concern in CONCERNS.items():
        filled = {field.name for field in guide.question(concern.fix).fields}
        assert concern.field in filled, rule
        assert all(1 <= number <= 35 for number in concern.questions)
        assert concern.advice.endswith("."), rule


# --- rules ---


def test_an_rto_past_the_mtpd_is_caught_where_either_is_asked(session: Document, opened: bytes) -> None:
    assert at(session, opened, 14) == []
    entities.set_fields(session, m.Service, opened, {"rto": "2d"})
    found = one_at(session, opened, 14, "B01")
    assert found.text == "Order intake may recover after harm is intolerable: RTO 2 d, MTPD 24 h."
    assert found.advice == "Shorten the RTO, or ask again where the line is."
    assert (found.fix, found.field, found.blocks) == (14, "service.rto", True)
    assert at(session, opened, 13) == ["B01"]
    assert at(session, opened, 18) == []
    assert "B01" in at(session, opened, 35)


def test_catch_up_is_caught_where_it_is_asked(session: Document, opened: bytes) -> None:
    entities.set_fields(session, m.Service, opened, {"wrt": "20h"})
    assert (one_at(session, opened, 17, "B03").fix, at(session, opened, 14)) == (17, ["B03"])


def test_a_peak_is_caught_where_it_is_asked(session: Document, opened: bytes) -> None:
    interviews.add_peak(session, opened, "Monday", "4h")
    assert [at(session, opened, n) for n in (5, 6, 13, 14)] == [["B07"], ["B07"], [], ["B07"]]


def test_a_grid_that_falls_is_caught_at_the_grid(session: Document, opened: bytes) -> None:
    scales = read_scales(session)
    customer = next(one.key for one in scales.categories if one.code == "customer")  # type: ignore[attr-defined]
    places = [one.key for one in scales.horizons]  # type: ignore[attr-defined]
    interviews.score(session, opened, customer, places[1], 4)
    interviews.score(session, opened, customer, places[2], 2, "Temps come", fall_confirmed=True)
    found = one_at(session, opened, 7, "B05")
    assert found.text == "In the grid of Order intake the impact falls with time; check Customer from 4 h to 8 h."
    assert found.field == "impact_score"


def test_what_is_not_asked_yet_is_no_contradiction(session: Document, service: bytes) -> None:
    interviews.open_interview(session, service)
    entities.set_fields(session, m.Service, service, {"rto": "4h"})
    assert [at(session, service, n) for n in (7, 13, 18, 25)] == [[], [], [], []]
    interviews.answer(session, service, 18, state="skipped")
    interviews.answer(session, service, 25, state="skipped")
    found = one_at(session, service, 18, "B04")
    assert (found.fix, found.field) == (13, "service.mtpd"), "the first that is missing"
    assert at(session, service, 25) == ["D05"]
    assert {"B04", "B06"} <= set(at(session, service, 35))


def test_another_interview_a_year_ago_settles_nothing(sample: Document) -> None:
    key = by_ref(sample, "SVC-008")
    entities.set_fields(sample, m.Service, key, {"rpo": None})
    assert "B04" in at(sample, key, 18)
    interviews.open_interview(sample, key)
    assert "B04" not in at(sample, key, 18)
    assert "B04" in at(sample, key, 35)


def test_a_dependency_that_returns_later_is_told_to_both(session: Document, opened: bytes) -> None:
    identity: bytes = entities.add(session, m.Service, name="Identity", rto="24h", rpo="24h")
    network.depend(session, opened, identity)
    mine = one_at(session, opened, 25, "D01")
    assert mine.text == "Order intake must be back in 8 h but needs Identity, which returns in 24 h."
    theirs = one_at(session, identity, 28, "D01")
    assert (theirs.fix, theirs.field, theirs.blocks) == (14, "service.rto", False)
    assert at(session, opened, 18) == ["D02"]


def test_backups_are_told_where_the_rpo_is_asked(sample: Document) -> None:
    key = by_ref(sample, "SVC-010")
    assert at(sample, key, 18) == ["R01", "R02", "R03"]
    assert at(sample, key, 20) == ["R03"]
    assert at(sample, key, 14) == []


def test_a_supplier_is_told_where_it_is_named(sample: Document) -> None:
    found = one_at(sample, by_ref(sample, "SVC-008"), 27, "V01")
    assert found.text == "Wagefern promises 48 h; Payroll needs 24 h."
    assert found.field == "supplier.contract_rto"


def test_a_waived_contradiction_is_told_last_and_blocks_nothing(
    session: Document, opened: bytes, person: bytes
) -> None:
    entities.set_fields(session, m.Service, opened, {"rto": "2d", "mtpd": "24h"})
    interviews.add_peak(session, opened, "Monday", "4h")
    waiver = {"rule": "B01", "subject_id": opened, "person_id": person, "reason": "x", "granted_on": date(2026, 9, 1)}
    entities.add(session, m.Waiver, None, expires_on=date(2026, 12, 1), **waiver)
    found = interviews.contradictions(session, opened, 14)
    assert [(one.rule, one.waived, one.blocks) for one in found] == [("B07", False, True), ("B01", True, False)]
    assert found[1].finding is not None
    assert found[1].finding.waived_by == "Grace Okonjo-Hale"


def test_findings_at_hand_save_the_check(sample: Document) -> None:
    found = checks.check(sample)
    for key in (by_ref(sample, "SVC-008"), by_ref(sample, "SVC-010"), by_ref(sample, "SVC-014")):
        for question in (None, 14, 25, 27, 35):
            quick = interviews.contradictions(sample, key, question, found=found)
            assert quick == interviews.contradictions(sample, key, question)


# --- what no rule compares ---


def test_a_duty_that_comes_before_the_rto_is_caught(session: Document, opened: bytes) -> None:
    entities.add(session, m.Obligation, None, service_id=opened, name="Carrier contract", within="4h")
    entities.add(session, m.Obligation, None, service_id=opened, name="Tax law", within="3d")
    assert at(session, opened, 9) == ["Carrier contract asks for it within 4 h; the RTO is 8 h."]
    assert one_at(session, opened, 9).finding is None


def test_an_outage_that_was_survived_questions_the_mtpd(session: Document, opened: bytes) -> None:
    outage = {"occurred_on": date(2026, 3, 2), "lasted": "2d", "harm": "none"}
    entities.add(session, m.PastOutage, None, service_id=opened, **outage)
    assert at(session, opened, 32) == ["On 2 Mar 2026 it was away for 2 d, longer than the MTPD of 24 h."]
    assert len(at(session, opened, 13)) == 1


def test_catch_up_that_leaves_no_time_is_caught_before_there_is_an_rto(session: Document, service: bytes) -> None:
    entities.set_fields(session, m.Service, service, {"mtpd": "8h", "wrt": "8h"})
    text = "Catching up takes 8 h, which leaves no time to recover within an MTPD of 8 h."
    assert at(session, service, 17) == [text]
    entities.set_fields(session, m.Service, service, {"wrt": "7h"})
    assert at(session, service, 17) == []


def test_a_workaround_that_holds_no_longer_is_caught(session: Document, opened: bytes, person: bytes) -> None:
    entities.set_fields(session, m.Bia, opened, {"wa_max": "20h"})
    interviews.set_target(session, opened, "rto", "19h", "Paper", person, relaxed=True)
    assert at(session, opened, 23) == []
    entities.set_fields(session, m.Bia, opened, {"wa_max": "12h"})
    text = "The RTO of 19 h was relaxed because of the workaround, which now allows 11 h at most."
    assert at(session, opened, 23) == [text]


def test_safety_is_confirmed_by_the_owner_and_agrees_with_the_grid(
    session: Document, opened: bytes, person: bytes
) -> None:
    entities.set_fields(session, m.Bia, opened, {"safety": True})
    assert "its owner has not confirmed the targets" in at(session, opened, 10)[0]
    assert any("has not confirmed" in text for text in at(session, opened, 35))
    entities.set_fields(session, m.Bia, opened, {"safety_confirmed_by_id": person})
    assert at(session, opened, 10) == []
    scales = read_scales(session)
    safety = next(one.key for one in scales.categories if one.code == "safety")  # type: ignore[attr-defined]
    interviews.score(session, opened, safety, scales.horizons[2].key, 3)  # type: ignore[attr-defined]
    entities.set_fields(session, m.Bia, opened, {"safety": False})
    assert at(session, opened, 10) == ["The grid scores Safety at 3, but question 10 says that nobody could be harmed."]


def test_a_service_that_is_gone_is_told(session: Document, service: bytes) -> None:
    entities.delete(session, service)
    for ask in (interviews.contradictions, interviews.summary, interviews.course):
        with pytest.raises(UserError, match="no longer exists"):
            ask(session, service)


# --- the summary ---


def test_the_summary_tells_targets_with_reasons_and_counts_what_it_stands_on(sample: Document) -> None:
    found = interviews.summary(sample, by_ref(sample, "SVC-002"))
    assert [(line.value, line.why) for line in found.targets][:2] == [
        ("4 h", "Operational reaches level 4 after 4 h; intolerable from level 4."),
        ("30 min", "The grid proposes 1 h. Alarms of the cold rooms travel over it."),
    ]
    assert found.needs == "6 components, 2 suppliers"
    assert (found.ref, found.owner, found.open, found.blockers) == ("SVC-002", "Kenji Morisawa-Lund", 0, ())
    assert found.signed.startswith("Approved by Kenji Morisawa-Lund on ")
    payroll = interviews.summary(sample, by_ref(sample, "SVC-008"))
    assert [(line.label, line.value) for line in payroll.peaks] == [("Pay run", "8 h")]
    assert payroll.blockers
    names = {row.name for row in sample.all(m.Service)} - {"Payroll"}
    assert [name for name in names if name in str(payroll)] == [], "no other service is named"


def test_the_summary_says_where_no_reason_was_given(sample: Document) -> None:
    key = by_ref(sample, "SVC-008")
    interviews.set_target(sample, key, "rto", "12h")
    assert interviews.summary(sample, key).targets[1].why == "The grid proposes 24 h. No reason was given."
    interviews.set_target(sample, key, "rto", "2d", "Last month's file", by_ref(sample, "P-14"), relaxed=True)
    assert interviews.summary(sample, key).targets[1].why == "Relaxed because of the workaround: Last month's file"


def test_the_summary_of_what_was_not_asked_is_empty(session: Document, service: bytes) -> None:
    found = interviews.summary(session, service)
    assert {line.value for line in found.targets} == {""}
    assert (found.needs, found.workaround, found.signed, found.open) == ("", None, "", 14)
