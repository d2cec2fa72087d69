"""Review over the image: what is correct, false or missed at the current score, as a layer."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
from PySide6.QtCore import QObject, Slot

from frcnn_gui.canvas.layers import EMPTY_CONTENT, Layer
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.language import tr
from frcnn_gui.document.document import Document
from frcnn_gui.document.parts import HasSession
from frcnn_gui.images.parts import HasImages
from frcnn_gui.review.criterion import Criterion
from frcnn_gui.review.evaluate_job import FolderEvaluation
from frcnn_gui.review.review_content import MaskedImage, build_review_content, draw_masked_image, find_masked_image
from frcnn_gui.review.review_job import ReviewResult


class ReviewOverlayContext(HasSession, HasCanvas, HasImages, Protocol):
    """What is used of the window."""


class ReviewOverlay(QObject):
    """The Review layer of the image that is shown; `criterion` says whether boxes or masks decide."""

    def __init__(self, context: ReviewOverlayContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.layer = Layer("review", tr("Review"), tr("Correct, false and missed at the current score."), visible=False)
        context.canvas.layers.add_layer(self.layer)
        self.criterion = Criterion.BOXES
        self._is_measured = False
        self._review: ReviewResult | None = None
        self._masked_image: tuple[FolderEvaluation, Path, MaskedImage | None] | None = None
        """What was found for the image that was drawn last"""
        context.session.document_changed.connect(self._on_document_changed)
        self.layer.appearance_changed.connect(self.update_layer)

    def show_review(self, review: ReviewResult | None, is_measured: bool) -> None:
        """Draw the detections of a measured folder; masks can decide once there is a `review` of it."""
        self._review, self._is_measured = review, is_measured
        self.update_layer()

    @Slot()
    def update_layer(self) -> None:
        """Draw the boxes and the detections as they are now."""
        document = self._context.session.document
        is_shown = self.layer.is_visible and self._is_measured
        if not is_shown or document is None or not self._is_labeled(document):
            self.layer.set_content(EMPTY_CONTENT)
            return
        review, masked = self._review, self._find_masked_image(document)
        if review is not None and masked is not None:
            score = self._context.session.score_threshold
            self.layer.set_content(draw_masked_image(masked, score, review.measured.classes))
        else:
            self.layer.set_content(build_review_content(document, self._context.session.detections))

    @Slot()
    def _on_document_changed(self) -> None:
        document = self._context.session.document
        if document is not None:
            document.annotations_changed.connect(self.update_layer)
        self.update_layer()

    def _find_masked_image(self, document: Document) -> MaskedImage | None:
        """What masks decide in this image, if they do and its boxes are those that were measured."""
        review = self._review
        if review is None or Criterion.BOXES in (review.criterion, self.criterion):
            self._masked_image = None
            return None
        measured, image, masked = self._masked_image or (None, None, None)
        if measured is not review.measured or image != document.image:
            masked = find_masked_image(review, document.image)
            self._masked_image = review.measured, document.image, masked
        boxes = np.array([one.bounds.xyxy for one in document.annotations], dtype=np.float32).reshape(-1, 4)
        return masked if masked is not None and np.array_equal(boxes, masked.result.true_boxes) else None

    def _is_labeled(self, document: Document) -> bool:
        """Whether the image has labels; without any, a detection is neither correct nor false."""
        return bool(document.annotations) or self._context.images.is_labeled(self._context.session.index)
