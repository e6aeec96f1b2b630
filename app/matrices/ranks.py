"""The arithmetic of a risk matrix: where its levels fall, what a change of one cell asks of the others, other sizes.

Ranks are those of bands, 1 the lowest, as ``ranks[likelihood - 1][impact - 1]``; levels count from 1. Serves the editor
of the matrix and everything that changes one. A matrix must be monotone both ways (``domain.md`` §3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.i18n import N_, translate
from app.packs import Matrix

Ranks = tuple[tuple[int, ...], ...]
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Breach:
    """A cell whose level is lower than that of a less likely or less harmful neighbour."""

    cell: Cell
    neighbour: Cell


def breaches(ranks: Ranks) -> tuple[Breach, ...]:
    """Return every place where the level falls, from the lowest likelihood and impact up; none if it only rises."""
    return tuple(_falls(ranks))


def _falls(ranks: Ranks) -> Iterator[Breach]:
    for row, line in enumerate(ranks):
        for column, rank in enumerate(line):
            if column and line[column - 1] > rank:
                yield Breach((row + 1, column + 1), (row + 1, column))
            if row and ranks[row - 1][column] > rank:
                yield Breach((row + 1, column + 1), (row, column + 1))


def breach_words(ranks: Ranks, names: Sequence[str], breach: Breach) -> str:
    """Return the sentence that names the cell at which a matrix falls; ``names`` are those of the bands by rank."""
    (likelihood, impact), (low_likelihood, low_impact) = breach.cell, breach.neighbour
    return translate(
        N_(
            "Likelihood {l}, impact {i} is {band}, but likelihood {nl}, impact {ni} is already {higher}: the level "
            "must not fall when likelihood or impact rises. Raise the first or lower the second."
        ),
        l=likelihood, i=impact, band=names[ranks[likelihood - 1][impact - 1] - 1],
        nl=low_likelihood, ni=low_impact, higher=names[ranks[low_likelihood - 1][low_impact - 1] - 1],
    )  # fmt: skip


def with_cell(ranks: Ranks, likelihood: int, impact: int, rank: int) -> Ranks:
    """Return the ranks with another band at one cell; they may fall then."""
    return _mapped(ranks, lambda cell, now: rank if cell == (likelihood, impact) else now)


def carried(ranks: Ranks, likelihood: int, impact: int, rank: int) -> Ranks:
    """Return the ranks with another band at one cell, and as few others changed as keep the matrix rising.

    Cells that are likelier and more harmful rise to it at least, those that are less so fall to it at most.
    """

    def carry(cell: Cell, now: int) -> int:
        if cell[0] >= likelihood and cell[1] >= impact:
            return rank if cell == (likelihood, impact) else max(now, rank)
        return min(now, rank) if cell[0] <= likelihood and cell[1] <= impact else now

    return _mapped(ranks, carry)


def changed_cells(before: Ranks, after: Ranks) -> tuple[Cell, ...]:
    """Return the cells in which two matrices of one size differ."""
    pairs = ((row, column) for row in range(1, len(before) + 1) for column in range(1, len(before[0]) + 1))
    return tuple(cell for cell in pairs if before[cell[0] - 1][cell[1] - 1] != after[cell[0] - 1][cell[1] - 1])


def _mapped(ranks: Ranks, change: Callable[[Cell, int], int]) -> Ranks:
    return tuple(
        tuple(change((row, column), rank) for column, rank in enumerate(line, start=1))
        for row, line in enumerate(ranks, start=1)
    )


def with_row(ranks: Ranks, at: int) -> Ranks:
    """Return the ranks with one more likelihood, which becomes level ``at`` and starts as the one it stands beside."""
    copied = min(at, len(ranks)) - 1
    return (*ranks[: at - 1], ranks[copied], *ranks[at - 1 :])


def without_row(ranks: Ranks, level: int) -> Ranks:
    """Return the ranks without one likelihood."""
    return (*ranks[: level - 1], *ranks[level:])


def turned(ranks: Ranks) -> Ranks:
    """Return the ranks with likelihood and impact exchanged, so that a column is treated as a row."""
    return tuple(zip(*ranks, strict=True))


def resized(ranks: Ranks, likelihoods: int, impacts: int) -> Ranks:
    """Return ranks of another size: each level takes the row or column that lies at the same share of the way up.

    What only rises still only rises, because rows and columns are left out or repeated in their order.
    """
    rows, columns = _spread(len(ranks), likelihoods), _spread(len(ranks[0]), impacts)
    return tuple(tuple(ranks[row][column] for column in columns) for row in rows)


def _spread(old: int, new: int) -> tuple[int, ...]:
    return tuple(int(at * (old - 1) / (new - 1) + 0.5) for at in range(new))


def fitted(matrix: Matrix, likelihoods: int, impacts: int) -> Matrix:
    """Return a matrix of a pack in the size that a session needs."""
    if (matrix.likelihoods, matrix.impacts) == (likelihoods, impacts):
        return matrix
    return replace(matrix, ranks=resized(matrix.ranks, likelihoods, impacts))
