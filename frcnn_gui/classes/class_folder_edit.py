"""A class that is renamed, merged into another or deleted in the whole folder, as one edit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from frcnn_gui.classes.class_edit_texts import ClassEditTexts
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import tr
from frcnn_gui.document.document import Document
from frcnn_gui.document.folder_edit import EditOutcome, FileStep, FolderEdit
from frcnn_gui.images.label_index_job import IndexedImage

if TYPE_CHECKING:
    from detector.data.annotation import Annotation
    from detector.data.formats.base import Dataset
    from detector.data.formats.class_edits import ClassEdit

TOPIC = "classes"


class ClassFolderEdit(FolderEdit):
    """See `FolderEdit`; the controller keeps here what it needs to bring back lists and counts."""

    topic = TOPIC

    def __init__(
        self,
        edit: ClassEdit,
        images: Iterable[Path],
        classes: tuple[str, ...],
        keys: Mapping[int, str],
        color: str,
        *,
        is_new_name_of_list: bool,
        watch_job: Callable[[ClassFolderEdit, Job], object],
        finish: Callable[[ClassFolderEdit, EditOutcome], object],
    ) -> None:
        """Prepare it.

        Args:
            edit: What becomes of which class.
            images: The images that have boxes of the class.
            classes: The classes of the session before.
            keys: Their keys.
            color: The color of the class, which it has under its new name too, and again when this is undone.
            is_new_name_of_list: Whether the class list needs the new name before an open image is saved with it. Else
                what is open goes first: should the old class then have no box left, its entry in the file can go, too.
            watch_job: Called with each job.
            finish: Called when it was done, undone or redone.
        """
        super().__init__(images)
        self.documents_last = is_new_name_of_list
        self.edit, self.classes, self.keys, self.color = edit, classes, keys, color
        self.is_new_class = bool(edit.target) and edit.target not in classes
        """Whether the class was only renamed"""
        self.texts = ClassEditTexts(edit.source, edit.target, self.is_new_class)
        self.indexed: dict[Path, tuple[IndexedImage, IndexedImage]] = {}
        """What the index had of the images before and has since."""
        self.affected_images = len(self.images)
        self._watch_job, self._finish = watch_job, finish

    @property
    def name(self) -> str:
        return self.texts.step_text()

    @property
    def progress_text(self) -> str:
        return self.texts.progress_text()

    @property
    def undo_text(self) -> str:
        return self.texts.undo_text()

    def edit_document(self, document: Document) -> tuple[str, tuple[Annotation, ...]] | None:
        return self.name, self.edit.apply_to_annotations(document.annotations)

    def plan_files(self, dataset: Dataset, images: Sequence[Path]) -> Iterator[FileStep]:
        from detector.data.formats.class_edits import plan_steps

        for step in plan_steps(dataset, self.edit, images, self.open_images):
            yield FileStep(step.path, step.run)

    def describe_done(self, stopped: bool) -> str:
        text = tr("Stopped. {done} so far.") if stopped else tr("{done}.")
        return text.format(done=self.texts.done_in_images_text(self.affected_images))

    def watch_job(self, job: Job) -> None:
        self._watch_job(self, job)

    def finish(self, outcome: EditOutcome) -> None:
        self._finish(self, outcome)
