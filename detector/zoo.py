"""From a preset to a network: where pretrained weights come from, and what takes them."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from detector.config import DetectorConfig
from detector.download import cached, download
from detector.errors import WeightsUnavailableError
from detector.faster_rcnn import FasterRCNN
from detector.torchvision_parts import models
from detector.weights_file import content_fault

WEIGHTS_DIR_VARIABLE = "FRCNN_WEIGHTS_DIR"
WEIGHTS_FILES = {
    "vgg16": "vgg16_features_imagenet_fp16.safetensors",
    "mobilenet_v2": "mobilenet_v2_features_imagenet.safetensors",
    "resnet50": "resnet50_imagenet_keras_fp16.safetensors",
    "resnet101": "resnet101_imagenet.safetensors",
    "resnext50_32x4d": "resnext50_32x4d_imagenet.safetensors",
}
COCO_FILE = "fasterrcnn_resnet50_fpn_coco-258fb6c6.pth"
"""As torchvision's download is called."""
COCO_PRESET = "resnet50_fpn"
_IMAGENET: dict[str, models.WeightsEnum] = {
    "vgg16": models.VGG16_Weights.IMAGENET1K_V1,
    "mobilenet_v2": models.MobileNet_V2_Weights.IMAGENET1K_V1,
    "resnet50": models.ResNet50_Weights.IMAGENET1K_V1,
    "resnet101": models.ResNet101_Weights.IMAGENET1K_V1,
    "resnext50_32x4d": models.ResNeXt50_32X4D_Weights.IMAGENET1K_V1,
}
_COCO = models.detection.FasterRCNN_ResNet50_FPN_Weights.COCO_V1
_FEATURES = "features."
_CLASSIFIER_LAYERS = {"fc6": "classifier.0", "fc7": "classifier.3"}
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
    name = config.backbone.name
    path = find_weights(WEIGHTS_FILES[name], weights_dir)
    state, source = (
        (_read(path), str(path)) if path else (_download(_IMAGENET[name], WEIGHTS_FILES[name]), "The download")
    )
    if path and "keras" in path.name:
        config = replace(config, backbone=replace(config.backbone, stride_in_1x1=True))
    model = FasterRCNN(config, classes, backbone_trained=True)
    load_backbone(model.backbone.body, state, source)
    if config.preset == "vgg16":
        load_classifier(model.roi_heads.box_head, state)
    return model


def build_coco(config: DetectorConfig, weights_dir: Path | None = None) -> FasterRCNN:
    """torchvision's network trained on COCO: detects 80 classes as it is.

    COCO numbers its 80 classes up to 90; `coco_classes` names the ten numbers that were never used `unused 12` and so
    on, so that every output stays where it was trained. The file is found as `build` finds others.
    Errors: WeightsUnavailableError, also when there are no such weights for the preset.
    """
    if config.preset != COCO_PRESET:
        raise WeightsUnavailableError(f"There are no COCO weights for the preset {config.preset}; use {COCO_PRESET}.")
    path = find_weights(COCO_FILE, weights_dir)
    state = _read(path) if path else _download(_COCO, COCO_FILE)
    config = replace(config, backbone=replace(config.backbone, norm_eps=0.0))
    model = FasterRCNN(config, coco_classes(), backbone_trained=True)
    try:
        model.load_state_dict(dict(state))
    except RuntimeError as error:
        raise WeightsUnavailableError(f"{path or 'The download'} is not torchvision's {COCO_FILE}: {error}") from error
    return model


def coco_file(weights_dir: Path | None = None) -> Path | None:
    """The COCO weights on this machine, given or downloaded before; None where they would have to be downloaded."""
    given = find_weights(COCO_FILE, weights_dir)
    if given is not None:
        return given
    kept = cached(COCO_FILE)
    return kept if kept.is_file() else None


def fetch_coco(progress: Callable[[int, int], None], check_cancelled: Callable[[], None]) -> None:
    """Download the COCO weights, unless they are here. As `download`. Errors: WeightsUnavailableError."""
    if coco_file() is None:
        download(_COCO.url, cached(COCO_FILE), progress, check_cancelled)


def coco_classes() -> tuple[str, ...]:
    """The names of labels 1 to 90."""
    names = _COCO.meta["categories"]
    return tuple(f"unused {label}" if name == "N/A" else name for label, name in enumerate(names) if label)


def find_weights(name: str, weights_dir: Path | None = None) -> Path | None:
    """The file `name` in the weights folder, if there is one."""
    folder = weights_dir or (Path(named) if (named := os.environ.get(WEIGHTS_DIR_VARIABLE)) else None)
    path = folder / name if folder else None
    return path if path and path.is_file() else None


def _read(path: Path) -> State:
    """Tensors by name. Nothing else in the file is looked at, and no code in it is run."""
    try:
        if fault := content_fault(path):
            raise WeightsUnavailableError(f"{path} {fault}")
        state: object = load_file(path) if path.suffix == ".safetensors" else torch.load(path, weights_only=True)
    except (SafetensorError, OSError, RuntimeError, ValueError, EOFError, pickle.UnpicklingError) as error:
        text = f"{path} cannot be read as weights ({error}). Copy it anew."
        raise WeightsUnavailableError(text) from error
    if not isinstance(state, Mapping) or not all(isinstance(tensor, Tensor) for tensor in state.values()):
        raise WeightsUnavailableError(f"{path} does not hold tensors by name. Use torchvision's file.")
    return state


def _download(weights: models.WeightsEnum, name: str) -> State:
    try:
        state: State = weights.get_state_dict(progress=False, check_hash=True)
    except (OSError, RuntimeError) as error:
        raise WeightsUnavailableError(
            f"The weights {name} could not be downloaded ({error}). Set {WEIGHTS_DIR_VARIABLE} or --weights-dir to a "
            "folder that has this file."
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
                f"{source} does not fit this backbone: {name} should have shape {tuple(tensor.shape)}, "
                f"but there is {fault}. Use torchvision's ImageNet weights."
            )
    layers.load_state_dict({name: plain[name] for name in own})


def load_classifier(head: nn.Module, state: State) -> bool:
    """Start fc6 and fc7 of `head` from VGG16's classifier; False, and nothing changed, where `state` has none."""
    own = head.state_dict()
    pairs = [(f"{a}.{kind}", f"{b}.{kind}") for a, b in _CLASSIFIER_LAYERS.items() for kind in ("weight", "bias")]
    if not all(theirs in state and state[theirs].shape == own[mine].shape for mine, theirs in pairs):
        return False
    with torch.no_grad():
        for mine, theirs in pairs:
            own[mine].copy_(state[theirs])
    return True
