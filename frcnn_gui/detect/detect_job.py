"""Detect objects in the current image or in many, as a job that reports each image as it comes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detector.data.annotation import Annotation
from detector.data.geometry import Box, Geometry
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox
from frcnn_gui.common.event_buffer import EventBuffer
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.detections import Detection
from frcnn_gui.network.network_cache import NetworkCache, NetworkSource

if TYPE_CHECKING:
    from detector.predictor import PredictedBoxes
    from detector.tiles.tiling import Tiling

DETECTING_PART_TEXT = N_("Detecting, part {part} of {parts}")

MIN_SCORE = 0.05
"""Detections are kept from this score on, so that the slider needs no second run."""


@dataclass(frozen=True)
class ImageDetected:
    """What was found in one image."""

    image: Path
    detections: tuple[Detection, ...]
    features: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, dtype=np.float32), compare=False)
    """(C,) what the image looks like to the network"""


@dataclass(frozen=True)
class ImageSkipped:
    """An image that could not be looked at, and why."""

    image: Path
    reason: str


@dataclass(frozen=True)
class DetectionSummary:
    """How a run went."""

    images: int
    skipped: int
    seconds: float


def create_detect_job(
    networks: NetworkCache,
    source: NetworkSource,
    images: Sequence[Path],
    device: str = "auto",
    tiling: Tiling | None = None,
) -> Job:
    """A job that reports tuples of an ImageDetected or ImageSkipped for each of `images`, in their order.

    Its result is a DetectionSummary.

    With `tiling`, images that are larger than a tile are looked at tile by tile, too.
    """

    def detect_images(context: JobContext) -> DetectionSummary:
        from detector.engines.choice import prepare_engine
        from detector.folder_detection import detect_folder

        context.report_progress(0, len(images), tr("Loading {title}").format(title=source.title))
        with networks.borrow_predictor(source, device) as predictor:
            prepare_engine(predictor, len(images), with_masks=True)
            start = time.monotonic()
            done = skipped = 0
            reports = EventBuffer[ImageDetected | ImageSkipped](context)

            def follow_parts(part: int, parts: int) -> None:
                context.raise_if_canceled()
                if parts > 1:
                    context.report_progress(*_describe_progress(done, len(images), part, parts))

            with closing(reports):
                found_by_image = detect_folder(predictor, images, MIN_SCORE, tiling, follow_parts, with_masks=True)
                for image, found in found_by_image:
                    done += 1
                    if isinstance(found, str):
                        skipped += 1
                        is_reported = reports.add_event(ImageSkipped(image, found))
                    else:
                        is_reported = reports.add_event(ImageDetected(image, to_detections(found), predictor.features))
                    context.raise_if_canceled()
                    if is_reported or done == len(images):
                        speed = f"{done / max(time.monotonic() - start, 1e-6):.1f}"
                        context.report_progress(
                            done, len(images), tr("Detecting, {speed} images/s").format(speed=speed)
                        )
            return DetectionSummary(done, skipped, time.monotonic() - start)

    title = (
        tr("Detecting") if len(images) == 1 else tr("Detecting in {images} images").format(images=f"{len(images):,}")
    )
    return Job(title, detect_images)


def _describe_progress(done: int, images: int, part: int, parts: int) -> tuple[int, int, str]:
    """How far a run is that is about to look at one part of an image."""
    text = tr(DETECTING_PART_TEXT).format(part=part + 1, parts=parts)
    return (part, parts, text) if images == 1 else (done, images, text)


def to_detections(found: PredictedBoxes) -> tuple[Detection, ...]:
    """Boxes with identities 0, 1, ..., scores and masks, best first; one whose mask is empty is a box alone."""
    return build_detections(found.boxes, found.labels, found.scores, found.masks)


def build_detections(
    boxes: NDArray[np.float32], labels: Sequence[str], scores: NDArray[np.float32], masks: Sequence[Bitmap] = ()
) -> tuple[Detection, ...]:
    """Make detections without loading the detector.

    Args:
        boxes: (D, 4) corners in pixels of the image.
        labels: D class names.
        scores: (D,) in 0..1.
        masks: D of them from a network with a mask head, else none.

    Returns:
        Boxes with identities 0, 1, ... in this order.
    """
    places = [Box(*corners) for corners in boxes.tolist()]
    geometries = [_put_mask(box, mask) for box, mask in zip(places, masks, strict=True)] if masks else places
    return tuple(
        Detection(Annotation(geometry, label, uid), score)
        for uid, (geometry, label, score) in enumerate(zip(geometries, labels, scores.tolist(), strict=True))
    )


def _put_mask(box: Box, mask: Bitmap) -> Geometry:
    return box if mask.is_degenerate else OutlinedBox(box, mask)
