"""Choosing what to label next among many images, on a thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.evaluation.active_learning import choose_images_to_label
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr

MAX_KNOWN_IMAGES = 2_000
"""This number of labeled images represents all labeled ones."""


def create_next_images_job(
    uncertainties: Mapping[Path, float],
    features: Mapping[Path, NDArray[np.float32]],
    labeled: Sequence[Path],
    count: int,
) -> Job:
    """Results in a list of paths, best first, of those that `uncertainties` has; `features` has them and others."""

    def propose_images(_context: JobContext) -> list[Path]:
        images = [image for image in uncertainties if image in features]
        if not images:
            return []
        known = [features[image] for image in labeled if image in features][:MAX_KNOWN_IMAGES]
        width = len(features[images[0]])
        rows = choose_images_to_label(
            np.array([uncertainties[image] for image in images], dtype=np.float32),
            np.stack([features[image] for image in images]),
            np.array(known, dtype=np.float32).reshape(-1, width),
            count,
        )
        return [images[row] for row in rows]

    return Job(tr("Choosing images to label next"), propose_images)
