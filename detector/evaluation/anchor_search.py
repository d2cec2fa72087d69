"""Anchor scales and ratios that fit a data set better.

YOLO9000 (Redmon and Farhadi, 2017, section 2) clusters box shapes by k-means under the distance 1 - IoU, as if every
anchor were centered on its box. Here all levels share one grid of scales and ratios, and the anchors are centered in
their cells. The quantity that k-means minimizes is therefore minimized directly: 1 - IoU with the best anchor at its
actual position, averaged over the boxes, by changing one scale or ratio at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate

import numpy as np

from detector.config import AnchorConfig, DetectorConfig
from detector.data.labeled_image import LabeledImage
from detector.evaluation.anchor_fit import AnchorFit, measure_anchor_fit
from detector.evaluation.anchor_geometry import (
    CenteredBoxes,
    LevelGrid,
    Numbers,
    build_level_grids,
    compute_best_ious,
    stack_level_grids,
)
from detector.frame import ModelFrame
from detector.outcomes import BoxMatch

MIN_RELIABLE_BOXES = 50
"""With fewer, sizes fitted to them say little about the boxes to come."""
MAX_BOXES = 5_000
"""Of more boxes, that many are used, evenly spread."""
DIGITS = 3
"""Of scales and ratios."""
_CHANGE_FACTORS = (1.6, 1.25, 1.1, 1.04, 1.015)
"""Each scale and ratio is tried larger and smaller by these, in turn, for as long as that helps."""
_MIN_GAIN = 1e-5

Score = Callable[[AnchorConfig], float]
Limits = tuple[float, float]


@dataclass(frozen=True)
class AnchorSuggestion:
    """Anchors found by search, and the fit of those there are and of those, both by the assignment that trains."""

    before: AnchorFit
    after: AnchorFit

    @property
    def anchors(self) -> AnchorConfig:
        return self.after.config.anchors

    @property
    def is_better(self) -> bool:
        """Whether boxes fit better on average, and no fewer have an anchor that reaches the threshold."""
        more = self.after.count_matches(BoxMatch.MATCHED) - self.before.count_matches(BoxMatch.MATCHED)
        return more >= 0 and self.after.mean_iou > self.before.mean_iou + _MIN_GAIN


def suggest_anchors(
    before: AnchorFit,
    images: Sequence[LabeledImage],
    scales: int | None = None,
    ratios: int | None = None,
    is_canceled: Callable[[], bool] = lambda: False,
) -> AnchorSuggestion | None:
    """Search for anchors that fit the boxes of `images`, of which `before` is the fit with the anchors there are.

    `scales`, `ratios`: how many of each (default: as many as there are; more make the network slower). None when
    canceled, or when there are no boxes.
    """
    if len(before) == 0:
        return None
    own = before.config.anchors
    counts = scales or len(own.scales), ratios or len(own.ratios)
    starts = list(_spread_starts(before, *counts))
    if counts == (len(own.scales), len(own.ratios)):
        starts.append(own)
    score, limits = _build_score(before.config, images), _scale_limits(before.config)
    found = max((_climb_from(start, score, limits, is_canceled) for start in starts), key=score)
    after = measure_anchor_fit(replace(before.config, anchors=found), images, is_canceled=is_canceled)
    return None if after is None else AnchorSuggestion(before, after)


def _scale_limits(config: DetectorConfig) -> Limits:
    """The smallest and the largest scale.

    In a pyramid an octave around those there are, for what is larger or smaller is for another level to find. Without
    this, all anchors would gather on the finest level, where they stand closest, and see the least. Scales in pixels
    are at all levels anyway.
    """
    if not config.backbone.fpn_channels or config.anchors.unit == "pixel":
        return 0.0, float("inf")
    return min(config.anchors.scales) / 2, max(config.anchors.scales) * 2


def _build_score(config: DetectorConfig, images: Sequence[LabeledImage]) -> Score:
    """What is to grow: the mean over the boxes of the IoU with the best anchor."""
    levels, boxes = _choose_boxes(config, images)

    @cache
    def compute_ious_of_shape(scale: float, ratio: float) -> Numbers:
        return compute_best_ious(levels, replace(config.anchors, scales=(scale,), ratios=(ratio,)), boxes)

    def compute_mean_iou(anchors: AnchorConfig) -> float:
        shapes = [compute_ious_of_shape(scale, ratio) for scale in anchors.scales for ratio in anchors.ratios]
        return float(np.max(shapes, axis=0).mean())

    return compute_mean_iou


def _choose_boxes(
    config: DetectorConfig, images: Sequence[LabeledImage]
) -> tuple[tuple[LevelGrid, ...], CenteredBoxes]:
    """The boxes to look at, in the network's input, and the grids that each stands on."""
    step = -(-sum(len(image.boxes) for image in images) // MAX_BOXES)
    frames = [ModelFrame.from_image_size(image.width, image.height, config.input) for image in images]
    parts = [frame.to_model(image.boxes) for frame, image in zip(frames, images, strict=True)]
    chosen = np.concatenate(parts)[::step]
    image_of = np.repeat(np.arange(len(images)), [len(part) for part in parts])[::step]
    grids_of = cache(lambda frame: build_level_grids(config, frame))
    grids = [grids_of(frame) for frame in frames]
    return stack_level_grids(grids, np.bincount(image_of, minlength=len(images))), CenteredBoxes.from_corners(chosen)


def _spread_starts(fit: AnchorFit, scales: int, ratios: int) -> Iterator[AnchorConfig]:
    """Where to start: ratios spread as the boxes' are, and scales as their sizes.

    The levels of a pyramid are octaves, so there it is scales over one octave, placed for each level in turn; unless
    scales are in pixels, which all levels share.
    """
    chosen_ratios = np.quantile(fit.aspect, _part_middles(ratios))
    own, (lowest, highest) = fit.config.anchors, _scale_limits(fit.config)
    units = sorted({own.unit_px(stride) for stride in fit.config.backbone.level_strides})
    for unit in units:
        sizes = fit.size / unit
        middle = np.clip(np.median(sizes), lowest * 2**0.5, highest / 2**0.5)
        octave = middle * 2 ** (_part_middles(scales) - 0.5)
        chosen = np.quantile(sizes, _part_middles(scales)) if len(units) == 1 else octave
        yield replace(own, scales=_space_apart(chosen.tolist()), ratios=_space_apart(chosen_ratios.tolist()))


def _space_apart(values: Sequence[float]) -> tuple[float, ...]:
    """`values`, in order, where they are too close together a little larger."""
    apart = list(accumulate(values, lambda before, value: max(value, before * _CHANGE_FACTORS[-2])))
    return tuple(map(_round_value, apart))


def _part_middles(count: int) -> Numbers:
    """The middles of `count_matches` equal parts of 0..1."""
    return (np.arange(count) + 0.5) / count


def _climb_from(anchors: AnchorConfig, score: Score, limits: Limits, is_canceled: Callable[[], bool]) -> AnchorConfig:
    """`anchors` after all changes of one number that raise `compute_mean_iou`."""
    best = score(anchors)
    for factor in _CHANGE_FACTORS:
        while not is_canceled():
            better = next(
                (one for one in _list_neighbors(anchors, factor, limits) if score(one) > best + _MIN_GAIN), None
            )
            if better is None:
                break
            anchors, best = better, score(better)
    return anchors


def _list_neighbors(anchors: AnchorConfig, factor: float, limits: Limits) -> Iterator[AnchorConfig]:
    """`anchors` with one scale or ratio multiplied or divided by `factor`, all still different and within `limits`."""
    for by in (factor, 1 / factor):
        for scales in _scale_each(anchors.scales, by):
            if limits[0] <= scales[0] and scales[-1] <= limits[1]:
                yield replace(anchors, scales=scales)
        for ratios in _scale_each(anchors.ratios, by):
            yield replace(anchors, ratios=ratios)


def _scale_each(values: Sequence[float], by: float) -> Iterator[tuple[float, ...]]:
    """`values`, in order, with each in turn multiplied by `by`; not where two would be the same."""
    for place, value in enumerate(values):
        others = (*values[:place], *values[place + 1 :])
        changed = _round_value(value * by)
        if changed not in others:
            yield tuple(sorted((*others, changed)))


def _round_value(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
