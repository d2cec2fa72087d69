"""Detection and training steps of whole networks against torchvision's of the same architecture (eager, float32)."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass

import torch

from tests.benchmarks.timing import print_table

ROUNDS = 2
"""How often the two take turns, so that a busy minute of the machine meets both."""


@dataclass(frozen=True)
class Probe:
    """Medians over all rounds."""

    seconds: float
    peak: float
    """Bytes"""

    def __str__(self) -> str:
        return f"{self.seconds * 1000:.0f} ms, {self.peak / 2**20:.0f} MiB"


def probes(task: str, preset: str, device: str) -> dict[str, Probe]:
    """Ours and torchvision's, each in processes of its own, in turns."""
    seconds: dict[str, list[float]] = {"ours": [], "torchvision": []}
    peaks: dict[str, list[float]] = {"ours": [], "torchvision": []}
    for _ in range(ROUNDS):
        for who in seconds:
            command = [sys.executable, "-m", "tests.benchmarks.probe_network", who, task, preset, device]
            printed = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            seconds[who] += printed["seconds"]
            peaks[who].append(printed["peak"])
    return {who: Probe(statistics.median(seconds[who]), statistics.median(peaks[who])) for who in seconds}


def row(what: str, ours: Probe, peer_name: str, peer: Probe) -> tuple[str, ...]:
    ratio = f"{ours.seconds / peer.seconds:.2f}"
    return what, str(ours), peer_name, str(peer), ratio, f"{ours.peak / max(peer.peak, 1):.2f}"


def run() -> None:
    device = "cuda" if torch.cuda.is_available() else "cpu"
    rows = []
    for preset in ("vgg16", "mobilenet_fpn"):
        detection = probes("detect", preset, device)
        bare = probes("backbone", preset, device)["ours"]
        rows.append(row(f"{preset}: detection", detection["ours"], "torchvision", detection["torchvision"]))
        rows.append(row(f"{preset}: detection", detection["ours"], "our backbone alone", bare))
        steps = probes("train", preset, device)
        rows.append(row(f"{preset}: training step", steps["ours"], "torchvision", steps["torchvision"]))
    header = ("what", "ours", "peer", "peer's", "time ratio", "memory ratio")
    print_table(f"Networks on {device}", rows, header)
