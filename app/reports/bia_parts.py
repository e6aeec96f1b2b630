"""Which parts of a business impact analysis nobody recorded yet: what is empty and was not answered with “none”."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from app.i18n import N_, translate
from app.reports.bia_content import ServiceBia


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an analysis: its code, what it is called, the question that asks it, and whether it is there.

    ``may_be_none`` says that an answered question without an entry means that there is none.
    """

    code: str
    title: str
    question: int
    there: Callable[[ServiceBia], bool]
    may_be_none: bool = False


def _said(name: str) -> Callable[[ServiceBia], bool]:
    return lambda one: one.said(name) is not None


def _has_loss(one: ServiceBia) -> bool:
    return one.loss.known


def _has_workaround(one: ServiceBia) -> bool:
    return any(one.said(name) is not None for name in ("wa_text", "wa_start", "wa_pct", "wa_max"))


#: The parts in the order of the interview (``domain.md`` §2, script).
PARTS = (
    Part("purpose", N_("purpose"), 1, _said("purpose")),
    Part("owner", N_("owner"), 2, lambda one: one.owner is not None),
    Part("deputy", N_("deputy"), 2, lambda one: one.deputy is not None),
    Part("supports", N_("what stops with it"), 3, _said("supports")),
    Part("use", N_("hours and volume"), 4, lambda one: bool(one.said("hours") or one.said("volume"))),
    Part("peaks", N_("peaks"), 5, lambda one: bool(one.peaks), may_be_none=True),
    Part("grid", N_("impact grid"), 7, lambda one: one.row.scored >= one.row.cells),
    Part("loss", N_("loss over time"), 8, _has_loss),
    Part("obligations", N_("obligations"), 9, lambda one: bool(one.obligations), may_be_none=True),
    Part("safety", N_("harm to people"), 10, _said("safety")),
    Part("mtpd", N_("MTPD"), 13, lambda one: one.row.mtpd is not None),
    Part("rto", N_("RTO"), 14, lambda one: one.row.rto is not None or one.beyond),
    Part("mbco", N_("MBCO"), 15, lambda one: one.row.mbco_pct is not None or bool(one.row.mbco_text)),
    Part("wrt", N_("WRT"), 17, lambda one: one.row.wrt is not None or one.beyond),
    Part("rpo", N_("RPO"), 18, lambda one: one.row.rpo is not None or not one.row.holds_data),
    Part("records", N_("vital records"), 20, lambda one: bool(one.records), may_be_none=True),
    Part("workaround", N_("workaround"), 22, _has_workaround, may_be_none=True),
    Part("dependencies", N_("dependencies"), 25, lambda one: bool(one.needs)),
    Part("resources", N_("resources"), 29, lambda one: bool(one.resources), may_be_none=True),
    Part("key people", N_("key people and cover"), 31, lambda one: bool(one.key_roles), may_be_none=True),
    Part("outages", N_("past outages"), 32, lambda one: bool(one.outages), may_be_none=True),
    Part("approval", N_("approval"), 35, lambda one: one.signature is not None),
)
_BY_CODE = {part.code: part for part in PARTS}


def missing_parts(one: ServiceBia, answered: Collection[int]) -> ServiceBia:
    """Return the analysis with the codes of the parts that are still missing."""
    found = (
        part.code for part in PARTS if not part.there(one) and not (part.may_be_none and part.question in answered)
    )
    return replace(one, missing=tuple(found))


def part_title(code: str) -> str:
    """Return what a part is called."""
    return translate(_BY_CODE[code].title)


def part_question(code: str) -> int:
    """Return the question of the interview that asks a part."""
    return _BY_CODE[code].question
