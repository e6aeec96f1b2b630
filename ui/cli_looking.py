"""How ``foreshock info`` and ``metrics`` tell what they found: as lines for people, as JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.i18n import N_, translate

if TYPE_CHECKING:
    from app.document import Document
    from app.metrics import Figure, Metrics
    from app.session import Summary

#: What a session may hold many of, in the order of ``app.session.COUNTED``, with the words for it.
_KINDS = {
    "department": N_("Departments"),
    "site": N_("Sites"),
    "person": N_("People"),
    "supplier": N_("Suppliers"),
    "service": N_("Services"),
    "component": N_("Components"),
    "risk": N_("Risks"),
    "strategy": N_("Strategies"),
    "plan": N_("Plans"),
    "exercise": N_("Exercises"),
    "meeting": N_("Meetings"),
    "action": N_("Actions"),
    "incident": N_("Incidents"),
    "change_record": N_("Changes to services"),
    "problem": N_("Problems"),
    "waiver": N_("Waivers"),
}
#: Whose progress ``app.session.progress`` tells under another name.
_PROGRESS = {"service": "services", "risk": "risks", "plan": "plans", "exercise": "exercises", "action": "actions"}


def info_values(document: Document) -> dict[str, Any]:
    """Return what a session is and holds, with the names that a program reads."""
    from app import session

    told = session.summary(document)
    return {
        "file": document.path.name,
        "bytes": document.path.stat().st_size,
        "title": told.title,
        "organisation": told.organisation,
        "currency": told.currency,
        "confidentiality": told.confidentiality,
        "facilitator": told.facilitator,
        "sample": told.is_sample,
        "started_on": told.started_on and told.started_on.isoformat(),
        "changes": told.change_sets,
        "counts": {**told.counts, "dependency": told.dependencies},
        "progress": {name: [part.done, part.of] for name, part in session.progress(document).items()},
    }


def info_lines(document: Document) -> list[str]:
    """Return the same as lines, without what there is none of."""
    from app import session

    told, progress = session.summary(document), session.progress(document)
    pairs = [*_head(document, told), *_counts(told, {name: part.text for name, part in progress.items()})]
    return [f"{label:<20}  {value}" for label, value in pairs if value]


def _head(document: Document, told: Summary) -> list[tuple[str, str]]:
    from app.dates import format_date

    return [
        (translate(N_("File")), f"{document.path.name}, {max(1, document.path.stat().st_size // 1024)} kB"),
        (translate(N_("Title")), told.title + (f" ({translate(N_('sample'))})" if told.is_sample else "")),
        (translate(N_("Organisation")), told.organisation),
        (translate(N_("Currency")), told.currency),
        (translate(N_("Confidential mark")), told.confidentiality),
        (translate(N_("Facilitator")), told.facilitator),
        (translate(N_("Started on")), format_date(told.started_on) if told.started_on else ""),
        (translate(N_("Changes")), str(told.change_sets)),
    ]


def _counts(told: Summary, progress: Mapping[str, str]) -> list[tuple[str, str]]:
    lines = []
    for kind, words in _KINDS.items():
        count, done = told.counts.get(kind, 0), progress.get(_PROGRESS.get(kind, ""), "")
        lines.append((translate(words), (f"{count:<6} {done}".rstrip() if count else "")))
    lines.append((translate(N_("Dependencies")), str(told.dependencies or "")))
    return lines


def metrics_values(measures: Metrics) -> dict[str, Any]:
    """Return all figures with the names that a program reads; a value of ``null`` comes with its reason."""
    return {
        "on": measures.on.isoformat(),
        "headline": [_figure_values(figure) for figure in measures.headline],
        "leading": [_figure_values(figure) for figure in measures.leading],
    }


def _figure_values(figure: Figure) -> dict[str, Any]:
    told: dict[str, Any] = {"id": figure.id, "title": figure.name, "unit": str(figure.unit), "value": figure.value}
    told |= {"text": figure.text, "numerator": figure.numerator, "denominator": figure.denominator}
    if figure.value is None:
        told["reason"] = figure.reason
    if figure.companions:
        told["companions"] = [_figure_values(one) for one in figure.companions]
    return told


def metrics_lines(measures: Metrics) -> list[str]:
    """Return all figures as lines, the companions of a figure below it."""
    lines = []
    for figure in (*measures.headline, *measures.leading):
        lines += [_figure_line(figure, ""), *(_figure_line(one, "  ") for one in figure.companions)]
    return lines


def _figure_line(figure: Figure, indent: str) -> str:
    beside = figure.fraction if figure.value is not None else figure.reason
    return f"{indent + figure.name:<44}  {figure.text:>6}  {beside}".rstrip()
