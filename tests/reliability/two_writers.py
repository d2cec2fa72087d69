"""Programs that save into one folder at the same time: `python -m tests.reliability.two_writers --saves 1000`.

Of every format, each box whose saving was acknowledged must be in the folder at the end, once, with its class.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from detector.data.formats.registry import open_dataset
from tests.reliability.states import FORMATS, state_of, write_folder
from tests.reliability.writing_child import SIDE, START

_REPOSITORY = Path(__file__).resolve().parents[2]
_PATIENCE_S = 600.0

Saved = tuple[str, int, int, str]
"""The image, the left and top edge of the box, its class."""


@dataclass(frozen=True)
class Race:
    """How a race ended: saves acknowledged, those of them not in the folder, boxes nobody saved, the longest save."""

    saves: int
    lost: tuple[Saved, ...]
    strange: tuple[Saved, ...]
    longest_s: float
    seconds: float

    @property
    def is_whole(self) -> bool:
        return self.saves > 0 and not self.lost and not self.strange


def race(root: Path, format_name: str, saves: int, writers: int = 2) -> Race:
    """Let programs save `saves` boxes, shared out among them, into a new folder in `root`.

    Raises:
        AssertionError: A program ended with a fault, or not at all.
    """
    folder = write_folder(root / "images", format_name)
    environment = {**os.environ, "XDG_DATA_HOME": str(root / "data"), "APPDATA": str(root / "data")}
    acknowledged: Counter[Saved] = Counter()
    longest = 0.0
    with ExitStack() as running:
        children = [
            running.enter_context(_child(folder, writer, saves // writers, environment)) for writer in range(writers)
        ]
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n", "a writer could not begin"
        began = time.monotonic()
        (root / START).touch()
        for child in children:
            messages, faults = child.communicate(timeout=_PATIENCE_S)
            assert child.returncode == 0, faults[-2000:]
            for line in messages.splitlines():
                fields = line.split("\t")
                if fields[0] == "longest":
                    longest = max(longest, float(fields[1]))
                else:
                    acknowledged[(fields[0], int(fields[1]), int(fields[2]), fields[3])] += 1
        seconds = time.monotonic() - began
    found = _found(folder)
    lost, strange = (acknowledged - found).elements(), (found - acknowledged).elements()
    return Race(acknowledged.total(), tuple(lost), tuple(strange), longest, seconds)


def _child(folder: Path, writer: int, saves: int, environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.reliability.writing_child", str(folder), str(writer), str(saves)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=_REPOSITORY, env=environment
    )


def _found(folder: Path) -> Counter[Saved]:
    """All boxes in the folder but those that it began with, which are looked at, too."""
    found: Counter[Saved] = Counter()
    dataset = open_dataset(folder)
    for image in dataset.images:
        annotations = dataset.read_labels(image).image_annotations.annotations
        first = [annotation for annotation in annotations if round(annotation.bounds.width) != SIDE]
        assert state_of(first) == 0, f"{image.name} has lost what it began with"
        found.update(
            (image.name, round(annotation.bounds.x1), round(annotation.bounds.y1), annotation.label)
            for annotation in annotations
            if annotation not in first
        )
    return found


def main() -> int:
    """The exit code is 1 where a box was lost, or has another class."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.two_writers", description=__doc__)
    parser.add_argument("--saves", type=int, default=1000, help="for each format, shared out among the writers (1000)")
    parser.add_argument("--writers", type=int, default=2, help="programs at a time (2; at most 6)")
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=list(FORMATS))
    options = parser.parse_args()
    failed = False
    for name in options.formats:
        with tempfile.TemporaryDirectory(prefix="race-") as root:
            done = race(Path(root), name, options.saves, options.writers)
        failed |= not done.is_whole
        print(
            f"{name}: {done.saves:,} saves acknowledged in {done.seconds:.1f} s, {len(done.lost)} lost, "
            f"{len(done.strange)} that nobody made, the longest took {done.longest_s:.2f} s",
            flush=True,
        )
        for one in (*done.lost, *done.strange)[:5]:
            print(f"  {one}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
