"""Small words that the BIA report and the owners' BIA sheets share: targets, people, what is missing, what was cut."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.durations import BEYOND, DAY
from app.i18n import N_, plural, translate
from app.loss import money
from app.model.bia import TARGET
from app.report import Cell, Look, Paragraph, Tone
from app.reports.bia_content import BiaContent, Edited, NeedLine, ServiceBia
from app.reports.bia_parts import part_question, part_title
from app.reports.plan_words import Phones, day, span

NBSP = "\N{NO-BREAK SPACE}"
DASH = "–"
KINDS = {
    "service": N_("service"), "component": N_("component"), "supplier": N_("supplier"), "person": N_("person"),
}  # fmt: skip
#: White space at which lines may break; blanks that keep figure and unit together are none of it.
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_MEASURE = re.compile(r"(?<=\d) (?=(?:min|h|d|w|month|%|m|bn)\b)")
_MISSING = N_("Not yet recorded: {part}. Owner: {name}")
_NONE = N_("None, as answered on {day}.")
_NOBODY = N_("nobody yet")


def owner_name(one: ServiceBia) -> str:
    """Return who owns the service."""
    return one.owner.name if one.owner is not None else translate(_NOBODY)


def missing_line(one: ServiceBia, code: str) -> str:
    """Return the sentence that stands where a part is empty."""
    if code == "grid":
        left = one.row.cells - one.row.scored
        part = plural(N_("{n} of {all} impact cells"), N_("{n} of {all} impact cells"), left, all=one.row.cells)
    else:
        part = part_title(code)
    return translate(_MISSING, part=part, name=owner_name(one))


def empty_line(one: ServiceBia, code: str) -> str:
    """Return what stands in place of an empty part: that it is missing, or that the answer was “none”."""
    asked = one.asked.get(part_question(code))
    if code in one.missing or asked is None:
        return missing_line(one, code)
    return translate(_NONE, day=day(asked))


def quiet(text: str, *, look: Look = Look.SMALL, after: float = 2.0) -> Paragraph:
    """Return a line in secondary ink."""
    return Paragraph(text, look, Tone.SECONDARY, after=after)


def tier(one: ServiceBia) -> str:
    """Return ``Tier 1``, or that it is not known."""
    return translate(N_("Tier {n}"), n=one.row.tier) if one.row.tier is not None else translate(N_("Tier not known"))


def share(percent: int | None) -> str:
    """Return a percentage, or a dash."""
    return DASH if percent is None else f"{percent}{NBSP}%"


def mbco(one: ServiceBia, *, words: bool = True) -> str:
    """Return the least acceptable service: its share, and in words."""
    shown = "" if one.row.mbco_pct is None else share(one.row.mbco_pct)
    return ": ".join(part for part in (shown, one.row.mbco_text if words else "") if part) or DASH


def target(one: ServiceBia, code: str) -> str:
    """Return the value of a target; an empty text if it is not recorded."""
    if code == "mbco_pct":
        return mbco(one) if one.row.mbco_pct is not None or one.row.mbco_text else ""
    value = getattr(one.row, code)
    return "" if value is None else span(value)


def target_cell(one: ServiceBia, code: str, limit: int = 1000) -> Cell:
    """Return the value of a target in bold, or that it is not recorded yet."""
    value = target(one, code)
    if value:
        return Cell(clip(value, limit), strong=True)
    needless = one.beyond and code in ("rto", "wrt")
    return Cell(DASH if needless else translate(N_("not yet recorded")), tone=Tone.SECONDARY)


def proposed(one: ServiceBia, code: str) -> str:
    """Return what the grid proposes for a target; targets that are only asked have a dash."""
    value = {"mtpd": one.proposal.mtpd, "rto": one.proposal.rto}.get(code)
    if code == "rto" and value is None and one.proposal.mtpd is not None and one.proposal.mtpd >= BEYOND:
        return translate(N_("none needed"))
    return span(value)


def target_why(one: ServiceBia, code: str) -> str:
    """Return why a target has its value: the reason that was given, or that it is what the grid proposes."""
    value, decision = getattr(one.row, code), one.decisions.get(code)
    reason = (decision.reason or "") if decision is not None else ""
    wished = {"mtpd": one.proposal.mtpd, "rto": one.proposal.rto}
    parts = []
    if code in wished and value is not None and wished[code] == value:
        parts.append(translate(N_("As proposed.")))
    if decision is not None and decision.relaxed:
        parts.append(translate(N_("Relaxed, because the workaround carries it for so long.")))
    parts.append(reason)
    return " ".join(part for part in parts if part)


def target_who(content: BiaContent, one: ServiceBia, code: str) -> str:
    """Return who decided a target, and when."""
    decision = one.decisions.get(code)
    if decision is None:
        return ""
    on = day(decision.decided_at.astimezone().date()) if decision.decided_at is not None else ""
    return ", ".join(part for part in (content.name(decision.decided_by_id), on) if part)


def target_name(code: str) -> str:
    """Return what a target is called."""
    return translate(TARGET[code])


def derivation(one: ServiceBia) -> str:
    """Return the derivation of MTPD and RTO in words (``domain.md`` §2)."""
    return unbroken(" ".join(str(reason) for reason in one.proposal.reasons))


def impact_message(one: ServiceBia) -> str:
    """Return what the grid says: between which horizons it becomes intolerable, and through what."""
    proposal = one.proposal
    if proposal.intolerable is None:
        if proposal.mtpd is not None:
            return translate(N_("{service}: nothing becomes intolerable within the last horizon"), service=one.row.name)
        return translate(N_("{service}: too little is scored to say when it becomes intolerable"), service=one.row.name)
    names = {line.code: line.name for line in one.grid.lines}
    return translate(
        N_("{service} becomes intolerable between {before} and {after}: {categories}"),
        service=one.row.name,
        before=span(proposal.tolerable),
        after=span(proposal.intolerable),
        categories=listed([names.get(code, code) for code in proposal.drivers], 3),
    )


def first_intolerable(one: ServiceBia) -> str:
    """Return what is intolerable first and when, ``Safety after 4 h``."""
    proposal = one.proposal
    if proposal.intolerable is None:
        return translate(N_("nothing")) if proposal.mtpd is not None else DASH
    names = {line.code: line.name for line in one.grid.lines}
    return translate(N_("{category} after {time}"), category=names.get(proposal.driver or "", ""),
                     time=span(proposal.intolerable))  # fmt: skip


def loss_after(one: ServiceBia, minutes: int = DAY) -> int | None:
    """Return the likely loss after ``minutes`` in cents, or the high one if only that is known."""
    from app.loss import loss_at

    found = loss_at(one.bia, minutes)
    if found is None:
        return None
    return found.likely if found.likely is not None else found.high


def amount(content: BiaContent, cents: int | None) -> str:
    """Return an amount with its currency, or a dash."""
    return money(cents, content.currency) or DASH


def listed(names: Sequence[str], limit: int = 99) -> str:
    """Return names with commas, the rest counted."""
    shown = ", ".join(names[:limit])
    return shown if len(names) <= limit else translate(N_("{names} and {n} more"), names=shown, n=len(names) - limit)


def need_words(need: NeedLine) -> str:
    """Return how a need counts: hard, soft, or how many of its alternatives are enough."""
    if not need.hard:
        return translate(N_("useful"))
    if len(need.members) > 1:
        return translate(N_("{needed} of {n} needed"), needed=need.needed, n=len(need.members))
    return translate(N_("necessary"))


def approval_words(one: ServiceBia) -> str:
    """Return the approval in one line."""
    signature = one.signature
    if signature is None:
        return translate(N_("not approved"))
    words = translate(
        N_("version {version} approved by {name}, {day}"),
        version=signature.version, name=signature.by, day=day(signature.on),
    )  # fmt: skip
    return f"{words} ({signature.manner})" if signature.manner else words


def changed_words(one: ServiceBia, limit: int = 99) -> str:
    """Return what was edited since the approval: ``RTO 24 h → 8 h (Ann Bell, 3 Sep 2026)``."""
    told = []
    for edit in one.changed[:limit]:
        by = ", ".join(part for part in (edit.who, day(edit.on) if edit.on else "") if part)
        told.append(unbroken(_edit_words(edit)) + (f" ({by})" if by else ""))
    rest = len(one.changed) - limit
    if rest > 0:
        told.append(translate(N_("{n} more, see report"), n=rest))
    return "; ".join(told)


def _edit_words(edit: Edited) -> str:
    if edit.before and edit.after:
        return f"{edit.label} {edit.before} → {edit.after}"
    if edit.after:
        return translate(N_("{label}, new: {value}"), label=edit.label, value=edit.after)
    if edit.before:
        return translate(N_("{label}, gone: {value}"), label=edit.label, value=edit.before)
    return edit.label


def unbroken(text: str) -> str:
    """Return a sentence of ours whose figures stay on one line with their units."""
    return _MEASURE.sub(NBSP, text)


def clip(text: str | None, limit: int) -> str:
    """Return ``text`` on at most ``limit`` characters, cut at a word, with the hint where the rest is."""
    flat = _BLANKS.sub(" ", text or "").strip()
    if len(flat) <= limit:
        return flat
    end = flat.rfind(" ", limit // 2, limit)
    return flat[: end if end > 0 else limit].rstrip(" ,;:.") + translate(N_(" … (more in the report)"))


def lines(text: str, look: Look = Look.SMALL, *, strong: bool = False, tone: Tone = Tone.INK) -> Cell:
    """Return a cell that keeps the line breaks of a note."""
    rows = [line for line in text.splitlines() if line.strip()] or [""]
    return Cell(tuple(Paragraph(line, look, tone, strong, after=0) for line in rows))


def two(first: str, *quiet_lines: str, look: Look = Look.SMALL) -> Cell:
    """Return a cell with a strong line and quiet ones below; empty ones are left out."""
    below = (Paragraph(text, look, Tone.SECONDARY, after=0) for text in quiet_lines if text)
    return Cell((Paragraph(first, Look.SMALL, strong=True, after=0), *below))


def phones_words(phones: Phones) -> str:
    """Return which numbers a paper prints, for its footer."""
    return translate({"all": N_("all"), "duty": N_("duty numbers"), "none": N_("none")}[phones])
