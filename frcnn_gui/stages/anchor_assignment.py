"""The anchors as they are assigned to the boxes of the image: at once to few boxes, on a thread to many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from detector.config import DetectorConfig
from detector.data.annotation import Annotation
from frcnn_gui.document.document import Document
from frcnn_gui.stages.assignment_worker import AssigningThread, AssignmentRequest, AssignmentResult

if TYPE_CHECKING:
    from detector.trace.live_assigner import LiveAssigner
    from detector.trace.schema import AnchorGrid, AssignmentTrace

MAX_LIVE_BOXES = 20
"""Boxes that anchors are assigned to during a drag; with more the window would lag, so a thread does it."""


class AnchorAssignment(QObject):
    """An assignment, the boxes and the settings that it was made of, and the boxes as they are now.

    Signals:
        anchors_assigned: `assignment` is the one that `assign_anchors` asked for last.
    """

    anchors_assigned = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.assignment: AssignmentTrace | None = None
        self.grid: AnchorGrid | None = None
        """The anchors of `assignment`; of an earlier one, where there is none"""
        self.annotations: tuple[Annotation, ...] = ()
        """The boxes of `assignment`; row i is boxes[i]"""
        self.current_annotations: tuple[Annotation, ...] = ()
        """The boxes of the image as they are; `annotations`, where many are being assigned, a moment ago"""
        self._inputs: tuple[tuple[Annotation, ...], DetectorConfig, int] | None = None
        """The boxes, the settings and the seed of `assignment`; None where it is from a file"""
        self._assigner: LiveAssigner | None = None
        self._thread = AssigningThread(self)
        self._thread.anchors_assigned.connect(self._use_result)

    @property
    def config(self) -> DetectorConfig | None:
        """The settings of `assignment`; None where there is none, or where it is from a file."""
        return None if self._inputs is None else self._inputs[1]

    def is_made_of(self, annotations: tuple[Annotation, ...], config: DetectorConfig, seed: int) -> bool:
        """Whether `assignment` was made of these boxes and settings, and not read from a file."""
        return self._inputs == (annotations, config, seed)

    def is_outdated(self, config: DetectorConfig, seed: int) -> bool:
        """Whether `assignment` is of other settings, or of other boxes than the current ones."""
        return self.assignment is not None and not self.is_made_of(self.current_annotations, config, seed)

    def find_row(self, uid: int) -> int:
        """The row of a ground-truth box in `annotations`, -1 where it has none."""
        return next((row for row, one in enumerate(self.annotations) if one.uid == uid), -1)

    def find_only_row(self, uids: frozenset[int]) -> int:
        """The row in `annotations` of the only one of `uids` that is there, -1 where there are none or several."""
        rows = [row for row, one in enumerate(self.annotations) if one.uid in uids]
        return rows[0] if len(rows) == 1 else -1

    def assign_anchors(self, config: DetectorConfig, seed: int, size: tuple[int, int]) -> bool:
        """Assign the anchors of an image of `size` (width, height) to the current boxes.

        Returns:
            Whether it is done, as with few boxes; with many, `anchors_assigned` follows, unless another request does.
        """
        request = AssignmentRequest(config, seed, size, self.current_annotations)
        if len(request.annotations) > MAX_LIVE_BOXES:
            self._thread.request_assignment(request)
            return False
        self._thread.drop_requests()
        assigner = self._get_live_assigner(request)
        self._use_result(AssignmentResult(request, assigner.grid, assigner.assign_anchors(request.corners)))
        return True

    def _get_live_assigner(self, request: AssignmentRequest) -> LiveAssigner:
        from detector.trace.live_assigner import LiveAssigner

        if self._assigner is None or not self._assigner.change_settings(request.config, request.seed):
            self._assigner = LiveAssigner(request.config, *request.size, request.seed)
        return self._assigner

    @Slot(object)
    def _use_result(self, result: AssignmentResult) -> None:
        made_of = result.request
        self.annotations, self.grid, self.assignment = made_of.annotations, result.grid, result.assignment
        self._inputs = made_of.annotations, made_of.config, made_of.seed
        self.anchors_assigned.emit()

    def use_candidates(
        self, grid: AnchorGrid, assignment: AssignmentTrace, uids: tuple[int, ...], config: DetectorConfig, seed: int
    ) -> None:
        """Have the candidates of a network without an RPN, from a trace of the current boxes.

        Args:
            grid: The candidates.
            assignment: What each is for the boxes of the trace.
            uids: The boxes of the trace; the network may leave out others, which then have no row.
            config: The settings of the trace.
            seed: Its seed.
        """
        by_uid = {annotation.uid: annotation for annotation in self.current_annotations}
        self.annotations = tuple(by_uid[uid] for uid in uids if uid in by_uid)
        self.grid, self.assignment = grid, assignment
        self._inputs = self.current_annotations, config, seed

    def use_loaded(self, annotations: tuple[Annotation, ...], grid: AnchorGrid, assignment: AssignmentTrace) -> None:
        """Have an assignment from a file."""
        self._thread.drop_requests()
        self.annotations, self.grid, self.assignment = annotations, grid, assignment
        self._inputs = None

    def clear(self) -> None:
        """Have no assignment, and the boxes as they are."""
        self.annotations, self.assignment, self._inputs = self.current_annotations, None, None

    def discard(self) -> None:
        """Have no assignment, and forget what was kept for the next one: the image or the network is another."""
        self._thread.drop_requests()
        self.assignment = self._assigner = self._inputs = None

    def stop_thread(self, timeout_ms: int) -> bool:
        """Stop; False when it is still at work."""
        return self._thread.stop_thread(timeout_ms)


def clip_shown_annotations(document: Document) -> tuple[Annotation, ...]:
    """The boxes as the document shows them, those of a drag in progress included, cut to the image."""
    width, height = document.width, document.height
    return tuple(
        annotation if annotation.bounds.is_inside(width, height) else annotation.clip_to(width, height)
        for annotation in document.shown_annotations
    )
