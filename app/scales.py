"""The session's own scales: read as one frozen whole for everything that scores, and copied from a pack at the start.

``Scales`` and its parts are the dataclasses of ``app.packs`` with the keys of the session's rows, so that arithmetic
written for a pack also takes a session's own scales.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app import model as m
from app import packs
from app.i18n import N_, UserError, translate

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.document import Document

#: No key: what a pack's own scales have in place of a row of the session.
NO_KEY = b""


@dataclass(frozen=True, slots=True)
class Category(packs.Category):
    """A kind of harm with the key of its row."""

    key: bytes = NO_KEY

    def anchor(self, level: int) -> str:
        """Return what ``level`` means here, or an empty text if nobody wrote it down or the scale does not have it."""
        return self.anchors[level - 1] if 1 <= level <= len(self.anchors) else ""


@dataclass(frozen=True, slots=True)
class Horizon(packs.Horizon):
    """A point in time after the loss (minutes) with the key of its row."""

    key: bytes = NO_KEY


@dataclass(frozen=True, slots=True)
class Likelihood(packs.Likelihood):
    """A level of likelihood with the key of its row."""

    key: bytes = NO_KEY


@dataclass(frozen=True, slots=True)
class Band(packs.Band):
    """A level of risk with the key of its row."""

    key: bytes = NO_KEY


@dataclass(frozen=True, slots=True)
class Tier(packs.Tier):
    """A class of services with the key of its row."""

    key: bytes = NO_KEY


@dataclass(frozen=True, slots=True)
class Threat:
    """Something that can stop services; ``outage`` is its typical length in minutes, ``None`` if nobody said."""

    code: str
    name: str
    outage: int | None
    hits: str
    key: bytes

    @property
    def title(self) -> str:
        """Return code and name, as lists show them."""
        return f"{self.code} {self.name}"


@dataclass(frozen=True, slots=True)
class Scales(packs.Scales):
    """All scales of a session. Lookups answer ``None`` for what is not scored yet or not on the scale."""

    threats: tuple[Threat, ...] = ()

    @property
    def bands(self) -> tuple[packs.Band, ...]:
        """Return the levels of risk, lowest first."""
        return self.matrix.bands

    def band(self, likelihood: int | None, impact: int | None) -> packs.Band | None:
        """Return the band of a likelihood and an impact, by the session's matrix (``domain.md`` §3).

        ``None`` if one of them is not scored or not on the scale.
        """
        if likelihood is None or impact is None or not self.matrix.bands or not self.matrix.holds(likelihood, impact):
            return None
        return self.matrix.band(likelihood, impact)

    def within_appetite(
        self, likelihood: int | None, impact: int | None, category: bytes | str | None = None
    ) -> bool | None:
        """Return whether the band of the two lies within appetite; ``None`` if one is not scored.

        ``category`` (key or code) asks by the appetite of one kind of harm, which may differ from what the band says.
        """
        band = self.band(likelihood, impact)
        return None if band is None else self.band_within(band, category)

    def band_within(self, band: packs.Band, category: bytes | str | None = None) -> bool:
        """Return whether a band lies within appetite, for one kind of harm (key or code) or in general."""
        limit = self.appetite_of(category)
        return band.within_appetite if limit is None else band.rank <= limit

    def appetite_of(self, category: bytes | str | None) -> int | None:
        """Return the rank up to which a kind of harm (key or code) is within appetite; ``None`` if the bands say."""
        if category is None:
            return None
        found = (one.appetite for one in self.categories if category in (getattr(one, "key", None), one.code))
        return next(found, None)

    def word(self, level: int) -> str:
        """Return the word for a level of impact."""
        return next((one.name for one in self.levels if one.level == level), str(level))

    def threat(self, code: str) -> Threat:
        """Return a threat by its code; raises ``UserError`` if the session has none of it."""
        for threat in self.threats:
            if threat.code == code:
                return threat
        raise UserError(N_("There is no threat {code} in this session; choose one from the list."), code=code)

    def horizon_from(self, minutes: int) -> packs.Horizon:
        """Return the first horizon that is not before ``minutes``, or the last one."""
        return next((one for one in self.horizons if one.minutes >= minutes), self.horizons[-1])


def read_scales(document: Document) -> Scales:
    """Return the session's scales. A session without any yet gives empty ones."""
    bands = _bands(document)
    return Scales(
        id="session",
        title="",
        levels=tuple(
            packs.Level(row.level, row.name) for row in document.all(m.ImpactLevel, order_by=m.ImpactLevel.level)
        ),
        categories=_categories(document),
        horizons=tuple(
            Horizon(row.minutes, row.label, row.id) for row in document.all(m.Horizon, order_by=m.Horizon.minutes)
        ),
        tiers=tuple(
            Tier(row.number, row.name, row.rto_max, row.rpo_guide, row.critical, row.number == 0, key=row.id)
            for row in document.all(m.Tier, order_by=m.Tier.number)
        ),
        likelihoods=tuple(
            Likelihood(row.level, row.name, row.frequency, row.chance, row.rate, row.example or "", row.id)
            for row in document.all(m.LikelihoodLevel, order_by=m.LikelihoodLevel.level)
        ),
        matrix=packs.Matrix("session", "", bands, _ranks(document, bands)),
        threats=tuple(
            Threat(row.code, row.name, row.typical_outage, row.hits or "", row.id)
            for row in document.all(m.Threat, order_by=m.Threat.code)
        ),
    )


