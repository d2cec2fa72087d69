"""Detections in a JSON file: COCO results, or the `detections.json` of `frcnn detect`."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from detector.data.formats.coco_ids import as_id
from detector.data.formats.coco_outline import outline_bounds
from detector.data.formats.json_array import JsonFormatError, json_faults
from detector.data.plain_file import MOST_BYTES_OF_ALL, plain
from detector.errors import DatasetError

from .found import XYWH, FoundBox, Tally

_FAR = 1e12


def read_json(path: Path) -> Any:
    """The content of a JSON file.

    Raises:
        DatasetError: It cannot be read.
    """
    try:
        raw = plain(path, MOST_BYTES_OF_ALL).read_bytes()
    except OSError as error:
        raise DatasetError(f"{path} could not be read: {error.strerror or error}. Choose another file.") from error
    try:
        with json_faults(raw) as mark:
            return json.loads(raw[len(mark) :].decode("utf-8"))
    except JsonFormatError as error:
        raise DatasetError(f"{path} cannot be used: {error}. Write the file again, or choose another.") from error


def is_results(value: Any) -> bool:
    """Whether a JSON value is a list of detections, in whichever of the two ways."""
    return isinstance(value, list) and all(
        isinstance(item, dict) and ("image_id" in item or "image" in item) for item in value
    )


def found_boxes(items: Sequence[Mapping[str, Any]], tally: Tally) -> Iterator[FoundBox]:
    """The detections of a list for which `is_results` holds; `tally` counts those that cannot be used."""
    seen: set[str] = set()
    for item in items:
        if "image_id" in item:
            yield from _coco(item, tally)
            continue
        image = item["image"]
        if not isinstance(image, str) or not image:
            tally.unusable["the image has no name"] += 1
            continue
        if image in seen:
            tally.notes.append(f"{Path(image).name} is listed twice; its detections are taken together.")
        seen.add(image)
        if "error" in item:
            tally.failed.append(Path(image).name)
        yield from _of_image(image, item.get("boxes", ()), tally)


def _coco(item: Mapping[str, Any], tally: Tally) -> Iterator[FoundBox]:
    """https://cocodataset.org/#format-results"""
    image, category = as_id(item["image_id"]), as_id(item.get("category_id", item.get("category_name")))
    if image is None:
        return tally.unusable.update(["no image_id"])
    if category is None:
        return tally.unusable.update(["no category_id"])
    bbox = _bbox(item)
    if bbox is None:
        return tally.unusable.update(["no bbox of four numbers, nor a segmentation to take one from"])
    if min(bbox[2:]) < 0:
        return tally.unusable.update(["a bbox of negative width or height"])
    yield FoundBox(image, category, bbox, _number(item.get("score")))


def _bbox(item: Mapping[str, Any]) -> XYWH | None:
    found = item.get("bbox")
    if found in (None, []):
        bounds = outline_bounds(item.get("segmentation"))
        return None if bounds is None else (bounds[0], bounds[1], bounds[2] - bounds[0], bounds[3] - bounds[1])
    return _four(found)


def _of_image(image: str, boxes: Any, tally: Tally) -> Iterator[FoundBox]:
    """The boxes of an image as `frcnn detect` writes them: x1, y1, x2, y2."""
    for box in boxes if isinstance(boxes, list) else ():
        corners = _four(box.get("box")) if isinstance(box, dict) else None
        label = as_id(box.get("label")) if isinstance(box, dict) else None
        if corners is None or label is None:
            tally.unusable["no label, or no box of four numbers"] += 1
            continue
        x1, y1, x2, y2 = corners
        if x2 < x1 or y2 < y1:
            tally.unusable["a box with swapped corners"] += 1
            continue
        yield FoundBox(image, label, (x1, y1, x2 - x1, y2 - y1), _number(box.get("score")))


def _four(value: Any) -> XYWH | None:
    numbers = [_number(part) for part in value] if isinstance(value, list) and len(value) == 4 else []
    first, second, third, fourth = numbers or (None,) * 4
    if first is None or second is None or third is None or fourth is None:
        return None
    return first, second, third, fourth


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _FAR:
        return None
    return float(value) if math.isfinite(value) else None
