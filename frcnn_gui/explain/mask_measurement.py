"""The mask of an RoI of the stages as pixels of the image, beside the outline of its object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import Outline, get_outline
from frcnn_gui.stages.stage_model import StageModel

if TYPE_CHECKING:
    from detector.trace.mask_quality import MaskQuality
    from detector.trace.roi_mask import RoiMask


@dataclass(frozen=True)
class PastedMask:
    """The pixels of a mask, and how well they agree with the object."""

    pixels: Bitmap
    outline: Outline | None
    """Of the object; None where it has none, or there is no object"""
    quality: MaskQuality | None
    """None without an outline"""


def paste_and_measure(stages: StageModel, mask: RoiMask, threshold: float) -> PastedMask:
    """Paste the mask of an RoI of `stages.trace`; a pixel belongs to it from the probability `threshold` on."""
    from detector.trace.mask_quality import measure_mask, paste_roi_mask

    outline, (width, height) = _find_outline(stages, mask.object), stages.image_size
    pixels = paste_roi_mask(mask, width, height, threshold)
    if outline is None:
        return PastedMask(pixels, None, None)
    box, size = Box.from_corners(*mask.box.tolist()), mask.logits.shape[-1]
    return PastedMask(pixels, outline, measure_mask(pixels, outline, box, size, width, height, threshold))


def _find_outline(stages: StageModel, row: int) -> Outline | None:
    """That of a box of the trace, if it has one that encloses something."""
    result = stages.trace_result
    if row < 0 or result is None:
        return None
    outline = get_outline(stages.annotations[stages.find_box_row(result.uids[row])].geometry)
    return None if outline is None or outline.is_degenerate else outline
