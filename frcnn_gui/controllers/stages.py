"""Keeps the stage layers true to the current image, its boxes and the network in use."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from detector.config import DetectorConfig
from frcnn_gui.canvas.layer_anchors import AnchorFilter, anchors_content, middle_shape
from frcnn_gui.canvas.layer_assignment import DEFAULT_CATEGORIES, Category, assignment_content
from frcnn_gui.canvas.layer_proposals import after_nms_content, before_nms_content
from frcnn_gui.canvas.layers import EMPTY, Layer
from frcnn_gui.context import WindowContext
from frcnn_gui.controllers.network import Network
from frcnn_gui.document import Document
from frcnn_gui.workers.job import Job
from frcnn_gui.workers.trace_job import trace_job

if TYPE_CHECKING:
    from detector.trace.live_assigner import LiveAssigner
    from detector.trace.records import AssignmentTrace, StageTrace


@dataclass(frozen=True)
class StageFilters:
    """What the layers show of their stage."""

    anchors: AnchorFilter = field(default_factory=AnchorFilter)
    categories: frozenset[Category] = DEFAULT_CATEGORIES
    before_nms: int = 300
    """How many of the best candidates."""
    after_nms: int = 50
    """How many of the best proposals."""


def stage_layers() -> dict[str, Layer]:
    """The layers of this dock in painting order, all hidden at first."""
    layers = (
        ("anchors", "Anchors", "The boxes that the network starts from: the same few shapes at every cell."),
        ("assignment", "Assignment", "What each anchor teaches the RPN: object, background, or nothing."),
        ("before_nms", "Proposals before NMS", "The best candidates: anchors moved and scaled by the RPN."),
        ("after_nms", "Proposals after NMS", "What is left when overlapping candidates are suppressed."),
    )
    return {key: Layer(key, title, explanation, visible=False) for key, title, explanation in layers}


class Stages(QObject):
    """`assignment` follows the boxes live; `trace` comes from a job, and belongs to the image and network it ran on."""

    assignment_changed = Signal()
    trace_changed = Signal()
    network_changed = Signal()

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._engine = context.engine
        self._network = context.network
        self.layers = stage_layers()
        self.filters = StageFilters()
        self.seed = 0
        self.assignment: AssignmentTrace | None = None
        self.trace: StageTrace | None = None
        self.trace_is_current = False
        self.failure = ""
        self._assigner: LiveAssigner | None = None
        self._document: Document | None = None
        self._job: Job | None = None
        self._panel_shown = False
        self._use_default_shape()
        for layer in self.layers.values():
            layer.changed.connect(self._refresh_soon)
            context.canvas.layers.add(layer)
        self._refresh = QTimer(self, singleShot=True, interval=0)
        self._refresh.timeout.connect(self._update)
        self._engine.ready_changed.connect(self._refresh_soon)
        context.session.document_changed.connect(self._take_document)
        self._network.changed.connect(self._take_network)

    @property
    def network(self) -> Network:
        return self._network

    @property
    def config(self) -> DetectorConfig:
        return self._network.config

    @property
    def engine_ready(self) -> bool:
        return self._engine.ready

    @property
    def running(self) -> bool:
        return self._job is not None

    def set_panel_shown(self, shown: bool) -> None:
        """The dock's numbers are computed only while someone can see them."""
        self._panel_shown = shown
        self._refresh_soon()

    def set_filters(self, filters: StageFilters) -> None:
        self.filters = filters
        self._fill_assignment_layers()
        self._fill_proposal_layers()

    def reroll(self) -> None:
        """Draw another minibatch."""
        self.seed += 1
        self._assigner = None
        self._update()

    def run(self) -> None:
        """Pass the current image through all stages, in a job."""
        session = self._context.session
        if not self._engine.ready or session.image is None or self._document is None or self._job is not None:
            return
        self.failure = ""
        document, boxes = self._document, self._document.boxes
        job = trace_job(self._network.cache, self._network.source, session.image, boxes, self.seed)
        self._job = job
        job.result.connect(lambda trace: self._take_trace(job, trace, document.boxes == boxes))
        job.failed.connect(lambda text: self._fail(job, text))
        job.finished.connect(lambda: self._forget(job))
        self._context.jobs.start(job)
        self.trace_changed.emit()

    # -- what changes around it

    def _take_document(self) -> None:
        if self._document is not None:
            self._document.boxes_changed.disconnect(self._boxes_changed)
            self._document.preview_changed.disconnect(self._update)
        self._document = self._context.session.document
        if self._document is not None:
            self._document.boxes_changed.connect(self._boxes_changed)
            self._document.preview_changed.connect(self._update)
        self._drop_results()

    def _take_network(self) -> None:
        self._use_default_shape()
        self._drop_results()
        self.network_changed.emit()

    def _use_default_shape(self) -> None:
        shape = middle_shape(self.config)
        self.filters = replace(self.filters, anchors=replace(self.filters.anchors, shape=shape))

    def _drop_results(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._assigner = None
        self.assignment = None
        self.trace = None
        self.trace_is_current = False
        self.failure = ""
        self._fill_proposal_layers()
        self.trace_changed.emit()
        self._refresh_soon()

    def _boxes_changed(self) -> None:
        self.trace_is_current = False
        self.trace_changed.emit()
        self._update()

    def _refresh_soon(self) -> None:
        self._refresh.start()

    # -- results

    @property
    def _wanted(self) -> bool:
        return self._panel_shown or any(self.layers[key].visible for key in ("anchors", "assignment"))

    def _update(self) -> None:
        """Assign the anchors to the boxes as they are now, dragged ones included; run the stages if they are shown."""
        document = self._document
        if document is None or not self._engine.ready:
            self.assignment = None
        elif self._wanted:
            from detector.trace.live_assigner import LiveAssigner

            if self._assigner is None:
                self._assigner = LiveAssigner(self.config, document.width, document.height, self.seed)
            boxes = np.asarray([box.xyxy for box in document.shown_boxes], dtype=np.float32).reshape(-1, 4)
            self.assignment = self._assigner.assign(boxes)
        self._fill_assignment_layers()
        self.assignment_changed.emit()
        if self.trace is None and not self.failure and any(self.layers[k].visible for k in ("before_nms", "after_nms")):
            self.run()

    def _take_trace(self, job: Job, trace: StageTrace, is_current: bool) -> None:
        """`is_current`: the boxes are still those that it was run with. A job of another image is dropped."""
        if job is not self._job:
            return
        self.trace = trace
        self.trace_is_current = is_current
        self._fill_proposal_layers()

    def _fail(self, job: Job, text: str) -> None:
        if job is self._job:
            self.failure = text
            self._context.session.message.emit(text)

    def _forget(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self.trace_changed.emit()

    def _fill_assignment_layers(self) -> None:
        anchors, assignment = self.layers["anchors"], self.layers["assignment"]
        if self.assignment is None or self._assigner is None:
            anchors.set_content(EMPTY)
            assignment.set_content(EMPTY)
            return
        boxes = self._assigner.anchors
        if anchors.visible:
            inside, shapes = self._assigner.inside, self._assigner.shape
            anchors.set_content(anchors_content(boxes, inside, shapes, self.filters.anchors))
        if assignment.visible:
            assignment.set_content(assignment_content(boxes, self.assignment, self.filters.categories))

    def _fill_proposal_layers(self) -> None:
        before, after = self.layers["before_nms"], self.layers["after_nms"]
        if self.trace is None:
            before.set_content(EMPTY)
            after.set_content(EMPTY)
            return
        before.set_content(before_nms_content(self.trace.proposals, self.filters.before_nms))
        after.set_content(after_nms_content(self.trace.proposals, self.filters.after_nms))
