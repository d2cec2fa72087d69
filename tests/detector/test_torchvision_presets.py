"""The presets that have torchvision's COCO weights against torchvision's own networks with the same random weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
import torch
from torch import Tensor, nn
from torchvision.models.detection import FasterRCNN as TorchvisionFasterRCNN
from torchvision.models.detection import (
    fasterrcnn_mobilenet_v3_large_320_fpn,
    fasterrcnn_mobilenet_v3_large_fpn,
    fasterrcnn_resnet50_fpn_v2,
)

from detector.config import DetectorConfig, get_preset
from detector.faster_rcnn import FasterRCNN
from detector.inference import prepare_for_inference
from detector.outcomes import ProposalFate
from detector.stages.detections import Detections
from detector.stages.frozen_norm import FrozenNorm, NormalizedConv2d
from detector.targets import Target
from detector.weights.undrawn import UninitializedWeights
from detector.zoo import with_frozen_norms
from tests.detector.test_torchvision_pyramid import assert_same_boxes, photograph, spread, trainable

CLASSES = tuple(f"class {number}" for number in range(1, 91))
SIZES = (
    *((375, 500), (500, 333), (224, 320), (300, 900), (640, 480)),
    *((97, 331), (800, 200), (256, 256), (411, 613), (64, 80)),
)
"""(height, width) of ten images: wide, high, square, smaller and larger than the network's input"""
CPU = torch.device("cpu")
MAX_DIFFERENCE = 10_000
"""Detections: with fewer, which of two with the same score is the last one would be chance."""
EXACT = "donot_use_mm_for_euclid_dist"


@dataclass(frozen=True)
class Made:
    """How torchvision makes a preset's network, and what is smaller in the comparison, so that it takes seconds."""

    make: Callable[..., TorchvisionFasterRCNN]
    short_side: int
    long_side: int
    proposals: int

    def theirs(self) -> TorchvisionFasterRCNN:
        torch.manual_seed(0)
        return with_output_of_size(
            self.make(
                weights=None,
                weights_backbone=None,
                min_size=self.short_side,
                max_size=self.long_side,
                rpn_post_nms_top_n_test=self.proposals,
                box_detections_per_img=MAX_DIFFERENCE,
            )
        )

    def config(self, name: str) -> DetectorConfig:
        config = with_frozen_norms(get_preset(name))
        return replace(
            config,
            input=replace(config.input, short_side=self.short_side, long_side=self.long_side),
            proposals=replace(config.proposals, post_nms_test=self.proposals),
            detection=replace(config.detection, max_detections=MAX_DIFFERENCE),
        )


MADE = {
    "mobilenet_v3_fpn": Made(fasterrcnn_mobilenet_v3_large_fpn, 224, 352, 100),
    "mobilenet_v3_320_fpn": Made(fasterrcnn_mobilenet_v3_large_320_fpn, 160, 320, 60),
    "resnet50_fpn_v2": Made(fasterrcnn_resnet50_fpn_v2, 96, 160, 16),
}


def with_output_of_size(network: TorchvisionFasterRCNN) -> TorchvisionFasterRCNN:
    """Weights by which there is something to find and to suppress, and norms that do something.

    Each output is scaled to a deviation that a trained network has: without, numbers grow from layer to layer until
    the last digits of a float32 are worth pixels.
    """
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            assert module.running_mean is not None
            assert module.running_var is not None
            nn.init.uniform_(module.weight, 0.7, 1.3)
            nn.init.normal_(module.bias, std=0.1)
            module.running_mean.normal_(std=0.1)
            module.running_var.uniform_(0.7, 1.3)
    predictor = network.roi_heads.box_predictor
    expected = [
        (network.rpn.head.cls_logits, 2.0),
        (network.rpn.head.bbox_pred, 0.2),
        (predictor.cls_score, 3.0),
        (predictor.bbox_pred, 1.0),
    ]
    if network.roi_heads.mask_predictor is not None:
        expected.append((network.roi_heads.mask_predictor.mask_fcn_logits, 2.0))
    network.eval()
    for layer, std in expected:
        spread(layer, 0.01)
        seen: list[Tensor] = []
        hook = layer.register_forward_hook(lambda _layer, _given, out, seen=seen: seen.append(out))
        with torch.inference_mode():
            network([photograph(300, 400)])
        hook.remove()
        with torch.no_grad():
            layer.weight *= std / float(torch.cat([one.flatten() for one in seen]).std())
    return network


@dataclass(frozen=True)
class Pair:
    name: str
    theirs: TorchvisionFasterRCNN
    ours: FasterRCNN


@pytest.fixture(scope="module", params=list(MADE))
def pair(request: pytest.FixtureRequest) -> Pair:
    name = request.param
    theirs = MADE[name].theirs()
    with UninitializedWeights():
        ours = FasterRCNN(MADE[name].config(name), CLASSES, pretrained=True)
    ours.load_state_dict(theirs.state_dict(), strict=True)
    return Pair(name, theirs, ours.eval())


@pytest.mark.slow
def test_that_detections_on_ten_images_equal_torchvisions(pair: Pair) -> None:
    total = 0
    for seed, size in enumerate(SIZES):
        image = photograph(*size, seed=seed)
        with torch.inference_mode():
            expected, found = pair.theirs([image])[0], pair.ours([image]).detections[0]
        assert_same_detections(found, Detections(**expected, roi=torch.empty(0)))
        total += len(found.boxes)
    assert total > 200


