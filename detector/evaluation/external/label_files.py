"""Detections kept like labels: a folder or file that one of the label formats can read, with scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from detector.data.formats.base import AS_FOUND, Dataset
from detector.data.formats.registry import open_dataset
from detector.data.label_folders import is_label_folder
from detector.data.look import contents
from detector.errors import AnnotationUnreadableError, DatasetError, ImageUnreadableError

from .found import FoundBox, Tally


def open_found(path: Path, folder: Path) -> Dataset:
    """The images of `folder`, with what `path` (a folder or a file) says of them in place of their labels.

    Raises:
        DatasetError: There is nothing that could be read.
    """
    fault = ""
    for place in [path, *_folders_for_labels(path)]:
        try:
            dataset = open_dataset(folder, replace(AS_FOUND, labels=place))
        except DatasetError as error:
            fault = fault or f" {error}"
            continue
        if any(dataset.labelled):
            return dataset
    raise DatasetError(
        f"{path} has no detections of the images in {folder}.{fault} They may be COCO results (JSON), the "
        "detections.json of frcnn detect, or Pascal VOC, YOLO, CSV or other label files with scores, named after the "
        "images."
    )


def _folders_for_labels(path: Path) -> list[Path]:
    """Folders in which programs put the label files of a data set, or of a run: `predict/labels`."""
    if not path.is_dir():
        return []
    names = contents(path).folders
    return [path / name for name in sorted(names) if is_label_folder(name)]


def found_boxes(dataset: Dataset, tally: Tally) -> Iterator[FoundBox]:
    """What a data set that was opened by `open_found` says; `tally` counts what cannot be used."""
    tally.notes += dataset.notices
    for image in dataset.images:
        if not dataset.is_labelled(image):
            continue
        try:
            labels = dataset.read(image)
        except (AnnotationUnreadableError, ImageUnreadableError) as error:
            tally.notes.append(str(error))
            tally.failed.append(image.name)
            continue
        for sentence in labels.unusable:
            tally.unusable[sentence.rstrip(".")] += 1
        for box in labels.annotation.boxes:
            if box.is_degenerate:
                tally.unusable["a box without area"] += 1
                continue
            yield FoundBox(image, box.label, (box.x1, box.y1, box.width, box.height), box.score)
