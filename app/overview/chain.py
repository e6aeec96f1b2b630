"""How ready each critical service is from end to end: its BIA, its strategy, its plan and its last test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app import packs
from app.dates import format_date
from app.durations import format_duration
from app.facts import Facts
from app.facts.rows import Entity, Exercise, Plan, PlanService, Service, ServiceResult, Strategy
from app.i18n import N_, plural, translate
from app.model.exercise import TECHNICAL

if TYPE_CHECKING:
    from app.checks import Finding


@dataclass(frozen=True, slots=True)
class Mark:
    """Where one link of the chain stands: ``kind`` is ok, warn, err or none, ``words`` say it in one to three words."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One critical service with its four links; ``rto`` is minutes, ``None`` if nobody decided it yet."""

    key: bytes
    ref: str
    name: str
    tier: int
    tier_name: str
    rto: int | None
    bia: Mark
    strategy: Mark
    plan: Mark
    test: Mark

    @property
    def ready(self) -> bool:
        """Whether nothing is missing from end to end."""
        return all(mark.kind == "ok" for mark in (self.bia, self.strategy, self.plan, self.test))


def chain(facts: Facts, findings: Sequence[Finding] = ()) -> list[ChainRow]:
    """Return the critical services, the most urgent tier first; ``findings`` are those of the checks."""
    reading = _Reading(facts, findings)
    rows = [reading.row(key) for key in reading.facts.critical]
    return sorted(rows, key=lambda row: (row.tier, row.rto is None, row.rto or 0, row.ref))


#: Numbers that read better as words.
_NUMBERS = (
    N_("None"), N_("One"), N_("Two"), N_("Three"), N_("Four"), N_("Five"), N_("Six"), N_("Seven"), N_("Eight"),
    N_("Nine"), N_("Ten"), N_("Eleven"), N_("Twelve"),
)  # fmt: skip


def headline(rows: Sequence[ChainRow]) -> str:
    """Return the message of the chain: ``Four of eleven critical services are ready end to end``."""
    ready, number = sum(row.ready for row in rows), len(rows)
    if not rows:
        return translate(N_("No service is known to be critical yet"))
    if number == 1:
        only = N_("The only critical service is ready end to end")
        return translate(only if ready else N_("The only critical service is not ready end to end"))
    if ready == number:
        return translate(N_("All {n} critical services are ready end to end"), n=_word(number).casefold())
    sentence = N_("{ready} of {n} critical services is ready end to end")
    if ready != 1:
        sentence = N_("{ready} of {n} critical services are ready end to end")
    return translate(sentence, ready=_word(ready), n=_word(number).casefold())


def _word(number: int) -> str:
    return translate(_NUMBERS[number]) if number < len(_NUMBERS) else str(number)


