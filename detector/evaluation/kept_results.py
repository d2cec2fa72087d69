"""What a run's best network found in each image it was measured on, kept beside it to compare runs. Free of torch."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detector.evaluation.masks import MaskOverlaps
from detector.evaluation.pairing import MeasuredSet
from detector.evaluation.results import Floats, ImageResult

MAX_SIDE_PX = 2**31
"""Pixels of an image"""


def results_to_json(measured: MeasuredSet, root: Path) -> bytes:
    """Write what was found; images are named by their place under `root`."""
    images = [
        {
            "name": (one.path.relative_to(root) if one.path.is_relative_to(root) else one.path).as_posix(),
            "width": one.width,
            "height": one.height,
            "boxes": _shorten_floats(one.boxes),
            "labels": one.labels.tolist(),
            "scores": _shorten_floats(one.scores),
            "true_boxes": _shorten_floats(one.true_boxes),
            "true_labels": one.true_labels.tolist(),
            "difficult": one.difficult.tolist(),
        }
        for one in measured.results
    ]
    for image, masks in zip(images, measured.masks, strict=False):
        image |= {"mask_overlaps": _list_pairs(masks), "mask_ignored": masks.ignored.tolist()}
    text = json.dumps({"classes": list(measured.classes), "images": images}, ensure_ascii=False)
    # A name that UTF-8 cannot hold becomes JSON's escape of it.
    return text.encode("utf-8", "backslashreplace")


def _list_pairs(masks: MaskOverlaps) -> list[tuple[int, int, float, float]]:
    """Row of the detection, row of the object, IoU of masks and of boundaries, where the masks share a pixel."""
    pairs = np.argwhere(masks.overlaps > 0).tolist()
    return [
        (row, column, float(masks.overlaps[row, column]), float(masks.boundary_overlaps[row, column]))
        for row, column in pairs
    ]


def _shorten_floats(values: Floats) -> Any:
    """`values` with no more digits than float32 needs, so that they are read back as they are."""
    shortest: NDArray[np.float64] = values.astype(str).astype(np.float64)
    return shortest.tolist()


def results_from_json(content: bytes) -> MeasuredSet:
    """What `results_to_json` wrote. Paths are the names of the images, and lead nowhere.

    Raises:
        ValueError: It is something else, or has values that no measurement has.
    """
    try:
        content_object = json.loads(content)
        classes, images = content_object["classes"], content_object["images"]
        if not _are_names(classes) or len(set(classes)) < len(classes):
            raise ValueError("the classes are not a list of names")
        results = tuple(_read_image(one, len(classes)) for one in images)
        if len({one.path for one in results}) < len(results):
            raise ValueError("an image occurs twice")
        masks = tuple(_read_masks(*one) for one in zip(images, results, strict=True) if "mask_overlaps" in one[0])
        if len(masks) not in (0, len(results)):
            raise ValueError("not all images have masks")
    except (KeyError, TypeError, OverflowError, RecursionError) as error:
        raise ValueError("it has no evaluation results") from error
    return MeasuredSet(tuple(classes), results, masks)


def _are_names(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _read_image(one: Mapping[str, Any], classes: int) -> ImageResult:
    name, width, height = one["name"], one["width"], one["height"]
    if not isinstance(name, str) or not all(type(side) is int and 0 < side < MAX_SIDE_PX for side in (width, height)):
        raise ValueError("an image has no name or no size")
    labels, true_labels = _read_labels(one["labels"], classes), _read_labels(one["true_labels"], classes)
    difficult = np.array(one["difficult"], dtype=np.bool_)
    if difficult.shape != true_labels.shape:
        raise ValueError("an image has lists of different lengths")
    return ImageResult(
        Path(name),
        width,
        height,
        _read_floats(one["boxes"], (len(labels), 4)),
        labels,
        _read_floats(one["scores"], (len(labels),)),
        _read_floats(one["true_boxes"], (len(true_labels), 4)),
        true_labels,
        difficult,
    )


def _read_masks(one: Mapping[str, Any], result: ImageResult) -> MaskOverlaps:
    shape = len(result.labels), len(result.true_labels)
    overlaps, boundary_overlaps = np.zeros(shape), np.zeros(shape)
    for pair in one["mask_overlaps"]:
        if len(pair) != 4:
            raise ValueError("an image has invalid masks")
        row, column, iou, boundary_iou = pair
        is_place = type(row) is int and type(column) is int and 0 <= row < shape[0] and 0 <= column < shape[1]
        if not is_place or not 0 <= boundary_iou <= iou <= 1:
            raise ValueError("an image has invalid masks")
        overlaps[row, column], boundary_overlaps[row, column] = iou, boundary_iou
    ignored = np.array(one["mask_ignored"], dtype=np.bool_)
    if ignored.shape != result.true_labels.shape:
        raise ValueError("an image has lists of different lengths")
    return MaskOverlaps(overlaps, boundary_overlaps, ignored)


def _read_floats(values: Sequence[Any], shape: tuple[int, ...]) -> Floats:
    floats = np.array(values, dtype=np.float32)
    if floats.size == 0:
        floats = floats.reshape(0, *shape[1:])
    if floats.shape != shape or not np.isfinite(floats).all():
        raise ValueError("an image has invalid boxes or scores")
    return floats


def _read_labels(values: Sequence[Any], classes: int) -> NDArray[np.int64]:
    if not isinstance(values, list) or not all(type(value) is int and 1 <= value <= classes for value in values):
        raise ValueError("an image has labels without a class")
    return np.array(values, dtype=np.int64)
