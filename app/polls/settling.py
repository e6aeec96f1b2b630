"""Settling a poll: the value a person decides on, who saw it differently, and the end of knowing who voted what."""

from __future__ import annotations

from datetime import date
from typing import Any

from app import entities
from app import model as m
from app.document import Document
from app.i18n import N_, UserError
from app.polls.extremes import names_one
from app.polls.forgetting import forget, forget_poll
from app.polls.reading import PollRow, on_scale, poll_row, read
from app.polls.reading import poll as read_poll
from app.polls.rounds import about
from app.scoring import Tally

#: The column of ``risk`` that an agreed value of a dimension fills.
RISK_COLUMNS = {
    "likelihood": "current_likelihood",
    "impact": "current_impact",
    "inherent likelihood": "inherent_likelihood",
    "inherent impact": "inherent_impact",
}
#: From this distance to the median on (levels) an agreed value needs a reason (``domain.md`` §9).
FAR = 2

_CLOSED = N_("This poll is closed; open a new one to score again.")
_NOT_REVEALED = N_("Nothing was revealed yet; a value is agreed on after the reveal.")
_STILL_SILENT = N_("The second round is still silent; reveal it first.")
_NOBODY = N_("Nobody gave a score, so no value is proposed; choose the one that is agreed on.")
_WHY = N_("{level} is {distance} levels from the median {median}; write down why it was agreed on.")
_NAMES_ONE = N_("Only {name} holds the role “{role}” at this meeting, so the role names the person; record it so, or "
                "choose a wider role.")  # fmt: skip


