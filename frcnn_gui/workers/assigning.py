"""Assigns the anchors to many boxes on a thread of its own, always for the newest question."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QThread, Signal, Slot

from detector.config import DetectorConfig
from detector.data.annotation import Box

if TYPE_CHECKING:
    from detector.trace.live_assigner import LiveAssigner
    from detector.trace.records import AnchorGrid, AssignmentTrace

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class AssignmentQuestion:
    """What the anchors are to be assigned to."""

    config: DetectorConfig
    seed: int
    size: tuple[int, int]
    """(width, height) of the image."""
    boxes: tuple[Box, ...]

    @property
    def corners(self) -> NDArray[np.float32]:
        """(G, 4) in pixels of the image."""
        return np.asarray([box.xyxy for box in self.boxes], dtype=np.float32).reshape(-1, 4)


@dataclass(frozen=True)
class AssignmentAnswer:
    """The anchors of the image, and what each is for the boxes of `question`."""

    question: AssignmentQuestion
    grid: AnchorGrid
    assignment: AssignmentTrace


class AssigningThread(QThread):
    """`ask` comes back at once; `answered` follows, unless another question came meanwhile."""

    answered = Signal(object)
    _made = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._next: AssignmentQuestion | None = None
        self._ended = False
        self._asked: AssignmentQuestion | None = None
        self._assigner: tuple[tuple[int, int], LiveAssigner] | None = None
        self._made.connect(self._take)
        self.finished.connect(self._go_on)

    @property
    def asked(self) -> AssignmentQuestion | None:
        """What is being worked on."""
        return self._asked

    def ask(self, question: AssignmentQuestion) -> None:
        """Assign this next, in place of what was asked before."""
        if question == self._asked:
            return
        self._put(question)
        if not self.isRunning():
            self._go_on()

    def forget(self) -> None:
        """No answer is wanted any more."""
        self._put(None)

    def end(self, timeout_ms: int = 5000) -> bool:
        """Stop; False when it is still at work."""
        with self._lock:
            self._ended, self._next, self._asked = True, None, None
        return not self.isRunning() or self.wait(timeout_ms)

    def run(self) -> None:
        """Answer one question after the other."""
        while True:
            with self._lock:
                question, self._next = self._next, None
            if self._ended or question is None:
                return
            try:
                self._made.emit(self._answer(question))
            except Exception:  # noqa: BLE001 - the border of the thread: the stages that follow tell what is wrong
                _log.exception("Assigning the anchors failed.")

    def _put(self, question: AssignmentQuestion | None) -> None:
        with self._lock:
            self._next = self._asked = question

    @Slot()
    def _go_on(self) -> None:
        """A question may have come while the thread was ending."""
        if self._next is not None and not self._ended:
            self.start(QThread.Priority.LowPriority)

    def _answer(self, question: AssignmentQuestion) -> AssignmentAnswer:
        from detector.trace.live_assigner import LiveAssigner

        kept = self._assigner
        if kept is None or kept[0] != question.size or not kept[1].use(question.config, question.seed):
            kept = self._assigner = question.size, LiveAssigner(question.config, *question.size, question.seed)
        return AssignmentAnswer(question, kept[1].grid, kept[1].assign(question.corners))

    @Slot(object)
    def _take(self, answer: AssignmentAnswer) -> None:
        if answer.question is self._asked:
            self._asked = None
            self.answered.emit(answer)
