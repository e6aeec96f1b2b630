"""The command line: the same functions as the window, without a window. Qt is loaded only to open one."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NoReturn

from app.i18n import N_, UserError, translate

DONE, FOUND, REFUSED = 0, 1, 2
#: Hidden verb that parses an untrusted table in a process of its own (see ``app.imports``).
READ_TABLE = "--read-table"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 findings or faults, 2 refused with a sentence."""
    multiprocessing.freeze_support()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == [READ_TABLE]:
        from app.imports import worker

        return worker.main(arguments[1:])
    _speak_utf8()
    try:
        return _run(arguments)
    except UserError as error:
        print(f"foreshock: {error}", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def window_main() -> int:
    """Entry of the windowed executable, which has no console to write to."""
    return main()


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _run(arguments: list[str]) -> int:
    if arguments and arguments[0] in VERBS:
        options = _parser().parse_args(arguments)
        return int(options.run(options))
    options = _window_parser().parse_args(arguments)
    if options.self_test:
        from ui import self_test

        return self_test.run()
    _refuse_what_cannot_open(options.file)
    from ui import application

    return application.run(options.file, sample=options.sample)


def _refuse_what_cannot_open(file: str | None) -> None:
    if file and not Path(file).suffix and not Path(file).exists():
        raise UserError(
            N_("“{word}” is neither a session file nor a verb; the verbs are {verbs}."),
            word=file,
            verbs=", ".join(VERBS),
        )
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in screens):
        raise UserError(
            N_("There is no screen here to open a window on. Without one, use the verbs: {verbs}."),
            verbs=", ".join(VERBS),
        )


class Parser(argparse.ArgumentParser):
    """Tells a mistake in one line, as every other refusal is told."""

    def error(self, message: str) -> NoReturn:
        """Refuse what was typed."""
        problem = message[:1].upper() + message[1:].rstrip(".")
        raise UserError(N_("{problem}. “{command} --help” tells more."), problem=problem, command=self.prog)


def version_words() -> str:
    """Return the version of this installation."""
    try:
        return version("foreshock")
    except PackageNotFoundError:
        return translate(N_("from a checkout"))


def _window_parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="foreshock",
        description=translate(N_("Business-continuity workshops on one laptop. Without a verb, the window opens.")),
        epilog=translate(N_("Verbs: {verbs}. “foreshock VERB --help” tells more.")).format(verbs=", ".join(VERBS)),
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help=translate(N_("session to open")))
    parser.add_argument("--sample", action="store_true", help=translate(N_("open a fresh copy of the sample session")))
    parser.add_argument(
        "--self-test", action="store_true", help=translate(N_("visit every page and run every export off-screen"))
    )
    parser.add_argument("--version", action="version", version=f"Foreshock {version_words()}")
    return parser


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="foreshock")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name, (run, help_text, add_options) in VERBS.items():
        sub = verbs.add_parser(name, help=translate(help_text), description=translate(help_text))
        sub.set_defaults(run=run)
        add_options(sub)
    return parser


