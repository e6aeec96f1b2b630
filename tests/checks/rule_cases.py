"""One table of minimal sessions: for every rule what makes it speak, with the sentence, and what keeps it silent."""

# ruff: noqa: E501 - a table whose lines are cases

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from small_sessions import DAY, HOUR, TODAY, ago, at, critical, default_scales, horizon, interviewed

from app.durations import BEYOND
from app.facts.rows import (
    Action,
    Agreement,
    Bia,
    BiaApproval,
    ChangedNode,
    ChangeRecord,
    Component,
    DataCheck,
    Dependency,
    DependencyGroup,
    Dissent,
    Escalation,
    Exercise,
    ExerciseService,
    ImpactScore,
    Incident,
    Notice,
    Objective,
    Peak,
    Person,
    Plan,
    PlanInvoker,
    PlanResource,
    PlanReview,
    PlanRole,
    PlanService,
    PlanStep,
    PlanTrigger,
    Poll,
    Risk,
    RiskNode,
    RiskService,
    Service,
    ServiceResult,
    SessionInfo,
    StepCitation,
    StepOrder,
    Strategy,
    StrategyNode,
    Supplier,
)

WEEK = 7 * DAY


@dataclass(frozen=True)
class Case:
    """A session in a few rows, and the sentence that the rule says about it; ``None`` if it must be silent."""

    rule: str
    why: str
    rows: Sequence[Any]
    says: str | None


def fires(rule: str, why: str, rows: Sequence[Any], says: str) -> Case:
    return Case(rule, why, rows, says)


def silent(rule: str, why: str, rows: Sequence[Any]) -> Case:
    return Case(rule, why, rows, None)


pay = critical("Payroll")
erp = critical("ERP")
reports = Service(b"service reports", "Reports", rto=WEEK, mtpd=2 * WEEK)  # Tier 4: not critical
switch = Component(b"component switch", "Core switch")
db1, db2 = Component(b"component db1", "Database 1"), Component(b"component db2", "Database 2")
array = Component(b"component array", "Storage array")
wagefern = Supplier(b"supplier wagefern", "Wagefern", contract_rto=2 * HOUR, evidence_on=ago(10), exit_plan=True)
ann = Person(b"person ann", "Ann Bell", verified_on=ago(30))
bo = Person(b"person bo", "Bo Carr", verified_on=ago(30))
gone = Person(b"person gone", "Leila Achterveld", status="left", left_on=ago(38), verified_on=ago(150))
warm = Strategy(b"strategy warm", pay.key, "Warm standby", "warm-standby", rtc=2 * HOUR, rpo=30, capacity_pct=60)
plan = Plan(b"plan core", "Core plan", state="approved", owner_id=ann.key, approved_on=ago(40), reviewed_on=ago(40))
draft = Plan(b"plan draft", "Pay run plan", owner_id=ann.key)
risk = Risk(b"risk fire", "Fire in the centre", current_likelihood=2, current_impact=5, treatment="reduce")  # High


def hard(source: Any, target: Any, group: bytes | None = None) -> Dependency:
    return Dependency(source.key, target.key, True, group)


def soft(source: Any, target: Any) -> Dependency:
    return Dependency(source.key, target.key, hard=False)


def in_plan(of: Plan, service: Service = pay, allowance: int | None = None) -> PlanService:
    return PlanService(of.key, service.key, allowance)


def exercise(name: str, type_: str = "tabletop", *services: Service, **values: Any) -> list[Any]:
    key = f"exercise {name.lower()}".encode()
    return [Exercise(key, name, type_, **values), *(ExerciseService(key, s.key) for s in services or (pay,))]


def done(name: str, type_: str, days: int, *services: Service, **values: Any) -> list[Any]:
    return exercise(name, type_, *services, state="completed", completed_on=ago(days), original_on=ago(days), **values)


def result(name: str, service: Service = pay, **values: Any) -> ServiceResult:
    targets = {"target_rto": 4 * HOUR, "target_rpo": HOUR, **values}
    return ServiceResult(f"exercise {name.lower()}".encode(), service.key, **targets)


def row_of(category: str, levels: str, service: Service = pay) -> list[ImpactScore]:
    return [
        ImpactScore(service.key, f"category {category}".encode(), horizon(one.minutes), int(level))
        for one, level in zip(default_scales().horizons, levels, strict=True)
    ]


def full_grid(service: Service = pay) -> list[ImpactScore]:
    return [cell for one in default_scales().categories for cell in row_of(one.code, "11122334", service)]


def backed_up(store: Component, interval: int | None = 10, **values: Any) -> Component:
    chosen = {"backup_interval": interval, "backup_run": 1, "backup_copy_lag": 2, "offline_copy": True}
    return store._replace(**{**chosen, "restore_tested_on": ago(60), **values})


