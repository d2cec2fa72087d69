"""Proposed outlines that become those of objects: in the open image, and in many images as one edit of the folder."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from detector.data.annotation import Annotation
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.box_geometry import describe_annotations
from frcnn_gui.document.document import Document
from frcnn_gui.document.folder_edit import EditOutcome, FileStep, FolderEdit, describe_remarks, save_labels
from frcnn_gui.document.outline_fitting import OutlineFitter, describe_losses
from frcnn_gui.images.label_index_job import IndexedImage, index_image_annotations
from frcnn_gui.outlining.proposal_store import ImageProposals

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset
    from detector.data.formats.class_edits import FileChange

TOPIC = "outlining"
STEP_TEXT = N_("Accept outlines of {boxes}")
OUTLINED_TEXT = N_("Accepted the outlines of {boxes} in {images}.")
OUTLINING_STOPPED_TEXT = N_("Stopped after the outlines of {boxes} in {images}.")


class OutlinedAnnotations(NamedTuple):
    """The annotations of an image after proposals were accepted, and those that changed."""

    annotations: tuple[Annotation, ...]
    changed: tuple[Annotation, ...]
    fitter: OutlineFitter

    @property
    def step_text(self) -> str:
        return tr(STEP_TEXT).format(boxes=describe_annotations(self.changed))


def accept_outlines(
    annotations: Sequence[Annotation], proposals: ImageProposals, dataset: Dataset, locked: Collection[int] = ()
) -> OutlinedAnnotations:
    """Give objects the outlines that wait for them, as the label files can hold them; their boxes stay.

    Args:
        annotations: Of the image.
        proposals: Those that are accepted.
        dataset: Has the label files.
        locked: The uids of objects that stay as they are.
    """
    matched, fitter = proposals.match_objects(annotations, locked), OutlineFitter(dataset)

    def accept_outline(annotation: Annotation) -> Annotation:
        found = matched.get(annotation.uid)
        outline = get_outline(found.annotation.geometry) if found is not None else None
        fitted = fitter.fit_outline(outline) if outline is not None else None
        return annotation if fitted is None else replace(annotation, geometry=OutlinedBox(annotation.bounds, fitted))

    after = tuple(map(accept_outline, annotations))
    changed = tuple(one for one, before in zip(after, annotations, strict=True) if one is not before)
    return OutlinedAnnotations(after, changed, fitter)


class OutlineEdit(FolderEdit):
    """Accepts proposed outlines of many images."""

    topic = TOPIC

    def __init__(
        self,
        proposals: Mapping[Path, ImageProposals],
        dataset: Dataset,
        finish: Callable[[OutlineEdit, EditOutcome], object],
    ) -> None:
        """`proposals`: those that are accepted; `finish` is called when it was done, undone or redone."""
        super().__init__(proposals)
        self.proposals = proposals
        self._dataset, self._finish = dataset, finish
        self._count = sum(len(one.found) for one in proposals.values())
        self._accepted: dict[Path, OutlinedAnnotations] = {}
        self._remarks: dict[Path, list[str]] = {}
        """What the label file of an image could not hold, in sentences"""
        self.indexed: dict[Path, tuple[IndexedImage, IndexedImage]] = {}
        """What the index is to have of an image whose file was written, before and since."""

    @property
    def name(self) -> str:
        return tr(STEP_TEXT).format(boxes=tr("%Ln box(es)", "", self._count))

    @property
    def progress_text(self) -> str:
        return tr("Accepting outlines")

    def edit_document(self, document: Document) -> tuple[str, tuple[Annotation, ...]] | None:
        proposals = self.proposals.get(document.image)
        if proposals is None:
            return None
        accepted = accept_outlines(document.annotations, proposals, self._dataset, document.locked_uids)
        self._accepted[document.image] = accepted
        return accepted.step_text, accepted.annotations

    def plan_files(self, dataset: Dataset, images: Sequence[Path]) -> Iterator[FileStep]:
        for image in images:
            yield FileStep(image, partial(self._edit_file, dataset, image))

    def _edit_file(self, dataset: Dataset, image: Path) -> FileChange | None:
        file, remarks = dataset.read_labels(image), list[str]()
        before = file.image_annotations
        accepted = self._accepted[image] = accept_outlines(before.annotations, self.proposals[image], self._dataset)
        if not accepted.changed:
            return None
        after = before.with_annotations(accepted.annotations)
        change = save_labels(image, file, after, remarks)
        self._remarks[image] = remarks
        self.indexed[image] = index_image_annotations(before), index_image_annotations(after)
        return change

    @property
    def _changed_images(self) -> frozenset[Path]:
        files = {change.image for change in self.changes if change.image is not None}
        return frozenset(files | {document.image for document in self.steps})

    def describe_done(self, stopped: bool) -> str:
        images = self._changed_images
        accepted = [self._accepted[image] for image in images if image in self._accepted]
        count = sum(len(one.changed) for one in accepted)
        text = tr(OUTLINING_STOPPED_TEXT) if stopped else tr(OUTLINED_TEXT)
        sentences = [text.format(boxes=tr("%Ln box(es)", "", count), images=tr("%Ln image(s)", "", len(images)))]
        if self._count_left():
            text = tr("%Ln box(es) locked or changed since: left as they are.", "", self._count_left())
            sentences.append(text)
        sentences.append(describe_losses(one.fitter for one in accepted))
        sentences.append(describe_remarks(self._remarks.get(image, ()) for image in images))
        return " ".join(filter(None, sentences))

    def _count_left(self) -> int:
        """Of the images that were processed, the proposals that found no object as it was."""
        return sum(len(self.proposals[image].found) - len(one.changed) for image, one in self._accepted.items())

    def finish(self, outcome: EditOutcome) -> None:
        self._finish(self, outcome)
