from __future__ import annotations

import math

import pytest
import torch

from detector.stages.spatial_pyramid import PYRAMID, find_center_cells, pool_spatial_pyramid


def pool_by_loops(feature_map: torch.Tensor, box: list[float], stride: int) -> torch.Tensor:
    """Every cell whose center is inside, every bin from floor to ceil, one by one."""
    channels, height, width = feature_map.shape
    columns = [x for x in range(width) if box[0] <= (x + 0.5) * stride < box[2]]
    rows = [y for y in range(height) if box[1] <= (y + 0.5) * stride < box[3]]
    values = []
    for bins in PYRAMID:
        level = torch.empty(channels, bins, bins)
        for i in range(bins):
            for j in range(bins):
                ys = rows[math.floor(i * len(rows) / bins) : math.ceil((i + 1) * len(rows) / bins)]
                xs = columns[math.floor(j * len(columns) / bins) : math.ceil((j + 1) * len(columns) / bins)]
                level[:, i, j] = torch.stack([feature_map[:, y, x] for y in ys for x in xs]).amax(dim=0)
        values.append(level.flatten())
    return torch.cat(values)


def test_that_pooling_is_that_of_plain_loops() -> None:
    generator = torch.Generator().manual_seed(0)
    feature_map = torch.randn(3, 20, 30, generator=generator)
    corners = torch.rand(12, 2, generator=generator) * torch.tensor([300.0, 200.0])
    regions = torch.cat((corners, corners + 20 + torch.rand(12, 2, generator=generator) * 150), dim=1)
    regions = regions.minimum(torch.tensor([480.0, 320.0] * 2))
    pooled = pool_spatial_pyramid(feature_map, regions, 16)
    assert pooled.shape == (12, 3 * 50)
    for row, box in enumerate(regions.tolist()):
        assert torch.equal(pooled[row], pool_by_loops(feature_map, box, 16)), box


def test_that_the_whole_map_has_its_maxima() -> None:
    feature_map = torch.arange(2 * 6 * 6, dtype=torch.float32).reshape(2, 6, 6)
    [whole] = pool_spatial_pyramid(feature_map, torch.tensor([[0.0, 0, 96, 96]]), 16)
    one, two, _, six = whole.split([2, 8, 18, 72])
    assert one.tolist() == [35, 71]
    assert two[:4].tolist() == [14, 17, 32, 35]
    assert torch.equal(six, feature_map.flatten())


@pytest.mark.parametrize(
    ("region", "cells"),
    [
        ([10, 10, 40, 40], [1, 1, 2, 2]),  # centers 8, 24, 40: half-open, as boxes are
        ([8, 8, 41, 41], [0, 0, 3, 3]),
        ([33, 33, 34, 34], [2, 2, 3, 3]),  # no center inside: the nearest cell
        ([0, 0, 1, 1], [0, 0, 1, 1]),
        ([79, 79, 80, 80], [4, 4, 5, 5]),
        ([-30, -30, 200, 200], [0, 0, 5, 5]),
    ],
)
def test_that_cells_have_their_center_in_the_region(region: list[float], cells: list[int]) -> None:
    assert find_center_cells(torch.tensor([region], dtype=torch.float32), 16, 5, 5).tolist() == [cells]


def test_that_no_regions_have_no_features() -> None:
    assert pool_spatial_pyramid(torch.zeros(4, 3, 3), torch.zeros(0, 4), 16).shape == (0, 200)
