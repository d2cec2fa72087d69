"""The state of the stages that is shown: one source of truth for the layers, the docks and the canvas.

`assignment` follows the boxes at every mouse move; `trace` comes from a thread of its own, a moment later. Until then
there is none, so that whatever shows both never mixes two states; `is_computing` says that it is to come. Everybody
who shows something of them says so with `subscribe`; what nobody shows is not computed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from detector.config import DetectorConfig
from detector.data.annotation import Annotation
from frcnn_gui.document.document import Document
from frcnn_gui.stages.anchor_assignment import AnchorAssignment, clip_shown_annotations
from frcnn_gui.stages.loaded_trace import LoadedTrace
from frcnn_gui.stages.stage_selection import SelectedItem, StageSelection
from frcnn_gui.stages.stage_subscribers import StageSubscribers
from frcnn_gui.stages.trace_results import TraceResults
from frcnn_gui.stages.tracer import Tracer, TraceRequest, TraceResult
from frcnn_gui.stages.trial_settings import TrialSettings

if TYPE_CHECKING:
    from detector.trace.roi_mask import MaskRoi, RoiMask
    from detector.trace.schema import AnchorGrid, AssignmentTrace, StageTrace
    from detector.trace.summary import TraceSummary
    from frcnn_gui.common.engine_loader import Engine
    from frcnn_gui.document.session import Session
    from frcnn_gui.network.network import Network

TRACE_DELAY_MS = 30
"""While boxes change, a trace is asked for when none has for as long: a drag has the processor for itself."""


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
        self._session, self.engine, self.network, self.tracer = session, engine, network, tracer
        self.settings = TrialSettings(network, self)
        self._assigned = AnchorAssignment(self)
        self._results = TraceResults(tracer, self)
        self._selected = SelectedItem()
        self._subscribers = StageSubscribers()
        self._announced_state = (False, False, "")
        """Whether there was a trace, whether one was to come, or why not, when `trace_changed` was last emitted"""
        self._document: Document | None = None
        self._image_number = 0
        self.loaded_trace: LoadedTrace | None = None
        """A trace from a file, shown in place of the network's own"""
        self._update_timer = QTimer(self, singleShot=True, interval=0)
        self._update_timer.timeout.connect(self._update_if_missing)
        self._trace_timer = QTimer(self, singleShot=True)
        self._trace_timer.timeout.connect(self._request_trace)
        self.settings.changed.connect(self._on_settings_changed)
        self._assigned.anchors_assigned.connect(self._on_anchors_assigned)
        self._results.traced.connect(self._on_traced)
        self._results.failed.connect(self._announce_trace)
        self._results.summarized.connect(self.summary_changed)
        self._results.roi_mask_ready.connect(self._on_roi_mask_ready)
        tracer.busy_changed.connect(self._announce_trace)
        engine.ready_changed.connect(self._update_timer.start)
        engine.failed.connect(self._announce_trace)
        network.changed.connect(self._on_network_changed)
        session.document_changed.connect(self._on_document_changed)
        session.selection_changed.connect(self.box_selection_changed)
        self._on_document_changed()

    # -- what there is

    @property
    def config(self) -> DetectorConfig:
        return self.settings.config

    @property
    def seed(self) -> int:
        return self.settings.seed

    @property
    def training(self) -> bool:
        """Whether the proposal layer has the limits of training, not those of detection."""
        return self.settings.training

    @property
    def selection(self) -> StageSelection:
        return self._selected.selection

    @property
    def assignment(self) -> AssignmentTrace | None:
        return self._assigned.assignment

    @property
    def trace_result(self) -> TraceResult | None:
        """The last one of this image and network, which may be of other boxes or settings than those of now."""
        return self._results.result

    @property
    def failure(self) -> str:
        """Why there is no trace."""
        return self._results.failure

    @property
    def trace(self) -> StageTrace | None:
        """That of the boxes, the network and the settings as they are now; None where it is not there yet."""
        return self.trace_result.trace if self.trace_result is not None and self.is_current else None

    @property
    def summary(self) -> TraceSummary | None:
        """Of `trace`, where somebody wants it."""
        return self._results.summary if self.is_current else None

    @property
    def is_current(self) -> bool:
        """Whether trace and assignment are those of the boxes, the network and the settings as they are now."""
        return self._is_trace_current and not self.is_assigning

    @property
    def is_assigning(self) -> bool:
        """Whether `assignment` is of other settings or boxes than those of now: with many boxes it takes a moment."""
        return self.loaded_trace is None and self._assigned.is_outdated(self.config, self.seed)

    @property
    def is_computing(self) -> bool:
        """Whether somebody waits for a trace that is to come."""
        return self._subscribers.want_trace and self._document is not None and not (self.failure or self.is_current)

    @property
    def _is_trace_current(self) -> bool:
        return self.loaded_trace is not None or self._results.is_of(self._build_trace_request())

    @property
    def grid(self) -> AnchorGrid | None:
        """The anchors of `assignment`."""
        return self._assigned.grid if self.assignment is not None else None

    @property
    def assigned_config(self) -> DetectorConfig:
        """The settings of `assignment`; with many boxes it follows `config` a moment later."""
        return self._assigned.config or self.config

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        """The ground-truth boxes of `assignment`, those of a drag in progress included; row i is boxes[i].

        As in training, the part inside the image counts; a box that is outside it has no area here.
        """
        return self._assigned.annotations

    @property
    def image_size(self) -> tuple[int, int]:
        """(width, height) of the image; (1, 1) where there is none."""
        return (1, 1) if self._document is None else (self._document.width, self._document.height)

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
        return self._assigned.find_row(uid)

    @property
    def selected_row(self) -> int:
        """The row in `annotations` of the one that alone is selected on the canvas, -1 where there is none."""
        return self._assigned.find_only_row(self._session.selection)

    # -- what is shown

    def subscribe(self, key: object, on: bool, assignment_only: bool = False) -> None:
        """Say that `key` shows something of the trace, or of the assignment alone, or no longer does."""
        self._subscribers.set_subscribed(key, on, assignment_only)
        if on and self._document is not None:
            self.engine.start_when_quiet()
        self._update_timer.start()

    def subscribe_summary(self, key: object, on: bool) -> None:
        """Say that `key` shows the summary of the trace, or no longer does."""
        self._subscribers.set_summary_subscribed(key, on)
        self.subscribe(key, on)

    def select_item(self, anchor: int = -1, box: int = -1) -> None:
        """Select this anchor (row), or this ground-truth box (uid)."""
        if self._selected.select(StageSelection(anchor, box), self.grid):
            self.selection_changed.emit()

    def visit_missed_box(self, uid: int) -> None:
        """Select a ground-truth box that detection missed, with the limits of detection, which can be restored."""
        if self.loaded_trace is None:
            self.settings.lend_detection_limits()
        self.select_item(box=uid)

    def show_loaded_trace(self, opened: LoadedTrace) -> None:
        """Show this trace of the current image until the image or a setting changes, or `close_loaded_trace`."""
        self._results.show_result(opened.trace_result)
        self.settings.use_loaded(opened.trace, keep_own=self.loaded_trace is None)
        self._assigned.use_loaded(opened.annotations, opened.trace.grid, opened.trace.assignment)
        self.loaded_trace = opened
        self.select_item()
        self.settings_changed.emit()
        self.assignment_changed.emit()
        self._announce_trace()
        self.summary_changed.emit()

    def close_loaded_trace(self) -> None:
        """Show the stages of the network in use again."""
        if self.loaded_trace is not None:
            self.settings.leave_loaded()
            self._discard_results()
            self.settings_changed.emit()

    @Slot()
    def _on_settings_changed(self) -> None:
        self._results.failure = ""
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
        self.settings.follow_network()
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
        had_lent_limits = self.settings.return_limits()
        if self.loaded_trace is not None:
            self.close_loaded_trace()
        else:
            self._discard_results()
        if had_lent_limits:
            self.settings_changed.emit()

    def _discard_results(self) -> None:
        self._results.discard()
        self._assigned.discard()
        self.loaded_trace = None
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
        self._assigned.current_annotations = clip_shown_annotations(document) if document is not None else ()
        if not self.config.proposals.has_rpn:  # the trace finds the candidates
            self._assigned.clear()
            self._adopt_candidates()
        elif document is None or not self.engine.is_ready:
            self._assigned.clear()
        elif self._subscribers.want_assignment:
            if not self._assigned.assign_anchors(self.config, self.seed, self.image_size):
                self._announce_currency()
            return
        elif self.assignment is None:
            self._assigned.clear()
        self._announce_assignment()

    @Slot()
    def _on_anchors_assigned(self) -> None:
        self._follow_selected_anchor()
        self._announce_assignment()

    def _adopt_candidates(self) -> None:
        """Take the candidates of a network without an RPN from its trace: nothing is assigned before there is one."""
        if self.config.proposals.has_rpn or self.trace_result is None or not self._is_trace_current:
            return
        trace, uids = self.trace_result.trace, self.trace_result.uids
        self._assigned.use_candidates(trace.grid, trace.assignment, uids, self.config, self.seed)
        self._follow_selected_anchor()

    def _follow_selected_anchor(self) -> None:
        """Keep the same anchor selected among those of other settings, or none where it is not among them."""
        row = self._selected.find_row(self.grid)
        if row != self.selection.anchor:
            self.select_item(anchor=row)

    def _announce_assignment(self) -> None:
        self.assignment_changed.emit()
        self._announce_currency()
        if self._subscribers.want_trace:
            self._trace_timer.start(TRACE_DELAY_MS)

    def stop(self, timeout_ms: int = 5000) -> bool:
        """End the thread; False when it does not listen."""
        return self._assigned.stop_thread(timeout_ms)

    @Slot()
    def _update_if_missing(self) -> None:
        """Somebody else looks: make what is not there yet."""
        document = self._document
        if document is None or not self._assigned.is_made_of(clip_shown_annotations(document), self.config, self.seed):
            self._update_assignment()
        elif self._subscribers.want_trace:
            self._trace_timer.start(0)

    def _build_trace_request(self) -> TraceRequest | None:
        image, document = self._session.image, self._document
        if image is None or document is None or not self.engine.is_ready:
            return None
        return TraceRequest(
            self.network.source,
            self.config,
            image,
            self._image_number,
            self._assigned.current_annotations,
            self.seed,
            self.training,
            self._subscribers.want_summary,
            self.network.device,
            document.image,
        )

    @Slot()
    def _request_trace(self) -> None:
        question = self._build_trace_request()
        if question is None or not self._subscribers.want_trace or self.failure:
            return
        if not self._is_trace_current or (question.summary and self._results.summary is None):
            self._results.request_trace(question)

    @Slot()
    def _on_traced(self) -> None:
        if self.loaded_trace is None and not self.config.proposals.has_rpn:
            self._adopt_candidates()
            self.assignment_changed.emit()
        self._announce_trace()

    def request_roi_mask(self, asker: str, roi: MaskRoi) -> None:
        """Run the mask head on one RoI of `trace` for `asker`; `roi_mask_ready` follows."""
        if self.is_current:
            self._results.request_roi_mask(asker, roi)

    @Slot(str, object)
    def _on_roi_mask_ready(self, asker: str, mask: RoiMask) -> None:
        if self.is_current:
            self.roi_mask_ready.emit(asker, mask)
