"""The pages that people work on: recovery steps per service, and the workarounds."""

from __future__ import annotations

from dataclasses import replace

from app.i18n import N_, translate
from app.planning import completeness
from app.planning.content import PlanContent, PlannedService, Step, Workaround
from app.report import (
    Block,
    Box,
    Cell,
    Content,
    Gap,
    Heading,
    Inline,
    Keep,
    Look,
    NewPage,
    PageOf,
    Paragraph,
    Row,
    Table,
    Tick,
    Tone,
    Words,
)
from app.reports.plan_card import STEPS
from app.reports.plan_tables import columns, text_part
from app.reports.plan_words import APART, after_loss, day, listed, missing_part, span

WORKAROUND = "workaround"


def step_blocks(plan: PlanContent) -> list[tuple[str, str, list[Block]]]:
    """Return title, anchor and blocks of each service's steps, in recovery order; services without steps are named."""
    made: list[tuple[str, str, list[Block]]] = []
    anchor = STEPS
    for one in plan.services:
        steps = plan.steps_of(one.key)
        if steps:
            title = translate(N_("Steps: {service}"), service=one.name)
            made.append((title, anchor, _block(plan, title, anchor, steps, one)))
            anchor = f"steps-{len(made)}"
    others = plan.steps_of(None)
    if others:
        title = translate(N_("Steps for all services"))
        made.append((title, anchor, _block(plan, title, anchor, others, None)))
        anchor = f"steps-{len(made)}"
    if not made:
        title = translate(N_("Steps"))
        empty: list[Block] = [NewPage(), Heading(title, 1, STEPS), missing_part(plan, completeness(plan), "steps")]
        made.append((title, STEPS, empty))
    return made


def _block(
    plan: PlanContent, title: str, anchor: str, steps: tuple[Step, ...], one: PlannedService | None
) -> list[Block]:
    heading = Heading(title, 1, anchor, note=_note(one))
    rows: list[Row] = []
    own = {step.number for step in steps}
    for place, step in enumerate(steps):
        rows.append(_row(plan, steps, place, own))
        if step.question:
            rows.append(_decision(step))
    heads = columns(
        ("", 8), (translate(N_("No")), 9, "right"), (translate(N_("Step")), 66), (translate(N_("Who")), 25),
        (translate(N_("Takes")), 14, "right"), (translate(N_("By")), 20, "right"), (translate(N_("Start")), 14),
        (translate(N_("End")), 14),
    )  # fmt: skip
    rows[-1] = replace(rows[-1], glued=True)
    table = Table(heads, tuple(rows), padding=1.4, bracket_at=2)
    first: list[Block] = [NewPage()] if anchor == STEPS else []
    return [*first, Keep((heading, table, *_foot(plan, steps)))]


def _note(one: PlannedService | None) -> str:
    if one is None or one.rto is None:
        return ""
    if one.slack is None:
        return translate(N_("RTO {rto}, counted from the loss."), rto=span(one.rto))
    return translate(
        N_("RTO {rto}, counted from the loss. Steps {path} after {allowance} to detect and decide; slack {slack}. "
           "Blue rule: a delay here delays the service."),
        rto=span(one.rto), path=span(one.path), allowance=span(one.allowance), slack=span(one.slack),
    )  # fmt: skip


def _row(plan: PlanContent, steps: tuple[Step, ...], place: int, own: set[int]) -> Row:
    step = steps[place]
    group = [other.number for other in steps if step.together and other.together == step.together]
    bracket = (
        ""
        if len(group) < 2
        else "first"
        if step.number == group[0]
        else "last"
        if step.number == group[-1]
        else "middle"
    )
    name = f"step{step.number}"
    return Row(
        (
            Cell((Tick(f"{name}.done", step.instruction[:80]),), align="right"),
            Cell(str(step.number), strong=True, look=Look.STEP),
            Cell(_words(step, group if bracket == "first" else [], own)),
            step.role or "–",
            span(step.minutes),
            after_loss(step.finish_at),
            Cell((Gap(11, f"{name}.start", ""),), low=True),
            Cell((Gap(11, f"{name}.end", ""),), low=True),
        ),
        rule=Tone.ACCENT if step.critical else None,
        bracket=bracket,  # type: ignore[arg-type]
        height=16,
        anchor=name,
        glued=bool(step.question),
    )


def _words(step: Step, group: list[int], own: set[int]) -> tuple[Paragraph, ...]:
    lines: list[Paragraph] = []
    if group:
        others = ", ".join(str(number) for number in group[1:])
        lines.append(
            Paragraph(translate(N_("together with {steps}"), steps=others), Look.SMALL, Tone.SECONDARY, after=0)
        )
    lines.append(Paragraph(step.instruction, Look.STEP, after=0.4))
    if step.after:
        lines.append(Paragraph(_after(step, own), Look.SMALL, Tone.SECONDARY, after=0.2))
    if step.done_when:
        done = translate(N_("Done when: {what}"), what=step.done_when)
        lines.append(Paragraph(done, Look.SMALL, Tone.SECONDARY, after=0.4))
    if step.notes:
        lines.append(Paragraph(step.notes, Look.SMALL, after=0.4))
    for cited in step.cites:
        if cited.retired:
            warning = translate(
                N_("{what} was retired {date}."), what=f"{cited.ref} {cited.name}", date=day(cited.retired_on)
            )
            lines.append(Paragraph(warning, Look.SMALL, strong=True, after=0))
    return tuple(lines)


