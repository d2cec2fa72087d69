"""Where boxes and their tags are in the widget."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QSizeF

from detector.data.geometry import Box
from frcnn_gui.canvas.painting.box_style import OUTLINE_PX
from frcnn_gui.canvas.painting.clipping import CLIP_MARGIN_PX, PixelRect, floor_int, place_boxes
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame
from frcnn_gui.canvas.painting.tag_places import Corners
from frcnn_gui.canvas.viewport import Viewport


def covered_pixels(viewport: Viewport, box: Box) -> PixelRect:
    """The pixels of the widget that the box covers, at least one."""
    left, top = map(floor_int, viewport.to_widget(box.x1, box.y1))
    right, bottom = map(floor_int, viewport.to_widget(box.x2, box.y2))
    return PixelRect(left, top, max(right, left + 1), max(bottom, top + 1))


def widget_rect(frame: CanvasFrame, box: Box) -> QRect:
    """Those of the pixels that `box` covers which are near the widget; sides outside are moved next to it."""
    return covered_pixels(frame.viewport, box).clip_near_widget(frame.width, frame.height)


def list_widget_rects(frame: CanvasFrame, boxes: NDArray[np.float64]) -> list[list[int]]:
    """The same of many boxes (N, 4) at once, as x1 y1 x2 y2."""
    places = np.floor(place_boxes(boxes, frame.viewport.scale, (frame.viewport.offset_x, frame.viewport.offset_y)))
    places[:, 2:] = np.maximum(places[:, 2:], places[:, :2] + 1)
    limits = (frame.width + CLIP_MARGIN_PX, frame.height + CLIP_MARGIN_PX) * 2
    found: list[list[int]] = np.clip(places, -CLIP_MARGIN_PX, limits).astype(int).tolist()
    return found


def tag_position(box: QRect, tag_size: QSizeF, highest: float) -> QPointF:
    """Above the upper left corner; inside it where the tag would be higher than `highest`."""
    above = box.top() - 1 - tag_size.height()
    if above >= highest:
        return QPointF(box.left() - 1, above)
    return QPointF(box.left() + OUTLINE_PX, box.top() + OUTLINE_PX)


def to_corners(rect: QRect) -> Corners:
    return rect.left(), rect.top(), rect.right() + 1, rect.bottom() + 1
