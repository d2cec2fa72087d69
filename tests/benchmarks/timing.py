"""Timing on a noisy machine, and printing of tables."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """The milliseconds of many calls."""

    median: float
    p95: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ms (95 %: {self.p95:.2f})"


def measure(function: Callable[[], object], repeats: int = 40) -> Timing:
    """Call `function` a few times for warm-up, then `repeats` times."""
    for _ in range(3):
        function()
    spent = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        spent.append((time.perf_counter() - start) * 1000)
    return Timing(statistics.median(spent), high(spent))


def high(spent: list[float]) -> float:
    """The 95th percentile."""
    return sorted(spent)[int(0.95 * (len(spent) - 1))]


def print_table(title: str, rows: Sequence[tuple[str, ...]], header: tuple[str, ...]) -> None:
    """Print a Markdown table."""
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    print(f"\n### {title}\n")
    for row in (header, tuple("-" * width for width in widths), *rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
