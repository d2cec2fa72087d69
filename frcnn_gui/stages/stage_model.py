"""What is looked at of the stages: one source of truth for the layers, the docks and the canvas.

`assignment` follows the boxes at every mouse move; `trace` comes from a thread of its own, a moment later. Until then
there is none, so that whatever shows both never mixes two states; `is_computing` says that it is to come. Everybody
who shows something of them says so with `subscribe`, and nothing is computed that nobody wants.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from detector.config import DetectorConfig
from detector.data.annotation import Annotation
from frcnn_gui.document.document import Document
from frcnn_gui.stages.assignment_worker import AssigningThread, AssignmentRequest, AssignmentResult
from frcnn_gui.stages.loaded_trace import LoadedTrace
from frcnn_gui.stages.settings import SettingValue, find_changed_settings, get_setting, replace_setting
from frcnn_gui.stages.tracer import RoiMaskRequest, Tracer, TraceRequest, TraceResult

if TYPE_CHECKING:
    from detector.trace.live_assigner import LiveAssigner
    from detector.trace.roi_mask import MaskRoi, RoiMask
    from detector.trace.schema import AnchorGrid, AssignmentTrace, StageTrace
    from detector.trace.summary import TraceSummary
    from frcnn_gui.common.engine_loader import Engine
    from frcnn_gui.document.session import Session
    from frcnn_gui.network.network import Network

MAX_LIVE_BOXES = 20
"""Boxes that anchors are assigned to during a drag; with more the window would lag, so a thread does it."""
TRACE_DELAY_MS = 30
"""While boxes change, a trace is asked for when none has for as long: a drag has the processor for itself."""


@dataclass(frozen=True)
class StageSelection:
    """What is looked at: an anchor (its row), or a ground-truth box (its uid), or neither."""

    anchor: int = -1
    box: int = -1


NOTHING_SELECTED = StageSelection()


class StageModel(QObject):
    """The stages of the session's current image in the network in use.

    Signals:
        assignment_changed: Another assignment, or none.
        trace_changed: Another trace, or none any more; or it runs, ended or failed.
        settings_changed: The network, a setting, the seed or the limits.
        selection_changed: Another anchor or box is selected.
        box_selection_changed: Other boxes are selected on the canvas.
        summary_changed: Another summary of the trace, or none.
        roi_mask_ready: Who asked for the mask of an RoI of `trace`, and the RoiMask.
    """

    assignment_changed = Signal()
    trace_changed = Signal()
    settings_changed = Signal()
    selection_changed = Signal()
    box_selection_changed = Signal()
    summary_changed = Signal()
    roi_mask_ready = Signal(str, object)

    def __init__(
        self, session: Session, engine: Engine, network: Network, tracer: Tracer, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._engine, self._network, self._tracer = session, engine, network, tracer
        self.config: DetectorConfig = network.config
        self.seed = 0
        self.training = True
        """Whether the proposal layer has the limits of training, not those of detection"""
        self._has_lent_limits = False
        """Whether `training` is off only until `restore_limits`, because a missed object is visited"""
        self.assignment: AssignmentTrace | None = None
        self.trace_result: TraceResult | None = None
        """The last one of this image and network, which may be of other boxes or settings than those of now"""
        self._summary: TraceSummary | None = None
        """Of `trace_result`, where somebody wants it"""
        self.failure = ""
        self.selection = NOTHING_SELECTED
        self._selected_anchor_box: NDArray[np.float32] | None = None
        """Where the selected anchor is: other settings may have it in another row, or not at all"""
        self._announced_state = (False, False, "")
        """Whether there was a trace, whether one was to come, or why not, when `trace_changed` was last emitted"""
        self._assigner: LiveAssigner | None = None
        self._roi_mask_requests: dict[str, RoiMaskRequest] = {}
        """The newest of each asker"""
        self._document: Document | None = None
        self._assigned_annotations: tuple[Annotation, ...] = ()
        self._current_annotations: tuple[Annotation, ...] = ()
        """The boxes of the image as they are; `_assigned_annotations`, where many are being assigned, a moment ago"""
        self._grid: AnchorGrid | None = None
        self._assigning = AssigningThread(self)
        self._assigning.anchors_assigned.connect(self._on_assignment_answered)
        self._assignment_inputs: tuple[tuple[Annotation, ...], DetectorConfig, int] | None = None
        """What `assignment` was made of"""
        self._image_number = 0
        self.loaded_trace: LoadedTrace | None = None
        """A trace from a file, shown in place of the network's own"""
        self._settings_before_loaded = (self.seed, self.training)
        """What to go back to when it is left"""
        self._trace_subscribers: set[object] = set()
        self._assignment_subscribers: set[object] = set()
        self._summary_subscribers: set[object] = set()
        self._update_timer = QTimer(self, singleShot=True, interval=0)
        self._update_timer.timeout.connect(self._update_if_missing)
        self._trace_timer = QTimer(self, singleShot=True)
        self._trace_timer.timeout.connect(self._request_trace)
        engine.ready_changed.connect(self._update_timer.start)
        engine.failed.connect(self._announce_trace)
        network.changed.connect(self._on_network_changed)
        session.document_changed.connect(self._on_document_changed)
        session.selection_changed.connect(self.box_selection_changed)
        tracer.trace_ready.connect(self._on_trace_answered)
        tracer.trace_failed.connect(self._on_trace_failed)
        tracer.summary_ready.connect(self._on_summary_computed)
        tracer.roi_mask_ready.connect(self._on_roi_mask_traced)
        tracer.busy_changed.connect(self._announce_trace)
        self._on_document_changed()

    # -- what there is

    @property
    def network(self) -> Network:
        return self._network

    @property
    def is_engine_ready(self) -> bool:
        return self._engine.is_ready

    @property
    def engine_failure(self) -> str:
        """Why the detector could not be loaded."""
        return self._engine.failure

    @property
    def is_running(self) -> bool:
        return self._tracer.is_busy

    @property
    def trace(self) -> StageTrace | None:
        """That of the boxes, the network and the settings as they are now; None where it is not there yet."""
        return self.trace_result.trace if self.trace_result is not None and self.is_current else None

    @property
    def summary(self) -> TraceSummary | None:
        """Of `trace`, where somebody wants it."""
        return self._summary if self.is_current else None

    @property
    def is_current(self) -> bool:
        """Whether trace and assignment are those of the boxes, the network and the settings as they are now."""
        return self._is_trace_current and not self.is_assigning

    @property
    def is_assigning(self) -> bool:
        """Whether `assignment` is of other settings or boxes than those of now: with many boxes it takes a moment."""
        now = self._current_annotations, self.config, self.seed
        return self.loaded_trace is None and self.assignment is not None and self._assignment_inputs != now

    @property
    def is_computing(self) -> bool:
        """Whether somebody waits for a trace that is to come."""
        waiting = bool(self._trace_subscribers) and self._document is not None and not self.failure
        return waiting and not self.is_current

    @property
    def _is_trace_current(self) -> bool:
        return self.loaded_trace is not None or (
            self.trace_result is not None and self.trace_result.request == self._build_trace_request()
        )

    @property
    def grid(self) -> AnchorGrid | None:
        """The anchors of `assignment`."""
        if self.loaded_trace is not None:
            return self.loaded_trace.trace.grid
        return self._grid if self.assignment is not None else None

    @property
    def assigned_config(self) -> DetectorConfig:
        """The settings of `assignment`; with many boxes it follows `config` a moment later."""
        return self.config if self._assignment_inputs is None else self._assignment_inputs[1]

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        """The ground-truth boxes of `assignment`, those of a drag in progress included; row i is boxes[i].

        As in training, the part inside the image counts; a box that is outside it has no area here.
        """
        return self._assigned_annotations

    @property
    def image_size(self) -> tuple[int, int]:
        """(width, height) of the image; (1, 1) where there is none."""
        document = self._document
        return (document.width, document.height) if document is not None else (1, 1)

    @property
    def shown_score(self) -> float:
        """The lowest score of the detections that are shown and reviewed."""
        return self._session.score_threshold

    def row_of(self, uid: int) -> int:
        """The row of a ground-truth box in `trace`, -1 where it has none."""
        uids = self.trace_result.uids if self.trace_result is not None and self.is_current else ()
        return uids.index(uid) if uid in uids else -1

    def find_box_row(self, uid: int) -> int:
        """The row of a ground-truth box in `annotations`, -1 where it has none."""
        return next((row for row, one in enumerate(self._assigned_annotations) if one.uid == uid), -1)

    @property
    def selected_row(self) -> int:
        """The row in `annotations` of the one that alone is selected on the canvas, -1 where there is none."""
        selected = self._session.selection
        rows = [row for row, one in enumerate(self._assigned_annotations) if one.uid in selected]
        return rows[0] if len(rows) == 1 else -1

    # -- who looks

    def subscribe(self, key: object, on: bool, assignment_only: bool = False) -> None:
        """Somebody (`key`) shows something of the trace, or of the assignment alone, or does so no more."""
        (self._assignment_subscribers.add if on else self._assignment_subscribers.discard)(key)
        (self._trace_subscribers.add if on and not assignment_only else self._trace_subscribers.discard)(key)
        if on and self._document is not None:
            self._engine.start_when_quiet()
        self._update_timer.start()

    def subscribe_summary(self, key: object, on: bool) -> None:
        """Somebody shows the summary of the trace, or does so no more."""
        (self._summary_subscribers.add if on else self._summary_subscribers.discard)(key)
        self.subscribe(key, on)

    def select_item(self, anchor: int = -1, box: int = -1) -> None:
        """Look at this anchor (row), or at this ground-truth box (uid)."""
        chosen = StageSelection(anchor, box)
        grid = self.grid
        self._selected_anchor_box = grid.boxes[anchor] if grid is not None and 0 <= anchor < len(grid) else None
        if chosen != self.selection:
            self.selection = chosen
            self.selection_changed.emit()

    # -- settings

    def get_value(self, id: str) -> SettingValue:
        return get_setting(self.config, id)

    def get_preset_value(self, id: str) -> SettingValue:
        return get_setting(self._network.config, id)

    @property
    def changed_settings(self) -> tuple[str, ...]:
        """The settings that differ from the network's own."""
        return find_changed_settings(self.config, self._network.config)

    def set_value(self, id: str, value: SettingValue) -> None:
        self.use_config(replace_setting(self.config, id, value))

    def show_loaded_trace(self, opened: LoadedTrace) -> None:
        """Show this trace of the current image until the image or a setting changes, or `close_loaded_trace`."""
        self._tracer.drop_request()
        self._assigning.drop_requests()
        self._drop_lent_limits()
        if self.loaded_trace is None:
            self._settings_before_loaded = self.seed, self.training
        self.loaded_trace, self.failure = opened, ""
        self.config, self.seed, self.training = opened.trace.config, opened.trace.seed, opened.trace.training
        self._assigned_annotations, self.assignment = opened.annotations, opened.trace.assignment
        self._assignment_inputs = None
        self.trace_result, self._summary = opened.trace_result, None
        self.select_item()
        self.settings_changed.emit()
        self.assignment_changed.emit()
        self._announce_trace()
        self.summary_changed.emit()

    def close_loaded_trace(self) -> None:
        """Show the stages of the network in use again."""
        if self.loaded_trace is not None:
            self._leave_loaded_trace()

    def _leave_loaded_trace(self) -> None:
        self.config = self._network.config
        self.seed, self.training = self._settings_before_loaded
        self._discard_results()
        self.settings_changed.emit()

    def reset_settings(self, id: str = "") -> None:
        """Give a setting, or all of them, the network's own value."""
        self.use_config(replace_setting(self.config, id, self.get_preset_value(id)) if id else self._network.config)

    def use_config(self, config: DetectorConfig) -> None:
        """Try these settings out."""
        if config != self.config:
            self.config = config
            self._apply_settings_change()

    def resample_minibatches(self, seed: int | None = None) -> None:
        """Draw other minibatches."""
        self.seed = self.seed + 1 if seed is None else seed
        self._apply_settings_change()

    def set_training(self, training: bool) -> None:
        """Show the proposal layer with the limits of training, or of detection."""
        self._has_lent_limits = False
        if training != self.training:
            self.training = training
            self._apply_settings_change()

    def visit_missed_box(self, uid: int) -> None:
        """Look at a ground-truth box that detection missed, with the limits of detection until `restore_limits`."""
        if self.training and self.loaded_trace is None:
            self.set_training(False)
            self._has_lent_limits = True
        self.select_item(box=uid)

    def restore_limits(self) -> None:
        """Show the limits that were chosen before `visit_missed_box` again; something else is looked at."""
        if self._has_lent_limits:
            self.set_training(True)

    def _drop_lent_limits(self) -> None:
        """As `restore_limits`, where everything is made again in any case."""
        self.training, self._has_lent_limits = self.training or self._has_lent_limits, False

    def _apply_settings_change(self) -> None:
        self.failure = ""
        if self.loaded_trace is not None:
            self._discard_results()
        self._update_assignment()
        if self._trace_timer.isActive():  # nothing is being dragged, so there is no need to wait
            self._trace_timer.start(0)
        self.settings_changed.emit()
        self._announce_currency()

    # -- what changes around it

    @Slot()
    def _on_network_changed(self) -> None:
        if self.loaded_trace is not None:  # it does not depend on the network in use
            return
        self.config = self._network.config
        self._discard_results()
        self.settings_changed.emit()

    @Slot()
    def _on_document_changed(self) -> None:
        if self._document is not None:
            self._document.annotations_changed.disconnect(self._update_assignment)
            self._document.preview_changed.disconnect(self._update_assignment)
        self._document = self._session.document
        self._image_number += 1
        if self._document is not None:
            self._document.annotations_changed.connect(self._update_assignment)
            self._document.preview_changed.connect(self._update_assignment)
        self.select_item()
        had_lent_limits = self._has_lent_limits
        self._drop_lent_limits()
        if self.loaded_trace is not None:
            self._leave_loaded_trace()
        else:
            self._discard_results()
        if had_lent_limits:
            self.settings_changed.emit()

    def _discard_results(self) -> None:
        self._tracer.drop_request()
        self._assigning.drop_requests()
        self._assigner = self.loaded_trace = None
        self.assignment = self._assignment_inputs = None
        self.trace_result = self._summary = None
        self.failure = ""
        self._announce_trace()
        self.summary_changed.emit()
        self._update_timer.start()

    # -- results

    @Slot()
    def _announce_trace(self) -> None:
        self._announced_state = self.is_current, self.is_computing, self.failure
        self.trace_changed.emit()

    def _announce_currency(self) -> None:
        """Say at once that there is no trace any more, or that there is one again."""
        if self._announced_state != (self.is_current, self.is_computing, self.failure):
            self._announce_trace()
            self.summary_changed.emit()

    @Slot()
    def _update_assignment(self) -> None:
        """Assign the anchors to the boxes as they are now, and see to it that a trace follows."""
        if self.loaded_trace is not None:
            return
        document = self._document
        self._current_annotations = _clip_shown_annotations(document) if document is not None else ()
        if not self.config.proposals.has_rpn:  # the trace finds the candidates
            self._assigned_annotations, self.assignment, self._assignment_inputs = self._current_annotations, None, None
            self._adopt_candidates()
        elif document is None or not self._engine.is_ready:
            self._assigned_annotations, self.assignment, self._assignment_inputs = self._current_annotations, None, None
        elif self._assignment_subscribers:
            question = AssignmentRequest(self.config, self.seed, self.image_size, self._current_annotations)
            if len(self._current_annotations) > MAX_LIVE_BOXES:
                self._assigning.request_assignment(question)
                self._announce_currency()
                return
            self._assigning.drop_requests()
            assigner = self._get_live_assigner(document)
            self._set_assignment(question, assigner.grid, assigner.assign_anchors(question.corners))
            return
        elif self.assignment is None:
            self._assigned_annotations = self._current_annotations
        self._announce_assignment()

    @Slot(object)
    def _on_assignment_answered(self, answer: AssignmentResult) -> None:
        if self.loaded_trace is None:
            self._set_assignment(answer.request, answer.grid, answer.assignment)

    def _set_assignment(self, question: AssignmentRequest, grid: AnchorGrid, assignment: AssignmentTrace) -> None:
        self._assigned_annotations, self._grid, self.assignment = question.annotations, grid, assignment
        self._assignment_inputs = question.annotations, question.config, question.seed
        self._follow_selected_anchor(grid)
        self._announce_assignment()

    def _adopt_candidates(self) -> None:
        """Take the candidates of a network without an RPN from its trace: nothing is assigned before there is one.

        Boxes that the network leaves out have no row.
        """
        if self.config.proposals.has_rpn or self.trace_result is None or not self._is_trace_current:
            return
        rows = {annotation.uid: annotation for annotation in self._current_annotations}
        trace = self.trace_result.trace
        self._assigned_annotations = tuple(rows[uid] for uid in self.trace_result.uids if uid in rows)
        self._grid, self.assignment = trace.grid, trace.assignment
        self._assignment_inputs = self._current_annotations, self.config, self.seed
        self._follow_selected_anchor(trace.grid)

    def _follow_selected_anchor(self, grid: AnchorGrid) -> None:
        """Keep the same anchor selected among those of other settings, or none where it is not among them."""
        row, box = self.selection.anchor, self._selected_anchor_box
        if row < 0 or (box is not None and row < len(grid) and (grid.boxes[row] == box).all()):
            return
        same: list[int] = [] if box is None else np.flatnonzero((grid.boxes == box).all(axis=1)).tolist()
        self.select_item(anchor=same[0] if same else -1)

    def _announce_assignment(self) -> None:
        self.assignment_changed.emit()
        self._announce_currency()
        if self._trace_subscribers:
            self._trace_timer.start(TRACE_DELAY_MS)

    def stop(self, timeout_ms: int = 5000) -> bool:
        """End the thread; False when it does not listen."""
        return self._assigning.stop_thread(timeout_ms)

    @Slot()
    def _update_if_missing(self) -> None:
        """Somebody else looks: make what is not there yet."""
        document = self._document
        if document is None or self._assignment_inputs != (_clip_shown_annotations(document), self.config, self.seed):
            self._update_assignment()
        elif self._trace_subscribers:
            self._trace_timer.start(0)

    def _get_live_assigner(self, document: Document) -> LiveAssigner:
        from detector.trace.live_assigner import LiveAssigner

        if self._assigner is None or not self._assigner.change_settings(self.config, self.seed):
            self._assigner = LiveAssigner(self.config, document.width, document.height, self.seed)
        return self._assigner

    def _build_trace_request(self) -> TraceRequest | None:
        image, document = self._session.image, self._document
        if image is None or document is None or not self._engine.is_ready:
            return None
        return TraceRequest(
            self._network.source,
            self.config,
            image,
            self._image_number,
            self._current_annotations,
            self.seed,
            self.training,
            bool(self._summary_subscribers),
            self._network.device,
            document.image,
        )

    @Slot()
    def _request_trace(self) -> None:
        question = self._build_trace_request()
        if question is None or not self._trace_subscribers or self.failure:
            return
        if not self._is_trace_current or (question.summary and self._summary is None):
            self._tracer.request_trace(question)

    @Slot(object)
    def _on_trace_answered(self, answer: TraceResult) -> None:
        self.trace_result, self._summary = answer, None
        if self.loaded_trace is None and not self.config.proposals.has_rpn:
            self._adopt_candidates()
            self.assignment_changed.emit()
        self._announce_trace()

    @Slot(object, object)
    def _on_summary_computed(self, question: TraceRequest, summary: TraceSummary) -> None:
        if self.trace_result is not None and self.trace_result.request is question:
            self._summary = summary
            self.summary_changed.emit()

    def request_roi_mask(self, asker: str, roi: MaskRoi) -> None:
        """Run the mask head on one RoI of `trace` for `asker`; a trace of a file has no network to run."""
        result = self.trace_result if self.is_current else None
        if result is not None and result.request is not None:
            question = self._roi_mask_requests[asker] = RoiMaskRequest(asker, result.request, roi)
            self._tracer.request_roi_mask(question)

    @Slot(object, object)
    def _on_roi_mask_traced(self, question: RoiMaskRequest, mask: RoiMask) -> None:
        result = self.trace_result if self.is_current else None
        is_newest = question is self._roi_mask_requests.get(question.asker)
        if is_newest and result is not None and result.request is question.trace:
            self.roi_mask_ready.emit(question.asker, mask)

    @Slot(str)
    def _on_trace_failed(self, text: str) -> None:
        self.failure = text
        self._announce_trace()


def _clip_shown_annotations(document: Document) -> tuple[Annotation, ...]:
    width, height = document.width, document.height
    return tuple(
        annotation if annotation.bounds.is_inside(width, height) else annotation.clip_to(width, height)
        for annotation in document.shown_annotations
    )
