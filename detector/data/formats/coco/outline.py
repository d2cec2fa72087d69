"""The segmentation of a COCO annotation: polygons, or a mask in one of COCO's two encodings.

Each polygon is a part without holes. A mask covers the image; see `detector.data.outlines.coco_counts`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detector.data.formats.shared.json_quick import decode_item
from detector.data.outlines.bitmap import Bitmap, can_hold_pixels
from detector.data.outlines.coco_counts import CountsFaultError, build_bitmap, parse_counts
from detector.data.outlines.outlined_box import Outline, OutlineFaultError
from detector.data.outlines.rings import Rings
from detector.data.outlines.runs import Integers

UNUSABLE_OUTLINE = (
    "{file}: annotation {id!r} of {image} has a segmentation that cannot be used: {fault}. It is kept as it is, and "
    "only the box is used."
)
NEITHER = "it is neither a list of polygons nor a mask with size and counts"
NO_NUMBERS = "polygon {number} is no list of numbers"
ODD_COORDINATES = "polygon {number} has {count:,} coordinates, an odd number"
TOO_FEW_POINTS = "polygon {number} has fewer than 3 points"
OTHER_SIZE = "the mask has {width} x {height} pixels, the image {image_width} x {image_height}"
NO_SIZE = "the size of the mask is not two numbers of pixels"
NO_COUNTS = "the counts of the mask are neither a text nor a list of whole numbers"

Bounds = tuple[float, float, float, float]
"""x1, y1, x2, y2 in pixels, zero-based and half-open."""
Size = tuple[int, int]
"""Width and height in pixels."""
_MAX_COORDINATE = 1e300
_MIN_COORDINATES = 6


@dataclass(frozen=True, slots=True)
class CocoSegmentation:
    """The segmentation of an annotation in a file, not yet parsed; see `OutlineSource`.

    Attributes:
        item: The annotation.
        file: The name of the file, for messages.
        image: The name of the image.
        image_size: Its size; None if the file does not state it.
        is_bitmap: Whether it is a mask.
    """

    item: bytes
    file: str
    image: str
    image_size: Size | None
    is_bitmap: bool

    def parse_outline(self) -> Outline:
        value = decode_item(self.item)
        try:
            outline = parse_segmentation(value["segmentation"])
            check_mask_size(value["segmentation"], self.image_size)
        except OutlineFaultError as fault:
            text = UNUSABLE_OUTLINE.format(file=self.file, id=value.get("id"), image=self.image, fault=fault)
            raise OutlineFaultError(text) from None
        return outline


def is_mask_segmentation(value: Any) -> bool:
    """Whether an annotation has a mask and not polygons."""
    return isinstance(value, dict) and isinstance(value.get("segmentation"), dict)


def has_segmentation(segmentation: Any) -> bool:
    """Whether it says anything: exports of boxes have `[]` or `[[]]`."""
    return any(polygon != [] for polygon in segmentation) if isinstance(segmentation, list) else bool(segmentation)


def parse_segmentation(segmentation: Any) -> Outline:
    """The outline of a `segmentation`.

    Raises:
        OutlineFaultError: It is damaged.
    """
    if isinstance(segmentation, list):
        polygons = [(number, polygon) for number, polygon in enumerate(segmentation, 1) if polygon != []]
        for number, polygon in polygons:
            _check_polygon(number, polygon)
        return Rings.from_polygons(np.array(polygon, np.float64).reshape(-1, 2) for _, polygon in polygons)
    if isinstance(segmentation, dict):
        return _parse_mask(segmentation)
    raise OutlineFaultError(NEITHER)


def check_mask_size(segmentation: Any, image_size: Size | None) -> None:
    """Raises: OutlineFaultError (it is a mask for an image of another size)."""
    if not isinstance(segmentation, dict) or image_size is None:
        return
    height, width = segmentation["size"]
    if (width, height) != image_size:
        raise OutlineFaultError(
            OTHER_SIZE.format(width=width, height=height, image_width=image_size[0], image_height=image_size[1])
        )


def _check_polygon(number: int, polygon: Any) -> None:
    """Raises: OutlineFaultError."""
    if not isinstance(polygon, list) or not _are_finite_numbers(polygon):
        raise OutlineFaultError(NO_NUMBERS.format(number=number))
    if len(polygon) % 2:
        raise OutlineFaultError(ODD_COORDINATES.format(number=number, count=len(polygon)))
    if len(polygon) < _MIN_COORDINATES:
        raise OutlineFaultError(TOO_FEW_POINTS.format(number=number))


def _are_finite_numbers(numbers: Sequence[Any]) -> bool:
    return all(
        isinstance(one, int | float) and not isinstance(one, bool) and abs(one) < _MAX_COORDINATE for one in numbers
    )


def _parse_mask(mask: dict[str, Any]) -> Bitmap:
    """Raises: OutlineFaultError."""
    size, counts = mask.get("size"), mask.get("counts")
    if not isinstance(size, list) or len(size) != 2 or not can_hold_pixels(*size) or 0 in size:
        raise OutlineFaultError(NO_SIZE)
    if not isinstance(counts, str | list):
        raise OutlineFaultError(NO_COUNTS)
    height, width = size
    try:
        runs = parse_counts(counts) if isinstance(counts, str) else _parse_plain_counts(counts, math.prod(size))
        return build_bitmap(runs, width, height)
    except CountsFaultError as fault:
        raise OutlineFaultError(str(fault)) from None


def _parse_plain_counts(counts: list[Any], pixels: int) -> Integers:
    """Counts as numbers; one beyond `pixels`, which may have any number of digits, becomes `pixels` + 1.

    Raises:
        OutlineFaultError: They are no whole numbers.
    """
    if not all(type(run) is int and run >= 0 for run in counts):
        raise OutlineFaultError(NO_COUNTS)
    return np.array([min(run, pixels + 1) for run in counts], np.int64)


def compute_segmentation_bounds(segmentation: Any) -> Bounds | None:
    """The bounds of a `segmentation`.

    Returns:
        The smallest and largest coordinates of polygons, or the outer edges of the pixels of a mask; None if it is
        neither, or is empty or damaged.
    """
    if isinstance(segmentation, list):
        return _compute_polygon_bounds(segmentation)
    if not isinstance(segmentation, dict):
        return None
    try:
        mask = _parse_mask(segmentation)
    except OutlineFaultError:
        return None
    return None if mask.is_degenerate else mask.bounds.xyxy


def _compute_polygon_bounds(polygons: Sequence[Any]) -> Bounds | None:
    """The bounds of polygons, each a list x, y, x, y, ...

    Polygons with fewer than two points or invalid numbers are ignored.
    """
    usable = [
        one
        for one in polygons
        if isinstance(one, list) and len(one) > 3 and len(one) % 2 == 0 and _are_finite_numbers(one)
    ]
    xs = [x for polygon in usable for x in polygon[::2]]
    ys = [y for polygon in usable for y in polygon[1::2]]
    return (float(min(xs)), float(min(ys)), float(max(xs)), float(max(ys))) if xs else None
