"""Anchors that fit a box equally well, as one shape with their number and their spread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from frcnn_gui.canvas.layers import BoxGroup
from frcnn_gui.common.language import tr
from frcnn_gui.common.meanings import Meaning

if TYPE_CHECKING:
    from frcnn_gui.stages.layer_inputs import LayerInputs

MAX_OPEN_TIES = 6
"""Anchors of a box that are shown one by one; more of them hide the image."""


def build_best_groups(inputs: LayerInputs, rows: NDArray[np.bool_]) -> tuple[BoxGroup, ...]:
    """Those of the anchors (A,) that are positive as best for a box.

    A box with many of them has one, the nearest, with their number, and a dashed frame around all, unless the filters
    ask for every one.
    """
    closed = [] if inputs.filters.all_ties else list(_find_closed_ties(inputs, rows))
    color, loose = Meaning.POSITIVE_BEST.color, rows.copy()
    for tied in closed:
        loose[tied] = False
    groups = [BoxGroup(inputs.grid.boxes[loose], color, width=2)]
    if closed:
        boxes = [inputs.grid.boxes[tied] for tied in closed]
        spreads = [np.concatenate((one[:, :2].min(axis=0), one[:, 2:].max(axis=0))) for one in boxes]
        nearest = [_find_nearest(inputs, tied) for tied in closed]
        captions = tuple(tr("%Ln equal anchor(s)", "", len(tied)) for tied in closed)
        groups.append(BoxGroup(np.stack(spreads), color, width=2, dashed=True, captions=captions))
        groups.append(BoxGroup(inputs.grid.boxes[nearest], color, width=2))
    return tuple(groups)


def _find_closed_ties(inputs: LayerInputs, rows: NDArray[np.bool_]) -> Iterator[NDArray[np.int64]]:
    """The anchors of each box that has too many to be shown one by one."""
    anchors = np.flatnonzero(rows)
    matched = inputs.assignment.matched_box[anchors]
    for box in np.unique(matched).tolist():
        tied = anchors[matched == box]
        if len(tied) > MAX_OPEN_TIES:
            yield tied


def _find_nearest(inputs: LayerInputs, tied: NDArray[np.int64]) -> int:
    """The anchor whose center is nearest to that of the box."""
    box, anchors = inputs.boxes[inputs.assignment.matched_box[tied[0]]], inputs.grid.boxes[tied]
    offsets = (anchors[:, :2] + anchors[:, 2:] - box[:2] - box[2:]) * 0.5
    return int(tied[np.hypot(offsets[:, 0], offsets[:, 1]).argmin()])
