"""Comparison with labelImg and labelme: the first image of large folders, the next image, and memory.

Both are installed from the package index once, each in its own virtual environment below FRCNN_BENCHMARK_PEERS (by
default a folder in the temporary directory). What cannot be installed is left out, with the reason.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tests.benchmarks.probe import LAUNCHED
from tests.benchmarks.startup import make_folder
from tests.benchmarks.timing import high, print_table

PEERS = {"labelimg": "labelImg==1.8.6", "labelme": "labelme>=5"}
COUNTS = (10_000, 100_000)
STEPS = 20
LONGEST_S = 600


@dataclass(frozen=True)
class Run:
    """The figures of one program."""

    first: float
    memory: float
    steps: list[float]


def run() -> None:
    pythons = find_peers()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        rows: list[tuple[str, ...]] = []
        for count in COUNTS:
            folder = make_folder(root, count)
            runs = {who: _start(who, python, folder, 0, root) for who, python in pythons.items()}
            rows += _first_rows(f"{count:,} images", _start("ours", sys.executable, folder, 0, root), runs)
        header = ("folder", "ours", "peer", "its time", "ratio", "our memory", "its memory")
        print_table("Launch to the first image painted", rows, header)
        folder = photographs(root / "photographs", 40)
        runs = {who: _start(who, python, folder, STEPS, root) for who, python in pythons.items()}
        rows = _next_rows(_start("ours", sys.executable, folder, STEPS, root), runs)
        title = f"Key press to the next image painted, {STEPS} 12-megapixel JPEGs"
        print_table(title, rows, ("what", "ours", "peer", "its time", "ratio"))


def find_peers(names: Iterable[str] = tuple(PEERS)) -> dict[str, str]:
    """The Python interpreters of those programs `names` of `PEERS` that can be installed."""
    home = Path(os.environ.get("FRCNN_BENCHMARK_PEERS") or Path(tempfile.gettempdir()) / "frcnn-benchmark-peers")
    return {name: python for name in names if (python := _install_peer(home / name, PEERS[name]))}


def _install_peer(environment: Path, what: str) -> str:
    """The interpreter of the environment with the program; empty if it cannot be installed."""
    python = environment / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    done = subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", what], capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(f"{what} is left out: {(done.stderr.strip().splitlines() or ['pip failed'])[-1]}")
        return ""
    return str(python)


def _start(who: str, python: str, folder: Path, steps: int, home: Path) -> Run | str:
    """Run a probe in its own process; a sentence if it failed or did not end in time."""
    places = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    here = Path(__file__).parent
    if who == "ours":
        command = [python, "-m", "tests.benchmarks.probe_studio", str(folder), str(steps)]
    else:
        command = [python, str(here / "probe_annotator.py"), who, str(folder), str(steps)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **places, LAUNCHED: str(time.time())}
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True, timeout=LONGEST_S, cwd=here.parents[1]
        )
    except subprocess.TimeoutExpired:
        return f"not within {LONGEST_S} s"
    except subprocess.CalledProcessError as error:
        return (error.stderr.strip().splitlines() or ["no reason given"])[-1][:60]
    measured = json.loads(done.stdout.splitlines()[-1])
    return Run(measured["seconds"], measured["rss_mb"], measured["next"])


def _first_rows(what: str, ours: Run | str, runs: dict[str, Run | str]) -> list[tuple[str, ...]]:
    if isinstance(ours, str):
        return [(what, ours, *[""] * 5)]
    mine, memory = f"{ours.first:.2f} s", f"{ours.memory:.0f} MB"
    return [
        (what, mine, who, f"{run.first:.2f} s", f"{ours.first / run.first:.2f}", memory, f"{run.memory:.0f} MB")
        if isinstance(run, Run)
        else (what, mine, who, run, "", memory, "")
        for who, run in runs.items()
    ]


def _next_rows(ours: Run | str, runs: dict[str, Run | str]) -> list[tuple[str, ...]]:
    if isinstance(ours, str):
        return [("", ours, "", "", "")]
    rows: list[tuple[str, ...]] = []
    for words, number in (("median", statistics.median), ("95th percentile", high)):
        mine = number(ours.steps) * 1000
        for who, run in runs.items():
            if isinstance(run, str):
                rows.append((words, f"{mine:.0f} ms", who, run, ""))
            else:
                theirs = number(run.steps) * 1000
                rows.append((words, f"{mine:.0f} ms", who, f"{theirs:.0f} ms", f"{mine / theirs:.2f}"))
    return rows


def photographs(folder: Path, count: int) -> Path:
    """JPEGs of 4,000 x 3,000 pixels, all different, with as much detail as a photograph."""
    folder.mkdir()
    shown = Image.effect_noise((1000, 750), 80).convert("RGB").resize((4000, 3000), Image.Resampling.BICUBIC)
    for number in range(count):
        shown.rotate(number).save(folder / f"photograph_{number}.jpg", quality=88)
    return folder
