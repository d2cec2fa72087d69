"""The job of an edit of a whole folder: it writes files step by step, or puts them back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from detector.errors import AnnotationConflictError, UserFacingError
from frcnn_gui.common.job import Job, JobContext, describe_unexpected_error
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.folder_edit import FileStep

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset, LabelFile
    from detector.data.formats.class_edits import FileChange

CHANGED_SINCE_TEXT = N_("{path} has changed since and was left alone. Check it.")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FilesOutcome:
    """What a job did to files, and what it read of open images afterwards."""

    changes: tuple[FileChange, ...] = ()
    faults: tuple[str, ...] = ()
    stopped: bool = False
    labels: Mapping[Path, LabelFile] = field(default_factory=dict)


@dataclass(frozen=True)
class LabelsRead:
    """Event of a job: the labels of an open image as it has just written them."""

    image: Path
    file: LabelFile


def create_files_job(
    title: str, dataset: Dataset, plan: Callable[[], Iterable[FileStep]], open_images: Collection[Path] = ()
) -> Job:
    """A job that runs the steps of `plan()`; results in a `FilesOutcome`, also when it is canceled.

    The labels of `open_images` are read again where they may have been changed: one by one as `LabelsRead`, or all in
    the outcome where a file for many images or a list of classes was written.
    """

    def run_steps(context: JobContext) -> FilesOutcome:
        changes: list[FileChange] = []
        faults: list[str] = []
        steps = list(plan())
        stopped = False
        for place, step in enumerate(steps):
            if context.is_canceled:
                stopped = True
                break
            context.report_progress(place, len(steps), title)
            change = _run_step(step, title, faults)
            if change is None:
                continue
            changes.append(change)
            image = change.image
            if image is not None and image in open_images and (file := _read_labels(dataset, image)) is not None:
                context.report_event(LabelsRead(image, file))
        context.report_progress(len(steps), len(steps), title)
        of_many = any(change.affects_many_images for change in changes)
        read = {image: _read_labels(dataset, image) for image in open_images} if of_many else {}
        labels = {image: file for image, file in read.items() if file is not None}
        return FilesOutcome(tuple(changes), tuple(faults), stopped, labels=labels)

    return Job(title, run_steps)


def plan_reverting(dataset: Dataset, changes: Sequence[FileChange], left: list[int]) -> list[FileStep]:
    """The steps that put `changes` back, the last first; `left` gets how many boxes stay as they are."""
    return [FileStep(change.path, partial(_revert_change, dataset, change, left)) for change in reversed(changes)]


def _revert_change(dataset: Dataset, change: FileChange, left: list[int]) -> FileChange:
    try:
        left.append(change.revert(dataset))
    except AnnotationConflictError as error:
        text = tr(CHANGED_SINCE_TEXT)
        raise UserFacingError(text.format(path=change.path.name)) from error
    return change


def _run_step(step: FileStep, title: str, faults: list[str]) -> FileChange | None:
    try:
        return step.run()
    except UserFacingError as error:
        faults.append(str(error))
    except Exception as error:  # noqa: BLE001 - what was done before must be known, or it could not be undone
        _log.exception("%s: %s failed.", title, step.path)
        faults.append(describe_unexpected_error(tr("editing {path}").format(path=step.path.name), error))
    return None


def _read_labels(dataset: Dataset, image: Path) -> LabelFile | None:
    """None where they cannot be read: the image then shows what it did, and saving reports the error."""
    try:
        return dataset.read_labels(image)
    except UserFacingError as error:
        _log.warning("The labels of %s were not read again: %s", image, error)
        return None
