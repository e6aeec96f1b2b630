"""Reads business impact analyses out of a session, each table once, for the BIA report and the owners' BIA sheets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app import bia, checks, interviews, loss, polls
from app import model as m
from app.calibration import calibration
from app.checks.strategies import capability
from app.facts import Facts
from app.facts.rows import Component
from app.i18n import translate
from app.model.bia import MANNER
from app.network import graph
from app.planning.foundation import Ground, foundation
from app.planning.lookups import Lookups
from app.reports import bia_content as c
from app.reports.bia_parts import missing_parts
from app.scales import read_scales
from app.services import ServiceRow, services
from app.strategy import worst_case_loss, worst_of

if TYPE_CHECKING:
    from app.document import Document

#: The rules whose findings belong to a business impact analysis: its own, and what its targets ask of others.
LETTERS = frozenset("BDRSV")


def read_bia(document: Document, keys: Sequence[bytes] = (), *, maps: bool = True) -> c.BiaContent:
    """Return the analyses of the services ``keys``, or of all that are not retired if there are none.

    ``maps`` also works out what each service stands on, which sheets do not draw.
    """
    reading = _Reading(document)
    every = services(document)
    chosen = [row for row in every if row.key in keys] if keys else [row for row in every if row.status != "retired"]
    chosen.sort(key=lambda row: row.ref)
    found = tuple(reading.service(row, maps=maps) for row in chosen)
    info = document.row(select(m.SessionInfo.__table__))
    shown = {row.key for row in chosen}
    return c.BiaContent(
        organisation=info.organisation if info else "",
        session_title=info.title if info else "",
        confidentiality=info.confidentiality if info else "",
        language=info.language if info else "en",
        currency=info.currency if info else "EUR",
        revenue=info.annual_revenue if info else None,
        cautious=bool(info and info.cautious_mtpd),
        facilitator=reading.look.person_name(info.facilitator_id) if info else "",
        as_of=document.now(),
        today=document.today(),
        scales=reading.scales,
        people=reading.look.people,
        names={key: name for key, row in reading.look.entities.items() if (name := reading.named(key, row))},
        services=found,
        waivers=tuple(one for one in reading.waivers if not keys or one.subject in shown or one.node in shown),
        findings=tuple(one for one in reading.findings if not keys or one.subject in shown or one.node in shown),
        limited=bool(keys),
        retired=sum(row.status == "retired" for row in every),
        calibration=calibration(document) if maps and not keys else None,
    )


class _Reading:
    """Tables that the analyses are put together from, each read when it is first asked for."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.look = Lookups(document)
        self.scales = read_scales(document)
        self.facts = Facts.read(document)
        self._lists: dict[type[Any], Mapping[bytes, list[Any]]] = {}

    def of(self, model: type[Any], service: bytes) -> tuple[Any, ...]:
        """Return the rows of a table that belong to a service."""
        if model not in self._lists:
            found: dict[bytes, list[Any]] = defaultdict(list)
            for row in self.document.all(model):
                found[row.service_id].append(row)
            self._lists[model] = found
        return tuple(self._lists[model].get(service, ()))

    def service(self, row: ServiceRow, *, maps: bool) -> c.ServiceBia:
        """Return the analysis of one service."""
        key, document = row.key, self.document
        answers = self.of(m.Answer, key)
        grid = interviews.grid(document, key, scales=self.scales)
        found = c.ServiceBia(
            row=row,
            service=self.rows[key],
            bia=self.bias.get(key),
            owner=self.look.person(row.owner_id),
            deputy=self.look.person(row.deputy_id),
            grid=grid,
            proposal=self._proposal(row, grid),
            decisions={one.target: one for one in self.of(m.TargetDecision, key)},
            peaks=tuple(sorted(self.of(m.Peak, key), key=lambda one: (one.mtpd is None, one.mtpd or 0, one.name))),
            obligations=self.of(m.Obligation, key),
            records=self.of(m.VitalRecord, key),
            key_roles=self.of(m.KeyRole, key),
            outages=tuple(sorted(self.of(m.PastOutage, key), key=lambda one: one.occurred_on or date.min)),
            resources=self._resources(key),
            needs=self._needs(row),
            dependants=self._dependants(row),
            loss=loss.loss_curve(document, key),
            worst_loss=self._worst_loss(key),
            capability=capability(self.facts, key) if key in self.facts.services else None,
            dissents=self._dissents.get(key, ()),
            signature=self._signature(key),
            changed=_changed(document, row),
            talks=tuple(_talks(answers, self.look, self.meetings)),
            asked={one.question: one.at.astimezone().date() for one in answers if one.state == "answered"},
            findings=self.findings_of.get(key, ()),
            ground=foundation(self.ground, [key]) if maps else None,
        )
        return missing_parts(found, {one.question for one in answers if one.state == "answered"})

    @cached_property
    def rows(self) -> Mapping[bytes, Any]:
        return {row.id: row for row in self.document.all(m.Service)}

    @cached_property
    def bias(self) -> Mapping[bytes, Any]:
        return {row.id: row for row in self.document.all(m.Bia)}

    @cached_property
    def ground(self) -> Ground:
        return Ground(self.document, self.look)

    @cached_property
    def meetings(self) -> Mapping[bytes, str]:
        return {row.id: row.title for row in self.document.all(m.Meeting)}

    @cached_property
    def cautious(self) -> bool:
        return bool(self.document.scalar(select(m.SessionInfo.__table__.c.cautious_mtpd)))

    def _proposal(self, row: ServiceRow, grid: interviews.Grid) -> bia.Proposal:
        rows = [line.row() for line in grid.lines]
        return bia.propose(rows, grid.horizons, wrt=row.wrt, confirmed_mtpd=row.mtpd, cautious=self.cautious)

    def named(self, key: bytes, entity: Any) -> str:
        """Return the name of what findings are about, with its reference."""
        name = self.look.citation(key).name or self.plans.get(key, "")
        return " ".join(part for part in (entity.ref or "", name) if part)

    @cached_property
    def plans(self) -> Mapping[bytes, str]:
        return {row.id: row.title for row in self.document.all(m.Plan)}

    # --- what it stands on ---

    @cached_property
    def graph(self) -> Any:
        return graph(self.document)

    @cached_property
    def notes(self) -> Mapping[tuple[bytes, bytes], str]:
        table = m.Dependency.__table__
        rows = self.document.rows(select(table.c.source_id, table.c.target_id, table.c.note))
        return {(row.source_id, row.target_id): row.note for row in rows if row.note}

    def _member(self, row: ServiceRow, key: bytes) -> c.Member:
        cited, other = self.look.citation(key), self.look.services.get(key)
        foreign = other is not None and other.department_id != row.department_id
        return c.Member(key, cited.ref, cited.name, self.ground.kind(key), self.ground.back_in(key), foreign)

    def _needs(self, row: ServiceRow) -> tuple[c.NeedLine, ...]:
        hard = [(need.members, True, need.needed) for need in self.graph.hard.get(row.key, ())]
        soft = [((key,), False, 1) for key in self.graph.soft.get(row.key, ())]
        return tuple(
            c.NeedLine(
                tuple(sorted((self._member(row, key) for key in members), key=lambda one: one.ref)),
                is_hard,
                needed,
                "; ".join(note for key in members if (note := self.notes.get((row.key, key)))),
            )
            for members, is_hard, needed in [*hard, *soft]
        )

    @cached_property
    def users(self) -> Mapping[bytes, set[bytes]]:
        """Which services need or use each node directly."""
        found: dict[bytes, set[bytes]] = defaultdict(set)
        for source in self.look.services:
            for need in self.graph.hard.get(source, ()):
                for key in need.members:
                    found[key].add(source)
            for key in self.graph.soft.get(source, ()):
                found[key].add(source)
        return found

    def _dependants(self, row: ServiceRow) -> tuple[c.Member, ...]:
        return tuple(sorted((self._member(row, key) for key in self.users.get(row.key, ())), key=lambda one: one.ref))

    def _worst_loss(self, key: bytes) -> int | None:
        """Return the worst data loss of what the service's data stand on; alternatives count by the best."""
        if key not in self.facts.services:
            return None
        return worst_of(min(map(_loss, members)) for members in self.facts.graph.stores(key))

    # --- resources, dissent, approval ---

    @cached_property
    def _quantities(self) -> Mapping[bytes, dict[int, int]]:
        horizons = {one.id: one.minutes for one in self.document.all(m.Horizon)}
        found: dict[bytes, dict[int, int]] = defaultdict(dict)
        for row in self.document.all(m.ResourceQuantity):
            found[row.resource_id][horizons[row.horizon_id]] = row.quantity
        return found

    def _resources(self, key: bytes) -> tuple[c.ResourceNeed, ...]:
        kinds = list(m.bia.RESOURCE_KIND)
        rows = sorted(self.of(m.Resource, key), key=lambda row: (kinds.index(row.kind), row.what))
        return tuple(
            c.ResourceNeed(row.kind, row.what, row.note or "", self._quantities.get(row.id, {})) for row in rows
        )

    @cached_property
    def _dissents(self) -> Mapping[bytes, tuple[c.Dissenting, ...]]:
        names = {
            row.id: row.name
            for model in (m.ImpactCategory, m.Horizon)
            for row in self.document.all(model)
            if hasattr(row, "name")
        } | {row.id: row.label for row in self.document.all(m.Horizon)}
        found: dict[bytes, list[c.Dissenting]] = defaultdict(list)
        for poll in polls.polls(self.document):
            for row in poll.dissents:
                found[poll.subject].append(_dissent(poll, row, names, self.look))
        return {key: tuple(rows) for key, rows in found.items()}

    @cached_property
    def _sheets(self) -> Mapping[bytes, str]:
        table = m.Attachment.__table__
        return {row.id: row.title for row in self.document.rows(select(table.c.id, table.c.title))}

    @cached_property
    def _approvals(self) -> Mapping[bytes, Any]:
        order = (m.BiaApproval.version, m.BiaApproval.approved_at)
        return {row.service_id: row for row in self.document.all(m.BiaApproval, order_by=order)}

    def _signature(self, key: bytes) -> c.Signature | None:
        row = self._approvals.get(key)
        if row is None:
            return None
        manner = translate(MANNER[row.manner]) if row.manner else ""
        sheet = self._sheets.get(row.sheet_id, "") if row.sheet_id else ""
        on = row.approved_at.astimezone().date()
        return c.Signature(row.version, row.approved_by, on, manner, row.remark or "", sheet)

    # --- findings ---

    @cached_property
    def findings(self) -> tuple[checks.Finding, ...]:
        """What the rules of an analysis find, the most urgent first."""
        ids = [rule.id for rule in checks.rules() if rule.id[0] in LETTERS]
        return tuple(checks.check_facts(self.facts, ids))

    @cached_property
    def findings_of(self) -> Mapping[bytes, tuple[checks.Finding, ...]]:
        """The findings of each service: its own, and what suppliers promise it."""
        found: dict[bytes, list[checks.Finding]] = defaultdict(list)
        for one in self.findings:
            own = one.subject if one.subject_kind == "service" else one.node if one.node_kind == "service" else None
            if own is not None:
                found[own].append(one)
        return {key: tuple(rows) for key, rows in found.items()}

    @cached_property
    def waivers(self) -> tuple[c.WaiverLine, ...]:
        """The acceptances of such findings that have not run out."""
        titles = {rule.id: rule.title for rule in checks.rules()}
        rows = self.document.all(m.Waiver, m.Waiver.expires_on >= self.document.today(), order_by=m.Waiver.expires_on)
        return tuple(self._waiver(row, titles) for row in rows if row.rule[:1] in LETTERS)

    def _waiver(self, row: Any, titles: Mapping[str, str]) -> c.WaiverLine:
        keys = [key for key in (row.subject_id, row.node_id) if key is not None]
        about = " · ".join(self.named(key, self.look.entities[key]) for key in keys if key in self.look.entities)
        title = translate(titles[row.rule]) if row.rule in titles else row.rule
        by = self.look.person_name(row.person_id)
        return c.WaiverLine(self.look.ref(row.id), title, row.subject_id, row.node_id, about, row.reason, by,
                            row.granted_on, row.expires_on)  # fmt: skip


