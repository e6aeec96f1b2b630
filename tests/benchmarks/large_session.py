"""A session of the size that must stay quick: thousands of services and risks, tens of thousands of edges."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app import model as m
from app.document import Document
from app.model import new_key
from app.session import new_session

NOW = datetime(2026, 9, 15, 9, tzinfo=UTC)
TODAY = date(2026, 9, 15)


class LargeSession:
    """Fills a session with services on applications on hosts on storage, half of them in pairs, and with risks."""

    def __init__(self, session: Session, services: int, risks: int, edges: int) -> None:
        self.session, self.chance = session, random.Random(7)
        self.rows: dict[Any, list[dict[str, Any]]] = {}
        self.counts = {"service": services, "risk": risks, "edge": edges}

    def add(self, model: Any, **values: Any) -> bytes:
        """Note a row for the bulk insert, with its entity if it has one, and return its key."""
        key = new_key()
        rows = self.rows.setdefault(model, [])
        if hasattr(model, "ENTITY"):
            ref = f"{model.PREFIX}-{len(rows) + 1:05}"
            self.rows.setdefault(m.Entity, []).append({"id": key, "kind": model.ENTITY, "ref": ref})
            values["entity_kind"] = model.ENTITY
        rows.append({"id": key, **values})
        return key

    def fill(self) -> None:
        """Write everything in bulk."""
        people = [self.add(m.Person, name=f"Person {n}", status="active") for n in range(200)]
        services = [self._service(n, people) for n in range(self.counts["service"])]
        layers = [self._components(kind, n) for kind, n in (("application", 4000), ("host", 1500), ("storage", 300))]
        self._edges(services, layers)
        for n in range(self.counts["risk"]):
            self._risk(n, services)
        for model in sorted(self.rows, key=lambda one: (one is not m.Entity, one.__tablename__.startswith("risk_"))):
            self.session.execute(insert(model.__table__), self.rows[model])

    def _service(self, n: int, people: list[bytes]) -> bytes:
        rto = self.chance.choice([60, 240, 480, 1440, 4320, 10080])
        key = self.add(
            m.Service, name=f"Service {n}", rto=rto, mtpd=rto * 2, rpo=240, mbco_pct=50, owner_id=people[n % 200],
            status="in use", holds_data=True, wrt=rto // 4,
        )  # fmt: skip
        self.rows.setdefault(m.Bia, []).append({"id": key, "state": "open", "wa_never_tested": False})
        return key

    def _components(self, kind: str, count: int) -> list[bytes]:
        backup = {"backup_interval": 60, "backup_run": 5, "offline_copy": True} if kind == "host" else {}
        blank = {"backup_interval": None, "backup_run": None, "offline_copy": None, "restore_tested_on": None}
        tested = {"restore_tested_on": TODAY - timedelta(90)} if backup else {}
        values = {**blank, **backup, **tested}
        return [self.add(m.Component, name=f"{kind} {n}", kind=kind, status="in use", **values) for n in range(count)]

    def _edges(self, services: list[bytes], layers: list[list[bytes]]) -> None:
        applications, hosts, storage = layers
        left = self.counts["edge"]
        while left > 0:
            place = left % 10
            if place < 5:
                source, targets = self.chance.choice(services), self.chance.sample(applications, 2)
            elif place < 8:
                source, targets = self.chance.choice(applications), self.chance.sample(hosts, 2)
            elif place < 9:
                source, targets = self.chance.choice(hosts), self.chance.sample(storage, 2)
            else:
                first, second = sorted(self.chance.sample(range(len(services)), 2))
                source, targets = services[second], [services[first]]
            left -= self._edge(source, targets)

    def _edge(self, source: bytes, targets: list[bytes]) -> int:
        known = self.__dict__.setdefault("known", set())
        group = None
        fresh = [target for target in targets if (source, target) not in known]
        if len(fresh) > 1 and self.chance.random() < 0.8:
            group = self.add(m.DependencyGroup, source_id=source, needed=1)
        for target in fresh:
            known.add((source, target))
            hard = self.chance.random() < 0.7
            self.add(m.Dependency, source_id=source, target_id=target, hard=hard, group_id=group)
        return len(fresh)

    def _risk(self, n: int, services: list[bytes]) -> None:
        likelihood, impact = self.chance.randint(1, 5), self.chance.randint(1, 5)
        key = self.add(
            m.Risk, event=f"Risk {n}", status="open", current_likelihood=likelihood, current_impact=impact,
            treatment=self.chance.choice(["reduce", "accept"]), raised_on=TODAY,
        )  # fmt: skip
        self.add(m.RiskService, risk_id=key, service_id=self.chance.choice(services), position=0)


def large_session(path: Path, services: int = 2000, risks: int = 10_000, edges: int = 50_000) -> Document:
    """Write such a session and return it open."""
    document = new_session(path, title="Large", organisation="Large Ltd", clock=lambda: NOW)
    with document.edit("Fill") as session:
        LargeSession(session, services, risks, edges).fill()
    return document
