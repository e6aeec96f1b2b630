"""The columns of the sheet "Register": what each shows, who may change it, and how (``documents.md`` §1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app import model as m
from app.i18n import N_
from app.register import AGREEMENT, RegisteredRisk, Score
from app.register.since import MOVEMENTS
from exporters.xlsx.cells import Formula, Value, this_row
from exporters.xlsx.looks import BODY, COMPUTED, DATE_FORMAT, Style
from exporters.xlsx.risk_register.making import (
    BAND_NAME,
    BAND_OK,
    MATRIX,
    MATRIX_I,
    MATRIX_L,
    REGISTER,
    Making,
)

Shape = Literal["text", "level", "figure", "number", "date", "money"]
Reads = Callable[[RegisteredRisk, Making], Value]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``formula`` is the text of all its cells, without the equals sign; ``reads`` gives their results.

    ``editable`` columns are white and come back with an import. ``folded`` ones stand in a closed group, whose first
    column is always visible. ``list`` names the area that a cell chooses from, or the scale of a level.
    """

    header: str
    width: float
    group: str
    reads: Reads
    shape: Shape = "text"
    editable: bool = False
    folded: bool = False
    formula: str = ""
    list: str = ""


TODAY, GOING = N_("Risk today"), N_("Where it goes")
STORY, BEFORE, ROOM = N_("Story"), N_("Before controls"), N_("The room")
CONTROLS, ACCEPTANCE, MONEY, RECORD = N_("Controls"), N_("Acceptance"), N_("Money"), N_("Record")

ID, RISK, SERVICE, LEVEL, L, I = N_("ID"), N_("Risk"), N_("Service"), N_("Level"), N_("L"), N_("I")  # noqa: E741
DUE, STATUS, IN_APPETITE = N_("Due"), N_("Status"), N_("In appetite")
NEXT_REVIEW, ACCEPTED_UNTIL = N_("Next review"), N_("Accepted until")
TARGET_L, TARGET_I, TARGET_LEVEL = N_("Target L"), N_("Target I"), N_("Target level")
INHERENT_L, INHERENT_I, INHERENT_LEVEL = N_("Inherent L"), N_("Inherent I"), N_("Inherent level")


def columns(making: Making) -> list[Column]:
    """Return the columns of this session's register; groups that it does not use are left out."""
    register = making.register
    quantified = any(risk.quantified for risk in register.risks)
    return [
        *_today(making),
        *_going(making),
        *_story(),
        *(_before(making) if register.inherent_scored else _controls(CONTROLS)),
        *_room(),
        *_acceptance(),
        *(_money() if quantified else ()),
        *_record(making),
    ]


def _today(making: Making) -> list[Column]:
    say = making.say
    return [
        Column(ID, 8, TODAY, lambda r, _: r.ref),
        Column(RISK, 42, TODAY, lambda r, _: r.event, editable=True),
        Column(SERVICE, 20, TODAY, _services, editable=True, list="services"),
        Column(LEVEL, 11, TODAY, _word("current"), "level", formula=level_formula(say(L), say(I))),
        Column(L, 5, TODAY, _likelihood("current"), "figure", editable=True, list="likelihood"),
        Column(I, 5, TODAY, _impact("current"), "figure", editable=True, list="impact"),
        Column(N_("Risk owner"), 16, TODAY, lambda r, _: r.owner, editable=True, list="owners"),
        Column(N_("Treatment"), 12, TODAY, _choice("treatment", m.risk.TREATMENT), editable=True, list="treatment"),
        Column(N_("Next action"), 32, TODAY, _action("title"), editable=True),
        Column(N_("Action owner"), 16, TODAY, _action("owner"), editable=True, list="owners"),
        Column(DUE, 11, TODAY, _action("due_on"), "date", editable=True),
        Column(STATUS, 11, TODAY, _choice("status", m.risk.RISK_STATUS), editable=True, list="status"),
    ]  # fmt: skip


