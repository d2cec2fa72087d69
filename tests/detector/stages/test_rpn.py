"""The RPN: shapes and initialization as the tutorial prints them, and log-odds instead of two scores."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from detector.config import RpnConfig
from detector.stages.rpn import RegionProposalNetwork, RpnHead


def test_that_there_is_a_score_and_a_box_for_every_anchor() -> None:
    objectness, deltas = RegionProposalNetwork(512, 9, RpnConfig())([torch.zeros(1, 512, 50, 50)])[0]
    assert objectness.reshape(1, -1).shape == (1, 22_500)
    assert deltas.reshape(1, -1, 4).shape == (1, 22_500, 4)


def test_that_layers_start_at_zero_mean_and_001_deviation_with_zero_biases() -> None:
    rpn = RegionProposalNetwork(512, 9, RpnConfig())
    for layer in (rpn.head.conv[0][0], rpn.head.bbox_pred, rpn.head.cls_logits):
        assert abs(layer.weight.std().item() - 0.01) < 0.001
        assert abs(layer.weight.mean().item()) < 0.001
        assert not layer.bias.any()


def test_that_log_odds_rank_and_cost_what_two_scores_do() -> None:
    """sigmoid(log-odds) is the softmax of the tutorial's two scores, and the cross-entropies are equal."""
    torch.manual_seed(0)
    config = RpnConfig(channels=8, init_std=0.5, objectness_channels=2)
    rpn, feature_map = RegionProposalNetwork(8, 2, config), torch.randn(1, 8, 3, 4)
    ((objectness, _),) = rpn([feature_map])
    objectness = objectness.flatten()
    pairs = rpn.head(feature_map)[0].permute(0, 2, 3, 1).reshape(-1, 2)
    torch.testing.assert_close(objectness.sigmoid(), pairs.softmax(dim=1)[:, 1])
    labels = torch.randint(2, (len(objectness),))
    torch.testing.assert_close(
        functional.binary_cross_entropy_with_logits(objectness, labels.float()),
        functional.cross_entropy(pairs, labels),
    )


def test_that_there_is_a_relu_after_the_convolution() -> None:
    rpn = RegionProposalNetwork(4, 1, RpnConfig(channels=4))
    rpn.head.conv[0][0].weight.data.zero_()
    rpn.head.conv[0][0].bias.data.fill_(-1)
    ((objectness, deltas),) = rpn([torch.ones(1, 4, 2, 2)])
    assert not objectness.any()
    assert not deltas.any()


def test_that_every_level_passes_through_the_same_head() -> None:
    torch.manual_seed(0)
    rpn, levels = RegionProposalNetwork(4, 3, RpnConfig(channels=4)), [torch.randn(1, 4, 6, 8), torch.randn(1, 4, 3, 4)]
    for level, (objectness, deltas) in zip(levels, rpn(levels), strict=True):
        ((alone, alone_deltas),) = rpn([level])
        torch.testing.assert_close(objectness, alone)
        torch.testing.assert_close(deltas, alone_deltas)


@pytest.mark.parametrize(("convolutions", "share"), [(1, 1.0), (1, 0.02), (2, 0.1), (1, 0.0)])
def test_that_sparse_gradients_are_those_of_all_cells(convolutions: int, share: float) -> None:
    """torch's own backward pass is the oracle, with gradients in all cells, in some, and in none."""
    torch.manual_seed(0)
    head = RpnHead(6, 2, RpnConfig(channels=8, convolutions=convolutions, init_std=0.3)).double()
    feature_map = torch.randn(2, 6, 71, 73, dtype=torch.float64).contiguous(memory_format=torch.channels_last)
    weights = [torch.randn(2, channels, 71, 73) * (torch.rand(2, 1, 71, 73) < share) for channels in (2, 8)]
    expected = _compute_gradients(head, feature_map, weights)
    found = _compute_gradients(head.float(), feature_map.float(), weights)
    assert found.keys() == expected.keys()
    for name, gradient in found.items():
        torch.testing.assert_close(gradient, expected[name].float(), atol=1e-3, rtol=1e-4, msg=name)


def test_that_frozen_inputs_and_weights_get_no_gradient() -> None:
    head = RpnHead(6, 2, RpnConfig(channels=8))
    head.cls_logits.weight.requires_grad_(False)
    scores, deltas = head(torch.randn(1, 6, 5, 5))
    (scores.sum() + deltas.sum()).backward()
    assert {name for name, one in head.named_parameters() if one.grad is None} == {"cls_logits.weight"}


def _compute_gradients(head: RpnHead, feature_map: Tensor, weights: list[Tensor]) -> dict[str, Tensor]:
    """By the map and each parameter, of a sum of outputs times `weights`."""
    feature_map = feature_map.clone().requires_grad_()
    tensors = {"feature map": feature_map, **dict(head.named_parameters())}
    total = sum((output * weight).sum() for output, weight in zip(head(feature_map), weights, strict=True))
    assert isinstance(total, Tensor)
    return dict(zip(tensors, torch.autograd.grad(total, list(tensors.values())), strict=True))
