"""Rings, masks and dense calculations for the tests of outlines."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco_mask

from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.rings import Points, Rings
from detector.data.outlines.tracing import trace_bitmap

Mask = NDArray[np.bool_]
_MAKERS: tuple[Callable[[np.random.Generator, int], Points], ...] = (
    lambda random, count: random.uniform(-30, 120, (count, 2)),  # around the image
    lambda random, count: random.integers(-10, 100, (count, 2)).astype(float),
    lambda random, count: random.uniform(0, 2, (count, 2)) + random.uniform(0, 80, 2),  # a pixel or two
    lambda random, count: random.uniform(-1e4, 1e4, (count, 2)),  # far outside
    lambda random, count: np.repeat(random.uniform(0, 80, (count, 2)), random.integers(1, 4, count), axis=0),
    lambda random, count: random.uniform(0, 80, (count, 1)) * random.uniform(-1, 1, (1, 2)) + 20,  # on one line
    lambda random, count: np.round(random.uniform(-5, 95, (count, 2)), 1),
    lambda random, count: np.round(random.uniform(-5, 95, (count, 2)) * 4) / 4,  # on pixel centers and edges
    lambda random, count: random.normal(40, 20, (20 * count, 2)),  # crosses itself often
)


def draw_points(random: np.random.Generator, kind: int) -> Points:
    """A ring of three points or more; `kind` is any number."""
    return _MAKERS[kind % len(_MAKERS)](random, int(random.integers(3, 12)))


def draw_mask(random: np.random.Generator, max_side: int = 14) -> Mask:
    """Random pixels: many parts, holes, and pixels that touch at corners."""
    height, width = random.integers(1, max_side, 2)
    mask: Mask = random.random((height, width)) < random.random()
    return mask


def place_mask(mask: Mask, left: int, top: int, width: int, height: int) -> Mask:
    """`mask` in an otherwise empty image."""
    image = np.zeros((height, width), bool)
    image[top : top + mask.shape[0], left : left + mask.shape[1]] = mask
    return image


def paint_bitmap(bitmap: Bitmap, width: int, height: int) -> Mask:
    return place_mask(bitmap.to_mask(), bitmap.left, bitmap.top, width, height)


def rasterize_by_coco(polygons: list[Points], width: int, height: int) -> dict[str, object]:
    """What pycocotools makes of polygons: `size` and compressed `counts`."""
    rles = coco_mask.frPyObjects([points.ravel().tolist() for points in polygons], height, width)
    merged: dict[str, object] = coco_mask.merge(rles)
    return merged


def ring_with_hole_and_two_parts() -> Rings:
    """A square with a square hole, a triangle, and a part of one pixel: three parts."""
    mask = np.zeros((24, 30), bool)
    mask[2:12, 2:12] = True
    mask[5:8, 5:9] = False
    mask[20, 25] = True
    mask[14:20, 3:9] = np.tri(6, dtype=bool)
    return trace_bitmap(Bitmap.from_mask(mask))
