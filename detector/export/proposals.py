"""The proposal layer: the best of each level, NMS within the level, the best of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detector.config import ProposalConfig
from detector.export.boxes import add_clip, add_decode, add_sides
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
        boxes = g.op("Concat", *(one for one, _ in kept), axis=0)
        scores = g.op("Concat", *(one for _, one in kept), axis=0)
    _, rows = g.best(scores, config.post_nms(training=False))
    return g.take(boxes, rows)


def _add_level(g: GraphBuilder, level: LevelOutput, width: str, height: str, config: ProposalConfig) -> tuple[str, str]:
    """Boxes (S, 4) and scores (S,) of those that survive. Only what is looked at is decoded."""
    anchors, scores, deltas = level.anchors, level.objectness, level.deltas
    most = config.pre_nms(training=False)
    if not config.small_leave_first:
        scores, rows = g.best(scores, most)
        anchors, deltas = g.take(anchors, rows), g.take(deltas, rows)
    boxes = add_clip(g, add_decode(g, deltas, anchors), width, height)
    large = g.rows_where(g.op("GreaterOrEqual", add_sides(g, boxes), g.number(config.min_size)))
    boxes, scores = g.take(boxes, large), g.take(scores, large)
    if config.min_score:
        likely = g.rows_where(g.op("GreaterOrEqual", g.op("Sigmoid", scores), g.number(config.min_score)))
        boxes, scores = g.take(boxes, likely), g.take(scores, likely)
    if config.small_leave_first:
        scores, rows = g.best(scores, most)
        boxes = g.take(boxes, rows)
    survivors = _add_nms(g, boxes, scores, config.nms_iou, most)
    return g.take(boxes, survivors), g.take(scores, survivors)


def _add_nms(g: GraphBuilder, boxes: str, scores: str, nms_iou: float, most: int) -> str:
    """The rows that survive, best first."""
    chosen = g.op(
        "NonMaxSuppression",
        g.op("Unsqueeze", boxes, g.ints(0)),
        g.op("Unsqueeze", scores, g.ints(0, 1)),
        g.integer(most),
        g.number(nms_iou),
    )
    return g.reshape(g.cut(chosen, 1, 2, 3), -1)
