"""The part of a window that this room adds; see `common.parts`."""

from __future__ import annotations

from typing import Protocol

from frcnn_gui.canvas.canvas_view import CanvasView


class HasCanvas(Protocol):
    """The image with its layers."""

    @property
    def canvas(self) -> CanvasView: ...
