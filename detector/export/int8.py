"""The same file with weights and maps in eight bits, and what that costs."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

from detector.data.formats.base import OpenOptions, Split
from detector.data.image_io import decode_image
from detector.data.labeled_image import LabeledImage
from detector.data.labeled_set import load_training_set
from detector.data.usable_labels import FOR_EVALUATION
from detector.errors import DatasetError, ImageUnreadableError
from detector.evaluation.evaluate import build_image_result
from detector.evaluation.measurement import score_results
from detector.export.proof import ComparisonImage, read_comparison_images, select_evenly
from detector.export.requirements import ExportError
from detector.export.runtime import OnnxDetector

_QUANTIZED_PARTS = ("backbone/", "head/box_head/")
"""Parts whose convolutions and products are computed in eight bits; what ranks and places boxes is not."""


MAX_CALIBRATION_IMAGES = 100


@dataclass(frozen=True)
class FileMeasurement:
    """How good a file is on labeled images, and how fast."""

    ap: float | None
    """Mean over IoU 0.5 to 0.95; None without labeled images"""
    ap50: float | None
    seconds: float
    """An image"""


@dataclass(frozen=True)
class Int8Cost:
    """A file in float32 beside that in eight bits."""

    before: FileMeasurement
    after: FileMeasurement
    images: int


class _CalibrationReader(CalibrationDataReader):  # type: ignore[misc]
    """Hands pictures to onnxruntime, one at a time."""

    def __init__(self, images: Iterable[ComparisonImage]) -> None:
        self._images = iter(images)

    def get_next(self) -> dict[str, Any] | None:
        image = next(self._images, None)
        return None if image is None else {"image": image.pixels}


def write_int8(model: Path, target: Path, images: Iterable[ComparisonImage]) -> None:
    """Write the file `model` once more in eight bits.

    Args:
        model: an exported file.
        target: the new one.
        images: what ranges of values are measured on, as many as are representative.
    """
    proto = onnx.load(model)
    kinds = ("Conv", "Gemm")
    nodes = [node.name for node in proto.graph.node if node.op_type in kinds and node.name.startswith(_QUANTIZED_PARTS)]
    # In the same folder, so that the finished file can be moved into place at once.
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".int8-") as folder:
        made = Path(folder) / target.name
        with _without_advice():
            quantize_static(
                model,
                made,
                _CalibrationReader(images),
                quant_format=QuantFormat.QDQ,
                op_types_to_quantize=list(kinds),
                nodes_to_quantize=nodes,
                per_channel=True,
                activation_type=QuantType.QUInt8,
                weight_type=QuantType.QInt8,
            )
        made.replace(target)


@contextmanager
def _without_advice() -> Iterator[None]:
    """Without onnxruntime's advice to programmers, which it gives by the root logger itself."""

    def is_error(record: logging.LogRecord) -> bool:
        return record.levelno > logging.WARNING

    logging.root.addFilter(is_error)
    try:
        yield
    finally:
        logging.root.removeFilter(is_error)


def measure_file(
    detector: OnnxDetector, images: Sequence[LabeledImage], step: Callable[[], None] = lambda: None
) -> FileMeasurement:
    """Detect in `images` and score it; `step` is called after each. Images that cannot be read are left out.

    Raises:
        ExportError: none can be read.
    """
    results, seconds = [], 0.0
    for image, pixels in _read_images(images):
        started = time.perf_counter()
        found = detector.detect(pixels)
        seconds += time.perf_counter() - started
        results.append(build_image_result(image, found, detector.classes))
        step()
    if not results:
        raise ExportError("None of the images can be read, so nothing can be measured. Choose other images.")
    coco = score_results(results, detector.classes).coco
    return FileMeasurement(coco.ap, coco.ap50, seconds / len(results))


def _read_images(images: Sequence[LabeledImage]) -> Iterator[tuple[LabeledImage, Any]]:
    for image in images:
        try:
            yield image, decode_image(image.path).pixels
        except ImageUnreadableError:
            continue


def measure_int8_cost(
    model: Path, int8: Path, images: Sequence[LabeledImage], threads: int, step: Callable[[], None] = lambda: None
) -> Int8Cost:
    """Both files on the same images. Raises: ExportError."""
    before, after = (measure_file(OnnxDetector(file, threads), images, step) for file in (model, int8))
    return Int8Cost(before, after, len(images))


def choose_measured_images(
    root: Path,
    classes: Sequence[str],
    paths: Sequence[Path],
    options: OpenOptions,
    split: Split | None = None,
    warn: Callable[[str], None] = lambda _text: None,
) -> list[LabeledImage]:
    """What to measure the cost on: all labeled images of `root`, or `paths` without labels where there are none."""
    try:
        labeled = load_training_set(root, classes, split, options, reading=FOR_EVALUATION)
        if any(len(image.boxes) for image in labeled.images):
            return list(labeled.images)
    except DatasetError as error:
        warn(str(error))
    nothing = np.zeros((0, 4), np.float32), np.zeros(0, np.int64), np.zeros(0, np.bool_)
    return [LabeledImage(path, 0, 0, *nothing) for path in paths]


def write_calibrated_int8(
    model: Path, target: Path, paths: Sequence[Path], step: Callable[[], None] = lambda: None
) -> None:
    """Write the file `model` in eight bits, with ranges measured on a part of the images `paths`."""

    def read_calibration_images() -> Iterator[ComparisonImage]:
        for image in read_comparison_images(select_evenly(paths, MAX_CALIBRATION_IMAGES), lambda _text: None):
            step()
            yield image

    write_int8(model, target, read_calibration_images())


def describe_int8_cost(cost: Int8Cost) -> str:
    """One sentence."""
    before, after = cost.before, cost.after
    times = f"{1000 * before.seconds:.0f} to {1000 * after.seconds:.0f} ms per image"
    if before.ap is None or after.ap is None:
        return f"int8: {times}; no labeled image, so AP was not measured."
    return (
        f"int8: AP {before.ap:.4f} to {after.ap:.4f}, AP50 {before.ap50:.4f} to {after.ap50:.4f} on {cost.images} "
        f"labeled images; {times}."
    )
