"""The two coordinate frames: pixels of the upright original image, and pixels of the network's input."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from detector.config import InputConfig

if TYPE_CHECKING:
    from torch import Tensor

Boxes = TypeVar("Boxes", NDArray[np.float32], "Tensor")


@dataclass(frozen=True)
class ModelFrame:
    """How one image is resized for the network. Sizes in whole pixels; the map is exactly invertible."""

    image_width: int
    image_height: int
    width: int
    height: int

    @classmethod
    def from_image_size(cls, image_width: int, image_height: int, config: InputConfig) -> ModelFrame:
        """The frame in which the short side is `short_side`, or less where the long side would pass `long_side`.

        Raises:
            ValueError: The image has no area.
        """
        if image_width < 1 or image_height < 1:
            raise ValueError(f"An image of {image_width}x{image_height} pixels has no area.")
        scale = min(
            config.short_side / min(image_width, image_height),
            config.long_side / max(image_width, image_height),
        )
        whole = round if config.rounding == "nearest" else math.floor
        return cls(
            image_width,
            image_height,
            max(1, whole(image_width * scale)),
            max(1, whole(image_height * scale)),
        )

    @property
    def scale_x(self) -> float:
        return self.width / self.image_width

    @property
    def scale_y(self) -> float:
        return self.height / self.image_height

    def padded_size(self, multiple: int) -> tuple[int, int]:
        """(height, width) of the network's input, which is padded to whole multiples of its coarsest stride."""
        return -(-self.height // multiple) * multiple, -(-self.width // multiple) * multiple

    def to_model(self, boxes: Boxes) -> Boxes:
        """`boxes` (N, 4) in pixels of the image -> (N, 4) in pixels of the network's input."""
        return self._scale_boxes(boxes, self.scale_x, self.scale_y)

    def to_image(self, boxes: Boxes) -> Boxes:
        """`boxes` (N, 4) in pixels of the network's input -> (N, 4) in pixels of the image."""
        return self._scale_boxes(boxes, 1 / self.scale_x, 1 / self.scale_y)

    @staticmethod
    def _scale_boxes(boxes: Boxes, x: float, y: float) -> Boxes:
        if isinstance(boxes, np.ndarray):
            return boxes * np.asarray([x, y, x, y], dtype=np.float32)
        return boxes * boxes.new_tensor([x, y, x, y])
