"""Labeled images to learn from or to measure on. Free of torch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from detector.data.duplicates import find_duplicate_groups
from detector.data.formats.base import AUTOMATIC_OPTIONS, Dataset, OpenOptions, Split
from detector.data.formats.registry import open_dataset
from detector.data.formats.shared.wording import escape_name, format_count, list_names
from detector.data.labeled_image import ImageSelection, LabelCollector, LabeledImage
from detector.data.lint.files import find_background_problems
from detector.data.lint.problems import BLOCKING_KINDS, LabelProblem
from detector.data.natural_order import natural_key
from detector.data.passed_over import skipped_file_notices
from detector.data.skip_list import describe_skipped_images, find_skipped_images
from detector.data.splits import describe_leaks, find_leaks, split_rows
from detector.data.unicode_forms import normalize_class_name
from detector.data.usable_labels import (
    FOR_TRAINING,
    LabelWarnings,
    Progress,
    ReadingRules,
    describe_left_out_images,
    describe_unlabeled_images,
    no_progress,
    read_usable_images,
)
from detector.errors import DatasetError
from detector.translatable import translatable

DRAW_BOXES = translatable("Draw boxes in its images and save them.")
NO_BOXES = translatable("The labeled images of {root} have no boxes, so there is no class to train on.")
DRAW_SOME = translatable("Draw some.")
IN_NO_SPLIT = translatable("{images_are} in no split of the data set ({splits}) and not used: {names}.")
NO_USABLE_IMAGE = translatable("{root} has no usable labeled image.")
NO_TRAINING_SPLIT = translatable(
    "The data set has no training split (its splits: {splits}), so all labeled images are used for training."
)
UNKNOWN_CLASS = translatable("{boxes} of class {label}, which is not in the class list, left out.")
VALIDATION_IN_TRAINING = translatable(
    "All validation images in {folder} are in the training set, too. Choose other images."
)
NO_SPLIT = translatable("{folder} has no split {split!r}: {splits}. Hold out a fraction instead.")


@dataclass(frozen=True)
class TrainingSet:
    """The labeled images of a folder; `warnings` lists what was left out or changed, one sentence each."""

    root: Path
    classes: tuple[str, ...]
    images: Sequence[LabeledImage]
    warnings: tuple[str, ...] = ()
    left_out: tuple[LabelProblem, ...] = ()
    """The worst error in the labels of each image that is left out for it; `warnings` names these images, too."""

    @property
    def blocking_problems(self) -> tuple[LabelProblem, ...]:
        """Those for which a training should not begin before a person has decided what to do."""
        return tuple(problem for problem in self.left_out if problem.kind in BLOCKING_KINDS)

    def split_off_validation(
        self,
        validation_fraction: float,
        seed: int = 0,
        is_canceled: Callable[[], bool] = lambda: False,
        progress: Progress = no_progress,
    ) -> tuple[TrainingSet, TrainingSet]:
        """(training, validation), drawn with `seed`; each has an image at least, and copies of one stay together.

        `progress(done, total)` is called while images are compared; what it raises ends that.

        Raises:
            DatasetError: There are fewer than two different images.
        """
        order = sorted(range(len(self.images)), key=lambda row: natural_key(str(self.images[row].path)))
        images = ImageSelection(self.images, order)
        groups = find_duplicate_groups([image.path for image in images], progress, is_canceled)
        classes = [frozenset(image.labels.tolist()) for image in images]
        sides = split_rows(classes, groups, validation_fraction, seed)
        training, validation = (ImageSelection(images, sorted(rows)) for rows in sides)
        return replace(self, images=training), replace(self, images=validation, warnings=(), left_out=())

    def exclude_copies_of(self, other: TrainingSet) -> TrainingSet:
        """Those images that are not copies of images of `other`; `warnings` lists those left out.

        Raises:
            DatasetError: None is left.
        """
        paths = [image.path for image in (*other.images, *self.images)]
        sides = [range(len(other.images)), range(len(other.images), len(paths))]
        leaked = find_leaks(find_duplicate_groups(paths), sides)
        if not leaked:
            return self
        copies = {paths[row] for group in leaked for row in group}
        images = ImageSelection(self.images, (row for row, one in enumerate(self.images) if one.path not in copies))
        if not images:
            raise DatasetError(VALIDATION_IN_TRAINING.format(folder=self.root))
        return replace(self, images=images, warnings=(*self.warnings, describe_leaks(paths, leaked)))


def load_training_set(
    root: Path,
    classes: Sequence[str] | None = None,
    split: Split | None = None,
    options: OpenOptions = AUTOMATIC_OPTIONS,
    progress: Progress = no_progress,
    reading: ReadingRules = FOR_TRAINING,
) -> TrainingSet:
    """The labeled images of `root`, those without any object included, in whatever format they are labeled.

    Images that a person has marked to be skipped are left out. So is an image in whose labels `frcnn check` finds
    an error: what it shows would be taught as background, or in the wrong place.

    Args:
        root: A folder, or the file of a data set.
        classes: Fixes the classes and their order; boxes of others are left out, with a warning. Without it they are
            the format's own list, or else the names that occur, in natural order.
        split: Takes only that part of the format's own split.
        options: How the labels are read.
        reading: What the labels are for: it says which errors an image is left out for.
        progress: Is called as `progress(done, total)` for each image; what it raises ends the reading.

    Raises:
        DatasetError: There is nothing to learn from, or no such part.
    """
    return read_training_set(open_dataset(root, options), root, classes, split, progress, reading)


def read_training_set(
    dataset: Dataset,
    root: Path,
    classes: Sequence[str] | None = None,
    split: Split | None = None,
    progress: Progress = no_progress,
    reading: ReadingRules = FOR_TRAINING,
) -> TrainingSet:
    """The same of a data set that is open, which is that of `root`."""
    unused = skipped_file_notices(dataset)
    warnings: list[str] = [*dataset.notices, *unused]
    if classes is None and reading is FOR_TRAINING:  # of a validation set it was said before
        warnings += describe_unused_images(dataset, split)
    skipped = find_skipped_images(dataset)
    rows = _select_rows(dataset, split, skipped)
    if classes is None and reading is FOR_TRAINING:
        warnings += describe_skipped_images(skipped)
    warnings += describe_unlabeled_images(dataset, rows)
    read, left_out, noticed = LabelCollector(), list[LabelProblem](), LabelWarnings(dataset)
    for row, one in read_usable_images(dataset, rows, progress, reading):
        if isinstance(one, LabelProblem):
            left_out.append(one)
        else:
            read.add_image(row, one.width, one.height, one.annotations)
            noticed.add_image(row, one.warnings)
    reasons = list(describe_left_out_images(left_out, dataset))
    if not read.image_count:
        advice = (*reasons, *unused) or (DRAW_BOXES,)
        raise DatasetError(" ".join((NO_USABLE_IMAGE.format(root=root), *advice)))
    # With the classes given (a validation set) labels may well be absent; without them nothing could be learned.
    if classes is None and not read.object_count:
        raise DatasetError(" ".join((NO_BOXES.format(root=root), *(reasons or (DRAW_SOME,)))))
    warnings += reasons
    warnings += noticed.format_sentences() if reading.is_clipped else ()
    counts = read.count_objects()
    names = tuple(classes) if classes is not None else _list_class_names(dataset, counts)
    if classes is None and reading is FOR_TRAINING:
        warnings += (problem.message for problem in find_background_problems(names, Counter(counts)))
    numbers = {normalize_class_name(name): number for number, name in reversed([*enumerate(names, start=1)])}
    warnings += _describe_unknown_classes(counts, numbers)
    table = read.build_table(dataset.images, numbers)
    return TrainingSet(root, names, table, tuple(warnings), tuple(left_out))


def find_unlisted_images(dataset: Dataset) -> list[Path]:
    """The labeled images that are in no part of a data set that has parts."""
    if not dataset.splits:
        return []
    listed = frozenset[Path]().union(*dataset.splits.values())
    return [
        image for image, has in zip(dataset.images, dataset.label_flags, strict=True) if has and image not in listed
    ]


def describe_unused_images(dataset: Dataset, split: Split | None) -> Iterator[str]:
    """Sentences about labeled images whose part says nothing, or not what they are used for.

    Args:
        dataset: The data set that a network is to learn from.
        split: The part that it learns from; None when it learns from all labeled images.
    """
    parts = ", ".join(dataset.splits)
    if split is not None and (unlisted := find_unlisted_images(dataset)):
        images = format_count(len(unlisted), "labeled image is", "labeled images are")
        names = list_names([image.name for image in unlisted])
        yield IN_NO_SPLIT.format(images_are=images, splits=parts, names=names)
    elif split is None and dataset.splits and "train" not in dataset.splits:
        yield NO_TRAINING_SPLIT.format(splits=parts)


def _select_rows(dataset: Dataset, split: Split | None, skipped: Collection[Path]) -> Sequence[int]:
    """The rows of the images of `split`, of all where it is None, that are not `skipped`.

    Raises:
        DatasetError: The data set cannot be used.
    """
    if split is None:
        everything = range(len(dataset.images))
        return [row for row in everything if dataset.images[row] not in skipped] if skipped else everything
    if split not in dataset.splits:
        there_are = f"its splits are {', '.join(dataset.splits)}" if dataset.splits else "its labels name no splits"
        raise DatasetError(NO_SPLIT.format(folder=dataset.root, split=split, splits=there_are))
    inside = dataset.splits[split]
    return [row for row, image in enumerate(dataset.images) if image in inside and image not in skipped]


def _describe_unknown_classes(counts: Mapping[str, int], classes: Collection[str]) -> Iterator[str]:
    """Sentences about boxes of other classes than these; `counts` has the boxes of each."""
    for label, count in counts.items():
        if label not in classes:
            boxes = format_count(count, "box", "boxes")
            yield UNKNOWN_CLASS.format(boxes=boxes, label=escape_name(label))


def _list_class_names(dataset: Dataset, used: Iterable[str]) -> tuple[str, ...]:
    """The data set's own list, or else those `used`, in natural order."""
    # The name itself decides between names that differ only in case.
    return tuple(dict.fromkeys(dataset.classes)) or tuple(sorted(used, key=natural_key))
