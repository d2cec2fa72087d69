"""Detections in a JSON file: COCO results, or the `detections.json` of `frcnn detect`."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from detector.data.formats.coco.ids import parse_id
from detector.data.formats.coco.outline import (
    Size,
    compute_segmentation_bounds,
    has_segmentation,
    parse_segmentation,
)
from detector.data.formats.shared.json_array import JsonFormatError, convert_json_faults
from detector.data.outlines.outlined_box import OutlineFaultError
from detector.data.regular_file import MAX_JOINT_FILE_BYTES, require_regular_file
from detector.data.usable_labels import Progress, no_progress
from detector.errors import DatasetError

from .columns import DetectionColumns
from .found import XYWH, ExternalDetection, ExternalMask, Tally
from .json_items import NotListError, iter_list_items

NEGATIVE_BBOX = "a bbox of negative width or height"

_MAX_NUMBER = 1e12


def read_json(path: Path) -> Any:
    """The content of a JSON file.

    Raises:
        DatasetError: It cannot be read.
    """
    try:
        raw = require_regular_file(path, MAX_JOINT_FILE_BYTES).read_bytes()
    except OSError as error:
        raise DatasetError(f"{path} could not be read: {error.strerror or error}. Choose another file.") from error
    try:
        with convert_json_faults(raw) as mark:
            return json.loads(raw[len(mark) :].decode("utf-8"))
    except JsonFormatError as error:
        raise DatasetError(f"{path} cannot be used: {error}. Write the file again, or choose another.") from error


class NotDetectionsError(Exception):
    """A JSON value is no list of detections."""


def read_detection_list(path: Path, progress: Progress = no_progress) -> tuple[DetectionColumns, Tally] | None:
    """Read a list of detections, in whichever of the two ways, item by item.

    Args:
        path: A JSON file.
        progress: Is called as `progress(done, total)` with bytes; what it raises ends the reading.

    Returns:
        The detections, and what cannot be used of the file; None where it holds something else.

    Raises:
        DatasetError: It cannot be read, or it is not JSON.
    """
    try:
        return _collect_detections(iter_list_items(path, progress))
    except (NotListError, NotDetectionsError):
        return None
    except (ValueError, RecursionError, OSError):
        value = read_json(path)  # which says where the fault is
    try:
        return _collect_detections(value) if isinstance(value, list) else None
    except NotDetectionsError:
        return None


def _collect_detections(items: Iterable[Any]) -> tuple[DetectionColumns, Tally]:
    tally = Tally()
    return DetectionColumns(parse_detections(items, tally)), tally


def parse_detections(items: Iterable[Any], tally: Tally) -> Iterator[ExternalDetection]:
    """The detections of a list; `tally` counts those that cannot be used.

    Raises:
        NotDetectionsError: An item is none in either way.
    """
    seen: set[str] = set()
    for item in items:
        if not isinstance(item, dict) or not ("image_id" in item or "image" in item):
            raise NotDetectionsError
        if "image_id" in item:
            yield from _parse_coco_result(item, tally)
            continue
        image = item["image"]
        if not isinstance(image, str) or not image:
            tally.unusable["the image has no name"] += 1
            continue
        if image in seen:
            tally.notes.append(f"{Path(image).name} is listed twice; its detections are combined.")
        seen.add(image)
        if "error" in item:
            tally.failed.append(Path(image).name)
        yield from _parse_image_boxes(image, item.get("boxes", ()), tally)


def _parse_coco_result(item: Mapping[str, Any], tally: Tally) -> Iterator[ExternalDetection]:
    """Parse an item as described at https://cocodataset.org/#format-results ."""
    image, category = parse_id(item["image_id"]), parse_id(item.get("category_id", item.get("category_name")))
    if image is None:
        return tally.unusable.update(["no image_id"])
    if category is None:
        return tally.unusable.update(["no category_id"])
    bbox = _parse_bbox(item)
    if bbox is None:
        return tally.unusable.update(["no bbox of four numbers, and no segmentation to derive one from"])
    if min(bbox[2:]) < 0:
        return tally.unusable.update([NEGATIVE_BBOX])
    yield ExternalDetection(image, category, bbox, _parse_number(item.get("score")), _parse_mask(item, tally))


def _parse_mask(item: Mapping[str, Any], tally: Tally) -> ExternalMask | None:
    """The `segmentation` of a detection; `tally` counts those that cannot be used."""
    segmentation = item.get("segmentation")
    if not has_segmentation(segmentation):
        return None
    try:
        outline = parse_segmentation(segmentation)
    except OutlineFaultError as fault:
        tally.unusable_masks[str(fault)] += 1
        return None
    return ExternalMask(outline, _find_size(segmentation))


def _find_size(segmentation: Any) -> Size | None:
    """The size of the image that a usable segmentation states."""
    if not isinstance(segmentation, dict):
        return None
    height, width = segmentation["size"]
    return width, height


def _parse_bbox(item: Mapping[str, Any]) -> XYWH | None:
    found = item.get("bbox")
    if found in (None, []):
        bounds = compute_segmentation_bounds(item.get("segmentation"))
        return None if bounds is None else (bounds[0], bounds[1], bounds[2] - bounds[0], bounds[3] - bounds[1])
    return _parse_four_numbers(found)


def _parse_image_boxes(image: str, boxes: Any, tally: Tally) -> Iterator[ExternalDetection]:
    """The boxes of an image as `frcnn detect` writes them: x1, y1, x2, y2."""
    for box in boxes if isinstance(boxes, list) else ():
        corners = _parse_four_numbers(box.get("box")) if isinstance(box, dict) else None
        label = parse_id(box.get("label")) if isinstance(box, dict) else None
        if corners is None or label is None:
            tally.unusable["no label, or no box of four numbers"] += 1
            continue
        x1, y1, x2, y2 = corners
        if x2 < x1 or y2 < y1:
            tally.unusable["a box with swapped corners"] += 1
            continue
        bbox = (x1, y1, x2 - x1, y2 - y1)
        yield ExternalDetection(image, label, bbox, _parse_number(box.get("score")), _parse_mask(box, tally))


def _parse_four_numbers(value: Any) -> XYWH | None:
    numbers = [_parse_number(part) for part in value] if isinstance(value, list) and len(value) == 4 else []
    first, second, third, fourth = numbers or (None,) * 4
    if first is None or second is None or third is None or fourth is None:
        return None
    return first, second, third, fourth


def _parse_number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _MAX_NUMBER:
        return None
    return float(value) if math.isfinite(value) else None
