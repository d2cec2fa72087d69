"""The table of the generations in Markdown, means over seeds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tests.benchmarks.generations.detectors import GENERATIONS, SETS
from tests.benchmarks.generations.kept_figures import KeptRun

_HEADER = (
    "detector", "runs", "AP50", "AP", "proposals", "recall of 300", "of 2,000", "of 300 at 0.7", "of 2,000 at 0.7",
    "s for proposals", "s for the network", "s of training",
)  # fmt: skip


def format_tables(runs: Sequence[KeptRun]) -> str:
    """A table for each set."""
    return "\n\n".join(f"{name}:\n\n{_format_table([run for run in runs if run.set_name == name])}" for name in SETS)


def _format_table(runs: Sequence[KeptRun]) -> str:
    rows = [_HEADER, ("---",) * len(_HEADER)]
    for key, generation in GENERATIONS.items():
        own = [run for run in runs if run.generation == key]
        if own:
            rows.append((generation.name, str(len(own)), *_format_figures(own)))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _format_figures(runs: Sequence[KeptRun]) -> list[str]:
    """Accuracy as mean and range over the seeds, all else as mean."""
    columns = {name: [run.figures.as_json()[name] for run in runs] for name in runs[0].figures.as_json()}
    return [_format_column(name, values) for name, values in columns.items()]


def _format_column(name: str, values: Sequence[float]) -> str:
    mean = float(np.mean(values))
    if name == "proposals":
        return f"{mean:.0f}"
    if name in ("ap50", "ap") and len(values) > 1:
        return f"{mean:.3f} ({min(values):.3f} to {max(values):.3f})"
    return f"{mean:.3f}"
