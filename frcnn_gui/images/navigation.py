"""Going through a folder by what is still to do, to its ends, or to a number; whatever the search lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Slot

from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.parts import HasActions, HasWindow
from frcnn_gui.document.parts import HasSession
from frcnn_gui.images.number_dialog import NumberDialog
from frcnn_gui.images.parts import HasImages, HasIndex

CANVAS_ACTIONS = ("first_image", "last_image")
"""Their keys mean something else in lists and lines of text."""
OUTSIDE_SEARCH_TEXT = N_("{name} is image {number} of {total}, outside the search.")
READING_MESSAGE = N_("Reading labels. The next unverified image follows at once.")


class ImageNavigationContext(HasWindow, HasActions, HasSession, HasCanvas, HasImages, HasIndex, Protocol):
    """What is used of the window."""


class ImageNavigation(QObject):
    """Binds actions of the menu Image."""

    def __init__(self, context: ImageNavigationContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._pending_step = 0
        """The direction in which an image that is not verified is looked for, once more labels are read; 0: none."""
        handlers: dict[str, Callable[[], object]] = {
            "next_unlabelled": partial(self.go_to_unlabeled, 1),
            "previous_unlabelled": partial(self.go_to_unlabeled, -1),
            "next_unverified": partial(self.go_to_unverified, 1),
            "previous_unverified": partial(self.go_to_unverified, -1),
            "first_image": partial(self._go_to_end, 0),
            "last_image": partial(self._go_to_end, -1),
            "go_to_image": self.ask_number,
        }
        for id, handler in handlers.items():
            context.actions.bind(id, handler)
        for id in CANVAS_ACTIONS:
            context.actions[id].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            context.canvas.addAction(context.actions[id])
        context.session.current_image_changed.connect(self._on_current_image_changed)
        context.index.changed.connect(self._on_index_changed)

    def go_to_unlabeled(self, step: int) -> None:
        """The next (1) or previous (-1) image without labels that is not to be skipped, going round once."""
        images = self._context.images
        others = (at for at in self._iterate_others(step) if not images.statuses.is_skipped(at))
        target = next((at for at in others if not images.is_labeled(at)), None)
        self._go_to_index(target, tr("All other images have labels."))

    def go_to_unverified(self, step: int) -> None:
        """The next (1) or previous (-1) image that is not verified, going round once.

        Images whose labels cannot be read, or that are to be skipped, are passed over. Where labels are not read yet,
        it waits for them.
        """
        self._pending_step = 0
        target, known = self._find_unverified(step)
        if known:
            self._go_to_index(target, tr("All other images are verified."))
            return
        self._pending_step = step
        self._context.index.request_labels()
        self._context.session.message_posted.emit(tr(READING_MESSAGE))

    def ask_number(self) -> None:
        """Ask for a number, and go to its image."""
        folder, session = self._context.session.folder, self._context.session
        if folder is None:
            return
        dialog = NumberDialog(len(folder), lambda number: folder.name_of(number - 1), self._context.window)
        dialog.show_number(session.index + 1)
        dialog.number_chosen.connect(self._go_to_number)
        dialog.open()

    @Slot(int)
    def _go_to_number(self, number: int) -> None:
        self._go_to_index(number - 1, "")
        self._context.canvas.setFocus()  # so that A, D and W work at once

    def _go_to_end(self, index: int) -> None:
        """To the first (0) or the last (-1) image."""
        session, total = self._context.session, self._context.images.image_count
        if session.index == index % max(total, 1):
            session.message_posted.emit(tr("This is the last image.") if index else tr("This is the first image."))
        elif total:
            self._go_to_index(index % total, "")

    def _iterate_others(self, step: int) -> Iterable[int]:
        """All other images in this direction, beyond the end those from the other end on."""
        index, total = self._context.session.index, self._context.images.image_count
        return ((index + step * far) % total for far in range(1, total))

    def _find_unverified(self, step: int) -> tuple[int | None, bool]:
        """The image looked for, and whether that is sure: one nearer may turn out not to be verified."""
        marks, complete = self._context.images.statuses, self._context.index.is_complete
        for at in self._iterate_others(step):
            if marks.is_skipped(at):
                continue
            verified = marks.is_verified(at)
            if verified is False:
                return at, True
            if verified is None and not complete and not marks.is_broken(at):
                return None, False
        return None, True

    def _go_to_index(self, target: int | None, nothing: str) -> None:
        """Go there, and say so where the list does not show it; or say `nothing`."""
        session, images = self._context.session, self._context.images
        if target is None:
            session.message_posted.emit(nothing)
            return
        session.go_to_index(target)
        if images.row_of(target) is None and session.folder is not None:
            text = tr(OUTSIDE_SEARCH_TEXT)
            name, number, total = session.folder.name_of(target), f"{target + 1:,}", f"{images.image_count:,}"
            session.message_posted.emit(text.format(name=name, number=number, total=total))

    @Slot()
    def _on_index_changed(self) -> None:
        if self._pending_step and self._find_unverified(self._pending_step)[1]:
            self.go_to_unverified(self._pending_step)

    @Slot()
    def _on_current_image_changed(self) -> None:
        """Somebody went elsewhere meanwhile."""
        self._pending_step = 0
