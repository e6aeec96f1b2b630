"""The reading process: reads one file within limits and sends its table to the process that started it.

Serves ``app.imports.reading`` alone. ``main`` is the body of the hidden verb ``--read-table``; in a source checkout the
module is run itself. Nothing that it reads can do harm beyond this process.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.i18n import N_, UserError
from app.imports.table import MAX_FILE, MAX_MEMORY, MAX_SECONDS, Refused, encoded, refusal

_MISSING = N_("{name} cannot be opened. Check that it is still there and that you may read it.")
_TOO_LARGE = N_("{name} is larger than {limit} MB. Export fewer rows or columns and try again.")
_TOO_MUCH = N_("{name} needs more memory than an import may take, and was not opened.")
_UNREADABLE = N_("{name} could not be read. Open it in a spreadsheet, save it as CSV or xlsx, and try again.")

#: Room for the interpreter and its libraries beside what the file may take.
_ADDRESS_SPACE = MAX_MEMORY + 512 * 2**20


def main(argv: Sequence[str]) -> int:
    """Read the file that ``argv`` names and write its table as lines to standard output; returns the exit status."""
    arguments = [argument for argument in argv if argument != "--read-table"]
    parser = argparse.ArgumentParser(prog="read-table", add_help=False)
    parser.add_argument("path", type=Path)
    parser.add_argument("--sheet", default="")
    parser.add_argument("--encoding", default="")
    parser.add_argument("--whole", action="store_true")
    told = parser.parse_args(arguments)
    sys.dont_write_bytecode = True
    warnings.simplefilter("ignore")
    _limit_ourselves()
    gc.disable()  # what is read is held until it is sent, so that looking for what may go only costs time
    with os.fdopen(os.dup(1), "wb") as out:
        for line in _lines(told.path, told.sheet, told.encoding, whole=told.whole):
            out.write(line.encode("ascii") + b"\n")
    return 0


def _lines(path: Path, sheet: str, encoding: str, *, whole: bool) -> Iterator[str]:
    try:
        yield from list(_book_lines(path) if whole else _table_lines(path, sheet, encoding))
    except UserError as error:
        yield refusal(error)
    except MemoryError:
        yield refusal(Refused(_TOO_MUCH, name=path.name))
    except Exception:  # a file may make a library raise anything; the person gets one sentence
        yield refusal(Refused(_UNREADABLE, name=path.name))


def _table_lines(path: Path, sheet: str, encoding: str) -> Iterator[str]:
    from app.imports import csvfile, layout, workbook

    content = _content(path)
    if workbook.is_package(content):
        raw = workbook.read_workbook(content, path.name, sheet)
    else:
        raw = csvfile.read_csv(content, path.name, encoding)
    headings, rows = layout.laid_out(raw, path.name)
    return encoded(headings, rows, raw)


def _book_lines(path: Path) -> Iterator[str]:
    from app.imports import book

    return book.encoded(book.read_book(_content(path), path.name))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE + 1)
    except OSError as error:
        raise Refused(_MISSING, name=path.name) from error
    if len(content) > MAX_FILE:
        raise Refused(_TOO_LARGE, name=path.name, limit=MAX_FILE // 2**20)
    return content


def _limit_ourselves() -> None:
    """Ask the system for hard limits where it knows them; the starting process watches in any case."""
    try:
        import resource
    except ImportError:
        return
    wanted = (
        (resource.RLIMIT_AS, _ADDRESS_SPACE),
        (resource.RLIMIT_CPU, int(MAX_SECONDS) + 2),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for limit, value in wanted:
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
