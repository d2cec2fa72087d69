"""Outlines in the whole window: an image with 2,000 of them is opened and panned, and one with 10,000 points.

The times are those of the processor in the thread of the window, so other programs do not count.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.benchmarks.timing import Timing, high, print_table
from tests.benchmarks.window_stand import WindowStand, open_window

WIDTH, HEIGHT = 1920, 1200
IMAGES = {"2,000 outlines of 100 points": (2000, 100, 18.0), "100 outlines of 100 points": (100, 100, 80.0)}
"""Outlines, points of each, radius in pixels"""
FRAMES, STEP_PX = 240, 9


def run() -> None:
    """Print the table."""
    with open_window(1280, 800) as stand:
        write_folder(stand.root / "cells")
        stand.window.open_controller.open_path(stand.root / "cells")
        context = stand.window.context
        stand.wait(lambda: context.session.image is not None)
        rows = []
        for index, name in enumerate(IMAGES, 1):
            shown = time_opening(stand, index)
            repaint = Timing(*summarize([spend(lambda: repaint_all(stand)) for _ in range(12)]))
            rows.append((name, f"{shown:.0f} ms", str(repaint), str(Timing(*summarize(pan(stand))))))
    header = ("image", "opening", "painting all again", "a frame while panning")
    print_table(f"Outlines on {WIDTH}x{HEIGHT} pixels, window of 1280x800", rows, header)


def write_folder(root: Path) -> None:
    """An empty image, and those of `IMAGES`, labeled in COCO's format."""
    root.mkdir()
    random = np.random.default_rng(0)
    images: list[dict[str, object]] = []
    annotations: list[dict[str, object]] = []
    for number, (count, points, radius) in enumerate([(0, 0, 0.0), *IMAGES.values()]):
        file = f"image_{number}.jpg"
        Image.fromarray(np.full((HEIGHT, WIDTH, 3), 90, np.uint8)).save(root / file)
        images.append({"id": number, "file_name": file, "width": WIDTH, "height": HEIGHT})
        for _ in range(count):
            polygon = draw_polygon(random, points, radius)
            (x1, y1), (x2, y2) = polygon.min(axis=0).tolist(), polygon.max(axis=0).tolist()
            annotations.append({
                "id": len(annotations), "image_id": number, "category_id": 1, "iscrowd": 0,
                "bbox": [x1, y1, x2 - x1, y2 - y1], "segmentation": [polygon.ravel().tolist()],
            })  # fmt: skip
    content = {"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "cell"}]}
    (root / "annotations.json").write_text(json.dumps(content))


def draw_polygon(random: np.random.Generator, points: int, radius: float) -> NDArray[np.float64]:
    """The points (N, 2) of a round object with a ragged edge."""
    angles = np.linspace(0, 2 * np.pi, points, endpoint=False)
    lengths = radius * (1 + 0.04 * random.standard_normal(points))
    center = random.uniform((radius * 1.2,) * 2, (WIDTH - radius * 1.2, HEIGHT - radius * 1.2))
    return np.round(center + lengths[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1), 2)


def time_opening(stand: WindowStand, index: int) -> float:
    """Milliseconds of the thread of the window from going to an image until it is painted with its outlines."""
    session, canvas = stand.window.context.session, stand.window.context.canvas
    path = session.folder[index] if session.folder is not None else None
    start = time.thread_time()
    session.go_to_index(index)
    stand.wait(lambda: session.document is not None and session.document.image == path)
    canvas.repaint()
    return (time.thread_time() - start) * 1000


def repaint_all(stand: WindowStand) -> None:
    """Let no picture be used again."""
    canvas = stand.window.context.canvas
    canvas._painter._box_painter._painted = None
    canvas.repaint()


def pan(stand: WindowStand) -> list[float]:
    """The milliseconds of the frames while a person goes back and forth over an enlarged image."""
    canvas = stand.window.context.canvas
    canvas.set_zoom(1.5)
    stand.wait(lambda: not canvas._layer_cache.is_zooming)
    repaint_all(stand)

    def move(step: int) -> None:
        canvas._navigator.pan_by(STEP_PX if step % 120 < 60 else -STEP_PX, 0)
        canvas.repaint()

    return [spend(partial(move, step)) for step in range(FRAMES)]


def spend(action: Callable[[], object]) -> float:
    start = time.thread_time()
    action()
    return (time.thread_time() - start) * 1000


def summarize(spent: list[float]) -> tuple[float, float]:
    return sorted(spent)[len(spent) // 2], high(spent)
