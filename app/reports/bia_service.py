"""The pages of one service in the BIA report: impact, targets, loss, what it stands on, and how it is bridged."""

from __future__ import annotations

from app.checks import Finding
from app.durations import format_duration
from app.i18n import N_, plural, translate
from app.loss import money
from app.model.bia import CONFIDENCE, RESOURCE_KIND
from app.report import (
    Block,
    Cell,
    Columns,
    Heading,
    Keep,
    Look,
    NewPage,
    Paragraph,
    Part,
    Row,
    Space,
    Table,
    Tone,
)
from app.reports.bia_board import anchor
from app.reports.bia_content import BiaContent, Dissenting, NeedLine, ServiceBia
from app.reports.bia_figures import cell_notes, curve_figure, grid_figure, loss_figure
from app.reports.bia_method import service_note
from app.reports.bia_words import (
    DASH,
    KINDS,
    approval_words,
    changed_words,
    clip,
    derivation,
    empty_line,
    impact_message,
    lines,
    listed,
    need_words,
    proposed,
    quiet,
    share,
    target_cell,
    target_name,
    target_who,
    target_why,
    two,
    unbroken,
)
from app.reports.plan_figures import dependency_map, drawn_nodes, map_title
from app.reports.plan_tables import columns
from app.reports.plan_words import Phones, day, numbers, span

TARGETS = ("mtpd", "rto", "wrt", "rpo", "mbco_pct")


def service_pages(content: BiaContent, one: ServiceBia, phones: Phones) -> list[Block]:
    """Return the pages of one service, beginning on a new one."""
    head = Heading(one.title, 1, anchor(one), note=service_note(one), depth=2)
    return [
        NewPage(),
        head,
        *_framing(one),
        *_impact(one),
        *_targets(content, one),
        *_effects(one),
        *_loss(one),
        *_dependencies(one),
        *_workaround(one),
        *_resources(content, one),
        *_lists(content, one, phones),
        *_dissent(one),
        *_findings(one),
        *_approval(one),
    ]


def part(title: str, *blocks: Block) -> list[Block]:
    """Return a part of a service's pages under its heading, which is no bookmark."""
    return [Heading(translate(title), 2, depth=0), *blocks]


def small_part(title: str, *blocks: Block) -> list[Block]:
    """Return a part that is a short list, under a smaller heading, on one page if it can be."""
    return [Keep((Heading(translate(title), 3), *blocks))]


def _empty(one: ServiceBia, code: str) -> Paragraph:
    return quiet(empty_line(one, code))


# --- what it is ---


def _framing(one: ServiceBia) -> list[Block]:
    supports = one.said("supports")
    use = " · ".join(text for text in (one.said("hours"), one.said("volume")) if text)
    facts = (
        (translate(N_("Purpose")), one.said("purpose"), "purpose"),
        (translate(N_("Stops with it")), supports, "supports"),
        (translate(N_("Hours, volume")), use, "use"),
        (translate(N_("State")), state_words(one), ""),
    )
    rows = tuple(
        Row((Cell(name, tone=Tone.SECONDARY),
             lines(text) if text else Cell(empty_line(one, code), tone=Tone.SECONDARY)))
        for name, text, code in facts
    )  # fmt: skip
    return [Table(columns(("", 30), ("", 140)), rows, heading=False, padding=0.9, after=1)]


def state_words(one: ServiceBia) -> str:
    """Return whether it is approved, and whether it changed since."""
    words = approval_words(one)
    told = f"{words[:1].upper()}{words[1:]}."
    return f"{told} {translate(N_('Changed since approval.'))}" if one.signature is not None and one.changed else told


# --- impact and targets ---


def _impact(one: ServiceBia) -> list[Block]:
    blocks: list[Block] = [Paragraph(impact_message(one), strong=True, after=1.5, glued=True)]
    grid = Keep((*blocks, grid_figure(one.grid, row=6.2)))
    found: list[Block] = [*part(N_("Impact over time"), grid)]
    if "grid" in one.missing:
        found.append(_empty(one, "grid"))
    notes = cell_notes(one.grid)
    found += [Paragraph(text, Look.SMALL, bullet=f"{n}", after=0.8) for n, (_, text) in enumerate(notes, 1)]
    curve = curve_figure(one, height=43)
    return [*found, curve] if curve is not None else found


