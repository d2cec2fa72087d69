"""An image with 5,000 boxes in the window: how long each action blocks the event loop.

The target is 100 ms. The second column is the processor time of the longest turn of the loop, without other programs.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from tests.annotation_edits import move_edges
from tests.benchmarks.timing import print_table
from tests.benchmarks.window_stand import WindowStand, open_window

COUNT = 5_000
WIDTH, HEIGHT = 1600, 1200
SETTLED_S = 0.5
HEADER = ("", "longest stop", "of it processor time", "promise")


def run() -> None:
    """Measure, and print the table."""
    with tempfile.TemporaryDirectory() as name, open_window(1600, 1000) as stand:
        folder = write_folder(Path(name) / "photos", COUNT)
        loop = _Loop(stand)
        print_table(f"An image with {COUNT:,} boxes in the window", list(_rows(stand, loop, folder)), HEADER)


def write_folder(folder: Path, count: int) -> Path:
    """Write two images with `count` boxes each, of seven classes, as Pascal VOC."""
    folder.mkdir()
    random = np.random.default_rng(0)
    for number in range(2):
        pixels = random.integers(0, 255, (HEIGHT, WIDTH, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"image_{number}.jpg")
        corners = random.uniform((0, 0), (WIDTH - 100, HEIGHT - 100), (count, 2)).astype(int)
        sides = random.integers(5, 60, (count, 2))
        objects = "".join(
            f"<object><name>class {at % 7}</name><bndbox><xmin>{x + 1}</xmin><ymin>{y + 1}</ymin>"
            f"<xmax>{x + w}</xmax><ymax>{y + h}</ymax></bndbox></object>"
            for at, ((x, y), (w, h)) in enumerate(zip(corners.tolist(), sides.tolist(), strict=True))
        )
        size = f"<size><width>{WIDTH}</width><height>{HEIGHT}</height><depth>3</depth></size>"
        (folder / f"image_{number}.xml").write_text(f"<annotation>{size}{objects}</annotation>")
    return folder


class _Loop:
    """Measures the turns of the event loop."""

    def __init__(self, stand: WindowStand) -> None:
        from PySide6.QtCore import QTimer

        self._stand = stand
        self._stops: list[tuple[float, float]] = []
        self._last = 0.0, 0.0
        self._timer = QTimer(interval=1)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter(), time.thread_time()
        self._stops.append((now[0] - self._last[0], now[1] - self._last[1]))
        self._last = now

    def measure(self, what: str, act: Callable[[], object], done: Callable[[], object]) -> tuple[str, ...]:
        """Perform an action, and wait until it is done and the loop has been idle for a while."""
        self._stand.application.processEvents()
        self._stops.clear()
        self._last = time.perf_counter(), time.thread_time()
        act()
        self._tick()
        self._stand.wait(done, 0.0005)
        end = time.perf_counter() + SETTLED_S
        self._stand.wait(lambda: time.perf_counter() > end, 0.0005)
        stop, work = (max(column) * 1000 for column in zip(*self._stops, strict=True))
        return what, f"{stop:.0f} ms", f"{work:.0f} ms", "100 ms"


def _rows(stand: WindowStand, loop: _Loop, folder: Path) -> list[tuple[str, ...]]:
    from frcnn_gui.saving.autosave import SaveState

    context = stand.window.context
    session, actions = context.session, context.actions

    def saved() -> bool:
        return context.autosave.state is SaveState.SAVED

    def shown(number: int) -> bool:
        return session.index == number and session.image is not None

    def always() -> bool:
        return True

    rows = [loop.measure("open the folder", lambda: stand.window.open_controller.open_path(folder), lambda: shown(0))]
    stand.wait(lambda: context.engine.is_ready and not context.jobs.jobs)
    document = session.document
    assert document is not None
    uid = document.annotations[COUNT // 2].uid
    first = document.annotations[0]
    drag = (move_edges(first, x2=first.bounds.x2 + 5), *document.annotations[1:])
    rows += [
        loop.measure("draw a box", lambda: document.add_box(10, 10, 60, 60, "class 1"), saved),
        loop.measure("select a box", lambda: session.select_annotations({uid}), always),
        loop.measure("move a box", lambda: document.move_annotations({uid}, 3, 3), saved),
        loop.measure("a step of a drag", lambda: document.set_preview(drag), always),
        loop.measure("delete a box", actions["delete"].trigger, saved),
        loop.measure("undo it", document.undo_stack.undo, saved),
        loop.measure("select all", actions["select_all"].trigger, always),
        loop.measure("zoom", actions["zoom_in"].trigger, always),
        loop.measure("to the next image", actions["next"].trigger, lambda: shown(1)),
        loop.measure("back", actions["previous"].trigger, lambda: shown(0)),
        loop.measure("show the Stages dock", lambda: context.show_dock("stages"), lambda: context.stages.assignment),
    ]
    again = session.document
    assert again is not None
    rows.append(loop.measure("draw a box beside it", lambda: again.add_box(10, 10, 60, 60, "class 1"), saved))
    return rows