def assert_same_detections(found: Detections, expected: Detections, within: float = 1e-3) -> None:
    """One for one, in any order: detections whose scores differ in the last digit may change places."""
    assert len(found.boxes) == len(expected.boxes)
    same = found.labels[:, None] == expected.labels[None]
    same &= torch.cdist(found.boxes, expected.boxes, p=torch.inf, compute_mode=EXACT) < within
    same &= (found.scores[:, None] - expected.scores[None]).abs() < 1e-4
    assert same.any(dim=0).all()
    assert same.any(dim=1).all()
    torch.testing.assert_close(found.scores, expected.scores, atol=1e-4, rtol=0)


def test_that_anchors_and_proposals_equal_torchvisions(pair: Pair) -> None:
    image = photograph(375, 500, 1)
    with torch.inference_mode():
        resized, _ = pair.theirs.transform([image])
        features = pair.theirs.backbone(resized.tensors)
        [their_anchors] = pair.theirs.rpn.anchor_generator(resized, list(features.values()))
        [their_proposals], _ = pair.theirs.rpn(resized, features)
        [stages] = pair.ours.run_proposal_stages([image], training_limits=False)
    torch.testing.assert_close(stages.anchors, their_anchors, atol=0, rtol=0)
    assert_same_boxes(stages.proposals.boxes, their_proposals)


def test_that_the_smallest_objectness_is_torchvisions_and_has_a_fate(pair: Pair) -> None:
    assert pair.ours.config.proposals.min_score == pair.theirs.rpn.score_thresh
    with torch.inference_mode():
        [stages] = pair.ours.run_proposal_stages([photograph(300, 900, 3)], training_limits=False)
    low = stages.proposals.fate == ProposalFate.LOW_SCORE
    assert bool(low.any()) == (pair.name == "mobilenet_v3_fpn")
    assert (stages.objectness[low].sigmoid() < 0.05).all()


def test_that_the_copy_that_detects_finds_the_same(pair: Pair) -> None:
    copy, image = (
        prepare_for_inference(pair.ours, CPU, torch.float32, fewer_multiplications=False),
        photograph(375, 500, 3),
    )
    assert not any(isinstance(one, NormalizedConv2d | FrozenNorm | nn.BatchNorm2d) for one in copy.modules())
    with torch.inference_mode():
        expected, found = pair.ours([image]).detections[0], copy([image]).detections[0]
    assert len(expected.boxes)
    assert_same_detections(found, expected, within=1e-2)


@pytest.mark.parametrize("name", list(MADE))
def test_that_trained_layers_and_limits_are_torchvisions(name: str) -> None:
    with torch.device("meta"):
        # Torchvision freezes layers only where it loads weights, so it is handed their names alone.
        ours = FasterRCNN(get_preset(name), CLASSES, pretrained=True)
        theirs = frozen_backbone(name)
    assert trainable(ours.backbone.body) == trainable(theirs.body)
    config, full = ours.config, MADE[name].make(weights=None, weights_backbone=None)
    rpn, heads, transform = full.rpn, full.roi_heads, full.transform
    assert (config.input.short_side, config.input.long_side) == (transform.min_size[0], transform.max_size)
    for training in (False, True):
        rpn.training = training
        assert config.proposals.pre_nms_limit(training) == rpn.pre_nms_top_n()
        assert config.proposals.post_nms_limit(training) == rpn.post_nms_top_n()
    assert config.proposals.nms_iou == rpn.nms_thresh
    assert config.proposals.min_size == rpn.min_size
    detection = config.detection
    assert (detection.score, detection.nms_iou, detection.max_detections) == (
        heads.score_thresh,
        heads.nms_thresh,
        heads.detections_per_img,
    )


def frozen_backbone(name: str) -> nn.Module:
    """Torchvision's, with the layers frozen that it freezes for pretrained weights."""
    from torchvision.models.detection.backbone_utils import mobilenet_backbone, resnet_fpn_backbone

    if name == "resnet50_fpn_v2":
        return resnet_fpn_backbone(backbone_name="resnet50", weights=None, trainable_layers=3)
    return mobilenet_backbone(backbone_name="mobilenet_v3_large", weights=None, fpn=True, trainable_layers=3)


@pytest.mark.parametrize(
    "layout", [get_preset, lambda name: with_frozen_norms(get_preset(name))], ids=["from ImageNet", "COCO"]
)
def test_that_the_norms_of_pyramid_and_head_learn_unless_the_detector_is_trained(
    layout: Callable[[str], DetectorConfig],
) -> None:
    """With norms that keep their statistics a step in training mode computes what evaluation mode does."""
    torch.manual_seed(0)
    config = layout("resnet50_fpn_v2")
    config = replace(
        config,
        input=replace(config.input, short_side=96, long_side=128),
        proposals=replace(config.proposals, post_nms_train=20),
        proposal_targets=replace(config.proposal_targets, samples=16),
    )
    network = FasterRCNN(config, ("a", "b"), pretrained=True)
    target = Target(boxes=torch.tensor([[10.0, 10, 60, 60]]), labels=torch.tensor([1]))
    losses = []
    for training in (False, True):
        torch.manual_seed(1)
        with torch.no_grad():
            result = network.train(training)([photograph(96, 128)], [target], training_limits=True)
        losses.append(result.total_loss)
    learned = config.head.norm == "learned"
    assert bool(torch.isclose(*losses, rtol=1e-3)) != learned
    result = network.train()([photograph(96, 128)], [target])
    result.total_loss.backward()
    body_norms = [one for one in network.backbone.body.modules() if isinstance(one, nn.BatchNorm2d)]
    assert not body_norms
    norms = [one for one in network.modules() if isinstance(one, nn.BatchNorm2d)]
    assert bool(norms) == learned
    assert all(norm.weight.grad is not None for norm in norms)