class NamesOne(UserError):
    """A role would name one person as the one who saw it differently; ``name`` is who, ``role`` the role."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__(_NAMES_ONE, name=name, role=role)
        self.name, self.role = name, role


def agree(
    document: Document,
    poll: bytes,
    level: int | None = None,
    *,
    person: bytes | None = None,
    reason: str | None = None,
) -> bool:
    """Settle a poll on ``level`` (the proposed value unless given) and put it where it belongs; returns consensus.

    An agreed likelihood or impact goes into the risk, that of a cell into the grid. ``person`` decided. The seats of
    all its rounds are forgotten, unless it was held by name. Raises ``UserError`` before a reveal, without a value, for
    a level off the scale, two or more levels from the median without a reason, or if the poll is closed.
    """
    row, held = poll_row(document, poll), read_poll(document, poll)
    if held.state not in ("open", "recorded"):
        raise UserError(_CLOSED)
    figures = _revealed(held)
    if level is None and figures.proposed is None:
        raise UserError(_NOBODY)
    chosen = on_scale(document, row.dimension, figures.proposed if level is None else level)
    refuse_without_reason(figures, chosen, reason)
    settled: dict[str, Any] = {
        "level": chosen,
        "consensus": figures.consensus,
        "decided_by_id": person,
        "decided_at": document.now(),
        "reason": reason,
    }
    with document.edit(about(document, N_("Agree on {subject}"), row)) as session:
        entities.create(session, m.Agreement, poll_id=poll, **settled)
        stored = session.get(m.Poll, poll)
        if stored is not None:
            stored.state = "recorded" if row.state == "recorded" else "agreed"
        if held.silent:
            session.delete(session.get_one(m.PollRound, held.rounds[-1].key))
        forget_poll(session, poll)
        _carry_over(document, row, chosen, person)
    return figures.consensus


def _revealed(held: PollRow) -> Tally:
    """Return the figures to agree on; a second round without a ballot yet does not stand in the way."""
    if held.last_tally is None:
        raise UserError(_NOT_REVEALED)
    if held.silent and held.rounds[-1].ballots:
        raise UserError(_STILL_SILENT)
    return held.last_tally


def is_far(figures: Tally, level: int) -> bool:
    """Whether ``level`` is two or more levels from the median, so that agreeing on it needs a reason."""
    return figures.median is not None and abs(level - figures.median) >= FAR


def refuse_without_reason(figures: Tally, level: int, reason: str | None) -> None:
    """Raise ``UserError`` if ``level`` is far from the median and nobody says why."""
    if figures.median is not None and is_far(figures, level) and not (reason or "").strip():
        distance = abs(level - figures.median)
        raise UserError(_WHY, level=level, distance=f"{distance:g}", median=f"{figures.median:g}")


def _carry_over(document: Document, row: Any, level: int, person: bytes | None) -> None:
    """Put an agreed value into the thing that was scored."""
    if row.dimension == "cell" and row.category_id and row.horizon_id:
        from app.interviews import score

        score(document, row.subject_id, row.category_id, row.horizon_id, level, speaker=person)
        return
    risk = document.get(m.Risk, row.subject_id) if row.dimension in RISK_COLUMNS else None
    if risk is None or (row.category_id is not None and not risk.contested):
        return
    values: dict[str, Any] = {RISK_COLUMNS[row.dimension]: level}
    if row.category_id is not None:
        values = {RISK_COLUMNS[row.dimension]: _worst(document, row, level)}
    if row.dimension == "impact":
        values["impact_reason"] = None  # it says where the impact was read off the BIA
    entities.set_fields(document, m.Risk, row.subject_id, values)


def _worst(document: Document, row: Any, level: int) -> int:
    """Return the highest level agreed at the meeting for any category: the worst kind of harm is the impact."""
    table = m.Poll.__table__
    same = (
        table.c.subject_id == row.subject_id,
        table.c.dimension == row.dimension,
        table.c.meeting_id.is_not_distinct_from(row.meeting_id),
        table.c.category_id.is_not(None),
        table.c.id != row.id,
        table.c.state.in_(("agreed", "recorded")),
    )
    agreed = {one.category: one.agreement.level for one in read(document, *same) if one.agreement is not None}
    agreed[row.category_id] = level
    return int(max(agreed.values()))


def dissent(
    document: Document,
    poll: bytes,
    *,
    role: str,
    reason: str,
    level: int | None = None,
    person: bytes | None = None,
    changes_outcome: bool | None = None,
    decided_by: bytes | None = None,
    review_on: date | None = None,
    confirmed: bool = False,
) -> bytes:
    """Record a view that differs from what is agreed, by role and with a name only if wished; returns its key.

    Raises ``NamesOne`` if the role names one person of the meeting and that was not ``confirmed``, and ``UserError``
    naming what is missing (``domain.md`` §9, dissent record) or for a level off the scale.
    """
    row = poll_row(document, poll)
    scored = None if level is None else on_scale(document, row.dimension, level)
    named = (
        "" if confirmed or person is not None or row.meeting_id is None else names_one(document, row.meeting_id, role)
    )
    if named:
        raise NamesOne(named, role.strip())
    told: dict[str, Any] = {
        "role": role,
        "reason": reason,
        "level": scored,
        "person_id": person,
        "changes_outcome": changes_outcome,
        "decided_by_id": decided_by,
        "review_on": review_on,
    }
    with document.edit(about(document, N_("Record a dissent on {subject}"), row)) as session:
        stored = session.get(m.Poll, poll)
        if stored is not None:
            stored.state = "recorded"
        key: bytes = entities.create(session, m.Dissent, poll_id=poll, **told).id
    return key


def drop(document: Document, poll: bytes) -> None:
    """Close a poll without a value; the seats of its ballots are forgotten, unless it was held by name."""
    row = poll_row(document, poll)
    with document.edit(about(document, N_("Drop the scoring of {subject}"), row)) as session:
        entities.set_fields(document, m.Poll, poll, {"state": "dropped"})
        forget_poll(session, poll)


def forget_seats(document: Document, meeting: bytes) -> None:
    """Forget who voted what at a meeting that ends; ballots that were not revealed stay as they are.

    Polls held by name keep their seats.
    """
    table = m.Poll.__table__
    with document.edit("") as session:
        for one in read(document, table.c.meeting_id == meeting):
            if one.secrecy != "named":
                forget(session, [each.key for each in one.rounds if each.revealed])
