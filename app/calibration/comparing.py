"""Reads how departments judge: their targets, their impact, and how many of their services stand in the top tiers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median_high, median_low
from typing import Any

from sqlalchemy import func, select

from app import model as m
from app import services
from app.calibration.looking import entries
from app.calibration.parts import (
    COMPARED,
    FEWEST,
    NO_DEPARTMENT,
    OUTLIER,
    TOP_BAND,
    Calibration,
    Cell,
    Departments,
    Distribution,
    Share,
    Spot,
    Spread,
    Strip,
)  # fmt: skip
from app.document import Document
from app.durations import BEYOND, format_duration
from app.i18n import N_, translate
from app.scales import Scales, read_scales
from app.services import ServiceRow, TierShare


def size(document: Document) -> int:
    """Return how many services there are, which says how long a comparison takes."""
    return int(document.scalar(select(func.count()).select_from(m.Service.__table__)) or 0)


def calibration(document: Document) -> Calibration:
    """Return how the departments of a session judge, and what should be looked at before sign-off."""
    scales = read_scales(document)
    rows = {row.key: row for row in services.services(document, retired=False)}
    departments = _departments(rows.values())
    found = entries(document, rows, departments)
    standing_out = {entry.service: entry.words for entry in found if entry.kind == OUTLIER}
    overall, shares = _shares(rows.values(), departments)
    return Calibration(
        rows=rows,
        distributions={name: _distribution(name, departments, standing_out) for name in ("rto", "mtpd")},
        spreads=_spreads(document, scales, rows, departments),
        overall=overall,
        shares=shares,
        share_title=_share_title(overall),
        entries=found,
        approved=sum(row.bia_state == "approved" and not row.changed for row in rows.values()),
        begun=sum(row.bia_state != "not started" for row in rows.values()),
    )


def _departments(rows: Iterable[ServiceRow]) -> Departments:
    grouped: dict[bytes | None, list[ServiceRow]] = defaultdict(list)
    for row in rows:
        grouped[row.department_id].append(row)
    named = [(key, members[0].department or translate(NO_DEPARTMENT), members) for key, members in grouped.items()]
    return sorted(named, key=lambda one: (one[0] is None, one[1].casefold()))


# --- targets per department ---


def _distribution(target: str, departments: Departments, standing_out: Mapping[bytes, str]) -> Distribution:
    strips = tuple(
        strip for key, name, members in departments
        if (strip := _strip(target, key, name, members, standing_out)).spots
    )  # fmt: skip
    return Distribution(target, _distribution_title(target, strips), strips)


def _strip(
    target: str, key: bytes | None, name: str, members: Sequence[ServiceRow], standing_out: Mapping[bytes, str]
) -> Strip:
    spots = [
        Spot(row.key, row.ref, row.name, value, standing_out.get(row.key, ""))
        for row in members
        if (value := getattr(row, target)) is not None
    ]
    spots.sort(key=lambda spot: (spot.minutes, spot.ref))
    middle = median_low(spot.minutes for spot in spots) if spots else None
    return Strip(key, name, tuple(spots), middle, len(members) - len(spots))


def _distribution_title(target: str, strips: Sequence[Strip]) -> str:
    values = [spot.minutes for strip in strips for spot in strip.spots]
    if not values:
        words = N_("No service has an RTO yet") if target == "rto" else N_("No service has an MTPD yet")
        return translate(words)
    middle = median_low(values)
    whole: dict[str, Any] = {"n": len(values), "median": format_duration(middle)}
    if middle >= BEYOND:
        return translate(N_("More than half of {n} services may stay away beyond the last horizon"), **whole)
    ordered = sorted(
        (one for one in strips if (one.median or 0) < BEYOND), key=lambda one: (one.median, one.department)
    )
    first, last = ordered[0], ordered[-1]
    if first.median == last.median:
        words = (
            N_("Half of {n} services must work again within {median}")
            if target == "rto"
            else N_("Half of {n} services become intolerable within {median}")
        )
        return translate(words, **whole)
    words = (
        N_("Half of {n} services must work again within {median}; in {first} within {a}, in {last} within {b}")
        if target == "rto"
        else N_("Half of {n} services become intolerable within {median}; in {first} within {a}, in {last} within {b}")
    )
    gaps: dict[str, Any] = {"a": format_duration(first.median), "b": format_duration(last.median)}
    return translate(words, first=first.department, last=last.department, **whole, **gaps)


# --- impact per department ---


def _spreads(
    document: Document, scales: Scales, rows: Mapping[bytes, ServiceRow], departments: Departments
) -> tuple[Spread, ...]:
    if not scales.horizons or not scales.categories:
        return ()
    horizons: list[Any] = []
    for minutes in COMPARED:
        horizon = scales.horizon_from(minutes)
        if horizon not in horizons:
            horizons.append(horizon)
    table = m.ImpactScore.__table__
    query = select(table.c.service_id, table.c.category_id, table.c.horizon_id, table.c.level)
    scored: dict[bytes, list[Any]] = defaultdict(list)
    for found in document.rows(query.where(table.c.horizon_id.in_([one.key for one in horizons]))):
        if found.service_id in rows:
            scored[found.horizon_id].append(found)
    return tuple(_spread(horizon, scales, scored[horizon.key], rows, departments) for horizon in horizons)


def _spread(
    horizon: Any, scales: Scales, scored: Sequence[Any], rows: Mapping[bytes, ServiceRow], departments: Departments
) -> Spread:
    levels: dict[tuple[bytes | None, bytes], list[tuple[bytes, int]]] = defaultdict(list)
    for one in scored:
        levels[rows[one.service_id].department_id, one.category_id].append((one.service_id, one.level))
    cells = {key: _cell(*key, members) for key, members in levels.items()}
    categories = tuple((one.key, one.name, one.threshold) for one in scales.categories)  # type: ignore[attr-defined]
    held = {key for key, _ in cells}
    shown = tuple((key, name) for key, name, _ in departments if key in held)
    return Spread(horizon.minutes, horizon.label, _spread_title(horizon, scored, categories), shown, categories, cells)


def _cell(department: bytes | None, category: bytes, members: list[tuple[bytes, int]]) -> Cell:
    values = [level for _, level in members]
    ordered = tuple(sorted(members, key=lambda one: (-one[1], one[0])))
    return Cell(department, category, median_high(values), min(values), max(values), ordered)


def _spread_title(horizon: Any, scored: Sequence[Any], categories: Sequence[tuple[bytes, str, int]]) -> str:
    if not scored:
        return translate(N_("Nothing is scored after {after} yet"), after=horizon.label)
    thresholds = {key: threshold for key, _, threshold in categories}
    over = [one for one in scored if one.level >= thresholds.get(one.category_id, BEYOND)]
    n, hit = len({one.service_id for one in scored}), len({one.service_id for one in over})
    if not hit:
        return translate(N_("After {after}, none of {n} scored services is intolerable"), after=horizon.label, n=n)
    counts = {name: sum(one.category_id == key for one in over) for key, name, _ in categories}
    first = max(counts, key=counts.__getitem__)
    words = N_("After {after}, {hit} of {n} scored services are intolerable, most often for {category}")
    return translate(words, after=horizon.label, hit=hit, n=n, category=first)


# --- the share of the top tiers ---


def _shares(rows: Iterable[ServiceRow], departments: Departments) -> tuple[Share, tuple[Share, ...]]:
    overall = _share(None, translate(N_("All departments")), list(rows))
    return overall, tuple(
        share for key, name, members in departments if (share := _share(key, name, members)).share.rated
    )


def _share(key: bytes | None, name: str, members: Sequence[ServiceRow]) -> Share:
    share = services.tier_share(members)
    return Share(key, name, share, _verdict(share), tuple(row.key for row in members if row.tier in (0, 1)))


def _verdict(share: TierShare) -> str:
    if share.rated < FEWEST or share.percent is None:
        return "few"
    low, high = TOP_BAND
    if share.percent > high:
        return "above"
    return "below" if share.percent < low else "within"


def _share_title(overall: Share) -> str:
    if not overall.share.rated:
        return translate(N_("No service is rated yet"))
    gaps: dict[str, Any] = {
        "percent": overall.share.percent,
        "n": overall.share.rated,
        "low": TOP_BAND[0],
        "high": TOP_BAND[1],
    }
    words = {
        "few": N_("{percent} % of {n} rated in Tiers 0 and 1; too few to compare"),
        "above": N_("{percent} % of {n} rated in Tiers 0 and 1, more than the usual {low} to {high} %"),
        "below": N_("{percent} % of {n} rated in Tiers 0 and 1, fewer than the usual {low} to {high} %"),
        "within": N_("{percent} % of {n} rated in Tiers 0 and 1, within the usual {low} to {high} %"),
    }
    return translate(words[overall.verdict], **gaps)
