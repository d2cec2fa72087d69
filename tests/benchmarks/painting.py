"""Brush strokes in the whole window on an image of 4000x3000 pixels: a mouse move, and the end of a stroke."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtWidgets import QWidget

from detector.data.annotation import Annotation
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox
from frcnn_gui.canvas.tools.brush_tool import BrushTool
from frcnn_gui.canvas.tools.tool_state import Pointer
from tests.benchmarks.timing import Timing, high, print_table
from tests.benchmarks.window_stand import WindowStand, open_window

WIDTH, HEIGHT = 4000, 3000
SIZES = (20, 100, 500)
MOVES = 120


def run() -> None:
    """Print the table."""
    with open_window(1280, 800) as stand:
        write_folder(stand.root / "large")
        stand.window.open_controller.open_path(stand.root / "large")
        session, canvas = stand.window.context.session, stand.window.context.canvas
        stand.wait(lambda: session.image is not None and not stand.window.context.jobs.jobs)
        canvas.set_tool("brush")
        rows = []
        for name, bitmap in masks():
            for zoom in (None, 1.0):
                shown = "fitted" if zoom is None else "100 %"
                rows += [(name, shown, f"{size} px", *time_strokes(stand, bitmap, zoom, size)) for size in SIZES]
    header = ("selected mask", "zoom", "brush", "mouse move and its paint", "end of the stroke")
    print_table(f"Brush strokes of {MOVES} mouse moves on {WIDTH}x{HEIGHT} pixels, window of 1280x800", rows, header)


def write_folder(root: Path) -> None:
    """One image without objects, labeled in COCO's format."""
    root.mkdir()
    Image.fromarray(np.full((HEIGHT, WIDTH, 3), 90, np.uint8)).save(root / "large.jpg")
    content = {
        "images": [{"id": 1, "file_name": "large.jpg", "width": WIDTH, "height": HEIGHT}],
        "annotations": [],
        "categories": [{"id": 1, "name": "cell"}],
    }
    (root / "annotations.json").write_text(json.dumps(content))


def masks() -> Iterator[tuple[str, Bitmap | None]]:
    """Nothing, a disc, and an object over the whole image with thousands of parts and holes."""
    yield "none", None
    y, x = np.ogrid[:HEIGHT, :WIDTH]
    yield "disc of 2400 px", Bitmap.from_mask((x - 2000) ** 2 + (y - 1500) ** 2 < 1200**2)
    noise = np.random.default_rng(0).normal(0, 0.05, (HEIGHT, WIDTH))
    ragged = Bitmap.from_mask(np.sin(x / 37) + np.sin(y / 23) + noise > -0.3)
    yield f"{len(ragged.packed) // 8:,} runs", ragged


def time_strokes(stand: WindowStand, bitmap: Bitmap | None, zoom: float | None, size: int) -> tuple[str, ...]:
    """The times of three strokes: of a move with its paint, and of the end."""
    context = stand.window.context
    document, canvas, runner = context.session.document, context.canvas, context.canvas._runner
    assert document is not None
    annotations = () if bitmap is None else (Annotation(OutlinedBox.around(bitmap), "cell", 1),)
    document.replace_annotations("Put", annotations)
    if zoom is None:
        context.actions["fit"].trigger()
    else:
        context.actions["zoom_original"].trigger()
    assert isinstance(runner.tool, BrushTool)
    runner.tool.size = size
    moves, ends = [], []
    for turn in range(3):
        context.session.select_annotations([1] if annotations else [])
        context.session.current_label = "cell"
        stand.application.processEvents()
        canvas.repaint()
        left, top = canvas.viewport.to_image(canvas.width() / 2, canvas.height() / 2)
        path = [
            (left + (turn * 30 + step * 2) * math.cos(step / 7), top + step * 2 * math.sin(step / 7))
            for step in range(MOVES)
        ]
        runner.handle_press(Pointer(*path[0]))
        moves += [spend(runner.handle_move, canvas, Pointer(x, y)) for x, y in path[1:]]
        ends.append(spend(runner.handle_release, canvas, Pointer(*path[-1])))
        stand.application.processEvents()
        document.undo_stack.undo()
    timings = (Timing(sorted(spent)[len(spent) // 2], high(spent)) for spent in (moves, ends))
    return tuple(map(str, timings))


def spend(handle: Callable[[Pointer], object], canvas: QWidget, pointer: Pointer) -> float:
    """The milliseconds of handling the mouse and painting the canvas."""
    start = time.perf_counter()
    handle(pointer)
    canvas.repaint()
    return (time.perf_counter() - start) * 1000
