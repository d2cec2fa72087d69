"""Networks as onnxruntime takes them, kept for the next start of the program under what they were made from."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from detector import __version__
from detector.config import DetectorConfig
from detector.data.atomic import write_atomically
from detector.data.own_folder import user_cache_folder
from detector.faster_rcnn import FasterRCNN

FOLDER_NAME = "onnx"
MAX_KEPT_BYTES = 512 << 20
"""Of all files together: some 25 of mobilenet_fpn. The one that was not used for the longest time goes first."""
_GRAPH_VERSION = 1
"""Counts changes of the graph that is made of the same network."""
_NOT_IN_GRAPH = ("anchor_targets", "detection", "losses", "training")
_log = logging.getLogger(__name__)


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


@dataclass(frozen=True)
class KeptModels:
    """A folder with one file for each fingerprint; nothing in it is needed, so no fault of it is an error."""

    folder: Path
    max_bytes: int = MAX_KEPT_BYTES

    @classmethod
    def of_user(cls) -> KeptModels:
        """Those that all programs of this user share."""
        return cls(user_cache_folder() / FOLDER_NAME)

    def find_file(self, fingerprint: str) -> Path | None:
        """The file of a network, which counts as used now; None where there is none."""
        path = self._path_of(fingerprint)
        try:
            os.utime(path)
        except OSError:
            return None
        return path

    def store_file(self, fingerprint: str, content: bytes) -> None:
        """Keep the file of a network, and remove others where they become too many."""
        try:
            self._make_room(len(content))
            self.folder.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path_of(fingerprint), content)
        except OSError as error:
            _log.info("%s cannot be written (%s): the network is exported again next time", self.folder, error)

    def remove_file(self, fingerprint: str) -> None:
        """Forget the file of a network."""
        try:
            self._path_of(fingerprint).unlink(missing_ok=True)
        except OSError as error:
            _log.info("%s cannot be removed (%s)", self._path_of(fingerprint), error)

    def _path_of(self, fingerprint: str) -> Path:
        return self.folder / f"{fingerprint}.onnx"

    def _make_room(self, needed: int) -> None:
        """Raises: OSError."""
        files = [(path.stat(), path) for path in self.folder.glob("*.onnx")]
        size = needed + sum(status.st_size for status, _ in files)
        for status, path in sorted(files, key=lambda one: one[0].st_mtime):
            if size <= self.max_bytes:
                break
            path.unlink()
            size -= status.st_size
