"""One source of truth for the window: the folder, the current image, its document, selection, classes, detections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from detector.data.annotation import Annotation
from detector.data.folder import natural_key
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.class_preferences import ClassPreferences
from frcnn_gui.document.detections import Detection, DetectionStore
from frcnn_gui.document.document import Document
from frcnn_gui.document.outline_fitting import OutlineFitter, describe_losses

if TYPE_CHECKING:
    from detector.data.formats.base import LabelFile
    from detector.data.image_io import DecodedImage
    from frcnn_gui.document.outline_fitting import OutlineFitter, describe_losses
from frcnn_gui.document.image_collection import Gallery

CLASS_VISIBLE_AGAIN_TEXT = N_("Boxes of class {label} are visible again.")

__all__ = ["Detection", "Session"]

DEFAULT_SCORE_THRESHOLD = 0.5
MAX_LISTED_CLASSES = 2_000
"""Classes from files: with more, no list of them could be shown without a pause."""
MANY_IMAGES = 1_000
"""Detections of more images at once are not signaled one by one."""


class Session(QObject):
    """What is open and chosen. Others change it by its methods and follow its signals.

    `image` and `document` are None while no image is chosen, while it loads, and when it cannot be shown (`failure`
    says why).

    Signals:
        folder_changed: Another folder is open, or none.
        folder_rescanned: The same folder with other images: the index of each remaining image, before to now.
        current_image_changed: Another image is current.
        document_changed: Another document, the same with its image reloaded, none, or a failure.
        selection_changed: Other boxes are selected.
        hover_changed: The mouse is over another box, on a canvas or in a list.
        classes_changed: The classes or the current class have changed.
        detections_changed: Detections of the current image, or which of them are shown.
        other_detections_changed: Detections of other images.
        detections_replaced: A frozenset of the images with other detections, or None for many; before the two above.
        visibility_changed: Other boxes or classes are hidden, or other boxes are locked.
        labels_reloaded: A Document with the boxes that another program, or a job, wrote to its file.
        labels_written: An image whose labels a job wrote; they must be read again where they are shown.
        message_posted: A sentence for the status bar.
    """

    folder_changed = Signal()
    folder_rescanned = Signal(object)
    current_image_changed = Signal()
    document_changed = Signal()
    selection_changed = Signal()
    hover_changed = Signal()
    classes_changed = Signal()
    detections_changed = Signal()
    other_detections_changed = Signal()
    detections_replaced = Signal(object)
    visibility_changed = Signal()
    labels_reloaded = Signal(object)
    labels_written = Signal(object)
    message_posted = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder: Gallery | None = None
        self.index = -1
        self.image: DecodedImage | None = None
        self.document: Document | None = None
        self.failure = ""
        self._documents: dict[Path, Document] = {}
        self._to_reload: set[Path] = set()
        self._selection: frozenset[int] = frozenset()
        self._hovered_uid: int | None = None
        self._classes: tuple[str, ...] = ()
        self._hidden_classes: frozenset[str] = frozenset()
        self._current_label = ""
        self.class_preferences = ClassPreferences()
        self._detections = DetectionStore()
        self._score_threshold = DEFAULT_SCORE_THRESHOLD
        self._detection_class = ""

    # -- folder and image

    def set_folder(self, folder: Gallery) -> None:
        """Open a folder; everything of the one before is let go. Unsaved boxes must have been dealt with."""
        self._leave_document()
        self._documents.clear()
        self._to_reload.clear()
        self._detections.clear()
        self._classes = folder.dataset.classes[:MAX_LISTED_CLASSES]
        self._current_label = ""
        self._hidden_classes = frozenset()
        self.folder = folder
        self.index = -1
        self.folder_changed.emit()
        self.classes_changed.emit()
        self._emit_current_changed()

    def update_folder(self, folder: Gallery) -> None:
        """Take what the disk has of the open folder now. Documents stay; the current image does unless it is gone."""
        before, index = self.folder, self.index
        if before is None:
            return
        numbers = before.map_numbers_to(folder)
        self.folder = folder
        self.index = numbers.get(index, -1)
        self.add_classes_if_room(folder.dataset.classes)
        self.folder_rescanned.emit(numbers)
        if self.index < 0 or self.image is None:
            self._leave_document()
            self.index = self.index if self.index >= 0 else min(max(index, 0), len(folder) - 1)
            self._emit_current_changed()

    def go_to_index(self, index: int) -> None:
        """Make image `index` of the folder the current one; somebody who follows `current_image_changed` loads it."""
        if self.folder is None or not 0 <= index < len(self.folder):
            return
        if index == self.index and self.image is not None:
            return
        self._leave_document()
        self.index = index
        self._emit_current_changed()

    def go_to_image(self, image: Path) -> None:
        """Make `image` the current one, where the folder has it."""
        index = self.folder.index_of(image) if self.folder is not None else None
        if index is not None:
            self.go_to_index(index)

    def show_image(self, index: int, image: DecodedImage, file: LabelFile | None, locked_reason: str = "") -> None:
        """The image that was gone to is loaded. A document with a past is taken up again, with its undo history.

        A document stays that of its image whatever is written to its file: a dialog or a job may hold on to it.
        """
        if self.folder is None or index != self.index:
            return
        path = self.folder[index]
        document = self._documents.get(path)
        to_renew = path in self._to_reload
        self._to_reload.discard(path)
        if document is None:
            document = Document(path, image.width, image.height, file, locked_reason)
            self._connect_document(document)
        elif not _is_up_to_date(document, image, file, locked_reason, to_renew):
            document.reload_from(file, locked_reason)
        document.width, document.height = image.width, image.height
        self._documents[path] = document
        self.image, self.failure = image, ""
        self.document = document
        self._prune_selection()
        self.add_classes_if_room(annotation.label for annotation in document.annotations)
        self.document_changed.emit()

    def reload_labels(self, document: Document, file: LabelFile) -> bool:
        """Show what another program wrote to the label file; False where boxes of the document are not saved."""
        if document.is_modified:
            return False
        document.reload_from(file, document.read_only_reason)
        self.add_classes_if_room(annotation.label for annotation in document.annotations)
        self.labels_reloaded.emit(document)
        return True

    def rebase_labels(self, document: Document, file: LabelFile, known: Iterable[Annotation] = ()) -> None:
        """Show what an edit of the whole folder wrote to the label file; see `Document.rebase_on`."""
        document.rebase_on(file, known)
        self.labels_reloaded.emit(document)

    def register_document(self, document: Document) -> Document:
        """Keep the document of an image that is not shown; where there is one already, that one counts."""
        known = self._documents.setdefault(document.image, document)
        if known is document:
            self._connect_document(document)
        return known

    def _connect_document(self, document: Document) -> None:
        document.annotations_changed.connect(self._prune_selection)
        document.annotation_states_changed.connect(self._on_visibility_changed)
        document.edit_refused.connect(self.message_posted)

    def show_failure(self, index: int, message: str) -> None:
        """The image that was gone to cannot be shown; `message_posted` is the sentence that says why."""
        if index != self.index:
            return
        self._leave_document()
        self.failure = message
        self.document_changed.emit()

    def find_document(self, image: Path) -> Document | None:
        """The document of an image that is shown, or was left with a past; else its boxes are those of its file."""
        return self._documents.get(image)

    @property
    def documents(self) -> tuple[Document, ...]:
        """All documents that are known."""
        return tuple(self._documents.values())

    def reload_image(self) -> None:
        """Reload the current image; unsaved boxes and the undo history are discarded."""
        document = self.document
        self._leave_document()
        if document is not None:
            document.reload_from(document.file, document.read_only_reason)
            self._documents[document.image] = document
            self._to_reload.add(document.image)
        self._emit_current_changed()

    def expect_other_labels(self, images: Iterable[Path]) -> None:
        """The files that hold the labels of these images are others now: they are read again when they are shown."""
        self._to_reload.update(images)

    def _leave_document(self) -> None:
        document, self.document = self.document, None
        self.image, self.failure = None, ""
        self.select_annotations(())
        self.set_hovered(None)
        if document is None:
            return
        document.set_preview(None)
        self.add_classes_if_room(annotation.label for annotation in document.annotations)
        has_past = document.undo_stack.count() > 0 or document.locked_uids or document.hidden_uids
        if not document.is_modified and not has_past:
            self._documents.pop(document.image, None)

    def _emit_current_changed(self) -> None:
        self.current_image_changed.emit()
        self.document_changed.emit()
        self.detections_changed.emit()

    # -- selection and classes

    @property
    def selection(self) -> frozenset[int]:
        """The uids of the selected boxes."""
        return self._selection

    def select_annotations(self, uids: Iterable[int]) -> None:
        """Make these the selected boxes; hidden ones are left out, or they would be changed unseen."""
        new = frozenset(uids)
        if new:
            new -= self.hidden_uids
        if new != self._selection:
            self._selection = new
            self.selection_changed.emit()

    @property
    def hovered_uid(self) -> int | None:
        """The box under the mouse, on a canvas or in a list."""
        return self._hovered_uid

    def set_hovered(self, uid: int | None) -> None:
        """The mouse came over this box, or left it."""
        if uid != self._hovered_uid:
            self._hovered_uid = uid
            self.hover_changed.emit()

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes seen in this folder or made by hand, in order of appearance; they only grow.

        Of very many only the first are among them; boxes may have any other all the same.
        """
        return self._classes

    def add_classes(self, labels: Iterable[str]) -> None:
        known = dict.fromkeys(self._classes)
        known.update(dict.fromkeys(label for label in labels if label))
        if len(known) != len(self._classes):
            self._classes = tuple(known)
            self.classes_changed.emit()

    def add_classes_if_room(self, labels: Iterable[str]) -> None:
        """Add what files name, as far as the list has room: a file may name hundreds of thousands of classes."""
        known = frozenset(self._classes)
        new = [label for label in dict.fromkeys(labels) if label not in known]
        self.add_classes(new[: max(MAX_LISTED_CLASSES - len(known), 0)])

    def set_classes(self, labels: Iterable[str]) -> None:
        """Make these the classes, in this order: they were arranged, renamed or taken out by hand."""
        classes = tuple(dict.fromkeys(label for label in labels if label))
        if classes != self._classes:
            self._classes = classes
            if self._current_label not in classes:
                self._current_label = ""
            self.classes_changed.emit()

    def rename_class(self, source: str, target: str) -> None:
        """Have `target` in the place of `source`, everywhere but in boxes; empty: nothing."""
        target_known = target in self._classes
        swapped = [target if label == source and not target_known else label for label in self._classes]
        hidden = self._hidden_classes - {source}
        if source in self._hidden_classes and target and not target_known:
            hidden |= {target}
        self._current_label = target if self._current_label == source else self._current_label
        self.class_preferences.rename_class(source, target)
        self._classes = tuple(label for label in swapped if label and label != source)
        self.classes_changed.emit()
        if hidden != self._hidden_classes:
            self._hidden_classes = hidden
            self._on_visibility_changed()

    @property
    def current_label(self) -> str:
        """The class that a person works with; empty: none was chosen yet."""
        return self._current_label

    @current_label.setter
    def current_label(self, label: str) -> None:
        self.class_preferences.mark_used(label)
        if label != self._current_label:
            self._current_label = label
            self.classes_changed.emit()

    @property
    def next_label(self) -> str:
        """The class that the next box gets; empty: ask."""
        return self._current_label if self.class_preferences.single_class_mode else ""

    def class_color(self, label: str) -> str:
        """The color of a class, #rrggbb; the same wherever this session is shown."""
        return self.class_preferences.color_of(label, self._classes)

    # -- what is hidden

    @property
    def hidden_classes(self) -> frozenset[str]:
        """Classes whose boxes are hidden, in every image of the folder."""
        return self._hidden_classes

    def set_class_hidden(self, label: str, hidden: bool) -> None:
        changed = self._hidden_classes | {label} if hidden else self._hidden_classes - {label}
        if changed != self._hidden_classes:
            self._hidden_classes = changed
            self._on_visibility_changed()

    def show_classes(self, labels: Iterable[str]) -> None:
        """Show these classes again, and say so: boxes of them are about to be made."""
        for label in sorted(self._hidden_classes.intersection(labels)):
            self.set_class_hidden(label, False)
            self.message_posted.emit(tr(CLASS_VISIBLE_AGAIN_TEXT).format(label=label))

    def show_all_annotations(self) -> None:
        """Hide no class any more, and no box of the current image."""
        if self._hidden_classes:
            self._hidden_classes = frozenset()
            self._on_visibility_changed()
        if self.document is not None:
            self.document.set_hidden(self.document.hidden_uids, False)

    @property
    def hidden_uids(self) -> frozenset[int]:
        """The boxes of the current image that are hidden, by themselves or with their class."""
        document = self.document
        if document is None:
            return frozenset()
        if not self._hidden_classes:
            return document.hidden_uids
        return document.hidden_uids | {
            annotation.uid for annotation in document.annotations if annotation.label in self._hidden_classes
        }

    def filter_visible(self, annotations: tuple[Annotation, ...]) -> tuple[Annotation, ...]:
        """Those of the current image's boxes (or of a drag's) that are not hidden; the same tuple where all are."""
        if not self._hidden_classes and (self.document is None or not self.document.hidden_uids):
            return annotations
        return tuple(annotation for annotation in annotations if not self.is_hidden(annotation))

    def is_hidden(self, annotation: Annotation) -> bool:
        """Whether this box of the current image is hidden, by itself or with its class."""
        by_itself = self.document is not None and annotation.uid in self.document.hidden_uids
        return by_itself or annotation.label in self._hidden_classes

    def _on_visibility_changed(self) -> None:
        self._prune_selection()
        self.visibility_changed.emit()

    # -- detections

    @property
    def detections_by_image(self) -> DetectionStore:
        """All that was found, whatever the score; to look at."""
        return self._detections

    @property
    def _current_detections(self) -> tuple[Detection, ...]:
        """All of the current image."""
        if self.folder is None or not 0 <= self.index < len(self.folder):
            return ()
        return self._detections.get(self.folder[self.index], ())

    @property
    def detections(self) -> tuple[Detection, ...]:
        """Those of the current image that reach the score threshold, of the class that is looked at."""
        if self.folder is None or not 0 <= self.index < len(self.folder):
            return ()
        return self.shown_detections(self.folder[self.index])

    @property
    def detected_classes(self) -> tuple[str, ...]:
        """Of all that was found in the current image, whatever the score; in natural order."""
        return tuple(sorted({found.annotation.label for found in self._current_detections}, key=natural_key))

    @property
    def best_score(self) -> float | None:
        """The highest score in the current image, shown or not; None where nothing was found."""
        return max((found.score for found in self._current_detections), default=None)

    def shown_detections(self, image: Path) -> tuple[Detection, ...]:
        """Those of `image` that reach the score threshold, of the class that is looked at."""
        label = self._detection_class
        found = (one for one in self._detections.get(image, ()) if one.score >= self._score_threshold)
        return tuple(one for one in found if label in ("", one.annotation.label))

    def set_detections(self, image: Path, detections: Iterable[Detection]) -> None:
        """What was found in `image`, in place of what was found before."""
        self.update_detections({image: tuple(detections)})

    def update_detections(self, found: Mapping[Path, Sequence[Detection]]) -> None:
        """The same for several images at once."""
        if not found:
            return
        self._detections.update(found)
        self.detections_replaced.emit(frozenset(found) if len(found) <= MANY_IMAGES else None)
        here = self.folder[self.index] if self.folder is not None and 0 <= self.index < len(self.folder) else None
        is_here = here in found
        if is_here:
            self.detections_changed.emit()
        if len(found) > is_here:
            self.other_detections_changed.emit()

    @property
    def score_threshold(self) -> float:
        return self._score_threshold

    @score_threshold.setter
    def score_threshold(self, threshold: float) -> None:
        if threshold != self._score_threshold:
            self._score_threshold = threshold
            self.detections_changed.emit()

    @property
    def detection_class(self) -> str:
        """The only class whose detections are shown; empty for all."""
        return self._detection_class

    @detection_class.setter
    def detection_class(self, label: str) -> None:
        if label != self._detection_class:
            self._detection_class = label
            self.detections_changed.emit()

    def accept_detections(self, uids: Iterable[int] | None = None) -> tuple[int, ...]:
        """Turn detections shown (all, or those of `uids`) into objects on whole pixels, in one undoable step.

        Those with a mask keep it, as far as the label files can hold it; see `OutlineFitter`. They are then no
        detections any more. Returns the uids of the new objects, which are selected.
        """
        document = self.document
        accepted_uids = None if uids is None else set(uids)
        accepted = [
            found for found in self.detections if accepted_uids is None or found.annotation.uid in accepted_uids
        ]
        if document is None or self.folder is None or not accepted:
            return ()
        fitter = OutlineFitter(self.folder.dataset)
        whole = (fitter.fit_detection(found.annotation, document.width, document.height) for found in accepted)
        annotations = tuple(replace(annotation, uid=document.new_uid()) for annotation in whole)
        what = annotations[0].label if len(annotations) == 1 else tr("%Ln detection(s)", "", len(annotations))
        document.replace_annotations(tr("Accept {boxes}").format(boxes=what), (*document.annotations, *annotations))
        if document.read_only_reason:
            return ()
        self.add_classes(annotation.label for annotation in annotations)
        self.show_classes(annotation.label for annotation in annotations)
        self._remove_detections(accepted)
        self.select_annotations(annotation.uid for annotation in annotations)
        losses = describe_losses([fitter])
        if losses:
            self.message_posted.emit(losses)
        return tuple(annotation.uid for annotation in annotations)

    def reject_detections(self, uids: Iterable[int] | None = None) -> None:
        """Let go of detections shown: all, or those of `uids`."""
        accepted_uids = None if uids is None else set(uids)
        self._remove_detections(
            [found for found in self.detections if accepted_uids is None or found.annotation.uid in accepted_uids]
        )

    def _remove_detections(self, decided: Iterable[Detection]) -> None:
        gone = {found.annotation.uid for found in decided}
        if gone and self.folder is not None:
            image = self.folder[self.index]
            self.set_detections(
                image, [found for found in self._current_detections if found.annotation.uid not in gone]
            )

    def _prune_selection(self) -> None:
        if self.document is not None and self._selection:
            self.select_annotations(self._selection & {annotation.uid for annotation in self.document.annotations})


def _is_up_to_date(
    document: Document, image: DecodedImage, file: LabelFile | None, locked_reason: str, to_renew: bool
) -> bool:
    """Whether a document known from before still fits what was loaded now.

    Unsaved boxes are never dropped: should others have changed the file, saving reports the conflict. A file that was
    read just before this document was written is one of its earlier versions, not a change by others.
    """
    same_size = (document.width, document.height) == (image.width, image.height)
    same_lock = document.read_only_reason == locked_reason
    return document.is_modified or (not to_renew and same_size and same_lock and document.is_known_version(file))


def is_loading(session: Session) -> bool:
    """Whether an image was gone to that is neither shown nor known to be broken yet."""
    return session.index >= 0 and session.image is None and not session.failure
