"""Pictures that are on each other, painted into one as soon as they stay the same: panning many costs what one does."""

from __future__ import annotations

from PySide6.QtGui import QPainter

from frcnn_gui.canvas.painting.painted_frame import CanvasFrame, PaintedFrame

PaintedLayers = list[tuple[PaintedFrame, float]]
"""Pictures from the lowest to the highest, each with its opacity."""


class LayerCompositor:
    """`draw_layers` shows the sheets, from one picture where they are those of the time before."""

    def __init__(self) -> None:
        self._painted_layers: PaintedLayers = []
        """Those drawn last"""
        self._flattened_frame: PaintedFrame | None = None

    def draw_layers(self, painter: QPainter, sheets: PaintedLayers, frame: CanvasFrame) -> None:
        """Blit `sheets` for the viewport of `frame`."""
        if not _are_same_layers(sheets, self._painted_layers):
            self._painted_layers, self._flattened_frame = sheets, None
            _draw_layers(painter, sheets, frame)
            return
        if (
            self._flattened_frame is not None
            and _has_scale_of(self._flattened_frame, frame)
            and not self._flattened_frame.frame.covers_frame(frame)
        ):
            self._flattened_frame = None
        if (
            self._flattened_frame is None
            and len(sheets) > 1
            and all(_has_scale_of(painted, frame) for painted, _ in sheets)
        ):
            self._flattened_frame = _flatten_layers(sheets, frame)
        _draw_layers(painter, sheets if self._flattened_frame is None else [(self._flattened_frame, 1.0)], frame)


def _are_same_layers(some: PaintedLayers, others: PaintedLayers) -> bool:
    return len(some) == len(others) and all(
        painted is other and opacity == its_opacity
        for (painted, opacity), (other, its_opacity) in zip(some, others, strict=True)
    )


def _has_scale_of(painted: PaintedFrame, frame: CanvasFrame) -> bool:
    return (painted.frame.viewport.scale, painted.frame.ratio) == (frame.viewport.scale, frame.ratio)


def _flatten_layers(sheets: PaintedLayers, frame: CanvasFrame) -> PaintedFrame:
    flat = PaintedFrame(frame)
    with flat.open_painter() as painter:
        _draw_layers(painter, sheets, frame)
    return flat


def _draw_layers(painter: QPainter, sheets: PaintedLayers, frame: CanvasFrame) -> None:
    for painted, opacity in sheets:
        painter.setOpacity(opacity)
        painted.draw_for(painter, frame.viewport)
    painter.setOpacity(1.0)
