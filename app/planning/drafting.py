"""Drafts a plan from what the session already knows: good enough to start from, never finished."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app import entities, packs
from app import model as m
from app.document import Document
from app.durations import DAY, HOUR, WEEK, format_duration
from app.i18n import N_, UserError, translate
from app.planning import wording as w
from app.planning.foundation import Ground
from app.planning.lookups import Lookups
from app.plans import PlanStep as TimedStep
from app.plans import longest_path
from app.services import ServiceRow

_HORIZONS = {"at_4h": 4 * HOUR, "at_24h": DAY, "at_3d": 3 * DAY, "at_1w": WEEK}


def draft_plan(document: Document, title: str, services: Sequence[bytes]) -> bytes:
    """Create a plan for ``services`` as one edit, as full as the session allows, and return its key.

    Services in recovery order, triggers from their targets, roles from owners and deputies, steps from strategies and
    workarounds, data checks and resources from the BIA, messages from the templates. Raises ``UserError`` without a
    service or a title.
    """
    known = Lookups(document)
    chosen = [known.services[key] for key in dict.fromkeys(services) if key in known.services]
    if not chosen:
        raise UserError(N_("Choose at least one service that the plan recovers."))
    ground = Ground(document, known)
    order = [known.services[key] for key in ground.ordered([row.key for row in chosen])]
    with document.edit(translate(N_("Draft plan {title}"), title=title[:60])) as session:
        return _Draft(document, session, known, ground, order).write(title)


def draft_if_none(document: Document, services: Sequence[bytes] = ()) -> bytes | None:
    """Draft a plan for ``services`` (all in use, if none are named) unless one is there; return the key of a new one.

    Named services need a plan that covers one of them; without names any plan will do. Nothing happens, and ``None``
    comes back, where there is no service.
    """
    plans = {row.id for row in document.all(m.Plan, m.Plan.state != "retired")}
    covered = {row.service_id for row in document.all(m.PlanService) if row.plan_id in plans}
    if covered & set(services) if services else plans:
        return None
    chosen = list(services) or [row.id for row in document.all(m.Service, m.Service.status != "retired")]
    if not chosen:
        return None
    first = document.get(m.Service, chosen[0])
    title = first.name if len(chosen) == 1 and first is not None else translate(N_("Continuity plan"))
    return draft_plan(document, title, chosen)


class _Draft:
    """Writes the parts of one plan inside its edit."""

    def __init__(
        self, document: Document, session: Session, known: Lookups, ground: Ground, order: list[ServiceRow]
    ) -> None:
        self.document = document
        self.session = session
        self.known = known
        self.ground = ground
        self.order = order
        self.plan = b""
        self.roles: dict[bytes, bytes] = {}
        self.roles_made = 0
        self.steps: list[TimedStep] = []
        self.step_keys: dict[int, bytes] = {}
        keys = [row.key for row in order]
        self.bia = {row.id: row for row in document.all(m.Bia) if row.id in keys}
        self.strategies = {
            row.service_id: row
            for row in document.all(m.Strategy, m.Strategy.state == "chosen")
            if row.service_id in keys
        }

    def write(self, title: str) -> bytes:
        """Write the plan and return its key."""
        names = _listed([row.name for row in self.order])
        lead = self.order[0]
        self.plan = self.make(
            m.Plan,
            title=title,
            owner_id=lead.owner_id,
            purpose=translate(w.PURPOSE, services=names),
            scope=translate(w.SCOPE, services=names),
            deactivation=translate(w.DEACTIVATION),
            incident_process=translate(w.INCIDENT_PROCESS),
            return_to_normal=translate(w.RETURN_TO_NORMAL),
            allowance=self._allowance(),
        )
        for place, row in enumerate(self.order):
            self.add(m.PlanService, service_id=row.key, position=place)
        self._invokers()
        self._roles()
        self._steps()
        self._triggers()
        self._card()
        self._escalation()
        self._notices()
        self._data_checks()
        self._resources()
        return self.plan

    def make(self, model: Any, **values: Any) -> bytes:
        """Create a row and return its key."""
        key: bytes = entities.create(self.session, model, **values).id
        return key

    def add(self, model: Any, **values: Any) -> bytes:
        """Create a row of the plan and return its key."""
        return self.make(model, plan_id=self.plan, **values)

    # --- people ---

    def _invokers(self) -> None:
        people = [key for row in self.order for key in (row.owner_id, row.deputy_id)]
        for place, key in enumerate(self._active(people)[:2]):
            self.add(m.Invoker, person_id=key, position=place)

    def _active(self, keys: Iterable[bytes | None]) -> list[bytes]:
        people = [self.known.person(key) for key in dict.fromkeys(keys)]
        return [person.key for person in people if person is not None and person.active]

    def _active_one(self, key: bytes | None) -> bytes | None:
        return next(iter(self._active([key])), None)

    def _roles(self) -> None:
        lead = self._by_function("continuity")
        backup = next(iter(self._active(row.owner_id for row in self.order if row.owner_id != lead)), None)
        if lead is not None:
            self._role(translate(w.LEAD_ROLE), lead, backup, translate(w.LEAD_AUTHORITY))
        led: dict[bytes | None, list[ServiceRow]] = defaultdict(list)
        for row in self.order:
            led[row.owner_id].append(row)
        for rows in led.values():
            first = rows[0]
            names = _listed([row.name for row in rows])
            key = self._role(
                translate(w.SERVICE_ROLE, service=first.name),
                self._active_one(first.owner_id),
                self._active_one(first.deputy_id),
                translate(w.SERVICE_AUTHORITY, service=names)[:200],
            )
            self.roles.update(dict.fromkeys((row.key for row in rows), key))
        speaker = self._by_function("communication")
        if speaker is not None:
            stand_in = lead if lead != speaker else backup
            self._role(translate(w.COMMUNICATIONS_ROLE), speaker, stand_in, translate(w.COMMUNICATIONS_AUTHORITY))

    def _role(self, name: str, primary: bytes | None, backup: bytes | None, authority: str) -> bytes:
        backup = None if backup == primary else backup
        self.roles_made += 1
        return self.add(
            m.PlanRole, name=name, primary_id=primary, backup_id=backup, authority=authority, position=self.roles_made
        )

    def _by_function(self, *words: str) -> bytes | None:
        """Return the first active person whose function has one of the words; the words count in their order."""
        people = sorted(self.known.people.values(), key=lambda person: self.known.ref(person.key))
        for word in words:
            for person in people:
                if person.active and word in person.role.casefold():
                    return person.key
        return None

    def _escalation(self) -> None:
        used: set[bytes] = set()
        for level in w.ESCALATION:
            person = self._by_function(*level.words)
            person = None if person in used else person
            used |= {person} if person else set()
            self.add(
                m.Escalation, level=level.level, role=translate(level.role), primary_id=person,
                channel=translate(level.channel), go_up_when=translate(level.go_up_when),
                authority=translate(level.authority), reply_limit=w.REPLY_LIMIT,
            )  # fmt: skip

    # --- time ---

    def _allowance(self) -> int:
        known = [(row.detect or 0) + (row.decide or 0) for row in self.strategies.values() if row.detect or row.decide]
        return max(known, default=w.DEFAULT_ALLOWANCE)

    def _steps(self) -> None:
        last: dict[bytes, int] = {}
        for row in self.order:
            started = self._workaround_step(row)
            needed = self.ground.graph.closure(row.key)
            previous = [last[key] for key in last if key in needed]
            for bone in self._bones(row):
                number = self._step(row, translate(bone[0], service=row.name), bone[1], translate(bone[2]), previous)
                previous = [number]
            joined = [*previous, *([started] if started else [])]
            last[row.key] = self._step(
                row, translate(w.VERIFY_STEP, service=row.name), w.VERIFY_MINUTES, translate(w.VERIFY_DONE), joined
            )

    def _workaround_step(self, row: ServiceRow) -> int | None:
        bia = self.bia.get(row.key)
        if bia is None or not bia.wa_text:
            return None
        return self._step(
            row, translate(w.WORKAROUND_STEP, service=row.name), bia.wa_start, translate(N_("first case done")), [],
            notes=bia.wa_text,
        )  # fmt: skip

    def _bones(self, row: ServiceRow) -> list[tuple[str, int | None, str]]:
        """Return the recovery steps of a service with minutes that add up to what its strategy takes."""
        strategy = self.strategies.get(row.key)
        bones = w.SKELETONS.get(_code(strategy), w.GENERIC) if strategy else w.GENERIC
        total = strategy.restore if strategy and strategy.restore else (strategy.rtc if strategy else None)
        if total is not None and not (strategy and strategy.restore):
            total = max(total - w.VERIFY_MINUTES, len(bones))
        return [
            (b.instruction, None if total is None else _rounded(total * b.share // 100), b.done_when) for b in bones
        ]

    def _step(
        self, row: ServiceRow, instruction: str, minutes: int | None, done: str, after: Sequence[int], notes: str = ""
    ) -> int:
        number = len(self.steps) + 1
        key = self.add(
            m.PlanStep, number=number, instruction=instruction[:500], service_id=row.key,
            role_id=self.roles.get(row.key), minutes=minutes, done_when=done, notes=notes,
        )  # fmt: skip
        for other in after:
            self.make(m.StepOrder, step_id=key, after_id=self.step_keys[other])
        self.step_keys[number] = key
        self.steps.append(TimedStep(number, minutes, tuple(after), row.key))
        return number

    def _triggers(self) -> None:
        texts = []
        for row in sorted((row for row in self.order if row.rto is not None), key=lambda row: row.rto or 0)[:3]:
            texts.append(translate(w.TRIGGER_FORECAST, service=row.name, rto=format_duration(row.rto)))
            path = longest_path(self.steps, service=row.key)
            latest = (row.rto or 0) - path.run if path else 0
            if latest > 0 and len(texts) < 3:
                texts.append(translate(w.TRIGGER_NO_FORECAST, service=row.name, latest=format_duration(latest)))
        if len(self.order) > 1:
            texts.append(translate(w.TRIGGER_SEVERAL))
        kept = [*texts[: w.TRIGGERS - 1], translate(w.TRIGGER_DANGER)]
        for place, text in enumerate(kept):
            self.add(m.Trigger, text=text, position=place)

    # --- papers ---

    def _card(self) -> None:
        for place, line in enumerate(w.FIRST_HOUR):
            self.add(m.FirstHour, from_minute=line.start, to_minute=line.end, text=translate(line.text), position=place)
        for place, text in enumerate(w.DO_NOTS):
            self.add(m.DoNot, text=translate(text), position=place)

    def _notices(self) -> None:
        for place, template in enumerate(packs.message_templates()):
            notice = self.add(
                m.Notice, title=translate(template.title), text=translate(template.text), position=place,
                audience="internal" if template.internal else "external",
            )  # fmt: skip
            self.add(
                m.Message, audience=translate(template.audience), what=translate(template.title),
                channel=translate(template.channel), by_minutes=template.after, notice_id=notice, position=place,
                sender=translate(w.LEAD_ROLE if template.internal else w.COMMUNICATIONS_ROLE),
            )  # fmt: skip

    def _data_checks(self) -> None:
        texts: list[tuple[str, str]] = []
        records = self.document.all(m.VitalRecord)
        for row in (row for row in self.order if row.holds_data):
            bia = self.bia.get(row.key)
            check = bia.recon_check if bia is not None else None
            text = translate(w.CHECK, service=row.name, check=check) if check else ""
            texts.append((text or translate(w.CHECK_PLAIN, service=row.name), row.owner))
            texts.extend(
                (translate(w.CHECK_RECORD, service=row.name, record=one.name), row.owner)
                for one in records
                if one.service_id == row.key
            )
        for place, (text, owner) in enumerate(texts):
            self.add(m.DataCheck, text=" ".join(text.split())[:500], role=owner, position=place)

    def _resources(self) -> None:
        horizons = {row.id: row.minutes for row in self.document.all(m.Horizon)}
        amounts: dict[bytes, dict[int, int]] = defaultdict(dict)
        for row in self.document.all(m.ResourceQuantity):
            amounts[row.resource_id][horizons.get(row.horizon_id, 0)] = row.quantity
        keys = {row.key for row in self.order}
        names = {row.key: row.name for row in self.order}
        rows = [row for row in self.document.all(m.Resource) if row.service_id in keys]
        for place, row in enumerate(rows):
            what = f"{row.what} ({names[row.service_id]})" if len(keys) > 1 else row.what
            shown = {column: _amount(amounts[row.id], minutes) for column, minutes in _HORIZONS.items()}
            self.add(m.PlanResource, kind=row.kind, what=what[:500], position=place, **shown)


def _amount(amounts: dict[int, int], minutes: int) -> str:
    """Return what is needed at a horizon: the figure asked for it, or that of the last horizon before it."""
    known = [horizon for horizon in amounts if horizon <= minutes]
    return str(amounts[max(known)]) if known else ""


def _rounded(minutes: int) -> int:
    """Return minutes as people plan them: in steps of five, so that nobody takes an estimate for a measurement."""
    return max(minutes // 5 * 5, 1) if minutes > 10 else max(minutes, 1)


def _code(strategy: Any) -> str:
    """Return the code of a strategy's type; a name such as ``Warm standby`` counts as well."""
    return str(strategy.type or strategy.name or "").strip().casefold().replace(" ", "-")


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return translate(N_("{names} and {last}"), names=", ".join(names[:-1]), last=names[-1])
