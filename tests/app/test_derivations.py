"""“Why this number?” tells the number that is shown, in sentences with the values behind it."""

from __future__ import annotations

from typing import Any

import pytest

from app import derivations, entities, glossary, interviews, metrics, network, overview, planning, polls, risks, scoring
from app import model as m
from app import session as sessions
from app.checks.plans import empty_parts
from app.checks.strategies import capability, claimed
from app.dates import format_date
from app.derivations import Why, derived_fields, why
from app.derivations.votes import FIGURES
from app.document import Document
from app.durations import BEYOND, format_duration
from app.facts import Facts
from app.facts.rows import Strategy
from app.fields import format_money
from app.register import register
from app.risk import STANDINGS
from app.scales import read_scales
from app.scoring import VERDICTS, tally
from app.services import services
from app.strategy import worst_case_loss


def asked(document: Document, subject: bytes | None, field: str, **more: Any) -> Why:
    """The derivation of a value, which must be there and be told well."""
    found = why(document, subject, field, **more)
    assert found is not None, (subject, field)
    assert found.steps
    assert all(step and "{" not in step and step[-1] in ".:" for step in found.steps), found.steps
    assert not found.term or glossary.term(found.term) is not None, found.term
    if found.result:
        assert found.steps[-1].rstrip(".").endswith(found.result), found.steps[-1]
        assert found.result in found.title
    return found


def agrees(document: Document, subject: bytes | None, field: str, value: Any, shown: str, **more: Any) -> None:
    """The derivation ends in the value that is shown; where none is shown it has none either."""
    found = asked(document, subject, field, **more)
    assert found.value == value, (field, found)
    assert found.result == (shown if value is not None else ""), field


def test_targets_of_every_service_end_in_what_is_proposed(sample: Document) -> None:
    seen = 0
    for row in services(sample):
        proposal = interviews.proposals(sample, row.key)
        for name in interviews.PROPOSED:
            value = getattr(proposal, name)
            agrees(sample, row.key, name, value, format_duration(value))
            seen += value is not None and value < BEYOND
    assert seen > 20


def test_the_proposed_rto_tells_both_bounds_and_what_the_owner_did(sample: Document) -> None:
    payroll = next(row for row in services(sample) if row.name == "Payroll")
    found = asked(sample, payroll.key, "rto")
    assert found.steps == (
        "Staff reaches level 4 after 3 d; intolerable from level 4.",
        "At 24 h every category is still tolerable.",
        "MTPD is therefore 3 d at most.",
        "MTPD 3 d less 8 h of catch-up (WRT) leaves 2 d 16 h.",
        "RTO is the smaller of 24 h and 2 d 16 h: 24 h.",
    )
    assert found.notes == ("Chidi Umenta took 24 h on 23 Aug 2025, as proposed.",)
    assert found.sources == ("ISO 22301:2019, 8.2.2", "NIST SP 800-34 r1, 3.2.1")


def test_an_owner_who_decided_otherwise_stands_beside_the_proposal(sample: Document) -> None:
    payroll = next(row for row in services(sample) if row.name == "Payroll")
    chidi = next(row.id for row in sample.all(m.Person) if row.name == "Chidi Umenta")
    interviews.set_target(sample, payroll.key, "rto", "4h", "The bank closes at three.", chidi)
    found = asked(sample, payroll.key, "rto")
    assert found.result == "24 h"
    assert found.notes == ("Chidi Umenta chose 4 h on 15 Sep 2026. The bank closes at three.",)


def scored(document: Document, service: bytes, rows: dict[str, list[int | None]]) -> None:
    scales = read_scales(document)
    for category in scales.categories:
        levels = rows.get(category.code, [1] * len(scales.horizons))
        interviews.score_row(document, service, category.key, levels)  # type: ignore[attr-defined]


def test_a_grid_that_says_nothing_yet_says_what_is_missing(session: Document, service: bytes) -> None:
    found = asked(session, service, "mtpd")
    assert (found.value, found.result) == (None, "")
    assert "56 cells are not scored yet" in found.steps[0]
    assert asked(session, service, "tier").steps == ("No RTO yet.",)
    assert asked(session, service, "effective_mtpd").value is None


def test_catch_up_that_leaves_no_time_is_told(session: Document, service: bytes) -> None:
    scored(session, service, {"financial": [1, 1, 2, 4, 4, 4, 4, 5]})
    interviews.set_target(session, service, "wrt", "30h")
    found = asked(session, service, "rto")
    assert found.value is None
    assert "Catching up takes 30 h, which leaves no time to recover before 24 h." in found.steps


