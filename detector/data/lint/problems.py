"""What can be wrong with labels, and the remedies that are obvious."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """Training would leave something out, or learn what is not so."""
    WARNING = "warning"
    """Most likely a slip; it may be meant."""
    INFO = "info"
    """Good to know."""


class ProblemKind(StrEnum):
    """What is wrong; each says how much that matters and what all of a kind are called."""

    severity: Severity
    heading: str

    def __new__(cls, value: str, severity: Severity, heading: str) -> ProblemKind:
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.severity, kind.heading = severity, heading
        return kind

    IMAGE_UNREADABLE = "image_unreadable", Severity.ERROR, "images that cannot be read"
    IMAGE_INCOMPLETE = "image_incomplete", Severity.WARNING, "truncated images"
    IMAGE_KIND_UNREADABLE = "image_kind_unreadable", Severity.WARNING, "images in unsupported formats"
    WRONG_SUFFIX = "wrong_suffix", Severity.WARNING, "images whose suffix does not match their format"
    LABELS_UNREADABLE = "labels_unreadable", Severity.ERROR, "labels that cannot be read"
    UNUSABLE_LABELS = "unusable_labels", Severity.ERROR, "objects with unreadable labels"
    UNLISTED_CLASS = "unlisted_class", Severity.ERROR, "boxes of a class that is not in the class list"
    NOT_FINITE = "not_finite", Severity.ERROR, "boxes with coordinates that are not numbers"
    SWAPPED_CORNERS = "swapped_corners", Severity.ERROR, "boxes with swapped corners"
    ZERO_AREA = "zero_area", Severity.ERROR, "boxes without area"
    NORMALIZED = "normalized", Severity.ERROR, "boxes in fractions of the image instead of pixels"
    OUTSIDE = "outside", Severity.ERROR, "boxes outside their image"
    LARGER_THAN_IMAGE = "larger_than_image", Severity.ERROR, "boxes larger than their image"
    ROTATED = "rotated", Severity.ERROR, "images with an EXIF rotation, labeled without applying it"
    RESIZED = "resized", Severity.ERROR, "labels made for another image size, with boxes outside this image"
    TINY = "tiny", Severity.ERROR, "boxes smaller than a pixel"
    WRONG_SIZE = "wrong_size", Severity.WARNING, "labels made for another image size"
    PARTLY_OUTSIDE = "partly_outside", Severity.WARNING, "boxes partly outside their image"
    DUPLICATE = "duplicate", Severity.WARNING, "duplicate boxes"
    TWO_CLASSES = "two_classes", Severity.WARNING, "objects with boxes of two classes"
    OUTLINE_UNUSABLE = "outline_unusable", Severity.WARNING, "outlines that cannot be used"
    OUTLINE_FEW_POINTS = "outline_few_points", Severity.WARNING, "outlines with rings of fewer than three points"
    OUTLINE_OUTSIDE = "outline_outside", Severity.WARNING, "outlines partly outside their image"
    OUTLINE_CROSSING = "outline_crossing", Severity.WARNING, "outlines that cross themselves"
    OUTLINE_HOLE_OUTSIDE = "outline_hole_outside", Severity.WARNING, "outlines with holes outside their part"
    OUTLINE_SPECKS = "outline_specks", Severity.WARNING, "outlines with specks"
    OUTLINE_OFF_BOX = "outline_off_box", Severity.WARNING, "outlines that disagree with their box"
    TOO_SMALL = "too_small", Severity.WARNING, "boxes too small for the network"
    ODD_LABELS = "odd_labels", Severity.WARNING, "unusual labels"
    LABELS_WITHOUT_IMAGE = "labels_without_image", Severity.WARNING, "labels without an image"
    UNUSED_LABELS = "unused_labels", Severity.WARNING, "files that look like labels but are not read"
    STEM_COLLISION = "stem_collision", Severity.WARNING, "images that differ only in their suffix"
    DUPLICATE_IMAGES = "duplicate_images", Severity.WARNING, "duplicate images"
    RARE_CLASS = "rare_class", Severity.WARNING, "classes with few boxes"
    BACKGROUND_CLASS = "background_class", Severity.WARNING, "classes that stand for the background"
    SIMILAR_CLASSES = "similar_classes", Severity.WARNING, "classes that differ only in spelling"
    UNLABELED = "unlabeled", Severity.INFO, "images without labels"
    NOTICE = "notice", Severity.INFO, "remarks on reading the data"


BLOCKING_KINDS = frozenset({ProblemKind.NORMALIZED, ProblemKind.ROTATED, ProblemKind.TINY})
"""What training does not begin with. A program that writes such boxes rarely writes only a few, and each is easily put
right; images with other errors are left out, and training continues."""

Corners = tuple[float, float, float, float]


@dataclass(frozen=True)
class BoxRepair:
    """The repair of a box: other corners x1 y1 x2 y2, or, where there are none, its removal."""

    box_uid: int
    """Its uid."""
    corners: Corners | None


class OutlineRepairKind(StrEnum):
    """What a repair does to an outline."""

    CLIP = "clip"
    """Cut off what is outside the image."""
    REMOVE_EMPTY_RINGS = "remove_empty_rings"
    """Remove rings with fewer than three points."""
    REMOVE_OUTSIDE_HOLES = "remove_outside_holes"
    """Remove holes that share no pixel with their part."""
    REMOVE_SPECKS = "remove_specks"
    """Remove its tiny parts."""


@dataclass(frozen=True)
class OutlineRepair:
    """The repair of an outline; a box that is not around it stays as it is."""

    box_uid: int
    kind: OutlineRepairKind
    image_size: tuple[int, int]
    """width, height"""


@dataclass(frozen=True)
class LabelProblem:
    """One fault, in words and for a machine."""

    kind: ProblemKind
    image: Path | None
    """None where it concerns no single image."""
    box_uid: int | None
    """The uid of the box, None where it concerns no single one."""
    message: str
    """Names image and box, says what is wrong and what to do."""
    label_file: Path | None = None
    """The label file."""
    repairs: tuple[BoxRepair | OutlineRepair, ...] = ()
    """Empty where there is no obvious remedy."""

    @property
    def severity(self) -> Severity:
        return self.kind.severity
