"""Actions on selected boxes beyond the clipboard: flags, locks, hiding, the image's border, the image before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Slot

from detector.data.annotation import Box
from frcnn_gui.canvas.box_edits import FLAGS, Flag, described, fitted, flag_text, flagged, has_flag, stretched
from frcnn_gui.context import WindowContext
from frcnn_gui.document import Document
from frcnn_gui.language import tr
from frcnn_gui.workers.job import Job

_NEEDS_SELECTION = (*FLAGS, "stretch_to_border")


class BoxActions(QObject):
    """Binds them to the session's current document."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        session, actions, canvas = context.session, context.actions, context.canvas
        handlers: dict[str, Callable[[], object]] = {
            **{flag: partial(self._turn_flag, flag) for flag in FLAGS},
            "lock": self.turn_lock,
            "unlock_all": self.unlock_all,
            "hide": self.hide,
            "show_all": self.show_all,
            "stretch_to_border": self.stretch_to_border,
            "fit_into_image": self.fit_into_image,
            "copy_previous": self.copy_previous,
            "cycle_next": lambda: canvas.cycle_under_cursor(1),
            "cycle_previous": lambda: canvas.cycle_under_cursor(-1),
        }
        for id, handler in handlers.items():
            actions.bind(id, handler)
        for signal in (
            session.current_changed,
            session.document_changed,
            session.selection_changed,
            session.visibility_changed,
            context.autosave.changed,
            actions["hide_boxes"].toggled,
        ):
            signal.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Allow what makes sense now, and tick what holds for all selected boxes."""
        session, actions, document = self._context.session, self._context.actions, self._context.session.document
        editable = document is not None and not document.locked_reason
        chosen = self._chosen()
        for id in _NEEDS_SELECTION:
            actions.allow(id, editable and bool(chosen))
        for flag in FLAGS:
            actions[flag].setChecked(bool(chosen) and all(has_flag(box, flag) for box in chosen))
        locked = document.locked if document is not None else frozenset()
        actions["lock"].setChecked(bool(chosen) and all(box.uid in locked for box in chosen))
        actions.allow("lock", editable and bool(chosen))
        actions.allow("unlock_all", bool(locked))
        actions.allow("hide", bool(chosen))
        hidden = bool(session.hidden_uids or session.hidden_classes) or actions["hide_boxes"].isChecked()
        actions.allow("show_all", document is not None and hidden)
        actions.allow("fit_into_image", editable and bool(document and document.boxes))
        actions.allow("copy_previous", editable)
        for id in ("cycle_next", "cycle_previous"):
            actions.allow(id, document is not None and bool(document.boxes))

    # -- flags, locks, hiding

    def _turn_flag(self, flag: Flag) -> None:
        """Set the flag for all selected boxes; take it off where all of them have it that can be changed."""
        document, chosen = self._context.session.document, self._chosen()
        if document is not None and chosen:
            on = not all(has_flag(box, flag) for box in chosen if box.uid not in document.locked)
            document.change([box.uid for box in chosen], partial(flagged, flag=flag, on=on), flag_text(flag, on))
        self.refresh()

    def turn_lock(self) -> None:
        """Lock the selected boxes; unlock them where all are locked."""
        document, chosen = self._context.session.document, self._chosen()
        if document is not None and chosen:
            locked = not all(box.uid in document.locked for box in chosen)
            document.set_locked([box.uid for box in chosen], locked)
            text = tr("Locked: {boxes}.") if locked else tr("Unlocked: {boxes}.")
            self._tell(text.format(boxes=described(chosen)))
        self.refresh()

    def unlock_all(self) -> None:
        document = self._context.session.document
        if document is not None:
            document.set_locked(document.locked, False)

    def hide(self) -> None:
        """Hide the selected boxes, which are then not selected any more."""
        document, chosen = self._context.session.document, self._chosen()
        if document is not None and chosen:
            document.set_hidden([box.uid for box in chosen], True)
            one = tr("The box {label} is hidden, not deleted: Show all boxes brings everything back.")
            many = tr("%Ln boxes are hidden, not deleted: Show all boxes brings everything back.", "", len(chosen))
            self._tell(one.format(label=chosen[0].label) if len(chosen) == 1 else many)

    def show_all(self) -> None:
        """Hide nothing any more: no box, no class, and not all boxes at once."""
        self._context.session.show_all()
        if self._context.actions["hide_boxes"].isChecked():
            self._context.actions["hide_boxes"].trigger()

    # -- the image's border

    def stretch_to_border(self) -> None:
        """Take the edges of the selected boxes that are near the border to it."""
        document, chosen = self._context.session.document, self._chosen()
        if document is None or not chosen:
            return
        edit = partial(stretched, width=document.width, height=document.height)
        if all(edit(box) == box for box in chosen):
            self._tell(tr("No edge of the selected boxes is near the border: within 2 % of the image or 10 pixels."))
        else:
            document.change(
                [box.uid for box in chosen], edit, lambda what: tr("Stretch {boxes} to the border").format(boxes=what)
            )

    def fit_into_image(self) -> None:
        """Cut what reaches outside the image off the selected boxes, or off all where none is selected."""
        document = self._context.session.document
        if document is None:
            return
        width, height = document.width, document.height
        outside = [box for box in self._chosen() or document.boxes if not box.fits(width, height)]
        edit = partial(fitted, width=width, height=height)
        cut = [box for box in outside if edit(box) != box]
        if cut:
            document.change(
                [box.uid for box in cut], edit, lambda what: tr("Fit {boxes} into the image").format(boxes=what)
            )
        if not outside:
            self._tell(tr("No box reaches outside the image."))
        elif len(cut) < len(outside):
            left = len(outside) - len(cut)
            self._tell(tr("Wholly outside the image: %Ln box(es). Delete or move what is no object.", "", left))

    # -- the image before

    def copy_previous(self) -> None:
        """Add the boxes of the image before this one in the list; those that are here already are left out."""
        session, folder = self._context.session, self._context.session.folder
        document, at = session.document, self._context.images.neighbour(session.index, -1)
        if document is None or document.locked_reason or folder is None:
            return
        if at is None:
            self._tell(tr("There is no image before this one in the list."))
            return
        source = folder[at]
        known = session.known_document(source)
        if known is not None and not known.locked_reason:
            self._add(document, source.name, known.boxes)
            return
        job = Job(
            tr("Reading the boxes of {source}").format(source=source.name),
            lambda _context: folder.read(source).annotation.boxes,
        )
        job.result.connect(lambda boxes: self._add(document, source.name, boxes))
        job.failed.connect(session.message)
        self._context.jobs.start(job)

    def _add(self, document: Document, source: str, copied: tuple[Box, ...]) -> None:
        session = self._context.session
        if session.document is not document:
            self._tell(
                tr("Another image was opened meanwhile, so nothing was copied to {name}.").format(
                    name=document.image.name
                )
            )
            return
        new = not_there(copied, document)
        if not new:
            text = tr("All boxes of {source} are here already.") if copied else tr("{source} has no boxes.")
            self._tell(text.format(source=source))
            return
        session.add_classes(box.label for box in new)
        session.reveal({box.label for box in new})
        text = tr("Copy {boxes} of {source}").format(boxes=described(new), source=source)
        document.replace(text, (*document.boxes, *new))
        session.select(box.uid for box in new)
        left_out = len(copied) - len(new)
        told = [tr("Copied %Ln box(es) of {source}.", "", len(new)).format(source=source)]
        if left_out:
            told.append(tr("%Ln left out: here already, or outside this image.", "", left_out))
        self._tell(" ".join(told))

    def _chosen(self) -> list[Box]:
        document, uids = self._context.session.document, self._context.session.selection
        return [box for box in document.boxes if box.uid in uids] if document is not None else []

    def _tell(self, text: str) -> None:
        self._context.session.message.emit(text)


def not_there(copied: Iterable[Box], document: Document) -> list[Box]:
    """The parts of `copied` inside the document's image, with uids of their own, that none of its boxes equals."""
    there = {(box.label, box.xyxy) for box in document.boxes}
    cut = [box.clipped(document.width, document.height) for box in copied]
    new = [box for box in cut if not box.is_degenerate and (box.label, box.xyxy) not in there]
    return [replace(box, uid=document.new_uid()) for box in new]
