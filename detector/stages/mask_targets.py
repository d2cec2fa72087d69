"""Mask targets: of each positive RoI, which of its 28x28 cells belong to its object (He et al. 2017, section 3.1).

The target is the intersection of an RoI with the mask of its object. It is made in the RoI's own cells, directly from
the outline: neither an image-sized mask of each object nor one rounded to whole pixels comes between. Rings are scaled
into the RoI's grid and rasterized there, as COCO decides pixels. Of a bitmap each cell is the mean of bilinear samples
of its pixels, as RoI align takes them, and belongs to the object from one half on. Both are Detectron2's convention;
torchvision's differs: it rounds the RoI to whole pixels, and its targets are shares between 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import Outline
from detector.data.outlines.placed_outlines import PlacedOutlines
from detector.data.outlines.rasterization import rasterize_points
from detector.data.outlines.rings import Part, Points, Rings
from detector.data.outlines.runs import crop_runs
from detector.stages.proposal_targets import ProposalTargets

MIN_SIDE_PX = 0.1
"""A narrower RoI is taken to be as wide as this, or its rings could not be scaled to its grid."""
HALF = 0.5 - 1e-9
"""What a cell of a bitmap is compared with: a mean of one half belongs to the object whichever way it is rounded."""

Cells = NDArray[np.bool_]


@dataclass(frozen=True)
class MaskTargets:
    """What the mask head learns from one image. M: its positive RoIs whose object has an outline."""

    roi: Tensor
    """(M,) int64, rows of `ProposalTargets`."""
    masks: Tensor
    """(M, size, size) float32: 1 where a cell belongs to the object, else 0."""


def build_mask_targets(targets: ProposalTargets, outlines: PlacedOutlines | None, size: int) -> MaskTargets:
    """Build the targets of an image's RoIs; objects that have only a box teach the mask head nothing.

    Args:
        targets: Of its RoIs.
        outlines: Of its objects, beside the network's input; None where all of them are boxes alone.
        size: Cells on a side of a mask.
    """
    device = targets.boxes.device
    if outlines is None:
        nothing = torch.zeros(0, dtype=torch.int64, device=device)
        return MaskTargets(nothing, torch.zeros(0, size, size, device=device))
    boxes = outlines.find_boxes(targets.boxes[: targets.positives].double().cpu().numpy())
    rows, masks = [], []
    for row, (matched, box) in enumerate(zip(targets.matched_box.tolist(), boxes, strict=False)):
        outline = outlines.find_outline(matched)
        if outline is not None:
            cells = rasterize_in_box(outline, box, size, (outlines.width, outlines.height))
            rows.append(row)
            masks.append(cells[:, ::-1] if outlines.is_mirrored else cells)
    stacked = torch.from_numpy(np.array(masks, np.float32).reshape(-1, size, size))
    return MaskTargets(torch.tensor(rows, dtype=torch.int64, device=device), stacked.to(device))


def rasterize_in_box(outline: Outline, box: NDArray[np.float64], size: int, image_size: tuple[int, int]) -> Cells:
    """Find the cells of a box that belong to an object.

    Args:
        outline: Of the object.
        box: (4,) x1 y1 x2 y2 in pixels of the outline.
        size: Cells on a side of the box.
        image_size: (width, height) in pixels of the outline: samples outside count as at the border.

    Returns:
        (size, size)
    """
    if isinstance(outline, Bitmap):
        is_inside: Cells = average_in_box(outline, box, size, image_size) >= HALF
        return is_inside
    return _rasterize_rings(outline, box, size)


def _rasterize_rings(rings: Rings, box: NDArray[np.float64], size: int) -> Cells:
    corner, sides = box[:2], np.maximum(box[2:] - box[:2], MIN_SIDE_PX)
    parts = [_rasterize_part(part, corner, size / sides, size) for part in rings.parts]
    return reduce(np.logical_or, parts, np.zeros((size, size), np.bool_))


def _rasterize_part(part: Part, corner: NDArray[np.float64], scale: NDArray[np.float64], size: int) -> Cells:
    outer, *holes = (_fill_ring((ring.points - corner) * scale, size) for ring in part.rings)
    return reduce(lambda cells, hole: cells & ~hole, holes, outer)


def _fill_ring(points: Points, size: int) -> Cells:
    """The cells inside a ring of `points` (N, 2) in cells."""
    toggles = rasterize_points(points, size, size)
    is_inside: Cells = np.searchsorted(toggles, np.arange(size * size), side="right") % 2 == 1
    return is_inside.reshape(size, size).T


def average_in_box(
    bitmap: Bitmap, box: NDArray[np.float64], size: int, image_size: tuple[int, int]
) -> NDArray[np.float64]:
    """Average the pixels of an object in the cells of a box; arguments as for `rasterize_in_box`.

    The weights of a bin are products of those of its rows and of its columns. So a run of pixels in a column adds the
    sum of its rows' weights, times the weight of its column, and no pixel is visited by itself.
    """
    (left, columns), (top, rows) = (_sample_axis(box[axis], box[axis + 2], image_size[axis], size) for axis in (0, 1))
    runs = crop_runs(bitmap.runs, left, top, left + columns.shape[1], top + rows.shape[1]).move_by(-left, -top)
    sums = np.concatenate([np.zeros((size, 1)), np.cumsum(rows, axis=1)], axis=1)
    means: NDArray[np.float64] = (sums[:, runs.bottoms] - sums[:, runs.tops]) @ columns[:, runs.columns].T
    return means


def _sample_axis(start: float, end: float, pixels: int, size: int) -> tuple[int, NDArray[np.float64]]:
    """Along one axis, the first pixel that is read, and the weights (size, N) of it and the N - 1 after it.

    As RoI align does with as many samples in a bin as it has pixels, and coordinates of pixels at their centers.
    """
    in_bin = max(1, int(np.ceil((end - start) / size)))
    samples = start + (end - start) * (np.arange(size * in_bin) + 0.5) / (size * in_bin) - 0.5
    samples = np.clip(samples, 0, pixels - 1)
    low = np.floor(samples).astype(np.int64)
    first = int(low[0])
    weights = np.zeros((size, int(low[-1]) + 2 - first))
    bins = np.repeat(np.arange(size), in_bin)
    np.add.at(weights, (bins, low - first), (1 - (samples - low)) / in_bin)
    np.add.at(weights, (bins, low - first + 1), (samples - low) / in_bin)
    return first, weights
