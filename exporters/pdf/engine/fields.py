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
        self._appearances: dict[tuple[str, float, float], bytes] = {}

    def tick(self, name: str, caption: str, left: float, bottom: float, size: float) -> None:
        """Add a box to tick."""
        on, off = self._appearance("on", size, size), self._appearance("off", size, size)
        kind = b"/FT /Btn /V /Off /AS /Off /MK << /CA (4) >> /AP << /N << /Yes %s /Off %s >> >>" % (on, off)
        self._add(name, caption, (left, bottom, left + size, bottom + size), kind)

    def entry(self, name: str, caption: str, left: float, bottom: float, width: float, height: float) -> None:
        """Add a line to type on."""
        blank = self._appearance("off", width, height)
        kind = b"/FT /Tx /V () /DA (/Helv 9 Tf 0.08 0.09 0.11 rg) /AP << /N %s >>" % blank
        self._add(name, caption, (left, bottom, left + width, bottom + height), kind)

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

    def _add(self, name: str, caption: str, box: tuple[float, float, float, float], kind: bytes) -> None:
        self._canvas._addAnnotation(_Widget(self._unique(name), caption or name, box, kind))
        self._fields.append(self._canvas._annotationrefs[-1])

    def _unique(self, name: str) -> str:
        chosen, number = name, 2
        while chosen in self._names:
            chosen, number = f"{name}-{number}", number + 1
        self._names.add(chosen)
        return chosen

    def _appearance(self, state: str, width: float, height: float) -> bytes:
        """Return the reference to a field's look, which fields of one size share."""
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
            self._appearances[key] = self._document.Reference(stream).format(self._document)
        return self._appearances[key]


class _Widget(pdfdoc.PDFObject):  # type: ignore[misc]
    """A field as it stands in the file, written in one piece: a plan has a thousand of them."""

    def __init__(self, name: str, caption: str, box: tuple[float, float, float, float], kind: bytes) -> None:
        self.name = name
        self.caption = caption
        self.box = box
        self.kind = kind

    def format(self, document: Any) -> bytes:
        """Return the field's dictionary."""
        name, caption = (pdfdoc.PDFString(text).format(document) for text in (self.name, self.caption))
        box = "[{:.2f} {:.2f} {:.2f} {:.2f}]".format(*self.box).encode("ascii")
        return b"<< /Type /Annot /Subtype /Widget /F %d /T %s /TU %s /Rect %s %s >>" % (
            _PRINTED, name, caption, box, self.kind,
        )  # fmt: skip
