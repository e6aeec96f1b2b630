"""What a person has chosen so far for a new session. It lives as long as the start window and is never written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from platformdirs import user_documents_path

from app import packs
from app.fields import Field, fields_of
from app.i18n import N_, UserError, translate
from app.intake import Listed
from app.model import SessionInfo
from app.session import Choice, new_session

SUFFIX = ".foreshock"
#: What no system allows in the name of a file.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def spec_of(name: str) -> Field:
    """Return the field of the session's description that ``name`` stands for."""
    return fields_of(SessionInfo)[name]


@dataclass
class Draft:
    """A session on its way. Texts are as typed; ``name`` is that of the file without its ending."""

    organisation: str = ""
    title: str = ""
    title_typed: bool = False
    currency: str = "EUR"
    revenue: str = ""
    facilitator: str = ""
    confidentiality: str = "Internal"
    choice: Choice = field(default_factory=Choice)
    services: list[Listed] = field(default_factory=list)
    folder: Path = field(default_factory=lambda: documents())
    name: str = ""
    name_typed: bool = False
    library: packs.Library = field(default_factory=lambda: packs.library(packs.user_folder()))

    @property
    def begun(self) -> bool:
        """Whether a person has typed anything worth going on with."""
        return bool(self.organisation.strip() or self.title_typed or self.services)

    def proposed_title(self, today: date) -> str:
        """Return a title to begin with: ``Quellmark BIA 2026``."""
        whose = " ".join(self.organisation.split())
        return translate(N_("{organisation} BIA {year}"), organisation=whose, year=today.year) if whose else ""

    def revenue_cents(self) -> int | None:
        """Return the annual revenue in cents, ``None`` if it was left empty; raises ``UserError``."""
        cents = spec_of("annual_revenue").parse(self.revenue)
        return int(cents) if cents is not None else None

    def known_revenue(self) -> int | None:
        """Return the annual revenue as far as it can be read now."""
        try:
            return self.revenue_cents()
        except UserError:
            return None

    def proposed_name(self) -> str:
        """Return a name for the file that follows from the title and that no file in the folder has."""
        base = file_name(self.title) or translate(N_("New session"))
        name, number = base, 2
        while (self.folder / f"{name}{SUFFIX}").exists():
            name, number = f"{base} {number}", number + 1
        return name

    @property
    def path(self) -> Path:
        """Where the session will be saved."""
        return self.folder / f"{file_name(self.name.removesuffix(SUFFIX))}{SUFFIX}"

    def path_fault(self) -> str:
        """Return why the session cannot be saved there, in a sentence; empty if it can."""
        if not file_name(self.name.removesuffix(SUFFIX)):
            return translate(N_("The file needs a name."))
        if not self.folder.is_dir():
            return translate(N_("This folder is not there. Choose another one."))
        if self.path.exists():
            return translate(N_("There is a file of this name already; it will not be overwritten. Type another name."))
        return ""

    def make(self) -> Path:
        """Write the session and return its path; raises ``UserError`` and leaves no file if that cannot be done."""
        path = self.path
        new_session(
            path,
            title=self.title,
            organisation=self.organisation,
            currency=self.currency,
            annual_revenue=self.revenue_cents(),
            confidentiality=self.confidentiality,
            facilitator=self.facilitator,
            who=" ".join(self.facilitator.split()),
            services=self.services,
            scales=self.choice,
            library=self.library,
        ).close()
        return path


def documents() -> Path:
    """Return the person's folder of documents, or their home if there is none."""
    folder = user_documents_path()
    return folder if folder.is_dir() else Path.home()


def file_name(title: str) -> str:
    """Return ``title`` as the name of a file that every system takes."""
    name = _FORBIDDEN.sub("-", " ".join(title.split()))[:120].strip(" .-")
    return f"{name}-" if _RESERVED.fullmatch(name) else name


def offered(kind: str, library: packs.Library) -> Sequence[packs.Pack]:
    """Return the packs of a kind that can be chosen, built-in ones first."""
    return library.packs(kind)
