"""How good a mask is: its IoU, that of its boundary, and the most that its grid of cells can reach at all.

The boundary of a mask are its pixels within a distance of its edge, 2 % of the image's diagonal (Cheng et al. 2021,
section 4). IoU is insensitive to it in large objects: a mask may be right but for all of its outline.

The ceiling is the IoU of an object with itself at the mask head's resolution: the perfect 28x28 cells of its box, each
the share of its pixels that belong to the object, pasted back. What a mask lacks below the ceiling is the network's
fault; what the ceiling lacks below 1 is due to the grid.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.boundaries import compute_boundary_distance, find_boundary
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.outlined_box import Outline
from detector.data.outlines.set_operations import compute_bitmap_iou
from detector.stages.mask_paste import paste_masks
from detector.stages.mask_targets import average_in_box
from detector.trace.roi_mask import RoiMask


@dataclass(frozen=True)
class MaskQuality:
    """Of the mask of one RoI."""

    iou: float
    boundary_iou: float
    ceiling: float
    """The IoU that a perfect mask in the same box reaches"""


def paste_roi_mask(roi: RoiMask, width: int, height: int, threshold: float = 0.5) -> Bitmap:
    """The pixels of an RoI's mask in an image of this size; arguments as for `paste_masks`."""
    [pasted] = paste_masks(torch.from_numpy(roi.mask)[None], torch.from_numpy(roi.box)[None], width, height, threshold)
    return pasted


def measure_mask(
    mask: Bitmap, outline: Outline, box: Box, size: int, width: int, height: int, threshold: float = 0.5
) -> MaskQuality:
    """Compare a mask with the object that it is of.

    Args:
        mask: As pasted, pixels of the image.
        outline: Of the object.
        box: In which the mask head looked.
        size: Cells on a side.
        width: Of the image, in pixels.
        height: Of the image, in pixels.
        threshold: With which the mask was pasted; the ceiling is that of the same threshold.
    """
    whole, distance = convert_to_bitmap(outline, width, height), compute_boundary_distance(width, height)
    return MaskQuality(
        compute_bitmap_iou(mask, whole),
        compute_boundary_iou(mask, whole, distance),
        compute_ceiling(outline, box, size, width, height, threshold),
    )


def compute_boundary_iou(one: Bitmap, other: Bitmap, distance: int) -> float:
    """The IoU of the boundaries of two masks; 0 if neither has a pixel."""
    return compute_bitmap_iou(find_boundary(one, distance), find_boundary(other, distance))


def compute_ceiling(outline: Outline, box: Box, size: int, width: int, height: int, threshold: float = 0.5) -> float:
    """The IoU that a perfect mask of `size` x `size` cells in a box reaches with an object.

    A disc of 300 pixels has 0.993 with 28x28 cells, a comb of thin teeth much less.

    Args:
        outline: Of the object.
        box: In which the mask head looks; its own bounds, or a proposal.
        size: Cells on a side.
        width: Of the image, in pixels.
        height: Of the image, in pixels.
        threshold: The probability from which on a pixel belongs to a mask; far from one half it costs some IoU.
    """
    mask, corners = convert_to_bitmap(outline, width, height), np.array(box.xyxy, np.float64)
    shares = average_in_box(mask, corners, size, (width, height)).astype(np.float32)
    [pasted] = paste_masks(torch.from_numpy(shares)[None], torch.from_numpy(corners)[None], width, height, threshold)
    return compute_bitmap_iou(pasted, mask)
