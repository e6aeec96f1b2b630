"""The list for the room: which risks are scored, in which order, in which words, and what is asked about each.

Serves every run mode and sheet of a risk workshop. A risk is in the room unless it is hidden, parked, closed or merged.
The order is that of the room, then by tier, then by reference. Each verb is one edit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, select

from app import entities, risks, session
from app import model as m
from app.fields import fields_of
from app.i18n import N_, UserError, plural, translate
from app.register import LinkedService, Register, RegisteredRisk, register
from app.risk import SuggestedImpact
from app.scales import Threat
from app.workshop.impacts import ReadOff, readings
from app.workshop.wording import sentence

if TYPE_CHECKING:
    from app.document import Document

#: Where a risk stands in the room: nothing voted, a round is open, or a likelihood and an impact are there.
TO_SCORE, IN_ROUND, SCORED = "to score", "in round", "scored"
LAST = 1_000_000


@dataclass(frozen=True, slots=True)
class RoomRisk:
    """One risk of the room. ``outage`` is the typical one of its threat in minutes; levels are 1–5 or ``None``.

    ``suggested`` is what the BIA says of its impact, ``suggested_reason`` where; ``impact_reason`` is what was kept
    when it was taken over. ``asked`` are the dimensions that the room votes on, in their order. ``scored_here`` says
    that something was agreed at the meeting asked for.
    """

    key: bytes
    ref: str
    event: str
    cause: str
    consequence: str
    sentence: str
    threat: Threat | None
    outage: int | None
    services: tuple[LinkedService, ...]
    suggested: SuggestedImpact | None
    suggested_reason: str
    impact_reason: str
    contested: bool
    likelihood: int | None
    impact: int | None
    band: str
    owner: str
    state: str
    asked: tuple[str, ...]
    scored_here: bool = False

    @property
    def tier(self) -> int | None:
        """The highest tier (smallest number) of its services."""
        return min((one.tier for one in self.services if one.tier is not None), default=None)

    @property
    def service(self) -> str:
        """The name of the first service, empty without one."""
        return self.services[0].name if self.services else ""

    @property
    def drift(self) -> str:
        """What to tell if the BIA says another level than was taken from it; empty otherwise."""
        taken = self.impact_reason and self.impact is not None and not self.contested
        if not taken or self.suggested is None or self.suggested.level == self.impact:
            return ""
        return translate(N_("The grid says {now} now"), now=self.suggested.level)


def in_room(document: Document, meeting: bytes | None = None) -> tuple[RoomRisk, ...]:
    """Return the risks of the room in order. With ``meeting`` it is also said what was agreed there."""
    return _read(document, _present, meeting)


def agenda_of(document: Document, meeting: bytes) -> tuple[RoomRisk, ...]:
    """Return the risks of the room as a meeting goes through them."""
    return in_room(document, meeting)


def parked(document: Document) -> tuple[RoomRisk, ...]:
    """Return the risks that were put aside."""
    return _read(document, lambda row: row.status == "parked" and not row.hidden, None)


def hidden_risks(document: Document) -> tuple[RoomRisk, ...]:
    """Return the risks that are not in this room, for whoever asks for them deliberately."""
    return _read(document, lambda row: bool(row.hidden) and row.merged_into_id is None, None, hidden=True)


def _present(row: Row[Any]) -> bool:
    return not row.hidden and row.status not in ("parked", "closed") and row.merged_into_id is None


def _read(
    document: Document, chosen: Callable[[Row[Any]], bool], meeting: bytes | None, *, hidden: bool = False
) -> tuple[RoomRisk, ...]:
    rows = {row.id: row for row in document.all(m.Risk) if chosen(row)}
    if not rows:
        return ()
    known = register(document, hidden=hidden)
    told = _Telling(document, known, rows, meeting)
    found = [told.line(risk, rows[risk.key]) for risk in known.risks if risk.key in rows]
    places = {key: row.room_order or LAST for key, row in rows.items()}
    return tuple(sorted(found, key=lambda one: (places[one.key], 9 if one.tier is None else one.tier, one.ref)))


class _Telling:
    """What the lines are put together from."""

    def __init__(
        self, document: Document, known: Register, rows: Mapping[bytes, Row[Any]], meeting: bytes | None
    ) -> None:
        self.inherent = known.inherent_scored
        self.names = proper_names(document)
        self.read: Mapping[bytes, ReadOff] = readings(document, rows.values())
        polls = m.Poll.__table__
        query = select(polls.c.subject_id, polls.c.state, polls.c.meeting_id).where(polls.c.subject_id.in_(list(rows)))
        found = document.rows(query) if rows else []
        self.open = {row.subject_id for row in found if row.state == "open"}
        settled = {row.subject_id for row in found if row.meeting_id == meeting and row.state in ("agreed", "recorded")}
        self.here = settled if meeting is not None else set()

    def line(self, risk: RegisteredRisk, row: Row[Any]) -> RoomRisk:
        read = self.read.get(risk.key)
        return RoomRisk(
            key=risk.key,
            ref=risk.ref,
            event=risk.event,
            cause=risk.cause,
            consequence=risk.consequence,
            sentence=sentence(risk.cause, risk.event, risk.consequence, self.names),
            threat=risk.threat,
            outage=risk.threat.outage if risk.threat else None,
            services=risk.services,
            suggested=read.impact if read else None,
            suggested_reason=read.reason if read else "",
            impact_reason=row.impact_reason or "",
            contested=bool(row.contested),
            likelihood=risk.current.likelihood,
            impact=risk.current.impact,
            band=risk.current.word,
            owner=risk.owner,
            state=self._state(risk),
            asked=asked(contested=bool(row.contested), inherent=self.inherent),
            scored_here=risk.key in self.here,
        )

    def _state(self, risk: RegisteredRisk) -> str:
        if risk.key in self.open:
            return IN_ROUND
        return SCORED if None not in (risk.current.likelihood, risk.current.impact) else TO_SCORE


# --- what is asked ---


def asked(*, contested: bool = False, inherent: bool = False) -> tuple[str, ...]:
    """Return what the room votes on: today's likelihood; the impact only if contested; inherent if the session does.

    The grid of the BIA is scored without workarounds, so the impact before controls is voted on only if contested too.
    """
    today = ("likelihood", "impact") if contested else ("likelihood",)
    before = ("inherent likelihood", "inherent impact") if contested else ("inherent likelihood",)
    return (*before, *today) if inherent else today


def asked_words(found: Sequence[RoomRisk], *, inherent: bool) -> str:
    """Return the line that says what the room is asked and what it is not."""
    votes = N_("Asked: likelihood before controls and today.") if inherent else N_("Asked: likelihood today.")
    contested = sum(one.contested for one in found)
    impact = N_("The impact comes from the BIA.")
    if contested:
        impact = N_("The impact comes from the BIA, except for {n} contested, which are voted on.")
    target = N_("The target belongs to the owner afterwards.")
    return " ".join((translate(votes), translate(impact, n=contested), translate(target)))


def score_inherent(document: Document, on: bool) -> bool:
    """Let the session score the likelihood before controls too, or no more; returns whether that is a change."""
    return session.change_info(document, inherent_scored=on)


# --- order ---


def place(document: Document, chosen: Sequence[bytes], at: int) -> None:
    """Put risks of the room, in their order there, before the one at place ``at`` (0 is the first); one edit."""
    order = [one.key for one in in_room(document)]
    moved = [key for key in order if key in set(chosen)]
    before = [key for key in order[: max(0, at)] if key not in moved]
    after = [key for key in order[max(0, at) :] if key not in moved]
    if moved:
        _arrange(document, order, [*before, *moved, *after], _named(document, moved, _MOVED))


def move(document: Document, chosen: Sequence[bytes], by: int) -> None:
    """Move risks up (negative) or down in the room; they stay together."""
    order = [one.key for one in in_room(document)]
    places = [at for at, key in enumerate(order) if key in set(chosen)]
    if places:
        place(document, chosen, places[0] + by if by < 0 else places[-1] + 1 + by)


def order_by(document: Document, what: str) -> None:
    """Order the whole room by ``level`` (highest first, unscored before all), ``tier``, ``threat`` or ``ref``."""
    keys: Mapping[str, Callable[[RoomRisk], Any]] = {
        "level": lambda one: (one.likelihood is not None, -_level(one), one.ref),
        "tier": lambda one: (9 if one.tier is None else one.tier, one.service, one.ref),
        "threat": lambda one: (one.threat.code if one.threat else "~", one.ref),
        "ref": lambda one: one.ref,
    }
    room = in_room(document)
    found = sorted(room, key=keys[what])
    _arrange(document, [one.key for one in room], [one.key for one in found], translate(_ORDERED[what]))


_ORDERED = {
    "level": N_("Order the room by level"),
    "tier": N_("Order the room by tier"),
    "threat": N_("Order the room by threat"),
    "ref": N_("Order the room by reference"),
}


def _level(one: RoomRisk) -> int:
    impact = one.impact or (one.suggested.level if one.suggested else 0)
    return (one.likelihood or 1) * impact


def _arrange(document: Document, before: Sequence[bytes], order: Sequence[bytes], label: str) -> None:
    """Write the places of a new order down, as far as it differs; what never was moved needs no place."""
    stands = {row.id: row.room_order for row in document.all(m.Risk)}
    numbered = [at for at, key in enumerate(order, 1) if stands.get(key) is not None]
    differs = [at for at, pair in enumerate(zip(order, before, strict=True), 1) if pair[0] != pair[1]]
    if not differs:
        return
    upto = max(*differs, *numbered)
    changed = [(key, at) for at, key in enumerate(order[:upto], 1) if stands.get(key) != at]
    with document.edit(label) as edit:
        for key, at in changed:
            risk = edit.get(m.Risk, key)
            if risk is not None:
                risk.room_order = at


# --- in and out of the room ---

_MOVED = (N_("Move {risk} in the room"), N_("Move {n} risks in the room"))
_PARKED = (N_("Park {risk}"), N_("Park {n} risks"))
_BACK = (N_("Take {risk} back into the room"), N_("Take {n} risks back into the room"))
#: Without the name: the history and Undo are seen by the room.
_HIDDEN = (N_("Hide a risk from this room"), N_("Hide {n} risks from this room"))
_SHOWN = (N_("Show a hidden risk again"), N_("Show {n} hidden risks again"))
_CONTESTED = (N_("Impact of {risk} is contested"), N_("Impact of {n} risks is contested"))
_SETTLED = (N_("Impact of {risk} comes from the BIA"), N_("Impact of {n} risks comes from the BIA"))


def park(document: Document, chosen: Collection[bytes]) -> int:
    """Put risks aside without closing them; returns how many were in the room."""
    return _change(document, chosen, {"status": lambda _row: "parked"}, _PARKED)


def take_back(document: Document, chosen: Collection[bytes]) -> int:
    """Take parked risks back; one with open actions is in hand again."""
    table = m.Action.__table__
    query = select(table.c.origin_id).where(table.c.origin_id.in_(list(chosen)), table.c.state.in_(("open", "in hand")))
    treated = {row.origin_id for row in document.rows(query)}
    return _change(document, chosen, {"status": lambda row: "in hand" if row.id in treated else "open"}, _BACK)


def hide(document: Document, chosen: Collection[bytes]) -> int:
    """Take risks out of everything that is seen: lists, maps, search, findings, room, documents. Undo names nothing."""
    return _change(document, chosen, {"hidden": lambda _row: True}, _HIDDEN)


def show(document: Document, chosen: Collection[bytes]) -> int:
    """Show hidden risks again."""
    return _change(document, chosen, {"hidden": lambda _row: None}, _SHOWN)


def contest(document: Document, chosen: Collection[bytes], on: bool = True) -> int:
    """Let the room vote on the impact of risks, or take it from the BIA again."""
    return _change(document, chosen, {"contested": lambda _row: True if on else None}, _CONTESTED if on else _SETTLED)


def _change(
    document: Document, chosen: Collection[bytes], values: Mapping[str, Callable[[Any], Any]], words: tuple[str, str]
) -> int:
    rows = [row for row in document.all(m.Risk) if row.id in set(chosen)]
    if not rows:
        raise UserError(N_("No risk is chosen; put the cursor on one."))
    for name in values:
        assert name in fields_of(m.Risk)  # noqa: S101 - columns of the model
    changed = [(row, {name: of(row) for name, of in values.items()}) for row in rows]
    changed = [(row, new) for row, new in changed if any(getattr(row, name) != value for name, value in new.items())]
    if not changed:
        return 0
    with document.edit(_named(document, [row.id for row, _ in changed], words)) as edit:
        for row, new in changed:
            risk = edit.get(m.Risk, row.id)
            for name, value in new.items():
                setattr(risk, name, value)
    return len(changed)


def _named(document: Document, keys: Sequence[bytes], words: tuple[str, str]) -> str:
    one, several = words
    name = entities.describe(document, keys[0])[:80] if "{risk}" in one else ""
    return plural(one, several, len(keys), risk=name)


def reword(document: Document, risk: bytes, *, cause: str, event: str, consequence: str) -> bool:
    """Change the wording of a risk as one edit; returns whether anything changed. ``UserError`` without an event."""
    values = {"cause": cause or None, "event": event, "consequence": consequence or None}
    label = translate(N_("Reword {risk}"), risk=entities.describe(document, risk)[:80])
    return entities.set_fields(document, m.Risk, risk, values, label)


def add_worded(document: Document, event: str) -> bytes:
    """Add a risk that somebody in the room named, at the end of the list."""
    return risks.add_risk(document, event)


def proper_names(document: Document) -> tuple[str, ...]:
    """Return the names that keep their capital within a sentence: services, suppliers, components, sites, people."""
    models = (m.Service, m.Supplier, m.Component, m.Site, m.Person)
    return tuple(row.name for model in models for row in document.rows(select(model.__table__.c.name)))


def names_of_people(document: Document) -> Iterable[str]:
    """Return the names that must not stand in a wording."""
    return [row.name for row in document.rows(select(m.Person.__table__.c.name))]
