"""What a questionnaire is made of: questions with blanks, each blank a few cells that are read by the model's fields.

Serves the workbooks that are sent out, the reading of those that come back, and what is shown of the difference. The
numbers of the blanks are those of the printed forms (``app.paper``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.fields import Field, Kind
from app.i18n import N_, translate
from app.packs import Horizon


@dataclass(frozen=True, slots=True)
class FieldAim:
    """A single field of ``service`` or ``bia``."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class RowAim:
    """A row of the impact grid."""

    category: bytes


@dataclass(frozen=True, slots=True)
class ListAim:
    """A row of a list (a key of ``lists.LISTS``)."""

    list: str


@dataclass(frozen=True, slots=True)
class SaidAim:
    """Words that are kept with the answer as they were said."""


Aim = FieldAim | RowAim | ListAim | SaidAim


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell to fill: the name of what it fills, its heading, and the field that reads it.

    ``offers`` names a list of the workbook (``people``, ``nodes``, ``suppliers``, ``services``) that it offers.
    """

    name: str
    label: str
    spec: Field
    offers: str = ""


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to answer. ``values`` are on record, one per cell; references are told by their names.

    ``key`` is the row of a list, or the category of a grid row; empty for what is not there yet.
    """

    id: str
    question: int
    label: str
    aim: Aim
    cells: tuple[Cell, ...]
    values: tuple[Any, ...]
    key: bytes = b""
    note: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What is on record as people read it, one per cell."""
        return tuple(shown(cell, value) for cell, value in zip(self.cells, self.values, strict=True))

    @property
    def words(self) -> str:
        """What is on record in one line."""
        return words(self, self.values)

    @property
    def digest(self) -> str:
        """The digest of what is on record, by which a changed cell is told from one that was left as it was."""
        return digest(self.cells, self.values)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is on record."""
        return not any(plain(cell, value) for cell, value in zip(self.cells, self.values, strict=True))


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a form. ``state`` is open, answered, skipped, parked or old; ``said`` tells who said it when.

    ``hints`` are contradictions that concern the answer. ``remark`` is the blank for words beside it.
    """

    number: int
    ask: str
    hint: str
    core: bool
    state: str
    said: str
    blanks: tuple[Blank, ...]
    remark: Blank | None
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Anchored:
    """A category of the impact scale with what its five levels mean and from which level it is intolerable."""

    name: str
    threshold: int
    anchors: tuple[str, ...]
    key: bytes


@dataclass(frozen=True, slots=True)
class ServiceForm:
    """The questions about one service."""

    key: bytes
    ref: str
    name: str
    owner: str
    deputy: str
    questions: tuple[Asked, ...]

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """All blanks in their order, remarks included."""
        return tuple(
            blank
            for asked in self.questions
            for blank in (*asked.blanks, *((asked.remark,) if asked.remark is not None else ()))
        )


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire about to be written: for whom, about which services, and from which state of the session.

    ``filled`` says whether what is on record stands in the answers, or the person is to answer alone. ``due`` is the
    day by which it should be back.
    """

    kind: str
    document_id: bytes
    change_set: int
    made_at: datetime
    organisation: str
    confidentiality: str
    currency: str
    facilitator: str
    facilitator_email: str
    person: bytes | None
    recipient: str
    email: str
    filled: bool
    core_only: bool
    due: date | None
    horizons: tuple[Horizon, ...]
    levels: tuple[str, ...]
    categories: tuple[Anchored, ...]
    people: tuple[str, ...]
    nodes: tuple[str, ...]
    suppliers: tuple[str, ...]
    service_names: tuple[str, ...]
    services: tuple[ServiceForm, ...]

    @property
    def questions(self) -> int:
        """How many questions it asks in all."""
        return sum(len(one.questions) for one in self.services)


def plain(cell: Cell, value: Any) -> str:
    """Return a value in the one form in which values are compared; empty for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if cell.spec.kind is Kind.REFERENCE:
        return " ".join(str(value).split()).casefold()
    return str(value).strip()


def shown(cell: Cell, value: Any) -> str:
    """Return a value as people read it."""
    if value is None:
        return ""
    return str(value) if cell.spec.kind is Kind.REFERENCE else cell.spec.format(value)


def digest(cells: Sequence[Cell], values: Iterable[Any]) -> str:
    """Return 16 hex digits of BLAKE2b over the values of a blank, empty if all are empty."""
    parts = [plain(cell, value) for cell, value in zip(cells, values, strict=True)]
    if not any(parts):
        return ""
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def words(blank: Blank, values: Sequence[Any]) -> str:
    """Return the values of a blank in one line: levels side by side, the parts of a row apart by a dot."""
    texts = [shown(cell, value) for cell, value in zip(blank.cells, values, strict=True)]
    if isinstance(blank.aim, RowAim):
        return " ".join(text or "–" for text in texts) if any(texts) else ""
    if len(texts) == 1:
        return texts[0]
    told = []
    for cell, text in zip(blank.cells, texts, strict=True):
        if text and cell.name.startswith("h:"):
            told.append(translate(N_("{n} at {horizon}"), n=text, horizon=cell.label))
        elif text and cell.name == "hard":
            told.append(translate(N_("stops without it") if text == translate(N_("yes")) else N_("slower without it")))
        elif text:
            told.append(text)
    return " · ".join(told)
