"""The head: class scores and a box for every class, of each RoI."""

from __future__ import annotations

from detector.export.graph import GraphBuilder
from detector.export.layers import add_layer
from detector.stages.head import BoxHead, ConvolutionBoxHead, FastRcnnHead, LastStageBoxHead


def add_head(g: GraphBuilder, head: FastRcnnHead, pooled: str) -> tuple[str, str]:
    """`pooled` (R, channels, size, size) -> class logits (R, C + 1) and deltas (R, C + 1, 4)."""
    with g.name_scope("box_head"):
        hidden = _add_hidden(g, head.box_head, pooled)
    with g.name_scope("scores"):
        scores = add_layer(g, head.box_predictor.cls_score, hidden)
    with g.name_scope("deltas"):
        deltas = add_layer(g, head.box_predictor.bbox_pred, hidden)
    outputs = head.box_predictor.cls_score.out_features
    return scores, g.reshape(deltas, -1, outputs, 4)


def _add_hidden(g: GraphBuilder, head: BoxHead | ConvolutionBoxHead | LastStageBoxHead, pooled: str) -> str:
    if isinstance(head, LastStageBoxHead):
        means = g.add_node("GlobalAveragePool", add_layer(g, head.layer4, pooled))
        return g.add_node("Flatten", means, axis=1)
    if isinstance(head, ConvolutionBoxHead):
        return add_layer(g, head, pooled)
    value = g.add_node("Flatten", pooled, axis=1)
    for layer in (head.fc6, head.fc7):
        value = g.add_node("Relu", add_layer(g, layer, value))
    return value
