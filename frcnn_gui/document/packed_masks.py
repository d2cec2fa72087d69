"""The masks of the detections of one image, packed: as a rule a byte or two for each run of pixels."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detector.data.geometry import Box, Geometry
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.outlined_box import OutlinedBox, get_outline

_PLACE = np.dtype([("left", "<i4"), ("top", "<i4"), ("width", "<u4"), ("height", "<u4"), ("toggles", "<u4")])
_TOGGLE_BYTES = 4
_LEVEL = 1
"""Of the compression: a higher one saves little and takes long."""


@dataclass(frozen=True)
class PackedMasks:
    """The masks of `count` objects, some of which may have none."""

    packed: bytes
    count: int

    @classmethod
    def from_geometries(cls, geometries: Sequence[Geometry]) -> PackedMasks | None:
        """The outlines of these geometries as pixels; None if all are boxes alone."""
        return cls.from_bitmaps([_rasterize_geometry(geometry) for geometry in geometries])

    @classmethod
    def from_bitmaps(cls, masks: Sequence[Bitmap]) -> PackedMasks | None:
        """These masks; None if none has a pixel."""
        if all(mask.is_degenerate for mask in masks):
            return None
        rows = [(mask.left, mask.top, mask.width, mask.height, len(mask.packed) // _TOGGLE_BYTES) for mask in masks]
        steps = np.concatenate([np.diff(mask.toggles, prepend=0) for mask in masks])
        content = np.array(rows, _PLACE).tobytes() + steps.astype("<u4").tobytes()
        return cls(zlib.compress(content, _LEVEL), len(masks))

    @cached_property
    def bitmaps(self) -> tuple[Bitmap, ...]:
        """All of them; those without pixels are of objects without a mask."""
        content = zlib.decompress(self.packed)
        places = np.frombuffer(content, _PLACE, self.count)
        steps = np.frombuffer(content, "<u4", offset=places.nbytes).astype(np.int64)
        ends = np.cumsum(places["toggles"].astype(np.int64))
        starts = ends - places["toggles"]
        sums = np.concatenate([[0], np.cumsum(steps)])
        toggles = (sums[1:] - np.repeat(sums[starts], places["toggles"])).astype("<u4").tobytes()
        return tuple(
            Bitmap(left, top, width, height, toggles[_TOGGLE_BYTES * start : _TOGGLE_BYTES * end])
            for (left, top, width, height, _), start, end in zip(
                places.tolist(), starts.tolist(), ends.tolist(), strict=True
            )
        )

    def place_in_boxes(self, boxes: Sequence[Box]) -> list[Geometry]:
        """The geometries again: `boxes` with the masks of those that have one, which are unpacked when asked for."""
        places = np.frombuffer(zlib.decompressobj().decompress(self.packed, self.count * _PLACE.itemsize), _PLACE)
        has_mask = (places["toggles"] > 0).tolist()
        return [OutlinedBox(box, _MaskInRow(self, row)) if has_mask[row] else box for row, box in enumerate(boxes)]


@dataclass(frozen=True)
class _MaskInRow:
    """One of several masks; see `OutlineSource`."""

    masks: PackedMasks
    row: int

    @property
    def is_bitmap(self) -> bool:
        return True

    def parse_outline(self) -> Bitmap:
        return self.masks.bitmaps[self.row]


def _rasterize_geometry(geometry: Geometry) -> Bitmap:
    """The pixels of its outline; none if it is only a box."""
    outline, bounds = get_outline(geometry), geometry.bounds
    if outline is None:
        return Bitmap()
    width, height = max(math.ceil(bounds.x2), 0), max(math.ceil(bounds.y2), 0)
    if isinstance(outline, Bitmap) and min(outline.left, outline.top) >= 0:
        right, bottom = outline.left + outline.width, outline.top + outline.height
        if right <= width and bottom <= height:  # as every mask of a network: taking it apart changes nothing
            return outline
    return convert_to_bitmap(geometry, width, height)
