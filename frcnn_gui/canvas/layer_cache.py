"""Shows layers from pictures painted before, and paints them anew when there is time."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QFont, QPainter

from frcnn_gui.canvas.flat_sheets import FlatSheets, Sheets
from frcnn_gui.canvas.layer_painter import painting
from frcnn_gui.canvas.layers import EMPTY, Layer, LayerContent, LayerStack
from frcnn_gui.canvas.picture import MARGIN, Frame, Picture

SETTLE_MS = 60
"""While a zoom lasts the old picture is stretched; this long after its last step a crisp one is painted."""
SLICE_S = 0.012
"""How long painting may hold the thread at a time."""
_LOW_MARGIN = MARGIN / 2


class _Entry:
    """One layer: the picture shown, of what, and the one being painted."""

    def __init__(self) -> None:
        self.picture: Picture | None = None
        self.content: LayerContent = EMPTY
        self.steps: Iterator[None] | None = None
        self.next_picture: Picture | None = None
        self.next_content: LayerContent = EMPTY

    def start(self, frame: Frame, content: LayerContent, font_name: str) -> None:
        self.next_picture, self.next_content = Picture(frame), content
        self.steps = painting(self.next_picture, content, font_name)

    def work(self, until: float) -> bool:
        """Paint until that time (of the monotonic clock), at least one step; True when the new picture is ready."""
        while self.steps is not None:
            try:
                next(self.steps)
            except StopIteration:
                self.picture, self.content = self.next_picture, self.next_content
                self.stop()
                return True
            if time.perf_counter() >= until:
                break
        return False

    def stop(self) -> None:
        self.steps = None
        self.next_picture, self.next_content = None, EMPTY


class LayerCache(QObject):
    """`paint` shows the layers of `stack`; `ready` says that a better picture can be shown now."""

    ready = Signal()

    def __init__(self, stack: LayerStack, font: QFont, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stack = stack
        self._font_name = font.toString()
        self._entries: dict[str, _Entry] = {}
        self._flat = FlatSheets()
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.ready)
        self._slice = QTimer(self, interval=0)
        self._slice.timeout.connect(self._work)

    def zoomed(self) -> None:
        """The scale has changed, and may go on changing."""
        self._settle.start()

    @property
    def zooming(self) -> bool:
        """Whether the scale has just changed."""
        return self._settle.isActive()

    @property
    def busy(self) -> bool:
        """Whether something is still to be painted."""
        return self.zooming or any(entry.steps is not None for entry in self._entries.values())

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Blit every layer that is visible, each with its opacity."""
        until = time.perf_counter() + SLICE_S
        sheets: Sheets = []
        for layer in self._stack:
            if not layer.visible or layer.opacity == 0 or not layer.content.total:
                self._entries.pop(layer.key, None)
                continue
            picture = self._picture(layer, frame, until)
            if picture is not None:
                sheets.append((picture, layer.opacity))
        self._flat.draw(painter, sheets, frame)
        if any(entry.steps is not None for entry in self._entries.values()):
            self._slice.start()

    def _picture(self, layer: Layer, frame: Frame, until: float) -> Picture | None:
        """The best there is; a better one is begun where it is needed."""
        entry = self._entries.setdefault(layer.key, _Entry())
        if entry.next_picture is not None and entry.next_picture.frame.viewport.scale != frame.viewport.scale:
            entry.stop()
        slack = -1.0 if entry.picture is None else entry.picture.frame.slack(frame)
        wanting = entry.content is not layer.content or slack < _LOW_MARGIN
        zooming = self.zooming and entry.picture is not None
        if wanting and not zooming:
            if entry.steps is None:
                entry.start(frame, layer.content, self._font_name)
            if entry.content is not layer.content or slack < 0:
                entry.work(until)
        return entry.picture

    def _work(self) -> None:
        until = time.perf_counter() + SLICE_S
        finished = False
        for entry in self._entries.values():
            if entry.steps is not None:
                finished |= entry.work(until)
                if time.perf_counter() >= until:
                    break
        if all(entry.steps is None for entry in self._entries.values()):
            self._slice.stop()
        if finished:
            self.ready.emit()
