"""The composition: losses, detections, batches, and what is refused."""

from __future__ import annotations

import pytest
import torch

from detector.config import DetectorConfig
from detector.image_tensors import to_tensor
from detector.outcomes import AnchorReason
from detector.stages.losses import LOSS_KEYS
from detector.targets import LEAVES_IMAGE, NOT_FINITE, InvalidTargetError, Target
from tests.detector.small import SMALL, SMALL_PYRAMID, small_image, small_model, small_target

CONFIGS = pytest.mark.parametrize("config", [SMALL, SMALL_PYRAMID], ids=["one level", "pyramid"])


def generators(count: int = 1) -> list[torch.Generator]:
    return [torch.Generator().manual_seed(seed) for seed in range(count)]


@CONFIGS
def test_that_training_gives_four_losses_whose_sum_reaches_every_layer(config: DetectorConfig) -> None:
    model = small_model(config=config).train()
    result = model([small_image()], [small_target()], generators())
    assert tuple(result.losses) == LOSS_KEYS
    assert result.total_loss.item() == pytest.approx(sum(loss.item() for loss in result.losses.values()))
    result.total_loss.backward()
    assert [name for name, parameter in model.named_parameters() if parameter.grad is None] == []
    assert result.detections == []


@CONFIGS
def test_that_evaluation_gives_losses_and_detections_at_once(config: DetectorConfig) -> None:
    result = small_model(config=config).eval()([small_image()], [small_target()], generators())
    assert set(result.losses) == set(LOSS_KEYS)
    assert len(result.detections) == 1


@CONFIGS
def test_that_detections_are_in_pixels_of_the_image_whatever_its_size(config: DetectorConfig) -> None:
    model = small_model(config=config).eval()
    with torch.no_grad():
        (found,) = model([small_image(480, 640)]).detections
    assert len(found.boxes)
    assert found.boxes[:, 0::2].max() > 160
    assert (found.boxes >= 0).all()
    assert (found.boxes[:, 2] <= 640.001).all()
    assert (found.boxes[:, 3] <= 480.001).all()
    assert found.scores.tolist() == sorted(found.scores.tolist(), reverse=True)


@CONFIGS
def test_that_an_image_gives_the_same_alone_and_in_a_batch_of_its_size(config: DetectorConfig) -> None:
    model = small_model(config=config).eval()
    images = [small_image(seed=1), small_image(seed=2)]
    with torch.no_grad():
        alone, together = model(images[1:]).detections[0], model(images).detections[1]
    torch.testing.assert_close(alone.boxes, together.boxes, atol=1e-3, rtol=1e-4)
    torch.testing.assert_close(alone.scores, together.scores)


def test_that_images_of_different_sizes_train_together_each_with_its_own_anchors() -> None:
    model = small_model().train()
    images = [small_image(96, 96), small_image(96, 160)]
    targets = [Target(boxes=t["boxes"].clamp(max=90), labels=t["labels"]) for t in (small_target(), small_target())]
    result = model(images, targets, generators(2))
    assert [len(one.anchors) for one in result.stages] == [6 * 6 * 6, 6 * 10 * 6]
    assert torch.isfinite(result.total_loss)


def test_that_each_image_draws_its_samples_from_its_own_generator() -> None:
    """So the samples of an image do not depend on what else is in its batch, nor on which process has it."""
    model = small_model().train()
    images, targets = [small_image(seed=1), small_image(seed=2)], [small_target(), small_target()]
    together, alone = model(images, targets, generators(2)), model(images[1:], targets[1:], generators(2)[1:])
    first, second = together.stages[1].anchor_targets, alone.stages[0].anchor_targets
    assert first is not None
    assert second is not None
    assert torch.equal(first.sampled, second.sampled)


def test_that_rows_of_a_pyramid_go_level_by_level() -> None:
    (stages,) = small_model(config=SMALL_PYRAMID).eval()([small_image()]).stages
    assert stages.level_counts == (12 * 16 * 6, 6 * 8 * 6, 3 * 4 * 6, 2 * 2 * 6)
    assert len(stages.anchors) == len(stages.objectness) == len(stages.deltas) == sum(stages.level_counts)
    assert [tuple(level.shape[1:]) for level in stages.feature_maps] == [(12, 16), (6, 8), (3, 4)]


def test_that_images_without_objects_train() -> None:
    empty = Target(boxes=torch.zeros(0, 4), labels=torch.zeros(0, dtype=torch.int64))
    result = small_model().train()([small_image()], [empty], generators())
    assert torch.isfinite(result.total_loss)
    assert result.losses["loss_rpn_box_reg"] == 0
    assert result.losses["loss_box_reg"] == 0
    targets = result.stages[0].anchor_targets
    assert targets is not None
    assert set(targets.assignment.reason.tolist()) == {AnchorReason.NEGATIVE_LOW_IOU, AnchorReason.IGNORED_OUTSIDE}


@pytest.mark.parametrize(
    ("box", "label", "fault"),
    [
        ([10.0, 10, 10, 40], 1, "has no area"),
        ([40.0, 10, 10, 40], 1, "has no area"),
        ([10.0, 10, float("nan"), 40], 1, NOT_FINITE),
        ([10.0, 10, 500, 40], 1, LEAVES_IMAGE.format(width=128, height=96)),
        ([10.0, 10, 50, 40], 3, "not in 1..2"),
    ],
)
def test_that_bad_boxes_are_refused_with_image_and_box_named(box: list[float], label: int, fault: str) -> None:
    boxes = torch.cat((small_target()["boxes"][:1], torch.tensor([box])))
    target = Target(boxes=boxes, labels=torch.tensor([1, label]), name="cat.jpg")
    with pytest.raises(InvalidTargetError) as error:
        small_model().train()([small_image()], [target])
    assert str(error.value).startswith("cat.jpg: box 2 (")
    assert fault in str(error.value)


def test_that_pixels_become_a_tensor_in_zero_to_one() -> None:
    import numpy as np

    pixels = np.zeros((2, 3, 3), dtype=np.uint8)
    pixels[1, 2] = (255, 0, 51)
    tensor = to_tensor(pixels)
    assert tensor.shape == (3, 2, 3)
    assert tensor[:, 1, 2].tolist() == pytest.approx([1, 0, 0.2])
