"""Scales: impact categories with anchors, horizons, likelihood levels, risk matrices with bands, and tiers.

Serves new sessions, which take their own editable copy, and the arithmetic of ``app.risk`` and ``app.bia``.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import N_
from app.packs.reading import Entry, ascending, numbered, unique

LEVELS = 5


@dataclass(frozen=True, slots=True)
class Level:
    """The word for one of the five levels of impact."""

    level: int
    name: str


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of harm. ``threshold`` is the lowest intolerable level; ``anchors[level - 1]`` says what a level means."""

    code: str
    name: str
    threshold: int
    anchors: tuple[str, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Horizon:
    """A point in time after the loss, in minutes, at which impact is asked."""

    minutes: int
    label: str


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A level of likelihood: how often in words, the chance per year in words, and representative events a year (λ)."""

    level: int
    name: str
    frequency: str
    chance: str
    rate: float
    example: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A level of risk, ``rank`` 1 being the lowest, and what the organisation does about it."""

    rank: int
    code: str
    name: str
    within_appetite: bool
    response: str
    executive: bool = False


@dataclass(frozen=True, slots=True)
class Matrix:
    """A risk matrix: ``ranks[likelihood - 1][impact - 1]`` is the rank of a band."""

    id: str
    title: str
    bands: tuple[Band, ...]
    ranks: tuple[tuple[int, ...], ...]
    note: str = ""

    def band(self, likelihood: int, impact: int) -> Band:
        """Return the band of a likelihood and an impact, both 1–5 (``domain.md`` §3)."""
        if not (1 <= likelihood <= LEVELS and 1 <= impact <= LEVELS):
            raise ValueError(f"levels are 1 to 5, not {likelihood} and {impact}")
        return self.bands[self.ranks[likelihood - 1][impact - 1] - 1]


@dataclass(frozen=True, slots=True)
class Tier:
    """A class of services by recovery time, limits in minutes. ``assigned`` tiers never follow from the RTO alone."""

    number: int
    name: str
    rto_max: int | None
    rpo_guide: int | None
    critical: bool
    assigned: bool
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Scales:
    """Everything that a new session copies as its own scales."""

    id: str
    title: str
    levels: tuple[Level, ...]
    categories: tuple[Category, ...]
    horizons: tuple[Horizon, ...]
    tiers: tuple[Tier, ...]
    likelihoods: tuple[Likelihood, ...]
    matrix: Matrix
    note: str = ""

    def category(self, code: str) -> Category:
        """Return a category by its code."""
        return next(category for category in self.categories if category.code == code)


@dataclass(frozen=True, slots=True)
class LikelihoodScale:
    """Five levels of likelihood that scales refer to by id."""

    id: str
    title: str
    levels: tuple[Likelihood, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScalesDraft:
    """Scales as a pack writes them: likelihood and matrix may be named by the id of another pack."""

    id: str
    title: str
    levels: tuple[Level, ...]
    categories: tuple[Category, ...]
    horizons: tuple[Horizon, ...]
    tiers: tuple[Tier, ...]
    likelihood: str
    matrix: str
    note: str

    def completed(self, likelihoods: tuple[Likelihood, ...], matrix: Matrix) -> Scales:
        """Return the whole scales with what was named by id."""
        return Scales(
            self.id, self.title, self.levels, self.categories, self.horizons, self.tiers, likelihoods, matrix, self.note
        )


def first_fall(ranks: tuple[tuple[int, ...], ...]) -> tuple[int, int] | None:
    """Return the (likelihood, impact) of the first cell ranked below a less likely or less harmful neighbour.

    ``None`` means that the matrix is monotone both ways, as every matrix must be (``domain.md`` §3).
    """
    for row, line in enumerate(ranks):
        for column, rank in enumerate(line):
            if (column and line[column - 1] > rank) or (row and ranks[row - 1][column] > rank):
                return row + 1, column + 1
    return None


def read_scales(entry: Entry, pack_id: str, title: str) -> ScalesDraft:
    """Return the scales that a pack describes."""
    draft = ScalesDraft(
        id=pack_id,
        title=title,
        levels=entry.entries("levels", "impact level", _read_level),
        categories=entry.entries("categories", "category", _read_category),
        horizons=entry.entries("horizons", "horizon", _read_horizon),
        tiers=entry.entries("tiers", "tier", _read_tier),
        likelihood=entry.code("likelihood"),
        matrix=entry.code("matrix"),
        note=entry.text("note", ""),
    )
    numbered(entry, "levels", [level.level for level in draft.levels], LEVELS)
    unique(entry, "categories", (category.code for category in draft.categories))
    if not draft.categories:
        raise entry.fault("categories", N_("{file}, {entry}: “{field}” must not be empty."))
    if len(draft.horizons) < 2:
        raise entry.fault("horizons", N_("{file}, {entry}: “{field}” needs two entries or more."))
    ascending(entry, "horizons", [horizon.minutes for horizon in draft.horizons])
    _check_tiers(entry, draft.tiers)
    return draft


def read_likelihood(entry: Entry, pack_id: str, title: str) -> LikelihoodScale:
    """Return the five levels of likelihood that a pack describes."""
    levels = entry.entries("levels", "level", _read_likelihood)
    numbered(entry, "levels", [level.level for level in levels], LEVELS)
    ascending(entry, "levels", [level.rate for level in levels])
    return LikelihoodScale(pack_id, title, levels, entry.text("note", ""))


def _check_tiers(entry: Entry, tiers: tuple[Tier, ...]) -> None:
    ascending(entry, "tiers", [tier.number for tier in tiers])
    ascending(entry, "tiers", [tier.rto_max for tier in tiers if tier.rto_max is not None])
    if not tiers or any(tier.rto_max is None for tier in tiers[:-1]) or tiers[-1].rto_max is not None:
        raise entry.fault(
            "tiers",
            N_("{file}, {entry}: in “{field}” the last tier, and only that one, has no greatest RTO."),
        )


def _read_level(entry: Entry) -> Level:
    return Level(entry.integer("level", low=1, high=LEVELS), entry.text("name"))


def _read_category(entry: Entry) -> Category:
    code = entry.code("code")
    entry.rename(code)
    anchors = entry.texts("anchors")
    if len(anchors) != LEVELS:
        raise entry.fault("anchors", N_("{file}, {entry}: “{field}” must have five texts, for levels 1 to 5."))
    return Category(
        code=code,
        name=entry.text("name"),
        threshold=entry.integer("threshold", low=2, high=LEVELS),
        anchors=anchors,
        hint=entry.text("hint", ""),
    )


def _read_horizon(entry: Entry) -> Horizon:
    minutes = entry.duration("after")
    if minutes < 1:
        raise entry.fault("after", N_("{file}, {entry}: “{field}” must be one minute or more."))
    return Horizon(minutes, entry.text("label"))


def _read_likelihood(entry: Entry) -> Likelihood:
    return Likelihood(
        level=entry.integer("level", low=1, high=LEVELS),
        name=entry.text("name"),
        frequency=entry.text("frequency"),
        chance=entry.text("chance"),
        rate=entry.number("rate", low=0.0001, high=10_000),
        example=entry.text("example", ""),
    )


def _read_tier(entry: Entry) -> Tier:
    return Tier(
        number=entry.integer("number", high=9),
        name=entry.text("name"),
        rto_max=entry.optional_duration("rto_max"),
        rpo_guide=entry.optional_duration("rpo_guide"),
        critical=entry.yes_no("critical"),
        assigned=entry.yes_no("assigned", default=False),
        rule=entry.text("rule", ""),
    )


def read_matrix(entry: Entry, pack_id: str, title: str) -> Matrix:
    """Return the matrix that a pack describes: five bands by rising impact for each likelihood."""
    bands = entry.entries("bands", "band", _read_band)
    numbered(entry, "bands", [band.rank for band in bands])
    unique(entry, "bands", (band.code for band in bands))
    rank_of = {band.code: band.rank for band in bands}
    rows = tuple(_read_row(entry, f"likelihood_{level}", rank_of) for level in range(1, LEVELS + 1))
    fall = first_fall(rows)
    if fall is not None:
        raise entry.fault(
            f"likelihood_{fall[0]}",
            N_(
                "{file}, {entry}: in “{field}” the level at impact {impact} is lower than that of a smaller "
                "likelihood or impact; levels may only rise."
            ),
            impact=fall[1],
        )
    return Matrix(id=pack_id, title=title, bands=bands, ranks=rows, note=entry.text("note", ""))


def _read_row(entry: Entry, key: str, rank_of: dict[str, int]) -> tuple[int, ...]:
    codes = entry.texts(key)
    if len(codes) != LEVELS or not set(codes) <= set(rank_of):
        raise entry.fault(
            key,
            N_("{file}, {entry}: “{field}” must name five of the bands {bands}."),
            bands=", ".join(rank_of),
        )
    return tuple(rank_of[code] for code in codes)


def _read_band(entry: Entry) -> Band:
    return Band(
        rank=entry.integer("rank", low=1, high=9),
        code=entry.code("code"),
        name=entry.text("name"),
        within_appetite=entry.yes_no("within_appetite"),
        response=entry.text("response"),
        executive=entry.yes_no("executive", default=False),
    )
