"""The canvas: the current image with layers and boxes, and everything that mouse and keys do to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from detector.click_boxes import ClickBox
from frcnn_gui.canvas.image_widget import ImageWidget
from frcnn_gui.canvas.navigator import Navigator
from frcnn_gui.canvas.painting import overlay
from frcnn_gui.canvas.painting.painted_frame import MARGIN_PX, CanvasFrame
from frcnn_gui.canvas.tools.click_tool import ClickTool
from frcnn_gui.canvas.tools.proposal_tool import ProposedOutline
from frcnn_gui.canvas.tools.tool_list import TOOLS
from frcnn_gui.canvas.viewport import Viewport
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.painting import guarded_painter, painter_on
from frcnn_gui.common.preferences import FitRule
from frcnn_gui.document.session import Session

NO_FOLDER_TEXT = N_("Open a folder of images\nor drop one here.")
NO_IMAGE_TEXT = N_("Choose an image from the list.")
MAX_PAINT_PASSES = 50
"""Milliseconds after which an image of the view is taken as it is."""
LOADING_DELAY_MS = 200
"""Until then the image before stays, so that going through a folder does not flicker."""


class CanvasView(ImageWidget):
    """Shows `session`; `layers` are painted between the image and its boxes.

    Signals:
        zoom_changed: Widget pixels per image pixel.
        tool_changed: The name of the tool in use; also when draw mode begins or ends.
        label_requested: A tuple with the uids of boxes that need a class.
    """

    zoom_changed = Signal(float)
    tool_changed = Signal(str)
    label_requested = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._is_syncing = False
        self._linked_views: list[CanvasView] = []
        self._shown_index: tuple[object, int] | None = None
        self._loading_timer = QTimer(self, singleShot=True, interval=LOADING_DELAY_MS)
        self._loading_timer.timeout.connect(self._show_loading)
        self._repaint_timer = QTimer(self, singleShot=True, interval=0)
        self._repaint_timer.timeout.connect(self.update)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(QSize(160, 120))
        self.setAccessibleName(tr("Image"))
        self._connect_signals()
        self._on_document_changed()

    def _connect_signals(self) -> None:
        session = self._session
        session.current_image_changed.connect(self._on_current_changed)
        session.document_changed.connect(self._on_document_changed)
        for signal in (
            session.selection_changed,
            session.hover_changed,
            session.classes_changed,
            session.detections_changed,
        ):
            signal.connect(self.update)
        for signal in (self.layers.layers_changed, self.layers.content_changed, self._layer_cache.frame_painted):
            signal.connect(self.update)
        self._navigator.viewport_changed.connect(self.update)
        self._navigator.zoom_changed.connect(self._on_zoom_changed)
        self._runner.tool_changed.connect(self._on_tool_changed)
        self._runner.label_requested.connect(self.label_requested)

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

    def fit_image(self) -> None:
        """Show the whole image."""
        self._navigator.fit_image()

    def fit_width(self) -> None:
        """Make the image as wide as the canvas."""
        self._navigator.fit_width()

    def link_view(self, other: CanvasView) -> None:
        """Let both show the same part of the image from now on, whichever is moved, and the boxes of clicks."""
        self._linked_views.append(other)
        first, second = self._navigator, other._navigator
        first.viewport_changed.connect(lambda: self._sync_views(first, second))
        second.viewport_changed.connect(lambda: self._sync_views(second, first))
        self.image_sharpened.connect(other.show_sharper_image)
        self._sync_views(first, second)

    def _sync_views(self, leader: Navigator, follower: Navigator) -> None:
        if not self._is_syncing:  # or the follower would lead back, for ever where widgets differ by half a pixel
            self._is_syncing = True
            follower.match_view(leader)
            self._is_syncing = False

    @property
    def keep_zoom(self) -> bool:
        """Whether another image is shown at the zoom of the one before, instead of being fitted."""
        return self._navigator.keep_zoom

    @keep_zoom.setter
    def keep_zoom(self, keep: bool) -> None:
        self._navigator.keep_zoom = keep

    def set_default_fit(self, fit: FitRule) -> None:
        """Show this image, and others at first, so from now on."""
        if fit != self._navigator.default_fit:
            self._navigator.default_fit = fit
            self._navigator.show_default()

    @property
    def tool_name(self) -> str:
        """The name of the tool in hand."""
        return self._runner.tool.name

    def set_tool(self, name: str, keeps_drawing: bool | None = None) -> None:
        """Take a tool of `TOOLS`; `keeps_drawing` begins or ends draw mode."""
        document = self._document
        if TOOLS[name].draws and document is not None and document.read_only_reason:
            self._session.message_posted.emit(document.read_only_reason)
            self.tool_changed.emit(self.tool_name)
            return
        self._runner.set_tool(name, keeps_drawing)

    def show_proposals(self, proposed: Mapping[int, ProposedOutline]) -> None:
        """Show outlines proposed for boxes, by uid, until Enter accepts or Esc dismisses them."""
        self._runner.show_proposals(proposed)
        self.setFocus()
        self.update()

    def show_click_boxes(self, boxes: Sequence[ClickBox]) -> None:
        """Show the boxes around the place that was clicked with the click tool, until Enter takes one or Esc.

        Of linked views, the one that was clicked shows them.
        """
        for view in (self, *self._linked_views):
            if view._runner.tool.is_dragging:
                view._runner.show_click_boxes(boxes)
                view.setFocus()
                view.update()

    def show_sure_boxes(self, boxes: Sequence[ClickBox]) -> None:
        """Show the boxes that the network is sure of while the click tool is in hand; Enter takes one at the mouse."""
        for view in (self, *self._linked_views):
            view._runner.show_sure_boxes(boxes)
            view.update()

    def drop_click(self) -> None:
        """Stop waiting for the boxes around the place that was clicked with the click tool."""
        if self.tool_name == ClickTool.name:
            for view in (self, *self._linked_views):
                view._runner.cancel()
                view.update()

    @property
    def is_in_draw_mode(self) -> bool:
        """Whether a drawing tool is in hand and stays there after an object."""
        return self._runner.is_in_draw_mode

    @property
    def boxes_visible(self) -> bool:
        """Whether the boxes are shown; hidden ones cannot be edited by the mouse."""
        return self._boxes_shown

    @boxes_visible.setter
    def boxes_visible(self, show: bool) -> None:
        self._runner.cancel()
        self._boxes_shown = show
        self.update()

    @property
    def message(self) -> str:
        """The message in place of an image; empty where one is shown."""
        session = self._session
        if session.image is not None:
            return ""
        if session.folder is None:
            return tr(NO_FOLDER_TEXT)
        if session.failure or session.index < 0:
            return session.failure or tr(NO_IMAGE_TEXT)
        if self._painter.has_image:
            return ""
        text = tr("Loading {image}… {percent}") if self._decode_progress else tr("Loading {image}…")
        return text.format(image=session.folder.name_of(session.index), percent=f"{self._decode_progress or 0:.0%}")

    def sizeHint(self) -> QSize:
        return QSize(800, 600)

    @property
    def visible_area(self) -> tuple[float, float, float, float]:
        """The visible part of the image, x1 y1 x2 y2; nothing of it where there is no image."""
        document = self._document
        if document is None or self._session.image is None:
            return (0.0, 0.0, 0.0, 0.0)
        x1, y1 = self.viewport.to_image(0, 0)
        x2, y2 = self.viewport.to_image(self.width(), self.height())
        return max(x1, 0.0), max(y1, 0.0), min(x2, float(document.width)), min(y2, float(document.height))

    def render_view(self, bare: bool = False) -> QImage:
        """What is seen of the image, in pixels of the screen, with all that lies over it, or `bare`."""
        ratio = self.devicePixelRatioF()
        image = QImage(round(self.width() * ratio), round(self.height() * ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        frame = CanvasFrame(self.viewport, self.width(), self.height(), ratio, 0 if bare else MARGIN_PX)
        for _ in range(MAX_PAINT_PASSES):
            with painter_on(image) as painter:
                if bare:
                    done = self._painter.paint_image(painter, frame, self.palette())
                else:
                    self._painter.paint_canvas(
                        painter, frame, self.palette(), self._runner.tool, None, self._boxes_shown
                    )
                    done = not self._painter.is_unfinished
            if done:
                break
        x1, y1, x2, y2 = self.visible_area
        left, top = self.viewport.to_widget(x1, y1)
        right, bottom = self.viewport.to_widget(x2, y2)
        return image.copy(*(round(value * ratio) for value in (left, top, right - left, bottom - top)))

    # -- following the session

    @Slot()
    def _on_current_changed(self) -> None:
        self._runner.cancel()
        self._decode_progress = None
        self._loading_timer.start()

    @Slot()
    def _on_document_changed(self) -> None:
        session = self._session
        if self._document is not session.document:
            self._runner.cancel()
            if self._document is not None:
                self._document.annotations_changed.disconnect(self._on_annotations_changed)
                self._document.preview_changed.disconnect(self.update)
            self._document = session.document
            if self._document is not None:
                self._document.annotations_changed.connect(self._on_annotations_changed)
                self._document.preview_changed.connect(self.update)
        if session.image is not None:
            self._loading_timer.stop()
            self._painter.set_image(session.image)
            self._decode_progress = None
            shown = (session.folder, session.index)
            self._navigator.show_image((session.image.width, session.image.height), shown == self._shown_index)
            self._shown_index = shown
            self.minimap.set_image_size((session.image.width, session.image.height))
        elif session.failure or session.index < 0:
            self._show_loading()
        self._update_hover()
        self._update_description()
        self.update()

    @Slot()
    def _show_loading(self) -> None:
        self._loading_timer.stop()
        self._painter.set_image(None)
        self.minimap.set_image_size(None)
        self.update()

    @Slot()
    def _on_annotations_changed(self) -> None:
        self._runner.handle_annotations_changed()
        self._update_hover()
        self._update_description()
        self.update()

    def _update_description(self) -> None:
        count = len(self._document.annotations) if self._document is not None else 0
        what = self.message or tr("%Ln box(es).", "", count)
        help_text = tr("Tab: next box. Arrow keys: move it. Ctrl+Tab: leave.")
        self.setAccessibleDescription(f"{what} {help_text}")

    @Slot(float)
    def _on_zoom_changed(self, zoom: float) -> None:
        self._layer_cache.note_zoom_change()
        self.zoom_changed.emit(zoom)

    @Slot(str)
    def _on_tool_changed(self, name: str) -> None:
        self._update_hover()
        self.update()
        self.tool_changed.emit(name)

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        with guarded_painter(self) as painter:
            margin = 0 if self._layer_cache.is_zooming else MARGIN_PX
            frame = CanvasFrame(self.viewport, self.width(), self.height(), self.devicePixelRatioF(), margin)
            tool, hovered = self._runner.tool, self._session.hovered_uid
            self._painter.paint_canvas(painter, frame, self.palette(), tool, self._cursor, self._boxes_shown, hovered)
            message = self.message
            if message:
                overlay.draw_message(painter, self.size(), self.palette(), message)
            elif self._decode_progress is not None:
                overlay.draw_corner_note(
                    painter,
                    self.size(),
                    tr("Decoding at full resolution… {percent}").format(percent=f"{self._decode_progress:.0%}"),
                )
            if self.hasFocus():
                overlay.draw_focus(painter, self.size(), self.palette())
            if self._painter.is_unfinished and not self._layer_cache.is_zooming:
                self._repaint_timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._navigator.resize_widget((self.width(), self.height()), self.devicePixelRatioF())
        self.minimap.update_visibility()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
