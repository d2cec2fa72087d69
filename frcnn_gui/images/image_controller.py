"""From "go to that image" to its picture and boxes on the canvas, and their marks in the list."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasActions, HasNotices, HasWindow
from frcnn_gui.document.document import Document
from frcnn_gui.document.parts import HasSession
from frcnn_gui.images.image_list import ImageState
from frcnn_gui.images.image_loader import ImageLoader, LoadedImage
from frcnn_gui.images.parts import HasImages, HasIndex
from frcnn_gui.saving.parts import HasAutosave

TOPIC = "image"
LAST_IMAGE_TEXT = N_("This is the last image.")
FIRST_IMAGE_TEXT = N_("This is the first image.")


class ImageContext(HasWindow, HasActions, HasNotices, HasSession, HasAutosave, HasImages, HasIndex, Protocol):
    """What is used of the window."""


class ImageController(QObject):
    """Loads the session's current image; keeps the list's marks true.

    Signals:
        first_image_shown: The first image is on screen.
    """

    first_image_shown = Signal()

    def __init__(self, context: ImageContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.loader = ImageLoader(self)
        self.loader.loaded.connect(self._on_image_loaded)
        self._direction = 1
        self._last_index = -1
        self._has_shown_image = False
        session = context.session
        session.folder_changed.connect(self._on_folder_changed)
        session.current_image_changed.connect(self._on_current_image_changed)
        session.document_changed.connect(self._on_document_changed)
        session.detections_changed.connect(self._on_detections_changed)
        session.labels_reloaded.connect(self._on_labels_reloaded)
        context.autosave.document_edited.connect(self._on_document_edited)
        context.autosave.document_saved.connect(self._on_document_saved)
        for id, handler in (
            ("next", lambda: self.go_to_neighbor(1)),
            ("previous", lambda: self.go_to_neighbor(-1)),
            ("reload", self.reload_image),
        ):
            context.actions.bind(id, handler)

    def go_to_neighbor(self, step: int) -> None:
        """Go to the next (1) or previous (-1) image of those listed."""
        session, images = self._context.session, self._context.images
        target = images.find_neighbor(session.index, step)
        if target is None:
            session.message_posted.emit(_end_message(step, images.is_filtered))
        else:
            session.go_to_index(target)

    @Slot()
    def _on_folder_changed(self) -> None:
        self.loader.drop_request()
        self._last_index = -1
        self._context.notices.clear_topic(TOPIC)

    @Slot()
    def _on_current_image_changed(self) -> None:
        session = self._context.session
        folder, index = session.folder, session.index
        self._context.autosave.write_due()
        self._context.autosave.watch_document(None)
        self._context.notices.clear_topic(TOPIC)
        if folder is None or not 0 <= index < len(folder):
            self.loader.drop_request()
            return
        if self._last_index >= 0:
            self._direction = -1 if index < self._last_index else 1
        self._last_index = index
        images = self._context.images
        following = images.find_neighbor(index, self._direction)
        second = None if following is None else images.find_neighbor(following, self._direction)
        near = (following, second, images.find_neighbor(index, -self._direction))
        prefetch = tuple(folder[at] for at in near if at is not None)
        self.loader.request_image(index, folder[index], folder.dataset, prefetch)

    @Slot(object)
    def _on_image_loaded(self, loaded: LoadedImage) -> None:
        session, images = self._context.session, self._context.images
        if loaded.index != session.index:
            return
        broken = loaded.image is None or loaded.file is None
        images.set_state(loaded.index, ImageState.BROKEN, broken)
        if loaded.image is None:
            session.show_failure(loaded.index, loaded.failure)
        else:
            session.show_image(loaded.index, loaded.image, loaded.file, loaded.read_only_reason)
            self._update_index(loaded.index)
            self._show_notices(loaded)
        if not self._has_shown_image:
            self._has_shown_image = True
            self.first_image_shown.emit()

    def _update_index(self, index: int) -> None:
        """Let counts and searches know what the file says, where they did not read it yet or another program wrote it.

        The document knows better than what was loaded: that may have been read just before it was saved.
        """
        document = self._context.session.document
        if document is None or document.file is None or not self._context.images.is_labeled(index):
            return
        says, known = document.file.image_annotations, self._context.index.find_image(index)
        here = tuple(annotation.label for annotation in says.annotations), says.verified
        if known is None or known.fault or (known.labels, known.verified) != here:
            self._context.index.update_image(document.image, says, (document.width, document.height))

    @Slot(object)
    def _on_labels_reloaded(self, document: Document) -> None:
        session, notices = self._context.session, self._context.notices
        if document is not session.document or document.file is None:
            return
        self._update_index(session.index)
        notices.clear_topic(TOPIC)
        for text in document.file.problems:
            notices.add_notice(Notice(text, NoticeKind.WARNING, TOPIC))

    def _show_notices(self, loaded: LoadedImage) -> None:
        notices = self._context.notices
        if loaded.file is None:
            notices.add_notice(
                Notice(loaded.read_only_reason, NoticeKind.ERROR, TOPIC, tr("Reload"), self.reload_image)
            )
        for text in loaded.notices:
            notices.add_notice(Notice(text, NoticeKind.WARNING, TOPIC))

    @Slot()
    def _on_document_changed(self) -> None:
        document = self._context.session.document
        self._context.autosave.watch_document(None if document is None or document.read_only_reason else document)

    @Slot(object)
    def _on_document_edited(self, document: Document) -> None:
        index = self._find_index(document)
        if index is not None:
            self._context.images.set_state(index, ImageState.EDITED, document.is_modified)

    @Slot(object)
    def _on_document_saved(self, document: Document) -> None:
        index = self._find_index(document)
        if index is not None:
            self._context.images.set_state(index, ImageState.EDITED, document.is_modified)
            self._context.images.set_state(index, ImageState.LABELED, True)

    def reload_image(self) -> None:
        """Reload the current image and its labels, unless unsaved boxes would be lost."""
        session, document = self._context.session, self._context.session.document
        if document is not None and document in self._context.autosave.unsaved_documents:
            text = tr("The boxes of {name} are not saved yet.")
            session.message_posted.emit(text.format(name=document.image.name))
        elif session.index >= 0:
            session.reload_image()

    @Slot()
    def _on_detections_changed(self) -> None:
        session = self._context.session
        if session.index >= 0:
            self._context.images.set_state(session.index, ImageState.DETECTED, session.best_score is not None)

    def _find_index(self, document: Document) -> int | None:
        folder = self._context.session.folder
        return folder.index_of(document.image) if folder is not None else None


def _end_message(step: int, filtered: bool) -> str:
    if step > 0:
        return tr("This is the last image of the search results.") if filtered else tr(LAST_IMAGE_TEXT)
    return tr("This is the first image of the search results.") if filtered else tr(FIRST_IMAGE_TEXT)
