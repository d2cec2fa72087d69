"""Displaying images of 12 and 200 megapixels: paint times of panning and zooming, compared with drawing a pixmap."""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from tests.benchmarks.timing import Timing, measure, print_table

SIZES = ((4096, 3072), (16_384, 12_288))
WIDGET = (1600, 1200)
ZOOMS = (0.25, 0.6, 1.0, 3.0, 16.0)
STEPS = 60


def run() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        for width, height in SIZES:
            path = Path(name) / f"{width}.jpg"
            _write(path, width, height)
            _measure(path)


def _write(path: Path, width: int, height: int) -> None:
    """Write an image with detail at every scale."""
    random = np.random.default_rng(0)
    coarse = Image.fromarray(random.integers(0, 256, size=(48, 64, 3), dtype=np.uint8))
    tile = np.asarray(coarse.resize((2048, 1536), Image.Resampling.BICUBIC)).astype(np.int16)
    tile = (tile + random.integers(-6, 7, size=(1536, 2048, 1))).clip(0, 255)
    pixels = np.tile(tile.astype(np.uint8), (height // 1536, width // 2048, 1))
    Image.fromarray(pixels).save(path, quality=88)


def _measure(path: Path) -> None:
    from PySide6.QtGui import QColor, QPainter, QPixmap

    from detector.data.image_io import decode_image
    from frcnn_gui.canvas.adjustment import NEUTRAL, Adjustment
    from frcnn_gui.canvas.painting.pyramid import prepare_image
    from frcnn_gui.images.pixel_cache import MAX_PIXELS
    from tests.benchmarks.canvas_stand import CanvasStand

    start = time.perf_counter()
    first = prepare_image(decode_image(path, MAX_PIXELS))
    first_s = time.perf_counter() - start
    whole = first if first.reduction == 1 else prepare_image(decode_image(path))
    whole_s = time.perf_counter() - start
    stand = CanvasStand(*WIDGET)
    view = stand.view
    stand.session.reload_image()
    stand.session.show_image(0, whole, None, "only shown")
    stand.frame()
    screen = QPixmap(*WIDGET)
    screen.fill(QColor("gray"))

    def plain() -> None:
        painter = QPainter(stand.target)
        painter.drawPixmap(0, 0, screen)
        painter.end()

    baseline = measure(plain, STEPS)
    rows = []
    for zoom in ZOOMS:
        view.set_zoom(zoom)
        stand.settle()
        rows.append(_row(f"move at {zoom:.0%}", measure(_moving(view._navigator.pan_by, stand.frame), STEPS), baseline))
    view.fit_image()
    stand.settle()
    rows.append(_row("zoom", measure(_zooming(view._navigator.zoom_by, stand.frame), STEPS), baseline))
    view.fit_image()
    stand.settle()
    values = iter(range(10_000))

    def adjust() -> None:
        view.view_options.set_adjustment(Adjustment(next(values) / 10_000, 1.2, 1.1))
        stand.frame()

    rows.append(_row("brightness", measure(adjust, STEPS), baseline))
    view.view_options.set_adjustment(NEUTRAL)
    title = f"{whole.width * whole.height / 1e6:.0f} megapixels as JPEG, painted at {WIDGET[0]}x{WIDGET[1]}"
    print_table(title, rows, ("step", "time", f"times a pixmap's {baseline.median:.2f} ms"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f"\nThe image is decoded after {first_s:.2f} s (1/{first.reduction}), at full size after {whole_s:.2f} s.")
    print(f"Its pixels and reduced copies take {whole.bytes / 1e6:,.0f} MB; peak of the process: {peak / 1e6:,.0f} MB.")


def _row(what: str, timing: Timing, baseline: Timing) -> tuple[str, ...]:
    return (what, str(timing), f"{timing.median / baseline.median:.1f}")


def _moving(pan: Callable[[float, float], None], frame: Callable[[], None]) -> Callable[[], None]:
    """Pan ten steps of the wheel forth and ten back."""
    done = [0]

    def step() -> None:
        way = 1 if done[0] // 10 % 2 else -1
        done[0] += 1
        pan(40 * way, 25 * way)
        frame()

    return step


def _zooming(zoom: Callable[[float, float, float], None], frame: Callable[[], None]) -> Callable[[], None]:
    done = [0]

    def step() -> None:
        zoom(1.1 if done[0] // 20 % 2 == 0 else 1 / 1.1, WIDGET[0] / 2, WIDGET[1] / 2)
        done[0] += 1
        frame()

    return step
