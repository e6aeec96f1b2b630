"""How long a plan of sixty pages takes, against bare reportlab setting the same text line after line.

Run with ``pytest tests/benchmarks/bench_plan.py -m benchmark -s``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate

from app import entities, planning
from app import model as m
from app.document import Document
from app.session import new_session
from exporters.pdf.engine.typefaces import REGULAR, face
from exporters.registry import Options, export
from tests.benchmarks.measuring import Measured, best

NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
LIMIT = 1.5
SERVICES, STEPS = 12, 30


def large_plan(path: Path) -> Document:
    """A session with one plan for twelve services with thirty steps each."""
    document = new_session(path, title="Large", organisation="Large", clock=lambda: NOW)
    with document.edit("Fill") as session:
        people = [entities.add(document, m.Person, name=f"Person {n}", phone=f"+353 20 {n:05d}") for n in range(20)]
        services = [
            entities.add(document, m.Service, name=f"Service {n}", rto=60 * (n + 1), owner_id=people[n])
            for n in range(SERVICES)
        ]  # fmt: skip
        plan = planning.draft_plan(document, "Large plan", services)
        for service in services:
            for number in range(STEPS):
                entities.create(
                    session, m.PlanStep, plan_id=plan, number=1_000 + number + STEPS * services.index(service),
                    instruction=f"Restore part {number} of the service from its last good copy", service_id=service,
                    minutes=5, done_when="the owner has seen it and two people have signed the log",
                    notes="The console stands in room 4; the account is in the safe. Call if it asks twice.",
                )  # fmt: skip
    return document


def measure(folder: Path) -> Measured:
    """Write the plan, and the lines that stand in it as bare paragraphs."""
    target = folder / "plan.pdf"
    with large_plan(folder / "plan.foreshock") as large:
        export(large, "plan", target, Options(refs=("PLN-001",)))
        pages, lines = _read(target)
        assert pages >= 55
        style = ParagraphStyle("bare", fontName=face(REGULAR).name, fontSize=10, leading=14)

        def bare() -> None:
            SimpleDocTemplate(BytesIO(), pagesize=A4).build([Paragraph(escape(line), style) for line in lines])

        ours = best(lambda: export(large, "plan", target, Options(refs=("PLN-001",))), 3)
        return Measured(f"a plan of {pages} pages as PDF", "its lines by reportlab", ours, best(bare, 3), LIMIT)


def _read(target: Path) -> tuple[int, list[str]]:
    """How many pages a PDF has, and its lines."""
    pages = pypdfium2.PdfDocument(target)
    try:
        texts = [page.get_textpage().get_text_bounded() for page in pages]
    finally:
        pages.close()
    return len(texts), [line for text in texts for line in text.splitlines() if line.strip()]


@pytest.mark.benchmark
def test_a_plan_of_sixty_pages_costs_hardly_more_than_its_bare_text(tmp_path: Path) -> None:
    measured = measure(tmp_path)
    print(f"\n{measured}")
    assert measured.ratio <= measured.aim
