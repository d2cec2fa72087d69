"""The learning rate over a run, and what each parameter makes of it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from torch import nn
from torch.optim import SGD, AdamW, Optimizer

from detector.config import TrainingConfig

BACKBONE_PREFIX = "backbone.body."
"""Begins the names of the backbone's parameters, but for its pyramid's."""
MAX_IMAGES_FOR_STEPS = 35
"""The number of training images up to which `auto` means steps. With 25 images, AP was higher with steps in each run on
three sets; with 50 and more, it was higher with a cosine in most (tests/benchmarks/README.md)."""
_NORM_TYPES = (nn.BatchNorm2d, nn.GroupNorm, nn.LayerNorm)


def resolve_schedule(config: TrainingConfig, images: int) -> TrainingConfig:
    """`config` with the schedule that `auto` means for this number of training images."""
    if config.schedule != "auto":
        return config
    return replace(config, schedule="step" if images <= MAX_IMAGES_FOR_STEPS else "cosine")


def rate_factor(step: int, total_steps: int, config: TrainingConfig) -> float:
    """What the learning rate is multiplied by in `step` (from 1): linear warm-up, then the configuration's schedule.

    The warm-up takes at most a quarter of the run, so that a very short one learns something too.

    Args:
        step: from 1.
        total_steps: of the run.
        config: its schedule is `step` or `cosine` (`resolve_schedule`).

    Raises:
        ValueError: The schedule is `auto`.
    """
    if config.schedule == "auto":
        raise ValueError("The schedule depends on the number of images: resolve it first.")
    warmup = min(config.warmup_steps, total_steps // 4)
    warmed = min(1.0, step / (warmup + 1))
    if config.schedule == "cosine":
        return warmed * _half_cosine(max(0, step - 1 - warmup) / max(1, total_steps - warmup))
    passed = sum(step > fraction * total_steps for fraction in config.decay_at)
    return warmed * config.decay_factor**passed


def _half_cosine(passed: float) -> float:
    """From 1 to 0 while `passed` goes from 0 to 1 (Loshchilov and Hutter 2017, without restarts)."""
    return (1 + math.cos(math.pi * passed)) / 2


def create_optimizer(model: nn.Module, config: TrainingConfig) -> Optimizer:
    """The optimizer of what is to be trained.

    Biases, and the layers of the backbone, have rates of their own; biases and norms have no weight decay.
    """
    norms = {id(p) for m in model.modules() if isinstance(m, _NORM_TYPES) for p in m.parameters(recurse=False)}
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            is_norm, is_bias = id(parameter) in norms, name.endswith("bias")
            factor = config.backbone_rate_factor if name.startswith(BACKBONE_PREFIX) else 1.0
            factor *= config.bias_rate_factor if is_bias and not is_norm else 1.0
            decay = 0.0 if is_norm or is_bias else config.weight_decay
            groups.setdefault((factor, decay), []).append(parameter)
    settings: list[dict[str, Any]] = [
        {"params": parameters, "factor": factor, "weight_decay": decay}
        for (factor, decay), parameters in groups.items()
    ]
    # Fused: one pass over the weights, and no copy of the gradients for the weight decay.
    if config.optimizer == "adamw":
        return AdamW(settings, lr=config.learning_rate, fused=True)
    return SGD(settings, lr=config.learning_rate, momentum=config.momentum, fused=True)


def set_learning_rate(optimizer: Optimizer, rate: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = rate * group["factor"]
