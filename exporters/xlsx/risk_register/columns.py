"""The columns of the sheet "Register": what each shows, who may change it, and how (``documents.md`` §1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app import model as m
from app.i18n import N_
from app.register import AGREEMENT, RegisteredRisk, Score
from app.register.returning.fields import OWN, RISK_FIELDS
from app.register.since import MOVEMENTS
from exporters.xlsx.cells import Formula, Value, this_row
from exporters.xlsx.looks import BODY, COMPUTED, DATE_FORMAT, Style
from exporters.xlsx.risk_register.making import (
    BAND_NAME,
    BAND_OK,
    CAT_LIMIT,
    CAT_NAME,
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

    A column with a ``field`` (``app.register.returning.fields``) is white and comes back. ``folded`` ones stand in a
    closed group, whose first column is always visible. ``list`` names the area that a cell chooses from, or the scale
    of a level.
    """

    header: str
    width: float
    group: str
    reads: Reads
    shape: Shape = "text"
    field: str = ""
    folded: bool = False
    formula: str = ""
    list: str = ""
    translated: bool = True  #: whether the header is ours, and not a person's own

    @property
    def editable(self) -> bool:
        """Whether people may change it."""
        return bool(self.field)

    def head(self, making: Making) -> str:
        """Return the header in the language of the document."""
        return making.say(self.header) if self.translated else self.header


TODAY, GOING = N_("Risk today"), N_("Where it goes")
STORY, BEFORE, ROOM = N_("Story"), N_("Before controls"), N_("The room")
CONTROLS, ACCEPTANCE, MONEY, RECORD = N_("Controls"), N_("Acceptance"), N_("Money"), N_("Record")
ADDED = N_("Added by others")

ID, RISK, SERVICE, LEVEL, L, I = N_("ID"), N_("Risk"), N_("Service"), N_("Level"), N_("L"), N_("I")  # noqa: E741
DUE, STATUS, IN_APPETITE = N_("Due"), N_("Status"), N_("In appetite")
NEXT_REVIEW, ACCEPTED_UNTIL = N_("Next review"), N_("Accepted until")
TARGET_L, TARGET_I, TARGET_LEVEL = N_("Target L"), N_("Target I"), N_("Target level")
INHERENT_L, INHERENT_I, INHERENT_LEVEL = N_("Inherent L"), N_("Inherent I"), N_("Inherent level")


def columns(making: Making, *, added: bool = True) -> list[Column]:
    """Return the columns of this session's register; groups that it does not use are left out.

    ``added`` columns, which somebody wrote into a workbook that came back, stand last.
    """
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
        *(_added(making) if added else ()),
    ]


def _today(making: Making) -> list[Column]:
    say = making.say
    return [
        Column(ID, 8, TODAY, lambda r, _: r.ref),
        _own("event", 42, TODAY),
        _own("services", 20, TODAY, list="services"),
        Column(LEVEL, 11, TODAY, _word("current"), "level", formula=level_formula(say(L), say(I))),
        _own("current_likelihood", 5, TODAY, "figure", list="likelihood"),
        _own("current_impact", 5, TODAY, "figure", list="impact"),
        _own("owner", 16, TODAY, list="owners"),
        _own("treatment", 12, TODAY, list="treatment"),
        _own("action.title", 32, TODAY),
        _own("action.owner", 16, TODAY, list="owners"),
        _own("action.due_on", 11, TODAY, "date"),
        _own("status", 11, TODAY, list="status"),
    ]


def _going(making: Making) -> list[Column]:
    say = making.say
    return [
        Column(IN_APPETITE, 10, GOING, _in_appetite, "figure", formula=appetite_formula(making)),
        Column(N_("Change"), 9, GOING, _moved, "figure"),
        _own("target_likelihood", 6, GOING, "figure", list="likelihood"),
        _own("target_impact", 6, GOING, "figure", list="impact"),
        Column(TARGET_LEVEL, 11, GOING, _word("target"), "level", formula=level_formula(say(TARGET_L), say(TARGET_I))),
        _own("target_on", 11, GOING, "date"),
        _own("next_review_on", 11, GOING, "date"),
        Column(N_("Tier"), 6, GOING, lambda r, _: r.tier, "figure"),
    ]


def _story() -> list[Column]:
    return [
        _own("threat", 18, STORY, list="threats"),
        _own("cause", 34, STORY, folded=True),
        _own("consequence", 34, STORY, folded=True),
        _own("category", 14, STORY, folded=True, list="categories"),
        _own("nodes", 22, STORY, folded=True),
        Column(N_("Plan"), 12, STORY, lambda r, _: "\n".join(one.ref for one in r.plans), folded=True),
    ]


