"""Renaming, merging and deleting classes in shared label files, each file in one write."""

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
    """A data set of shared label files."""

    def rewrite_file(
        self, path: Path, edit: Callable[[JointState], JointState], expected: JointFile | None = None
    ) -> JointFile:
        """See `JointDataset.rewrite_file`."""


@dataclass(frozen=True)
class _JointChange:
    """A class edit in a shared label file."""

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
    """Apply `edit` to the file `path`.

    Args:
        dataset: The data set.
        edit: The edit.
        path: One of its label files.
        without: The names of images in the file to leave unchanged.

    Returns:
        The change; None if there was nothing to change.

    Raises:
        AnnotationUnreadableError: The file cannot be read completely.
        AnnotationConflictError: Another program has changed the file.
        AnnotationWriteError: The file cannot be written; it is unchanged.
    """
    done: StateRelabel | None = None

    def relabel_state(state: JointState) -> JointState:
        nonlocal done
        done = state.relabel_class(edit.source, edit.target, without)
        return done.state if done.is_changed else state

    file = dataset.rewrite_file(path, relabel_state)
    return _JointChange(path, file, done) if done is not None and done.is_changed else None
