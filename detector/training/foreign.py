"""Weights that another program saved: `.pth` files of torchvision's detectors, which do not name their classes.

Such a file is a pickle, which could run any code when it is opened: only tensors are let through.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from detector.config import DetectorConfig, preset
from detector.errors import CheckpointError
from detector.faster_rcnn import FasterRCNN
from detector.training.checkpoint import Checkpoint, load_checkpoint
from detector.training.checkpoint_checks import SCORES_KEY
from detector.zoo import coco_classes

SUFFIXES = (".pth", ".pt")
_CONTAINERS = ("model", "state_dict", "model_state_dict")
"""Under which training scripts put the weights beside what else they save."""
_MODULE = "module."
"""Before every name where the network was saved inside DistributedDataParallel."""


_GROUPED = "backbone.body.layer1.0.conv2.weight"
_DEEP = "backbone.body.layer3.22.conv1.weight"


def load_any(path: Path, preset_name: str = "") -> Checkpoint:
    """The network in `path`: a checkpoint of ours, or weights under torchvision's names.

    The latter do not say which network they are of: it is told by their tensors, unless `preset_name` says so.
    Errors: CheckpointError.
    """
    if path.suffix.lower() not in SUFFIXES:
        return load_checkpoint(path)
    state = read_state(path)
    return _network(path, state, preset(preset_name or _preset_of(state)))


def _preset_of(state: Mapping[str, Tensor]) -> str:
    """The one of torchvision's pyramid networks whose tensors these are, or look most like."""
    if _DEEP in state:
        return "resnet101_fpn"
    # Convolutions in 32 groups see 4 channels each.
    grouped = _GROUPED in state and state[_GROUPED].ndim == 4 and state[_GROUPED].shape[1] == 4
    return "resnext50_32x4d_fpn" if grouped else "resnet50_fpn"


def load_foreign(path: Path, config: DetectorConfig) -> Checkpoint:
    """The network of `config` with the weights in `path`, under torchvision's names.

    With 91 outputs its classes are COCO's; else they are called `class 1` and so on, so that none is taken for another.
    Errors: CheckpointError.
    """
    return _network(path, read_state(path), config)


def _network(path: Path, state: Mapping[str, Tensor], config: DetectorConfig) -> Checkpoint:
    outputs = state.get(SCORES_KEY)
    if outputs is None:
        raise CheckpointError(
            f"{path} has no {SCORES_KEY}, so it is not a Faster R-CNN with torchvision's names. For ImageNet weights "
            "of a backbone, give the folder that has them with --weights-dir."
        )
    known = coco_classes()
    names = known if len(outputs) == len(known) + 1 else tuple(f"class {label}" for label in range(1, len(outputs)))
    try:
        model = FasterRCNN(config, names, backbone_trained=True)
        model.load_state_dict(dict(state))
    except RuntimeError as error:
        raise CheckpointError(
            f"{path} does not fit the preset {config.preset}: choose the preset with its backbone. ({error})"
        ) from error
    return Checkpoint(model, 0)


def read_state(path: Path) -> Mapping[str, Tensor]:
    """Tensors by name. No code in the file is run. Errors: CheckpointError."""
    try:
        content: Any = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise CheckpointError(
            f"{path} holds more than tensors, and opening it could run any code, so it is refused. Where you trust it, "
            "load it yourself and save its state_dict() alone."
        ) from error
    except (OSError, RuntimeError, ValueError, EOFError, LookupError) as error:
        raise CheckpointError(f"{path} cannot be read as weights ({error}). Choose another file.") from error
    for name in _CONTAINERS:
        if isinstance(content, Mapping) and isinstance(content.get(name), Mapping):
            content = content[name]
    if not isinstance(content, Mapping) or not content:
        raise CheckpointError(f"{path} does not hold tensors by name. Save a state_dict().")
    if not all(isinstance(name, str) and isinstance(tensor, Tensor) for name, tensor in content.items()):
        raise CheckpointError(f"{path} does not hold tensors by name. Save a state_dict().")
    return {name.removeprefix(_MODULE): tensor for name, tensor in content.items()}