def _after(step: Step, own: set[int]) -> Content:
    content: list[Inline] = [translate(N_("After step")), " "]
    for place, number in enumerate(step.after):
        if place:
            content.append(translate(N_(" and ")))
        content.append(Words(str(number), to=f"step{number}"))
        if number not in own:
            content += [", ", translate(N_("page")), " ", PageOf(f"step{number}")]
    return tuple(content)


def _decision(step: Step) -> Row:
    question = step.question if step.question.endswith("?") else f"{step.question}?"
    content: list[Inline] = [question, APART]
    for word, number in ((translate(N_("Yes")), step.yes_number), (translate(N_("No")), step.no_number)):
        if number is not None:
            content += [
                Words(f"{word} → ", strong=True),
                Words(translate(N_("step {n}"), n=number), strong=True, to=f"step{number}"),
                Words(", " + translate(N_("page")) + " ", strong=True), PageOf(f"step{number}", strong=True), APART,
            ]  # fmt: skip
        else:
            content += [Words(f"{word} → ", strong=True), translate(N_("go on")), APART]
    return Row((Cell((Paragraph(tuple(content), Look.BODY, after=0),)),), tint=True, height=11)


def _foot(plan: PlanContent, steps: tuple[Step, ...]) -> list[Block]:
    timed = [step for step in steps if step.finish_at is not None]
    if not timed:
        return []
    last = max(timed, key=lambda step: (step.finish_at or 0, -step.number))
    role = plan.roles[0].name if plan.roles else translate(N_("whoever may invoke"))
    content: Content = (
        translate(N_("If step {n} is not finished by {time}: call {role}, go to the workaround, page"),
                  n=last.number, time=after_loss(last.finish_at), role=role),
        " ", PageOf(WORKAROUND, strong=True), ".",
    )  # fmt: skip
    return [Box((Paragraph(content, strong=True, after=0),), rule=Tone.EXTREME, edge=False, tint=True, padding=2.5)]


def workaround_page(plan: PlanContent) -> list[Block]:
    """Return how work goes on without the services."""
    blocks: list[Block] = [NewPage(), Heading(translate(N_("Workaround")), 1, WORKAROUND)]
    if plan.workaround:
        blocks.append(Paragraph(plan.workaround))
    known = [(one, one.workaround) for one in plan.services if one.workaround is not None]
    for one, workaround in known:
        blocks += _workaround(plan, one, workaround)
    without = [one.name for one in plan.services if one.workaround is None]
    if not known and not plan.workaround:
        blocks.append(missing_part(plan, completeness(plan), "workaround"))
    elif without and not plan.workaround:
        text = translate(N_("No workaround is recorded for {services}."), services=listed(without))
        blocks.append(Paragraph(text, tone=Tone.SECONDARY))
    return blocks


def _workaround(plan: PlanContent, one: PlannedService, workaround: Workaround | None) -> list[Block]:
    if workaround is None:
        return []
    tried = translate(N_("never tried")) if workaround.never_tried else day(workaround.tried_on)
    share = "–" if workaround.pct is None else f"{workaround.pct}\N{NO-BREAK SPACE}%"
    who = one.owner.name if one.owner else "–"
    ends = (
        "" if workaround.start is None or workaround.holds is None else after_loss(workaround.start + workaround.holds)
    )
    heads = columns(
        (translate(N_("Ready after")), 27), (translate(N_("Carries")), 22), (translate(N_("Holds for")), 30),
        (translate(N_("Until about")), 27), (translate(N_("Last tried")), 28), (translate(N_("Who stops it")), 36),
    )  # fmt: skip
    row = Row((span(workaround.start), share, span(workaround.holds), ends or "–", tried, who))
    started: Content = (
        Tick(f"workaround.{one.ref}.started", one.name), " ", translate(N_("started at")), " ",
        Gap(24, f"workaround.{one.ref}.start"), APART, Tick(f"workaround.{one.ref}.stopped", one.name), " ",
        translate(N_("stopped at")), " ", Gap(24, f"workaround.{one.ref}.stop"),
    )  # fmt: skip
    text = text_part(plan, translate(N_("How to start")), workaround.text)[1:]
    return [
        Heading(one.name, 2, bookmark=translate(N_("Workaround: {service}"), service=one.name)),
        *text, Table(heads, (row,), after=2), Paragraph(started, Look.CHIPS),
    ]  # fmt: skip
