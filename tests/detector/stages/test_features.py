"""The backbone, cut where its map gets too small."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torchvision import models
from torchvision.models.detection.backbone_utils import BackboneWithFPN
from torchvision.ops import FrozenBatchNorm2d

from detector.config import BackboneConfig
from detector.stages.features import build_backbone, build_classification_network, layers_until_stride
from detector.stages.frozen_norm import FrozenNorm, NormalizedConv2d
from detector.weights.undrawn import UninitializedWeights

MOBILENET = BackboneConfig(name="mobilenet_v2", frozen_convolutions=2)


def test_that_vgg16_is_cut_before_its_last_pooling() -> None:
    with UninitializedWeights():
        layers = models.vgg16(weights=None).features
    kept, channels = layers_until_stride(layers, 16)
    assert len(kept) == 30
    assert channels == 512
    assert isinstance(kept[-1], nn.ReLU)


def test_that_the_tutorials_800_pixels_become_50_cells() -> None:
    with torch.device("meta"), UninitializedWeights():
        features = build_backbone(BackboneConfig(), pretrained=False)
        blank = torch.zeros(1, 3, 800, 800)
    assert features(blank)[0].shape == (1, 512, 50, 50)


def test_that_mobilenet_is_cut_at_stride_16() -> None:
    kept, channels = layers_until_stride(build_classification_network("mobilenet_v2").children(), 16)
    assert (len(kept), channels) == (14, 96)


def test_that_keys_are_torchvisions() -> None:
    ours = set(build_backbone(MOBILENET, pretrained=True).body.state_dict())
    assert ours < set(models.mobilenet_v2(weights=None).features.state_dict())


def test_that_a_pretrained_backbone_keeps_first_convolutions_and_statistics() -> None:
    features = build_backbone(MOBILENET, pretrained=True).train()
    convolutions = [m for m in features.modules() if isinstance(m, nn.Conv2d)]
    assert [c.weight.requires_grad for c in convolutions[:4]] == [False, False, True, True]
    norm = next(m for m in features.modules() if isinstance(m, FrozenBatchNorm2d))
    before = norm.running_mean.clone()
    features(torch.rand(1, 3, 64, 64))
    assert torch.equal(norm.running_mean, before)


def test_that_an_untrained_backbone_learns_everything() -> None:
    features = build_backbone(MOBILENET, pretrained=False).train()
    assert all(parameter.requires_grad for parameter in features.parameters())
    norm = next(m for m in features.modules() if isinstance(m, nn.BatchNorm2d))
    before = norm.running_mean.clone()
    features(torch.rand(1, 3, 64, 64))
    assert not torch.equal(norm.running_mean, before)


def test_that_a_pyramid_has_a_map_for_each_stride_and_one_more() -> None:
    config = BackboneConfig(name="mobilenet_v2", strides=(8, 16, 32), fpn_channels=16)
    with torch.device("meta"):
        features, blank = build_backbone(config, pretrained=False), torch.zeros(2, 3, 96, 160)
    assert [tuple(level.shape) for level in features(blank)] == [
        (2, 16, 12, 20),
        (2, 16, 6, 10),
        (2, 16, 3, 5),
        (2, 16, 2, 3),
    ]


@pytest.mark.parametrize("first", [True, False])
def test_that_a_bottleneck_makes_its_map_smaller_where_its_weights_expect_it(first: bool) -> None:
    config = BackboneConfig(name="resnet50", strides=(4, 8), fpn_channels=8, stride_in_1x1=first)
    with torch.device("meta"):
        block = build_backbone(config, pretrained=False).body["layer2"][0]
    assert (block.conv1.stride, block.conv2.stride) == (((2, 2), (1, 1)) if first else ((1, 1), (2, 2)))


@pytest.mark.parametrize(
    "config",
    [
        BackboneConfig(strides=(8, 16)),
        BackboneConfig(name="vgg16", strides=(8, 16), fpn_channels=16),
        BackboneConfig(name="resnet50", strides=(3,), fpn_channels=16),
    ],
)
def test_that_levels_that_no_network_has_are_refused(config: BackboneConfig) -> None:
    with pytest.raises(ValueError, match="pyramid"):
        build_backbone(config, pretrained=False)


def test_that_the_last_convolution_of_mobilenet_is_taken_as_torchvisions_pyramid_takes_it() -> None:
    config = BackboneConfig("mobilenet_v2", (8, 16, 32), fpn_channels=16, frozen_convolutions=0, last_convolution=True)
    ours = build_backbone(config, pretrained=True).eval()
    layers, channels = {"6": "0", "13": "1", "18": "2"}, [32, 96, 1280]
    peer = BackboneWithFPN(models.mobilenet_v2(norm_layer=FrozenBatchNorm2d).features, layers, channels, 16).eval()
    peer.load_state_dict(ours.state_dict())
    image = torch.rand(1, 3, 64, 96)
    with torch.no_grad():
        maps, expected = ours(image), list(peer(image).values())
    assert [tuple(one.shape[-2:]) for one in maps] == [(8, 12), (4, 6), (2, 3), (1, 2)]
    for one, other in zip(maps, expected, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


def test_that_a_scaled_weight_is_computed_again_for_the_gradient_and_not_kept() -> None:
    torch.manual_seed(0)
    norm = FrozenNorm(8)
    for statistic in (norm.weight, norm.bias, norm.running_mean):
        statistic.normal_()
    layer = NormalizedConv2d(nn.Conv2d(4, 8, 3, padding=1, bias=False), norm).train()
    images = torch.rand(2, 4, 9, 7, requires_grad=True)
    result = layer(images)
    weight, bias = layer.compute_weight_and_bias()
    expected = nn.functional.conv2d(images, weight, bias, padding=1)
    assert torch.equal(result, expected)
    first, second = result.grad_fn._saved_weight, result.grad_fn._saved_weight
    assert torch.equal(first, weight)
    assert first.data_ptr() != second.data_ptr()
    change = torch.rand_like(result)
    inputs = (images, layer.weight)
    for own, other in zip(
        torch.autograd.grad(result, inputs, change), torch.autograd.grad(expected, inputs, change), strict=True
    ):
        assert torch.equal(own, other)