def _going(making: Making) -> list[Column]:
    say = making.say
    return [
        Column(IN_APPETITE, 10, GOING, _in_appetite, "figure", formula=appetite_formula(making)),
        Column(N_("Change"), 9, GOING, _moved, "figure"),
        Column(TARGET_L, 6, GOING, _likelihood("target"), "figure", editable=True, list="likelihood"),
        Column(TARGET_I, 6, GOING, _impact("target"), "figure", editable=True, list="impact"),
        Column(TARGET_LEVEL, 11, GOING, _word("target"), "level", formula=level_formula(say(TARGET_L), say(TARGET_I))),
        Column(N_("Target date"), 11, GOING, lambda r, _: r.target_on, "date", editable=True),
        Column(NEXT_REVIEW, 11, GOING, lambda r, _: r.next_review_on, "date", editable=True),
        Column(N_("Tier"), 6, GOING, lambda r, _: r.tier, "figure"),
    ]


def _story() -> list[Column]:
    return [
        Column(N_("Threat"), 18, STORY, lambda r, _: r.threat.title if r.threat else "", editable=True, list="threats"),
        Column(N_("Cause"), 34, STORY, lambda r, _: r.cause, editable=True, folded=True),
        Column(N_("Consequence"), 34, STORY, lambda r, _: r.consequence, editable=True, folded=True),
        Column(N_("Category"), 14, STORY, lambda r, _: r.category, editable=True, folded=True, list="categories"),
        Column(N_("Component or supplier"), 22, STORY, _names("nodes"), editable=True, folded=True),
        Column(N_("Plan"), 12, STORY, lambda r, _: "\n".join(one.ref for one in r.plans), folded=True),
    ]


def _before(making: Making) -> list[Column]:
    levels = making.say(INHERENT_L), making.say(INHERENT_I)
    return [
        Column(INHERENT_LEVEL, 11, BEFORE, _word("inherent"), "level", formula=level_formula(*levels)),
        Column(INHERENT_L, 9, BEFORE, _likelihood("inherent"), "figure", editable=True, folded=True, list="likelihood"),
        Column(INHERENT_I, 9, BEFORE, _impact("inherent"), "figure", editable=True, folded=True, list="impact"),
        *_controls(BEFORE, folded=True),
    ]


def _controls(group: str, *, folded: bool = False) -> list[Column]:
    rating = _choice("control_rating", m.risk.CONTROL_RATING)
    return [
        Column(N_("Control rating"), 12, group, rating, editable=True, folded=folded, list="ratings"),
        Column(N_("Existing controls"), 34, group, lambda r, _: r.controls, editable=True, folded=True),
    ]


def _room() -> list[Column]:
    confidence = _choice("confidence", m.risk.CONFIDENCE)
    return [
        Column(N_("Agreement"), 13, ROOM, lambda r, making: making.word(AGREEMENT, r.verdict), "figure"),
        Column(N_("Voters"), 7, ROOM, lambda r, _: r.voters, "figure", folded=True),
        Column(N_("L median"), 8, ROOM, _tally("votes_likelihood", "median"), "figure", folded=True),
        Column(N_("L spread"), 8, ROOM, _tally("votes_likelihood", "iqr"), "figure", folded=True),
        Column(N_("I median"), 8, ROOM, _tally("votes_impact", "median"), "figure", folded=True),
        Column(N_("I spread"), 8, ROOM, _tally("votes_impact", "iqr"), "figure", folded=True),
        Column(N_("Dissent"), 30, ROOM, lambda r, _: "\n".join(r.dissent), folded=True),
        Column(N_("Confidence"), 11, ROOM, confidence, folded=True),
    ]


def _acceptance() -> list[Column]:
    until, by = _accepted("until"), _accepted("by")
    return [
        Column(ACCEPTED_UNTIL, 11, ACCEPTANCE, until, "date", editable=True),
        Column(N_("Accepted by"), 16, ACCEPTANCE, by, editable=True, folded=True, list="owners"),
    ]


def _money() -> list[Column]:
    return [
        Column(N_("Loss P90"), 13, MONEY, _loss("p90"), "money"),
        Column(N_("Loss P50"), 13, MONEY, _loss("p50"), "money", folded=True),
        Column(N_("Events a year"), 9, MONEY, lambda r, _: r.rate, "number", folded=True),
    ]


def _record(making: Making) -> list[Column]:
    product = product_formula(making.say(L), making.say(I))
    return [
        Column(N_("Raised"), 11, RECORD, lambda r, _: r.raised_on, "date", editable=True),
        Column(N_("Last review"), 11, RECORD, lambda r, _: r.reviewed_on, "date", editable=True, folded=True),
        Column(N_("L×I"), 6, RECORD, _product, "figure", folded=True, formula=product),
        Column(N_("Notes"), 40, RECORD, lambda r, _: r.notes, editable=True, folded=True),
    ]


