"""What a recorded edit costs, against the same row updated by sqlite3 with the same care for the drive.

Run with ``pytest tests/benchmarks/bench_edit.py -m benchmark -s``.
"""

from __future__ import annotations

import shutil
import sqlite3
from itertools import count
from pathlib import Path

import pytest

from app.document import Document
from app.entities import set_field
from app.model import Service
from app.sample import build_sample
from app.sqlite import _PRAGMAS, _WRITER_PRAGMAS
from tests.benchmarks.measuring import Measured, best, best_of_both

AIM = 3.0
EDITS = 40


def measure(folder: Path) -> Measured:
    """Change the RTO of one service forty times as forty edits, recorded and raw, in turns."""
    session, copy = folder / "sample.foreshock", folder / "raw.foreshock"
    build_sample(session).close()
    shutil.copy(session, copy)
    raw = sqlite3.connect(copy, isolation_level=None)
    for pragma in (*_WRITER_PRAGMAS, *_PRAGMAS):
        raw.execute(f"PRAGMA {pragma}")
    with Document.open(session) as document:
        key, values = document.all(Service)[0].id, count(10_000)

        def ours() -> None:
            for _ in range(EDITS):
                set_field(document, Service, key, "rto", next(values))

        def bare() -> None:
            for _ in range(EDITS):
                raw.execute("BEGIN IMMEDIATE")
                raw.execute("UPDATE service SET rto = ? WHERE id = ?", (next(values), key))
                raw.execute("COMMIT")

        both = best_of_both(lambda: best(ours, 1) / EDITS, lambda: best(bare, 1) / EDITS, 7)
    raw.close()
    return Measured("one edit, recorded for undo, history and integrity", "the same row by sqlite3", *both, AIM)


@pytest.mark.benchmark
def test_an_edit_costs_little_more_than_its_row(tmp_path: Path) -> None:
    measured = measure(tmp_path)
    print(f"\n{measured}")
    assert measured.ratio <= measured.aim
