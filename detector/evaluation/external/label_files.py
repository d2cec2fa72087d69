"""Detections kept like labels: a folder or file that one of the label formats can read, with scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from detector.data.directory_cache import list_contents
from detector.data.formats.base import AUTOMATIC_OPTIONS, Dataset
from detector.data.formats.registry import open_dataset
from detector.data.geometry import Geometry
from detector.data.label_folders import is_label_folder
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.usable_labels import Progress, no_progress
from detector.errors import AnnotationUnreadableError, DatasetError, ImageUnreadableError

from .found import ExternalDetection, ExternalMask, Tally

NO_DETECTIONS = (
    "{path} has no detections of the images in {folder}.{fault} They may be COCO results (JSON), the "
    "detections.json of frcnn detect, or Pascal VOC, YOLO, CSV or other label files with scores, named after the "
    "images."
)


def open_detections(path: Path, folder: Path) -> Dataset:
    """The images of `folder`, with what `path` (a folder or a file) says of them in place of their labels.

    Raises:
        DatasetError: There is nothing that could be read.
    """
    fault = ""
    for place in [path, *_list_label_folders(path)]:
        try:
            dataset = open_dataset(folder, replace(AUTOMATIC_OPTIONS, labels_place=place))
        except DatasetError as error:
            fault = fault or f" {error}"
            continue
        if any(dataset.label_flags):
            return dataset
    raise DatasetError(NO_DETECTIONS.format(path=path, folder=folder, fault=fault))


def _list_label_folders(path: Path) -> list[Path]:
    """Folders in which programs put the label files of a data set, or of a run: `predict/labels`."""
    if not path.is_dir():
        return []
    names = list_contents(path).folders
    return [path / name for name in sorted(names) if is_label_folder(name)]


def read_detections(dataset: Dataset, tally: Tally, progress: Progress = no_progress) -> Iterator[ExternalDetection]:
    """What a data set that was opened by `open_detections` says.

    Args:
        dataset: Images, with detections for labels.
        tally: Counts what cannot be used.
        progress: Is called as `progress(done, total)` for each image; what it raises ends the reading.
    """
    tally.notes += dataset.notices
    for row, image in enumerate(dataset.images):
        progress(row, len(dataset.images))
        if not dataset.is_labeled(image):
            continue
        try:
            labels = dataset.read_labels(image)
        except (AnnotationUnreadableError, ImageUnreadableError) as error:
            tally.notes.append(str(error))
            tally.failed.append(image.name)
            continue
        for sentence in labels.unusable_items:
            tally.unusable[sentence.rstrip(".")] += 1
        for annotation in labels.image_annotations.annotations:
            if annotation.bounds.is_degenerate:
                tally.unusable["a box without area"] += 1
                continue
            yield ExternalDetection(
                image,
                annotation.label,
                (annotation.bounds.x1, annotation.bounds.y1, annotation.bounds.width, annotation.bounds.height),
                annotation.score,
                _find_mask(annotation.geometry, tally),
            )


def _find_mask(geometry: Geometry, tally: Tally) -> ExternalMask | None:
    """The outline of an object in a label file; `tally` counts those that cannot be used."""
    if isinstance(geometry, OutlinedBox) and geometry.fault:
        tally.unusable_masks[geometry.fault.rstrip(".")] += 1
    outline = get_outline(geometry)
    return None if outline is None else ExternalMask(outline)
