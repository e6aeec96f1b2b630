"""How long a register of ten thousand risks takes to come back, against openpyxl merely reading the same cells.

Run with ``pytest tests/benchmarks/bench_returns.py -m benchmark -s``. The file is read in the limited process.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.document import Document
from app.register import returning
from exporters.registry import export
from tests.benchmarks.bench_register import NOW, RISKS, large_register
from tests.benchmarks.measuring import Measured

#: What a person waits at most, in seconds.
AIM = 10.0
#: Every so many rows one cell was changed.
EVERY = 100


def edited(path: Path, target: Path) -> Path:
    """Change a cell in every hundredth row, as it stands in the file, which is much quicker than opening it."""
    import zipfile

    changed = 0
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet2.xml":
                before = content
                for number in range(0, RISKS, EVERY):
                    note = f">Note {number}<".encode()
                    content = content.replace(note, f">Note {number}, seen<".encode(), 1)
                    changed += 1
                assert content != before
            copy.writestr(name, content)
    assert changed == RISKS // EVERY
    return target


def spent() -> float:
    """Seconds of processor of this process and of those it waited for, whatever else the machine does."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def bare(path: Path) -> float:
    """Seconds that openpyxl takes to read every cell of every sheet."""
    import openpyxl

    begun = spent()
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass
    return spent() - begun


def ours(document: Document, path: Path) -> float:
    """Seconds to read a file back in the limited process and to compare it, of both processes together."""
    begun = spent()
    comparison = returning.compare(document, returning.read(path))
    taken = spent() - begun
    assert len(comparison.lines) == RISKS // EVERY
    assert comparison.notes == ()
    return taken


def measure(folder: Path) -> Measured:
    """Write the register, change a cell in every hundredth row, and take it back."""
    session = large_register(folder / "register.foreshock")
    with Document.open(session, clock=lambda: NOW, read_only=True) as document:
        export(document, "risk-register", folder / "register.xlsx")
        path = edited(folder / "register.xlsx", folder / "edited.xlsx")
        pairs = [(ours(document, path), bare(path)) for _ in range(2)]
    return Measured(
        "a register of 10,000 risks read back and compared", "its cells read by openpyxl",
        min(pair[0] for pair in pairs), min(pair[1] for pair in pairs), 1.5,
    )  # fmt: skip


@pytest.mark.benchmark
@pytest.mark.timeout(900)
def test_ten_thousand_risks_come_back_within_ten_seconds(tmp_path: Path) -> None:
    result = measure(tmp_path)
    print(f"\n{result}")
    assert result.ours <= AIM
    assert result.ratio <= result.aim
