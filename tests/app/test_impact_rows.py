"""A row that does not apply is a complete row of level 1 with one note: rules understand it, and it can be undone."""

from __future__ import annotations

from app import checks, impact_rows, interviews
from app import model as m
from app.document import Document
from app.interviews import GridLine


def line_of(document: Document, service: bytes, name: str) -> GridLine:
    return next(line for line in interviews.grid(document, service).lines if line.name == name)


def fill_others(document: Document, service: bytes, name: str) -> None:
    for line in interviews.grid(document, service).lines:
        if line.name != name:
            interviews.score_row(document, service, line.key, [1, 1, 2, 2, 3, 4, 4, 5])


def found(document: Document, rule: str) -> list[str]:
    return [finding.message for finding in checks.check(document, (rule,))]


def test_a_row_set_aside_is_scored_throughout_and_says_why(session: Document, service: bytes) -> None:
    fill_others(session, service, "Safety")
    assert found(session, "B06")
    impact_rows.set_aside(session, service, line_of(session, service, "Safety").key, "office work only")
    line = line_of(session, service, "Safety")
    assert line.levels == (1,) * 8
    assert {cell.note for cell in line.cells if cell} == {"Does not apply: office work only"}
    assert impact_rows.set_aside_because(line) == "Does not apply: office work only"
    assert found(session, "B06") == []
    assert found(session, "B05") == []


def test_without_a_reason_the_note_only_says_that_it_does_not_apply(session: Document, service: bytes) -> None:
    impact_rows.set_aside(session, service, line_of(session, service, "Safety").key, "  ")
    assert impact_rows.set_aside_because(line_of(session, service, "Safety")) == "Does not apply"


def test_setting_aside_replaces_what_was_scored_and_one_undo_brings_it_back(session: Document, service: bytes) -> None:
    line = line_of(session, service, "Staff")
    interviews.score_row(session, service, line.key, [1, 2, 3, 4, 4, 4, 5, 5])
    impact_rows.set_aside(session, service, line.key)
    assert session.undo_label == "Staff does not apply to Order intake"
    session.undo()
    assert line_of(session, service, "Staff").levels == (1, 2, 3, 4, 4, 4, 5, 5)


def test_a_row_that_applies_again_is_asked_again(session: Document, service: bytes) -> None:
    line = line_of(session, service, "Staff")
    impact_rows.set_aside(session, service, line.key)
    impact_rows.apply_again(session, service, line.key)
    assert line_of(session, service, "Staff").levels == (None,) * 8
    session.undo()
    assert line_of(session, service, "Staff").levels == (1,) * 8


def test_a_score_in_the_row_takes_the_note_away_and_carries_to_the_right(session: Document, service: bytes) -> None:
    line = line_of(session, service, "Staff")
    impact_rows.set_aside(session, service, line.key, "nobody works there")
    fourth = interviews.grid(session, service).horizons[3].key  # type: ignore[attr-defined]
    impact_rows.score_again(session, service, line.key, fourth, 4)
    line = line_of(session, service, "Staff")
    assert line.levels == (1, 1, 1, 4, 4, 4, 4, 4)
    assert {cell.note for cell in line.cells if cell} == {""}
    assert impact_rows.set_aside_because(line) is None


def test_a_row_of_ones_without_a_note_or_with_one_note_only_still_applies(session: Document, service: bytes) -> None:
    line = line_of(session, service, "Staff")
    interviews.score_row(session, service, line.key, [1] * 8)
    assert impact_rows.set_aside_because(line_of(session, service, "Staff")) is None
    first = interviews.grid(session, service).horizons[0].key  # type: ignore[attr-defined]
    interviews.note_cell(session, service, line.key, first, "Does not apply")
    assert impact_rows.set_aside_because(line_of(session, service, "Staff")) is None


def test_who_said_that_it_does_not_apply_is_kept(session: Document, service: bytes, person: bytes) -> None:
    impact_rows.set_aside(session, service, line_of(session, service, "Staff").key, "", person)
    rows = session.all(m.ImpactScore)
    assert {row.speaker_id for row in rows} == {person}
