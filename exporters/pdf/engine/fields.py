"""Fields of the file: boxes to tick and lines to type a time on, for whoever fills the plan in on a screen.

Written as PDF objects of our own, since reportlab's forms bring unembedded fonts into every page.
"""

from __future__ import annotations

from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

_PRINTED = 4  #: annotation flag: visible on paper
_CHECKBOX_CROSS = "0.08 0.09 0.11 RG 1.1 w 1 J {a:.2f} {m:.2f} m {b:.2f} {a:.2f} l {c:.2f} {c:.2f} l S"


class Form:
    """Collects the fields of one document and writes the form that holds them."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._document = canvas._doc
        self._fields: list[Any] = []
        self._names: set[str] = set()
        self._appearances: dict[tuple[str, float, float], Any] = {}

    def tick(self, name: str, caption: str, left: float, bottom: float, size: float) -> None:
        """Add a box to tick."""
        on, off = self._appearance("on", size, size), self._appearance("off", size, size)
        self._add(
            name, caption, (left, bottom, left + size, bottom + size),
            FT=pdfdoc.PDFName("Btn"), V=pdfdoc.PDFName("Off"), AS=pdfdoc.PDFName("Off"),
            MK=pdfdoc.PDFDictionary({"CA": pdfdoc.PDFString("4")}),
            AP=pdfdoc.PDFDictionary({"N": pdfdoc.PDFDictionary({"Yes": on, "Off": off})}),
        )  # fmt: skip

    def entry(self, name: str, caption: str, left: float, bottom: float, width: float, height: float) -> None:
        """Add a line to type on."""
        self._add(
            name, caption, (left, bottom, left + width, bottom + height),
            FT=pdfdoc.PDFName("Tx"), DA=pdfdoc.PDFString("/Helv 9 Tf 0.08 0.09 0.11 rg"), V=pdfdoc.PDFString(""),
            AP=pdfdoc.PDFDictionary({"N": self._appearance("off", width, height)}),
        )  # fmt: skip

    def close(self) -> None:
        """Write the form into the document; without a field there is none."""
        if not self._fields:
            return
        helvetica = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"), "Subtype": pdfdoc.PDFName("Type1"),
                "BaseFont": pdfdoc.PDFName("Helvetica"), "Encoding": pdfdoc.PDFName("WinAnsiEncoding"),
            }
        )  # fmt: skip
        resources = pdfdoc.PDFDictionary({"Font": pdfdoc.PDFDictionary({"Helv": helvetica})})
        form = {"Fields": pdfdoc.PDFArray(self._fields), "DR": resources, "DA": pdfdoc.PDFString("/Helv 9 Tf 0 g")}
        self._document.Catalog.AcroForm = pdfdoc.PDFDictionary(form)

    def _add(self, name: str, caption: str, box: tuple[float, float, float, float], **entries: Any) -> None:
        field = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Annot"), "Subtype": pdfdoc.PDFName("Widget"), "F": _PRINTED,
                "T": pdfdoc.PDFString(self._unique(name)), "TU": pdfdoc.PDFString(caption or name),
                "Rect": pdfdoc.PDFArray([round(edge, 2) for edge in box]), **entries,
            }
        )  # fmt: skip
        self._canvas._addAnnotation(field)
        self._fields.append(self._canvas._annotationrefs[-1])

    def _unique(self, name: str) -> str:
        chosen, number = name, 2
        while chosen in self._names:
            chosen, number = f"{name}-{number}", number + 1
        self._names.add(chosen)
        return chosen

    def _appearance(self, state: str, width: float, height: float) -> Any:
        key = (state, round(width, 1), round(height, 1))
        if key not in self._appearances:
            code = ""
            if state == "on":
                code = _CHECKBOX_CROSS.format(a=0.2 * width, b=0.42 * width, m=0.5 * width, c=0.85 * width)
            stream = pdfdoc.PDFStream(
                pdfdoc.PDFDictionary(
                    {
                        "Type": pdfdoc.PDFName("XObject"), "Subtype": pdfdoc.PDFName("Form"),
                        "BBox": pdfdoc.PDFArray([0, 0, round(width, 2), round(height, 2)]),
                    }
                ),
                code or " ",
            )  # fmt: skip
            self._appearances[key] = self._document.Reference(stream)
        return self._appearances[key]
