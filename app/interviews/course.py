"""The course of an interview: which questions are asked, what each has got so far, and where it goes on.

Serves the interview mode, the plan of interviews and the ask-back list. A second interview starts from the old answers:
what was answered before the interview was opened again is asked as "still true?".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app import model as m
from app import packs
from app.document import Document
from app.durations import format_duration
from app.i18n import N_, UserError, translate
from app.interviews.grid import begin, proposals, service_row
from app.interviews.saying import Record
from app.interviews.script import Said, answer_all, answers
from app.packs import InterviewGuide, Question
from app.packs.guide import AnswerField
from app.scales import Scales, read_scales
from app.services import tier

#: What a question has got: nothing yet, an answer, a skip, a parked question, or an answer of an earlier interview.
STATES = ("open", "answered", "skipped", "parked", "old")
#: Services of these tiers are asked everything (``domain.md`` §2).
FULL_TIERS = (0, 1)
#: How much of a section's time a question takes, by the type of its first field; a plain one takes 1.
_WEIGHTS = {"grid": 4, "list": 2, "recurrence": 1}

_NOTHING = N_("Nothing is on record for question {n}; answer it instead.")


@dataclass(frozen=True, slots=True)
class Step:
    """One question of the course.

    ``ask`` has its gaps filled. ``asked`` says that the chosen script holds it; the others are "more on this". ``said``
    is what is on record in words, also while the state is open (imported, or typed in a form). ``words`` is what was
    noted as said. ``title`` is the question in two or three words. ``at`` and ``speaker`` (a name) tell who answered.
    ``minutes`` is its share of the section's time.
    """

    number: int
    section: str
    ask: str
    hint: str
    follow_up: str
    fields: tuple[AnswerField, ...]
    core: bool
    asked: bool
    state: str
    at: datetime | None
    speaker: str
    said: str
    words: str
    minutes: float
    title: str = ""

    @property
    def settled(self) -> bool:
        """Whether the interview need not come back to it."""
        return self.state in ("answered", "skipped")


@dataclass(frozen=True, slots=True)
class CourseSection:
    """A part of the course: how many of its questions are asked, and how many are settled."""

    code: str
    title: str
    asked: int
    done: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Course:
    """The questions of one service in the order of the script; ``steps`` holds all, also those that are not asked.

    ``asked``, ``done`` and ``parked`` count questions of the chosen script. ``next`` is where the interview goes on:
    the first open or old question, then the parked ones; ``None`` if all are settled. ``minutes`` is what the script
    takes, ``left`` what is left of it. ``again`` says that there are answers of an earlier interview.
    """

    service: bytes
    script: str
    steps: tuple[Step, ...]
    sections: tuple[CourseSection, ...]
    asked: int
    done: int
    parked: int
    old: int
    next: int | None
    minutes: int
    left: int
    again: bool

    def step(self, number: int) -> Step:
        """Return a question by its number."""
        return self.steps[number - 1]

    def after(self, number: int) -> int | None:
        """Return the next question of the script after one, whatever its state; ``None`` at the end."""
        return next((one.number for one in self.steps if one.asked and one.number > number), None)

    def before(self, number: int) -> int | None:
        """Return the question of the script before one; ``None`` at the start."""
        return next((one.number for one in reversed(self.steps) if one.asked and one.number < number), None)


# --- which questions ---


def suggested_script(document: Document, service: bytes) -> str:
    """Return ``full`` for services of Tier 0 and 1, ``core`` for all others and while the tier is not known."""
    return _suggested(read_scales(document), service_row(document, service))


def _suggested(scales: Scales, row: Any) -> str:
    known = tier(scales, row)
    return "full" if known is not None and known.number in FULL_TIERS else "core"


def script_of(document: Document, service: bytes) -> str:
    """Return the script of a service as it was chosen, or as it is suggested."""
    row = document.get(m.Bia, service)
    return (row.script if row is not None else None) or suggested_script(document, service)


def set_script(document: Document, service: bytes, script: str | None) -> bool:
    """Choose which questions are asked (``core`` or ``full``; ``None`` as suggested); returns whether it changed.

    It opens no interview. Raises ``UserError`` for another word.
    """
    name = service_row(document, service).name
    spec = m.Bia.__table__.c.script.info["field"]
    chosen = spec.check(script)
    stored = document.get(m.Bia, service)
    if (stored.script if stored is not None else None) == chosen:
        return False
    with document.edit(translate(N_("Choose the questions for {service}"), service=name)) as session:
        found = session.get(m.Bia, service)
        if found is None:
            found = m.Bia(id=service, state="not started")
            session.add(found)
        found.script = chosen
    return True


# --- the course ---


def course(document: Document, service: bytes) -> Course:
    """Return the questions of a service with their states, what was said, and where the interview goes on."""
    guide, scales = packs.interview_guide(), read_scales(document)
    record, known = Record(document, service, scales), answers(document, service)
    opened = record.bia.opened_at if record.bia is not None else None
    script = (record.bia.script if record.bia is not None else None) or _suggested(scales, record.row)
    shares, gaps = shares_of(guide), _gaps(document, record, scales)
    steps = tuple(
        _step(record, one, known.get(one.number), opened, script, shares[one.number], gaps) for one in guide.questions
    )
    return _course(service, script, guide, steps)


def _course(service: bytes, script: str, guide: InterviewGuide, steps: tuple[Step, ...]) -> Course:
    asked = [one for one in steps if one.asked]
    ahead = [one.number for one in asked if one.state in ("open", "old")]
    parked = [one.number for one in asked if one.state == "parked"]
    return Course(
        service=service,
        script=script,
        steps=steps,
        sections=tuple(_section(guide, code, asked) for code in dict.fromkeys(one.section for one in asked)),
        asked=len(asked),
        done=sum(one.settled for one in asked),
        parked=len(parked),
        old=sum(one.state == "old" for one in asked),
        next=next(iter((*ahead, *parked)), None),
        minutes=round(sum(one.minutes for one in asked)),
        left=round(sum(one.minutes for one in asked if not one.settled)),
        again=any(one.state == "old" for one in steps),
    )


def _section(guide: InterviewGuide, code: str, asked: list[Step]) -> CourseSection:
    own = [one for one in asked if one.section == code]
    title = next(one.title for one in guide.sections if one.code == code)
    done = sum(one.settled for one in own)
    return CourseSection(code, translate(title), len(own), done, round(sum(one.minutes for one in own)))


def _step(
    record: Record, question: Question, row: Any, opened: datetime | None, script: str, minutes: float, gaps: _Gaps
) -> Step:
    return Step(
        number=question.number,
        section=question.section,
        ask=translate(question.ask).format_map(gaps) if question.gaps else translate(question.ask),
        hint=translate(question.hint),
        follow_up=translate(question.follow_up),
        fields=question.fields,
        core=question.core,
        asked=script == "full" or question.core,
        state=state_of(row, opened),
        at=row.at if row is not None else None,
        speaker=record.people.get(row.speaker_id, "") if row is not None else "",
        said=record.said(question) or ((row.text or "") if row is not None else ""),
        words=(row.text or "") if row is not None else "",
        minutes=minutes,
        title=translate(question.title),
    )


def state_of(row: Any, opened: datetime | None) -> str:
    """Return what a question has got, from its ``Answer`` (or ``None``) and when the interview was opened last.

    What was skipped in an earlier interview is open again; what was parked is still parked.
    """
    if row is None:
        return "open"
    if opened is None or row.at >= opened or row.state == "parked":
        return str(row.state)
    return "old" if row.state == "answered" else "open"


def shares_of(guide: InterviewGuide) -> dict[int, float]:
    """Return the minutes of each question: its share of the time of its section, by what it takes to answer."""
    found: dict[int, float] = {}
    for section in guide.sections:
        weights = {one.number: _WEIGHTS.get(one.fields[0].type, 1) for one in guide.of_section(section.code)}
        whole = sum(weights.values())
        found |= {number: section.minutes * weight / whole for number, weight in weights.items()}
    return found


class _Gaps(dict[str, str]):
    """What fills the gaps of questions; what is not known yet is a dash of dots."""

    def __missing__(self, _name: str) -> str:
        return "…"


def _gaps(document: Document, record: Record, scales: Scales) -> _Gaps:
    proposal = proposals(document, record.service, scales=scales)
    gaps = _Gaps(horizons=", ".join(one.label.replace(" ", "\u00a0") for one in scales.horizons))
    for name in ("tolerable", "intolerable"):
        if minutes := getattr(proposal, name):
            gaps[name] = format_duration(minutes)
    return gaps


# --- still true ---


def confirm(
    document: Document,
    service: bytes,
    question: int,
    *,
    speaker: bytes | None = None,
    meeting: bytes | None = None,
) -> None:
    """Record that what is on record for a question is still true: who said so and when; nothing else changes.

    Raises ``UserError`` if nothing is on record.
    """
    step = course(document, service).step(question)
    if not step.said:
        raise UserError(_NOTHING, n=question)
    name = service_row(document, service).name
    label = translate(N_("Question {n} for {service} is still true"), n=question, service=name)
    with document.edit(label, speaker=speaker) as session:
        begin(document, session, service)
        said = {question: Said({}, step.words or None)}
        answer_all(document, service, said, speaker=speaker, meeting=meeting)
