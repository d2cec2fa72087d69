"""Detection with whole networks, compared with torchvision's of the same architecture (eager, float32).

`python -m tests.benchmarks networks` measures all; `python -m tests.benchmarks.networks PRESET --rounds 1` a part.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch

from detector.compute.precision import choose_precision
from tests.benchmarks.timing import print_table

ROUNDS = 5
"""The number of rounds in which the two sides run in turns, so that a busy machine slows down both."""
PRESETS = ("vgg16", "resnet50_fpn", "mobilenet_fpn", "mask_mobilenet_fpn")
AS_AVX2 = {"ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2", "ATEN_CPU_CAPABILITY": "avx2"}
"""Restricts all libraries in torch to AVX2."""
HEADER = ("what", "ours", "peer", "peer's", "processor time ratio (from - to)", "time ratio", "memory ratio")


@dataclass(frozen=True)
class Probe:
    """One network in one process: medians over its calls."""

    seconds: float
    processor: float
    """Seconds, all threads together"""
    peak: float
    """In bytes"""

    @classmethod
    def run(cls, who: str, task: str, preset: str, precision: str, limits: Mapping[str, str]) -> Probe:
        """Start a process; `limits` are added to its environment."""
        command = [sys.executable, "-m", "tests.benchmarks.probe_network", who, task, preset, device(), precision]
        environment = {**os.environ, **limits}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        printed = json.loads(done.stdout)
        return cls(statistics.median(printed["seconds"]), statistics.median(printed["processor"]), printed["peak"])


@dataclass(frozen=True)
class Measured:
    """All rounds of one network."""

    rounds: Sequence[Probe]

    def median(self, what: str) -> float:
        return statistics.median(getattr(probe, what) for probe in self.rounds)

    def __str__(self) -> str:
        return f"{self.median('processor') * 1000:.0f} ms, {self.median('peak') / 2**20:.0f} MiB"


def device() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"


def measure(
    tasks: Mapping[str, tuple[str, str]], preset: str, precision: str, limits: Mapping[str, str], rounds: int
) -> dict[str, Measured]:
    """Measure in turns, each task in its own process; `tasks` maps a name to who does what."""
    probes: dict[str, list[Probe]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, (who, task) in tasks.items():
            probes[name].append(Probe.run(who, task, preset, precision, limits))
    return {name: Measured(found) for name, found in probes.items()}


def row(what: str, ours: Measured, peer_name: str, peer: Measured) -> tuple[str, ...]:
    pairs = list(zip(ours.rounds, peer.rounds, strict=True))
    ratios = [mine.processor / theirs.processor for mine, theirs in pairs]
    return (
        what,
        str(ours),
        peer_name,
        str(peer),
        f"{statistics.median(ratios):.2f} ({min(ratios):.2f} - {max(ratios):.2f})",
        f"{statistics.median(mine.seconds / theirs.seconds for mine, theirs in pairs):.2f}",
        f"{ours.median('peak') / max(peer.median('peak'), 1):.2f}",
    )


def detection_rows(
    preset: str, precision: str, limits: Mapping[str, str], note: str, rounds: int
) -> list[tuple[str, ...]]:
    tasks = {"ours": ("ours", "detect"), "torchvision": ("torchvision", "detect"), "bare": ("ours", "backbone")}
    measured = measure(tasks, preset, precision, limits, rounds)
    what = f"{preset}: detection, {note}"
    return [
        row(what, measured["ours"], "torchvision", measured["torchvision"]),
        row(what, measured["ours"], "our backbone alone", measured["bare"]),
    ]


def preset_rows(preset: str, rounds: int) -> list[tuple[str, ...]]:
    """All rows of one network."""
    fastest = choose_precision("auto", torch.device(device()))
    rows = detection_rows(preset, "float32", {}, "float32", rounds)
    if device() == "cpu" and torch.backends.cpu.get_cpu_capability().startswith("AVX512"):
        rows += detection_rows(preset, "float32", AS_AVX2, "float32 by AVX2", rounds)
    if fastest != torch.float32:
        rows += detection_rows(preset, "auto", {}, str(fastest).removeprefix("torch."), rounds)
    return rows


def run(presets: Sequence[str] = PRESETS, rounds: int = ROUNDS) -> None:
    """Print one table of all `presets`. Progress is written to stderr, because it takes an hour."""
    rows = []
    for preset in presets:
        rows += preset_rows(preset, rounds)
        print(f"{preset}: measured", file=sys.stderr, flush=True)
    print_table(f"Networks on {device()}", rows, HEADER)


def run_with_options(name: str, description: str | None, run: Callable[[Sequence[str], int], None]) -> None:
    """Run the benchmark `tests.benchmarks.NAME` with the presets and the rounds of the command line."""
    parser = argparse.ArgumentParser(prog=f"python -m tests.benchmarks.{name}", description=description)
    parser.add_argument("presets", nargs="*", default=PRESETS, metavar="PRESET", help=", ".join(PRESETS))
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="number of rounds (default: %(default)s)")
    options = parser.parse_args()
    run(options.presets, options.rounds)


if __name__ == "__main__":
    run_with_options("networks", __doc__, run)