def _effects(one: ServiceBia) -> list[Block]:
    """Return what was said about the impact beside the grid."""
    facts = (
        (translate(N_("Harm to people")), _safety(one)),
        (translate(N_("Customers and press")), one.said("reactions")),
        (translate(N_("Point of no return")), one.said("mtpd_note")),
    )
    rows = tuple(Row((Cell(name, tone=Tone.SECONDARY), lines(text))) for name, text in facts if text)
    return [Keep((Table(columns(("", 34), ("", 136)), rows, heading=False, padding=0.9),))] if rows else []


def _safety(one: ServiceBia) -> str:
    harm = one.said("safety")
    if harm is None:
        return empty_line(one, "safety")
    return translate(N_("possible")) if harm else translate(N_("not expected"))


def _targets(content: BiaContent, one: ServiceBia) -> list[Block]:
    heads = columns(
        (translate(N_("Target")), 15), (translate(N_("Proposed")), 19), (translate(N_("Decided")), 44),
        (translate(N_("Why")), 34), (translate(N_("Who, when")), 58),
    )  # fmt: skip
    rows = tuple(
        Row((Cell(target_name(code), strong=True), proposed(one, code), target_cell(one, code),
             target_why(one, code), target_who(content, one, code)))
        for code in TARGETS
    )  # fmt: skip
    table = Table(heads, rows, padding=1.1, after=2)
    said = [quiet(translate(N_("How the proposal follows: {steps}"), steps=derivation(one)))]
    reached = capability_words(one)
    if reached:
        said.append(quiet(reached))
    return [*part(N_("Targets"), Keep((table, *said))), *_peaks(one)]


def capability_words(one: ServiceBia) -> str:
    """Return what is there today against RTO and RPO, in one line."""
    told = []
    found = one.capability
    if found is not None:
        words = N_("{time} measured on {day}") if found.measured_on else N_("{time} estimated ({strategy})")
        told.append(translate(words, time=span(found.minutes), day=day(found.measured_on), strategy=found.strategy))
    if one.worst_loss is not None:
        told.append(translate(N_("up to {time} of data lost"), time=span(one.worst_loss)))
    return translate(N_("There today: {what}."), what="; ".join(told)) if told else ""


def _peaks(one: ServiceBia) -> list[Block]:
    if not one.peaks:
        return [_empty(one, "peaks")] if "peaks" in one.missing else []
    rows = tuple(
        Row((Cell(peak.name, strong=True), peak.recurrence or DASH, _against(one, peak.mtpd),
             Cell(span(peak.mtpd), strong=True)))
        for peak in one.peaks
    )  # fmt: skip
    heads = columns(
        (translate(N_("Peak")), 66), (translate(N_("When")), 48), (translate(N_("Against the RTO")), 36),
        ("MTPD", 20, "right"),
    )  # fmt: skip
    return [Table(heads, rows, padding=1.1)]


def _against(one: ServiceBia, limit: int | None) -> str:
    if limit is None or one.row.rto is None:
        return ""
    return translate(N_("shorter") if limit < one.row.rto else N_("long enough"))


# --- loss ---


def _loss(one: ServiceBia) -> list[Block]:
    figure = loss_figure(one, height=40, width=98)
    if figure is None:
        return part(N_("Cost of waiting"), _empty(one, "loss"))
    message = Paragraph(unbroken(one.loss.title), strong=True, after=1.5, glued=True)
    notes = " ".join(text for text in (*one.loss.faults, one.loss.method) if text)
    beside = Columns((Part(98, (figure,)), Part(68, (loss_table(one), quiet(notes)))), after=1)
    return part(N_("Cost of waiting"), Keep((message, beside)))


def loss_table(one: ServiceBia) -> Table:
    """Return the three points per hour and per day."""
    heads = columns(
        (translate(N_("Loss ({currency})"), currency=one.loss.currency), 42), (translate(N_("low")), 38, "right"),
        (translate(N_("likely")), 38, "right"), (translate(N_("high")), 38, "right"),
    )  # fmt: skip
    rows = tuple(
        Row((translate(name), *(money(one.said(prefix + point)) or DASH for point in ("low", "likely", "high"))))
        for name, prefix in ((N_("an hour"), "loss_"), (N_("a day"), "loss_day_"))
    )
    return Table(heads, rows, padding=1.0, after=1.5)


