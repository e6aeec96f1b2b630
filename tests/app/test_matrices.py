"""Matrices only rise, levels come and go with all that stands on them, and every change can be looked at and undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import entities, imports, matrices, packs, polls
from app import model as m
from app.checks import check
from app.document import Document
from app.i18n import UserError
from app.matrices import Preset, Proposal
from app.metrics import metrics
from app.register import register
from app.scales import check_level, read_scales
from app.session import new_session


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return new_session(tmp_path / "s.foreshock", title="Risks", organisation="Quellmark", who="Ann")


def risk(document: Document, likelihood: int, impact: int, **more: Any) -> bytes:
    return entities.add(document, m.Risk, event="Fire", current_likelihood=likelihood, current_impact=impact, **more)


def category(document: Document, code: str) -> Any:
    return read_scales(document).category(code)


def rows(document: Document, model: Any) -> list[Any]:
    return sorted(document.all(model), key=repr)


# --- the arithmetic ---

SIZES = st.integers(3, 5)


@st.composite
def any_ranks(draw: Any) -> tuple[tuple[int, ...], ...]:
    rows, columns, bands = draw(SIZES), draw(SIZES), draw(SIZES)
    return tuple(tuple(draw(st.integers(1, bands)) for _ in range(columns)) for _ in range(rows))


def rises(ranks: tuple[tuple[int, ...], ...]) -> bool:
    across = all(line[at] <= line[at + 1] for line in ranks for at in range(len(line) - 1))
    return across and all(low[at] <= high[at] for low, high in pairwise(ranks) for at in range(len(low)))


@given(any_ranks())
def test_a_matrix_is_accepted_exactly_if_it_rises_both_ways(ranks: tuple[tuple[int, ...], ...]) -> None:
    names = ["a", "b", "c", "d", "e"]
    if rises(ranks):
        matrices.check_ranks(ranks, names)
        assert matrices.breaches(ranks) == ()
        return
    with pytest.raises(UserError, match="must not fall"):
        matrices.check_ranks(ranks, names)
    for breach in matrices.breaches(ranks):
        here, there = (ranks[cell[0] - 1][cell[1] - 1] for cell in (breach.cell, breach.neighbour))
        assert here < there


@st.composite
def rising_ranks(draw: Any) -> tuple[tuple[int, ...], ...]:
    ranks = draw(any_ranks())
    made: list[list[int]] = []
    for row, line in enumerate(ranks):
        made.append([])
        for column, rank in enumerate(line):
            below = [made[row][column - 1]] if column else []
            below += [made[row - 1][column]] if row else []
            made[row].append(max([rank, *below]))
    return tuple(map(tuple, made))


@given(rising_ranks(), st.data())
def test_a_carried_change_keeps_the_matrix_rising_and_sets_the_cell(ranks: Any, data: Any) -> None:
    cell = data.draw(st.tuples(st.integers(1, len(ranks)), st.integers(1, len(ranks[0]))))
    rank = data.draw(st.integers(1, 5))
    after = matrices.carried(ranks, *cell, rank)
    assert rises(after)
    assert after[cell[0] - 1][cell[1] - 1] == rank


@given(rising_ranks(), SIZES, SIZES)
def test_a_matrix_of_another_size_still_rises_and_keeps_its_corners(ranks: Any, likelihoods: int, impacts: int) -> None:
    after = matrices.resized(ranks, likelihoods, impacts)
    assert (len(after), len(after[0])) == (likelihoods, impacts)
    assert rises(after)
    assert (after[0][0], after[-1][-1]) == (ranks[0][0], ranks[-1][-1])


# --- cells ---


def test_a_cell_that_would_fall_is_refused_by_name_and_nothing_changes(document: Document) -> None:
    before = read_scales(document).matrix.ranks
    with pytest.raises(UserError) as refusal:
        matrices.set_cell(document, 3, 3, 4)
    assert "Likelihood 3, impact 4 is High, but likelihood 3, impact 3 is already Extreme" in str(refusal.value)
    assert read_scales(document).matrix.ranks == before


def test_several_cells_are_one_edit_and_one_undo(document: Document) -> None:
    before = read_scales(document).matrix.ranks
    assert matrices.change_cells(document, matrices.carried(before, 3, 3, 4))
    after = read_scales(document).matrix.ranks
    assert (after[2][2], after[3][2], after[2][3]) == (4, 4, 4)
    document.undo()
    assert read_scales(document).matrix.ranks == before


def test_a_matrix_of_another_size_than_the_scales_is_refused(document: Document) -> None:
    with pytest.raises(UserError, match="other levels by now"):
        matrices.change_cells(document, ((1, 1, 1), (1, 1, 1), (1, 1, 2)))


# --- presets ---


def test_a_switch_tells_first_which_risks_change_and_then_is_one_edit(document: Document) -> None:
    key = risk(document, 5, 1)
    risk(document, 1, 5)
    nist = next(one for one in matrices.matrices() if "NIST" in one.title)
    told = matrices.effect(document, matrices.proposal(document, nist))
    assert [(one.before.word, one.after.word) for one in told.moves] == [("High", "Low"), ("Low", "Very low")]
    assert (told.above_before, told.above_after) == (1, 0)
    assert told.message == "2 of 2 risks change; 1 above appetite become 0."
    matrices.use(document, nist)
    after = {one.key: one.current.word for one in register(document).risks}
    assert after[key] == "Very low"
    document.undo()
    assert {one.key: one.current.word for one in register(document).risks}[key] == "Low"


def test_what_was_foretold_is_what_the_register_then_says(document: Document) -> None:
    for likelihood in range(1, 6):
        for impact in range(1, 6):
            risk(document, likelihood, impact)
    before = {one.key: one.current.word for one in register(document).risks}
    for preset in matrices.matrices():
        told = matrices.effect(document, matrices.proposal(document, preset))
        matrices.use(document, preset)
        after = {one.key: one.current.word for one in register(document).risks}
        assert {one.key: one.after.word for one in told.moves}.items() <= after.items()
        assert {key for key in after if after[key] != before[key]} == {
            one.key for one in told.moves if one.before.word != one.after.word
        }
        assert len(register(document).above_appetite) == told.above_after
        document.undo()


def test_a_likelihood_by_rate_moves_each_score_to_the_level_that_happens_as_often(document: Document) -> None:
    key = risk(document, 4, 3)
    nist = next(one for one in matrices.likelihoods() if "NIST" in one.title)
    told = matrices.proposal(document, nist)
    assert told.likelihoods == {3: 2, 4: 2, 5: 3, 2: 1}
    matrices.use(document, nist)
    assert document.get(m.Risk, key).current_likelihood == 2  # type: ignore[union-attr]
    assert read_scales(document).likelihoods[0].name == "Very low"
    document.undo()
    assert document.get(m.Risk, key).current_likelihood == 4  # type: ignore[union-attr]
    matrices.use(document, nist, by_rate=False)
    assert document.get(m.Risk, key).current_likelihood == 4  # type: ignore[union-attr]


# --- levels ---


def test_a_removed_level_takes_everything_along_and_comes_back_with_one_undo(document: Document) -> None:
    tables = (m.Risk, m.ImpactScore, m.ImpactCategory, m.ImpactAnchor, m.ImpactLevel, m.MatrixCell)
    key, other = risk(document, 3, 5, target_impact=2), risk(document, 3, 3)
    service = entities.add(document, m.Service, name="Payroll")
    scales = read_scales(document)
    place = {"category_id": scales.categories[0].key, "horizon_id": scales.horizons[0].key}  # type: ignore[attr-defined]
    entities.add(document, m.ImpactScore, service_id=service, level=5, **place)
    before = {model: rows(document, model) for model in tables}
    used = matrices.use_of(document, "impact", 5)
    assert [(ref, stages) for ref, _, stages in used.risks] == [("R-001", ("current",))]
    assert used.cells == (("Payroll", 1),)
    assert used.anchors == len(scales.categories)
    matrices.remove_level(document, "impact", 5, 4)
    after = read_scales(document)
    assert (after.impact_count, after.likelihood_count, after.matrix.impacts) == (4, 5, 4)
    assert [document.get(m.Risk, one).current_impact for one in (key, other)] == [4, 3]  # type: ignore[union-attr]
    assert document.all(m.ImpactScore)[0].level == 4
    assert all(len(one.anchors) == 4 for one in after.categories)
    assert matrices.breaches(after.matrix.ranks) == ()
    document.undo()
    assert {model: rows(document, model) for model in tables} == before


def test_levels_above_a_removed_one_move_down_with_their_words(document: Document) -> None:
    key = risk(document, 5, 3)
    words = [one.name for one in read_scales(document).likelihoods]
    rows_before = read_scales(document).matrix.ranks
    matrices.remove_level(document, "likelihood", 3, 2)
    after = read_scales(document)
    assert [one.name for one in after.likelihoods] == [*words[:2], *words[3:]]
    assert [one.level for one in after.likelihoods] == [1, 2, 3, 4]
    assert document.get(m.Risk, key).current_likelihood == 4  # type: ignore[union-attr]
    assert after.matrix.ranks == (*rows_before[:2], *rows_before[3:])


def test_a_new_level_keeps_the_words_of_all_scores_and_the_levels_of_all_risks(document: Document) -> None:
    matrices.remove_level(document, "likelihood", 3, 2)
    for likelihood in range(1, 5):
        for impact in range(1, 6):
            risk(document, likelihood, impact)
    before = {one.key: one.current.word for one in register(document).risks}
    matrices.add_level(document, "likelihood", 3, "Now and then")
    after = read_scales(document)
    assert [one.name for one in after.likelihoods] == ["Rare", "Unlikely", "Now and then", "Likely", "Frequent"]
    assert after.likelihoods[1].rate < after.likelihoods[2].rate < after.likelihoods[3].rate
    assert {one.key: one.current.word for one in register(document).risks} == before
    assert matrices.effect(document, Proposal(after.matrix)).moves == ()


def test_the_foretold_effect_of_a_removed_level_is_what_the_register_then_says(document: Document) -> None:
    for likelihood in range(1, 6):
        for impact in range(1, 6):
            risk(document, likelihood, impact)
    for scale in ("likelihood", "impact"):
        for level, into in ((1, 2), (3, 2), (3, 4), (5, 4)):
            proposal = matrices.removed(read_scales(document), scale, level, into)
            told = {one.key: one.after.word for one in matrices.effect(document, proposal).moves}
            before = {one.key: one.current.word for one in register(document).risks}
            matrices.remove_level(document, scale, level, into)
            after = {one.key: one.current.word for one in register(document).risks}
            assert told == {key: word for key, word in after.items() if word != before[key]}
            document.undo()


def test_a_scale_keeps_three_to_five_levels(document: Document) -> None:
    with pytest.raises(UserError, match="five levels at most"):
        matrices.add_level(document, "impact", 6, "Absurd")
    matrices.remove_level(document, "impact", 5, 4)
    matrices.remove_level(document, "impact", 4, 3)
    with pytest.raises(UserError, match="three levels at least"):
        matrices.remove_level(document, "impact", 3, 2)
    with pytest.raises(UserError, match="one above or below"):
        matrices.remove_level(document, "likelihood", 5, 2)


def test_a_level_off_the_scale_is_refused_wherever_it_is_set(document: Document) -> None:
    key = risk(document, 3, 4)
    matrices.remove_level(document, "impact", 5, 4)
    for change in (
        lambda: entities.set_field(document, m.Risk, key, "current_impact", 5),
        lambda: entities.set_field(document, m.Risk, key, "target_impact", "5"),
        lambda: risk(document, 3, 5),
        lambda: check_level(document, "impact", 5),
    ):
        with pytest.raises(UserError, match="is not on the scale of this session, which has levels 1 to 4"):
            change()
    assert entities.set_field(document, m.Risk, key, "current_likelihood", 5)
    assert read_scales(document).band(3, 5) is None


def test_a_list_with_a_level_off_the_scale_is_told_at_its_row_and_the_rest_is_taken(
    document: Document, tmp_path: Path
) -> None:
    matrices.remove_level(document, "impact", 5, 4)
    source = tmp_path / "risks.csv"
    source.write_text("Risk,Likelihood,Impact\nFire,3,5\nFlood,3,4\nTheft,Likely,Major\n")
    table = imports.read_table(source)
    suggested = imports.suggest(table, document, "risks")
    plan = imports.plan_import(document, table, suggested.kind, suggested.mapping)
    told = " ".join(str(one) for row in plan.rows for one in (*row.warnings, row.reason))
    assert "Impact 5 is not on the scale of this session, which has levels 1 to 4." in told
    imports.apply(document, plan)
    levels = {row.event: row.current_impact for row in document.all(m.Risk)}
    assert (levels["Flood"], levels["Theft"]) == (4, 4)
    assert levels.get("Fire") is None


def test_how_many_levels_a_scale_had_is_known_afterwards(tmp_path: Path) -> None:
    minutes, start = count(), datetime(2026, 9, 15, 9, tzinfo=UTC)
    document = new_session(
        tmp_path / "then.foreshock", title="Risks", organisation="Quellmark", who="Ann",
        clock=lambda: start + timedelta(minutes=next(minutes)),
    )  # fmt: skip
    before = document.now()
    matrices.remove_level(document, "impact", 2, 1)
    entities.set_field(document, m.ImpactLevel, document.all(m.ImpactLevel)[0].id, "name", "Nothing")
    between = document.now()
    document.undo()
    document.undo()
    assert [matrices.levels_then(document, "impact", at) for at in (before, between, document.now())] == [5, 4, 5]
    assert matrices.words_then(document, "impact", before)[:2] == ("Negligible", "Minor")
    assert matrices.words_then(document, "impact", between) == ("Nothing", "Moderate", "Major", "Severe")
    assert matrices.words_then(document, "impact", document.now())[:2] == ("Negligible", "Minor")


# --- bands and appetite ---


def band(document: Document, rank: int) -> Any:
    return next(one for one in document.all(m.Band) if one.rank == rank)


def test_colours_that_would_lose_their_order_in_grey_are_refused(document: Document) -> None:
    with pytest.raises(UserError, match="Moderate would be no darker than Low"):
        matrices.change_band(document, band(document, 2).id, "colour", 2)
    assert matrices.change_band(document, band(document, 1).id, "colour", 1)
    assert matrices.change_band(document, band(document, 2).id, "colour", 2)
    scales = read_scales(document)
    assert [scales.colour_of(one) for one in scales.bands] == [1, 2, 4, 5]


def test_the_appetite_ends_once(document: Document) -> None:
    with pytest.raises(UserError, match="High would be within appetite while Moderate is not"):
        matrices.change_band(document, band(document, 2).id, "within_appetite", False)
        matrices.change_band(document, band(document, 3).id, "within_appetite", True)
    assert matrices.set_appetite(document, 3)
    assert [one.within_appetite for one in read_scales(document).bands] == [True, True, True, False]
    assert not matrices.set_appetite(document, 3)


def test_a_removed_band_leaves_its_cells_to_its_neighbour(document: Document) -> None:
    before = read_scales(document).matrix
    expected = matrices.without_band(before, 2, 1)
    matrices.set_category_appetite(document, category(document, "safety").key, 1)
    matrices.remove_band(document, 2, 1)
    after = read_scales(document)
    assert after.matrix.ranks == expected.ranks
    assert [one.name for one in after.bands] == ["Low", "High", "Extreme"]
    assert [after.colour_of(one) for one in after.bands] == [2, 4, 5]
    assert category(document, "safety").appetite == 1
    with pytest.raises(UserError, match="three levels of risk at least"):
        matrices.remove_band(document, 2, 1)
    document.undo()
    assert read_scales(document).matrix.ranks == before.ranks


def test_a_new_band_stands_between_two_and_changes_no_risk(document: Document) -> None:
    before = read_scales(document).matrix
    matrices.add_band(document, 3, "Serious")
    after = read_scales(document)
    assert [one.name for one in after.bands] == ["Low", "Moderate", "Serious", "High", "Extreme"]
    names = {one.rank: one.name for one in before.bands}
    assert [[names[rank] for rank in line] for line in before.ranks] == [
        [after.bands[rank - 1].name for rank in line] for line in after.matrix.ranks
    ]
    with pytest.raises(UserError, match="five levels of risk at most"):
        matrices.add_band(document, 1, "None")


def test_a_kind_of_harm_may_have_an_appetite_of_its_own(document: Document) -> None:
    safety = category(document, "safety").key
    key, other = risk(document, 3, 3, category_id=safety), risk(document, 3, 3)
    assert [one.within_appetite for one in register(document).risks] == [True, True]
    told = matrices.effect(document, Proposal(read_scales(document).matrix, appetites={safety: 1}))
    assert [(one.key, one.before.within, one.after.within) for one in told.moves] == [(key, True, False)]
    matrices.set_category_appetite(document, safety, 1)
    standing = {one.key: one.within_appetite for one in register(document).risks}
    assert standing == {key: False, other: True}
    scales = read_scales(document)
    assert scales.within_appetite(3, 3) is True
    assert scales.within_appetite(3, 3, "safety") is False
    assert scales.within_appetite(3, 3, safety) is False
    with pytest.raises(UserError, match="only 4 levels"):
        matrices.set_category_appetite(document, safety, 5)


def test_the_rules_and_the_metrics_ask_the_appetite_of_the_risks_own_kind_of_harm(document: Document) -> None:
    safety = category(document, "safety").key
    risk(document, 3, 3, category_id=safety)
    risk(document, 3, 4, category_id=category(document, "financial").key)

    def speaks() -> tuple[set[str], int]:
        found = {one.message for one in check(document) if one.rule == "K01"}
        return found, metrics(document).figure("risks-above-appetite").numerator or 0

    assert speaks() == ({"“Fire” is High and exceeds the appetite, but no action is open."}, 1)
    matrices.set_category_appetite(document, safety, 1)
    matrices.set_category_appetite(document, category(document, "financial").key, 3)
    assert speaks() == ({"“Fire” is Moderate and exceeds the appetite, but no action is open."}, 1)


# --- files ---


def test_own_scales_go_out_as_a_file_and_come_back_the_same(document: Document, tmp_path: Path) -> None:
    matrices.remove_level(document, "likelihood", 1, 2)
    matrices.set_category_appetite(document, category(document, "safety").key, 0)
    entities.set_field(document, m.ImpactCategory, category(document, "financial").key, "name", 'Money "net" \\ {x}')
    mine = read_scales(document)
    matrices.save_pack(document, tmp_path / "own.toml", "Quellmark's scales")
    other = new_session(tmp_path / "other.foreshock", title="Other", organisation="Brenholt", who="Bo")
    taken = matrices.open_pack(tmp_path / "own.toml")
    assert taken.title == "Quellmark's scales"
    key = risk(other, 5, 3)
    assert matrices.proposal(other, taken).likelihoods == {2: 1, 3: 2, 4: 3, 5: 4}
    matrices.use(other, taken)
    theirs = read_scales(other)
    assert theirs.matrix.ranks == mine.matrix.ranks
    assert [(one.name, one.appetite, one.anchors) for one in theirs.categories] == [
        (one.name, one.appetite, one.anchors) for one in mine.categories
    ]
    assert [one.rate for one in theirs.likelihoods] == [one.rate for one in mine.likelihoods]
    assert other.get(m.Risk, key).current_likelihood == 4  # type: ignore[union-attr]
    other.undo()
    assert other.get(m.Risk, key).current_likelihood == 5  # type: ignore[union-attr]
    assert read_scales(other).likelihood_count == 5


@pytest.mark.parametrize(
    "content", ["", "format = 1", 'format = 1\nkind = "threats"\nid = "x"\ntitle = "X"\nthreats = []']
)
def test_a_file_that_holds_no_scales_is_refused_in_a_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.toml").write_text(content)
    with pytest.raises(UserError, match=r"x\.toml"):
        matrices.open_pack(tmp_path / "x.toml")


def test_scales_with_other_levels_of_impact_are_refused_with_what_to_do(document: Document, tmp_path: Path) -> None:
    matrices.save_pack(document, tmp_path / "own.toml", "Five")
    matrices.remove_level(document, "impact", 2, 1)
    with pytest.raises(UserError, match="add or remove a level of impact first"):
        matrices.use(document, matrices.open_pack(tmp_path / "own.toml"))


def test_a_preset_is_offered_in_the_size_of_the_session(document: Document) -> None:
    matrices.remove_level(document, "likelihood", 3, 2)
    for preset in matrices.matrices():
        matrices.use(document, preset)
        found = read_scales(document).matrix
        assert (found.likelihoods, found.impacts) == (4, 5)
        assert matrices.breaches(found.ranks) == ()


def test_a_preset_needs_exactly_one_content() -> None:
    assert Preset("x", matrix=packs.matrix()).scales is None


def test_votes_of_the_past_keep_their_scale_in_the_register(sample: Document) -> None:
    for one in sample.all(m.Poll):
        if one.state == "open":
            polls.drop(sample, one.id)
    before = {one.key: (one.votes_likelihood, one.votes_impact) for one in register(sample).risks}
    assert any(pair[0] for pair in before.values())
    matrices.remove_level(sample, "likelihood", 1, 2)
    matrices.remove_level(sample, "impact", 5, 4)
    assert {one.key: (one.votes_likelihood, one.votes_impact) for one in register(sample).risks} == before
