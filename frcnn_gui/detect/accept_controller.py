"""Accepting what was detected in the whole folder: asked for once, done in a job, undone as one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMessageBox, QPushButton

from detector.data.annotation import Box
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import tr
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasActions, HasJobs, HasNotices, HasWindow
from frcnn_gui.common.plain_text import PlainMessageBox
from frcnn_gui.detect.accept_job import (
    AcceptOutcome,
    LabelChange,
    create_accept_job,
    create_undo_accept_job,
    filter_new_boxes,
)
from frcnn_gui.document.box_geometry import round_to_pixels
from frcnn_gui.document.document import Document
from frcnn_gui.document.parts import HasSession
from frcnn_gui.document.session import Detection
from frcnn_gui.images.image_list import ImageState
from frcnn_gui.images.parts import HasImages, HasIndex
from frcnn_gui.saving.parts import HasAutosave

TOPIC = "accepting"
SAVE_WAIT_MS = 5000
MAX_MESSAGES = 3

DetectionsOfImages = dict[Path, tuple[Detection, ...]]


@dataclass(frozen=True)
class _Accepted:
    """What can be undone: boxes added to files, and the step that added boxes to each document."""

    files: tuple[LabelChange, ...] = ()
    documents: tuple[tuple[Document, int, int], ...] = ()
    """With the number of the step in the document's history, and of its boxes"""
    detections: DetectionsOfImages = field(default_factory=dict)
    """What was detected, by image, before it was accepted"""

    @property
    def images(self) -> int:
        return len(self.files) + len(self.documents)

    @property
    def boxes(self) -> int:
        return sum(len(one.boxes) for one in self.files) + sum(boxes for _, _, boxes in self.documents)


class AcceptContext(HasWindow, HasJobs, HasActions, HasNotices, HasSession, HasAutosave, HasImages, HasIndex, Protocol):
    """What is used of the window."""


