"""Where a tool is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPalette

from detector.data.annotation import Annotation
from frcnn_gui.canvas.painting.clipping import PixelRect
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame


@dataclass(frozen=True)
class ToolView:
    """Where a tool is shown.

    Attributes:
        frame: What the widget shows.
        palette: The colors of the window.
        cursor: Where the mouse is, in the widget; None if it is elsewhere.
        image_size: Width and height of the image.
        crosshair: Whether lines through the cursor are wanted while drawing.
        color_of: The color of a class, #rrggbb.
        label: The class of what is being drawn.
        annotations: Those that are shown.
        selection: The uids of those that are selected.
    """

    frame: CanvasFrame
    palette: QPalette
    cursor: QPoint | None
    image_size: tuple[int, int]
    crosshair: bool
    color_of: Callable[[str], str]
    label: str
    annotations: tuple[Annotation, ...]
    selection: frozenset[int]

    @property
    def image_area(self) -> QRect:
        """The part of the widget that the image covers."""
        viewport = self.frame.viewport
        right, bottom = viewport.to_widget(*self.image_size)
        covered = PixelRect(int(viewport.offset_x), int(viewport.offset_y), int(right), int(bottom))
        return covered.clip_near_widget(self.frame.width, self.frame.height)
