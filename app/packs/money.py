"""What a share of the annual revenue is in money, so that everybody in the room scores the same loss.

Serves the anchors of the financial scale wherever they are shown (``domain.md`` §2: "show currency").
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TypeVar

from app.i18n import N_, translate
from app.packs.scale import Category

#: The category whose anchors are shares of the annual revenue.
FINANCIAL = "financial"

_SHARE = re.compile(r"(?:(\d+(?:[.,]\d+)?)[^\d.,]{1,6})?(?<![\d.,])(\d+(?:[.,]\d+)?)\s*%")
_STEPS = ((1_000_000_000, N_("{n}\u00a0bn")), (1_000_000, N_("{n}\u00a0m")))
_Category = TypeVar("_Category", bound=Category)


def format_amount(units: float) -> str:
    """Return an amount in whole units of a currency as a person says it: ``48 000``, ``1.2 m``, ``2.5 bn``."""
    rounded = round(units, min(0, 3 - len(str(int(units)))))
    for size, words in _STEPS:
        if rounded >= size:
            return translate(words, n=f"{rounded / size:g}")
    return f"{int(rounded):,}".replace(",", "\u202f")


def with_money(anchor: str, revenue: int, currency: str) -> str:
    """Return an anchor with the money that its percentages mean; ``revenue`` is in cents of ``currency``.

    ``0.5 to 2 % of annual revenue`` becomes ``0.5 to 2 % of annual revenue (EUR 1.2 m to 4.8 m)``. An anchor without a
    percentage stays as it is.
    """
    found = _SHARE.search(anchor)
    if found is None:
        return anchor
    amounts = [format_amount(_number(share) * revenue / 10_000) for share in found.groups() if share is not None]
    if len(amounts) == 2:
        return translate(
            N_("{anchor} ({currency}\u00a0{low} to {high})"), anchor=anchor, currency=currency, low=amounts[0],
            high=amounts[1],
        )  # fmt: skip
    return translate(N_("{anchor} ({currency}\u00a0{amount})"), anchor=anchor, currency=currency, amount=amounts[0])


def in_money(category: _Category, revenue: int | None, currency: str) -> _Category:
    """Return a category whose anchors tell money if it is the financial one and the revenue (cents) is known."""
    if category.code != FINANCIAL or not revenue:
        return category
    return replace(category, anchors=tuple(with_money(anchor, revenue, currency) for anchor in category.anchors))


def _number(share: str) -> float:
    return float(share.replace(",", "."))
