"""The layers of the stages as data, in painting order: the first lies lowest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from frcnn_gui.canvas.layers import LayerContent
from frcnn_gui.common.language import N_
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.stages import anchor_contents as anchor
from frcnn_gui.stages import proposal_contents as proposal
from frcnn_gui.stages.layer_inputs import LayerInputs


@dataclass(frozen=True)
class LayerSpec:
    """One layer."""

    key: str
    title: str
    explanation: str
    build_content: Callable[[LayerInputs, str], LayerContent]
    color: str = ""
    """Its color where it has one alone; a person may choose another."""
    needs_rpn: bool = False
    """Whether a network that takes its proposals from outside has nothing of it."""
    needs_assignment_only: bool = False
    """Whether it needs the assignment alone, which follows a drag at once."""


LAYERS: tuple[LayerSpec, ...] = (
    LayerSpec("feature_map", N_("Feature map"), N_("One channel of the output of the backbone."),
              anchor.build_feature_map),
    LayerSpec("objectness", N_("Objectness"), N_("Objectness predicted by the RPN at each cell."),
              anchor.build_objectness, needs_rpn=True),
    LayerSpec("centers", N_("Cells"), N_("Centers of the cells. Each cell has the same anchors."),
              anchor.build_cell_centers, Meaning.ANCHOR.color, needs_rpn=True, needs_assignment_only=True),
    LayerSpec("anchors", N_("Anchors"), N_("Boxes the network starts from, the same at every cell."),
              anchor.build_anchors, Meaning.ANCHOR.color, needs_rpn=True, needs_assignment_only=True),
    LayerSpec("cell", N_("Anchors of one cell"), N_("All anchors of the selected cell, or of one in the middle."),
              anchor.build_cell_anchors, Meaning.ANCHOR.color, needs_rpn=True, needs_assignment_only=True),
    LayerSpec("assignment", N_("Assignment"), N_("Training label of each anchor: positive, negative, ignored."),
              anchor.build_assignment, needs_rpn=True, needs_assignment_only=True),
    LayerSpec("minibatch", N_("Minibatch"), N_("Anchors sampled to train the RPN, positive and negative."),
              anchor.build_minibatch, needs_rpn=True, needs_assignment_only=True),
    LayerSpec("anchor_lines", N_("Anchors to boxes"), N_("An arrow from each positive anchor to its box."),
              anchor.build_anchor_lines, Meaning.POSITIVE.color, needs_rpn=True, needs_assignment_only=True),
    LayerSpec("matches", N_("Matches of boxes"), N_("Positive anchors of each box, and how they became positive."),
              anchor.build_matches, needs_rpn=True, needs_assignment_only=True),
    LayerSpec("before_nms", N_("Before NMS"), N_("The best candidates: anchors moved and scaled by the RPN."),
              proposal.build_before_nms, Meaning.CANDIDATE.color, needs_rpn=True),
    LayerSpec("suppressed", N_("Suppressed"), N_("Candidates removed by NMS, each linked to the better one."),
              proposal.build_suppressed, Meaning.SUPPRESSED.color, needs_rpn=True),
    LayerSpec("after_nms", N_("After NMS"), N_("Candidates that survive NMS: the proposals."),
              proposal.build_after_nms, Meaning.KEPT.color),
    LayerSpec("rois", N_("RoI sample"),
              N_("Proposals that train the head: positive, injected, negative."),
              proposal.build_rois),
    LayerSpec("bins", N_("Pooling bins"), N_("Cells into which the selected proposal is pooled."),
              proposal.build_pooling_bins, Meaning.KEPT.color),
    LayerSpec("refinement", N_("Refinement"), N_("How the head moves proposals to their final boxes."),
              proposal.build_refinement, Meaning.DETECTION.color),
    LayerSpec("final", N_("Final detections"), N_("Boxes of the head after score threshold, NMS and limit."),
              proposal.build_final_detections, Meaning.DETECTION.color),
    LayerSpec("errors", N_("Errors"), N_("Correct detections, false positives and missed boxes."),
              proposal.build_errors),
)  # fmt: skip
LAYERS_BY_KEY = {spec.key: spec for spec in LAYERS}