pair = DependencyGroup(b"group pair", 1)
twins = [pair, hard(pay, db1, pair.key), hard(pay, db2, pair.key)]
sole = [pay, wagefern, hard(pay, wagefern), interviewed(pay)]
missed_test = [*done("Failover", "failover", 40), result("Failover", rta=5 * HOUR)]  # Tier 1: a retest within 30 days

ROLE = PlanRole(b"role lead", plan.key, "Warehouse lead", ann.key, bo.key)
COMPLETE = [
    plan._replace(
        purpose="To go on", deactivation="When all is back", incident_process="Handed over by the desk",
        return_to_normal="Step by step", offline_places="Safe", version="1.0",
    ),
    pay, ann, bo, in_plan(plan), Bia(pay.key, wa_text="Paper"), hard(pay, switch), switch, ROLE,
    PlanTrigger(plan.key), PlanInvoker(plan.key, ann.key), PlanStep(b"step 1", plan.key, 1, pay.key, 60),
    PlanResource(plan.key), Notice(plan.key), Notice(plan.key, "external"), Escalation(plan.key, "Desk", ann.key),
    DataCheck(plan.key), *done("Talk", "tabletop", 30),
]  # fmt: skip


def without(kind: type[Any], rows: Sequence[Any] = COMPLETE) -> list[Any]:
    return [row for row in rows if not isinstance(row, kind)]


def steps(*minutes: int, after: Sequence[tuple[int, int]] = ()) -> list[Any]:
    made = [PlanStep(f"step {n}".encode(), plan.key, n, pay.key, m) for n, m in enumerate(minutes, 1)]
    return [*made, *(StepOrder(f"step {step}".encode(), f"step {before}".encode()) for step, before in after)]


def polled(consensus: bool, *, state: str = "agreed") -> list[Any]:
    return [risk, Poll(b"poll", risk.key, "likelihood", state), Agreement(b"poll", consensus)]


BIA = [
    fires("B01", "the RTO is later than the MTPD", [critical(rto=10 * HOUR)],
          "Payroll may recover after harm is intolerable: RTO 10 h, MTPD 8 h."),
    silent("B01", "the RTO equals the MTPD", [critical(rto=8 * HOUR)]),
    silent("B01", "no MTPD was asked yet", [critical(mtpd=None)]),
    silent("B01", "the service is retired", [critical(rto=10 * HOUR, status="retired")]),
    silent("B01", "nothing becomes intolerable", [critical(rto=2 * WEEK, mtpd=BEYOND)]),
    fires("B02", "RTO and MTPD are equal", [critical(rto=8 * HOUR)], "Payroll has no margin: RTO and MTPD are both 8 h."),
    silent("B02", "there is a margin", [pay]),
    fires("B03", "catching up takes too long", [critical(wrt=5 * HOUR)],
          "5 h of catch-up after an RTO of 4 h pushes Payroll past its MTPD of 8 h."),
    silent("B03", "catching up ends just in time", [critical(wrt=4 * HOUR)]),
    silent("B03", "the RTO is too late by itself: that is B01", [critical(rto=10 * HOUR, wrt=HOUR)]),
    fires("B04", "an interviewed critical service lacks two targets",
          [critical(rpo=None, mbco_pct=None), interviewed(pay)], "Payroll lacks RPO and MBCO."),
    silent("B04", "the MBCO is told in words", [critical(mbco_pct=None, mbco_text="Net pay to all"), interviewed(pay)]),
    silent("B04", "the interview has not begun: that is progress", [critical(rpo=None)]),
    silent("B04", "the interview was only prepared", [critical(rpo=None), interviewed(pay, state="not started")]),
    silent("B04", "the service is not critical", [reports, interviewed(reports)]),
    fires("B05", "a row falls", [pay, *row_of("staff", "11433333")],
          "In the grid of Payroll the impact falls with time; check Staff from 8 h to 24 h."),
    silent("B05", "no row falls", [pay, *row_of("staff", "11122444")]),
    fires("B06", "a row is missing", [pay, interviewed(pay), *full_grid()[8:]],
          "8 of 56 impact cells of Payroll are not scored."),
    silent("B06", "all cells are scored", [pay, interviewed(pay), *full_grid()]),
    silent("B06", "the interview has not begun", [pay]),
    fires("B07", "a peak tolerates less than the RTO",
          [critical(rto=DAY, mtpd=3 * DAY), Peak(b"peak", pay.key, "Pay run", "24th–26th of each month", 8 * HOUR)],
          "In Pay run (24th–26th of each month) 8 h is the limit; the RTO of Payroll is 24 h."),
    silent("B07", "the peak tolerates just the RTO", [pay, Peak(b"peak", pay.key, "Pay run", None, 4 * HOUR)]),
    silent("B07", "how long a peak tolerates was not asked", [pay, Peak(b"peak", pay.key, "Pay run")]),
    fires("B08", "the last approval is 390 days old",
          [pay, interviewed(pay), BiaApproval(b"a1", pay.key, at(390)), BiaApproval(b"a2", pay.key, at(700))],
          "The BIA of Payroll was last approved 390 days ago; it is due every 12 months."),
    fires("B08", "it was never approved", [pay, interviewed(pay)], "The BIA of Payroll was never approved."),
    silent("B08", "it was approved a year ago to the day",
           [pay, interviewed(pay), BiaApproval(b"a", pay.key, at(365))]),
    silent("B08", "the interview has not begun", [pay]),
    fires("B09", "a workaround is all there is",
          [pay, Strategy(b"strategy paper", pay.key, "Paper", "manual"), interviewed(pay, wa_max=12 * HOUR)],
          "The workaround of Payroll bridges 12 h; no recovery follows."),
    silent("B09", "a standby follows the workaround",
           [pay, Strategy(b"strategy paper", pay.key, "Paper", "manual"), warm]),
    silent("B09", "the last tier may do with a workaround",
           [reports, Strategy(b"strategy paper", reports.key, "Paper", "manual")]),
    fires("B10", "recovery takes longer than the workaround holds",
          [pay, warm._replace(rtc=3 * HOUR), interviewed(pay, wa_start=30, wa_max=2 * HOUR)],
          "The workaround of Payroll collapses 30 min before recovery."),
    silent("B10", "the workaround holds until then", [pay, warm, interviewed(pay, wa_start=30, wa_max=2 * HOUR)]),
    silent("B10", "how long it holds was not asked", [pay, warm, interviewed(pay, wa_start=30)]),
]  # fmt: skip

