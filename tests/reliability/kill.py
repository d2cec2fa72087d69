"""Kills an editing program at random moments and looks what is left: `python -m tests.reliability.kill --times 300`.

With `--paint` the program paints with the brush instead of editing boxes, in formats that can hold that.

After each kill every label file must be readable, and files and journal together must have, of every image, an edit no
older than the last one that was made a second or more before the kill.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from detector.data.annotation import Annotation
from detector.data.formats.registry import open_dataset
from frcnn_gui.common.settings import Settings
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.saving.crash_recovery import find_unsaved_annotations
from frcnn_gui.saving.folder_lock import FolderLock
from frcnn_gui.saving.journal import merge_journals, read_journal
from tests.reliability.states import FORMATS, IMAGES, compute_digest, state_of, write_folder

ALLOWED_LOSS = 1.0
"""Seconds."""
LONGEST_LIFE = 2.5
_REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Outcome:
    """What one kill left: edits made, images that the journal had to give, edits lost, the age of the oldest."""

    edits: int
    restored: int
    lost: int
    oldest_lost: float


@dataclass(frozen=True)
class Work:
    """What the program does until it is killed.

    Attributes:
        module: The program, which reports the number of an image, a state and a time for each edit.
        read_state: The state of an image with these annotations, as the program reports it.
    """

    module: str
    read_state: Callable[[Sequence[Annotation]], str]


EDITING = Work("tests.reliability.child", lambda annotations: str(state_of(annotations)))
PAINTING = Work("tests.reliability.painting_child", compute_digest)


def kill_once(root: Path, format_name: str, seed: int, work: Work) -> Outcome:
    """Let a program work in a new folder `root`, kill it, and check.

    Raises:
        AssertionError: A property does not hold.
    """
    folder, data = write_folder(root / "images", format_name), root / "data"
    edits = [[(work.read_state(annotations), 0.0)] for annotations in _read_all(Gallery(open_dataset(folder)))]
    lines, killed_at = _life(folder, data, seed, work.module)
    for line in lines:
        index, state, made_at = line.split()
        edits[int(index)].append((state, float(made_at)))
    annotations_left, restored = recovered(folder, data)
    states = list(map(work.read_state, annotations_left))
    lost = 0
    oldest = 0.0
    for image, state in enumerate(states):
        due = max(place for place, (_, made_at) in enumerate(edits[image]) if made_at <= killed_at - ALLOWED_LOSS)
        found = max((place for place, (other, _) in enumerate(edits[image]) if other == state), default=-1)
        assert found >= due, f"image {image}: state {state} is left, edit {due} of {len(edits[image])} was due"
        missing = edits[image][found + 1 :]
        lost += len(missing)
        oldest = max([oldest, *(killed_at - made_at for _, made_at in missing)])
    return Outcome(len(lines), restored, lost, oldest)


def _life(folder: Path, data: Path, seed: int, module: str) -> tuple[list[str], float]:
    """Start the program, kill it after a random while of editing; what it reported, and when that was."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", module, str(folder), str(data), str(seed)]
    with (
        tempfile.TemporaryFile() as message,
        subprocess.Popen(command, stdout=message, cwd=_REPOSITORY, env=environment) as child,
    ):
        try:
            deadline = time.monotonic() + 60
            while os.fstat(message.fileno()).st_size == 0:
                assert child.poll() is None, "the editing program ended by itself"
                assert time.monotonic() < deadline, "the editing program does not begin"
                time.sleep(0.01)
            time.sleep(random.Random(seed).uniform(0, LONGEST_LIFE))
            assert child.poll() is None, "the editing program ended by itself"
        finally:
            killed_at = time.monotonic()
            child.kill()
        child.wait()
        message.seek(0)
        whole, _, _ = message.read().rpartition(b"\n")
    return whole.decode().splitlines(), killed_at


def _read_all(gallery: Gallery) -> list[tuple[Annotation, ...]]:
    return [gallery.read_labels(image).image_annotations.annotations for image in gallery]


def recovered(folder: Path, data: Path) -> tuple[list[tuple[Annotation, ...]], int]:
    """The annotations of each image as the next session would have them, and how many images the journal gave."""
    gallery = Gallery(open_dataset(folder))
    assert len(gallery) == IMAGES, "something was taken for an image"
    assert bytes(gallery.label_flags) == b"\1" * IMAGES, "labels are gone"
    annotations = _read_all(gallery)
    lock = FolderLock(Settings(data / "settings.ini").safety_folder / "open", gallery.root)
    assert not lock.others, "the dead program still holds its lock"
    lock.set_aside_journals()
    left = find_unsaved_annotations(merge_journals(map(read_journal, lock.list_recoverable_journals())), gallery)
    lock.release()
    for one in left:
        assert not one.blocked_reason, one.blocked_reason
        assert not one.changed_since, f"{one.image.name} is taken for somebody else's work"
        index = gallery.index_of(one.image)
        assert index is not None
        annotations[index] = one.entry.image_annotations.annotations
    return annotations, len(left)


def kills(
    format_names: list[str], times: int, seed: int, workers: int, work: Work = EDITING
) -> Iterator[tuple[str, Outcome | str]]:
    """That many of each format; a text instead of the outcome where something was corrupt or lost."""

    def one(number: int) -> tuple[str, Outcome | str]:
        name = format_names[number % len(format_names)]
        with tempfile.TemporaryDirectory(prefix="kill-") as root:
            try:
                return name, kill_once(Path(root), name, seed + number, work)
            except AssertionError as error:
                return name, f"seed {seed + number}: {error}"

    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(one, range(times * len(format_names)))


def main() -> int:
    """The exit code is 1 when anything was corrupt or lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.kill", description=__doc__)
    parser.add_argument("--times", type=int, default=300, help="kills of each format (300)")
    parser.add_argument(
        "--formats", nargs="+", choices=FORMATS, help="voc, yolo, coco and masks; with --paint coco and masks"
    )
    parser.add_argument("--paint", action="store_true", help="paint with the brush")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2, help="programs at a time (2)")
    options = parser.parse_args()
    work = PAINTING if options.paint else EDITING
    names = options.formats or (["coco", "masks"] if options.paint else ["voc", "yolo", "coco", "masks"])
    totals: dict[str, Counter[str]] = {name: Counter() for name in names}
    oldest = dict.fromkeys(names, 0.0)
    for name, outcome in kills(names, options.times, options.seed, options.workers, work):
        totals[name]["kills"] += 1
        if isinstance(outcome, str):
            totals[name]["failures"] += 1
            print(f"{name}: {outcome}", flush=True)
            continue
        totals[name].update(edits=outcome.edits, from_journal=outcome.restored, edits_lost=outcome.lost)
        oldest[name] = max(oldest[name], outcome.oldest_lost)
    for name, total in totals.items():
        words = ", ".join(f"{key.replace('_', ' ')} {total[key]}" for key in ("kills", "failures", "edits"))
        print(
            f"{name}: {words}, images from the journal {total['from_journal']}, edits lost {total['edits_lost']}, ",
            end="",
        )
        print(f"the oldest of them made {oldest[name]:.2f} s before the kill")
    return int(any(total["failures"] for total in totals.values()))


if __name__ == "__main__":
    sys.exit(main())
