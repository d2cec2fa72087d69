"""What the layers of anchors show."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detector.outcomes import AnchorLabel, BoxMatch
from frcnn_gui.canvas.layers import EMPTY_CONTENT, BoxGroup, HeatMap, LayerContent, LegendEntry, LineGroup, PointGroup
from frcnn_gui.common.language import tr
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.stages.layer_anchors import ALL_SHAPES
from frcnn_gui.stages.layer_assignment import CATEGORY_MEANINGS, AnchorCategory, category_mask
from frcnn_gui.stages.layer_inputs import LayerInputs, format_count, format_share
from frcnn_gui.stages.texts import MATCH_TEXTS
from frcnn_gui.stages.tie_content import build_best_groups


def build_cell_anchors(inputs: LayerInputs, color: str) -> LayerContent:
    """The anchors of one cell: the chosen anchor's, the filter's, or the middle one of the middle level."""
    grid = inputs.grid
    if inputs.filters.cell is not None:
        level, y, x = inputs.filters.cell
    elif 0 <= inputs.anchor < len(grid):
        level, y, x, _ = grid.locate_anchor(inputs.anchor)
    else:
        level = len(grid.level_cells) // 2
        height, width = grid.level_cells[level]
        y, x = height // 2, width // 2
    rows = grid.cell_rows(level, y, x)
    boxes = grid.boxes[rows.start : rows.stop]
    center = _compute_centers(boxes[:1])
    return LayerContent((BoxGroup(boxes, color, width=2),), f"{len(boxes):,}", points=(PointGroup(center, color, 5),))


def build_cell_centers(inputs: LayerInputs, color: str) -> LayerContent:
    """One point for each cell of the levels shown."""
    first_of_cell = np.arange(len(inputs.grid)) % inputs.grid.per_cell == 0
    level = inputs.filters.level
    rows = first_of_cell if level < 0 else first_of_cell & (inputs.grid.level == level)
    points = _compute_centers(inputs.grid.boxes[rows])
    return LayerContent(count_text=f"{len(points):,}", points=(PointGroup(points, color),))


def build_anchors(inputs: LayerInputs, color: str) -> LayerContent:
    filters, shown = inputs.filters, inputs.mask
    if filters.inside_only:
        shown = shown & inputs.grid.inside
    if filters.shape == ALL_SHAPES != filters.lone_shape and filters.cell is None:
        shown = shown & (inputs.grid.shape == filters.lone_shape)
    return LayerContent((BoxGroup(inputs.grid.boxes[shown], color),), format_share(int(shown.sum()), len(inputs.grid)))


def _find_different_anchors(inputs: LayerInputs) -> NDArray[np.bool_]:
    """(A,) which anchors have another reason in the other network; all where there is none to compare with."""
    different = inputs.difference
    if different is None or not different.same_anchors:
        return np.ones(len(inputs.grid), dtype=np.bool_)
    rows = np.zeros(len(inputs.grid), dtype=np.bool_)
    rows[different.anchors] = True
    return rows


MATCH_MEANINGS = {
    BoxMatch.MATCHED: Meaning.POSITIVE,
    BoxMatch.RESCUED: Meaning.POSITIVE_BEST,
    BoxMatch.UNMATCHED: Meaning.OBJECT,
}
"""A box without positive anchors looks as any labeled box: it may be found all the same."""


def build_matches(inputs: LayerInputs, _color: str) -> LayerContent:
    """A badge under each ground-truth box."""
    from detector.trace.shape_fit import classify_box_matches

    found = classify_box_matches(inputs.assignment, len(inputs.boxes))
    groups, legend = [], []
    for match, meaning in MATCH_MEANINGS.items():
        rows = [row for row, one in enumerate(found) if one is match]
        counts = inputs.assignment.positives_per_box
        captions = tuple(format_count(tr(MATCH_TEXTS[match]), int(counts[row])) for row in rows)
        groups.append(BoxGroup(inputs.boxes[rows], meaning.color, captions=captions, below=True))
        if rows:
            legend.append(LegendEntry(meaning.color, format_count(tr(MATCH_TEXTS[match]), len(rows))))
    return LayerContent(tuple(groups), legend=tuple(legend))


def build_assignment(inputs: LayerInputs, _color: str) -> LayerContent:
    """Colored by reason; the rare ones come last, so that they are seen."""
    groups: list[BoxGroup] = []
    mask, legend, shown = inputs.mask, [], np.zeros(len(inputs.grid), dtype=np.bool_)
    if inputs.filters.selected_only and inputs.selected_row >= 0:
        mask = mask & (inputs.assignment.matched_box == inputs.selected_row) & (inputs.assignment.best_iou > 0)
    for category in AnchorCategory:
        if category in inputs.filters.categories:
            rows = category_mask(category, inputs.assignment) & mask & _find_different_anchors(inputs)
            if category is AnchorCategory.POSITIVE_BEST:
                groups += build_best_groups(inputs, rows)
            else:
                width = 2 if category is AnchorCategory.POSITIVE_IOU else 1
                groups.append(BoxGroup(inputs.grid.boxes[rows], CATEGORY_MEANINGS[category].color, width))
            shown |= rows
            if rows.any():
                meaning = CATEGORY_MEANINGS[category]
                legend.append(LegendEntry(meaning.color, format_count(meaning.title, int(rows.sum()))))
    share = format_share(int(shown.sum()), len(inputs.grid))
    return LayerContent(tuple(groups), share, legend=tuple(reversed(legend)))


def build_minibatch(inputs: LayerInputs, _color: str) -> LayerContent:
    """The sampled anchors: negatives thin, positives broad."""
    sampled = inputs.assignment.sampled & inputs.mask
    positive = sampled & (inputs.assignment.label == AnchorLabel.POSITIVE)
    negative = sampled & ~positive
    best = positive & category_mask(AnchorCategory.POSITIVE_BEST, inputs.assignment)
    by_iou = positive & ~best
    groups = (
        BoxGroup(inputs.grid.boxes[negative], Meaning.NEGATIVE.color),
        *build_best_groups(inputs, best),
        BoxGroup(inputs.grid.boxes[by_iou], Meaning.POSITIVE.color, width=2),
    )
    legend = tuple(
        LegendEntry(meaning.color, format_count(meaning.title, int(rows.sum())))
        for meaning, rows in (
            (Meaning.POSITIVE, by_iou),
            (Meaning.POSITIVE_BEST, best),
            (Meaning.NEGATIVE, negative),
        )
        if rows.any()
    )
    return LayerContent(groups, legend=legend)


def build_anchor_lines(inputs: LayerInputs, color: str) -> LayerContent:
    """From each positive anchor's center to the center of its box."""
    rows = np.flatnonzero((inputs.assignment.label == AnchorLabel.POSITIVE) & inputs.mask)
    if not len(rows):
        return EMPTY_CONTENT
    ends = _compute_centers(inputs.boxes[inputs.assignment.matched_box[rows]])
    lines = np.concatenate((_compute_centers(inputs.grid.boxes[rows]), ends), axis=1)
    return LayerContent(count_text=f"{len(rows):,}", lines=(LineGroup(lines, color, arrows=True),))


