"""The columns of the register over its lines: the level with the figures it comes from, what is next, and more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from app import listings
from app import model as m
from app.dates import format_date
from app.fields import Field, Kind
from app.i18n import N_, UserError, translate
from app.register import AGREEMENT, RegisteredRisk, Score
from app.risk import STANDINGS
from ui.console import Console
from ui.risks.reading import Reading
from ui.subjects.columns import REFERENCE, field_column
from ui.tables.columns import Column
from ui.widgets import chips
from ui.widgets.editors import Source

if TYPE_CHECKING:
    from app.document import Document

_PLAIN = Field(Kind.TEXT, "", editable=False)
_NUMBER, _DAY = Field(Kind.NUMBER, "", editable=False), Field(Kind.DATE, "", editable=False)
_MONEY = Field(Kind.MONEY, "", editable=False)
Value = Callable[[RegisteredRisk], Any]
SERVICES = Field(Kind.REFERENCE, N_("Services"), to="service")
#: What the register can be grouped by, and what narrow windows leave out, the first one first.
GROUPS = ("level", "owner_id", "services", "tier", "treatment")
SPARE = ("status", "treatment", "services", "owner_id")
#: The columns that score each stage.
SCORED = {
    "before": ("inherent_likelihood", "inherent_impact"),
    "today": ("current_likelihood", "current_impact"),
    "after": ("target_likelihood", "target_impact"),
}


def register_columns(console: Console, reading: Reading) -> list[Column]:
    """Return the columns of the register."""
    return [
        Column("ref", REFERENCE, 64, editable=False, tone="text3"),
        _own(console, "event", width=200, stretch=True, bold=True),
        _services_column(console),
        _level(reading, "level", N_("Level"), lambda risk: risk.current),
        _scored(console, reading, "current_likelihood"),
        _scored(console, reading, "current_impact"),
        _own(console, "owner_id", text=lambda risk: risk.owner, width=96),
        _own(console, "treatment", width=80),
        _next_action(reading),
        _own(console, "status", width=68),
        *_spare_columns(console, reading),
    ]


def _spare_columns(console: Console, reading: Reading) -> list[Column]:
    """Return what waits in the chooser."""

    def told(name: str, title: str, text: Callable[[RegisteredRisk], str], width: int = 140) -> Column:
        return Column(name, _PLAIN, width, value=text, text=text, title=title, editable=False, shown=False)

    def figure(name: str, title: str, value: Value) -> Column:
        return Column(name, _NUMBER, 72, value=value, title=title, editable=False, shown=False)

    def day(name: str, title: str, value: Value) -> Column:
        return Column(name, _DAY, value=value, title=title, editable=False, shown=False)

    def money(name: str, title: str, value: Value) -> Column:
        return Column(name, _MONEY, value=value, title=title, editable=False, shown=False)

    return [
        told("within", N_("Within appetite"), _standing, 180),
        Column("tier", _PLAIN, 56, chip=_tier, sort=lambda risk: risk.tier, title=N_("Tier"), editable=False,
               shown=False),
        told("threat", N_("Threat"), lambda risk: risk.threat.title if risk.threat else ""),
        told("category", N_("Category"), lambda risk: risk.category),
        _own(console, "cause", shown=False),
        _own(console, "consequence", shown=False),
        figure("product", N_("L×I"), lambda risk: risk.current.product or None),
        told("agreed", N_("Votes"), _votes),
        figure("voters", N_("Voters"), lambda risk: risk.voters),
        figure("median_likelihood", N_("L median"), _tally("votes_likelihood", "median")),
        figure("spread_likelihood", N_("L spread"), _tally("votes_likelihood", "iqr")),
        figure("median_impact", N_("I median"), _tally("votes_impact", "median")),
        figure("spread_impact", N_("I spread"), _tally("votes_impact", "iqr")),
        _level(reading, "inherent", N_("Before controls"), lambda risk: risk.inherent, shown=False),
        *(_scored(console, reading, name, shown=False) for name in SCORED["before"]),
        _level(reading, "target", N_("Target level"), lambda risk: risk.target, shown=False),
        *(_scored(console, reading, name, shown=False) for name in SCORED["after"]),
        _own(console, "target_on", shown=False),
        _own(console, "controls", shown=False),
        _own(console, "control_rating", shown=False),
        _own(console, "confidence", shown=False),
        told("action", N_("Action"), lambda risk: _next(risk, "title"), 200),
        told("action_owner", N_("Action owner"), lambda risk: _next(risk, "owner")),
        day("due", N_("Due"), lambda risk: _next(risk, "due_on") or None),
        told("accepted_by", N_("Accepted by"), lambda risk: risk.acceptance.by if risk.acceptance else ""),
        day("accepted", N_("Accepted until"), lambda risk: risk.acceptance.until if risk.acceptance else None),
        money("loss_p50", N_("Loss P50"), _loss("p50")),
        money("loss_p90", N_("Loss P90"), _loss("p90")),
        told("nodes", N_("Components and suppliers"), lambda risk: ", ".join(one.name for one in risk.nodes)),
        told("plans", N_("Plans"), lambda risk: ", ".join(one.title for one in risk.plans)),
        _own(console, "raised_on", shown=False),
        _own(console, "reviewed_on", shown=False),
        _own(console, "next_review_on", shown=False),
        _own(console, "notes", shown=False),
    ]  # fmt: skip


def _own(console: Console, name: str, **options: Any) -> Column:
    settings: dict[str, Any] = {"value": lambda risk: getattr(risk, name), "text": None}
    return field_column(console, m.Risk, name, **(settings | options))


def _scored(console: Console, reading: Reading, name: str, **options: Any) -> Column:
    stage, scale = name.split("_")
    anchors = reading.likelihoods if scale == "likelihood" else lambda: _bare(reading)

    def value(risk: RegisteredRisk) -> int | None:
        score: Score = getattr(risk, stage)
        return score.likelihood if scale == "likelihood" else score.impact

    width = 36 if stage == "current" else 84
    return field_column(console, m.Risk, name, **({"value": value, "anchors": anchors, "width": width} | options))


def _bare(reading: Reading) -> list[tuple[int, str, str]]:
    return [(level, word, "") for level, word, _ in reading.impacts()]


def _level(
    reading: Reading, name: str, title: str, score: Callable[[RegisteredRisk], Score], *, shown: bool = True
) -> Column:
    """Return the column of a band; the most severe come first when it is sorted upwards or grouped by."""
    unknown = translate(N_("not scored"))
    return Column(
        name,
        _PLAIN,
        114,
        value=lambda risk: score(risk).word,
        text=lambda risk: score(risk).word or unknown,
        chip=lambda risk: reading.chip(score(risk)),
        sort=lambda risk: (-score(risk).rank, -score(risk).product) if score(risk).band else None,
        tone="text3",
        title=title,
        editable=False,
        shown=shown,
    )


def _services_column(console: Console) -> Column:
    """Return the column of the services that a risk threatens: any number, the foremost first."""
    source = services_source(console.document)
    return Column(
        "services", SERVICES, 96, value=lambda risk: tuple(one.key for one in risk.services), text=_services,
        options=source.options, notes=source.notes, several=True, editable=console.writable, tip=_services,
    )  # fmt: skip


def services_source(document: Document) -> Source:
    """Return where the services of a risk are chosen from."""
    of = partial(listings.options, document, "service")
    return Source(of, notes=partial(listings.remarks, document, "service"), several=True)


def _services(risk: RegisteredRisk) -> str:
    return ", ".join(one.name for one in risk.services)


def _next_action(reading: Reading) -> Column:
    def late(risk: RegisteredRisk) -> bool:
        action = risk.next_action
        return action is not None and action.days_late(reading.register.today) > 0

    return Column(
        "next",
        _PLAIN,
        148,
        text=next_words,
        value=next_words,
        sort=lambda risk: risk.next_action.due_on if risk.next_action is not None else None,
        tone=lambda risk: "err" if late(risk) else "text",
        title=N_("Next action"),
        editable=False,
    )


def next_words(risk: RegisteredRisk) -> str:
    """Return the reference of the next action and when it is due."""
    action = risk.next_action
    if action is None:
        return ""
    return " · ".join(part for part in (action.ref, format_date(action.due_on) if action.due_on else "") if part)


def _standing(risk: RegisteredRisk) -> str:
    return translate(STANDINGS[risk.standing]) if risk.standing is not None else ""


def _tier(risk: RegisteredRisk) -> chips.Chip | None:
    return chips.tier(risk.tier) if risk.tier is not None else None


def _votes(risk: RegisteredRisk) -> str:
    if risk.verdict is None:
        return ""
    return translate(N_("{n} votes, {verdict}"), n=risk.voters or 0, verdict=translate(AGREEMENT[risk.verdict]))


def _next(risk: RegisteredRisk, name: str) -> Any:
    action = risk.next_action
    return getattr(action, name) if action is not None else ""


def _tally(votes: str, figure: str) -> Value:
    def value(risk: RegisteredRisk) -> float | None:
        tally = getattr(risk, votes)
        return getattr(tally, figure) if tally is not None else None

    return value


def _loss(figure: str) -> Value:
    """Return the figure of a year's loss in cents; nothing where none can be told."""

    def value(risk: RegisteredRisk) -> int | None:
        try:
            loss = risk.annual_loss()
        except UserError:
            return None
        return int(getattr(loss, figure)) if loss is not None else None

    return value
