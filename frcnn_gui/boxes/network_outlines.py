"""Outlines proposed for the boxes of the image by the mask head of the network in use."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
from PySide6.QtCore import QObject

from detector.data.annotation import Annotation
from detector.data.image_io import decode_image
from detector.data.outlines.outlined_box import get_outline
from frcnn_gui.boxes.outline_proposals import OutlineFinder, OutlineProposalsContext, Proposals
from frcnn_gui.canvas.proposal_tool import ProposedOutline
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.document import Document
from frcnn_gui.network.network_cache import NetworkCache, NetworkSource
from frcnn_gui.network.parts import HasNetwork

TITLE = N_("Outlining boxes")
ALL_OUTLINED_TEXT = N_("All boxes that can be changed have an outline. Select those that are to get another.")
NO_KNOWN_CLASS_TEXT = N_("The network knows no class of these boxes.")


class NetworkOutlinesContext(OutlineProposalsContext, HasNetwork, Protocol):
    """What is used of the window."""


class NetworkOutlines(QObject):
    """Binds `outline_boxes`; create it after the tools are bound."""

    def __init__(self, context: NetworkOutlinesContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._finder = OutlineFinder(context)
        context.actions.bind("outline_boxes", self.propose_outlines)

    def propose_outlines(self) -> None:
        """Propose outlines for the selected boxes, or if none is selected for all that have none."""
        session, network = self._context.session, self._context.network
        document = session.document
        if document is None or document.read_only_reason or not network.has_trained_masks:
            return
        chosen = self._choose_boxes(document)
        if chosen:
            job = create_network_outline_job(network.cache, network.source, network.device, document.image, chosen)
            self._finder.start_job(job, chosen)
        else:
            session.message_posted.emit(tr(ALL_OUTLINED_TEXT))

    def _choose_boxes(self, document: Document) -> tuple[Annotation, ...]:
        selected = document.filter_unlocked(self._context.session.selection)
        if selected:
            return selected
        every = document.filter_unlocked(frozenset(one.uid for one in document.annotations))
        return tuple(one for one in every if get_outline(one.geometry) is None)


def create_network_outline_job(
    networks: NetworkCache, source: NetworkSource, device: str, path: Path, annotations: tuple[Annotation, ...]
) -> Job:
    """A job that results in the `Proposals` of a network for annotations of the image at `path`.

    Annotations of a class that the network does not know get none.
    """

    def propose(context: JobContext) -> Proposals:
        from detector.errors import UserFacingError
        from detector.predictor import max_decode_pixels

        context.report_progress(0, 1, tr("Loading {title}").format(title=source.title))
        with networks.borrow_predictor(source, device) as predictor:
            known = [one for one in annotations if one.label in predictor.model.classes]
            if not known:
                raise UserFacingError(tr(NO_KNOWN_CLASS_TEXT))
            decoded = decode_image(path, max_decode_pixels(predictor.model.config.input))
            context.raise_if_canceled()
            context.report_progress(0, 1, tr(TITLE))
            predictor.set_image(decoded.pixels, (decoded.width, decoded.height))
            boxes = np.array([one.bounds.xyxy for one in known], np.float32)
            masks = predictor.predict_masks(boxes, [one.label for one in known])
        return {
            one.uid: ProposedOutline(mask, one.label)
            for one, mask in zip(known, masks, strict=True)
            if not mask.is_degenerate
        }

    return Job(tr(TITLE), propose)
