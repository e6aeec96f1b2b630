"""What every sheet of a questionnaire needs to know while it is made, and the columns that its sheets share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.dates import format_date
from app.i18n import N_, plural, translate
from app.questionnaires.way_back import Headed, Placed

if TYPE_CHECKING:
    from datetime import date

    from app.questionnaires import Form
    from exporters.registry import Options
    from exporters.xlsx.book import Book

#: The first column of the answers; before it stand number and question.
NUMBER, QUESTION, ANSWER = 1, 2, 3
#: How many columns the answers have at least: lists are laid over them, the grid takes one per horizon.
FEWEST = 8
TITLES = {"questionnaire": N_("Questionnaire on business impact"), "ask-back": N_("What is still open")}
#: Names of the areas that drop-down lists offer.
LIST_AREA = "list_{name}"


@dataclass
class Making:
    """The form, the book it goes into, and where each blank came to stand."""

    book: Book
    form: Form
    options: Options
    sheets: list[Headed] = field(default_factory=list)
    blanks: list[Placed] = field(default_factory=list)
    #: Title of the sheet of each service, by the service's key.
    titles: dict[bytes, str] = field(default_factory=dict)

    def say(self, msgid: str, /, **values: object) -> str:
        """Return a text of ours in the language of the document."""
        return translate(msgid, language=self.options.language or None, **values)

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Return the singular or plural of a text of ours."""
        return plural(one, many, number, language=self.options.language or None, **values)

    def day(self, day: date | None) -> str:
        """Return a day as people read it."""
        return format_date(day) if day else ""

    @property
    def title(self) -> str:
        """What the form is called."""
        return self.say(TITLES[self.form.kind])

    @property
    def classification(self) -> str:
        """The confidential mark in capitals."""
        return self.form.confidentiality.upper()

    @property
    def width(self) -> int:
        """How many columns the answers have."""
        return max(FEWEST, len(self.form.horizons))

    @property
    def record(self) -> int:
        """The column that shows what is on record."""
        return ANSWER + self.width

    @property
    def how(self) -> int:
        """The column that says how to answer."""
        return self.record + 1

    @property
    def remark(self) -> int:
        """The column for words beside an answer."""
        return self.record + 2
