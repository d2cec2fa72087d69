"""How the canvas shows its picture: adjusted or not, with what aids, with how many of its pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFont, QImage, QMouseEvent
from PySide6.QtWidgets import QWidget

from detector.data.image_io import DecodedImage
from frcnn_gui.canvas.interactive_widget import InteractiveWidget
from frcnn_gui.canvas.minimap import Minimap
from frcnn_gui.canvas.painting.layer_cache import LayerCache
from frcnn_gui.canvas.painting.scene_painter import CanvasPainter
from frcnn_gui.canvas.view_options import ViewOptions
from frcnn_gui.document.session import Session


class ImageWidget(InteractiveWidget):
    """Holds what paints the scene, the navigator in its corner, and the view options.

    Signals:
        image_sharpened: The DecodedImage with more pixels that is shown now.
    """

    image_sharpened = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.view_options = ViewOptions(self)
        self._layer_cache = LayerCache(self.layers, self)
        self._painter = CanvasPainter(session, self._layer_cache, self.font(), self.view_options)
        self.minimap = Minimap(self._navigator, self._render_overview, self)
        self._decode_progress: float | None = None
        self.view_options.options_changed.connect(self._on_view_options_changed)

    def show_sharper_image(self, image: DecodedImage) -> None:
        """Show the current image with more of its pixels; nothing else changes."""
        self._painter.show_sharper_image(image)
        self.minimap.set_image_size((image.width, image.height))
        self.update()
        self.image_sharpened.emit(image)

    def show_decode_progress(self, part: float | None) -> None:
        """How much of the current image is read, 0 to 1; None once it is complete."""
        if part != self._decode_progress:
            self._decode_progress = part
            self.update()

    def color_at(self, x: float, y: float) -> tuple[int, int, int] | None:
        """(red, green, blue) of the pixel that (x, y) of the image is in, as the file has it."""
        painter = self._painter.image_painter
        return painter.color_at(x, y) if painter is not None else None

    def sample_pixels(self) -> NDArray[np.uint8]:
        """Some pixels (N, 3) of the current image, enough to estimate its brightness; (0, 3) where there is none."""
        painter = self._painter.image_painter
        return painter.sample_pixels() if painter is not None else np.empty((0, 3), np.uint8)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._move_minimap_aside(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._move_minimap_aside(event)

    def _move_minimap_aside(self, event: QMouseEvent) -> None:
        """The navigator must not hide where a box is drawn to."""
        near = self.minimap.geometry().contains(event.position().toPoint())
        self.minimap.set_out_of_way(near and self._runner.tool.is_dragging)

    @Slot()
    def _on_view_options_changed(self) -> None:
        self.minimap.set_switched_on(self.view_options.aids.minimap)
        self.minimap.discard_overview()
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * self.view_options.boxes.tag_percent / 100)
        self._painter.set_tag_font(font)
        self.update()

    def _render_overview(self, side: int) -> QImage | None:
        painter = self._painter.image_painter
        if painter is None:
            return None
        painter.set_style(self.view_options.adjustment, self.view_options.aids.pixel_grid)
        return painter.render_overview(side)
