"""Organisation: people, departments, sites and suppliers."""

from __future__ import annotations

from app.i18n import N_
from ui.subjects.catalogue import DEPARTMENTS, PEOPLE, SITES, SUPPLIERS
from ui.subjects.listpage import ListPage


class OrganisationPage(ListPage):
    """Who and where, in four lists."""

    TABLES = frozenset({"person", "department", "site", "supplier", "entity"})
    NAME = N_("Organisation")
    SUBJECTS = (
        ("people", N_("People"), PEOPLE),
        ("departments", N_("Departments"), DEPARTMENTS),
        ("sites", N_("Sites"), SITES),
        ("suppliers", N_("Suppliers"), SUPPLIERS),
    )
