"""Scoring in the room: polls, silent rounds, ballots, the reveal, what was agreed, and who saw it differently.

Serves the scoring round, the batch round, risk workshops and the documents that print votes. The figures come from
``app.scoring``. Before the reveal only the number of ballots and who has voted is handed out; ballots lose their seats
at the reveal (anonymous) or when the poll is settled (by seat), for good and in the bytes of the file.
"""

from __future__ import annotations

from app.polls.arriving import Inlet, Receipt
from app.polls.extremes import Extremes, Voice, extremes, names_one
from app.polls.reading import PollRow, RoundRow, levels_of, on_scale, poll, polls, thresholds
from app.polls.rounds import (
    MAX_ROUNDS,
    cast,
    cast_all,
    correct,
    open_poll,
    open_round,
    reveal,
    voted,
    withdraw,
)
from app.polls.settling import (
    FAR,
    RISK_COLUMNS,
    NamesOne,
    agree,
    dissent,
    drop,
    forget_seats,
    is_far,
    refuse_without_reason,
)

__all__ = [
    "FAR",
    "MAX_ROUNDS",
    "RISK_COLUMNS",
    "Extremes",
    "Inlet",
    "NamesOne",
    "PollRow",
    "Receipt",
    "RoundRow",
    "Voice",
    "agree",
    "cast",
    "cast_all",
    "correct",
    "dissent",
    "drop",
    "extremes",
    "forget_seats",
    "is_far",
    "levels_of",
    "names_one",
    "on_scale",
    "open_poll",
    "open_round",
    "poll",
    "polls",
    "refuse_without_reason",
    "reveal",
    "thresholds",
    "voted",
    "withdraw",
]
