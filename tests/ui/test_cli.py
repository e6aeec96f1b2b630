"""The command line: every verb, what it prints, what it changes, and how it refuses."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import exports
from app import model as m
from app.checks import rules
from app.document import Document
from app.sample import build_sample
from app.session import info, new_session
from exporters.registry import EXPORTERS
from ui.cli import VERBS, main

ROOT = Path(__file__).parents[2]
FILES = ROOT / "tests" / "files" / "imports"
#: Starts another process that opens a session, says so, and holds it until its input ends.
HOLD = "import sys; from app.document import Document; d = Document.open(sys.argv[1]); print('open'); sys.stdin.read()"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "sample.foreshock"
    build_sample(path).close()
    return path


@pytest.fixture
def sample(built: Path, tmp_path: Path) -> Path:
    """A copy of the sample session that a test may change."""
    return Path(shutil.copy(built, tmp_path / "sample.foreshock"))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "empty.foreshock"
    new_session(path, title="Programme", organisation="Quellmark").close()
    return path


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run one command; gives its exit status, what it printed and what it said on stderr."""

    def run(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main([str(word) for word in words])
        except SystemExit as left:  # argparse leaves like this after --help
            status = int(left.code or 0)
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def content(path: Path) -> bytes:
    return path.read_bytes()


def names(path: Path, model: Any) -> set[str]:
    with Document.open(path, read_only=True) as document:
        return {row.name for row in document.all(model)}


# --- new, info, verify -------------------------------------------------------------------------------------


def test_new_makes_a_session_with_its_names(call: Any, tmp_path: Path) -> None:
    path = tmp_path / "fresh.foreshock"
    status, out, _ = call("new", path, "--title", "Our programme", "--organisation", "R&D <b>", "--currency", "CHF")
    assert (status, "fresh.foreshock" in out) == (0, True)
    with Document.open(path, read_only=True) as document:
        row = info(document)
        assert row is not None
        assert (row.title, row.organisation, row.currency) == ("Our programme", "R&D <b>", "CHF")


def test_new_with_sample_makes_the_sample(call: Any, tmp_path: Path) -> None:
    path = tmp_path / "shown.foreshock"
    assert call("new", path, "--sample")[0] == 0
    with Document.open(path, read_only=True) as document:
        assert document.is_sample


def test_new_without_names_or_over_a_file_is_refused(call: Any, tmp_path: Path, empty: Path) -> None:
    before = content(empty)
    assert_refused(call("new", tmp_path / "x.foreshock"), "--title")
    assert_refused(call("new", empty, "--title", "T", "--organisation", "O"), "exists")
    assert not (tmp_path / "x.foreshock").exists()
    assert content(empty) == before


def test_info_counts_what_is_there(call: Any, sample: Path) -> None:
    status, out, _ = call("info", sample, "--json")
    told = json.loads(out)
    assert status == 0
    assert (told["organisation"], told["sample"]) == ("Quellmark Health Logistics", True)
    assert (told["counts"]["service"], told["counts"]["risk"]) == (14, 16)
    assert told["progress"]["services"] == [13, 14]
    assert "Services              14     13 of 14 approved" in call("info", sample)[1]


def test_info_speaks_of_an_empty_session_without_zeros(call: Any, empty: Path) -> None:
    status, out, _ = call("info", empty)
    assert status == 0
    assert "Quellmark" in out
    assert "Services" not in out


def test_verify_is_content_with_a_whole_session_and_finds_a_changed_row(call: Any, sample: Path) -> None:
    assert call("verify", sample)[0] == 0
    assert json.loads(call("verify", sample, "--json")[1]) == []
    raw = sqlite3.connect(sample)
    raw.execute("UPDATE service SET rto = rto + 1 WHERE rto IS NOT NULL")
    raw.commit()
    raw.close()
    status, out, _ = call("verify", sample)
    assert status == 1
    assert "service" in out
    assert json.loads(call("verify", sample, "--json")[1])


# --- check and metrics -------------------------------------------------------------------------------------


def test_check_finds_errors_in_the_sample(call: Any, sample: Path) -> None:
    status, out, _ = call("check", sample, "--json")
    told = json.loads(out)
    assert status == 1
    assert all({"id", "severity", "subject", "message"} <= set(finding) for finding in told)
    assert {finding["severity"] for finding in told} == {"E", "W", "I"}
    lines = call("check", sample)[1].splitlines()
    assert len(lines) == len(told) + 1
    assert "must be fixed" in lines[-1]


def test_check_is_content_with_an_empty_session(call: Any, empty: Path) -> None:
    assert call("check", empty)[0] == 0


def test_check_lists_every_rule_without_a_file(call: Any) -> None:
    status, out, _ = call("check", "--rules")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == [rule.id for rule in rules()]
    assert len(json.loads(call("check", "--rules", "--json")[1])) == len(rules()) >= 52


def test_check_without_a_file_is_refused(call: Any) -> None:
    assert_refused(call("check"), "--rules")


def test_metrics_tell_value_share_and_reason(call: Any, sample: Path, empty: Path) -> None:
    status, out, _ = call("metrics", sample, "--json")
    told = json.loads(out)
    coverage = told["headline"][0]
    assert status == 0
    assert (coverage["id"], coverage["numerator"], coverage["denominator"]) == ("plan-coverage", 9, 10)
    assert coverage["value"] == 90
    assert "90 %  9 of 10" in call("metrics", sample)[1]
    nothing = json.loads(call("metrics", empty, "--json")[1])["headline"][0]
    assert nothing["value"] is None
    assert nothing["reason"]


# --- import ------------------------------------------------------------------------------------------------


def test_devices_of_netbox_become_components(call: Any, empty: Path) -> None:
    status, out, _ = call("import", empty, FILES / "netbox_devices_all.csv", "--as", "components")
    assert (status, "6 new" in out) == (0, True)
    assert "brh-fw01" in names(empty, m.Component)
    again = call("import", empty, FILES / "netbox_devices_all.csv", "--as", "components")[1]
    assert "0 new, 0 changed, 6 unchanged" in again


def test_relations_of_servicenow_become_dependencies(call: Any, sample: Path) -> None:
    words = ("import", sample, FILES / "servicenow_cmdb_rel_ci.csv", "--as", "dependencies", "--json")
    told = json.loads(call(*words, "--create", "component")[1])
    assert told["applied"]
    assert told["counts"]["new"] == 5
    assert {"order-app", "order-vm-1"} <= names(sample, m.Component)
    with Document.open(sample, read_only=True) as document:
        assert document.undo_label is not None
        assert document.verify() == []


def test_a_dry_run_changes_nothing(call: Any, empty: Path) -> None:
    before = content(empty)
    status, out, _ = call("import", empty, FILES / "netbox_devices_all.csv", "--as", "components", "--dry-run")
    assert (status, "Would be: 6 new" in out) == (0, True)
    assert content(empty) == before
    told = call("import", empty, FILES / "netbox_devices_all.csv", "--as", "components", "--dry-run", "--json")[1]
    assert json.loads(told)["applied"] is False


def test_a_column_is_read_as_the_field_that_map_names(call: Any, empty: Path) -> None:
    source = FILES / "netbox_devices_all.csv"
    told = call("import", empty, source, "--as", "components", "--map", "Serial number=name", "Status=", "--json")[1]
    mapping = json.loads(told)["mapping"]
    assert (mapping["Serial number"], mapping["Name"], mapping["Status"]) == ("name", None, None)
    assert "FG2HF1" in names(empty, m.Component)


@pytest.mark.parametrize("pair", ["Colour=name", "Name=colour", "Name"])
def test_a_map_of_unknown_words_is_refused(call: Any, empty: Path, pair: str) -> None:
    before = content(empty)
    source = FILES / "netbox_devices_all.csv"
    assert_refused(call("import", empty, source, "--as", "components", "--map", pair), "--map")
    assert content(empty) == before


# --- export ------------------------------------------------------------------------------------------------


def test_the_list_names_every_kind(call: Any) -> None:
    assert [line.split()[0] for line in call("export", "--list")[1].splitlines()] == list(EXPORTERS)
    assert {told["kind"] for told in json.loads(call("export", "--list", "--json")[1])} == set(EXPORTERS)


def test_the_register_is_written_into_a_folder_and_noted(call: Any, sample: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    status, out, _ = call("export", sample, "risk-register", "--out", folder)
    (written,) = folder.iterdir()
    assert status == 0
    assert written.name in out
    assert written.read_bytes()[:2] == b"PK"
    with Document.open(sample, read_only=True) as document:
        noted = exports.last_export(document, "risk-register")
        assert noted is not None
        assert noted.file_name == written.name


def test_a_plan_is_written_to_the_file_that_was_named(call: Any, sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "plan.pdf"
    status, out, _ = call("export", sample, "plan", "--plan", "PLN-001", "--out", target, "--json", "--page", "Letter")
    assert status == 0
    assert json.loads(out)["bytes"] == target.stat().st_size
    assert target.read_bytes()[:5] == b"%PDF-"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("posters", "--out", "."), "risk-register"),
        (("plan", "--plan", "PLN-999", "--out", "."), "PLN-999"),
        (("plan",), "--out"),
        (("risk-register", "--out", "nowhere/at/all/r.xlsx"), "folder does not exist"),
    ],
)
def test_an_export_that_cannot_be_is_refused(
    call: Any, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = content(sample)
    assert_refused(call("export", sample, *words), said)
    assert content(sample) == before
    assert [path.name for path in tmp_path.iterdir()] == ["sample.foreshock"]


# --- refusals ----------------------------------------------------------------------------------------------


def assert_refused(told: tuple[int, str, str], said: str) -> None:
    """The status is 2, and one line on stderr says why; nothing else."""
    status, out, err = told
    assert status == 2
    assert out == ""
    assert len(err.splitlines()) == 1, err
    assert err.startswith("foreshock: ")
    assert said in err
    assert "Traceback" not in err


READING = [("info",), ("verify",), ("check",), ("metrics",), ("import", FILES / "risks.csv", "--as", "risks")]


@pytest.mark.parametrize("words", READING, ids=lambda words: words[0])
def test_what_is_no_session_is_refused(call: Any, tmp_path: Path, words: tuple[object, ...]) -> None:
    verb, *more = words
    letter, newer = tmp_path / "letter.foreshock", tmp_path / "newer.foreshock"
    letter.write_text("Dear all,\n" * 500)
    assert_refused(call(verb, tmp_path / "none.foreshock", *more), "not found")
    assert_refused(call(verb, letter, *more), "letter.foreshock")
    new_session(newer, title="T", organisation="O").close()
    raw = sqlite3.connect(newer)
    raw.execute("PRAGMA user_version = 999")
    raw.close()
    assert_refused(call(verb, newer, *more), "newer")


def test_a_source_that_is_missing_or_unknown_is_refused(call: Any, empty: Path, tmp_path: Path) -> None:
    assert_refused(call("import", empty, tmp_path / "none.csv", "--as", "risks"), "none.csv")
    assert_refused(call("import", empty, FILES / "risks.csv", "--as", "wishes"), "wishes")


@pytest.mark.parametrize("words", [("merge", "a", "b"), ("frobnicate",), ("--colour",), ("info",), ("info", "a", "b")])
def test_a_mistyped_command_is_refused_in_one_line(call: Any, words: tuple[str, ...]) -> None:
    assert_refused(call(*words), "")


@pytest.fixture
def held(sample: Path) -> Iterator[Path]:
    """The sample, open in another process."""
    command = [sys.executable, "-c", HOLD, str(sample)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "open\n"
        yield sample
        holder.stdin.close()


def test_beside_a_writer_reading_works_and_writing_names_the_holder(call: Any, held: Path, tmp_path: Path) -> None:
    assert call("info", held)[0] == 0
    assert call("check", held)[0] == 1
    refused = call("import", held, FILES / "risks.csv", "--as", "risks")
    assert_refused(refused, "already open")
    with Document.open(held, read_only=True) as document:
        before = len(exports.past_exports(document))
    assert call("import", held, FILES / "risks.csv", "--as", "risks", "--dry-run")[0] == 0
    assert call("export", held, "risk-register", "--out", tmp_path / "r.xlsx")[0] == 0
    with Document.open(held, read_only=True) as document:
        assert len(exports.past_exports(document)) == before


# --- help, and no Qt ---------------------------------------------------------------------------------------


def test_help_names_every_verb_and_no_other(call: Any) -> None:
    status, out, _ = call("--help")
    assert status == 0
    assert all(verb in out for verb in VERBS)
    assert "merge" not in out
    assert "read-table" not in out


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_a_help(call: Any, verb: str) -> None:
    status, out, _ = call(verb, "--help")
    assert status == 0
    assert out.startswith(f"usage: foreshock {verb}")
    assert all(line.strip() for line in out.strip().split("\n\n"))


def started(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "importtime", "-m", "ui.cli", *map(str, words)]
    left = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    left.pop("QT_QPA_PLATFORM", None)
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, env={**left, **environment}, check=False
    )


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("info",),
        ("check",),
        ("metrics",),
        ("verify",),
        ("import", FILES / "risks.csv", "--as", "risks", "--dry-run"),
        ("export", "risk-register", "--out", "."),
    ],
    ids=lambda words: words[0],
)
def test_no_verb_loads_qt(words: tuple[object, ...], sample: Path, tmp_path: Path) -> None:
    verb, *more = words
    more = [tmp_path if word == "." else word for word in more]
    told = started(verb, *([] if verb == "--help" else [sample]), *more)
    assert told.returncode in {0, 1}, told.stderr[-500:]
    assert " ui.cli" in told.stderr or " app.i18n" in told.stderr
    assert "PySide6" not in told.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only there a screen can be missing")
def test_a_window_without_a_screen_is_refused_with_a_sentence(sample: Path) -> None:
    command = [sys.executable, "-m", "ui.cli", str(sample)]
    bare = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, env=bare, check=False)
    assert told.returncode == 2
    assert len(told.stderr.splitlines()) == 1
    assert "no screen" in told.stderr


def test_umlauts_come_out_of_a_pipe_whatever_the_machine_speaks(tmp_path: Path) -> None:
    path = tmp_path / "Übung.foreshock"
    new_session(path, title="Kühlkette → Labor", organisation="Æther").close()
    command = [sys.executable, "-m", "ui.cli", "info", str(path)]
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    told = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, env=plain, check=True)
    assert "Kühlkette → Labor" in told.stdout.decode("utf-8")
