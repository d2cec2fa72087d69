"""Detection on one image after another. `set_image` pays for the network once; `detect` is cheap after that."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from detector.config import InputConfig, Precision
from detector.faster_rcnn import FasterRCNN, ImageStages, to_tensor
from detector.inference import prepare_for_inference
from detector.precision import choose_precision
from detector.stages.detections import postprocess_detections


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

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class _PreparedImage:
    """What does not depend on the thresholds of the last selection."""

    stages: ImageStages
    class_logits: Tensor
    class_deltas: Tensor
    size: tuple[int, int]
    """(width, height) in which boxes are given"""


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
            UserFacingError: the device cannot compute in `precision`, or the head is too small to be compressed.
        """
        device = torch.device(device)
        chosen = choose_precision(precision, device)
        self.model = prepare_for_inference(model, device, chosen, compressed_head=compressed_head)
        self._prepared_image: _PreparedImage | None = None

    @property
    def stages(self) -> ImageStages:
        """Everything up to the proposals of the image that was set.

        Raises:
            RuntimeError: There has been no first one.
        """
        return self._require_image().stages

    @property
    def features(self) -> NDArray[np.float32]:
        """(C,) what the image that was set looks like: the mean of its coarsest feature map.

        Raises:
            RuntimeError: There has been no first one.
        """
        with torch.inference_mode():
            mean: NDArray[np.float32] = self.stages.feature_maps[-1].float().mean(dim=(1, 2)).cpu().numpy()
        return mean

    def set_image(self, pixels: NDArray[np.uint8], size: tuple[int, int] | None = None) -> None:
        """Run backbone, RPN, proposal layer and head on `pixels` (h, w, 3) uint8 RGB.

        `size`: (width, height) of the image whose pixels boxes are to be given in, where `pixels` is a reduced copy.
        """
        model = self.model
        with torch.inference_mode():
            (stages,) = model.run_proposal_stages([to_tensor(pixels)], training_limits=False)
            logits, deltas = model.run_head(stages)
        own_size = (pixels.shape[1], pixels.shape[0])
        self._prepared_image = _PreparedImage(stages, logits, deltas, size or own_size)

    def detect(
        self, score: float | None = None, nms_iou: float | None = None, max_detections: int | None = None
    ) -> PredictedBoxes:
        """Select from the head's output; None stands for the value in the model's configuration.

        Raises:
            RuntimeError: `set_image` was not called yet.
        """
        prepared, config = self._require_image(), self.model.config
        defaults = config.detection
        chosen = replace(
            defaults,
            score=defaults.score if score is None else score,
            nms_iou=defaults.nms_iou if nms_iou is None else nms_iou,
            max_detections=defaults.max_detections if max_detections is None else max_detections,
        )
        frame = replace(prepared.stages.frame, image_width=prepared.size[0], image_height=prepared.size[1])
        with torch.inference_mode():
            found = postprocess_detections(
                prepared.stages.proposals.boxes,
                prepared.class_logits,
                prepared.class_deltas,
                config.proposal_targets.delta_std,
                frame.width,
                frame.height,
                chosen,
            )
            boxes = frame.to_image(found.boxes).cpu().numpy()
        limit = np.array([frame.image_width, frame.image_height] * 2, dtype=np.float32)
        labels = tuple(self.model.classes[label - 1] for label in found.labels.tolist())
        return PredictedBoxes(np.minimum(boxes, limit), labels, found.scores.cpu().numpy(), *prepared.size)

    def _require_image(self) -> _PreparedImage:
        if self._prepared_image is None:
            raise RuntimeError("set_image() comes first")
        return self._prepared_image


def max_decode_pixels(config: InputConfig) -> int:
    """The most pixels worth decoding for the network's input.

    An image that is larger is decoded reduced by a whole factor per side, which leaves it about a quarter of this
    many pixels at least: no fewer than the network takes.
    """
    return 4 * config.short_side * config.long_side
