"""Reading the labels of many images on a thread, a few at a time, so that the window stays smooth."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.data.annotation import ImageAnnotations
from detector.data.attributes import AttributeValue
from detector.data.formats.base import Dataset
from detector.errors import UserFacingError
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr
from frcnn_gui.images.outline_index import (
    list_box_numbers,
    list_outline_numbers,
    pack_outline_numbers,
    pack_shapes,
    unpack_outline_numbers,
)

REPORT_INTERVAL_S = 0.3
"""Seconds between two reports."""
WORK_S, PAUSE_S = 0.004, 0.001
"""Seconds of reading, and of leaving the processor to the window, in turn."""


@dataclass(frozen=True, slots=True)
class IndexedImage:
    """What the labels of one image say."""

    labels: tuple[str, ...]
    """One for each box."""
    corners: bytes
    """`boxes`, without the hundred bytes that an array takes besides its numbers"""
    width: int | None = None
    height: int | None = None
    """As the label file states them; None where it does not."""
    verified: bool = False
    fault: str = ""
    """Why the labels cannot be read; empty where they can."""
    attributes: tuple[tuple[str, AttributeValue], ...] = ()
    """The different attributes of its boxes: keys and values."""
    shapes: bytes = b""
    """See `outline_index.pack_shapes`."""
    outlines: bytes | None = None
    """See `outline_index.pack_outline_numbers`; None if they were not parsed, or all are boxes."""

    @property
    def lacks_outlines(self) -> bool:
        """Whether there are outlines that were not parsed."""
        return bool(self.shapes) and self.outlines is None

    def list_outline_numbers(self, column: int) -> Sequence[float] | None:
        """One of the `OUTLINE_NUMBERS` for each object; None if outlines were not parsed."""
        if self.outlines is not None:
            return list_outline_numbers(self.outlines, column)
        return None if self.shapes else list_box_numbers(self.corners, column)

    @property
    def boxes(self) -> NDArray[np.float32]:
        """(N, 4) x1 y1 x2 y2, pixels of the upright original image."""
        return np.frombuffer(self.corners, np.float32).reshape(-1, 4)


@dataclass(frozen=True)
class IndexedBatch:
    """Some images by their numbers."""

    images: tuple[tuple[int, IndexedImage], ...]


def index_image_annotations(
    image_annotations: ImageAnnotations, size: tuple[int, int] | None = None, parses_outlines: bool = False
) -> IndexedImage:
    """The annotation in compact form; `size` is width, height."""
    width, height = size or (None, None)
    with np.errstate(over="ignore"):  # a number without end is counted as one
        boxes = np.array(
            [annotation.bounds.xyxy for annotation in image_annotations.annotations], dtype=np.float32
        ).reshape(-1, 4)
    # Each file has its names as words of its own; all images are to share them.
    labels = _share_labels(tuple(sys.intern(annotation.label) for annotation in image_annotations.annotations))
    attributes = _collect_attributes(image_annotations)
    shapes = pack_shapes(image_annotations.annotations, parses_outlines)
    numbers = pack_outline_numbers(image_annotations.annotations) if shapes and parses_outlines else None
    return IndexedImage(
        labels,
        boxes.tobytes(),
        width,
        height,
        image_annotations.verified,
        attributes=attributes,
        shapes=shapes,
        outlines=numbers,
    )


@lru_cache(maxsize=4096)
def _share_labels(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The same object for images with the same labels, as many have."""
    return labels


def _collect_attributes(image_annotations: ImageAnnotations) -> tuple[tuple[str, AttributeValue], ...]:
    """Each attribute once; 1 and True are different values."""
    pairs = (pair for annotation in image_annotations.annotations for pair in annotation.attributes.items())
    return tuple({(sys.intern(key), type(value), value): (sys.intern(key), value) for key, value in pairs}.values())


def relabel_indexed(image: IndexedImage, source: str, target: str) -> IndexedImage:
    """With the class `target` in the place of `source`, or without its boxes where that is empty."""
    if target:
        return replace(image, labels=tuple(target if label == source else label for label in image.labels))
    kept = [at for at, label in enumerate(image.labels) if label != source]
    numbers = image.outlines and unpack_outline_numbers(image.outlines)[kept].tobytes()
    return replace(
        image,
        labels=tuple(image.labels[at] for at in kept),
        corners=image.boxes[kept].tobytes(),
        shapes=bytes(image.shapes[at] for at in kept) if image.shapes else b"",
        outlines=numbers,
    )


def read_indexed(dataset: Dataset, image: Path, parses_outlines: bool = False) -> IndexedImage:
    """The labels of `image` as they are on disk; a file that cannot be read gives its fault."""
    try:
        file = dataset.read_labels(image)
    except UserFacingError as error:
        return IndexedImage((), b"", fault=str(error))
    size = file.stated_size
    stated = size if size is not None and all(size) else None
    return index_image_annotations(file.image_annotations, stated, parses_outlines)


def create_label_index_job(dataset: Dataset, rows: Sequence[int], parses_outlines: bool = False) -> Job:
    """Read the labels of the images in these rows of `dataset`; reports `IndexedBatch`."""
    title = tr("Reading outlines") if parses_outlines else tr("Reading labels")

    def read_labels(context: JobContext) -> int:
        waiting: list[tuple[int, IndexedImage]] = []
        reported = worked = time.monotonic()
        for done, row in enumerate(rows):
            context.raise_if_canceled()
            waiting.append((row, read_indexed(dataset, dataset.images[row], parses_outlines)))
            now = time.monotonic()
            if now - reported > REPORT_INTERVAL_S:
                context.report_event(IndexedBatch(tuple(waiting)))
                context.report_progress(done + 1, len(rows), title)
                waiting.clear()
                reported = now
            if now - worked > WORK_S:
                time.sleep(PAUSE_S)
                worked = time.monotonic()
        context.report_event(IndexedBatch(tuple(waiting)))
        return len(rows)

    return Job(title, read_labels)
