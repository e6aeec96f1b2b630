"""What of the register may come back: its white columns, how each is written into a cell, and which field it fills.

Serves the exporter, which writes the cells and their digests, and the comparison, which reads them again; both sides
must tell a value in the very same text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from app import model as m
from app.fields import Field, Kind, fields_of
from app.i18n import N_, translate
from app.register.lines import RegisteredRisk, RiskAction

#: What stands in a cell: a text, a whole number, a day, or nothing.
CellValue = str | int | date | None
#: In front of the name of a column that somebody added.
OWN = "own:"


@dataclass(frozen=True, slots=True)
class Returning:
    """A field that comes back. ``value`` gives what its cell holds, in a language.

    ``table`` and ``column`` say what it fills; links to several things have no column. ``person``, ``service``,
    ``node``, ``threat`` and ``impact_category`` in ``names`` say what the names in it are looked up among.
    """

    name: str
    header: str
    table: str
    column: str
    value: Callable[[Any, str | None], CellValue]
    names: tuple[str, ...] = ()
    many: bool = False

    @property
    def spec(self) -> Field:
        """The field of the model; a note for links."""
        model = m.Risk if self.table == "risk" else m.Action
        return fields_of(model).get(self.column) or Field(Kind.NOTE, self.header)

    @property
    def label(self) -> str:
        """What people call it: its header, in words where that is a single letter."""
        return translate(_PLAIN.get(self.name, self.header))


#: Headers too short to stand alone.
_PLAIN = MappingProxyType(
    {
        "current_likelihood": N_("Likelihood (L)"),
        "current_impact": N_("Impact (I)"),
        "target_likelihood": N_("Target likelihood"),
        "target_impact": N_("Target impact"),
        "inherent_likelihood": N_("Likelihood before controls"),
        "inherent_impact": N_("Impact before controls"),
    }
)


def _plain(name: str) -> Callable[[Any, str | None], CellValue]:
    return lambda row, _: getattr(row, name)


def _choice(name: str, choices: Mapping[str, str]) -> Callable[[Any, str | None], CellValue]:
    def value(row: Any, language: str | None) -> CellValue:
        stored = getattr(row, name)
        return translate(choices[stored], language=language) if stored else ""

    return value


def _score(stage: str, scale: str) -> Callable[[RegisteredRisk, str | None], CellValue]:
    def value(risk: RegisteredRisk, _: str | None) -> CellValue:
        level: int | None = getattr(getattr(risk, stage), scale)
        return level

    return value


def _accepted(name: str) -> Callable[[RegisteredRisk, str | None], CellValue]:
    def value(risk: RegisteredRisk, _: str | None) -> CellValue:
        found: CellValue = getattr(risk.acceptance, name) if risk.acceptance else None
        return found

    return value


def _next(name: str) -> Callable[[RegisteredRisk, str | None], CellValue]:
    def value(risk: RegisteredRisk, _: str | None) -> CellValue:
        found: CellValue = getattr(risk.next_action, name) if risk.next_action else None
        return found

    return value


def _threat(risk: RegisteredRisk, _: str | None) -> CellValue:
    return risk.threat.title if risk.threat else ""


def _services(risk: RegisteredRisk, _: str | None) -> CellValue:
    return "\n".join(one.name for one in risk.services)


def _nodes(risk: RegisteredRisk, _: str | None) -> CellValue:
    return "\n".join(one.title for one in risk.nodes)


_PEOPLE = ("person",)
_RISK = (
    Returning("event", N_("Risk"), "risk", "event", _plain("event")),
    Returning(
        "services",
        N_("Service"),
        "risk",
        "",
        lambda r, _: "\n".join(one.name for one in r.services),
        ("service",),
        True,
    ),
    Returning("current_likelihood", N_("L"), "risk", "current_likelihood", _score("current", "likelihood")),
    Returning("current_impact", N_("I"), "risk", "current_impact", _score("current", "impact")),
    Returning("owner", N_("Risk owner"), "risk", "owner_id", _plain("owner"), _PEOPLE),
    Returning("treatment", N_("Treatment"), "risk", "treatment", _choice("treatment", m.risk.TREATMENT)),
    Returning("action.title", N_("Next action"), "action", "title", _next("title")),
    Returning("action.owner", N_("Action owner"), "action", "owner_id", _next("owner"), _PEOPLE),
    Returning("action.due_on", N_("Due"), "action", "due_on", _next("due_on")),
    Returning("status", N_("Status"), "risk", "status", _choice("status", m.risk.RISK_STATUS)),
    Returning("target_likelihood", N_("Target L"), "risk", "target_likelihood", _score("target", "likelihood")),
    Returning("target_impact", N_("Target I"), "risk", "target_impact", _score("target", "impact")),
    Returning("target_on", N_("Target date"), "risk", "target_on", _plain("target_on")),
    Returning("next_review_on", N_("Next review"), "risk", "next_review_on", _plain("next_review_on")),
    Returning("threat", N_("Threat"), "risk", "threat_id", _threat, ("threat",)),
    Returning("cause", N_("Cause"), "risk", "cause", _plain("cause")),
    Returning("consequence", N_("Consequence"), "risk", "consequence", _plain("consequence")),
    Returning("category", N_("Category"), "risk", "category_id", _plain("category"), ("impact_category",)),
    Returning(
        "nodes",
        N_("Component or supplier"),
        "risk",
        "",
        _nodes,
        ("component", "supplier", "service", "person"),
        True,
    ),
    Returning("inherent_likelihood", N_("Inherent L"), "risk", "inherent_likelihood", _score("inherent", "likelihood")),
    Returning("inherent_impact", N_("Inherent I"), "risk", "inherent_impact", _score("inherent", "impact")),
    Returning("controls", N_("Existing controls"), "risk", "controls", _plain("controls")),
    Returning(
        "control_rating",
        N_("Control rating"),
        "risk",
        "control_rating",
        _choice("control_rating", m.risk.CONTROL_RATING),
    ),
    Returning("accepted_by", N_("Accepted by"), "risk", "accepted_by_id", _accepted("by"), _PEOPLE),
    Returning("accepted_until", N_("Accepted until"), "risk", "accepted_until", _accepted("until")),
    Returning("raised_on", N_("Raised"), "risk", "raised_on", _plain("raised_on")),
    Returning("reviewed_on", N_("Last review"), "risk", "reviewed_on", _plain("reviewed_on")),
    Returning("notes", N_("Notes"), "risk", "notes", _plain("notes")),
)
_ACTION = (
    Returning("title", N_("Action"), "action", "title", _plain("title")),
    Returning("for", N_("For"), "action", "origin_id", lambda a, _: "", ("risk",)),
    Returning("owner", N_("Owner"), "action", "owner_id", _plain("owner"), _PEOPLE),
    Returning("start_on", N_("Start"), "action", "start_on", _plain("start_on")),
    Returning("due_on", N_("Due"), "action", "due_on", _plain("due_on")),
    Returning("state", N_("State"), "action", "state", _choice("state", m.programme.ACTION_STATE)),
    Returning("evidence", N_("Evidence"), "action", "evidence", _plain("evidence")),
    Returning("verified_by", N_("Verified by"), "action", "verified_by_id", _plain("verified_by"), _PEOPLE),
    Returning("retest_on", N_("Retest"), "action", "retest_on", _plain("retest_on")),
)
#: The white columns of the sheets Register and Actions, by name, in no order of columns.
RISK_FIELDS: Mapping[str, Returning] = MappingProxyType({one.name: one for one in _RISK})
ACTION_FIELDS: Mapping[str, Returning] = MappingProxyType({one.name: one for one in _ACTION})


def written(value: object) -> str:
    """Return a value as the import reads its cell: days as ISO, whole numbers plain, texts stripped."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    return f"{value:.15g}" if isinstance(value, int | float) else str(value)


def action_text(field: Returning, risk: RegisteredRisk, action: RiskAction, language: str | None) -> str:
    """Return what the cell of an action holds, as it is read."""
    return risk.ref if field.name == "for" else written(field.value(action, language))


def digest(text: str) -> str:
    """Return 16 hex digits of BLAKE2b over a cell as it is read, empty for an empty cell."""
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest() if text else ""
