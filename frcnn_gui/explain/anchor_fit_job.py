"""How well the anchors fit the boxes of a folder, and which would fit better, measured on a thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detector.config import DetectorConfig
from detector.data.formats.base import OpenOptions
from detector.errors import DatasetError
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr

if TYPE_CHECKING:
    from detector.evaluation.anchor_fit import AnchorFit
    from detector.evaluation.anchor_search import AnchorSuggestion


@dataclass(frozen=True, eq=False)
class MeasuredAnchors:
    """Of all labeled images with the settings `config`."""

    config: DetectorConfig
    suggestion: AnchorSuggestion
    corners: NDArray[np.float32]
    """(N, 4) of the fit's boxes, pixels of their images"""
    labels: tuple[str, ...]
    """(N,) their classes"""

    @property
    def fit(self) -> AnchorFit:
        """With the anchors that there are."""
        return self.suggestion.before


def create_anchor_fit_job(root: Path, options: OpenOptions, config: DetectorConfig) -> Job:
    """Hold the boxes of `root`, as they are on disk, against the anchors of `config`; results in `MeasuredAnchors`."""

    def measure_anchors(context: JobContext) -> MeasuredAnchors:
        from detector.data.labeled_set import load_training_set
        from detector.evaluation.anchor_fit import measure_anchor_fit
        from detector.evaluation.anchor_search import suggest_anchors

        context.report_progress(0, 0, tr("Reading labels"))
        labeled = load_training_set(
            root, options=options, progress=context.create_progress_callback(tr("Reading labels"))
        )
        if not any(len(image.boxes) for image in labeled.images):
            raise DatasetError(f"{root.name} has no boxes to match with anchors. Draw some boxes.")
        context.raise_if_canceled()
        fit = measure_anchor_fit(
            config,
            labeled.images,
            lambda done, total: context.report_progress(done, total, tr("Measuring anchors")),
            lambda: context.is_canceled,
        )
        context.raise_if_canceled()
        assert fit is not None
        context.report_progress(0, 0, tr("Searching for better anchors"))
        suggestion = suggest_anchors(fit, labeled.images, is_canceled=lambda: context.is_canceled)
        context.raise_if_canceled()
        assert suggestion is not None
        images = {image.path: image for image in labeled.images}
        places = fit.locate_boxes(np.arange(len(fit)))
        corners = np.stack([images[path].boxes[number] for path, number in places])
        names = tuple(labeled.classes[images[path].labels[number] - 1] for path, number in places)
        return MeasuredAnchors(config, suggestion, corners, names)

    return Job(tr("Measuring anchors"), measure_anchors)
