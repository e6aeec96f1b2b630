"""Business impact analysis: what an impact grid proposes as MTPD and RTO, and why.

The arithmetic knows no session: rows of scores and durations go in, proposals with their reasons come out.
Durations are minutes, scores are levels 1–5, ``None`` means not asked or not scored yet, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.durations import BEYOND, format_duration
from app.i18n import N_, translate
from app.packs import Horizon, Tier


@dataclass(frozen=True, slots=True)
class GridRow:
    """One category of an impact grid: a score per horizon, and the lowest level that is intolerable."""

    category: str
    name: str
    threshold: int
    scores: tuple[int | None, ...]

    @property
    def first_intolerable(self) -> int | None:
        """The position of the earliest horizon scored at or above the threshold."""
        return next((n for n, score in enumerate(self.scores) if score is not None and score >= self.threshold), None)

    @property
    def open_before(self) -> tuple[int, ...]:
        """The blanks that could still turn out intolerable, since nothing later in the row was scored as tolerable."""
        tolerable = [n for n, score in enumerate(self.scores) if score is not None and score < self.threshold]
        settled = max(tolerable, default=-1)
        return tuple(n for n, score in enumerate(self.scores) if score is None and n > settled)


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of a derivation, a message id with its gaps; ``str()`` tells it in the chosen language."""

    msgid: str
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return translate(self.msgid, language=None, **{name: _shown(name, value) for name, value in self.values})


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a grid proposes.

    ``mtpd`` is ``BEYOND`` if nothing becomes intolerable, ``None`` if too little is scored to say. ``tolerable`` and
    ``intolerable`` are hᵢ₋₁ and hᵢ of ``domain.md`` §2 (minutes). ``driver`` is the category that is intolerable
    first, ``drivers`` all of them. ``blocked`` means that the catch-up work leaves no time to recover. ``room`` is what
    the catch-up work leaves of ``limit``, the MTPD that counts; both are ``None`` while nothing is proposed.
    """

    mtpd: int | None
    rto: int | None
    tolerable: int | None
    intolerable: int | None
    driver: str | None
    drivers: tuple[str, ...]
    blocked: bool
    blanks: int
    reasons: tuple[Reason, ...]
    limit: int | None = None
    room: int | None = None


@dataclass(frozen=True, slots=True)
class Fall:
    """A place where a category is scored lower than at an earlier horizon (positions in the grid)."""

    category: str
    name: str
    before: int
    after: int


def propose(
    rows: Sequence[GridRow],
    horizons: Sequence[Horizon],
    *,
    wrt: int | None = None,
    confirmed_mtpd: int | None = None,
    cautious: bool = False,
) -> Proposal:
    """Return MTPD and RTO as the grid proposes them, with the reasons (``domain.md`` §2, derivation).

    ``wrt`` is the owner's work recovery time. ``confirmed_mtpd`` is the owner's own MTPD if it is known already: the
    proposed RTO then keeps to it. ``cautious`` proposes the last tolerable horizon as MTPD.
    """
    blanks = sum(score is None for row in rows for score in row.scores)
    first = min((row.first_intolerable for row in rows if row.first_intolerable is not None), default=None)
    if first is None:
        return _nothing_intolerable(rows, blanks, confirmed_mtpd, wrt)
    drivers = _drivers(rows, first)
    intolerable = horizons[first].minutes
    tolerable = horizons[first - 1].minutes if first else intolerable // 2
    mtpd = tolerable if cautious else intolerable
    limit = mtpd if confirmed_mtpd is None else confirmed_mtpd
    room = limit - (wrt or 0)
    reasons = [
        *(_first_step(row, first, horizons) for row in drivers),
        _before_step(first, tolerable),
        _mtpd_step(mtpd, cautious=cautious),
        *_confirmed_step(mtpd, confirmed_mtpd),
        *_rto_steps(tolerable, limit, wrt),
    ]
    if any(n < first for row in rows for n in row.open_before):
        reasons.append(Reason(N_("Cells before that are not scored; they could make the time shorter.")))
    return Proposal(
        mtpd=mtpd,
        rto=min(tolerable, room) if room > 0 else None,
        tolerable=tolerable,
        intolerable=intolerable,
        driver=drivers[0].category,
        drivers=tuple(row.category for row in drivers),
        blocked=room <= 0,
        blanks=blanks,
        reasons=tuple(reasons),
        limit=limit,
        room=room,
    )


def _nothing_intolerable(rows: Sequence[GridRow], blanks: int, confirmed_mtpd: int | None, wrt: int | None) -> Proposal:
    if not rows or any(row.open_before for row in rows):
        reason = Reason(N_("{cells} cells are not scored yet, so nothing can be proposed."), (("cells", blanks),))
        return Proposal(None, None, None, None, None, (), False, blanks, (reason,))
    reason = Reason(N_("Nothing becomes intolerable up to the last horizon, so no recovery time is needed for harm."))
    blocked = confirmed_mtpd is not None and confirmed_mtpd - (wrt or 0) <= 0
    return Proposal(BEYOND, None, None, None, None, (), blocked, blanks, (reason,))


def _drivers(rows: Sequence[GridRow], first: int) -> list[GridRow]:
    """Return the rows that are intolerable at the position ``first``, the one furthest above its threshold first."""
    found = [row for row in rows if row.first_intolerable == first]
    return sorted(found, key=lambda row: row.threshold - (row.scores[first] or 0))


def _first_step(row: GridRow, first: int, horizons: Sequence[Horizon]) -> Reason:
    gaps = (
        ("category", row.name),
        ("level", row.scores[first]),
        ("threshold", row.threshold),
        ("after", horizons[first].minutes),
    )
    return Reason(N_("{category} reaches level {level} after {after}; intolerable from level {threshold}."), gaps)


def _before_step(first: int, tolerable: int) -> Reason:
    if first:
        return Reason(N_("At {before} every category is still tolerable."), (("before", tolerable),))
    return Reason(
        N_("No earlier horizon was asked, so half of the first one counts as tolerable: {before}."),
        (("before", tolerable),),
    )


def _mtpd_step(mtpd: int, *, cautious: bool) -> Reason:
    if cautious:
        return Reason(
            N_("Cautious setting: MTPD is the last tolerable horizon, {proposed_mtpd}."), (("proposed_mtpd", mtpd),)
        )
    return Reason(N_("MTPD is therefore {proposed_mtpd} at most."), (("proposed_mtpd", mtpd),))


def _confirmed_step(mtpd: int, confirmed_mtpd: int | None) -> list[Reason]:
    if confirmed_mtpd is None or confirmed_mtpd == mtpd:
        return []
    return [Reason(N_("The owner's MTPD of {owner_mtpd} counts instead."), (("owner_mtpd", confirmed_mtpd),))]


def _rto_steps(tolerable: int, mtpd: int, wrt: int | None) -> list[Reason]:
    gaps = (("limit", mtpd), ("wrt", wrt), ("room", mtpd - (wrt or 0)))
    if mtpd - (wrt or 0) <= 0:
        return [Reason(N_("Catching up takes {wrt}, which leaves no time to recover before {limit}."), gaps)]
    steps = [Reason(N_("Catch-up work (WRT) was not asked yet and counts as none."))] if wrt is None else []
    if mtpd - (wrt or 0) < tolerable:
        steps.append(Reason(N_("MTPD {limit} less {wrt} of catch-up leaves {room}: that is the RTO."), gaps))
    else:
        steps.append(Reason(N_("RTO is the last tolerable horizon, {before}."), (("before", tolerable),)))
    return steps


_DURATIONS = {"after", "before", "limit", "wrt", "room", "owner_mtpd", "proposed_mtpd"}


def _shown(name: str, value: object) -> object:
    if name in _DURATIONS and (value is None or isinstance(value, int)):
        return format_duration(value or 0)
    return translate(value) if isinstance(value, str) else value


def falls(rows: Iterable[GridRow]) -> tuple[Fall, ...]:
    """Return every place where a category improves with time, comparing with the last scored cell (rule B05)."""
    found: list[Fall] = []
    for row in rows:
        before: int | None = None
        for n, score in enumerate(row.scores):
            if score is None:
                continue
            if before is not None and score < (row.scores[before] or 0):
                found.append(Fall(row.category, row.name, before, n))
            before = n
    return tuple(found)


def carried_right(scores: Sequence[int | None], position: int, level: int) -> tuple[int | None, ...]:
    """Return the scores of a row after ``level`` was entered at ``position``: what is scored lower later rises to it.

    Blanks stay blank. A real fall is entered only after a confirmation with a note (``domain.md`` §7).
    """
    return tuple(
        level if n == position or (n > position and score is not None and score < level) else score
        for n, score in enumerate(scores)
    )


def effective_mtpd(base: int | None, peaks: Iterable[int | None]) -> int | None:
    """Return the smallest MTPD of the base and of the active peaks, in minutes; ``None`` if none is known."""
    return min((mtpd for mtpd in (base, *peaks) if mtpd is not None), default=None)


def relaxed_rto_limit(wa_max: int | None, wrt: int | None) -> int | None:
    """Return the RTO in minutes past which no approved workaround may relax it (``wa_max − wrt``).

    ``None`` if the workaround's limit is unknown or leaves nothing.
    """
    limit = None if wa_max is None else wa_max - (wrt or 0)
    return limit if limit is not None and limit > 0 else None


def tier_of(rto: int | None, mtpd: int | None, tiers: Sequence[Tier], *, assigned: int | None = None) -> Tier | None:
    """Return the tier of a service (``domain.md`` §2, tiers).

    An ``assigned`` tier stands; otherwise the tier follows from the RTO, assigned tiers (0) left out. Without an RTO a
    service whose MTPD is beyond all horizons is in the last tier; one that was not asked has none.
    """
    if assigned is not None:
        return next((tier for tier in tiers if tier.number == assigned), None)
    open_tiers = [tier for tier in tiers if not tier.assigned]
    if rto is None:
        return open_tiers[-1] if mtpd is not None and mtpd >= BEYOND else None
    return next((tier for tier in open_tiers if tier.rto_max is None or rto <= tier.rto_max), None)


def stricter_rpo(tier: Tier | None, rpo: int | None, tiers: Sequence[Tier]) -> bool:
    """Return whether the RPO is one that the guide expects only of a stricter tier: a flag, never another tier."""
    if tier is None or rpo is None:
        return False
    guides = [other.rpo_guide for other in tiers if other.number < tier.number and other.rpo_guide is not None]
    return any(rpo <= guide for guide in guides)


def foundation_late(rto: int | None, dependants: Iterable[int | None], tier: Tier) -> bool:
    """Return whether an assigned (foundation) tier's rule is broken: RTO past its limit or its shortest dependant's."""
    if rto is None or not tier.assigned:
        return False
    limits = [limit for limit in (tier.rto_max, *dependants) if limit is not None]
    return rto > min(limits, default=rto)
