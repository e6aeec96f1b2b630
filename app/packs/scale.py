"""Scales: impact categories with anchors, horizons, likelihood levels, risk matrices with bands, and tiers.

Serves new sessions, which take their own editable copy, and the arithmetic of ``app.risk`` and ``app.bia``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from app.i18n import N_, UserError
from app.packs.reading import Entry, ascending, numbered, unique

#: A scale has three to five levels; so have the bands of a matrix.
FEWEST_LEVELS, MOST_LEVELS = 3, 5
LEVELS = MOST_LEVELS

#: Which of the five colours the bands wear by their number, so that the highest is always the strongest.
_COLOURS: Mapping[int, tuple[int, ...]] = MappingProxyType(
    {1: (5,), 2: (2, 5), 3: (2, 4, 5), 4: (2, 3, 4, 5), 5: (1, 2, 3, 4, 5)}
)


def default_colour(rank: int, bands: int) -> int:
    """Return which of the five colours (1 the lightest) a band wears that nobody chose a colour for."""
    steps = _COLOURS[min(max(bands, 1), MOST_LEVELS)]
    return steps[min(max(rank, 1), len(steps)) - 1]


@dataclass(frozen=True, slots=True)
class Level:
    """The word for one of the levels of impact."""

    level: int
    name: str


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of harm. ``threshold`` is the lowest intolerable level; ``anchors[level - 1]`` says what a level means.

    ``appetite`` is the rank of the highest band within appetite here, 0 if none is, ``None`` if the bands say.
    """

    code: str
    name: str
    threshold: int
    anchors: tuple[str, ...]
    hint: str = ""
    appetite: int | None = None


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
    """A level of risk, ``rank`` 1 being the lowest, and what the organisation does about it.

    ``colour`` is one of the five, 1 the lightest, or 0 if it follows from the rank: ``Matrix.colour_of``.
    """

    rank: int
    code: str
    name: str
    within_appetite: bool
    response: str
    executive: bool = False
    colour: int = 0


@dataclass(frozen=True, slots=True)
class Matrix:
    """A risk matrix: ``ranks[likelihood - 1][impact - 1]`` is the rank of a band."""

    id: str
    title: str
    bands: tuple[Band, ...]
    ranks: tuple[tuple[int, ...], ...]
    note: str = ""

    @property
    def likelihoods(self) -> int:
        """How many levels of likelihood it has."""
        return len(self.ranks)

    @property
    def impacts(self) -> int:
        """How many levels of impact it has."""
        return len(self.ranks[0]) if self.ranks else 0

    def holds(self, likelihood: int, impact: int) -> bool:
        """Return whether it has a cell for the two levels."""
        return 1 <= likelihood <= self.likelihoods and 1 <= impact <= self.impacts

    def band(self, likelihood: int, impact: int) -> Band:
        """Return the band of a likelihood and an impact, both from 1 up (``domain.md`` §3).

        Raises ``ValueError`` for a level that is not on the scale.
        """
        if not self.holds(likelihood, impact):
            raise ValueError(f"levels are up to {self.likelihoods} and {self.impacts}, not {likelihood} and {impact}")
        return self.bands[self.ranks[likelihood - 1][impact - 1] - 1]

    def colour_of(self, band: Band) -> int:
        """Return which of the five colours a band wears, 1 the lightest; a higher band always wears a stronger one."""
        return band.colour or default_colour(band.rank, len(self.bands))


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

    @property
    def likelihood_count(self) -> int:
        """How many levels of likelihood there are, 3 to 5."""
        return len(self.likelihoods) or MOST_LEVELS

    @property
    def impact_count(self) -> int:
        """How many levels of impact there are, 3 to 5."""
        return len(self.levels) or MOST_LEVELS

    def count(self, scale: str) -> int:
        """Return how many levels a scale has, ``"likelihood"`` or ``"impact"``."""
        return self.likelihood_count if scale == "likelihood" else self.impact_count

    def level_range(self, scale: str) -> range:
        """Return the levels of a scale, ``"likelihood"`` or ``"impact"``, from 1 up."""
        return range(1, self.count(scale) + 1)

    def colour_of(self, band: Band) -> int:
        """Return which of the five colours a band wears, 1 the lightest."""
        return self.matrix.colour_of(band)