def test_a_cautious_session_proposes_the_last_tolerable_horizon(session: Document, service: bytes) -> None:
    scored(session, service, {"financial": [1, 1, 2, 4, 4, 4, 4, 5]})
    sessions.change_info(session, cautious_mtpd=True)
    agrees(session, service, "mtpd", 480, "8 h")
    assert "cautious" in asked(session, service, "mtpd").steps[-1]


def test_catch_up_can_be_what_bounds_the_rto(session: Document, service: bytes) -> None:
    scored(session, service, {"financial": [1, 1, 2, 4, 4, 4, 4, 5]})
    interviews.set_target(session, service, "wrt", "20h")
    agrees(session, service, "rto", 240, "4 h")
    assert asked(session, service, "rto").steps[-1] == "RTO is the smaller of 8 h and 4 h: 4 h."


def test_what_never_becomes_intolerable_has_a_limit_beyond_all_horizons(session: Document, service: bytes) -> None:
    scored(session, service, {})
    agrees(session, service, "mtpd", BEYOND, "> 1 month")


def test_blanks_that_could_shorten_the_time_are_a_note(session: Document, service: bytes) -> None:
    scored(session, service, {"financial": [1, 1, 2, 4, 4, 4, 4, 5], "safety": [None] * 8})
    found = asked(session, service, "mtpd")
    assert found.result == "24 h"
    assert any("could make the time shorter" in note for note in found.notes)


def test_peaks_tier_counts_and_capability_of_every_service(sample: Document) -> None:
    facts = Facts.read(sample)
    for row in services(sample):
        least = interviews.effective_mtpd(sample, row.key)
        agrees(sample, row.key, "effective_mtpd", least, format_duration(least))
        agrees(sample, row.key, "tier", row.tier, f"Tier {row.tier}")
        agrees(sample, row.key, "scored", row.scored, f"{row.scored} of {row.cells}")
        state = interviews.bia_state(sample, row.key)
        agrees(sample, row.key, "answered", state.answered, f"{state.answered} of {state.questions}")
        can = capability(facts, row.key)
        agrees(sample, row.key, "rtc", can.minutes if can else None, format_duration(can.minutes) if can else "")
    peaks = {row.service_id for row in sample.all(m.Peak)}
    told = [asked(sample, key, "effective_mtpd") for key in peaks]
    assert told
    assert all("In the peak" in " ".join(one.steps) for one in told)


def test_worst_case_loss_is_the_one_that_the_finding_tells(sample: Document) -> None:
    for row in sample.all(m.Component):
        loss = worst_case_loss(row.backup_interval, row.backup_run, row.backup_copy_lag)
        agrees(sample, row.id, "worst_case_loss", loss, format_duration(loss))
    from app.checks import check

    told = [one for one in check(sample) if one.rule == "R01"]
    assert told
    for finding in told:
        found = asked(sample, finding.subject, "worst_case_loss")
        assert found.result in finding.message
        assert found.notes == (f"The RPO is {format_duration(sample.get(m.Service, finding.subject).rpo)}.",)


def test_every_strategy_claims_what_the_checks_take(sample: Document) -> None:
    for row in Facts.read(sample).rows(Strategy):
        agrees(sample, row.key, "rtc", claimed(row), format_duration(claimed(row)))


def test_phases_make_up_an_rtc_that_nobody_entered(session: Document, service: bytes) -> None:
    phases = {"detect": 10, "decide": 20, "restore": 120, "verify": 30}
    key = entities.add(session, m.Strategy, service_id=service, name="Warm standby", type="warm", **phases)
    agrees(session, key, "rtc", 180, "3 h")
    assert asked(session, key, "rtc").steps == (
        "Detect 10 min.", "Decide 20 min.", "Restore 2 h.", "Verify 30 min.", "One after the other: 3 h.",
    )  # fmt: skip


def test_every_risk_ends_in_what_the_register_shows(sample: Document) -> None:
    seen = 0
    for risk in register(sample).risks:
        for stage in ("inherent", "current", "target"):
            score = getattr(risk, stage)
            agrees(sample, risk.key, stage, score.rank or None, score.word)
        agrees(sample, risk.key, "level", risk.current.rank or None, risk.current.word)
        standing = risk.standing
        agrees(sample, risk.key, "standing", standing, STANDINGS[standing] if standing else "")
        agrees(sample, risk.key, "tier", risk.tier, f"Tier {risk.tier}")
        suggested = risks.suggested_impact(sample, risk.key)
        agrees(sample, risk.key, "suggested_impact", suggested.level if suggested else None,
               f"{suggested.level} {read_scales(sample).word(suggested.level)}" if suggested else "")  # fmt: skip
        seen += suggested is not None
        loss = risk.annual_loss()
        for name in ("single", "expected", "p10", "p50", "p90"):
            value = getattr(loss, name) if loss else None
            agrees(sample, risk.key, name, value, format_money(value) if value is not None else "")
    assert seen > 5


