"""Actions on selected boxes beyond the clipboard: flags, locks, hiding, the image's border, the image before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Slot

from detector.data.annotation import Annotation
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.parts import HasActions, HasJobs, HasWindow
from frcnn_gui.document.box_geometry import (
    FLAGS,
    Flag,
    build_flag_text,
    clip_annotation_to_image,
    describe_annotations,
    has_flag,
    set_flag,
    snap_edges_to_border,
)
from frcnn_gui.document.document import Document
from frcnn_gui.document.parts import HasSession
from frcnn_gui.images.parts import HasImages
from frcnn_gui.saving.parts import HasAutosave

HAS_ALL_BOXES_TEXT = N_("This image already has all boxes of {source}.")
FIRST_IN_LIST_TEXT = N_("This is the first image in the list.")
NO_EDGE_NEAR_TEXT = N_("No selected edge is within 2 % or 10 pixels of the border.")
CLIP_BOXES_TEXT = N_("Clip {boxes} to the image")
NOTHING_COPIED_TEXT = N_("Nothing was copied to {name}: another image was opened.")


class BoxActionsContext(HasWindow, HasJobs, HasActions, HasSession, HasCanvas, HasAutosave, HasImages, Protocol):
    """What is used of the window."""


class BoxActions(QObject):
    """Binds them to the session's current document."""

    def __init__(self, context: BoxActionsContext) -> None:
        super().__init__(context.window)
        self._context = context
        session, actions, canvas = context.session, context.actions, context.canvas
        handlers: dict[str, Callable[[], object]] = {
            **{flag: partial(self._toggle_flag, flag) for flag in FLAGS},
            "lock": self.toggle_lock,
            "unlock_all": self.unlock_all,
            "hide": self.hide_selected,
            "show_all": self.show_all,
            "stretch_to_border": self.stretch_to_border,
            "fit_into_image": self.fit_into_image,
            "copy_previous": self.copy_previous_boxes,
            "cycle_next": lambda: canvas.cycle_under_cursor(1),
            "cycle_previous": lambda: canvas.cycle_under_cursor(-1),
        }
        for id, handler in handlers.items():
            actions.bind(id, handler)
        for signal in (
            session.current_image_changed,
            session.document_changed,
            session.selection_changed,
            session.visibility_changed,
            context.autosave.document_edited,
        ):
            signal.connect(self.update_checked)
        self.update_checked()

    @Slot()
    def update_checked(self) -> None:
        """Tick what holds for all selected boxes."""
        actions, document = self._context.actions, self._context.session.document
        chosen = self._find_selected()
        for flag in FLAGS:
            actions[flag].setChecked(bool(chosen) and all(has_flag(annotation, flag) for annotation in chosen))
        locked = document.locked_uids if document is not None else frozenset()
        actions["lock"].setChecked(bool(chosen) and all(annotation.uid in locked for annotation in chosen))

    # -- flags, locks, hiding

    def _toggle_flag(self, flag: Flag) -> None:
        """Set the flag for all selected boxes; take it off where all of them have it that can be changed."""
        document, chosen = self._context.session.document, self._find_selected()
        if document is not None and chosen:
            on = not all(
                has_flag(annotation, flag) for annotation in chosen if annotation.uid not in document.locked_uids
            )
            document.edit_annotations(
                [annotation.uid for annotation in chosen],
                partial(set_flag, flag=flag, on=on),
                build_flag_text(flag, on),
            )
        self.update_checked()

    def toggle_lock(self) -> None:
        """Lock the selected boxes; unlock them where all are locked."""
        document, chosen = self._context.session.document, self._find_selected()
        if document is not None and chosen:
            locked = not all(annotation.uid in document.locked_uids for annotation in chosen)
            document.set_locked([annotation.uid for annotation in chosen], locked)
            text = tr("Locked: {boxes}.") if locked else tr("Unlocked: {boxes}.")
            self._show_message(text.format(boxes=describe_annotations(chosen)))
        self.update_checked()

    def unlock_all(self) -> None:
        document = self._context.session.document
        if document is not None:
            document.set_locked(document.locked_uids, False)

    def hide_selected(self) -> None:
        """Hide the selected boxes, which are then not selected any more."""
        document, chosen = self._context.session.document, self._find_selected()
        if document is not None and chosen:
            document.set_hidden([annotation.uid for annotation in chosen], True)
            one = tr("Box {label} hidden, not deleted. Show all boxes shows it.")
            many = tr("%Ln boxes hidden, not deleted. Show all boxes shows them.", "", len(chosen))
            self._show_message(one.format(label=chosen[0].label) if len(chosen) == 1 else many)

    def show_all(self) -> None:
        """Hide nothing any more: no box, no class, and not all boxes at once."""
        self._context.session.show_all_annotations()
        if self._context.actions["hide_boxes"].isChecked():
            self._context.actions["hide_boxes"].trigger()

    # -- the image's border

    def stretch_to_border(self) -> None:
        """Take the edges of the selected boxes that are near the border to it."""
        document, chosen = self._context.session.document, self._find_selected()
        if document is None or not chosen:
            return
        edit = partial(snap_edges_to_border, width=document.width, height=document.height)
        if all(edit(annotation) == annotation for annotation in chosen):
            self._show_message(tr(NO_EDGE_NEAR_TEXT))
        else:
            document.edit_annotations(
                [annotation.uid for annotation in chosen],
                edit,
                lambda what: tr("Stretch {boxes} to the border").format(boxes=what),
            )

    def fit_into_image(self) -> None:
        """Cut what reaches outside the image off the selected boxes, or off all where none is selected."""
        document = self._context.session.document
        if document is None:
            return
        width, height = document.width, document.height
        outside = [
            annotation
            for annotation in self._find_selected() or document.annotations
            if not annotation.bounds.is_inside(width, height)
        ]
        edit = partial(clip_annotation_to_image, width=width, height=height)
        cut = [annotation for annotation in outside if edit(annotation) != annotation]
        if cut:
            document.edit_annotations(
                [annotation.uid for annotation in cut], edit, lambda what: tr(CLIP_BOXES_TEXT).format(boxes=what)
            )
        if not outside:
            self._show_message(tr("No box extends beyond the image."))
        elif len(cut) < len(outside):
            left = len(outside) - len(cut)
            self._show_message(tr("%Ln box(es) entirely outside the image: move or delete them.", "", left))

    # -- the image before

    def copy_previous_boxes(self) -> None:
        """Add the boxes of the image before this one in the list; those that are here already are left out."""
        session, folder = self._context.session, self._context.session.folder
        document, at = session.document, self._context.images.find_neighbor(session.index, -1)
        if document is None or document.read_only_reason or folder is None:
            return
        if at is None:
            self._show_message(tr(FIRST_IN_LIST_TEXT))
            return
        source = folder[at]
        known = session.documents.find_document(source)
        if known is not None and not known.read_only_reason:
            self._add_copied_annotations(document, source.name, known.annotations)
            return
        job = Job(
            tr("Reading the boxes of {source}").format(source=source.name),
            lambda _context: folder.read_labels(source).image_annotations.annotations,
        )
        job.result_ready.connect(lambda boxes: self._add_copied_annotations(document, source.name, boxes))
        job.failed.connect(session.message_posted)
        self._context.jobs.start(job)

    def _add_copied_annotations(self, document: Document, source: str, copied: tuple[Annotation, ...]) -> None:
        session = self._context.session
        if session.document is not document:
            self._show_message(tr(NOTHING_COPIED_TEXT).format(name=document.image.name))
            return
        new = build_missing_copies(copied, document)
        if not new:
            text = tr(HAS_ALL_BOXES_TEXT) if copied else tr("{source} has no boxes.")
            self._show_message(text.format(source=source))
            return
        session.add_classes(annotation.label for annotation in new)
        session.show_classes({annotation.label for annotation in new})
        text = tr("Copy {boxes} from {source}").format(boxes=describe_annotations(new), source=source)
        document.replace_annotations(text, (*document.annotations, *new))
        session.select_annotations(annotation.uid for annotation in new)
        left_out = len(copied) - len(new)
        sentences = [tr("Copied %Ln box(es) from {source}.", "", len(new)).format(source=source)]
        if left_out:
            sentences.append(tr("%Ln skipped: already here, or outside this image.", "", left_out))
        self._show_message(" ".join(sentences))

    def _find_selected(self) -> list[Annotation]:
        document, uids = self._context.session.document, self._context.session.selection
        return (
            [annotation for annotation in document.annotations if annotation.uid in uids]
            if document is not None
            else []
        )

    def _show_message(self, text: str) -> None:
        self._context.session.message_posted.emit(text)


def build_missing_copies(copied: Iterable[Annotation], document: Document) -> list[Annotation]:
    """The parts of `copied` inside the document's image, with uids of their own, that none of its boxes equals."""
    there = {(annotation.label, annotation.geometry) for annotation in document.annotations}
    cut = [annotation.clip_to(document.width, document.height) for annotation in copied]
    new = [
        annotation
        for annotation in cut
        if not annotation.geometry.is_degenerate and (annotation.label, annotation.geometry) not in there
    ]
    return [replace(annotation, uid=document.new_uid()) for annotation in new]
