"""The one door through which every text that a person reads is translated.

Message ids are English sentences with named gaps (``"{service} needs {rto}."``). ``N_`` marks one where it is
written down, ``translate`` renders it where it is shown: nothing is translated at import.
"""

from __future__ import annotations

import gettext
from functools import cache
from importlib import resources

_state = {"language": "en"}


def N_(msgid: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a text for translation without translating it."""
    return msgid


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    path = resources.files("resources") / "locale" / language / "LC_MESSAGES" / "foreshock.mo"
    if not path.is_file():
        return gettext.NullTranslations()
    with path.open("rb") as stream:
        return gettext.GNUTranslations(stream)


def set_language(language: str) -> None:
    """Choose the language of the interface (an ISO 639 code, such as ``"de"``)."""
    _state["language"] = language


def translate(msgid: str, /, *, language: str | None = None, **values: object) -> str:
    """Return ``msgid`` in the chosen language with its gaps filled.

    Values are inserted as they are; a brace inside a value stays a brace.
    """
    text = _catalogue(language or _state["language"]).gettext(msgid) if msgid else ""
    return text.format(**values) if values else text


def plural(one: str, many: str, number: int, /, *, language: str | None = None, **values: object) -> str:
    """Return the singular or plural text for ``number``, which also fills the gap ``{n}``."""
    text = _catalogue(language or _state["language"]).ngettext(one, many, number)
    return text.format(n=number, **values)


class UserError(Exception):
    """Something a person can mend, told in one sentence: what happened and what to do.

    ``msgid`` is the English sentence with gaps, ``values`` fill them. Anything else that is raised is a bug.
    """

    def __init__(self, msgid: str, /, **values: object) -> None:
        super().__init__(msgid, values)
        self.msgid = msgid
        self.values = values

    def __str__(self) -> str:
        return translate(self.msgid, language=None, **self.values)
