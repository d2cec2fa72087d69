"""The pixels of `SegmentationObject` and `SegmentationClass` after objects were changed, added or deleted.

A pixel holds one index. Pixels of an object that was not changed stay its own: a changed one gets only those that are
free. The border of a changed object, 255, is drawn again in a file that has borders: around its new outline, as wide as
the specification has it; around its old one it disappears where no other object is as near.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.data.formats.shared.mask_png import Indices, crop_to
from detector.data.outlines.bitmap import Bitmap

from .class_colors import MAX_INDEX, VOID

BORDER_PX = 5
_Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class ObjectEdit:
    """What changes in the pixels of an image.

    Attributes:
        erased: The old indices of objects that were deleted or have another outline.
        renumbered: The new index of each other old index that belongs to an object.
        painted: The pixels of changed and new objects by their new index, inside of the image.
    """

    erased: Collection[int]
    renumbered: Mapping[int, int]
    painted: Mapping[int, Bitmap]


def edit_objects(indices: Indices, edit: ObjectEdit) -> tuple[Indices, dict[int, int]]:
    """The indices after an edit, and how many pixels other objects kept of each painted one, by its index."""
    has_borders = bool((indices == VOID).any())
    edited = indices.copy()
    for index in edit.erased:
        _erase(edited, index, has_borders)
    edited = _build_renumbering(edited, edit)[edited]
    missing: dict[int, int] = {}
    for index, bitmap in sorted(edit.painted.items(), key=lambda one: one[1].area):
        crop, mask = crop_to(edited, bitmap), bitmap.to_mask()
        is_free = (crop == 0) | (crop == VOID)
        crop[mask & is_free] = index
        if taken := int((mask & ~is_free).sum()):
            missing[index] = taken
    if has_borders:
        for index, bitmap in edit.painted.items():
            _draw_border(edited, index, bitmap)
    return edited, missing


def _build_renumbering(indices: Indices, edit: ObjectEdit) -> Indices:
    """The new index of each index; one that belongs to no object is kept, or moved out of the way."""
    table = np.arange(256, dtype=np.uint8)
    there = set(np.unique(indices).tolist()) - {0, VOID}
    taken = {*edit.renumbered.values(), *edit.painted}
    strays = sorted(there - edit.renumbered.keys())
    free = (index for index in range(MAX_INDEX, 0, -1) if index not in taken | there)
    for index in strays:
        table[index] = next(free, 0) if index in taken else index
    for index, new in edit.renumbered.items():
        table[index] = new if new <= MAX_INDEX else 0
    return table


def _erase(indices: Indices, index: int, has_borders: bool) -> None:
    """Make the pixels of an object background, and the border that is its alone."""
    rows, columns = np.nonzero(indices == index)
    if not len(rows):
        return
    window = _cut_window(indices, columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    is_here = window == index
    if has_borders:
        is_other = ~np.isin(window, [0, VOID, index])
        window[(window == VOID) & _dilate(is_here) & ~_dilate(is_other)] = 0
    window[is_here] = 0


def _draw_border(indices: Indices, index: int, bitmap: Bitmap) -> None:
    bounds = [int(edge) for edge in bitmap.bounds.xyxy]
    window = _cut_window(indices, *bounds)
    window[(window == 0) & _dilate(window == index)] = VOID


def _cut_window(indices: Indices, left: int, top: int, right: int, bottom: int) -> Indices:
    """The part of the image around a box in which its border is, and the borders that could touch it; a view."""
    around = 2 * BORDER_PX
    return indices[max(top - around, 0) : bottom + around, max(left - around, 0) : right + around]


def _dilate(mask: _Mask) -> _Mask:
    """The pixels at most a border away."""
    from PIL import Image, ImageFilter

    image = Image.fromarray(mask.astype(np.uint8) * 255)
    return np.asarray(image.filter(ImageFilter.MaxFilter(2 * BORDER_PX + 1))) > 0


def edit_classes(classes: Indices, before: Indices, after: Indices, class_of_object: Mapping[int, int]) -> Indices:
    """The indices of classes after those of objects changed.

    Args:
        classes: The indices of classes before.
        before: Those of objects before.
        after: Those of objects now.
        class_of_object: The index of the class of each object that was changed, added or renamed, by its new index.
    """
    is_changed = (before == 0) != (after == 0)
    is_changed |= (before == VOID) != (after == VOID)
    edited = classes.copy()
    edited[is_changed & (after == 0)] = 0
    edited[is_changed & (after == VOID)] = VOID
    for index, number in class_of_object.items():
        edited[after == index] = number
    return edited


def find_main_class(classes: Indices, bitmap: Bitmap) -> int | None:
    """The index of the class that most pixels of an object have; None if they have none."""
    bitmap = bitmap.clip_to(classes.shape[1], classes.shape[0])
    inside = crop_to(classes, bitmap)[bitmap.to_mask()]
    counts = np.bincount(inside, minlength=256)
    counts[[0, VOID]] = 0
    return int(counts.argmax()) if counts.any() else None
