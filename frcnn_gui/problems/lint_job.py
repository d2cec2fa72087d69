"""Looking for faults in labels, mending them, and taking that back, on a thread."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from detector.config import DetectorConfig
from detector.data.formats.base import Dataset, OpenOptions
from detector.data.formats.registry import open_dataset
from detector.data.lint import LabelProblem, LabelSearch
from detector.errors import AnnotationConflictError, UserFacingError
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr
from frcnn_gui.problems.repairs import ProblemKey, RepairedImage, repair_file, revert_repair

REPORT_INTERVAL_S = 0.25
"""Seconds between two reports of what was found."""


@dataclass(frozen=True)
class ProblemsFound:
    """Some of the problems, in the order in which they were found."""

    problems: tuple[LabelProblem, ...]


@dataclass(frozen=True)
class LabelsChecked:
    """What was looked at."""

    images: int
    boxes: int


@dataclass(frozen=True)
class RepairOutcome:
    """What was mended or taken back, and a sentence for each file that was not."""

    done: tuple[RepairedImage, ...] = ()
    faults: tuple[str, ...] = field(default=())


def create_check_job(root: Path, options: OpenOptions, config: DetectorConfig, pixels: bool) -> Job:
    """Look through the labels in `root` as they are on disk; reports `ProblemsFound`, results in `LabelsChecked`.

    With `pixels` whole images are read: damage and copies are found, too. `config` is of the network to be trained.
    """

    def check_labels(context: JobContext) -> LabelsChecked:
        search = LabelSearch(open_dataset(root, options), config, pixels)
        waiting: list[LabelProblem] = []
        told = time.monotonic()
        for problem in search.find_problems(
            lambda done, total: context.report_progress(done, total, tr("Checking the labels")),
            lambda: context.is_canceled,
        ):
            waiting.append(problem)
            if time.monotonic() - told > REPORT_INTERVAL_S:
                context.report_event(ProblemsFound(tuple(waiting)))
                waiting.clear()
                told = time.monotonic()
        context.report_event(ProblemsFound(tuple(waiting)))
        context.raise_if_canceled()
        return LabelsChecked(search.images, sum(search.boxes.values()))

    return Job(tr("Checking the labels"), check_labels)


def create_repair_job(dataset: Dataset, config: DetectorConfig, wanted: Mapping[Path, frozenset[ProblemKey]]) -> Job:
    """Mend these faults in the files of these images; results in a `RepairOutcome`, also when it is canceled."""

    def repair_files(context: JobContext) -> RepairOutcome:
        done: list[RepairedImage] = []
        faults: list[str] = []
        for place, (image, meant) in enumerate(wanted.items()):
            if context.is_canceled:
                break
            context.report_progress(place, len(wanted), tr("Repairing labels"))
            try:
                repaired = repair_file(dataset, config, image, meant)
            except UserFacingError as error:
                faults.append(str(error))
                continue
            if repaired is not None:
                done.append(repaired)
        return RepairOutcome(tuple(done), tuple(faults))

    return Job(tr("Repairing labels"), repair_files)


def create_undo_repair_job(repairs: Sequence[RepairedImage]) -> Job:
    """Put back what `create_repair_job` changed; files that were changed since are left alone."""

    def restore_files(context: JobContext) -> RepairOutcome:
        done: list[RepairedImage] = []
        faults: list[str] = []
        for place, repaired in enumerate(repairs):
            context.report_progress(place, len(repairs), tr("Taking the repairs back"))
            try:
                revert_repair(repaired)
            except AnnotationConflictError:
                name = repaired.file.path.name
                faults.append(
                    tr("{name} was changed since it was repaired, and stays as it is. Look at its boxes.").format(
                        name=name
                    )
                )
            except UserFacingError as error:
                faults.append(str(error))
            else:
                done.append(repaired)
        return RepairOutcome(tuple(done), tuple(faults))

    return Job(tr("Taking the repairs back"), restore_files)
