"""The library: finds the packs that come with the programme and those of the user, reads and checks them.

A user's pack replaces a built-in one of the same kind and id, or adds to them. A broken one is reported and left out,
so that it can never keep the programme from starting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from app.i18n import N_, UserError
from app.packs.catalogues import (
    MessageTemplate,
    MessageTemplates,
    PlanPart,
    ReportingClock,
    StrategyType,
    Threat,
    read_message_templates,
    read_plan_parts,
    read_strategy_types,
    read_threats,
)
from app.packs.guide import InterviewGuide, read_guide
from app.packs.msel import Scenario, read_scenario
from app.packs.reading import MAX_BYTES, ROOT, Entry, PackFault, parse_toml, unique
from app.packs.scale import (
    LikelihoodScale,
    Matrix,
    Scales,
    ScalesDraft,
    read_likelihood,
    read_matrix,
    read_scales,
)

#: The only layout of pack files so far; a file names the one it was written for.
FORMAT = 1
MAX_USER_PACKS = 200


@dataclass(frozen=True, slots=True)
class Pack:
    """One file: what it is, whose it is, and what it holds."""

    kind: str
    id: str
    title: str
    file: str
    of_user: bool
    content: Any


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


C = TypeVar("C", bound=_Coded)


def _catalogue(read: Callable[[Entry], tuple[C, ...]]) -> Callable[[Entry, str, str], tuple[C, ...]]:
    def reader(entry: Entry, pack_id: str, title: str) -> tuple[C, ...]:
        listed = read(entry)
        unique(entry, "code", (one.code for one in listed))
        return listed

    return reader


def _read_templates(entry: Entry, pack_id: str, title: str) -> MessageTemplates:
    made = read_message_templates(entry)
    unique(entry, "code", (template.code for template in made.templates))
    return made


_READERS: Mapping[str, Callable[[Entry, str, str], Any]] = {
    "interview": read_guide,
    "scales": read_scales,
    "likelihood": read_likelihood,
    "matrix": read_matrix,
    "threats": _catalogue(read_threats),
    "strategies": _catalogue(read_strategy_types),
    "plan-parts": _catalogue(read_plan_parts),
    "templates": _read_templates,
    "scenario": read_scenario,
}
KINDS = tuple(_READERS)


def read_pack(file: str, content: bytes, *, of_user: bool = False) -> Pack:
    """Return the pack that ``content`` holds, checked; ``file`` is its name for messages.

    Raises ``PackFault``, a ``UserError`` that names file, entry and field.
    """
    entry = Entry(file, ROOT, parse_toml(file, content))
    entry.integer("format", low=FORMAT, high=FORMAT)
    kind, pack_id, title = entry.choice("kind", KINDS), entry.code("id"), entry.text("title")
    made = _READERS[kind](entry, pack_id, title)
    entry.done()
    return Pack(kind, pack_id, title, file, of_user, made)


@cache
def _built_in_of(kind: str) -> Mapping[str, Pack]:
    """Return the packs of a kind that come with the programme, by id; their files are named ``kind.id.toml``."""
    folder = resources.files("resources") / "packs"
    names = sorted(found.name for found in folder.iterdir() if found.name.startswith(f"{kind}."))
    packs = [read_pack(name, (folder / name).read_bytes()) for name in names if name.endswith(".toml")]
    return {pack.id: pack for pack in packs}


class Library:
    """All packs at hand. ``faults`` tells which of the user's packs were left out, and why."""

    def __init__(self, of_user: Iterable[Pack] = (), faults: Iterable[UserError] = ()) -> None:
        self._of_user = tuple(of_user)
        self.faults = tuple(faults)

    def packs(self, kind: str) -> tuple[Pack, ...]:
        """Return the packs of a kind: built-in ones first, each replaced by the user's own of the same id."""
        found = dict(_built_in_of(kind))
        found.update({pack.id: pack for pack in self._of_user if pack.kind == kind})
        return tuple(found.values())

    def _content(self, kind: str, pack_id: str) -> Any:
        for pack in self.packs(kind):
            if pack.id == pack_id:
                return pack.content
        raise UserError(
            N_("There is no pack “{id}” of the kind “{kind}”; there are {known}."),
            id=pack_id, kind=kind, known=", ".join(pack.id for pack in self.packs(kind)),
        )  # fmt: skip

    def _merged(self, listings: Iterable[Iterable[C]]) -> tuple[C, ...]:
        merged: dict[str, C] = {}
        for listing in listings:
            merged.update({one.code: one for one in listing})
        return tuple(merged.values())

    def interview_guide(self, id: str = "default") -> InterviewGuide:  # noqa: A002 - the word of the pack
        """Return an interview guide; raises ``UserError`` if there is none of that id."""
        return cast(InterviewGuide, self._content("interview", id))

    def scales(self, id: str = "default") -> Scales:  # noqa: A002
        """Return scales; raises ``UserError`` if they, or the likelihood or matrix they name, are not at hand."""
        return self.completed(cast(ScalesDraft, self._content("scales", id)))

    def completed(self, draft: ScalesDraft) -> Scales:
        """Return scales with the likelihood and matrix that they carry or name; raises ``UserError`` as ``scales``."""
        levels = self.likelihood(draft.likelihood).levels if isinstance(draft.likelihood, str) else draft.likelihood
        return draft.completed(levels, self.matrix(draft.matrix) if isinstance(draft.matrix, str) else draft.matrix)

    def likelihood(self, id: str = "default") -> LikelihoodScale:  # noqa: A002
        """Return five levels of likelihood; raises ``UserError`` if there are none of that id."""
        return cast(LikelihoodScale, self._content("likelihood", id))

    def likelihoods(self) -> tuple[LikelihoodScale, ...]:
        """Return all scales of likelihood."""
        return tuple(pack.content for pack in self.packs("likelihood"))

    def matrix(self, id: str = "default") -> Matrix:  # noqa: A002
        """Return a risk matrix; raises ``UserError`` if there is none of that id."""
        return cast(Matrix, self._content("matrix", id))

    def matrices(self) -> tuple[Matrix, ...]:
        """Return all risk matrices."""
        return tuple(pack.content for pack in self.packs("matrix"))

    def threats(self) -> tuple[Threat, ...]:
        """Return the threats of all packs; of two with one code the user's stands."""
        return self._merged(pack.content for pack in self.packs("threats"))

    def strategy_types(self) -> tuple[StrategyType, ...]:
        """Return the types of strategy of all packs."""
        return self._merged(pack.content for pack in self.packs("strategies"))

    def plan_parts(self) -> tuple[PlanPart, ...]:
        """Return the parts of a plan of all packs, in the order of their numbers."""
        return tuple(sorted(self._merged(pack.content for pack in self.packs("plan-parts")), key=lambda p: p.number))

    def message_templates(self) -> tuple[MessageTemplate, ...]:
        """Return the message templates of all packs."""
        return self._merged(pack.content.templates for pack in self.packs("templates"))

    def reporting_clocks(self) -> tuple[ReportingClock, ...]:
        """Return when regulators want to hear, over all packs."""
        return tuple(clock for pack in self.packs("templates") for clock in pack.content.clocks)

    def scenarios(self) -> tuple[Scenario, ...]:
        """Return all scenarios."""
        return tuple(sorted((pack.content for pack in self.packs("scenario")), key=lambda scenario: scenario.code))

    def scenario(self, id: str) -> Scenario:  # noqa: A002
        """Return a scenario; raises ``UserError`` if there is none of that id."""
        return cast(Scenario, self._content("scenario", id))


