"""What changed in the register since a state of the session: net changes per value, and how each risk moved.

Serves the workbook's sheet "Changes", its column "Change", and the sentences that sum both up. Read from the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import model as m
from app.fields import Kind, fields_of
from app.i18n import N_, translate
from app.register.lines import Register, RegisteredRisk

if TYPE_CHECKING:
    from app.document import ChangeSet, Document

#: Columns that say nothing to a reader.
_SILENT = {
    "id", "entity_kind", "position", "external_id",
    "reviewed_on", "accepted_on", "acceptance_reason", "closed_on",
}  # fmt: skip
#: Columns whose change is explained by the reason for accepting.
_ACCEPTING = {"treatment", "accepted_by_id", "accepted_until"}


#: Tables that link a risk to something, and the column that names it; and how each is called.
_LINKS = {"risk_service": "service_id", "risk_node": "node_id"}
_LINKED = {"risk_service": N_("Service"), "risk_node": N_("Component or supplier")}


#: Labels too short to stand alone.
_PLAIN_WORDS = {
    "current_likelihood": N_("Likelihood today"), "current_impact": N_("Impact today"),
    "inherent_likelihood": N_("Likelihood before controls"), "inherent_impact": N_("Impact before controls"),
    "target_likelihood": N_("Likelihood after treatment"), "target_impact": N_("Impact after treatment"),
}  # fmt: skip


class Movement(StrEnum):
    """How a risk's level moved."""

    NEW = "new"
    UP = "up"
    DOWN = "down"
    SAME = "same"


#: How a movement is told.
MOVEMENTS = {Movement.NEW: N_("new"), Movement.UP: N_("up"), Movement.DOWN: N_("down"), Movement.SAME: N_("same")}


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """One value that differs from then: of which risk (key and reference), what, from what to what, by whom and why."""

    at: datetime
    risk: bytes
    ref: str
    what: str
    before: str
    after: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Since:
    """The difference from a state to the register. ``movements`` is keyed by risk; ``closed`` and ``done`` hold keys.

    ``closed`` are risks, ``done`` their actions that were closed; ``deleted`` is how many risks are gone.
    """

    movements: Mapping[bytes, Movement]
    closed: frozenset[bytes]
    done: frozenset[bytes]
    deleted: int
    values: tuple[ChangedValue, ...]

    def count(self, movement: Movement) -> int:
        """Return how many risks moved like that."""
        return sum(one is movement for one in self.movements.values())


@dataclass(slots=True)
class _Net:
    """What stood in one column at the beginning and at the end, and the last change set that touched it."""

    before: Any
    after: Any
    last: ChangeSet


def since(document: Document, register: Register, change_set: int) -> Since:
    """Return what changed in ``register`` after change set ``change_set``; undone changes leave no trace."""
    history = document.history(since=change_set, limit=None)
    news = _Risks(history)
    risks = {risk.key: risk for risk in register.risks}
    told = _Telling(document, register)
    return Since(
        movements={key: _movement(risk, news, register) for key, risk in risks.items()},
        closed=frozenset(key for key, risk in risks.items() if risk.is_closed and news.was_open(key)),
        done=frozenset(
            action.key
            for risk in register.risks
            for action in risk.actions
            if action.state == "closed" and news.state_before(action.key) != "closed"
        ),
        deleted=len(news.deleted),
        values=tuple(told.values(news, risks)),
    )


class _Risks:
    """The net changes of risks and their actions over a stretch of history."""

    def __init__(self, history: Iterable[ChangeSet]) -> None:
        self.born: dict[bytes, ChangeSet] = {}
        self.deleted: dict[bytes, ChangeSet] = {}
        self.nets: dict[tuple[str, bytes, str], _Net] = {}
        self.new_actions: dict[bytes, ChangeSet] = {}
        self.links: dict[tuple[bytes, str, bytes], tuple[int, ChangeSet]] = {}
        for change_set in sorted(history, key=lambda one: one.number):
            for change in change_set.changes:
                self._take(change_set, change)

    def _take(self, change_set: ChangeSet, change: Any) -> None:
        if change.table == "risk":
            if change.op == "insert":
                self._appear(change_set, change)
            elif change.op == "delete":
                self._vanish(change_set, change)
        elif change.table == "action" and change.op == "insert":
            self.new_actions[change.row] = change_set
        elif change.table in _LINKS and change.op != "update":
            self._link(change_set, change)
        if change.table in ("risk", "action") and change.op == "update":
            for column, (before, after) in change.values.items():
                self._note(change_set, (change.table, change.row, column), before, after)

    def _appear(self, change_set: ChangeSet, change: Any) -> None:
        if self.deleted.pop(change.row, None) is None:
            self.born[change.row] = change_set

    def _vanish(self, change_set: ChangeSet, change: Any) -> None:
        if self.born.pop(change.row, None) is None:
            self.deleted[change.row] = change_set

    def _note(self, change_set: ChangeSet, place: tuple[str, bytes, str], before: Any, after: Any) -> None:
        known = self.nets.get(place)
        self.nets[place] = _Net(known.before if known else before, after, change_set)

    def _link(self, change_set: ChangeSet, change: Any) -> None:
        """Count a link up when it appears and down when it goes, so that what went and came back leaves no trace."""
        side = 1 if change.op == "insert" else 0
        row = {column: pair[side] for column, pair in change.values.items()}
        place = (row["risk_id"], change.table, row[_LINKS[change.table]])
        self.links[place] = (self.links.get(place, (0, change_set))[0] + (1 if side else -1), change_set)

    def before(self, risk: bytes, column: str, now: Any) -> Any:
        """Return what stood in a column of a risk at the beginning."""
        net = self.nets.get(("risk", risk, column))
        return net.before if net else now

    def state_before(self, action: bytes) -> str | None:
        """Return the state of an action at the beginning, ``None`` if there was none; unchanged ones were closed."""
        if action in self.new_actions:
            return None
        net = self.nets.get(("action", action, "state"))
        return str(net.before) if net else "closed"

    def was_open(self, risk: bytes) -> bool:
        """Return whether a risk that is closed now was not closed at the beginning."""
        return risk not in self.born and self.before(risk, "status", "closed") != "closed"