DEPENDENCIES = [
    fires("D01", "what it needs comes back later", [pay, critical("ERP", rto=8 * HOUR), hard(pay, erp)],
          "Payroll must be back in 4 h but needs ERP, which returns in 8 h."),
    silent("D01", "what it needs is back in time", [pay, erp, hard(pay, erp)]),
    silent("D01", "it only uses it", [pay, critical("ERP", rto=8 * HOUR), soft(pay, erp)]),
    silent("D01", "an alternative is back in time",
           [pay, critical("ERP", rto=8 * HOUR), critical("Desk"), pair,
            hard(pay, erp, pair.key), hard(pay, critical("Desk"), pair.key)]),
    fires("D02", "what it needs may lose more data", [pay, critical("ERP", rpo=DAY), hard(pay, erp)],
          "ERP may lose 24 h of data, more than the 1 h that Payroll accepts."),
    silent("D02", "what it needs holds no data", [pay, critical("ERP", rpo=DAY, holds_data=False), hard(pay, erp)]),
    silent("D02", "it loses no more", [pay, erp, hard(pay, erp)]),
    fires("D03", "one switch stops a critical service", [pay, switch, hard(pay, switch)],
          "Core switch alone can stop Payroll."),
    fires("D03", "two databases stand on one array",
          [pay, db1, db2, array, *twins, hard(db1, array), hard(db2, array)],
          "Database 1 and Database 2 both stand on Storage array, which alone can stop Payroll."),
    fires("D03", "of two people one has left", [pay, ann, gone, pair, hard(pay, ann, pair.key), hard(pay, gone, pair.key)],
          "Ann Bell alone can stop Payroll."),
    silent("D03", "either of two is enough", [pay, db1, db2, *twins]),
    silent("D03", "a supplier alone is the matter of V01", sole),
    silent("D03", "the service is not critical", [reports, switch, hard(reports, switch)]),
    fires("D04", "two need each other", [pay, erp, hard(pay, erp), hard(erp, pay)],
          "These need each other in a circle, so that no order of recovery is defined: ERP → Payroll → ERP."),
    silent("D04", "one only uses the other", [pay, erp, hard(pay, erp), soft(erp, pay)]),
    fires("D05", "nothing is recorded under an interviewed critical service", [pay, interviewed(pay)],
          "Nothing is recorded under Payroll; that is likely incomplete."),
    silent("D05", "something is", [pay, interviewed(pay), switch, soft(pay, switch)]),
    silent("D05", "the interview has not begun", [pay]),
    fires("D06", "a step uses what is retired",
          [draft, switch._replace(status="retired", retired_on=ago(120)), PlanStep(b"step", draft.key, 6),
           StepCitation(b"step", switch.key), PlanResource(draft.key, switch.key)],
          "Step 6 of Pay run plan uses Core switch, which was retired 120 days ago."),
    fires("D06", "a service stands on what is retired",
          [pay, switch._replace(status="retired", retired_on=ago(1)), soft(pay, switch)],
          "Payroll is recorded as standing on Core switch, which was retired 1 day ago."),
    silent("D06", "a retired plan names it",
           [draft._replace(state="retired"), switch._replace(status="retired"), PlanResource(draft.key, switch.key)]),
    silent("D06", "what it uses is in use", [draft, switch, PlanResource(draft.key, switch.key)]),
    fires("D07", "nobody owns what a critical service uses", [pay, interviewed(pay), switch, soft(pay, switch)],
          "Core switch has no owner, and Payroll stands on it."),
    silent("D07", "somebody owns it", [pay, interviewed(pay), switch._replace(owner_id=ann.key), ann, soft(pay, switch)]),
    silent("D07", "no critical service stands on it", [reports, interviewed(reports), switch, soft(reports, switch)]),
]  # fmt: skip

