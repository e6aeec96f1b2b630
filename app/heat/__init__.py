"""The heat map of a register: which risks stand where at each stage, how they move, and what it says as a sentence.

Serves the page of risks, and through ``app.room`` the projector; the drawing itself is ``app.charts.heat_map``.
"""

from app.heat.maps import (
    MANY,
    STAGES,
    TITLES,
    Cell,
    above,
    appetite_note,
    cell_of,
    heat_view,
    largest_moves,
    listed,
    score_of,
    stages_of,
    unscored,
    votes_of,
    votes_words,
)
from app.heat.message import message, spelled

__all__ = [
    "MANY", "STAGES", "TITLES", "Cell", "above", "appetite_note", "cell_of", "heat_view", "largest_moves", "listed",
    "message", "score_of", "spelled", "stages_of", "unscored", "votes_of", "votes_words",
]  # fmt: skip
