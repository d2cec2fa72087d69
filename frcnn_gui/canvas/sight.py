"""How the canvas shows its picture: adjusted or not, with what aids, with how many of its pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QWidget

from detector.data.image_io import DecodedImage
from frcnn_gui.canvas.interactive import InteractiveWidget
from frcnn_gui.canvas.layer_cache import LayerCache
from frcnn_gui.canvas.look import Look
from frcnn_gui.canvas.minimap import Minimap
from frcnn_gui.canvas.scene_painter import ScenePainter
from frcnn_gui.session import Session


class SightWidget(InteractiveWidget):
    """Holds what paints the scene, the navigator in its corner, and `look`: what the person switched on or off."""

    sharpened = Signal(object)
    """The DecodedImage with more pixels that is shown now"""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.look = Look(self)
        self._layer_cache = LayerCache(self.layers, self.font(), self)
        self._painter = ScenePainter(session, self._layer_cache, self.font(), self.look)
        self.minimap = Minimap(self._navigator, self._overview, self)
        self._reading: float | None = None
        self.look.changed.connect(self._take_look)

    def sharpen(self, image: DecodedImage) -> None:
        """Show the current image with more of its pixels; nothing else changes."""
        self._painter.sharpen(image)
        self.minimap.show_image((image.width, image.height))
        self.update()
        self.sharpened.emit(image)

    def tell_reading(self, part: float | None) -> None:
        """How much of the current image is read, 0 to 1; None: there is no more to come."""
        if part != self._reading:
            self._reading = part
            self.update()

    def colour_at(self, x: float, y: float) -> tuple[int, int, int] | None:
        """(red, green, blue) of the pixel that (x, y) of the image lies in, as the file has it."""
        painter = self._painter.image_painter
        return painter.colour_at(x, y) if painter is not None else None

    def sampled_values(self) -> NDArray[np.uint8]:
        """Some pixels (N, 3) of the current image, enough to tell how light it is; (0, 3) where there is none."""
        painter = self._painter.image_painter
        return painter.sample() if painter is not None else np.empty((0, 3), np.uint8)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._stand_aside(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._stand_aside(event)

    def _stand_aside(self, event: QMouseEvent) -> None:
        """The navigator must not hide where a box is drawn to."""
        near = self.minimap.geometry().contains(event.position().toPoint())
        self.minimap.stand_aside(near and self._runner.tool.dragging)

    @Slot()
    def _take_look(self) -> None:
        self.minimap.want(self.look.aids.minimap)
        self.minimap.forget_picture()
        self.update()

    def _overview(self, side: int) -> QImage | None:
        painter = self._painter.image_painter
        if painter is None:
            return None
        painter.look(self.look.adjustment, self.look.aids.pixel_grid)
        return painter.overview(side)
