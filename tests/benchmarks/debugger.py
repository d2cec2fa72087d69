"""The stages in the whole window: first frames of layers, pan and zoom with all of them, drags, changed thresholds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from tests.annotation_edits import move_edges
from tests.benchmarks.timing import Timing, measure, print_table
from tests.benchmarks.window_stand import WindowStand, open_window

if TYPE_CHECKING:
    from frcnn_gui.stages.stage_layers import StageLayers

WINDOW = (1600, 1200)
IMAGE = (1000, 600)
BOXES = 50
PRESETS = ("vgg16", "mobilenet_fpn", "resnet50_fpn")
THRESHOLDS: tuple[tuple[str, float, float], ...] = (
    ("anchor_targets.positive_iou", 0.5, 0.7),
    ("anchor_targets.negative_iou", 0.2, 0.3),
    ("proposals.nms_iou", 0.6, 0.7),
    ("proposals.min_size", 4.0, 8.0),
    ("detection.score", 0.02, 0.04),
)
"""Each setting, with two values between which it alternates."""


def run() -> None:
    with open_window(*WINDOW) as stand:
        _open(stand)
        for preset in PRESETS:
            debugger = _Debugger(stand, preset)
            debugger.print_painting()
            debugger.print_moves()


def build_annotations(count: int) -> tuple[Annotation, ...]:
    """Boxes of many sizes, the same in each run."""
    random = np.random.default_rng(0)
    sides = np.exp(random.uniform(np.log(16), np.log(300), size=(count, 2))).round()
    corners = (random.uniform(size=(count, 2)) * (np.array(IMAGE) - sides)).round()
    rows = np.concatenate((corners, corners + sides), axis=1).tolist()
    return tuple(Annotation(Box(*row), "coin", at) for at, row in enumerate(rows))


def _open(stand: WindowStand) -> None:
    folder = stand.root / "photographs"
    folder.mkdir()
    pixels = np.random.default_rng(0).integers(0, 256, size=(IMAGE[1] // 20, IMAGE[0] // 20, 3), dtype=np.uint8)
    Image.fromarray(pixels).resize(IMAGE, Image.Resampling.BICUBIC).save(Path(folder) / "one.jpg")
    context = stand.window.context
    stand.window.open_controller.open_path(folder)
    stand.wait(lambda: context.session.image is not None)
    assert context.session.document is not None
    context.session.document.set_preview(build_annotations(BOXES))
    context.show_dock("stages")
    stand.wait(lambda: context.engine.is_ready)


class _Debugger:
    def __init__(self, stand: WindowStand, preset: str) -> None:

        self._stand = stand
        self._context = stand.window.context
        self._canvas = self._context.canvas
        self._model = self._context.stages
        self._layers: StageLayers = self._context.stage_layers
        self._preset = preset
        self._show(set())
        self._context.network.use_preset(preset)
        self._model.subscribe("benchmark", True)
        stand.wait(lambda: self._model.is_current)

    def _show(self, keys: set[str]) -> None:
        for key, layer in self._layers.layers.items():
            layer.set_visible(key in keys)
        self._settle()

    def _settle(self) -> None:
        self._stand.application.processEvents()  # what a layer shows is gathered in the next turn of the loop
        self._canvas.repaint()
        while self._canvas._layer_cache.is_busy:
            self._stand.application.processEvents()
        self._canvas.repaint()

    @property
    def _title(self) -> str:
        assert self._model.grid is not None
        return f"{self._preset}, {len(self._model.grid):,} anchors, {BOXES} boxes, {IMAGE[0]}x{IMAGE[1]} image"

    def print_painting(self) -> None:
        """Switch layers on: the first frame and the complete layer; then pan and zoom with all layers on."""
        first, whole = {}, {}
        for key in self._layers.layers:
            self._show(set())
            first[key] = measure(self._after_hiding(key, lambda: self._canvas.repaint()), repeats=5)
            whole[key] = measure(self._after_hiding(key, self._settle), repeats=5)
        self._show(set(self._layers.layers))
        naive = self._drawing_without_cache()
        pan, zoom = measure(self._wheel(zoom=False), repeats=60), measure(self._wheel(zoom=True), repeats=60)
        slow = sorted(first, key=lambda key: -first[key].median)[:3]
        rows = [(f"first frame of {key}", str(first[key]), "all of it", str(whole[key]), "") for key in slow]
        for what, timing in (("pan", pan), ("zoom", zoom)):
            ratio = f"{timing.p95 / naive.median:.3f}"
            rows.append(
                (f"a frame of {what}, all layers on", str(timing), "all anchors by drawRects", str(naive), ratio)
            )
        print_table(f"Painting: {self._title}", rows, ("what", "ours", "peer", "its time", "ratio"))

    def _after_hiding(self, key: str, paint: Callable[[], object]) -> Callable[[], None]:
        """A function that switches one layer off and on again, and paints it.

        Nothing is painted while the layer is off.
        """
        layer = self._layers.layers[key]

        def act() -> None:
            layer.set_visible(False)
            layer.set_visible(True)
            self._stand.application.processEvents()  # what it shows is gathered in the next turn of the loop
            paint()

        return act

    def _drawing_without_cache(self) -> Timing:
        from PySide6.QtCore import QRectF
        from PySide6.QtGui import QPainter, QPixmap

        grid, viewport = self._model.grid, self._canvas.viewport
        assert grid is not None
        target = QPixmap(self._canvas.size())

        def draw() -> None:
            painter = QPainter(target)
            corners = [(*viewport.to_widget(x1, y1), *viewport.to_widget(x2, y2)) for x1, y1, x2, y2 in grid.boxes]
            painter.drawRects([QRectF(x1, y1, x2 - x1, y2 - y1) for x1, y1, x2, y2 in corners])
            painter.end()

        return measure(draw, repeats=2)

    def _wheel(self, zoom: bool) -> Callable[[], None]:
        direction = [1.0]

        def act() -> None:
            direction[0] = -direction[0]
            if zoom:
                self._canvas._navigator.zoom_by(1.05 ** direction[0], 400, 300)
            else:
                self._canvas._navigator.pan_by(30 * direction[0], 0)
            self._canvas.repaint()

        return act

    def print_moves(self) -> None:
        """Drag a box with the assignment shown, and alternate thresholds until the stages are computed."""
        self._show({"assignment"})
        drag = measure(self._dragging(), repeats=80)
        self._show({"assignment", "after_nms", "final"})
        rows = [("a mouse move of a drag, painted", str(drag), "", "")]
        for id, low, high in THRESHOLDS:
            at_once = measure(self._moving(id, (low, high), wait=False), repeats=10)
            whole = measure(self._moving(id, (low, high), wait=True), repeats=6)
            rows.append((id, "", str(at_once), str(whole)))
            self._model.settings.reset_settings()
            self._stand.wait(lambda: self._model.is_current)
        header = ("what", "painted", "assignment painted", "all stages new")
        print_table(f"Moving: {self._title}", rows, header)

    def _dragging(self) -> Callable[[], None]:
        document = self._context.session.document
        assert document is not None
        shown = [build_annotations(BOXES)]

        def act() -> None:
            first, *others = shown[0]
            step = 1 if first.bounds.x1 < 400 else -300
            shown[0] = (move_edges(first, x1=first.bounds.x1 + step, x2=first.bounds.x2 + step), *others)
            document.set_preview(shown[0])
            self._canvas.repaint()

        return act

    def _moving(self, id: str, values: tuple[float, float], wait: bool) -> Callable[[], None]:
        turn = [0]

        def act() -> None:
            turn[0] = 1 - turn[0]
            self._model.settings.set_value(id, values[turn[0]])
            if wait:
                self._stand.wait(lambda: self._model.is_current)
            self._canvas.repaint()

        return act
