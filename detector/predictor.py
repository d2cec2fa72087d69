"""Detection on one image after another. `set_image` pays for the network once; `detect` is cheap after that."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from detector.compute.precision import choose_precision
from detector.config import DetectionConfig, InputConfig, Precision
from detector.data.outlines.bitmap import Bitmap
from detector.faster_rcnn import FasterRCNN
from detector.frame import ModelFrame
from detector.image_stages import ImageStages
from detector.image_tensors import to_planes
from detector.inference import prepare_for_inference
from detector.proposal_sources.network_proposals import ImageFile, find_file_rows, require_source
from detector.stages.detections import decode_class_boxes, postprocess_detections
from detector.stages.mask_paste import PastedMask, paste_masks, paste_scored_masks

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PredictedBoxes:
    """What was found in one image, best first."""

    boxes: NDArray[np.float32]
    """(D, 4) pixels of the image"""
    labels: tuple[str, ...]
    """D class names"""
    scores: NDArray[np.float32]
    """(D,) in 0..1"""
    image_width: int
    image_height: int
    masks: tuple[Bitmap, ...] = ()
    """D bitmaps, where a network with a mask head was asked for them; an empty one where no pixel is sure enough"""
    problem: str = ""
    """A sentence on what is missing of the image; empty where all of it is there"""

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class NetworkOutput:
    """What a network says of one image before detections are selected; the frame is the network's input."""

    rois: Tensor
    """(R, 4)"""
    class_logits: Tensor
    """(R, C + 1)"""
    class_deltas: Tensor
    """(R, C + 1, 4)"""
    features: NDArray[np.float32]
    """(C,) the mean of the coarsest feature map"""


class EngineError(Exception):
    """An engine that cannot compute an image, as when memory runs out. The message is for the log."""


class Engine(Protocol):
    """Something that computes what the network of a `Predictor` computes, in less time."""

    def run_image(self, pixels: NDArray[np.uint8], frame: ModelFrame) -> NetworkOutput:
        """Compute `pixels` (h, w, 3) uint8 RGB of an image that `frame` leads to. Raises: EngineError."""
        ...


@dataclass(frozen=True)
class _PreparedImage:
    """What does not depend on the thresholds of the last selection."""

    pixels: NDArray[np.uint8]
    output: NetworkOutput
    stages: ImageStages | None
    """None where an engine computed the output"""
    frame: ModelFrame
    """Leads from the network's input to the pixels in which boxes are given"""


