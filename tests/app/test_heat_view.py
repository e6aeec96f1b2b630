"""The heat map of a register: cells of any matrix, arrows that keep off labels, votes as halos, greyscale, the wall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from random import Random

import pytest
from PIL import ImageColor

from app import entities, heat, meetings, polls, risks, room
from app import model as m
from app.charts import Box, Dot, Drawing, HeatMapView, Line, Rect, RiskMark, VoteRange, Words, heat_map, heat_map_twin
from app.charts.heat_marks import halo_rect, pill_places
from app.charts.heat_movement import CASING
from app.document import Document
from app.register import register
from app.session import new_session

# --- the drawing ---

SIZES = [(3, 3), (3, 5), (4, 4), (5, 3), (5, 5)]


def view_of(rows: int, columns: int, *marks: RiskMark, **look: object) -> HeatMapView:
    cells = {
        (row, column): (str(1 + (row + column) * 4 // (rows + columns)), f"Band {row + column}")
        for row in range(1, rows + 1)
        for column in range(1, columns + 1)
    }
    above = frozenset(cell for cell in cells if sum(cell) > (rows + columns) * 0.6)
    names = {level: (f"Name {level}", "") for level in range(1, 6)}
    return HeatMapView(cells, above, names, names, marks, **look)  # type: ignore[arg-type]


def words(drawing: Drawing) -> list[str]:
    return [shape.text for shape in drawing.shapes if isinstance(shape, Words)]


@pytest.mark.parametrize(("rows", "columns"), SIZES)
def test_a_map_has_the_rows_and_columns_of_its_matrix(rows: int, columns: int) -> None:
    drawing = heat_map(view_of(rows, columns, RiskMark("a", "R-001", (rows, columns))))
    cells = [hit for hit in drawing.hits if isinstance(hit.key, tuple)]
    assert len(cells) == rows * columns
    assert {(hit.rect.width, hit.rect.height) for hit in cells} == {(122.0, 106.0)}
    assert cells[0].key == (rows, 1), "the highest likelihood stands on top"
    assert words(drawing).count("R-001") == 1
    twin = heat_map_twin(view_of(rows, columns))
    assert (len(twin.rows), len(twin.heads)) == (rows, columns + 1)


@pytest.mark.parametrize(("rows", "columns"), SIZES)
def test_the_appetite_line_goes_from_edge_to_edge_and_parts_above_from_within(rows: int, columns: int) -> None:
    view = view_of(rows, columns)
    lines = [shape.points for shape in heat_map(view).shapes if isinstance(shape, Line) and shape.stroke == 3]
    for cell in view.cells:
        for beside in ((cell[0], cell[1] + 1), (cell[0] + 1, cell[1])):
            if beside not in view.bands:
                continue
            here, there = view.rect(cell), view.rect(beside)
            edge = ((there.x, there.y), (there.x, there.bottom)) if cell[0] == beside[0] else (
                (there.x, there.bottom), (there.right, there.bottom))  # fmt: skip
            assert (edge in lines) is ((cell in view.above) != (beside in view.above)), (here, there)


def test_a_level_that_is_no_longer_on_the_scale_draws_nothing_and_breaks_nothing() -> None:
    view = view_of(3, 3, RiskMark("a", "R-001", (5, 5), (4, 4), (9, 1)), RiskMark("b", "R-002", (1, 1), None, (5, 5)))
    for show in ("refs", "counts", "movement", "flows"):
        drawing = heat_map(replace(view, show=show))
        assert "R-001" not in words(drawing)
        assert heat_map_twin(replace(view, show=show)).rows


def scattered(count: int, seed: int) -> list[RiskMark]:
    dice = Random(seed)

    def cell() -> tuple[int, int]:
        return dice.randint(1, 5), dice.randint(1, 5)

    return [RiskMark(n, f"R-{n:03}", cell(), cell(), cell()) for n in range(count)]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("cell", [(124.0, 108.0), (108.0, 86.0)])
def test_no_label_covers_another_nor_the_end_of_an_arrow(seed: int, cell: tuple[float, float]) -> None:
    view = view_of(5, 5, *scattered(16, seed), show="movement", cell=cell, controls=False)
    drawing = heat_map(view)
    pills = [hit.rect for hit in drawing.hits if isinstance(hit.key, int)]
    rings = [Rect(dot.centre[0] - dot.radius, dot.centre[1] - dot.radius, 2 * dot.radius, 2 * dot.radius)
             for dot in drawing.shapes if isinstance(dot, Dot)]  # fmt: skip
    for a, b in combinations([*pills, *rings], 2):
        if a in rings and b in rings:
            continue  # many ends in one cell may stand close
        assert a.right <= b.x or b.right <= a.x or a.bottom <= b.y or b.bottom <= a.y


def test_arrows_stay_on_the_map() -> None:
    for seed in range(6):
        view = view_of(5, 5, *scattered(16, seed), show="movement")
        for shape in heat_map(view).shapes:
            if isinstance(shape, Line) and (shape.arrow or shape.dash):
                assert all(view.ground.inset(-2).holds(*point) for point in shape.points)


def test_an_arrow_goes_around_a_label_that_stands_in_its_way() -> None:
    moving, still = RiskMark("a", "R-001", (5, 3), None, (1, 3)), RiskMark("b", "R-002", (3, 3))
    drawing = heat_map(view_of(5, 5, moving, still, show="movement", moving={"a"}))
    [arrow] = [shape for shape in drawing.shapes if isinstance(shape, Line) and shape.arrow]
    hit = drawing.hit_of("b")
    assert hit is not None
    assert not any(hit.rect.holds(*point) for point in arrow.points)
    casings = [s for s in drawing.shapes if isinstance(s, Line) and s.stroke == CASING and s.colour == "surface"]
    assert casings[0].points == arrow.points, "a light casing keeps it visible on every band"


def test_very_many_risks_are_counted_and_the_chosen_one_still_has_its_label() -> None:
    marks = scattered(120, 3)
    drawing = heat_map(view_of(5, 5, *marks, show="flows", chosen=7, moving={7}))
    pills = [hit for hit in drawing.hits if isinstance(hit.key, int)]
    assert [hit.key for hit in pills] == [7]
    counted = sum(int(text) for text in words(drawing) if text.isdigit())
    assert counted >= 120
    assert len([shape for shape in drawing.shapes if isinstance(shape, Line) and shape.arrow]) == 1


# --- votes ---


def halo_of(votes: VoteRange | None) -> Rect | None:
    mark = RiskMark("a", "R-001", (3, 4), votes=votes)
    view = view_of(5, 5, mark, chosen="a", haloed={"a"})
    return halo_rect(view, mark, pill_places(view, {(3, 4): [mark]}))


def test_a_halo_reaches_from_the_lowest_to_the_highest_vote() -> None:
    tight, wide = halo_of(VoteRange((3, 3), (4, 4))), halo_of(VoteRange((2, 4), (3, 5)))
    assert tight is not None
    assert wide is not None
    assert (wide.width - tight.width, wide.height - tight.height) == (2 * 124, 2 * 108)
    assert (tight.x - wide.x, tight.y - wide.y) == (124, 108)
    only = halo_of(VoteRange((2, 3), None))
    assert only is not None
    assert (only.width, only.height - tight.height) == (tight.width, 108), "impact was not voted on"
    assert halo_of(None) is None
    assert halo_of(VoteRange()) is None


def test_a_halo_is_seen_without_colour_and_told_in_words() -> None:
    marks = [RiskMark(n, f"R-00{n}", (3, 3 + n), votes=VoteRange((2, 4), None)) for n in (1, 2)]
    drawing = heat_map(view_of(5, 5, *marks, haloed={1, 2}))
    lines = [s for s in drawing.shapes if isinstance(s, Line) and s.stroke == 1.5 and s.colour == "text"]
    assert len(lines) == 2 * 3, "a line and two ticks each: impact was not voted on"
    alone = heat_map(view_of(5, 5, *marks, haloed={1}))
    assert len([shape for shape in alone.shapes if isinstance(shape, Box) and shape.dash and shape.edge == "text"]) == 1
    hit = drawing.hit_of(1)
    assert hit is not None
    assert hit.tip.endswith("Votes: likelihood 2 to 4")


# --- greyscale ---


def lightness(colour: str) -> float:
    return float(ImageColor.getcolor(colour, "L"))  # type: ignore[arg-type]


@pytest.mark.parametrize("scheme", ["LIGHT", "DARK", "ROOM"])
def test_bands_keep_their_order_in_greyscale(scheme: str) -> None:
    from ui import theme

    levels = theme.ROOM_LEVELS if scheme == "ROOM" else getattr(theme, scheme).levels
    grey = [lightness(level.fill) for level in levels]
    ordered = sorted(grey, reverse=scheme != "DARK")
    assert grey == ordered
    assert min(abs(a - b) for a, b in pairwise(grey[1:])) > 20


@pytest.mark.parametrize("show", ["refs", "counts", "movement", "flows"])
def test_every_cell_says_its_band_and_its_number_besides_its_colour(show: str) -> None:
    view = view_of(5, 5, *scattered(30, 1), show=show)
    drawing = heat_map(view)
    assert sum(text.startswith("Band ") for text in words(drawing)) == 25
    held = {mark.current for mark in view.marks}
    numbers = [s for s in drawing.shapes if isinstance(s, Words) and s.text.isdigit() and s.bold and s.anchor != "end"]
    assert len(numbers) >= len(held)


# --- a register on the map ---


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Document]:
    with new_session(tmp_path / "h.foreshock", title="T", organisation="O", who="Ann") as document:
        yield document


def risk_at(
    session: Document, event: str, now: tuple[int, int], then: tuple[int, int] | None = None, **more: object
) -> bytes:
    target = {"target_likelihood": then[0], "target_impact": then[1]} if then else {}
    return risks.add_risk(session, event, current_likelihood=now[0], current_impact=now[1], **target, **more)


def test_the_inherent_stage_is_there_only_if_the_session_scores_it(session: Document) -> None:
    found = register(session)
    assert heat.stages_of(replace(found, inherent_scored=True)) == ("before", "today", "after", "movement")
    assert heat.stages_of(replace(found, inherent_scored=False)) == ("today", "after", "movement")
    key = risk_at(session, "Fire", (3, 4), inherent_likelihood=5, inherent_impact=5)
    [mark] = heat.heat_view(replace(register(session), inherent_scored=False), "movement").marks
    assert (mark.key, mark.inherent, mark.current) == (key, None, (3, 4))


def test_a_kind_of_harm_with_its_own_appetite_is_listed_by_it_and_told_in_a_note(session: Document) -> None:
    safety = session.all(m.ImpactCategory, m.ImpactCategory.code == "safety")[0]
    risk_at(session, "Fall from the ladder", (2, 3), category_id=safety.id)
    assert heat.listed(register(session), "today") == []
    assert heat.appetite_note(register(session), "today") == ""
    entities.set_field(session, m.ImpactCategory, safety.id, "appetite", 1)
    found = register(session)
    assert [one.event for one in heat.listed(found, "today")] == ["Fall from the ladder"]
    [mark] = heat.heat_view(found, "movement").marks
    assert mark.above, "and the table says so"
    told = heat.appetite_note(found, "today")
    assert "Safety up to Low" in told
    assert told.endswith("R-001 is above it below the line.")
    assert heat.message(found, "today").startswith("One of one risks is above appetite")


def test_few_risks_are_named_and_many_are_counted(session: Document) -> None:
    with session.edit("Many"):
        for n in range(heat.MANY + 1):
            risk_at(session, f"Risk {n}", (1 + n % 5, 1 + n % 3), (1, 1))
    found = register(session)
    assert heat.heat_view(found, "today").show == "counts"
    assert heat.heat_view(found, "movement").show == "flows"
    few = replace(found, risks=found.risks[: heat.MANY])
    assert heat.heat_view(few, "today").show == "refs"
    assert len(heat.largest_moves(few)) == heat.MANY
    steps = {
        (risk.current.likelihood, risk.current.impact) for risk in found.risks if risk.key in heat.largest_moves(found)
    }
    assert 0 < len(steps) <= 8


def voted(session: Document, risk: bytes, dimension: str, levels: list[int], *, reveal: bool = True) -> bytes:
    meeting = meetings.open_meeting(
        session, "Workshop", "risk workshop", seats=[f"Role {n}" for n in range(len(levels))]
    )
    poll = polls.open_poll(session, risk, dimension, meeting=meeting)
    seats = [row.id for row in meetings.seats(session, meeting)]
    polls.cast_all(session, poll, list(zip(seats, levels, strict=True)))
    if reveal:
        polls.reveal(session, poll)
    return poll


def test_the_range_of_the_votes_is_that_of_the_revealed_round(session: Document) -> None:
    key = risk_at(session, "Fire", (3, 4))
    voted(session, key, "likelihood", [2, 3, 4], reveal=False)
    [risk] = register(session).risks
    assert heat.votes_of(risk) is None
    assert heat.votes_words(risk) == ""
    polls.reveal(session, polls.polls(session, key)[0].key)
    [risk] = register(session).risks
    assert heat.votes_of(risk) == VoteRange((2, 4), None)
    assert heat.votes_words(risk) == "R-001: the room voted likelihood from 2 to 4 (median 3, 3 votes)."


# --- the wall ---


def refs_on_the_wall(session: Document, stage: str = "today") -> set[str]:
    return {ref for line in room.heat_view(session, stage).cells for cell in line for ref in cell.refs}


def test_the_wall_shows_references_and_counts_as_they_stand_in_the_register(session: Document) -> None:
    risk_at(session, "Fire", (4, 4), (2, 3))
    risk_at(session, "Flood", (2, 2))
    seen = room.heat_view(session)
    assert seen.title == "One of two risks is above appetite"
    assert seen.cells[3][3].refs == ("R-001",)
    assert (seen.cells[3][3].word, seen.cells[3][3].above) == ("High", True)
    assert seen.cells[1][1].refs == ("R-002",)
    assert refs_on_the_wall(session, "after") == {"R-001"}
    moved = room.heat_view(session, "movement")
    assert (len(moved.cells[3][3].refs), moved.cells[3][3].later) == (1, 0)
    assert (len(moved.cells[1][2].refs), moved.cells[1][2].later) == (0, 1)
    assert moved.title.endswith("; treatment brings one within")


def test_the_wall_never_shows_hidden_closed_or_merged_risks(session: Document) -> None:
    _, hidden, closed = (risk_at(session, event, (4, 4)) for event in ("Fire", "Redundancies", "Flood"))
    entities.set_field(session, m.Risk, hidden, "hidden", True)
    risks.close_risk(session, closed)
    assert refs_on_the_wall(session) == {"R-001"}
    assert room.heat_view(session).title.lower().startswith("one of one")


def test_a_risk_that_is_being_voted_on_leaves_the_wall_until_it_is_settled(session: Document) -> None:
    fire = risk_at(session, "Fire", (4, 4))
    risk_at(session, "Flood", (2, 2))
    poll = voted(session, fire, "likelihood", [1, 5, 5], reveal=False)
    seen = room.heat_view(session)
    assert refs_on_the_wall(session) == {"R-002"}
    assert seen.foot.endswith("1 risk is being scored.")
    polls.reveal(session, poll)
    polls.agree(session, poll, 5)
    assert refs_on_the_wall(session) == {"R-001", "R-002"}
    assert room.heat_view(session).cells[4][3].refs == ("R-001",)


def test_the_wall_counts_by_the_appetite_of_each_kind_of_harm(session: Document) -> None:
    safety = session.all(m.ImpactCategory, m.ImpactCategory.code == "safety")[0]
    risk_at(session, "Fall from the ladder", (2, 3), category_id=safety.id)
    assert room.heat_view(session).title.lower().startswith("none of one")
    entities.set_field(session, m.ImpactCategory, safety.id, "appetite", 0)
    assert room.heat_view(session).title.lower().startswith("one of one")


def test_an_empty_session_has_a_map_that_says_so(session: Document) -> None:
    assert room.heat_view(session).title == "No risk has a place on this map yet"
