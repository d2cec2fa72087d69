"""Faults in which images and label files there are, and in the classes they use."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from detector.data.formats.base import Dataset
from detector.data.formats.format_list import FORMAT_INFOS
from detector.data.formats.shared.wording import format_count, list_names
from detector.data.natural_order import natural_key
from detector.data.passed_over import unreadable_image_notices
from detector.data.unused_labels import find_unused_labels
from detector.translatable import translatable

from .problems import LabelProblem, ProblemKind

SAME_IMAGE = translatable("{names} are the same image. Keep one of them.")
IN_SEVERAL_SPLITS = translatable("They are in {splits}, so the measured accuracy is too high.")
NOT_READ = translatable("{name} is not read because of its name. Rename it to {renamed}.")
SAME_STEM = translatable(
    "{names} differ only in the file extension; many programs give them one label file. Rename all but one."
)
NO_IMAGE_OF_NAME = translatable("{name} matches no image. Restore its image, or rename the file like its image.")
FEW_BOXES = translatable("Class {name} has {boxes}. Label at least {limit}, preferably a hundred, or remove the class.")
ALIKE_CLASSES = translatable("{names} differ only in spelling. If they are one class, rename all to {name}.")
BACKGROUND = translatable(
    "Class {name} ({boxes}) is trained like any other object class. The network needs no class for the background: if "
    "these are not objects, delete the class and its boxes."
)

MIN_BOXES_PER_CLASS = 10
"""A class needs at least this number of boxes to be learned reliably."""

_MISSING_IMAGES_PHRASE = "not on disk"
"""Formats with one file for all images list the missing ones in a notice."""


def find_file_problems(dataset: Dataset) -> Iterator[LabelProblem]:
    """Label files that are not read, images that share a stem, and what the format noticed."""
    collisions = list(_find_stem_collisions(dataset))
    for group in collisions:
        names = " and ".join(path.name for path in group)
        yield LabelProblem(ProblemKind.STEM_COLLISION, group[0], None, SAME_STEM.format(names=names))
    for text in unreadable_image_notices(dataset):
        yield LabelProblem(ProblemKind.IMAGE_KIND_UNREADABLE, None, None, text)
    yield from _find_unused_labels(dataset)
    for notice in dataset.notices:
        if not any(all(path.name in notice for path in group) for group in collisions):
            kind = ProblemKind.LABELS_WITHOUT_IMAGE if _MISSING_IMAGES_PHRASE in notice else ProblemKind.NOTICE
            yield LabelProblem(kind, None, None, notice)


def _find_stem_collisions(dataset: Dataset) -> Iterator[Sequence[Path]]:
    """Images of one folder that share a stem, where labels are named after it."""
    if not FORMAT_INFOS[dataset.format].has_file_per_image:
        return
    first: dict[str, int] = {}
    groups: dict[str, list[int]] = {}
    for row, name in enumerate(dataset.images.names):
        stem = name.rpartition(".")[0]
        if first.setdefault(stem, row) != row:
            groups.setdefault(stem, [first[stem]]).append(row)
    yield from ([dataset.images[row] for row in rows] for rows in groups.values())


def _find_unused_labels(dataset: Dataset) -> Iterator[LabelProblem]:
    """Files that look like labels and are not read: one by one where they are only named after no image."""
    for group in find_unused_labels(dataset):
        if not group.is_orphaned:
            yield LabelProblem(ProblemKind.UNUSED_LABELS, None, None, group.reason, group.folder / group.names[0])
            continue
        for name in group.names:
            text = NO_IMAGE_OF_NAME.format(name=name)
            if name in group.new_names:
                text = NOT_READ.format(name=name, renamed=group.new_names[name])
            yield LabelProblem(ProblemKind.LABELS_WITHOUT_IMAGE, None, None, text, group.folder / name)


def find_class_problems(known: Sequence[str], boxes: Mapping[str, int]) -> Iterator[LabelProblem]:
    """Classes with few `boxes` (by class; `known` are those that the format lists), and names that look alike."""
    counts = dict.fromkeys(known, 0) | dict(boxes)
    for name in sorted(counts, key=natural_key):
        count = counts[name]
        if count < MIN_BOXES_PER_CLASS:
            has = format_count(count, "box", "boxes") if count else "no box"
            text = FEW_BOXES.format(name=name, boxes=has, limit=MIN_BOXES_PER_CLASS)
            yield LabelProblem(ProblemKind.RARE_CLASS, None, None, text)
    yield from find_background_problems(known, boxes)
    alike: dict[str, list[str]] = defaultdict(list)
    for name in sorted(counts, key=lambda name: -counts[name]):
        alike[re.sub(r"[\s_-]+", " ", name).strip().casefold()].append(name)
    for names in alike.values():
        if len(names) > 1:
            listed = ", ".join(f"{name!r} ({counts[name]} boxes)" for name in names)
            text = ALIKE_CLASSES.format(names=listed, name=repr(names[0]))
            yield LabelProblem(ProblemKind.SIMILAR_CLASSES, None, None, text)


_BACKGROUND_NAMES = frozenset({"background", "bg", "\u80cc\u666f"})
"""Names of class 0 in other programs' lists, without what they are adorned with: `__background__`, `_background_`."""


def is_background_name(name: str) -> bool:
    """Whether a class of that name seems to stand for what is no object."""
    return name.strip("_- <>()[]").casefold() in _BACKGROUND_NAMES


def find_background_problems(known: Sequence[str], boxes: Mapping[str, int]) -> Iterator[LabelProblem]:
    """Classes that are called background; the arguments are those of `find_class_problems`."""
    for name in dict.fromkeys((*known, *boxes)):
        if is_background_name(name):
            has = format_count(boxes.get(name, 0), "box", "boxes")
            text = BACKGROUND.format(name=name, boxes=has)
            yield LabelProblem(ProblemKind.BACKGROUND_CLASS, None, None, text)


def build_duplicate_problem(group: Sequence[Path], names: Sequence[str], dataset: Dataset) -> LabelProblem:
    """Images of one picture, called `names`; worse where they are on different sides of a split."""
    sides = [split for split, images in dataset.splits.items() if images.intersection(group)]
    text = SAME_IMAGE.format(names=list_names(names))
    if len(sides) > 1:
        text += " " + IN_SEVERAL_SPLITS.format(splits=" and ".join(sides))
    return LabelProblem(ProblemKind.DUPLICATE_IMAGES, group[0], None, text)
