"""Reads one cell as the value of a field, in the words of the tool that wrote the file.

Serves the plan. Reading never guesses silently: what is not understood raises ``UserError`` and the cell is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app import model as m
from app.document import Document
from app.durations import BEYOND, HOUR, parse_duration
from app.fields import Field, Kind
from app.i18n import N_, UserError, translate
from app.imports.kinds import Target
from app.imports.synonyms import Style, plain_form, style, unit_of
from app.imports.table import SourceTable
from app.scales import check_level

#: Cells that mean that nothing is known.
_BLANK = frozenset(
    {"", "-", "–", "—", "--", "n/a", "#n/a", "null", "(null)", "(empty)", "?", "tbd", "t.b.d.", "k.a.", "k. a."}
)
_BLANK_BUT_TEXT = frozenset(
    {"none", "unknown", "unbekannt", "keine", "keiner", "nobody", "na", "aucun", "not set", "(none)"}
)
_AMERICAN = re.compile(r"\d{1,2}/(1[3-9]|2\d|3[01])/\d{2,4}\b.*")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2,4})(.*)", re.DOTALL)
_NO_END = N_("“{text}” is not a length of time. Write for example 4h, 90 min, 2d or 1w.")
_NOT_UNDERSTOOD = N_("“{text}” is not among the words that are known for it: {choices}.")


def is_blank(text: str, spec: Field | None = None) -> bool:
    """Whether a cell says nothing about a field; a word such as *none* may be a value of a text or a choice."""
    word = text.strip().casefold()
    if word in _BLANK:
        return True
    worded = spec is not None and spec.kind in (Kind.TEXT, Kind.NOTE, Kind.CHOICE, Kind.YES_NO)
    return not worded and word in _BLANK_BUT_TEXT


class CellReader:
    """Reads the cells of one table; equal cells of one column are read once."""

    def __init__(self, document: Document, table: SourceTable, tool: Style) -> None:
        self._tool, self._plain = tool, style("plain")
        self._document = document
        self._levels = {scale: _scale_words(document, scale) for scale in ("impact", "likelihood")}
        self._table = table
        self._american: dict[str, bool] = {}
        self._read: dict[tuple[str, str], Any] = {}

    def value(self, target: Target, heading: str, text: str) -> Any:
        """Return the value of ``text`` for a field that is no reference. Raises ``UserError``."""
        known = self._read.get((heading, text), self)
        if known is self:
            try:
                known = self._parsed(target, heading, text)
            except UserError as error:
                known = error
            self._read[heading, text] = known
        if isinstance(known, UserError):
            raise known
        return known

    def _parsed(self, target: Target, heading: str, text: str) -> Any:
        spec = target.spec
        assert spec is not None  # noqa: S101 - targets without a field are read by the planners
        word = self._word(target.words, heading, text)
        if spec.kind is Kind.CHOICE:
            return _choice(spec, word or text, text)
        if word is not None:
            return spec.parse(word)
        special = {Kind.DURATION: self._duration, Kind.DATE: self._date, Kind.PERCENT: self._percent}
        if spec.kind in special:
            return special[spec.kind](target, heading, text)
        if spec.kind is Kind.LEVEL:
            return self._level(spec, text)
        if spec.kind is Kind.INTEGER:
            text = re.sub(r"^\s*tier\s*", "", text, flags=re.IGNORECASE)
        return spec.parse(text)

    def _level(self, spec: Field, text: str) -> Any:
        """Read the word or the number of a level; one that the session's scale does not have is told."""
        words = self._levels[spec.scale]
        level = words.get(plain_form(text))
        return level if level is not None else check_level(self._document, spec.scale, spec.parse(text))

    def _word(self, words: str, heading: str, text: str) -> str | None:
        """Return what a word of the tool stands for in our lists; those of its own heading count first."""
        if not words:
            return None
        form = plain_form(text)
        for tool in (self._tool, self._plain):
            for name in (plain_form(heading), words):
                if (found := tool.words.get(name, {}).get(form)) is not None:
                    return found
        return None

    def _duration(self, target: Target, heading: str, text: str) -> Any:
        assert target.spec is not None  # noqa: S101
        minutes = parse_duration(text, bare_unit=unit_of(heading) or HOUR)
        if minutes == BEYOND and target.column != "mtpd":
            raise UserError(_NO_END, text=text[:40])
        return target.spec.check(minutes)

    def _date(self, target: Target, heading: str, text: str) -> Any:
        assert target.spec is not None  # noqa: S101
        if heading not in self._american:
            self._american[heading] = any(_AMERICAN.fullmatch(cell.strip()) for cell in self._table.column(heading))
        parts = _SLASHED.fullmatch(text.strip())
        if parts:
            month, day = (parts[1], parts[2]) if self._american[heading] else (parts[2], parts[1])
            text = f"{day}.{month}.{parts[3]}"
        else:
            text = re.sub(r"(?<=\d)[ T]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?\s*Z?$", "", text.strip())
        return target.spec.parse(text)

    def _percent(self, target: Target, heading: str, text: str) -> Any:
        """Read ``60``, ``60 %`` and a cell of 0.6 alike."""
        assert target.spec is not None  # noqa: S101
        if re.fullmatch(r"0?[.,]\d{1,2}", text.strip()):
            text = f"{round(float(text.strip().replace(',', '.')) * 100)}"
        return target.spec.parse(text)


def _choice(spec: Field, word: str, text: str) -> Any:
    try:
        return spec.parse(word)
    except UserError as error:
        choices = ", ".join(translate(label) for label in spec.choices.values())
        raise UserError(_NOT_UNDERSTOOD, text=text[:40], choices=choices) from error


def _scale_words(document: Document, scale: str) -> Mapping[str, int]:
    model = m.ImpactLevel if scale == "impact" else m.LikelihoodLevel
    return {plain_form(row.name): row.level for row in document.all(model)}
