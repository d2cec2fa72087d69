"""Paints with the brush without end and reports each stroke, until it is killed.

Called as `python -m tests.reliability.painting_child FOLDER DATA SEED`. Each line it writes is an image's number, the
digest of its annotations and the time (monotonic, seconds) at which the stroke ended. The brush and what it needs are
those of the window; only the window is not there.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from frcnn_gui.canvas.tools.tool_runner import ToolRunner
from frcnn_gui.canvas.tools.tool_state import Pointer
from tests.gui.unit.desk import Desk
from tests.reliability.states import SIDE, compute_digest

MAX_OBJECTS = 6


class Painter:
    """A quick hand: strokes that add and erase, new objects, undo, other images, pauses."""

    def __init__(self, folder: Path, data: Path, seed: int) -> None:
        self._random = random.Random(seed)
        self._desk = Desk(data)
        self._desk.open(folder)
        self._desk.session.current_label = self._desk.document.annotations[0].label
        self._runner = ToolRunner(self._desk.session, self._desk.window)
        self._runner.set_tool("brush")
        self._path: list[Pointer] = []
        QTimer.singleShot(0, self._desk.window, self._act)

    def _act(self) -> None:
        if self._path:
            self._continue_stroke()
        else:
            chance = self._random.random()
            if chance < 0.03:
                self._desk.show(self._random.randrange(len(self._desk.gallery)))
            elif chance < 0.15 and self._desk.document.undo_stack.canUndo():
                self._desk.document.undo_stack.undo()
                self._report()
            else:
                self._begin_stroke()
        pause = 400 if self._random.random() < 0.003 else self._random.randrange(1, 5)
        QTimer.singleShot(pause, self._desk.window, self._act)

    def _begin_stroke(self) -> None:
        """Choose an object, or none for a new one, and press."""
        annotations = self._desk.document.annotations
        is_new = not annotations or (len(annotations) < MAX_OBJECTS and self._random.random() < 0.2)
        self._desk.session.select_annotations([] if is_new else [self._random.choice(annotations).uid])
        self._runner.change_tool_size(self._random.choice((-1, 0, 1)))
        erases = not is_new and self._random.random() < 0.4
        x, y = self._random.uniform(0, SIDE), self._random.uniform(0, SIDE)
        for _ in range(self._random.randrange(2, 12)):
            x, y = x + self._random.uniform(-12, 12), y + self._random.uniform(-12, 12)
            self._path.append(Pointer(x, y, ctrl=erases))
        self._runner.handle_press(self._path[0])

    def _continue_stroke(self) -> None:
        pointer = self._path.pop(0)
        if self._path:
            self._runner.handle_move(pointer)
        else:
            self._runner.handle_release(pointer)
            self._report()

    def _report(self) -> None:
        digest = compute_digest(self._desk.document.annotations)
        os.write(1, f"{self._desk.session.index} {digest} {time.monotonic()!r}\n".encode())


def main() -> None:
    folder, data, seed = sys.argv[1:]
    application = QApplication([])
    painter = Painter(Path(folder), Path(data), int(seed))
    assert painter is not None
    application.exec()


if __name__ == "__main__":
    main()
