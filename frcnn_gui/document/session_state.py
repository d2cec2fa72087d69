"""What the session knows of the state that actions depend on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from detector.data.outlines.outlined_box import get_outline
from frcnn_gui.common.actions.action_table import ActionTable
from frcnn_gui.document.document import Document
from frcnn_gui.document.session import Session


class SessionState(QObject):
    """Keeps the state of `actions` that of `session`."""

    def __init__(self, session: Session, actions: ActionTable, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._actions = session, actions
        self._document: Document | None = None
        for signal in (
            session.folder_changed,
            session.folder_rescanned,
            session.current_image_changed,
            session.selection_changed,
            session.classes_changed,
            session.visibility_changed,
            session.detections_changed,
            session.other_detections_changed,
        ):
            signal.connect(self._update_state)
        session.document_changed.connect(self._on_document_changed)
        self._on_document_changed()

    @Slot()
    def _on_document_changed(self) -> None:
        document = self._session.document
        if document is not self._document:
            if self._document is not None:
                self._document.annotations_changed.disconnect(self._update_state)
            if document is not None:
                document.annotations_changed.connect(self._update_state)
            self._document = document
        self._update_state()

    @Slot()
    def _update_state(self) -> None:
        session, folder, document = self._session, self._session.folder, self._session.document
        self._actions.update_state(
            has_folder=folder is not None,
            has_folder_images=folder is not None and len(folder) > 0,
            has_pixel_origin=folder is not None and folder.dataset.pixel_origin is not None,
            has_image=document is not None,
            is_editable=document is not None and not document.read_only_reason,
            has_boxes=document is not None and bool(document.annotations),
            has_selection=bool(session.selection),
            has_several_selected=len(session.selection) > 1,
            has_selected_outline=document is not None
            and any(get_outline(one.geometry) for one in document.annotations if one.uid in session.selection),
            holds_outlines=folder is not None and folder.dataset.holds_outlines,
            has_locked_boxes=document is not None and bool(document.locked_uids),
            has_hidden_boxes=bool(session.hidden_classes) or (document is not None and bool(document.hidden_uids)),
            has_classes=bool(session.classes),
            has_two_classes=len(session.classes) > 1,
            has_current_class=bool(session.current_label),
            has_detections=bool(session.detections),
            has_folder_detections=bool(session.detections_by_image),
        )
