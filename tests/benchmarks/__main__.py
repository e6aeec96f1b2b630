"""``python -m tests.benchmarks`` measures everything once and prints the table of the README's section Performance."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.measuring import Measured, told


def row(measured: Measured) -> str:
    """One line of the table."""
    kept = "" if measured.ratio <= measured.aim else " (missed)"
    memory = f"{measured.memory / 2**20:.0f} MB" if measured.memory else ""
    cells = (measured.work, told(measured.ours), f"{told(measured.bare)}, {measured.bare_work}")
    return "| " + " | ".join((*cells, f"{measured.ratio:.1f}", f"≤ {measured.aim:.1f}{kept}", memory)) + " |"


def main() -> None:
    """Measure one after the other, each in a folder of its own."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from tests.benchmarks import (
        bench_edit,
        bench_map,
        bench_opening,
        bench_plan,
        bench_register,
        bench_returns,
        bench_tables,
        bench_window,
    )

    print("| work | takes | bare | ratio | aim | memory |")
    print("|---|---|---|---|---|---|")
    for bench in (bench_window, bench_edit, bench_opening, bench_register, bench_returns, bench_plan):
        with TemporaryDirectory() as folder:
            print(row(bench.measure(Path(folder))), flush=True)
    for bench_of_many in (bench_tables, bench_map):
        with TemporaryDirectory() as folder:
            for measured in bench_of_many.measures(Path(folder)):
                print(row(measured), flush=True)


if __name__ == "__main__":
    main()
