"""Painting a layer of 22,500 anchors, for the first time and from its cached pixmap, and 1,000 boxes."""

from __future__ import annotations

import os
from functools import partial

import numpy as np

from detector.config import get_preset
from detector.trace.live_assigner import LiveAssigner
from tests.benchmarks.timing import measure, print_table

SIZE = (1600, 1200)


def run() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from tests.benchmarks.canvas_stand import CanvasStand

    stand = CanvasStand(*SIZE)
    live = LiveAssigner(get_preset("tutorial"), 800, 800)
    rows = []
    for name, boxes in (("22,500 anchors", live.anchors), ("one shape's 2,500", live.anchors[4::9])):
        stand.show_boxes(np.ascontiguousarray(boxes))
        naive = measure(partial(stand.paint_naively, boxes), repeats=5)
        first = measure(stand.paint_again, repeats=8)
        pan = measure(stand.pan, repeats=60)
        zoom = measure(stand.zoom, repeats=60)
        stand.settle()
        rows.append((name, str(first), str(pan), str(zoom), str(naive), f"{pan.p95 / naive.median:.3f}"))
    header = (
        "layer",
        "painted again",
        "a frame of panning",
        "a frame of zooming",
        "drawRects, no cache",
        "panning, ratio",
    )
    print_table(f"Layers at {SIZE[0]}x{SIZE[1]}, software raster", rows, header)
