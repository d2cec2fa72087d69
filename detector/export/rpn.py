"""The RPN: objectness and deltas for every anchor of a level."""

from __future__ import annotations

from detector.export.graph import GraphBuilder
from detector.export.layers import add_layer
from detector.stages.rpn import RegionProposalNetwork


def add_rpn(g: GraphBuilder, network: RegionProposalNetwork, feature_map: str) -> tuple[str, str]:
    """`feature_map` (1, channels, h, w) -> log-odds (A,) and deltas (A, 4), row by row."""
    head = network.head
    hidden = add_layer(g, head.conv, feature_map)
    with g.name_scope("scores"):
        scores = _add_rows(g, add_layer(g, head.cls_logits, hidden))
    with g.name_scope("deltas"):
        deltas = g.reshape(_add_rows(g, add_layer(g, head.bbox_pred, hidden)), -1, 4)
    if head.cls_logits.out_channels == 2 * network.anchors_per_cell:
        background, thing = g.add_node_with_outputs("Split", 2, g.reshape(scores, -1, 2), axis=1, num_outputs=2)
        scores = g.add_node("Sub", thing, background)
    return g.reshape(scores, -1), deltas


def _add_rows(g: GraphBuilder, output: str) -> str:
    return g.add_node("Transpose", output, perm=[0, 2, 3, 1])