def test_a_level_names_the_anchors_and_the_cell_of_the_matrix(sample: Document) -> None:
    risk = next(one for one in register(sample).risks if one.ref == "R-001")
    found = asked(sample, risk.key, "current")
    assert found.steps == (
        "Likelihood is 3 Possible: Once in 3 to 10 years.",
        "Impact is 5 Severe: The organisation stops.",
        "The matrix of this session says for 3 × 5: Extreme.",
    )


def test_an_acceptance_that_does_not_count_is_told(sample: Document) -> None:
    risk = next(one for one in register(sample).risks if one.within_appetite is False)
    person = sample.all(m.Person)[0].id
    entities.set_fields(sample, m.Risk, risk.key, {
        "treatment": "accept", "accepted_by_id": person, "accepted_on": sample.today(), "accepted_until": "1 Sep 2028",
    })  # fmt: skip
    told = " ".join(asked(sample, risk.key, "standing").steps)
    assert "which does not count" in told
    agrees(sample, risk.key, "accepted_until", sample.get(m.Risk, risk.key).accepted_until, "1 Sep 2028")


def test_votes_of_every_poll_end_in_the_figures_of_the_round(sample: Document) -> None:
    seen = 0
    for poll in polls.polls(sample):
        last = poll.last_tally
        for name in FIGURES:
            found = asked(sample, poll.key, name)
            if last is None or (last.median is None and name != "verdict"):
                assert found.value is None
            elif name == "verdict":
                assert (found.value, found.result) == (last.verdict, VERDICTS[last.verdict])
            elif name != "spread":
                assert found.value == getattr(last, name)
                seen += 1
    assert seen > 40
    for risk in register(sample).risks:
        if risk.votes_impact is not None:
            agrees(sample, risk.key, "impact_median", risk.votes_impact.median, f"{risk.votes_impact.median:g}")


@pytest.mark.parametrize(
    ("counts", "median", "iqr", "within", "verdict"),
    [
        ((0, 1, 4, 1, 0), "3", "0", "100 %", "Consensus"),
        ((0, 0, 2, 3, 1), "4", "0.75", "100 %", "Consensus"),
        ((1, 0, 4, 1, 0), "3", "0", "83 %", "No consensus"),
        ((3, 0, 0, 0, 3), "3", "4", "0 %", "No consensus"),
        ((1, 1, 1, 1, 1), "3", "2", "60 %", "No consensus"),
        ((0, 0, 1, 1, 0), "3.5", "0.5", "100 %", "Too few votes for a verdict"),
    ],
)
def test_the_figures_of_known_rounds(counts: tuple[int, ...], median: str, iqr: str, within: str, verdict: str) -> None:
    round_ = tally([level for level, n in enumerate(counts, 1) for _ in range(n)], threshold=4)
    results = {name: teller(round_, 4) for name, teller in FIGURES.items()}
    assert results["median"].result == median
    assert results["iqr"].result == iqr
    assert results["within_one"].result == within
    assert results["verdict"].result == verdict
    assert results["agreement"].value == scoring.agreement(counts)
    assert all(one.steps[-1].rstrip(".").endswith(one.result) for one in results.values())
    assert bool(results["verdict"].notes) == round_.split


def test_a_silent_round_tells_nothing_of_its_votes(session: Document, service: bytes) -> None:
    risk = risks.add_risk(session, "The hall floods", [service])
    poll = polls.open_poll(session, risk, "impact")
    for name in FIGURES:
        found = asked(session, poll, name)
        assert found.value is None
        assert "still silent" in found.steps[0]


def test_every_plan_ends_in_what_the_builder_and_the_list_show(sample: Document) -> None:
    facts = Facts.read(sample)
    for plan in sample.all(m.Plan):
        content, parts = planning.read_plan(sample, plan.id), planning.completeness_of(sample, plan.id)
        agrees(sample, plan.id, "completeness", parts.filled, f"{parts.filled} of {len(parts.parts)}")
        assert parts.filled == len(parts.parts) - len(empty_parts(facts, facts.plans[plan.id]))
        for one in content.services:
            for name, value in (
                ("path", one.path), ("ready_at", one.ready_at), ("slack", one.slack),
                ("latest_decision", one.latest_decision_at),
            ):  # fmt: skip
                agrees(sample, one.link_key, name, value, format_duration(value))
        for step in content.steps:
            agrees(sample, step.key, "finish_at", step.finish_at, format_duration(step.finish_at))
        for stage in content.foundation.order:
            agrees(sample, plan.id, "ready_at", stage.ready_at, format_duration(stage.ready_at), node=stage.node.key)
        for name in ("expires_on", "next_review_on"):
            day = getattr(plan, name)
            agrees(sample, plan.id, name, day, format_date(day) if day else "")