def _categories(document: Document) -> tuple[Category, ...]:
    """Return the kinds of harm; where the annual revenue is known, the financial anchors tell money too."""
    about = m.SessionInfo.__table__
    money = document.row(select(about.c.annual_revenue, about.c.currency))
    revenue, currency = (money.annual_revenue, money.currency) if money is not None else (None, "")
    return tuple(packs.in_money(category, revenue, currency) for category in _written_categories(document))


def _written_categories(document: Document) -> tuple[Category, ...]:
    anchors: dict[bytes, dict[int, str]] = defaultdict(dict)
    levels = range(1, count_of(document, "impact") + 1)
    for row in document.all(m.ImpactAnchor):
        anchors[row.category_id][row.level] = row.text
    return tuple(
        Category(
            row.code,
            row.name,
            row.threshold,
            tuple(anchors[row.id].get(level, "") for level in levels),
            appetite=row.appetite,
            key=row.id,
        )
        for row in document.all(m.ImpactCategory, order_by=m.ImpactCategory.position)
    )


def as_written(document: Document) -> Scales:
    """Return the session's scales as they were written, without money beside the financial anchors: for a file."""
    return replace(read_scales(document), categories=_written_categories(document))


def _bands(document: Document) -> tuple[Band, ...]:
    rows = document.all(m.Band, order_by=m.Band.rank)
    highest = len(rows)
    return tuple(
        Band(
            rank=row.rank,
            code=row.name.casefold().replace(" ", "-"),
            name=row.name,
            within_appetite=row.within_appetite,
            response=row.response or "",
            executive=row.rank == highest and not row.within_appetite,
            colour=row.colour or 0,
            key=row.id,
        )
        for row in rows
    )


def _ranks(document: Document, bands: tuple[Band, ...]) -> tuple[tuple[int, ...], ...]:
    rank_of = {band.key: band.rank for band in bands}
    ranks = {(row.likelihood, row.impact): rank_of[row.band_id] for row in document.all(m.MatrixCell)}
    rows, columns = count_of(document, "likelihood"), count_of(document, "impact")
    return tuple(tuple(ranks.get((row, column), 1) for column in range(1, columns + 1)) for row in range(1, rows + 1))


#: The table of the levels of each scale.
LEVEL_MODELS: Mapping[str, Any] = MappingProxyType({"likelihood": m.LikelihoodLevel, "impact": m.ImpactLevel})