class AcceptController(QObject):
    """Binds `accept_everywhere`."""

    def __init__(self, context: AcceptContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._accepted = _Accepted()
        self._job: Job | None = None
        context.actions.bind("accept_everywhere", self.ask_which_images)
        context.session.folder_changed.connect(self._on_folder_changed)
        self._update_action()

    # -- asking

    def ask_which_images(self) -> None:
        """Ask in which images; those that have labels already may be left alone."""
        found, session = self._find_shown_detections(), self._context.session
        if session.folder is None or self._job is not None:
            return
        if not found:
            text = tr("No detection has a score of {score} or more.")
            session.message_posted.emit(text.format(score=f"{session.score_threshold:.2f}"))
            return
        fresh = {image: boxes for image, boxes in found.items() if not self._is_labeled(image)}
        box = PlainMessageBox(self._context.window)
        box.setWindowTitle(tr("Accept detections"))
        box.setText(self._format_question(found))
        buttons: list[tuple[QPushButton, DetectionsOfImages]] = []
        for images, title in (
            (fresh, tr("In %Ln image(s) without &labels", "", len(fresh))),
            (found, tr("In all %Ln image(s)", "", len(found))),
        ):
            if images and images not in [other for _, other in buttons]:
                buttons.append((box.addButton(title, QMessageBox.ButtonRole.AcceptRole), images))
        box.setDefaultButton(buttons[0][0])
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        for button, images in buttons:
            if box.clickedButton() is button:
                self.accept_detections(images)

    def _format_question(self, found: DetectionsOfImages) -> str:
        session = self._context.session
        count = sum(map(len, found.values()))
        text = tr("Turn %Ln detection(s) with a score of {score} or more into boxes?", "", count)
        lines = [text.format(score=f"{session.score_threshold:.2f}")]
        if session.detection_class:
            lines.append(tr("Those of the class {label} alone.").format(label=session.detection_class))
        lines.append(tr("Boxes that are there stay. What lies on a box of its class is left out."))
        return "\n\n".join(lines)

    def _find_shown_detections(self) -> DetectionsOfImages:
        session = self._context.session
        found = {image: session.shown_detections(image) for image in session.detections_by_image}
        return {image: detections for image, detections in found.items() if detections}

    def _is_labeled(self, image: Path) -> bool:
        folder, document = self._context.session.folder, self._context.session.find_document(image)
        index = folder.index_of(image) if folder is not None else None
        has_file = index is not None and self._context.images.is_labeled(index)
        return has_file or (document is not None and bool(document.boxes))

    # -- doing

    def accept_detections(self, found: DetectionsOfImages) -> None:
        """Turn the detections into boxes; images that are open are done at once, the others in a job."""
        session, folder = self._context.session, self._context.session.folder
        if folder is None:
            return
        self._context.notices.clear_topic(TOPIC)
        before = {image: session.detections_by_image[image] for image in found}
        documents, decided = [], []
        for document in session.documents:
            if document.image in found and not document.read_only_reason:
                step = self._accept_in_document(document, tuple(one.box for one in found[document.image]))
                documents += [step] if step is not None else []
                decided.append(document.image)
        self._remove_accepted(found, decided)
        self._context.autosave.save_all(SAVE_WAIT_MS)
        known = {document.image for document in session.documents}
        rest = [(image, tuple(one.box for one in boxes)) for image, boxes in found.items() if image not in known]
        accepted = _Accepted(documents=tuple(documents), detections=before)
        job = create_accept_job(folder.dataset, rest)
        self._run_job(job, lambda outcome: self._on_accepted(accepted, found, outcome))

    def _accept_in_document(self, document: Document, boxes: tuple[Box, ...]) -> tuple[Document, int, int] | None:
        new = [
            replace(round_to_pixels(box, document.width, document.height), uid=document.new_uid())
            for box in filter_new_boxes(boxes, document.boxes)
        ]
        if not new:
            return None
        what = tr("%Ln detection(s)", "", len(new))
        document.replace_boxes(tr("Accept {boxes}").format(boxes=what), (*document.boxes, *new))
        self._save_document(document)
        return document, document.step_number, len(new)

    def _remove_accepted(self, found: DetectionsOfImages, images: Iterable[Path]) -> None:
        """What was accepted is no detection any more; what scored lower still is."""
        session = self._context.session
        session.update_detections(
            {
                image: tuple(one for one in session.detections_by_image[image] if one not in found[image])
                for image in images
            }
        )

    def _save_document(self, document: Document) -> None:
        if document is not self._context.session.document:  # nobody watches it
            self._context.autosave.save(document)

    def _run_job(self, job: Job, finish: Callable[[AcceptOutcome], None]) -> None:
        job.result_ready.connect(finish)
        job.failed.connect(lambda text: self._context.notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC)))
        job.finished.connect(self._on_job_finished)
        self._job = job
        self._context.jobs.start(job)
        self._update_action()

    def _on_accepted(self, accepted: _Accepted, found: DetectionsOfImages, outcome: AcceptOutcome) -> None:
        self._apply_outcome(outcome)
        self._remove_accepted(found, (one.image for one in outcome.done))
        self._accepted = accepted = replace(accepted, files=outcome.done)
        self._context.session.add_classes(box.label for boxes in found.values() for box in (one.box for one in boxes))
        boxes, images = tr("%Ln box(es)", "", accepted.boxes), tr("%Ln image(s)", "", accepted.images)
        text = tr("Stopped: {boxes} in {images} so far.") if outcome.stopped else tr("Accepted {boxes} in {images}.")
        kind = NoticeKind.WARNING if outcome.stopped else NoticeKind.INFO
        undo = (tr("Undo"), self.undo) if accepted.images else ("", None)
        self._context.notices.add_notice(Notice(text.format(boxes=boxes, images=images), kind, TOPIC, *undo))
        self._show_faults(outcome.faults)

    def _apply_outcome(self, outcome: AcceptOutcome) -> None:
        """What is in the files now goes into the index and the list of images."""
        folder = self._context.session.folder
        if folder is None:
            return
        now = {folder.index_of(one.image): one.now for one in outcome.done}
        self._context.index.update_images({index: image for index, image in now.items() if index is not None})
        for index in now:
            if index is not None:
                self._context.images.set_state(index, ImageState.LABELED, True)
        for one in outcome.done:
            self._context.session.labels_written.emit(one.image)

    def _show_faults(self, faults: tuple[str, ...]) -> None:
        for text in faults[:MAX_MESSAGES]:
            self._context.notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC))
        if len(faults) > MAX_MESSAGES:
            more = tr("%Ln more file(s) stay as they are.", "", len(faults) - MAX_MESSAGES)
            self._context.notices.add_notice(Notice(more, NoticeKind.ERROR, TOPIC))

    # -- undoing

    @Slot()
    def undo(self) -> None:
        """Take the boxes out again that were not changed since, and have the detections back."""
        accepted, folder = self._accepted, self._context.session.folder
        if folder is None or self._job is not None or not accepted.images:
            return
        self._context.autosave.save_all(SAVE_WAIT_MS)
        self._context.notices.clear_topic(TOPIC)
        for document, step, _ in accepted.documents:
            if document.step_number == step and document in self._context.session.documents:
                document.undo_stack.undo()
                self._save_document(document)
        self._context.autosave.save_all(SAVE_WAIT_MS)
        edited = {document.image for document in self._context.session.documents if document.undo_stack.count()}
        files = [(one.image, one.boxes) for one in accepted.files if one.image not in edited]
        self._run_job(create_undo_accept_job(folder.dataset, files), lambda outcome: self._on_undone(accepted, outcome))

    def _on_undone(self, accepted: _Accepted, outcome: AcceptOutcome) -> None:
        self._apply_outcome(outcome)
        session = self._context.session
        back = {one.image for one in outcome.done} | {
            document.image for document, step, _ in accepted.documents if document.step_number < step
        }
        session.update_detections({image: was for image, was in accepted.detections.items() if image in back})
        self._accepted = _Accepted()
        session.message_posted.emit(tr("The boxes of %Ln image(s) are detections again.", "", len(back)))
        left = accepted.images - len(back)
        if left:
            text = tr("%Ln image(s) were edited since then, and stay as they are.", "", left)
            self._context.notices.add_notice(Notice(text, NoticeKind.WARNING, TOPIC))
        self._show_faults(outcome.faults)

    # -- what makes sense now

    @Slot()
    def _on_job_finished(self) -> None:
        self._job = None
        self._update_action()

    @Slot()
    def _on_folder_changed(self) -> None:
        self._accepted = _Accepted()
        self._context.notices.clear_topic(TOPIC)
        self._update_action()

    @Slot()
    def _update_action(self) -> None:
        self._context.actions.update_state(is_accepting=self._job is not None)
