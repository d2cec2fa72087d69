"""Detections become boxes of many images at once, on a thread, and are taken back again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detector.box_overlap import pairwise_iou
from detector.data.annotation import Box, ImageAnnotation, next_uid
from detector.data.image_io import read_size
from detector.errors import UserFacingError
from frcnn_gui.common.job import Job, JobContext, describe_unexpected_error
from frcnn_gui.common.language import tr
from frcnn_gui.document.box_geometry import round_to_pixels
from frcnn_gui.images.label_index_job import IndexedImage, index_annotation

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset

MIN_SAME_OBJECT_IOU = 0.5
"""A detection that overlaps a box of its class so much is of an object that is labeled already."""

Boxes = tuple[Box, ...]
EditFunction = Callable[[Path, ImageAnnotation, Boxes], tuple[ImageAnnotation, Boxes]]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LabelChange:
    """What the labels of `image` say now, and the boxes that were added to them or taken out."""

    image: Path
    boxes: tuple[Box, ...]
    now: IndexedImage


@dataclass(frozen=True)
class AcceptOutcome:
    """The images whose labels were written, and a sentence for each that was not; `stopped`: somebody canceled."""

    done: tuple[LabelChange, ...] = ()
    faults: tuple[str, ...] = ()
    stopped: bool = False


def filter_new_boxes(found: Sequence[Box], there: Sequence[Box]) -> tuple[Box, ...]:
    """Those of `found` that are about no object that has a box of the same class."""
    if not there:
        return tuple(found)
    overlap = pairwise_iou(_to_corners(found), _to_corners(there))
    same = np.array([[one.label == other.label for other in there] for one in found], dtype=np.bool_)
    known = np.any(same.reshape(overlap.shape) & (overlap >= MIN_SAME_OBJECT_IOU), axis=1).tolist()
    return tuple(box for box, is_known in zip(found, known, strict=True) if not is_known)


def _to_corners(boxes: Sequence[Box]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.array([box.xyxy for box in boxes], dtype=np.float32).reshape(-1, 4)


def create_accept_job(dataset: Dataset, found: Sequence[tuple[Path, Boxes]]) -> Job:
    """Add the boxes to the labels of their images, beside what is there; results in an AcceptOutcome."""

    def add_boxes(image: Path, annotation: ImageAnnotation, boxes: Boxes) -> tuple[ImageAnnotation, Boxes]:
        first, size = next_uid(annotation.boxes), read_size(image)
        fresh = filter_new_boxes(boxes, annotation.boxes)
        new = tuple(replace(round_to_pixels(box, *size), uid=first + at) for at, box in enumerate(fresh))
        return annotation.with_boxes((*annotation.boxes, *new)), new

    return Job(tr("Accepting detections"), lambda context: _edit_each(context, dataset, found, add_boxes))


def create_undo_accept_job(dataset: Dataset, added: Sequence[tuple[Path, Boxes]]) -> Job:
    """Take out the boxes that were added, where they still are as they were; results in an AcceptOutcome."""

    def take_boxes_out(_image: Path, annotation: ImageAnnotation, boxes: Boxes) -> tuple[ImageAnnotation, Boxes]:
        wanted = [(box.label, box.xyxy) for box in boxes]
        gone = tuple(box for box in annotation.boxes if (box.label, box.xyxy) in wanted)
        return annotation.with_boxes(box for box in annotation.boxes if box not in gone), gone

    return Job(tr("Taking accepted boxes back"), lambda context: _edit_each(context, dataset, added, take_boxes_out))


def _edit_each(
    context: JobContext, dataset: Dataset, images: Sequence[tuple[Path, Boxes]], edit: EditFunction
) -> AcceptOutcome:
    done: list[LabelChange] = []
    faults: list[str] = []
    for place, (image, boxes) in enumerate(images):
        if context.is_canceled:
            return AcceptOutcome(tuple(done), tuple(faults), stopped=True)
        context.report_progress(place, len(images), image.name)
        try:
            file = dataset.read_labels(image)
            annotation, changed = edit(image, file.annotation, boxes)
            if changed:
                file.save(annotation)
                done.append(LabelChange(image, changed, index_annotation(annotation)))
        except UserFacingError as error:
            faults.append(str(error))
        except Exception as error:  # noqa: BLE001 - what was written before must be known, or it could not be undone
            _log.exception("The labels of %s could not be changed.", image)
            faults.append(describe_unexpected_error(tr("editing {path}").format(path=image.name), error))
    return AcceptOutcome(tuple(done), tuple(faults))
