"""What the label files of all images of the folder say: read in the background, and kept true by what is saved."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from detector.data.annotation import ImageAnnotations
from detector.data.attributes import AttributeValue
from frcnn_gui.common.job import JobRunner
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.document.document import Document
from frcnn_gui.document.session import Session
from frcnn_gui.images.label_index_job import IndexedBatch, IndexedImage, create_label_index_job, index_image_annotations
from frcnn_gui.images.outline_index import has_unknown_shape
from frcnn_gui.saving.autosave import Autosave

__all__ = ["IndexedImage", "LabelIndex"]

MAX_UNREQUESTED_IMAGES = 5_000
"""Labeled images that are read without anybody asking for all of them."""


class LabelIndex(QObject):
    """Of the session's folder. Small folders are read once their first image is shown, others when somebody asks.

    Signals:
        changed: A few times a second while labels are read, and after every save.
    """

    changed = Signal()

    def __init__(self, session: Session, autosave: Autosave, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._images: list[IndexedImage | None] = []
        """By their numbers; None for those that were not read"""
        self._counts: Counter[str] = Counter()
        self._labeled_count = 0
        self._read_job = LatestJob(jobs, self)
        self._read_job.event_reported.connect(self._on_batch_read)
        self._read_job.result_ready.connect(self._on_all_read)
        self._outline_job = LatestJob(jobs, self)
        self._outline_job.event_reported.connect(self._on_outlines_read)
        self._without_outlines: set[int] = set()
        self._unknown_shapes: set[int] = set()
        self._is_complete = True
        session.folder_changed.connect(self._on_folder_changed)
        session.folder_rescanned.connect(self._on_folder_rescanned)
        session.document_changed.connect(self._on_document_changed)
        autosave.document_saved.connect(self._on_document_saved)
        session.labels_reloaded.connect(self._on_document_saved)
        self._on_folder_changed()

    @property
    def is_complete(self) -> bool:
        """Whether the labels of every labeled image have been read."""
        return self._is_complete

    def request_labels(self) -> None:
        """Somebody needs the labels of all images: read those that have not been."""
        folder = self._session.folder
        if folder is None or self._is_complete or self._read_job.is_running:
            return
        missing = array(
            "i", (index for index, image in enumerate(self._images) if image is None and folder.has_labels(index))
        )
        self._read_job.start(create_label_index_job(folder.dataset, missing))

    def has_outlines(self, only_shapes: bool = False) -> bool:
        """Whether the outlines of every labeled image have been parsed, or `only_shapes`: their shapes are known."""
        return self._is_complete and not (self._unknown_shapes if only_shapes else self._without_outlines)

    def request_outlines(self, only_shapes: bool = False) -> None:
        """Somebody needs the outlines of all images: parse those that have not been, `only_shapes` if need be."""
        folder = self._session.folder
        self.request_labels()
        if folder is None or not self._is_complete or self._outline_job.is_running:
            return
        missing = sorted(self._unknown_shapes if only_shapes else self._without_outlines)
        if missing:
            self._outline_job.start(create_label_index_job(folder.dataset, missing, parses_outlines=True))

    def find_image(self, index: int) -> IndexedImage | None:
        """What the labels of the image number `index` say; None while they are not read, or where there are none."""
        return self._images[index] if 0 <= index < len(self._images) else None

    def class_counts(self) -> Counter[str]:
        """How many boxes each class has, in the images read so far."""
        return +self._counts

    def images_with(self, label: str) -> list[int]:
        """The numbers of the images read so far that have a box of this class, in order."""
        return [index for index, image in enumerate(self._images) if image is not None and label in image.labels]

    @property
    def has_attributes(self) -> bool:
        """Whether a box in the images read so far has an attribute."""
        return any(image is not None and image.attributes for image in self._images)

    def attribute_values(self) -> dict[str, list[AttributeValue]]:
        """The attributes in the images read so far: key -> its values, those of most images first."""
        counts: dict[str, Counter[tuple[type, AttributeValue]]] = {}
        for image in self._images:
            for key, value in image.attributes if image is not None else ():
                counts.setdefault(key, Counter())[type(value), value] += 1
        return {key: [value for (_, value), _ in found.most_common()] for key, found in counts.items()}

    def update_image(
        self, image: Path, image_annotations: ImageAnnotations, size: tuple[int, int] | None = None
    ) -> None:
        """Record what the label file of `find_image` contains since it was written without the autosave.

        `size`: width, height.
        """
        folder = self._session.folder
        index = folder.index_of(image) if folder is not None else None
        if index is not None:
            self._set_image(index, index_image_annotations(image_annotations, size))
            self.changed.emit()

    def update_images(self, images: Mapping[int, IndexedImage]) -> None:
        """The labels of these images, by their numbers, say this now: somebody wrote many files at once."""
        for index, image in images.items():
            self._set_image(index, image)
        self.changed.emit()

    @Slot()
    def _on_folder_changed(self) -> None:
        """Another folder."""
        self._read_job.drop()
        self._outline_job.drop()
        folder = self._session.folder
        self._images = [None] * len(folder) if folder is not None else []
        self._without_outlines.clear()
        self._unknown_shapes.clear()
        self._counts.clear()
        self._labeled_count = sum(folder.label_flags) if folder is not None else 0
        self._is_complete = not self._labeled_count
        self.changed.emit()

    @Slot(object)
    def _on_folder_rescanned(self, numbers: Mapping[int, int]) -> None:
        """The folder has other images, or other files."""
        known = {
            numbers[index]: image for index, image in enumerate(self._images) if image is not None and index in numbers
        }
        self._on_folder_changed()
        for index, image in known.items():
            self._set_image(index, image)
        self._on_document_changed()

    @Slot()
    def _on_document_changed(self) -> None:
        shown = self._session.image is not None or bool(self._session.failure)
        if shown and not self._is_complete and self._labeled_count <= MAX_UNREQUESTED_IMAGES:
            self.request_labels()

    @Slot(object)
    def _on_batch_read(self, batch: IndexedBatch) -> None:
        for index, image in batch.images:
            if self._images[index] is None:  # what was saved meanwhile is newer
                self._set_image(index, image)
        self.changed.emit()

    @Slot(object)
    def _on_outlines_read(self, batch: IndexedBatch) -> None:
        for index, image in batch.images:
            if _is_same_but_outlines(self._images[index], image):  # what was saved meanwhile is newer
                self._set_image(index, image)
        self.changed.emit()

    @Slot(object)
    def _on_all_read(self, _count: object) -> None:
        self._is_complete = True
        self.changed.emit()

    @Slot(object)
    def _on_document_saved(self, document: Document) -> None:
        if document.file is not None:
            self.update_image(document.image, document.file.image_annotations, (document.width, document.height))

    def _set_image(self, index: int, image: IndexedImage) -> None:
        before = self._images[index]
        if before is not None:
            self._counts.subtract(before.labels)
        self._counts.update(image.labels)
        self._images[index] = image
        for numbers, lacks in (
            (self._without_outlines, image.lacks_outlines),
            (self._unknown_shapes, has_unknown_shape(image.shapes)),
        ):
            (numbers.add if lacks else numbers.discard)(index)


def _is_same_but_outlines(known: IndexedImage | None, image: IndexedImage) -> bool:
    """Whether an image that was read again says the same, or can no longer be read."""
    return known is not None and (bool(image.fault) or (known.labels, known.corners) == (image.labels, image.corners))
