"""Pass the current image through every stage of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detector.data.annotation import Box
from detector.data.image_io import DecodedImage
from frcnn_gui.workers.job import Job, JobContext
from frcnn_gui.workers.networks import NetworkCache, NetworkSource

if TYPE_CHECKING:
    from detector.targets import Target
    from detector.trace.records import StageTrace


def trace_job(
    networks: NetworkCache, source: NetworkSource, image: DecodedImage, boxes: tuple[Box, ...], seed: int
) -> Job:
    """A job whose result is the StageTrace of `image` with ground truth `boxes` (pixels of the original image)."""

    def run(context: JobContext) -> StageTrace:
        from detector.faster_rcnn import to_tensor
        from detector.trace.live_stages import trace_image

        context.progress(0, 0, f"Preparing {source.title}")
        model = networks.get(source)
        context.raise_if_cancelled()
        context.progress(0, 0, "Running the stages")
        # A placeholder class stands for any: an untrained network knows none of them anyway.
        known = model.classes if source.checkpoint else tuple(dict.fromkeys(box.label for box in boxes))
        target = _target(known[: len(model.classes)], boxes)
        return trace_image(model, to_tensor(image.pixels), target, seed, (image.width, image.height))

    return Job("Running the stages", run)


def _target(classes: tuple[str, ...], boxes: tuple[Box, ...]) -> Target:
    """The `boxes` whose class the network knows."""
    import torch

    from detector.targets import Target

    known = [box for box in boxes if box.label in classes]
    corners = np.asarray([box.xyxy for box in known], dtype=np.float32).reshape(-1, 4)
    labels = [classes.index(box.label) + 1 for box in known]
    return Target(boxes=torch.from_numpy(corners), labels=torch.tensor(labels, dtype=torch.int64))