def _movement(risk: RegisteredRisk, news: _Risks, register: Register) -> Movement:
    if risk.key in news.born:
        return Movement.NEW
    likelihood = news.before(risk.key, "current_likelihood", risk.current.likelihood)
    impact = news.before(risk.key, "current_impact", risk.current.impact)
    band = register.scales.band(likelihood, impact)
    then = (band.rank if band else 0, (likelihood or 0) * (impact or 0))
    now = (risk.current.rank, risk.current.product)
    if band is None and risk.current.band is None:
        return Movement.SAME
    return Movement.UP if now > then else Movement.DOWN if now < then else Movement.SAME


class _Telling:
    """Turns net changes into what a person reads, with names in place of keys."""

    def __init__(self, document: Document, register: Register) -> None:
        self.document = document
        self.names = _all_names(document)
        self.register = register

    def values(self, news: _Risks, risks: Mapping[bytes, RegisteredRisk]) -> list[ChangedValue]:
        actions = {action.key: (risk, action) for risk in risks.values() for action in risk.actions}
        found = [
            self._line(risks[key], at, N_("New risk"), "", risks[key].event) for key, at in self._born(news, risks)
        ]
        for key, change_set in news.new_actions.items():
            if key in actions and actions[key][0].key not in news.born:
                risk, action = actions[key]
                found.append(self._line(risk, change_set, N_("New action"), "", f"{action.ref} {action.title}"))
        for (table, key, column), net in news.nets.items():
            found += self._changed(table, key, column, net, news, risks, actions)
        for (key, table, target), (balance, change_set) in news.links.items():
            if balance and key in risks and key not in news.born:
                name = self.names.get(target, "")
                pair = ("", name) if balance > 0 else (name, "")
                found.append(self._line(risks[key], change_set, _LINKED[table], *pair))
        return sorted(found, key=lambda one: (one.at, one.ref), reverse=True)

    def _born(self, news: _Risks, risks: Mapping[bytes, RegisteredRisk]) -> list[tuple[bytes, ChangeSet]]:
        return [(key, change_set) for key, change_set in news.born.items() if key in risks]

    def _changed(
        self,
        table: str,
        key: bytes,
        column: str,
        net: _Net,
        news: _Risks,
        risks: Mapping[bytes, RegisteredRisk],
        actions: Mapping[bytes, Any],
    ) -> list[ChangedValue]:
        risk = risks.get(key) if table == "risk" else actions.get(key, (None,))[0]
        if risk is None or net.before == net.after or column in _SILENT or risk.key in news.born:
            return []
        if table == "action" and key in news.new_actions:
            return []
        field = fields_of(m.Risk if table == "risk" else m.Action)[column]
        what = (
            _PLAIN_WORDS.get(column, field.label)
            if table == "risk"
            else f"{actions[key][1].ref}: {translate(field.label)}"
        )
        line = self._line(risk, net.last, what, self._shown(field, net.before), self._shown(field, net.after))
        if table == "risk" and column in _ACCEPTING and risk.acceptance and net.after is not None:
            line = replace(line, why=risk.acceptance.reason)
        return [line]

    def _shown(self, field: Any, value: Any) -> str:
        if field.kind is Kind.REFERENCE:
            return self.names.get(value, "")
        return str(field.format(value))

    def _line(self, risk: RegisteredRisk, last: ChangeSet, what: str, before: str, after: str) -> ChangedValue:
        speaker = self.names.get(last.speaker, "") if last.speaker else ""
        return ChangedValue(
            at=last.at,
            risk=risk.key,
            ref=risk.ref,
            what=translate(what),
            before=before,
            after=after,
            by=speaker or last.who,
            why=_circumstance(last),
        )


def _circumstance(change_set: ChangeSet) -> str:
    """Return what explains a change: the reason of an agreement, or the label of an edit that did more than it."""
    for change in change_set.changes:
        if change.table == "agreement":
            return str(change.values.get("reason", ("", None))[1] or translate(N_("agreed after a round of scoring")))
    told = [change for change in change_set.changes if change.table in ("risk", "action")]
    plain = len(told) == 1 and (told[0].op == "insert" or len(told[0].values) == 1)
    return "" if plain and change_set.kind == "edit" else change_set.label


def _all_names(document: Document) -> dict[bytes | None, str]:
    """Return what the columns of risks and actions may point at, by key."""
    sources = (
        (m.Person, "name"), (m.Threat, "name"), (m.ImpactCategory, "name"), (m.Risk, "event"), (m.Service, "name"),
        (m.Component, "name"), (m.Supplier, "name"),
    )  # fmt: skip
    names: dict[bytes | None, str] = {}
    for model, column in sources:
        table: Any = model.__table__
        rows: list[Any] = document.rows(select(table.c.id, table.c[column]))
        names.update({row[0]: row[1] for row in rows})
    return names
