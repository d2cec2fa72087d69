"""The masks of detections from elsewhere, compared with the outlines of the labels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from detector.data.formats.coco.outline import OTHER_SIZE
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.conversions import convert_to_bitmap
from detector.evaluation.masks import MaskResult, compare_bitmaps, compute_mask_metrics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detector.data.labeled_image import LabeledImage
    from detector.evaluation.measurement import Evaluation
    from detector.evaluation.results import Rows

    from .columns import ResolvedDetections
    from .found import ExternalMask, Tally
    from .truth import GroundTruth, TrueObjects


class MaskComparison:
    """Compares image by image. A detection without a usable mask counts with an empty one, and is reported."""

    def __init__(self, found: ResolvedDetections, truth: GroundTruth, tally: Tally) -> None:
        """`tally` counts what is wrong with masks."""
        self._found, self._truth, self._tally = found, truth, tally
        self._results: list[MaskResult] = []

    def add_image(self, image: LabeledImage, places: Rows, objects: TrueObjects) -> None:
        """Compare the detections at `places` with the `objects` of the next image."""
        masks = [self._draw_mask(self._found.masks.get(place), image) for place in places.tolist()]
        labels = self._found.labels[places].astype(np.int64)
        true = self._truth.read_masks(image)
        compared = compare_bitmaps(true, objects.labels, labels, masks, image.width, image.height)
        self._results.append(replace(compared, true_areas=objects.areas))

    def _draw_mask(self, mask: ExternalMask | None, image: LabeledImage) -> Bitmap:
        if mask is None:
            return Bitmap()
        width, height = image.width, image.height
        if mask.size not in (None, (width, height)):
            mask_width, mask_height = mask.size
            fault = OTHER_SIZE.format(width=mask_width, height=mask_height, image_width=width, image_height=height)
            self._tally.unusable_masks[fault] += 1
            return Bitmap()
        return convert_to_bitmap(mask.outline, width, height)

    def add_to(self, measured: Evaluation, classes: Sequence[str]) -> Evaluation:
        """The measurement of all images, with that of the masks."""
        metrics = compute_mask_metrics(measured.results, self._results, classes)
        return replace(measured, masks=metrics, mask_results=tuple(self._results))
