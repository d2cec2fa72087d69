"""Outlines proposed inside the selected boxes by the segmenter of the Preferences, in a job; shown until decided."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject

from detector.data.annotation import Annotation
from detector.data.image_io import DecodedImage, decode_image
from detector.segmentation.requirements import INSTALL_COMMAND, NEEDS_OPENCV
from detector.segmentation.segmenters import can_propose_outlines, load_segmenter
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.canvas.tools.proposal_tool import ProposalTool, ProposedOutline
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.parts import HasActions, HasJobs, HasPreferences, HasWindow
from frcnn_gui.common.preferences import SEGMENTER
from frcnn_gui.document.document import Document
from frcnn_gui.document.outline_fitting import OutlineFitter, describe_losses
from frcnn_gui.document.parts import HasSession

TITLE = N_("Proposing outlines")
NOTHING_FOUND_TEXT = N_("No outline was found in the boxes.")
CHANGED_TEXT = N_("The boxes have changed meanwhile. Propose their outlines again.")

Proposals = Mapping[int, ProposedOutline]


class OutlineProposalsContext(HasWindow, HasActions, HasJobs, HasPreferences, HasSession, HasCanvas, Protocol):
    """What is used of the window."""


class OutlineFinder(QObject):
    """Has a job find outlines for boxes of the image, and shows them until somebody decides."""

    def __init__(self, context: OutlineProposalsContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._job = LatestJob(context.jobs, self)
        self._job.failed.connect(context.session.message_posted)
        context.session.document_changed.connect(self._job.drop)

    def start_job(self, job: Job, chosen: tuple[Annotation, ...]) -> None:
        """Run a job that results in the `Proposals` for the annotations `chosen` of the current image."""
        document = self._context.session.document
        if document is not None:
            self._job.start(job, lambda proposals: self._show_proposals(document, chosen, proposals))

    def _show_proposals(self, document: Document, chosen: tuple[Annotation, ...], proposals: Proposals) -> None:
        session = self._context.session
        if document is not session.document:
            return
        if any(document.find_annotation(one.uid) != one for one in chosen):
            session.message_posted.emit(tr(CHANGED_TEXT))
        elif not proposals:
            session.message_posted.emit(tr(NOTHING_FOUND_TEXT))
        elif session.folder is not None:
            fitter = OutlineFitter(session.folder.dataset)
            fitted = {uid: (fitter.fit_outline(one.outline), one.label) for uid, one in proposals.items()}
            shown = {uid: ProposedOutline(outline, label) for uid, (outline, label) in fitted.items() if outline}
            self._context.canvas.show_proposals(shown)
            text = tr("%Ln outline(s) proposed. Enter accepts, Esc dismisses.", "", len(shown))
            session.message_posted.emit(" ".join(filter(None, (text, describe_losses([fitter])))))


class OutlineProposals(QObject):
    """Binds `propose_outline`; create it after the tools are bound."""

    def __init__(self, context: OutlineProposalsContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._finder = OutlineFinder(context)
        context.actions.bind(ProposalTool.name, self.propose_outlines)

    def propose_outlines(self) -> None:
        """Propose outlines for the selected boxes that may be changed."""
        session, document = self._context.session, self._context.session.document
        self._context.actions[ProposalTool.name].setChecked(self._context.canvas.tool_name == ProposalTool.name)
        if document is None or session.image is None or document.read_only_reason:
            return
        segmenter = self._context.preferences.get_value(SEGMENTER)
        if not can_propose_outlines(segmenter):
            session.message_posted.emit(tr(NEEDS_OPENCV).format(command=INSTALL_COMMAND))
            return
        chosen = document.filter_unlocked(session.selection)
        if chosen:
            self._finder.start_job(create_proposal_job(document.image, session.image, chosen, segmenter), chosen)


def create_proposal_job(path: Path, image: DecodedImage, annotations: tuple[Annotation, ...], segmenter: str) -> Job:
    """A job that results in the `Proposals` for annotations of the image at `path`, which may be shown reduced."""

    def propose(context: JobContext) -> Proposals:
        propose_outline = load_segmenter(segmenter)  # imports a plug-in, or OpenCV, when it is needed first
        whole = image if image.reduction == 1 else decode_image(path)
        proposals = {}
        for number, annotation in enumerate(annotations):
            context.raise_if_canceled()
            context.report_progress(number, len(annotations), tr(TITLE))
            outline = propose_outline(whole.pixels, annotation.bounds)
            if not outline.is_degenerate:
                proposals[annotation.uid] = ProposedOutline(outline, annotation.label)
        return proposals

    return Job(tr(TITLE), propose)
