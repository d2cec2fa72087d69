"""Boxes, polygons and masks of selected objects converted into each other, and how much of them that keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from detector.data.annotation import Annotation
from detector.data.geometry import Box, Geometry
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.conversions import compute_geometry_iou, convert_to_bitmap, convert_to_rings
from detector.data.outlines.outlined_box import OutlinedBox, count_points, find_outline_faults, get_outline
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Rings
from detector.data.outlines.set_operations import compute_bitmap_iou
from frcnn_gui.boxes.outline_edits import IOU_TEXT, EditScope, OutlineEdit, format_iou
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.box_geometry import describe_annotations, replace_annotation
from frcnn_gui.document.shapes import Shape, find_shape

STEP_TEXTS: dict[Shape, str] = {
    "polygon": N_("Convert {boxes} to polygons"),
    "mask": N_("Convert {boxes} to masks"),
    "box": N_("Convert {boxes} to boxes"),
}
DONE_TEXTS: dict[Shape, str] = {
    "polygon": N_("Converted to polygons: {boxes}."),
    "mask": N_("Converted to masks: {boxes}."),
    "box": N_("Converted to boxes: {boxes}."),
}
SAME_SHAPE_TEXTS: dict[Shape, str] = {
    "polygon": N_("The selected objects are polygons already."),
    "mask": N_("The selected objects are masks already."),
    "box": N_("The selected objects are boxes already."),
}
TOO_SMALL_TEXT = N_("Too small to cover a pixel: {boxes}.")
_FINE_STEPS = 4
"""Parts of a pixel side in which what polygons lose to pixels is measured."""


def convert_selected(scope: EditScope, shape: Shape) -> OutlineEdit:
    """Convert what is selected; objects whose outline cannot be used stay, unless they become boxes."""
    faults = list(find_outline_faults(scope.chosen)) if shape != "box" else []
    others = [one for one in scope.chosen if find_shape(one.geometry) != shape or _has_fault(one)]
    convertible = [one for one in others if shape == "box" or not _has_fault(one)]
    if not convertible:
        return scope.refuse(" ".join(faults) or tr(SAME_SHAPE_TEXTS[shape]))
    convert = _CONVERSIONS[shape]
    pairs = [(one, convert(one.geometry, scope.width, scope.height)) for one in convertible]
    changed = [(one, geometry) for one, geometry in pairs if not geometry.is_degenerate]
    lost = [one for one, geometry in pairs if geometry.is_degenerate]
    annotations = scope.annotations
    for one, geometry in changed:
        annotations = replace_annotation(annotations, replace(one, geometry=geometry))
    return OutlineEdit(
        tr(STEP_TEXTS[shape]).format(boxes=describe_annotations([one for one, _geometry in changed])),
        annotations,
        " ".join([*_describe_too_small(lost), *faults]),
        frozenset(one.uid for one in scope.chosen),
        " ".join(_describe_loss(changed, scope)),
        _describe_done([one for one, _geometry in changed], shape),
    )


def _has_fault(annotation: Annotation) -> bool:
    return isinstance(annotation.geometry, OutlinedBox) and bool(annotation.geometry.fault)


def _describe_done(changed: list[Annotation], shape: Shape) -> str:
    return tr(DONE_TEXTS[shape]).format(boxes=describe_annotations(changed)) if changed else ""


def _describe_loss(changed: list[tuple[Annotation, Geometry]], scope: EditScope) -> list[str]:
    """The smallest IoU of all that was converted, and the points that polygons had; nothing if all is kept."""
    ious = [_measure_iou(one.geometry, geometry, scope.width, scope.height) for one, geometry in changed]
    iou = min(ious, default=1.0)
    points = sum(
        count_points(one.geometry)
        for one, geometry in changed
        if find_shape(one.geometry) == "polygon" and find_shape(geometry) != "polygon"
    )
    sentences = [tr(IOU_TEXT).format(iou=format_iou(iou))] if iou < 1 else []
    return [*sentences, tr("%Ln point(s) given up.", "", points)] if points else sentences


def _describe_too_small(lost: list[Annotation]) -> list[str]:
    return [tr(TOO_SMALL_TEXT).format(boxes=describe_annotations(lost))] if lost else []


def _measure_iou(before: Geometry, after: Geometry, width: int, height: int) -> float:
    """How much of a geometry a conversion has kept; what pixels cannot show of rings is measured in parts of them."""
    outline, mask = get_outline(before) or Rings.from_box(before.bounds), get_outline(after)
    if not isinstance(outline, Rings) or not isinstance(mask, Bitmap):
        return compute_geometry_iou(before, after, width, height)
    fine = Box(0, 0, width * _FINE_STEPS, height * _FINE_STEPS)
    image = Box(0, 0, width, height)
    rings = rasterize_rings(outline.scale(image, fine), width * _FINE_STEPS, height * _FINE_STEPS)
    return compute_bitmap_iou(rings, mask.scale(image, fine))


def _convert_to_polygon(geometry: Geometry, _width: int, _height: int) -> Geometry:
    return OutlinedBox.around(convert_to_rings(geometry))


def _convert_to_mask(geometry: Geometry, width: int, height: int) -> Geometry:
    return OutlinedBox.around(convert_to_bitmap(geometry, width, height))


def _convert_to_box(geometry: Geometry, _width: int, _height: int) -> Geometry:
    return geometry.bounds


_CONVERSIONS: dict[Shape, Callable[[Geometry, int, int], Geometry]] = {
    "polygon": _convert_to_polygon,
    "mask": _convert_to_mask,
    "box": _convert_to_box,
}
