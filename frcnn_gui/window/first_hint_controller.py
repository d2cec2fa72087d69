"""Shows how to draw the first box, until one is drawn."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Slot

from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.actions.action_table import key_text
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.parts import HasActions, HasSettings, HasWindow
from frcnn_gui.document.document import Document
from frcnn_gui.document.parts import HasSession
from frcnn_gui.window.first_hint import FirstHint

SETTING = "hints/first_box_done"
PRESS_KEY_HINT = N_("Press {key} and drag over an object. Saved automatically.")
CHOOSE_DRAW_HINT = N_("Choose {draw} and drag over an object. Saved automatically.")


class FirstHintContext(HasWindow, HasActions, HasSettings, HasSession, HasCanvas, Protocol):
    """What is used of the window."""


class FirstHintController(QObject):
    """Owns the hint over the canvas."""

    def __init__(self, context: FirstHintContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._document: Document | None = None
        self._box_count = 0
        self.hint = FirstHint(context.canvas)
        self.is_done = context.settings.load_value(SETTING, False)
        if self.is_done:
            return
        self.hint.dismissed.connect(self._dismiss_for_good)
        context.session.document_changed.connect(self._on_document_changed)
        context.session.detections_changed.connect(self._update_visibility)
        context.actions.keys_changed.connect(self._update_text)
        context.canvas.installEventFilter(self)
        self._update_text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.hint.isVisible():
            self.hint.move_to_lower_middle()
        return super().eventFilter(watched, event)

    @Slot()
    def _update_text(self) -> None:
        keys = self._context.actions.keys_of("draw")
        if keys:
            text = tr(PRESS_KEY_HINT)
            self.hint.show_text(text.format(key=key_text(keys[0])))
        else:
            text = tr(CHOOSE_DRAW_HINT)
            self.hint.show_text(text.format(draw=self._context.actions["draw"].iconText()))

    @Slot()
    def _on_document_changed(self) -> None:
        document = self._context.session.document
        if self._document is not None and self._document is not document:
            self._document.annotations_changed.disconnect(self._update_visibility)
            self._document.undo_stack.indexChanged.disconnect(self._on_undo_index_changed)
        if document is not None and document is not self._document:
            document.annotations_changed.connect(self._update_visibility)
            document.undo_stack.indexChanged.connect(self._on_undo_index_changed)
        self._document = document
        self._box_count = len(document.annotations) if document is not None else 0
        self._update_visibility()

    @Slot()
    def _on_undo_index_changed(self) -> None:
        """A box was drawn, if there are more now and nothing was undone or came from another program."""
        assert self._document is not None
        before, self._box_count = self._box_count, len(self._document.annotations)
        stack = self._document.undo_stack
        if self._box_count > before and stack.canUndo() and not stack.canRedo():
            self._dismiss_for_good()

    @Slot()
    def _update_visibility(self) -> None:
        document = self._document
        found = bool(self._context.session.detections)  # which need no drawing, and lie below the hint
        empty = document is not None and not document.annotations and not document.read_only_reason and not found
        self.hint.setVisible(empty and not self.is_done)
        if self.hint.isVisible():
            self.hint.move_to_lower_middle()
            self.hint.raise_()

    @Slot()
    def _dismiss_for_good(self) -> None:
        """Never again."""
        self.is_done = True
        self._context.settings.store_value(SETTING, True)
        self.hint.hide()
