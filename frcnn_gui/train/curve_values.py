"""What the curves of a chart show, step by step."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from frcnn_gui.common.charts.chart_menu import ChartTable
from frcnn_gui.common.language import tr


class CurveValues:
    """A value of each curve at each step; NaN where a step has none."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """`names`: what each curve is called, to be translated, by its key."""
        self._names = names
        self.steps: list[int] = []
        self.by_key: dict[str, list[float]] = {key: [] for key in names}

    def add_step(self, step: int, values: Mapping[str, float | None]) -> None:
        """Append one step; a curve without a value in it gets NaN."""
        self.steps.append(step)
        for key, kept in self.by_key.items():
            value = values.get(key)
            kept.append(math.nan if value is None else value)

    def clear(self) -> None:
        self.steps.clear()
        for values in self.by_key.values():
            values.clear()

    def list_measured(self) -> list[str]:
        """The keys of the curves that have a value at some step."""
        return [key for key, values in self.by_key.items() if not all(map(math.isnan, values))]

    def build_table(self, keys: Iterable[str]) -> ChartTable:
        """The values of these curves after each step, for a spreadsheet."""
        keys = tuple(keys)
        header = (tr("step"), *(tr(self._names[key]) for key in keys))
        return [header, *zip(self.steps, *(self.by_key[key] for key in keys), strict=True)]
