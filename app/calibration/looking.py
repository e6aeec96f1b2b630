"""What should be looked at before sign-off: service by service, each with the reason in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median_high, median_low
from typing import Any

from sqlalchemy import func, select

from app import model as m
from app.calibration.parts import (
    ALONE,
    CHANGED,
    DEPENDANTS,
    FEWEST,
    KINDS,
    NO_REASON,
    OLD,
    OUTLIER,
    REASON,
    TIERS_AWAY,
    UNAPPROVED,
    UNSCORED,
    Departments,
    Entry,
)  # fmt: skip
from app.dates import add_months, format_date
from app.document import Document
from app.durations import BEYOND, format_duration
from app.i18n import N_, translate
from app.model.bia import TARGET
from app.services import ServiceRow

_TIER_AWAY = N_("Tier {tier}, but the median of {department} is Tier {median}.")
_MTPD_SHORTER = N_(
    "MTPD {mtpd}, although none of the {n} services that need it is intolerable before {other} ({name})."
)
_INSTEAD = N_("{target} {value} instead of {proposed}, without a reason.")
_INSTEAD_BECAUSE = N_("{target} {value} instead of {proposed}: {reason}")
_UNPROPOSED = N_("{target} {value} although none was proposed, without a reason.")
_UNPROPOSED_BECAUSE = N_("{target} {value} although none was proposed: {reason}")
_CHANGED = N_("{names} changed since {person} approved on {day}.")
_OLD = N_("Approved on {day} by {person}; a year is over.")
_RATED = N_("The interview has begun, nobody has approved it yet.")
_NOT_BEGUN = N_("The interview has not begun.")
_PARTLY = N_("{n} of {of} cells scored.")
_ALONE = N_("Scored by {person} alone.")
_NOBODY = N_("It is not on record who scored it.")


def entries(document: Document, rows: Mapping[bytes, ServiceRow], departments: Departments) -> tuple[Entry, ...]:
    """Return everything that should be looked at, in the order of ``KINDS``, then by reference."""
    return _Entries(document, rows, departments).all()


class _Entries:
    """Finds what to look at, service by service."""

    def __init__(self, document: Document, rows: Mapping[bytes, ServiceRow], departments: Departments) -> None:
        self.document, self.rows = document, rows
        self.medians = {key: _median_tiers(members) for key, _, members in departments}
        self.names = {key: name for key, name, _ in departments}

    def all(self) -> tuple[Entry, ...]:
        """Return everything in the order of ``KINDS``, then by reference."""
        found = [*self._far_tiers(), *self._impatient(), *self._overridden(), *self._approvals(), *self._scored()]
        order = list(KINDS)
        return tuple(sorted(found, key=lambda entry: (order.index(entry.kind), entry.ref, entry.words)))

    def _entry(self, kind: str, row: ServiceRow, words: str, **gaps: Any) -> Entry:
        name = self.names[row.department_id]
        return Entry(kind, row.key, row.ref, row.name, name, row.department_id, translate(words, **gaps))

    def _far_tiers(self) -> Iterable[Entry]:
        for row in self.rows.values():
            median = self.medians[row.department_id]
            if row.tier is None or median is None:
                continue
            nearer = min(median, key=lambda tier: abs(tier - (row.tier or 0)))
            if abs(row.tier - nearer) > TIERS_AWAY:
                gaps = {"tier": row.tier, "median": nearer, "department": self.names[row.department_id]}
                yield self._entry(OUTLIER, row, _TIER_AWAY, **gaps)

    def _impatient(self) -> Iterable[Entry]:
        for key, dependants in _hard_dependants(self.document, self.rows).items():
            row = self.rows[key]
            known = [one for one in dependants if one.mtpd is not None]
            if row.mtpd is None or len(known) < DEPENDANTS:
                continue
            soonest = min(known, key=lambda one: (one.mtpd or 0, one.ref))
            if row.mtpd < (soonest.mtpd or 0):
                gaps = {"mtpd": format_duration(row.mtpd), "other": format_duration(soonest.mtpd)}
                yield self._entry(OUTLIER, row, _MTPD_SHORTER, name=soonest.name, n=len(known), **gaps)

    def _overridden(self) -> Iterable[Entry]:
        table = m.TargetDecision.__table__
        query = select(table.c.service_id, table.c.target, table.c.proposed, table.c.reason)
        decided = self.document.rows(query.where(table.c.target.in_(("mtpd", "rto"))))
        harmless = {one.service_id for one in decided if one.target == "mtpd" and one.proposed == BEYOND}
        for one in decided:
            row = self.rows.get(one.service_id)
            value = getattr(row, one.target) if row is not None else None
            unproposed = one.proposed is None and one.target == "rto" and one.service_id in harmless
            if row is None or value is None or value == one.proposed or (one.proposed is None and not unproposed):
                continue
            gaps = {
                "target": translate(TARGET[one.target]),
                "value": format_duration(value),
                "proposed": format_duration(one.proposed),
                "reason": (one.reason or "").strip(),
            }
            words = (_UNPROPOSED, _UNPROPOSED_BECAUSE) if unproposed else (_INSTEAD, _INSTEAD_BECAUSE)
            yield self._entry(REASON if gaps["reason"] else NO_REASON, row, words[bool(gaps["reason"])], **gaps)

    def _approvals(self) -> Iterable[Entry]:
        year_ago = add_months(self.document.today(), -12)
        for row in self.rows.values():
            day = row.approved_on
            gaps = {"person": row.approved_by, "day": format_date(day) if day is not None else ""}
            if day is not None and row.changed:
                names = ", ".join(translate(TARGET[name]) for name in row.changed)
                yield self._entry(CHANGED, row, _CHANGED, names=names, **gaps)
            if day is not None and day < year_ago:
                yield self._entry(OLD, row, _OLD, **gaps)
            elif day is None and row.bia_state != "not started":
                yield self._entry(UNAPPROVED, row, _RATED)

    def _scored(self) -> Iterable[Entry]:
        for row in self.rows.values():
            if row.scored < row.cells:
                words = _PARTLY if row.scored else _NOT_BEGUN if row.bia_state == "not started" else _PARTLY
                yield self._entry(UNSCORED, row, words, n=row.scored, of=row.cells)
        voted = {found.subject_id for found in self.document.rows(select(m.Poll.__table__.c.subject_id).distinct())}
        people = {one.id: one.name for one in self.document.all(m.Person)}
        for found in self.document.rows(_voices()):
            held = self.rows.get(found.service_id)
            if held is not None and not found.notes and found.speakers < 2 and found.service_id not in voted:
                person = people.get(found.speaker, "")
                yield self._entry(ALONE, held, _ALONE if person else _NOBODY, person=person)


def _voices() -> Any:
    """Return the query that says per service with a grid how many cells have a note and how many people scored."""
    table = m.ImpactScore.__table__
    return select(
        table.c.service_id,
        func.count(table.c.note).label("notes"),
        func.count(table.c.speaker_id.distinct()).label("speakers"),
        func.min(table.c.speaker_id).label("speaker"),
    ).group_by(table.c.service_id)


def _median_tiers(members: Sequence[ServiceRow]) -> tuple[int, int] | None:
    """Return the two middle tiers of a department (the same twice if their number is odd); ``None`` for too few."""
    tiers = [row.tier for row in members if row.tier is not None]
    return (median_low(tiers), median_high(tiers)) if len(tiers) >= FEWEST else None


def _hard_dependants(document: Document, rows: Mapping[bytes, ServiceRow]) -> dict[bytes, list[ServiceRow]]:
    """Return for each service the services that cannot do without it: hard edges without alternatives."""
    table = m.Dependency.__table__
    query = select(table.c.source_id, table.c.target_id).where(table.c.hard, table.c.group_id.is_(None))
    found: dict[bytes, list[ServiceRow]] = defaultdict(list)
    for edge in document.rows(query):
        if edge.source_id in rows and edge.target_id in rows:
            found[edge.target_id].append(rows[edge.source_id])
    return found
