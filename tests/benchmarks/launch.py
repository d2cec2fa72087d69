"""Labeled folders of 10,000 and 100,000 images, compared with labelImg: launching, and opening from the menu.

Whole processes run in turns, on one thread. Measured are the processor time of all threads and the wall time until the
first image is painted. Each folder is alone in its parent folder, because labelImg also scans the parent. Python's
modules are compiled in the first round, which is not counted, as they are when a program is installed.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from tests.benchmarks.annotators import find_peers
from tests.benchmarks.probe import LAUNCHED
from tests.benchmarks.startup import LINKS_A_FILE
from tests.benchmarks.timing import print_table

COUNTS = (10_000, 100_000)
ROUNDS = 3
LONGEST_S = 300
HEADER = ("what", "ours, processor time", "labelImg's", "ratio", "ours, wall", "labelImg's", "ratio")
_LABELS = """<annotation>
\t<folder>data</folder>
\t<filename>{name}.jpg</filename>
\t<path>{folder}/{name}.jpg</path>
\t<source>
\t\t<database>Unknown</database>
\t</source>
\t<size>
\t\t<width>320</width>
\t\t<height>240</height>
\t\t<depth>3</depth>
\t</size>
\t<segmented>0</segmented>
\t<object>
\t\t<name>{label}</name>
\t\t<pose>Unspecified</pose>
\t\t<truncated>0</truncated>
\t\t<difficult>0</difficult>
\t\t<bndbox>
\t\t\t<xmin>11</xmin>
\t\t\t<ymin>21</ymin>
\t\t\t<xmax>90</xmax>
\t\t\t<ymax>120</ymax>
\t\t</bndbox>
\t</object>
</annotation>
"""
"""A label file as labelImg writes it"""
Measured = dict[str, float]


def make_labeled_folder(root: Path, count: int) -> Path:
    """Create `count` links to a small JPEG, each with a Pascal VOC file."""
    folder = root / str(count) / "data"
    folder.mkdir(parents=True)
    image = Image.effect_noise((320, 240), 60).convert("RGB")
    for number in range(count):
        name = f"image_{number:06}"
        path = folder / f"{name}.jpg"
        if number % LINKS_A_FILE == 0:
            original = path
            image.save(original, quality=60)
        else:
            path.hardlink_to(original)
        labels = _LABELS.format(folder=folder, name=name, label=("cat", "dog")[number % 2])
        (folder / f"{name}.xml").write_text(labels, encoding="utf-8")
    return folder


def run() -> None:
    peer = find_peers(["labelimg"]).get("labelimg")
    if peer is None:
        return
    rows = []
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for count in COUNTS:
            folder = make_labeled_folder(root, count)
            for title, options in (("launch", []), ("opening from the menu", ["--open"])):
                rows.append((f"{title}, {count:,} images", *_compare(folder, options, peer, root)))
    print_table(f"Until the first image is painted, {ROUNDS} rounds: median (lowest to highest)", rows, HEADER)


def _compare(folder: Path, options: Sequence[str], peer: str, root: Path) -> tuple[str, ...]:
    script = str(Path(__file__).with_name("probe_annotator.py"))
    commands = {
        "ours": [sys.executable, "-m", "tests.benchmarks.probe_studio", str(folder), *options],
        "labelImg": [peer, script, "labelimg", str(folder), "0", *options],
    }
    measured: dict[str, list[Measured]] = {who: [] for who in commands}
    for number in range(ROUNDS + 1):
        for who, command in commands.items():
            one = _launch(command, root / who)
            if number:  # the first round fills caches
                measured[who].append(one)
    cells = []
    for key in ("cpu", "seconds"):
        ours, theirs = ([one[key] for one in measured[who]] for who in commands)
        ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
        cells += [f"{statistics.median(ours):.2f} s", f"{statistics.median(theirs):.2f} s", _format_spread(ratios)]
    return tuple(cells)


def _format_spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def _launch(command: Sequence[str], home: Path) -> Measured:
    """Run a probe in its own process with its own settings; returns the JSON object that it prints."""
    home.mkdir(exist_ok=True)
    places = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    environment = {"QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1", **os.environ, **places}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(home / "compiled")
    done = subprocess.run(
        command,
        env={**environment, LAUNCHED: str(time.time())},
        capture_output=True,
        text=True,
        check=True,
        timeout=LONGEST_S,
        cwd=Path(__file__).resolve().parents[2],
    )
    measured: Measured = json.loads(done.stdout.splitlines()[-1])
    return measured
