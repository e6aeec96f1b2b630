"""What a derivation is: a question, sentences with the values that were used, and the result that they end in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app import glossary
from app.i18n import N_, translate


@dataclass(frozen=True, slots=True)
class Why:
    """Why a number is what it is.

    ``steps`` are sentences; the last one ends in ``result``, the value as it is shown. ``result`` is empty and
    ``value`` is ``None`` while nothing can be worked out; the steps then say what is missing. ``notes`` tell what
    people decided about it and what could still change it. ``term`` is the key of its entry in the glossary.
    """

    title: str
    steps: tuple[str, ...]
    result: str
    value: Any = None
    notes: tuple[str, ...] = ()
    term: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the rule behind it is defined."""
        found = glossary.term(self.term)
        return found.sources if found is not None else ()

    @property
    def told(self) -> str:
        """Everything as one text, for those who have it read to them."""
        return " ".join((self.title, *self.steps, *self.notes))


def derived(
    steps: list[str], last: str, result: str, value: Any, *, term: str = "", notes: list[str] | None = None,
    **values: Any,
) -> Why:  # fmt: skip
    """Return a derivation; ``last`` is a message id whose gap ``{result}`` takes the result."""
    title = translate(N_("Why {result}?"), result=result)
    end = translate(last, result=result, **values)
    return Why(title, tuple(one for one in (*steps, end) if one), result, value, tuple(notes or ()), term)


def unknown(steps: list[str], *, term: str = "", notes: list[str] | None = None) -> Why:
    """Return why there is no value yet; ``steps`` say what is missing."""
    return Why(translate(N_("Why is there no value yet?")), tuple(steps), "", None, tuple(notes or ()), term)
