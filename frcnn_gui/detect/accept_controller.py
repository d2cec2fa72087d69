"""Accepting what was detected in the whole folder: asked for once, done in a job, undone as one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMessageBox, QPushButton

from frcnn_gui.common.language import tr
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasActions, HasNotices, HasWindow
from frcnn_gui.common.plain_text import PlainMessageBox
from frcnn_gui.detect.accept_edit import TOPIC, AcceptEdit
from frcnn_gui.document.detections import Detection
from frcnn_gui.document.folder_edit import EditOutcome, EditPhase
from frcnn_gui.document.parts import HasHistory, HasSession
from frcnn_gui.images.image_list import ImageState
from frcnn_gui.images.parts import HasImages, HasIndex

DetectionsOfImages = Mapping[Path, tuple[Detection, ...]]


class AcceptContext(HasWindow, HasActions, HasNotices, HasSession, HasHistory, HasImages, HasIndex, Protocol):
    """What is used of the window."""


class AcceptController(QObject):
    """Binds `accept_everywhere`."""

    def __init__(self, context: AcceptContext) -> None:
        super().__init__(context.window)
        self._context = context
        context.actions.bind("accept_everywhere", self.ask_which_images)
        context.history.changed.connect(self._update_action)
        self._update_action()

    # -- asking

    def ask_which_images(self) -> None:
        """Ask in which images; those that have labels already may be left alone."""
        found, session = self._find_shown_detections(), self._context.session
        if session.folder is None or isinstance(self._context.history.running, AcceptEdit):
            return
        if not found:
            text = tr("No detection scores {score} or more.")
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
        text = tr("Convert %Ln detection(s) from score {score} on to boxes?", "", count)
        lines = [text.format(score=f"{session.score_threshold:.2f}")]
        if session.detection_class:
            lines.append(tr("Only detections of class {label}.").format(label=session.detection_class))
        lines.append(tr("Boxes stay. Detections over one of their class are skipped."))
        return "\n\n".join(lines)

    def _find_shown_detections(self) -> DetectionsOfImages:
        session = self._context.session
        found = {image: session.shown_detections(image) for image in session.detections_by_image}
        return {image: detections for image, detections in found.items() if detections}

    def _is_labeled(self, image: Path) -> bool:
        folder, document = self._context.session.folder, self._context.session.documents.find_document(image)
        index = folder.index_of(image) if folder is not None else None
        has_file = index is not None and self._context.images.is_labeled(index)
        return has_file or (document is not None and bool(document.annotations))

    # -- doing

    def accept_detections(self, found: DetectionsOfImages) -> None:
        """Turn the detections into boxes; images that are open are done at once, the others in a job."""
        session = self._context.session
        if session.folder is None:
            return
        detections = session.detections_by_image.select_images(found)
        label, dataset = session.detection_class, session.folder.dataset
        edit = AcceptEdit(detections, session.score_threshold, label, dataset, self._on_edit_ended)
        self._context.history.do_edit(edit)

    @Slot()
    def undo(self) -> None:
        """Take the boxes out again, in the images that were not edited since, and have the detections back."""
        edit = self._context.history.find_last_edit(AcceptEdit)
        if edit is not None:
            self._context.history.undo_edit(edit)

    def _on_edit_ended(self, edit: AcceptEdit, outcome: EditOutcome) -> None:
        session = self._context.session
        changed = {change.image for change in outcome.changes if change.image is not None}
        self._update_images(edit, changed, is_undone=outcome.phase is EditPhase.UNDONE)
        changed |= {document.image for document in outcome.documents}
        if outcome.phase is EditPhase.UNDONE:
            session.update_detections(edit.detections.select_images(changed))
            session.message_posted.emit(tr("Boxes of %Ln image(s) turned back into detections.", "", len(changed)))
            return
        labeled = {image for image in edit.open_images if edit.boxes_added.get(image) == 0}
        self._remove_accepted(edit, changed | labeled)
        session.add_classes(one.annotation.label for image in changed for one in edit.find_accepted(image))
        if not edit.has_changes and outcome.is_whole:
            self._context.notices.add_notice(Notice(edit.describe_done(stopped=False), NoticeKind.INFO, TOPIC))

    def _remove_accepted(self, edit: AcceptEdit, images: Iterable[Path]) -> None:
        """What was accepted is no detection any more; what scored lower still is."""
        session = self._context.session
        left = {}
        for image in images:
            accepted = edit.find_accepted(image)
            left[image] = tuple(one for one in session.detections_by_image.get(image, ()) if one not in accepted)
        session.update_detections(left)

    def _update_images(self, edit: AcceptEdit, images: Iterable[Path], is_undone: bool) -> None:
        """What is in the files now goes into the index and the list of images."""
        folder = self._context.session.folder
        if folder is None:
            return
        numbers = {image: at for image in images if (at := folder.index_of(image)) is not None}
        indexed = {at: edit.indexed[image][0 if is_undone else 1] for image, at in numbers.items()}
        self._context.index.update_images(indexed)
        for image, at in numbers.items():
            self._context.images.set_state(at, ImageState.LABELED, True)
            self._context.session.labels_written.emit(image)

    # -- what makes sense now

    @Slot()
    def _update_action(self) -> None:
        self._context.actions.update_state(is_accepting=isinstance(self._context.history.running, AcceptEdit))
