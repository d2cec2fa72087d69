"""Carrying a data set from one label format to another."""

from __future__ import annotations

import os
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from detector.data.annotation import ImageAnnotation
from detector.data.folder import natural_key
from detector.data.formats.base import Dataset, DatasetWriter, LabelFormat, Split
from detector.data.image_io import read_size
from detector.errors import AnnotationUnreadableError, AnnotationWriteError, DatasetError, ImageUnreadableError

ImageTransfer = Literal["copy", "link", "none"]
Progress = Callable[[], None]
"""Called once for each image that was dealt with."""

_SPLITS: tuple[Split, ...] = ("train", "val", "test")


@dataclass(frozen=True)
class SourceImage:
    """An image that can be converted: its size in pixels, upright, and its labels (None: it has none)."""

    path: Path
    width: int
    height: int
    split: Split | None
    annotation: ImageAnnotation | None


@dataclass(frozen=True)
class Source:
    """A data set read whole. `skipped` tells of each image that could not be read; `problems` of what is odd."""

    root: Path
    classes: tuple[str, ...]
    images: tuple[SourceImage, ...]
    skipped: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def boxes(self) -> Counter[str]:
        """How many there are of each class, in the order of the classes."""
        counts = Counter(dict.fromkeys(self.classes, 0))
        counts.update(box.label for image in self.images if image.annotation for box in image.annotation.boxes)
        return counts

    @property
    def splits(self) -> Counter[str]:
        """How many labelled images each split has."""
        counts = Counter(image.split for image in self.images if image.annotation is not None)
        return Counter({split: counts[split] for split in _SPLITS if counts[split]})


@dataclass(frozen=True)
class Converted:
    """What was written: `left_out` tells what the format cannot hold, `renamed` the names that would have collided."""

    left_out: tuple[str, ...]
    renamed: Mapping[Path, str] = field(default_factory=dict)


def read_source(dataset: Dataset, progress: Progress) -> Source:
    """All labels of `dataset`.

    Errors: DatasetError when none of its images has labels that can be read.
    """
    images: list[SourceImage] = []
    skipped: list[str] = []
    problems: list[str] = []
    splits = {image: split for split in reversed(_SPLITS) for image in dataset.splits.get(split, ())}
    for path in dataset.images:
        try:
            labels = dataset.read(path) if dataset.is_labelled(path) else None
            annotation = None if labels is None else labels.annotation
            split = splits.get(path)
            if splits and annotation is None:
                # Formats that keep splits in folders find no image outside them; without labels it teaches nothing.
                split = split or "train"
            images.append(SourceImage(path, *read_size(path), split, annotation))
            problems += () if labels is None else labels.problems
        except (AnnotationUnreadableError, ImageUnreadableError) as error:
            skipped.append(f"{path.name} is left out. {error}")
        progress()
    if not any(image.annotation is not None for image in images):
        first = f" {skipped[0]}" if skipped else " Label some images first, or name the format with --from."
        raise DatasetError(f"No image of {dataset.root} has labels that can be read.{first}")
    used = {label for image in images if image.annotation for label in image.annotation.labels}
    classes = (*dataset.classes, *sorted(used - set(dataset.classes), key=natural_key))
    return Source(dataset.root, classes, tuple(images), tuple(skipped), tuple(problems))


def check_target(dataset: Dataset, out: Path, overwrite: bool) -> None:
    """Errors: DatasetError when writing into `out` could touch the source, or files that it has already."""
    target, root = out.resolve(), dataset.root.resolve()
    if root.is_relative_to(target) or (root.is_dir() and target.is_relative_to(root)):
        raise DatasetError(f"{out} and the source {dataset.root} lie in one another. Choose another folder for --out.")
    if any(path.resolve().is_relative_to(target) for path in dataset.images):
        raise DatasetError(f"{out} has images that {dataset.root} uses. Choose another folder for --out.")
    if out.exists() and not out.is_dir():
        raise DatasetError(f"{out} is a file. Choose a folder for --out.")
    if not overwrite and out.is_dir() and any(out.iterdir()):
        raise DatasetError(f"{out} is not empty. Choose another folder for --out, or write into it with --overwrite.")


def write_target(
    source: Source, target: LabelFormat, out: Path, transfer: ImageTransfer, progress: Progress
) -> Converted:
    """Write `source` in another format.

    All is made in a folder beside `out` first, and takes its place at the end: an `out` that was not there, or was
    empty, appears whole or not at all. Of an `out` with files, those of the same names are replaced, the others stay.
    Errors: AnnotationWriteError.
    """
    staging = out.absolute().parent / f".frcnn-{secrets.token_hex(8)}"
    try:
        made = staging / out.absolute().name
        made.mkdir(parents=True)
        converted = _write(source, target, made, transfer, progress)
        _move_into(made, out)
        return converted
    except OSError as error:
        text = f"{out} could not be written: {error.strerror or error}. Free some space, or choose another folder."
        raise AnnotationWriteError(text) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _write(source: Source, target: LabelFormat, out: Path, transfer: ImageTransfer, progress: Progress) -> Converted:
    writer = target.writer(out, source.classes)
    names = _names(source.images, writer)
    for image, name in zip(source.images, names, strict=True):
        if image.annotation is not None:
            writer.add(name, image.width, image.height, image.annotation, image.split)
        _transfer(image.path, writer.place_of(name, image.split), transfer)
        progress()
    renamed = {image.path: name for image, name in zip(source.images, names, strict=True) if name != image.path.name}
    return Converted(writer.finish(), renamed)


def _names(images: Sequence[SourceImage], writer: DatasetWriter) -> list[str]:
    """A name for each image, its own where no image before it takes that place; disks may not tell cases apart."""
    taken: set[str] = set()
    names: list[str] = []
    for image in images:
        path = image.path
        numbered = (f"{path.stem}_{number}{path.suffix}" for number in range(2, len(images) + 2))
        for name in (path.name, f"{path.parent.name}_{path.name}", *numbered):
            key = str(writer.place_of(name, image.split)).casefold()
            if key not in taken:
                break
        taken.add(key)
        names.append(name)
    return names


def _transfer(image: Path, place: Path, transfer: ImageTransfer) -> None:
    if transfer == "none":
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    if transfer == "copy":
        shutil.copyfile(image, place)
    else:
        place.symlink_to(image.resolve())


def _move_into(made: Path, out: Path) -> None:
    if out.is_dir() and not any(out.iterdir()):
        out.rmdir()
    if not out.exists():
        made.replace(out)
        return
    for folder, _, names in os.walk(made):
        place = out / Path(folder).relative_to(made)
        place.mkdir(exist_ok=True)
        for name in names:
            (Path(folder) / name).replace(place / name)
