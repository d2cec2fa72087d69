"""What shape an object has: box, polygon or mask, and how it is described in words."""

from __future__ import annotations

from typing import Literal

from detector.data.geometry import Geometry
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rings import Rings
from frcnn_gui.common.language import N_, tr

Shape = Literal["box", "polygon", "mask"]
SHAPE_NAMES: dict[Shape, str] = {"box": N_("Box"), "polygon": N_("Polygon"), "mask": N_("Mask")}
AREA_TEXT = N_("Area: {area} px²")


def find_shape(geometry: Geometry) -> Shape:
    """What a geometry is; one whose outline cannot be used is a box."""
    outline = get_outline(geometry)
    if outline is None:
        return "box"
    return "mask" if isinstance(outline, Bitmap) else "polygon"


def find_stated_shape(geometry: Geometry) -> Shape | None:
    """The shape without parsing anything; None if only parsing says. A fault that parsing finds is not seen."""
    if not isinstance(geometry, OutlinedBox) or geometry.is_parsed or isinstance(geometry.source, Rings | Bitmap):
        return find_shape(geometry)
    is_bitmap = geometry.source.is_bitmap
    return None if is_bitmap is None else "mask" if is_bitmap else "polygon"


def describe_shape(geometry: Geometry) -> list[str]:
    """The shape with its points, parts and holes; the area; and why an outline cannot be used: a line for each."""
    lines = [", ".join([tr(SHAPE_NAMES[find_shape(geometry)]), *_count_rings(geometry)])]
    lines.append(tr(AREA_TEXT).format(area=f"{geometry.area:,.0f}"))
    if isinstance(geometry, OutlinedBox) and geometry.fault:
        lines.append(geometry.fault)
    return lines


def _count_rings(geometry: Geometry) -> list[str]:
    outline = get_outline(geometry)
    if not isinstance(outline, Rings):
        return []
    parts, holes = len(outline.parts), sum(len(part.holes) for part in outline.parts)
    counts = [tr("%Ln point(s)", "", sum(len(ring.points) for ring in outline.rings))]
    counts += [tr("%Ln part(s)", "", parts)] if parts > 1 else []
    counts += [tr("%Ln hole(s)", "", holes)] if holes else []
    return counts
