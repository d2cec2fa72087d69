"""Training steps, compared with torchvision's of the same architecture, with and without kept features.

torchvision's network runs in both memory layouts, and the faster one counts. Both are in float32 unless a row says
otherwise.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import torch

from detector.compute.precision import choose_precision
from tests.benchmarks.networks import AS_AVX2, HEADER, PRESETS, ROUNDS, device, measure, row, run_with_options
from tests.benchmarks.timing import print_table

TASKS = {
    "ours": ("ours", "train"),
    "kept": ("ours", "train_kept"),
    "planes": ("torchvision", "train"),
    "channels last": ("torchvision", "train_channels_last"),
}
PEERS = ("planes", "channels last")


def training_rows(
    preset: str, precision: str, limits: Mapping[str, str], note: str, rounds: int
) -> list[tuple[str, ...]]:
    """A row for the first epoch, and one for an epoch in which all features are kept."""
    measured = measure(TASKS, preset, precision, limits, rounds)
    peer = min(PEERS, key=lambda name: measured[name].median("processor"))
    what = f"{preset}: training step, {note}"
    return [
        row(name, measured[task], f"torchvision, {peer}", measured[peer])
        for task, name in (("ours", what), ("kept", f"{what}, features kept"))
    ]


def run(presets: Sequence[str] = PRESETS, rounds: int = ROUNDS) -> None:
    """Print one table of all `presets`. Progress is written to stderr, because it takes hours."""
    fastest = choose_precision("auto", torch.device(device()))
    newer = device() == "cpu" and torch.backends.cpu.get_cpu_capability().startswith("AVX512")
    rows = []
    for preset in presets:
        rows += training_rows(preset, "float32", {}, "float32", rounds)
        if newer:
            rows += training_rows(preset, "float32", AS_AVX2, "float32 by AVX2", rounds)
        if fastest != torch.float32:
            rows += training_rows(preset, "auto", {}, str(fastest).removeprefix("torch."), rounds)
        print(f"{preset}: measured", file=sys.stderr, flush=True)
    print_table(f"Training steps on {device()}", rows, HEADER)


if __name__ == "__main__":
    run_with_options("training_steps", __doc__, run)
