"""How long the register of ten thousand risks takes, against openpyxl writing the same cells bare.

Run with ``pytest tests/benchmarks/bench_register.py -m benchmark -s``. Every measure runs in a process of its own.
"""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import insert

from app import entities
from app import model as m
from app.document import Document
from app.model import new_key
from app.session import new_session

RISKS, SERVICES = 10_000, 300
NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session with ten thousand risks, each with texts, a service, an action and levels."""
    path = tmp_path_factory.mktemp("large") / "large.foreshock"
    document = new_session(path, title="Large", organisation="Large", clock=lambda: NOW, who="Ann")
    with document, document.edit("Fill") as session:
        people = [entities.create(session, m.Person, name=f"Person {n}").id for n in range(60)]
        services = [entities.create(session, m.Service, name=f"Service {n}", rto="8h").id for n in range(SERVICES)]
        _fill(session, people, services)
    return path


def _fill(session: Any, people: list[bytes], services: list[bytes]) -> None:
    risks, links, actions, owned = [], [], [], []
    for number in range(RISKS):
        risk, action = new_key(), new_key()
        owned += [{"id": risk, "kind": "risk", "ref": f"R-{number:05d}"}]
        owned += [{"id": action, "kind": "action", "ref": f"A-{number:05d}"}]
        risks.append(_risk(risk, number, people))
        links.append({"id": new_key(), "risk_id": risk, "service_id": services[number % SERVICES], "position": 0})
        actions.append(_action(action, risk, number, people))
    for table, rows in ((m.Entity, owned), (m.Risk, risks), (m.RiskService, links), (m.Action, actions)):
        session.execute(insert(table.__table__), rows)


def _risk(key: bytes, number: int, people: list[bytes]) -> dict[str, Any]:
    return {
        "id": key, "entity_kind": "risk", "event": f"Event {number} stops half of the building for a day",
        "cause": f"Cause {number}: water, fire, or nobody looked after it for years", "status": "open",
        "consequence": f"Consequence {number}: customers wait, and the contract with the largest one ends",
        "owner_id": people[number % 60], "treatment": "reduce", "controls": "Sprinklers, an alarm, and a rota",
        "inherent_likelihood": number % 5 + 1, "inherent_impact": number % 4 + 2,
        "current_likelihood": number % 4 + 1, "current_impact": number % 5 + 1,
        "target_likelihood": number % 3 + 1, "target_impact": number % 3 + 1, "raised_on": NOW.date(),
        "next_review_on": NOW.date(), "notes": f"Note {number}",
    }  # fmt: skip


def _action(key: bytes, risk: bytes, number: int, people: list[bytes]) -> dict[str, Any]:
    return {
        "id": key, "entity_kind": "action", "title": f"Do something about event {number}", "origin_id": risk,
        "owner_id": people[number % 60], "due_on": NOW.date(), "state": "open",
    }  # fmt: skip


def _ours(session: str, target: str) -> None:
    from exporters.registry import export

    with Document.open(session, clock=lambda: NOW, read_only=True) as document:
        export(document, "risk-register", target)


def _read(session: str, target: str) -> None:
    from app.register import register

    with Document.open(session, clock=lambda: NOW, read_only=True) as document:
        assert len(register(document).risks) == RISKS


def _bare(rows: list[tuple[str, list[list[Any]]]], target: str) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for title, content in rows:
        sheet = book.create_sheet(title)
        for row in content:
            sheet.append(row)
    book.save(target)


def _work(what: str, session: str, source: str, target: str, results: Any) -> None:
    from exporters.registry import EXPORTERS

    EXPORTERS["risk-register"].load()
    work: Callable[[], None] = {
        "ours": lambda: _ours(session, target),
        "read": lambda: _read(session, target),
        "bare": lambda: None,
    }[what]
    if what == "bare":
        import openpyxl

        book = openpyxl.load_workbook(source, read_only=True)
        cells = [(sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]) for sheet in book.worksheets]
        work = lambda: _bare(cells, target)  # noqa: E731
    before, peak = psutil.Process().memory_info().rss, _Peak()
    begun = time.process_time()
    work()
    results.put((time.process_time() - begun, peak.stop(), peak.stop() - before))


class _Peak:
    """The greatest memory of this process while it runs, in bytes."""

    def __init__(self) -> None:
        self._most, self._on = 0, True
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    def _look(self) -> None:
        process = psutil.Process()
        while self._on:
            self._most = max(self._most, process.memory_info().rss)
            time.sleep(0.02)

    def stop(self) -> int:
        self._on = False
        self._watch.join()
        return self._most


def measured(what: str, session: Path, source: Path, target: Path) -> tuple[float, int, int]:
    """Seconds of processor, greatest memory of the process, and how much of it is new, of one piece of work."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=_work, args=(what, str(session), str(source), str(target), results))
    process.start()
    found: tuple[float, int, int] = results.get(timeout=300)
    process.join()
    return found


@pytest.mark.benchmark
@pytest.mark.timeout(900)
def test_ten_thousand_risks_cost_less_than_openpyxl_bare(large: Path, tmp_path: Path) -> None:
    register, bare = tmp_path / "register.xlsx", tmp_path / "bare.xlsx"
    read = min(measured("read", large, register, register)[0] for _ in range(2))
    runs = [measured("ours", large, register, register) for _ in range(2)]
    plain = min(measured("bare", large, register, bare)[0] for _ in range(2))
    ours, peak = min(run[0] for run in runs), max(run[1] for run in runs)
    print(
        f"\nread {read:.2f} s, workbook {ours:.2f} s, openpyxl bare {plain:.2f} s, ratio {ours / plain:.2f}, "
        f"peak {peak / 2**20:.0f} MB, {register.stat().st_size / 2**20:.1f} MB on disk"
    )
    assert ours / plain <= 1.5
    assert peak <= 250 * 2**20
