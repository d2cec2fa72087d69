"""Outlines proposed for the boxes of the image by the mask head of the network in use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import QObject

from detector.data.annotation import Annotation
from detector.data.outlines.outlined_box import get_outline
from frcnn_gui.boxes.outline_proposals import OutlineFinder, OutlineProposalsContext, Proposals
from frcnn_gui.canvas.tools.proposal_tool import ProposedOutline
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.parts import HasSettings
from frcnn_gui.document.document import Document
from frcnn_gui.network.network_cache import NetworkCache, NetworkSource
from frcnn_gui.network.parts import HasNetwork

if TYPE_CHECKING:
    from detector.tiles.tiling import Tiling

TITLE = N_("Outlining boxes")
ALL_OUTLINED_TEXT = N_("All boxes that can be changed have an outline. Select those that are to get another.")
NO_KNOWN_CLASS_TEXT = N_("The network knows no class of these boxes.")


class NetworkOutlinesContext(OutlineProposalsContext, HasSettings, HasNetwork, Protocol):
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
            tiling = self._context.settings.tiling
            job = create_network_outline_job(
                network.cache, network.source, network.device, document.image, chosen, tiling
            )
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
    networks: NetworkCache,
    source: NetworkSource,
    device: str,
    path: Path,
    annotations: tuple[Annotation, ...],
    tiling: Tiling | None = None,
) -> Job:
    """A job that results in the `Proposals` of a network for annotations of the image at `path`.

    Annotations of a class that the network does not know get none. With `tiling`, those in an image that is larger than
    a tile are outlined in tiles.
    """

    def propose(context: JobContext) -> Proposals:
        from detector.errors import UserFacingError
        from detector.folder_detection import create_image_reader
        from detector.folder_outlining import outline_boxes

        context.report_progress(0, 1, tr("Loading {title}").format(title=source.title))
        with networks.borrow_predictor(source, device) as predictor:
            known = [one for one in annotations if one.label in predictor.model.classes]
            if not known:
                raise UserFacingError(tr(NO_KNOWN_CLASS_TEXT))
            image = create_image_reader(predictor, tiling).read_image(path)

            def on_progress(done: int, total: int) -> None:
                context.raise_if_canceled()
                context.report_progress(done, total, tr(TITLE))

            boxes = np.array([one.bounds.xyxy for one in known], np.float32)
            masks = outline_boxes(predictor, image, boxes, [one.label for one in known], tiling, on_progress)
        return {
            one.uid: ProposedOutline(mask.bitmap, one.label)
            for one, mask in zip(known, masks, strict=True)
            if not mask.bitmap.is_degenerate
        }

    return Job(tr(TITLE), propose)
