"""From a preset to a network: where pretrained weights come from, and what takes them."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn
from tqdm import tqdm

from detector.config import DetectorConfig
from detector.errors import WeightsUnavailableError
from detector.faster_rcnn import FasterRCNN
from detector.torchvision_parts import models
from detector.translatable import translatable
from detector.weights.download import cached_path, download_file, is_reachable
from detector.weights.pretrained import (
    COCO_FILES,
    WEIGHTS_FILES,
    StartChoice,
    choose_start,
    find_weights,
)
from detector.weights.weights_file import find_content_fault

UNREADABLE_WEIGHTS = translatable("{path} cannot be read as weights ({reason}). Copy it again.")

_IMAGENET_WEIGHTS: dict[str, models.WeightsEnum] = {
    "vgg16": models.VGG16_Weights.IMAGENET1K_V1,
    "mobilenet_v2": models.MobileNet_V2_Weights.IMAGENET1K_V1,
    "mobilenet_v3_large": models.MobileNet_V3_Large_Weights.IMAGENET1K_V1,
    "resnet50": models.ResNet50_Weights.IMAGENET1K_V1,
    "resnet101": models.ResNet101_Weights.IMAGENET1K_V1,
    "resnext50_32x4d": models.ResNeXt50_32X4D_Weights.IMAGENET1K_V1,
}
_IMAGENET_EPS = {"mobilenet_v3_large": 1e-3}
"""Of the norms that ImageNet's weights were trained with, where it is not 1e-5"""
_COCO_WEIGHTS: dict[str, models.WeightsEnum] = {
    "resnet50_fpn": models.detection.FasterRCNN_ResNet50_FPN_Weights.COCO_V1,
    "resnet50_fpn_v2": models.detection.FasterRCNN_ResNet50_FPN_V2_Weights.COCO_V1,
    "mobilenet_v3_fpn": models.detection.FasterRCNN_MobileNet_V3_Large_FPN_Weights.COCO_V1,
    "mobilenet_v3_320_fpn": models.detection.FasterRCNN_MobileNet_V3_Large_320_FPN_Weights.COCO_V1,
    "mask_rcnn_resnet50_fpn": models.detection.MaskRCNN_ResNet50_FPN_Weights.COCO_V1,
    "mask_rcnn_resnet50_fpn_v2": models.detection.MaskRCNN_ResNet50_FPN_V2_Weights.COCO_V1,
}
"""By preset, as `COCO_FILES`"""
_COCO_EPS = {"resnet50_fpn": 0.0, "mask_rcnn_resnet50_fpn": 0.0}
"""Of the norms that COCO's weights were trained with, where it is not 1e-5"""
_FEATURES_PREFIX = "features."
_CLASSIFIER_LAYERS = {"fc6": "classifier.0", "fc7": "classifier.3"}
"""VGG16's own fully connected layers, which see 7x7 maps of 512 channels as the head does."""

_PRESETS_WITH_CLASSIFIER = ("vgg16", "fast_rcnn_vgg16")
"""Whose fully connected layers start from them; those of the tutorial's network do not"""

StateDict = Mapping[str, Tensor]


def build_detector(
    config: DetectorConfig, classes: Sequence[str], weights: str = "imagenet", weights_dir: Path | None = None
) -> FasterRCNN:
    """A network for `classes` whose backbone knows ImageNet (`imagenet`) or nothing (`none`).

    Weights come from `weights_dir`, else from the folder that FRCNN_WEIGHTS_DIR names, else from torchvision's
    download, an earlier one if there is one. What has no pretrained weights is drawn from torch's global generator:
    seed it for equal networks.

    Raises:
        WeightsUnavailableError: The weights are not there and cannot be downloaded.
    """
    if weights == "none":
        # torchvision starts convolutions as He et al. (2015) do, which is what a network without weights needs.
        return FasterRCNN(config, classes)
    if weights != "imagenet":
        raise ValueError(f"weights must be imagenet or none, not {weights!r}")
    name = config.backbone.name
    path = find_imagenet_file(name, weights_dir) or _download_weights(_IMAGENET_WEIGHTS[name].url)
    state = _read_weights(path)
    backbone = replace(config.backbone, norm_eps=_IMAGENET_EPS.get(name, config.backbone.norm_eps))
    if "keras" in path.name:
        backbone = replace(backbone, stride_in_1x1=True)
    config = replace(config, backbone=backbone)
    model = FasterRCNN(config, classes, pretrained=True)
    load_backbone(model.backbone.body, state, str(path))
    if config.head.last_stage:
        load_backbone(model.roi_heads.box_head, state, str(path))
    if config.preset in _PRESETS_WITH_CLASSIFIER:
        load_classifier(model.roi_heads.box_head, state)
    return model


def build_coco_detector(config: DetectorConfig, weights_dir: Path | None = None) -> FasterRCNN:
    """The network of this preset that torchvision trained on COCO: detects 80 classes as it is.

    COCO numbers its 80 classes up to 90; `coco_classes` names the ten numbers that were never used `unused 12` and so
    on.
    """
    name = COCO_FILES.get(config.preset)
    if name is None:
        raise WeightsUnavailableError(
            f"There are no COCO weights for the preset {config.preset}; use {', '.join(COCO_FILES)}."
        )
    path = find_coco_file(config.preset, weights_dir) or _download_weights(_COCO_WEIGHTS[config.preset].url)
    state = _read_weights(path)
    backbone = replace(config.backbone, norm_eps=_COCO_EPS.get(config.preset, config.backbone.norm_eps))
    config = with_frozen_norms(replace(config, backbone=backbone))
    model = FasterRCNN(config, coco_classes(), pretrained=True)
    try:
        model.load_state_dict(dict(state))
    except RuntimeError as error:
        raise WeightsUnavailableError(f"{path} is not torchvision's {name}: {error}") from error
    return model


