"""From launch to the first painted image in folders of 10, 10,000 and 100,000 images, compared with a Qt viewer."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from tests.benchmarks.probe import LAUNCHED
from tests.benchmarks.timing import print_table

COUNTS = (10, 10_000, 100_000)
REPEATS = 3
LINKS_A_FILE = 50_000
"""The maximum number of links to a file; some file systems allow only 65,000."""


def make_folder(root: Path, count: int) -> Path:
    """Create a folder with `count` links to a 1600x1200 JPEG of the size of a photograph."""
    folder = root / str(count)
    folder.mkdir()
    photograph = Image.effect_noise((1600, 1200), 60).convert("RGB")
    for number in range(count):
        path = folder / f"image_{number}.jpg"
        if number % LINKS_A_FILE == 0:
            original = path
            photograph.save(original, quality=85)
        else:
            path.hardlink_to(original)
    return folder


def launch(module: str, folder: Path, home: Path) -> dict[str, float]:
    """Run a probe in its own process; returns the JSON object that it prints when the first image is painted."""
    places = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    command = [sys.executable, "-m", module, str(folder)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **places, LAUNCHED: str(time.time())}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def run() -> None:
    rows = []
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for count in COUNTS:
            folder = make_folder(root, count)
            ours = [launch("tests.benchmarks.probe_studio", folder, root) for _ in range(REPEATS)]
            peer = [launch("tests.benchmarks.probe_viewer", folder, root) for _ in range(REPEATS)]
            seconds, bare = (statistics.median(one["seconds"] for one in runs) for runs in (ours, peer))
            memory, bare_memory = (max(one["rss_mb"] for one in runs) for runs in (ours, peer))
            rows.append(
                (
                    f"{count:,}",
                    f"{seconds:.2f} s",
                    f"{bare:.2f} s",
                    f"{seconds / bare:.2f}",
                    f"{memory:.0f} MB",
                    f"{bare_memory:.0f} MB",
                    "no" if not any(one["torch"] for one in ours) else "yes",
                )
            )
    header = ("images", "first image", "bare Qt viewer", "ratio", "memory then", "bare viewer's", "torch loaded")
    print_table("Launch to first image painted", rows, header)
