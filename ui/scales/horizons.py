"""Points in time at which impact is asked, tiers by recovery time, and threats with their typical outage."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from app import entities, listings
from app import model as m
from app.fields import Field, Kind, fields_of
from app.i18n import N_, translate
from ui.console import Console
from ui.scales.part import Part
from ui.subjects.columns import field_column
from ui.tables.columns import Column
from ui.widgets import chips

_IN_USE = N_("In use, so it stays as it is; add another one instead.")


class HorizonsPart(Part):
    """Points in time at which impact is asked, and tiers by recovery time."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._used: set[bytes] = set()
        columns = [
            field_column(console, m.Horizon, "minutes", width=112, editable=self._free),
            field_column(console, m.Horizon, "label", width=180, editable=console.writable),
            Column("used", Field(Kind.TEXT, N_("In use"), editable=False), 240, text=self._use_words, tone="text3",
                   stretch=True),
        ]  # fmt: skip
        self.horizons = self._model_table(m.Horizon, N_("Horizons"), columns)
        self._table_card(N_("Horizons"), N_("when impact is asked after a loss"), self.horizons)
        self._offer(self.horizons, m.Horizon, N_("Type a new horizon, such as 12 h…"), self._add)
        widths = {"name": 200, "rto_max": 132, "rpo_guide": 132, "critical": 104}
        tiers = [field_column(console, m.Tier, "number", width=72, chip=lambda made: chips.tier(made.values["number"]))]
        tiers += [field_column(console, m.Tier, name, width=width) for name, width in widths.items()]
        self.tiers = self._model_table(m.Tier, N_("Tiers"), tiers)
        self._table_card(N_("Tiers"), N_("services fall into the first whose RTO holds them"), self.tiers)

    def _add(self, typed: str) -> None:
        minutes = fields_of(m.Horizon)["minutes"].parse(typed)
        entities.add(self.document, m.Horizon, None, minutes=minutes, label=typed)

    def _delete(self, model: Any, keys: Sequence[bytes]) -> None:
        free = [key for key in keys if key not in self._used]
        if len(free) < len(keys):
            self.console.refused.emit(translate(_IN_USE))
        else:
            super()._delete(model, keys)

    def _free(self, made: Any) -> bool:
        return self.console.writable and made.key not in self._used

    def _use_words(self, made: Any) -> str:
        return translate(_IN_USE) if made.key in self._used else ""

    def refresh(self) -> None:
        """Read horizons and tiers, and which horizons are in use."""
        rows = [*self.document.all(m.ImpactScore), *self.document.all(m.ResourceQuantity)]
        self._used = {made.horizon_id for made in rows}
        horizons = listings.read(self.document, m.Horizon, order_by=(m.Horizon.minutes,))
        self._show(self.horizons, horizons, spare=int(self.console.writable))
        self._show(self.tiers, listings.read(self.document, m.Tier))


class ThreatsPart(Part):
    """What can stop services, with its typical outage."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        columns = [field_column(console, m.Threat, "code", width=72, editable=False, tone="text3")]
        widths = {"name": 260, "typical_outage": 132}
        columns += [field_column(console, m.Threat, name, width=width) for name, width in widths.items()]
        columns.append(field_column(console, m.Threat, "hits", stretch=True))
        self.table = self._model_table(m.Threat, N_("Threats"), columns)
        self._table_card(N_("Threats"), N_("risks point at them, and documents group by them"), self.table)
        self._offer(self.table, m.Threat, N_("Type a new threat…"), self._add)

    def _add(self, typed: str) -> None:
        codes = {made.code for made in self.document.all(m.Threat)}
        number = next(n for n in count(1) if f"T{n:02d}" not in codes)
        entities.add(self.document, m.Threat, None, code=f"T{number:02d}", name=typed)

    def refresh(self) -> None:
        """Read the threats."""
        threats = listings.read(self.document, m.Threat, order_by=(m.Threat.code,))
        self._show(self.table, threats, spare=int(self.console.writable))
