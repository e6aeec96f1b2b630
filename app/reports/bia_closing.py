"""The pages of the BIA report after the services: calibration, findings and waivers, who was asked, what is missing."""

from __future__ import annotations

from dataclasses import replace

from app.calibration import KINDS, RULE, Calibration, distribution_view, share_view, spread_view
from app.calibration.parts import ALONE
from app.charts import Drawing, dot_strips, impact_spread, share_bars
from app.i18n import N_, plural, translate
from app.report import Block, Cell, Heading, Keep, Look, NewPage, Paragraph, Row, Table, Tone, Words
from app.reports.bia_board import FINDINGS, MISSING, anchor
from app.reports.bia_content import BiaContent, ServiceBia
from app.reports.bia_figures import on_paper
from app.reports.bia_words import DASH, listed, missing_line, quiet, two, unbroken
from app.reports.plan_tables import columns
from app.reports.plan_words import day

CALIBRATION, TALKS = "calibration", "talks"


# --- calibration ---


def calibration_page(content: BiaContent) -> list[Block]:
    """Return targets, impact and the share of the top tiers per department, and what should be looked at."""
    blocks: list[Block] = [NewPage(), Heading(translate(N_("Calibration across departments")), 1, CALIBRATION)]
    found = content.calibration
    if found is None:
        limited = translate(
            N_("This report is limited to some services; departments are compared in the whole report.")
        )
        return [*blocks, quiet(limited, look=Look.BODY)]
    if not found.comparable:
        nothing = translate(N_("No service has a target or an impact score yet, so there is nothing to compare."))
        return [*blocks, quiet(nothing, look=Look.BODY)]
    blocks.append(quiet(translate(RULE)))
    blocks += [*_chart(found.share_title, share_bars(replace(share_view(found), width=_UNITS)))]
    for one in found.distributions.values():
        if one.strips:
            blocks += _chart(one.title, dot_strips(replace(distribution_view(one), width=_UNITS)))
    for spread in found.spreads:
        if spread.cells:
            blocks += _chart(spread.title, impact_spread(replace(spread_view(spread, found.rows), width=_UNITS)))
    return [*blocks, *_entries(found)]


#: Units across the page in which the words of a chart are 8.5 points.
_UNITS = 680.0


def _chart(title: str, drawing: Drawing) -> list[Block]:
    return [Keep((Heading(unbroken(title), 3), on_paper(drawing)))]


def _entries(found: Calibration) -> list[Block]:
    """Return what should be looked at before sign-off; those who scored alone share one row."""
    rows = [
        Row((translate(KINDS[one.kind]), two(one.name, f"{one.ref} · {one.department}"), unbroken(one.words)))
        for one in found.entries
        if one.kind != ALONE
    ]
    alone = [one.name for one in found.entries if one.kind == ALONE]
    if alone:
        count = plural(N_("{n} service"), N_("{n} services"), len(alone))
        rows.append(Row((translate(KINDS[ALONE]), Cell(count, strong=True), listed(alone, 20))))
    if not rows:
        return []
    heads = columns((translate(N_("What")), 38), (translate(N_("Service")), 46), (translate(N_("Why")), 86))
    return [Heading(translate(N_("To be looked at before sign-off")), 2), Table(heads, tuple(rows), padding=1.1)]


# --- findings and waivers ---


def findings_page(content: BiaContent) -> list[Block]:
    """Return what contradicts or is missing, and what somebody accepts until when."""
    blocks: list[Block] = [NewPage(), Heading(translate(N_("Open findings and waivers")), 1, FINDINGS)]
    still = [one for one in content.findings if not one.waived]
    heads = columns(
        (translate(N_("How urgent")), 24), (translate(N_("About")), 46), (translate(N_("Finding")), 100),
    )  # fmt: skip
    rows = tuple(
        Row((Cell(one.severity.words, strong=one.severity.rank == 0), content.names.get(one.subject, one.subject_ref),
             unbroken(one.message)))
        for one in still
    )  # fmt: skip
    if rows:
        blocks.append(Table(heads, rows, padding=1.1))
    else:
        blocks.append(quiet(translate(N_("No finding of an analysis is open.")), look=Look.BODY))
    return [*blocks, *_waivers(content)]


def _waivers(content: BiaContent) -> list[Block]:
    blocks: list[Block] = [Heading(translate(N_("Waivers")), 2)]
    if not content.waivers:
        return [*blocks, quiet(translate(N_("Nothing is accepted at present.")), look=Look.BODY)]
    heads = columns(
        (translate(N_("What")), 56), (translate(N_("Reason")), 60), (translate(N_("Accepted by")), 30),
        (translate(N_("Until")), 24),
    )  # fmt: skip
    rows = tuple(
        Row((two(one.title, one.about), one.reason, one.by or DASH, day(one.until))) for one in content.waivers
    )
    return [*blocks, Table(heads, rows, padding=1.1)]


# --- who was asked, and what is missing ---


def talks_page(content: BiaContent) -> list[Block]:
    """Return who was interviewed when, service by service."""
    blocks: list[Block] = [NewPage(), Heading(translate(N_("Who was interviewed")), 1, TALKS)]
    rows = tuple(
        Row((_linked(one) if first else "", talk.who or DASH, day(talk.on), talk.meeting or DASH, str(talk.answered)))
        for one in content.services
        for first, talk in ((not place, talk) for place, talk in enumerate(one.talks))
    )
    if not rows:
        return [*blocks, quiet(translate(N_("Nobody was interviewed yet.")), look=Look.BODY)]
    heads = columns(
        (translate(N_("Service")), 50), (translate(N_("Who")), 38), (translate(N_("When")), 22),
        (translate(N_("Meeting")), 44), (translate(N_("Answers")), 16, "right"),
    )  # fmt: skip
    return [*blocks, Table(heads, rows, padding=1.1)]


def _linked(one: ServiceBia) -> Cell:
    return Cell((Words(one.title, True, to=anchor(one)),))


def missing_page(content: BiaContent) -> list[Block]:
    """Return what is still missing, service by service."""
    blocks: list[Block] = [Heading(translate(N_("What is still missing")), 1, MISSING)]
    gaps = [one for one in content.services if one.missing]
    if not gaps:
        return [*blocks, quiet(translate(N_("Every part of every analysis is recorded.")), look=Look.BODY)]
    for one in gaps:
        blocks.append(Heading(one.title, 3))
        blocks += [Paragraph(missing_line(one, code), Look.BODY, Tone.SECONDARY, after=0.6) for code in one.missing]
    return blocks
