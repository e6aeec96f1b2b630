"""The bundled typefaces: told apart by name, licensed, and usable in a PDF with figures that line up."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont as PdfFont
from reportlab.pdfgen.canvas import Canvas

FONTS = Path(str(resources.files("resources") / "fonts"))
NAMES = (
    "Inter-Regular",
    "Inter-SemiBold",
    "InterPDF-Regular",
    "InterPDF-SemiBold",
    "DejaVuSans",
    "DejaVuSans-Bold",
)


def test_every_typeface_has_a_postscript_name_of_its_own() -> None:
    assert [TTFont(FONTS / f"{name}.ttf")["name"].getDebugName(6) for name in NAMES] == list(NAMES)


def test_licences_lie_beside_the_typefaces() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "Bitstream Vera" in (FONTS / "DejaVu.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["InterPDF-Regular", "InterPDF-SemiBold"])
def test_figures_in_documents_are_equally_wide_and_embedded(name: str, tmp_path: Path) -> None:
    pdfmetrics.registerFont(PdfFont(name, str(FONTS / f"{name}.ttf")))
    widths = {round(pdfmetrics.stringWidth(digit, name, 100), 3) for digit in "0123456789"}
    assert len(widths) == 1
    page = Canvas(str(tmp_path / "figures.pdf"), pageCompression=0)
    page.setFont(name, 12)
    page.drawString(72, 72, "RTO 4 h, 1 111 000 €")
    page.save()
    content = (tmp_path / "figures.pdf").read_bytes()
    assert b"/FontFile2" in content
    assert name.encode() in content
