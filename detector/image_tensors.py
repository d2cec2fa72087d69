"""Images as tensors, and back."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


def to_tensor(pixels: NDArray[np.uint8]) -> Tensor:
    """`pixels` (h, w, 3) uint8 RGB -> (3, h, w) float32 in 0..1."""
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1))).float().div_(255)


def to_pixels(image: Tensor) -> NDArray[np.uint8]:
    """`image` (3, h, w) float32 in 0..1 -> (h, w, 3) uint8 RGB, rounded: the inverse of `to_tensor`."""
    return np.ascontiguousarray((image * 255).round().byte().permute(1, 2, 0).cpu().numpy())
