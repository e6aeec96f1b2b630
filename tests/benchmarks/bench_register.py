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
from tests.benchmarks.measuring import Measured

RISKS, SERVICES = 10_000, 300
NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)


def large_register(path: Path) -> Path:
    """A session with ten thousand risks, each with texts, a service, an action and levels."""
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


def measure(folder: Path) -> Measured:
    """Write the register, and the cells that stand in it by openpyxl without any style."""
    large = large_register(folder / "register.foreshock")
    register, bare = folder / "register.xlsx", folder / "bare.xlsx"
    runs = [measured("ours", large, register, register) for _ in range(2)]
    plain = min(measured("bare", large, register, bare)[0] for _ in range(2))
    return Measured(
        "a register of 10,000 risks as a workbook", "its cells by openpyxl, unstyled",
        min(run[0] for run in runs), plain, 1.5, max(run[1] for run in runs),
    )  # fmt: skip


@pytest.mark.benchmark
@pytest.mark.timeout(900)
def test_ten_thousand_risks_cost_less_than_openpyxl_bare(tmp_path: Path) -> None:
    result = measure(tmp_path)
    print(f"\n{result}")
    assert result.ratio <= result.aim
    assert result.memory <= 250 * 2**20
