"""All that a layer's content is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detector.config import DetectorConfig
from detector.frame import ModelFrame
from frcnn_gui.common.language import tr
from frcnn_gui.stages.filters import StageFilters, anchor_mask

if TYPE_CHECKING:
    from torch import Tensor

    from detector.trace.difference import TraceDifference
    from detector.trace.schema import AnchorGrid, AssignmentTrace, StageTrace


@dataclass(frozen=True, eq=False)
class LayerInputs:
    """One state of the stages: `config`, `assignment`, `boxes` (G, 4) and `trace`, where there is one, are the same's.

    A drag in progress counts. While the trace of that state is computed, `trace` is None.
    """

    config: DetectorConfig
    grid: AnchorGrid
    assignment: AssignmentTrace
    boxes: NDArray[np.float32]
    filters: StageFilters
    trace: StageTrace | None = None
    is_computing: bool = False
    """Whether the trace is to come"""
    is_assigning: bool = False
    """Whether another assignment is to come, and this is the last one"""
    failure: str = ""
    """Why there is no trace"""
    feature_maps: tuple[Tensor, ...] = ()
    anchor: int = -1
    """The chosen one"""
    box: int = -1
    """Row of the chosen ground-truth box in the assignment"""
    traced_box: int = -1
    """Its row in the trace"""
    selected_row: int = -1
    """Row of the box that alone is selected on the canvas, in the assignment"""
    map_level: int = 0
    """Which feature map is shown"""
    map_channel: int = 0
    heat_shape: int = -1
    """Objectness of which shape is shown: within the cell, or -1 for the best of each cell"""
    labels: tuple[str, ...] = ()
    """(G,) the classes of `boxes`"""
    traced_boxes: tuple[int, ...] | None = None
    """Which of `boxes` each box of the trace is, -1 for one that is gone; None where they are the same"""
    image_size: tuple[int, int] = (1, 1)
    """(width, height)"""
    is_trained: bool = True
    """Whether the network has learned anything"""
    shown_score: float = 0.0
    """What Review and the Detections dock take for detected scores at least this"""
    other_trace: StageTrace | None = None
    """Of another network: only what that one has not is shown"""

    @cached_property
    def difference(self) -> TraceDifference | None:
        """What `trace` and `other_trace` say differently, the first of each pair being this one's."""
        if self.trace is None or self.other_trace is None:
            return None
        from detector.trace.difference import compare_traces

        return compare_traces(self.trace, self.other_trace, self.filters.after_nms)

    @property
    def frame(self) -> ModelFrame:
        """How the image is resized for the network."""
        return ModelFrame.from_image_size(*self.image_size, self.config.input)

    @property
    def mask(self) -> NDArray[np.bool_]:
        """(A,) which anchors pass the filters."""
        return anchor_mask(self.filters, self.grid, self.assignment, self.trace, self.labels)


def format_count(what: str, count: int) -> str:
    """`matched: 18`."""
    return tr("{what}: {count}").format(what=what, count=f"{count:,}")


def format_share(shown: int, total: int) -> str:
    """`256 of 22,500`."""
    return tr("{shown} of {total}").format(shown=f"{shown:,}", total=f"{total:,}")


def format_best_of(shown: int, total: int) -> str:
    """`best 300 of 12,000`."""
    return tr("best {shown} of {total}").format(shown=f"{shown:,}", total=f"{total:,}")
