"""Classes renamed, merged or deleted in files for many images, each in one write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from detector.data.formats.base import Dataset
from detector.data.formats.class_edits import ClassEdit, FileChange

from .single_file import JointFile, JointState, StateRelabel


@runtime_checkable
class RewritesFiles(Protocol):
    """A data set of files for many images."""

    def rewrite_file(
        self, path: Path, edit: Callable[[JointState], JointState], expected: JointFile | None = None
    ) -> JointFile:
        """See `JointDataset.rewrite_file`."""


@dataclass(frozen=True)
class _JointChange:
    """A file for many images in which a class was changed."""

    path: Path
    file: JointFile
    relabeled: StateRelabel
    image: None = None
    affects_many_images: bool = True

    def revert(self, dataset: Dataset) -> int:
        assert isinstance(dataset, RewritesFiles), "the data set that was changed"
        left = 0

        def restore_state(state: JointState) -> JointState:
            nonlocal left
            restored, left = state.revert_relabel(self.relabeled)
            return restored

        dataset.rewrite_file(self.path, restore_state, self.file)
        return left


def relabel_file(dataset: RewritesFiles, edit: ClassEdit, path: Path, without: frozenset[str]) -> FileChange | None:
    """Do `edit` in the file `path`, but for the images `without`; None where nothing was to be changed.

    Raises:
        AnnotationUnreadableError: The label file cannot be read whole.
        AnnotationConflictError: Another program has changed the label file.
        AnnotationWriteError: It cannot be written; it is as it was.
    """
    done: StateRelabel | None = None

    def relabel_state(state: JointState) -> JointState:
        nonlocal done
        done = state.relabel_class(edit.source, edit.target, without)
        return done.state if done.is_changed else state

    file = dataset.rewrite_file(path, relabel_state)
    return _JointChange(path, file, done) if done is not None and done.is_changed else None