nightly = backed_up(db1, DAY, backup_run=HOUR, backup_copy_lag=4 * HOUR)
BACKUPS = [
    fires("R01", "a nightly backup", [critical(rpo=4 * HOUR), nightly, hard(pay, db1)],
          "Backup every 24 h can lose 29 h; RPO is 4 h."),
    fires("R01", "the strategy claims what the backup cannot keep",
          [critical(rpo=4 * HOUR), nightly, hard(pay, db1), warm._replace(rpo=4 * HOUR)],
          "Backup every 24 h can lose 29 h; RPO is 4 h (the strategy also claims 4 h)."),
    fires("R01", "a replica lags", [critical(rpo=1), backed_up(db1, None, backup_run=None), hard(pay, db1)],
          "The copy of Database 1 can lag by 2 min; RPO is 1 min."),
    silent("R01", "the loss is just the RPO", [critical(rpo=13), backed_up(db1), hard(pay, db1)]),
    silent("R01", "one of two loses little", [pay, nightly, backed_up(db2), *twins]),
    silent("R01", "the data are another service's", [pay, erp, nightly, hard(pay, erp), hard(erp, db1)][:1]),
    fires("R02", "the last restore is long ago",
          [pay, interviewed(pay), backed_up(db1, restore_tested_on=ago(410)), hard(pay, db1)],
          "The backup of Payroll is unproven since 1 Aug 2025."),
    fires("R02", "nobody ever restored it", [pay, interviewed(pay), backed_up(db1, restore_tested_on=None), hard(pay, db1)],
          "The backup of Payroll is unproven so far."),
    silent("R02", "it was restored this year", [pay, interviewed(pay), backed_up(db1), hard(pay, db1)]),
    silent("R02", "a restore test covered the service",
           [pay, interviewed(pay), backed_up(db1, restore_tested_on=None), hard(pay, db1), *done("Restore", "restore", 5)]),
    silent("R02", "the interview has not begun", [pay, backed_up(db1, restore_tested_on=None), hard(pay, db1)]),
    fires("R03", "no copy is offline", [pay, interviewed(pay), backed_up(db1, offline_copy=False), hard(pay, db1)],
          "Ransomware could take every copy of Database 1, which Payroll needs: none is offline or immutable."),
    silent("R03", "one copy of two is offline", [pay, interviewed(pay), backed_up(db1, offline_copy=False), backed_up(db2), *twins]),
    silent("R03", "it holds no data", [critical(holds_data=False), interviewed(pay), backed_up(db1, offline_copy=False), hard(pay, db1)]),
]  # fmt: skip

STRATEGIES = [
    fires("S01", "options are there, none is chosen", [pay, warm._replace(state="option")], "Choose a strategy for Payroll."),
    fires("S01", "a plan is drafted without one", [pay, draft, in_plan(draft)], "Choose a strategy for Payroll."),
    silent("S01", "one is chosen", [pay, warm]),
    silent("S01", "nobody has begun to choose: that is progress", [pay]),
    fires("S02", "the estimate is too long", [pay, warm._replace(rtc=5 * HOUR)],
          "Warm standby needs 5 h to recover Payroll; its RTO is 4 h."),
    fires("S02", "the sum of the phases is too long", [pay, warm._replace(rtc=None, decide=HOUR, restore=4 * HOUR)],
          "Warm standby needs 5 h to recover Payroll; its RTO is 4 h."),
    fires("S02", "the measured time is too long, also from a failed test",
          [pay, warm, *done("Failover", "failover", 75), result("Failover", rta=680)],
          "Payroll took 11 h 20 to recover in the test 75 days ago; its RTO is 4 h."),
    silent("S02", "a measured time in order outweighs the estimate",
           [pay, warm._replace(rtc=5 * HOUR), *done("Failover", "failover", 75), result("Failover", rta=200)]),
    silent("S02", "the measurement is older than a year",
           [pay, warm, *done("Failover", "failover", 400), result("Failover", rta=680)]),
    silent("S02", "the estimate is just the RTO", [pay, warm._replace(rtc=4 * HOUR)]),
    fires("S03", "the strategy loses too much", [pay, warm._replace(rpo=2 * HOUR)],
          "Warm standby loses up to 2 h of Payroll; its RPO is 1 h."),
    silent("S03", "it loses just the RPO", [pay, warm._replace(rpo=HOUR)]),
    fires("S04", "the standby is too small", [pay, warm._replace(capacity_pct=40)],
          "The standby of Payroll carries 40 %, its MBCO is 50 %."),
    silent("S04", "it carries enough", [pay, warm]),
    fires("S05", "it costs more than it avoids", [pay, warm._replace(annual_cost=9_000_000, avoided_loss=5_000_000)],
          "Warm standby for Payroll costs 90\u202f000 a year to avoid 50\u202f000 a year, and no duty demands it."),
    silent("S05", "a duty demands it", [pay, warm._replace(annual_cost=9, avoided_loss=5, mandate="Licence")]),
    silent("S05", "nobody estimated what it avoids", [pay, warm._replace(annual_cost=9)]),
    fires("S06", "both stand on one array",
          [pay, warm, db1, db2, array, *twins, hard(db1, array), hard(db2, array), StrategyNode(warm.key, db2.key)],
          "Payroll and its standby both rely on Storage array."),
    silent("S06", "the standby stands on something else",
           [pay, warm, db1, db2, array, *twins, hard(db1, array), StrategyNode(warm.key, db2.key)]),
    silent("S06", "nothing is recorded about the standby", [pay, warm, db1, array, hard(pay, db1), hard(db1, array)]),
]  # fmt: skip

