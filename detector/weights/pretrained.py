"""Which pretrained weights there are, how their files are called, and which of them a training should start from.

Free of torch, so that a window can say it before the engine is loaded.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Literal

WEIGHTS_DIR_VARIABLE = "FRCNN_WEIGHTS_DIR"
_chosen_weights_dir: Path | None = None
WEIGHTS_FILES = {
    "vgg16": "vgg16_features_imagenet_fp16.safetensors",
    "mobilenet_v2": "mobilenet_v2_features_imagenet.safetensors",
    "mobilenet_v3_large": "mobilenet_v3_large_imagenet.safetensors",
    "resnet50": "resnet50_imagenet_keras_fp16.safetensors",
    "resnet101": "resnet101_imagenet.safetensors",
    "resnext50_32x4d": "resnext50_32x4d_imagenet.safetensors",
}
"""Of each backbone that knows ImageNet"""
COCO_FILES = {
    "resnet50_fpn": "fasterrcnn_resnet50_fpn_coco-258fb6c6.pth",
    "resnet50_fpn_v2": "fasterrcnn_resnet50_fpn_v2_coco-dd69338a.pth",
    "mobilenet_v3_fpn": "fasterrcnn_mobilenet_v3_large_fpn-fb6a3cc7.pth",
    "mobilenet_v3_320_fpn": "fasterrcnn_mobilenet_v3_large_320_fpn-907ea3f9.pth",
    "mask_rcnn_resnet50_fpn": "maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth",
    "mask_rcnn_resnet50_fpn_v2": "maskrcnn_resnet50_fpn_v2_coco-73cbd019.pth",
}
"""Of each preset whose detector knows COCO, as torchvision's downloads are called"""
COCO_PRESET = "resnet50_fpn"
"""Where nobody says which of them"""
LIGHT_COCO_PRESET = "mobilenet_v3_fpn"
"""Of them, the one for a CPU"""
PROPOSED = "proposed"
"""To start from what `choose_start` proposes"""
MAX_FEW_IMAGES = 500
"""Up to here, what a detector has learned from COCO is worth more than its own images."""


class StartReason(Enum):
    """Why a training starts from the weights that it starts from; the value is a sentence for a command line."""

    NO_COCO_WEIGHTS = "ImageNet weights: there are no COCO weights for {preset}; there are for {other}."
    MANY_IMAGES = "ImageNet weights: {images} images are enough to train on without COCO weights."
    COCO_HERE = "COCO weights: with fewer than {few} images, starting from a trained detector helps most."
    COCO_DOWNLOAD = (
        "COCO weights, which are downloaded: with fewer than {few} images, starting from a trained detector helps most."
    )
    COCO_OUT_OF_REACH = (
        "ImageNet weights: the COCO weights of {preset} are not on this machine and cannot be downloaded. To use them, "
        "put {file} into the weights folder (FRCNN_WEIGHTS_DIR)."
    )


@dataclass(frozen=True)
class StartChoice:
    """What to start from, and why."""

    weights: Literal["coco", "imagenet"]
    reason: StartReason
    preset: str
    images: int

    @property
    def placeholders(self) -> dict[str, str]:
        """What stands in the places of the reason's sentence."""
        return {
            "preset": self.preset,
            "other": LIGHT_COCO_PRESET,
            "images": f"{self.images:,}",
            "few": f"{MAX_FEW_IMAGES:,}",
            "file": COCO_FILES.get(self.preset, ""),
        }

    @property
    def sentence(self) -> str:
        return self.reason.value.format(**self.placeholders)


def choose_start(preset_name: str, images: int, coco_is_here: bool, coco_is_downloadable: bool) -> StartChoice:
    """Propose COCO weights for few images where they can be had, ImageNet weights otherwise.

    Args:
        preset_name: The network to train.
        images: How many images it learns from.
        coco_is_here: Whether the preset's COCO weights are on this machine.
        coco_is_downloadable: Whether they could be fetched now. Ignored where another rule decides.

    Returns:
        The first rule that applies.
    """
    rules = (
        (preset_name not in COCO_FILES, "imagenet", StartReason.NO_COCO_WEIGHTS),
        (images >= MAX_FEW_IMAGES, "imagenet", StartReason.MANY_IMAGES),
        (coco_is_here, "coco", StartReason.COCO_HERE),
        (coco_is_downloadable, "coco", StartReason.COCO_DOWNLOAD),
        (True, "imagenet", StartReason.COCO_OUT_OF_REACH),
    )
    weights, reason = next((weights, reason) for applies, weights, reason in rules if applies)
    return StartChoice("coco" if weights == "coco" else "imagenet", reason, preset_name, images)


def set_default_weights_dir(folder: Path | None) -> None:
    """Search weights in `folder` from now on, rather than where FRCNN_WEIGHTS_DIR says; None: there again."""
    global _chosen_weights_dir
    _chosen_weights_dir = folder


def find_default_weights_dir() -> Path | None:
    """The folder that `set_default_weights_dir` has given, else the one that FRCNN_WEIGHTS_DIR names."""
    named = os.environ.get(WEIGHTS_DIR_VARIABLE)
    return _chosen_weights_dir or (Path(named) if named else None)


def find_weights(name: str, weights_dir: Path | None = None) -> Path | None:
    """The file `name` in `weights_dir`, else in the default folder, if there is one."""
    folder = weights_dir or find_default_weights_dir()
    path = folder / name if folder else None
    return path if path and path.is_file() else None
