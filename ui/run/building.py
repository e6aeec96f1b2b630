"""Which widget answers which question: made when the question is first shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.i18n import translate
from app.interviews import Step
from app.model.bia import TARGET
from ui.run.answers import Answer, Costs, Fields, Panel
from ui.run.approval import Approval
from ui.run.foot import Key
from ui.run.interview import Interview
from ui.run.lists import SHAPES, ListAnswer, Needs
from ui.widgets.inputs import TextField

if TYPE_CHECKING:
    from ui.impact.target_block import TargetBlock

#: What each table of a question is answered with; the fields of a service or its analysis are forms.
_GRID, _EDGES, _SUPPLIER, _RESOURCE, _SIGNATURE = "impact_score", "dependency", "supplier", "resource", "bia_approval"
#: Fields that are decided with their proposal, reason and person.
_TARGETS = frozenset(f"service.{name}" for name in (*TARGET, "mbco_text", "mbco_max"))
#: The direction in which a question about the dependency graph looks, by its number in the guide.
DIRECTIONS = {25: "needs", 26: "spof", 27: "suppliers", 28: "dependants"}


def build_answer(interview: Interview, step: Step) -> Answer:
    """Return what answers a question."""
    names = [one.name for one in step.fields]
    tables = {name.partition(".")[0] for name in names}
    if _SIGNATURE in tables:
        return Approval(interview, step.number)
    if _GRID in tables:
        above = Fields(interview, step) if len(tables) > 1 else None
        return _grid(interview, step.number, above)
    if _EDGES in tables or _SUPPLIER in tables:
        return _edges(interview, step.number)
    if _RESOURCE in tables:
        return Needs(interview, step.number, people=names == [_RESOURCE] and step.fields[0].type == "number")
    for table, build in _lists(interview, step.number).items():
        if table in tables:
            return build()
    if names[0] in _TARGETS:
        return _targets(interview, step)
    return _fields(interview, step)


def _lists(interview: Interview, number: int) -> dict[str, Callable[[], Answer]]:
    return {table: lambda table=table: ListAnswer(interview, number, table) for table in SHAPES}  # type: ignore[misc]


def _grid(interview: Interview, number: int, above: Answer | None) -> Answer:
    from app.scales import count_of
    from ui.impact.panel import ImpactPanel, keys_of

    panel = ImpactPanel(interview.console, with_anchors=False)
    offered = keys_of(count_of(interview.console.document, "impact"))
    keys = tuple(Key(caps, translate(words), single=len(caps[0]) == 1 and caps[0].isalnum()) for caps, words in offered)
    return Panel(interview, number, panel, frozenset({_GRID}), keys, above)


def _edges(interview: Interview, number: int) -> Answer:
    from ui.dependencies.picker import DependencyPicker

    picker = DependencyPicker(interview.console, DIRECTIONS.get(number, "needs"))
    fills = frozenset({"dependency", "dependency_group", "supplier", "component"})
    return Panel(interview, number, picker, fills)


def _targets(interview: Interview, step: Step) -> Answer:
    """Return the target with its proposal, reason and person; Enter in its field goes on, an override to its reason."""
    from ui.impact.targets import TargetsPanel

    panel = TargetsPanel(interview.console, step.number)
    made = Panel(interview, step.number, panel, frozenset({"service", "target_decision"}))
    for block in panel.blocks.values():
        editor = block.value.editor
        if isinstance(editor, TextField):
            editor.returnPressed.connect(partial(_after_target, made, block))
    return made


def _after_target(answer: Answer, block: TargetBlock) -> None:
    if block.value.dirty() or block.value.message.text():
        return
    line = block.line
    if line is not None and line.overridden and not line.reason:
        block.reason.editor.setFocus(Qt.FocusReason.TabFocusReason)
    else:
        answer.done.emit()


def _fields(interview: Interview, step: Step) -> Answer:
    return Costs(interview, step) if any(one.type == "money" for one in step.fields) else Fields(interview, step)
