"""Risks that say the same: which ones look alike, and making one of two without losing what either holds.

Serves the workshop page. What stays gets services, components, actions, votes, attachments and words of the other,
which is closed and points at it. One edit, so that Undo parts them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz
from sqlalchemy import select

from app import entities
from app import model as m
from app.dates import format_date
from app.i18n import N_, UserError, translate
from app.workshop.room import RoomRisk, in_room
from app.workshop.wording import sentence

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.document import Document

#: From this likeness (per cent) on two events say nearly the same; within one threat and service less is enough.
ALIKE, ALIKE_IN_PAIR = 85, 55
#: With more risks than this of one service they are not compared with each other.
MOST = 200
#: Fields that the risk that stays takes over where it has nothing.
_FILLED = (
    "threat_id", "category_id", "owner_id", "control_rating", "treatment", "confidence", "rate",
    "loss_min", "loss_likely", "loss_max", "current_likelihood", "current_impact", "inherent_likelihood",
    "inherent_impact", "target_likelihood", "target_impact", "target_on", "impact_reason",
)  # fmt: skip
#: Rows that point at what they are about, and the column that does.
_POINTING: tuple[tuple[Any, str], ...] = ((m.Action, "origin_id"), (m.Poll, "subject_id"), (m.Attachment, "subject_id"))


@dataclass(frozen=True, slots=True)
class Alike:
    """Two risks of the room that look like one. ``why`` is a short sentence."""

    one: RoomRisk
    other: RoomRisk
    likeness: int
    why: str


def duplicates(document: Document) -> tuple[Alike, ...]:
    """Return pairs of the room that look like one risk, the likest first."""
    pairs: dict[frozenset[bytes], Alike] = {}
    for found in _neighbours(in_room(document)):
        for one, other in combinations(found, 2):
            alike = _alike(one, other)
            if alike is not None:
                pairs.setdefault(frozenset((one.key, other.key)), alike)
    return tuple(sorted(pairs.values(), key=lambda pair: (-pair.likeness, pair.one.ref, pair.other.ref)))


def _neighbours(risks: Sequence[RoomRisk]) -> Iterable[Sequence[RoomRisk]]:
    """Return groups of risks that are worth comparing: those of one service, and those without any."""
    groups: dict[bytes, list[RoomRisk]] = {}
    for one in risks:
        for key in {service.key for service in one.services} or {b""}:
            groups.setdefault(key, []).append(one)
    return [found for found in groups.values() if 1 < len(found) <= MOST]


def _alike(one: RoomRisk, other: RoomRisk) -> Alike | None:
    likeness = round(fuzz.token_sort_ratio(one.event.casefold(), other.event.casefold()))
    same = one.threat is not None and one.threat == other.threat
    if same and one.services and other.services and likeness >= ALIKE_IN_PAIR:
        return Alike(one, other, likeness, translate(N_("Same threat, same service, similar words.")))
    if likeness >= ALIKE:
        return Alike(one, other, likeness, translate(N_("They say nearly the same.")))
    return None


def merge(document: Document, keep: bytes, others: Iterable[bytes]) -> None:
    """Make ``keep`` hold everything of ``others``, which are closed and point at it; one edit that Undo takes back.

    Raises ``UserError`` without others, or if one is closed or merged already.
    """
    gone = [key for key in dict.fromkeys(others) if key != keep]
    stays = document.get(m.Risk, keep)
    if stays is None or not gone:
        raise UserError(N_("Choose the risk that stays and at least one other that says the same."))
    rows = [row for key in gone if (row := document.get(m.Risk, key)) is not None]
    for row in (stays, *rows):
        if row.merged_into_id is not None or row.status == "closed":
            raise UserError(N_("“{risk}” is closed already and cannot be merged."), risk=row.event[:80])
    _refuse_open_rounds(document, [keep, *gone])
    label = translate(N_("Merge {others} into {risk}"), others=_refs(document, gone), risk=_refs(document, [keep]))
    with document.edit(label) as session:
        for row in rows:
            _move_links(session, row.id, keep)
            _move_pointing(session, row.id, keep)
            _join(document, session, row.id, keep)


def _refuse_open_rounds(document: Document, keys: Sequence[bytes]) -> None:
    table = m.Poll.__table__
    query = select(table.c.id).where(table.c.subject_id.in_(keys), table.c.state == "open").limit(1)
    if document.row(query) is not None:
        raise UserError(N_("A round about one of them is open; settle or drop it first."))


def _refs(document: Document, keys: Iterable[bytes]) -> str:
    return ", ".join(entities.describe(document, key).partition(" ")[0] for key in keys)


def _move_links(session: Session, gone: bytes, keep: bytes) -> None:
    """Give the services and nodes of ``gone`` to ``keep``; the closed one keeps its own for whoever looks it up."""
    services = session.query(m.RiskService).filter_by(risk_id=keep).all()
    have, position = {row.service_id for row in services}, max((row.position for row in services), default=-1)
    for row in session.query(m.RiskService).filter_by(risk_id=gone).order_by(m.RiskService.position):
        if row.service_id not in have:
            position += 1
            session.add(m.RiskService(risk_id=keep, service_id=row.service_id, position=position))
    nodes = {row.node_id for row in session.query(m.RiskNode).filter_by(risk_id=keep)}
    for node in session.query(m.RiskNode).filter_by(risk_id=gone):
        if node.node_id not in nodes:
            session.add(m.RiskNode(risk_id=keep, node_id=node.node_id))
    session.flush()


def _move_pointing(session: Session, gone: bytes, keep: bytes) -> None:
    for model, column in _POINTING:
        for row in session.query(model).filter_by(**{column: gone}):
            setattr(row, column, keep)
    session.flush()


def _join(document: Document, session: Session, gone: bytes, keep: bytes) -> None:
    stays, goes = session.get(m.Risk, keep), session.get(m.Risk, gone)
    if stays is None or goes is None:
        return
    for name in _FILLED:
        if getattr(stays, name) is None:
            setattr(stays, name, getattr(goes, name))
    stays.contested = True if stays.contested or goes.contested else stays.contested
    stays.cause, stays.consequence = _both(stays.cause, goes.cause), _both(stays.consequence, goes.consequence)
    stays.controls = _both(stays.controls, goes.controls)
    day = format_date(document.today())
    said = sentence(goes.cause, goes.event, goes.consequence)
    told = translate(N_("{day}: merged with {ref}: {said}"), day=day, ref=_refs(document, [gone]), said=said)
    stays.notes = _below(_below(stays.notes, told), goes.notes or "")
    words = translate(N_("{day}: merged into {ref}, which goes on."), day=day, ref=_refs(document, [keep]))
    goes.notes, goes.status, goes.merged_into_id, goes.room_order = _below(goes.notes, words), "closed", keep, None
    session.flush()


def _both(one: str | None, other: str | None) -> str | None:
    """Return what either says; the same words only once."""
    if not one or not other or other.casefold() in one.casefold():
        return one or other
    return f"{one.rstrip()} {other}"


def _below(text: str | None, more: str) -> str | None:
    return "\n".join(part for part in (text or "", more) if part) or None