# --- what it stands on ---


def _dependencies(one: ServiceBia) -> list[Block]:
    if not one.needs:
        return part(N_("Dependencies"), _empty(one, "dependencies"), *_dependants(one))
    heads = columns(
        (translate(N_("Needs")), 72), (translate(N_("Kind")), 24), (translate(N_("How")), 26),
        (translate(N_("Note")), 30), (translate(N_("Back in")), 18, "right"),
    )  # fmt: skip
    rows = tuple(need_row(need) for need in one.needs)
    return part(N_("Dependencies"), *_map(one), Table(heads, rows, padding=1.1, after=2), *_dependants(one))


def need_row(need: NeedLine) -> Row:
    """Return a need with all its alternatives."""
    names = " / ".join(f"{member.ref} {member.name}".strip() for member in need.members)
    kinds = dict.fromkeys(translate(KINDS.get(member.kind, member.kind)) for member in need.members)
    times = [member.back_in for member in need.members if member.back_in is not None]
    back = " / ".join(dict.fromkeys(span(time) for time in times))
    return Row((names, ", ".join(kinds), need_words(need), need.note, back or DASH))


def _map(one: ServiceBia) -> list[Block]:
    figure = dependency_map(one.ground) if one.ground is not None else None
    if one.ground is None or figure is None:
        return []
    legend = translate(
        N_("Left comes back first. Dashed frame: supplier. Dashed line: useful, not necessary. "
           "Ring: its loss alone stops the service.")
    )  # fmt: skip
    shown = len(drawn_nodes(one.ground))
    if shown < len(one.ground.nodes):
        legend += " " + translate(N_("{n} of {all} nodes are drawn."), n=shown, all=len(one.ground.nodes))
    title = Paragraph(_map_title(one), strong=True, after=1.5, glued=True)
    return [Keep((title, figure, quiet(legend)))]


def _map_title(one: ServiceBia) -> str:
    if one.ground is not None and one.ground.single_points:
        return map_title(one.ground)
    return translate(N_("No single component or person stops it"))


def _dependants(one: ServiceBia) -> list[Block]:
    if not one.dependants:
        return []
    names = ", ".join(f"{member.ref} {member.name}".strip() for member in one.dependants)
    return [Paragraph(translate(N_("Relied on by: {names}."), names=names), Look.SMALL, after=2)]


# --- how it is bridged, and what that takes ---


def _workaround(one: ServiceBia) -> list[Block]:
    if "workaround" in one.missing or not workaround_facts(one):
        return part(N_("Workaround and data"), _empty(one, "workaround"), *_data(one))
    facts = workaround_facts(one)
    rows = tuple(Row((Cell(name, tone=Tone.SECONDARY), lines(text))) for name, text in facts)
    table = Table(columns(("", 34), ("", 136)), rows, heading=False, padding=0.9, after=2)
    return part(N_("Workaround and data"), table, *_data(one))


def workaround_facts(one: ServiceBia) -> list[tuple[str, str]]:
    """Return what is known of the workaround, as names with texts."""
    figures = [
        translate(N_("starts after {time}"), time=span(one.said("wa_start")))
        if one.said("wa_start") is not None
        else "",
        translate(N_("carries {share}"), share=share(one.said("wa_pct"))) if one.said("wa_pct") is not None else "",
        translate(N_("holds for {time}"), time=span(one.said("wa_max"))) if one.said("wa_max") is not None else "",
    ]
    told = ", ".join(text for text in figures if text)
    known = bool(one.said("wa_text") or told)
    facts = (
        (translate(N_("How")), one.said("wa_text") or ""),
        (translate(N_("Figures")), told),
        (translate(N_("Last tried")), _tried(one) if known else ""),
    )
    return [(name, text) for name, text in facts if text]


def _tried(one: ServiceBia) -> str:
    if one.said("wa_tested") is not None:
        return day(one.said("wa_tested"))
    return translate(N_("never")) if one.said("wa_never_tested") else translate(N_("not known"))


