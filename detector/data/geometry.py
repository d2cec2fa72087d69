"""Where an object is in its image: the shapes that an annotation can have."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol, Self


class Geometry(Protocol):
    """A shape in pixels of the upright original image.

    It never changes, and is equal to another with the same numbers: an edit makes a new one.
    """

    @property
    def bounds(self) -> Box:
        """The smallest box around it."""

    @property
    def area(self) -> float:
        """What it covers, in square pixels."""

    @property
    def is_degenerate(self) -> bool:
        """No area, or a coordinate that is not a finite number."""

    def move_by(self, dx: float, dy: float) -> Self: ...

    def resize_to(self, bounds: Box) -> Self:
        """The same shape, scaled so that `bounds` are around it."""

    def clip_to(self, width: int, height: int) -> Self:
        """The part of it inside a `width` x `height` image (may be degenerate)."""


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle.

    Coordinates are zero-based and half-open: a box over the whole of a 640x480 image is (0, 0, 640, 480).
    """

    x1: float
    y1: float
    x2: float
    y2: float

    @classmethod
    def from_corners(cls, xa: float, ya: float, xb: float, yb: float) -> Box:
        """The box between two opposite corners, given in any order."""
        return cls(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))

    @property
    def bounds(self) -> Box:
        """Itself."""
        return self

    @property
    def width(self) -> float:
        return self.x2 - self.x1

    @property
    def height(self) -> float:
        return self.y2 - self.y1

    @property
    def area(self) -> float:
        return max(self.width, 0.0) * max(self.height, 0.0)

    @property
    def xyxy(self) -> tuple[float, float, float, float]:
        return (self.x1, self.y1, self.x2, self.y2)

    @property
    def is_degenerate(self) -> bool:
        """No area, or a coordinate that is not a finite number."""
        return not all(map(math.isfinite, self.xyxy)) or self.width <= 0 or self.height <= 0

    def move_by(self, dx: float, dy: float) -> Box:
        return Box(self.x1 + dx, self.y1 + dy, self.x2 + dx, self.y2 + dy)

    def resize_to(self, bounds: Box) -> Box:
        """`bounds`, whatever the box was."""
        return bounds

    def clip_to(self, width: int, height: int) -> Box:
        """The part of this box inside a `width` x `height` image (may be degenerate)."""
        return Box(
            min(max(self.x1, 0.0), float(width)),
            min(max(self.y1, 0.0), float(height)),
            min(max(self.x2, 0.0), float(width)),
            min(max(self.y2, 0.0), float(height)),
        )

    def is_inside(self, width: int, height: int) -> bool:
        """Whether it lies inside a `width` x `height` image."""
        return self.x1 >= 0 and self.y1 >= 0 and self.x2 <= width and self.y2 <= height
