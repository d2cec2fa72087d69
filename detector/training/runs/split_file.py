"""Which images a run learned from and which it was measured on, kept beside it for the run that follows. Free of torch.

Where images come and the network learns on, none of those it is measured on may be among those it has learned from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from detector.data.labeled_image import LabeledImage
from detector.data.labeled_set import TrainingSet
from detector.data.splits import count_held_out
from detector.data.usable_labels import Progress, no_progress
from detector.training.runs.run_files import read_run_file, write_run_file

SPLIT_NAME = "split.json"
MAX_SPLIT_BYTES = 200_000_000
"""Of the names of two million images"""


@dataclass(frozen=True)
class SavedSplit:
    """Names of images, relative to their folder, with `/`."""

    learned: frozenset[str]
    measured: frozenset[str]

    def select_learned(self, images: Iterable[Path], root: Path) -> frozenset[Path]:
        """Those of `images` of the data set `root` that were learned from, by their names."""
        return frozenset(image for image in images if relative_name(image, root) in self.learned)


def write_split(run: Path, learned: TrainingSet, measured: TrainingSet | None) -> None:
    """Write it into the folder `run`.

    Raises:
        OSError: It cannot be read or written.
    """
    names = {
        "learned": [relative_name(image.path, learned.root) for image in learned.images],
        "measured": [relative_name(image.path, learned.root) for image in (measured.images if measured else ())],
    }
    # A file name that UTF-8 cannot hold becomes JSON's escape of it, which reads back as that name.
    text = json.dumps(names, indent=1, ensure_ascii=False) + "\n"
    write_run_file(run / SPLIT_NAME, text.encode("utf-8", "backslashreplace"))


def read_split(run: Path) -> SavedSplit | None:
    """What was kept of a run; None where nothing was, or it cannot be read."""
    try:
        names = json.loads(read_run_file(run / SPLIT_NAME, MAX_SPLIT_BYTES))
        parts = [names["learned"], names["measured"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if not all(isinstance(part, list) and all(isinstance(name, str) for name in part) for part in parts):
        return None
    return SavedSplit(frozenset(parts[0]), frozenset(parts[1]))


def split_as_before(
    labeled: TrainingSet, kept: SavedSplit, fraction: float, seed: int, progress: Progress = no_progress
) -> tuple[TrainingSet, TrainingSet] | None:
    """(to learn from, to measure on): images keep their side, `fraction` of the new ones are measured on.

    None where nothing would be left on one side.

    Raises:
        DatasetError: All images to learn from are copies of some to measure on.
    """
    learned, measured, new = _sort_by_side(labeled, kept)
    if _is_divided(new, fraction):
        more, held_back = replace(labeled, images=tuple(new)).split_off_validation(fraction, seed, progress=progress)
        learned, measured = [*learned, *more.images], [*measured, *held_back.images]
    else:
        learned += new
    if not learned or not measured:
        return None
    validation = _select_images(labeled, measured)
    return _select_images(labeled, learned).exclude_copies_of(validation), replace(validation, warnings=(), left_out=())


def count_split_as_before(labeled: TrainingSet, kept: SavedSplit, fraction: float) -> int:
    """How many images `split_as_before` measures on, if there are no copies among the new ones; 0 where it is None."""
    learned, measured, new = _sort_by_side(labeled, kept)
    held_out = count_held_out(len(new), fraction) if _is_divided(new, fraction) else 0
    measured_count = len(measured) + held_out
    return measured_count if len(learned) + len(new) > held_out else 0


def _sort_by_side(
    labeled: TrainingSet, kept: SavedSplit
) -> tuple[list[LabeledImage], list[LabeledImage], list[LabeledImage]]:
    """Return the images learned from, those measured on, and the new ones."""
    names = {image.path: relative_name(image.path, labeled.root) for image in labeled.images}
    learned = [image for image in labeled.images if names[image.path] in kept.learned]
    measured = [image for image in labeled.images if names[image.path] in kept.measured]
    old = {image.path for image in (*measured, *learned)}
    return learned, measured, [image for image in labeled.images if image.path not in old]


def _is_divided(new: Sequence[LabeledImage], fraction: float) -> bool:
    return len(new) * fraction >= 1 and len(new) > 1


def _select_images(labeled: TrainingSet, images: Iterable[LabeledImage]) -> TrainingSet:
    paths = {image.path for image in images}
    return replace(labeled, images=tuple(image for image in labeled.images if image.path in paths))


def relative_name(image: Path, root: Path) -> str:
    """The name of `image` in a `SavedSplit` of the data set `root`, a folder or a file."""
    base = root if root.is_dir() else root.parent
    return image.relative_to(base).as_posix() if image.is_relative_to(base) else image.as_posix()
