"""What can be counted in the labels of a folder: boxes of each class, their sizes and shapes, boxes in an image."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from frcnn_gui.common.charts.chart_values import Bar
from frcnn_gui.common.language import tr
from frcnn_gui.images.image_query import quote_label

SIZE_EDGES_PX: tuple[float, ...] = (0.0, *(2.0 ** (power / 2) for power in range(4, 23)))
"""Pixels, in steps of the square root of 2, from 4 on."""
ASPECT_EDGES: tuple[float, ...] = tuple(2.0 ** (power / 2 - 0.25) for power in range(-6, 8))
"""Width over height, around 1:8 to 8:1."""
IMAGES_AT_ONCE = 1_000
"""Images with more boxes than this are counted together."""
MAX_COUNTED_BOXES = 10
"""Boxes in an image; more are counted together."""


class IndexedLabels(Protocol):
    """What is used of `label_index.IndexedImage`."""

    @property
    def labels(self) -> Sequence[str]: ...
    @property
    def boxes(self) -> NDArray[np.float32]: ...
    @property
    def verified(self) -> bool: ...
    @property
    def fault(self) -> str: ...


@dataclass(frozen=True)
class LabelStatistics:
    """Of the images read so far."""

    read: int = 0
    verified: int = 0
    broken: int = 0
    boxes: int = 0
    classes: tuple[Bar, ...] = ()
    sizes: tuple[Bar, ...] = ()
    aspects: tuple[Bar, ...] = ()
    per_image: tuple[Bar, ...] = ()


@dataclass
class StatisticsCollector:
    """Takes one image after the other."""

    _read: int = 0
    _verified: int = 0
    _broken: int = 0
    _labels: Counter[str] = field(default_factory=Counter)
    _per_image: Counter[int] = field(default_factory=Counter)
    _boxes: list[NDArray[np.float32]] = field(default_factory=list)
    """Not counted yet"""
    _sizes: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(SIZE_EDGES_PX), dtype=np.int64))
    _aspects: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(ASPECT_EDGES) - 1, dtype=np.int64))

    def add_image(self, image: IndexedLabels) -> None:
        if image.fault:
            self._broken += 1
            return
        self._read += 1
        self._verified += image.verified
        self._labels.update(image.labels)
        self._per_image[len(image.labels)] += 1
        if len(image.labels):
            self._boxes.append(image.boxes)
            if len(self._boxes) >= IMAGES_AT_ONCE:
                self._count_boxes()

    def _count_boxes(self) -> None:
        """Take what waits into the histograms: memory does not grow with the folder."""
        if not self._boxes:
            return
        boxes = np.concatenate(self._boxes).reshape(-1, 4)
        self._boxes.clear()
        sides = (boxes[:, 2:] - boxes[:, :2]).astype(np.float64)
        sides = sides[(sides > 0).all(axis=1) & np.isfinite(sides).all(axis=1)]
        self._sizes += count_sizes(np.sqrt(sides.prod(axis=1)))
        self._aspects += count_aspects(sides[:, 0] / sides[:, 1])

    def build_statistics(self) -> LabelStatistics:
        self._count_boxes()
        return LabelStatistics(
            read=self._read,
            verified=self._verified,
            broken=self._broken,
            boxes=self._labels.total(),
            classes=tuple(
                Bar(label, count, f"label:{quote_label(label)}") for label, count in self._labels.most_common()
            ),
            sizes=build_size_bars(self._sizes),
            aspects=build_aspect_bars(self._aspects),
            per_image=build_per_image_bars(self._per_image),
        )


def count_sizes(sizes: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many square roots of areas, in pixels, lie between `SIZE_EDGES_PX`, and above the last."""
    counts: NDArray[np.int64] = np.histogram(sizes, [*SIZE_EDGES_PX, np.inf])[0]
    return counts


def count_aspects(ratios: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many widths over heights lie between `ASPECT_EDGES`; the outer bins hold all that is narrower or wider."""
    counts: NDArray[np.int64] = np.histogram(ratios, [0.0, *ASPECT_EDGES[1:-1], np.inf])[0]
    return counts


def build_size_bars(counts: NDArray[np.int64]) -> tuple[Bar, ...]:
    """What `count_sizes` counted; empty bins at both ends are left out."""
    bars = []
    ends = [*SIZE_EDGES_PX[1:], float("inf")]
    for start, end, count in zip(SIZE_EDGES_PX, ends, counts.tolist(), strict=True):
        words = tr("{start} to {end} px") if np.isfinite(end) else tr("above {start} px")
        bars.append(Bar(f"{start:.0f}", count, words=words.format(start=f"{start:.0f}", end=f"{end:.0f}")))
    return _trim_bars(bars)


def build_aspect_bars(counts: NDArray[np.int64]) -> tuple[Bar, ...]:
    """What `count_aspects` counted; none where there are no boxes."""
    powers = range(-6, 7)
    bars = []
    for power, count in zip(powers, counts.tolist(), strict=True):
        larger = 2.0 ** (abs(power) / 2)
        text = f"{larger:.2g}".removesuffix(".0")
        label = f"1:{text}" if power < 0 else f"{text}:1"
        wide, high = tr("width about {times} times the height"), tr("height about {times} times the width")
        words = tr("about square") if power == 0 else high if power < 0 else wide
        bars.append(Bar(label, count, words=words.format(times=text)))
    return tuple(bars) if counts.any() else ()


def build_per_image_bars(counts: Counter[int]) -> tuple[Bar, ...]:
    """How many images have 0, 1, 2 boxes; those with many are counted together."""
    if not counts:
        return ()
    last = min(max(counts), MAX_COUNTED_BOXES)
    bars = [
        Bar(str(number), counts[number], f"boxes={number}", tr("%Ln box(es)", "", number)) for number in range(last + 1)
    ]
    more = sum(count for number, count in counts.items() if number > MAX_COUNTED_BOXES)
    if more:
        bars.append(
            Bar(
                f">{MAX_COUNTED_BOXES}",
                more,
                f"boxes>{MAX_COUNTED_BOXES}",
                tr("more than %Ln box(es)", "", MAX_COUNTED_BOXES),
            )
        )
    return tuple(bars)


def format_csv(statistics: LabelStatistics, images: int, labeled: int) -> str:
    """All of it as one table: chart, bar, count."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((tr("item", "table header"), tr("value", "table header"), tr("count", "table header")))
    for what, count in (
        (tr("images"), images),
        (tr("labeled images"), labeled),
        (tr("verified images"), statistics.verified),
        (tr("images with unreadable labels"), statistics.broken),
        (tr("boxes"), statistics.boxes),
    ):
        writer.writerow((what, "", count))
    for what, bars in (
        (tr("boxes of the class"), statistics.classes),
        (tr("boxes of the size (root of the area)"), statistics.sizes),
        (tr("boxes of the shape (width to height)"), statistics.aspects),
        (tr("images with this number of boxes"), statistics.per_image),
    ):
        writer.writerows((what, bar.words or bar.label, bar.count) for bar in bars)
    return text.getvalue()


def _trim_bars(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    filled = [place for place, bar in enumerate(bars) if bar.count]
    # From a power of two on, so that it is these that have labels where not all have room.
    return tuple(bars[filled[0] - (filled[0] % 2 == 0 < filled[0]) : filled[-1] + 1]) if filled else ()
