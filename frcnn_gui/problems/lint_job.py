"""Looking for faults in labels, on a thread."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from detector.config import DetectorConfig
from detector.data.formats.base import OpenOptions
from detector.data.formats.registry import open_dataset
from detector.data.lint.problems import LabelProblem
from detector.data.lint.search import LabelSearch
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr

REPORT_INTERVAL_S = 0.25
"""Seconds between two reports of what was found."""


@dataclass(frozen=True)
class ProblemsFound:
    """Some of the problems, in the order in which they were found."""

    problems: tuple[LabelProblem, ...]


@dataclass(frozen=True)
class LabelsChecked:
    """What was checked."""

    images: int
    boxes: int


def create_check_job(root: Path, options: OpenOptions, config: DetectorConfig, pixels: bool) -> Job:
    """Look through the labels in `root` as they are on disk; reports `ProblemsFound`, results in `LabelsChecked`.

    With `pixels` whole images are read: damage and copies are found, too. `config` is of the network to be trained.
    """

    def check_labels(context: JobContext) -> LabelsChecked:
        search = LabelSearch(open_dataset(root, options), config, pixels)
        waiting: list[LabelProblem] = []
        reported = time.monotonic()
        for problem in search.find_problems(
            lambda done, total: context.report_progress(done, total, tr("Checking labels")),
            lambda: context.is_canceled,
        ):
            waiting.append(problem)
            if time.monotonic() - reported > REPORT_INTERVAL_S:
                context.report_event(ProblemsFound(tuple(waiting)))
                waiting.clear()
                reported = time.monotonic()
        context.report_event(ProblemsFound(tuple(waiting)))
        context.raise_if_canceled()
        return LabelsChecked(search.images, sum(search.boxes.values()))

    return Job(tr("Checking labels"), check_labels)
