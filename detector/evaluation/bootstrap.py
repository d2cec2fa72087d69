"""Is a difference significant? The variation of average precision over samples of images (bootstrap over images).

The images are drawn again and again with replacement, and average precision is measured on each draw, as COCO measures
it. Two runs are compared on the same draws, so what makes an image hard or easy for both does not count (Efron and
Tibshirani, An Introduction to the Bootstrap, chapters 6 and 13). Intervals are widened for small N, which plain
percentiles make too narrow (Hesterberg, What Teachers Should Know About the Bootstrap, 2015, "expanded percentile").
Free of torch.

N images, R draws, D detections of one class, T = 10 IoUs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from detector.evaluation.match_records import ClassMatches, MatchRecords, match_images
from detector.evaluation.results import ImageResult
from detector.matching.coco_matching import Doubles

DEFAULT_DRAWS = 1000
CONFIDENCE = 0.95
"""How often an interval should hold the true value."""
MIN_IMAGES = 10
"""With fewer images that show objects, intervals are too narrow to be believed."""
MIN_DRAWS = 200
_MAX_IMAGES_IN_ALL_DRAWS = 500_000
MIN_DIFFERENCE = 0.0005
"""What is less is shown as 0.000: the same network computed by other instructions."""
_IOU_50, _IOU_75 = 0, 5
_RECALLS: Doubles = np.linspace(0.0, 1.0, 101)
_MAX_VALUES_AT_ONCE = 2_000_000
_TINY = float(np.spacing(1))

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class ConfidenceInterval:
    """A measure in 0..1 with its 95 % interval."""

    value: float
    """On all images, each once"""
    low: float
    high: float


@dataclass(frozen=True)
class ApIntervals:
    """How sure average precision is."""

    ap: ConfidenceInterval
    ap50: ConfidenceInterval
    ap75: ConfidenceInterval
    images: int
    too_few: bool
    """Fewer than MIN_IMAGES images show objects: the intervals are too narrow."""


@dataclass(frozen=True)
class MeasureDifference:
    """One run's measure less the other's, in -1..1, with its 95 % interval."""

    difference: float
    """On all images, each once"""
    low: float
    high: float
    better_share: float
    """In how many of the draws, 0..1, the first run is better"""
    worse_share: float
    """In how many it is worse; both add up to less than 1 where some draws are even"""
    too_few: bool
    """The images do not show which run is better: there are fewer than MIN_IMAGES, or the interval contains 0."""

    @property
    def is_even(self) -> bool:
        """Whether the runs do not differ by as much as a thousandth, as one does not from its copy."""
        return _is_even(self.difference, self.low, self.high)

    @property
    def better_of_hundred(self) -> int:
        """In how many of 100 draws the run that is better on all images is better; 100 only where in all of them."""
        return int(100 * (self.worse_share if self.difference < 0 else self.better_share))


@dataclass(frozen=True)
class Comparison:
    """How much better one run is than another on the same images."""

    ap: MeasureDifference
    ap50: MeasureDifference
    ap75: MeasureDifference
    images: int


def choose_draw_count(images: int) -> int:
    """The number of resamplings for a number of images: fewer for many, as a training waits for them."""
    return min(DEFAULT_DRAWS, max(MIN_DRAWS, _MAX_IMAGES_IN_ALL_DRAWS // max(images, 1)))


def compute_intervals(
    results: Sequence[ImageResult], classes: Sequence[str], draws: int = DEFAULT_DRAWS, seed: int = 0
) -> ApIntervals | None:
    """Measure average precision with its interval.

    Args:
        results: one entry for each image.
        classes: names of the labels 1..C.
        draws: how often the images are drawn.
        seed: of the draws.

    Returns:
        None where no object counts, so that there is nothing to measure.
    """
    return compute_intervals_of_records(match_images(results, classes), draws, seed)


def compute_intervals_of_records(
    records: MatchRecords, draws: int = DEFAULT_DRAWS, seed: int = 0
) -> ApIntervals | None:
    """Measure as `compute_intervals` does, from what `match_images` gave."""
    if not records.images_with_objects:
        return None
    value = _select_measures(compute_average_precisions(records, _weight_each_once(records)))[0]
    drawn = _drop_undefined(_measure_draws((records,), draws, seed)[0])
    low, high = _interval_ends(drawn, records.images_with_objects)
    ap, ap50, ap75 = (ConfidenceInterval(*map(float, one)) for one in zip(value, low, high, strict=True))
    return ApIntervals(ap, ap50, ap75, records.images, records.images_with_objects < MIN_IMAGES)


def compare_runs(
    results: Sequence[ImageResult],
    others: Sequence[ImageResult],
    classes: Sequence[str],
    draws: int = DEFAULT_DRAWS,
    seed: int = 0,
) -> Comparison | None:
    """Compare two runs on the same images: `results` less `others`.

    Args:
        results: of the first run, one entry for each image.
        others: of the other run, the same images in the same order.
        classes: names of the labels 1..C of both.
        draws: how often the images are drawn.
        seed: of the draws.

    Returns:
        None where no object counts, so that there is nothing to compare.

    Raises:
        ValueError: the images are not the same.
    """
    if [one.path for one in results] != [other.path for other in others]:
        raise ValueError("Both runs must have been measured on the same images, in the same order.")
    return compare_records(match_images(results, classes), match_images(others, classes), draws, seed)


def compare_records(
    records: MatchRecords, others: MatchRecords, draws: int = DEFAULT_DRAWS, seed: int = 0
) -> Comparison | None:
    """Compare as `compare_runs` does, from what `match_images` gave."""
    few = min(records.images_with_objects, others.images_with_objects)
    if not few:
        return None
    first, other = (
        _select_measures(compute_average_precisions(one, _weight_each_once(one)))[0] for one in (records, others)
    )
    drawn, drawn_other = _measure_draws((records, others), draws, seed)
    differences = _drop_undefined(drawn - drawn_other)
    low, high = _interval_ends(differences, few)
    ap, ap50, ap75 = (
        _build_difference(float(first[row] - other[row]), float(low[row]), float(high[row]), differences[:, row], few)
        for row in range(3)
    )
    return Comparison(ap, ap50, ap75, records.images)


def _build_difference(difference: float, low: float, high: float, drawn: Doubles, images: int) -> MeasureDifference:
    is_inconclusive = images < MIN_IMAGES or (low <= 0 <= high and not _is_even(difference, low, high))
    return MeasureDifference(
        difference, low, high, float((drawn > 0).mean()), float((drawn < 0).mean()), is_inconclusive
    )


def _is_even(difference: float, low: float, high: float) -> bool:
    return max(abs(difference), abs(low), abs(high)) < MIN_DIFFERENCE


def compute_average_precisions(records: MatchRecords, weights: Counts) -> Doubles:
    """Measure average precision, the mean over the classes that occur, where each image counts several times.

    Args:
        records: of all images.
        weights: (N, R) how often each draw shows each image.

    Returns:
        (R, T) one for each draw and IoU; NaN where a draw shows no object.
    """
    total = np.zeros((weights.shape[1], len(records.per_class[0].correct)))
    classes = np.zeros((weights.shape[1], 1))
    for one in records.per_class:
        objects = one.objects @ weights
        occurs = objects > 0
        total[occurs] += _class_precisions(one, weights[:, occurs], objects[occurs])
        classes[occurs] += 1
    return np.divide(total, classes, out=np.full_like(total, np.nan), where=classes > 0)


def _class_precisions(one: ClassMatches, weights: Counts, objects: Counts) -> Doubles:
    """(R, T) of one class; `objects` (R,) are how many there are to find in each draw, 1 or more."""
    times = weights[one.image]
    seen = np.cumsum(times, axis=0)
    columns = []
    for right, ignored in zip(one.correct, one.ignored, strict=True):
        rows = np.flatnonzero(right)
        counted = np.cumsum(np.where(ignored[:, None], 0, times), axis=0) if ignored.any() else seen
        columns.append(_area_under_curve(times[rows], counted[rows], objects))
    return np.stack(columns, axis=1)


def _area_under_curve(times: Counts, counted: Counts, objects: Counts) -> Doubles:
    """The mean precision at 101 recalls, for each draw.

    Precision rises only where a detection is right, so those detections give the whole curve. Copies of one follow
    each other, and the precision after the last of them is the highest.

    Args:
        times: (M, R) how often each right detection occurs, best first.
        counted: (M, R) how many detections there are up to it, itself included.
        objects: (R,) how many there are to find.

    Returns:
        (R,)
    """
    if not len(times):
        return np.zeros(len(objects))
    hits = np.cumsum(times, axis=0)
    envelope = np.maximum.accumulate((hits / (counted + _TINY))[::-1], axis=0)[::-1]
    reached = np.searchsorted(_RECALLS, hits / objects, side="right")
    newly_reached = np.diff(reached, axis=0, prepend=0)
    area: Doubles = (envelope * newly_reached).sum(axis=0) / len(_RECALLS)
    return area


def _measure_draws(runs: tuple[MatchRecords, ...], draws: int, seed: int) -> list[Doubles]:
    """(draws, 3) AP, AP50 and AP75 of each run, on the same draws."""
    longest = max(len(one.image) for records in runs for one in records.per_class)
    at_once = max(1, min(draws, _MAX_VALUES_AT_ONCE // max(longest, runs[0].images)))
    parts: list[list[Doubles]] = [[] for _ in runs]
    for weights in _draw_images(runs[0].images, draws, at_once, seed):
        for part, records in zip(parts, runs, strict=True):
            part.append(_select_measures(compute_average_precisions(records, weights)))
    return [np.concatenate(part) for part in parts]


def _draw_images(images: int, draws: int, at_once: int, seed: int) -> Iterator[Counts]:
    """(N, at most `at_once`) how often each image is drawn, until there are `draws` of them."""
    random = np.random.default_rng(seed)
    for start in range(0, draws, at_once):
        count = min(at_once, draws - start)
        rows = random.integers(images, size=(count, images)) + images * np.arange(count)[:, None]
        drawn = np.bincount(rows.ravel(), minlength=count * images).reshape(count, images)
        yield np.ascontiguousarray(drawn.T)


def _weight_each_once(records: MatchRecords) -> Counts:
    return np.ones((records.images, 1), dtype=np.int64)


def _select_measures(precisions: Doubles) -> Doubles:
    """(R, 3) AP, AP50 and AP75 of (R, T)."""
    return np.stack((precisions.mean(axis=1), precisions[:, _IOU_50], precisions[:, _IOU_75]), axis=1)


def _drop_undefined(drawn: Doubles) -> Doubles:
    """Without draws that show no object."""
    known: Doubles = drawn[~np.isnan(drawn).any(axis=1)]
    return known


def _interval_ends(drawn: Doubles, images: int) -> Doubles:
    """(2, 3) ends of the 95 % intervals of (R, 3), from that many images with objects."""
    tail = _tail_share(images)
    ends: Doubles = np.quantile(drawn, [tail, 1 - tail], axis=0)
    return ends


def _tail_share(images: int) -> float:
    """The share of the draws beyond each end of an interval.

    In place of the normal distribution's quantile comes that of Student's t with N - 1 degrees of freedom (by its
    series, Abramowitz and Stegun 26.7.5), times sqrt(N / (N - 1)) for the spread that drawing loses.
    """
    normal = NormalDist()
    z = normal.inv_cdf((1 + CONFIDENCE) / 2)
    freedom = max(images - 1, 1)
    t = z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    return normal.cdf(-t * (1 + 1 / freedom) ** 0.5)
