"""What is looked at of the stages: one source of truth for the layers, the docks and the canvas.

`assignment` follows the boxes at every mouse move; `trace` comes from a thread of its own, a moment later. Everybody
who shows something of them says so with `want`, and nothing is computed that nobody wants.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from detector.config import DetectorConfig
from detector.data.annotation import Box
from frcnn_gui.document import Document
from frcnn_gui.stages.opened import OpenedTrace
from frcnn_gui.stages.settings import SettingValue, changed_settings, value_of, with_value
from frcnn_gui.workers.assigning import AssigningThread, AssignmentAnswer, AssignmentQuestion
from frcnn_gui.workers.tracer import TraceAnswer, TraceQuestion, Tracer

if TYPE_CHECKING:
    from detector.trace.live_assigner import LiveAssigner
    from detector.trace.records import AnchorGrid, AssignmentTrace, StageTrace
    from detector.trace.summary import TraceSummary
    from frcnn_gui.controllers.network import Network
    from frcnn_gui.session import Session
    from frcnn_gui.workers.engine import Engine

MOST_AT_ONCE = 20
"""Boxes that anchors are assigned to while a drag goes on; with more the window would lag, so a thread does it."""
REST_MS = 30
"""While boxes change, a trace is asked for when none has for as long: a drag has the processor for itself."""


@dataclass(frozen=True)
class Chosen:
    """What is looked at: an anchor (its row), or a ground-truth box (its uid), or neither."""

    anchor: int = -1
    box: int = -1


NOTHING_CHOSEN = Chosen()


class StageModel(QObject):
    """The stages of the session's current image in the network in use."""

    assignment_changed = Signal()
    trace_changed = Signal()
    """Another trace, or none; or it runs, ended, or failed."""
    settings_changed = Signal()
    """The network, a setting, the seed or the limits."""
    chosen_changed = Signal()
    summary_changed = Signal()

    def __init__(
        self, session: Session, engine: Engine, network: Network, tracer: Tracer, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._engine, self._network, self._tracer = session, engine, network, tracer
        self.config: DetectorConfig = network.config
        self.seed = 0
        self.training = True
        self.assignment: AssignmentTrace | None = None
        self.answer: TraceAnswer | None = None
        self.summary: TraceSummary | None = None
        """Of `trace`, where somebody wants it"""
        self.failure = ""
        self.chosen = NOTHING_CHOSEN
        self._assigner: LiveAssigner | None = None
        self._document: Document | None = None
        self._boxes: tuple[Box, ...] = ()
        self._now: tuple[Box, ...] = ()
        """The boxes of the image as they are; `_boxes`, where many are being assigned, a moment ago"""
        self._grid: AnchorGrid | None = None
        self._assigning = AssigningThread(self)
        self._assigning.answered.connect(self._take_assignment)
        self._assigned: object = None
        """What `assignment` was made of"""
        self._image_number = 0
        self.opened: OpenedTrace | None = None
        """A trace from a file, shown in place of the network's own"""
        self._before = (self.seed, self.training)
        """What to go back to when it is left"""
        self._wanted: set[object] = set()
        self._wanted_assignments: set[object] = set()
        self._wanted_summaries: set[object] = set()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._catch_up)
        self._ask_soon = QTimer(self, singleShot=True)
        self._ask_soon.timeout.connect(self._ask)
        engine.ready_changed.connect(self._soon.start)
        network.changed.connect(self._take_network)
        session.document_changed.connect(self._take_document)
        tracer.answered.connect(self._take_answer)
        tracer.failed.connect(self._take_failure)
        tracer.summarised.connect(self._take_summary)
        tracer.busy_changed.connect(self.trace_changed)
        self._take_document()

    # -- what there is

    @property
    def network(self) -> Network:
        return self._network

    @property
    def engine_ready(self) -> bool:
        return self._engine.ready

    @property
    def running(self) -> bool:
        return self._tracer.busy

    @property
    def trace(self) -> StageTrace | None:
        """The last one of this image and network; `is_current` says whether boxes and settings are still those."""
        return self.answer.trace if self.answer is not None else None

    @property
    def is_current(self) -> bool:
        return self.opened is not None or (self.answer is not None and self.answer.question == self._question())

    @property
    def grid(self) -> AnchorGrid | None:
        """The anchors of `assignment`."""
        if self.opened is not None:
            return self.opened.trace.grid
        return self._grid if self.assignment is not None else None

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The ground-truth boxes of `assignment`, those of a drag in progress included; row i is boxes[i].

        As in training, the part inside the image counts; a box that lies outside it has no area here.
        """
        return self._boxes

    @property
    def image_size(self) -> tuple[int, int]:
        """(width, height) of the image; (1, 1) where there is none."""
        document = self._document
        return (document.width, document.height) if document is not None else (1, 1)

    def row_of(self, uid: int) -> int:
        """The row of a ground-truth box in `trace`, -1 where it has none."""
        return self.answer.uids.index(uid) if self.answer is not None and uid in self.answer.uids else -1

    # -- who looks

    def want(self, key: object, on: bool, assignment_only: bool = False) -> None:
        """Somebody (`key`) shows something of the trace, or of the assignment alone, or does so no more."""
        (self._wanted_assignments.add if on else self._wanted_assignments.discard)(key)
        (self._wanted.add if on and not assignment_only else self._wanted.discard)(key)
        if on and self._document is not None:
            self._engine.start_when_quiet()
        self._soon.start()

    def want_summary(self, key: object, on: bool) -> None:
        """Somebody shows the summary of the trace, or does so no more."""
        (self._wanted_summaries.add if on else self._wanted_summaries.discard)(key)
        self.want(key, on)

    def choose(self, anchor: int = -1, box: int = -1) -> None:
        """Look at this anchor (row), or at this ground-truth box (uid)."""
        chosen = Chosen(anchor, box)
        if chosen != self.chosen:
            self.chosen = chosen
            self.chosen_changed.emit()

    # -- settings

    def value(self, id: str) -> SettingValue:
        return value_of(self.config, id)

    def preset_value(self, id: str) -> SettingValue:
        return value_of(self._network.config, id)

    @property
    def changed(self) -> tuple[str, ...]:
        """The settings that differ from the network's own."""
        return changed_settings(self.config, self._network.config)

    def set_value(self, id: str, value: SettingValue) -> None:
        self.use(with_value(self.config, id, value))

    def show_opened(self, opened: OpenedTrace) -> None:
        """Show this trace of the current image until the image or a setting changes, or `close_opened`."""
        self._tracer.forget()
        self._assigning.forget()
        if self.opened is None:
            self._before = self.seed, self.training
        self.opened, self.failure = opened, ""
        self.config, self.seed, self.training = opened.trace.config, opened.trace.seed, opened.trace.training
        self._boxes, self.assignment = opened.boxes, opened.trace.assignment
        self.answer, self.summary = opened.answer, None
        self.choose()
        self.settings_changed.emit()
        self.assignment_changed.emit()
        self.trace_changed.emit()
        self.summary_changed.emit()

    def close_opened(self) -> None:
        """Show the stages of the network in use again."""
        if self.opened is not None:
            self._leave_opened()

    def _leave_opened(self) -> None:
        self.config = self._network.config
        self.seed, self.training = self._before
        self._drop()
        self.settings_changed.emit()

    def reset(self, id: str = "") -> None:
        """Give a setting, or all of them, the network's own value."""
        self.use(with_value(self.config, id, self.preset_value(id)) if id else self._network.config)

    def use(self, config: DetectorConfig) -> None:
        """Try these settings out."""
        if config != self.config:
            self.config = config
            self._settings_changed()

    def reroll(self, seed: int | None = None) -> None:
        """Draw other minibatches."""
        self.seed = self.seed + 1 if seed is None else seed
        self._settings_changed()

    def set_training(self, training: bool) -> None:
        """Show the proposal layer with the limits of training, or of detection."""
        if training != self.training:
            self.training = training
            self._settings_changed()

    def _settings_changed(self) -> None:
        self.failure = ""
        if self.opened is not None:
            self._drop()
        self._update()
        if self._ask_soon.isActive():  # nothing is being dragged, so there is no need to wait
            self._ask_soon.start(0)
        self.settings_changed.emit()

    # -- what changes around it

    @Slot()
    def _take_network(self) -> None:
        if self.opened is not None:  # it does not depend on the network in use
            return
        self.config = self._network.config
        self._drop()
        self.settings_changed.emit()

    @Slot()
    def _take_document(self) -> None:
        if self._document is not None:
            self._document.boxes_changed.disconnect(self._update)
            self._document.preview_changed.disconnect(self._update)
        self._document = self._session.document
        self._image_number += 1
        if self._document is not None:
            self._document.boxes_changed.connect(self._update)
            self._document.preview_changed.connect(self._update)
        self.choose()
        if self.opened is not None:
            self._leave_opened()
        else:
            self._drop()

    def _drop(self) -> None:
        self._tracer.forget()
        self._assigning.forget()
        self._assigner = self.opened = None
        self.assignment = self._assigned = None
        self.answer = self.summary = None
        self.failure = ""
        self.trace_changed.emit()
        self.summary_changed.emit()
        self._soon.start()

    # -- results

    @Slot()
    def _update(self) -> None:
        """Assign the anchors to the boxes as they are now, and see to it that a trace follows."""
        if self.opened is not None:
            return
        document = self._document
        self._now = _inside(document) if document is not None else ()
        if document is None or not self._engine.ready:
            self._boxes, self.assignment, self._assigned = self._now, None, None
        elif self._wanted_assignments:
            question = AssignmentQuestion(self.config, self.seed, self.image_size, self._now)
            if len(self._now) > MOST_AT_ONCE:
                self._assigning.ask(question)
                return
            self._assigning.forget()
            assigner = self._live_assigner(document)
            self._use(question, assigner.grid, assigner.assign(question.corners))
            return
        elif self.assignment is None:
            self._boxes = self._now
        self._tell_assignment()

    @Slot(object)
    def _take_assignment(self, answer: AssignmentAnswer) -> None:
        if self.opened is None:
            self._use(answer.question, answer.grid, answer.assignment)

    def _use(self, question: AssignmentQuestion, grid: AnchorGrid, assignment: AssignmentTrace) -> None:
        self._boxes, self._grid, self.assignment = question.boxes, grid, assignment
        self._assigned = question.boxes, question.config, question.seed
        self._tell_assignment()

    def _tell_assignment(self) -> None:
        self.assignment_changed.emit()
        if self._wanted:
            self._ask_soon.start(REST_MS)

    def stop(self, timeout_ms: int = 5000) -> bool:
        """End the thread; False when it does not listen."""
        return self._assigning.end(timeout_ms)

    @Slot()
    def _catch_up(self) -> None:
        """Somebody else looks: make what is not there yet."""
        document = self._document
        if document is None or self._assigned != (_inside(document), self.config, self.seed):
            self._update()
        elif self._wanted:
            self._ask_soon.start(0)

    def _live_assigner(self, document: Document) -> LiveAssigner:
        from detector.trace.live_assigner import LiveAssigner

        if self._assigner is None or not self._assigner.use(self.config, self.seed):
            self._assigner = LiveAssigner(self.config, document.width, document.height, self.seed)
        return self._assigner

    def _question(self) -> TraceQuestion | None:
        image, document = self._session.image, self._document
        if image is None or document is None or not self._engine.ready:
            return None
        return TraceQuestion(
            self._network.source,
            self.config,
            image,
            self._image_number,
            self._now,
            self.seed,
            self.training,
            bool(self._wanted_summaries),
        )

    @Slot()
    def _ask(self) -> None:
        question = self._question()
        if question is None or not self._wanted or self.failure:
            return
        if not self.is_current or (question.summary and self.summary is None):
            self._tracer.ask(question)

    @Slot(object)
    def _take_answer(self, answer: TraceAnswer) -> None:
        self.answer, self.summary = answer, None
        self.trace_changed.emit()

    @Slot(object, object)
    def _take_summary(self, question: TraceQuestion, summary: TraceSummary) -> None:
        if self.answer is not None and self.answer.question is question:
            self.summary = summary
            self.summary_changed.emit()

    @Slot(str)
    def _take_failure(self, text: str) -> None:
        self.failure = text
        self.trace_changed.emit()


def _inside(document: Document) -> tuple[Box, ...]:
    width, height = document.width, document.height
    return tuple(box if box.fits(width, height) else box.clipped(width, height) for box in document.shown_boxes)