def level_formula(likelihood: str, impact: str) -> str:
    """Return the formula of a level: the matrix looked up at the two columns of its own row."""
    row, column = this_row(REGISTER, likelihood), this_row(REGISTER, impact)
    found = f"INDEX({MATRIX},MATCH({row},{MATRIX_L},0),MATCH({column},{MATRIX_I},0))"
    return f'IF(OR({row}="",{column}=""),"",{found})'


def appetite_formula(making: Making) -> str:
    """Return the formula that says whether the level lies within appetite."""
    level = this_row(REGISTER, making.say(LEVEL))
    yes, no = making.say(N_("Yes")), making.say(N_("No"))
    return f'IF({level}="","",IF(INDEX({BAND_OK},MATCH({level},{BAND_NAME},0)),"{yes}","{no}"))'


def product_formula(likelihood: str, impact: str) -> str:
    """Return the formula of likelihood × impact."""
    row, column = this_row(REGISTER, likelihood), this_row(REGISTER, impact)
    return f'IF(OR({row}="",{column}=""),"",{row}*{column})'


def _services(risk: RegisteredRisk, _: Making) -> Value:
    return "\n".join(one.name for one in risk.services)


def _score(risk: RegisteredRisk, name: str) -> Score:
    score: Score = getattr(risk, name)
    return score


def _word(name: str) -> Reads:
    return lambda risk, _: _score(risk, name).word


def _likelihood(name: str) -> Reads:
    return lambda risk, _: _score(risk, name).likelihood


def _impact(name: str) -> Reads:
    return lambda risk, _: _score(risk, name).impact


def _product(risk: RegisteredRisk, _: Making) -> Value:
    return risk.current.product or ""


def _choice(name: str, choices: Any) -> Reads:
    return lambda risk, making: making.word(choices, getattr(risk, name))


def _names(name: str) -> Reads:
    return lambda risk, _: "\n".join(one.title for one in getattr(risk, name))


def _action(name: str) -> Reads:
    def read(risk: RegisteredRisk, _: Making) -> Value:
        action = risk.next_action
        value: Value = getattr(action, name) if action else None
        return value

    return read


def _tally(name: str, figure: str) -> Reads:
    def read(risk: RegisteredRisk, _: Making) -> Value:
        tally = getattr(risk, name)
        value: Value = getattr(tally, figure) if tally else None
        return value

    return read


def _accepted(name: str) -> Reads:
    def read(risk: RegisteredRisk, _: Making) -> Value:
        value: Value = getattr(risk.acceptance, name) if risk.acceptance else None
        return value

    return read


def _loss(name: str) -> Reads:
    def read(risk: RegisteredRisk, _: Making) -> Value:
        loss = risk.annual_loss()
        return getattr(loss, name) / 100 if loss else None

    return read


def _in_appetite(risk: RegisteredRisk, making: Making) -> Value:
    within = risk.within_appetite
    return "" if within is None else making.say(N_("Yes") if within else N_("No"))


def _moved(risk: RegisteredRisk, making: Making) -> Value:
    movement = making.movement(risk)
    return making.say(MOVEMENTS[movement]) if movement else ""


def cell(column: Column, risk: RegisteredRisk, making: Making) -> Value:
    """Return what a risk shows in a column."""
    value = column.reads(risk, making)
    return Formula(column.formula, _result(value)) if column.formula else value


def _result(value: Value) -> str | int | float | None:
    return value if isinstance(value, str | int | float) else None


_SHAPES: dict[Shape, dict[str, Any]] = {
    "text": {},
    "level": {"across": "center", "bold": True},
    "figure": {"across": "center"},
    "number": {"across": "right"},
    "date": {"across": "center", "number": DATE_FORMAT},
    "money": {"across": "right", "indent": 1},
}


def style(column: Column, making: Making) -> Style:
    """Return how the cells of a column look: white if they may be changed, grey if not."""
    look = BODY.but(fill="" if column.editable else COMPUTED, **_SHAPES[column.shape])
    if column.shape == "money":
        currency = making.register.currency.replace('"', "")
        return look.but(number=f'"{currency}" #,##0')
    return look


def editable(found: Sequence[Column]) -> list[Column]:
    """Return the columns that come back with an import."""
    return [column for column in found if column.editable]
