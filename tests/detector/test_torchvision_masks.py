"""The Mask R-CNN presets against torchvision's own networks with the same random weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch
from torch import Tensor
from torchvision.models.detection import MaskRCNN, maskrcnn_resnet50_fpn, maskrcnn_resnet50_fpn_v2
from torchvision.models.detection.roi_heads import expand_boxes, expand_masks, maskrcnn_loss, project_masks_on_boxes

from detector.config import get_preset
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.set_operations import compute_bitmap_iou
from detector.faster_rcnn import FasterRCNN
from detector.image_stages import ImageStages
from detector.inference import prepare_for_inference
from detector.stages.detections import Detections
from detector.stages.losses import mask_loss
from detector.stages.mask_paste import paste_masks
from detector.weights.undrawn import UninitializedWeights
from detector.zoo import with_frozen_norms
from tests.detector.test_torchvision_presets import CPU, assert_same_detections, with_output_of_size
from tests.detector.test_torchvision_pyramid import photograph

CLASSES = ("square", "disc", "ring")
NETWORKS: Mapping[str, Callable[..., MaskRCNN]] = {
    "mask_rcnn_resnet50_fpn": maskrcnn_resnet50_fpn,
    "mask_rcnn_resnet50_fpn_v2": maskrcnn_resnet50_fpn_v2,
}
SIDES, PROPOSALS = (96, 160), 16
"""Smaller than the presets', so that the comparison takes seconds"""
IMAGE = photograph(100, 140, 2)
BOXES = torch.tensor([[5.0, 4, 60, 70], [40.0, 30, 130, 90], [70.0, 8, 81, 19], [100.0, 60, 101, 61]])
LABELS = torch.tensor([1, 2, 3, 2])


@dataclass(frozen=True)
class Pair:
    name: str
    theirs: MaskRCNN
    ours: FasterRCNN
    stages: ImageStages
    their_maps: Mapping[str, Tensor]
    their_shape: tuple[int, int]


@pytest.fixture(scope="module", params=list(NETWORKS))
def pair(request: pytest.FixtureRequest) -> Pair:
    name = request.param
    torch.manual_seed(0)
    theirs = NETWORKS[name](
        weights=None,
        weights_backbone=None,
        num_classes=len(CLASSES) + 1,
        min_size=SIDES[0],
        max_size=SIDES[1],
        rpn_post_nms_top_n_test=PROPOSALS,
        box_detections_per_img=20,
    )
    with_output_of_size(theirs)
    config = with_frozen_norms(get_preset(name))
    config = replace(
        config,
        input=replace(config.input, short_side=SIDES[0], long_side=SIDES[1]),
        proposals=replace(config.proposals, post_nms_test=PROPOSALS),
        detection=replace(config.detection, max_detections=20),
    )
    with UninitializedWeights():
        ours = FasterRCNN(config, CLASSES, pretrained=True)
    ours.load_state_dict(theirs.state_dict(), strict=True)
    ours.eval()
    with torch.inference_mode():
        [stages] = ours.run_proposal_stages([IMAGE], training_limits=False)
        resized, _ = theirs.transform([IMAGE])
        maps = theirs.backbone(resized.tensors)
    return Pair(name, theirs, ours, stages, maps, resized.image_sizes[0])


def compute_their_logits(pair: Pair, boxes: Tensor) -> Tensor:
    heads = pair.theirs.roi_heads
    pooled = heads.mask_roi_pool(pair.their_maps, [boxes], [pair.their_shape])
    logits: Tensor = heads.mask_predictor(heads.mask_head(pooled))
    return logits


def test_that_boxes_scores_and_masks_are_torchvisions(pair: Pair) -> None:
    with torch.inference_mode():
        theirs, ours = pair.theirs([IMAGE])[0], pair.ours([IMAGE]).detections[0]
        in_input = pair.stages.frame.to_model(theirs["boxes"])
        logits = compute_their_logits(pair, in_input)
        found = pair.ours.run_mask_head(pair.stages, in_input)
    assert len(theirs["boxes"]) > 5
    assert ours.masks is not None
    assert ours.masks.shape == (len(ours.boxes), 28, 28)
    expected = Detections(theirs["boxes"], theirs["labels"], theirs["scores"], torch.empty(0))
    assert_same_detections(ours, expected)
    torch.testing.assert_close(found, logits, atol=1e-4, rtol=0)
    assert logits.std() > 0.1


def test_that_pasted_masks_are_torchvisions_with_its_boxes(pair: Pair) -> None:
    height, width = IMAGE.shape[1:]
    with torch.inference_mode():
        theirs = pair.theirs([IMAGE])[0]
        masks = pair.ours.predict_masks(pair.stages, pair.stages.frame.to_model(theirs["boxes"]), theirs["labels"])
    wider, scale = expand_masks(masks[:, None], padding=1)
    boxes = expand_boxes(theirs["boxes"], scale).to(torch.int64) + torch.tensor([0, 0, 1, 1])
    for bitmap, mask in zip(paste_masks(wider[:, 0], boxes, width, height), theirs["masks"], strict=True):
        expected = Bitmap.from_mask((mask[0] >= 0.5).numpy())
        assert compute_bitmap_iou(bitmap, expected) >= 0.999 or bitmap == expected


def test_that_the_mask_loss_on_the_same_rois_is_torchvisions(pair: Pair) -> None:
    rois = pair.stages.frame.to_model(BOXES)
    masks = torch.from_numpy(np.random.default_rng(0).random((len(BOXES), *pair.their_shape)) < 0.6).to(torch.uint8)
    matched = torch.tensor([0, 1, 2, 1])
    with torch.inference_mode():
        logits = compute_their_logits(pair, rois)
        expected = maskrcnn_loss(logits, [rois], [masks], [LABELS], [matched])
        targets = project_masks_on_boxes(masks, rois, matched, 28)
        found = mask_loss(pair.ours.run_mask_head(pair.stages, rois), LABELS[matched], targets)
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=0)


def test_that_the_copy_that_detects_predicts_the_same_masks(pair: Pair) -> None:
    copy = prepare_for_inference(pair.ours, CPU, torch.float32)
    rois = pair.stages.frame.to_model(BOXES)
    with torch.inference_mode():
        expected = pair.ours.predict_masks(pair.stages, rois, LABELS)
        found = copy.predict_masks(pair.stages, rois, LABELS)
    torch.testing.assert_close(found, expected, atol=1e-3, rtol=0)
