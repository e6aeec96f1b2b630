"""Takes over what a person accepted of a register that came back, as one edit that Undo takes back.

Serves the dialog and the command line. People whom the session does not know are added once each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app import entities, risks
from app import model as m
from app.i18n import N_, UserError, translate
from app.programme import add_action
from app.register.returning import scales as scales_back
from app.register.returning.fields import ACTION_FIELDS, OWN, RISK_FIELDS
from app.register.returning.lines import Comparison, Group, Line
from app.register.returning.values import NewPerson

if TYPE_CHECKING:
    from app.document import Document

_STALE = N_("The session was changed after this comparison was made. Look at it again, then take it over.")
_LABEL = N_("Take back the risk register from {whom}")
_NEEDS = N_("A new row cannot stand without its name; accept that, too, or reject the row.")


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was done: how many lines were taken, the new risks and actions, how many people were added, the label."""

    taken: int
    risks: tuple[bytes, ...]
    actions: tuple[bytes, ...]
    people: int
    label: str


def take(
    document: Document, comparison: Comparison, accepted: Iterable[str], *, whom: str = "", speaker: bytes | None = None
) -> TakenBack:
    """Take over the lines whose ids are ``accepted``, as one edit named after ``whom`` (or the file).

    Raises ``UserError`` if the session was changed since the comparison, or a new row lacks what it needs.
    """
    if document.version != comparison.version:
        raise UserError(_STALE)
    chosen = {id_ for id_ in accepted if (line := comparison.by_id.get(id_)) is not None and line.takeable}
    for group in comparison.groups:
        own = {line.id for line in group.lines} & chosen
        if own and group.needs and group.needs not in own:
            raise UserError(_NEEDS)
    label = translate(_LABEL, whom=(whom or comparison.returned.name)[:80])
    if not chosen:
        return TakenBack(0, (), (), 0, "")
    with document.edit(label, speaker=speaker) as session:
        taker = _Taker(document, session, comparison, chosen)
        taker.take()
    return TakenBack(len(chosen), tuple(taker.risks), tuple(taker.actions), len(taker.people), label)


class _Taker:
    def __init__(self, document: Document, session: Any, comparison: Comparison, chosen: set[str]) -> None:
        self.document, self.session, self.comparison, self.chosen = document, session, comparison, chosen
        self.people: dict[str, bytes] = {}
        self.risks: list[bytes] = []
        self.actions: list[bytes] = []
        self._rows: dict[str, bytes] = {}  #: the new risks, by the row that they stand in

    def take(self) -> None:
        """Take risks and actions first, then columns, then scales."""
        for group in self.comparison.groups:
            lines = [line for line in group.lines if line.id in self.chosen]
            if lines:
                getattr(self, "_" + group.kind.replace(" ", "_"))(group, lines)

    # --- one kind of group each ---

    def _risk(self, group: Group, lines: list[Line]) -> None:
        fields = {line.field: self._value(line) for line in lines if line.table == "risk"}
        self._fill_risk(group.key, fields)
        by_action: dict[bytes, dict[str, Any]] = defaultdict(dict)
        for line in lines:
            if line.table == "action":
                by_action[line.key][line.field.removeprefix("action.")] = self._value(line)
            elif line.table == "own":
                self._keep(group.key, line.field.removeprefix(OWN), line.value)
        for action, values in by_action.items():
            self._fill_action(action, group.key, values)

    def _new(self, group: Group, lines: list[Line]) -> None:
        values = {line.field: self._value(line) for line in lines if line.table == "risk"}
        event = values.pop("event")
        services, nodes = values.pop("services", ()), values.pop("nodes", ())
        columns = {RISK_FIELDS[name].column: value for name, value in values.items()}
        threat = columns.pop("threat_id", None)
        columns = _accepted_on(self.document, columns)
        risk = risks.add_risk(self.document, event, services, threat=threat, nodes=nodes, **columns)
        self.risks.append(risk)
        self._rows[group.id] = risk
        action = {line.field.removeprefix("action."): self._value(line) for line in lines if line.table == "action"}
        if action:
            self._fill_action(b"", risk, action)
        for line in lines:
            if line.table == "own":
                self._keep(risk, line.field.removeprefix(OWN), line.value)

    def _action(self, group: Group, lines: list[Line]) -> None:
        self._fill_action(group.key, b"", {line.field.removeprefix("action."): self._value(line) for line in lines})

    def _new_action(self, group: Group, lines: list[Line]) -> None:
        self._fill_action(b"", group.key, {line.field: self._value(line) for line in lines})

    def _columns(self, group: Group, lines: list[Line]) -> None:
        for line in lines:
            for about, text in line.value.items():
                subject = self._rows.get(about) if isinstance(about, str) else about
                if subject is not None:
                    self._keep(subject, line.field.removeprefix(OWN), text)

    def _scales(self, group: Group, lines: list[Line]) -> None:
        chosen = {line.id.removeprefix("scales."): line.value for line in lines}
        scales_back.take(self.document, self.session, chosen)

    # --- writing ---

    def _value(self, line: Line) -> Any:
        """Return the value of a line as it is stored; a person who is not known yet is added once."""
        if not isinstance(line.value, NewPerson):
            return line.value
        name = line.value.name
        if name.casefold() not in self.people:
            self.people[name.casefold()] = entities.create(self.session, m.Person, name=name).id
            self.session.flush()
        return self.people[name.casefold()]

    def _fill_risk(self, risk: bytes, fields: dict[str, Any]) -> None:
        if "services" in fields:
            risks.set_services(self.document, risk, fields.pop("services"))
        if "nodes" in fields:
            risks.set_nodes(self.document, risk, fields.pop("nodes"))
        values = {RISK_FIELDS[name].column: value for name, value in fields.items()}
        if values:
            entities.set_fields(self.document, m.Risk, risk, _accepted_on(self.document, values))

    def _fill_action(self, action: bytes, risk: bytes, values: dict[str, Any]) -> None:
        columns = {ACTION_FIELDS[name].column: value for name, value in values.items()}
        if "state" in columns:
            columns["closed_on"] = self.document.today() if columns["state"] in ("closed", "dropped") else None
        if action:
            entities.set_fields(self.document, m.Action, action, columns)
            return
        columns.pop("origin_id", None)
        title = columns.pop("title", None)
        if not title:
            raise UserError(_NEEDS)
        owner, due = columns.pop("owner_id", None), columns.pop("due_on", None)
        self.actions.append(add_action(self.document, title, origin=risk, owner=owner, due=due, **columns))

    def _keep(self, subject: bytes, name: str, text: str) -> None:
        """Keep a text under the name of its column; an empty one is kept no longer."""
        row = self.session.query(m.OwnColumn).filter_by(subject_id=subject, name=name).one_or_none()
        if row is not None and not text:
            self.session.delete(row)
        elif row is not None:
            row.text = text
        elif text:
            self.session.add(m.OwnColumn(id=m.new_key(), subject_id=subject, name=name, text=text[:20_000]))
        self.session.flush()


def _accepted_on(document: Document, values: dict[str, Any]) -> dict[str, Any]:
    """Add the day of an acceptance that the workbook tells of: it counts from today."""
    if values.get("accepted_by_id") or values.get("accepted_until"):
        return {**values, "accepted_on": document.today()}
    return values
