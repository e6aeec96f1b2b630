"""What every sheet of the risk register needs to know while the workbook is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from app import model as m
from app.dates import format_date
from app.i18n import N_, plural, translate
from app.packs import Band
from app.register import Movement, Register, RegisteredRisk, Since
from exporters.xlsx.looks import PLAIN, Style, band_style

if TYPE_CHECKING:
    from exporters.registry import Options
    from exporters.xlsx.book import Book

#: Title and table of the sheet that the way back looks for; the same in every language.
REGISTER, ACTIONS = "Register", "Actions"
#: The row of the register's head.
REGISTER_HEAD = 3
#: Names of areas on the sheet "Scales" that formulas use.
MATRIX, MATRIX_L, MATRIX_I = "lvl_matrix", "lvl_l", "lvl_i"
BAND_NAME, BAND_OK, AS_OF = "band_name", "band_ok", "asof"
CAT_NAME, CAT_LIMIT = "cat_name", "cat_limit"


@dataclass
class Making:
    """The register to show, what changed since the last export, and the book it goes into.

    ``since`` and ``exported`` (day and recipient of the last export) are ``None`` for a first export.
    """

    book: Book
    register: Register
    options: Options
    author: str
    number: int
    document_id: bytes
    since: Since | None
    exported: Any
    people: tuple[str, ...]
    services: tuple[str, ...]
    own_texts: Mapping[bytes, Mapping[str, str]]  #: what stands in columns that somebody added, by risk
    scale_cells: list[tuple[str, int, int, Any]] = field(default_factory=list)  #: the cells of the sheet Scales by name

    @property
    def language(self) -> str | None:
        """The language of the document, if it is not that of the programme."""
        return self.options.language or None

    @cached_property
    def own_names(self) -> tuple[str, ...]:
        """The names of the columns that somebody added, in the order of the alphabet."""
        return tuple(sorted({name for texts in self.own_texts.values() for name in texts}, key=str.casefold))

    def say(self, msgid: str, /, **values: object) -> str:
        """Return a text of ours in the language of the document."""
        return translate(msgid, language=self.language, **values)

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Return the singular or plural of a text of ours."""
        return plural(one, many, number, language=self.language, **values)

    def word(self, choices: Any, value: str | None) -> str:
        """Return the label of a stored choice."""
        return self.say(choices[value]) if value else ""

    def day(self, day: date | None) -> str:
        """Return a day as people read it."""
        return format_date(day) if day else ""

    @property
    def own_appetites(self) -> bool:
        """Whether a kind of harm has an appetite of its own."""
        return any(one.appetite is not None for one in self.register.scales.categories)

    @property
    def today(self) -> date:
        """The day of the export."""
        return self.register.today

    @property
    def bands(self) -> tuple[Band, ...]:
        """The session's levels of risk, lowest first."""
        return self.register.scales.bands

    def band_style(self, band: Band | None, base: Style = PLAIN) -> Style:
        """Return a style in the colours of a band."""
        return band_style(band, len(self.bands), base)

    @cached_property
    def closed(self) -> str:
        """The word for a closed risk."""
        return self.word(m.risk.RISK_STATUS, "closed")

    @cached_property
    def as_of(self) -> str:
        """The moment of the export as a sentence tells it."""
        from app.dates import format_instant

        return self.say(N_("As of {moment}"), moment=format_instant(self.register.as_of))

    @cached_property
    def classification(self) -> str:
        """The confidential mark in capitals."""
        return self.register.confidentiality.upper()

    def movement(self, risk: RegisteredRisk) -> Movement | None:
        """Return how a risk moved since the last export; ``None`` for a first export."""
        return self.since.movements.get(risk.key) if self.since else None
