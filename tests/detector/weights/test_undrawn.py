"""Networks whose first weights are not drawn."""

from __future__ import annotations

from pathlib import Path

import torch

from detector.training.checkpoints.checkpoint import load_checkpoint, save_checkpoint
from detector.weights.undrawn import UninitializedWeights
from tests.detector.small import SMALL, SMALL_PYRAMID, small_model


def test_that_no_random_number_is_used_up() -> None:
    torch.manual_seed(3)
    before = torch.random.get_rng_state()
    with UninitializedWeights():
        layers = [torch.nn.Linear(4, 4), torch.nn.Conv2d(3, 4, 3)]
        for layer in layers:
            assert torch.nn.init.normal_(layer.weight, std=0.01) is layer.weight
            assert torch.nn.init.kaiming_normal_(layer.weight) is layer.weight
    assert torch.equal(torch.random.get_rng_state(), before)
    torch.nn.Linear(4, 4)
    assert not torch.equal(torch.random.get_rng_state(), before)


def test_that_a_network_from_a_file_has_the_files_weights_and_all_else_as_if_drawn(tmp_path: Path) -> None:
    for config in (SMALL, SMALL_PYRAMID):
        model = small_model(config=config)
        save_checkpoint(tmp_path / "network.safetensors", model, 1)
        loaded = load_checkpoint(tmp_path / "network.safetensors").model
        for kind in ("named_parameters", "named_buffers"):
            here, there = dict(getattr(model, kind)()), dict(getattr(loaded, kind)())
            assert here.keys() == there.keys()
            assert all(torch.equal(here[name], there[name]) for name in here)