@dataclass(frozen=True, slots=True)
class LikelihoodScale:
    """Levels of likelihood that scales refer to by id."""

    id: str
    title: str
    levels: tuple[Likelihood, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScalesDraft:
    """Scales as a pack writes them: likelihood and matrix are named by the id of another pack, or stand in it."""

    id: str
    title: str
    levels: tuple[Level, ...]
    categories: tuple[Category, ...]
    horizons: tuple[Horizon, ...]
    tiers: tuple[Tier, ...]
    likelihood: str | tuple[Likelihood, ...]
    matrix: str | Matrix
    note: str

    def completed(self, likelihoods: tuple[Likelihood, ...], matrix: Matrix) -> Scales:
        """Return the whole scales with what was named by id. Raises ``UserError`` if they do not fit together."""
        if (matrix.likelihoods, matrix.impacts) != (len(likelihoods), len(self.levels)):
            raise UserError(
                N_(
                    "The scales “{id}” have {likelihoods} levels of likelihood and {impacts} of impact, but their "
                    "matrix is made for {rows} and {columns}; name another matrix."
                ),
                id=self.id, likelihoods=len(likelihoods), impacts=len(self.levels), rows=matrix.likelihoods,
                columns=matrix.impacts,
            )  # fmt: skip
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
        likelihood=_own_likelihood(entry) if entry.holds_table("likelihood") else entry.code("likelihood"),
        matrix=_own_matrix(entry) if entry.holds_table("matrix") else entry.code("matrix"),
        note=entry.text("note", ""),
    )
    _counted(entry, "levels", [level.level for level in draft.levels])
    unique(entry, "categories", (category.code for category in draft.categories))
    _check_anchors(entry, draft)
    if not draft.categories:
        raise entry.fault("categories", N_("{file}, {entry}: “{field}” must not be empty."))
    if len(draft.horizons) < 2:
        raise entry.fault("horizons", N_("{file}, {entry}: “{field}” needs two entries or more."))
    ascending(entry, "horizons", [horizon.minutes for horizon in draft.horizons])
    _check_tiers(entry, draft.tiers)
    return draft


def read_likelihood(entry: Entry, pack_id: str, title: str) -> LikelihoodScale:
    """Return the three to five levels of likelihood that a pack describes."""
    levels = entry.entries("levels", "level", _read_likelihood)
    _counted(entry, "levels", [level.level for level in levels])
    ascending(entry, "levels", [level.rate for level in levels])
    return LikelihoodScale(pack_id, title, levels, entry.text("note", ""))


def _own_likelihood(entry: Entry) -> tuple[Likelihood, ...]:
    inner = entry.entry("likelihood")
    levels = read_likelihood(inner, "", "").levels
    inner.done()
    return levels


def _own_matrix(entry: Entry) -> Matrix:
    inner = entry.entry("matrix")
    matrix = read_matrix(inner, "own", "")
    inner.done()
    return matrix


def _counted(entry: Entry, field: str, numbers: Sequence[int]) -> None:
    """Raise ``PackFault`` unless there are three to five, numbered from 1 up."""
    numbered(entry, field, numbers)
    if not FEWEST_LEVELS <= len(numbers) <= MOST_LEVELS:
        raise entry.fault(field, N_("{file}, {entry}: “{field}” must have three, four or five entries."))


def _check_anchors(entry: Entry, draft: ScalesDraft) -> None:
    for category in draft.categories:
        if len(category.anchors) != len(draft.levels):
            raise entry.fault(
                "anchors",
                N_("{file}, {entry}: “{field}” of {category} must have {n} texts, for levels 1 to {n}."),
                category=category.code, n=len(draft.levels),
            )  # fmt: skip
        if category.threshold > len(draft.levels):
            raise entry.fault(
                "threshold",
                N_("{file}, {entry}: “{field}” of {category} must be a level of the scale, 2 to {n}."),
                category=category.code, n=len(draft.levels),
            )  # fmt: skip


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
    return Category(
        code=code,
        name=entry.text("name"),
        threshold=entry.integer("threshold", low=2, high=LEVELS),
        anchors=entry.texts("anchors"),
        hint=entry.text("hint", ""),
        appetite=entry.integer("appetite", high=LEVELS) if entry.has("appetite") else None,
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
    """Return the matrix that a pack describes: a row of bands by rising impact for each likelihood."""
    bands = entry.entries("bands", "band", _read_band)
    _counted(entry, "bands", [band.rank for band in bands])
    unique(entry, "bands", (band.code for band in bands))
    rank_of = {band.code: band.rank for band in bands}
    rows = _read_rows(entry, rank_of)
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
    matrix = Matrix(id=pack_id, title=title, bands=bands, ranks=rows, note=entry.text("note", ""))
    ascending(entry, "colour", [matrix.colour_of(band) for band in bands])
    return matrix


def _read_rows(entry: Entry, rank_of: Mapping[str, int]) -> tuple[tuple[int, ...], ...]:
    """Return the ranks of all rows; there are as many as the pack writes, all as long as the first."""
    levels = [
        level for level in range(1, MOST_LEVELS + 1) if level <= FEWEST_LEVELS or entry.has(f"likelihood_{level}")
    ]
    rows: list[tuple[int, ...]] = []
    for level in levels:
        rows.append(_read_row(entry, f"likelihood_{level}", rank_of, len(rows[0]) if rows else None))
    _counted(entry, "likelihood", levels)
    return tuple(rows)


def _read_row(entry: Entry, key: str, rank_of: Mapping[str, int], length: int | None) -> tuple[int, ...]:
    codes = entry.texts(key)
    sized = len(codes) == length if length is not None else FEWEST_LEVELS <= len(codes) <= MOST_LEVELS
    if not sized or not set(codes) <= set(rank_of):
        raise entry.fault(
            key,
            N_("{file}, {entry}: “{field}” must name three to five of the bands {bands}, as many as every other row."),
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
        colour=entry.integer("colour", 0, high=LEVELS),
    )
