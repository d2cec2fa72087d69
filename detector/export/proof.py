"""The proof that an exported file finds what the network finds, on images of a person's own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.config import DetectionConfig
from detector.data.image_io import decode_image
from detector.demo.scene import render_scene
from detector.errors import ImageUnreadableError
from detector.export.difference import (
    MAX_EDGE_DIFFERENCE_PX,
    MAX_SCORE_DIFFERENCE,
    ImageDifference,
    MaskDifference,
    measure_difference,
    measure_mask_difference,
)
from detector.export.requirements import ExportError
from detector.export.runtime import OnnxDetector
from detector.predictor import Predictor

Progress = Callable[[int, int], None]
"""Called with done and total; what it raises ends the work."""


@dataclass(frozen=True)
class ComparisonImage:
    """An image to compare on; `name` is what a report calls it."""

    name: str
    pixels: NDArray[np.uint8]
    """(h, w, 3) RGB"""


@dataclass(frozen=True)
class Proof:
    """What came of a comparison."""

    differences: tuple[tuple[str, ImageDifference], ...]
    """By the name of the image"""
    network_s: float
    """Seconds an image that the network takes, in float32 on the CPU"""
    file_s: float
    """Seconds an image that onnxruntime takes"""

    @property
    def detection_count(self) -> int:
        return sum(one.detection_count for _, one in self.differences)

    @property
    def max_edge_difference(self) -> float:
        """The largest difference of an edge."""
        return max(one.max_edge_difference for _, one in self.differences)

    @property
    def max_score_difference(self) -> float:
        """The largest difference of a score."""
        return max(one.max_score_difference for _, one in self.differences)

    @property
    def masks(self) -> MaskDifference | None:
        """The largest differences of masks; None without a mask head."""
        found = [one.masks for _, one in self.differences if one.masks is not None]
        if not found:
            return None
        return MaskDifference(max(one.max_probability_difference for one in found), min(one.min_iou for one in found))

    @property
    def on_edge(self) -> int:
        return sum(one.on_edge for _, one in self.differences)

    @property
    def faulty_images(self) -> tuple[tuple[str, ImageDifference], ...]:
        """The images in which the two find different things."""
        return tuple((name, one) for name, one in self.differences if not one.is_small)


def prove_equivalence(
    predictor: Predictor,
    detector: OnnxDetector,
    images: Iterable[ComparisonImage],
    total: int,
    detection: DetectionConfig,
    progress: Progress = lambda _done, _total: None,
) -> Proof:
    """Detect in every picture with both.

    Args:
        predictor: the network in float32 on the CPU.
        detector: the exported file; it has masks if the network has a mask head.
        images: at least one.
        total: how many they are, for the progress.
        detection: the thresholds in the file.
        progress: is called after each.

    Raises:
        ExportError: there is no picture.
    """
    differences = []
    has_masks = predictor.model.config.has_masks
    network_s = file_s = 0.0
    for done, image in enumerate(images, start=1):
        started = time.perf_counter()
        predictor.set_image(image.pixels)
        expected = predictor.detect(detection.score, detection.nms_iou, detection.max_detections)
        between = time.perf_counter()
        output = detector.run_image(image.pixels)
        ended = time.perf_counter()
        # In the boxes of the file, so that what differs is the masks alone.
        grids = predictor.predict_mask_grids(output.found.boxes, output.found.labels) if has_masks else None
        masks_s = time.perf_counter() - ended
        # The first image takes longer with either, as memory is laid out for it.
        if done > 1 or total == 1:
            network_s, file_s = network_s + between - started + masks_s, file_s + ended - between
        difference = measure_difference(expected, output.found, detection)
        if grids is not None:
            masks = measure_mask_difference(grids.cpu().numpy(), output, predictor.model.config.mask.threshold)
            difference = replace(difference, masks=masks)
        differences.append((image.name, difference))
        progress(done, total)
    if not differences:
        raise ExportError("There is no image to compare on. Choose a folder with readable images.")
    timed = max(1, len(differences) - 1)
    return Proof(tuple(differences), network_s / timed, file_s / timed)


def describe_proof(proof: Proof) -> str:
    """One sentence, or two, on a file that finds the same."""
    images, boxes = _format_count(len(proof.differences), "image"), _format_count(proof.detection_count, "detection")
    text = (
        f"{images}, {boxes}: same boxes, largest difference {proof.max_edge_difference:.2g} px and "
        f"{proof.max_score_difference:.1g} in score. "
        f"Time per image: {1000 * proof.file_s:.0f} ms with onnxruntime, {1000 * proof.network_s:.0f} ms with torch."
    )
    if proof.masks is not None:
        text += (
            f" Masks: largest difference {proof.masks.max_probability_difference:.1g} in probability, lowest IoU "
            f"{proof.masks.min_iou:.3f} when pasted."
        )
    if proof.on_edge:
        text += f" {_format_count(proof.on_edge, 'detection')} so close to a threshold that rounding decides."
    return text


def describe_fault(proof: Proof) -> str:
    """One sentence on a file that does not."""
    faulty = proof.faulty_images
    what = "masks" if all(one.has_same_boxes for _, one in faulty) else "boxes"
    name, worst = max(faulty, key=lambda one: (one[1].missing + one[1].extra, one[1].max_edge_difference))
    parts = [
        f"{worst.missing} of {_format_count(worst.detection_count, 'detection')} missing" if worst.missing else "",
        f"{worst.extra} too many" if worst.extra else "",
        f"boxes off by up to {worst.max_edge_difference:.2g} px"
        if worst.max_edge_difference > MAX_EDGE_DIFFERENCE_PX
        else "",
        f"scores off by up to {worst.max_score_difference:.1g}"
        if worst.max_score_difference > MAX_SCORE_DIFFERENCE
        else "",
        f"probabilities of masks off by up to {worst.masks.max_probability_difference:.1g}"
        if worst.masks is not None and not worst.masks.is_small
        else "",
    ]
    details = ", ".join(part for part in parts if part)
    return (
        f"The exported file detects different {what} than the network in {len(faulty)} of "
        f"{_format_count(len(proof.differences), 'image')} ({name}: {details})."
    )


def _format_count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def read_comparison_images(images: Sequence[Path], warn: Callable[[str], None]) -> Iterator[ComparisonImage]:
    """Decode `images` whole, as a program that uses the file does; those that cannot be read are left out."""
    for path in images:
        try:
            decoded = decode_image(path)
        except ImageUnreadableError as error:
            warn(f"{error} {path.name} is left out.")
            continue
        yield ComparisonImage(path.name, decoded.pixels)


def select_evenly(images: Sequence[Path], max_count: int) -> tuple[Path, ...]:
    """At most `max_count` of `images`, spread evenly."""
    if len(images) <= max_count:
        return tuple(images)
    return tuple(images[row * len(images) // max_count] for row in range(max_count))


def render_comparison_images(count: int) -> Iterator[ComparisonImage]:
    """Drawn scenes of several sizes, for where there are no images."""
    for seed in range(count):
        width, height = 320 + 64 * (seed % 5), 240 + 80 * (seed % 3)
        yield ComparisonImage(f"rendered scene {seed + 1}", render_scene(seed, width, height).pixels)
