"""The kinds of things that are caught in a meeting, and of meetings: their words, icons and keys, in one table each."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import N_


@dataclass(frozen=True, slots=True)
class Catch:
    """One kind of entry: what it is called, alone and in number, its icon and the keys that begin one."""

    kind: str
    word: str
    many: str
    icon: str
    keys: tuple[str, ...]
    prompt: str


NOTE, DECISION, ACTION, PARKED, PRIVATE = "note", "decision", "action", "parking lot", "private note"

#: Kinds that somebody answers for; an owner and a day can be typed at the end of their line.
OWNED = frozenset({DECISION, ACTION, PARKED})

CATCHES = {
    catch.kind: catch
    for catch in (
        Catch(DECISION, N_("Decision"), N_("Decisions"), "gavel", ("Alt", "D"), N_("What was decided?")),
        Catch(
            ACTION, N_("Action"), N_("Actions"), "list-checks", ("Alt", "A"), N_("What, who, until when: … Adaeze +6w")
        ),
        Catch(PARKED, N_("Parking lot"), N_("Parked"), "circle-parking", ("Alt", "K"), N_("What waits for later?")),
        Catch(NOTE, N_("Note"), N_("Notes"), "sticky-note", ("Alt", "N"), N_("Catch what is said")),
        Catch(PRIVATE, N_("Private note"), N_("Private"), "lock", ("Alt", "P"), N_("Only for you; never exported")),
    )
}

#: The kinds of meetings with their icons, in the order in which they are offered.
MEETINGS = {
    "interview": (N_("Interview"), "message-square-text"),
    "risk workshop": (N_("Risk workshop"), "shield-alert"),
    "exercise": (N_("Exercise"), "timer"),
    "meeting": (N_("Meeting"), "users"),
}

#: Said in place of private words while others may see the screen.
HIDDEN = N_("Hidden while the room may see this screen")


def clock_words(seconds: float) -> str:
    """Show a stretch of time as ``12:40`` or ``1:05:00``."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"
