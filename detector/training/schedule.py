"""The learning rate over a run, and what each parameter makes of it."""

from __future__ import annotations

import math
from typing import Any

from torch import nn
from torch.optim import SGD

from detector.config import TrainingConfig

_NORMS = (nn.BatchNorm2d, nn.GroupNorm, nn.LayerNorm)


def rate_factor(step: int, total_steps: int, config: TrainingConfig) -> float:
    """What the learning rate is multiplied by in `step` (from 1): linear warm-up, then the configuration's schedule.

    The warm-up takes at most a quarter of the run, so that a very short one learns something too.
    """
    warmup = min(config.warmup_steps, total_steps // 4)
    warmed = min(1.0, step / (warmup + 1))
    if config.schedule == "cosine":
        return warmed * _half_cosine(max(0, step - 1 - warmup) / max(1, total_steps - warmup))
    passed = sum(step > fraction * total_steps for fraction in config.decay_at)
    return warmed * config.decay_factor**passed


def _half_cosine(passed: float) -> float:
    """From 1 to 0 while `passed` goes from 0 to 1 (Loshchilov and Hutter 2017, without restarts)."""
    return (1 + math.cos(math.pi * passed)) / 2


def optimizer(model: nn.Module, config: TrainingConfig) -> SGD:
    """SGD over what is to be trained: biases at their own rate; no weight decay on biases and norms."""
    norms = {id(p) for m in model.modules() if isinstance(m, _NORMS) for p in m.parameters(recurse=False)}
    weights: list[nn.Parameter] = []
    biases: list[nn.Parameter] = []
    scales: list[nn.Parameter] = []
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            group = scales if id(parameter) in norms else biases if name.endswith("bias") else weights
            group.append(parameter)
    groups: list[dict[str, Any]] = [
        {"params": weights, "factor": 1.0, "weight_decay": config.weight_decay},
        {"params": biases, "factor": config.bias_rate_factor, "weight_decay": 0.0},
        {"params": scales, "factor": 1.0, "weight_decay": 0.0},
    ]
    return SGD(
        [group for group in groups if group["params"]],
        lr=config.learning_rate,
        momentum=config.momentum,
        fused=True,  # one pass over the weights, and no copy of the gradients for the weight decay
    )


def set_rate(sgd: SGD, rate: float) -> None:
    for group in sgd.param_groups:
        group["lr"] = rate * group["factor"]
