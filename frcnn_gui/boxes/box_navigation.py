"""Goes to a box of any image of the folder: shows the image, selects the box and zooms in on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot

from detector.data.annotation import Annotation
from detector.matching.box_overlap import pairwise_iou
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.language import tr
from frcnn_gui.common.parts import HasDocks, HasWindow
from frcnn_gui.document.box_geometry import clamp_near_image
from frcnn_gui.document.document import Document
from frcnn_gui.document.parts import HasSession
from frcnn_gui.stages.parts import HasStages

VIEW_TO_BOX_RATIO = 3.0
"""The visible part of the image, in sides of the box."""
ROUNDING_FACTOR = 0.99
"""Rounding must not push the far side out of the view."""
MIN_SAME_IOU = 0.5
"""A box that was moved meanwhile is still the same from this IoU on."""


Corners = tuple[float, float, float, float]


@dataclass(frozen=True)
class _TargetBox:
    image: Path
    corners: Corners
    is_missed: bool


class BoxNavigatorContext(HasWindow, HasSession, HasCanvas, HasStages, HasDocks, Protocol):
    """What is used of the window."""


def show_annotation(
    context: BoxNavigatorContext, document: Document, annotation: Annotation, is_missed: bool = False
) -> None:
    """Select this box of the current image, visible and enlarged.

    With `is_missed` the stages have the limits of detection, by which its miss cause was found.
    """
    session, canvas = context.session, context.canvas
    if is_missed:
        context.stages.visit_missed_box(annotation.uid)
    else:
        context.stages.settings.restore_limits()
    session.show_classes([annotation.label])
    document.set_hidden([annotation.uid], False)
    session.select_annotations([annotation.uid])
    ratio = canvas.devicePixelRatioF()
    near = clamp_near_image(annotation.bounds, document.width, document.height)
    sides = max(near.width, 1.0) * VIEW_TO_BOX_RATIO, max(near.height, 1.0) * VIEW_TO_BOX_RATIO
    canvas.set_zoom(min(canvas.width() * ratio / sides[0], canvas.height() * ratio / sides[1]))
    canvas.reveal_box(annotation.uid, (VIEW_TO_BOX_RATIO - 1) / 2 * ROUNDING_FACTOR)


class BoxNavigator(QObject):
    """`go_to_box` comes back at once; the box is selected when its image is shown."""

    def __init__(self, context: BoxNavigatorContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._target: _TargetBox | None = None
        context.session.document_changed.connect(self._on_document_changed)
        context.session.folder_changed.connect(self._on_folder_changed)

    def go_to_box(self, image: Path, corners: Corners, is_missed: bool = False) -> None:
        """To the box nearest to `corners` (x1 y1 x2 y2, pixels of the image).

        With `is_missed` the Explain dock says which stage missed it.
        """
        session = self._context.session
        index = session.folder.index_of(image) if session.folder is not None else None
        if index is None:
            session.message_posted.emit(tr("{image} is no longer in this folder.").format(image=image.name))
            return
        if is_missed:
            self._context.show_dock("explain")
        self._target = _TargetBox(image, corners, is_missed)
        if index == session.index and session.image is not None:
            self._on_document_changed()
        else:
            session.go_to_index(index)

    @Slot()
    def _on_folder_changed(self) -> None:
        self._target = None

    @Slot()
    def _on_document_changed(self) -> None:
        target, document = self._target, self._context.session.document
        if target is None or document is None or document.image != target.image:
            return
        self._target = None
        # After everybody else has taken the document: the canvas fits the image first.
        QTimer.singleShot(0, self, lambda: self._show_target(document, target))

    def _show_target(self, document: Document, target: _TargetBox) -> None:
        session = self._context.session
        if session.document is not document:
            return
        annotation = _find_nearest_annotation(document.annotations, target.corners)
        if annotation is None:
            session.message_posted.emit(tr("This box has since been changed or deleted."))
        else:
            show_annotation(self._context, document, annotation, target.is_missed)


def _find_nearest_annotation(annotations: Sequence[Annotation], corners: Corners) -> Annotation | None:
    """The box with these corners, or the one that overlaps them most; None where all overlap them too little."""
    same = next((annotation for annotation in annotations if annotation.bounds.xyxy == corners), None)
    if same is not None or not annotations:
        return same
    with np.errstate(over="ignore", invalid="ignore"):  # numbers without end overlap nothing
        every = np.asarray([annotation.bounds.xyxy for annotation in annotations], dtype=np.float32)
        overlap = np.nan_to_num(pairwise_iou(np.asarray([corners], dtype=np.float32), every)[0])
    return annotations[int(overlap.argmax())] if overlap.max() >= MIN_SAME_IOU else None
