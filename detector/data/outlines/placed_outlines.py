"""The outlines of an image's objects beside a copy of the image that is resized, flipped or cut.

Outlines are not changed with the pixels: a bitmap that is resized twice is not the one that was labeled. They stay as
they are labeled, and what is asked about the copy is answered where they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detector.data.geometry import Geometry

from .outlined_box import Outline, get_outline

Pair = tuple[float, float]


@dataclass(frozen=True)
class PlacedOutlines:
    """Outlines, and how to get to their pixels from those of a copy of their image.

    Attributes:
        geometries: Of the objects; of those that are boxes alone there is no outline.
        width: Of the image as labeled, pixels.
        height: Of the image as labeled, pixels.
        factor: Pixels of the labeled image for one of the copy, (x, y); x is negative where the copy is mirrored.
        origin: Where in the labeled image the copy's point (0, 0) is.
    """

    geometries: tuple[Geometry, ...]
    width: int
    height: int
    factor: Pair = (1.0, 1.0)
    origin: Pair = (0.0, 0.0)

    @property
    def is_mirrored(self) -> bool:
        return self.factor[0] < 0

    def find_outline(self, row: int) -> Outline | None:
        """The outline of an object, if it has one that encloses something; it is parsed only now."""
        outline = get_outline(self.geometries[row])
        return None if outline is None or outline.is_degenerate else outline

    def resize_by(self, x: float, y: float) -> PlacedOutlines:
        """The same beside a copy that is `x` times as wide and `y` times as high."""
        return replace(self, factor=(self.factor[0] / x, self.factor[1] / y))

    def flip(self, width: float) -> PlacedOutlines:
        """The same beside the mirror image of a copy that is `width` pixels wide."""
        (x, y), (left, top) = self.factor, self.origin
        return replace(self, factor=(-x, y), origin=(left + width * x, top))

    def move_by(self, dx: float, dy: float) -> PlacedOutlines:
        """The same beside a copy whose content is moved by this many of its pixels."""
        (x, y), (left, top) = self.factor, self.origin
        return replace(self, origin=(left - dx * x, top - dy * y))

    def select(self, rows: Sequence[int]) -> PlacedOutlines:
        """The same with these objects only."""
        return replace(self, geometries=tuple(self.geometries[row] for row in rows))

    def find_boxes(self, boxes: NDArray[np.floating]) -> NDArray[np.float64]:
        """Where `boxes` (N, 4) of the copy are in the labeled image: (N, 4), left to right even if it is mirrored."""
        found: NDArray[np.float64] = boxes * np.array(self.factor * 2) + np.array(self.origin * 2)
        return found[:, [2, 1, 0, 3]] if self.is_mirrored else found
