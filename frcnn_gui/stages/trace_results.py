"""What the tracer answered last: a trace, its summary, and masks of its RoIs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from frcnn_gui.stages.tracer import RoiMaskRequest, Tracer, TraceRequest, TraceResult

if TYPE_CHECKING:
    from detector.trace.roi_mask import MaskRoi, RoiMask
    from detector.trace.summary import TraceSummary


class TraceResults(QObject):
    """The last results of one image and network, or why there are none.

    Signals:
        traced: Another trace.
        summarized: The summary of `result`.
        failed: There is no trace; `failure` says why.
        roi_mask_ready: Who asked for the mask of an RoI of `result`, and the RoiMask.
    """

    traced = Signal()
    summarized = Signal()
    failed = Signal()
    roi_mask_ready = Signal(str, object)

    def __init__(self, tracer: Tracer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tracer = tracer
        self.result: TraceResult | None = None
        """It may be of other boxes or settings than those of now"""
        self.summary: TraceSummary | None = None
        """Of `result`, where somebody wants it"""
        self.failure = ""
        self._roi_mask_requests: dict[str, RoiMaskRequest] = {}
        """The newest of each asker"""
        tracer.trace_ready.connect(self._on_traced)
        tracer.trace_failed.connect(self._on_trace_failed)
        tracer.summary_ready.connect(self._on_summarized)
        tracer.roi_mask_ready.connect(self._on_roi_mask_traced)

    def is_of(self, request: TraceRequest | None) -> bool:
        """Whether `result` is what this request asks for."""
        return self.result is not None and self.result.request == request

    def show_result(self, result: TraceResult) -> None:
        """Have a trace from a file."""
        self._tracer.drop_request()
        self.result, self.summary, self.failure = result, None, ""

    def discard(self) -> None:
        """Have no results, and wait for none."""
        self._tracer.drop_request()
        self.result, self.summary, self.failure = None, None, ""

    def request_trace(self, request: TraceRequest) -> None:
        """Trace this next, in place of what was asked before."""
        self._tracer.request_trace(request)

    def request_roi_mask(self, asker: str, roi: MaskRoi) -> None:
        """Run the mask head on one RoI of `result` for `asker`; a trace of a file has no network to run."""
        if self.result is not None and self.result.request is not None:
            request = self._roi_mask_requests[asker] = RoiMaskRequest(asker, self.result.request, roi)
            self._tracer.request_roi_mask(request)

    @Slot(object)
    def _on_traced(self, result: TraceResult) -> None:
        self.result, self.summary = result, None
        self.traced.emit()

    @Slot(str)
    def _on_trace_failed(self, text: str) -> None:
        self.failure = text
        self.failed.emit()

    @Slot(object, object)
    def _on_summarized(self, request: TraceRequest, summary: TraceSummary) -> None:
        if self.result is not None and self.result.request is request:
            self.summary = summary
            self.summarized.emit()

    @Slot(object, object)
    def _on_roi_mask_traced(self, request: RoiMaskRequest, mask: RoiMask) -> None:
        is_newest = request is self._roi_mask_requests.get(request.asker)
        if is_newest and self.result is not None and self.result.request is request.trace:
            self.roi_mask_ready.emit(request.asker, mask)
