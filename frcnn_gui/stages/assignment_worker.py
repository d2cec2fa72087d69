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
from detector.data.annotation import Annotation

if TYPE_CHECKING:
    from detector.trace.live_assigner import LiveAssigner
    from detector.trace.schema import AnchorGrid, AssignmentTrace

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class AssignmentRequest:
    """The boxes to assign the anchors to, and the settings."""

    config: DetectorConfig
    seed: int
    size: tuple[int, int]
    """(width, height) of the image."""
    annotations: tuple[Annotation, ...]

    @property
    def corners(self) -> NDArray[np.float32]:
        """(G, 4) in pixels of the image."""
        return np.asarray([annotation.bounds.xyxy for annotation in self.annotations], dtype=np.float32).reshape(-1, 4)


@dataclass(frozen=True)
class AssignmentResult:
    """The anchors of the image, and what each is for the boxes of `request`."""

    request: AssignmentRequest
    grid: AnchorGrid
    assignment: AssignmentTrace


class AssigningThread(QThread):
    """`request_assignment` returns at once.

    Signals:
        anchors_assigned: The result, unless another request came meanwhile.
        _assignment_made: The same, on the thread.
    """

    anchors_assigned = Signal(object)
    _assignment_made = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._next_request: AssignmentRequest | None = None
        self._ended = False
        self._current_request: AssignmentRequest | None = None
        self._assigner: tuple[tuple[int, int], LiveAssigner] | None = None
        self._assignment_made.connect(self._on_assignment_made)
        self.finished.connect(self._start_if_requested)

    def request_assignment(self, question: AssignmentRequest) -> None:
        """Assign this next, in place of what was asked before."""
        if question == self._current_request:
            return
        self._set_requests(question)
        if not self.isRunning():
            self._start_if_requested()

    def drop_requests(self) -> None:
        """No answer is wanted any more."""
        self._set_requests(None)

    def stop_thread(self, timeout_ms: int = 5000) -> bool:
        """Stop; False when it is still at work."""
        with self._lock:
            self._ended, self._next_request, self._current_request = True, None, None
        return not self.isRunning() or self.wait(timeout_ms)

    def run(self) -> None:
        """Answer one question after the other."""
        while True:
            with self._lock:
                question, self._next_request = self._next_request, None
            if self._ended or question is None:
                return
            try:
                self._assignment_made.emit(self._assign_anchors(question))
            except Exception:  # noqa: BLE001 - the border of the thread: the stages that follow report what is wrong
                _log.exception("Assigning the anchors failed.")

    def _set_requests(self, question: AssignmentRequest | None) -> None:
        with self._lock:
            self._next_request = self._current_request = question

    @Slot()
    def _start_if_requested(self) -> None:
        """A question may have come while the thread was ending."""
        if self._next_request is not None and not self._ended:
            self.start(QThread.Priority.LowPriority)

    def _assign_anchors(self, question: AssignmentRequest) -> AssignmentResult:
        from detector.trace.live_assigner import LiveAssigner

        kept = self._assigner
        if kept is None or kept[0] != question.size or not kept[1].change_settings(question.config, question.seed):
            kept = self._assigner = question.size, LiveAssigner(question.config, *question.size, question.seed)
        return AssignmentResult(question, kept[1].grid, kept[1].assign_anchors(question.corners))

    @Slot(object)
    def _on_assignment_made(self, answer: AssignmentResult) -> None:
        if answer.request is self._current_request:
            self._current_request = None
            self.anchors_assigned.emit(answer)