def test_the_longest_path_adds_up_to_what_it_says(sample: Document) -> None:
    link = sample.all(m.PlanService)[0]
    assert asked(sample, link.id, "path").steps == (
        "Steps 6, 7 wait for each other: 1 h 30 + 1 h.", "One after the other: 2 h 30.",
    )  # fmt: skip
    assert asked(sample, link.id, "slack").steps[-1] == "4 h − 30 min − 2 h 30 = 1 h."


def test_what_a_step_waits_for_is_named(sample: Document) -> None:
    plan = next(row for row in sample.all(m.Plan) if row.title == "From order to delivery")
    step = planning.read_plan(sample, plan.id).steps[1]
    assert asked(sample, step.key, "finish_at").steps[0] == (
        "It begins 25 min after the loss, when step 1 has ended."
    )  # fmt: skip


def test_steps_in_a_circle_have_no_end(sample: Document) -> None:
    plan = next(row for row in sample.all(m.Plan) if row.state == "draft")
    steps = planning.read_plan(sample, plan.id).steps
    planning.set_step_order(sample, steps[0].key, [])
    with sample.edit("A circle") as session:
        for one, other in ((steps[0], steps[1]), (steps[1], steps[0])):
            if not session.query(m.StepOrder).filter_by(step_id=one.key, after_id=other.key).count():
                session.add(m.StepOrder(id=m.new_key(), step_id=one.key, after_id=other.key))
    found = asked(sample, steps[0].key, "finish_at")
    assert found.value is None
    assert "circle" in found.steps[0]


def test_dates_that_follow_say_from_what(sample: Document) -> None:
    for risk in sample.all(m.Risk):
        agrees(sample, risk.id, "next_review_on", risk.next_review_on,
               format_date(risk.next_review_on) if risk.next_review_on else "")  # fmt: skip
    due = 0
    for exercise in sample.all(m.Exercise):
        day = exercise.retest_due_on
        agrees(sample, exercise.id, "retest_due_on", day, format_date(day) if day else "")
        due += day is not None
    assert due


def test_a_date_that_somebody_entered_is_not_explained_away(sample: Document) -> None:
    risk = sample.all(m.Risk)[0]
    entities.set_field(sample, m.Risk, risk.id, "next_review_on", "3 Oct 2026")
    assert asked(sample, risk.id, "next_review_on").steps == ("A person entered it: 3 Oct 2026.",)


def test_every_figure_of_the_programme_ends_in_its_tile(sample: Document) -> None:
    read = metrics.metrics(sample)
    every = [one for figure in (*read.headline, *read.leading) for one in (figure, *figure.companions)]
    assert len(every) > 20
    for one in every:
        agrees(sample, None, one.id, one.value, one.text)
    for tile in overview.figures(Facts.read(sample)):
        assert asked(sample, None, tile.key).result == tile.figure


def test_what_a_figure_leaves_out_is_named(sample: Document) -> None:
    found = asked(sample, None, "plan-coverage")
    assert found.notes == ("Not counted: SVC-008 Payroll.",)
    assert found.steps[-1] == "9 ÷ 10, rounded down, is 90 %."


def test_progress_of_every_subject(sample: Document, session: Document) -> None:
    for subject, one in sessions.progress(sample).items():
        agrees(sample, None, subject, one.done, f"{one.done} of {one.of}")
        assert asked(session, None, subject).value is None


def test_what_follows_from_nothing_has_no_derivation(sample: Document) -> None:
    service, person = sample.all(m.Service)[0].id, sample.all(m.Person)[0].id
    assert why(sample, service, "name") is None
    assert why(sample, person, "phone") is None
    assert why(sample, b"\0" * 16, "rto") is None
    assert why(sample, None, "nonsense") is None
    assert why(sample, service, "tier", node=person) is None
    assert derived_fields("person") == frozenset()
    assert {"mtpd", "rto", "rpo"} <= derived_fields("service")


def test_every_kind_that_can_be_asked_is_a_kind(sample: Document) -> None:
    kinds = {derivations.kind_of(sample, row.id) for row in sample.all(m.Entity)}
    assert set(derivations._TELLERS) - kinds == {"plan_service", "poll"}
    assert derivations.kind_of(sample, sample.all(m.Poll)[0].id) == "poll"
    assert derivations.kind_of(sample, sample.all(m.PlanService)[0].id) == "plan_service"
    assert network.NODE_KINDS[0] in kinds
