"""Where the time of detecting goes: one image, with the stages of detection, and the seconds of each part.

Proposals from outside are found again, also where they are kept, and every network has computed the image before its
time is taken: the first pass also allocates memory and chooses algorithms.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from detector.image_stages import ImageStages
from detector.image_tensors import to_tensor
from detector.predictor import NetworkOutput, PredictedBoxes, Predictor
from detector.proposal_sources.network_proposals import ImageFile, find_file_rows, to_rows
from detector.proposal_sources.proposed_boxes import SourceImage
from detector.proposal_sources.registry import build_source

WARM_UP_REGIONS = 8
"""Of the untimed pass: an R-CNN would otherwise take its time twice."""


@dataclass(frozen=True)
class PartSeconds:
    """Wall time of the parts of detection.

    Attributes:
        proposals: The proposal source, or the RPN and the proposal layer.
        features: Resizing the image, and the backbone on all of it; an R-CNN only resizes here.
        regions: RoI pooling, or of an R-CNN warping each region and running the backbone on it.
        head: The head on the pooled regions.
        selection: Decoding of boxes, score limit and NMS.
    """

    proposals: float
    features: float
    regions: float
    head: float
    selection: float

    @property
    def total(self) -> float:
        return self.proposals + self.features + self.regions + self.head + self.selection


@dataclass(frozen=True, eq=False)
class TimedDetection:
    """What a network found in an image, and how long it took.

    Attributes:
        detections: As `Predictor.detect` finds them.
        proposal_count: Proposals that the head scored.
        parts: Wall time.
        processor_seconds: Of all threads of the process, from finding proposals to NMS.
    """

    detections: PredictedBoxes
    proposal_count: int
    parts: PartSeconds
    processor_seconds: float


def time_detection(
    predictor: Predictor,
    pixels: NDArray[np.uint8],
    size: tuple[int, int] | None = None,
    check_canceled: Callable[[], None] = lambda: None,
    path: Path | None = None,
) -> TimedDetection:
    """Detect boxes in one image by the network, and take the time of each part; masks are left out.

    Args:
        predictor: Whose network; its engine is not used, and its image stays.
        pixels: (h, w, 3) uint8 RGB.
        size: As for `Predictor.set_image`.
        check_canceled: Is called between the parts and before each run of the backbone; what it raises ends this.
        path: As for `Predictor.set_image`.

    Raises:
        ProposalSourceError: The proposal source needs a package that is not installed.
    """
    clock = _Clock(predictor.device, check_canceled)
    rows, source_seconds, source_processor = _find_outside_proposals(predictor, pixels, size, path, clock)
    with torch.inference_mode(), _watch_backbone(predictor.model.backbone, clock):
        stages = _run_proposal_stages(predictor, pixels, rows)
        predictor.model.run_head(stages, stages.proposals.boxes[:WARM_UP_REGIONS])
        clock.start_timing()
        stages = _run_proposal_stages(predictor, pixels, rows)
        is_shared = not predictor.model.config.warps_regions
        features = clock.backbone_end - clock.start_time if is_shared else clock.take_lap()
        rpn = clock.take_lap() - features if is_shared else 0.0
        pooled = predictor.model.pool_rois(stages, stages.proposals.boxes)
        regions = clock.take_lap()
        logits, deltas = predictor.model.roi_heads(pooled)
        head = clock.take_lap()
        width, height = size or (stages.frame.image_width, stages.frame.image_height)
        frame = replace(stages.frame, image_width=width, image_height=height)
        output = NetworkOutput(stages.proposals.boxes, logits, deltas, np.zeros(0, np.float32))
        found = predictor.select_detections(output, frame, predictor.model.config.detection)
        selection = clock.take_lap()
    parts = PartSeconds(source_seconds + rpn, features, regions, head, selection)
    return TimedDetection(found, len(stages.proposals.boxes), parts, source_processor + clock.processor_seconds)


class _Clock:
    """Wall and processor time since `start_timing`; work of the device that is not done yet is waited for."""

    def __init__(self, device: torch.device, check_canceled: Callable[[], None]) -> None:
        self._device, self._check_canceled = device, check_canceled
        self.backbone_end = 0.0
        self.start_timing()

    def start_timing(self) -> None:
        self._processor_start = time.process_time()
        self.start_time = self._last = self.read_time()

    def read_time(self) -> float:
        if self._device.type == "cuda":
            torch.cuda.synchronize(self._device)
        return time.perf_counter()

    def take_lap(self) -> float:
        """Seconds since the last time that it was asked."""
        self._check_canceled()
        last, self._last = self._last, self.read_time()
        return self._last - last

    @property
    def processor_seconds(self) -> float:
        return time.process_time() - self._processor_start

    def on_backbone_begun(self, *_arguments: Any) -> None:
        self._check_canceled()

    def on_backbone_ended(self, *_arguments: Any) -> None:
        self.backbone_end = self.read_time()


@contextmanager
def _watch_backbone(backbone: torch.nn.Module, clock: _Clock) -> Iterator[None]:
    handles = (
        backbone.register_forward_pre_hook(clock.on_backbone_begun),
        backbone.register_forward_hook(clock.on_backbone_ended),
    )
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _find_outside_proposals(
    predictor: Predictor,
    pixels: NDArray[np.uint8],
    size: tuple[int, int] | None,
    path: Path | None,
    clock: _Clock,
) -> tuple[Tensor | None, float, float]:
    """(P, 5) boxes with scores, wall and processor time; None for a network with an RPN."""
    proposals = predictor.model.config.proposals
    if proposals.has_rpn:
        return None, 0.0, 0.0
    height, width = pixels.shape[:2]
    image = None if path is None else ImageFile(path, *(size or (width, height)))
    clock.start_timing()
    rows = find_file_rows(proposals, width, height, image)
    if rows is None:
        source = build_source(proposals.source)
        found = source.find_proposals(SourceImage(Path(), width, height, np.zeros((0, 4), np.float32), pixels))
        rows = to_rows(found)
    processor = clock.processor_seconds
    return torch.from_numpy(rows), clock.take_lap(), processor


def _run_proposal_stages(predictor: Predictor, pixels: NDArray[np.uint8], rows: Tensor | None) -> ImageStages:
    (stages,) = predictor.model.run_proposal_stages([to_tensor(pixels)], training_limits=False, proposals=[rows])
    return stages
