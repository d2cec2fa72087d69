"""A picture for another part of the plane: what it shares with the one before is copied, and only the rest is painted.

All lengths in logical pixels of the widget, whose upper left corner is (0, 0).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect

from frcnn_gui.canvas.painting.painted_frame import CanvasFrame, PaintedFrame

_MIN_SHARED = 0.5
"""Of the picture: where less is shared, all of it is painted at once."""
_MAX_FRACTION = 1e-6


def move_painted_frame(
    before: PaintedFrame, frame: CanvasFrame, overlap: int, paint_part: Callable[[CanvasFrame], PaintedFrame]
) -> tuple[PaintedFrame, list[QRect]] | None:
    """The picture of a frame, made of the one before.

    Args:
        before: The picture before.
        frame: What the new one is to show.
        overlap: How far what is painted depends on what is around it. So near to a border that is no border any more,
            the picture before is not used, and so far around it a part is painted.
        paint_part: Paints a frame.

    Returns:
        The picture, and the parts of the widget's plane that are new in it; None if too little is shared, or pixels of
        the two are not in the same places.
    """
    kept = _find_shared(before.frame, frame, overlap)
    if kept is None:
        return None
    result, whole = PaintedFrame(frame), _find_area(frame)
    old_corner = _find_area(before.frame).topLeft() + _find_shift(before.frame, frame)
    source = kept.translated(-old_corner)
    _cut_area(result, kept.translated(-whole.topLeft()))[:] = _cut_area(before, source)
    parts = [part for part in _list_rest(whole, kept) if not part.isEmpty()]
    for part in parts:
        around = part.adjusted(-overlap, -overlap, overlap, overlap)
        viewport = frame.viewport.pan_by(-around.x(), -around.y())
        painted = paint_part(CanvasFrame(viewport, around.width(), around.height(), frame.ratio, 0))
        _cut_area(result, part.translated(-whole.topLeft()))[:] = _cut_area(painted, part.translated(-around.topLeft()))
    return result, parts


def _find_shared(before: CanvasFrame, frame: CanvasFrame, overlap: int) -> QRect | None:
    """What can be copied; None if that is too little, or pixels are in other places."""
    if (before.viewport.scale, before.ratio) != (frame.viewport.scale, frame.ratio) or not frame.ratio.is_integer():
        return None
    dx, dy = frame.viewport.offset_x - before.viewport.offset_x, frame.viewport.offset_y - before.viewport.offset_y
    if max(abs(dx - round(dx)), abs(dy - round(dy))) > _MAX_FRACTION:
        return None
    whole = _find_area(frame)
    old = _find_area(before).translated(_find_shift(before, frame))
    # Near its border, a picture need not be whole; where that stays the border, it is no worse than before.
    kept = old.adjusted(
        overlap * (old.left() > whole.left()),
        overlap * (old.top() > whole.top()),
        -overlap * (old.right() < whole.right()),
        -overlap * (old.bottom() < whole.bottom()),
    ).intersected(whole)
    return kept if kept.width() * kept.height() > _MIN_SHARED * whole.width() * whole.height() else None


def _find_shift(before: CanvasFrame, frame: CanvasFrame) -> QPoint:
    old, new = before.viewport, frame.viewport
    return QPoint(round(new.offset_x - old.offset_x), round(new.offset_y - old.offset_y))


def _find_area(frame: CanvasFrame) -> QRect:
    margin = frame.margin
    return QRect(-margin, -margin, frame.width + 2 * margin, frame.height + 2 * margin)


def _list_rest(whole: QRect, kept: QRect) -> list[QRect]:
    """Above, below, left and right of what is kept; some are empty."""
    height, bottom, right = kept.height(), kept.y() + kept.height(), kept.x() + kept.width()
    return [
        QRect(whole.x(), whole.y(), whole.width(), kept.y() - whole.y()),
        QRect(whole.x(), bottom, whole.width(), whole.y() + whole.height() - bottom),
        QRect(whole.x(), kept.y(), kept.x() - whole.x(), height),
        QRect(right, kept.y(), whole.x() + whole.width() - right, height),
    ]


def _cut_area(painted: PaintedFrame, area: QRect) -> NDArray[np.uint32]:
    """The pixels of an area whose coordinates begin at the corner of the picture."""
    ratio = round(painted.frame.ratio)
    rows = slice(area.y() * ratio, (area.y() + area.height()) * ratio)
    return painted.pixels[rows, area.x() * ratio : (area.x() + area.width()) * ratio]
