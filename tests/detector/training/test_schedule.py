from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR

from detector.config import TrainingConfig
from detector.training.options import OPTIONS_BY_NAME
from detector.training.schedule import MAX_IMAGES_FOR_STEPS, create_optimizer, rate_factor, resolve_schedule
from tests.detector.runs import RECIPE, new_model


def test_that_the_rate_warms_up_and_decays_at_fractions_of_the_run() -> None:
    recipe = TrainingConfig(warmup_steps=3, decay_at=(0.5, 0.8), decay_factor=0.1)
    factors = [rate_factor(step, 20, recipe) for step in range(1, 21)]
    assert factors[:4] == [0.25, 0.5, 0.75, 1.0]
    assert factors[9:11] == [1.0, pytest.approx(0.1)]
    assert factors[15:17] == [pytest.approx(0.1), pytest.approx(0.01)]


def test_that_a_short_run_does_not_only_warm_up() -> None:
    assert rate_factor(2, 4, TrainingConfig(warmup_steps=500)) == 1.0


def test_that_auto_means_steps_for_few_images_alone() -> None:
    auto = TrainingConfig(schedule="auto")
    assert resolve_schedule(auto, MAX_IMAGES_FOR_STEPS) == TrainingConfig(schedule="step")
    assert resolve_schedule(auto, MAX_IMAGES_FOR_STEPS + 1) == TrainingConfig(schedule="cosine")
    assert f"up to {MAX_IMAGES_FOR_STEPS} training images" in OPTIONS_BY_NAME["schedule"].help
    chosen = TrainingConfig(schedule="cosine")
    assert resolve_schedule(chosen, 1) is chosen
    with pytest.raises(ValueError, match="number of images"):
        rate_factor(1, 20, auto)


def test_that_biases_learn_at_their_own_rate_and_only_weights_decay() -> None:
    model = new_model()
    sgd = create_optimizer(model, TrainingConfig(bias_rate_factor=2.0, weight_decay=0.1))
    settings = {
        id(parameter): (group["factor"], group["weight_decay"])
        for group in sgd.param_groups
        for parameter in group["params"]
    }
    assert settings[id(model.roi_heads.box_head.fc6.weight)] == (1.0, 0.1)
    assert settings[id(model.roi_heads.box_head.fc6.bias)] == (2.0, 0.0)
    norm = next(module for module in model.modules() if isinstance(module, nn.BatchNorm2d))
    assert settings[id(norm.weight)] == (1.0, 0.0)


def test_that_the_backbone_learns_at_its_own_rate_and_its_pyramid_at_that_of_the_head() -> None:
    model = new_model()
    adamw = create_optimizer(model, TrainingConfig(optimizer="adamw", backbone_rate_factor=0.25, bias_rate_factor=2.0))
    assert isinstance(adamw, torch.optim.AdamW)
    factors = {id(parameter): group["factor"] for group in adamw.param_groups for parameter in group["params"]}
    body = dict(model.backbone.body.named_parameters())
    assert {factors[id(one)] for name, one in body.items() if name.endswith("weight")} == {0.25}
    others = {name: one for name, one in model.named_parameters() if not name.startswith("backbone.body.")}
    assert {factors[id(one)] for name, one in others.items() if name.endswith("weight")} == {1.0}
    assert {factors[id(one)] for name, one in others.items() if name.endswith("bias")} == {2.0}


def test_that_the_rate_follows_the_batch_size() -> None:
    sgd = TrainingConfig(batch_size=4, learning_rate=0.01)
    assert sgd.with_batch_size(16).learning_rate == pytest.approx(0.04)
    adamw = TrainingConfig(batch_size=4, learning_rate=0.01, optimizer="adamw")
    assert adamw.with_batch_size(16).learning_rate == pytest.approx(0.02)
    assert adamw.with_batch_size(16).batch_size == 16


def test_that_frozen_weights_are_no_business_of_the_optimizer() -> None:
    model = new_model(trained=True)
    given = {id(parameter) for group in create_optimizer(model, RECIPE).param_groups for parameter in group["params"]}
    assert given == {id(parameter) for parameter in model.parameters() if parameter.requires_grad}
    assert len(given) < len(list(model.parameters()))


def test_that_the_cosine_is_torchs_after_the_warm_up() -> None:
    recipe = TrainingConfig(warmup_steps=3, schedule="cosine")
    sgd = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0)
    reference = CosineAnnealingLR(sgd, T_max=17)
    for step in range(4, 21):
        assert rate_factor(step, 20, recipe) == pytest.approx(sgd.param_groups[0]["lr"])
        sgd.step()
        reference.step()
    assert [rate_factor(step, 20, recipe) for step in (1, 2, 3)] == [0.25, 0.5, 0.75]