def _data(one: ServiceBia) -> list[Block]:
    rebuild = one.said("rebuild") or ""
    if rebuild and one.said("rebuild_time") is not None:
        rebuild = translate(N_("{how} ({time})"), how=rebuild, time=format_duration(one.said("rebuild_time")))
    facts = (
        (translate(N_("Lost entries")), rebuild),
        (translate(N_("Wrong data")), one.said("recon_check") or ""),
        (translate(N_("Changes ahead")), one.said("changes") or ""),
    )
    rows = tuple(Row((Cell(name, tone=Tone.SECONDARY), lines(text))) for name, text in facts if text)
    return [Keep((Table(columns(("", 34), ("", 136)), rows, heading=False, padding=0.9),))] if rows else []


def _resources(content: BiaContent, one: ServiceBia) -> list[Block]:
    if not one.resources:
        return small_part(N_("Resources"), _empty(one, "resources"))
    return small_part(N_("Resources"), resource_table(one, len(one.resources)))


def resource_table(one: ServiceBia, most: int, characters: int = 1000) -> Table:
    """Return what is needed at each horizon that was asked about any resource; texts are cut at ``characters``."""
    asked = sorted({minutes for need in one.resources for minutes in need.at})[:6]
    room = 60.0 / max(1, len(asked))
    rows = tuple(
        Row((Cell(clip(need.what, characters), strong=True), translate(RESOURCE_KIND.get(need.kind, need.kind)),
             clip(need.note, characters),
             *(str(need.at.get(minutes, DASH)) for minutes in asked)))
        for need in one.resources[:most]
    )  # fmt: skip
    heads = columns(
        (translate(N_("What")), 44), (translate(N_("Kind")), 28), (translate(N_("Note")), 38),
        *((span(minutes), room, "right") for minutes in asked),
    )  # fmt: skip
    return Table(heads, rows, padding=1.1)


def _lists(content: BiaContent, one: ServiceBia, phones: Phones) -> list[Block]:
    """Return the short lists, two beside each other."""
    return [
        *_beside(_records(one), _duties(one)),
        *_beside(_key_people(content, one, phones), _outages(one)),
    ]


def _beside(left: list[Block], right: list[Block]) -> list[Block]:
    return [Space(3.5), Columns((Part(83, tuple(left)), Part(83, tuple(right))), after=0)]


def _records(one: ServiceBia) -> list[Block]:
    if not one.records:
        return small_part(N_("Vital records"), _empty(one, "records"))
    heads = columns((translate(N_("Record")), 36), (translate(N_("Where the copy is")), 47))
    rows = tuple(Row((Cell(row.name, strong=True), row.copy_at or DASH)) for row in one.records)
    return small_part(N_("Vital records"), Table(heads, rows, padding=1.1))


def _duties(one: ServiceBia) -> list[Block]:
    if not one.obligations:
        return small_part(N_("Obligations"), _empty(one, "obligations"))
    heads = columns((translate(N_("Obligation")), 68), (translate(N_("Within")), 15, "right"))
    rows = tuple(Row((two(row.name, row.duty or "", row.document or ""), span(row.within))) for row in one.obligations)
    return small_part(N_("Obligations"), Table(heads, rows, padding=1.1))


def _key_people(content: BiaContent, one: ServiceBia, phones: Phones) -> list[Block]:
    if not one.key_roles:
        return small_part(N_("Key people and cover"), _empty(one, "key people"))
    heads = columns((translate(N_("Role")), 23), (translate(N_("Person")), 30), (translate(N_("Cover")), 30))
    rows = tuple(
        Row((Cell(row.role, strong=True), person_cell(content, row.person_id, phones),
             person_cell(content, row.cover_id, phones)))
        for row in one.key_roles
    )  # fmt: skip
    return small_part(N_("Key people and cover"), Table(heads, rows, padding=1.1))


def person_cell(content: BiaContent, key: bytes | None, phones: Phones, limit: int = 1000) -> Cell:
    """Return a name, cut at ``limit`` characters, with the numbers that are printed."""
    person = content.person(key)
    if person is None:
        return Cell(translate(N_("nobody")), tone=Tone.SECONDARY)
    name = person.name if person.active else translate(N_("{name} (has left)"), name=person.name)
    told = numbers(person, phones, on_duty=True) if phones != "none" else ()
    return two(clip(name, limit), *(clip(number, limit) for number in told), look=Look.FOOT)


