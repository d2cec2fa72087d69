"""The guided tour as data: the stages in the tutorial's order, two sentences each, and the layers that show them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detector.outcomes import ENTERED_NMS, AnchorLabel, AnchorReason, DetectionFate, ProposalFate
from frcnn_gui.common.language import N_, tr
from frcnn_gui.explain.mask_texts import NO_MASK_HEAD_TEXT
from frcnn_gui.stages.layer_inputs import LayerInputs
from frcnn_gui.stages.stage_numbers import format_losses, format_proposal_line

if TYPE_CHECKING:
    from detector.trace.schema import StageTrace

NMS_TEXT = N_("NMS suppresses {suppressed} of them (IoU above {limit}); the best {kept} of the rest are kept.")

MASKS_TEXT = N_("Maps of {size} cells. {rois} RoIs with an outlined object train it, with a loss of {loss}.")
WARPED_TEXT = N_("Every RoI is cut out of the input and resized to {size} x {size} px: the backbone is run on each.")
PYRAMID_TEXT = N_("Every RoI becomes 50 numbers for each of {channels} channels: the maxima of 1, 4, 9 and 36 bins.")
R_CNN_TEXT = N_(
    "The {count} proposals of the network in use would be {count} runs of the backbone. Together they have {times} "
    "times the area of this image."
)
SPP_NET_TEXT = N_("One pass gives {channels} channels of {maps} cells, for all {count} regions of this image.")
FAST_R_CNN_TEXT = N_(
    "On this image, one run of the head gives {count} regions a score and a box for each of {classes} classes."
)
RPN_TEXT = N_("On this image: {anchors} anchors are scored, and {count} of them become proposals.")
LOSSES_TEXT = N_("RPN: objectness {objectness}, box {rpn_box}. Head: class {cls}, box {box}. Total {total}.")
LOSSES_WITH_MASK_TEXT = N_(
    "RPN: objectness {objectness}, box {rpn_box}. Head: class {cls}, box {box}. Mask head: {mask}. Total {total}."
)


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
    needs_rpn: bool = False
    """Whether a network that takes its proposals from outside has no such stage"""
    outside_text: str = ""
    """In the place of `text` for such a network"""

    def choose_text(self, has_rpn: bool) -> str:
        """Choose what is said of a network with an RPN, or without one."""
        return self.text if has_rpn or not self.outside_text else self.outside_text


def describe_repeated_work(trace: StageTrace) -> str:
    """How often an R-CNN would compute the pixels of the image: once for each region that has them."""
    corners = trace.proposals.decoded[trace.proposals.kept].astype(float)
    area = float(((corners[:, 2] - corners[:, 0]) * (corners[:, 3] - corners[:, 1])).sum())
    times = area / (trace.frame.image_width * trace.frame.image_height)
    return tr(R_CNN_TEXT).format(count=f"{len(corners):,}", times=f"{times:.1f}")


def _describe_shared_pass(trace: StageTrace) -> str:
    if trace.config.warps_regions:
        return tr(WARPED_TEXT).format(size=trace.config.head.roi_size)
    maps = ", ".join(f"{height} x {width}" for _, height, width in trace.feature_shapes)
    count, channels = len(trace.proposals.kept), trace.feature_shapes[0][0]
    return tr(SPP_NET_TEXT).format(channels=channels, maps=maps, count=f"{count:,}")


def _describe_joined_head(trace: StageTrace) -> str:
    count = f"{len(trace.detections.probabilities):,}"
    return tr(FAST_R_CNN_TEXT).format(classes=len(trace.classes), count=count)


def _describe_own_proposals(trace: StageTrace) -> str:
    anchors, kept = len(trace.proposals.decoded), len(trace.proposals.kept)
    return tr(RPN_TEXT).format(anchors=f"{anchors:,}", count=f"{kept:,}")


def _describe_boxes(inputs: LayerInputs) -> str:
    return tr("%Ln box(es) on this image, {width} x {height} px.", "", len(inputs.boxes)).format(
        width=inputs.image_size[0], height=inputs.image_size[1]
    )


def _describe_features(trace: StageTrace) -> str:
    frame = trace.frame
    maps = ", ".join(f"{height} x {width}" for _, height, width in trace.feature_shapes)
    text = tr("The image is resized to {width} x {height} px. Its features have {channels} channels of {maps} cells.")
    return text.format(width=frame.width, height=frame.height, channels=trace.feature_shapes[0][0], maps=maps)


def _describe_cells(inputs: LayerInputs) -> str:
    count = sum(height * width for height, width in inputs.grid.level_cells)
    strides = ", ".join(f"{stride}" for stride in inputs.config.backbone.level_strides)
    return tr("{count} cells, one every {strides} px of the network input.").format(count=f"{count:,}", strides=strides)


def _describe_shapes(inputs: LayerInputs) -> str:
    anchors = inputs.config.anchors
    scales, ratios = (", ".join(f"{value:g}" for value in values) for values in (anchors.scales, anchors.ratios))
    text = (
        tr("{count} anchors per cell: sides of {scales} cells, height to width {ratios}.")
        if anchors.unit == "stride"
        else tr("{count} anchors per cell: sides of {scales} px, height to width {ratios}.")
    )
    return text.format(count=anchors.per_cell, scales=scales, ratios=ratios)


def _describe_anchors(inputs: LayerInputs) -> str:
    text = tr("{total} anchors, {inside} of them inside the image.")
    return text.format(total=f"{len(inputs.grid):,}", inside=f"{int(inputs.grid.inside.sum()):,}")


def _describe_assignment(inputs: LayerInputs) -> str:
    counts = {reason: inputs.assignment.count_reason(reason) for reason in AnchorReason}
    limits = inputs.config.anchor_targets
    text = tr(
        "Positive: {by_iou} with IoU {positive} or more, {best} as best for a box. Negative: {negative} below "
        "{low}. Ignored: {between} in between, {outside} outside."
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


def _describe_minibatch(inputs: LayerInputs) -> str:
    positive, negative = (inputs.assignment.count_sampled(one) for one in (AnchorLabel.POSITIVE, AnchorLabel.NEGATIVE))
    text = tr("{positive} positive and {negative} negative anchors are sampled, {samples} at most.")
    return text.format(positive=positive, negative=negative, samples=inputs.config.anchor_targets.samples)


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
    if not trace.config.proposals.has_rpn:
        return format_proposal_line(trace)
    text = tr(NMS_TEXT)
    return text.format(
        suppressed=f"{trace.proposals.count_fate(ProposalFate.SUPPRESSED):,}",
        limit=f"{trace.config.proposals.nms_iou:g}",
        kept=f"{len(trace.proposals.kept):,}",
    )


def _describe_rois(trace: StageTrace) -> str:
    positive = int((trace.rois.labels > 0).sum())
    text = tr("{positive} positive RoIs (IoU {limit} or more with a box) and {negative} background RoIs.")
    return text.format(
        positive=positive,
        negative=len(trace.rois.labels) - positive,
        limit=f"{trace.config.proposal_targets.positive_iou:g}",
    )


def _describe_pooling(trace: StageTrace) -> str:
    size = trace.config.head.roi_size
    if trace.config.warps_regions:
        return tr(WARPED_TEXT).format(size=size)
    if trace.config.head.roi_operation == "spatial_pyramid":
        return tr(PYRAMID_TEXT).format(channels=trace.feature_shapes[0][0])
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
    text = tr("After NMS within each class (IoU above {limit}): %Ln detection(s).", "", len(trace.detections))
    return text.format(limit=f"{trace.config.detection.nms_iou:g}")


def describe_masks(trace: StageTrace) -> str:
    """What trains the mask head, if there is one."""
    if trace.masks is None:
        return tr(NO_MASK_HEAD_TEXT)
    rows, columns = trace.masks.logits.shape[1:]
    text = tr(MASKS_TEXT)
    loss = f"{trace.losses['roi_mask']:.3f}"
    return text.format(rois=f"{len(trace.masks.roi):,}", size=f"{rows} x {columns}", loss=loss)


def _describe_losses(trace: StageTrace) -> str:
    return format_losses(trace, LOSSES_TEXT, LOSSES_WITH_MASK_TEXT)


TOUR_STEPS: tuple[TourStep, ...] = (
    TourStep("r_cnn", N_("Before: R-CNN"),
             N_("R-CNN (2014) takes some 2,000 regions from selective search, warps each to one size, and runs the "
"network on every one. An SVM for each class scores the features. All of it takes 47 s an image, besides selective "
"search. The regions shown are the proposals of the network in use; those of selective search are in View, Panels, "
"Proposal sources."),
             ("after_nms",), traced=describe_repeated_work),
    TourStep("spp_net", N_("SPP-Net shares the features"),
             N_("Regions overlap, so R-CNN computes the same pixels again and again. SPP-Net (2014) runs the backbone "
"once on the whole image and pools each region from its map, in grids of 1, 4, 9 and 36 bins."),
             ("feature_map", "after_nms"), traced=_describe_shared_pass),
    TourStep("fast_r_cnn", N_("Fast R-CNN joins the training"),
             N_("In R-CNN and SPP-Net, network, SVMs and box regressors are trained one after another. Fast R-CNN "
"(2015) pools each region into one grid, and one head predicts its class and its box: all of it is trained together."),
             ("refinement",), traced=_describe_joined_head, learned=True),
    TourStep("own_proposals", N_("Faster R-CNN proposes by itself"),
             N_("Of the 2.3 s that Fast R-CNN takes for an image, selective search takes about 2. Faster R-CNN (2015) "
"replaces it by the region proposal network, which finds the regions in the features that are there already: 0.2 s in "
"all. To measure the four on this image, choose View, Panels, Detector race."),
             ("objectness", "after_nms"), traced=_describe_own_proposals, learned=True, needs_rpn=True),
    TourStep("image", N_("The image and its boxes"),
             N_("Faster R-CNN learns from images in which a box with a class is drawn around each object. Its purpose "
"is to find such boxes in unlabeled images."),
             live=_describe_boxes),
    TourStep("features", N_("Features"),
             N_("A backbone, usually pretrained on ImageNet, turns the image into feature maps. Each of their many "
"channels responds to a pattern that it has learned. Try other channels under Layers, Feature map."),
             ("feature_map",), traced=_describe_features),
    TourStep("cells", N_("Cells"),
             N_("Each cell of a feature map represents one place in the image. The points are the centers of the "
"cells. The network searches for objects at each of them."),
             ("centers",), live=_describe_cells, needs_rpn=True),
    TourStep("shapes", N_("The anchors of one cell"),
             N_("The network does not predict boxes from nothing. It starts from anchors: a few boxes of fixed sizes "
"and shapes around the center of each cell. These are the anchors of one cell; all other cells have "
"the same."),
             ("cell",), live=_describe_shapes, needs_rpn=True),
    TourStep("anchors", N_("All anchors"),
             N_("Together, the cells have an anchor for nearly every position and size of an object. One shape is "
"shown at every cell. Training can leave out anchors that cross the image border; this is a setting."),
             ("anchors",), live=_describe_anchors, needs_rpn=True),
    TourStep("assignment", N_("Which anchors mean an object"),
             N_("An anchor is positive if its IoU with a box (shared area divided by joint area) is high enough. The "
"best anchor of each box is positive too, so that each box has one. Anchors with a low IoU are "
"background; those in between are ignored."),
             ("assignment", "anchor_lines", "matches"), live=_describe_assignment, needs_rpn=True),
    TourStep("minibatch", N_("A minibatch of anchors"),
             N_("Nearly all anchors are background and would outweigh the few objects. Training therefore uses a "
"small sample, at most half of it positive."),
             ("minibatch",), live=_describe_minibatch, needs_rpn=True),
    TourStep("objectness", N_("The region proposal network"),
             N_("A small network slides over the features. For each anchor it predicts how likely it is to be an "
"object (its objectness), and the deltas that move and scale it. The map shows the best objectness of "
"each cell."),
             ("objectness",), traced=_describe_objectness, learned=True, needs_rpn=True),
    TourStep("candidates", N_("Candidates"),
             N_("Anchors moved and scaled by their deltas, and clipped at the border, become candidates. Only those "
"with the best objectness are kept."),
             ("before_nms",), traced=_describe_before_nms, learned=True, needs_rpn=True),
    TourStep("proposals", N_("Proposals"),
             N_("Many candidates cover the same object. Non-maximum suppression (NMS) goes through them from the best "
"on and drops those that overlap a better one too much. The rest are the proposals. To step through "
"NMS, choose View, Panels, NMS."),
             ("after_nms",), traced=_describe_after_nms, learned=True,
             outside_text=N_("The boxes of the proposal source come with a rank. The best of them, up to a limit, are "
"the proposals: there is no RPN, and no NMS before the head. To compare sources, choose View, Panels, Proposal "
"sources.")),
    TourStep("rois", N_("RoIs to learn from"),
             N_("To train the second half of the network, some proposals are sampled. Those that overlap a box enough "
"get its class; the others are background."),
             ("rois",), traced=_describe_rois),
    TourStep("pooling", N_("RoI pooling"),
             N_("Proposals differ in size, but the next layers need inputs of one size. The features of each proposal "
"are pooled into a grid of fixed size. The bins of one proposal are shown."),
             ("bins",), traced=_describe_pooling),
    TourStep("head", N_("The Fast R-CNN head"),
             N_("The head uses the pooled features of each proposal to predict its class and to refine its box. "
"Arrows point from the proposals to their final boxes."),
             ("refinement",), traced=_describe_head, learned=True),
    TourStep("detections", N_("Detections"),
             N_("Boxes that score enough go through NMS again, class by class. The rest are the detections. Choose "
"Explain and click the image to see why."),
             ("final", "errors"), traced=_describe_detections, learned=True),
    TourStep("masks", N_("The mask head"),
             N_("A box does not say which of its pixels belong to the object; the mask head of Mask R-CNN does. Over "
"each final box it lays a grid, usually of 28 x 28 cells, and predicts for each class how likely each cell belongs to "
"the object. The map of the detected class is stretched over the box, and pixels of 0.5 or more are the mask; the "
"head learns this from the outlines of labeled objects. To see the cells of an object, choose View, Panels, Mask head, "
"and select its box."),
             ("final",), traced=describe_masks, learned=True),
    TourStep("losses", N_("The four losses"),
             N_("Training reduces four losses: objectness and box of the RPN, class and box of the head. Classes use "
"cross entropy; boxes use smooth L1, on positives only. A network with a mask head has a fifth loss, the "
"cross entropy of the cells of its masks."),
             ("minibatch", "rois"), traced=_describe_losses,
             outside_text=N_("Training reduces the two losses of the head, class and box: the proposal source has "
"nothing to learn. Classes use cross entropy; boxes use smooth L1, on positives only. A network with a mask head has a "
"third loss, the cross entropy of the cells of its masks.")),
)  # fmt: skip
