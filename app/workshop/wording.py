"""How a risk is worded: cause, event and consequence, what to ask for each, and what a wording leaves open.

Serves the workshop page and everything that reads a risk aloud. Hints never block: the room may know better.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.i18n import N_, translate

#: What to ask for each part, and how the part begins when it is read aloud.
PROMPTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "cause": (N_("Because…"), N_("What is true today that makes it possible? A weakness, not a person.")),
        "event": (N_("… happens"), N_("What happens, in one sentence with one verb? This is what the room scores.")),
        "consequence": (N_("so that…"), N_("What do customers, patients or colleagues feel, and for how long?")),
    }
)
#: A longer event is not read before the vote.
LONG = 120

#: Beginnings that name a state, not something that happens.
_STATES = N_(
    "lack of|missing|no |insufficient|poor|inadequate|outdated|untested|weak|dependence on|dependency on|absence of"
)
#: Turns that lead from the event to what follows from it, and back to its cause.
_LEADS = N_("so that|leading to|leads to|which means|resulting in|causing|therefore")
_BACK = N_("because|due to|caused by|owing to")
#: Verbs of events; two of them joined are two events.
_VERBS = N_(
    "fails stops breaks leaves is are goes loses burns floods falls encrypts corrupts expires closes cuts mutes stop "
    "fail break leave go lose burn crashes collapses disappears resigns"
)
_JOINTS = N_(" and |; | as well as ")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
#: Shorter parts of names are ordinary words too often.
_NAME_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to look at in a wording: about which ``part`` it is, of which ``kind``, and a sentence for people."""

    part: str
    kind: str
    words: str


def sentence(cause: str | None, event: str | None, consequence: str | None, names: Iterable[str] = ()) -> str:
    """Return the risk as one sentence, “Because …, …, so that …”; parts that are not there are left out.

    A part that begins with one of ``names`` keeps its capital, as abbreviations do.
    """
    known = tuple(name for name in names if name)
    parts = [_plain(event)]
    if cause and cause.strip():
        parts = [translate(N_("Because {cause}"), cause=_joined(cause, known)), _joined(event or "", known)]
    if consequence and consequence.strip():
        parts.append(translate(N_("so that {consequence}"), consequence=_joined(consequence, known)))
    text = ", ".join(part for part in parts if part)
    return f"{text}." if text else ""


def _plain(text: str | None) -> str:
    return " ".join((text or "").split()).rstrip(".;, ")


def _joined(text: str, names: tuple[str, ...]) -> str:
    """Return a sentence as part of another: without its full stop, and small at the start unless that is a name."""
    plain = _plain(text)
    first = plain.partition(" ")[0]
    kept = first[1:] != first[1:].lower() or (len(first) == 1 and first.casefold() not in ("a", "i"))
    if kept or any(plain.startswith(name) for name in names):
        return plain
    return plain[:1].lower() + plain[1:]


def hints(
    cause: str | None, event: str | None, consequence: str | None, people: Iterable[str] = ()
) -> tuple[Hint, ...]:
    """Return what a wording leaves open. ``people`` are the names that must not stand in a register."""
    texts = {"cause": _plain(cause), "event": _plain(event), "consequence": _plain(consequence)}
    return (*_event_hints(texts["event"]), *_missing(texts), *_named(texts, people))


def _event_hints(event: str) -> list[Hint]:
    low, found = f"{event.casefold()} ", []

    def say(kind: str, words: str) -> None:
        found.append(Hint("event", kind, translate(words)))

    if not event:
        return [
            Hint("event", "no event", translate(N_("Say what happens; without an event there is nothing to score.")))
        ]
    if any(low.startswith(one) for one in translate(_STATES).split("|")):
        say("only a cause", N_("This is a state, so it belongs to the cause. What happens because of it?"))
    if any(f" {one} " in low for one in translate(_BACK).split("|")):
        say("cause in the event", N_("Move what makes it possible to the cause, so that the event stands alone."))
    if any(f" {one} " in low for one in translate(_LEADS).split("|")):
        say(
            "consequence in the event",
            N_("Move what follows to the consequence, so that likelihood is about one thing."),
        )
    if _two_events(low):
        say("two events", N_("These are two events; make two risks, or keep the one that comes first."))
    if len(event) > LONG:
        say("long", N_("Shorten the event to one line; details belong to cause and consequence."))
    return found


def _two_events(low: str) -> bool:
    verbs = set(translate(_VERBS).split())
    parts = re.split("|".join(map(re.escape, translate(_JOINTS).split("|"))), low)
    return sum(any(word in verbs for word in _WORD.findall(part)) for part in parts) > 1


def _missing(texts: Mapping[str, str]) -> list[Hint]:
    found = []
    if texts["event"] and not texts["cause"]:
        found.append(
            Hint("cause", "no cause", translate(N_("Without a cause nobody sees what could be done about it.")))
        )
    if texts["event"] and not texts["consequence"]:
        words = N_("Say what follows, so that everybody scores the same harm.")
        found.append(Hint("consequence", "no consequence", translate(words)))
    return found


def _named(texts: Mapping[str, str], people: Iterable[str]) -> list[Hint]:
    words = {part: {word.casefold() for word in _WORD.findall(text)} for part, text in texts.items()}
    found = []
    for name in people:
        surname = name.split()[-1].casefold() if name.split() else ""
        for part, used in words.items():
            whole = name.casefold() in texts[part].casefold()
            if whole or (len(surname) >= _NAME_LETTERS and surname in used):
                say = translate(N_("Name the role instead of {name}: the register is read by many."), name=name)
                found.append(Hint(part, "person", say))
    return found
