"""Going through a folder by what is still to do, to its ends, or to a number; whatever the search lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, Qt, Slot

from frcnn_gui.context import WindowContext
from frcnn_gui.language import N_, tr
from frcnn_gui.panels.number_dialog import NumberDialog

ACTIONS = (
    "next_unlabelled", "previous_unlabelled", "next_unverified", "previous_unverified",
    "first_image", "last_image", "go_to_image",
)  # fmt: skip
ON_THE_PICTURE = ("first_image", "last_image")
"""Their keys mean something else in lists and lines of text."""
READING = N_("Labels are still being read. The next image that is not verified is shown as soon as it is known.")


class Going(QObject):
    """Binds actions of the menu Image."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._waiting = 0
        """The direction in which an image that is not verified is looked for, once more labels are read; 0: none."""
        handlers: dict[str, Callable[[], object]] = {
            "next_unlabelled": partial(self.go_to_unlabelled, 1),
            "previous_unlabelled": partial(self.go_to_unlabelled, -1),
            "next_unverified": partial(self.go_to_unverified, 1),
            "previous_unverified": partial(self.go_to_unverified, -1),
            "first_image": partial(self._go_to_end, 0),
            "last_image": partial(self._go_to_end, -1),
            "go_to_image": self.ask_number,
        }
        for id, handler in handlers.items():
            context.actions.bind(id, handler)
        for id in ON_THE_PICTURE:
            context.actions[id].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            context.canvas.addAction(context.actions[id])
        context.session.folder_changed.connect(self._refresh)
        context.session.current_changed.connect(self._give_up)
        context.index.changed.connect(self._look_again)
        self._refresh()

    def go_to_unlabelled(self, step: int) -> None:
        """The next (1) or previous (-1) image without labels, going round once."""
        images = self._context.images
        target = next((at for at in self._round(step) if not images.is_labelled(at)), None)
        self._go(target, tr("Every other image has labels."))

    def go_to_unverified(self, step: int) -> None:
        """The next (1) or previous (-1) image that is not verified, going round once.

        Images whose labels cannot be read are passed over. Where labels are not read yet, it waits for them.
        """
        self._waiting = 0
        target, known = self._unverified(step)
        if known:
            self._go(target, tr("Every other image is verified."))
            return
        self._waiting = step
        self._context.index.want()
        self._context.session.message.emit(tr(READING))

    def ask_number(self) -> None:
        """Ask for a number, and go to its image."""
        folder, session = self._context.session.folder, self._context.session
        if folder is None:
            return
        dialog = NumberDialog(len(folder), lambda number: folder.name(number - 1), self._context.window)
        dialog.show_number(session.index + 1)
        dialog.chosen.connect(self._go_to_number)
        dialog.open()

    @Slot(int)
    def _go_to_number(self, number: int) -> None:
        self._go(number - 1, "")
        self._context.canvas.setFocus()  # so that A, D and W work at once

    def _go_to_end(self, index: int) -> None:
        """To the first (0) or the last (-1) image."""
        session, total = self._context.session, self._context.images.total
        if session.index == index % max(total, 1):
            session.message.emit(tr("This is the last image.") if index else tr("This is the first image."))
        elif total:
            self._go(index % total, "")

    def _round(self, step: int) -> Iterable[int]:
        """All other images in this direction, beyond the end those from the other end on."""
        index, total = self._context.session.index, self._context.images.total
        return ((index + step * far) % total for far in range(1, total))

    def _unverified(self, step: int) -> tuple[int | None, bool]:
        """The image looked for, and whether that is sure: one nearer may turn out not to be verified."""
        marks, complete = self._context.images.marks, self._context.index.complete
        for at in self._round(step):
            verified = marks.is_verified(at)
            if verified is False:
                return at, True
            if verified is None and not complete and not marks.is_broken(at):
                return None, False
        return None, True

    def _go(self, target: int | None, nothing: str) -> None:
        """Go there, and say so where the list does not show it; or say `nothing`."""
        session, images = self._context.session, self._context.images
        if target is None:
            session.message.emit(nothing)
            return
        session.go_to(target)
        if images.row_of(target) is None and session.folder is not None:
            text = tr("{name} is image {number} of {total}. The search does not list it.")
            name, number, total = session.folder.name(target), f"{target + 1:,}", f"{images.total:,}"
            session.message.emit(text.format(name=name, number=number, total=total))

    @Slot()
    def _look_again(self) -> None:
        if self._waiting and self._unverified(self._waiting)[1]:
            self.go_to_unverified(self._waiting)

    @Slot()
    def _give_up(self) -> None:
        """Somebody went elsewhere meanwhile."""
        self._waiting = 0

    @Slot()
    def _refresh(self) -> None:
        for id in ACTIONS:
            self._context.actions.allow(id, self._context.session.folder is not None)
