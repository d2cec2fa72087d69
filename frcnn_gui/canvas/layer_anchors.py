"""The Anchors layer: the boxes that the network may start from, filtered by shape and by place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.config import AnchorConfig
from frcnn_gui.canvas import palette
from frcnn_gui.canvas.layers import BoxGroup, LayerContent

ALL_SHAPES = -1


@dataclass(frozen=True)
class AnchorFilter:
    """Which anchors are shown."""

    shape: int = ALL_SHAPES
    """Number of the anchor within its cell, or ALL_SHAPES."""
    inside_only: bool = True


def shape_names(config: AnchorConfig, stride: int) -> list[str]:
    """What each of the K shapes is called, in their order: width x height in pixels of the network's input."""
    names = []
    for ratio in config.ratios:
        for scale in config.scales:
            side = stride * scale
            names.append(f"{side / ratio**0.5:.0f} x {side * ratio**0.5:.0f} px")
    return names


def middle_shape(config: AnchorConfig) -> int:
    """The square of middle size: the shape that a first look is most likely to want."""
    ratios = [abs(ratio - 1) for ratio in config.ratios]
    return ratios.index(min(ratios)) * len(config.scales) + len(config.scales) // 2


def rows_shown(inside: NDArray[np.bool_], per_cell: int, wanted: AnchorFilter) -> NDArray[np.bool_]:
    """Which (A,) anchors pass the filter; `inside` (A,)."""
    shown = inside.copy() if wanted.inside_only else np.ones_like(inside)
    if wanted.shape != ALL_SHAPES:
        shown &= np.arange(len(inside)) % per_cell == wanted.shape
    return shown


def anchors_content(
    anchors: NDArray[np.float32], inside: NDArray[np.bool_], per_cell: int, wanted: AnchorFilter
) -> LayerContent:
    """`anchors` (A, 4) in pixels of the image and `inside` (A,) -> what the layer paints."""
    shown = rows_shown(inside, per_cell, wanted)
    group = BoxGroup(anchors[shown], palette.STAGE_COLORS["anchor"])
    return LayerContent((group,), f"{int(shown.sum()):,} of {len(anchors):,}")
