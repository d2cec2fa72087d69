"""The text of a segmentation and its area after an edit, and of new ones.

Coordinates that change are written like those of boxes, to 0.01 pixels, those of new polygons with all their digits;
all others keep their text. A polygon cannot have holes in COCO, so rings with holes are written as a mask, decided
pixel by pixel as COCO does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from detector.data.annotation import Annotation
from detector.data.formats.shared.coordinate_text import replace_coordinates
from detector.data.formats.shared.coordinates import format_coordinate, format_exact_coordinate
from detector.data.formats.shared.json_scan import dump_json, iter_children, skip_space
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.coco_counts import format_counts, list_counts
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Rings
from detector.errors import AnnotationWriteError

from .outline import Size, has_segmentation

NO_IMAGE_SIZE = (
    "The mask of {label} cannot be saved: the file does not state the width and height of the image. Add them to its "
    "entry in images."
)


@dataclass(frozen=True)
class SegmentationText:
    """A segmentation to be written.

    Attributes:
        text: As JSON.
        area: Its area in square pixels, as COCO counts it: that of polygons, or the number of pixels.
        is_rasterized: Whether rings with holes became a mask.
    """

    text: str
    area: float
    is_rasterized: bool = False


def format_segmentation(annotation: Annotation, size: Size | None, like: Any = None) -> SegmentationText:
    """The segmentation of an annotation; `[]` with the area of the box if it has no outline.

    Args:
        annotation: The annotation.
        size: The size of its image.
        like: The decoded segmentation that it replaces; a mask with a list of counts stays one.

    Raises:
        AnnotationWriteError: It needs a mask, and the size of the image is not known.
    """
    outline = get_outline(annotation.geometry)
    if outline is None:
        return SegmentationText("[]", annotation.bounds.area)
    if isinstance(outline, Rings) and not outline.has_holes:
        return SegmentationText(_format_polygons(outline), outline.area)
    if isinstance(like, dict):
        size = (like["size"][1], like["size"][0])
    if size is None:
        raise AnnotationWriteError(NO_IMAGE_SIZE.format(label=annotation.label))
    bitmap = outline.clip_to(*size) if isinstance(outline, Bitmap) else rasterize_rings(outline, *size)
    counts = list_counts(bitmap, *size)
    is_list = isinstance(like, dict) and isinstance(like["counts"], list)
    mask = {"size": [size[1], size[0]], "counts": counts.tolist() if is_list else format_counts(counts)}
    return SegmentationText(dump_json(mask), bitmap.area, isinstance(outline, Rings))


def clip_mask(annotation: Annotation, size: Size | None) -> Annotation:
    """The annotation with the part of its pixels that a mask can hold: masks end at the border of the image."""
    if size is None or annotation.bounds.is_inside(*size):
        return annotation
    outline = get_outline(annotation.geometry)
    if not isinstance(outline, Bitmap) or outline.bounds.is_inside(*size):
        return annotation
    clipped = annotation.clip_to(*size)
    return annotation if clipped.geometry.is_degenerate else clipped


def find_segmentation_change(
    text: str, value: Mapping[str, Any], before: Annotation, after: Annotation, size: Size | None
) -> SegmentationText | None:
    """The new segmentation of an annotation whose geometry changed; None if the one in the file stays.

    Args:
        text: The annotation.
        value: The same, decoded.
        before: What was read from it.
        after: What it is now. A segmentation that could not be used stays unless the geometry has no outline any more.
        size: The size of the image.

    Raises:
        AnnotationWriteError: See `format_segmentation`.
    """
    was, now = before.geometry, after.geometry
    if was == now or (isinstance(now, OutlinedBox) and now.outline is None):
        return None
    old, new = get_outline(was), get_outline(now)
    if old == new and (new is not None or not has_segmentation(value.get("segmentation"))):
        return None
    changed = format_segmentation(after, size, None if old is None else value.get("segmentation"))
    if isinstance(old, Rings) and isinstance(new, Rings) and not changed.is_rasterized:
        polygons = _replace_numbers(_find_segmentation_text(text), old, new)
        return SegmentationText(polygons or changed.text, changed.area)
    return changed


def _format_polygons(rings: Rings) -> str:
    polygons = (", ".join(map(format_exact_coordinate, ring.points.ravel().tolist())) for ring in rings.rings)
    return "[" + ", ".join(f"[{polygon}]" for polygon in polygons) + "]"


def _find_segmentation_text(text: str) -> str:
    """The segmentation in the text of an annotation; of several with this name, JSON readers use the last."""
    found = [child for child in iter_children(text, skip_space(text, 0)) if child.key == "segmentation"]
    return text[found[-1].start : found[-1].end] if found else ""


def _replace_numbers(text: str, old: Rings, new: Rings) -> str:
    """Polygons with the coordinates of `new` for those of `old`; empty if they have other points."""
    if [len(ring.packed) for ring in old.rings] != [len(ring.packed) for ring in new.rings]:
        return ""
    before, after = (np.concatenate([ring.points.ravel() for ring in rings.rings]).tolist() for rings in (old, new))
    return replace_coordinates(text, before, after, format_coordinate)
