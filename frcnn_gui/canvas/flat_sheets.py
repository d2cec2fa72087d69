"""Pictures that lie on each other, painted into one as soon as they stay the same: panning many costs what one does."""

from __future__ import annotations

from PySide6.QtGui import QPainter

from frcnn_gui.canvas.picture import Frame, Picture

Sheets = list[tuple[Picture, float]]
"""Pictures from the lowest to the highest, each with its opacity."""


class FlatSheets:
    """`draw` shows the sheets, from one picture where they are those of the time before."""

    def __init__(self) -> None:
        self._sheets: Sheets = []
        """Those drawn last"""
        self._flat: Picture | None = None

    def draw(self, painter: QPainter, sheets: Sheets, frame: Frame) -> None:
        """Blit `sheets` for the viewport of `frame`."""
        if not _same(sheets, self._sheets):
            self._sheets, self._flat = sheets, None
            _draw(painter, sheets, frame)
            return
        if self._flat is not None and _at_scale(self._flat, frame) and not self._flat.frame.serves(frame):
            self._flat = None
        if self._flat is None and len(sheets) > 1 and all(_at_scale(picture, frame) for picture, _ in sheets):
            self._flat = _flattened(sheets, frame)
        _draw(painter, sheets if self._flat is None else [(self._flat, 1.0)], frame)


def _same(some: Sheets, others: Sheets) -> bool:
    return len(some) == len(others) and all(
        picture is other and opacity == its_opacity
        for (picture, opacity), (other, its_opacity) in zip(some, others, strict=True)
    )


def _at_scale(picture: Picture, frame: Frame) -> bool:
    return (picture.frame.viewport.scale, picture.frame.ratio) == (frame.viewport.scale, frame.ratio)


def _flattened(sheets: Sheets, frame: Frame) -> Picture:
    flat = Picture(frame)
    with flat.painter() as painter:
        _draw(painter, sheets, frame)
    return flat


def _draw(painter: QPainter, sheets: Sheets, frame: Frame) -> None:
    for picture, opacity in sheets:
        painter.setOpacity(opacity)
        picture.draw(painter, frame.viewport)
    painter.setOpacity(1.0)
