"""From a preset to a network: where pretrained weights come from, and what takes them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn
from torchvision.models import MobileNet_V2_Weights, VGG16_Weights

from detector.config import DetectorConfig
from detector.errors import WeightsUnavailableError
from detector.faster_rcnn import FasterRCNN

WEIGHTS_DIR_VARIABLE = "FRCNN_WEIGHTS_DIR"
WEIGHTS_FILES = {
    "vgg16": "vgg16_features_imagenet_fp16.safetensors",
    "mobilenet_v2": "mobilenet_v2_features_imagenet.safetensors",
}
_DOWNLOADS = {"vgg16": VGG16_Weights.IMAGENET1K_V1, "mobilenet_v2": MobileNet_V2_Weights.IMAGENET1K_V1}
_FEATURES = "features."
_CLASSIFIER_LAYERS = {"fc1": "classifier.0", "fc2": "classifier.3"}
"""VGG16's own fully connected layers, which see 7x7 maps of 512 channels as the head does."""

State = Mapping[str, Tensor]


def build(
    config: DetectorConfig, classes: Sequence[str], weights: str = "imagenet", weights_dir: Path | None = None
) -> FasterRCNN:
    """A network for `classes` whose backbone knows ImageNet (`imagenet`) or nothing (`none`).

    Weights come from `weights_dir`, else from the folder that FRCNN_WEIGHTS_DIR names, else from torchvision's
    download. What has no pretrained weights is drawn from torch's global generator: seed it for equal networks.
    Errors: WeightsUnavailableError.
    """
    if weights == "none":
        # torchvision starts convolutions as He et al. (2015) do, which is what a network without weights needs.
        return FasterRCNN(config, classes)
    if weights != "imagenet":
        raise ValueError(f"weights must be imagenet or none, not {weights!r}")
    state, source = _imagenet_state(config.backbone.name, weights_dir)
    model = FasterRCNN(config, classes, backbone_trained=True)
    load_backbone(model.backbone.layers, state, source)
    if config.preset == "vgg16":
        load_classifier(model.head, state)
    return model


def weights_file(backbone: str, weights_dir: Path | None = None) -> Path | None:
    """The file of `backbone`'s weights in the weights folder, if there is one."""
    folder = weights_dir or (Path(named) if (named := os.environ.get(WEIGHTS_DIR_VARIABLE)) else None)
    path = folder / WEIGHTS_FILES[backbone] if folder else None
    return path if path and path.is_file() else None


def _imagenet_state(backbone: str, weights_dir: Path | None) -> tuple[State, str]:
    """Tensors by name, and what to call where they came from."""
    path = weights_file(backbone, weights_dir)
    if path is None:
        return _download(backbone), "torchvision's download"
    try:
        return load_file(path), str(path)
    except (SafetensorError, OSError) as error:
        text = f"{path} cannot be read as safetensors ({error}). Copy it anew, or use --weights none."
        raise WeightsUnavailableError(text) from error


def _download(backbone: str) -> State:
    try:
        state: State = _DOWNLOADS[backbone].get_state_dict(progress=False, check_hash=True)
    except (OSError, RuntimeError) as error:
        raise WeightsUnavailableError(
            f"The ImageNet weights of {backbone} could not be downloaded ({error}). Set {WEIGHTS_DIR_VARIABLE} or "
            f"--weights-dir to a folder with {WEIGHTS_FILES[backbone]}, or start without weights: --weights none."
        ) from error
    return state


def load_backbone(layers: nn.Module, state: State, source: str) -> None:
    """Fill `layers`, all of it, from torchvision's tensor names with or without `features.`; the rest is not needed.

    Errors: WeightsUnavailableError naming the first tensor that is missing or has another shape.
    """
    plain = {name.removeprefix(_FEATURES): tensor for name, tensor in state.items()}
    own = layers.state_dict()
    for name, tensor in own.items():
        if name not in plain or plain[name].shape != tensor.shape:
            fault = f"shape {tuple(plain[name].shape)}" if name in plain else "no such tensor"
            raise WeightsUnavailableError(
                f"{source} does not fit this backbone: {_FEATURES}{name} should have shape {tuple(tensor.shape)}, "
                f"but there is {fault}. Use torchvision's ImageNet weights, or --weights none."
            )
    layers.load_state_dict({name: plain[name] for name in own})


def load_classifier(head: nn.Module, state: State) -> bool:
    """Start fc1 and fc2 of `head` from VGG16's classifier; False, and nothing changed, where `state` has none."""
    own = head.state_dict()
    pairs = [(f"{a}.{kind}", f"{b}.{kind}") for a, b in _CLASSIFIER_LAYERS.items() for kind in ("weight", "bias")]
    if not all(theirs in state and state[theirs].shape == own[mine].shape for mine, theirs in pairs):
        return False
    with torch.no_grad():
        for mine, theirs in pairs:
            own[mine].copy_(state[theirs])
    return True
