"""Shows layers as painted before, and repaints them when there is time."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPainter

from frcnn_gui.canvas.layers import EMPTY_CONTENT, Layer, LayerContent, LayerStack
from frcnn_gui.canvas.painting.layer_compositor import LayerCompositor, PaintedLayers
from frcnn_gui.canvas.painting.layer_painter import paint_in_steps
from frcnn_gui.canvas.painting.painted_frame import MARGIN_PX, CanvasFrame, PaintedFrame

ZOOM_SETTLE_MS = 60
"""While a zoom lasts the old picture is stretched; this long after its last step a crisp one is painted."""
SLICE_S = 0.012
"""How long painting may hold the thread at a time."""
_MIN_SLACK_PX = MARGIN_PX / 2


class _CachedLayer:
    """One layer: the picture shown, of what, and the one being painted."""

    def __init__(self) -> None:
        self.painted: PaintedFrame | None = None
        self.content: LayerContent = EMPTY_CONTENT
        self.steps: Iterator[None] | None = None
        self.next_painted: PaintedFrame | None = None
        self.next_content: LayerContent = EMPTY_CONTENT

    def start_painting(self, frame: CanvasFrame, content: LayerContent) -> None:
        self.next_painted, self.next_content = PaintedFrame(frame), content
        self.steps = paint_in_steps(self.next_painted, content)

    def paint_until(self, until: float) -> bool:
        """Paint until that time (of the monotonic clock), at least one step; True when the new picture is ready."""
        while self.steps is not None:
            try:
                next(self.steps)
            except StopIteration:
                self.painted, self.content = self.next_painted, self.next_content
                self.stop_painting()
                return True
            if time.perf_counter() >= until:
                break
        return False

    def shows(self, content: LayerContent, frame: CanvasFrame) -> bool:
        """Whether the picture is of this content, and covers this frame."""
        return self.content is content and self.painted is not None and self.painted.frame.covers_frame(frame)

    def stop_painting(self) -> None:
        self.steps = None
        self.next_painted, self.next_content = None, EMPTY_CONTENT


class LayerCache(QObject):
    """`paint_layers` shows the layers of `stack`.

    Signals:
        frame_painted: A better frame can be shown now.
    """

    frame_painted = Signal()

    def __init__(self, stack: LayerStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stack = stack
        self._entries: dict[str, _CachedLayer] = {}
        self._compositors = {is_lit: LayerCompositor() for is_lit in (False, True)}
        self._zoom_timer = QTimer(self, singleShot=True, interval=ZOOM_SETTLE_MS)
        self._zoom_timer.timeout.connect(self.frame_painted)
        self._paint_timer = QTimer(self, interval=0)
        self._paint_timer.timeout.connect(self._on_paint_timeout)

    def note_zoom_change(self) -> None:
        """The scale has changed, and may change further."""
        self._zoom_timer.start()

    @property
    def is_zooming(self) -> bool:
        """Whether the scale has just changed."""
        return self._zoom_timer.isActive()

    @property
    def is_busy(self) -> bool:
        """Whether something is still to be painted."""
        return self.is_zooming or any(entry.steps is not None for entry in self._entries.values())

    @property
    def painted_layers(self) -> tuple[Layer, ...]:
        """Those of which anything is seen, the lowest first."""
        return tuple(layer for layer in self.stack.shown_layers if layer.is_painted)

    def paint_layers(self, painter: QPainter, frame: CanvasFrame, is_lit: bool = False) -> None:
        """Blit every layer that is visible, each with its opacity.

        A layer that dims the others (`is_lit`) is painted after all of them and their captions, whatever its place.
        """
        if self.stack.is_labels_only:  # what is painted stays, so that the layers return at once
            return
        until = time.perf_counter() + SLICE_S
        sheets: PaintedLayers = []
        for layer in self.stack:
            if not layer.is_painted:
                self._entries.pop(layer.key, None)
                continue
            if (layer.content.spotlight is not None) is not is_lit:
                continue
            painted = self._get_painted(layer, frame, until)
            if painted is not None:
                sheets.append((painted, layer.opacity))
        self._compositors[is_lit].draw_layers(painter, sheets, frame)
        if any(entry.steps is not None for entry in self._entries.values()):
            self._paint_timer.start()

    def _get_painted(self, layer: Layer, frame: CanvasFrame, until: float) -> PaintedFrame | None:
        """The best there is; a better one is begun where it is needed."""
        entry = self._entries.setdefault(layer.key, _CachedLayer())
        if entry.next_painted is not None and entry.next_painted.frame.viewport.scale != frame.viewport.scale:
            entry.stop_painting()
        slack = -1.0 if entry.painted is None else entry.painted.frame.compute_slack(frame)
        wanting = entry.content is not layer.content or slack < _MIN_SLACK_PX
        zooming = self.is_zooming and entry.painted is not None
        if wanting and not zooming:
            if entry.steps is None:
                entry.start_painting(frame, layer.content)
            if entry.content is not layer.content or slack < 0:
                entry.paint_until(until)
                if entry.steps is None and not entry.shows(layer.content, frame):  # either changed while it was painted
                    entry.start_painting(frame, layer.content)
        return entry.painted

    def _on_paint_timeout(self) -> None:
        until = time.perf_counter() + SLICE_S
        finished = False
        for entry in self._entries.values():
            if entry.steps is not None:
                finished |= entry.paint_until(until)
                if time.perf_counter() >= until:
                    break
        if all(entry.steps is None for entry in self._entries.values()):
            self._paint_timer.stop()
        if finished:
            self.frame_painted.emit()
