"""How long a large session takes to open and to be listed, against sqlite3 reading the same rows.

Run with ``pytest tests/benchmarks/bench_opening.py -m benchmark -s``.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psutil
import pytest

from app import listings
from app import model as m
from app.document import Document
from tests.benchmarks.large_session import large_session
from tests.benchmarks.measuring import Measured, best, best_of_both

AIM = 4.0


def measure(folder: Path) -> Measured:
    """List 2,000 services, 10,000 risks and 50,000 dependencies with references and names, and their bare rows."""
    path = folder / "large.foreshock"
    large_session(path).close()

    def ours() -> None:
        with Document.open(path) as document:
            listed = [len(listings.read(document, model)) for model in (m.Service, m.Risk, m.Dependency)]
        assert listed[:2] == [2000, 10_000]
        assert listed[2] >= 50_000

    def bare() -> None:
        raw = sqlite3.connect(path)
        for table in ("service", "risk", "dependency"):
            raw.execute(f"SELECT * FROM {table}").fetchall()
        raw.close()

    both = best_of_both(lambda: best(ours, 1), lambda: best(bare, 1))
    return Measured(
        "2,000 services, 10,000 risks, 50,000 dependencies opened and listed", "their rows by sqlite3",
        *both, AIM, psutil.Process().memory_info().rss,
    )  # fmt: skip


@pytest.mark.benchmark
def test_a_large_session_is_listed_soon(tmp_path: Path) -> None:
    measured = measure(tmp_path)
    print(f"\n{measured}")
    assert measured.ratio <= measured.aim
