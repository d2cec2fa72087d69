"""A job that finds everything that clicks on an image choose from: the network's boxes, and regions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detector.click_boxes import ClickBoxes, select_predictions
from detector.data.image_io import decode_image
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.outline_fitting import OutlineFitter
from frcnn_gui.network.network_cache import NetworkCache, NetworkSource

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset
    from detector.data.outlines.outlined_box import Outline
    from detector.matching.box_overlap import Floats
    from detector.predictor import Predictor

TITLE = N_("Finding the boxes of the image")
_NO_BOXES = np.zeros((0, 4), np.float32)


@dataclass(frozen=True, eq=False)
class FoundBoxes:
    """What clicks on an image choose from; `obstacle` is a sentence about why there are no regions, if any."""

    boxes: ClickBoxes
    obstacle: str = ""


@dataclass(frozen=True)
class ClickBoxesRequest:
    """What is looked for.

    Attributes:
        path: The image.
        width: Of the upright original, in pixels.
        height: Of the upright original, in pixels.
        source: The network in use.
        device: Where it computes.
        classes: Those of the folder. A network that knows none of them is not asked, unless there are none.
        dataset: Its label files, which decide what of outlines can be taken; None: nothing.
    """

    path: Path
    width: int
    height: int
    source: NetworkSource
    device: str
    classes: frozenset[str] = field(compare=False)
    dataset: Dataset | None = field(default=None, compare=False)


def create_click_boxes_job(networks: NetworkCache, request: ClickBoxesRequest) -> Job:
    """A job that results in the `FoundBoxes` of an image."""

    def find(context: JobContext) -> FoundBoxes:
        context.report_progress(0, 2, tr(TITLE))
        boxes = ClickBoxes(request.width, request.height, _NO_BOXES, (), np.zeros(0, np.float32), _NO_BOXES)
        if request.source.is_trained:
            boxes = _predict_boxes(networks, request, context, boxes)
        context.raise_if_canceled()
        context.report_progress(1, 2, tr(TITLE))
        regions, obstacle = _find_regions(request)
        return FoundBoxes(replace(boxes, regions=regions), obstacle)

    return Job(tr(TITLE), find)


def _predict_boxes(
    networks: NetworkCache, request: ClickBoxesRequest, context: JobContext, without: ClickBoxes
) -> ClickBoxes:
    """`without` boxes where the network knows no class of the folder."""
    from detector.predictor import max_decode_pixels

    with networks.borrow_predictor(request.source, request.device) as predictor:
        if request.classes and request.classes.isdisjoint(predictor.model.classes):
            return without
        decoded = decode_image(request.path, max_decode_pixels(predictor.model.config.input))
        context.raise_if_canceled()
        predictor.set_image(decoded.pixels, (decoded.width, decoded.height), request.path)
        found = predictor.predict_proposals()
        rows = select_predictions(found.boxes, found.scores)
        boxes, labels = found.boxes[rows], tuple(found.labels[row] for row in rows.tolist())
        outlines = _predict_outlines(predictor, boxes, labels, request.dataset)
    for row, outline in enumerate(outlines):
        if outline is not None:
            boxes[row] = outline.bounds.xyxy
    return replace(without, boxes=boxes, labels=labels, scores=found.scores[rows], outlines=outlines)


def _predict_outlines(
    predictor: Predictor, boxes: Floats, labels: Sequence[str], dataset: Dataset | None
) -> list[Outline | None]:
    """Those of the mask head, as the label files can hold them; none if there is no mask head, or they hold none."""
    if not predictor.model.config.has_masks or dataset is None or not dataset.holds_outlines:
        return []
    fitter = OutlineFitter(dataset)
    masks = predictor.predict_masks(boxes, labels)
    return [None if mask.is_degenerate else fitter.fit_outline(mask) for mask in masks]


def _find_regions(request: ClickBoxesRequest) -> tuple[Floats, str]:
    """(P, 4) those of selective search on a reduced image, and why there are none, if so."""
    from detector.proposal_sources.folder import propose_in_images
    from detector.proposal_sources.kept_proposals import KeptProposals
    from detector.proposal_sources.proposed_boxes import SourceImage
    from detector.proposal_sources.registry import build_source

    image = SourceImage(request.path, request.width, request.height, _NO_BOXES)
    (outcome,) = propose_in_images(build_source("selective-search-200"), [image], KeptProposals.of_user())
    return (_NO_BOXES, outcome) if isinstance(outcome, str) else (outcome.boxes, "")
