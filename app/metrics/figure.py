"""A figure of the programme: a share or a number with what was counted, over which window, as of which day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from statistics import median_low
from types import MappingProxyType

from app.i18n import N_, translate


class Unit(StrEnum):
    """What the value of a figure counts."""

    PERCENT = "%"
    COUNT = "count"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure (``domain.md`` §8).

    ``value`` is rounded down, so that 199 of 200 is never 100 %; ``None`` means "n/a", and ``reason`` says why.
    ``counted`` and ``out_of`` are the keys behind numerator and denominator, ``lists`` further keys by name (such as
    ``late``). ``window`` holds the first and the last day that count, ``None`` if the figure is of today.
    """

    id: str
    title: str
    unit: Unit
    on: date
    value: int | None
    numerator: int | None = None
    denominator: int | None = None
    counted: tuple[bytes, ...] = field(default=(), repr=False)
    out_of: tuple[bytes, ...] = field(default=(), repr=False)
    lists: Mapping[str, tuple[bytes, ...]] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    window: tuple[date, date] | None = None
    reason_id: str = ""
    companions: tuple[Figure, ...] = ()

    @property
    def name(self) -> str:
        """Its title in the chosen language."""
        return translate(self.title)

    @property
    def reason(self) -> str:
        """Why there is no value; empty if there is one."""
        return translate(self.reason_id)

    @property
    def text(self) -> str:
        """The value as it is shown: ``87 %``, ``12``, ``44 d`` or ``n/a``."""
        if self.value is None:
            return translate(N_("n/a"))
        if self.unit is Unit.PERCENT:
            return translate(N_("{n} %"), n=self.value)
        return translate(N_("{n} d"), n=self.value) if self.unit is Unit.DAYS else str(self.value)

    @property
    def fraction(self) -> str:
        """Numerator and denominator as ``7 of 8``; empty if it is no share."""
        if self.denominator is None:
            return ""
        return translate(N_("{n} of {all}"), n=self.numerator, all=self.denominator)

    def companion(self, id: str) -> Figure:  # noqa: A002 - what everybody calls it
        """Return the companion of that id."""
        return next(one for one in self.companions if one.id == id)


@dataclass(frozen=True, slots=True)
class Scope:
    """When figures are made: the day, and the window that some of them look at."""

    on: date
    window: tuple[date, date]

    def share(
        self,
        code: str,
        title: str,
        counted: Iterable[bytes],
        out_of: Sequence[bytes],
        nothing: str,
        **more: object,
    ) -> Figure:
        """Return a share in per cent, rounded down; ``nothing`` is the reason if there is nothing to count."""
        hits, all_keys = tuple(counted), tuple(out_of)
        value = 100 * len(hits) // len(all_keys) if all_keys else None
        return Figure(
            code, title, Unit.PERCENT, self.on, value, len(hits), len(all_keys), hits, all_keys,
            reason_id="" if all_keys else nothing, **more,  # type: ignore[arg-type]
        )  # fmt: skip

    def number(self, code: str, title: str, counted: Iterable[bytes]) -> Figure:
        """Return how many there are."""
        keys = tuple(counted)
        return Figure(code, title, Unit.COUNT, self.on, len(keys), counted=keys)

    def middle(self, code: str, title: str, values: Sequence[int], unit: Unit, nothing: str, **more: object) -> Figure:
        """Return the median of whole numbers (the lower of two middle ones)."""
        value = median_low(values) if values else None
        return Figure(code, title, unit, self.on, value, reason_id="" if values else nothing, **more)  # type: ignore[arg-type]
