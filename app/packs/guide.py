"""The interview guide: what is asked in a business impact analysis, in which order, and what an answer fills.

Serves the interview mode, the questionnaire export and the progress of an interview.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import N_
from app.packs.reading import Entry, numbered, unique

ANSWER_TYPES = (
    "text", "duration", "number", "percent", "money", "date", "person", "list",
    "grid", "recurrence", "yes_no", "choice",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnswerField:
    """What an answer fills: ``name`` is ``table.column``, or just a table if the answer is a list of rows."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``ask`` may have gaps (named in ``gaps``) that are filled from the grid when it is shown.

    ``title`` is the question in two or three words, for the script beside it; empty in scripts that have none.
    """

    number: int
    section: str
    ask: str
    fields: tuple[AnswerField, ...]
    hint: str
    follow_up: str
    core: bool
    gaps: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the interview with the minutes it should take."""

    code: str
    title: str
    minutes: int


@dataclass(frozen=True, slots=True)
class InterviewGuide:
    """The whole script (``domain.md`` §2)."""

    id: str
    title: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]

    @property
    def minutes(self) -> int:
        """How long the interview should take, in minutes."""
        return sum(section.minutes for section in self.sections)

    @property
    def core(self) -> tuple[Question, ...]:
        """The questions of the short interview."""
        return tuple(question for question in self.questions if question.core)

    def question(self, number: int) -> Question:
        """Return a question by its number."""
        return self.questions[number - 1]

    def of_section(self, code: str) -> tuple[Question, ...]:
        """Return the questions of a section, in order."""
        return tuple(question for question in self.questions if question.section == code)


def read_guide(entry: Entry, pack_id: str, title: str) -> InterviewGuide:
    """Return the interview guide that a pack describes."""
    sections = entry.entries("sections", "section", _read_section)
    unique(entry, "sections", (section.code for section in sections))
    questions = entry.entries("questions", "question", _read_question)
    numbered(entry, "questions", [question.number for question in questions])
    known = [section.code for section in sections]
    places = [known.index(question.section) if question.section in known else -1 for question in questions]
    if -1 in places or places != sorted(places):
        raise entry.fault(
            "questions",
            N_("{file}, {entry}: in “{field}” each section must be one of {sections}, in that order."),
            sections=", ".join(known),
        )
    return InterviewGuide(pack_id, title, sections, questions)


def _read_section(entry: Entry) -> Section:
    return Section(entry.code("code"), entry.text("title"), entry.integer("minutes", low=1, high=240))


def _read_question(entry: Entry) -> Question:
    number = entry.integer("number", low=1, high=500)
    ask, gaps = entry.text("ask"), entry.texts("gaps", ())
    if {f"{{{gap}}}" for gap in gaps} != _gaps_in(ask):
        raise entry.fault("gaps", N_("{file}, {entry}: “{field}” must name the words in braces of “ask”."))
    fields = entry.entries("fields", "field", _read_field)
    if not fields:
        raise entry.fault("fields", N_("{file}, {entry}: “{field}” must not be empty."))
    return Question(
        number=number,
        section=entry.code("section"),
        ask=ask,
        fields=fields,
        hint=entry.text("hint", ""),
        follow_up=entry.text("follow_up", ""),
        core=entry.yes_no("core", default=False),
        gaps=gaps,
        title=entry.text("title", ""),
    )


def _gaps_in(text: str) -> set[str]:
    return {"{" + part.split("}")[0] + "}" for part in text.split("{")[1:]}


def _read_field(entry: Entry) -> AnswerField:
    return AnswerField(entry.code("name"), entry.choice("type", ANSWER_TYPES))
