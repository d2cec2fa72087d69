"""One geometry as another, and how much of it that keeps.

To rings: exact. To a bitmap: exact for a bitmap; rings lose what is smaller than COCO's rule for pixels can show. To a
box: what is around the outline is added. `compute_geometry_iou` of before and after is the number that names the loss.
"""

from __future__ import annotations

from detector.data.geometry import Geometry

from .bitmap import Bitmap
from .outlined_box import get_outline
from .rasterization import rasterize_rings
from .rings import Rings
from .set_operations import compute_bitmap_iou
from .tracing import trace_bitmap


def convert_to_bitmap(geometry: Geometry, width: int, height: int) -> Bitmap:
    """The pixels of a geometry in a `width` x `height` image; those of its bounds if it has no outline."""
    outline = get_outline(geometry)
    if isinstance(outline, Bitmap):
        return outline.clip_to(width, height)
    return rasterize_rings(outline or Rings.from_box(geometry.bounds), width, height)


def convert_to_rings(geometry: Geometry) -> Rings:
    """The rings of a geometry: along the pixel edges of a bitmap, or the four corners if it has no outline."""
    outline = get_outline(geometry)
    if isinstance(outline, Bitmap):
        return trace_bitmap(outline)
    return outline or Rings.from_box(geometry.bounds)


def compute_geometry_iou(one: Geometry, other: Geometry, width: int, height: int) -> float:
    """Shared pixels of two geometries in a `width` x `height` image by all their pixels; 0 if they have none."""
    return compute_bitmap_iou(*(convert_to_bitmap(geometry, width, height) for geometry in (one, other)))
