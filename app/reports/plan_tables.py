"""Small building blocks that the pages of the printed plan share."""

from __future__ import annotations

from app.planning.content import PlanContent
from app.report import (
    Align,
    Block,
    Column,
    Heading,
    Paragraph,
)
from app.reports.plan_words import missing


def columns(*specs: tuple[str, float] | tuple[str, float, Align]) -> tuple[Column, ...]:
    """Return columns from headings and widths, right-aligned where figures stand."""
    return tuple(Column(spec[0], spec[1], spec[2] if len(spec) > 2 else "left") for spec in specs)


def text_part(plan: PlanContent, title: str, text: str) -> list[Block]:
    """Return a small heading with a text, or with the line that says that it is not recorded."""
    body = [Paragraph(text, after=2)] if text else [missing(plan, title)]
    return [Heading(title, 3), *body]
