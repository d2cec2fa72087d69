"""Training a generation and measuring it: accuracy, proposals, and processor time of one thread."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from detector.config import DetectorConfig
from detector.data.image_io import decode_image
from detector.data.labeled_image import LabeledImage
from detector.data.labeled_set import TrainingSet
from detector.evaluation.evaluate import evaluate_network
from detector.evaluation.source_comparison import SourceResult, measure_source
from detector.image_tensors import to_tensor
from detector.predictor import NetworkOutput, Predictor, max_decode_pixels
from detector.proposal_sources.network_proposals import (
    ImageFile,
    find_file_rows,
    find_network_proposals,
    open_proposal_file,
    to_rows,
)
from detector.proposal_sources.proposal_file import write_proposal_file
from detector.proposal_sources.proposed_boxes import ProposalSource, SourceImage
from detector.proposal_sources.registry import build_source
from detector.proposal_sources.rpn import RpnProposals
from detector.training.checkpoints.checkpoint import load_checkpoint
from detector.training.trainer import Trainer
from detector.zoo import build_detector
from tests.benchmarks.accuracy.sets import Parts

TIMED_IMAGES = 10
"""Of the test images, for the seconds of detecting"""


@dataclass(frozen=True)
class Figures:
    """A row of the table, of one run.

    Attributes:
        ap50: COCO's AP at IoU 0.5 on the test images.
        ap: COCO's AP.
        proposals: Those of a test image that the head scores.
        recall_300: The fraction of the objects that the 300 best proposals of the source cover, at IoU 0.5.
        recall_2000: The same of the 2,000 best.
        recall_300_at_70: At IoU 0.7.
        recall_2000_at_70: At IoU 0.7.
        proposal_seconds: Processor time for the proposals of a test image: of the source, or of RPN and proposal layer.
        network_seconds: Of all the rest of detecting.
        training_seconds: Processor time for an image of a training step; proposals from outside are found before.
    """

    ap50: float
    ap: float
    proposals: float
    recall_300: float
    recall_2000: float
    recall_300_at_70: float
    recall_2000_at_70: float
    proposal_seconds: float
    network_seconds: float
    training_seconds: float

    def as_json(self) -> dict[str, Any]:
        return {name: round(value, 4) for name, value in asdict(self).items()}


def train_and_measure(
    config: DetectorConfig, test_config: DetectorConfig, parts: Parts, steps: int, out: Path, weights_dir: Path | None
) -> Figures:
    """Train a network of `config` and measure it with `test_config`; its checkpoint stays in `out`."""
    if not config.proposals.has_rpn:
        _find_training_proposals(config, parts.training)
    torch.manual_seed(config.training.seed)
    model = build_detector(config, parts.training.classes, "imagenet", weights_dir)
    trainer = Trainer(model, parts.training, config.training, out, "cpu", max_steps=steps)
    start = time.process_time()
    for _ in trainer.run():
        pass
    training_seconds = (time.process_time() - start) / (steps * config.training.batch_size)
    model.config = test_config
    predictor = Predictor(model, "cpu", "float32")
    evaluation = evaluate_network(predictor, parts.test)
    assert evaluation is not None
    recall = _measure_recall(predictor, parts.test.images)
    seconds = [time_parts(predictor, image) for image in parts.test.images[:TIMED_IMAGES]]
    counts = [_count_proposals(predictor, image) for image in parts.test.images[:TIMED_IMAGES]]
    return Figures(
        evaluation.coco.ap50 or 0.0,
        evaluation.coco.ap or 0.0,
        float(np.mean(counts)),
        _get_recall(recall, 300, 0.5),
        _get_recall(recall, 2000, 0.5),
        _get_recall(recall, 300, 0.7),
        _get_recall(recall, 2000, 0.7),
        float(np.median([proposals for proposals, _ in seconds])),
        float(np.median([network for _, network in seconds])),
        training_seconds,
    )


def _find_training_proposals(config: DetectorConfig, labeled: TrainingSet) -> None:
    """So that training finds them in the cache, and its time is that of the network."""
    for image in labeled.images:
        found = ImageFile(image.path, image.width, image.height)
        find_network_proposals(config.proposals, _decode(image, config), image=found)


def _decode(image: LabeledImage, config: DetectorConfig) -> NDArray[np.uint8]:
    return decode_image(image.path, max_decode_pixels(config.input)).pixels


def _build_source(predictor: Predictor) -> ProposalSource:
    proposals = predictor.model.config.proposals
    if proposals.source == "file":
        return open_proposal_file(proposals)
    return RpnProposals(predictor, "RPN") if proposals.has_rpn else build_source(proposals.source)


def _measure_recall(predictor: Predictor, images: Sequence[LabeledImage]) -> SourceResult:
    """What the source covers, of the pixels that the network gets."""
    source, found, scaled = _build_source(predictor), [], []
    for image in images:
        one = _to_source_image(image, predictor)
        scaled.append(one)
        found.append(source.find_proposals(one))
    return measure_source(scaled, found)


def _to_source_image(image: LabeledImage, predictor: Predictor) -> SourceImage:
    pixels = _decode(image, predictor.model.config)
    if predictor.model.config.proposals.source == "file":  # whose boxes are in pixels of the whole image
        return SourceImage(image.path, image.width, image.height, image.boxes[~image.difficult], pixels)
    height, width = pixels.shape[:2]
    scale = np.array([width / image.width, height / image.height] * 2, np.float32)
    return SourceImage(image.path, width, height, image.boxes[~image.difficult] * scale, pixels)


def _get_recall(result: SourceResult, count: int, iou: float) -> float:
    return float(result.covers(iou, count).mean())


def time_parts(predictor: Predictor, image: LabeledImage) -> tuple[float, float]:
    """Processor seconds of proposals and of the rest, in the second of two passes."""
    pixels, seconds = _decode(image, predictor.model.config), 0.0
    rows = _find_rows(predictor, image, pixels)
    if rows is None and not predictor.model.config.proposals.has_rpn:
        found = _build_source(predictor).find_proposals(_to_source_image(image, predictor))
        rows, seconds = torch.from_numpy(to_rows(found)), found.seconds
    passes = [_time_pass(predictor, pixels, rows) for _ in range(2)]
    return (seconds, sum(passes[-1])) if rows is not None else passes[-1]


def _find_rows(predictor: Predictor, image: LabeledImage, pixels: NDArray[np.uint8]) -> Tensor | None:
    """(P, 5) the proposals of a file; None if they come from elsewhere."""
    file = ImageFile(image.path, image.width, image.height)
    rows = find_file_rows(predictor.model.config.proposals, pixels.shape[1], pixels.shape[0], file)
    return None if rows is None else torch.from_numpy(rows)


def write_rpn_proposals(checkpoint: Path, labeled: TrainingSet, path: Path) -> float:
    """Write what the RPN of a network proposes in the images to a file; processor seconds for an image."""
    predictor = Predictor(load_checkpoint(checkpoint).model, "cpu", "float32")
    source, found, seconds = RpnProposals(predictor, checkpoint.name), {}, []
    for image in labeled.images:
        one = SourceImage(image.path, image.width, image.height, image.boxes)
        found[image.path.name] = one, source.find_proposals(one)
        pixels = to_tensor(_decode(image, predictor.model.config))
        with torch.inference_mode():
            start = time.thread_time()
            predictor.model.run_proposal_stages([pixels], training_limits=False)
            seconds.append(time.thread_time() - start)
    write_proposal_file(path, found)
    return float(np.median(seconds))


def _time_pass(predictor: Predictor, pixels: NDArray[np.uint8], rows: Tensor | None) -> tuple[float, float]:
    """Seconds between backbone and RoIs, and all others."""
    model, ends = predictor.model, []
    handle = model.backbone.register_forward_hook(lambda *_: ends.append(time.thread_time()))
    with torch.inference_mode():
        start = time.thread_time()
        (stages,) = model.run_proposal_stages([to_tensor(pixels)], training_limits=False, proposals=[rows])
        proposed = time.thread_time()
        backbone_end = ends[0] if ends else proposed  # an R-CNN has run it on nothing yet
        output = NetworkOutput(stages.proposals.boxes, *model.run_head(stages), np.zeros(0, np.float32))
        predictor.select_detections(output, stages.frame, model.config.detection)
        end = time.thread_time()
    handle.remove()
    return proposed - backbone_end, backbone_end - start + end - proposed


def _count_proposals(predictor: Predictor, image: LabeledImage) -> int:
    pixels = _decode(image, predictor.model.config)
    stages, _ = predictor.run_network(pixels, _find_rows(predictor, image, pixels))
    return len(stages.proposals.boxes)
