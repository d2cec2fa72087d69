"""Shows how to draw the first box, until one is drawn."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Slot

from frcnn_gui.actions import key_text
from frcnn_gui.context import WindowContext
from frcnn_gui.document import Document
from frcnn_gui.language import tr
from frcnn_gui.panels.first_hint import FirstHint

SETTING = "hints/first_box_done"


class FirstSteps(QObject):
    """Owns the hint over the canvas."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._document: Document | None = None
        self._boxes = 0
        self.hint = FirstHint(context.canvas)
        self.done = context.settings.load(SETTING, False)
        if self.done:
            return
        self.hint.dismissed.connect(self._finish)
        context.session.document_changed.connect(self._take_document)
        context.session.detections_changed.connect(self._show)
        context.actions.keys_changed.connect(self._tell)
        context.canvas.installEventFilter(self)
        self._tell()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.hint.isVisible():
            self.hint.place()
        return super().eventFilter(watched, event)

    @Slot()
    def _tell(self) -> None:
        keys = self._context.actions.keys("draw")
        if keys:
            text = tr("Press {key} and drag over an object. Boxes are saved by themselves.")
            self.hint.tell(text.format(key=key_text(keys[0])))
        else:
            text = tr("Choose {draw} and drag over an object. Boxes are saved by themselves.")
            self.hint.tell(text.format(draw=self._context.actions["draw"].iconText()))

    @Slot()
    def _take_document(self) -> None:
        document = self._context.session.document
        if self._document is not None and self._document is not document:
            self._document.boxes_changed.disconnect(self._show)
            self._document.undo_stack.indexChanged.disconnect(self._on_step)
        if document is not None and document is not self._document:
            document.boxes_changed.connect(self._show)
            document.undo_stack.indexChanged.connect(self._on_step)
        self._document = document
        self._boxes = len(document.boxes) if document is not None else 0
        self._show()

    @Slot()
    def _on_step(self) -> None:
        """A box was drawn, if there are more now and nothing was undone or came from another program."""
        assert self._document is not None
        before, self._boxes = self._boxes, len(self._document.boxes)
        stack = self._document.undo_stack
        if self._boxes > before and stack.canUndo() and not stack.canRedo():
            self._finish()

    @Slot()
    def _show(self) -> None:
        document = self._document
        found = bool(self._context.session.detections)  # which need no drawing, and lie below the hint
        empty = document is not None and not document.boxes and not document.locked_reason and not found
        self.hint.setVisible(empty and not self.done)
        if self.hint.isVisible():
            self.hint.place()
            self.hint.raise_()

    @Slot()
    def _finish(self) -> None:
        """Never again."""
        self.done = True
        self._context.settings.store(SETTING, True)
        self.hint.hide()
