"""The views of the room: frozen dataclasses of texts, whole numbers and tuples of such, and of nothing else.

``topic`` tells what a view is about without carrying a key: two views of one topic may replace each other on the wall.
``exercise`` puts the permanent EXERCISE mark on it, with ``public_title`` beside the mark.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomView:
    """What every view has. ``kind`` is the word for it in the facilitator's window, translated."""

    topic: str
    kind: str = ""
    exercise: bool = False
    public_title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty(RoomView):
    """Nothing was sent yet, or the room was cleared."""

    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(RoomView):
    """A title and words."""

    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A point of the agenda. ``state`` is ``done``, ``now`` or ``next``; ``time`` is its time box or when it began."""

    title: str
    time: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda(RoomView):
    """The agenda of a meeting, with what is on and when it ends at this pace."""

    title: str
    lines: tuple[AgendaLine, ...]
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a scale, 1 to 5, with its word and what it means here."""

    number: int
    word: str
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(RoomView):
    """A question of the interview about a service, with the scale if it is answered on one."""

    ref: str
    about: str
    lead: str = ""
    question: str
    levels: tuple[Level, ...] = ()
    intolerable_from: int = 0
    foot: str = ""


@dataclass(frozen=True, slots=True)
class GridLine:
    """A category of the impact grid: a level per horizon, 0 where nothing is scored."""

    name: str
    intolerable_from: int
    levels: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridView(RoomView):
    """The impact over time of one service."""

    ref: str
    title: str
    horizons: tuple[str, ...]
    lines: tuple[GridLine, ...]
    words: tuple[str, ...] = ()
    foot: str = ""


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A target or a peak: what it is called, its value, and why it is so; value and reason may be empty."""

    label: str
    value: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary(RoomView):
    """What the owner of a service confirms: targets with their reasons, the grid, and how much it stands on."""

    ref: str
    title: str
    owner: str = ""
    lines: tuple[SummaryLine, ...]
    needs: str = ""
    horizons: tuple[str, ...]
    rows: tuple[GridLine, ...]
    words: tuple[str, ...] = ()
    foot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballots(RoomView):
    """A silent round: the question with its anchors and how many have voted, never what or who.

    ``seats`` is 0 if nobody knows how many will vote.
    """

    ref: str
    about: str
    round: str
    lead: str = ""
    question: str
    levels: tuple[Level, ...]
    voted: int
    seats: int
    foot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(RoomView):
    """A revealed round: a dot per vote, the median, and whether to agree or to talk. No seat, no name.

    ``counts`` are the votes per level; ``median_halves`` is twice the median, 0 without votes; ``agreed`` is 0 until a
    person settled it.
    """

    ref: str
    about: str
    round: str
    question: str
    levels: tuple[Level, ...]
    counts: tuple[int, ...]
    median_halves: int
    intolerable_from: int
    verdict: str
    spread: str
    agreed: int = 0
    foot: str = ""


@dataclass(frozen=True, slots=True)
class TalkLine:
    """A risk that a batch round left to talk about; ``word`` says why, in a word."""

    ref: str
    text: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRound(RoomView):
    """A batch round. While it is silent: the scale and how many sheets are in; afterwards how many risks are agreed.

    ``told`` is the count in words, ``left`` what remains to be talked about, empty while silent. ``seats`` is 0 if
    nobody knows how many sheets will come.
    """

    about: str
    round: str
    question: str
    levels: tuple[Level, ...] = ()
    told: str
    left: str = ""
    sheets: int = 0
    seats: int = 0
    lines: tuple[TalkLine, ...] = ()
    foot: str = ""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell of the heat map: its colour (1 to 5) and word, whether it is above appetite, and who stands there.

    ``later`` is how many stand there after treatment, on a map that shows the movement.
    """

    colour: int
    word: str
    above: bool
    refs: tuple[str, ...] = ()
    later: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat(RoomView):
    """The heat map with its message. ``cells`` are rows from the lowest likelihood, each from the lowest impact."""

    title: str
    likelihoods: tuple[Level, ...]
    impacts: tuple[Level, ...]
    cells: tuple[tuple[HeatCell, ...], ...]
    moving: bool = False
    foot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inject(RoomView):
    """An inject as players receive it. ``style`` says what it looks like: see ``app.room.exercises.STYLES``."""

    style: str
    heading: str
    sender: str
    receiver: str
    text: str
    scenario_time: str
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A decision or an action as it is read back; ``who`` and ``due`` may be empty."""

    text: str
    who: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack(RoomView):
    """What the meeting decided and who does what by when, read aloud at its end."""

    title: str
    decisions: tuple[Line, ...]
    actions: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(RoomView):
    """A title over the running clock of the stage."""

    title: str


EMPTY = Empty()