def _file(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("file", metavar="FILE", type=Path, help=translate(N_("session file")))


def _file_json(sub: argparse.ArgumentParser) -> None:
    _file(sub)
    _json(sub)


def _json(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--json", action="store_true", help=translate(N_("print JSON")))


def _tell(value: Any, options: argparse.Namespace, lines: Callable[[], Sequence[str]]) -> None:
    if options.json:
        print(json.dumps(value, ensure_ascii=False, indent=2, default=str))
    else:
        print("\n".join(lines()))


def _open(path: Path, *, read_only: bool = True) -> Any:
    from app.document import Document

    return Document.open(path, who=_who(), read_only=read_only)


def _who() -> str:
    import getpass

    try:
        return os.environ.get("FORESHOCK_WHO", "") or getpass.getuser()
    except (OSError, KeyError):  # a login without a name, as in some containers
        return ""


# --- new ---------------------------------------------------------------------------------------------------


def _new_options(sub: argparse.ArgumentParser) -> None:
    _file(sub)
    sub.add_argument("--title", metavar="T", help=translate(N_("title of the session")))
    sub.add_argument("--organisation", metavar="O", help=translate(N_("whose session it is")))
    sub.add_argument("--currency", metavar="C", default="EUR", help=translate(N_("three letters, such as EUR")))
    sub.add_argument("--sample", action="store_true", help=translate(N_("fill it with the sample session")))


def _new(options: argparse.Namespace) -> int:
    if options.sample:
        from app.sample import build_sample

        build_sample(options.file).close()
    else:
        from app.session import new_session

        if not options.title or not options.organisation:
            raise UserError(N_("A new session needs --title and --organisation (or --sample)."))
        new_session(
            options.file,
            title=options.title,
            organisation=options.organisation,
            currency=options.currency,
            who=_who(),
        ).close()
    print(translate(N_("Created {file}."), file=options.file))
    return DONE


# --- looking -----------------------------------------------------------------------------------------------


def _info(options: argparse.Namespace) -> int:
    from ui import cli_looking

    with _open(options.file) as document:
        told, lines = cli_looking.info_values(document), cli_looking.info_lines(document)
    _tell(told, options, lambda: lines)
    return DONE


def _verify(options: argparse.Namespace) -> int:
    with _open(options.file) as document:
        faults = document.verify()
    _tell(
        [str(fault) for fault in faults],
        options,
        lambda: [str(fault) for fault in faults] or [translate(N_("Every row and every change is as it was written."))],
    )
    return FOUND if faults else DONE


def _check_options(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("file", metavar="FILE", type=Path, nargs="?", help=translate(N_("session file")))
    sub.add_argument("--rules", action="store_true", help=translate(N_("list every rule")))
    _json(sub)


def _check(options: argparse.Namespace) -> int:
    from app import checks

    if options.rules:
        listed = [
            {"id": rule.id, "severity": str(rule.severity), "title": translate(rule.title)} for rule in checks.rules()
        ]
        _tell(listed, options, lambda: [f"{r['id']}  {r['severity']}  {r['title']}" for r in listed])
        return DONE
    if options.file is None:
        raise UserError(N_("Name the session file to check, or --rules."))
    with _open(options.file) as document:
        findings = checks.check(document)
    told = [
        {
            "id": finding.rule,
            "severity": str(finding.severity),
            "subject": finding.subject_ref,
            "node": finding.node_ref,
            "message": finding.message,
            "waived": finding.waiver is not None,
        }
        for finding in findings
    ]
    _tell(told, options, lambda: _finding_lines(told))
    return FOUND if any(f["severity"] == "E" and not f["waived"] for f in told) else DONE


def _finding_lines(told: Sequence[dict[str, Any]]) -> list[str]:
    lines = [
        f"{f['severity']} {f['id']}  {f['subject']:<9} {f['message']}"
        + (f"  ({translate(N_('waived'))})" if f["waived"] else "")
        for f in told
    ]
    counts = {s: sum(f["severity"] == s and not f["waived"] for f in told) for s in "EWI"}
    lines.append(
        translate(
            N_("{e} must be fixed, {w} should be, {i} notes, {waived} waived."),
            e=counts["E"],
            w=counts["W"],
            i=counts["I"],
            waived=sum(bool(f["waived"]) for f in told),
        )
    )
    return lines


def _metrics(options: argparse.Namespace) -> int:
    from app.metrics import metrics
    from ui import cli_looking

    with _open(options.file) as document:
        measures = metrics(document)
    _tell(cli_looking.metrics_values(measures), options, lambda: cli_looking.metrics_lines(measures))
    return DONE


# --- import and export -------------------------------------------------------------------------------------


def _import_options(sub: argparse.ArgumentParser) -> None:
    from app.imports import CREATABLE, KINDS

    _file(sub)
    sub.add_argument("source", metavar="SOURCE", type=Path, help=translate(N_("workbook or CSV file")))
    sub.add_argument(
        "--as",
        dest="kind",
        choices=sorted((*KINDS, "questionnaire", "register")),
        required=True,
        help=translate(
            N_(
                "what the rows are; “register” compares a risk register of ours that came back and takes over what is "
                "clear, “risks” reads such a file as a plain list and leaves cells alone that nobody touched"
            )
        ),
    )
    sub.add_argument(
        "--map",
        nargs="+",
        action="extend",
        default=[],
        metavar="COLUMN=field",
        help=translate(N_("read a column as a field; “COLUMN=” leaves it out")),
    )
    sub.add_argument(
        "--create",
        nargs="+",
        action="extend",
        choices=sorted(CREATABLE),
        default=[],
        metavar="KIND",
        help=translate(
            N_("also create what rows name and the session lacks: {kinds}"), kinds=", ".join(sorted(CREATABLE))
        ),
    )
    sub.add_argument("--sheet", help=translate(N_("sheet of the workbook")))
    sub.add_argument("--dry-run", action="store_true", help=translate(N_("show what would change, change nothing")))
    _json(sub)


def _import(options: argparse.Namespace) -> int:
    from ui import cli_import, cli_questionnaire, cli_register

    runs = {"questionnaire": cli_questionnaire.run, "register": cli_register.run}
    run = runs.get(options.kind, cli_import.run)
    return run(options, lambda *, read_only: _open(options.file, read_only=read_only), _tell)


def _export_options(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("file", metavar="FILE", type=Path, nargs="?", help=translate(N_("session file")))
    sub.add_argument("kind", metavar="KIND", nargs="?", help=translate(N_("which document; --list names them")))
    sub.add_argument("--list", action="store_true", help=translate(N_("list the kinds of document")))
    sub.add_argument("--out", metavar="PATH", type=Path, help=translate(N_("file or folder to write to")))
    sub.add_argument(
        "--service", metavar="REF", action="append", default=[], help=translate(N_("only for this service"))
    )
    sub.add_argument("--plan", metavar="REF", help=translate(N_("which plan")))
    sub.add_argument("--meeting", metavar="REF", help=translate(N_("which meeting, unless the newest")))
    sub.add_argument("--risk", metavar="REF", action="append", default=[], help=translate(N_("only about this risk")))
    sub.add_argument("--copies", metavar="N", type=int, default=0,
                     help=translate(N_("so many sheets without a seat, for ballots")))  # fmt: skip
    sub.add_argument("--phones", choices=("all", "duty", "none"), default="all", help=translate(N_("numbers to print")))
    sub.add_argument("--page", choices=("A4", "Letter"), default="A4", help=translate(N_("page size")))
    _json(sub)


def _export(options: argparse.Namespace) -> int:
    from ui import cli_export

    return cli_export.run(options, lambda *, read_only: _open(options.file, read_only=read_only), _tell)


Verb = tuple[Callable[[argparse.Namespace], int], str, Callable[[argparse.ArgumentParser], None]]

VERBS: dict[str, Verb] = {
    "new": (_new, N_("Make a new session file."), _new_options),
    "info": (_info, N_("Tell what a session holds."), _file_json),
    "verify": (_verify, N_("Look for damage: every row, digest and change."), _file_json),
    "check": (_check, N_("Look for gaps and contradictions."), _check_options),
    "metrics": (_metrics, N_("Show the measures of the programme."), _file_json),
    "import": (_import, N_("Take rows from a workbook or CSV file."), _import_options),
    "export": (_export, N_("Write a document."), _export_options),
}

if __name__ == "__main__":
    raise SystemExit(main())
