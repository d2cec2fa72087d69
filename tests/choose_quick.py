"""Chooses the tests of `pytest -m quick` by what they cover: `python -m tests.choose_quick` (needs pytest-cov).

Runs the default tests once with coverage, each line with the tests that reach it, and takes test after test: always the
one that reaches the most new lines for its time, until the time is used up. Writes tests/quick_tests.txt.
"""

from __future__ import annotations

import argparse
import heapq
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUICK_TESTS = ROOT / "tests" / "quick_tests.txt"
BUDGET_S = 100.0
"""Of all chosen tests together, in one process; two run them in under 90 s, imports included"""
OVERHEAD_S = 0.02
"""Of each test, beside what pytest measures"""

Lines = frozenset[tuple[str, int]]
"""Lines by file and number"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.choose_quick", description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder with .coverage and times.xml of a run that was made before")
    parser.add_argument("--budget", type=float, default=BUDGET_S, help="seconds (default: %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.data or Path(temporary)
        if options.data is None:
            run_with_coverage(folder)
        reached, seconds = read_reached_lines(folder / ".coverage"), read_seconds(folder / "times.xml")
    known = {name: lines for name, lines in reached.items() if name in seconds}
    chosen = choose_tests(known, seconds, options.budget)
    QUICK_TESTS.write_text("".join(f"{name}\n" for name in sorted(chosen)), encoding="utf-8")
    every = frozenset().union(*known.values())
    covered = frozenset().union(*(known[name] for name in chosen))
    spent = sum(seconds[name] for name in chosen)
    print(f"{len(chosen)} of {len(known)} tests reach {len(covered) / len(every):.1%} of the lines in {spent:.0f} s.")
    return 0


def run_with_coverage(folder: Path) -> None:
    """The default tests, with `.coverage` and `times.xml` in `folder`; tests that fail are not chosen."""
    command = [sys.executable, "-m", "pytest", "-q", "--cov=detector", "--cov=frcnn_gui", "--cov-context=test"]
    command += ["--cov-report=", f"--junitxml={folder / 'times.xml'}"]
    subprocess.run(command, cwd=ROOT, check=False)
    (ROOT / ".coverage").replace(folder / ".coverage")


def read_reached_lines(path: Path) -> dict[str, Lines]:
    """The lines that each test reaches, by the test's id; what happens at import counts for none."""
    from coverage import CoverageData

    data = CoverageData(str(path))
    data.read()
    reached: dict[str, set[tuple[str, int]]] = {}
    for file in data.measured_files():
        for line, contexts in data.contexts_by_lineno(file).items():
            for context in contexts:
                name = context.rpartition("|")[0]
                if name:
                    reached.setdefault(name, set()).add((file, line))
    return {name: frozenset(lines) for name, lines in reached.items()}


def read_seconds(path: Path) -> dict[str, float]:
    """The time of each test that passed, by its id, from JUnit's XML."""
    times: dict[str, float] = {}
    for case in ET.parse(path).getroot().iter("testcase"):
        if len(case):  # it failed or was skipped
            continue
        file = case.get("classname", "").replace(".", "/") + ".py"
        times[f"{file}::{case.get('name')}"] = float(case.get("time", 0.0)) + OVERHEAD_S
    return times


def choose_tests(reached: Mapping[str, Lines], seconds: Mapping[str, float], budget: float) -> list[str]:
    """The tests that together reach the most lines within `budget` seconds, one by one (greedily)."""
    covered: set[tuple[str, int]] = set()
    chosen: list[str] = []
    heap = [(-len(lines) / seconds[name], name) for name, lines in reached.items()]
    heapq.heapify(heap)
    while heap:
        _, name = heapq.heappop(heap)
        gain = len(reached[name] - covered) / seconds[name]
        if gain == 0 or seconds[name] > budget:
            continue
        if heap and -heap[0][0] > gain:  # others reach more by now
            heapq.heappush(heap, (-gain, name))
            continue
        chosen.append(name)
        covered |= reached[name]
        budget -= seconds[name]
    return chosen


if __name__ == "__main__":
    sys.exit(main())
