"""Export: build the file, prove it on images, and only then write it, with the program that runs it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import torch

from detector.config import DetectionConfig
from detector.data.atomic import write_atomically
from detector.export.model import build_onnx
from detector.export.proof import ComparisonImage, Progress, Proof, describe_fault, prove_equivalence
from detector.export.requirements import ExportError
from detector.export.runtime import OnnxDetector
from detector.export.script import build_script
from detector.faster_rcnn import FasterRCNN
from detector.predictor import Predictor

ONNX_SUFFIX = ".onnx"
MASKS_DIFFER = "Only one of {file} and the network finds masks. Export the network again."


@dataclass(frozen=True)
class ExportFiles:
    """Where an export goes."""

    model: Path

    @property
    def script(self) -> Path:
        return self.model.with_name(f"detect_{self.model.stem}.py")

    @property
    def int8(self) -> Path:
        return self.model.with_name(f"{self.model.stem}_int8{ONNX_SUFFIX}")

    def check_writable(self, overwrite: bool, int8: bool) -> None:
        """Raises: ExportError, where the files cannot be written or are there already."""
        if self.model.suffix != ONNX_SUFFIX:
            raise ExportError(f"{self.model} must end in {ONNX_SUFFIX}. Change the name.")
        if not self.model.parent.is_dir():
            raise ExportError(f"There is no folder {self.model.parent} for {self.model.name}. Create it first.")
        files = [self.model, self.script, *([self.int8] if int8 else [])]
        there = [file for file in files if file.exists()]
        if there and not overwrite:
            raise ExportError(f"{there[0]} already exists. Choose another file, or allow overwriting.")


def export_network(
    model: FasterRCNN,
    files: ExportFiles,
    images: Iterable[ComparisonImage],
    total: int,
    detection: DetectionConfig | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Proof:
    """Write `model` to one ONNX file that finds what it finds, and a program that runs it beside that.

    Args:
        model: the network.
        files: where to.
        images: to compare on; at least one.
        total: how many they are.
        detection: the thresholds to put into the file; None: those of the network's configuration.
        progress: is called after each picture; what it raises ends the export, and nothing is written.

    Raises:
        ExportError: the file would find something else; then nothing is written. Or the network cannot be exported, or
            the file not be written.
    """
    detection = detection or model.config.detection
    content = build_onnx(model, detection).SerializeToString()
    predictor = Predictor(model, "cpu", "float32")
    detector = OnnxDetector(content, torch.get_num_threads())
    proof = prove_equivalence(predictor, detector, images, total, detection, progress)
    if proof.faulty_images:
        raise ExportError(f"{describe_fault(proof)} {files.model} was not written. Please report this as a bug.")
    write_file(files.model, content)  # first, because a full disk has no room for it
    write_file(files.script, build_script(files.model.name, files.script.name, detector.has_masks))
    return proof


def check_exported_file(
    model: FasterRCNN,
    file: Path,
    images: Iterable[ComparisonImage],
    total: int,
    detection: DetectionConfig | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Proof:
    """Compare a file that was exported earlier with `model`; arguments as for `export_network`.

    Raises:
        ExportError: it finds something else, or knows other classes, or is no such file.
    """
    detection = detection or model.config.detection
    detector = OnnxDetector(file, torch.get_num_threads())
    if detector.classes != model.classes:
        raise ExportError(f"{file} has different classes than the network. Export the network again.")
    if detector.has_masks != model.config.has_masks:
        raise ExportError(MASKS_DIFFER.format(file=file))
    predictor = Predictor(model, "cpu", "float32")
    proof = prove_equivalence(predictor, detector, images, total, detection, progress)
    if proof.faulty_images:
        raise ExportError(f"{describe_fault(proof)} {file} does not belong to this network. Export the network again.")
    return proof


def write_file(path: Path, content: bytes) -> None:
    """Raises: ExportError, where the disk is full or the folder takes no file."""
    try:
        write_atomically(path, content)
    except OSError as error:
        raise ExportError(f"{path} could not be written: {error.strerror or error}. Choose another folder.") from error
