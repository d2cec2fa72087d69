"""What no checkpoint may say of itself: each check names what is wrong, before memory is taken for it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch

from detector.config import DetectorConfig
from detector.errors import CheckpointError
from detector.faster_rcnn import FasterRCNN
from detector.training.runs.run_state import MAX_COUNT
from detector.weights.undrawn import UninitializedWeights

SCORES_KEY = "roi_heads.box_predictor.cls_score.weight"
CLASS_COUNT_MISMATCH = (
    "{path} lists {classes} classes, but its tensors are for {tensors}. The file is inconsistent; train again, or "
    "choose another checkpoint."
)
_STRIDES = (4, 8, 16, 32)
_MAX_SIDE_PX = 16_384
_MAX_ANCHORS_PER_CELL = 1_000
MAX_CLASSES = 100_000
_MAX_SETTING = 2**31
"""Of any whole number among the settings"""
_UNLIMITED_SETTINGS = ("config.input.mean", "config.training.seed")
"""Settings that may be negative, or of any size"""
_MAX_CONVOLUTIONS = 64
_MAX_BATCH = 65_536
_MAX_WORKERS = 1_024
_MAX_JITTER = 100

Shape = tuple[int, ...]


def check_classes(classes: Any) -> None:
    """Check that `classes`, from a file, is a list of distinct names.

    Raises:
        ValueError: A value is not valid.
    """
    if not isinstance(classes, list) or not classes or not all(isinstance(name, str) and name for name in classes):
        raise ValueError("its classes are not a list of names.")
    if len(classes) > MAX_CLASSES:
        raise ValueError(f"it has {len(classes):,} classes; the limit is {MAX_CLASSES:,}.")
    if len(set(classes)) < len(classes):
        raise ValueError("it has a class twice.")


def check_count(name: str, value: Any) -> int:
    """`value` if it is a count that a run can have. Raises: ValueError."""
    if type(value) is not int or not 0 <= value <= MAX_COUNT:
        raise ValueError(f"its {name} is {str(value)[:20]}, which is not a count.")
    return value


def check_config(config: DetectorConfig) -> None:
    """Refuse settings that no network can be built or run from.

    Raises:
        ValueError: A setting is not valid; the message names it.
    """
    for name, value in _list_numbers("config", dataclasses.asdict(config)):
        if not math.isfinite(value):
            raise ValueError(f"{name} is not a finite number.")
        if name.startswith(_UNLIMITED_SETTINGS):
            continue
        if value < 0 or (value > _MAX_SETTING and isinstance(value, int)):
            raise ValueError(f"{name} has an invalid value.")
    sides = config.input.short_side, config.input.long_side
    strides = config.backbone.strides
    checks = {
        "config.backbone.strides": bool(strides)
        and set(strides) <= set(_STRIDES)
        and all(finer <= coarser for finer, coarser in pairwise(strides)),
        "config.backbone.fpn_channels": config.backbone.fpn_channels >= 0,
        "config.backbone.norm_eps": config.backbone.norm_eps >= 0,
        "config.input": min(sides) >= 1 and max(sides) <= _MAX_SIDE_PX,
        "config.input.std": min(config.input.std) > 0,
        "config.anchors": 1 <= config.anchors.per_cell <= _MAX_ANCHORS_PER_CELL
        and min(*config.anchors.scales, *config.anchors.ratios) > 0,
        "config.head": min(config.head.roi_size, config.head.hidden) >= 1
        and config.head.convolutions <= _MAX_CONVOLUTIONS,
        "config.head.roi_operation": config.head.roi_operation in ("adaptive_max_pool", "roi_align")
        or not (config.backbone.fpn_channels or config.head.convolutions or config.has_masks),
        "config.head.last_stage": not config.head.last_stage
        or (
            config.backbone.has_last_stage
            and not (config.head.convolutions or config.has_masks)
            and config.head.roi_operation in ("adaptive_max_pool", "roi_align")
        ),
        "config.proposals.source": not (config.warps_regions and config.proposals.has_rpn),
        "config.mask": config.mask.roi_size >= 1
        and config.mask.convolutions <= _MAX_CONVOLUTIONS
        and 0.5 <= config.mask.threshold <= 1,
        "config.rpn.channels": config.rpn.channels >= 1,
        "config.rpn.convolutions": 1 <= config.rpn.convolutions <= _MAX_CONVOLUTIONS,
        "config.proposals.min_score": config.proposals.min_score <= 1,
        "config.rpn.objectness_channels": config.rpn.objectness_channels in (1, 2),
        "config.training": min(config.training.batch_size, config.training.epochs) >= 1
        and config.training.batch_size <= _MAX_BATCH
        and config.training.workers <= _MAX_WORKERS
        and config.training.color_jitter <= 1
        and 0 < min(config.training.scale_jitter) <= max(config.training.scale_jitter) <= _MAX_JITTER,
    }
    for name, good in checks.items():
        if not good:
            raise ValueError(f"{name} has an invalid value.")


def _list_numbers(name: str, value: Any) -> list[tuple[str, float]]:
    if isinstance(value, dict):
        return [pair for key, item in value.items() for pair in _list_numbers(f"{name}.{key}", item)]
    if isinstance(value, tuple):
        return [pair for item in value for pair in _list_numbers(name, item)]
    return [(name, value)] if isinstance(value, float | int) else []


def check_network(
    path: Path,
    config: DetectorConfig,
    classes: tuple[str, ...],
    pretrained: bool,
    network: Mapping[str, Shape],
    moments: Mapping[str, Mapping[str, Shape]],
    other_backbone: Mapping[str, Shape],
) -> None:
    """Refuse a file whose tensors are not those of its own configuration.

    `network` has the shapes in the file by the names of tensors; `moments`, by their kind, those of the optimizer's by
    the names of parameters; `other_backbone` those of the second backbone of alternating training.

    Raises:
        CheckpointError: The checkpoint cannot be used.
    """
    outputs = network.get(SCORES_KEY)
    if outputs and outputs[0] != len(classes) + 1:
        raise CheckpointError(CLASS_COUNT_MISMATCH.format(path=path, classes=len(classes), tensors=outputs[0] - 1))
    try:
        expected, trained = _compute_shapes(config, classes, pretrained)
    except (RuntimeError, ValueError, TypeError) as error:
        raise CheckpointError(f"{path} cannot be used: no network can be built from its settings.") from error
    for name in sorted({*expected, *network}):
        _check_shape(path, name, network.get(name), expected.get(name))
    for kind, shapes in moments.items():
        for name, shape in shapes.items():
            _check_shape(path, f"the {kind} of {name}", shape, trained.get(name))
    for name, shape in other_backbone.items():
        own = expected.get(name) if name.startswith("backbone.") else None
        _check_shape(path, f"{name} of the second backbone", shape, own)


@lru_cache(maxsize=4)  # a run that is resumed reads the headers of several files of one network
def _compute_shapes(
    config: DetectorConfig, classes: tuple[str, ...], pretrained: bool
) -> tuple[Mapping[str, Shape], Mapping[str, Shape]]:
    """The shapes of all tensors of a network by their names, and of those that learn.

    Raises:
        RuntimeError, ValueError, TypeError: No network can be built from `config`.
    """
    with torch.device("meta"), UninitializedWeights():
        model = FasterRCNN(config, classes, pretrained)
    return (
        {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()},
        {name: tuple(one.shape) for name, one in model.named_parameters() if one.requires_grad},
    )


def _check_shape(path: Path, name: str, shape: Shape | None, expected: Shape | None) -> None:
    if shape != expected:
        raise CheckpointError(
            f"{path} does not fit its own settings: {name} should be {_format_shape(expected)}, but is "
            f"{_format_shape(shape)}."
        )


def _format_shape(shape: Shape | None) -> str:
    return "absent" if shape is None else "x".join(map(str, shape)) or "a single number"
