"""The texts of the shapes of an object after its geometry changed; what did not change keeps its characters."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from detector.data.formats.shared.coordinate_text import replace_coordinates
from detector.data.formats.shared.coordinates import is_same_coordinate
from detector.data.formats.shared.json_scan import JsonPath, dump_json, iter_children, set_json_values, skip_space
from detector.data.geometry import Geometry
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rings import Points, Rings

from .outline import OutlineKind, read_shape_kind
from .points import fit_points, read_points
from .shape_geometry import ShapeGeometry, Size, SplitGeometry, format_indented, format_number, split_geometry


class GeometryEdit(NamedTuple):
    """The shapes of an object after an edit.

    Attributes:
        texts: The new text of each shape that it had; None if it is one too many now.
        added: Shapes that it did not have.
        kind: What the shapes are; None for a box.
        rasterized: The pixels of rings with holes, if these became a mask.
    """

    texts: Sequence[str | None]
    added: Sequence[ShapeGeometry]
    kind: OutlineKind | None
    rasterized: Bitmap | None = None


def edit_geometry(
    texts: Sequence[str], kind: OutlineKind | None, before: Geometry, after: Geometry, size: Size | None
) -> GeometryEdit:
    """Change the shapes of an object.

    Args:
        texts: Its shapes.
        kind: What they are; None for a box.
        before: The geometry that was read from them.
        after: The new one.
        size: The size of the image; None if the file does not state it.

    Raises:
        FixedShapeError: A circle would become an ellipse.
    """
    if before == after:
        return GeometryEdit(texts, (), kind)
    old, new = get_outline(before), get_outline(after)
    # A polygon without area does not scale with its box, but its points can be stretched.
    is_flat = kind == "polygon" and isinstance(new, Rings) and new.is_degenerate and not after.is_degenerate
    if is_flat or (new is None and (kind is None or isinstance(after, OutlinedBox))):
        return GeometryEdit([_fit_shape(text, before, after) for text in texts], (), kind)
    if isinstance(old, Bitmap) and isinstance(new, Bitmap) and (step := _find_step(before, after, old, new)):
        return GeometryEdit([_move_points(text, step) for text in texts], (), kind)
    if isinstance(old, Rings) and isinstance(new, Rings) and _has_same_layout(old, new):
        rings = zip(texts, old.rings, new.rings, strict=True)
        return GeometryEdit([_replace_points(text, was.points, now.points) for text, was, now in rings], (), kind)
    return _rewrite_shapes(texts, old, split_geometry(after, size))


def _fit_shape(text: str, before: Geometry, after: Geometry) -> str:
    """A shape without a usable outline, or without area, after its box changed. Raises: FixedShapeError."""
    value = json.loads(text)
    points = read_points(value["points"])
    assert points is not None, "a shape that means a box has points"
    changes: dict[JsonPath, str] = {
        ("points", index, axis): format_number(coordinate)
        for (index, axis), coordinate in fit_points(
            read_shape_kind(value), points, before.bounds.xyxy, after.bounds.xyxy
        ).items()
    }
    return set_json_values(text, changes)


def _find_step(before: Geometry, after: Geometry, old: Bitmap, new: Bitmap) -> tuple[int, int] | None:
    """By how many pixels box and bitmap were moved; None if anything else changed."""
    step = new.left - old.left, new.top - old.top
    edges = zip(before.bounds.move_by(*step).xyxy, after.bounds.xyxy, strict=True)
    return step if old.move_by(*step) == new and all(is_same_coordinate(*pair) for pair in edges) else None


def _move_points(text: str, step: tuple[int, int]) -> str:
    points = np.array(read_points(json.loads(text)["points"]))
    return _replace_points(text, points, points + step)


def _has_same_layout(old: Rings, new: Rings) -> bool:
    """Whether both are as many polygons with as many points."""
    return not new.has_holes and [len(one.packed) for one in old.rings] == [len(one.packed) for one in new.rings]


def _replace_points(text: str, old: Points, new: Points) -> str:
    """The text of a shape with the points `new` for `old`; of several `points`, JSON readers use the last."""
    found = [child for child in iter_children(text, skip_space(text, 0)) if child.key == "points"][-1]
    numbers = replace_coordinates(
        text[found.start : found.end], old.ravel().tolist(), new.ravel().tolist(), format_number
    )
    return text[: found.start] + numbers + text[found.end :]


def _rewrite_shapes(texts: Sequence[str], old: Rings | Bitmap | None, split: SplitGeometry) -> GeometryEdit:
    """Keep the polygons that the object still has, and give the other shapes what is new, in order."""
    waiting = list(split.shapes)
    results: list[str | None] = [None] * len(texts)
    if isinstance(old, Rings) and split.kind == "polygon":
        places: dict[bytes, list[ShapeGeometry]] = {}
        for shape in split.shapes:
            places.setdefault(np.array(shape.points).tobytes(), []).append(shape)
        for index, ring in enumerate(old.rings):
            if same := places.get((ring.points + 0.0).tobytes()):
                waiting.remove(same.pop())
                results[index] = texts[index]
    for index, text in enumerate(texts):
        if results[index] is None and waiting:
            results[index] = _set_geometry(text, waiting.pop(0))
    return GeometryEdit(results, waiting, split.kind, split.rasterized)


def _set_geometry(text: str, geometry: ShapeGeometry) -> str:
    value = json.loads(text)
    changes: dict[JsonPath, str] = {}
    if value["points"] != geometry.points:
        changes[("points",)] = format_indented(geometry.points, text)
    if read_shape_kind(value) != geometry.kind:
        changes[("shape_type",)] = dump_json(geometry.kind)
    if value.get("mask") != geometry.mask:
        changes[("mask",)] = dump_json(geometry.mask)
    return set_json_values(text, changes)
