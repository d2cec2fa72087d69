"""Marks images to be skipped: they are passed over and not trained on. The list is in the folder; see `skip_list`."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Slot

from detector.data.skip_list import change_skipped_names, find_skipped_images, locate_skip_list
from detector.errors import DatasetError
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasActions, HasNotices, HasWindow
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.document.parts import HasSession
from frcnn_gui.images.chosen_images import list_chosen_images
from frcnn_gui.images.image_status import ImageState
from frcnn_gui.images.parts import HasImages

TOPIC = "skipped"
SKIPPED_TEXT = N_("Skipped, not trained on: {images}.")
NOT_SKIPPED_TEXT = N_("No longer skipped: {images}.")


class SkipContext(HasWindow, HasActions, HasNotices, HasSession, HasImages, Protocol):
    """What is used of the window."""


class SkipController(QObject):
    """Binds `skip_image`."""

    def __init__(self, context: SkipContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._folder: Gallery | None = None
        """Whose marks were read"""
        context.actions.bind("skip_image", self.toggle_skip)
        session = context.session
        context.images.modelReset.connect(self._on_list_reset)
        for signal in (session.current_image_changed, context.images.state_changed):
            signal.connect(self._update_action)
        self._update_action()

    def toggle_skip(self) -> None:
        """Mark the images selected in the list, or the current one; or unmark them, where all are marked."""
        session, folder = self._context.session, self._context.session.folder
        images = list_chosen_images(session, self._context.images)
        if folder is None or not images:
            return
        top = locate_skip_list(folder.root).parent
        numbers = {
            at: image.relative_to(top).as_posix() for image in images if (at := folder.index_of(image)) is not None
        }
        on = not all(map(self._context.images.statuses.is_skipped, numbers))
        self._context.notices.clear_topic(TOPIC)
        try:
            names = list(numbers.values())
            change_skipped_names(folder.root, names if on else (), () if on else names)
        except DatasetError as error:
            self._context.notices.add_notice(Notice(translate_message(str(error)), NoticeKind.ERROR, TOPIC))
            self._update_action()
            return
        for at in numbers:
            self._context.images.set_state(at, ImageState.SKIPPED, on)
        what = images[0].name if len(images) == 1 else tr("%Ln image(s)", "", len(images))
        session.message_posted.emit(tr(SKIPPED_TEXT if on else NOT_SKIPPED_TEXT).format(images=what))

    @Slot()
    def _on_list_reset(self) -> None:
        """Another search, or the images of another folder, or others of this one."""
        folder = self._context.images.statuses.folder
        if folder is not self._folder:
            self._folder = folder
            self._read_marks()

    def _read_marks(self) -> None:
        folder, images = self._folder, self._context.images
        if folder is None:
            return
        try:
            skipped = find_skipped_images(folder.dataset)
        except DatasetError as error:
            self._context.notices.add_notice(Notice(translate_message(str(error)), NoticeKind.WARNING, TOPIC))
            return
        for image in skipped:
            at = folder.index_of(image)
            if at is not None:
                images.set_state(at, ImageState.SKIPPED, True)

    @Slot()
    def _update_action(self) -> None:
        index = self._context.session.index
        is_skipped = index >= 0 and self._context.images.statuses.is_skipped(index)
        self._context.actions["skip_image"].setChecked(is_skipped)
