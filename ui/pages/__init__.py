"""The pages of the window in the order of the work. A page is one file here and one line in ``PLACES``."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from app.i18n import N_
from ui.console import Page


@dataclass(frozen=True, slots=True)
class Place:
    """A place to go: its key, its icon and words, the class of its page, and whether it stands in the rail.

    ``progress`` names the subject of ``app.session.progress`` whose words stand beside it; ``kinds`` are the kinds of
    entity whose findings it counts and which are shown there.
    """

    key: str
    icon: str
    label: str
    page: str
    progress: str = ""
    kinds: tuple[str, ...] = ()
    in_rail: bool = True

    def load(self) -> type[Page]:
        """Import the module of the page and return its class."""
        module, name = self.page.split(":")
        found: type[Page] = getattr(import_module(f"ui.pages.{module}"), name)
        return found


PLACES = (
    Place("overview", "layout-dashboard", N_("Overview"), "overview:OverviewPage"),
    Place(
        "organisation",
        "building-2",
        N_("Organisation"),
        "organisation:OrganisationPage",
        "organisation",
        ("person", "department", "site", "supplier"),
    ),
    Place("services", "layers", N_("Services"), "services:ServicesPage", "services", ("service", "component")),
    Place("risks", "shield-alert", N_("Risks"), "risks:RisksPage", "risks", ("risk",)),
    Place("plans", "book-open-check", N_("Plans"), "plans:PlansPage", "plans", ("plan", "strategy", "plan_step")),
    Place("exercises", "timer", N_("Exercises"), "exercises:ExercisesPage", "exercises", ("exercise", "inject")),
    Place(
        "actions",
        "list-checks",
        N_("Actions"),
        "actions:ActionsPage",
        "actions",
        ("action", "incident", "change_record", "problem", "waiver"),
    ),
    Place("reports", "file-output", N_("Reports"), "reports:ReportsPage"),
    Place("interview", "message-square-text", N_("Interview"), "interview:InterviewPage", in_rail=False),
    Place("scoring", "vote", N_("Scoring round"), "scoring:ScoringPage", in_rail=False),
    Place("batch", "list-checks", N_("Batch round"), "batch:BatchPage", in_rail=False),
    Place("workshop", "list-checks", N_("Risk workshop"), "workshop:WorkshopPage", in_rail=False),
    Place("meeting", "users", N_("Meeting"), "meeting:MeetingPage", kinds=("meeting",), in_rail=False),
    Place("paper", "pen", N_("Type in paper forms"), "paper:PaperPage", in_rail=False),
    Place("calibration", "scale", N_("Calibration"), "calibration:CalibrationPage", in_rail=False),
    Place("findings", "triangle-alert", N_("Findings"), "findings:FindingsPage", in_rail=False),
    Place("history", "history", N_("History"), "history:HistoryPage", in_rail=False),
    Place("settings", "settings", N_("Session and scales"), "settings:SettingsPage", in_rail=False),
)


def place_of(kind: str) -> str:
    """Return the key of the place that shows entities of ``kind``; the overview if none does."""
    return next((place.key for place in PLACES if kind in place.kinds), "overview")
