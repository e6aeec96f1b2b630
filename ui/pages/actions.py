"""Actions, and what they come from: incidents, changes, problems and waivers."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app import model as m
from app.i18n import N_, translate
from ui.subjects.catalogue import ACTIONS, CHANGES, INCIDENTS, PROBLEMS, WAIVERS, Subject
from ui.subjects.children import ChildTab, ChildTable
from ui.subjects.detail import DetailPanel
from ui.subjects.listpage import ListPage
from ui.subjects.panel import SubjectPanel
from ui.subjects.tabbed import Build
from ui.widgets.buttons import button
from ui.widgets.cards import Way


class ActionsPage(ListPage):
    """The programme between exercises, in five lists."""

    TABLES = frozenset(
        {
            "action", "incident", "incident_gap", "change_record", "changed_node", "problem", "waiver", "entity",
            "person", "plan", "risk",
        }
    )  # fmt: skip
    NAME = N_("Actions")
    SUBJECTS = (
        ("actions", N_("Actions"), ACTIONS),
        ("incidents", N_("Incidents"), INCIDENTS),
        ("changes", N_("Changes"), CHANGES),
        ("problems", N_("Problems"), PROBLEMS),
        ("waivers", N_("Waivers"), WAIVERS),
    )

    def builders(self) -> dict[str, Build]:
        """Return the lists that have more than a form."""
        return {
            "incidents": self._incidents,
            "changes": self._changes,
            "waivers": self._waivers,
            "actions": self._actions,
        }

    def _actions(self, switch: QWidget) -> SubjectPanel:
        return SubjectPanel(self.console, ACTIONS, switch=switch, groups=("state", "owner_id", "origin_id"))

    def _incidents(self, switch: QWidget) -> SubjectPanel:
        gaps = ChildTable(self.console, m.IncidentGap, "incident_id", N_("Continuity gaps found"), ("text",))
        return self._with_children(INCIDENTS, switch, ("gaps", N_("Gaps"), gaps))

    def _changes(self, switch: QWidget) -> SubjectPanel:
        nodes = ChildTable(self.console, m.ChangedNode, "change_id", N_("What it touched"), ("node_id",), can_add=False,
                           looks={"node_id": {"stretch": True}})  # fmt: skip
        return self._with_children(CHANGES, switch, ("nodes", N_("Touches"), nodes))

    def _waivers(self, switch: QWidget) -> SubjectPanel:
        look = button(translate(N_("Open the findings")), lambda: self.console.go("findings"), icon="triangle-alert")
        note = translate(N_("Choose one and press “Waive…”: who accepts it, why, and until when."))
        way = Way(translate(N_("Accept a finding for a while")), look, note)
        return SubjectPanel(self.console, WAIVERS, switch=switch, can_add=False, ways=(way,))

    def _with_children(self, subject: Subject, switch: QWidget, child: tuple[str, str, ChildTable]) -> SubjectPanel:
        key, words, table = child
        detail = DetailPanel(self.console, subject, ((key, words, ChildTab(table)),))
        return SubjectPanel(self.console, subject, switch=switch, detail=detail)