def with_frozen_norms(config: DetectorConfig) -> DetectorConfig:
    """`config` for weights of a whole detector: norms of the pyramid and of the heads keep their statistics, too."""
    backbone, head, mask = config.backbone, config.head, config.mask
    if backbone.fpn_norm == "learned":
        backbone = replace(backbone, fpn_norm="frozen")
    if head.norm == "learned":
        head = replace(head, norm="frozen")
    if mask.norm == "learned":
        mask = replace(mask, norm="frozen")
    return replace(config, backbone=backbone, head=head, mask=mask)


def find_imagenet_file(backbone: str, weights_dir: Path | None = None) -> Path | None:
    """The backbone's ImageNet weights on this machine, given or downloaded before; None where they are not.

    In a folder with weights, the file may have torchvision's name, too: that is what a person can download elsewhere.
    """
    name = _IMAGENET_WEIGHTS[backbone].url.rpartition("/")[2]
    given = find_weights(WEIGHTS_FILES[backbone], weights_dir) or find_weights(name, weights_dir)
    return given or _find_download(name)


def find_coco_file(preset_name: str, weights_dir: Path | None = None) -> Path | None:
    """The preset's COCO weights on this machine, given or downloaded before; None where they are not."""
    name = COCO_FILES.get(preset_name)
    if name is None:
        return None
    return find_weights(name, weights_dir) or _find_download(name)


def _find_download(name: str) -> Path | None:
    """The file `name` where an earlier download has left it, of this program or of torchvision."""
    kept = cached_path(name)
    return kept if kept.is_file() else None


def download_coco_weights(
    preset_name: str,
    progress: Callable[[int, int], None],
    check_canceled: Callable[[], None],
    weights_dir: Path | None = None,
) -> None:
    """Download the preset's COCO weights, unless they are here. As `download_file`. Raises: WeightsUnavailableError."""
    if preset_name in COCO_FILES and find_coco_file(preset_name, weights_dir) is None:
        download_file(_COCO_WEIGHTS[preset_name].url, cached_path(COCO_FILES[preset_name]), progress, check_canceled)


def find_start(preset_name: str, images: int, weights_dir: Path | None = None) -> StartChoice:
    """As `choose_start`, after a look for the preset's COCO weights: on this machine, else on the network."""
    without = choose_start(preset_name, images, coco_is_here=False, coco_is_downloadable=True)
    if without.weights == "imagenet":
        return without
    here = find_coco_file(preset_name, weights_dir) is not None
    reachable = not here and is_reachable(_COCO_WEIGHTS[preset_name].url)
    return choose_start(preset_name, images, here, reachable)


def coco_classes() -> tuple[str, ...]:
    """The names of labels 1 to 90."""
    names = next(iter(_COCO_WEIGHTS.values())).meta["categories"]
    return tuple(f"unused {label}" if name == "N/A" else name for label, name in enumerate(names) if label)


def _read_weights(path: Path) -> StateDict:
    """Tensors by name. Nothing else in the file is read, and no code in it is run."""
    try:
        if fault := find_content_fault(path):
            raise WeightsUnavailableError(f"{path} {fault}")
        state: object = load_file(path) if path.suffix == ".safetensors" else torch.load(path, weights_only=True)
    except (SafetensorError, OSError, RuntimeError, ValueError, EOFError, pickle.UnpicklingError) as error:
        text = UNREADABLE_WEIGHTS.format(path=path, reason=error)
        raise WeightsUnavailableError(text) from error
    if not isinstance(state, Mapping) or not all(isinstance(tensor, Tensor) for tensor in state.values()):
        raise WeightsUnavailableError(f"{path} does not hold tensors by name. Use torchvision's file.")
    return state


def _download_weights(url: str) -> Path:
    """Where torchvision's file is after its download. Raises: WeightsUnavailableError."""
    path = cached_path(url.rpartition("/")[2])
    with tqdm(desc=f"Downloading {path.name}", unit="B", unit_scale=True, disable=None, leave=False) as bar:

        def show_progress(done: int, total: int) -> None:
            bar.total = total or None
            bar.update(done - bar.n)

        download_file(url, path, show_progress)
    return path


def load_backbone(layers: nn.Module, state: StateDict, source: str) -> None:
    """Fill `layers`, all of it, from torchvision's tensor names with or without `features.`; the rest is not needed.

    Raises:
        WeightsUnavailableError: The message names the first tensor that is missing or has another shape.
    """
    plain = {name.removeprefix(_FEATURES_PREFIX): tensor for name, tensor in state.items()}
    own = layers.state_dict()
    for name, tensor in own.items():
        if name not in plain or plain[name].shape != tensor.shape:
            fault = f"shape {tuple(plain[name].shape)}" if name in plain else "no such tensor"
            raise WeightsUnavailableError(
                f"{source} does not fit this backbone: {name} should have shape {tuple(tensor.shape)}, "
                f"but there is {fault}. Use torchvision's ImageNet weights."
            )
    layers.load_state_dict({name: plain[name] for name in own})


def load_classifier(head: nn.Module, state: StateDict) -> bool:
    """Start fc6 and fc7 of `head` from VGG16's classifier; False, and nothing changed, where `state` has none."""
    own = head.state_dict()
    pairs = [(f"{a}.{kind}", f"{b}.{kind}") for a, b in _CLASSIFIER_LAYERS.items() for kind in ("weight", "bias")]
    if not all(theirs in state and state[theirs].shape == own[mine].shape for mine, theirs in pairs):
        return False
    with torch.no_grad():
        for mine, theirs in pairs:
            own[mine].copy_(state[theirs])
    return True
