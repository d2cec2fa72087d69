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

from detector.config import DetectorConfig
from detector.errors import CheckpointError
from detector.faster_rcnn import FasterRCNN
from detector.training.checkpoint import Checkpoint
from detector.training.checkpoint_checks import SCORES_KEY
from detector.zoo import coco_classes

SUFFIXES = (".pth", ".pt")
_CONTAINERS = ("model", "state_dict", "model_state_dict")
"""Under which training scripts put the weights beside what else they save."""
_MODULE = "module."
"""Before every name where the network was saved inside DistributedDataParallel."""


def load_foreign(path: Path, config: DetectorConfig) -> Checkpoint:
    """The network of `config` with the weights in `path`, under torchvision's names.

    With 91 outputs its classes are COCO's; else they are called `class 1` and so on, so that none is taken for another.
    Errors: CheckpointError.
    """
    state = read_state(path)
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