def build_objectness(inputs: LayerInputs, _color: str) -> LayerContent:
    """The probability of each cell of a level, of one shape or the best of all, from the lowest to the highest."""
    trace, grid = inputs.trace, inputs.grid
    if trace is None:
        return EMPTY_CONTENT
    level = min(max(inputs.filters.level, 0), len(grid.level_cells) - 1)
    height, width = grid.level_cells[level]
    first = grid.cell_rows(level, 0, 0).start
    scores = trace.proposals.objectness[first : first + grid.level_counts[level]].reshape(height, width, grid.per_cell)
    shape = inputs.heat_shape
    values: NDArray[np.float32] = scores[:, :, shape] if 0 <= shape < grid.per_cell else scores.max(axis=2)
    low, high = float(values.min()), float(values.max())
    scaled = (values - np.float32(low)) / np.float32(max(high - low, 1e-9))
    place = _count_covered_cells(inputs, height, width)
    return LayerContent(
        count_text=f"{low:.2g} … {high:.2g}", heat=HeatMap(_crop_padding(scaled, place), _image_bounds(inputs))
    )


def build_feature_map(inputs: LayerInputs, _color: str) -> LayerContent:
    """One channel of one level, stretched from its lowest value to its highest."""
    if not inputs.feature_maps or inputs.trace is None:
        return EMPTY_CONTENT
    from detector.trace.feature_maps import render_channel

    level = inputs.feature_maps[min(inputs.map_level, len(inputs.feature_maps) - 1)]
    channel = min(inputs.map_channel, level.shape[0] - 1)
    values = render_channel(level, channel).astype(np.float32) / np.float32(255)
    place = _count_covered_cells(inputs, *values.shape)
    return LayerContent(
        count_text=f"{channel + 1:,}/{level.shape[0]:,}",
        heat=HeatMap(_crop_padding(values, place), _image_bounds(inputs)),
    )


def _count_covered_cells(inputs: LayerInputs, height: int, width: int) -> tuple[float, float]:
    """How many cells (rows, columns) of a level lie over the image; the rest lies over padding."""
    assert inputs.trace is not None
    frame = inputs.trace.frame
    if inputs.config.warps_regions:  # the map is the input, without padding
        return height, width
    padded_height, padded_width = frame.padded_size(inputs.config.backbone.strides[-1])
    return height * frame.height / padded_height, width * frame.width / padded_width


SUBCELLS_PER_CELL = 4
"""Cells of a heat map are cut at the image's border to a quarter of a cell."""


def _crop_padding(values: NDArray[np.float32], place: tuple[float, float]) -> NDArray[np.float32]:
    """`values` of the cells over the image, each cell FINE x FINE, so that what lies over padding can be cut off."""
    fine = np.repeat(np.repeat(values, SUBCELLS_PER_CELL, axis=0), SUBCELLS_PER_CELL, axis=1)
    rows, columns = (max(1, round(part * SUBCELLS_PER_CELL)) for part in place)
    cut: NDArray[np.float32] = fine[:rows, :columns]
    return cut


def _image_bounds(inputs: LayerInputs) -> tuple[float, float, float, float]:
    assert inputs.trace is not None
    return (0.0, 0.0, float(inputs.trace.frame.image_width), float(inputs.trace.frame.image_height))


def _compute_centers(boxes: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, 2) of `boxes` (N, 4)."""
    middle: NDArray[np.float32] = (boxes[:, :2] + boxes[:, 2:]) * np.float32(0.5)
    return middle