class _Reading:
    """Looks each link of the chain up in the facts of the session."""

    def __init__(self, facts: Facts, findings: Sequence[Finding]) -> None:
        self.facts = facts
        self.open: dict[bytes | None, list[Finding]] = {}
        for finding in findings:
            if not finding.waived:
                self.open.setdefault(finding.subject, []).append(finding)
        self.types = {one.code: translate(one.name) for one in packs.strategy_types()}

    def row(self, key: bytes) -> ChainRow:
        service, tier = self.facts.services[key], self.facts.tiers[key]
        return ChainRow(
            key=key,
            ref=self.facts.keyed(Entity)[key].ref or "",
            name=service.name,
            tier=tier.number,
            tier_name=translate(tier.name),
            rto=service.rto,
            bia=self._bia(service),
            strategy=self._strategy(service),
            plan=self._plan(service),
            test=self._test(service),
        )

    def _about(self, key: bytes, rules: str, severity: str = "E") -> list[Finding]:
        """Return the open findings about ``key`` whose rule begins with one of the letters ``rules``."""
        return [f for f in self.open.get(key, ()) if f.rule[0] in rules and f.severity == severity]

    def _says(self, key: bytes, *rules: str) -> bool:
        return any(finding.rule in rules for finding in self.open.get(key, ()))

    def _bia(self, service: Service) -> Mark:
        wrong = len(self._about(service.key, "B"))
        if wrong:
            return Mark("err", plural(N_("{n} to fix"), N_("{n} to fix"), wrong))
        if not self.facts.interviewed(service.key):
            return Mark("none", translate(N_("Not started")))
        approved = self.facts.last_approval(service.key)
        if approved is None:
            return Mark("warn", translate(N_("Not approved")))
        if not self.facts.fresh(approved):
            return Mark("warn", translate(N_("Review due")))
        return Mark("ok", translate(N_("Approved")))

    def _strategy(self, service: Service) -> Mark:
        chosen = self.facts.recovering(service.key)
        if not chosen:
            if self.facts.chosen(service.key):
                return Mark("err", translate(N_("Workaround only")))
            return self._missing(self._says(service.key, "S01"))
        needed = max((one.rtc for one in chosen if one.rtc is not None), default=None)
        if needed is not None and service.rto is not None and needed > service.rto:
            return Mark("err", translate(N_("Needs {time}"), time=format_duration(needed)))
        if self._about(service.key, "SV"):
            return Mark("err", translate(N_("Too slow")))
        return self._weak_or_named(service, chosen)

    def _weak_or_named(self, service: Service, chosen: Sequence[Strategy]) -> Mark:
        if self._says(service.key, "S04"):
            return Mark("warn", translate(N_("Too small")))
        first = chosen[0]
        return Mark("ok", self.types.get(first.type or "", first.name))

    def _plan(self, service: Service) -> Mark:
        in_force = self.facts.in_force_for(service.key)
        if not in_force:
            return self._draft_or_none(service)
        wrong = sum(len(self._about(plan.key, "PD")) for plan in in_force)
        if wrong:
            return Mark("err", plural(N_("{n} to fix"), N_("{n} to fix"), wrong))
        overdue = any(not self.facts.fresh(self.facts.last_review(plan) or plan.approved_on) for plan in in_force)
        if overdue or any(self._says(plan.key, "P09") for plan in in_force):
            return Mark("warn", translate(N_("Review due")))
        return Mark("ok", translate(N_("In force")))

    def _draft_or_none(self, service: Service) -> Mark:
        listed = {row.plan_id for row in self.facts.by(PlanService, "service_id")[service.key]}
        drafts = [plan for plan in self.facts.rows(Plan) if plan.key in listed and plan.state == "draft"]
        if drafts:
            return Mark("warn", translate(N_("Draft {version}"), version=drafts[0].version))
        return self._missing(self._says(service.key, "P01"))

    def _missing(self, wanted: bool) -> Mark:
        return Mark("err" if wanted else "none", translate(N_("None")))

    def _test(self, service: Service) -> Mark:
        done = self.facts.completed_of(service.key)
        if self._says(service.key, "X02"):
            return Mark("err", translate(N_("Retest due")))
        if not done:
            return self._missing(self._says(service.key, "X01"))
        measured = [(day, row) for day, row in done if row.type in TECHNICAL]
        if not measured:
            return self._discussed(done[-1][1])
        day, test = measured[-1]
        if not self.facts.fresh(day):
            return Mark("warn", translate(N_("Over a year ago")))
        return self._measured(service, test, format_date(day).split()[1])

    def _discussed(self, last: Exercise) -> Mark:
        if last.type == "tabletop":
            return Mark("warn", translate(N_("Tabletop only")))
        return Mark("warn", translate(N_("Not timed")))

    def _measured(self, service: Service, test: Exercise, month: str) -> Mark:
        rows = self.facts.by(ServiceResult, "exercise_id")[test.key]
        result = next((row for row in rows if row.service_id == service.key), None)
        if result is None or (result.outcome != "aborted" and result.rta is None):
            return Mark("warn", translate(N_("Not timed")))
        missed = result.outcome == "aborted" or _above(result.rta, result.target_rto)
        if missed or _above(result.rpa, result.target_rpo):
            return Mark("err", translate(N_("Missed {month}"), month=month))
        return Mark("ok", translate(N_("Passed {month}"), month=month))


def _above(actual: int | None, target: int | None) -> bool:
    return actual is not None and target is not None and actual > target
