"""Actions on boxes: tools, undo, clipboard, labels."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QMimeData, QObject, QPoint, Slot
from PySide6.QtGui import QCursor, QGuiApplication

from detector.data.annotation import Annotation
from detector.data.attributes import pack_attributes, unpack_attributes
from detector.data.formats.format_info import FormatInfo
from detector.data.formats.format_list import FORMAT_INFOS
from detector.data.geometry import Box
from detector.data.outlines.packing import pack_outline, unpack_outline
from detector.data.outlines.single_ring import has_several_rings
from frcnn_gui.boxes.label_dialog import LabelDialog
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.canvas.tools.draw_tool import DEFAULT_LABEL
from frcnn_gui.canvas.tools.tool_list import TOOLS
from frcnn_gui.common.actions.action_spec import strip_mnemonic
from frcnn_gui.common.language import tr
from frcnn_gui.common.parts import HasActions, HasWindow
from frcnn_gui.common.plain_text import format_menu_item, format_tooltip
from frcnn_gui.document.detection_edits import accept_detections
from frcnn_gui.document.document import Document
from frcnn_gui.document.parts import HasHistory, HasSession
from frcnn_gui.saving.parts import HasAutosave

MIME_TYPE = "application/x-frcnn-studio-boxes"
PASTE_OFFSET_PX = 8.0


class EditActionsContext(HasWindow, HasActions, HasSession, HasHistory, HasCanvas, HasAutosave, Protocol):
    """What is used of the window."""


class EditActions(QObject):
    """Binds the Edit menu to the session's current document."""

    def __init__(self, context: EditActionsContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._dialog: LabelDialog | None = None
        self._unnamed_annotation: Annotation | None = None
        """A box that was drawn and waits for its class."""
        self._last_named: tuple[Document, int] | None = None
        """The box that got its class last while it was drawn."""
        session, actions, canvas = context.session, context.actions, context.canvas
        handlers: dict[str, Callable[[], object]] = {
            **{tool: partial(canvas.set_tool, tool) for tool in TOOLS},
            "undo": self.undo,
            "redo": context.history.redo,
            "copy": self.copy_boxes,
            "paste": self.paste_boxes,
            "duplicate": lambda: self._edit_selected(Document.duplicate_annotations),
            "delete": self.delete,
            "edit_label": lambda: self.ask_label(tuple(session.selection)),
            "select_all": self.select_all,
            "accept_detections": lambda: accept_detections(session),
            "verify": self.toggle_verified,
        }
        for id, handler in handlers.items():
            actions.bind(id, handler)
        canvas.tool_changed.connect(self._on_tool_changed)
        canvas.label_requested.connect(self.ask_label)
        canvas.space_tapped.connect(self.toggle_verified)
        for signal in (
            session.current_image_changed,
            session.document_changed,
            context.autosave.document_edited,
        ):
            signal.connect(self.update_checked)
        QGuiApplication.clipboard().dataChanged.connect(self._on_clipboard_changed)
        self._steps_shown: tuple[object, ...] = ()
        """What the texts of undo and redo say"""
        context.history.changed.connect(self._update_undo_actions)
        actions.keys_changed.connect(self._update_undo_actions)
        self._on_tool_changed(canvas.tool_name)
        self._update_undo_actions()
        self._on_clipboard_changed()

    @Slot()
    def update_checked(self) -> None:
        """Tick what holds for the image."""
        document = self._context.session.document
        self._context.actions["verify"].setChecked(document is not None and document.is_verified)

    @Slot()
    def _on_clipboard_changed(self) -> None:
        # Only when it changes: to ask it is to ask the program that owns it.
        self._context.actions.update_state(has_copied_boxes=_clipboard_data() is not None)

    @Slot()
    def toggle_verified(self) -> None:
        """Mark the image as checked, or take that back."""
        document = self._context.session.document
        if document is not None:
            document.set_verified(not document.is_verified)
            text = (
                tr("{image} is marked as verified.")
                if document.is_verified
                else tr("{image} is no longer marked as verified.")
            )
            self._context.session.message_posted.emit(text.format(image=document.image.name))
        self.update_checked()

    def select_all(self) -> None:
        document = self._context.session.document
        if document is not None:
            self._context.session.select_annotations(
                annotation.uid for annotation in self._context.session.filter_visible(document.annotations)
            )

    def undo(self) -> None:
        """Remove the last point of what is being drawn, otherwise undo the last step."""
        if not self._context.canvas.remove_last_point():
            self._context.history.undo()

    def delete(self) -> None:
        """Delete the selected points, otherwise the selected boxes."""
        if not self._context.canvas.delete_points():
            self._edit_selected(Document.delete_annotations)

    def copy_boxes(self) -> None:
        """Put the selected boxes into the clipboard, as JSON that is also readable as text."""
        document, chosen = self._context.session.document, self._context.session.selection
        annotations = (
            [annotation for annotation in document.annotations if annotation.uid in chosen] if document else []
        )
        if annotations and document:
            boxes = [_to_clipboard(annotation) for annotation in annotations]
            text = json.dumps({"image": str(document.image), "boxes": boxes})
            data = QMimeData()
            data.setData(MIME_TYPE, text.encode())
            data.setText(text)
            QGuiApplication.clipboard().setMimeData(data)
            self._context.session.message_posted.emit(tr("Copied %Ln box(es).", "", len(annotations)))

    def paste_boxes(self) -> None:
        """Add the clipboard's boxes: at the same place in another image, a little aside in the same one."""
        document = self._context.session.document
        data = _clipboard_data()
        if document is None or document.read_only_reason or data is None:
            return
        source, copied = parse_annotations(bytes(data.data(MIME_TYPE).data()))
        offset = PASTE_OFFSET_PX if source == str(document.image) else 0.0
        placed = place_copies(copied, document.new_uid, offset, document.width, document.height)
        if not placed:
            self._context.session.message_posted.emit(tr("The copied boxes are outside this image."))
            return
        folder = self._context.session.folder
        if folder is not None:
            placed = self._reduce_to_boxes(placed, FORMAT_INFOS[folder.format])
        self._context.session.add_classes([annotation.label for annotation in placed])
        self._context.session.show_classes([annotation.label for annotation in placed])
        document.replace_annotations(tr("Paste %Ln box(es)", "", len(placed)), (*document.annotations, *placed))
        self._context.session.select_annotations(frozenset(annotation.uid for annotation in placed))

    def _reduce_to_boxes(self, annotations: list[Annotation], info: FormatInfo) -> list[Annotation]:
        """The annotations without those outlines that the format cannot hold; says how many had one."""
        if "outlines" not in info.keeps:
            lost = [not isinstance(annotation.geometry, Box) for annotation in annotations]
            text = tr("This format keeps no outlines: %Ln pasted as boxes.", "", sum(lost))
        elif info.has_one_ring:
            lost = [has_several_rings(annotation.geometry) for annotation in annotations]
            text = tr("This format keeps no parts or holes: %Ln pasted as boxes.", "", sum(lost))
        else:
            return annotations
        if any(lost):
            self._context.session.message_posted.emit(text)
        pairs = zip(annotations, lost, strict=True)
        return [
            replace(annotation, geometry=annotation.bounds) if is_lost else annotation for annotation, is_lost in pairs
        ]

    @Slot(object)
    def ask_label(self, uids: tuple[int, ...]) -> None:
        """Ask for the class of these boxes, near the cursor."""
        session, document = self._context.session, self._context.session.document
        annotations = [
            annotation for uid in uids if document and (annotation := document.find_annotation(uid)) is not None
        ]
        if document is None or document.read_only_reason or not annotations or self._dialog is not None:
            return
        annotations = list(document.filter_unlocked(annotation.uid for annotation in annotations))
        if not annotations:
            return
        drawn = self._find_just_drawn(document, annotations)
        if drawn is not None:
            # Until it has a class it is no box of the image: it would be saved, and its name join the class list.
            document.discard_last_step()
            self._unnamed_annotation = drawn
            self._preview_unnamed_box()
        habits = session.class_preferences
        classes = habits.sort_by_use(session.classes)
        last = session.current_label or next(iter(classes if habits.recent_classes else ()), "")
        current = annotations[0].label if drawn is None else last
        dialog = LabelDialog(
            classes, current, self._context.window, habits.class_by_key(session.classes), session.class_color
        )
        if drawn is not None:
            dialog.label_chosen.connect(lambda label: self._name_annotation(document, drawn, label))
            dialog.rejected.connect(lambda: self._discard_unnamed_box(document))
        else:
            dialog.label_chosen.connect(
                lambda label: self._relabel_boxes(document, [annotation.uid for annotation in annotations], label)
            )
        session.labels_reloaded.connect(self._preview_unnamed_box)
        session.folder_changed.connect(dialog.reject)
        dialog.finished.connect(self._on_dialog_finished)
        self._dialog = dialog
        dialog.show_near(self._find_dialog_position())

    def _find_just_drawn(self, document: Document, annotations: list[Annotation]) -> Annotation | None:
        """The box, where it was drawn a moment ago and has no class yet."""
        annotation = annotations[0]
        waits = (
            document.undo_stack.undoText() == tr("Draw {label}").format(label=DEFAULT_LABEL)
            and not self._context.session.next_label
        )
        alone = len(annotations) == 1 and annotation.uid == document.annotations[-1].uid
        return annotation if waits and alone and self._last_named != (document, annotation.uid) else None

    @Slot()
    def _preview_unnamed_box(self) -> None:
        """Show the box that waits for its class beside those of the image, which another program may have changed."""
        document = self._context.session.document
        if self._unnamed_annotation is not None and document is not None:
            document.set_preview((*document.annotations, self._unnamed_annotation))

    def _relabel_boxes(self, document: Document, uids: Iterable[int], label: str) -> None:
        """Another program may have taken boxes out of the image, or all of it, since the class was asked for."""
        requested = frozenset(uids)
        gone = len(requested) - sum(annotation.uid in requested for annotation in document.annotations)
        self._use_label(label)
        document.relabel_annotations(requested, label)
        self._save_unwatched(document)
        if gone:
            text = tr("%Ln box(es) not labeled: another program changed them.", "", gone)
            self._context.session.message_posted.emit(text)

    def _save_unwatched(self, document: Document) -> None:
        """What a dialog held is saved where another image has been gone to meanwhile, too."""
        session = self._context.session
        if document is not session.document:
            session.register_document(document)
            self._context.autosave.save(document)

    def _use_label(self, label: str) -> None:
        self._context.session.add_classes([label])
        self._context.session.current_label = label
        self._context.session.show_classes([label])

    def _name_annotation(self, document: Document, drawn: Annotation, label: str) -> None:
        """Keep a new box, with its class, in one step."""
        self._use_label(label)
        self._last_named = document, drawn.uid
        self._unnamed_annotation = None
        document.replace_annotations(
            tr("Draw {label}").format(label=label), (*document.annotations, replace(drawn, label=label))
        )
        self._save_unwatched(document)
        if document is self._context.session.document:
            self._context.session.select_annotations([drawn.uid])

    def _discard_unnamed_box(self, document: Document) -> None:
        self._unnamed_annotation = None
        document.set_preview(None)
        self._context.session.message_posted.emit(tr("The box was discarded, because no class was chosen."))

    @Slot()
    def _on_dialog_finished(self) -> None:
        session, dialog = self._context.session, self._dialog
        session.labels_reloaded.disconnect(self._preview_unnamed_box)
        if dialog is not None:
            session.folder_changed.disconnect(dialog.reject)
        self._dialog = None
        self._context.canvas.setFocus()

    def _find_dialog_position(self) -> QPoint:
        canvas = self._context.canvas
        cursor = QCursor.pos()
        inside = canvas.rect().contains(canvas.mapFromGlobal(cursor))
        return cursor if inside else canvas.mapToGlobal(canvas.rect().center())

    def _edit_selected(self, change: Callable[[Document, frozenset[int]], object]) -> None:
        document, chosen = self._context.session.document, self._context.session.selection
        if document is None or not chosen:
            return
        before = {annotation.uid for annotation in document.annotations}
        change(document, chosen)
        added = frozenset(annotation.uid for annotation in document.annotations) - before
        if added:
            self._context.session.select_annotations(added)

    @Slot()
    def _update_undo_actions(self) -> None:
        history, actions = self._context.history, self._context.actions
        undo_name, redo_name = history.undo_name, history.redo_name
        steps = undo_name, redo_name, actions.keys_of("undo"), actions.keys_of("redo")
        if steps == self._steps_shown:
            return
        self._steps_shown = steps
        actions.update_state(can_undo=bool(undo_name), can_redo=bool(redo_name))
        for id, words, what in (
            ("undo", (tr("&Undo"), tr("&Undo {step}")), undo_name),
            ("redo", (tr("&Redo"), tr("&Redo {step}")), redo_name),
        ):
            action = actions[id]
            alone, with_step = words
            text = with_step.format(step=format_menu_item(what)) if what else alone
            keys = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
            action.setText(text)
            action.setIconText(strip_mnemonic(alone))
            action.setToolTip(format_tooltip(f"{strip_mnemonic(text)} ({keys})"))

    @Slot(str)
    def _on_tool_changed(self, tool: str) -> None:
        for id in TOOLS:
            self._context.actions[id].setChecked(id == tool)


def _clipboard_data() -> QMimeData | None:
    """What the clipboard holds when it holds boxes."""
    data: QMimeData | None = QGuiApplication.clipboard().mimeData()  # None on some platforms, whatever the stub says
    return data if data is not None and data.hasFormat(MIME_TYPE) else None


def _to_clipboard(annotation: Annotation) -> dict[str, Any]:
    return {
        **asdict(annotation.bounds),
        "label": annotation.label,
        "uid": annotation.uid,
        "difficult": annotation.difficult,
        "truncated": annotation.truncated,
        "occluded": annotation.occluded,
        "score": annotation.score,
        "attributes": pack_attributes(annotation.attributes),
        "outline": pack_outline(annotation.geometry),
    }


def _from_clipboard(
    x1: float, y1: float, x2: float, y2: float, label: str, attributes: Any = (), outline: Any = None, **rest: Any
) -> Annotation:
    """Raises: TypeError or ValueError where a value is missing, or there is one that an annotation does not have."""
    geometry = unpack_outline(outline, Box(x1, y1, x2, y2))
    return Annotation(geometry, label, attributes=unpack_attributes(attributes), **rest)


def parse_annotations(data: bytes) -> tuple[str, list[Annotation]]:
    """(image they were copied from, boxes); nothing where the clipboard holds something else."""
    try:
        value: Any = json.loads(data)
        return str(value["image"]), [_from_clipboard(**box) for box in value["boxes"]]
    except (ValueError, TypeError, KeyError):
        return "", []


def place_copies(
    copied: list[Annotation], new_uid: Callable[[], int], offset: float, width: int, height: int
) -> list[Annotation]:
    """The copied boxes with identities of their own, moved by `offset` px and cut to the `width` x `height` image."""
    cut = [annotation.move_by(offset, offset).clip_to(width, height) for annotation in copied]
    return [replace(annotation, uid=new_uid()) for annotation in cut if not annotation.geometry.is_degenerate]