def count_of(document: Document, scale: str) -> int:
    """Return how many levels a scale of the session has, ``"likelihood"`` or ``"impact"``; five if it has none yet."""
    counted: int = document.scalar(select(func.count()).select_from(LEVEL_MODELS[scale].__table__))
    return counted or packs.MOST_LEVELS


def copy_scales(
    session: Session, scales: packs.Scales, threats: Iterable[packs.Threat] = (), *, language: str | None = None
) -> None:
    """Write a pack's scales into a session that has none yet, inside an edit, in ``language``."""

    def said(text: str) -> str:
        return translate(text, language=language)

    session.add_all(m.ImpactLevel(level=one.level, name=said(one.name)) for one in scales.levels)
    session.add_all(m.Horizon(minutes=one.minutes, label=said(one.label)) for one in scales.horizons)
    session.add_all(
        m.LikelihoodLevel(
            level=one.level,
            name=said(one.name),
            frequency=said(one.frequency),
            chance=said(one.chance),
            rate=one.rate,
            example=said(one.example) or None,
        )
        for one in scales.likelihoods
    )
    session.add_all(
        m.Tier(number=t.number, name=said(t.name), rto_max=t.rto_max, rpo_guide=t.rpo_guide, critical=t.critical)
        for t in scales.tiers
    )
    session.add_all(
        m.Threat(code=one.code, name=said(one.name), typical_outage=one.outage, hits=", ".join(map(said, one.hits)))
        for one in threats
    )
    _copy_categories(session, scales.categories, language)
    copy_matrix(session, scales.matrix, language=language)


def _copy_categories(session: Session, categories: Iterable[packs.Category], language: str | None) -> None:
    for position, one in enumerate(categories):
        category = m.ImpactCategory(
            id=m.new_key(),
            code=one.code,
            name=translate(one.name, language=language),
            threshold=one.threshold,
            position=position,
            appetite=one.appetite,
        )
        session.add(category)
        session.flush()
        session.add_all(
            m.ImpactAnchor(category_id=category.id, level=level, text=translate(text, language=language))
            for level, text in enumerate(one.anchors, start=1)
        )


def copy_matrix(session: Session, matrix: packs.Matrix, *, language: str | None = None) -> None:
    """Write a pack's bands and matrix in place of those that the session has, inside an edit."""
    for model in (m.MatrixCell, m.Band):
        for row in session.query(model):
            session.delete(row)
        session.flush()
    bands = {
        one.rank: m.Band(
            id=m.new_key(),
            rank=one.rank,
            name=translate(one.name, language=language),
            within_appetite=one.within_appetite,
            response=translate(one.response, language=language),
            colour=one.colour or None,
        )
        for one in matrix.bands
    }
    session.add_all(bands.values())
    session.flush()
    session.add_all(
        m.MatrixCell(likelihood=likelihood, impact=impact, band_id=bands[rank].id)
        for likelihood, row in enumerate(matrix.ranks, start=1)
        for impact, rank in enumerate(row, start=1)
    )


def keyed(parts: Iterable[Any]) -> dict[bytes, Any]:
    """Return parts of the scales (categories, horizons, threats …) by the keys of their rows."""
    return {part.key: part for part in parts}


def check_level(document: Document, scale: str, level: int | None) -> int | None:
    """Return ``level`` if the session's scale (``"likelihood"`` or ``"impact"``) has it, or if it is ``None``.

    Raises ``UserError`` with a sentence that names the scale and its levels.
    """
    count = count_of(document, scale)
    if level is not None and not 1 <= level <= count:
        words = N_("Likelihood {level} is not on the scale of this session, which has levels 1 to {n}.")
        if scale == "impact":
            words = N_("Impact {level} is not on the scale of this session, which has levels 1 to {n}.")
        raise UserError(words, level=level, n=count)
    return level
