"""Renaming, merging or deleting a class in all label files of a folder, on a thread, and taking that back."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detector.errors import AnnotationConflictError, UserFacingError
from frcnn_gui.common.job import Job, JobContext, describe_unexpected_error
from frcnn_gui.common.language import tr

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset
    from detector.data.formats.class_edits import ClassEdit, FileChange

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ClassEditOutcome:
    """What was changed or put back, and a sentence for each file that was not.

    `stopped`: somebody canceled. `left`: boxes that were changed since and stay as they are.
    """

    changes: tuple[FileChange, ...] = ()
    faults: tuple[str, ...] = ()
    stopped: bool = False
    left: int = 0


def create_class_edit_job(
    dataset: Dataset, edit: ClassEdit, images: Sequence[Path], title: str, without: Sequence[Path] = ()
) -> Job:
    """Do `edit`; results in an `ClassEditOutcome`, also when it is canceled.

    `images` and `without` as in `detector.data.formats.class_edits.steps`.
    """

    def edit_files(context: JobContext) -> ClassEditOutcome:
        from detector.data.formats.class_edits import plan_steps

        changes: list[FileChange] = []
        faults: list[str] = []
        every = list(plan_steps(dataset, edit, images, without))
        for done, step in enumerate(every):
            if context.is_canceled:
                return ClassEditOutcome(tuple(changes), tuple(faults), stopped=True)
            context.report_progress(done, len(every), title)
            try:
                change = step.run()
            except UserFacingError as error:
                faults.append(str(error))
            except Exception as error:  # noqa: BLE001 - what was done before must be known, or it could not be undone
                _log.exception("%s: %s failed.", title, step.path)
                faults.append(describe_unexpected_error(tr("editing {path}").format(path=step.path.name), error))
            else:
                changes += [change] if change is not None else []
        context.report_progress(len(every), len(every), title)
        return ClassEditOutcome(tuple(changes), tuple(faults))

    return Job(title, edit_files)


def create_undo_class_edit_job(dataset: Dataset, changes: Sequence[FileChange], title: str) -> Job:
    """Take the changes back; files that were changed since are left alone. Results in an `ClassEditOutcome`.

    What it was canceled before is not among the `changes` of the outcome.
    """

    def undo_changes(context: JobContext) -> ClassEditOutcome:
        done: list[FileChange] = []
        faults: list[str] = []
        left = 0
        for place, change in enumerate(changes):
            if context.is_canceled:
                return ClassEditOutcome(tuple(done), tuple(faults), True, left)
            context.report_progress(place, len(changes), title)
            try:
                left += change.revert(dataset)
            except AnnotationConflictError:
                faults.append(
                    tr("{path} was changed since then, and stays as it is. Look at its boxes.").format(
                        path=change.path.name
                    )
                )
            except UserFacingError as error:
                faults.append(str(error))
            except Exception as error:  # noqa: BLE001 - as above
                _log.exception("%s: %s failed.", title, change.path)
                faults.append(describe_unexpected_error(tr("putting {path} back").format(path=change.path.name), error))
            else:
                done.append(change)
        return ClassEditOutcome(tuple(done), tuple(faults), False, left)

    return Job(title, undo_changes)