def user_folder() -> Path:
    """Return the folder in which a user's own packs are looked for; it need not exist."""
    from platformdirs import user_data_path

    return user_data_path("Foreshock", appauthor=False) / "packs"


def library(user_folder: Path | None = None) -> Library:
    """Return the built-in packs together with the user's own in ``user_folder`` (all its ``*.toml``).

    Never raises for what the folder holds: each broken pack is one of ``Library.faults``.
    """
    if user_folder is None:
        return Library()
    packs: list[Pack] = []
    faults: list[UserError] = []
    for path in _pack_files(user_folder, faults):
        try:
            packs.append(_read_own(path, packs))
        except UserError as fault:
            faults.append(fault)
    return _without_loose_ends(Library(packs), packs, faults)


def _without_loose_ends(all_packs: Library, packs: list[Pack], faults: list[UserError]) -> Library:
    """Return the library without those of the user's scales that name a likelihood or matrix nobody has."""
    sound = []
    for pack in packs:
        if isinstance(pack.content, ScalesDraft):
            try:
                all_packs.scales(pack.id)
            except UserError as fault:
                faults.append(PackFault(N_("{file} cannot be used. {fault}"), file=pack.file, fault=str(fault)))
                continue
        sound.append(pack)
    return Library(sound, faults)


def _pack_files(folder: Path, faults: list[UserError]) -> list[Path]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".toml" and path.is_file())
    except FileNotFoundError:
        return []
    except OSError as fault:
        faults.append(
            UserError(N_("The folder of your own packs cannot be read: {fault}."), fault=fault.strerror or str(fault))
        )
        return []
    if len(paths) > MAX_USER_PACKS:
        faults.append(
            UserError(N_("Only the first {limit} of your {n} packs were read."), limit=MAX_USER_PACKS, n=len(paths))
        )
    return paths[:MAX_USER_PACKS]


def _read_own(path: Path, earlier: list[Pack]) -> Pack:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as fault:
        raise PackFault(
            N_("{file} cannot be read: {fault}."), file=path.name, fault=fault.strerror or str(fault)
        ) from fault
    pack = read_pack(path.name, content, of_user=True)
    for other in earlier:
        if (other.kind, other.id) == (pack.kind, pack.id):
            raise PackFault(
                N_("{file} has the same kind and id as {other}; give one of them another id."),
                file=path.name, other=other.file,
            )  # fmt: skip
    return pack
