"""Moves of images as edits of the folder: to the trash, or to another split."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from frcnn_gui.common.desktop_trash import DesktopTrash
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.document import Document
from frcnn_gui.document.folder_edit import EditOutcome, EditPhase, FileStep, FolderEdit

if TYPE_CHECKING:
    from detector.data.annotation import Annotation
    from detector.data.formats.base import Dataset, Split
    from detector.data.formats.class_edits import FileChange

TOPIC = "images"
SPLIT_TEXTS: dict[Split, str] = {"train": N_("training set"), "val": N_("validation set"), "test": N_("test set")}


class ImagesEdit(FolderEdit):
    """Moves `moved_images`, all of them or none."""

    topic = TOPIC

    def __init__(self, moved_images: Sequence[Path], finish: Callable[[ImagesEdit, EditOutcome], object]) -> None:
        """`finish`: called when it was done, undone or redone."""
        super().__init__(moved_images)
        self.moved_images = tuple(moved_images)
        self._finish = finish
        self._undoable: tuple[FileChange, ...] = ()

    @abstractmethod
    def move_images(self, dataset: Dataset) -> FileChange:
        """Move them.

        Raises:
            UserFacingError: Nothing was moved.
        """

    def edit_document(self, document: Document) -> tuple[str, tuple[Annotation, ...]] | None:  # noqa: ARG002 - its boxes stay
        return None

    def plan_files(self, dataset: Dataset, images: Sequence[Path]) -> Iterator[FileStep]:  # noqa: ARG002 - open ones too
        yield FileStep(self.moved_images[0], partial(self.move_images, dataset))

    def finish(self, outcome: EditOutcome) -> None:
        """Where nothing could be moved back, it can be tried again."""
        if outcome.phase is EditPhase.UNDONE and not outcome.changes:
            self.changes = self._undoable
        self._undoable = self.changes
        self._finish(self, outcome)

    def _describe_images(self) -> str:
        if len(self.moved_images) == 1:
            return self.moved_images[0].name
        return tr("%Ln image(s)", "", len(self.moved_images))


class TrashEdit(ImagesEdit):
    """Moves images to the trash of the desktop, with their labels."""

    @property
    def name(self) -> str:
        return tr("Move {images} to the trash").format(images=self._describe_images())

    @property
    def progress_text(self) -> str:
        return tr("Moving images to the trash")

    def move_images(self, dataset: Dataset) -> FileChange:
        from detector.data.image_moves import trash_images

        return trash_images(dataset, self.moved_images, DesktopTrash())

    def describe_done(self, stopped: bool) -> str:  # noqa: ARG002 - it is one step
        return tr("Moved to the trash, with labels: {images}.").format(images=self._describe_images())


class SplitEdit(ImagesEdit):
    """Moves images to another split."""

    def __init__(
        self, moved_images: Sequence[Path], split: Split, finish: Callable[[ImagesEdit, EditOutcome], object]
    ) -> None:
        super().__init__(moved_images, finish)
        self._split: Split = split

    @property
    def name(self) -> str:
        text = tr("Move {images} to the {split}")
        return text.format(images=self._describe_images(), split=tr(SPLIT_TEXTS[self._split]))

    @property
    def progress_text(self) -> str:
        return tr("Moving images to another split")

    def move_images(self, dataset: Dataset) -> FileChange:
        from detector.data.image_moves import move_to_split

        return move_to_split(dataset, self.moved_images, self._split)

    def describe_done(self, stopped: bool) -> str:  # noqa: ARG002 - it is one step
        text = tr("Moved to the {split}: {images}.")
        return text.format(images=self._describe_images(), split=tr(SPLIT_TEXTS[self._split]))
