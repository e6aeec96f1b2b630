"""Reads a plan out of the session as one frozen whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app import model as m
from app.document import Document
from app.i18n import N_, UserError, translate
from app.model.exercise import TECHNICAL
from app.planning import content as c
from app.planning.foundation import Ground, foundation
from app.planning.lookups import Lookups
from app.planning.notices import Known, filled, known_of
from app.planning.paths import Paths, side_by_side, step_paths
from app.plans import PlanStep

#: Columns of a plan that are taken as they are: texts, of which an empty one is "", and the rest.
_TEXTS = (
    "title", "version", "state", "purpose", "scope", "exclusions", "deactivation", "workaround", "incident_process",
    "return_to_normal", "offline_places", "bridge_number", "bridge_code", "offline_version", "note",
)  # fmt: skip
_DATES = ("allowance", "approved_on", "reviewed_on", "next_review_on", "expires_on", "offline_on")

_NO_PLAN = N_("This plan no longer exists; somebody deleted it.")


def read_plan(document: Document, key: bytes) -> c.PlanContent:
    """Return everything about the plan with this key. Raises ``UserError`` if there is none."""
    plan = document.get(m.Plan, key)
    if plan is None:
        raise UserError(_NO_PLAN)
    return _Reader(document, plan).content()


class _Reader:
    """Reads the parts of one plan."""

    def __init__(self, document: Document, plan: Any) -> None:
        self.document = document
        self.plan = plan
        self.look = Lookups(document)
        self.info = next(iter(document.all(m.SessionInfo)), None)
        self.links = document.all(m.PlanService, m.PlanService.plan_id == plan.id, order_by=m.PlanService.position)
        self.ground = Ground(document, self.look)

    def rows(self, model: Any, *order: Any) -> list[Any]:
        """Return the plan's rows of a table."""
        return self.document.all(model, model.plan_id == self.plan.id, order_by=order or None)

    def content(self) -> c.PlanContent:
        """Return the whole plan."""
        keys = self._order()
        steps = self.rows(m.PlanStep, m.PlanStep.number)
        timed = self._timed(steps)
        paths = step_paths(timed)
        planned = tuple(self._service(key, paths) for key in keys)
        roles = self._roles()
        content = c.PlanContent(
            **self._own_values(),
            services=planned,
            triggers=self._lines(m.Trigger),
            invokers=self._invokers(),
            first_hour=self._first_hour(),
            do_nots=self._lines(m.DoNot),
            roles=roles,
            steps=self._steps(steps, timed, paths, planned, roles),
            circular_steps=paths.circular,
            escalation=self._escalation(),
            messages=self._messages(),
            notices=(),
            resources=self._resources(),
            data_checks=self._data_checks(),
            suppliers=self._suppliers(keys),
            foundation=foundation(self.ground, keys),
            versions=self._versions(),
            reviews=self._reviews(),
            copies=self._copies(),
            trials=self._trials(keys),
            actions=self._actions(keys),
            waivers=self._waivers(keys),
        )
        return replace(content, notices=self._notices(known_of(content)))

    def _own_values(self) -> dict[str, Any]:
        """Return the values of the plan's own row, and whose plan it is."""
        plan, info, look = self.plan, self.info, self.look
        texts: dict[str, Any] = {name: getattr(plan, name) or "" for name in _TEXTS}
        return (
            texts
            | {name: getattr(plan, name) for name in _DATES}
            | {
                "key": plan.id,
                "ref": look.ref(plan.id),
                "organisation": info.organisation if info else "",
                "confidentiality": info.confidentiality if info else "",
                "language": info.language if info else "en",
                "today": self.document.today(),
                "owner": look.person(plan.owner_id),
                "approved_by": look.person(plan.approved_by_id),
                "order_note": plan.recovery_order or "",
            }
        )

    def _invokers(self) -> tuple[c.Contact, ...]:
        rows = self.rows(m.Invoker, m.Invoker.position)
        return tuple(person for row in rows if (person := self.look.person(row.person_id)))

    def _data_checks(self) -> tuple[c.Line, ...]:
        rows = self.rows(m.DataCheck, m.DataCheck.position)
        return tuple(c.Line(row.id, row.text, row.role or "") for row in rows)

    def _copies(self) -> tuple[c.Copy, ...]:
        rows = self.rows(m.Distribution)
        return tuple(c.Copy(row.recipient, row.form, row.version or "", row.handed_on) for row in rows)

    def _notices(self, known: Known) -> tuple[c.NoticeText, ...]:
        return tuple(
            c.NoticeText(row.id, row.title, row.audience, row.text, filled(row.text, known))
            for row in self.rows(m.Notice, m.Notice.position)
        )

    # --- services and steps ---

    def _order(self) -> list[bytes]:
        """Return the services of the plan in recovery order: what is needed first, then by tier and RTO."""
        listed = [row.service_id for row in self.links if row.service_id in self.look.services]
        return self.ground.ordered(listed)

    def _service(self, key: bytes, paths: Paths) -> c.PlannedService:
        link = next(row for row in self.links if row.service_id == key)
        row, look = self.look.services[key], self.look
        bia = self.document.get(m.Bia, key)
        chosen = next(
            iter(self.document.all(m.Strategy, m.Strategy.service_id == key, m.Strategy.state == "chosen")), None
        )
        allowance = link.allowance if link.allowance is not None else (self.plan.allowance or 0)
        return c.PlannedService(
            key=key, link_key=link.id, ref=row.ref, name=row.name,
            owner=look.person(row.owner_id), deputy=look.person(row.deputy_id),
            tier=row.tier, critical=row.critical,
            mtpd=row.mtpd, rto=row.rto, wrt=row.wrt, rpo=row.rpo,
            mbco_pct=row.mbco_pct, mbco_text=row.mbco_text, holds_data=row.holds_data,
            allowance=allowance, own_allowance=link.allowance,
            path=paths.longest.get(key), critical_steps=paths.critical.get(key, frozenset()),
            strategy=chosen.name if chosen else "", strategy_type=(chosen.type or "") if chosen else "",
            rtc=chosen.rtc if chosen else None,
            purpose=(bia.purpose or "") if bia else "", workaround=_workaround(bia),
        )  # fmt: skip

    def _timed(self, steps: list[Any]) -> list[PlanStep]:
        numbers = {row.id: row.number for row in steps}
        after: dict[bytes, list[int]] = defaultdict(list)
        for row in self.document.all(m.StepOrder):
            if row.step_id in numbers and row.after_id in numbers:
                after[row.step_id].append(numbers[row.after_id])
        return [PlanStep(row.number, row.minutes, tuple(sorted(after[row.id])), row.service_id) for row in steps]

    def _steps(
        self,
        rows: list[Any],
        timed: list[PlanStep],
        paths: Paths,
        planned: Iterable[c.PlannedService],
        roles: Iterable[c.RoleLine],
    ) -> tuple[c.Step, ...]:
        after = {step.number: step.after for step in timed}
        allowances = {one.key: one.allowance for one in planned}
        critical = {one.key: one.critical_steps for one in planned}
        names = {role.key: role.name for role in roles}
        numbers = {row.id: row.number for row in rows}
        cites = self._citations(numbers)
        together: dict[int, int] = {}
        for service in dict.fromkeys(step.service for step in timed):
            together |= side_by_side(step for step in timed if step.service == service)
        made = []
        for row in rows:
            end = paths.finish.get(row.number)
            begun = allowances.get(row.service_id, self.plan.allowance or 0)
            service = self.look.services.get(row.service_id)
            made.append(
                c.Step(
                    key=row.id, number=row.number, instruction=row.instruction,
                    service_key=row.service_id if row.service_id in allowances else None,
                    service=service.name if service else "",
                    role_key=row.role_id, role=names.get(row.role_id, ""),
                    minutes=row.minutes, done_when=row.done_when or "", notes=row.notes or "",
                    question=row.question or "",
                    yes_number=numbers.get(row.yes_step_id), no_number=numbers.get(row.no_step_id),
                    after=after[row.number], finish_at=None if end is None else begun + end,
                    critical=row.number in critical.get(row.service_id, frozenset()),
                    together=together.get(row.number, 0), cites=tuple(cites[row.id]),
                )
            )  # fmt: skip
        return tuple(made)

    def _citations(self, numbers: Mapping[bytes, int]) -> dict[bytes, list[c.Citation]]:
        cites: dict[bytes, list[c.Citation]] = defaultdict(list)
        for row in self.document.all(m.StepCitation):
            if row.step_id in numbers:
                cites[row.step_id].append(self.look.citation(row.node_id))
        return cites

    # --- lists ---

    def _lines(self, model: Any) -> tuple[c.Line, ...]:
        return tuple(c.Line(row.id, row.text) for row in self.rows(model, model.position))

    def _roles(self) -> tuple[c.RoleLine, ...]:
        look = self.look
        return tuple(
            c.RoleLine(
                row.id, row.name, look.person(row.primary_id), look.person(row.backup_id), row.authority or ""
            )
            for row in self.rows(m.PlanRole, m.PlanRole.position)
        )  # fmt: skip

    def _first_hour(self) -> tuple[c.FirstHourLine, ...]:
        return tuple(
            c.FirstHourLine(row.id, row.from_minute, row.to_minute, row.text, row.who or "")
            for row in self.rows(m.FirstHour, m.FirstHour.from_minute, m.FirstHour.position)
        )

    def _escalation(self) -> tuple[c.EscalationLine, ...]:
        return tuple(
            c.EscalationLine(
                row.id, row.level, row.role, self.look.person(row.primary_id), self.look.person(row.backup_id),
                row.channel or "", row.go_up_when or "", row.authority or "", row.reply_limit,
            )
            for row in self.rows(m.Escalation, m.Escalation.level)
        )  # fmt: skip

    def _messages(self) -> tuple[c.MessageLine, ...]:
        return tuple(
            c.MessageLine(
                row.id, row.audience, row.what or "", row.channel or "", row.sender or "", row.by_minutes, row.notice_id
            )
            for row in self.rows(m.Message, m.Message.position)
        )

    def _resources(self) -> tuple[c.ResourceLine, ...]:
        return tuple(
            c.ResourceLine(
                row.id, row.kind, row.what, self.look.sites.get(row.site_id, ""),
                self.look.citation(row.node_id) if row.node_id else None,
                row.at_4h or "", row.at_24h or "", row.at_3d or "", row.at_1w or "",
            )
            for row in self.rows(m.PlanResource, m.PlanResource.position)
        )  # fmt: skip

    def _suppliers(self, keys: Iterable[bytes]) -> tuple[c.SupplierLine, ...]:
        below = self.ground.below(keys)
        named = {row.node_id for row in self.rows(m.PlanResource)}
        rows = [row for key, row in self.look.suppliers.items() if key in below or key in named]
        return tuple(self._supplier(row) for row in sorted(rows, key=lambda row: self.look.ref(row.id)))

    def _supplier(self, row: Any) -> c.SupplierLine:
        return c.SupplierLine(
            row.id, self.look.ref(row.id), row.name, row.provides or "", row.contract_rto, row.contract_number or "",
            row.contact or "", row.alternative or "", row.switch_time, self.look.person(row.manager_id),
        )  # fmt: skip

    # --- history ---

    def _versions(self) -> tuple[c.Version, ...]:
        rows = self.rows(m.PlanApproval, m.PlanApproval.approved_at.desc())
        return tuple(
            c.Version(row.version, row.approved_at.astimezone().date(), row.approved_by, row.note or "") for row in rows
        )

    def _reviews(self) -> tuple[c.Review, ...]:
        rows = self.rows(m.PlanReview, m.PlanReview.reviewed_on.desc())
        return tuple(
            c.Review(row.reviewed_on, self.look.person_name(row.reviewer_id), row.result or "") for row in rows
        )

    def _trials(self, keys: list[bytes]) -> tuple[c.Trial, ...]:
        exercises = {row.id: row for row in self.document.all(m.Exercise) if row.state != "cancelled"}
        results = {(row.exercise_id, row.service_id): row for row in self.document.all(m.ServiceResult)}
        made = []
        for link in self.document.all(m.ExerciseService):
            exercise = exercises.get(link.exercise_id)
            if exercise is None or link.service_id not in keys:
                continue
            result = results.get((exercise.id, link.service_id))
            made.append(
                c.Trial(
                    ref=self.look.ref(exercise.id), title=exercise.title, type=exercise.type,
                    technical=exercise.type in TECHNICAL, service=self.look.services[link.service_id].name,
                    service_key=link.service_id,
                    done_on=exercise.completed_on, planned_on=exercise.planned_on or exercise.original_on,
                    outcome=result.outcome if result else "", rta=result.rta if result else None,
                    target=result.target_rto if result else None,
                )
            )  # fmt: skip
        newest = date.max
        return tuple(
            sorted(made, key=lambda one: (-(one.done_on or one.planned_on or newest).toordinal(), one.ref, one.service))
        )

    def _related(self, keys: Iterable[bytes]) -> set[bytes]:
        """Return the keys of what concerns the plan: itself, its services, their risks and exercises."""
        chosen = set(keys)
        risks = {row.risk_id for row in self.document.all(m.RiskService) if row.service_id in chosen}
        exercises = {row.exercise_id for row in self.document.all(m.ExerciseService) if row.service_id in chosen}
        return chosen | risks | exercises | {self.plan.id}

    def _actions(self, keys: Iterable[bytes]) -> tuple[c.OpenAction, ...]:
        related, today = self._related(keys), self.document.today()
        rows = [
            row for row in self.document.all(m.Action) if row.origin_id in related and row.state in ("open", "in hand")
        ]
        made = [
            c.OpenAction(
                self.look.ref(row.id), row.title, self.look.person_name(row.owner_id), row.due_on,
                row.due_on is not None and row.due_on < today,
            )
            for row in rows
        ]  # fmt: skip
        return tuple(sorted(made, key=lambda one: (one.due_on or date.max, one.ref)))

    def _waivers(self, keys: Iterable[bytes]) -> tuple[c.WaiverLine, ...]:
        subjects, today = {*keys, self.plan.id}, self.document.today()
        return tuple(
            c.WaiverLine(
                self.look.ref(row.id), row.rule, self._about(row), row.reason, self.look.person_name(row.person_id),
                row.expires_on, row.expires_on < today,
            )
            for row in self.document.all(m.Waiver, order_by=m.Waiver.expires_on)
            if row.subject_id in subjects
        )  # fmt: skip

    def _about(self, waiver: Any) -> str:
        nodes = [self.look.citation(key) for key in (waiver.subject_id, waiver.node_id) if key]
        return ", ".join(f"{node.ref} {node.name}".strip() or translate(N_("this plan")) for node in nodes)


def _workaround(bia: Any) -> c.Workaround | None:
    if bia is None or not (bia.wa_text or bia.wa_start or bia.wa_max):
        return None
    return c.Workaround(
        bia.wa_text or "", bia.wa_start, bia.wa_pct, bia.wa_max, bia.wa_tested, bool(bia.wa_never_tested)
    )