def _loss(store: Component) -> int:
    return worst_case_loss(store.backup_interval, store.backup_run, store.backup_copy_lag) or 0


def _dissent(poll: polls.PollRow, row: Any, names: Mapping[bytes, str], look: Lookups) -> c.Dissenting:
    parts = [names.get(key, "") for key in (poll.category, poll.horizon) if key is not None]
    about = ", ".join(part for part in parts if part) or translate(m.scoring.DIMENSION[poll.dimension])
    agreed = poll.agreement.level if poll.agreement is not None else None
    named = look.person_name(row.person_id)
    return c.Dissenting(about, agreed, row.level, row.role, named, row.reason, row.changes_outcome, row.review_on)


def _changed(document: Document, row: ServiceRow) -> tuple[c.Edited, ...]:
    """Return what was edited since the approval."""
    return tuple(
        c.Edited(
            one.label, one.before, one.after, one.at.astimezone().date() if one.at else None, one.who, one.question
        )
        for one in interviews.changed_since_approval(document, row.key)
    )


def _talks(answers: Iterable[Any], look: Lookups, meetings: Mapping[bytes, str]) -> Iterable[c.Talk]:
    """Yield who answered on which day, the first day first."""
    counted: dict[tuple[date, str, str], int] = defaultdict(int)
    for one in answers:
        if one.state == "answered":
            meeting = meetings.get(one.meeting_id, "") if one.meeting_id else ""
            counted[one.at.astimezone().date(), look.person_name(one.speaker_id), meeting] += 1
    for (on, who, meeting), number in sorted(counted.items()):
        yield c.Talk(who, on, meeting, number)
