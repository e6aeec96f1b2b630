"""The sentences with which a drafted plan begins; people change them afterwards."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

from app.i18n import N_

PURPOSE = N_("To bring {services} back within their recovery time objectives, and to keep work going until then.")
SCOPE = N_("{services}, with the people, rooms, systems and suppliers that they need.")
DEACTIVATION = N_(
    "Every service of this plan runs at its MBCO or better, its owner has signed the data checks, "
    "and whoever may invoke the plan says that it ends."
)
INCIDENT_PROCESS = N_(
    "The major-incident process comes first. Its manager asks at the declaration and every 30 minutes whether this "
    "plan is invoked, keeps the log, and takes over again when the plan ends."
)
RETURN_TO_NORMAL = N_(
    "Go back only in a quiet hour that the owners agree to, with a way back if it fails. Re-enter what was written on "
    "paper, compare totals, end the workarounds, and tell everybody who was told."
)

TRIGGER_FORECAST = N_("The repair of {service} is forecast to end after its RTO of {rto}")
TRIGGER_NO_FORECAST = N_("No firm forecast for {service} {latest} after the loss")
TRIGGER_SEVERAL = N_("Two or more services of this plan are lost at the same time")
TRIGGER_DANGER = N_("Anyone is in danger, or the law demands it")
#: What fits a line of the first-hour card, and how many of them (``documents.md`` §2).
TRIGGER_LENGTH, TRIGGERS = 90, 5

LEAD_ROLE = N_("Continuity lead")
SERVICE_ROLE = N_("Lead {service}")
COMMUNICATIONS_ROLE = N_("Communications")
LEAD_AUTHORITY = N_("invokes and ends the plan, sets priorities")
SERVICE_AUTHORITY = N_("recovers and verifies {service}")
COMMUNICATIONS_AUTHORITY = N_("speaks for the organisation")


class Line(NamedTuple):
    """A line of the first hour: from, to (minutes), what."""

    start: int
    end: int
    text: str


FIRST_HOUR = (
    Line(0, 10, N_("Make people safe. Confirm the loss from outside. Start the log.")),
    Line(10, 20, N_("Call the team. Open the bridge.")),
    Line(20, 30, N_("Decide: start this plan, or watch until the next check.")),
    Line(30, 45, N_("Send the first word to staff and customers.")),
    Line(45, 60, N_("Begin step 1. Set the next check.")),
)

DO_NOTS = (
    N_("power off or restart a system that may be attacked"),
    N_("delete logs, mail or other evidence"),
    N_("restore onto a network that is not known to be clean"),
    N_("promise customers a time that nobody has confirmed"),
    N_("speak to the press; refer to communications"),
)


class Level(NamedTuple):
    """A level of the escalation path; ``words`` find the person for it by their function."""

    level: int
    role: str
    channel: str
    go_up_when: str
    authority: str
    words: tuple[str, ...]


ESCALATION = (
    Level(1, N_("Service desk"), N_("phone"), N_("no cause within 15 min"), N_("opens the incident"),
          ("service desk", "help desk")),
    Level(2, N_("Major-incident manager"), N_("phone, bridge"), N_("25 % of the RTO used without progress"),
          N_("calls in teams and suppliers"), ("incident manager", "major-incident", "incident")),
    Level(3, N_("Continuity lead"), N_("bridge"), N_("50 % of the RTO used without progress"),
          N_("invokes this plan"), ("continuity",)),
    Level(4, N_("Crisis team"), N_("bridge, then in person"), N_("75 % of the RTO used, or people or law in danger"),
          N_("spends money, changes priorities"), ("crisis", "operating officer", "executive")),
    Level(5, N_("Board"), N_("phone"), N_("the MTPD will be missed"), N_("speaks to owners and authorities"),
          ("chief executive", "managing director", "board", "director")),
)  # fmt: skip
REPLY_LIMIT = 15


class Skeleton(NamedTuple):
    """A step of a strategy: what, its share of the recovery time in per cent, and how to tell that it is done."""

    instruction: str
    share: int
    done_when: str


#: The bare bones of recovery per type of strategy (``domain.md`` §4).
SKELETONS = MappingProxyType(
    {
        "active-active": (
            Skeleton(N_("Take the failed side of {service} out of use"), 60, N_("all traffic on the other side")),
            Skeleton(N_("Check that one side of {service} carries the load"), 40, N_("response times normal")),
        ),
        "hot-standby": (
            Skeleton(N_("Switch {service} to its duplicate"), 60, N_("duplicate reports primary")),
            Skeleton(N_("Point users and interfaces of {service} to it"), 40, N_("test from outside passes")),
        ),
        "warm-standby": (
            Skeleton(N_("Stop writing to the failed side of {service}"), 10, N_("no open transactions")),
            Skeleton(N_("Bring {service} up on its standby"), 60, N_("standby reports ready")),
            Skeleton(N_("Point users and interfaces of {service} to the standby"), 30, N_("test from outside passes")),
        ),
        "pilot-light": (
            Skeleton(N_("Start the machines that {service} needs"), 40, N_("all machines answer")),
            Skeleton(N_("Attach the live data and start {service}"), 40, N_("database opens")),
            Skeleton(N_("Point users and interfaces of {service} to it"), 20, N_("test from outside passes")),
        ),
        "cold-standby": (
            Skeleton(N_("Open the standby place for {service}, order what is missing"), 30, N_("delivery confirmed")),
            Skeleton(N_("Set up {service} and load the last good copy"), 60, N_("copy scanned, database opens")),
            Skeleton(N_("Point users and interfaces of {service} to it"), 10, N_("test from outside passes")),
        ),
        "rebuild": (
            Skeleton(N_("Choose the last clean copy of {service}: scan it in isolation"), 20, N_("scan report")),
            Skeleton(N_("Rebuild {service} from clean sources"), 40, N_("systems hardened and running")),
            Skeleton(N_("Restore the data of {service}"), 40, N_("database opens")),
        ),
        "alternate-supplier": (
            Skeleton(N_("Call the supplier of {service} on the contract line"), 10, N_("ticket number and forecast")),
            Skeleton(N_("Move {service} to the alternate supplier"), 80, N_("first transaction confirmed")),
            Skeleton(N_("Tell users of {service} what is different"), 10, N_("notice sent")),
        ),
        "manual": (
            Skeleton(N_("Keep {service} going by hand"), 100, N_("first case done by hand")),
        ),
    }
)  # fmt: skip
GENERIC = (
    Skeleton(N_("Find out what of {service} is lost and what still works"), 20, N_("written down in the log")),
    Skeleton(N_("Restore {service} at its least acceptable level"), 80, N_("owner confirms")),
)
WORKAROUND_STEP = N_("Start the workaround for {service}")
VERIFY_STEP = N_("Verify {service} with its owner")
VERIFY_DONE = N_("owner signs the data check")
VERIFY_MINUTES = 15
CHECK = N_("{service}: {check}")
CHECK_RECORD = N_("{service}: {record} is complete")
CHECK_PLAIN = N_("{service}: compare totals with the last printed ones")
DEFAULT_ALLOWANCE = 30
