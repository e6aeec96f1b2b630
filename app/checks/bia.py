"""Rules about the business impact analysis: targets against each other, gaps in the grid, approval, workarounds."""

from __future__ import annotations

from collections.abc import Iterator

from app import model as m
from app.bia import Fall, GridRow, falls
from app.checks.reads import INTERVIEW, SERVICE_NAME, TIER
from app.checks.rule import TODAY, Blocks, Hit, Phrase, Severity, ago, hit, listed, phrase, rule, table
from app.checks.strategies import CAPABILITY, capability
from app.durations import BEYOND, format_duration
from app.facts import Facts
from app.facts.rows import Bia, ImpactScore, Peak, Service
from app.fields import fields_of
from app.i18n import N_

_TARGETS = SERVICE_NAME | table("service", "status", "mtpd", "rto")


def _targets(facts: Facts) -> Iterator[tuple[Service, int, int]]:
    """Yield the services that have both an RTO and an MTPD, with these."""
    for service in facts.services.values():
        if service.rto is not None and service.mtpd is not None:
            yield service, service.rto, service.mtpd


@rule(
    "B01",
    Severity.ERROR,
    N_("RTO later than MTPD"),
    N_("{service} may recover after harm is intolerable: RTO {rto}, MTPD {mtpd}."),
    blocks=Blocks.BIA,
    reads=_TARGETS,
)
def rto_past_mtpd(facts: Facts) -> Iterator[Hit]:
    for service, rto, mtpd in _targets(facts):
        if rto > mtpd:
            yield hit(service.key, service=service.name, rto=format_duration(rto), mtpd=format_duration(mtpd))


@rule(
    "B02",
    Severity.WARNING,
    N_("No margin between RTO and MTPD"),
    N_("{service} has no margin: RTO and MTPD are both {rto}."),
    reads=_TARGETS,
)
def rto_equals_mtpd(facts: Facts) -> Iterator[Hit]:
    for service, rto, mtpd in _targets(facts):
        if rto == mtpd:
            yield hit(service.key, service=service.name, rto=format_duration(rto))


@rule(
    "B03",
    Severity.ERROR,
    N_("Catch-up runs past MTPD"),
    N_("{wrt} of catch-up after an RTO of {rto} pushes {service} past its MTPD of {mtpd}."),
    blocks=Blocks.BIA,
    reads=_TARGETS | table("service", "wrt"),
)
def catch_up_past_mtpd(facts: Facts) -> Iterator[Hit]:
    for service, rto, mtpd in _targets(facts):
        if service.wrt and rto <= mtpd < rto + service.wrt:  # an RTO that is late by itself is B01
            told = {"wrt": service.wrt, "rto": rto, "mtpd": mtpd}
            shown = {name: format_duration(minutes) for name, minutes in told.items()}
            yield hit(service.key, service=service.name, **shown)


@rule(
    "B04",
    Severity.ERROR,
    N_("Critical service without all targets"),
    N_("{service} lacks {fields}."),
    blocks=Blocks.BIA,
    reads=TIER | INTERVIEW | table("service", "name", "rpo", "mbco_pct", "mbco_text"),
)
def targets_missing(facts: Facts) -> Iterator[Hit]:
    labels = fields_of(m.Service)
    unrated = (facts.services[key] for key in facts.asked & facts.services.keys() - facts.tiers.keys())
    for service in (*facts.critical.values(), *unrated):
        missing = [name for name in ("mtpd", "rto", "rpo") if getattr(service, name) is None]
        if service.mbco_pct is None and not service.mbco_text:
            missing.append("mbco_pct")
        if missing and facts.interviewed(service.key):
            yield hit(
                service.key, service=service.name, fields=listed([phrase(labels[name].label) for name in missing])
            )


def _grids(facts: Facts) -> Iterator[tuple[Service, list[GridRow]]]:
    scored = facts.by(ImpactScore, "service_id")
    places = {horizon.key: place for place, horizon in enumerate(facts.scales.horizons)}  # type: ignore[attr-defined]
    for service in facts.services.values():
        cells = scored.get(service.key)
        if cells:
            yield service, _grid(facts, cells, places)


def _grid(facts: Facts, cells: list[ImpactScore], places: dict[bytes, int]) -> list[GridRow]:
    rows: dict[bytes, list[int | None]] = {}
    for cell in cells:
        row = rows.setdefault(cell.category_id, [None] * len(places))
        row[places[cell.horizon_id]] = cell.level
    categories = {category.key: category for category in facts.scales.categories}  # type: ignore[attr-defined]
    return [GridRow(categories[key].code, categories[key].name, 0, tuple(row)) for key, row in rows.items()]


