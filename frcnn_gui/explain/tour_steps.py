"""The guided tour as data: the stages in the tutorial's order, two sentences each, and the layers that show them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detector.outcomes import ENTERED_NMS, AnchorLabel, AnchorReason, DetectionFate, ProposalFate
from frcnn_gui.common.language import N_, tr
from frcnn_gui.stages.layer_inputs import LayerInputs

if TYPE_CHECKING:
    from detector.trace.schema import StageTrace


@dataclass(frozen=True)
class TourStep:
    """One stop. `live` numbers need the assignment alone, `traced` ones the trace."""

    key: str
    title: str
    text: str
    layers: tuple[str, ...] = ()
    live: Callable[[LayerInputs], str] | None = None
    traced: Callable[[StageTrace], str] | None = None
    learned: bool = False
    """Whether what is seen means something for a trained network alone"""


def _describe_boxes(look: LayerInputs) -> str:
    return tr("%Ln box(es) on this image, {width} x {height} px.", "", len(look.boxes)).format(
        width=look.image_size[0], height=look.image_size[1]
    )


def _describe_features(trace: StageTrace) -> str:
    frame = trace.frame
    maps = ", ".join(f"{height} x {width}" for _, height, width in trace.feature_shapes)
    text = tr("The image is resized to {width} x {height} px; its features are {channels} channels of {maps} cells.")
    return text.format(width=frame.width, height=frame.height, channels=trace.feature_shapes[0][0], maps=maps)


def _describe_cells(look: LayerInputs) -> str:
    count = sum(height * width for height, width in look.grid.level_cells)
    strides = ", ".join(f"{stride}" for stride in look.config.backbone.level_strides)
    return tr("{count} cells, one every {strides} px of the network's input.").format(
        count=f"{count:,}", strides=strides
    )


def _describe_shapes(look: LayerInputs) -> str:
    anchors = look.config.anchors
    scales, ratios = (", ".join(f"{value:g}" for value in values) for values in (anchors.scales, anchors.ratios))
    text = (
        tr("{count} anchors a cell: sides of {scales} cells, in ratios of height to width of {ratios}.")
        if anchors.unit == "stride"
        else tr("{count} anchors a cell: sides of {scales} px, in ratios of height to width of {ratios}.")
    )
    return text.format(count=anchors.per_cell, scales=scales, ratios=ratios)


def _describe_anchors(look: LayerInputs) -> str:
    text = tr("{total} anchors; {inside} of them lie inside the image.")
    return text.format(total=f"{len(look.grid):,}", inside=f"{int(look.grid.inside.sum()):,}")


def _describe_assignment(look: LayerInputs) -> str:
    counts = {reason: look.assignment.count_reason(reason) for reason in AnchorReason}
    limits = look.config.anchor_targets
    text = tr(
        "Positive: {by_iou} with IoU {positive} or more, {best} as best for a box. Negative: {negative} under {low}. "
        "Ignored: {between} between, {outside} outside."
    )
    return text.format(
        by_iou=f"{counts[AnchorReason.POSITIVE_IOU]:,}",
        best=f"{counts[AnchorReason.POSITIVE_BEST_FOR_BOX]:,}",
        negative=f"{counts[AnchorReason.NEGATIVE_LOW_IOU]:,}",
        between=f"{counts[AnchorReason.IGNORED_BETWEEN]:,}",
        outside=f"{counts[AnchorReason.IGNORED_OUTSIDE]:,}",
        positive=f"{limits.positive_iou:g}",
        low=f"{limits.negative_iou:g}",
    )


def _describe_minibatch(look: LayerInputs) -> str:
    positive, negative = (look.assignment.count_sampled(one) for one in (AnchorLabel.POSITIVE, AnchorLabel.NEGATIVE))
    text = tr("{positive} positive and {negative} negative anchors are drawn, {samples} at most.")
    return text.format(positive=positive, negative=negative, samples=look.config.anchor_targets.samples)


def _describe_objectness(trace: StageTrace) -> str:
    scores = trace.proposals.objectness
    text = tr("Objectness of the {count} anchors: {low} to {high}.")
    return text.format(count=f"{len(scores):,}", low=f"{scores.min():.3f}", high=f"{scores.max():.3f}")


def _describe_before_nms(trace: StageTrace) -> str:
    count = trace.proposals.count_fate
    entered = sum(count(fate) for fate in ENTERED_NMS)
    text = tr("{entered} of {total} candidates enter NMS; {small} are too small.")
    values = {"entered": entered, "total": len(trace.proposals.decoded), "small": count(ProposalFate.TOO_SMALL)}
    return text.format(**{name: f"{value:,}" for name, value in values.items()})


def _describe_after_nms(trace: StageTrace) -> str:
    text = tr("NMS suppresses {suppressed} of them (IoU over {limit}); the best {kept} of the others are kept.")
    return text.format(
        suppressed=f"{trace.proposals.count_fate(ProposalFate.SUPPRESSED):,}",
        limit=f"{trace.config.proposals.nms_iou:g}",
        kept=f"{len(trace.proposals.kept):,}",
    )


def _describe_rois(trace: StageTrace) -> str:
    positive = int((trace.rois.labels > 0).sum())
    text = tr("{positive} positive RoIs (IoU {limit} or more with a box) and {negative} of background.")
    return text.format(
        positive=positive,
        negative=len(trace.rois.labels) - positive,
        limit=f"{trace.config.proposal_targets.positive_iou:g}",
    )


def _describe_pooling(trace: StageTrace) -> str:
    size = trace.config.head.roi_size
    text = tr("Every RoI becomes {channels} x {size} x {size} numbers.")
    return text.format(channels=trace.feature_shapes[0][0], size=size)


def _describe_head(trace: StageTrace) -> str:
    scored = int((trace.detections.fate != DetectionFate.BELOW_SCORE).sum())
    text = tr("{classes} classes and background for each of {rois} proposals; {scored} boxes score {limit} or more.")
    return text.format(
        classes=len(trace.classes),
        rois=f"{len(trace.detections.probabilities):,}",
        scored=f"{scored:,}",
        limit=f"{trace.config.detection.score:g}",
    )


def _describe_detections(trace: StageTrace) -> str:
    text = tr("After NMS within each class (IoU over {limit}): %Ln detection(s).", "", len(trace.detections))
    return text.format(limit=f"{trace.config.detection.nms_iou:g}")


def _describe_losses(trace: StageTrace) -> str:
    losses = trace.losses
    text = tr("RPN: objectness {objectness}, box {rpn_box}. Head: class {cls}, box {box}. Together {total}.")
    return text.format(
        objectness=f"{losses['rpn_objectness']:.3f}",
        rpn_box=f"{losses['rpn_box']:.3f}",
        cls=f"{losses['roi_class']:.3f}",
        box=f"{losses['roi_box']:.3f}",
        total=f"{losses['total']:.3f}",
    )


TOUR_STEPS: tuple[TourStep, ...] = (
    TourStep("image", N_("The image and its boxes"),
             N_("Faster R-CNN learns from images on which somebody drew a box around each object, with its class. "
                "Everything that follows serves one end: to find such boxes on images that nobody has labelled."),
             live=_describe_boxes),
    TourStep("features", N_("Features"),
             N_("A backbone, usually trained on ImageNet before, turns the image into feature maps: many channels, "
                "each a picture of one thing that it has learned to see. Try other channels under Layers, "
                "Feature map."),
             ("feature_map",), traced=_describe_features),
    TourStep("cells", N_("Cells"),
             N_("Each cell of a feature map looks at one place of the image. "
                "The points are the centres of the cells; at each of them the network will look for objects."),
             ("centres",), live=_describe_cells),
    TourStep("shapes", N_("The anchors of one cell"),
             N_("A cell does not guess a box out of nothing: it begins with anchors, a few boxes of fixed sizes and "
                "shapes around its centre. These are the anchors of one cell; all the others have the same."),
             ("cell",), live=_describe_shapes),
    TourStep("anchors", N_("All anchors"),
             N_("All cells together have an anchor for nearly every place and size an object can have; here one shape "
                "is shown at every cell. Those that cross the border of the image are not used when training, if the "
                "settings say so."),
             ("anchors",), live=_describe_anchors),
    TourStep("assignment", N_("Which anchors mean an object"),
             N_("An anchor that overlaps a box enough (by IoU, the shared area over the joint area) is positive, and "
                "so is the best anchor of each box, that none is forgotten. One that overlaps little is "
                "background; those in between teach nothing."),
             ("assignment", "anchor_lines", "matches"), live=_describe_assignment),
    TourStep("minibatch", N_("A minibatch of anchors"),
             N_("Background is nearly everywhere, and would drown the few objects. So a small sample is drawn for "
                "training, up to half of it positive."),
             ("minibatch",), live=_describe_minibatch),
    TourStep("objectness", N_("The region proposal network"),
             N_("A small network slides over the features and says two things of every anchor: how likely it is an "
                "object (its objectness), and by which deltas to move and scale it. The map shows the best objectness "
                "of each cell."),
             ("objectness",), traced=_describe_objectness, learned=True),
    TourStep("candidates", N_("Candidates"),
             N_("Moved and scaled by their deltas and cut at the border, the anchors become candidates for objects. "
                "Only those with the best objectness go on."),
             ("before_nms",), traced=_describe_before_nms, learned=True),
    TourStep("proposals", N_("Proposals"),
             N_("Many candidates mean the same object, so non-maximum suppression (NMS) goes through them from the "
                "best on, and drops each that overlaps a better one too much. What is left are the proposals; "
                "go through it step by step under View, Panels, NMS."),
             ("after_nms",), traced=_describe_after_nms, learned=True),
    TourStep("rois", N_("Regions to learn from"),
             N_("To train the second half of the network, some of the proposals are drawn. Those that overlap a box "
                "enough get its class, the others are background."),
             ("rois",), traced=_describe_rois),
    TourStep("pooling", N_("RoI pooling"),
             N_("Proposals have all sizes, but what follows needs inputs of one size. So the features under each are "
                "pooled in a grid of as many bins, whatever its size: here those of one proposal."),
             ("bins",), traced=_describe_pooling),
    TourStep("head", N_("The Fast R-CNN head"),
             N_("The head looks at the pooled features of each proposal and says what it is, and how its box should be "
                "moved to fit. The arrows lead from proposals to their final boxes."),
             ("refinement",), traced=_describe_head, learned=True),
    TourStep("detections", N_("Detections"),
             N_("What scores enough goes through NMS once more, class by class; what is left is what the network has "
                "found. Click Explain and anywhere in the image to see why."),
             ("final", "errors"), traced=_describe_detections, learned=True),
    TourStep("losses", N_("The four losses"),
             N_("Training makes four numbers smaller: is it an object, and where (of the RPN); what is it, and where "
                "(of the head). The classes are measured by cross entropy, the boxes by smooth L1 on positive ones "
                "alone."),
             ("minibatch", "rois"), traced=_describe_losses),
)  # fmt: skip
