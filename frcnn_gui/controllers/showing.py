"""From "go to that image" to its picture and boxes on the canvas, and their marks in the list."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from frcnn_gui.context import WindowContext
from frcnn_gui.document import Document
from frcnn_gui.language import tr
from frcnn_gui.models.image_list import ImageState
from frcnn_gui.panels.notice_bar import Notice, NoticeKind
from frcnn_gui.workers.image_loader import ImageLoader, LoadedImage

TOPIC = "image"


class Showing(QObject):
    """Loads the session's current image; keeps the list's marks true."""

    first_shown = Signal()

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.loader = ImageLoader(self)
        self.loader.loaded.connect(self._show)
        self._step = 1
        self._last_index = -1
        self._shown_any = False
        session = context.session
        session.folder_changed.connect(self._forget)
        session.current_changed.connect(self._load)
        session.document_changed.connect(self._watch)
        session.detections_changed.connect(self._mark_detections)
        session.labels_renewed.connect(self._take_renewed)
        context.autosave.changed.connect(self._mark_edited)
        context.autosave.saved.connect(self._mark_saved)
        for id, handler in (
            ("next", lambda: self.step(1)),
            ("previous", lambda: self.step(-1)),
            ("reload", self.reload),
        ):
            context.actions.bind(id, handler)

    def step(self, step: int) -> None:
        """Go to the next (1) or previous (-1) image of those listed."""
        session, images = self._context.session, self._context.images
        target = images.neighbour(session.index, step)
        if target is None:
            session.message.emit(_at_the_end(step, images.filtered))
        else:
            session.go_to(target)

    @Slot()
    def _forget(self) -> None:
        self.loader.forget()
        self._last_index = -1
        self._context.notices.clear(TOPIC)

    @Slot()
    def _load(self) -> None:
        session = self._context.session
        folder, index = session.folder, session.index
        self._context.autosave.write_due()
        self._context.autosave.watch(None)
        self._context.notices.clear(TOPIC)
        if folder is None or not 0 <= index < len(folder):
            self.loader.forget()
            return
        if self._last_index >= 0:
            self._step = -1 if index < self._last_index else 1
        self._last_index = index
        images = self._context.images
        following = images.neighbour(index, self._step)
        second = None if following is None else images.neighbour(following, self._step)
        near = (following, second, images.neighbour(index, -self._step))
        ahead = tuple(folder[at] for at in near if at is not None)
        self.loader.ask(index, folder[index], folder.dataset, ahead)

    @Slot(object)
    def _show(self, loaded: LoadedImage) -> None:
        session, images = self._context.session, self._context.images
        if loaded.index != session.index:
            return
        broken = loaded.image is None or loaded.file is None
        images.mark(loaded.index, ImageState.BROKEN, broken)
        if loaded.image is None:
            session.show_failure(loaded.index, loaded.failure)
        else:
            session.show_image(loaded.index, loaded.image, loaded.file, loaded.locked_reason)
            self._note_labels(loaded.index)
            self._tell(loaded)
        if not self._shown_any:
            self._shown_any = True
            self.first_shown.emit()

    def _note_labels(self, index: int) -> None:
        """Let counts and searches know what the file says, where they did not read it yet or another program wrote it.

        The document knows better than what was loaded: that may have been read just before it was saved.
        """
        document = self._context.session.document
        if document is None or document.file is None or not self._context.images.is_labelled(index):
            return
        says, known = document.file.annotation, self._context.index.image(index)
        here = tuple(box.label for box in says.boxes), says.verified
        if known is None or known.fault or (known.labels, known.verified) != here:
            self._context.index.note(document.image, says, (document.width, document.height))

    @Slot(object)
    def _take_renewed(self, document: Document) -> None:
        session, notices = self._context.session, self._context.notices
        if document is not session.document or document.file is None:
            return
        self._note_labels(session.index)
        notices.clear(TOPIC)
        for text in document.file.problems:
            notices.add(Notice(text, NoticeKind.WARNING, TOPIC))

    def _tell(self, loaded: LoadedImage) -> None:
        notices = self._context.notices
        if loaded.file is None:
            notices.add(Notice(loaded.locked_reason, NoticeKind.ERROR, TOPIC, tr("Read it again"), self.reload))
        for text in loaded.notices:
            notices.add(Notice(text, NoticeKind.WARNING, TOPIC))

    @Slot()
    def _watch(self) -> None:
        document = self._context.session.document
        self._context.autosave.watch(None if document is None or document.locked_reason else document)

    @Slot(object)
    def _mark_edited(self, document: Document) -> None:
        index = self._index_of(document)
        if index is not None:
            self._context.images.mark(index, ImageState.EDITED, document.modified)

    @Slot(object)
    def _mark_saved(self, document: Document) -> None:
        index = self._index_of(document)
        if index is not None:
            self._context.images.mark(index, ImageState.EDITED, document.modified)
            self._context.images.mark(index, ImageState.LABELLED, True)

    def reload(self) -> None:
        """Read the current image and its labels anew, unless there are boxes that this would lose."""
        session, document = self._context.session, self._context.session.document
        if document is not None and document in self._context.autosave.unsaved:
            text = tr("The boxes of {name} are not saved yet.")
            session.message.emit(text.format(name=document.image.name))
        elif session.index >= 0:
            session.reload()

    @Slot()
    def _mark_detections(self) -> None:
        session = self._context.session
        if session.index >= 0:
            self._context.images.mark(session.index, ImageState.DETECTED, session.best_score is not None)

    def _index_of(self, document: Document) -> int | None:
        folder = self._context.session.folder
        return folder.index_of(document.image) if folder is not None else None


def _at_the_end(step: int, filtered: bool) -> str:
    if step > 0:
        return tr("This is the last image that the search finds.") if filtered else tr("This is the last image.")
    return tr("This is the first image that the search finds.") if filtered else tr("This is the first image.")
