"""What the room scores, in its order: each risk with what is agreed on so far, and which comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app import model as m
from app import polls, workshop
from app.document import Document
from app.i18n import N_, translate
from app.polls import PollRow
from app.workshop import RoomRisk
from app.workshop.impacts import readings

#: The two halves of a level of risk.
LIKELIHOOD, IMPACT = "likelihood", "impact"
#: What the agreed values are called in the list, in a letter.
_LETTERS = {LIKELIHOOD: N_("L {level}"), IMPACT: N_("I {level}")}


@dataclass(frozen=True, slots=True)
class Line:
    """One risk of the list. ``agreed`` holds the values that the room agreed on, ``wanted`` what is asked of it.

    What it was before controls is scored when somebody chooses it, never by itself.
    """

    key: bytes
    ref: str
    event: str
    wanted: tuple[str, ...]
    agreed: tuple[tuple[str, int], ...]
    impact: int | None
    parked: bool = False

    @property
    def done(self) -> bool:
        """Whether everything that is asked was agreed on."""
        return not self.missing

    @property
    def missing(self) -> str:
        """The first dimension that is still to be scored; empty if none is."""
        known = {dimension for dimension, _ in self.agreed}
        return next((dimension for dimension in self.wanted if dimension not in known), "")

    @property
    def words(self) -> str:
        """What is agreed on in figures: ``4 · 5`` when all is, ``L 3 · I ?`` on the way, empty before."""
        known = dict(self.agreed)
        if not known:
            return ""
        impact = known.get(IMPACT, self.impact if IMPACT not in self.wanted else None)
        told = {LIKELIHOOD: known.get(LIKELIHOOD), IMPACT: impact}
        if self.done:
            return " · ".join(str(level) for level in told.values() if level is not None)
        parts = (translate(_LETTERS[name], level="?" if level is None else level) for name, level in told.items())
        return " · ".join(parts)

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        state = translate(N_("agreed {words}") if self.done else N_("not settled yet"), words=self.words)
        if self.parked:
            state = translate(N_("parked"))
        return f"{self.ref} {self.event}, {state}"


def lines(document: Document, meeting: bytes | None) -> list[Line]:
    """Return the risks of the room in their order, those that are parked at the end.

    What was agreed at ``meeting`` counts; without a meeting whatever was agreed.
    """
    held = _agreed(document, meeting)
    found = [_line(one, held, parked=False) for one in workshop.in_room(document, meeting)]
    return [*found, *(_line(one, held, parked=True) for one in workshop.parked(document))]


def _line(one: RoomRisk, held: dict[bytes, dict[str, int]], *, parked: bool) -> Line:
    impact = one.impact if one.impact is not None or one.suggested is None else one.suggested.level
    wanted = tuple(dimension for dimension in one.asked if dimension in (LIKELIHOOD, IMPACT))
    return Line(one.key, one.ref, one.event, wanted, tuple(held.get(one.key, {}).items()), impact, parked)


def _agreed(document: Document, meeting: bytes | None) -> dict[bytes, dict[str, int]]:
    """Return the agreed values by risk and dimension."""
    found: dict[bytes, dict[str, int]] = {}
    for one in polls.polls(document):
        fits = meeting is None or one.meeting == meeting
        if fits and one.agreement is not None and one.category is None:
            found.setdefault(one.subject, {})[one.dimension] = one.agreement.level
    return found


def following(found: Sequence[Line], current: bytes | None) -> Line | None:
    """Return what comes after a risk: what it still misses itself, then the next open one, then one that was passed."""
    open_ones = [one for one in found if not one.parked and not one.done]
    at = next((place for place, one in enumerate(found) if one.key == current), -1)
    later = [one for one in found[max(at, 0) :] if one in open_ones]
    return next(iter((*later, *open_ones)), None)


def open_poll(
    document: Document,
    subject: bytes,
    dimension: str,
    category: bytes | None,
    horizon: bytes | None,
    meeting: bytes | None,
) -> PollRow | None:
    """Return the poll about a thing that is not settled yet at a meeting, the newest of several; ``None`` without."""
    wanted = (dimension, category, horizon, meeting)
    held = [one for one in polls.polls(document, subject) if _open(one)]
    return next((one for one in held[::-1] if (one.dimension, one.category, one.horizon, one.meeting) == wanted), None)


def open_about(document: Document, subject: bytes, meeting: bytes | None) -> PollRow | None:
    """Return any poll about a thing that is not settled yet at a meeting."""
    held = [one for one in polls.polls(document, subject) if _open(one) and one.meeting == meeting]
    return held[-1] if held else None


def last_settled(document: Document, risk: bytes, meeting: bytes | None) -> PollRow | None:
    """Return the poll of a risk that was settled last, at a meeting if one is named."""
    held = [
        one
        for one in polls.polls(document, risk)
        if one.agreement is not None and (meeting is None or one.meeting == meeting)
    ]
    return held[-1] if held else None


def unfinished(document: Document, meeting: bytes) -> PollRow | None:
    """Return the poll that a meeting was at: the newest that is not settled, batch rounds aside."""
    held = [one for one in polls.polls(document) if one.meeting == meeting and one.batch is None and _open(one)]
    return held[-1] if held else None


def _open(one: PollRow) -> bool:
    return one.agreement is None and one.state != "dropped"


def suggestion(document: Document, risk: bytes) -> tuple[int, str] | None:
    """Return the impact that the analyses suggest for a risk, and where it comes from; ``None`` if nothing does."""
    row = document.get(m.Risk, risk)
    found = readings(document, [row]).get(risk) if row is not None else None
    return (found.impact.level, found.reason) if found is not None else None