@rule(
    "B05",
    Severity.WARNING,
    N_("Impact that becomes smaller with time"),
    N_("In the grid of {service} the impact falls with time; check {cells}."),
    reads=SERVICE_NAME | table("service", "status") | table("impact_category") | table("horizon")
    | table("impact_score", "service_id", "category_id", "horizon_id", "level"),
)  # fmt: skip
def impact_falls(facts: Facts) -> Iterator[Hit]:
    for service, grid in _grids(facts):
        found = falls(grid)
        if found:
            cells = [_fall(fall, facts) for fall in sorted(found, key=lambda fall: (fall.name, fall.after))]
            yield hit(service.key, service=service.name, cells=listed(cells))


def _fall(fall: Fall, facts: Facts) -> Phrase:
    horizons = facts.scales.horizons
    before, after = horizons[fall.before].label, horizons[fall.after].label
    return phrase(N_("{category} from {before} to {after}"), category=fall.name, before=before, after=after)


@rule(
    "B06",
    Severity.WARNING,
    N_("Impact cells not scored"),
    N_("{n} of {cells} impact cells of {service} are not scored."),
    reads=SERVICE_NAME | table("service", "status") | INTERVIEW | table("impact_score", "service_id")
    | table("impact_category") | table("horizon"),
)  # fmt: skip
def cells_blank(facts: Facts) -> Iterator[Hit]:
    cells = len(facts.scales.categories) * len(facts.scales.horizons)
    scored = facts.by(ImpactScore, "service_id")
    for service in facts.services.values():
        blanks = cells - len(scored.get(service.key, ()))
        if blanks > 0 and facts.interviewed(service.key):
            yield hit(service.key, n=blanks, cells=cells, service=service.name)


@rule(
    "B07",
    Severity.ERROR,
    N_("RTO later than a peak allows"),
    N_("In {peak} {mtpd} is the limit; the RTO of {service} is {rto}."),
    blocks=Blocks.BIA,
    reads=SERVICE_NAME | table("service", "status", "rto") | table("peak", "service_id", "name", "recurrence", "mtpd"),
)
def peak_before_rto(facts: Facts) -> Iterator[Hit]:
    for peak in facts.rows(Peak):
        service = facts.services.get(peak.service_id)
        if service is None or peak.mtpd is None or service.rto is None or peak.mtpd >= service.rto:
            continue
        name = f"{peak.name} ({peak.recurrence})" if peak.recurrence else peak.name
        limits = {"mtpd": format_duration(peak.mtpd), "rto": format_duration(service.rto)}
        yield hit(service.key, peak=name, service=service.name, **limits)


_NEVER_APPROVED = N_("The BIA of {service} was never approved.")


@rule(
    "B08",
    Severity.WARNING,
    N_("BIA not approved this year"),
    N_("The BIA of {service} was last approved {ago}; it is due every 12 months."),
    reads=SERVICE_NAME | table("service", "status") | INTERVIEW | table("bia_approval", "approved_at") | {TODAY},
)
def approval_old(facts: Facts) -> Iterator[Hit]:
    for service in facts.services.values():
        last = facts.last_approval(service.key)
        if facts.fresh(last) or not facts.interviewed(service.key):
            continue
        if last is None:
            yield hit(service.key, service=service.name).saying(_NEVER_APPROVED)
        else:
            yield hit(service.key, service=service.name, ago=ago(facts.days_since(last)))


_BRIDGES_FOR = N_("The workaround of {service} bridges {holds}; no recovery follows.")


@rule(
    "B09",
    Severity.ERROR,
    N_("Only a workaround"),
    N_("The workaround is the only strategy of {service}; no recovery follows."),
    reads=TIER | SERVICE_NAME | table("strategy", "service_id", "state", "type") | table("bia", "wa_max"),
)
def workaround_only(facts: Facts) -> Iterator[Hit]:
    for key, tier in facts.tiers.items():
        if tier.rto_max is None or not facts.chosen(key) or facts.recovering(key):
            continue
        bia, name = facts.keyed(Bia).get(key), facts.services[key].name
        if bia is None or bia.wa_max is None:
            yield hit(key, service=name)
        else:
            yield hit(key, service=name, holds=format_duration(bia.wa_max)).saying(_BRIDGES_FOR)


@rule(
    "B10",
    Severity.WARNING,
    N_("Workaround ends before recovery"),
    N_("The workaround of {service} collapses {gap} before recovery."),
    reads=CAPABILITY | SERVICE_NAME | table("service", "status") | table("bia", "wa_start", "wa_max"),
)
def workaround_too_short(facts: Facts) -> Iterator[Hit]:
    for bia in facts.rows(Bia):
        service = facts.services.get(bia.key)
        found = capability(facts, bia.key) if service and bia.wa_max is not None else None
        gap = found.minutes - (bia.wa_start or 0) - (bia.wa_max or 0) if found else 0
        if service and gap > 0 and (bia.wa_max or 0) < BEYOND:
            yield hit(bia.key, service=service.name, gap=format_duration(gap))


RULES = (
    rto_past_mtpd, rto_equals_mtpd, catch_up_past_mtpd, targets_missing, impact_falls, cells_blank, peak_before_rto,
    approval_old, workaround_only, workaround_too_short,
)  # fmt: skip