# --- what happened, who sees it otherwise, what is open, who signed ---


def _outages(one: ServiceBia) -> list[Block]:
    if not one.outages:
        return small_part(N_("Past outages"), _empty(one, "outages"))
    heads = columns(
        (translate(N_("On")), 22), (translate(N_("Harm")), 45), (translate(N_("Lasted")), 16, "right"),
    )  # fmt: skip
    rows = tuple(Row((day(row.occurred_on), row.harm or DASH, span(row.lasted))) for row in one.outages)
    return small_part(N_("Past outages"), Table(heads, rows, padding=1.1))


def _dissent(one: ServiceBia) -> list[Block]:
    blocks: list[Block] = []
    if one.said("dissent"):
        blocks.append(
            Paragraph(translate(N_("Who would disagree: {text}"), text=one.said("dissent")), Look.SMALL, after=1)
        )
    blocks += [Paragraph(dissent_words(view), Look.SMALL, bullet="–", after=1) for view in one.dissents]
    if one.said("confidence"):
        sure = translate(CONFIDENCE[one.said("confidence")])
        blocks.append(quiet(translate(N_("Confidence of the owner: {level}."), level=sure)))
    return small_part(N_("Dissent and confidence"), *blocks) if blocks else []


def dissent_words(view: Dissenting) -> str:
    """Return a differing view in one line, by role."""
    who = f"{view.role} ({view.name})" if view.name else view.role
    words = translate(
        N_("{about}: agreed {agreed}, {who} scored {level}, “{reason}”"),
        about=view.about, agreed=view.agreed or DASH, who=who, level=view.level or DASH, reason=view.reason,
    )  # fmt: skip
    if view.changes_outcome is not None:
        changes = N_("would change the outcome") if view.changes_outcome else N_("would not change the outcome")
        words += "; " + translate(changes)
    if view.review_on is not None:
        words += "; " + translate(N_("review {day}"), day=day(view.review_on))
    return words


def _findings(one: ServiceBia) -> list[Block]:
    if not one.findings:
        return []
    rows = tuple(
        Row((Cell(found.severity.words, strong=found.severity.rank == 0), _finding(found))) for found in one.findings
    )
    heads = columns((translate(N_("How urgent")), 24), (translate(N_("Open here")), 146))
    return small_part(N_("Contradictions and gaps"), Table(heads, rows, padding=1.1))


def _finding(found: Finding) -> Cell:
    accepted = translate(N_("Accepted by {name}."), name=found.waived_by) if found.waived else ""
    below = (Paragraph(accepted, Look.SMALL, Tone.SECONDARY, after=0),) if accepted else ()
    return Cell((Paragraph(unbroken(found.message), Look.SMALL, after=0), *below))


def _approval(one: ServiceBia) -> list[Block]:
    lines_: list[Block] = [Paragraph(state_words(one), Look.SMALL, after=1)]
    signature = one.signature
    if signature is not None and one.changed:
        changed = translate(N_("Changed: {what}."), what=changed_words(one, 12))
        lines_.append(Paragraph(changed, Look.SMALL, after=1))
    if signature is not None and (signature.remark or signature.sheet):
        told = [
            signature.remark,
            translate(N_("signed sheet: {title}"), title=signature.sheet) if signature.sheet else "",
        ]
        lines_.append(quiet("; ".join(text for text in told if text)))
    if one.talks:
        told_by = [
            plural(N_("{who} on {day} ({n} question)"), N_("{who} on {day} ({n} questions)"), talk.answered,
                   who=talk.who or translate(N_("nobody named")), day=day(talk.on))
            for talk in one.talks
        ]  # fmt: skip
        lines_.append(quiet(translate(N_("Interviewed: {names}."), names=listed(told_by, 6))))
    if one.missing:
        lines_ += [quiet(empty_line(one, code), after=0.6) for code in one.missing if code == "approval"]
    return small_part(N_("Approval"), *lines_)
