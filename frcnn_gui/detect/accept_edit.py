"""Detections that become boxes of many images, as one edit of the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detector.data.annotation import Annotation, next_uid
from detector.data.image_io import read_size
from detector.matching.box_overlap import pairwise_iou
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.detections import Detection, DetectionStore
from frcnn_gui.document.document import Document
from frcnn_gui.document.folder_edit import EditOutcome, FileStep, FolderEdit, describe_remarks, save_labels
from frcnn_gui.document.outline_fitting import OutlineFitter, describe_losses
from frcnn_gui.images.label_index_job import IndexedImage, index_image_annotations

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset
    from detector.data.formats.class_edits import FileChange

TOPIC = "accepting"
ACCEPTING_STOPPED_TEXT = N_("Stopped after {boxes} in {images}.")
ACCEPTED_TEXT = N_("Accepted {boxes} in {images}.")
MIN_SAME_OBJECT_IOU = 0.5
"""A detection that overlaps a box of its class so much is of an object that is labeled already."""


class AcceptEdit(FolderEdit):
    """Adds detections to the boxes of their images."""

    topic = TOPIC

    def __init__(
        self,
        detections: DetectionStore,
        min_score: float,
        label: str,
        dataset: Dataset,
        finish: Callable[[AcceptEdit, EditOutcome], object],
    ) -> None:
        """Prepare it.

        Args:
            detections: All that was detected in the images.
            min_score: Detections below this score are not accepted.
            label: The only class that is; empty for all.
            dataset: Has the label files, which decide what of masks is kept.
            finish: Called when it was done, undone or redone.
        """
        super().__init__(detections)
        self.detections = detections
        self._min_score, self._label = min_score, label
        self._count = sum(len(self.find_accepted(image)) for image in detections)
        self.indexed: dict[Path, tuple[IndexedImage, IndexedImage]] = {}
        """What the index is to have of an image whose file was written, before and since."""
        self.boxes_added: dict[Path, int] = {}
        """How many boxes an image got."""
        self._dataset = dataset
        self._fitters: dict[Path, OutlineFitter] = {}
        self._remarks: dict[Path, list[str]] = {}
        """What the label file of an image could not hold, in sentences"""
        self._finish = finish

    def find_accepted(self, image: Path) -> tuple[Detection, ...]:
        """The detections of `image` that it is about."""
        found = (one for one in self.detections.get(image, ()) if one.score >= self._min_score)
        return tuple(one for one in found if self._label in ("", one.annotation.label))

    @property
    def name(self) -> str:
        return tr("Accept {boxes}").format(boxes=tr("%Ln detection(s)", "", self._count))

    @property
    def progress_text(self) -> str:
        return tr("Accepting detections")

    @property
    def undo_text(self) -> str:
        return tr("Reverting accepted boxes")

    def edit_document(self, document: Document) -> tuple[str, tuple[Annotation, ...]] | None:
        annotations = tuple(one.annotation for one in self.find_accepted(document.image))
        if not annotations:
            return None
        fitter = self._fitters[document.image] = OutlineFitter(self._dataset)
        new = [
            replace(fitter.fit_detection(annotation, document.width, document.height), uid=document.new_uid())
            for annotation in filter_new_annotations(annotations, document.annotations)
        ]
        self.boxes_added[document.image] = len(new)
        what = tr("%Ln detection(s)", "", len(new))
        return tr("Accept {boxes}").format(boxes=what), (*document.annotations, *new)

    def plan_files(self, dataset: Dataset, images: Sequence[Path]) -> Iterator[FileStep]:
        for image in images:
            yield FileStep(image, partial(self._edit_file, dataset, image))

    def _edit_file(self, dataset: Dataset, image: Path) -> FileChange | None:
        file = dataset.read_labels(image)
        there, size = file.image_annotations.annotations, read_size(image)
        fresh = filter_new_annotations([one.annotation for one in self.find_accepted(image)], there)
        first = next_uid(there)
        fitter, remarks = OutlineFitter(self._dataset), list[str]()
        new = tuple(
            replace(fitter.fit_detection(annotation, *size), uid=first + at) for at, annotation in enumerate(fresh)
        )
        self.boxes_added[image] = len(new)
        if not new:
            return None
        after = file.image_annotations.with_annotations((*there, *new))
        change = save_labels(image, file, after, remarks)
        self._fitters[image], self._remarks[image] = fitter, remarks
        self.indexed[image] = index_image_annotations(file.image_annotations), index_image_annotations(after)
        return change

    @property
    def changed_images(self) -> frozenset[Path]:
        """Those that have boxes of it now."""
        files = {change.image for change in self.changes if change.image is not None}
        return frozenset(files | {document.image for document in self.steps})

    def describe_done(self, stopped: bool) -> str:
        images = self.changed_images
        text = tr(ACCEPTING_STOPPED_TEXT) if stopped else tr(ACCEPTED_TEXT)
        boxes = tr("%Ln box(es)", "", sum(self.boxes_added.get(image, 0) for image in images))
        done = text.format(boxes=boxes, images=tr("%Ln image(s)", "", len(images)))
        losses = describe_losses(self._fitters[image] for image in images if image in self._fitters)
        return " ".join(filter(None, (done, losses, describe_remarks(self._remarks.values()))))

    def finish(self, outcome: EditOutcome) -> None:
        self._finish(self, outcome)


def filter_new_annotations(found: Sequence[Annotation], there: Sequence[Annotation]) -> tuple[Annotation, ...]:
    """Those of `found` that are about no object that has a box of the same class."""
    if not there:
        return tuple(found)
    overlap = pairwise_iou(_to_corners(found), _to_corners(there))
    same = np.array([[one.label == other.label for other in there] for one in found], dtype=np.bool_)
    known = np.any(same.reshape(overlap.shape) & (overlap >= MIN_SAME_OBJECT_IOU), axis=1).tolist()
    return tuple(annotation for annotation, is_known in zip(found, known, strict=True) if not is_known)


def _to_corners(annotations: Sequence[Annotation]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.array([annotation.bounds.xyxy for annotation in annotations], dtype=np.float32).reshape(-1, 4)
