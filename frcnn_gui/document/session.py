"""One source of truth for the window: the folder, the current image, its document, selection, classes, detections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from detector.data.annotation import Annotation
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.class_preferences import ClassPreferences
from frcnn_gui.document.detections import Detection, DetectionStore
from frcnn_gui.document.document import Document
from frcnn_gui.document.document_store import DocumentStore
from frcnn_gui.document.folder_classes import FolderClasses
from frcnn_gui.document.image_collection import Gallery

if TYPE_CHECKING:
    from detector.data.formats.base import LabelFile
    from detector.data.image_io import DecodedImage

CLASS_VISIBLE_AGAIN_TEXT = N_("Boxes of class {label} are visible again.")

DEFAULT_SCORE_THRESHOLD = 0.5
MANY_IMAGES = 1_000
"""Detections of more images at once are not signaled one by one."""


class Session(QObject):
    """What is open and selected. Others change it by its methods and follow its signals.

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
        self.documents = DocumentStore()
        self._selection: frozenset[int] = frozenset()
        self._hovered_uid: int | None = None
        self._classes = FolderClasses()
        self.class_preferences = ClassPreferences()
        self._detections = DetectionStore()
        self._score_threshold = DEFAULT_SCORE_THRESHOLD
        self._detection_class = ""

    # -- folder and image

    def set_folder(self, folder: Gallery) -> None:
        """Open a folder and forget everything of the one before, unsaved boxes too."""
        self._leave_document()
        self.documents.clear()
        self._detections.clear()
        self._classes = FolderClasses().add_if_room(folder.dataset.classes)
        self.folder, self.index = folder, -1
        self.folder_changed.emit()
        self.classes_changed.emit()
        self._emit_current_changed()

    def update_folder(self, folder: Gallery) -> None:
        """Replace the open folder by its content now. Documents stay, and the current image unless it is gone."""
        before, index = self.folder, self.index
        if before is None:
            return
        numbers = before.map_numbers_to(folder)
        self.folder, self.index = folder, numbers.get(index, -1)
        self.add_classes_if_room(folder.dataset.classes)
        self.folder_rescanned.emit(numbers)
        if self.index < 0 or self.image is None:
            self._leave_document()
            self.index = self.index if self.index >= 0 else min(max(index, 0), len(folder) - 1)
            self._emit_current_changed()

    @property
    def current_path(self) -> Path | None:
        """Of the current image, which may not be shown yet."""
        return self.folder[self.index] if self.folder is not None and 0 <= self.index < len(self.folder) else None

    @property
    def is_loading(self) -> bool:
        """Whether the current image is neither shown nor known to be broken yet."""
        return self.index >= 0 and self.image is None and not self.failure

    def go_to_index(self, index: int) -> None:
        """Make image `index` of the folder the current one; who is connected to `current_image_changed` loads it."""
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
        """Show the image that was gone to, now that it is loaded; its document keeps its undo history."""
        path = self.current_path
        if path is None or index != self.index:
            return
        is_new = self.documents.find_document(path) is None
        self.document = document = self.documents.open_document(path, image, file, locked_reason)
        if is_new:
            self._connect_document(document)
        self.image, self.failure = image, ""
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
        known = self.documents.add_document(document)
        if known is document:
            self._connect_document(document)
        return known

    def _connect_document(self, document: Document) -> None:
        document.annotations_changed.connect(self._prune_selection)
        document.annotation_states_changed.connect(self._on_visibility_changed)
        document.edit_refused.connect(self.message_posted)

    def show_failure(self, index: int, message: str) -> None:
        """Show no image: the one that was gone to cannot be shown, and `message` says why."""
        if index != self.index:
            return
        self._leave_document()
        self.failure = message
        self.document_changed.emit()

    def reload_image(self) -> None:
        """Reload the current image; unsaved boxes and the undo history are discarded."""
        document = self.document
        self._leave_document()
        if document is not None:
            self.documents.revert_document(document)
        self._emit_current_changed()

    def _leave_document(self) -> None:
        document, self.document, self.image, self.failure = self.document, None, None, ""
        self.select_annotations(())
        self.set_hovered(None)
        if document is None:
            return
        document.set_preview(None)
        self.add_classes_if_room(annotation.label for annotation in document.annotations)
        self.documents.drop_if_unneeded(document)

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
        """Set the box under the mouse."""
        if uid != self._hovered_uid:
            self._hovered_uid = uid
            self.hover_changed.emit()

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes seen in this folder or made by hand, in order of appearance; they only grow.

        Of very many only the first are among them; boxes may have any other all the same.
        """
        return self._classes.names

    def add_classes(self, labels: Iterable[str]) -> None:
        """Add those that are new."""
        self._set_classes(self._classes.add_names(labels))

    def add_classes_if_room(self, labels: Iterable[str]) -> None:
        """Add what files name, as far as the list has room."""
        self._set_classes(self._classes.add_if_room(labels))

    def set_classes(self, labels: Iterable[str]) -> None:
        """Make these the classes, in this order: they were arranged, renamed or taken out by hand."""
        self._set_classes(self._classes.replace_names(labels))

    def rename_class(self, source: str, target: str) -> None:
        """Have `target` in the place of `source`, everywhere but in boxes; empty: nothing."""
        self.class_preferences.rename_class(source, target)
        self._set_classes(self._classes.rename_class(source, target), has_other_colors=True)

    def _set_classes(self, classes: FolderClasses, has_other_colors: bool = False) -> None:
        before, self._classes = self._classes, classes
        if has_other_colors or (before.names, before.current) != (classes.names, classes.current):
            self.classes_changed.emit()
        if before.hidden != classes.hidden:
            self._on_visibility_changed()

    @property
    def current_label(self) -> str:
        """The class that a person works with; empty: none was chosen yet."""
        return self._classes.current

    @current_label.setter
    def current_label(self, label: str) -> None:
        self.class_preferences.mark_used(label)
        self._set_classes(replace(self._classes, current=label))

    @property
    def next_label(self) -> str:
        """The class that the next box gets; empty: ask."""
        return self.current_label if self.class_preferences.single_class_mode else ""

    def class_color(self, label: str) -> str:
        """The color of a class, #rrggbb; the same wherever this session is shown."""
        return self.class_preferences.color_of(label, self.classes)

    # -- what is hidden

    @property
    def hidden_classes(self) -> frozenset[str]:
        """Classes whose boxes are hidden, in every image of the folder."""
        return self._classes.hidden

    def set_class_hidden(self, label: str, hidden: bool) -> None:
        """Hide or show the boxes of a class."""
        self._set_classes(self._classes.set_hidden(label, hidden))

    def show_classes(self, labels: Iterable[str]) -> None:
        """Show these classes again, and say so: boxes of them are about to be made."""
        for label in sorted(self.hidden_classes.intersection(labels)):
            self.set_class_hidden(label, False)
            self.message_posted.emit(tr(CLASS_VISIBLE_AGAIN_TEXT).format(label=label))

    def show_all_annotations(self) -> None:
        """Hide no class any more, and no box of the current image."""
        self._set_classes(replace(self._classes, hidden=frozenset()))
        if self.document is not None:
            self.document.set_hidden(self.document.hidden_uids, False)

    @property
    def hidden_uids(self) -> frozenset[int]:
        """The boxes of the current image that are hidden, by themselves or with their class."""
        document = self.document
        if document is None:
            return frozenset()
        if not self.hidden_classes:
            return document.hidden_uids
        return document.hidden_uids | {
            annotation.uid for annotation in document.annotations if annotation.label in self.hidden_classes
        }

    def filter_visible(self, annotations: tuple[Annotation, ...]) -> tuple[Annotation, ...]:
        """Those of the current image's boxes (or of a drag's) that are not hidden; the same tuple where all are."""
        if not self.hidden_classes and (self.document is None or not self.document.hidden_uids):
            return annotations
        return tuple(annotation for annotation in annotations if not self.is_hidden(annotation))

    def is_hidden(self, annotation: Annotation) -> bool:
        """Whether this box of the current image is hidden, by itself or with its class."""
        by_itself = self.document is not None and annotation.uid in self.document.hidden_uids
        return by_itself or annotation.label in self.hidden_classes

    def _on_visibility_changed(self) -> None:
        self._prune_selection()
        self.visibility_changed.emit()

    # -- detections

    @property
    def detections_by_image(self) -> DetectionStore:
        """All detections of the folder, whatever their score; to read."""
        return self._detections

    @property
    def detections(self) -> tuple[Detection, ...]:
        """Those of the current image that reach the score threshold, of the class that is shown."""
        return () if self.current_path is None else self.shown_detections(self.current_path)

    @property
    def best_score(self) -> float | None:
        """The highest score in the current image, shown or not; None where nothing was found."""
        return None if self.current_path is None else self._detections.best_score(self.current_path)

    def shown_detections(self, image: Path) -> tuple[Detection, ...]:
        """Those of `image` that reach the score threshold, of the class that is shown."""
        label = self._detection_class
        found = (one for one in self._detections.get(image, ()) if one.score >= self._score_threshold)
        return tuple(one for one in found if label in ("", one.annotation.label))

    def set_detections(self, image: Path, detections: Iterable[Detection]) -> None:
        """Replace the detections of an image."""
        self.update_detections({image: tuple(detections)})

    def update_detections(self, found: Mapping[Path, Sequence[Detection]]) -> None:
        """Replace the detections of several images at once."""
        if not found:
            return
        self._detections.update(found)
        self.detections_replaced.emit(frozenset(found) if len(found) <= MANY_IMAGES else None)
        is_here = self.current_path in found
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

    def _prune_selection(self) -> None:
        if self.document is not None and self._selection:
            self.select_annotations(self._selection & {annotation.uid for annotation in self.document.annotations})
