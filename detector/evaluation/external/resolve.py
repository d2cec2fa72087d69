"""Detections brought to the images and classes of the labels."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detector.data.usable_labels import Progress, no_progress
from detector.evaluation.results import Flags

from .columns import DetectionColumns, Numbers, ResolvedDetections
from .found import Tally, format_key
from .match import ClassMatcher, ImageMatcher
from .truth import GroundTruth

_UNKNOWN = -1


def resolve_detections(
    found: DetectionColumns,
    truth: GroundTruth,
    ids: tuple[dict[int | str, str], dict[int | str, str]] | None,
    tally: Tally,
    progress: Progress = no_progress,
) -> ResolvedDetections:
    """Take the detections whose image and class the labels have.

    Args:
        found: All that was found.
        truth: The labels.
        ids: Names of images and of categories by their ids, where another file says so.
        tally: Counts the detections that are left out.
        progress: Is called as `progress(done, total)` for each image that detections name; what it raises ends it.
    """
    tally.duplicates = found.count_duplicates()
    rows = _find_rows(found, truth, ids, tally, progress)[found.images]
    classes = ClassMatcher(truth, ids[1] if ids else None, found.category_keys, tally)
    labels = np.array([classes.find_label(key) or _UNKNOWN for key in found.category_keys], dtype=np.int32)
    label = labels[found.categories]
    for number, count in _count_in_order(found.categories, (rows != _UNKNOWN) & (label == _UNKNOWN)):
        tally.unknown_classes[format_key(found.category_keys[number])] += count
    used = (rows != _UNKNOWN) & (label != _UNKNOWN)
    scores = found.scores[used]
    without = np.isnan(scores)
    tally.without_score = int(without.sum())
    tally.used = len(scores)
    if found.masks:
        tally.without_mask = len(found) - len(found.masks) - tally.unusable_masks.total()
    masks = {place: found.masks[row] for place, row in enumerate(np.flatnonzero(used).tolist()) if row in found.masks}
    boxes = found.boxes if used.all() else found.boxes[used]
    return ResolvedDetections(rows[used], label[used], boxes, np.where(without, 1.0, scores), masks)


def _find_rows(
    found: DetectionColumns,
    truth: GroundTruth,
    ids: tuple[dict[int | str, str], dict[int | str, str]] | None,
    tally: Tally,
    progress: Progress,
) -> Numbers:
    """The labeled image that each key of `found` names, -1 where there is none; `tally` counts detections in those."""
    images = ImageMatcher(truth, ids[0] if ids else None)
    named = images.find_rows(found.image_keys, progress)
    rows = np.fromiter((_UNKNOWN if row is None else row for row in named), np.int32)
    for number, count in _count_in_order(found.images, rows[found.images] == _UNKNOWN):
        key = found.image_keys[number]
        where = tally.left_out if images.is_left_out(key) else tally.unknown_images
        where[format_key(key)] = where.get(format_key(key), 0) + count
    return rows


def _count_in_order(numbers: Numbers, chosen: Flags) -> Iterator[tuple[int, int]]:
    """Each different one of `numbers` (N,) that are `chosen` (N,), in the order in which they come, and how often."""
    values, firsts, counts = np.unique(numbers[chosen], return_index=True, return_counts=True)
    for place in np.argsort(firsts).tolist():
        yield int(values[place]), int(counts[place])
