"""Pictures of the table and the form for the gallery."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QApplication, QWidget

from app.fields import Field, Kind
from app.i18n import N_
from ui.forms.form import Form, Section
from ui.tables.columns import Column
from ui.tables.table import Table
from ui.widgets import chips
from ui.widgets.cards import Card
from ui.widgets.editors import Source
from ui.widgets.layouts import box, column, row

PEOPLE = [("osei", "D. Osei"), ("haddad", "S. Haddad"), ("okafor", "M. Okafor")]
ANCHORS = [
    (1, "Negligible", "None"),
    (2, "Minor", "Annoyance"),
    (3, "Moderate", "Strain, overtime week"),
    (4, "Major", "Key staff sick or leaving"),
    (5, "Severe", "Mass unavailability"),
]


@dataclass(frozen=True)
class Service:
    """A row as the pages get it."""

    id: str
    name: str
    owner: str
    mtpd: int
    rto: int | None
    mbco: int
    tier: int
    bia: tuple[str, str]
    found: int = 0


ROWS = [
    Service("SVC-001", "Identity and sign-on", "osei", 240, 60, 100, 0, ("ok", "Approved")),
    Service("SVC-002", "Core network and DNS", "osei", 240, 60, 100, 0, ("ok", "Approved")),
    Service("SVC-004", "Order platform", "haddad", 480, 240, 70, 1, ("ok", "Approved"), 1),
    Service("SVC-007", "Warehouse management", "haddad", 480, 240, 60, 1, ("warn", "Changed"), 2),
    Service("SVC-005", "ERP", "haddad", 4320, 480, 50, 2, ("ok", "Approved"), 1),
    Service("SVC-006", "Payroll", "okafor", 1440, 480, 100, 2, ("err", "2 errors"), 3),
    Service("SVC-009", "Transport planning", "haddad", 1440, None, 50, 2, ("none", "Not started")),
]
DURATION = {name: Field(Kind.DURATION, N_(name.upper())) for name in ("mtpd", "rto")}


def services() -> list[Column]:
    states = {"ok": N_("Approved"), "open": N_("Open")}
    return [
        Column("id", Field(Kind.TEXT, N_("Ref")), 92, editable=False, tone="text3"),
        Column("name", Field(Kind.TEXT, N_("Service")), 190, bold=lambda row: row.id == "SVC-006"),
        Column("owner", Field(Kind.REFERENCE, N_("Owner")), 120, options=lambda: PEOPLE),
        Column("tier", Field(Kind.INTEGER, N_("Tier")), 60, chip=lambda row: chips.tier(row.tier)),
        Column("mtpd", DURATION["mtpd"]),
        Column("rto", DURATION["rto"]),
        Column("mbco", Field(Kind.PERCENT, N_("MBCO"))),
        Column("bia", Field(Kind.CHOICE, N_("BIA"), choices=states), 130, chip=lambda row: chips.status(*row.bia)),
        Column(
            "found",
            Field(Kind.INTEGER, N_("Findings")),
            80,
            chip=lambda row: chips.badge(row.found) if row.found else None,
        ),
    ]


def table() -> QWidget:
    shown = Table(services(), "Services", commit=lambda *_: None)
    shown.set_rows(ROWS)
    shown.group_by("tier", lambda row: f"Tier {row.tier}")
    shown.sort_by("rto")
    shown.show_filters(True)
    shown.set_filter("rto", "≤ 1 w")
    shown.clear_filters()
    shown.set_new_row("Type a name…", lambda name: None)
    shown.model.refuse("SVC-007", "rto", "9 w", "RTO must be at most 1 w.")
    shown.setFixedSize(900, 480)
    shown.show()
    QApplication.processEvents()
    shown.edit_cell("SVC-006", "rto")
    card = Card(flush=True)
    card.body.addWidget(shown)
    return box(column(card, margins=(24, 24, 24, 24)))


FIELDS = {
    "owner": Field(Kind.REFERENCE, N_("Owner"), core=True),
    "deputy": Field(Kind.REFERENCE, N_("Deputy"), core=True),
    "mtpd": Field(Kind.DURATION, N_("MTPD"), core=True),
    "wrt": Field(Kind.DURATION, N_("WRT"), core=True),
    "rto": Field(Kind.DURATION, N_("RTO"), core=True),
    "mbco": Field(Kind.PERCENT, N_("MBCO"), unit=N_("of normal"), core=True),
    "impact": Field(Kind.LEVEL, N_("Impact"), core=True),
    "tested": Field(Kind.YES_NO, N_("Tested"), core=True),
    "state": Field(Kind.CHOICE, N_("State"), choices={"open": N_("Open")}, core=True),
    "reason": Field(Kind.NOTE, N_("Reason"), core=True),
    "ref": Field(Kind.TEXT, N_("Reference"), editable=False, core=True),
    "more": Field(Kind.TEXT, N_("More")),
}


def form() -> QWidget:
    values = {"owner": "okafor", "mtpd": 1440, "wrt": 360, "rto": 480, "mbco": 100, "impact": 4, "tested": True}
    values |= {"reason": "Works council needs the same day.", "ref": "SVC-006"}  # type: ignore[dict-item]
    source = Source(lambda: PEOPLE)
    sources = {"owner": source, "deputy": source, "impact": Source(anchors=lambda: ANCHORS)}
    names = [name for name in FIELDS if name != "more"]
    sections = [Section("Targets", names), Section("", ["more"], folded=True)]
    made = Form(FIELDS, lambda: values, lambda *_: None, sources=sources, sections=sections, wide=("rto",))
    made.row("mtpd").set_suffix("as proposed")
    made.row("rto").set_suffix("proposed 8 h")
    made.row("rto").set_problem("Halden promises 24 h.", ("Fix supplier", lambda: None))
    made.setFixedWidth(336)
    return box(row(made, margins=(16, 16, 16, 16)))
