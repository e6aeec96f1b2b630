"""What a rule is, what it finds, and how the rules of all letters are written down.

A rule is one small function that reads facts and yields hits. Beside it stand its severity, its sentence, what it
blocks, and which columns it reads: from those follows what must be checked again after an edit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.i18n import N_, plural, translate

if TYPE_CHECKING:
    from app.document import ChangeSet
    from app.facts import Facts

#: What a rule reads beside the columns: the day of the check.
TODAY = "today"


class Severity(StrEnum):
    """How urgent a finding is; the letters are for dense lists, the window says it in words."""

    ERROR = "E"
    WARNING = "W"
    INFORMATION = "I"

    @property
    def words(self) -> str:
        """What the window calls it."""
        return translate(_SEVERITIES[self])

    @property
    def rank(self) -> int:
        """Its place in a list, the most urgent first."""
        return "EWI".index(self)


_SEVERITIES = {
    Severity.ERROR: N_("Must fix"),
    Severity.WARNING: N_("Should fix"),
    Severity.INFORMATION: N_("Note"),
}


class Blocks(StrEnum):
    """What an error holds up until it is mended or waived."""

    NOTHING = ""
    BIA = "bia"
    PLAN = "plan"


#: The kind of subject whose approval is held up.
_BLOCKED_KIND = {Blocks.BIA: "service", Blocks.PLAN: "plan"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A part of a sentence that is translated only when the sentence is told; with ``many`` it is a counted one."""

    msgid: str
    values: Values = ()
    many: str = ""
    number: int = 0

    def told(self, language: str | None = None) -> str:
        """Return the phrase in a language."""
        filled = _told(self.values, language)
        if self.many:
            return plural(self.msgid, self.many, self.number, language=language, **filled)
        return translate(self.msgid, language=language, **filled)


Values = tuple[tuple[str, "str | Phrase"], ...]


def _values(values: Mapping[str, object]) -> Values:
    return tuple((name, value if isinstance(value, Phrase) else str(value)) for name, value in values.items())


def _told(values: Values, language: str | None) -> dict[str, str]:
    return {name: value.told(language) if isinstance(value, Phrase) else value for name, value in values}


def phrase(msgid: str, /, **values: object) -> Phrase:
    """Return a part of a sentence with its gaps as keywords."""
    return Phrase(msgid, _values(values))


def counted(one: str, many: str, number: int, /, **values: object) -> Phrase:
    """Return a part of a sentence in singular or plural; ``number`` also fills the gap ``{n}``."""
    return Phrase(one, _values(values), many, number)


def ago(days: int) -> Phrase:
    """Return how long ago something was, as ``38 days ago``."""
    return counted(N_("{n} day ago"), N_("{n} days ago"), days) if days else phrase(N_("today"))


def listed(parts: Sequence[str | Phrase]) -> str | Phrase:
    """Return several parts as one: ``a, b and c``."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    joined = parts[0]
    for part in parts[1:-1]:
        joined = phrase(N_("{first}, {second}"), first=joined, second=part)
    return phrase(N_("{first} and {second}"), first=joined, second=parts[-1])


def inner(name: str) -> str:
    """Return a name as it stands inside a sentence: ``Warehouse lead`` becomes ``warehouse lead``, ``IT`` stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule's function yields: a subject, perhaps a second node, and what fills the gaps of the sentence.

    ``text`` and ``severity`` replace the rule's own where one rule speaks in several ways.
    """

    subject: bytes
    node: bytes | None = None
    values: Values = ()
    text: str = ""
    severity: Severity | None = None

    def saying(self, text: str) -> Hit:
        """Return the hit with another sentence; an empty text keeps the rule's."""
        return replace(self, text=text)

    def weighing(self, severity: Severity) -> Hit:
        """Return the hit with another severity."""
        return replace(self, severity=severity)


def hit(subject: bytes, node: bytes | None = None, /, **values: object) -> Hit:
    """Return a hit with the gaps of its sentence as keywords."""
    return Hit(subject, node, _values(values))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a rule found. ``subject`` and ``node`` are keys of entities, with their references and kinds.

    ``waiver`` is the key of the waiver that covers it, ``waived_by`` the person who granted it (or the waiver's
    reference). ``blocks`` says what it holds up, also if it is waived (then it holds up nothing: see ``holds_up``).
    """

    rule: str
    severity: Severity
    subject: bytes
    subject_ref: str
    subject_kind: str
    node: bytes | None = None
    node_ref: str = ""
    node_kind: str = ""
    text: str = field(default="", repr=False)
    values: Values = field(default=(), repr=False)
    waiver: bytes | None = None
    waived_by: str = ""
    blocks: Blocks = Blocks.NOTHING
    place: int = 0  #: counts what one rule says about one subject and node, such as two roles of one plan

    @property
    def message(self) -> str:
        """The sentence in the chosen language."""
        return self.told()

    def told(self, language: str | None = None) -> str:
        """Return the sentence in a language."""
        return translate(self.text, language=language, **_told(self.values, language))

    @property
    def waived(self) -> bool:
        """Whether somebody accepts it for a while."""
        return self.waiver is not None

    @property
    def holds_up(self) -> Blocks:
        """What it holds up as things stand."""
        return Blocks.NOTHING if self.waived else self.blocks

    @property
    def waivable(self) -> tuple[str, bytes, bytes | None]:
        """What a waiver names: rule, subject and second node."""
        return self.rule, self.subject, self.node

    @property
    def identity(self) -> tuple[str, bytes, bytes | None, int]:
        """What tells it from all others of one check, and stays the same while others come and go."""
        return *self.waivable, self.place


Find = Callable[["Facts"], Iterable[Hit]]


@dataclass(frozen=True)
class Rule:
    """A rule with everything that is known about it. ``reads`` holds ``table.column``, ``table.*`` or ``today``."""

    id: str
    severity: Severity
    title: str
    message: str
    find: Find
    reads: frozenset[str]
    blocks: Blocks = Blocks.NOTHING

    @cached_property
    def columns(self) -> Mapping[str, frozenset[str]]:
        """The columns it reads by table."""
        found: dict[str, set[str]] = {}
        for read in self.reads - {TODAY}:
            table, column = read.split(".")
            found.setdefault(table, set()).add(column)
        return MappingProxyType({table: frozenset(columns) for table, columns in found.items()})

    def touched_by(self, changes: ChangeSet) -> bool:
        """Return whether a change set may change what this rule finds."""
        for change in changes.changes:
            columns = self.columns.get(change.table)
            if columns is None:
                continue
            if change.op != "update" or "*" in columns or not columns.isdisjoint(change.columns):
                return True
        return False

    def holds_up(self, severity: Severity, subject_kind: str) -> Blocks:
        """Return what a finding of this rule holds up."""
        applies = severity is Severity.ERROR and _BLOCKED_KIND.get(self.blocks) == subject_kind
        return self.blocks if applies else Blocks.NOTHING


def rule(
    id: str,  # noqa: A002 - what everybody calls it
    severity: Severity,
    title: str,
    message: str,
    *,
    reads: Iterable[str],
    blocks: Blocks = Blocks.NOTHING,
) -> Callable[[Find], Rule]:
    """Make a rule of the function below it."""

    def made(find: Find) -> Rule:
        return Rule(id, severity, title, message, find, frozenset(reads), blocks)

    return made


def table(name: str, *columns: str) -> frozenset[str]:
    """Return what is read of a table: the named columns, or all."""
    return frozenset(f"{name}.{column}" for column in columns or ("*",))
