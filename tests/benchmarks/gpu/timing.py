"""Timing repeated calls on a device, with their peak memory."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

from tests.benchmarks.gpu.plan import Plan

MIN_CALLS = 3
MAX_CALLS = 200
WARM_UP = 2


@dataclass(frozen=True)
class Speed:
    """The result of timing a function."""

    seconds: float
    """Median of a call"""
    spread: float
    """Half of the interquartile range, as a fraction of the median"""
    peak: int
    """Bytes on the GPU, including the weights; 0 on other devices"""
    images: int
    """In each call"""

    @property
    def rate(self) -> float:
        return self.images / self.seconds

    def __str__(self) -> str:
        memory = f", {self.peak / 2**30:.2f} GiB" if self.peak else ""
        return f"{self.rate:.1f}/s ±{self.spread:.0%}{memory}"


def measure_call(plan: Plan, function: Callable[[], object], images: int = 1) -> Speed:
    """Call `function` for the time of the plan, at least a few times, after a warm-up."""
    for _ in range(1 if plan.quick else WARM_UP):
        function()
    if plan.is_gpu:
        torch.cuda.synchronize()
        torch.cuda.reset_peak_memory_stats()
    spent: list[float] = []
    while len(spent) < MIN_CALLS or (sum(spent) < plan.seconds_each and len(spent) < MAX_CALLS):
        start = time.perf_counter()
        function()
        if plan.is_gpu:
            torch.cuda.synchronize()
        spent.append(time.perf_counter() - start)
    low, median, high = statistics.quantiles(spent, n=4)
    peak = torch.cuda.max_memory_allocated() if plan.is_gpu else 0
    return Speed(median, (high - low) / 2 / median, peak, images)


def forget(plan: Plan) -> None:
    """Release the memory of what was measured, and compiled code."""
    gc.collect()
    torch.compiler.reset()
    if plan.is_gpu:
        torch.cuda.empty_cache()
