"""Questionnaires for several people at once: a workbook each, and a draft that carries it to that one person."""

from __future__ import annotations

import email
from datetime import date
from email import policy
from pathlib import Path

import pytest

from app import entities, questionnaires
from app import model as m
from app.document import Document
from app.i18n import UserError
from exporters import questionnaires as made_forms
from exporters.questionnaires import Manner, Wish
from tests.filling import key


def wishes(document: Document, *refs: str) -> list[Wish]:
    """Return the wish to ask the owner of each service about it."""
    found = []
    for ref in refs:
        row = document.get(m.Service, key(document, ref))
        assert row is not None
        found.append(Wish(row.owner_id, (row.id,)))
    return found


def test_each_owner_gets_their_workbook_in_an_unsent_draft(sample: Document, tmp_path: Path) -> None:
    manner = Manner(due=date(2026, 9, 29))
    prepared = made_forms.prepare(sample, wishes(sample, "SVC-008", "SVC-004"), manner)
    assert list(tmp_path.iterdir()) == []
    made_forms.write(prepared, tmp_path / "out")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [
        "Quellmark Health Logistics - Chidi Umenta - 2026-09-15.eml",
        "Quellmark Health Logistics - Dafydd Prysor - 2026-09-15.eml",
        "Quellmark Health Logistics - Questionnaire Chidi Umenta - 2026-09-15.xlsx",
        "Quellmark Health Logistics - Questionnaire Dafydd Prysor - 2026-09-15.xlsx",
    ]
    message = email.message_from_bytes((tmp_path / "out" / names[0]).read_bytes(), policy=policy.default)
    assert message["X-Unsent"] == "1"
    assert str(message["To"]) == "Chidi Umenta <chidi.umenta@quellmark.example>"
    assert message["Subject"] == (
        "Quellmark Health Logistics: what an outage would mean for Payroll, please answer by 29 Sep 2026"
    )
    body = message.get_body()
    assert body is not None
    text = body.get_content()
    assert text.startswith("Dear Chidi Umenta,")
    assert "send it back by 29 Sep 2026" in text
    (attached,) = message.iter_attachments()
    attached_to = tmp_path / "attached.xlsx"
    attached_to.write_bytes(attached.get_content())
    assert [one.ref for one in questionnaires.read(attached_to).services] == ["SVC-008"]


def test_who_has_no_usable_address_is_named_and_gets_a_workbook_all_the_same(sample_path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "own.foreshock"
    copy.write_bytes(sample_path.read_bytes())
    with Document.open(copy) as session:
        entities.set_field(session, m.Person, wishes(session, "SVC-008")[0].person or b"", "email", None)
        prepared = made_forms.prepare(session, wishes(session, "SVC-008"), Manner())
    assert [one.name for one in prepared.drafts.without_address] == ["Chidi Umenta"]
    assert (len(prepared.made), prepared.drafts.drafts) == (1, ())


def test_an_ask_back_list_leaves_out_people_for_whom_nothing_is_open(sample: Document) -> None:
    asked = wishes(sample, "SVC-014", "SVC-004")
    prepared = made_forms.prepare(sample, asked, Manner(questionnaires.ASK_BACK))
    assert [one.form.recipient for one in prepared.made] == ["Noor van Terveld"]
    assert prepared.left_out == ("Nothing is open for Dafydd Prysor: every question of these services is answered.",)
    with pytest.raises(UserError, match="There is nothing to ask"):
        made_forms.prepare(sample, asked[1:], Manner(questionnaires.ASK_BACK))


def test_the_text_to_a_deputy_asks_for_their_own_view(sample: Document) -> None:
    prepared = made_forms.prepare(sample, wishes(sample, "SVC-008"), Manner(filled=False, core=True))
    (draft,) = prepared.drafts.drafts
    assert "answer on your own" in draft.body
    assert "What we know already is filled in" not in draft.body
