"""Check and time everything on a GPU: `python -m tests.benchmarks.gpu`.

It needs no network connection, only the program and its test dependencies. `--device cpu --quick` tries the benchmark
itself, with small networks, on any machine.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch

from tests.benchmarks.gpu import networks, variants
from tests.benchmarks.gpu.checks import Check, check_all
from tests.benchmarks.gpu.plan import MINUTES, Plan
from tests.benchmarks.timing import print_table
from tests.machine import as_table, machine


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0; 1 if a check failed; 2 if there is no such device."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.gpu", description=__doc__)
    parser.add_argument("--device", default="cuda", help="cuda, cuda:1, or cpu (default: %(default)s)")
    parser.add_argument("--quick", action="store_true", help="a small part of everything, with small networks")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="time limit (default: %(default)s)")
    options = parser.parse_args(arguments)
    if options.device.startswith("cuda") and not torch.cuda.is_available():
        print("torch finds no CUDA GPU here. To try the benchmark itself: --device cpu --quick", file=sys.stderr)
        return 2
    print(as_table(machine()), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        plan = Plan(torch.device(options.device), Path(folder), options.quick, options.minutes)
        checks = list(_print_checks_live(check_all(plan)))
        print_table("Checks", [(one.what, one.measured, one.expected, one.verdict) for one in checks], CHECK_HEADER)
        print_table("Whole networks", list(_print_rows_live(networks.measure_networks(plan))), networks.HEADER)
        print_table("Variants of ours", list(_print_rows_live(variants.measure_variants(plan))), variants.HEADER)
        print(f"\n{plan.minutes - plan.seconds_left / 60:.1f} minutes on {options.device}")
    return int(any(one.passed is False for one in checks))


CHECK_HEADER = ("what", "measured", "expected", "passed")


def _print_checks_live(checks: Iterable[Check]) -> Iterable[Check]:
    """Write progress to stderr, because it takes ten minutes."""
    for check in checks:
        print(f"{check.what}: {check.measured}", file=sys.stderr, flush=True)
        yield check


def _print_rows_live(rows: Iterable[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    for row in rows:
        print(" | ".join(row), file=sys.stderr, flush=True)
        yield row


if __name__ == "__main__":
    sys.exit(main())
