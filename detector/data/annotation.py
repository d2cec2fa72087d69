"""A box drawn around an object, and all the boxes of one image."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from detector.data.limits import MAX_LABEL_CHARACTERS
from detector.data.unicode_forms import normalize_class_name


@dataclass(frozen=True, slots=True)
class Box:
    """One labeled object.

    Coordinates are zero-based and half-open, in pixels of the upright original image: a box over the whole of a
    640x480 image is (0, 0, 640, 480). `uid` identifies this box among those of its image for as long as the image is
    open; formats use it to find the part of their file that describes the box. Its `label` is what
    `normalize_class_name` makes of the one given, so that both Unicode forms of a name are one class.
    """

    x1: float
    y1: float
    x2: float
    y2: float
    label: str
    uid: int = -1
    difficult: bool = False
    truncated: bool = False
    occluded: bool = False
    score: float | None = None
    """How sure the network that found it is, in 0..1; None for a label."""

    def __post_init__(self) -> None:
        if len(self.label) > MAX_LABEL_CHARACTERS or not self.label.isascii():
            object.__setattr__(self, "label", normalize_class_name(self.label))

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
        return replace(self, x1=self.x1 + dx, y1=self.y1 + dy, x2=self.x2 + dx, y2=self.y2 + dy)

    def with_corners(self, xa: float, ya: float, xb: float, yb: float) -> Box:
        """This box between two opposite corners, given in any order."""
        return replace(self, x1=min(xa, xb), y1=min(ya, yb), x2=max(xa, xb), y2=max(ya, yb))

    def clip_to(self, width: int, height: int) -> Box:
        """The part of this box inside a `width` x `height` image (may be degenerate)."""
        return replace(
            self,
            x1=min(max(self.x1, 0.0), float(width)),
            y1=min(max(self.y1, 0.0), float(height)),
            x2=min(max(self.x2, 0.0), float(width)),
            y2=min(max(self.y2, 0.0), float(height)),
        )

    def is_inside(self, width: int, height: int) -> bool:
        """Whether it lies inside a `width` x `height` image."""
        return self.x1 >= 0 and self.y1 >= 0 and self.x2 <= width and self.y2 <= height


@dataclass(frozen=True)
class ImageAnnotation:
    """The boxes of one image, in the order of their file."""

    boxes: tuple[Box, ...] = ()
    verified: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes that occur, each once, in order of first use."""
        return tuple(dict.fromkeys(box.label for box in self.boxes))

    def with_boxes(self, boxes: Iterable[Box]) -> ImageAnnotation:
        return replace(self, boxes=tuple(boxes))


def next_uid(boxes: Iterable[Box]) -> int:
    """An identity that none of `boxes` has."""
    return max((box.uid for box in boxes), default=-1) + 1
