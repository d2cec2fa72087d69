"""One edit of a whole folder: what it does to open images and to label files, and what it takes to go back."""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from frcnn_gui.common.language import tr
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.document.box_matching import compare_annotations

if TYPE_CHECKING:
    from detector.data.annotation import Annotation, ImageAnnotations
    from detector.data.formats.base import Dataset, LabelFile
    from detector.data.formats.class_edits import FileChange
    from frcnn_gui.common.job import Job
    from frcnn_gui.document.document import Document


@dataclass(frozen=True)
class _LabelsChange:
    """The labels of one image in a file for many, or in a file that there was not before."""

    path: Path
    image: Path
    before: ImageAnnotations
    after: ImageAnnotations
    _file: LabelFile | None = field(repr=False)
    """As it is since then; None where it is only about this image."""
    affects_many_images: bool = False

    def revert(self, dataset: Dataset) -> int:
        """See `FileChange`. A file that there was not before stays, and says that the image shows no object."""
        from detector.data.formats.shared.saving import build_conflict_error

        file = self._file or dataset.read_labels(self.image)
        if compare_annotations(file.image_annotations.annotations, self.after.annotations).has_changes:
            raise build_conflict_error(self.path, was_there=True, is_there=True)
        file.save(self.before)
        return 0


def save_labels(image: Path, file: LabelFile, after: ImageAnnotations, remarks: list[str] | None = None) -> FileChange:
    """Write `after` to `file`, the labels of `image`; of a file of its own only the bytes that differ are kept.

    `remarks` gets the sentences on what the file could not hold.

    Raises:
        AnnotationConflictError: Another program has changed the label file.
        AnnotationWriteError: The label file cannot be written.
    """
    from detector.data.byte_patch import BytePatch
    from detector.data.formats.shared.per_image_class_edits import BytesChange

    saved = file.save(after)
    if remarks is not None:
        remarks += [problem for problem in saved.problems if problem not in file.problems]
    raw, now = file.version, saved.version
    if isinstance(raw, bytes) and isinstance(now, bytes):
        return BytesChange(saved.path, BytePatch.from_contents(raw, now), image)
    return _LabelsChange(
        saved.path, image, file.image_annotations, saved.image_annotations, saved if raw is not None else None
    )


def describe_remarks(remarks_of_images: Iterable[Sequence[str]]) -> str:
    """The first of the sentences that `save_labels` collected, and how many there are; empty if there are none."""
    remarks = [remark for some in remarks_of_images for remark in some]
    if not remarks:
        return ""
    first, more_count = translate_message(remarks[0]), len(remarks) - 1
    if not more_count:
        return first
    return " ".join([first, tr("%Ln more such remark(s) on label files.", "", more_count)])


@dataclass(frozen=True)
class FileStep:
    """`run()` changes the file `path` and returns how, or None where nothing was to be changed."""

    path: Path
    run: Callable[[], FileChange | None]


class EditPhase(enum.Enum):
    """What was done with an edit."""

    DONE = "done"
    UNDONE = "undone"
    REDONE = "redone"


@dataclass(frozen=True)
class EditOutcome:
    """What became of an edit that was done, undone or redone.

    `changes` are the files written, `documents` the open images changed, `faults` a sentence for each that was not;
    `stopped`: somebody canceled; `left`: boxes that were changed since the edit and stay as they are.
    """

    phase: EditPhase
    changes: tuple[FileChange, ...] = ()
    documents: tuple[Document, ...] = ()
    faults: tuple[str, ...] = ()
    stopped: bool = False
    left: int = 0

    @property
    def is_whole(self) -> bool:
        return not self.stopped and not self.faults and not self.left


class FolderEdit(ABC):
    """An edit of the whole folder, which is done, undone and redone as one by `EditHistory`.

    Images that are open get a step of their own history, the others are changed in their files.
    """

    topic = ""
    """Of its notices"""
    documents_last = False
    """Whether open images follow after the files, and only where all of these were written"""

    def __init__(self, images: Iterable[Path]) -> None:
        """`images`: those whose files may have to be changed; of them, those that are open are passed over."""
        self.images = tuple(images)
        self.open_images: tuple[Path, ...] = ()
        self.number = 0
        """Its place in time; see `StepNumbers`."""
        self.changes: tuple[FileChange, ...] = ()
        """What can be put back on disk."""
        self.steps: dict[Document, int] = {}
        """The step that each open image got, by its number, as long as it is done."""
        self.undone_images: tuple[Path, ...] = ()
        """The images whose files were put back."""
        self.undone_steps: dict[Document, int] = {}
        """The steps that were undone with it."""
        self.is_undone = False
        """Whether anything was put back or undone."""
        self.known_annotations: dict[Document, tuple[Annotation, ...]] = {}
        """Boxes, with the uids that they had, of images that were opened after it: from before it was last put back
        or redone."""

    @property
    def has_changes(self) -> bool:
        """Whether there is anything to undo."""
        return bool(self.changes or self.steps)

    @property
    @abstractmethod
    def name(self) -> str:
        """What the Undo menu calls it: `Rename cat to dog`."""

    @property
    @abstractmethod
    def progress_text(self) -> str:
        """The title of the job that does it."""

    @property
    def undo_text(self) -> str:
        """The title of the job that undoes it."""
        return tr("Undo: {step}").format(step=self.name)

    @abstractmethod
    def edit_document(self, document: Document) -> tuple[str, tuple[Annotation, ...]] | None:
        """What the step of an open image is called and its boxes become; None where the edit is not about it."""

    @abstractmethod
    def plan_files(self, dataset: Dataset, images: Sequence[Path]) -> Iterable[FileStep]:
        """The steps that change the files of `images`, on the thread of a job; redoing plans them again.

        Raises:
            UserFacingError: It cannot be done at all.
        """

    @abstractmethod
    def describe_done(self, stopped: bool) -> str:
        """A sentence on what it did."""

    def watch_job(self, job: Job) -> None:  # noqa: B027 - most are shown in the status bar alone
        """Called with a job that does, undoes or redoes it, before it starts."""

    @abstractmethod
    def finish(self, outcome: EditOutcome) -> None:
        """Called when it was done, undone or redone, before the notices are shown."""
