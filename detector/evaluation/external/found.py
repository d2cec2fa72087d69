"""What a file of detections says, before it is known which image and class is meant; and what cannot be used of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from detector.data.formats.coco.outline import Size
from detector.data.formats.shared.wording import escape_name, format_count, list_names
from detector.data.outlines.outlined_box import Outline

UNKNOWN_CLASSES = "{detections} of classes that the labels do not have, not scored: {names}."
WITHOUT_SCORE = "{detections} without a score, taken as 1."
UNUSABLE = "{detections} cannot be used and left out: {reason}."
UNUSABLE_MASKS = "{detections} with a mask that cannot be used, counted as empty: {reason}."
WITHOUT_MASK = "{detections} without a mask, unlike the others, counted as empty."
IN_LEFT_OUT_IMAGES = "in {images} left out for the labels"
IN_UNKNOWN_IMAGES = "in {images} that the labels do not have"

XYWH = tuple[float, float, float, float]
"""x, y of the upper left corner, width and height, in pixels: as COCO has them."""
ImageKey = int | str | Path
"""The id or the name of an image as the file has it; a path where the image itself is known."""
CategoryKey = int | str
"""The id or the name of a class"""
_MAX_REASONS_NAMED = 5


@dataclass(frozen=True, slots=True)
class ExternalMask:
    """The pixels of a detection as its file has them."""

    outline: Outline
    size: Size | None = None
    """Of the image that they were made for, where the file states it"""


@dataclass(frozen=True, slots=True)
class ExternalDetection:
    """One detection."""

    image: ImageKey
    category: CategoryKey
    bbox: XYWH
    score: float | None
    """None where the file has none"""
    mask: ExternalMask | None = None
    """None where the file has none, or one that cannot be used"""


@dataclass
class Tally:
    """Counts what is odd about a file of detections."""

    used: int = 0
    unusable: Counter[str] = field(default_factory=Counter)
    """What is wrong with entries -> how many"""
    unusable_masks: Counter[str] = field(default_factory=Counter)
    """What is wrong with masks, whose detections are used nevertheless -> how many"""
    without_mask: int = 0
    """Detections, where others have masks"""
    unknown_classes: Counter[str] = field(default_factory=Counter)
    unknown_images: dict[str, int] = field(default_factory=dict)
    """Image -> detections in it"""
    left_out: dict[str, int] = field(default_factory=dict)
    """Image whose labels cannot be used -> detections in it"""
    without_score: int = 0
    duplicates: int = 0
    failed: list[str] = field(default_factory=list)
    """Images that the other program could not look at"""
    notes: list[str] = field(default_factory=list)
    """Sentences on how the file was understood"""

    @property
    def is_partial(self) -> bool:
        """Whether some detections are not scored, or some images could not be read."""
        left_out = self.unusable or self.unknown_classes or self.unknown_images or self.left_out
        return bool(left_out or self.unusable_masks or self.failed)

    def format_warnings(self) -> Iterator[str]:
        """All that a person should know, with counts."""
        yield from self.notes
        for reason, count in self.unusable.most_common(_MAX_REASONS_NAMED):
            yield UNUSABLE.format(detections=_format_detections(count), reason=reason)
        for reason, count in self.unusable_masks.most_common(_MAX_REASONS_NAMED):
            yield UNUSABLE_MASKS.format(detections=_format_detections(count), reason=reason)
        if self.without_mask:
            yield WITHOUT_MASK.format(detections=_format_detections(self.without_mask))
        if self.unknown_images:
            where = IN_UNKNOWN_IMAGES.format(images=_format_images(len(self.unknown_images)))
            count = sum(self.unknown_images.values())
            yield f"{_format_detections(count)} {where}, not scored: {list_names([*self.unknown_images])}."
        if self.left_out:
            where = IN_LEFT_OUT_IMAGES.format(images=_format_images(len(self.left_out)))
            detections = _format_detections(sum(self.left_out.values()))
            yield f"{detections} {where}, not scored: {list_names([*self.left_out])}."
        if self.unknown_classes:
            names = list_names([f"{name} ({count})" for name, count in self.unknown_classes.most_common()])
            count = self.unknown_classes.total()
            yield UNKNOWN_CLASSES.format(detections=_format_detections(count), names=names)
        if self.duplicates:
            says = format_count(self.duplicates, "detection says", "detections say")
            yield f"{says} exactly the same as another one; each counts, as in COCO."
        if self.without_score:
            yield WITHOUT_SCORE.format(detections=_format_detections(self.without_score))
        if self.failed:
            images = _format_images(len(self.failed))
            yield f"{images} could not be read when objects were detected: {list_names(self.failed)}."


def _format_detections(count: int) -> str:
    return format_count(count, "detection", "detections")


def _format_images(count: int) -> str:
    return format_count(count, "image", "images")


def format_key(key: ImageKey) -> str:
    """An image or a class as a sentence names it."""
    return key.name if isinstance(key, Path) else escape_name(str(key))
