"""What the room may see: a small view model of frozen words and figures, built from a session and nothing else.

Serves the room window, its previews and thumbnails. A view holds no key, no row and no document, and it is built only
from the columns that ``app.room.public`` names, so that controller notes, expected actions, private notes and votes
that were not revealed cannot reach a projector. ``tests/app/test_room_views.py`` proves both.
"""

from __future__ import annotations

from app.room.batches import batch_view
from app.room.exercises import inject_view
from app.room.gatherings import agenda_view, read_back_view
from app.room.heat import heat_view
from app.room.plain import clock_view, text_view
from app.room.public import NotForTheRoom
from app.room.rounds import ballots_view, result_view
from app.room.subjects import grid_view, question_view, summary_view
from app.room.views import (
    EMPTY,
    Agenda,
    AgendaLine,
    Ballots,
    BatchRound,
    Clock,
    Empty,
    GridLine,
    GridView,
    Heat,
    HeatCell,
    Inject,
    Level,
    Line,
    Question,
    ReadBack,
    Result,
    RoomView,
    Summary,
    SummaryLine,
    TalkLine,
    Text,
)

__all__ = [
    "EMPTY",
    "Agenda",
    "AgendaLine",
    "Ballots",
    "BatchRound",
    "Clock",
    "Empty",
    "GridLine",
    "GridView",
    "Heat",
    "HeatCell",
    "Inject",
    "Level",
    "Line",
    "NotForTheRoom",
    "Question",
    "ReadBack",
    "Result",
    "RoomView",
    "Summary",
    "SummaryLine",
    "TalkLine",
    "Text",
    "agenda_view",
    "ballots_view",
    "batch_view",
    "clock_view",
    "grid_view",
    "heat_view",
    "inject_view",
    "question_view",
    "read_back_view",
    "result_view",
    "summary_view",
    "text_view",
]
