"""Writes a document all or nothing: a complete file stands at its place, or the old one is untouched.

Serves every exporter. The file grows beside its target under a passing name, is flushed to the disk, and takes the
target's place in one step. A target that cannot be replaced (open in Excel on Windows) keeps its content, and the
finished file stays beside it under another name.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from app.i18n import N_, UserError

#: Longest file name in bytes, extension included: what every system takes, with room for a passing suffix.
MAX_NAME = 200

_FULL = {errno.ENOSPC, errno.EDQUOT}
_UNTOUCHED = N_("{name} was not written, because {reason}. Nothing at that place has changed.")
_REASONS = {
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("your share of the disk is full"),
    errno.EROFS: N_("that place can only be read"),
    errno.EACCES: N_("you may not write at that place"),
    errno.EPERM: N_("you may not write at that place"),
    errno.ENOENT: N_("that folder does not exist"),
    errno.ENOTDIR: N_("that folder does not exist"),
    errno.EISDIR: N_("a folder of that name is there"),
    errno.ENAMETOOLONG: N_("its name is too long"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """Where the finished file is, its size in bytes, and whether it had to stand beside a target that was in use."""

    path: Path
    size: int
    beside: bool


def write_whole(target: Path, fill: Callable[[BinaryIO], object]) -> Written:
    """Let ``fill`` write into a passing file, then put that in ``target``'s place.

    Whatever ``fill`` raises leaves the target as it was and removes the passing file. Raises ``UserError`` if the
    place cannot be written or is full.
    """
    target = Path(target)
    passing = target.with_name(f".{target.name[:60]}.{secrets.token_hex(4)}.part")
    try:
        _fill_and_flush(passing, fill)
        return _put_in_place(passing, target)
    except OSError as error:
        raise UserError(_UNTOUCHED, name=target.name, reason=_reason(error)) from error
    finally:
        with contextlib.suppress(OSError):
            passing.unlink(missing_ok=True)


def _reason(error: OSError) -> str:
    from app.i18n import translate

    known = _REASONS.get(error.errno or 0)
    return translate(known) if known else (error.strerror or type(error).__name__)


def _fill_and_flush(passing: Path, fill: Callable[[BinaryIO], object]) -> None:
    with passing.open("xb") as stream:
        fill(stream)
        stream.flush()
        os.fsync(stream.fileno())


def _put_in_place(passing: Path, target: Path) -> Written:
    size = passing.stat().st_size
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    try:
        passing.replace(target)
        placed = target
    except PermissionError:
        placed = _free_name(target)
        passing.rename(placed)
    _flush_folder(placed.parent)
    return Written(placed, size, beside=placed != target)


def _free_name(target: Path) -> Path:
    """Return a name beside ``target`` that is not taken: ``Register (2).xlsx``."""
    number = 2
    while (other := target.with_name(f"{target.stem} ({number}){target.suffix}")).exists():
        number += 1
    return other


def _flush_folder(folder: Path) -> None:
    """Let the new name survive a power cut, where folders can be flushed."""
    flags = getattr(os, "O_DIRECTORY", None)
    if flags is None:
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | flags)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


_FOREIGN = re.compile(r"[^\w \-.()]|[\x00-\x1f]")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def file_name(organisation: str, document: str, day: date, extension: str) -> str:
    """Return ``{organisation} - {document} - {yyyy-mm-dd}.xlsx`` with every strange character replaced.

    Letters of all scripts, digits, space and ``-_.()`` stay (``documents.md`` §0). Never empty, never a path, never
    longer than ``MAX_NAME`` bytes.
    """
    tail = f" - {day.isoformat()}.{safe_part(extension) or 'file'}"
    parts = [part for part in (safe_part(organisation), safe_part(document)) if part]
    head = " - ".join(parts) or "Foreshock"
    while len((head + tail).encode()) > MAX_NAME:
        head = head[:-1].rstrip()
    return head + tail


def safe_part(text: str) -> str:
    """Return ``text`` as part of a file name: strange characters replaced, no leading dots, no names of devices."""
    cleaned = " ".join(_FOREIGN.sub("_", text.strip()).split()).strip(". ")
    return f"_{cleaned}" if _DEVICES.fullmatch(cleaned) else cleaned
