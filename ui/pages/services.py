"""Services with their targets, components and dependencies; a service opens into its impact grid or its map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import entities, interviews, services, session
from app import model as m
from app.fields import Field, Kind
from app.i18n import N_, UserError, translate
from app.model.bia import TARGET
from ui.console import Console, Page
from ui.questionnaires.menu import prework_button
from ui.services.detail import ServiceDetail
from ui.services.impact_view import ImpactView
from ui.services.map_view import MapOfService
from ui.services.standing import standing_chip, standing_words
from ui.services.subview import SubView
from ui.subjects.catalogue import COMPONENTS, DEPENDENCIES, SERVICES
from ui.subjects.columns import field_column, ref_column
from ui.subjects.panel import NARROW_BELOW, SubjectPanel
from ui.subjects.tabbed import Build, TabbedSubjects
from ui.tables.columns import Column
from ui.theme import px
from ui.widgets import chips
from ui.widgets.buttons import Button, button
from ui.widgets.layouts import column

if TYPE_CHECKING:
    from app.checks import Finding


#: In windows narrower than this the last tools of the list show only their icons, in logical pixels.
TOOLS_BELOW = 1560


class ServicesPage(Page):
    """Three lists, and the two views that a service opens into."""

    TABLES = frozenset(
        {
            "service", "bia", "bia_approval", "impact_score", "peak", "target_decision", "obligation", "vital_record",
            "resource", "component", "dependency", "dependency_group", "supplier", "person", "department", "site",
            "entity", "impact_category", "impact_anchor", "horizon", "tier", "session_info",
        }
    )  # fmt: skip

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        builders: dict[str, Build] = {"services": self._services, "components": self._components,
                                      "dependencies": self._dependencies}  # fmt: skip
        subjects = (
            ("services", N_("Services"), SERVICES),
            ("components", N_("Components"), COMPONENTS),
            ("dependencies", N_("Dependencies"), DEPENDENCIES),
        )
        self._beside: tuple[tuple[Button, str], ...] = ()
        self._keyed: tuple[tuple[Button, tuple[str, ...]], ...] = ()
        self.lists = TabbedSubjects(console, subjects, translate(N_("Services")), builders)
        self._list_holder = QWidget()
        self.lists.fill(self._list_holder)
        self.impact, self.map = ImpactView(console), MapOfService(console)
        self._stack = QStackedWidget()
        for view in (self._list_holder, self.impact, self.map):
            self._stack.addWidget(view)
        for view in (self.impact, self.map):
            view.left.connect(self._back)
        self.setLayout(column(self._stack, gap=0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the last buttons of the list show only their icons, the first ones no keys."""
        super().resizeEvent(event)
        narrow = self.window().width() < px(TOOLS_BELOW)
        for made, words in self._beside:
            made.setText("" if narrow else words)
            made.updateGeometry()
        narrower = self.window().width() < px(NARROW_BELOW)
        for made, keys in self._keyed:
            made.keys = () if narrower else keys
            made.setToolTip("+".join(keys) if narrower else "")
            made.updateGeometry()

    # --- lists ---------------------------------------------------------------------------------------------

    def _services(self, switch: QWidget) -> SubjectPanel:
        impact = button(translate(N_("Impact")), lambda: self._open(self.impact), icon="gauge", keys=("↵",))
        talk = button(translate(N_("Interview")), self._interview, icon="message-square-text")
        talk.setEnabled(self.console.writable)
        talk.setToolTip(translate(N_("Ask about the chosen service, one question at a time")))
        network = button(translate(N_("Map")), lambda: self._open(self.map), icon="network")
        prework = prework_button(self.console, lambda: self.lists.panel("services").table.selected_keys())
        compare = button(translate(N_("Calibration")), lambda: self.console.go("calibration"), icon="scale")
        compare.setAccessibleName(translate(N_("Calibration")))
        compare.setToolTip(translate(N_("Compare departments and see what to look at before sign-off")))
        self._beside = tuple((made, made.text()) for made in (network, prework, compare))
        panel = SubjectPanel(
            self.console,
            SERVICES,
            columns=service_columns(self.console),
            read=lambda: services.services(self.document),
            detail=ServiceDetail(self.console),
            switch=switch,
            groups=("tier", "owner_id", "department_id", "bia_state"),
            extra=(talk, impact, network, prework, compare),
            commit=self._commit,
            spare=("wrt", "mbco_pct"),
            foot_words=_share_words,
        )
        panel.tools_below = TOOLS_BELOW
        self._keyed = tuple((made, made.keys) for made in (panel.new_button, impact))
        panel.table.group_by("tier", _tier_title)
        panel.table.activatedKey.connect(lambda _key: self._open(self.impact))
        return panel

    def _commit(self, key: bytes, name: str, entered: Any) -> None:
        if not self.console.writable:
            raise UserError(N_("This window is read-only; nothing can be changed here."))
        if name in TARGET:
            interviews.set_target(self.document, key, name, entered)
        else:
            entities.set_field(self.document, m.Service, key, name, entered)

    def _components(self, switch: QWidget) -> SubjectPanel:
        return SubjectPanel(self.console, COMPONENTS, switch=switch, groups=("kind", "site_id", "status", "owner_id"))

    def _dependencies(self, switch: QWidget) -> SubjectPanel:
        return SubjectPanel(self.console, DEPENDENCIES, switch=switch, groups=("source_id", "target_id"), can_add=False)

    # --- views of one service ------------------------------------------------------------------------------

    def show_view(self, name: str) -> None:
        """Open the chosen service: ``impact`` or ``map``."""
        self._open(self.map if name == "map" else self.impact)

    def _open(self, view: SubView) -> None:
        key = self.lists.panel("services").table.current_key()
        if key is None:
            self.console.say(translate(N_("Choose a service first.")))
            return
        self._stack.setCurrentWidget(view)
        view.show_key(key)

    def _interview(self) -> None:
        """Begin or go on with the interview of the chosen service, or plan one."""
        self.console.ask("start_interview", self.lists.panel("services").table.current_key())

    def _back(self) -> None:
        self._stack.setCurrentWidget(self._list_holder)
        self.lists.refresh()
        self.lists.panel(self.lists.current()).table.setFocus()

    def refresh(self) -> None:
        """Read what is shown."""
        shown = self._stack.currentWidget()
        if isinstance(shown, SubView):
            shown.refresh()
        else:
            self.lists.refresh()

    def subtitle(self) -> str:
        """Return how many are approved."""
        progress = session.progress(self.document).get("services")
        return progress.text if progress is not None else ""

    def select(self, key: bytes) -> None:
        """Show the list that holds ``key``, and the row."""
        self._stack.setCurrentWidget(self._list_holder)
        self.lists.select(key)

    def on_screen(self) -> bytes | None:
        """Return what is chosen in the list that is shown."""
        return self.lists.on_screen()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Hand the newest findings to the lists."""
        self.lists.show_findings(findings)

    def place(self) -> dict[str, Any]:
        """Return which list was shown, how each was arranged, and which view of which service was open."""
        shown = self._stack.currentWidget()
        if isinstance(shown, SubView) and shown.key is not None:
            view = "map" if shown is self.map else "impact"
            return {"lists": self.lists.place(), "view": view, "key": shown.key.hex()}
        return {"lists": self.lists.place()}

    def restore(self, place: dict[str, Any]) -> None:
        """Show the list that was left, and the view that was open if its service is still there."""
        self.lists.restore(place.get("lists") or {})
        view, key = place.get("view"), bytes.fromhex(place.get("key") or "")
        if view in ("impact", "map") and self.document.get(m.Service, key) is not None:
            shown = self.map if view == "map" else self.impact
            self._stack.setCurrentWidget(shown)
            shown.show_key(key)


def service_columns(console: Console) -> list[Column]:
    """Return the columns of the list of services, over ``app.services.ServiceRow``."""

    def target(name: str, **options: Any) -> Column:
        return field_column(console, m.Service, name, value=lambda row: getattr(row, name), text=None, **options)

    def named(name: str, words: str, **options: Any) -> Column:
        return field_column(
            console,
            m.Service,
            name,
            value=lambda row: getattr(row, name),
            text=lambda row: getattr(row, words),
            **options,
        )

    plain = Field(Kind.TEXT, "", editable=False)
    tier_field = Field(Kind.INTEGER, N_("Tier"), editable=False)
    return [
        ref_column(),
        target("name", width=168, stretch=True, bold=True),
        Column("tier", tier_field, 56, chip=_tier_chip, sort=lambda row: row.tier, editable=False, shown=False),
        named("owner_id", "owner", width=112),
        target("mtpd", width=84),
        target("rto", width=68),
        target("wrt", width=68),
        target("rpo", width=68),
        target("mbco_pct", width=68),
        Column("bia_state", plain, 106, value=standing_words, chip=standing_chip, title=N_("BIA"), editable=False),
        named("department_id", "department", shown=False),
        named("deputy_id", "deputy", shown=False),
        target("mbco_text", shown=False, width=200),
        Column("scored", plain, 96, text=_scored, title=N_("Cells scored"), editable=False, shown=False),
        target("holds_data", shown=False),
        target("status", shown=False),
    ]


def _share_words(rows: Sequence[services.ServiceRow]) -> str:
    share = services.tier_share(rows).percent
    return translate(N_("{share} % in Tiers 0 and 1"), share=share) if share is not None else ""


def _tier_chip(row: services.ServiceRow) -> chips.Chip | None:
    return chips.tier(row.tier, row.tier_reason) if row.tier is not None else None


def _scored(row: services.ServiceRow) -> str:
    return translate(N_("{n} of {of}"), n=row.scored, of=row.cells)


def _tier_title(row: services.ServiceRow) -> str:
    if row.tier is None:
        return translate(N_("Not rated yet"))
    words = translate(N_("Tier {number}"), number=row.tier)
    return words if row.tier_name in ("", words) else f"{words} {row.tier_name}"
