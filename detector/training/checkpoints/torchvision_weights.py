"""Weights that another program saved: `.pth` files of torchvision's detectors, which do not name their classes.

Such a file is a pickle, which could run any code when it is opened: only tensors are let through.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from detector.config import DetectorConfig, MaskConfig, get_preset
from detector.errors import CheckpointError
from detector.faster_rcnn import FasterRCNN
from detector.training.checkpoints.architectures import identify_architecture
from detector.training.checkpoints.checkpoint import Checkpoint, load_checkpoint
from detector.training.checkpoints.checks import MAX_CLASSES, SCORES_KEY
from detector.training.checkpoints.safe_pickle import load_pickle
from detector.weights.pretrained import COCO_FILES, LIGHT_COCO_PRESET
from detector.weights.undrawn import UninitializedWeights
from detector.weights.weights_file import is_safetensors
from detector.zoo import coco_classes, with_frozen_norms

PRESET_MISMATCH = "{path} does not fit the preset {preset}: choose the preset with its backbone. ({reason})"
NO_NAMED_TENSORS = "{path} does not contain named tensors. Save a state_dict()."
OTHER_NETWORK = (
    "{path} {what}, so it is not a Faster R-CNN with torchvision's names. For ImageNet weights of a backbone, use "
    "--weights-dir with the folder that has them."
)
INVALID_SHAPE = "{path} cannot be used: {name} has the invalid shape {shape}."
VALUES_MISSING = "{path} cannot be used: it does not contain all values of {name}."

WEIGHTS_SUFFIXES = (".pth", ".pt")
_CONTAINERS = ("model", "state_dict", "model_state_dict")
"""Under which training scripts put the weights beside what else they save."""
_WRAPPERS = ("module.", "model.", "_orig_mod.", "net.")
"""Before every name where the network was saved inside DistributedDataParallel, or in another module"""
_COUNTER_SUFFIX = ".num_batches_tracked"
"""Of batch norms that were trained; nothing is computed from it"""
MAX_FAULT_CHARS = 200
"""Characters of what torch says of a fault"""

_GROUPED_CONVOLUTION = "backbone.body.layer1.0.conv2.weight"
_MOBILENET_V3_PREFIX = "backbone.body.4.block."
_SECOND_RPN_CONVOLUTION = "rpn.head.conv.1.0.weight"
_MASK_LOGITS = "roi_heads.mask_predictor.mask_fcn_logits.weight"
_MASK_CONVOLUTION = re.compile(r"roi_heads\.mask_head\.(\d+\.0|mask_fcn\d+)\.weight")
_MASK_NORM = "roi_heads.mask_head.0.1.weight"
_RESNET101_CONVOLUTION = "backbone.body.layer3.22.conv1.weight"


def load_any_checkpoint(path: Path, preset_name: str = "") -> Checkpoint:
    """The network in `path`: a checkpoint of ours, or weights under torchvision's names.

    The latter do not name their network: it is recognized by their tensors, unless `preset_name` is given.

    Raises:
        CheckpointError: The checkpoint cannot be used.
    """
    if path.suffix.lower() not in WEIGHTS_SUFFIXES or _is_safetensors(path):
        return load_checkpoint(path)
    state = read_state_dict(path)
    return _build_checkpoint(path, state, with_frozen_norms(get_preset(preset_name or _guess_preset(path, state))))


def _is_safetensors(path: Path) -> bool:
    try:
        return is_safetensors(path)
    except OSError:  # reading it reports that
        return False


def _guess_preset(path: Path, state: Mapping[str, Tensor]) -> str:
    """The one of torchvision's pyramid networks whose tensors these are, or look most like.

    Networks that differ in settings alone have the same tensors: there torchvision's own file is known by its name.
    """
    named = {name: preset_name for preset_name, name in COCO_FILES.items()}
    if path.name in named:
        return named[path.name]
    if any(name.startswith(_MOBILENET_V3_PREFIX) for name in state):
        return LIGHT_COCO_PRESET
    if _SECOND_RPN_CONVOLUTION in state:
        return "mask_rcnn_resnet50_fpn_v2" if _MASK_LOGITS in state else "resnet50_fpn_v2"
    if _RESNET101_CONVOLUTION in state:
        return "resnet101_fpn"
    # Convolutions in 32 groups see 4 channels each.
    grouped = (
        _GROUPED_CONVOLUTION in state
        and state[_GROUPED_CONVOLUTION].ndim == 4
        and state[_GROUPED_CONVOLUTION].shape[1] == 4
    )
    if grouped:
        return "resnext50_32x4d_fpn"
    return "mask_rcnn_resnet50_fpn" if _MASK_LOGITS in state else "resnet50_fpn"


def _find_mask_head(state: Mapping[str, Tensor]) -> MaskConfig:
    """The mask head whose tensors are in `state`, whatever preset they were asked for with; by default none."""
    logits = state.get(_MASK_LOGITS)
    if logits is None or logits.ndim != 4:
        return MaskConfig()
    convolutions = sum(_MASK_CONVOLUTION.fullmatch(name) is not None for name in state)
    return MaskConfig(logits.shape[1], convolutions, norm="frozen" if _MASK_NORM in state else "none")


def load_torchvision_weights(path: Path, config: DetectorConfig) -> Checkpoint:
    """The network of `config` with the weights in `path`, under torchvision's names.

    With 91 outputs its classes are COCO's; else they are called `class 1` and so on, so that none is taken for another.

    Raises:
        CheckpointError: The checkpoint cannot be used.
    """
    return _build_checkpoint(path, read_state_dict(path), with_frozen_norms(config))


def _build_checkpoint(path: Path, state: Mapping[str, Tensor], config: DetectorConfig) -> Checkpoint:
    """Raises: CheckpointError, before memory is taken for a network that the tensors do not fit."""
    config = replace(config, mask=_find_mask_head(state))
    outputs = _count_outputs(path, state)
    known = coco_classes()
    names = known if outputs == len(known) + 1 else tuple(f"class {label}" for label in range(1, outputs))
    try:
        with torch.device("meta"), UninitializedWeights(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that nothing is copied here
            FasterRCNN(config, names, pretrained=True).load_state_dict(dict(state))
        with UninitializedWeights():
            model = FasterRCNN(config, names, pretrained=True)
        model.load_state_dict(dict(state))
    except RuntimeError as error:
        raise CheckpointError(
            PRESET_MISMATCH.format(path=path, preset=config.preset, reason=_format_first_fault(error))
        ) from error
    return Checkpoint(model, 0)


def _count_outputs(path: Path, state: Mapping[str, Tensor]) -> int:
    """Number of classes of the tensors, the background included. Raises: CheckpointError."""
    other = identify_architecture(state)
    outputs = state.get(SCORES_KEY)
    if outputs is None or other:
        what = f"holds the weights of {other}" if other else f"has no {SCORES_KEY}"
        raise CheckpointError(OTHER_NETWORK.format(path=path, what=what))
    if outputs.ndim != 2 or not 2 <= len(outputs) <= MAX_CLASSES + 1:
        shape = "x".join(map(str, outputs.shape)) or "a single number"
        raise CheckpointError(INVALID_SHAPE.format(path=path, name=SCORES_KEY, shape=shape))
    return len(outputs)


def _format_first_fault(error: RuntimeError) -> str:
    """The first thing that torch says, of what may be hundreds of lines."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    reason = lines[1] if len(lines) > 1 else lines[0] if lines else type(error).__name__
    return reason if len(reason) <= MAX_FAULT_CHARS else f"{reason[:MAX_FAULT_CHARS]}…"


