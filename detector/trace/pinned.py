"""Traces of a few chosen images, taken while a network trains, so that one can see it learn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from torch import Tensor

from detector.data.image_io import decode_image
from detector.data.labeled_image import LabeledImage
from detector.data.regular_file import require_regular_file
from detector.faster_rcnn import FasterRCNN
from detector.image_tensors import to_tensor
from detector.predictor import max_decode_pixels
from detector.trace.live_stages import LiveStages
from detector.trace.pinned_trace import PinnedTrace
from detector.trace.stage_query import StageQuery
from detector.trace.trace_file import TRACE_SUFFIX, save_trace

TRACES_FOLDER = "traces"
"""Within the folder of the run."""


class PinnedTraces:
    """Takes a trace of every pinned image; training is not disturbed: no weight and no random number changes."""

    def __init__(self, model: FasterRCNN, images: Sequence[LabeledImage], run_folder: Path) -> None:
        """Create the object.

        Raises:
            ImageUnreadableError: The image cannot be decoded.
        """
        self._model = model
        self._images = list(images)
        self._folder = run_folder / TRACES_FOLDER
        self._pixels: dict[Path, tuple[Tensor, tuple[int, int]]] = {}
        for image in self._images:
            decoded = decode_image(image.path, max_decode_pixels(model.config.input))
            self._pixels[image.path] = to_tensor(decoded.pixels), (decoded.width, decoded.height)

    def save_traces(self, step: int) -> list[PinnedTrace]:
        """Trace all of them with the network as it is now, as when detecting.

        Raises:
            OSError: It cannot be read or written.
        """
        taken = []
        for number, image in enumerate(self._images):
            tensor, size = self._pixels[image.path]
            query = StageQuery.from_arrays(
                self._model.config,
                image.boxes,
                image.labels,
                training=False,
                difficult=image.difficult,
                outlines=image.outlines,
            )
            trace = LiveStages(self._model, tensor, size, image.path).compute_trace(query)
            folder = self._folder / f"{number:02}_{image.path.stem}"
            for one in (self._folder, folder):
                require_regular_file(one, follow_links=False).mkdir(parents=True, exist_ok=True)
            path = folder / f"step_{step:07}{TRACE_SUFFIX}"
            save_trace(trace, path, image.path.name, follow_links=False)
            taken.append(PinnedTrace(image.path, step, path))
        return taken
