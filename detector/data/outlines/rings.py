"""An object as closed lines of points: parts, each an outer ring with holes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detector.data.geometry import Box

from .ring_clipping import clip_points

Points: TypeAlias = NDArray[np.float64]
"""(N, 2) float64, x y in pixels of the upright image; the last point is connected with the first."""
_POINT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Ring:
    """A closed line of one or more points; equal to another with the same points in the same order.

    Attributes:
        packed: The points, x y, as float64.
    """

    packed: bytes

    @classmethod
    def from_points(cls, points: ArrayLike) -> Ring:
        """A ring of `points` (N, 2), N > 0."""
        array = np.ascontiguousarray(points, np.float64)
        if array.ndim != 2 or array.shape[1] != 2 or not len(array):
            raise ValueError(f"a ring has points (N, 2), not an array of {array.shape}")
        return cls(array.tobytes())

    @property
    def points(self) -> Points:
        """The points, read-only."""
        return np.frombuffer(self.packed, np.float64).reshape(-1, 2)

    def __len__(self) -> int:
        """The number of points."""
        return len(self.packed) // _POINT_BYTES

    @property
    def signed_area(self) -> float:
        """Its area in square pixels; positive if it runs clockwise, seen with y downward."""
        x, y = (self.points - self.points[0]).T  # near the origin, so that little is lost where coordinates are large
        with np.errstate(over="ignore", invalid="ignore"):  # a file can have coordinates whose products are infinite
            return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


@dataclass(frozen=True, slots=True)
class Part:
    """An outer ring without what is inside of `holes`."""

    outer: Ring
    holes: tuple[Ring, ...] = ()

    @property
    def rings(self) -> tuple[Ring, ...]:
        return (self.outer, *self.holes)


@dataclass(frozen=True, slots=True)
class Rings:
    """One or more parts, which together are one object; a geometry, see `detector.data.geometry.Geometry`."""

    parts: tuple[Part, ...]

    @classmethod
    def from_polygons(cls, polygons: Iterable[ArrayLike]) -> Rings:
        """Each polygon (N, 2) as a part without holes."""
        return cls(tuple(Part(Ring.from_points(points)) for points in polygons))

    @classmethod
    def from_box(cls, box: Box) -> Rings:
        """The four corners of `box`, clockwise from the first."""
        return cls.from_polygons([[(box.x1, box.y1), (box.x2, box.y1), (box.x2, box.y2), (box.x1, box.y2)]])

    @property
    def rings(self) -> Iterator[Ring]:
        """Outer rings and holes, part by part."""
        return (ring for part in self.parts for ring in part.rings)

    @property
    def has_holes(self) -> bool:
        return any(part.holes for part in self.parts)

    @property
    def bounds(self) -> Box:
        if not self.parts:
            return Box(0, 0, 0, 0)
        corners = [(ring.points.min(axis=0), ring.points.max(axis=0)) for ring in self.rings]
        (x1, y1), (x2, y2) = np.min([low for low, _ in corners], 0), np.max([high for _, high in corners], 0)
        return Box(float(x1), float(y1), float(x2), float(y2))

    @property
    def area(self) -> float:
        """The area of the outer rings without that of the holes.

        What two parts share counts twice, as in COCO's `area` of polygons.
        """
        return sum(
            abs(part.outer.signed_area) - sum(abs(hole.signed_area) for hole in part.holes) for part in self.parts
        )

    @property
    def is_degenerate(self) -> bool:
        return self.bounds.is_degenerate

    def move_by(self, dx: float, dy: float) -> Rings:
        return self.map_points(lambda points: points + np.array([dx, dy]))

    def resize_to(self, bounds: Box) -> Rings:
        return self.scale(self.bounds, bounds)

    def scale(self, before: Box, after: Box) -> Rings:
        """The rings after the change of coordinates that makes `after` of `before`."""
        sizes = np.array([before.width, before.height])
        factors = np.array([after.width, after.height]) / np.where(sizes, sizes, 1)
        factors[sizes == 0] = 1
        return self.map_points(lambda points: (points - (before.x1, before.y1)) * factors + (after.x1, after.y1))

    def clip_to(self, width: int, height: int) -> Rings:
        """The part inside a `width` x `height` image; where it leaves and enters again, a line follows the border."""
        return self.map_points(lambda points: clip_points(points, width, height))

    def map_points(self, change: Callable[[Points], Points]) -> Rings:
        """The rings with the points that `change` makes of the points of each; a ring without points is left out."""
        parts: list[Part] = []
        for part in self.parts:
            outer, *holes = (change(ring.points) for ring in part.rings)
            if len(outer):
                kept = tuple(Ring.from_points(points) for points in holes if len(points))
                parts.append(Part(Ring.from_points(outer), kept))
        return Rings(tuple(parts))
