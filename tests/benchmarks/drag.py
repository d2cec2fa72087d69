"""One mouse move of a drag in the whole window, painted, with and without live assignment."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.demo import write_demo_folder
from tests.annotation_edits import move_edges
from tests.benchmarks.timing import Timing, measure, print_table
from tests.benchmarks.window_stand import open_window

COUNTS = (1, 10, 50)


def run() -> None:
    from frcnn_gui.stages.stages_panel import StagesPanel

    with open_window(1600, 1200) as stand:
        application, window = stand.application, stand.window
        write_demo_folder(stand.root / "demo", count=1)
        window.open_controller.open_path(stand.root / "demo")
        context = window.context
        stand.wait(lambda: context.session.image is not None and context.engine.is_ready)
        context.network.use_preset("tutorial")
        panel = window.docks["stages"].widget()
        assert isinstance(panel, StagesPanel)
        rows = []
        for count in COUNTS:
            plain = measure(_dragging(window, count), repeats=60)
            context.show_dock("stages")
            panel.stages.layers["assignment"].set_visible(True)
            application.processEvents()
            live = measure(_dragging(window, count), repeats=120)
            panel.stages.layers["assignment"].set_visible(False)
            context.show_dock("boxes")
            application.processEvents()
            rows.append(_row(count, live, plain))
    header = ("boxes", "with live assignment", "without", "ratio")
    print_table("One mouse move of a drag, 1600x1200 window, tutorial's anchors (30,150)", rows, header)


def _row(count: int, live: Timing, plain: Timing) -> tuple[str, ...]:
    return (str(count), str(live), str(plain), f"{live.median / plain.median:.2f}")


def _dragging(window: object, count: int) -> Callable[[], None]:
    """A function that moves one of `count` boxes a little, as a drag does, and paints the canvas."""
    from frcnn_gui.main_window import MainWindow

    assert isinstance(window, MainWindow)
    document, canvas = window.context.session.document, window.context.canvas
    assert document is not None
    corner = np.random.default_rng(0).integers(0, 300, size=(count, 2)).tolist()
    annotations = tuple(
        Annotation(Box(x, y, x + 150, y + 120), "coin", 1_000 + row) for row, (x, y) in enumerate(corner)
    )
    moved = [annotations]

    def move() -> None:
        first, *others = moved[0]
        step = 1 if first.bounds.x1 < 400 else -300
        moved[0] = (move_edges(first, x1=first.bounds.x1 + step, x2=first.bounds.x2 + step), *others)
        document.set_preview(moved[0])
        canvas.repaint()

    return move
