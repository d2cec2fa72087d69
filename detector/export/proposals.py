"""The proposal layer: the best of each level, NMS within the level, the best of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detector.config import ProposalConfig
from detector.export.boxes import add_clip, add_decode, add_shorter_sides
from detector.export.graph import GraphBuilder


@dataclass(frozen=True)
class LevelOutput:
    """What the RPN says of one level: `anchors` (A, 4), `objectness` (A,), `deltas` (A, 4)."""

    anchors: str
    objectness: str
    deltas: str


def add_proposals(
    g: GraphBuilder, levels: Sequence[LevelOutput], width: str, height: str, config: ProposalConfig
) -> str:
    """(P, 4), best first. `width` and `height` of the resized image are scalars of float32."""
    kept = [_add_level(g, level, width, height, config) for level in levels]
    if len(kept) == 1:
        boxes, scores = kept[0]
    else:
        boxes = g.add_node("Concat", *(one for one, _ in kept), axis=0)
        scores = g.add_node("Concat", *(one for _, one in kept), axis=0)
    _, rows = g.select_best(scores, config.post_nms_limit(training=False))
    return g.gather_rows(boxes, rows)


def _add_level(g: GraphBuilder, level: LevelOutput, width: str, height: str, config: ProposalConfig) -> tuple[str, str]:
    """Boxes (S, 4) and scores (S,) of those that survive. Only those that NMS compares are decoded."""
    anchors, scores, deltas = level.anchors, level.objectness, level.deltas
    max_count = config.pre_nms_limit(training=False)
    if not config.filter_small_before_topk:
        scores, rows = g.select_best(scores, max_count)
        anchors, deltas = g.gather_rows(anchors, rows), g.gather_rows(deltas, rows)
    boxes = add_clip(g, add_decode(g, deltas, anchors), width, height)
    large = g.find_true_rows(g.add_node("GreaterOrEqual", add_shorter_sides(g, boxes), g.float_scalar(config.min_size)))
    boxes, scores = g.gather_rows(boxes, large), g.gather_rows(scores, large)
    if config.min_score:
        likely = g.find_true_rows(
            g.add_node("GreaterOrEqual", g.add_node("Sigmoid", scores), g.float_scalar(config.min_score))
        )
        boxes, scores = g.gather_rows(boxes, likely), g.gather_rows(scores, likely)
    if config.filter_small_before_topk:
        scores, rows = g.select_best(scores, max_count)
        boxes = g.gather_rows(boxes, rows)
    survivors = _add_nms(g, boxes, scores, config.nms_iou, max_count)
    return g.gather_rows(boxes, survivors), g.gather_rows(scores, survivors)


def _add_nms(g: GraphBuilder, boxes: str, scores: str, nms_iou: float, max_count: int) -> str:
    """The rows that survive, best first."""
    chosen = g.add_node(
        "NonMaxSuppression",
        g.add_node("Unsqueeze", boxes, g.int_vector(0)),
        g.add_node("Unsqueeze", scores, g.int_vector(0, 1)),
        g.int_scalar(max_count),
        g.float_scalar(nms_iou),
    )
    return g.reshape(g.slice_axis(chosen, 1, 2, 3), -1)
