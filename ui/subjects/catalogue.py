"""How each kind of row is shown: its columns, the sections of its form, and what an empty list says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app import listings
from app import model as m
from app.i18n import N_
from ui.forms.form import Section


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of row. ``columns`` empty means all core fields; ``imports`` names the kind of import, if there is one.

    ``one`` and ``many`` are message ids; ``why`` says what belongs here and why. ``spare`` names the columns that a
    narrow window leaves out, the first one first; they stay in the chooser and in the detail.
    """

    model: Any
    icon: str
    one: str
    many: str
    new: str
    why: str
    columns: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    imports: str = ""
    common: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        """The table the rows live in."""
        return str(self.model.__tablename__)

    @property
    def known_by(self) -> str:
        """The field by which a row is known."""
        return listings.known_by(self.model)


PEOPLE = Subject(
    m.Person,
    "users",
    N_("person"),
    N_("people"),
    N_("New person"),
    N_(
        "Owners, deputies, decision makers and everybody who is called at night. Two ways to reach each make a plan "
        "work."
    ),
    ("name", "role", "department_id", "phone", "status", "verified_on"),
    (
        Section("", ("name", "role", "department_id", "site_id")),
        Section(N_("How to reach"), ("phone", "second_phone", "email", "verified_on")),
        Section(N_("Status"), ("status", "left_on", "note")),
    ),
    "people",
    spare=("verified_on", "status", "phone"),
)
DEPARTMENTS = Subject(
    m.Department,
    "building-2",
    N_("department"),
    N_("departments"),
    N_("New department"),
    N_("Parts of the organisation that own services. The first list asks: whose work stops?"),
    ("name", "head_id"),
    (Section("", ("name", "head_id", "note")),),
    common=(N_("Finance"), N_("People"), N_("IT operations"), N_("Customer services"), N_("Procurement")),
)
SITES = Subject(
    m.Site,
    "map-pin",
    N_("site"),
    N_("sites"),
    N_("New site"),
    N_("Places where people work or components stand. Two components in one place can fail together, and show as one."),
    ("name", "purpose", "address"),
    (Section("", ("name", "purpose", "address")),),
    common=(N_("Head office"), N_("Data centre"), N_("Warehouse"), N_("Home offices")),
)
SUPPLIERS = Subject(
    m.Supplier,
    "truck",
    N_("supplier"),
    N_("suppliers"),
    N_("New supplier"),
    N_(
        "Outside parties that services stand on: what each promises, what proves it, and the way out. A promise "
        "that is slower than a service needs shows by itself."
    ),
    ("name", "provides", "contract_rto", "evidence", "evidence_on", "alternative", "switch_time", "exit_plan"),
    (
        Section("", ("name", "provides", "manager_id", "contact", "contract_number")),
        Section(N_("Promise and proof"), ("contract_rto", "contract_rpo", "evidence", "evidence_on", "joint_test_on")),
        Section(N_("Way out"), ("alternative", "alternative_id", "switch_time", "exit_plan", "note")),
    ),
    "suppliers",
    common=(N_("Internet provider"), N_("Cloud provider"), N_("Telephone provider"), N_("Payroll bureau")),
    spare=("exit_plan", "switch_time", "evidence_on", "evidence", "alternative"),
)
COMPONENTS = Subject(
    m.Component,
    "server",
    N_("component"),
    N_("components"),
    N_("New component"),
    N_(
        "Servers, databases, network devices and applications that services stand on. Most come from an inventory; "
        "with them single points of failure and missing backups show."
    ),
    ("name", "kind", "site_id", "owner_id", "status", "backup_interval", "offline_copy", "restore_tested_on"),
    (
        Section("", ("name", "kind", "site_id", "owner_id", "status", "retired_on")),
        Section(
            N_("Backup"),
            ("backup_interval", "backup_run", "backup_copy_lag", "offline_copy", "restore_tested_on"),
        ),
        Section(
            N_("Where it comes from"), ("source_system", "external_id", "imported_on", "last_seen_on", "note"), True
        ),
    ),
    "components",
    spare=("restore_tested_on", "offline_copy", "status", "backup_interval", "owner_id"),
)
DEPENDENCIES = Subject(
    m.Dependency,
    "network",
    N_("dependency"),
    N_("dependencies"),
    N_("New dependency"),
    N_(
        "What stands on what. Add them in the detail of a service, under “Depends on”, or import them from a "
        "configuration database."
    ),
    ("source_id", "target_id", "hard", "note"),
    (
        Section("", ("source_id", "target_id", "hard", "group_id", "note")),
        Section("", ("source_system", "external_id"), True),
    ),
    "dependencies",
    spare=("note",),
)
SERVICES = Subject(
    m.Service,
    "layers",
    N_("service"),
    N_("services"),
    N_("New service"),
    N_(
        "A service is what people would miss: “Payroll”, not “server PAY-02”. Everything else hangs on this list: "
        "impact, targets, risks, plans."
    ),
    imports="services",
    common=(N_("Identity and sign-on"), N_("E-mail"), N_("Payroll"), N_("ERP"), N_("Telephony")),
)
RISKS = Subject(
    m.Risk,
    "shield-alert",
    N_("risk"),
    N_("risks"),
    N_("New risk"),
    N_(
        "What could stop a service: cause, event and consequence, scored by the people in the room. Begin with what "
        "has happened before."
    ),
    sections=(
        Section("", ("event", "cause", "consequence", "services", "threat_id", "category_id", "owner_id", "status")),
        Section(N_("Today"), ("current_likelihood", "current_impact", "confidence")),
        Section(N_("Before controls"), ("inherent_likelihood", "inherent_impact", "controls", "control_rating")),
        Section(
            N_("Treatment"),
            ("treatment", "target_likelihood", "target_impact", "target_on", "reviewed_on", "next_review_on"),
        ),
        Section(
            N_("Acceptance"),
            ("accepted_by_id", "accepted_on", "accepted_until", "acceptance_reason"),
            True,
        ),
        Section(N_("In money"), ("rate", "loss_min", "loss_likely", "loss_max"), True),
        Section(N_("Record"), ("raised_on", "external_id", "notes"), True),
    ),
    imports="risks",
    common=(N_("Ransomware"), N_("Loss of the data centre"), N_("Loss of a critical supplier")),
)
STRATEGIES = Subject(
    m.Strategy,
    "route",
    N_("strategy"),
    N_("strategies"),
    N_("New strategy"),
    N_("How a service comes back: options with what each can do and costs, one chosen, the others with their reason."),
    ("name", "service_id", "type", "state", "rtc", "rpo", "capacity_pct", "annual_cost"),
    (
        Section("", ("service_id", "name", "type", "state", "reason")),
        Section(N_("What it can do"), ("rtc", "rpo", "capacity_pct")),
        Section(N_("How the RTC comes about"), ("detect", "decide", "mobilise", "restore", "verify"), True),
        Section(N_("What it costs"), ("annual_cost", "avoided_loss", "mandate", "note")),
    ),
    spare=("annual_cost", "capacity_pct", "rpo", "type"),
)
PLANS = Subject(
    m.Plan,
    "book-open-check",
    N_("plan"),
    N_("plans"),
    N_("New plan"),
    N_("What to do when a service is lost, for one service or several. A draft takes all the session knows already."),
    ("title", "version", "state", "owner_id", "approved_on", "reviewed_on", "expires_on"),
    (
        Section("", ("title", "version", "owner_id", "allowance")),
        Section(N_("Purpose and scope"), ("purpose", "scope", "exclusions")),
        Section(N_("Bridge"), ("bridge_number", "bridge_code", "offline_places")),
        Section(N_("Words"), ("deactivation", "recovery_order", "workaround", "incident_process", "return_to_normal")),
        Section(N_("Dates"), ("reviewed_on", "next_review_on", "expires_on", "note"), True),
    ),
    spare=("expires_on", "approved_on", "version"),
)
EXERCISES = Subject(
    m.Exercise,
    "timer",
    N_("exercise or test"),
    N_("exercises and tests"),
    N_("New exercise"),
    N_(
        "The programme: tabletops that try people and plans, tests that measure recovery. Each keeps its original date."
    ),
    ("title", "type", "state", "original_on", "completed_on"),
    (
        Section("", ("title", "public_title", "type", "state")),
        Section(N_("Dates"), ("original_on", "planned_on", "completed_on", "retest_due_on")),
        Section(N_("People"), ("lead_id", "evaluator_id")),
        Section(N_("Scenario"), ("scenario", "scenario_start", "scenario_end"), True),
        Section(N_("Outcome"), ("summary", "verdict", "report", "report_on")),
    ),
    spare=("original_on", "type"),
)
INJECTS = Subject(
    m.Inject,
    "megaphone",
    N_("inject"),
    N_("injects"),
    N_("New inject"),
    N_("The scripted messages of an exercise, in order. A scenario brings its own."),
    ("number", "minute", "scenario_time", "title", "channel", "target_role", "state"),
    (
        Section("", ("number", "title", "minute", "scenario_time", "type", "state")),
        Section(N_("Message"), ("narrative", "sender", "target_role", "channel")),
        Section(N_("Only for the lead"), ("expected", "questions", "branch")),
    ),
)
ACTIONS = Subject(
    m.Action,
    "list-checks",
    N_("action"),
    N_("actions"),
    N_("New action"),
    N_(
        "What somebody will do by a date, from a risk, an exercise or a finding. In a meeting Alt+A catches one "
        "while people speak."
    ),
    ("title", "origin_id", "owner_id", "due_on", "state"),
    (
        Section("", ("title", "origin_id", "owner_id", "start_on", "due_on", "state", "priority")),
        Section(N_("Why"), ("finding", "cause", "element")),
        Section(N_("Closing"), ("closed_on", "evidence", "verified_by_id", "retest_on", "note"), True),
    ),
    spare=("origin_id",),
)
INCIDENTS = Subject(
    m.Incident,
    "siren",
    N_("incident"),
    N_("incidents"),
    N_("New incident"),
    N_(
        "What really happened. The review of a major incident says whether continuity had a gap, and corrects the "
        "estimates."
    ),
    ("title", "severity", "occurred_on", "lasted", "reviewed_on", "plan_id"),
    (
        Section("", ("title", "severity", "occurred_on", "lasted")),
        Section(N_("Review"), ("reviewed_on", "plan_id", "plan_version", "invoked_after", "note")),
    ),
    spare=("reviewed_on", "plan_id", "lasted"),
)
CHANGES = Subject(
    m.Change,
    "wrench",
    N_("change"),
    N_("changes"),
    N_("New change"),
    N_("Changes to what services stand on. A plan that stands on it wants a review afterwards."),
    ("title", "changed_on"),
    (Section("", ("title", "changed_on", "note")),),
)
PROBLEMS = Subject(
    m.Problem,
    "bell",
    N_("problem"),
    N_("problems"),
    N_("New problem"),
    N_(
        "A known cause of incidents that waits for a permanent fix. A risk that rests on one is not as small as it "
        "looks."
    ),
    ("title", "node_id", "incidents", "state"),
    (Section("", ("title", "node_id", "incidents", "state")),),
    spare=("incidents",),
)
WAIVERS = Subject(
    m.Waiver,
    "handshake",
    N_("waiver"),
    N_("waivers"),
    N_("New waiver"),
    N_(
        "Findings that somebody accepts for a while, with a reason and an end. They are granted on the page of "
        "findings (Ctrl+Shift+F)."
    ),
    ("rule", "subject_id", "reason", "person_id", "granted_on", "expires_on"),
    (Section("", ("subject_id", "node_id", "reason", "person_id", "granted_on", "expires_on", "risk_id")),),
    spare=("granted_on", "person_id"),
)
