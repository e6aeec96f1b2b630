"""How the rows, fields and values of a session are called in sentences, also when they are long deleted.

Serves everything that tells history: the History page, restoring, checkpoints and copies. Never a name of a table, a
column or a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from app import entities, listings
from app.fields import Field, Kind, fields_of
from app.i18n import N_, plural, translate
from app.model import Base, EntityRow

if TYPE_CHECKING:
    from app.document import Document

#: Tables that only keep the books of others and say nothing to a person.
BOOKS = frozenset({"entity", "ref_counter", "import_profile"})
#: Columns that do.
_SILENT = frozenset({"entity_kind", "position", "change_set", "former_refs"})
_SILENT_IN = frozenset({("meeting_entry", "field"), ("checkpoint", "number"), ("bia_approval", "content"),
                        ("returned_form", "content")})  # fmt: skip

#: What one and several rows are called, beside what ``entities.NOUNS`` names.
_NOUNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "agenda_point": (N_("agenda point"), N_("{n} agenda points")),
        "agreement": (N_("agreed value"), N_("{n} agreed values")),
        "answer": (N_("answer"), N_("{n} answers")),
        "attachment": (N_("attachment"), N_("{n} attachments")),
        "ballot": (N_("ballot"), N_("{n} ballots")),
        "band": (N_("risk band"), N_("{n} risk bands")),
        "bia": (N_("BIA"), N_("{n} BIAs")),
        "bia_approval": (N_("BIA approval"), N_("{n} BIA approvals")),
        "changed_node": (N_("changed thing"), N_("{n} changed things")),
        "checkpoint": (N_("checkpoint"), N_("{n} checkpoints")),
        "claimed_time": (N_("claimed time"), N_("{n} claimed times")),
        "clock_event": (N_("clock entry"), N_("{n} clock entries")),
        "dependency": (N_("dependency"), N_("{n} dependencies")),
        "dependency_group": (N_("dependency group"), N_("{n} dependency groups")),
        "dissent": (N_("dissent"), N_("{n} dissents")),
        "exercise_log": (N_("exercise log entry"), N_("{n} exercise log entries")),
        "exercise_service": (N_("service of an exercise"), N_("{n} services of exercises")),
        "export": (N_("export"), N_("{n} exports")),
        "feedback": (N_("feedback"), N_("{n} feedback answers")),
        "horizon": (N_("horizon"), N_("{n} horizons")),
        "hot_wash": (N_("hot wash remark"), N_("{n} hot wash remarks")),
        "impact_anchor": (N_("impact anchor"), N_("{n} impact anchors")),
        "impact_category": (N_("impact category"), N_("{n} impact categories")),
        "impact_level": (N_("impact level"), N_("{n} impact levels")),
        "impact_score": (N_("impact score"), N_("{n} impact scores")),
        "incident_gap": (N_("gap seen in an incident"), N_("{n} gaps seen in incidents")),
        "key_role": (N_("key role"), N_("{n} key roles")),
        "likelihood_level": (N_("likelihood level"), N_("{n} likelihood levels")),
        "matrix_cell": (N_("cell of the risk matrix"), N_("{n} cells of the risk matrix")),
        "meeting_entry": (N_("entry of the meeting log"), N_("{n} entries of meeting logs")),
        "note": (N_("note"), N_("{n} notes")),
        "own_column": (N_("cell of a column of your own"), N_("{n} cells of columns of your own")),
        "objective": (N_("objective"), N_("{n} objectives")),
        "obligation": (N_("obligation"), N_("{n} obligations")),
        "past_outage": (N_("past outage"), N_("{n} past outages")),
        "peak": (N_("peak"), N_("{n} peaks")),
        "plan_approval": (N_("plan approval"), N_("{n} plan approvals")),
        "plan_data_check": (N_("data check"), N_("{n} data checks")),
        "plan_distribution": (N_("distribution entry"), N_("{n} distribution entries")),
        "plan_do_not": (N_("“do not”"), N_("{n} “do nots”")),
        "plan_escalation": (N_("escalation"), N_("{n} escalations")),
        "plan_first_hour": (N_("first-hour line"), N_("{n} first-hour lines")),
        "plan_invoker": (N_("person who may invoke"), N_("{n} people who may invoke")),
        "plan_message": (N_("message"), N_("{n} messages")),
        "plan_notice": (N_("notice"), N_("{n} notices")),
        "plan_resource": (N_("resource of a plan"), N_("{n} resources of plans")),
        "plan_review": (N_("plan review"), N_("{n} plan reviews")),
        "plan_role": (N_("role of a plan"), N_("{n} roles of plans")),
        "plan_service": (N_("service of a plan"), N_("{n} services of plans")),
        "plan_step_citation": (N_("thing named in a step"), N_("{n} things named in steps")),
        "plan_step_order": (N_("order of steps"), N_("{n} orders of steps")),
        "plan_trigger": (N_("trigger"), N_("{n} triggers")),
        "poll": (N_("scoring"), N_("{n} scorings")),
        "poll_round": (N_("scoring round"), N_("{n} scoring rounds")),
        "resource": (N_("resource"), N_("{n} resources")),
        "resource_quantity": (N_("quantity of a resource"), N_("{n} quantities of resources")),
        "returned_form": (N_("returned questionnaire"), N_("{n} returned questionnaires")),
        "risk_node": (N_("thing at risk"), N_("{n} things at risk")),
        "risk_service": (N_("service at risk"), N_("{n} services at risk")),
        "seat": (N_("seat"), N_("{n} seats")),
        "service_result": (N_("result of a service"), N_("{n} results of services")),
        "session_info": (N_("session"), N_("{n} session settings")),
        "strategy_node": (N_("thing a strategy covers"), N_("{n} things strategies cover")),
        "target_decision": (N_("reason of a target"), N_("{n} reasons of targets")),
        "threat": (N_("threat"), N_("{n} threats")),
        "tier": (N_("tier"), N_("{n} tiers")),
        "vital_record": (N_("vital record"), N_("{n} vital records")),
    }
)


def _nouns(table: str) -> tuple[str, str]:
    return entities.NOUNS.get(table) or _NOUNS[table]


def noun(table: str) -> str:
    """Return what one row of a table is called."""
    return translate(_nouns(table)[0])


def counted(table: str, number: int) -> str:
    """Return so many rows of a table in words: ``1 service``, ``3 services``."""
    one, many = _nouns(table)
    if number == 1:
        return translate(N_("1 {noun}"), noun=translate(one))
    return plural(many, many, number)


def capital(text: str) -> str:
    """Return a text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def several(table: str) -> str:
    """Return what rows of a table are called together: ``services``."""
    return translate(_nouns(table)[1], n="").strip()