PLANS = [
    fires("P01", "the plan is a draft", [pay, draft, in_plan(draft)], "No plan is in force for Payroll."),
    fires("P01", "the plan is retired", [pay, plan._replace(state="retired"), in_plan(plan)],
          "No plan is in force for Payroll."),
    silent("P01", "one is in force", [pay, plan, in_plan(plan)]),
    silent("P01", "nobody has begun one: that is progress", [pay]),
    fires("P02", "the external message is missing", [row for row in COMPLETE if getattr(row, "audience", "") != "external"],
          "Core plan lacks a part without which it cannot be approved: 13 External message."),
    fires("P02", "two blocking parts are empty", without(Escalation, without(PlanStep)),
          "Core plan lacks parts without which it cannot be approved: 8 Recovery steps and 14 Escalation path."),
    fires("P02", "a part that does not block is empty", without(DataCheck), "Core plan lacks 16 Checking the data."),
    silent("P02", "all parts are filled", COMPLETE),
    silent("P02", "the plan is retired", [draft._replace(state="retired")]),
    fires("P03", "a role has no backup", [draft, ann, PlanRole(b"role", draft.key, "Bank contact", ann.key)],
          "In Pay run plan, bank contact has no backup."),
    fires("P03", "a role has nobody", [draft, PlanRole(b"role", draft.key, "IT lead")],
          "In Pay run plan, IT lead has neither primary nor backup."),
    silent("P03", "all roles are filled twice", [plan, ann, bo, ROLE]),
    fires("P04", "somebody backs up themself", [plan, ann, ROLE._replace(backup_id=ann.key)],
          "Ann Bell backs up themself as warehouse lead in Core plan."),
    silent("P04", "two people share the role", [plan, ann, bo, ROLE]),
    fires("P05", "a backup has left", [plan, ann, gone, ROLE._replace(backup_id=gone.key)],
          "Leila Achterveld left 38 days ago and is still backup of the warehouse lead in Core plan."),
    fires("P05", "one who may invoke has left", [plan, gone._replace(left_on=None), PlanInvoker(plan.key, gone.key)],
          "Leila Achterveld has left and is still one of those who may invoke in Core plan."),
    silent("P05", "all are here", [plan, ann, bo, ROLE]),
    fires("P06", "a number was last tried 230 days ago", [plan, ann._replace(verified_on=ago(230)), bo, ROLE],
          "Confirm the number of Ann Bell: it was last tried 230 days ago."),
    fires("P06", "a number was never tried", [plan, ann._replace(verified_on=None), PlanInvoker(plan.key, ann.key)],
          "Confirm the number of Ann Bell: nobody has tried it yet."),
    silent("P06", "the numbers are fresh", [plan, ann, bo, ROLE]),
    silent("P06", "nobody counts on them", [plan, ann._replace(verified_on=None)]),
    fires("P07", "the steps take too long", [plan._replace(allowance=30), pay, in_plan(plan), *steps(120, 120, after=[(2, 1)])],
          "The steps of Core plan bring Payroll back after 4 h 30; its RTO is 4 h."),
    fires("P07", "the service's own allowance counts", [plan._replace(allowance=30), pay, in_plan(plan, pay, 3 * HOUR), *steps(90)],
          "The steps of Core plan bring Payroll back after 4 h 30; its RTO is 4 h."),
    fires("P07", "steps wait for each other", [plan, pay, in_plan(plan), *steps(10, 10, after=[(1, 2), (2, 1)])],
          "In Core plan steps 1 and 2 wait for each other, so that nobody knows when they end."),
    silent("P07", "they run side by side", [plan._replace(allowance=30), pay, in_plan(plan), *steps(120, 120)]),
    fires("P08", "the last review is long ago", [plan._replace(reviewed_on=ago(400))],
          "Core plan was last reviewed 400 days ago; it is due every 12 months."),
    fires("P08", "it was never reviewed", [plan._replace(reviewed_on=None)],
          "Core plan was never reviewed since it came into force."),
    silent("P08", "a review is logged", [plan._replace(reviewed_on=ago(400)), PlanReview(plan.key, ago(3))]),
    silent("P08", "it is a draft", [draft]),
    fires("P09", "a component below it changed later",
          [plan, pay, in_plan(plan), db1, array, hard(pay, db1), hard(db1, array),
           ChangeRecord(b"change upgrade", "Array upgrade", ago(12)), ChangedNode(b"change upgrade", array.key)],
          "“Array upgrade” came 12 days ago, after the last review of Core plan."),
    silent("P09", "the change came before the review",
           [plan, pay, in_plan(plan), db1, hard(pay, db1), ChangeRecord(b"change upgrade", "Upgrade", ago(50)),
            ChangedNode(b"change upgrade", db1.key)]),
    silent("P09", "the change concerns another service's component",
           [plan, pay, in_plan(plan), erp, db1, hard(pay, erp), hard(erp, db1),
            ChangeRecord(b"change upgrade", "Upgrade", ago(12)), ChangedNode(b"change upgrade", db1.key)]),
    fires("P10", "the copy is older", [plan._replace(version="1.3", offline_version="1.2")],
          "The off-network copy of Core plan is outdated: it is version 1.2, in force is 1.3."),
    fires("P10", "there is no copy", [plan], "There is no off-network copy of Core plan."),
    silent("P10", "the copy is of this version", [plan._replace(version="1.3", offline_version="1.3")]),
    silent("P10", "it is a draft", [draft]),
    fires("P11", "one person in three roles",
          [plan, ann, *(ROLE._replace(key=f"role {n}".encode(), backup_id=None) for n in range(3))],
          "Ann Bell holds 3 roles in Core plan."),
    silent("P11", "two roles are fine", [plan, ann, bo, ROLE, ROLE._replace(key=b"role 2")]),
]  # fmt: skip

