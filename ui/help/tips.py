"""Plain-text tooltips of terms of art: the one door through which labels, heads of columns and charts explain."""

from __future__ import annotations

import textwrap
from typing import Any

from PySide6.QtWidgets import QWidget

from app import glossary
from app.fields import Field
from app.glossary import Term
from app.i18n import N_, translate

#: How many letters a line of a tooltip holds; plain text does not wrap by itself.
LINE = 58


def wrapped(text: str) -> str:
    """Return a text in lines that a tooltip can hold; its own line breaks stay."""
    lines = (textwrap.wrap(line, LINE, break_long_words=False) or [""] for line in text.split("\n"))
    return "\n".join(line for part in lines for line in part)


def tip_of(term: Term, *, help: str = "") -> str:  # noqa: A002 - what a field calls it
    """Return the tooltip of a term: title, the field's own help, meaning, and what must hold."""
    holds = translate(N_("Must hold: {rule}"), rule=term.holds) if term.holds else ""
    more = translate(N_("F1 tells more."))
    return "\n".join(wrapped(part) for part in (term.title, help, term.meaning, holds, more) if part)


def term_of(field: Field, model: Any = None, name: str = "") -> Term | None:
    """Return the term that a field holds; ``model`` and ``name`` say which column it is, else its label does."""
    found = glossary.for_field(model, name) if model is not None and name else None
    return found or glossary.for_words(field.label)


def tip_for(field: Field, model: Any = None, name: str = "", *, title: str = "") -> str:
    """Return the tooltip of a field in a form or the head of a column; ``title`` is what the head says instead.

    Empty if the field is plain: then its label says it all.
    """
    help_text = translate(field.help)
    found = (glossary.for_words(title) if title else None) or term_of(field, model, name)
    if found is None:
        return wrapped(help_text)
    return tip_of(found, help="" if _says_the_same(field, found) else help_text)


def _says_the_same(field: Field, term: Term) -> bool:
    """Whether the field's help only repeats what the term means: that of a field named by its abbreviation."""
    return field.label in term.abbreviations or not field.help


def tip(words: str) -> str:
    """Return the tooltip of a term by its key or by words that mean it; empty if there is none."""
    found = glossary.term(words) or glossary.for_words(words)
    return tip_of(found) if found is not None else ""


def explain(widget: QWidget, words: str) -> None:
    """Give a widget the tooltip of a term (its key or words that mean it), and let F1 on it show more."""
    widget.setToolTip(tip(words))
    found = glossary.term(words) or glossary.for_words(words)
    widget.setProperty("term", found.key if found is not None else "")
