from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import nn

from detector.config import HeadConfig, get_preset
from detector.errors import CheckpointError
from detector.faster_rcnn import FasterRCNN
from detector.training.checkpoints.checkpoint import Checkpoint
from detector.training.checkpoints.transfer import BACKBONE_MISMATCH, copy_weights, start_from_checkpoint
from detector.weights.undrawn import UninitializedWeights
from tests.detector.small import CLASSES, SMALL, SMALL_PYRAMID, small_model
from tests.sentences import sentence_pattern


@pytest.fixture
def known() -> Checkpoint:
    return Checkpoint(small_model(), 7)


def test_that_classes_are_taken_over_by_name(known: Checkpoint) -> None:
    model = FasterRCNN(SMALL, ("triangle", "disc"))
    fresh = model.roi_heads.box_predictor.cls_score.weight[1].clone()
    sentence = copy_weights(model, known)
    old = known.model
    assert torch.equal(
        model.roi_heads.box_predictor.cls_score.weight[2], old.roi_heads.box_predictor.cls_score.weight[2]
    )
    assert torch.equal(
        model.roi_heads.box_predictor.bbox_pred.weight[8:12], old.roi_heads.box_predictor.bbox_pred.weight[8:12]
    )
    assert torch.equal(
        model.roi_heads.box_predictor.cls_score.weight[0], old.roi_heads.box_predictor.cls_score.weight[0]
    )
    assert torch.equal(model.roi_heads.box_predictor.cls_score.weight[1], fresh)
    assert torch.equal(model.rpn.head.conv[0][0].weight, old.rpn.head.conv[0][0].weight)
    kept, initialized = sentence.split(" Initialized: ")
    assert "class disc" in kept
    assert initialized == "class triangle."


def test_that_a_class_that_moved_keeps_its_rows(known: Checkpoint) -> None:
    model, sentence = start_from_checkpoint(known, SMALL, CLASSES[::-1])
    assert torch.equal(
        model.roi_heads.box_predictor.cls_score.bias[[0, 2, 1]], known.model.roi_heads.box_predictor.cls_score.bias
    )
    assert torch.equal(
        model.roi_heads.box_predictor.cls_score.weight[1], known.model.roi_heads.box_predictor.cls_score.weight[2]
    )
    assert sentence.endswith("Initialized: nothing.")


def test_that_a_head_of_another_width_is_initialized_and_that_is_reported(known: Checkpoint) -> None:
    config = replace(SMALL, head=HeadConfig(roi_operation="roi_align", hidden=24))
    _, sentence = start_from_checkpoint(known, config, CLASSES)
    kept, initialized = sentence.split(" Initialized: ")
    assert kept == "Kept: the backbone, the RPN."
    assert "class disc" in initialized


def test_that_another_backbone_is_refused_with_its_name(known: Checkpoint) -> None:
    config = replace(SMALL, preset="vgg16", backbone=replace(SMALL.backbone, name="vgg16"))
    mismatch = sentence_pattern(BACKBONE_MISMATCH, backbone="mobilenet_v2", preset="vgg16")
    with pytest.raises(CheckpointError, match=mismatch):
        start_from_checkpoint(known, config, CLASSES)


def test_that_a_pyramid_takes_the_backbone_of_a_network_with_one_and_reports_it(known: Checkpoint) -> None:
    pyramid = Checkpoint(small_model(config=SMALL_PYRAMID), 7)
    model, sentence = start_from_checkpoint(pyramid, SMALL_PYRAMID, ("triangle", "disc"))
    assert sentence.startswith("Kept: the backbone, the feature pyramid, the RPN,")
    old, new = pyramid.model.backbone.state_dict(), model.backbone.state_dict()
    assert all(torch.equal(old[name], new[name]) for name in new)


def test_that_the_layout_that_weights_were_trained_for_comes_along() -> None:
    layout = replace(SMALL.backbone, norm_eps=0.0, stride_in_1x1=True)
    known = Checkpoint(small_model(config=replace(SMALL, backbone=layout)), 7)
    model, _ = start_from_checkpoint(known, SMALL, CLASSES)
    assert model.config.backbone == layout


def test_that_the_last_stage_below_a_pyramid_becomes_the_head_of_a_network_without_one_and_back() -> None:
    pyramid_config, single_config = get_preset("resnet50_fpn"), get_preset("resnet50_c4")
    pyramid_config = replace(pyramid_config, head=replace(pyramid_config.head, hidden=4))
    with UninitializedWeights():
        pyramid, single, again = (
            FasterRCNN(one, CLASSES, True) for one in (pyramid_config, single_config, pyramid_config)
        )
    for number, tensor in enumerate(pyramid.state_dict().values()):
        tensor.fill_(number)
    assert "the head's hidden layers" in copy_weights(single, Checkpoint(pyramid, 1)).split(" Initialized: ")[0]
    assert_same_state(single.roi_heads.box_head.layer4, pyramid.backbone.body.layer4)
    assert copy_weights(again, Checkpoint(single, 1)).startswith("Kept: the backbone.")
    assert_same_state(again.backbone.body, pyramid.backbone.body)


def assert_same_state(one: nn.Module, other: nn.Module) -> None:
    expected = other.state_dict()
    assert all(torch.equal(tensor, expected.pop(name)) for name, tensor in one.state_dict().items())
    assert not expected
