"""What the printed plan stands on: dependency map, recovery order, resources and sites."""

from __future__ import annotations

from app.i18n import N_, translate
from app.planning import completeness
from app.planning.content import PlanContent, ResourceLine, Stage
from app.report import (
    Block,
    Cell,
    Heading,
    Look,
    NewPage,
    Paragraph,
    Row,
    Table,
    Tone,
)
from app.reports.plan_figures import (
    dependency_map,
    drawn_nodes,
    horizon_words,
    map_title,
)
from app.reports.plan_tables import columns
from app.reports.plan_words import listed, missing_part, span


def foundation_page(plan: PlanContent) -> list[Block]:
    """Return the dependency map and the recovery order."""
    ground = plan.foundation
    blocks: list[Block] = [NewPage(), Heading(translate(N_("What it stands on")), 1, "foundation")]
    figure = dependency_map(ground)
    if figure is None:
        return [*blocks, missing_part(plan, completeness(plan), "dependencies"), *_order_note(plan)]
    shown = drawn_nodes(ground)
    blocks += [Paragraph(map_title(ground), strong=True, after=2, glued=True), figure]
    legend = translate(
        N_("Left comes back first. Heavy frame: recovered by this plan. Dashed frame: supplier. "
           "Dashed line: useful, not necessary. Ring: its loss alone stops a service of this plan.")
    )  # fmt: skip
    blocks.append(Paragraph(legend, Look.SMALL, Tone.SECONDARY))
    if len(shown) < len(ground.nodes):
        note = translate(
            N_("{n} of {all} nodes are drawn: services, necessary suppliers, and what alone can stop a service."),
            n=len(shown), all=len(ground.nodes),
        )  # fmt: skip
        blocks.append(Paragraph(note, Look.SMALL, Tone.SECONDARY))
    blocks += [Heading(translate(N_("Recovery order")), 2), *_order_note(plan)]
    keys = {node.key for node in shown}
    stages = [stage for stage in ground.order if stage.node.key in keys]
    rows = tuple(_order_row(place, stage) for place, stage in enumerate(stages, 1))
    heads = columns(
        (translate(N_("No")), 10, "right"), (translate(N_("What")), 62), (translate(N_("Kind")), 22),
        (translate(N_("Back in")), 18, "right"), (translate(N_("With needs")), 20, "right"),
        (translate(N_("Note")), 38),
    )  # fmt: skip
    return [*blocks, Table(heads, rows, padding=1.4)]


def _order_note(plan: PlanContent) -> list[Block]:
    blocks: list[Block] = [Paragraph(plan.order_note)] if plan.order_note else []
    if plan.foundation.circular:
        circle = translate(
            N_("These need each other, so that their order is undefined: {names}."),
            names=listed(plan.foundation.circular, 8),
        )
        blocks.append(Paragraph(circle, strong=True))
    return blocks


_KINDS = {
    "service": N_("service"), "component": N_("component"), "supplier": N_("supplier"), "person": N_("person"),
}  # fmt: skip


def _order_row(place: int, stage: Stage) -> Row:
    node = stage.node
    late = node.back_in is not None and stage.ready_at is not None and stage.ready_at > node.back_in
    note = listed(node.cuts, 2)
    if note and node.kind in ("component", "person"):
        note = translate(N_("alone stops {services}"), services=note)
    elif late:
        note = translate(N_("waits for {what}"), what=listed(stage.waits_for, 2))
    else:
        note = ""
    return Row(
        (
            str(place), Cell(f"{node.ref} {node.name}".strip(), strong=node.planned),
            translate(_KINDS.get(node.kind, node.kind)), span(node.back_in),
            Cell(span(stage.ready_at), strong=late), note,
        ),
        rule=Tone.EXTREME if node.cuts and node.kind in ("component", "person") else None,
    )  # fmt: skip


_RESOURCE_KINDS = {
    "people": N_("people"), "space": N_("space"), "it": N_("equipment and access"), "data": N_("data"),
    "supplier": N_("supplier"),
}  # fmt: skip


def _kind(line: ResourceLine) -> str:
    kind = translate(_RESOURCE_KINDS.get(line.kind, line.kind))
    return " · ".join(part for part in (kind, line.site) if part)


def resources_part(plan: PlanContent) -> list[Block]:
    """Return what is needed at which point in time."""
    blocks: list[Block] = [Heading(translate(N_("Resources and sites")), 1, "resources")]
    if not plan.resources:
        return [*blocks, missing_part(plan, completeness(plan), "resources")]
    rows = tuple(
        Row(
            (
                Cell((Paragraph(line.what, Look.SMALL, strong=True, after=0),
                      Paragraph(_kind(line), Look.SMALL, Tone.SECONDARY, after=0))),
                line.at_4h or "–", line.at_24h or "–", line.at_3d or "–", line.at_1w or "–",
            )
        )
        for line in plan.resources
    )  # fmt: skip
    first, second, third, fourth = horizon_words()
    heads = columns((translate(N_("What")), 70), (first, 25), (second, 25), (third, 25), (fourth, 25))
    return [*blocks, Table(heads, rows)]
