"""The editor of each part of a plan: which texts and lists it has, and what it takes from elsewhere in the session."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from PySide6.QtWidgets import QWidget

from app import entities, tabular
from app import model as m
from app.fields import fields_of
from app.i18n import N_, translate
from app.planning.parts import Part
from ui.plans import derived
from ui.plans.blocks import LineForm, Lines, LinesWithForm, PlanForm, line_column
from ui.plans.desk import Desk
from ui.plans.notices import NoticeEditor
from ui.plans.parts import FIRST_HOUR, SHORT
from ui.plans.steps import StepsEditor
from ui.tables.columns import Column
from ui.theme import Space
from ui.widgets.chips import outlined
from ui.widgets.editors import Source
from ui.widgets.labels import heading, hint
from ui.widgets.layouts import column, row


def _columns(desk: Desk, model: Any, widths: Mapping[str, int], stretch: str) -> list[Column]:
    made = []
    for name, width in widths.items():
        options: dict[str, Any] = {"stretch": True} if name == stretch else {}
        made.append(line_column(desk.console, model, name, width, **options))
    return made


def _purpose(desk: Desk) -> Sequence[Any]:
    return (PlanForm(desk, ("title", "owner_id", "purpose", "scope", "exclusions")),)


def _triggers(desk: Desk) -> Sequence[Any]:
    columns = _columns(desk, m.Trigger, {"text": 300}, "text")
    return (Lines(desk, m.Trigger, N_("Start this plan when"), columns, new_words=N_("Type a measurable condition…")),)


def _authority(desk: Desk) -> Sequence[Any]:
    def make(plan: bytes, name: str) -> object:
        person = tabular.parsed(desk.document, fields_of(m.Invoker)["person_id"], name)
        place = len(desk.content.invokers) if desk.content is not None else 0
        return entities.add(desk.document, m.Invoker, None, plan_id=plan, person_id=person, position=place)

    columns = _columns(desk, m.Invoker, {"person_id": 300}, "person_id")
    lines = Lines(desk, m.Invoker, N_("May invoke, in this order"), columns, make=make, new_words=N_("Type a name…"))
    return lines, derived.invoker_contacts(desk), PlanForm(desk, ("bridge_number", "bridge_code"))


def _roles(desk: Desk) -> Sequence[Any]:
    widths = {"name": 130, "primary_id": 124, "backup_id": 124, "authority": 144}
    columns = _columns(desk, m.PlanRole, widths, "name")
    lines = Lines(desk, m.PlanRole, N_("Roles"), columns, new_words=N_("Type a role…"))
    return lines, derived.role_contacts(desk)


def _order(desk: Desk) -> Sequence[Any]:
    return PlanForm(desk, ("recovery_order",)), derived.recovery_order(desk)


def _dependencies(desk: Desk) -> Sequence[Any]:
    return derived.Ground(desk), derived.suppliers(desk)


def _resources(desk: Desk) -> Sequence[Any]:
    def make(plan: bytes, what: str) -> object:
        place = len(desk.content.resources) if desk.content is not None else 0
        return entities.add(desk.document, m.PlanResource, None, plan_id=plan, kind="it", what=what, position=place)

    widths = {"kind": 96, "what": 140, "site_id": 96, "at_4h": 52, "at_24h": 52, "at_3d": 52, "at_1w": 52}
    columns = _columns(desk, m.PlanResource, widths, "what")
    title, words = N_("Needed at each point in time"), N_("Type what is needed…")
    lines = Lines(desk, m.PlanResource, title, columns, make=make, new_words=words)
    form = LineForm(desk, m.PlanResource, ("node_id",), lambda line: str(line.what), N_("Choose a line."))
    return (LinesWithForm(lines, form),)


def _internal(desk: Desk) -> Sequence[Any]:
    return NoticeEditor(desk, "internal"), _messages(desk)


def _external(desk: Desk) -> Sequence[Any]:
    return NoticeEditor(desk, "external"), _messages(desk)


def _messages(desk: Desk) -> Any:
    def make(plan: bytes, audience: str) -> object:
        place = len(desk.content.messages) if desk.content is not None else 0
        return entities.add(desk.document, m.Message, None, plan_id=plan, audience=audience, position=place)

    widths = {"audience": 104, "what": 140, "channel": 88, "sender": 96, "by_minutes": 64}
    lines = Lines(desk, m.Message, N_("Who is told what"), _columns(desk, m.Message, widths, "what"), make=make,
                  new_words=N_("Type who is told…"))  # fmt: skip
    sources = {"notice_id": Source(options=lambda: _notices(desk))}
    form = LineForm(desk, m.Message, ("notice_id",), lambda line: str(line.audience), N_("Choose a line."), sources)
    return LinesWithForm(lines, form)


def _notices(desk: Desk) -> list[tuple[bytes, str]]:
    return [(one.key, one.title) for one in desk.content.notices] if desk.content is not None else []


def _escalation(desk: Desk) -> Sequence[Any]:
    def make(plan: bytes, role: str) -> object:
        levels = [line.level for line in desk.content.escalation] if desk.content is not None else []
        level = min(max(levels, default=0) + 1, 5)
        return entities.add(desk.document, m.Escalation, None, plan_id=plan, level=level, role=role)

    level = line_column(
        desk.console, m.Escalation, "level", 66,
        chip=lambda line: outlined(translate(N_("L{n}"), n=line.values["level"])),
        anchors=lambda: [(n, "", "") for n in range(1, 6)],
    )  # fmt: skip
    widths = {"role": 120, "primary_id": 108, "backup_id": 108, "go_up_when": 132}
    columns = [level, *_columns(desk, m.Escalation, widths, "role")]
    lines = Lines(desk, m.Escalation, N_("Levels"), columns, make=make, new_words=N_("Type a role…"))
    form = LineForm(
        desk, m.Escalation, ("channel", "reply_limit", "go_up_when", "authority"),
        lambda line: f"L{line.level} {line.role}", N_("Choose a level to say how it is reached and what it decides."),
    )  # fmt: skip
    return (LinesWithForm(lines, form),)


def _checks(desk: Desk) -> Sequence[Any]:
    columns = _columns(desk, m.DataCheck, {"text": 300, "role": 140}, "text")
    return (Lines(desk, m.DataCheck, N_("Before work goes on"), columns, new_words=N_("Type what is compared…")),)


def _version(desk: Desk) -> Sequence[Any]:
    names = ("version", "approved_on", "approved_by_id", "reviewed_on", "next_review_on", "expires_on", "note")
    return (PlanForm(desk, names),)


def _offline(desk: Desk) -> Sequence[Any]:
    return (PlanForm(desk, ("offline_places", "offline_version", "offline_on")),)


def _first_hour(desk: Desk) -> Sequence[Any]:
    def make(plan: bytes, text: str) -> object:
        lines = desk.content.first_hour if desk.content is not None else ()
        start = min(max((line.to_minute for line in lines), default=0), 60)
        return entities.add(
            desk.document, m.FirstHour, None, plan_id=plan, from_minute=start, to_minute=min(start + 15, 60), text=text,
            position=len(lines),
        )  # fmt: skip

    widths = {"from_minute": 104, "to_minute": 80, "text": 200, "who": 120}
    hour = Lines(desk, m.FirstHour, N_("The first hour"), _columns(desk, m.FirstHour, widths, "text"), make=make,
                 new_words=N_("Type what is done next…"), keep=lambda _line: True)  # fmt: skip
    columns = _columns(desk, m.DoNot, {"text": 300}, "text")
    return hour, Lines(desk, m.DoNot, N_("Do not"), columns, new_words=N_("Type what must not be done…"))


def _text(*names: str) -> Callable[[Desk], Sequence[Any]]:
    return lambda desk: (PlanForm(desk, names),)


def _made(*makers: Callable[[Desk], Any]) -> Callable[[Desk], Sequence[Any]]:
    return lambda desk: [make(desk) for make in makers]


_EDITORS: Mapping[str, Callable[[Desk], Sequence[Any]]] = MappingProxyType(
    {
        "purpose": _purpose,
        "services": _made(derived.PlannedServices),
        "triggers": _triggers,
        "authority": _authority,
        "deactivation": _text("deactivation"),
        "roles": _roles,
        "order": _order,
        "steps": _made(StepsEditor),
        "workaround": lambda desk: (PlanForm(desk, ("workaround",)), derived.workarounds(desk)),
        "dependencies": _dependencies,
        "resources": _resources,
        "internal-message": _internal,
        "external-message": _external,
        "escalation": _escalation,
        "incident-process": _text("incident_process"),
        "verification": _checks,
        "return": _text("return_to_normal"),
        "version": _version,
        "offline": _offline,
        "last-test": _made(derived.trials, derived.open_actions),
        FIRST_HOUR: _first_hour,
    }
)

_CARD_HINT = N_("One page for the wall: these lines, the triggers, who may invoke, and what must not be done.")


class PartEditor(QWidget):
    """One part: its number and title, what belongs there, and its blocks one below the other."""

    def __init__(self, desk: Desk, code: str) -> None:
        super().__init__()
        self._desk, self.code = desk, code
        build = _EDITORS.get(code)
        self.blocks: list[Any] = list(build(desk)) if build is not None else []
        self.title, self.hint = heading(""), hint("", wrap=True)
        head = column(row(self.title, None), self.hint, gap=Space.xxs)
        self.setLayout(column(head, *self.blocks, None, gap=Space.l, margins=(20, 12, 20, 20)))

    def _part(self) -> Part | None:
        return next((part for part in self._desk.parts.parts if part.code == self.code), None)

    def show_plan(self) -> None:
        """Show the part of the open plan."""
        part = self._part()
        words = translate(SHORT[self.code]) if self.code in SHORT else translate(N_("First-hour card"))
        self.title.setText(f"{part.number}  {part.title}" if part is not None else words)
        self.hint.setText(part.hint if part is not None else translate(_CARD_HINT))
        for block in self.blocks:
            block.show_plan()

    def leave(self) -> None:
        """Write what was typed and not yet written."""
        for block in self.blocks:
            block.leave()

    def select(self, key: bytes) -> None:
        """Choose a line of the part, if it has it."""
        for block in self.blocks:
            if isinstance(block, StepsEditor):
                block.select(key)