def read_state_dict(path: Path) -> Mapping[str, Tensor]:
    """Tensors by name. No code in the file is run. Raises: CheckpointError."""
    content = load_pickle(path)
    for name in _CONTAINERS:
        if isinstance(content, Mapping) and isinstance(content.get(name), Mapping):
            content = content[name]
    if not isinstance(content, Mapping) or not content:
        raise CheckpointError(NO_NAMED_TENSORS.format(path=path))
    if not all(isinstance(name, str) and isinstance(tensor, Tensor) for name, tensor in content.items()):
        raise CheckpointError(NO_NAMED_TENSORS.format(path=path))
    for name, tensor in content.items():
        if not _is_whole(tensor):
            raise CheckpointError(VALUES_MISSING.format(path=path, name=name[:MAX_FAULT_CHARS]))
    return {name: tensor for name, tensor in _strip_wrappers(content).items() if not name.endswith(_COUNTER_SUFFIX)}


def _is_whole(tensor: Tensor) -> bool:
    """Whether each of its numbers is in the file: a view of one number can claim to be a billion."""
    if tensor.layout != torch.strided or tensor.is_quantized or tensor.device.type != "cpu":
        return False
    return tensor.numel() * tensor.element_size() <= tensor.untyped_storage().nbytes()


def _strip_wrappers(state: Mapping[str, Tensor]) -> Mapping[str, Tensor]:
    """`state` under the names that the network itself has."""
    state = {name.removeprefix(_WRAPPERS[0]): tensor for name, tensor in state.items()}
    while wrapper := next((one for one in _WRAPPERS if all(name.startswith(one) for name in state)), ""):
        state = {name.removeprefix(wrapper): tensor for name, tensor in state.items()}
    return state
