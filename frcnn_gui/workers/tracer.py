"""Runs the stages on a thread of its own, always for the newest question; answers to older ones are dropped."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QThread, Signal

from detector.config import DetectorConfig
from detector.data.annotation import Box
from detector.data.image_io import DecodedImage
from detector.errors import UserFacingError
from frcnn_gui.language import tr
from frcnn_gui.workers.job import unexpected
from frcnn_gui.workers.networks import NetworkCache, NetworkSource

if TYPE_CHECKING:
    from torch import Tensor

    from detector.faster_rcnn import FasterRCNN
    from detector.trace.live_stages import LiveStages
    from detector.trace.records import StageTrace

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TraceQuestion:
    """What is to be traced: this image with these boxes, in this network with these settings."""

    source: NetworkSource
    config: DetectorConfig
    image: DecodedImage = field(compare=False)
    image_number: int
    """Another one for every image that is loaded."""
    boxes: tuple[Box, ...]
    """Pixels of the original"""
    seed: int = 0
    training: bool = True
    summary: bool = field(default=False, compare=False)
    """Whether a `TraceSummary` is to follow the answer."""


@dataclass(frozen=True)
class TraceAnswer:
    """Row i of the trace's boxes is the box `uids[i]` of the image."""

    question: TraceQuestion | None
    """None: the trace is from a file"""
    trace: StageTrace
    uids: tuple[int, ...]
    left_out: tuple[str, ...]
    """Classes of boxes that the network does not know; those boxes are left out."""
    without_area: int
    """How many boxes have no area inside the image and are left out."""
    feature_maps: tuple[Tensor, ...]
    """(channels, h, w) of each level"""


class Tracer(QObject):
    """`ask` comes back at once; `answered` or `failed` follow, for the newest question alone."""

    answered = Signal(object)
    failed = Signal(str)
    summarised = Signal(object, object)
    """(question, TraceSummary), a moment after the answer to it"""
    busy_changed = Signal()

    def __init__(self, networks: NetworkCache, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = _TracerThread(networks)
        self._thread.answered.connect(self._take)
        self._thread.summarised.connect(self.summarised)
        self._asked: TraceQuestion | None = None

    @property
    def busy(self) -> bool:
        return self._asked is not None

    def ask(self, question: TraceQuestion) -> None:
        """Trace this next, in place of what was asked before."""
        self._set_asked(question)
        self._thread.put(question)

    def forget(self) -> None:
        """No answer is wanted any more."""
        self._set_asked(None)
        self._thread.put(None)

    def stop(self, timeout_ms: int = 5000) -> bool:
        """End the thread; False when it does not listen."""
        self._asked = None
        return self._thread.end(timeout_ms)

    def _set_asked(self, question: TraceQuestion | None) -> None:
        was_busy, self._asked = self.busy, question
        if was_busy != self.busy:
            self.busy_changed.emit()

    def _take(self, question: TraceQuestion, outcome: object) -> None:
        if question is not self._asked:
            return
        self._set_asked(None)
        if isinstance(outcome, str):
            self.failed.emit(outcome)
        else:
            self.answered.emit(outcome)


class _TracerThread(QThread):
    answered = Signal(object, object)
    summarised = Signal(object, object)

    def __init__(self, networks: NetworkCache) -> None:
        super().__init__()
        self._networks = networks
        self._condition = threading.Condition()
        self._next: TraceQuestion | None = None
        self._ended = False
        self._live: tuple[int, LiveStages] | None = None

    def put(self, question: TraceQuestion | None) -> None:
        with self._condition:
            self._next = question
            self._condition.notify()
        if question is not None and not self.isRunning():
            self.start()

    def end(self, timeout_ms: int) -> bool:
        with self._condition:
            self._ended = True
            self._condition.notify()
        return not self.isRunning() or self.wait(timeout_ms)

    def run(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._next is not None or self._ended)
                question, self._next = self._next, None
            if self._ended or question is None:
                return
            outcome = self._outcome(question)
            self.answered.emit(question, outcome)
            if question.summary and isinstance(outcome, TraceAnswer) and self._next is None:
                from detector.trace.summary import summarise

                self.summarised.emit(question, summarise(outcome.trace))

    def _outcome(self, question: TraceQuestion) -> TraceAnswer | str:
        try:
            return self._answer(question)
        except UserFacingError as error:
            return str(error)
        except ValueError as error:
            return tr("These settings need another network: {fault}").format(fault=error)
        except Exception as error:  # noqa: BLE001 - the border of the thread: logged, and told to the person
            _log.exception("The stages failed.")
            return unexpected(tr("Running the stages"), error)

    def _answer(self, question: TraceQuestion) -> TraceAnswer:
        from detector.trace.live_stages import StageQuery

        model = self._networks.get(question.source)
        live = self._live_stages(model, question)
        names = class_names(model.classes, question)
        known = [box for box in question.boxes if box.label in names and not box.is_degenerate]
        corners = np.asarray([box.xyxy for box in known], dtype=np.float32).reshape(-1, 4)
        labels = np.asarray([names.index(box.label) + 1 for box in known], dtype=np.int64)
        trace = live.trace(StageQuery.of(question.config, corners, labels, question.seed, question.training))
        left_out = tuple(dict.fromkeys(box.label for box in question.boxes if box.label not in names))
        uids = tuple(box.uid for box in known)
        without_area = sum(box.is_degenerate for box in question.boxes)
        return TraceAnswer(question, _named(trace, names), uids, left_out, without_area, live.feature_maps)

    def _live_stages(self, model: FasterRCNN, question: TraceQuestion) -> LiveStages:
        """Those of the image and network asked for last, or new ones."""
        from detector.faster_rcnn import to_tensor
        from detector.trace.live_stages import LiveStages

        key = question.image_number
        if self._live is None or self._live[0] != key or self._live[1].model is not model:
            image = question.image
            self._live = (key, LiveStages(model, to_tensor(image.pixels), (image.width, image.height)))
        return self._live[1]


def class_names(classes: tuple[str, ...], question: TraceQuestion) -> tuple[str, ...]:
    """What to call the network's classes: an untrained one knows none, so the image's own stand in for its first."""
    if question.source.checkpoint is not None:
        return classes
    own = tuple(dict.fromkeys(box.label for box in question.boxes))[: len(classes)]
    return (*own, *classes[len(own) :])


def _named(trace: StageTrace, names: tuple[str, ...]) -> StageTrace:
    import dataclasses

    return dataclasses.replace(trace, classes=names)