EXERCISES = [
    fires("X01", "a test is planned, none was done", [pay, *exercise("Talk", planned_on=TODAY + timedelta(21))],
          "Payroll was never tested."),
    fires("X01", "the last test is long ago", [pay, *done("Talk", "tabletop", 400)], "Payroll is untested since 11 Aug 2025."),
    fires("X01", "a plan is in force for over a year", [pay, plan._replace(approved_on=ago(400)), in_plan(plan)],
          "Payroll was never tested."),
    silent("X01", "a failed test is a test", [pay, *missed_test]),
    silent("X01", "testing has not begun: that is progress", [pay, plan, in_plan(plan)]),
    fires("X02", "the retest is past due", [pay, *missed_test],
          "Payroll missed its RTO 40 days ago (5 h of 4 h); a retest was due 10 days ago."),
    fires("X02", "no retest is planned", [pay, *done("Failover", "failover", 5), result("Failover", rta=60, rpa=90)],
          "Payroll missed its RPO 5 days ago (1 h 30 of 1 h); a retest is due in 25 days and none is planned."),
    fires("X02", "a tabletop never clears a technical failure", [pay, *missed_test, *done("Talk", "tabletop", 2)],
          "Payroll missed its RTO 40 days ago (5 h of 4 h); a retest was due 10 days ago."),
    fires("X02", "a critical objective was missed",
          [pay, *done("Talk", "tabletop", 31), Objective(b"exercise talk", True, "M")],
          "Talk missed a critical objective 31 days ago; a retest was due 1 day ago."),
    fires("X02", "a test was aborted", [pay, *done("Failover", "failover", 31), result("Failover", outcome="aborted")],
          "The test of Payroll was aborted 31 days ago; a retest was due 1 day ago."),
    silent("X02", "a retest is planned in time",
           [pay, *done("Failover", "failover", 5), result("Failover", rta=5 * HOUR),
            *exercise("Again", "failover", planned_on=TODAY + timedelta(9))]),
    silent("X02", "it was tested again", [pay, *missed_test, *done("Again", "full-scale", 3), result("Again", rta=HOUR)]),
    silent("X02", "both targets were met", [pay, *done("Failover", "failover", 99), result("Failover", rta=240, rpa=60)]),
    silent("X02", "it was not measured", [pay, *done("Failover", "failover", 99), result("Failover", outcome="not measured")]),
    silent("X02", "the objective was not critical",
           [pay, *done("Talk", "tabletop", 99), Objective(b"exercise talk", False, "U")]),
    fires("X03", "a top-tier service was only talked through", [pay, *done("Talk", "tabletop", 40)],
          "Payroll was only talked through; it never failed over or was restored in a test."),
    silent("X03", "it was restored once", [pay, *done("Talk", "tabletop", 40), *done("Restore", "restore", 900)]),
    silent("X03", "Tier 2 may be talked through", [critical(rto=8 * HOUR), *done("Talk", "tabletop", 40)]),
    fires("X04", "the day has passed", [pay, *exercise("Call-out", "call-tree", original_on=ago(35))],
          "Call-out was due on 11 Aug 2026 and is not done."),
    silent("X04", "it was cancelled", [pay, *exercise("Call-out", state="cancelled", planned_on=ago(35))]),
    silent("X04", "it is today", [pay, *exercise("Call-out", planned_on=TODAY, original_on=ago(35))]),
    fires("X05", "a tabletop has no report", [pay, *done("Quiet Sunday", "tabletop", 15)],
          "Write up Quiet Sunday: it was done 15 days ago."),
    silent("X05", "there is a draft", [pay, *done("Quiet Sunday", "tabletop", 15, report="draft")]),
    silent("X05", "a technical test has results instead", [pay, *done("Failover", "failover", 15)]),
    silent("X05", "there is still time", [pay, *done("Quiet Sunday", "tabletop", 14)]),
]  # fmt: skip

