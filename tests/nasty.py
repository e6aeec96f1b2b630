"""Texts that programs trip over, and sessions in which every text is one of them."""

from __future__ import annotations

from typing import Any

from app.document import Document
from app.entities import set_fields
from app.fields import Kind, fields_of
from app.i18n import UserError
from app.model.base import Base

#: Printable on one line: must come out exactly as they went in.
PLAIN = (
    "<b>bold</b> &amp; <i>",
    '<img src="/etc/passwd"/>',
    "<para><font size=99>huge</font></para>",
    "R&D",
    "A < B && C > D",
    "=1+1",
    '=HYPERLINK("file:///etc/passwd","click")',
    "@SUM(A1:A9)",
    "+1",
    "-1",
    "-2+3+cmd|' /C calc'!A0",
    "#REF!",
    "#N/A",
    "'quoted",
    "{rto} %s %d {0} {{",
    "Robert'); DROP TABLE service; --",
    "../../../etc/passwd",
    "C:\\Windows\\..\\nul",
    "_x0041_",
    "[Red]@;;",
    "1,2;3\t4".replace("\t", " "),
    "&L&P&[Page]",
    "&Save && &Quit",
)
#: Beyond what every font has, and still text.
WORLDLY = (
    "שלום עולם (abc) مرحبا",
    "\u202etxt.exe\u202c",
    "e\u0301\u0323\u0300 Zalgo\u0336",
    "👩🏽\u200d🚒🔥",
    "台北 東京 서울",
    "a\u200bb\u00adc\ufeffd",
    "\u2028line\u2029paragraph",
)
#: What no document can hold: cleaned away at entry.
FOUL = ("a\x00b\x1bc\x07", "lone \ud800 surrogate \udfff", "\ufffe\uffff", "tab\tand\r\nline", "\x7f\x08")
#: More than any field takes: refused, or kept whole by a note.
LONG = ("x" * 501, "é" * 100_000, "9" * 5000, "1e999999999", "=" * 700)
NASTY = (*PLAIN, *WORLDLY, *FOUL, *LONG)

MODELS = sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda model: model.__name__)
#: Every field that a person writes text into, by model.
TEXTS = {
    model: names
    for model in MODELS
    if (
        names := [
            name
            for name, spec in fields_of(model).items()
            if spec.kind in (Kind.TEXT, Kind.NOTE) and spec.editable and not spec.choices
        ]
    )
}

#: What a whole session is spoilt with.
TAKEN = (*PLAIN, *WORLDLY)


def spoil(document: Document) -> None:
    """Put a nasty text into every text field of up to forty rows of each kind."""
    document.hurry()
    for model, names in TEXTS.items():
        for number, row in enumerate(document.all(model)[:40]):
            _spoil(document, model, row.id, names, number)


def _spoil(document: Document, model: Any, key: bytes, names: list[str], number: int) -> None:
    texts = {name: TAKEN[(number * len(names) + place) % len(TAKEN)] for place, name in enumerate(names)}
    try:
        set_fields(document, model, key, texts)
    except UserError:  # must differ from all others
        set_fields(document, model, key, {name: f"{text} {number}" for name, text in texts.items()})
