"""Networks as onnxruntime takes them, kept for the next start of the program under what they were made from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from detector import __version__
from detector.config import DetectorConfig
from detector.data.own_folder import user_cache_folder
from detector.faster_rcnn import FasterRCNN
from detector.kept_files import KeptFiles

FOLDER_NAME = "onnx"
MAX_KEPT_BYTES = 512 << 20
"""Of all files together: some 25 of mobilenet_fpn. The one that was not used for the longest time goes first."""
_GRAPH_VERSION = 1
"""Counts changes of the graph that is made of the same network."""
_NOT_IN_GRAPH = ("anchor_targets", "detection", "losses", "training")


def describe_architecture(config: DetectorConfig, classes: int) -> str:
    """What the time for an image depends on: the same text for networks that differ in their weights alone.

    The size of the input is part of it: each image is resized to that of the configuration.
    """
    settings = {name: value for name, value in asdict(config).items() if name not in _NOT_IN_GRAPH}
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:12]
    short, long = config.input.short_side, config.input.long_side
    return f"{config.preset} {digest}, {classes} classes, input {short} to {long}"


def compute_fingerprint(network: FasterRCNN) -> str:
    """Identify a network by all that its graph is made of: the program, the settings and each weight."""
    digest = hashlib.sha256()
    digest.update(f"{__version__} {_GRAPH_VERSION} {network.config.to_json()} {len(network.classes)}".encode())
    for name, tensor in network.state_dict().items():
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


def kept_models_of_user() -> KeptFiles:
    """Those that all programs of this user share."""
    return KeptFiles(user_cache_folder() / FOLDER_NAME, ".onnx", MAX_KEPT_BYTES)
