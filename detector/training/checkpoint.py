"""Checkpoints: one safetensors file with the weights and all that is needed to use them.

Its metadata are strings: the format's version, the classes and the configuration (preprocessing included) as JSON, the
step, and whether the backbone keeps its pretrained statistics.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save
from torch import Tensor

from detector.config import DetectorConfig
from detector.data.atomic import write_atomically
from detector.errors import CheckpointError
from detector.faster_rcnn import FasterRCNN

FORMAT_KEY = "frcnn_checkpoint"
FORMAT_VERSION = "1"
SCORES_KEY = "head.scores.weight"
_STRIDES = (4, 8, 16, 32)
_LONGEST_SIDE = 16_384
_MOST_ANCHORS_PER_CELL = 1_000


@dataclass(frozen=True)
class Checkpoint:
    """A network as it was at `step` of its training."""

    model: FasterRCNN
    step: int

    @property
    def classes(self) -> tuple[str, ...]:
        return self.model.classes

    @property
    def config(self) -> DetectorConfig:
        return self.model.config


def save_checkpoint(path: Path, model: FasterRCNN, step: int, half: bool = False) -> None:
    """Write the network to `path`, whole or not at all. `half` stores float16: half the size, a little less exact.

    Errors: CheckpointError when it cannot be written; what was at `path` is as it was.
    """
    metadata = {
        FORMAT_KEY: FORMAT_VERSION,
        "classes": json.dumps(model.classes, ensure_ascii=False),
        "config": model.config.to_json(),
        "step": str(step),
        "backbone_trained": json.dumps(model.backbone.keeps_statistics),
    }
    state = {name: _stored(tensor, half) for name, tensor in model.state_dict().items()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, save(state, metadata))
    except OSError as error:
        raise CheckpointError(
            f"The checkpoint {path} could not be written: {error.strerror or error}. Free some space or choose "
            "another folder; an earlier checkpoint there is as it was."
        ) from error


def _stored(tensor: Tensor, half: bool) -> Tensor:
    kind = (torch.float16 if half else torch.float32) if tensor.is_floating_point() else tensor.dtype
    return tensor.detach().to("cpu", kind).contiguous()


def load_checkpoint(path: Path, device: torch.device | str = "cpu") -> Checkpoint:
    """The network in `path`, in evaluation mode.

    Nothing in the file is trusted: what it says about itself is held against its tensors before anything is built.
    Errors: CheckpointError.
    """
    metadata, shapes = _read_header(path)
    config, classes, step = _described(path, metadata)
    trained = metadata.get("backbone_trained") == "true"
    _check_shapes(path, shapes, config, classes)
    try:
        model = FasterRCNN(config, classes, backbone_trained=trained)
        model.load_state_dict(load_file(path))
    except (SafetensorError, OSError, RuntimeError) as error:
        raise CheckpointError(f"{path} cannot be loaded: {error}") from error
    return Checkpoint(model.to(device).eval(), step)


def _read_header(path: Path) -> tuple[Mapping[str, str], dict[str, tuple[int, ...]]]:
    """Metadata, and the shape of each tensor."""
    if not path.is_file():
        raise CheckpointError(f"There is no checkpoint {path}.")
    try:
        with safe_open(path, framework="pt") as file:
            metadata: Mapping[str, str] = file.metadata() or {}
            shapes = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        if _is_cut_short(path):
            raise CheckpointError(f"{path} is cut short: copy it anew, or train again.") from error
        raise CheckpointError(f"{path} is not a safetensors file ({error}). Choose a checkpoint.") from error
    version = metadata.get(FORMAT_KEY)
    if version is None:
        raise CheckpointError(f"{path} is a safetensors file, but not a checkpoint of this program.")
    if version != FORMAT_VERSION:
        raise CheckpointError(f"{path} has checkpoint format {version}; this program reads {FORMAT_VERSION}.")
    return metadata, shapes


def _is_cut_short(path: Path) -> bool:
    """Whether the header promises tensors that the file ends before."""
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if 8 + length > size:
                return False  # that is no length: the file begins with something else
            header = json.loads(file.read(length))
        ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
        return size < 8 + length + max(ends, default=0)
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return False


def _described(path: Path, metadata: Mapping[str, str]) -> tuple[DetectorConfig, tuple[str, ...], int]:
    """Configuration, classes and step that the metadata tell of."""
    try:
        config = DetectorConfig.from_json(metadata["config"])
        classes = json.loads(metadata["classes"])
        step = int(metadata["step"])
        _check_config(config)
    except KeyError as error:
        raise CheckpointError(f"{path} is not whole: its metadata lack {error}.") from error
    except (ValueError, TypeError, RecursionError) as error:
        raise CheckpointError(f"{path} cannot be used: {error}") from error
    if not isinstance(classes, list) or not classes or not all(isinstance(name, str) and name for name in classes):
        raise CheckpointError(f"{path} cannot be used: its classes are not a list of names.")
    if len(set(classes)) < len(classes):
        raise CheckpointError(f"{path} cannot be used: it names a class twice.")
    return config, tuple(classes), step


def _check_config(config: DetectorConfig) -> None:
    """Refuse settings that no network can be built or run from. Errors: ValueError naming the setting."""
    for name, value in _numbers("config", json.loads(config.to_json())):
        if not math.isfinite(value):
            raise ValueError(f"{name} is not a finite number.")
    sides = config.input.short_side, config.input.long_side
    checks = {
        "config.backbone.stride": config.backbone.stride in _STRIDES,
        "config.input": min(sides) >= 1 and max(sides) <= _LONGEST_SIDE,
        "config.input.std": min(config.input.std) > 0,
        "config.anchors": 1 <= config.anchors.per_cell <= _MOST_ANCHORS_PER_CELL
        and min(*config.anchors.scales, *config.anchors.ratios) > 0,
        "config.head": min(config.head.roi_size, config.head.hidden) >= 1,
        "config.rpn.channels": config.rpn.channels >= 1,
    }
    for name, good in checks.items():
        if not good:
            raise ValueError(f"{name} has a value that no network can have.")


def _numbers(name: str, value: Any) -> list[tuple[str, float]]:
    if isinstance(value, dict):
        return [pair for key, item in value.items() for pair in _numbers(f"{name}.{key}", item)]
    if isinstance(value, list):
        return [pair for item in value for pair in _numbers(name, item)]
    return [(name, value)] if isinstance(value, float) else []


def _check_shapes(
    path: Path, shapes: Mapping[str, tuple[int, ...]], config: DetectorConfig, classes: tuple[str, ...]
) -> None:
    """Refuse a file whose tensors are not those of its own configuration, without memory for what it claims."""
    outputs = shapes.get(SCORES_KEY)
    if outputs and outputs[0] != len(classes) + 1:
        raise CheckpointError(
            f"{path} names {len(classes)} classes, but its tensors are for {outputs[0] - 1}. "
            "It was put together wrongly; train again, or choose another checkpoint."
        )
    try:
        with torch.device("meta"):
            expected = {name: tuple(t.shape) for name, t in FasterRCNN(config, classes).state_dict().items()}
    except (RuntimeError, ValueError) as error:
        raise CheckpointError(f"{path} cannot be used: no network can be built from its settings.") from error
    for name in sorted({*expected, *shapes}):
        if expected.get(name) != shapes.get(name):
            raise CheckpointError(
                f"{path} does not fit its own settings: {name} should be {_shape(expected.get(name))}, "
                f"but is {_shape(shapes.get(name))}."
            )


def _shape(shape: tuple[int, ...] | None) -> str:
    return "absent" if shape is None else "x".join(map(str, shape)) or "a single number"
