"""A run that learns masks: from sets that are partly boxes, with kept features, and resumed exactly."""

from __future__ import annotations

from dataclasses import astuple, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from detector.config import MaskConfig, TrainingConfig
from detector.data.geometry import Box
from detector.data.labeled_set import TrainingSet, load_training_set
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox
from detector.data.outlines.rings import Rings
from detector.evaluation.evaluate import evaluate_network
from detector.faster_rcnn import FasterRCNN
from detector.predictor import Predictor
from detector.stages.losses import MASK_LOSS_KEY
from detector.training import feature_store
from detector.training.batches import load_image
from detector.training.checkpoints.checkpoint import load_resume_state
from detector.training.feature_store import FeatureStore
from detector.training.runs.events import EpochCompleted, StepCompleted
from detector.training.runs.past_runs import read_best_results
from detector.training.runs.run_state import compute_fingerprint
from detector.training.start_run import FEW_OUTLINES, NO_OUTLINES, StartNote, describe_outlines
from detector.training.trainer import Trainer
from detector.training.validation import Validator
from tests.detector.drawn import drawn_folder
from tests.detector.outlined import CLASSES, outlined_folder
from tests.detector.runs import RECIPE, new_trainer, of_kind
from tests.detector.small import SMALL_PYRAMID

MASKS = replace(SMALL_PYRAMID, mask=MaskConfig(channels=8, convolutions=2))
PLAIN = TrainingConfig(flip=False)
STEPS = 4


@pytest.fixture
def images(tmp_path: Path) -> TrainingSet:
    return load_training_set(outlined_folder(tmp_path / "outlined", 4, boxes_only=1))


def mask_trainer(images: TrainingSet, out: Path, max_steps: int = STEPS) -> Trainer:
    """A new run, or the one in `out` resumed."""
    last = out / "last.safetensors"
    if last.exists():
        checkpoint, resume_state = load_resume_state(last)
        return new_trainer(images, out, RECIPE, model=checkpoint.model, max_steps=max_steps, resume_state=resume_state)
    torch.manual_seed(0)
    model = FasterRCNN(MASKS, CLASSES, pretrained=True)
    return new_trainer(images, out, RECIPE, model=model, max_steps=max_steps)


def list_mask_losses(trainer: Trainer) -> list[float]:
    return [event.losses[MASK_LOSS_KEY] for event in of_kind(StepCompleted, list(trainer.run()))]


def test_that_outlines_are_read_with_the_boxes_and_boxes_alone_cost_nothing(images: TrainingSet) -> None:
    kinds = [[type(geometry) for geometry in image.geometries] for image in images.images]
    assert kinds == [[OutlinedBox, OutlinedBox]] * 3 + [[]]
    assert [image.outlined_count for image in images.images] == [2, 2, 2, 0]
    assert images.images[3].outlines is None
    outlines = images.images[0].outlines
    assert outlines is not None
    assert [type(outlines.find_outline(row)) for row in range(2)] == [Rings, Bitmap]


def test_that_outlines_follow_an_image_that_is_decoded_smaller(images: TrainingSet) -> None:
    image = images.images[0]
    pixels, target = load_image(image, 128 * 96 // 4, PLAIN, np.random.default_rng(0))
    assert pixels.shape == (3, 48, 64)
    places = target["outlines"].find_boxes(target["boxes"].double().numpy())
    np.testing.assert_allclose(places, image.boxes)


def test_that_a_set_that_is_partly_boxes_trains_masks_and_is_resumed_to_the_bit(
    images: TrainingSet, tmp_path: Path
) -> None:
    whole = list_mask_losses(mask_trainer(images, tmp_path / "whole"))
    assert len(whole) == STEPS
    assert min(whole) > 0
    first = mask_trainer(images, tmp_path / "parts")
    for event in first.run():
        if isinstance(event, StepCompleted) and event.step == 2:
            first.cancel()
    assert list_mask_losses(mask_trainer(images, tmp_path / "parts")) == whole[2:]
    ends = [(tmp_path / name / "last.safetensors").read_bytes() for name in ("whole", "parts")]
    assert ends[0] == ends[1]


def test_that_masks_are_learned_the_same_with_kept_features(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feature_store, "MIN_STEP_SHARE", 0.0)
    losses = []
    for name, room in (("kept", 1 << 30), ("computed", 0)):
        trainer = mask_trainer(images, tmp_path / name, 6)
        trainer._store = trainer._stepper._store = FeatureStore(room) if room else None
        losses.append(list_mask_losses(trainer))
        assert (trainer._store is not None and len(trainer._store) > 2) == bool(room)
    assert losses[0] == losses[1]


def test_that_a_set_of_boxes_trains_a_mask_network_and_that_is_reported(tmp_path: Path) -> None:
    boxes = load_training_set(drawn_folder(tmp_path / "drawn", 2))
    assert list_mask_losses(mask_trainer(boxes, tmp_path / "out", 1)) == [0.0]
    assert describe_outlines(boxes) == StartNote("no_outlines", NO_OUTLINES)


def test_that_it_is_reported_how_many_objects_have_outlines(images: TrainingSet, tmp_path: Path) -> None:
    assert describe_outlines(images) == StartNote("few_outlines", FEW_OUTLINES.format(outlined=6, objects=8))
    every = load_training_set(outlined_folder(tmp_path / "every", 2, boxes_only=0))
    assert describe_outlines(every) is None


def test_that_only_a_network_with_masks_is_bound_to_the_outlines_that_it_began_with(images: TrainingSet) -> None:
    moved = replace(images.images[0], geometries=(Rings.from_box(Box(0, 0, 9, 9)), Box(70, 40, 90, 60)))
    changed = replace(images, images=(moved, *images.images[1:]))
    assert compute_fingerprint(images) == compute_fingerprint(changed)
    assert compute_fingerprint(images, with_outlines=True) != compute_fingerprint(changed, with_outlines=True)


def test_that_masks_are_measured_on_the_validation_set_as_evaluate_does(images: TrainingSet, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = FasterRCNN(MASKS, CLASSES, pretrained=True)
    nn.init.constant_(model.roi_heads.mask_predictor.mask_fcn_logits.bias, 2.0)  # type: ignore[union-attr, arg-type]
    validation = Validator(model, images, torch.device("cpu"), torch.float32, seed=0).measure_network()
    assert validation is not None
    measured = evaluate_network(Predictor(model, "cpu", "float32"), images, with_masks=True)
    assert measured is not None
    assert validation.evaluation.masks is not None
    assert measured.masks is not None
    expected = astuple(measured.masks.coco)[:12]
    assert astuple(validation.evaluation.masks.coco)[:12] == pytest.approx(expected, abs=1e-6)
    assert validation.losses[MASK_LOSS_KEY] > 0


def test_that_an_epoch_reports_the_precision_of_masks(images: TrainingSet, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = FasterRCNN(MASKS, CLASSES, pretrained=True)
    trainer = new_trainer(images, tmp_path / "out", RECIPE, model=model, max_steps=2, validation=images)
    [epoch] = of_kind(EpochCompleted, list(trainer.run()))
    assert epoch.mask_average_precision is not None
    assert 0 <= epoch.mask_average_precision <= 1
    kept = read_best_results(tmp_path / "out")
    assert len(kept.masks) == len(kept.results) == len(images.images)
    assert [len(one.ignored) for one in kept.masks] == [len(one.boxes) for one in images.images]
