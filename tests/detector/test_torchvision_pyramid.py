"""The pyramid presets against torchvision's own network with the same random weights."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn
from torchvision.models.detection import FasterRCNN as TorchvisionFasterRCNN
from torchvision.models.detection import fasterrcnn_resnet50_fpn

from detector.config import DetectorConfig, get_preset
from detector.faster_rcnn import FasterRCNN
from detector.targets import Target
from detector.weights.undrawn import UninitializedWeights

CLASSES = tuple(f"class {number}" for number in range(1, 91))
SHORT_SIDE, LONG_SIDE = 224, 320
PROPOSALS = 200
"""A quarter of the preset's, so that the comparison takes a second."""


def make_smaller(config: DetectorConfig) -> DetectorConfig:
    return replace(
        config,
        input=replace(config.input, short_side=SHORT_SIDE, long_side=LONG_SIDE),
        proposals=replace(config.proposals, post_nms_train=PROPOSALS, post_nms_test=PROPOSALS),
    )


@pytest.fixture(scope="module")
def theirs() -> TorchvisionFasterRCNN:
    torch.manual_seed(0)
    network = fasterrcnn_resnet50_fpn(
        weights=None,
        weights_backbone=None,
        min_size=SHORT_SIDE,
        max_size=LONG_SIDE,
        rpn_score_thresh=0.0,
        rpn_post_nms_top_n_train=PROPOSALS,
        rpn_post_nms_top_n_test=PROPOSALS,
    )
    # Fresh weights give all classes the same score; these spread them so that there is something to find and suppress.
    for part in (network.rpn.head.bbox_pred, network.rpn.head.cls_logits, network.roi_heads.box_predictor):
        spread(part, 0.03)
    spread(network.roi_heads.box_predictor.cls_score, 0.4)
    return network.eval()


def spread(part: nn.Module, std: float) -> None:
    for name, parameter in part.named_parameters():
        if name.endswith("weight"):
            nn.init.normal_(parameter, std=std)


@pytest.fixture(scope="module")
def ours(theirs: TorchvisionFasterRCNN) -> FasterRCNN:
    with UninitializedWeights():
        network = FasterRCNN(make_smaller(get_preset("resnet50_fpn")), CLASSES, pretrained=True)
    network.load_state_dict(theirs.state_dict(), strict=True)
    return network.eval()


def photograph(height: int, width: int, seed: int = 0) -> Tensor:
    """Noise at several sizes, which has edges as photographs have."""
    random = torch.Generator().manual_seed(seed)
    layers = [torch.rand(1, 3, height // n, width // n, generator=random) for n in (1, 4, 16, 64)]
    return torch.stack([nn.functional.interpolate(one, size=(height, width))[0] for one in layers]).mean(dim=0)


@pytest.mark.parametrize("size", [(375, 500), (500, 333), (224, 320), (300, 900)])
def test_that_detections_equal_torchvisions(
    ours: FasterRCNN, theirs: TorchvisionFasterRCNN, size: tuple[int, int]
) -> None:
    image = photograph(*size)
    with torch.inference_mode():
        expected, found = theirs([image])[0], ours([image]).detections[0]
    assert len(expected["boxes"]) > 20
    assert found.labels.tolist() == expected["labels"].tolist()
    torch.testing.assert_close(found.boxes, expected["boxes"], atol=1e-3, rtol=0)
    torch.testing.assert_close(found.scores, expected["scores"], atol=1e-5, rtol=0)


def test_that_proposals_and_anchors_equal_torchvisions(ours: FasterRCNN, theirs: TorchvisionFasterRCNN) -> None:
    images = [photograph(375, 500, seed) for seed in (1, 2)]
    with torch.inference_mode():
        resized, _ = theirs.transform(images)
        features = theirs.backbone(resized.tensors)
        anchors = theirs.rpn.anchor_generator(resized, list(features.values()))
        proposals, _ = theirs.rpn(resized, features)
        stages = ours.run_proposal_stages(images, training_limits=False)
    for one, their_anchors, their_proposals in zip(stages, anchors, proposals, strict=True):
        torch.testing.assert_close(one.anchors, their_anchors, atol=0, rtol=0)
        assert_same_boxes(one.proposals.boxes, their_proposals)


def assert_same_boxes(found: Tensor, expected: Tensor) -> None:
    """In any order: torchvision ranks by probability, in which log-odds that differ in the last digit are equal."""
    assert found.shape == expected.shape
    distances = torch.cdist(found.double(), expected.double(), p=torch.inf)
    assert distances.amin(dim=0).max() < 1e-3
    assert distances.amin(dim=1).max() < 1e-3


def test_that_losses_equal_torchvisions_where_everything_is_sampled(
    ours: FasterRCNN, theirs: TorchvisionFasterRCNN
) -> None:
    """With samples for all there is nothing to draw, so both see the same minibatch."""
    image = photograph(375, 500, 3)
    boxes, labels = torch.tensor([[40.0, 30, 200, 300], [220.0, 60, 470, 340]]), torch.tensor([3, 17])
    every = 1_000_000
    theirs.rpn.fg_bg_sampler.batch_size_per_image = every
    theirs.roi_heads.fg_bg_sampler.batch_size_per_image = every
    config = ours.config
    ours.config = replace(
        config,
        anchor_targets=replace(config.anchor_targets, samples=every),
        proposal_targets=replace(config.proposal_targets, samples=every),
    )
    try:
        theirs.train().backbone.eval()  # norms keep their statistics
        expected = theirs([image], [{"boxes": boxes, "labels": labels}])
        found = ours.train()([image], [Target(boxes=boxes, labels=labels)]).losses
    finally:
        theirs.eval()
        ours.eval().config = config
    assert set(found) == set(expected)
    for key, value in expected.items():
        torch.testing.assert_close(found[key], value, atol=1e-5, rtol=1e-3)


def test_that_every_pyramid_preset_has_torchvisions_architecture() -> None:
    for name in ("resnet50", "resnet101", "resnext50_32x4d"):
        from torchvision.models.detection.backbone_utils import resnet_fpn_backbone

        with torch.device("meta"), UninitializedWeights():
            backbone = resnet_fpn_backbone(backbone_name=name, weights=None, trainable_layers=3)
            network = FasterRCNN(get_preset(f"{name}_fpn"), CLASSES, pretrained=True)
        own = network.backbone
        assert {k: v.shape for k, v in own.state_dict().items()} == {
            k: v.shape for k, v in backbone.state_dict().items()
        }
        assert trainable(own) == trainable(backbone)


def trainable(module: nn.Module) -> set[str]:
    return {name for name, parameter in module.named_parameters() if parameter.requires_grad}
