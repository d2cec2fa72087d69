"""Outlines for the boxes of many images by the mask head, each image decoded while the one before is looked at."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detector.data.image_prefetch import NetworkImage
from detector.folder_detection import PartProgress, decode_images, ignore_progress
from detector.heap import keep_heap
from detector.predictor import Predictor
from detector.stages.mask_paste import PastedMask

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, eq=False)
class BoxesToOutline:
    """The boxes of one image.

    Attributes:
        image: Its path.
        boxes: (N, 4) pixels of the image, whoever drew them.
        labels: N names, each of a class of the network.
    """

    image: Path
    boxes: NDArray[np.float32]
    labels: tuple[str, ...]


def outline_folder(
    predictor: Predictor, requests: Iterable[BoxesToOutline], on_progress: PartProgress = ignore_progress
) -> Iterator[tuple[BoxesToOutline, tuple[PastedMask, ...] | str]]:
    """Outline the boxes of one image after the other. To cancel, stop iterating, or raise in `on_progress`.

    Args:
        predictor: Its network has a mask head; after each image it is set to that image.
        requests: The images with their boxes.
        on_progress: Called while an image is waited for.

    Yields:
        For each image the masks of its boxes, or a sentence why it could not be read. A box without an area, or
        outside the image, gets an empty mask.
    """
    waiting: deque[BoxesToOutline] = deque()

    def list_images() -> Iterator[Path]:
        for request in requests:
            waiting.append(request)
            yield request.image

    with keep_heap(), closing(decode_images(predictor, list_images(), None, on_progress)) as decoded:
        for _, image in decoded:
            request = waiting.popleft()
            yield request, image if isinstance(image, str) else outline_boxes(predictor, image, request)


def outline_boxes(predictor: Predictor, image: NetworkImage, request: BoxesToOutline) -> tuple[PastedMask, ...]:
    """Outline the boxes of one decoded image."""
    whole = image.reduced
    predictor.set_image(whole.pixels, (whole.width, whole.height))
    return predictor.predict_scored_masks(request.boxes, request.labels)
