"""Moves images of the folder to the trash or to another split, and reads the folder again afterwards."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Slot

from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.parts import HasActions, HasWindow
from frcnn_gui.document.folder_edit import EditOutcome
from frcnn_gui.document.parts import HasHistory, HasSession
from frcnn_gui.images.chosen_images import list_chosen_images
from frcnn_gui.images.image_edits import ImagesEdit, SplitEdit, TrashEdit
from frcnn_gui.images.parts import HasImages
from frcnn_gui.saving.parts import HasAutosave

if TYPE_CHECKING:
    from detector.data.formats.base import Split

NOT_SAVED_TEXT = N_("Nothing was moved, because the boxes are not saved: {reason}")
IN_SPLIT_TEXT = N_("Nothing to move: already there.")
SAVE_WAIT_MS = 5000
_SPLITS: tuple[Split, ...] = ("train", "val", "test")


class ImageEditsContext(HasWindow, HasActions, HasSession, HasHistory, HasAutosave, HasImages, Protocol):
    """What is used of the window."""


class ImageEditsController(QObject):
    """Binds `trash_images` and the actions that move images to a split."""

    def __init__(self, context: ImageEditsContext, reopen_folder: Callable[[], object]) -> None:
        """`reopen_folder` reads the open folder again, whatever has changed."""
        super().__init__(context.window)
        self._context, self._reopen_folder = context, reopen_folder
        context.actions.bind("trash_images", self.trash_images)
        for split in _SPLITS:
            context.actions.bind(f"move_to_{split}", partial(self.move_to_split, split))
        for signal in (context.session.folder_changed, context.session.folder_rescanned):
            signal.connect(self._update_actions)
        self._update_actions()

    @Slot()
    def _update_actions(self) -> None:
        folder = self._context.session.folder
        self._context.actions.update_state(has_splits=folder is not None and bool(folder.dataset.splits))

    def trash_images(self) -> None:
        """Move the images selected in the list, or the current one, to the trash."""
        self._do_edit(self._list_images(), partial(TrashEdit, finish=self._on_edit_ended))

    def move_to_split(self, split: Split) -> None:
        """Move the images selected in the list, or the current one, to this split."""
        folder = self._context.session.folder
        there = folder.dataset.splits.get(split, frozenset()) if folder is not None else frozenset()
        images = [image for image in self._list_images() if image not in there]
        if not images:
            self._context.session.message_posted.emit(tr(IN_SPLIT_TEXT))
            return
        self._do_edit(images, partial(SplitEdit, split=split, finish=self._on_edit_ended))

    def _list_images(self) -> list[Path]:
        return list_chosen_images(self._context.session, self._context.images)

    def _do_edit(self, images: list[Path], create: Callable[[list[Path]], ImagesEdit]) -> None:
        autosave = self._context.autosave
        if not images:
            return
        if not autosave.save_all(SAVE_WAIT_MS):
            text = tr(NOT_SAVED_TEXT).format(reason=autosave.failure)
            self._context.session.message_posted.emit(text)
            return
        self._context.history.do_edit(create(images))

    def _on_edit_ended(self, edit: ImagesEdit, outcome: EditOutcome) -> None:
        if outcome.changes:
            self._context.session.documents.expect_other_labels(edit.moved_images)
            self._reopen_folder()
