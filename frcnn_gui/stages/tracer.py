"""Runs the stages on a thread of its own, always for the newest question; answers to older ones are dropped."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QThread, Signal

from detector.config import DetectorConfig
from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.data.image_io import DecodedImage, decode_image
from detector.data.outlines.placed_outlines import PlacedOutlines
from detector.errors import ImageUnreadableError, UserFacingError
from frcnn_gui.common.job import describe_unexpected_error
from frcnn_gui.common.language import tr
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.network.network_cache import NetworkCache, NetworkSource

if TYPE_CHECKING:
    from torch import Tensor

    from detector.faster_rcnn import FasterRCNN
    from detector.trace.live_stages import LiveStages
    from detector.trace.roi_mask import MaskRoi, RoiMask
    from detector.trace.schema import StageTrace
    from detector.trace.stage_query import StageQuery

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TraceRequest:
    """What to trace: this image with these boxes, in this network with these settings."""

    source: NetworkSource
    config: DetectorConfig
    image: DecodedImage = field(compare=False)
    image_number: int
    """Another one for every image that is loaded."""
    annotations: tuple[Annotation, ...]
    """Pixels of the original"""
    seed: int = 0
    training: bool = True
    summary: bool = field(default=False, compare=False)
    """Whether a `TraceSummary` is to follow the answer, always with the limits of detection."""
    device: str = "auto"
    """Where detection computes"""
    path: Path | None = field(default=None, compare=False)
    """The file of the image"""


@dataclass(frozen=True)
class RoiMaskRequest:
    """The mask of one RoI in the trace of a request."""

    asker: str
    """Who shows it: of the requests of each, only the newest is answered."""
    trace: TraceRequest
    roi: MaskRoi


@dataclass(frozen=True)
class TraceResult:
    """Row i of the trace's boxes is the box `uids[i]` of the image."""

    request: TraceRequest | None
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
    """`request_trace` returns at once; results are those of the newest request alone.

    Signals:
        trace_ready: The TraceResult.
        trace_failed: Why there is none.
        summary_ready: The TraceRequest and its TraceSummary, a moment after the result.
        roi_mask_ready: The RoiMaskRequest and its RoiMask.
        busy_changed: A trace began or ended.
    """

    trace_ready = Signal(object)
    trace_failed = Signal(str)
    summary_ready = Signal(object, object)
    roi_mask_ready = Signal(object, object)
    busy_changed = Signal()

    def __init__(self, networks: NetworkCache, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = _TracerThread(networks)
        self._thread.trace_ready.connect(self._on_traced)
        self._thread.summary_ready.connect(self.summary_ready)
        self._thread.roi_mask_ready.connect(self.roi_mask_ready)
        self._current_request: TraceRequest | None = None

    @property
    def is_busy(self) -> bool:
        return self._current_request is not None

    def request_trace(self, question: TraceRequest) -> None:
        """Trace this next, in place of what was asked before."""
        self._set_request(question)
        self._thread.set_request(question)

    def request_roi_mask(self, question: RoiMaskRequest) -> None:
        """Run the mask head on one RoI, after traces that are asked for, in place of what its asker asked before."""
        self._thread.set_roi_request(question)

    def drop_request(self) -> None:
        """No answer is wanted any more."""
        self._set_request(None)
        self._thread.set_request(None)

    def stop(self, timeout_ms: int = 5000) -> bool:
        """End the thread; False when it does not listen."""
        self._current_request = None
        return self._thread.stop_thread(timeout_ms)

    def _set_request(self, question: TraceRequest | None) -> None:
        was_busy, self._current_request = self.is_busy, question
        if was_busy != self.is_busy:
            self.busy_changed.emit()

    def _on_traced(self, question: TraceRequest, outcome: object) -> None:
        if question is not self._current_request:
            return
        self._set_request(None)
        if isinstance(outcome, str):
            self.trace_failed.emit(outcome)
        else:
            self.trace_ready.emit(outcome)


class _TracerThread(QThread):
    """Traces the newest request.

    Signals:
        trace_ready: The request and its result.
        summary_ready: The request and its TraceSummary.
        roi_mask_ready: The RoiMaskRequest and its RoiMask.
    """

    trace_ready = Signal(object, object)
    summary_ready = Signal(object, object)
    roi_mask_ready = Signal(object, object)

    def __init__(self, networks: NetworkCache) -> None:
        super().__init__()
        self._networks = networks
        self._condition = threading.Condition()
        self._next_request: TraceRequest | None = None
        self._next_roi_requests: dict[str, RoiMaskRequest] = {}
        """The newest of each asker"""
        self._ended = False
        self._live: dict[bool, tuple[tuple[int, int], LiveStages]] = {}
        """The number of the image, the most pixels decoded of it, and its stages: with the limits of training (True)
        and of detection"""

    def set_request(self, question: TraceRequest | None) -> None:
        with self._condition:
            self._next_request = question
            self._condition.notify()
        if question is not None and not self.isRunning():
            self.start()

    def set_roi_request(self, question: RoiMaskRequest) -> None:
        with self._condition:
            self._next_roi_requests[question.asker] = question
            self._condition.notify()
        if not self.isRunning():
            self.start()

    def stop_thread(self, timeout_ms: int) -> bool:
        with self._condition:
            self._ended = True
            self._condition.notify()
        return not self.isRunning() or self.wait(timeout_ms)

    def run(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._next_request or self._next_roi_requests or self._ended)
                question, self._next_request = self._next_request, None
                of_roi = None
                if question is None and self._next_roi_requests:  # a trace comes first: an RoI is one of its rows
                    of_roi = self._next_roi_requests.pop(next(iter(self._next_roi_requests)))
            if self._ended:
                return
            if question is not None:
                self._answer_trace(question)
            elif of_roi is not None:
                self._answer_roi_mask(of_roi)

    def _answer_trace(self, question: TraceRequest) -> None:
        outcome = self._trace_or_explain(question)
        self.trace_ready.emit(question, outcome)
        if question.summary and isinstance(outcome, TraceResult) and self._next_request is None:
            self._summarize(question, outcome)

    def _answer_roi_mask(self, question: RoiMaskRequest) -> None:
        """Emit the mask; where there is none, the trace says why."""
        try:
            with self._borrow_network(question.trace) as model:
                mask = self._trace_roi_mask(model, question)
        except Exception:  # noqa: BLE001 - the border of the thread: logged; a fault of the trace is reported with it
            _log.exception("The mask of an RoI failed.")
        else:
            self.roi_mask_ready.emit(question, mask)

    def _summarize(self, question: TraceRequest, answer: TraceResult) -> None:
        from detector.trace.summary import summarize_trace

        as_detected = replace(question, training=False)
        of_detection = self._trace_or_explain(as_detected) if question.training else answer
        if isinstance(of_detection, TraceResult):
            mask_iou = self._compare_masks(as_detected)
            self.summary_ready.emit(question, summarize_trace(of_detection.trace, mask_iou))

    def _compare_masks(self, question: TraceRequest) -> NDArray[np.float32] | None:
        """The masks of what was found, after its trace; None where there are none, or the mask head failed."""
        from detector.trace.found_masks import compare_found_masks

        try:
            with self._borrow_network(question) as model:
                return compare_found_masks(self._get_live_stages(model, question), _build_query(model, question))
        except Exception:  # noqa: BLE001 - the border of the thread: logged; the summary is that of the boxes
            _log.exception("Comparing masks failed.")
            return None

    def _trace_or_explain(self, question: TraceRequest) -> TraceResult | str:
        try:
            with self._borrow_network(question) as model:
                return self._trace_image(model, question)
        except UserFacingError as error:
            return translate_message(str(error))
        except ValueError as error:
            return tr("These settings need another network: {fault}").format(fault=error)
        except Exception as error:  # noqa: BLE001 - the border of the thread: logged, and reported to the user
            _log.exception("The stages failed.")
            return describe_unexpected_error(tr("Running the stages"), error)

    @contextmanager
    def _borrow_network(self, question: TraceRequest) -> Iterator[FasterRCNN]:
        """The network that trains, or with the limits of detection the one that detects.

        The two differ by rounding, which is enough to find another object or to lose it in another stage.
        """
        from detector.compute.device import choose_device

        if question.training or choose_device(question.device).type != "cpu":  # stages are computed on the CPU
            yield self._networks.get_network(question.source)
            return
        with self._networks.borrow_predictor(question.source, question.device) as predictor:
            yield predictor.model

    def _trace_image(self, model: FasterRCNN, question: TraceRequest) -> TraceResult:
        live = self._get_live_stages(model, question)
        names = resolve_class_names(model.classes, question)
        known = _list_known_annotations(question, names)
        trace = live.compute_trace(_build_query(model, question))
        left_out = tuple(
            dict.fromkeys(annotation.label for annotation in question.annotations if annotation.label not in names)
        )
        uids = tuple(annotation.uid for annotation in known)
        without_area = sum(annotation.bounds.is_degenerate for annotation in question.annotations)
        return TraceResult(question, _rename_classes(trace, names), uids, left_out, without_area, live.feature_maps)

    def _trace_roi_mask(self, model: FasterRCNN, question: RoiMaskRequest) -> RoiMask:
        live = self._get_live_stages(model, question.trace)
        return live.trace_roi_mask(_build_query(model, question.trace), question.roi)

    def _get_live_stages(self, model: FasterRCNN, question: TraceRequest) -> LiveStages:
        """Those of the image and network asked for last with these limits, or new ones."""
        from detector.image_tensors import to_tensor
        from detector.predictor import max_decode_pixels
        from detector.trace.live_stages import LiveStages

        key = question.image_number, max_decode_pixels(question.config.input)
        self._live = {limits: kept for limits, kept in self._live.items() if kept[0] == key}
        kept = self._live.get(question.training)
        if kept is None or kept[1].model is not model:
            pixels, size = _read_network_pixels(question, key[1]), (question.image.width, question.image.height)
            kept = self._live[question.training] = (
                key,
                LiveStages(model, to_tensor(pixels), size, question.path),
            )
        return kept[1]


def _list_known_annotations(question: TraceRequest, names: tuple[str, ...]) -> list[Annotation]:
    """Those with an area and a class among `names`; row i of the trace's boxes is number i of them."""
    return [
        annotation
        for annotation in question.annotations
        if annotation.label in names and not annotation.bounds.is_degenerate
    ]


def _build_query(model: FasterRCNN, question: TraceRequest) -> StageQuery:
    from detector.trace.stage_query import StageQuery

    names = resolve_class_names(model.classes, question)
    known = _list_known_annotations(question, names)
    corners = np.asarray([annotation.bounds.xyxy for annotation in known], dtype=np.float32).reshape(-1, 4)
    labels = np.asarray([names.index(annotation.label) + 1 for annotation in known], dtype=np.int64)
    difficult = np.asarray([annotation.difficult for annotation in known], dtype=np.bool_)
    outlines = _place_outlines(known, question.image) if model.config.has_masks else None
    return StageQuery.from_arrays(
        question.config, corners, labels, question.seed, question.training, difficult, outlines
    )


def _place_outlines(annotations: Sequence[Annotation], image: DecodedImage) -> PlacedOutlines | None:
    """Those of `annotations`, beside the image; None where all of them are boxes alone."""
    geometries = tuple(annotation.geometry for annotation in annotations)
    if all(isinstance(geometry, Box) for geometry in geometries):
        return None
    return PlacedOutlines(geometries, image.width, image.height)


def _read_network_pixels(question: TraceRequest, max_pixels: int) -> NDArray[np.uint8]:
    """(h, w, 3) uint8 RGB: what training and detection take of the image, reduced where it has over `max_pixels`."""
    image = question.image
    if question.path is None or (image.reduction == 1 and image.width * image.height <= max_pixels):
        return image.pixels
    try:
        return decode_image(question.path, max_pixels).pixels
    except ImageUnreadableError:
        return image.pixels  # the file is gone; what is shown is left


def resolve_class_names(classes: tuple[str, ...], question: TraceRequest) -> tuple[str, ...]:
    """What to call the network's classes: an untrained one knows none, so the image's own stand in for its first."""
    if question.source.checkpoint is not None:
        return classes
    own = tuple(dict.fromkeys(annotation.label for annotation in question.annotations))[: len(classes)]
    return (*own, *classes[len(own) :])


def _rename_classes(trace: StageTrace, names: tuple[str, ...]) -> StageTrace:
    return replace(trace, classes=names)
