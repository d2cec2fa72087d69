"""Which of the anchors, candidates and proposals are shown: filters first, and never all of them unasked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from frcnn_gui.common.widgets.value_range import Range
from frcnn_gui.stages.layer_anchors import ALL_SHAPES
from frcnn_gui.stages.layer_assignment import DEFAULT_CATEGORIES, AnchorCategory

if TYPE_CHECKING:
    from detector.trace.schema import AnchorGrid, AssignmentTrace, StageTrace

ALL_LEVELS = -1
ANY_BOX = -1
ANY_CLASS = ""


@dataclass(frozen=True)
class StageFilters:
    """What the layers show of their stages."""

    shape: int = ALL_SHAPES
    """Number of the shape (those of the finest level first), or ALL_SHAPES."""
    lone_shape: int = ALL_SHAPES
    """Of the Anchors layer alone, while `shape` is ALL_SHAPES: all shapes at once hide the image."""
    level: int = ALL_LEVELS
    cell: tuple[int, int, int] | None = None
    """(level, row, column): only the anchors of this cell."""
    inside_only: bool = True
    """Anchors that cross the border are left out of the Anchors layer."""
    categories: frozenset[AnchorCategory] = field(default=DEFAULT_CATEGORIES)
    """Of the Assignment layer."""
    selected_only: bool = True
    """Of the Assignment layer: while one box is selected, only the anchors that overlap it most."""
    all_ties: bool = False
    """Every anchor of a tie for a box, not one of them with their number."""
    sampled_only: bool = False
    iou: Range = field(default_factory=Range)
    """Of an anchor with the box it overlaps most."""
    score: Range = field(default_factory=Range)
    """Objectness"""
    box: int = ANY_BOX
    """Row of the ground-truth box that an anchor overlaps most, or ANY_BOX."""
    label: str = ANY_CLASS
    """Class of the ground-truth box that an anchor or RoI overlaps most, and of what is detected; or ANY_CLASS."""
    before_nms: int = 300
    """How many of the best candidates are shown."""
    after_nms: int = 50
    """How many of the best proposals are shown."""


def anchor_mask(
    filters: StageFilters,
    grid: AnchorGrid,
    assignment: AssignmentTrace,
    trace: StageTrace | None,
    labels: tuple[str, ...] = (),
) -> NDArray[np.bool_]:
    """Which anchors pass, (A,).

    `labels` (G,) are the classes of the assignment's boxes. The score counts where there is a trace.
    """
    mask = np.ones(len(grid), dtype=np.bool_)
    if filters.shape != ALL_SHAPES:
        mask &= grid.shape == filters.shape
    if filters.level != ALL_LEVELS:
        mask &= grid.level == filters.level
    if filters.cell is not None:
        rows = grid.cell_rows(*filters.cell)
        in_cell = np.zeros(len(grid), dtype=np.bool_)
        in_cell[rows.start : rows.stop] = True
        mask &= in_cell
    if filters.sampled_only:
        mask &= assignment.sampled
    if not filters.iou.is_all:
        mask &= filters.iou.contains_values(assignment.best_iou)
    mask &= _matched_box_mask(filters, assignment.matched_box, assignment.best_iou, labels)
    if not filters.score.is_all and trace is not None:
        mask &= filters.score.contains_values(trace.proposals.objectness)
    return mask


def class_mask(filters: StageFilters, labels: Sequence[str]) -> NDArray[np.bool_]:
    """(G + 1,) which of the boxes with these classes pass; the last stands for no box (row -1), and does not."""
    every = filters.label == ANY_CLASS
    return np.asarray([*(every or label == filters.label for label in labels), every], dtype=np.bool_)


def _matched_box_mask(
    filters: StageFilters, matched_box: NDArray[np.int64], iou: NDArray[np.float32], labels: Sequence[str]
) -> NDArray[np.bool_]:
    """(N,) which pass by the box they overlap most; what overlaps none belongs to no box and no class."""
    if filters.box == ANY_BOX and filters.label == ANY_CLASS:
        return np.ones(len(matched_box), dtype=np.bool_)
    mask: NDArray[np.bool_] = iou > 0
    if filters.box != ANY_BOX:
        mask &= matched_box == filters.box
    if filters.label != ANY_CLASS:
        mask &= class_mask(filters, labels)[matched_box]
    return mask


def roi_mask(
    filters: StageFilters, trace: StageTrace, labels: Sequence[str], traced_boxes: Sequence[int] | None
) -> NDArray[np.bool_]:
    """(R,) which of the sampled RoIs pass: by the box they overlap most, its class, and their IoU with it.

    `labels` (G,) are the classes of the boxes; `traced_boxes` says which of them each box of the trace is.
    """
    sample = trace.rois
    rows = range(len(labels)) if traced_boxes is None else traced_boxes
    matched = np.asarray([*rows, ANY_BOX], dtype=np.int64)[sample.matched_box]
    mask = _matched_box_mask(filters, matched, sample.iou, labels)
    if not filters.iou.is_all:
        mask &= filters.iou.contains_values(sample.iou)
    return mask


def detection_mask(filters: StageFilters, trace: StageTrace) -> NDArray[np.bool_]:
    """(D,) which detections pass: those of the class."""
    return class_mask(filters, [trace.classes[label - 1] for label in trace.detections.labels])[:-1]
