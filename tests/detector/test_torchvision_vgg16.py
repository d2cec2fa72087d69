"""The single-level preset against torchvision's FasterRCNN, put together from the same parts and weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn
from torchvision.models import vgg16
from torchvision.models.detection import FasterRCNN as TorchvisionFasterRCNN
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.models.detection.image_list import ImageList
from torchvision.ops import MultiScaleRoIAlign

from detector.config import get_preset
from detector.faster_rcnn import FasterRCNN
from detector.image_stages import ForwardResult
from detector.stages.proposal_targets import INJECTED
from detector.targets import Target
from detector.weights.undrawn import UninitializedWeights
from tests.detector.test_torchvision_pyramid import photograph, spread

CLASSES = tuple("abcdefgh")
HIDDEN = 64
SHORT_SIDE, LONG_SIDE = 240, 400
BOXES, LABELS = torch.tensor([[30.0, 40, 214, 148], [250.0, 50, 353, 240]]), torch.tensor([3, 7])
"""Each with one best anchor: of several that differ by rounding alone, torchvision takes one, and the tutorial all."""

CONFIG = replace(
    get_preset("vgg16"),
    input=replace(
        get_preset("vgg16").input, short_side=SHORT_SIDE, long_side=LONG_SIDE, antialias=False, rounding="down"
    ),
    head=replace(get_preset("vgg16").head, hidden=HIDDEN),
    # Two things that torchvision has no setting for.
    anchor_targets=replace(get_preset("vgg16").anchor_targets, ignore_outside=False),
    losses=replace(get_preset("vgg16").losses, roi_beta=1 / 9),
)


class TutorialAnchors(AnchorGenerator):
    """Nine anchors around the center of each 16 pixel cell, written out."""

    def num_anchors_per_location(self) -> list[int]:
        return [9]

    def forward(self, images: ImageList, feature_maps: Sequence[Tensor]) -> list[Tensor]:
        rows, columns = feature_maps[0].shape[-2:]
        anchors = [
            (
                16 * x + 8 - side / math.sqrt(ratio) / 2,
                16 * y + 8 - side * math.sqrt(ratio) / 2,
                16 * x + 8 + side / math.sqrt(ratio) / 2,
                16 * y + 8 + side * math.sqrt(ratio) / 2,
            )
            for y in range(rows)
            for x in range(columns)
            for ratio in (0.5, 1, 2)
            for side in (128, 256, 512)
        ]
        return [torch.tensor(anchors)] * len(images.image_sizes)


class TutorialPooling(MultiScaleRoIAlign):
    """Adaptive max pooling of whole cells, RoI by RoI."""

    def forward(self, features: dict[str, Tensor], boxes: list[Tensor], shapes: list[tuple[int, int]]) -> Tensor:
        pooled = []
        for feature_map, rois in zip(features["0"], boxes, strict=True):
            height, width = feature_map.shape[-2:]
            for x1, y1, x2, y2 in (rois / 16).long().tolist():
                part = feature_map[:, min(y1, height - 1) : y2 + 1, min(x1, width - 1) : x2 + 1]
                pooled.append(nn.functional.adaptive_max_pool2d(part, 7))
        return torch.stack(pooled)


class FixedSample(nn.Module):
    """Takes the place of torchvision's random sampler."""

    def __init__(self, positive: Tensor, negative: Tensor) -> None:
        super().__init__()
        self.masks = [positive.to(torch.uint8)], [negative.to(torch.uint8)]

    def forward(self, labels: list[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
        return self.masks


@pytest.fixture(scope="module")
def theirs() -> TorchvisionFasterRCNN:
    torch.manual_seed(0)
    backbone = vgg16(weights=None).features[:-1]
    backbone.out_channels = 512
    network = TorchvisionFasterRCNN(
        backbone,
        min_size=SHORT_SIDE,
        max_size=LONG_SIDE,
        rpn_anchor_generator=TutorialAnchors(),
        rpn_pre_nms_top_n_train=12_000,
        rpn_pre_nms_top_n_test=6_000,
        rpn_post_nms_top_n_train=2_000,
        rpn_post_nms_top_n_test=300,
        box_roi_pool=TutorialPooling(["0"], 7, 2),
        box_head=TwoMLPHead(512 * 49, HIDDEN),
        box_predictor=FastRCNNPredictor(HIDDEN, len(CLASSES) + 1),
        box_nms_thresh=0.3,
        size_divisible=16,
    )
    network.rpn.min_size = 16
    for part in (network.rpn.head.bbox_pred, network.roi_heads.box_predictor.bbox_pred):
        spread(part, 0.03)
    spread(network.rpn.head.cls_logits, 0.2)
    spread(network.roi_heads.box_predictor.cls_score, 0.2)
    return network.eval()


@pytest.fixture(scope="module")
def ours(theirs: TorchvisionFasterRCNN) -> FasterRCNN:
    with UninitializedWeights():
        network = FasterRCNN(CONFIG, CLASSES, pretrained=True)
    state = {name.replace("backbone.", "backbone.body."): tensor for name, tensor in theirs.state_dict().items()}
    network.load_state_dict(state, strict=True)
    return network.eval()


@pytest.fixture(scope="module")
def image() -> Tensor:
    return photograph(260, 420)


def test_that_rpn_logits_and_proposals_equal_torchvisions(
    ours: FasterRCNN, theirs: TorchvisionFasterRCNN, image: Tensor
) -> None:
    with torch.inference_mode():
        resized, _ = theirs.transform([image])
        features = {"0": theirs.backbone(resized.tensors)}
        (scores,), (deltas,) = theirs.rpn.head(list(features.values()))
        (proposals,), _ = theirs.rpn(resized, features)
        (stages,) = ours.run_proposal_stages([image], training_limits=False)
    torch.testing.assert_close(stages.objectness, scores[0].permute(1, 2, 0).flatten(), atol=1e-5, rtol=0)
    expected = deltas[0].unflatten(0, (9, 4)).permute(2, 3, 0, 1).reshape(-1, 4)
    torch.testing.assert_close(stages.deltas, expected, atol=1e-5, rtol=0)
    assert len(proposals) > 50
    torch.testing.assert_close(stages.proposals.boxes, proposals, atol=1e-3, rtol=0)


def test_that_detections_equal_torchvisions(ours: FasterRCNN, theirs: TorchvisionFasterRCNN, image: Tensor) -> None:
    with torch.inference_mode():
        expected, found = theirs([image])[0], ours([image]).detections[0]
    assert len(expected["boxes"]) > 20
    assert found.labels.tolist() == expected["labels"].tolist()
    torch.testing.assert_close(found.boxes, expected["boxes"], atol=1e-3, rtol=0)
    torch.testing.assert_close(found.scores, expected["scores"], atol=1e-5, rtol=0)


def test_that_the_four_losses_equal_torchvisions_on_the_same_samples(
    ours: FasterRCNN, theirs: TorchvisionFasterRCNN, image: Tensor
) -> None:
    found = ours.train()([image], [Target(boxes=BOXES, labels=LABELS)], [torch.Generator().manual_seed(1)])
    ours.eval()
    fix_samples(theirs, found)
    expected = theirs.train()([image], [{"boxes": BOXES, "labels": LABELS}])
    theirs.eval()
    assert found.losses.keys() == expected.keys()
    for key, value in expected.items():
        assert value > 0
        torch.testing.assert_close(found.losses[key], value, atol=1e-6, rtol=1e-5)


def fix_samples(theirs: TorchvisionFasterRCNN, found: ForwardResult) -> None:
    stages = found.stages[0]
    assert stages.anchor_targets is not None
    assert stages.proposal_targets is not None
    positive = stages.anchor_targets.sampled_positive
    theirs.rpn.fg_bg_sampler = FixedSample(positive, stages.anchor_targets.sampled & ~positive)

    rois, proposals = stages.proposal_targets, len(stages.proposals.boxes)
    rows = rois.proposal.clone()
    injected = rois.boxes[rows == INJECTED]
    boxes = stages.frame.to_model(BOXES)
    rows[rows == INJECTED] = proposals + (injected[:, None] == boxes[None]).all(-1).long().argmax(dim=1)
    masks = torch.zeros(2, proposals + len(BOXES), dtype=torch.bool)
    masks[(rois.labels == 0).long(), rows] = True
    theirs.roi_heads.fg_bg_sampler = FixedSample(masks[0], masks[1])
