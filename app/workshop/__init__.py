"""The risk workshop before anybody scores: which risks to talk about, in which words and order, and what is asked.

Serves the workshop page, the batch round, the round and the sheets that are printed for them. Suggestions come from the
session's threats and its critical services; nothing is written until a person takes it. ``in_room`` is the list of the
room for everybody.
"""

from app.workshop.impacts import Drift, drifts, impact_words, take_impacts, without_impact
from app.workshop.merging import Alike, duplicates, merge
from app.workshop.pacing import Pace, agenda, pace, reckoned
from app.workshop.phrases import Phrase
from app.workshop.room import (
    RoomRisk,
    add_worded,
    agenda_of,
    asked,
    asked_words,
    contest,
    hidden_risks,
    hide,
    in_room,
    move,
    names_of_people,
    order_by,
    park,
    parked,
    place,
    proper_names,
    reword,
    score_inherent,
    show,
    take_back,
)
from app.workshop.suggesting import SHOWN, Suggestion, anything_to_ask, suggestions, take
from app.workshop.wording import PROMPTS, Hint, hints, sentence

__all__ = [
    "PROMPTS",
    "SHOWN",
    "Alike",
    "Drift",
    "Hint",
    "Pace",
    "Phrase",
    "RoomRisk",
    "Suggestion",
    "add_worded",
    "agenda",
    "agenda_of",
    "anything_to_ask",
    "asked",
    "asked_words",
    "contest",
    "drifts",
    "duplicates",
    "hidden_risks",
    "hide",
    "hints",
    "impact_words",
    "in_room",
    "merge",
    "move",
    "names_of_people",
    "order_by",
    "pace",
    "park",
    "parked",
    "place",
    "proper_names",
    "reckoned",
    "reword",
    "score_inherent",
    "sentence",
    "show",
    "suggestions",
    "take",
    "take_back",
    "take_impacts",
    "without_impact",
]