SUPPLIERS = [
    fires("V01", "the contract promises too little",
          [pay, wagefern._replace(contract_rto=48 * HOUR), hard(pay, wagefern)], "Wagefern promises 48 h; Payroll needs 4 h."),
    fires("V01", "the contract promises nothing",
          [pay, wagefern._replace(contract_rto=None), hard(pay, wagefern), interviewed(pay)],
          "Wagefern promises no recovery time; Payroll needs 4 h."),
    silent("V01", "the contract suffices", sole),
    silent("V01", "another supplier stands in",
           [pay, wagefern._replace(contract_rto=48 * HOUR), Supplier(b"supplier bureau", "Bureau"), pair,
            hard(pay, wagefern, pair.key), Dependency(pay.key, b"supplier bureau", True, pair.key)]),
    silent("V01", "what it promises was not asked before the interview",
           [pay, wagefern._replace(contract_rto=None), hard(pay, wagefern)]),
    fires("V02", "the proof is old", [pay, interviewed(pay), wagefern._replace(evidence_on=ago(500)), soft(pay, wagefern)],
          "The last proof from Wagefern that it can recover is of 3 May 2025; Payroll relies on it."),
    fires("V02", "there is no proof", [pay, interviewed(pay), wagefern._replace(evidence_on=None), soft(pay, wagefern)],
          "There is no proof from Wagefern that it can recover; Payroll relies on it."),
    silent("V02", "a joint test is a proof",
           [pay, interviewed(pay), wagefern._replace(evidence_on=None, joint_test_on=ago(9)), soft(pay, wagefern)]),
    silent("V02", "no service relies on it", [pay, interviewed(pay), wagefern._replace(evidence_on=None)]),
    fires("V03", "the sole supplier has no exit plan", [pay, wagefern._replace(exit_plan=False), hard(pay, wagefern)],
          "There is no way out of Wagefern: Payroll stops without it, and no exit plan is recorded."),
    silent("V03", "there is an exit plan", sole),
    silent("V03", "another supplier is registered",
           [pay, wagefern._replace(exit_plan=False, alternative_id=b"supplier bureau"), hard(pay, wagefern)]),
    silent("V03", "the service only uses it", [pay, wagefern._replace(exit_plan=False), soft(pay, wagefern)]),
]  # fmt: skip

