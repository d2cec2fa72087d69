"""Which way of computing is the fastest for each kind of layer: measured once on this machine, and kept."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

import torch

from detector.convolutions.kept_choices import Choice, MeasuredChoices
from detector.convolutions.methods import Method, available_methods, compute_convolution, prepare_weight
from detector.data.own_folder import user_cache_folder

PLAN_FILE_NAME = "convolutions.json"
MEASUREMENT_ROUNDS = 4
CLEAR_GAIN = 0.95
"""Another way must take less than this share of the plain one's time: what is about as fast stays as it is."""
MAX_PRODUCTS = 1 << 31
"""How many multiplications a measurement takes at most, of a larger map only a part: about 20 ms."""
MAX_BATCH = 16
"""How many maps are computed at once in the measurement for a batch at most, such as one of RoIs; of images fewer."""
MIN_CELLS = 1 << 11
"""The least of a larger map that is measured: with fewer cells, Winograd's products are smaller than of the whole."""


@dataclass(frozen=True)
class LayerKind:
    """3x3 layers that are alike: the same channels, and maps of about the same size."""

    in_channels: int
    out_channels: int
    size: int
    """The binary logarithm of the number of cells, rounded down."""
    rectify: bool = False
    """Whether a ReLU follows, which some methods do on the way."""
    halve: bool = False
    """Whether a 2x2 pooling follows the ReLU, which some methods do on the way."""
    is_batch: bool = False
    """Whether it is computed for several maps at once, which not all methods gain by."""

    @classmethod
    def from_sizes(
        cls,
        in_channels: int,
        out_channels: int,
        height: int,
        width: int,
        rectify: bool = False,
        halve: bool = False,
        maps: int = 1,
    ) -> Self:
        """The kind of a layer; all maps that are too large to be measured whole count as one size."""
        largest = max(MIN_CELLS, MAX_PRODUCTS // (9 * in_channels * out_channels))
        size = max(1, min(height * width, largest)).bit_length() - 1
        return cls(in_channels, out_channels, size, rectify, halve, maps > 1)

    @property
    def sides(self) -> tuple[int, int]:
        """(height, width) of a map of this size, about 3:4, as pictures are."""
        height = max(1, round((2**self.size * 3 / 4) ** 0.5))
        return height, max(1, 2**self.size // height)

    @property
    def measured_maps(self) -> int:
        """How many maps are computed at once in a measurement: two at least for a batch, more if they are small."""
        if not self.is_batch:
            return 1
        height, width = self.sides
        return max(2, min(MAX_BATCH, MAX_PRODUCTS // (9 * self.in_channels * self.out_channels * height * width)))

    def __str__(self) -> str:
        after = ("+relu" if self.rectify else "") + ("+pool" if self.halve else "") + (" batch" * self.is_batch)
        return f"{self.in_channels}x{self.out_channels}@{self.size}{after}"


class ConvolutionPlan:
    """Chooses for each kind of layer, and stays with its choice: an image gives the same numbers every time.

    What is measured is kept in `path`; without a path, for as long as the plan lasts.
    """

    def __init__(self, path: Path | None) -> None:
        self._choices = MeasuredChoices(path, available_methods())

    def choose_method(self, kind: LayerKind) -> Method:
        """The fastest method for layers of `kind`; the first time it is measured, which takes some 0.05 s."""
        return self._choices.choose_or_measure(str(kind), lambda: measure_fastest_method(kind))


@functools.cache
def machine_plan() -> ConvolutionPlan:
    """The plan that the whole program shares."""
    return ConvolutionPlan(user_cache_folder() / PLAN_FILE_NAME)


def measure_fastest_method(kind: LayerKind) -> Method:
    """Compute a layer of random numbers in every way that this torch can."""
    generator = torch.Generator().manual_seed(0)
    images = torch.randn(kind.measured_maps, kind.in_channels, *kind.sides, generator=generator)
    images = images.contiguous(memory_format=torch.channels_last)
    weight = torch.randn(kind.out_channels, kind.in_channels, 3, 3, generator=generator)
    bias = torch.zeros(kind.out_channels)
    prepared = {method: prepare_weight(method, weight) for method in available_methods()}
    after = (kind.rectify, kind.halve)
    with torch.inference_mode():
        return find_fastest(
            {
                method: partial(compute_convolution, method, images, ready, bias, *after)
                for method, ready in prepared.items()
            }
        )


def working_clock() -> Callable[[], float]:
    """Seconds of this thread's work; of the wall clock where several threads share it.

    So what other programs do meanwhile counts only where the time of one thread is no measure.
    """
    return time.thread_time if torch.get_num_threads() == 1 else time.perf_counter


def find_fastest(ways: Mapping[Choice, Callable[[], object]]) -> Choice:
    """The way that takes the least time; the first one where no other is clearly faster."""
    clock = working_clock()
    seconds: dict[Choice, list[float]] = {name: [] for name in ways}
    for _ in range(MEASUREMENT_ROUNDS):  # in turns, so that a busy moment of the machine meets all
        for name, way in ways.items():
            start = clock()
            way()
            seconds[name].append(clock() - start)
    shortest = {name: min(spent[1:]) for name, spent in seconds.items()}  # the first call makes room in memory
    plain, best = next(iter(shortest)), min(shortest, key=shortest.__getitem__)
    return best if shortest[best] < CLEAR_GAIN * shortest[plain] else plain