def spoken(table: str, column: str) -> Field | None:
    """Return the field of a column if it says something to a person."""
    if table not in Base.metadata.tables or column in _SILENT or (table, column) in _SILENT_IN:
        return None
    spec = fields_of(listings.model_of(table)).get(column)
    return None if spec is None or spec.kind is Kind.KEY else spec


class Wording:
    """Names rows and words values of one session; the names of what is pointed at are read once per kind."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._names: dict[str, Mapping[bytes, str]] = {}
        self._gone: dict[tuple[str, bytes], str] = {}

    def thing(self, table: str, key: bytes, values: Mapping[str, Any] | None = None) -> str:
        """Return noun and name of a row: ``service SVC-001 Payroll``; ``values`` are known ones of a row now gone."""
        return f"{noun(table)} {self.name(table, key, values)}".strip()

    def name(self, table: str, key: bytes, values: Mapping[str, Any] | None = None) -> str:
        """Return what a row is called, or whose it is, without its noun."""
        model = listings.model_of(table)
        row = self._document.get(model, key)
        if row is not None and issubclass(model, EntityRow):
            return entities.describe(self._document, key)
        known = dict(row._mapping) if row is not None else dict(values or {})
        by = entities.known_by(model)
        if row is None and by not in known:
            known = {**self._last_known(table, key), **known}
        return str(known.get(by) or "") or self._owners(table, known)

    def _last_known(self, table: str, key: bytes) -> dict[str, Any]:
        """Return what a row held when it was deleted, or nothing."""
        newest = self._document.history(limit=1, table=table, row=key)
        changes = newest[0].changes if newest else ()
        return {name: pair[0] for change in changes if change.op == "delete" for name, pair in change.values.items()}

    def _owners(self, table: str, known: Mapping[str, Any]) -> str:
        specs = fields_of(listings.model_of(table)).items()
        pointing = [(spec, known.get(name)) for name, spec in specs if spec.kind is Kind.REFERENCE]
        keys = [(spec, key) for spec, key in pointing if key is not None]
        required = [pair for pair in keys if pair[0].required] or keys[:1]
        names = [self.pointed_at(spec.to, key) for spec, key in required]
        return translate(N_("of {owner}"), owner=", ".join(names)) if names else ""

    def told(self, spec: Field, value: Any) -> str:
        """Return a value as a person reads it; nothing gives an empty text."""
        if value is not None and spec.kind is Kind.REFERENCE:
            return self.pointed_at(spec.to, value)
        return spec.format(value)

    def stored(self, table: str, column: str, stored: Any) -> str:
        """Return a stored value of a column as a person reads it."""
        spec = spoken(table, column)
        return "" if spec is None else self.told(spec, self._document.value_of(table, column, stored))

    def pointed_at(self, table: str, key: bytes) -> str:
        """Return the name of what a reference points at, also when that is gone."""
        if table not in self._names:
            self._names[table] = listings.names(self._document, table) if _has_names(table) else {}
        found = self._names[table].get(key)
        if found:
            return found
        return self._unnamed(table, key)

    def _unnamed(self, table: str, key: bytes) -> str:
        if (table, key) not in self._gone:
            self._gone[table, key] = ""  # so that a ring of links ends
            self._gone[table, key] = self._look_back(table, key)
        return self._gone[table, key]

    def _look_back(self, table: str, key: bytes) -> str:
        if table != "entity" and self._document.get(listings.model_of(table), key) is not None:
            return self.thing(table, key)
        for change_set in self._document.history(row=key, limit=3):
            for change in change_set.changes:
                if change.op == "delete" and change.table in Base.metadata.tables and change.table not in BOOKS:
                    name = self.name(change.table, key, {c: pair[0] for c, pair in change.values.items()})
                    return translate(N_("{name} (deleted)"), name=name)
        return translate(N_("(deleted)"))


def _has_names(table: str) -> bool:
    return table == "entity" or bool(entities.known_by(listings.model_of(table)))
