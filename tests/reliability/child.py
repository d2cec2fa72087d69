"""Edits boxes without end and reports each edit, until it is killed.

Called as `python -m tests.reliability.child FOLDER DATA SEED`. Each line it writes is an image's number, the number of
its state and the time (monotonic, seconds) at which it was made. Documents, autosave, journal and their connections are
those of the window; only the window is not there.
"""

from __future__ import annotations

import os
import random
import sys
import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from frcnn_gui.document.document import Document
from tests.gui.unit.desk import Desk
from tests.reliability.states import annotations_of

STATES = 10_000


class Editor:
    """A quick person: bursts of edits a few milliseconds apart, pauses, undo, other images."""

    def __init__(self, folder: Path, data: Path, seed: int) -> None:
        self._random = random.Random(seed)
        self._desk = Desk(data)
        self._desk.open(folder)
        self._states = [[0] for _ in self._desk.gallery]
        self._last = [0 for _ in self._desk.gallery]
        QTimer.singleShot(0, self._desk.window, self._act)

    def _act(self) -> None:
        chance = self._random.random()
        if chance < 0.02:
            self._desk.show(self._random.randrange(len(self._states)))
        else:
            self._edit(undo=chance < 0.1)
        pause = 400 if self._random.random() < 0.01 else self._random.randrange(2, 12)
        QTimer.singleShot(pause, self._desk.window, self._act)

    def _edit(self, undo: bool) -> None:
        document, index = self._desk.document, self._desk.session.index
        states = self._states[index]
        if undo and len(states) > 1:
            states.pop()
            document.undo_stack.undo()
        else:
            self._last[index] = (self._last[index] + 1) % STATES
            states.append(self._last[index])
            _replace(document, states[-1])
        os.write(1, f"{index} {states[-1]} {time.monotonic()!r}\n".encode())


def _replace(document: Document, state: int) -> None:
    """The boxes of that state; those that were there before stay the same boxes."""
    known = [annotation.uid for annotation in document.annotations]
    annotations = annotations_of(state)
    uids = [*known, *(document.new_uid() for _ in annotations[len(known) :])]
    document.replace_annotations(
        "Edit", tuple(replace(annotation, uid=uid) for annotation, uid in zip(annotations, uids, strict=False))
    )


def main() -> None:
    folder, data, seed = sys.argv[1:]
    application = QApplication([])
    editor = Editor(Path(folder), Path(data), int(seed))
    assert editor is not None
    application.exec()


if __name__ == "__main__":
    main()
