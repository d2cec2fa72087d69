"""Large fully connected layers give torch's numbers with either library."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from detector.convolutions import linear
from detector.convolutions.fused import can_fuse
from detector.convolutions.linear import LinearMethod, PlannedLinear, measure_fastest_linear, rewrite_linear_layers

pytestmark = pytest.mark.skipif(not can_fuse(), reason="this torch has no oneDNN")


def build_layers() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(40, 24), nn.ReLU(), nn.Sequential(nn.Linear(24, 3))).eval().requires_grad_(False)


@pytest.mark.parametrize("method", ["torch", "onednn"])
def test_that_large_layers_are_replaced_and_give_torchs_numbers(
    method: LinearMethod, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linear, "MIN_WEIGHTS", 40 * 24)
    plain, rewritten = build_layers(), build_layers()
    rewrite_linear_layers(rewritten, lambda layer: method)
    assert [type(layer) for layer in rewritten.modules() if isinstance(layer, nn.Linear)] == [PlannedLinear, nn.Linear]
    assert rewritten.state_dict().keys() == plain.state_dict().keys()
    with torch.inference_mode():
        for count in (0, 1, 7):
            rows = torch.randn(count, 40)
            torch.testing.assert_close(rewritten(rows), plain(rows), atol=1e-6, rtol=1e-5)


def test_that_a_measurement_names_one_of_the_libraries() -> None:
    assert measure_fastest_linear(nn.Linear(2000, 16)) in ("torch", "onednn")
