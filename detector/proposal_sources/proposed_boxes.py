"""What all sources of proposals have in common: an image goes in, boxes come out, best first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from detector.data.image_io import decode_image
from detector.errors import UserFacingError
from detector.matching.box_overlap import Floats

MAX_PROPOSALS = 2_000
"""As many as selective search's fast mode finds in an image of Pascal VOC, and as the papers compare."""


class ProposalSourceError(UserFacingError):
    """Proposals that cannot be had: a package is missing, or a file does not fit."""


@dataclass(frozen=True)
class SourceImage:
    """An image in which a source looks for proposals.

    Attributes:
        path: The file; its name is what files of proposals know.
        width: Of the upright original, in pixels.
        height: Of the upright original, in pixels.
        objects: (G, 4) the ground truth, which `JitteredBoxes` alone may see.
        pixels: (h, w, 3) uint8 RGB, where the image is decoded already.
    """

    path: Path
    width: int
    height: int
    objects: Floats
    pixels: NDArray[np.uint8] | None = None

    def decode_pixels(self) -> NDArray[np.uint8]:
        """(h, w, 3) uint8 RGB.

        Raises:
            ImageUnreadableError: The file cannot be decoded.
        """
        return decode_image(self.path).pixels if self.pixels is None else self.pixels


@dataclass(frozen=True, eq=False)
class ProposedBoxes:
    """The proposals of one image.

    Attributes:
        boxes: (P, 4) in pixels of the image, inside it, with area; best first.
        scores: (P,) descending. Only their order can be compared between sources.
        seconds: Processor time of finding them, without decoding the image.
        found: How many there were before the limit of the source.
    """

    boxes: Floats
    scores: Floats
    seconds: float
    found: int


class ProposalSource(Protocol):
    """Finds the boxes in an image that may contain an object."""

    @property
    def key(self) -> str:
        """Identifies its method and settings: equal keys mean equal proposals of the same image file."""

    @property
    def needs_pixels_only(self) -> bool:
        """Whether proposals depend on nothing but the pixels, so they can be kept and found by other processes."""

    def find_proposals(self, image: SourceImage) -> ProposedBoxes:
        """Find the proposals of an image.

        Raises:
            ProposalSourceError: They cannot be had.
            ImageUnreadableError: The image cannot be decoded.
        """


def rank_boxes(boxes: Floats, scores: Floats, seconds: float, image: SourceImage, limit: int) -> ProposedBoxes:
    """Clip boxes to the image, leave out those without area, and keep the `limit` best.

    Args:
        boxes: (P, 4) in pixels of the image.
        scores: (P,)
        seconds: Processor time so far.
        image: Where they are.
        limit: How many to keep.
    """
    clipped = boxes.astype(np.float32).reshape(-1, 4).clip(0, np.array([image.width, image.height] * 2, np.float32))
    rows = np.flatnonzero((clipped[:, 2:] > clipped[:, :2]).all(axis=1))
    order = rows[np.argsort(-scores[rows], kind="stable")]
    return ProposedBoxes(clipped[order[:limit]], scores[order[:limit]].astype(np.float32), seconds, len(order))
