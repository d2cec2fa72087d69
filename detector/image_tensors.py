"""Images as tensors, and back."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


def to_tensor(pixels: NDArray[np.uint8]) -> Tensor:
    """`pixels` (h, w, 3) uint8 RGB -> (3, h, w) float32 in 0..1."""
    return to_planes(pixels).float().div_(255)


def to_planes(pixels: NDArray[np.uint8]) -> Tensor:
    """`pixels` (h, w, 3) uint8 RGB -> (3, h, w) uint8, a quarter of the memory of `to_tensor`."""
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)))


def to_pixels(image: Tensor) -> NDArray[np.uint8]:
    """`image` (3, h, w) float32 in 0..1, or uint8 -> (h, w, 3) uint8 RGB, rounded: the inverse of both."""
    values = image if image.dtype == torch.uint8 else (image * 255).round().byte()
    return np.ascontiguousarray(values.permute(1, 2, 0).cpu().numpy())
