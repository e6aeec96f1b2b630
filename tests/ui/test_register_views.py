"""Saved views of the register: which risks each shows, its columns, and own ones that come back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app import entities, risks
from app import model as m
from app.document import Document
from app.programme import add_action
from app.session import new_session
from tests.ui.windows import window_on
from ui.main_window import MainWindow
from ui.pages.risks import RegisterPanel, RisksPage
from ui.risks import views

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
TODAY = NOON.date()

#: The columns of domain.md §3 and where each stands in the register.
OF_THE_DOMAIN = {
    "ID": "ref", "Raised": "raised_on", "Service": "services", "Tier": "tier", "Threat": "threat", "Cause": "cause",
    "Event": "event", "Consequence": "consequence", "Category": "category", "Existing controls": "controls",
    "Control rating": "control_rating", "Inherent L": "inherent_likelihood", "Inherent I": "inherent_impact",
    "Inherent level": "inherent", "Current L": "current_likelihood", "Current I": "current_impact", "L×I": "product",
    "Level": "level", "Votes n": "voters", "median L": "median_likelihood", "median I": "median_impact",
    "IQR L": "spread_likelihood", "IQR I": "spread_impact", "Consensus": "agreed", "Confidence": "confidence",
    "Within appetite": "within", "Treatment": "treatment", "Action": "action", "Action owner": "action_owner",
    "Due": "due", "Status": "status", "Target L": "target_likelihood", "Target I": "target_impact",
    "Target level": "target", "Target date": "target_on", "Risk owner": "owner_id", "Accepted by": "accepted_by",
    "Acceptance expiry": "accepted", "CI/Supplier": "nodes", "Plan": "plans", "ALE P50": "loss_p50",
    "ALE P90": "loss_p90", "Last review": "reviewed_on", "Next review": "next_review_on", "Notes": "notes",
}  # fmt: skip


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    """A session with one risk for each view, and one for none."""
    with new_session(
        tmp_path / "s.foreshock", title="Views", organisation="Views", clock=lambda: NOON, who="Ann"
    ) as made:
        ann = entities.add(made, m.Person, name="Ann Bell")
        payroll = entities.add(made, m.Service, name="Payroll", rto="4h", owner_id=ann)

        def risk(event: str, likelihood: int | None, impact: int | None, **values: object) -> bytes:
            scored = {"current_likelihood": likelihood, "current_impact": impact}
            return risks.add_risk(made, event, [payroll], **(scored | values))

        risk("Calm", 1, 1, owner_id=ann)
        risk("Exposed", 5, 5)
        add_action(made, "Mend it", origin=risk("Treated", 5, 5), due="1 Dec 2026")
        for event, days in (("Ends soon", 59), ("Ends later", 61)):
            risks.accept_risk(made, risk(event, 5, 4), ann, TODAY + timedelta(days=days), "for now")
        risk("Unscored", 3, None)
        risk("Overdue", 1, 2, next_review_on=date(2026, 9, 14))
        risk("Due today", 1, 2, next_review_on=TODAY)
        risk("Contested", 1, 3, contested=True)
        risk("Closed", 5, 5, status="closed", next_review_on=date(2020, 1, 1), contested=True)
        yield made


@pytest.fixture
def window(document: Document, tmp_path: Path) -> Iterator[MainWindow]:
    with window_on(document, tmp_path / "settings", "risks") as (shown, _):
        yield shown


@pytest.fixture
def panel(window: MainWindow) -> RegisterPanel:
    page = window._pages["risks"]
    assert isinstance(page, RisksPage)
    return page.panel


def shown(panel: RegisterPanel) -> set[str]:
    """The events of the risks in view."""
    QApplication.processEvents()
    return {row.event for row in panel.table.model.view if hasattr(row, "event")}


@pytest.mark.parametrize(
    ("view", "events"),
    [
        ("above", {"Exposed", "Treated", "Ends soon", "Ends later", "Closed"}),
        ("untreated", {"Exposed"}),
        ("ending", {"Ends soon"}),
        ("unscored", {"Unscored"}),
        ("overdue", {"Overdue"}),
        ("contested", {"Contested"}),
    ],
)
def test_each_view_shows_its_risks(panel: RegisterPanel, view: str, events: set[str]) -> None:
    panel.choose_view(view)
    assert shown(panel) == events
    assert panel.view_button.accessibleName() == "View: " + views.words_of(view)
    current = panel.table.current_key()
    assert panel.table.model.place_of(current) >= 0  # the detail is of a risk that is in view


def test_an_acceptance_that_has_ended_stays_in_the_view(panel: RegisterPanel, document: Document) -> None:
    key = next(row.id for row in document.all(m.Risk) if row.event == "Ends later")
    entities.set_field(document, m.Risk, key, "accepted_until", date(2026, 9, 1))
    panel.choose_view("ending")
    assert shown(panel) == {"Ends soon", "Ends later"}


def test_all_risks_come_back_in_the_columns_they_had(panel: RegisterPanel) -> None:
    panel.table.show_column("cause", True)
    panel.table.group_by("owner_id")
    before = panel.table.arrangement() | {"widths": {}}
    panel.choose_view("ending")
    assert "accepted" in panel.table.shown_columns()
    assert panel.table.model.grouped_by is None
    panel.choose_view("contested")
    panel.choose_view("")
    assert panel.table.arrangement() | {"widths": {}} == before
    assert len(shown(panel)) == 11 - 1


def test_an_own_view_keeps_columns_filters_group_and_order(panel: RegisterPanel, window: MainWindow) -> None:
    panel.choose_view("above")
    panel.table.show_columns(["ref", "event", "notes"])
    panel.table.show_filters(True)
    panel.table.set_filter("event", "ends")
    panel.table.group_by("tier")
    panel.table.sort_by("event", descending=True)
    panel.keep_view("Ours to decide")
    panel.choose_view("")
    assert len(shown(panel)) == 10
    panel.choose_own_view("Ours to decide")
    assert shown(panel) == {"Ends soon", "Ends later"}
    assert panel.table.shown_columns() == ["ref", "event", "notes"]
    assert (panel.table.model.grouped_by, panel.table.model.order) == ("tier", [("event", True)])
    place = window._pages["risks"].place()
    fresh = RisksPage(window.console)
    fresh.restore(place)
    assert fresh.panel.view_button.shown == "own:Ours to decide"
    assert shown(fresh.panel) == {"Ends soon", "Ends later"}
    fresh.panel.forget_view("Ours to decide")
    assert fresh.panel.own_views == []
    assert len(shown(fresh.panel)) == 10
    fresh.deleteLater()


def test_an_own_view_of_the_same_name_is_replaced(panel: RegisterPanel) -> None:
    panel.keep_view("Mine")
    panel.choose_view("above")
    panel.keep_view("mine")
    assert [(one.name, one.base) for one in panel.own_views] == [("mine", "above")]


def test_places_that_hold_no_views_are_passed_over() -> None:
    nonsense = [{"name": 3}, "x", {"name": "Good", "base": "nothing", "table": {}}, None]
    assert views.kept(nonsense) == [views.OwnView("Good", "", {})]
    assert views.kept("nonsense") == []


def test_a_risk_that_a_view_hides_is_brought_into_sight(panel: RegisterPanel, document: Document) -> None:
    panel.choose_view("unscored")
    calm = next(row.id for row in document.all(m.Risk) if row.event == "Calm")
    panel.select(calm)
    assert (panel.view_button.shown, panel.table.current_key()) == ("", calm)


def test_an_empty_view_leads_back_to_all(panel: RegisterPanel, document: Document) -> None:
    panel.choose_view("contested")
    key = next(row.id for row in document.all(m.Risk) if row.event == "Contested")
    entities.set_field(document, m.Risk, key, "contested", False)
    panel.refresh()
    assert shown(panel) == set()
    panel.table._show_everything()
    assert len(shown(panel)) == 10


def test_every_column_of_the_register_can_be_chosen(panel: RegisterPanel) -> None:
    panel.table.show_columns(list(OF_THE_DOMAIN.values()))
    assert panel.table.arrangement()["columns"] == list(OF_THE_DOMAIN.values())
    QApplication.processEvents()


def test_it_is_grouped_by_owner_service_tier_and_level(panel: RegisterPanel) -> None:
    words = {action.text() for action in panel.table.group_menu(panel.list_tools._groups).actions()}
    for group in ("owner_id", "services", "tier", "level"):
        assert panel.table.model.column(group).heading in words
        panel.table.group_by(group)
        assert len(shown(panel)) == 10


def test_the_menu_ticks_the_view_and_offers_to_forget_an_own_one(panel: RegisterPanel) -> None:
    panel.keep_view("Mine & ours")
    menu = panel.view_button.menu_of_views()
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts[:3] == ["All risks", "Above appetite", "Above appetite without action"]
    assert texts[-3:] == ["Mine && ours", "Keep this view…", "Forget “Mine && ours”"]
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["Mine && ours"]
    menu.deleteLater()


def test_the_tools_fit_into_a_small_window(panel: RegisterPanel, window: MainWindow) -> None:
    window.resize(1280, 720)
    panel.choose_view("ending")
    QApplication.processEvents()
    tools = panel.tools
    places = sorted((child.x(), child.x() + child.width()) for child in tools.children() if hasattr(child, "isVisible")
                    and child.isVisible())  # fmt: skip
    assert all(right <= left for (_, right), (left, _) in pairwise(places))
    assert places[-1][1] <= tools.width()
