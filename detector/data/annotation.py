"""A labeled object, and all the labeled objects of one image."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from detector.data.attributes import NO_ATTRIBUTES, Attributes
from detector.data.geometry import Box, Geometry
from detector.data.limits import MAX_LABEL_CHARACTERS
from detector.data.unicode_forms import normalize_class_name


@dataclass(frozen=True, slots=True)
class Annotation:
    """One labeled object.

    `uid` identifies it among the annotations of its image for as long as the image is open; formats use it to find the
    part of their file that describes it. Its `label` is what `normalize_class_name` makes of the one given, so that
    both Unicode forms of a name are one class.
    """

    geometry: Geometry
    label: str
    uid: int = -1
    difficult: bool = False
    truncated: bool = False
    occluded: bool = False
    score: float | None = None
    """How sure the network that found it is, in 0..1; None for a label."""
    attributes: Attributes = NO_ATTRIBUTES

    def __post_init__(self) -> None:
        if len(self.label) > MAX_LABEL_CHARACTERS or not self.label.isascii():
            object.__setattr__(self, "label", normalize_class_name(self.label))

    @property
    def bounds(self) -> Box:
        """The smallest box around it: all that most of the program needs to know of the geometry."""
        return self.geometry.bounds

    def with_bounds(self, bounds: Box) -> Annotation:
        """This annotation with its geometry scaled into `bounds`."""
        return replace(self, geometry=self.geometry.resize_to(bounds))

    def move_by(self, dx: float, dy: float) -> Annotation:
        return replace(self, geometry=self.geometry.move_by(dx, dy))

    def clip_to(self, width: int, height: int) -> Annotation:
        """With the part of its geometry inside a `width` x `height` image (may be degenerate)."""
        return replace(self, geometry=self.geometry.clip_to(width, height))


@dataclass(frozen=True)
class ImageAnnotations:
    """The annotations of one image, in the order of their file."""

    annotations: tuple[Annotation, ...] = ()
    verified: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes that occur, each once, in order of first use."""
        return tuple(dict.fromkeys(annotation.label for annotation in self.annotations))

    def with_annotations(self, annotations: Iterable[Annotation]) -> ImageAnnotations:
        return replace(self, annotations=tuple(annotations))


def next_uid(annotations: Iterable[Annotation]) -> int:
    """An identity that none of `annotations` has."""
    return max((annotation.uid for annotation in annotations), default=-1) + 1
