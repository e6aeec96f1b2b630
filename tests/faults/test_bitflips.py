"""Every flipped bit that changes what a query returns is found when the file is opened or verified."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.document import Document
from app.i18n import UserError
from app.salvage import salvage_file
from app.sample import build_sample
from tests.sessions import START, dump, rich_session


def sample_session(path: Path) -> Path:
    """Write the sample session that every first start shows, and close it."""
    build_sample(path, START.date()).close()
    return path


#: Files to flip bits in: how each is made.
SUBJECTS: dict[str, Callable[[Path], Path]] = {"rich": rich_session, "sample": sample_session}


@dataclass
class Tally:
    """What became of the flips."""

    effective: int = 0
    harmless: int = 0
    found_by_sqlite: int = 0
    missed: list[tuple[int, int]] = None  # type: ignore[assignment]


@pytest.fixture(scope="module", params=SUBJECTS)
def subject(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return SUBJECTS[request.param](tmp_path_factory.mktemp("flips") / "subject.foreshock")


def flips(content: bytes, number: int, seed: int) -> Iterator[tuple[int, int]]:
    """Yield (offset, bit): the header first, then anywhere that is not empty."""
    chance = random.Random(seed)
    used = [at for at, byte in enumerate(content) if byte]
    for turn in range(number):
        yield (chance.randrange(100) if turn % 6 == 0 else chance.choice(used)), chance.randrange(8)


def flipped(content: bytes, at: int, bit: int) -> bytes:
    changed = bytearray(content)
    changed[at] ^= 1 << bit
    return bytes(changed)


def is_found(path: Path) -> bool:
    try:
        with Document.open(path, read_only=True) as document:
            return bool(document.verify())
    except UserError:
        return True


def is_found_by_sqlite(path: Path) -> bool:
    raw = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    raw.text_factory = bytes
    try:
        return raw.execute("PRAGMA integrity_check").fetchall() != [(b"ok",)]
    except (sqlite3.Error, UnicodeDecodeError):
        return True
    finally:
        raw.close()


def logical(path: Path) -> object:
    try:
        return dump(path)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return str(type(error))


def campaign(subject: Path, work: Path, number: int, seed: int) -> Tally:
    content, reference, tally = subject.read_bytes(), dump(subject), Tally(missed=[])
    for at, bit in flips(content, number, seed):
        work.write_bytes(flipped(content, at, bit))
        found = is_found(work)
        if logical(work) == reference:
            tally.harmless += 1
            continue
        tally.effective += 1
        tally.found_by_sqlite += is_found_by_sqlite(work)
        if not found:
            tally.missed.append((at, bit))
    return tally


def check(tally: Tally, seed: int) -> None:
    assert tally.missed == [], f"missed with seed {seed}"
    assert tally.effective > tally.harmless / 4, "hardly any flip had an effect"
    assert tally.found_by_sqlite < tally.effective, "the control: SQLite's own check must miss some"


def test_every_flip_that_matters_is_found(subject: Path, tmp_path: Path) -> None:
    check(campaign(subject, tmp_path / "flipped.foreshock", 60, seed=1), 1)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(2, 6))
def test_every_flip_that_matters_is_found_in_a_long_campaign(subject: Path, tmp_path: Path, seed: int) -> None:
    tally = campaign(subject, tmp_path / "flipped.foreshock", 1000, seed)
    print(tally)
    check(tally, seed)


def test_an_untouched_file_is_found_whole(subject: Path) -> None:
    assert not is_found(subject)


# --- salvage ---


def rows(path: Path) -> set[tuple[object, ...]]:
    """Return every row of the model's tables with its types."""
    raw = sqlite3.connect(path)
    own = ("change", "change_set", "row_digest")
    names = [name for (name,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'") if name not in own]
    found = {(name, *row) for name in names for row in raw.execute(f'SELECT * FROM "{name}"')}
    raw.close()
    return found


def salvage_campaign(subject: Path, folder: Path, number: int, seed: int) -> int:
    """Salvage after each flip; return how often a row was lost although one bit alone had changed."""
    content, whole, losses = subject.read_bytes(), rows(subject), 0
    for turn, (at, bit) in enumerate(flips(content, number, seed)):
        damaged, target = folder / "damaged.foreshock", folder / f"salvaged {turn}.foreshock"
        damaged.write_bytes(flipped(content, at, bit))
        report = salvage_file(damaged, target, START)
        assert damaged.read_bytes() == flipped(content, at, bit)
        with Document.open(target) as document:
            assert [str(fault) for fault in document.verify()] == [], (seed, at, bit)
        missing = whole - rows(target)
        losses += bool(missing)
        assert len(missing) <= report.lost + report.unconfirmed + report.restored, (seed, at, bit, report)
        target.unlink()
    return losses


#: In how many of twenty salvages a row may be lost or come back older; the sample has more rows on each page.
COSTLY = {"rich": 1, "sample": 2}


def test_a_flip_hardly_ever_costs_a_row(subject: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    assert salvage_campaign(subject, tmp_path, 20, seed=1) <= COSTLY[request.node.callspec.params["subject"]]


@pytest.mark.slow
def test_a_flip_hardly_ever_costs_a_row_in_a_long_campaign(subject: Path, tmp_path: Path) -> None:
    assert salvage_campaign(subject, tmp_path, 400, seed=2) <= 8
