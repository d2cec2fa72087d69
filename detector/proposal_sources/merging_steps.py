"""Selective search one merge at a time (Uijlings et al. 2013, algorithm 1), to be looked at.

The algorithm is that of the paper with all four similarities in one color space. OpenCV's runs, which
`selective_search` uses, combine several strategies and do not output their merges, so these are not their steps.

The segments at the beginning are those of Felzenszwalb and Huttenlocher (2004), as OpenCV computes them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.proposal_sources.requirements import require_opencv
from detector.proposal_sources.selective_search import METHOD, reduce_pixels

SHORT_SIDE = 200
SIGMA, SCALE, MIN_SEGMENT_PX = 0.8, 100.0, 50
"""Of the first segmentation: smoothing, k of the paper, and the smallest segment in pixels."""
COLOR_BINS, TEXTURE_BINS, DIRECTIONS = 25, 10, 8
"""As in the paper, section 3.2"""

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Merge:
    """One step: two segments that touch become one.

    Attributes:
        first: The number of the one.
        second: The number of the other, which is larger.
        color: Similarity in 0..1, as the next three.
        texture: See `SegmentFeatures`.
        size: Large where both are small.
        fill: Large where they fit into each other.
    """

    first: int
    second: int
    color: float
    texture: float
    size: float
    fill: float

    @property
    def similarity(self) -> float:
        return self.color + self.texture + self.size + self.fill


@dataclass(frozen=True, eq=False)
class MergingSteps:
    """All merges of an image. S segments have the numbers 0 to S - 1; merge k makes the segment S + k.

    Attributes:
        segments: (h, w) the number of the segment of each pixel at the beginning.
        merges: In their order; the last one makes the whole image.
        boxes: (2 S - 1, 4) of each segment, in pixels of the image.
        scale: (x, y) pixels of the image per pixel of `segments`.
    """

    segments: NDArray[np.int64]
    merges: tuple[Merge, ...]
    boxes: NDArray[np.float32]
    scale: tuple[float, float]

    @property
    def segment_count(self) -> int:
        """How many segments there are at the beginning."""
        return len(self.merges) + 1

    def find_segments(self, step: int) -> NDArray[np.int64]:
        """(h, w) the number of the segment of each pixel after `step` merges."""
        numbers = np.arange(self.segment_count + step)
        for number, merge in reversed(list(enumerate(self.merges[:step], self.segment_count))):
            numbers[[merge.first, merge.second]] = numbers[number]
        found: NDArray[np.int64] = numbers[self.segments]
        return found


@dataclass(frozen=True, eq=False)
class SegmentFeatures:
    """What similarities are computed from. A merged segment has the mean histogram of both, weighted by their sizes.

    Attributes:
        color: (75,) a histogram with 25 bins of each channel, that sums to 1.
        texture: (240,) a histogram of derivatives in eight directions, 10 bins each, of each channel.
        size: In pixels.
        box: Left, top, right, bottom.
    """

    color: Values
    texture: Values
    size: int
    box: tuple[int, int, int, int]

    def merge(self, other: SegmentFeatures) -> SegmentFeatures:
        """Those of both together."""
        size = self.size + other.size
        color = (self.color * self.size + other.color * other.size) / size
        texture = (self.texture * self.size + other.texture * other.size) / size
        return SegmentFeatures(color, texture, size, _unite_boxes(self.box, other.box))


def merge_segments(pixels: NDArray[np.uint8]) -> MergingSteps:
    """Segment an image (h, w, 3) RGB, reduced to a short side of 200 pixels, and merge until one segment is left.

    Raises:
        ProposalSourceError: OpenCV is not installed.
    """
    require_opencv(METHOD)
    import cv2

    small = reduce_pixels(pixels, SHORT_SIDE)
    channels = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2Lab), dtype=np.uint8)
    method = cv2.ximgproc.segmentation.createGraphSegmentation(SIGMA, SCALE, MIN_SEGMENT_PX)
    segments = np.unique(np.asarray(method.processImage(channels)), return_inverse=True)[1].reshape(small.shape[:2])
    scale = pixels.shape[1] / small.shape[1], pixels.shape[0] / small.shape[0]
    return group_segments(segments.astype(np.int64), channels, scale)


def group_segments(
    segments: NDArray[np.int64], channels: NDArray[np.uint8], scale: tuple[float, float] = (1.0, 1.0)
) -> MergingSteps:
    """Merge the two most similar neighbors again and again.

    Args:
        segments: (h, w) numbers from 0 on, without a gap.
        channels: (h, w, 3) the image in the color space in which segments are compared.
        scale: (x, y) for the boxes.
    """
    features = describe_segments(segments, channels)
    count, area = len(features), segments.size
    alive = {pair: compare_segments(features, *pair, area) for pair in find_neighbors(segments)}
    merges = []
    while alive:
        best = max(alive, key=lambda pair: (alive[pair].similarity, -pair[0], -pair[1]))
        merges.append(alive[best])
        number = len(features)
        features.append(features[best[0]].merge(features[best[1]]))
        touching = {other for pair in alive if pair != best and set(pair) & set(best) for other in pair} - set(best)
        alive = {pair: merge for pair, merge in alive.items() if not set(pair) & set(best)}
        alive |= {(other, number): compare_segments(features, other, number, area) for other in sorted(touching)}
    assert len(merges) == count - 1  # all pixels of an image are connected
    boxes = np.array([one.box for one in features], np.float32) * np.array([*scale, *scale], np.float32)
    return MergingSteps(segments, tuple(merges), boxes, scale)


def find_neighbors(segments: NDArray[np.int64]) -> list[tuple[int, int]]:
    """The pairs of segments that touch by a side of a pixel, the smaller number first."""
    across = np.stack([segments[:, :-1].ravel(), segments[:, 1:].ravel()], axis=1)
    down = np.stack([segments[:-1].ravel(), segments[1:].ravel()], axis=1)
    pairs = np.sort(np.concatenate([across, down]), axis=1)
    unique = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    return [(first, second) for first, second in unique.tolist()]


def compare_segments(features: list[SegmentFeatures], first: int, second: int, area: int) -> Merge:
    """The similarities of two segments (equations 2, 3, 4 and 5); `area` of the image in pixels."""
    one, other = features[first], features[second]
    left, top, right, bottom = _unite_boxes(one.box, other.box)
    together = one.size + other.size
    return Merge(
        first,
        second,
        float(np.minimum(one.color, other.color).sum()),
        float(np.minimum(one.texture, other.texture).sum()),
        1 - together / area,
        1 - ((right - left) * (bottom - top) - together) / area,
    )


def describe_segments(segments: NDArray[np.int64], channels: NDArray[np.uint8]) -> list[SegmentFeatures]:
    """The features of each segment."""
    count = int(segments.max()) + 1
    colors = [
        _count_bins(segments, one.astype(int) * COLOR_BINS // 256, COLOR_BINS) for one in np.moveaxis(channels, 2, 0)
    ]
    textures = [_count_bins(segments, one, TEXTURE_BINS) for one in bin_derivatives(channels)]
    color, texture = (_normalize_histograms(np.concatenate(one, axis=1)) for one in (colors, textures))
    features = []
    for number in range(count):
        rows, columns = np.nonzero(segments == number)
        box = int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1
        features.append(SegmentFeatures(color[number], texture[number], len(rows), box))
    return features


def bin_derivatives(channels: NDArray[np.uint8]) -> list[NDArray[np.int64]]:
    """(h, w) bins of the derivative in each of eight directions, for each channel: 24 of them."""
    import cv2

    bins = []
    for channel in np.moveaxis(channels, 2, 0):
        smooth = cv2.GaussianBlur(channel.astype(np.float32), (0, 0), 1.0)
        dx, dy = (cv2.Sobel(smooth, cv2.CV_32F, *order, ksize=3) for order in ((1, 0), (0, 1)))
        for direction in range(DIRECTIONS):
            angle = 2 * np.pi * direction / DIRECTIONS
            slope = np.maximum(np.cos(angle) * dx + np.sin(angle) * dy, 0)
            highest = max(float(slope.max()), 1e-6)
            bins.append(np.minimum(slope / highest * TEXTURE_BINS, TEXTURE_BINS - 1).astype(np.int64))
    return bins


def _count_bins(segments: NDArray[np.int64], bins: NDArray[np.int64], bin_count: int) -> Values:
    """(S, bin_count) how many pixels of each segment are in each bin."""
    count = int(segments.max()) + 1
    places = segments.ravel() * bin_count + bins.ravel()
    return np.bincount(places, minlength=count * bin_count).reshape(count, bin_count).astype(np.float64)


def _normalize_histograms(histograms: Values) -> Values:
    normalized: Values = histograms / histograms.sum(axis=1, keepdims=True)
    return normalized


def _unite_boxes(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
