"""The targets of a training image as torchvision's detectors take them."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.placed_outlines import PlacedOutlines
from detector.targets import Target


def build_peer_target(
    target: Target, width: int, height: int, device: torch.device, with_masks: bool
) -> dict[str, Tensor]:
    """Boxes and labels of an image of this size, and for a mask network the pixels of each object."""
    built = {"boxes": target["boxes"].to(device), "labels": target["labels"].to(device)}
    if not with_masks:
        return built
    outlines = target.get("outlines")
    assert outlines is not None, "the peer cannot learn masks from boxes alone"
    masks = [draw_mask(outlines, row, width, height) for row in range(len(target["boxes"]))]
    return built | {"masks": torch.from_numpy(np.array(masks, np.uint8).reshape(-1, height, width)).to(device)}


def draw_mask(outlines: PlacedOutlines, row: int, width: int, height: int) -> NDArray[np.bool_]:
    """The pixels (height, width) of an object in a copy of its image: those whose centers are in it as labeled."""
    bitmap = convert_to_bitmap(outlines.geometries[row], outlines.width, outlines.height)
    whole = np.zeros((outlines.height, outlines.width), np.bool_)
    whole[bitmap.top : bitmap.top + bitmap.height, bitmap.left : bitmap.left + bitmap.width] = bitmap.to_mask()
    columns, rows = (
        np.floor((np.arange(pixels) + 0.5) * outlines.factor[axis] + outlines.origin[axis]).astype(np.int64)
        for axis, pixels in enumerate((width, height))
    )
    return whole[rows.clip(0, outlines.height - 1)[:, None], columns.clip(0, outlines.width - 1)]
