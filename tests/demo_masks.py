"""Give the network that comes with the program a mask head: `python -m tests.demo_masks WORK`.

Draws scenes as `tests.demo_network` does, trains a mask head on the features of the network that is there, whose other
layers keep every bit, so that it finds the same boxes as before, and measures it on scenes that it never saw. Five
minutes on one core, most of them for the scenes. A network that already has a mask head gets a new one.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from detector.compute.heap import keep_heap
from detector.config import get_preset
from detector.data.image_io import decode_image
from detector.data.labeled_image import LabeledImage
from detector.data.labeled_set import TrainingSet, load_training_set
from detector.data.outlines.conversions import compute_geometry_iou
from detector.demo import write_demo_folder
from detector.evaluation.evaluate import evaluate_network
from detector.faster_rcnn import FasterRCNN
from detector.inference import prepare_for_inference
from detector.predictor import Predictor
from detector.stages.losses import mask_loss
from detector.stages.mask_head import MaskRcnnHead
from detector.training.batches import BatchStream
from detector.training.checkpoints.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from detector.training.runs.schedule_length import steps_per_epoch
from detector.training.schedule import create_optimizer, rate_factor, resolve_schedule, set_learning_rate
from tests.demo_network import FRESH_IMAGES, FRESH_SEED, OUT, TRAINING_IMAGES, TRAINING_SEED

EPOCHS = 6
ROIS_AT_ONCE = 64
MASK_PREFIXES = ("roi_heads.mask_head.", "roi_heads.mask_predictor.")


def add_mask_head(checkpoint: Checkpoint) -> FasterRCNN:
    """The network with a new mask head, which alone can learn."""
    preset = get_preset("mask_mobilenet_fpn")
    model = FasterRCNN(replace(checkpoint.config, preset=preset.preset, mask=preset.mask), checkpoint.classes, True)
    known = checkpoint.model.state_dict()
    kept = {name: tensor for name, tensor in known.items() if not name.startswith(MASK_PREFIXES)}
    missing, unknown = model.load_state_dict(kept, strict=False)
    assert not unknown
    assert all(name.startswith(MASK_PREFIXES) for name in missing)
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name.startswith(MASK_PREFIXES))
    return model.eval()


@dataclass(frozen=True)
class PooledRois:
    """What the mask head learns from: positive RoIs of all scenes. R of them."""

    features: Tensor
    """(R, channels, 14, 14) float16"""
    labels: Tensor
    """(R,)"""
    masks: Tensor
    """(R, 28, 28) bool"""


def pool_rois(model: FasterRCNN, scenes: TrainingSet) -> PooledRois:
    """Run the layers that stay as they are on every scene once, mirrored or not."""
    network = prepare_for_inference(model, torch.device("cpu"), torch.float32)
    recipe, features, labels, masks = model.config.training, [], [], []
    with BatchStream(scenes, recipe, model.config.input) as stream, keep_heap(), torch.inference_mode():
        for _ in range(steps_per_epoch(len(scenes.images), recipe.batch_size)):
            batch = stream.take_batch()
            for image, target, seed in zip(batch.pixels, batch.targets, batch.seeds, strict=True):
                [stages] = network.run_proposal_stages([image], training_limits=False)
                stages = network.add_targets(stages, target, torch.Generator().manual_seed(seed))
                assert stages.mask_targets is not None
                assert stages.proposal_targets is not None
                rows = stages.mask_targets.roi
                features.append(network.pool_mask_rois(stages, stages.proposal_targets.boxes[rows]).half())
                labels.append(stages.proposal_targets.labels[rows])
                masks.append(stages.mask_targets.masks.bool())
    return PooledRois(*(torch.cat(parts).clone() for parts in (features, labels, masks)))


def train_mask_head(model: FasterRCNN, rois: PooledRois, epochs: int) -> Iterator[float]:
    """Yields the loss of each step."""
    recipe, head = resolve_schedule(model.config.training, TRAINING_IMAGES), model.roi_heads
    assert isinstance(head, MaskRcnnHead)
    total = epochs * (len(rois.labels) // ROIS_AT_ONCE)
    optimizer = create_optimizer(model, recipe)
    learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
    step = 0
    for _ in range(epochs):
        order = torch.randperm(len(rois.labels))
        for rows in order[: len(order) // ROIS_AT_ONCE * ROIS_AT_ONCE].split(ROIS_AT_ONCE):
            step += 1
            set_learning_rate(optimizer, recipe.learning_rate * rate_factor(step, total, recipe))
            optimizer.zero_grad(set_to_none=True)
            with keep_heap():
                logits = head.compute_mask_logits(rois.features[rows].float())
                loss = mask_loss(logits, rois.labels[rows], rois.masks[rows].float())
                loss.backward()
            nn.utils.clip_grad_norm_(learning, recipe.clip_norm)
            optimizer.step()
            yield float(loss.detach())


def measure_outlining(predictor: Predictor, images: Sequence[LabeledImage]) -> float:
    """The mean IoU of the masks in true boxes with the outlines there."""
    found = []
    for image in images:
        predictor.set_image(decode_image(image.path).pixels)
        labels = [predictor.model.classes[label - 1] for label in image.labels.tolist()]
        for mask, geometry in zip(predictor.predict_masks(image.boxes, labels), image.geometries, strict=True):
            found.append(compute_geometry_iou(mask, geometry, image.width, image.height))
    return float(np.mean(found))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path, help="where scenes go")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="default: %(default)s")
    parser.add_argument("--out", type=Path, default=OUT, help="default: %(default)s")
    args = parser.parse_args()
    write_demo_folder(args.work / "training", TRAINING_IMAGES, TRAINING_SEED)
    write_demo_folder(args.work / "fresh", FRESH_IMAGES, FRESH_SEED)
    torch.manual_seed(0)
    checkpoint = load_checkpoint(OUT)
    model = add_mask_head(checkpoint)
    scenes = load_training_set(args.work / "training", model.classes)
    rois = pool_rois(model, scenes)
    print(f"{len(rois.labels)} RoIs in {len(scenes.images)} scenes", flush=True)
    for step, loss in enumerate(train_mask_head(model, rois, args.epochs), start=1):
        if step % 50 == 0:
            print(f"step {step}: {loss:.3f}", flush=True)
    save_checkpoint(args.out, model, checkpoint.step, half=True)
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB")
    predictor = Predictor(load_checkpoint(args.out).model)
    fresh = load_training_set(args.work / "fresh", model.classes)
    measured = evaluate_network(predictor, fresh, with_masks=True)
    assert measured is not None
    assert measured.masks is not None
    masks = measured.masks
    print(f"box AP {measured.coco.ap:.3f}, segm AP {masks.coco.ap:.3f}, segm AP50 {masks.coco.ap50:.3f}")
    print(
        f"boundary AP {masks.boundary.ap:.3f}, mean IoU in true boxes {measure_outlining(predictor, fresh.images):.3f}"
    )


if __name__ == "__main__":
    main()
