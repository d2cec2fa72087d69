"""Anchors: the tutorial's printed numbers, and the order in which the network lays its output out."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from detector.config import AnchorConfig, RpnConfig, get_preset
from detector.frame import ModelFrame
from detector.stages.anchors import base_anchors, generate_anchors, shift_base_anchors
from detector.stages.boxes import is_inside
from detector.stages.rpn import RegionProposalNetwork
from tests.detector.tutorial_reference import IMAGE_SIZE, anchors_yx

PRINTED_YX = [
    [-37.254833, -82.50967, 53.254833, 98.50967],
    [-82.50967, -173.01933, 98.50967, 189.01933],
    [-173.01933, -354.03867, 189.01933, 370.03867],
    [-56.0, -56.0, 72.0, 72.0],
    [-120.0, -120.0, 136.0, 136.0],
    [-248.0, -248.0, 264.0, 264.0],
    [-82.50967, -37.254833, 98.50967, 53.254833],
    [-173.01933, -82.50967, 189.01933, 98.50967],
    [-354.03867, -173.01933, 370.03867, 189.01933],
]


def tutorial_grid() -> torch.Tensor:
    return shift_base_anchors(base_anchors(AnchorConfig(), 16), 50, 50, 16)


def test_that_the_first_cells_anchors_are_the_printed_ones() -> None:
    base_yx = base_anchors(AnchorConfig(), 16)[:, [1, 0, 3, 2]]
    np.testing.assert_allclose(base_yx, PRINTED_YX, atol=5e-6, rtol=1e-6)


def test_that_there_are_22500_anchors_and_8940_inside() -> None:
    grid = tutorial_grid()
    assert grid.shape == (22_500, 4)
    assert int(is_inside(grid, IMAGE_SIZE, IMAGE_SIZE).sum()) == 8_940


def test_that_the_order_is_row_by_row_and_maps_onto_the_tutorials_columns() -> None:
    ours = tutorial_grid().reshape(50, 50, 9, 4)
    theirs = torch.from_numpy(anchors_yx()).reshape(50, 50, 9, 4)[..., [1, 0, 3, 2]]
    torch.testing.assert_close(ours, theirs.transpose(0, 1), atol=1e-4, rtol=0)
    assert not torch.allclose(ours, theirs)


def test_that_a_row_of_the_rpn_output_belongs_to_the_anchor_in_that_row() -> None:
    """A feature map with one bright cell must light up the anchors of that very cell."""
    height, width, y, x = 5, 8, 3, 6
    feature_map = torch.zeros(1, 4, height, width)
    feature_map[0, :, y, x] = 1
    rpn = RegionProposalNetwork(4, 9, RpnConfig(channels=4))
    convolution = rpn.head.conv[0][0]
    nn.init.zeros_(convolution.weight)
    convolution.weight.data[:, :, 1, 1] = 1
    nn.init.ones_(rpn.head.bbox_pred.weight)
    ((_, deltas),) = rpn([feature_map])
    lit = deltas.reshape(-1, 4).abs().sum(dim=1).nonzero().flatten()
    anchors = shift_base_anchors(base_anchors(AnchorConfig(), 16), height, width, 16)[lit]
    assert len(lit) == 9
    centers = (anchors[:, :2] + anchors[:, 2:]) / 2
    torch.testing.assert_close(centers, torch.tensor([[x * 16 + 8.0, y * 16 + 8.0]]).expand(9, 2))


def test_that_the_anchors_of_an_image_are_those_of_all_levels_one_after_the_other() -> None:
    config = get_preset("resnet50_fpn")
    frame = ModelFrame.from_image_size(500, 375, config.input)
    anchors = generate_anchors(config, frame)
    assert (frame.width, frame.height) == (1066, 800)
    assert anchors.cells == ((200, 272), (100, 136), (50, 68), (25, 34), (13, 17))
    assert anchors.counts == tuple(3 * height * width for height, width in anchors.cells)
    for level, side in enumerate((32, 64, 128, 256, 512)):
        first = sum(anchors.counts[:level])
        assert anchors.boxes[first + 1].tolist() == [-side / 2, -side / 2, side / 2, side / 2]


def test_that_the_tutorials_anchors_are_those_of_its_preset() -> None:
    config = get_preset("tutorial")
    anchors = generate_anchors(config, ModelFrame.from_image_size(800, 800, config.input))
    assert torch.equal(anchors.boxes, tutorial_grid())