class Predictor:
    """Detects with a copy of `model` on `device`; a `precision` of `auto` is what the device computes fastest in."""

    def __init__(
        self,
        model: FasterRCNN,
        device: torch.device | str = "cpu",
        precision: Precision = "auto",
        compressed_head: bool = False,
    ) -> None:
        """`compressed_head`: faster with VGG16 and a little less accurate; it takes half a minute to make.

        Raises:
            UserFacingError: the device cannot compute in `precision`, the head is too small to be compressed, or the
                proposal source needs a package that is not installed, or its file is missing.
        """
        require_source(model.config.proposals)
        self.device = torch.device(device)
        self.precision = choose_precision(precision, self.device)
        self.model = prepare_for_inference(model, self.device, self.precision, compressed_head=compressed_head)
        self.engine: Engine | None = None
        """Computes images in the place of the network; `stages` are always the network's."""
        self._prepared_image: _PreparedImage | None = None

    @property
    def stages(self) -> ImageStages:
        """Everything up to the proposals of the image that was set.

        Raises:
            RuntimeError: There has been no first one.
        """
        prepared = self._require_image()
        if prepared.stages is not None:
            return prepared.stages
        stages, _ = self.run_network(prepared.pixels)
        self._prepared_image = replace(prepared, stages=stages)
        return stages

    @property
    def features(self) -> NDArray[np.float32]:
        """(C,) what the image that was set looks like: the mean of its coarsest feature map.

        Raises:
            RuntimeError: There has been no first one.
        """
        return self._require_image().output.features

    def set_image(
        self, pixels: NDArray[np.uint8], size: tuple[int, int] | None = None, path: Path | None = None
    ) -> None:
        """Run backbone, RPN, proposal layer and head on `pixels` (h, w, 3) uint8 RGB.

        Args:
            pixels: Of the image.
            size: (width, height) of the image whose pixels boxes are to be given in, where `pixels` is a reduced copy.
            path: Of the file with the whole image, for a network whose proposals are in a file.

        Raises:
            ProposalSourceError: The proposal source cannot be used, or has no proposals of this image.
        """
        height, width = pixels.shape[:2]
        # The input follows from the size of `pixels`, the pixels of the result from that of the image.
        frame = ModelFrame.from_image_size(width, height, self.model.config.input)
        image_width, image_height = size or (width, height)
        frame = replace(frame, image_width=image_width, image_height=image_height)
        image = None if path is None else ImageFile(path, image_width, image_height)
        rows = find_file_rows(self.model.config.proposals, width, height, image)
        stages, output = self._compute_image(pixels, frame, None if rows is None else torch.from_numpy(rows))
        self._prepared_image = _PreparedImage(pixels, output, stages, frame)

    def _compute_image(
        self, pixels: NDArray[np.uint8], frame: ModelFrame, proposals: Tensor | None
    ) -> tuple[ImageStages | None, NetworkOutput]:
        if self.engine is not None:
            try:
                return None, self.engine.run_image(pixels, frame)
            except EngineError as error:
                _log.warning("The network computes the images from now on: %s", error)
                self.engine = None
        return self.run_network(pixels, proposals)

    def run_network(
        self, pixels: NDArray[np.uint8], proposals: Tensor | None = None
    ) -> tuple[ImageStages, NetworkOutput]:
        """Compute `pixels` (h, w, 3) uint8 RGB by the network, whatever `engine` is; the image that is set stays.

        `proposals`: (P, 5) as for `FasterRCNN.run_proposal_stages`.
        """
        model = self.model
        with torch.inference_mode():
            (stages,) = model.run_proposal_stages([to_planes(pixels)], training_limits=False, proposals=[proposals])
            logits, deltas = model.run_head(stages)
            features: NDArray[np.float32] = stages.feature_maps[-1].float().mean(dim=(1, 2)).cpu().numpy()
        return stages, NetworkOutput(stages.proposals.boxes, logits, deltas, features)

    def detect(
        self, score: float | None = None, nms_iou: float | None = None, max_detections: int | None = None
    ) -> PredictedBoxes:
        """Select from the head's output; None stands for the value in the model's configuration.

        Raises:
            RuntimeError: `set_image` was not called yet.
        """
        prepared, defaults = self._require_image(), self.model.config.detection
        chosen = replace(
            defaults,
            score=defaults.score if score is None else score,
            nms_iou=defaults.nms_iou if nms_iou is None else nms_iou,
            max_detections=defaults.max_detections if max_detections is None else max_detections,
        )
        return self.select_detections(prepared.output, prepared.frame, chosen)

    def select_detections(self, output: NetworkOutput, frame: ModelFrame, detection: DetectionConfig) -> PredictedBoxes:
        """Select what passes the thresholds of `detection`; boxes are in the pixels that `frame` leads to."""
        with torch.inference_mode():
            found = postprocess_detections(
                output.rois,
                output.class_logits,
                output.class_deltas,
                self.model.config.proposal_targets.delta_std,
                frame.width,
                frame.height,
                detection,
            )
            boxes = frame.to_image(found.boxes).cpu().numpy()
        limit = np.array([frame.image_width, frame.image_height] * 2, dtype=np.float32)
        labels = tuple(self.model.classes[label - 1] for label in found.labels.tolist())
        scores = found.scores.cpu().numpy()
        return PredictedBoxes(np.minimum(boxes, limit), labels, scores, frame.image_width, frame.image_height)

    def predict_proposals(self) -> PredictedBoxes:
        """The box of the best class of each proposal in the image that is set, best first: no threshold, no NMS.

        Raises:
            RuntimeError: `set_image` was not called yet.
        """
        prepared = self._require_image()
        output, frame, delta_std = prepared.output, prepared.frame, self.model.config.proposal_targets.delta_std
        with torch.inference_mode():
            found = decode_class_boxes(
                output.rois, output.class_logits, output.class_deltas, delta_std, frame.width, frame.height
            )
            scores, columns = found.scores.max(dim=1)
            scores, order = scores.sort(descending=True, stable=True)
            boxes = frame.to_image(found.boxes[order, columns[order]]).cpu().numpy()
        labels = tuple(self.model.classes[column] for column in columns[order].tolist())
        limit = np.array([frame.image_width, frame.image_height] * 2, dtype=np.float32)
        sizes = frame.image_width, frame.image_height
        return PredictedBoxes(np.minimum(boxes, limit), labels, scores.cpu().numpy(), *sizes)

    def predict_masks(self, boxes: NDArray[np.float32], labels: Sequence[str]) -> tuple[Bitmap, ...]:
        """Find the pixels of the object in each of some boxes in the image that is set, whoever drew them.

        Args:
            boxes: (D, 4) pixels of the image.
            labels: D names of classes of the network, which has a mask head.

        Returns:
            D bitmaps.

        Raises:
            RuntimeError: `set_image` was not called yet.
        """
        return tuple(paste_masks(*self._predict_masks_to_paste(boxes, labels)))

    def predict_scored_masks(self, boxes: NDArray[np.float32], labels: Sequence[str]) -> tuple[PastedMask, ...]:
        """As `predict_masks`, with the score of each mask."""
        return tuple(paste_scored_masks(*self._predict_masks_to_paste(boxes, labels)))

    def _predict_masks_to_paste(
        self, boxes: NDArray[np.float32], labels: Sequence[str]
    ) -> tuple[Tensor, Tensor, int, int, float]:
        """The arguments of `paste_masks`."""
        frame, threshold = self._require_image().frame, self.model.config.mask.threshold
        masks = self.predict_mask_grids(boxes, labels)
        return masks, torch.from_numpy(boxes), frame.image_width, frame.image_height, threshold

    def predict_mask_grids(self, boxes: NDArray[np.float32], labels: Sequence[str]) -> Tensor:
        """As `predict_masks`, the probabilities of the cells of each box: (D, size, size)."""
        frame, numbers = self._require_image().frame, [self.model.classes.index(label) + 1 for label in labels]
        with torch.inference_mode():
            rois = frame.to_model(torch.from_numpy(boxes)).to(self.device)
            return self.model.predict_masks(self.stages, rois, torch.tensor(numbers, device=self.device).long())

    def _require_image(self) -> _PreparedImage:
        if self._prepared_image is None:
            raise RuntimeError("call set_image() first")
        return self._prepared_image


def max_decode_pixels(config: InputConfig) -> int:
    """The most pixels worth decoding for the network's input.

    An image that is larger is decoded reduced by a whole factor per side, which leaves it about a quarter of this
    many pixels at least: no fewer than the network takes.
    """
    return 4 * config.short_side * config.long_side
