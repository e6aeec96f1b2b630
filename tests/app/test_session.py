"""A new session has a name, scales of its own and nothing else; the rail tells how far each subject has come."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import entities, intake, packs
from app import model as m
from app.document import Document
from app.i18n import UserError
from app.scales import read_scales
from app.services import services
from app.session import Choice, change_info, info, new_session, progress, summary


def test_a_new_session_has_a_name_and_its_own_scales(session: Document) -> None:
    row = info(session)
    assert row is not None
    assert (row.title, row.organisation, row.currency) == ("Programme", "Quellmark", "EUR")
    scales = read_scales(session)
    assert [one.code for one in scales.categories][:2] == ["financial", "customer"]
    assert (len(scales.horizons), len(scales.tiers), len(scales.threats)) == (8, 5, 27)


def test_beginning_is_one_step_of_history(session: Document) -> None:
    assert [change.label for change in session.history()] == ["Begin the session"]
    assert session.history()[0].who == "Tomasz"


def test_a_session_without_a_title_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.foreshock"
    with pytest.raises(UserError, match="Title must not be empty"):
        new_session(path, title=" ", organisation="Quellmark")
    assert not path.exists()


def test_unknown_scales_leave_no_file(tmp_path: Path) -> None:
    path = tmp_path / "scales.foreshock"
    with pytest.raises(UserError):
        new_session(path, title="T", organisation="O", scales="nowhere")
    assert not path.exists()


def test_an_existing_file_is_not_overwritten(session: Document) -> None:
    with pytest.raises(UserError):
        new_session(session.path, title="T", organisation="O")


def test_what_the_session_is_called_can_be_changed_and_undone(session: Document) -> None:
    assert change_info(session, title="Continuity programme")
    assert not change_info(session, title="Continuity programme")
    session.undo()
    row = info(session)
    assert row is not None
    assert row.title == "Programme"


def test_a_new_session_counts_nothing(session: Document) -> None:
    found = summary(session)
    assert set(found.counts.values()) == {0}
    assert (found.dependencies, found.change_sets, found.is_sample) == (0, 1, False)
    assert {one.text for one in progress(session).values()} == {""}


def test_the_sample_is_counted_by_kind(sample: Document) -> None:
    found = summary(sample)
    expected = {"person": 18, "service": 14, "component": 30, "supplier": 7, "risk": 16, "plan": 3, "exercise": 9,
                "action": 13, "incident": 4, "change_record": 4, "problem": 1, "waiver": 1}  # fmt: skip
    assert {kind: found.counts[kind] for kind in expected} == expected
    assert (found.title, found.facilitator, found.is_sample) == ("Continuity programme", "Tomasz Orlewin", True)
    assert found.dependencies == 76


def test_the_rail_tells_how_far_the_sample_is(sample: Document) -> None:
    assert {name: one.text for name, one in progress(sample).items()} == {
        "services": "13 of 14 approved",
        "risks": "16 of 16 assessed",
        "plans": "2 of 3 approved",
        "exercises": "7 of 9 done",
        "actions": "1 of 13 closed",
    }


def test_retired_services_and_dropped_actions_do_not_count(session: Document, service: bytes) -> None:
    entities.add(session, m.Service, name="Old portal", status="retired")
    entities.add(session, m.Action, title="Never mind", state="dropped")
    entities.add(session, m.Action, title="Do it", state="closed")
    assert (progress(session)["services"].of, progress(session)["actions"].text) == (1, "1 of 1 closed")


def test_the_beginning_of_a_session_cannot_be_undone(tmp_path: Path) -> None:
    with new_session(tmp_path / "new.foreshock", title="Programme", organisation="Quellmark") as document:
        assert document.undo_label is None
        key = entities.add(document, m.Service, None, name="Payroll")
        document.undo()
        assert document.get(m.Service, key) is None
        assert document.undo_label is None
        assert info(document) is not None
        assert document.verify() == []
    with Document.open(tmp_path / "new.foreshock") as again:
        assert again.undo_label is None
        assert again.redo_label == "Add service Payroll"


def test_a_session_begins_with_all_that_was_chosen_as_one_baseline(tmp_path: Path) -> None:
    listed = intake.read_pasted("Service\tOwner\tRTO (h)\nPayroll\tAnn Berg\t4\nERP\tIda Roth\t").services
    choice = Choice(likelihood="nist", matrix="product")
    with new_session(
        tmp_path / "new.foreshock", title="BIA 2026", organisation="Quellmark", currency="CHF",
        annual_revenue=240_000_000_00, confidentiality="Confidential", facilitator="Ann Berg", services=listed,
        scales=choice, who="Ann Berg",
    ) as document:  # fmt: skip
        row, scales = info(document), read_scales(document)
        assert row is not None
        person = document.get(m.Person, row.facilitator_id)
        assert person is not None
        assert (row.currency, row.confidentiality, person.name) == ("CHF", "Confidential", "Ann Berg")
        assert [(one.name, one.owner, one.rto) for one in services(document)] == [
            ("Payroll", "Ann Berg", 240), ("ERP", "Ida Roth", None),
        ]  # fmt: skip
        assert [one.name for one in document.all(m.Person, order_by=m.Person.name)] == ["Ann Berg", "Ida Roth"]
        assert scales.likelihoods[0].name == "Very low"
        assert scales.matrix.ranks == packs.matrix("product").ranks
        assert "(CHF\u00a01.2\u00a0m to 4.8\u00a0m)" in scales.categories[0].anchors[2]
        assert [change.label for change in document.history()] == ["Begin the session"]
        assert document.undo_label is None
        assert document.all(m.ImportProfile) == []
        assert document.verify() == []


def test_a_refusal_on_the_way_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="500 characters"):
        new_session(tmp_path / "new.foreshock", title="T", organisation="O", facilitator="x" * 501)
    assert list(tmp_path.iterdir()) == []


def test_a_new_session_scores_risks_as_they_are_today(tmp_path: Path) -> None:
    with new_session(tmp_path / "a.foreshock", title="T", organisation="O") as document:
        about = info(document)
        assert about is not None
        assert not about.inherent_scored
    with new_session(tmp_path / "b.foreshock", title="T", organisation="O", inherent_scored=True) as document:
        about = info(document)
        assert about is not None
        assert about.inherent_scored
