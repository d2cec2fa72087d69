"""An object with a box and an outline, which stay together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeAlias

import numpy as np

from detector.data.annotation import Annotation
from detector.data.geometry import Box, Geometry

from .bitmap import Bitmap
from .rings import Rings

Outline: TypeAlias = Rings | Bitmap


class OutlineFaultError(Exception):
    """Why an outline cannot be used."""


class OutlineSource(Protocol):
    """An outline as it is in a label file; equal to another with the same content."""

    @property
    def is_bitmap(self) -> bool | None:
        """Whether it is a bitmap and not rings; None if it must be parsed to know."""

    def parse_outline(self) -> Outline:
        """Parse the outline.

        Raises:
            OutlineFaultError: It cannot be used; a sentence that names the file, the object and what becomes of it.
        """


@dataclass(frozen=True, eq=False)
class OutlinedBox:
    """A box, and the outline of the object in it; a geometry, see `detector.data.geometry.Geometry`.

    Label files state both, and they may disagree: by rounding, or because the box was drawn by hand. Both are kept and
    changed together. With pixels, the box moves by whole pixels, too, so that they do not drift apart.

    Attributes:
        box: The box as stated; these are its `bounds`.
        source: The outline, or what it is parsed from when it is needed first.
    """

    box: Box
    source: Outline | OutlineSource

    @classmethod
    def around(cls, outline: Outline) -> OutlinedBox:
        """An outline with the smallest box around it."""
        return cls(outline.bounds, outline)

    @cached_property
    def _parsed(self) -> Outline | OutlineFaultError:
        if isinstance(self.source, Rings | Bitmap):
            return self.source
        try:
            return self.source.parse_outline()
        except OutlineFaultError as error:
            return error

    @property
    def outline(self) -> Outline | None:
        """The outline; None if it cannot be used, see `fault`."""
        return None if isinstance(self._parsed, OutlineFaultError) else self._parsed

    @property
    def is_parsed(self) -> bool:
        """Whether the outline has been parsed, so that asking for it costs nothing."""
        return isinstance(self.source, Rings | Bitmap) or "_parsed" in self.__dict__

    @property
    def fault(self) -> str:
        """Why the outline cannot be used, as a sentence; empty if it can."""
        return str(self._parsed) if isinstance(self._parsed, OutlineFaultError) else ""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, OutlinedBox):
            return NotImplemented
        if self.box != other.box:
            return False
        return self.source == other.source or (self.outline is not None and self.outline == other.outline)

    def __hash__(self) -> int:
        return hash(self.box)

    @property
    def bounds(self) -> Box:
        return self.box

    @property
    def area(self) -> float:
        """The area of the outline."""
        return self.box.area if self.outline is None else self.outline.area

    @property
    def is_degenerate(self) -> bool:
        return self.box.is_degenerate

    def move_by(self, dx: float, dy: float) -> OutlinedBox:
        """Both moved; if the outline cannot be used, the box alone."""
        if isinstance(self.outline, Bitmap):
            dx, dy = round(dx), round(dy)
        return OutlinedBox(
            self.box.move_by(dx, dy), self.source if self.outline is None else self.outline.move_by(dx, dy)
        )

    def resize_to(self, bounds: Box) -> OutlinedBox:
        """Both changed as the box must change to be `bounds`, which a bitmap rounds to whole pixels."""
        if self.outline is None:
            return OutlinedBox(bounds, self.source)
        if isinstance(self.outline, Bitmap):
            bounds = _round_box(bounds)
        return OutlinedBox(bounds, self.outline.scale(Box.from_corners(*self.box.xyxy), bounds))

    def clip_to(self, width: int, height: int) -> OutlinedBox:
        """Both clipped; where that changes the outline, the box is then that of what is left."""
        box = self.box.clip_to(width, height)
        if self.outline is None or self.outline.bounds.is_inside(width, height):
            return OutlinedBox(box, self.source)
        outline = self.outline.clip_to(width, height)
        return OutlinedBox(box if outline.is_degenerate else outline.bounds, outline)


def get_outline(geometry: Geometry) -> Outline | None:
    """The outline of a geometry; None if it is only a box, or its outline cannot be used."""
    if isinstance(geometry, OutlinedBox):
        return geometry.outline
    return geometry if isinstance(geometry, Rings | Bitmap) else None


def count_points(geometry: Geometry) -> int:
    """The points of the outline of a geometry, or its toggles if it is a bitmap; 0 if it has none."""
    outline = get_outline(geometry)
    if isinstance(outline, Bitmap):
        return len(outline.toggles)
    return 0 if outline is None else sum(map(len, outline.rings))


def with_outline(geometry: Geometry, outline: Outline) -> OutlinedBox | Outline:
    """A geometry with another outline; a stated box becomes that around it."""
    return outline if isinstance(geometry, Rings | Bitmap) else OutlinedBox.around(outline)


def is_same_outline(one: Geometry, other: Geometry, tolerance: float) -> bool:
    """Whether two geometries have the same outline, with points at most `tolerance` apart, or neither has one."""
    if one == other:
        return True
    first, second = get_outline(one), get_outline(other)
    if not isinstance(first, Rings) or not isinstance(second, Rings):
        return first == second
    layouts = [[[len(ring.packed) for ring in part.rings] for part in rings.parts] for rings in (first, second)]
    return layouts[0] == layouts[1] and all(
        np.abs(ring.points - same.points).max() <= tolerance
        for ring, same in zip(first.rings, second.rings, strict=True)
    )


def find_outline_faults(annotations: Iterable[Annotation]) -> Iterator[str]:
    """A sentence for each outline that cannot be used."""
    for annotation in annotations:
        if isinstance(annotation.geometry, OutlinedBox) and annotation.geometry.fault:
            yield annotation.geometry.fault


def _round_box(box: Box) -> Box:
    """`box` with whole numbers, at least one pixel wide and high."""
    x1, y1 = float(round(box.x1)), float(round(box.y1))
    return Box(x1, y1, max(float(round(box.x2)), x1 + 1), max(float(round(box.y2)), y1 + 1))
