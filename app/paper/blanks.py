"""What a sheet of paper is made of: sections of numbered blanks, each knowing where its words belong."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Shape(StrEnum):
    """How a blank looks on paper and is typed afterwards."""

    LINE = "line"  #: a short value on one line
    NOTE = "note"  #: several lines of words
    CHOICE = "choice"  #: one of a few words, ticked
    ROW = "row"  #: one level per horizon
    LINES = "lines"  #: a list: one thing a line, its parts apart by semicolons


@dataclass(frozen=True, slots=True)
class Part:
    """A column of a list that is written down line by line, with its width in millimetres."""

    name: str
    label: str
    width: int = 40


@dataclass(frozen=True, slots=True)
class FieldAim:
    """A single field: ``table`` is the name of its table, ``question`` the number in the interview, 0 for none."""

    table: str
    column: str
    question: int = 0


@dataclass(frozen=True, slots=True)
class RowAim:
    """A row of the impact grid."""

    category: bytes


@dataclass(frozen=True, slots=True)
class LineAim:
    """New rows of a table that belongs to the subject of the sheet."""

    table: str
    parts: tuple[Part, ...]
    question: int = 0


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to write. ``known`` is what the session holds already, as text; ``options`` are the words to tick."""

    number: str
    label: str
    shape: Shape
    aim: FieldAim | RowAim | LineAim
    known: str = ""
    unit: str = ""
    options: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Blanks below one question or heading. ``hint`` is read by whoever asks."""

    title: str
    blanks: tuple[Blank, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form. ``code`` stands in its corner and finds it again: ``SVC-008``, ``R-003``, ``MTG-002``.

    ``subject`` is the key of what it is about; ``horizons`` head the rows of a grid.
    """

    code: str
    kind: str
    title: str
    subject: bytes
    sections: tuple[Section, ...]
    note: str = ""
    horizons: tuple[str, ...] = ()
    anchors: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """All places to write, in their order."""
        return tuple(blank for section in self.sections for blank in section.blanks)

    def blank(self, number: str) -> Blank | None:
        """Return the blank with a number, if there is one."""
        wanted = number.strip().casefold()
        return next((one for one in self.blanks if one.number.casefold() == wanted), None)
