"""The risk workshop before anybody scores: which risks to talk about, in which words, in which order, and what is asked.

Serves the workshop page, the batch round, the round and the sheets that are printed for them. Suggestions come from the
session's threats and its critical services; nothing is written until a person takes it. ``in_room`` is the list of the
room for everybody.
"""

from app.workshop.impacts import Drift, drifts, impact_words, take_impacts, without_impact
from app.workshop.merging import Alike, duplicates, merge
from app.workshop.pacing import Pace, agenda, pace
from app.workshop.phrases import Phrase
from app.workshop.room import (
    RoomRisk,
    agenda_of,
    asked,
    asked_words,
    contest,
    hidden_risks,
    hide,
    in_room,
    move,
    order_by,
    park,
    parked,
    place,
    score_inherent,
    show,
    take_back,
)
from app.workshop.suggesting import SHOWN, Suggestion, suggestions, take
from app.workshop.wording import PROMPTS, Hint, hints, sentence

__all__ = [
    "PROMPTS", "SHOWN", "Alike", "Drift", "Hint", "Pace", "Phrase", "RoomRisk", "Suggestion", "agenda", "agenda_of",
    "asked", "asked_words", "contest", "drifts", "duplicates", "hidden_risks", "hide", "hints", "impact_words",
    "in_room", "merge", "move", "order_by", "pace", "park", "parked", "place", "score_inherent", "sentence", "show",
    "suggestions", "take", "take_back", "take_impacts", "without_impact",
]  # fmt: skip
