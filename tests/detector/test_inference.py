"""The copy that detects gives what the network gives."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from detector.config import DetectorConfig
from detector.convolutions.plan import ConvolutionPlan, LayerKind
from detector.convolutions.planned import PlannedConv2d
from detector.faster_rcnn import FasterRCNN
from detector.inference import prepare_for_inference
from detector.stages.frozen_norm import FrozenNorm, NormalizedConv2d
from tests.detector.small import CLASSES, SMALL, SMALL_PYRAMID, small_image

CPU = torch.device("cpu")


def network(config: DetectorConfig, trained: bool) -> FasterRCNN:
    """With norms that do something."""
    torch.manual_seed(0)
    model = FasterRCNN(config, CLASSES, pretrained=trained)
    for module in model.modules():
        if isinstance(module, FrozenNorm | nn.BatchNorm2d):
            for tensor, low, high in (
                (module.weight, 0.5, 1.5),
                (module.bias, -0.2, 0.2),
                (module.running_mean, -0.2, 0.2),
                (module.running_var, 0.5, 2.0),
            ):
                assert tensor is not None
                tensor.data.uniform_(low, high)
    return model.eval()


@pytest.mark.parametrize("trained", [True, False], ids=["kept norms", "learned norms"])
@pytest.mark.parametrize("config", [SMALL, SMALL_PYRAMID], ids=["one level", "pyramid"])
def test_that_folded_norms_change_nothing(config: DetectorConfig, trained: bool) -> None:
    model = network(config, trained)
    copy = prepare_for_inference(model, CPU, torch.float32)
    with torch.inference_mode():
        (expected,), (found,) = (one.run_proposal_stages([small_image()], False) for one in (model, copy))
    torch.testing.assert_close(found.objectness, expected.objectness, atol=1e-5, rtol=1e-4)
    for ours, theirs in zip(found.feature_maps, expected.feature_maps, strict=True):
        torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=1e-3)
    assert not any(isinstance(module, NormalizedConv2d | nn.BatchNorm2d) for module in copy.modules())


@pytest.mark.parametrize("config", [SMALL, SMALL_PYRAMID], ids=["one level", "pyramid"])
def test_that_fewer_multiplications_leave_proposals_and_boxes_where_they_are(
    config: DetectorConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = network(config, trained=True)
    monkeypatch.setattr(ConvolutionPlan, "choose_method", lambda _self, _kind: "winograd")
    plain, fast = (prepare_for_inference(model, CPU, torch.float32, fewer) for fewer in (False, True))
    assert not any(isinstance(module, PlannedConv2d) for module in plain.modules())
    assert any(isinstance(module, PlannedConv2d) for module in fast.modules())
    with torch.inference_mode():
        (expected,), (found,) = (one([small_image()]).stages for one in (plain, fast))
        (boxes,), (theirs,) = (one([small_image()]).detections for one in (fast, plain))
    torch.testing.assert_close(found.proposals.anchor, expected.proposals.anchor)
    torch.testing.assert_close(found.proposals.boxes, expected.proposals.boxes, atol=1e-3, rtol=0)
    torch.testing.assert_close(boxes.boxes, theirs.boxes, atol=1e-3, rtol=0)
    torch.testing.assert_close(boxes.labels, theirs.labels)


def test_that_one_image_gives_the_same_numbers_every_time() -> None:
    copy = prepare_for_inference(network(SMALL_PYRAMID, trained=True), CPU, torch.float32)
    with torch.inference_mode():
        first, second = (copy([small_image()]).detections[0] for _ in range(2))
    assert torch.equal(first.boxes, second.boxes)
    assert torch.equal(first.scores, second.scores)


def test_that_half_precision_is_not_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: ConvolutionPlan, kind: LayerKind) -> None:
        raise AssertionError(kind)

    monkeypatch.setattr(ConvolutionPlan, "choose_method", refuse)
    copy = prepare_for_inference(network(SMALL, trained=True), CPU, torch.bfloat16)
    with torch.inference_mode():
        copy([small_image()])


def test_that_the_network_itself_is_left_alone() -> None:
    model = network(SMALL, trained=True).train()
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    prepare_for_inference(model, CPU, torch.bfloat16)
    assert model.training
    assert any(parameter.requires_grad for parameter in model.parameters())
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())


def test_that_in_half_precision_the_last_layers_keep_all_their_digits() -> None:
    copy = prepare_for_inference(network(SMALL_PYRAMID, trained=True), CPU, torch.bfloat16)
    kinds = {name: parameter.dtype for name, parameter in copy.named_parameters()}
    whole = {name for name, kind in kinds.items() if kind == torch.float32}
    assert {name.rsplit(".", 1)[0] for name in whole} == {
        "rpn.head.cls_logits",
        "rpn.head.bbox_pred",
        "roi_heads.box_predictor.cls_score",
        "roi_heads.box_predictor.bbox_pred",
    }
    with torch.inference_mode():
        (found,) = copy([small_image()]).detections
    assert found.boxes.dtype == found.scores.dtype == torch.float32


def test_that_training_with_merged_norms_gives_the_gradients_of_separate_ones() -> None:
    model = network(SMALL, trained=True)
    image = torch.rand(2, 3, 64, 96, generator=torch.Generator().manual_seed(1))
    gradients = []
    for training in (True, False):
        model.train(training).zero_grad()
        model.backbone(image)[0].square().mean().backward()
        gradients.append({n: p.grad.clone() for n, p in model.backbone.named_parameters() if p.grad is not None})
    merged, separate = gradients
    assert merged.keys() == separate.keys() != set()
    for name, gradient in merged.items():
        torch.testing.assert_close(gradient, separate[name], atol=1e-6, rtol=1e-3, msg=name)