def _before(making: Making) -> list[Column]:
    levels = making.say(INHERENT_L), making.say(INHERENT_I)
    return [
        Column(INHERENT_LEVEL, 11, BEFORE, _word("inherent"), "level", formula=level_formula(*levels)),
        _own("inherent_likelihood", 9, BEFORE, "figure", folded=True, list="likelihood"),
        _own("inherent_impact", 9, BEFORE, "figure", folded=True, list="impact"),
        *_controls(BEFORE, folded=True),
    ]


def _controls(group: str, *, folded: bool = False) -> list[Column]:
    return [
        _own("control_rating", 12, group, folded=folded, list="ratings"),
        _own("controls", 34, group, folded=True),
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
    return [
        _own("accepted_until", 11, ACCEPTANCE, "date"),
        _own("accepted_by", 16, ACCEPTANCE, folded=True, list="owners"),
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
        _own("raised_on", 11, RECORD, "date"),
        _own("reviewed_on", 11, RECORD, "date", folded=True),
        Column(N_("L×I"), 6, RECORD, _product, "figure", folded=True, formula=product),
        _own("notes", 40, RECORD, folded=True),
    ]


def _added(making: Making) -> list[Column]:
    """Return the columns that somebody added to a workbook that came back: texts under their own names."""
    taken = {making.say(header).casefold() for header in _known_headers(making)}
    found = []
    for name in making.own_names:
        header, copy = name, 2
        while header.casefold() in taken:
            header, copy = f"{name} ({copy})", copy + 1
        taken.add(header.casefold())
        found.append(Column(header, 20, ADDED, _own_text(name), field=OWN + name, translated=False))
    return found


def _known_headers(making: Making) -> list[str]:
    own = [one.header for one in RISK_FIELDS.values()]
    return [*own, *(column.header for column in columns(making, added=False))]


def _own_text(name: str) -> Reads:
    return lambda risk, making: making.own_texts.get(risk.key, {}).get(name, "")


def _own(
    name: str,
    width: float,
    group: str,
    shape: Shape = "text",
    *,
    folded: bool = False,
    list: str = "",  # noqa: A002
) -> Column:
    """Return a white column: what stands in it comes back as the field ``name``."""
    found = RISK_FIELDS[name]

    def reads(risk: RegisteredRisk, making: Making) -> Value:
        return found.value(risk, making.language)

    return Column(found.header, width, group, reads, shape, field=name, folded=folded, list=list)


def level_formula(likelihood: str, impact: str) -> str:
    """Return the formula of a level: the matrix looked up at the two columns of its own row."""
    row, column = this_row(REGISTER, likelihood), this_row(REGISTER, impact)
    found = f"INDEX({MATRIX},MATCH({row},{MATRIX_L},0),MATCH({column},{MATRIX_I},0))"
    return f'IF(OR({row}="",{column}=""),"",{found})'


def appetite_formula(making: Making) -> str:
    """Return the formula that says whether the level lies within appetite.

    Where kinds of harm have an appetite of their own, it looks for that of the risk's category first.
    """
    level = this_row(REGISTER, making.say(LEVEL))
    yes, no = making.say(N_("Yes")), making.say(N_("No"))
    within = f"INDEX({BAND_OK},MATCH({level},{BAND_NAME},0))"
    if making.own_appetites:
        category = this_row(REGISTER, making.say(RISK_FIELDS["category"].header))
        limit = f'IFERROR(INDEX({CAT_LIMIT},MATCH({category},{CAT_NAME},0))&"","")'
        rank = f"MATCH({level},{BAND_NAME},0)"
        within = f'IF({limit}="",{within},{rank}<=IFERROR(MATCH({limit},{BAND_NAME},0),0))'
    return f'IF({level}="","",IF({within},"{yes}","{no}"))'


def product_formula(likelihood: str, impact: str) -> str:
    """Return the formula of likelihood × impact."""
    row, column = this_row(REGISTER, likelihood), this_row(REGISTER, impact)
    return f'IF(OR({row}="",{column}=""),"",{row}*{column})'


def _score(risk: RegisteredRisk, name: str) -> Score:
    score: Score = getattr(risk, name)
    return score


def _word(name: str) -> Reads:
    return lambda risk, _: _score(risk, name).word


def _product(risk: RegisteredRisk, _: Making) -> Value:
    return risk.current.product or ""


def _choice(name: str, choices: Any) -> Reads:
    return lambda risk, making: making.word(choices, getattr(risk, name))


def _tally(name: str, figure: str) -> Reads:
    def read(risk: RegisteredRisk, _: Making) -> Value:
        tally = getattr(risk, name)
        value: Value = getattr(tally, figure) if tally else None
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