accepted = risk._replace(treatment="accept", accepted_by_id=ann.key, accepted_until=TODAY)
RISKS = [
    fires("K01", "no action is open", [risk, Action(b"action", "Sprinklers", risk.key, state="closed")],
          "“Fire in the centre” is High and exceeds the appetite, but no action is open."),
    silent("K01", "an action is open", [risk, Action(b"action", "Sprinklers", risk.key, state="in hand")]),
    silent("K01", "it lies within appetite", [risk._replace(current_impact=3)]),
    silent("K01", "somebody accepted it", [accepted]),
    silent("K01", "it is not assessed yet", [risk._replace(current_impact=None)]),
    fires("K02", "the acceptance expired", [accepted._replace(accepted_until=ago(20))],
          "The acceptance of “Fire in the centre” expired 20 days ago."),
    fires("K02", "nobody accepted it", [accepted._replace(accepted_by_id=None)],
          "Nobody is named as having accepted “Fire in the centre”."),
    fires("K02", "it has no end", [accepted._replace(accepted_until=None)],
          "The acceptance of “Fire in the centre” has no end; twelve months are the most."),
    silent("K02", "it runs until today", [accepted]),
    silent("K02", "the risk is treated otherwise", [risk]),
    fires("K03", "the target is above the current level", [risk._replace(target_likelihood=3, target_impact=5)],
          "The levels of “Fire in the centre” contradict: they must not rise from inherent to current to target."),
    silent("K03", "the levels fall",
           [risk._replace(inherent_likelihood=3, inherent_impact=5, target_likelihood=2, target_impact=3)]),
    fires("K04", "a risk is noted but not assessed", [pay, risk._replace(current_impact=None), RiskService(risk.key, pay.key)],
          "No risk of Payroll is assessed, though the work on its risks has begun."),
    silent("K04", "one is assessed", [pay, risk, RiskService(risk.key, pay.key)]),
    silent("K04", "nobody has begun: that is progress", [pay]),
    fires("K05", "no consensus and no dissent", polled(False),
          "Record why “Fire in the centre” was settled: on likelihood there was no consensus, and no dissent is noted."),
    silent("K05", "the dissent is noted", [*polled(False), Dissent(b"poll")]),
    silent("K05", "there was consensus", polled(True)),
    silent("K05", "the poll was dropped", polled(False, state="dropped")),
    fires("K06", "three risks name one switch",
          [switch, *(row for n in b"abc" for row in (Risk(b"risk %c" % n, "R"), RiskNode(b"risk %c" % n, switch.key)))],
          "3 risks name Core switch: a candidate for a permanent fix."),
    silent("K06", "one of three is closed",
           [switch, *(row for n in b"abc" for row in (
               Risk(b"risk %c" % n, "R", status="closed" if n == 97 else "open"), RiskNode(b"risk %c" % n, switch.key)))]),
    fires("K07", "the scale has five levels", [risk._replace(current_impact=6)],
          "“Fire in the centre” is scored impact 6, which the scale does not have; score it again."),
    silent("K07", "all levels are on the scale", [risk]),
]  # fmt: skip

REST = [
    fires("A01", "an action is late", [ann, Action(b"action", "Fuel contract", owner_id=ann.key, due_on=ago(12))],
          "“Fuel contract” is 12 days late (Ann Bell)."),
    fires("A01", "nobody owns it", [Action(b"action", "Fuel contract", due_on=ago(1))],
          "“Fuel contract” is 1 day late and has no owner."),
    silent("A01", "it is due today", [Action(b"action", "Fuel contract", due_on=TODAY)]),
    silent("A01", "it is closed", [Action(b"action", "Fuel contract", due_on=ago(12), state="closed")]),
    fires("A02", "a major incident has no review", [Incident(b"incident", "Interface stopped", occurred_on=ago(55))],
          "Review “Interface stopped”: it happened 55 days ago."),
    silent("A02", "there is still time", [Incident(b"incident", "Interface stopped", occurred_on=ago(30))]),
    silent("A02", "it was reviewed", [Incident(b"incident", "Stop", occurred_on=ago(55), reviewed_on=ago(50))]),
    silent("A02", "it was minor", [Incident(b"incident", "Slow", "minor", ago(55))]),
    fires("G01", "an interviewed service has no owner", [critical(owner_id=None), interviewed(pay)], "Payroll has no owner."),
    fires("G01", "the owner of a plan has left", [draft._replace(owner_id=gone.key), gone],
          "Leila Achterveld, who owns Pay run plan, has left; name a new owner."),
    fires("G01", "the programme has no owner", [SessionInfo(b"session"), *exercise("Talk")],
          "The exercise programme has no owner; name the facilitator of the session."),
    silent("G01", "the service was only pasted", [critical(owner_id=None)]),
    silent("G01", "everything has an owner",
           [pay, interviewed(pay), draft, ann, SessionInfo(b"session", ann.key), *exercise("Talk")]),
    fires("G02", "one component is missing since spring",
          [switch._replace(source_system="CMDB", imported_on=ago(400), last_seen_on=ago(120))],
          "Core switch from CMDB was last seen on 18 May 2026; import the list again or retire it."),
    fires("G02", "several are", [row._replace(source_system="CMDB", imported_on=ago(91)) for row in (db1, db2, switch)],
          "Core switch and 2 other components from CMDB were not seen since 16 Jun 2026; import the list again or retire "
          "them."),
    silent("G02", "it was seen again", [switch._replace(source_system="CMDB", imported_on=ago(400), last_seen_on=ago(90))]),
    silent("G02", "it was typed in", [switch]),
]  # fmt: skip

CASES = [*BIA, *DEPENDENCIES, *BACKUPS, *STRATEGIES, *PLANS, *EXERCISES, *SUPPLIERS, *RISKS, *REST]
