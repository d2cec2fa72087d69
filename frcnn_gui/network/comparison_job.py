"""Compare what two runs found in the images that both were measured on, as a job."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from detector.evaluation.pairing import MeasuredSet, PairedComparison, compare_sets
from detector.training.runs.past_runs import read_best_results
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr


@dataclass(frozen=True)
class ComparisonOutcome:
    """A comparison, or why there is none."""

    compared: PairedComparison | None = None
    """None: the runs have no measured image, or no class, in common, or `missing` says what lacks"""
    missing: tuple[Path, ...] = ()
    """Folders of runs that have kept no results that can be read"""


def create_comparison_job(first: Path, other: Path) -> Job:
    """A job whose result is a ComparisonOutcome: the run in the folder `first` less that in `other`."""

    def compare_runs(context: JobContext) -> ComparisonOutcome:
        first_set, other_set = _read_results(first), _read_results(other)
        context.raise_if_canceled()
        if first_set is None or other_set is None:
            sets = ((first, first_set), (other, other_set))
            return ComparisonOutcome(missing=tuple(folder for folder, one in sets if one is None))
        return ComparisonOutcome(compare_sets(first_set, other_set))

    return Job(tr("Comparing two runs"), compare_runs)


def _read_results(folder: Path) -> MeasuredSet | None:
    """None where a run was not measured, is of an older version, or its file is damaged."""
    try:
        return read_best_results(folder)
    except (OSError, ValueError):
        return None
