"""The canvas: the current image with layers and boxes, and everything that mouse and keys do to them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from frcnn_gui.canvas import overlay
from frcnn_gui.canvas.hit_test import boxes_at
from frcnn_gui.canvas.keys import EditingKeys
from frcnn_gui.canvas.layer_cache import LayerCache
from frcnn_gui.canvas.layers import DETECTIONS, LayerStack
from frcnn_gui.canvas.mouse import Panning, cursor_shape, wheel_pan, wheel_zoom
from frcnn_gui.canvas.navigator import Navigator
from frcnn_gui.canvas.picture import MARGIN, Frame
from frcnn_gui.canvas.scene_painter import Hover, ScenePainter
from frcnn_gui.canvas.select_tool import EDGE_REACH
from frcnn_gui.canvas.tool_runner import ToolRunner
from frcnn_gui.canvas.tools import Pointer
from frcnn_gui.canvas.viewport import Viewport
from frcnn_gui.document import Document
from frcnn_gui.session import Session

NO_FOLDER = "Open a folder of images (Ctrl+U)\nor drop one here."
NO_IMAGE = "Choose an image from the list."
LOADING_AFTER_MS = 200
"""Until then the image before stays, so that going through a folder does not flicker."""


class CanvasView(QWidget):
    """Shows `session`; `layers` are painted between the image and its boxes."""

    cursor_moved = Signal(object)
    """(x, y) in pixels of the image, or None where the cursor is not over it."""
    zoom_changed = Signal(float)
    tool_changed = Signal(str)
    label_requested = Signal(object)
    """The uids, in a tuple, of boxes whose class is to be asked for."""
    detection_clicked = Signal(int)
    """The uid of a detection, clicked where there is no box."""
    space_tapped = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._document: Document | None = None
        self._shown_index: tuple[object, int] | None = None
        self._hover = Hover()
        self.layers = LayerStack(self)
        self._navigator = Navigator(self)
        self._runner = ToolRunner(session, self)
        self._keys = EditingKeys(session)
        self._panning = Panning()
        self._layer_cache = LayerCache(self.layers, self.font(), self)
        self._painter = ScenePainter(session, self._layer_cache, self.font())
        self._loading = QTimer(self, singleShot=True, interval=LOADING_AFTER_MS)
        self._loading.timeout.connect(self._show_loading)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.WheelFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(QSize(160, 120))
        self.setAccessibleName("Image")
        self._connect()
        self._take_document()

    def _connect(self) -> None:
        session = self._session
        session.current_changed.connect(self._leave_image)
        session.document_changed.connect(self._take_document)
        for signal in (session.selection_changed, session.classes_changed, session.detections_changed):
            signal.connect(self.update)
        for signal in (self.layers.changed, self.layers.content_changed, self._layer_cache.ready):
            signal.connect(self.update)
        self._navigator.moved.connect(self.update)
        self._navigator.zoom_changed.connect(self._note_zoom)
        self._runner.changed.connect(self._note_tool)
        self._runner.label_requested.connect(self.label_requested)
        self._runner.missed.connect(self._click_detection)

    # -- what others may ask for

    @property
    def viewport(self) -> Viewport:
        return self._navigator.viewport

    @property
    def zoom(self) -> float:
        """Pixels of the screen per pixel of the image."""
        return self._navigator.zoom

    def set_zoom(self, zoom: float) -> None:
        """Zoom in or out at the middle."""
        self._navigator.set_zoom(zoom)

    def fit(self) -> None:
        """Show the whole image."""
        self._navigator.fit()

    def fit_width(self) -> None:
        """Make the image as wide as the canvas."""
        self._navigator.fit_width()

    def reveal(self, uid: int) -> None:
        """Move the image so that this box is seen."""
        box = self._document.box(uid) if self._document is not None else None
        if box is not None:
            self._navigator.reveal(*box.xyxy)

    @property
    def keep_zoom(self) -> bool:
        """Whether another image is shown at the zoom of the one before, instead of being fitted."""
        return self._navigator.keep_zoom

    @keep_zoom.setter
    def keep_zoom(self, keep: bool) -> None:
        self._navigator.keep_zoom = keep

    @property
    def tool(self) -> str:
        """The name of the tool in hand."""
        return self._runner.tool.name

    def set_tool(self, name: str) -> None:
        """Take the tool "select" or "draw"."""
        document = self._document
        if name == "draw" and document is not None and document.locked_reason:
            self._session.message.emit(document.locked_reason)
            self.tool_changed.emit(self.tool)
            return
        self._runner.set_tool(name)

    @property
    def sticky_draw(self) -> bool:
        """Whether the draw tool stays in hand after a box."""
        return self._runner.sticky_draw

    @sticky_draw.setter
    def sticky_draw(self, sticky: bool) -> None:
        self._runner.sticky_draw = sticky

    @property
    def show_boxes(self) -> bool:
        return self._painter.show_boxes

    @show_boxes.setter
    def show_boxes(self, show: bool) -> None:
        self._painter.show_boxes = show
        self.update()

    @property
    def message(self) -> str:
        """What is told instead of an image; empty where one is shown."""
        session = self._session
        if session.image is not None:
            return ""
        if session.folder is None:
            return NO_FOLDER
        if session.failure or session.index < 0:
            return session.failure or NO_IMAGE
        return "" if self._painter.has_image else f"Loading {session.folder.name(session.index)}…"

    def sizeHint(self) -> QSize:
        return QSize(800, 600)

    # -- following the session

    @Slot()
    def _leave_image(self) -> None:
        self._runner.cancel()
        self._loading.start()

    @Slot()
    def _take_document(self) -> None:
        session = self._session
        if self._document is not session.document:
            self._runner.cancel()
            if self._document is not None:
                self._document.boxes_changed.disconnect(self._take_boxes)
                self._document.preview_changed.disconnect(self.update)
            self._document = session.document
            if self._document is not None:
                self._document.boxes_changed.connect(self._take_boxes)
                self._document.preview_changed.connect(self.update)
        if session.image is not None:
            self._loading.stop()
            self._painter.set_image(session.image)
            shown = (session.folder, session.index)
            self._navigator.show_image((session.image.width, session.image.height), shown == self._shown_index)
            self._shown_index = shown
        elif session.failure or session.index < 0:
            self._show_loading()
        self._refresh_hover()
        self._describe()
        self.update()

    @Slot()
    def _show_loading(self) -> None:
        self._loading.stop()
        self._painter.set_image(None)
        self.update()

    @Slot()
    def _take_boxes(self) -> None:
        self._runner.boxes_changed()
        self._refresh_hover()
        self._describe()
        self.update()

    def _describe(self) -> None:
        count = len(self._document.boxes) if self._document is not None else 0
        what = self.message or f"{count} box{'es' if count != 1 else ''}."
        help_text = "Tab goes from box to box, arrow keys move the selected one, Control and Tab leaves the image."
        self.setAccessibleDescription(f"{what} {help_text}")

    @Slot(float)
    def _note_zoom(self, zoom: float) -> None:
        self._layer_cache.zoomed()
        self.zoom_changed.emit(zoom)

    @Slot(str)
    def _note_tool(self, name: str) -> None:
        self._refresh_hover()
        self.update()
        self.tool_changed.emit(name)

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        margin = 0 if self._layer_cache.zooming else MARGIN
        frame = Frame(self.viewport, self.width(), self.height(), self.devicePixelRatioF(), margin)
        self._painter.paint(painter, frame, self.palette(), self._runner.tool, self._hover)
        message = self.message
        if message:
            overlay.draw_message(painter, self.size(), self.palette(), message)
        if self.hasFocus():
            overlay.draw_focus(painter, self.size(), self.palette())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._navigator.resize_widget((self.width(), self.height()), self.devicePixelRatioF())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    # -- mouse

    def _pointer(self, at: QPointF, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> Pointer:
        x, y = self.viewport.to_image(at.x(), at.y())
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        return Pointer(x, y, 1 / self.viewport.scale, shift, ctrl)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._panning.press(event):
            self._refresh_cursor(event.position())
        elif event.button() == Qt.MouseButton.LeftButton and self.show_boxes:
            self._runner.press(self._pointer(event.position(), event.modifiers()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        step = self._panning.move(event)
        if step is not None:
            self._navigator.pan(step.x(), step.y())
        else:
            self._runner.move(self._pointer(event.position(), event.modifiers()))
        self._refresh_hover(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._panning.release(event) and event.button() == Qt.MouseButton.LeftButton:
            self._runner.release(self._pointer(event.position(), event.modifiers()))
        self._refresh_hover(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self._panning.active and self.show_boxes:
            self._runner.double_click(self._pointer(event.position(), event.modifiers()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        zoom = wheel_zoom(event)
        if zoom is not None:
            self._navigator.zoom_by(zoom, event.position().x(), event.position().y())
        else:
            step = wheel_pan(event)
            self._navigator.pan(step.x(), step.y())
        self._refresh_hover(event.position())
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._refresh_hover(event.position())

    def leaveEvent(self, _event: QEvent) -> None:
        self._hover = Hover()
        self.cursor_moved.emit(None)
        self.update()

    def _refresh_hover(self, at: QPointF | None = None) -> None:
        """Look again at what is under the cursor, which is at `at`, or where it was."""
        place = at.toPoint() if at is not None else self._hover.at
        uid = None
        if place is not None and self._document is not None and self.show_boxes and not self._panning.active:
            pointer = self._pointer(QPointF(place))
            uid = self._runner.box_under(pointer) if self.tool == "select" else None
            inside = 0 <= pointer.x < self._document.width and 0 <= pointer.y < self._document.height
            self.cursor_moved.emit((pointer.x, pointer.y) if inside else None)
        hover = Hover(place, uid)
        if hover.uid != self._hover.uid or (hover.at != self._hover.at and self._follows_cursor()):
            self.update()
        self._hover = hover
        if place is not None:
            self._refresh_cursor(QPointF(place))

    def _follows_cursor(self) -> bool:
        return self.tool == "draw" or self._runner.tool.dragging

    def _refresh_cursor(self, at: QPointF) -> None:
        if self._document is None:
            self.unsetCursor()
            return
        self.setCursor(self._panning.cursor or cursor_shape(self._runner.cursor(self._pointer(at))))

    @Slot(object)
    def _click_detection(self, pointer: Pointer) -> None:
        layer = self.layers.get(DETECTIONS)
        if layer is not None and not layer.visible:
            return
        boxes = [detection.box for detection in self._session.detections]
        hits = boxes_at(boxes, pointer.x, pointer.y, EDGE_REACH * pointer.pixel)
        if hits:
            self.detection_clicked.emit(hits[0])

    # -- keys

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self._navigator.zoom_by(1 + event.value(), event.position().x(), event.position().y())
            return True
        tabs = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in tabs:
            step = tabs[Qt.Key(event.key())]
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                return self.focusNextPrevChild(step > 0)
            uid = self._keys.cycle(step)
            if uid is not None:
                self.reveal(uid)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._panning.press_space(event)
            self._refresh_hover()
        elif event.key() == Qt.Key.Key_Escape:
            self._escape()
        elif self._runner.tool.dragging or not self._keys.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if self._panning.release_space(event):
                self.space_tapped.emit()
            self._refresh_hover()
        else:
            super().keyReleaseEvent(event)

    def focusInEvent(self, _event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        self._panning.forget_space()
        self.update()

    def _escape(self) -> None:
        if self._runner.cancel():
            self.update()
        elif self.tool == "draw":
            self.set_tool("select")
        else:
            self._session.select(())
