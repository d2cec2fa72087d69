"""The click tool: a click asks for the box around an object, and a key takes it. No widget, no painting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from detector.click_boxes import SAME_OBJECT_IOU, ClickBox, find_predictions_at
from detector.data.annotation import Annotation
from detector.data.outlines.outlined_box import OutlinedBox
from detector.matching.box_overlap import Floats, pairwise_iou
from frcnn_gui.canvas.tools.draw_tool import DEFAULT_LABEL, add_drawn_annotation
from frcnn_gui.canvas.tools.tool_state import NO_EFFECTS, Effects, Pointer, Tool, ToolContext, ToolKey
from frcnn_gui.common.language import N_, tr

ALREADY_LABELED_IOU = 0.9
"""Boxes that overlap one of the image by this much are not shown at a click: the object is labeled already."""
NO_BOX_TEXT = N_("No box was found around this point. Draw it instead.")
TAKE_TEXT = N_("Enter takes the box, Tab shows the next of {count}, Esc drops it.")
LABELED_TEXT = N_("The object at this point has a box already.")
SURE_BOXES_TEXT = N_("Point at a dashed box and press Enter to take it, or click an object for other boxes.")


@dataclass(frozen=True)
class _Shown:
    """The boxes of one click, of which one is shown."""

    boxes: tuple[ClickBox, ...]
    place: int
    label: str
    """The class of the next box at the time of the click"""


class ClickTool(Tool):
    """Boxes that the network is sure of are shown before a click: Enter takes the one under the mouse.

    A click asks for other boxes, Tab and Shift+Tab go through them, Enter takes the one that is shown, Esc drops all.
    """

    name = "click_box"
    draws = True
    has_crosshair = False

    def __init__(self) -> None:
        self._sure: tuple[ClickBox, ...] = ()
        self._pointer: Pointer | None = None
        """Where the mouse was seen last"""
        self._shown: _Shown | None = None
        self._first_place = 0
        """Which of the boxes that are waited for is shown first"""
        self.clicked: tuple[float, float] | None = None
        """The point whose boxes are shown or waited for"""

    @property
    def is_dragging(self) -> bool:
        return self.clicked is not None

    @property
    def boxes(self) -> tuple[ClickBox, ...]:
        """Those of the last click, best first."""
        return self._shown.boxes if self._shown is not None else ()

    @property
    def place(self) -> int:
        """Which of `boxes` is shown."""
        return self._shown.place if self._shown is not None else 0

    def list_sure_boxes(self, annotations: Sequence[Annotation]) -> list[ClickBox]:
        """The boxes that the network is sure of, of objects that are not among the `annotations` of the image."""
        return _leave_out_labeled(self._sure, annotations, SAME_OBJECT_IOU)

    def find_current_box(self, annotations: Sequence[Annotation]) -> ClickBox | None:
        """Find the box that Enter takes: that of the last click, else the one under the mouse."""
        if self.clicked is not None:
            return self._shown.boxes[self._shown.place] if self._shown is not None else None
        return self._find_sure_box(annotations)

    def choose_label(self, box: ClickBox, next_label: str) -> str:
        """The class that a box gets which is taken; empty: ask.

        Args:
            box: The current one.
            next_label: The class of the next box. If a person has set it after the click, it counts more than that of
                the network.
        """
        is_overruled = self._shown is not None and (next_label or DEFAULT_LABEL) != self._shown.label
        return box.label if box.label and not is_overruled else next_label

    def show_sure_boxes(self, boxes: Sequence[ClickBox], scene: ToolContext) -> Effects:
        """Show the boxes of the image that the network is sure of, until there are others."""
        self._sure = tuple(boxes)
        return Effects(message=tr(SURE_BOXES_TEXT)) if self.list_sure_boxes(scene.visible_annotations) else NO_EFFECTS

    def show_boxes(self, boxes: Sequence[ClickBox], scene: ToolContext) -> Effects:
        """Show what was found around the point that was clicked, unless nobody waits for it any more."""
        if self.clicked is None:
            return NO_EFFECTS
        annotations = scene.visible_annotations
        new, before = _leave_out_labeled(boxes, annotations, ALREADY_LABELED_IOU), self._find_sure_box(annotations)
        if before is not None:  # what was seen under the mouse stays
            new = [before, *(one for one in new if one != before)]
        if not new:
            self.cancel()
            return Effects(message=tr(LABELED_TEXT if boxes else NO_BOX_TEXT))
        self._shown = _Shown(tuple(new), self._first_place % len(new), scene.label or DEFAULT_LABEL)
        return Effects(message=tr(TAKE_TEXT).format(count=f"{len(new):,}"))

    def handle_move(self, pointer: Pointer) -> Effects:
        if self.clicked is None:
            self._pointer = pointer
        return NO_EFFECTS

    def handle_press(self, pointer: Pointer, scene: ToolContext) -> Effects:
        self.cancel()
        if scene.read_only_reason:
            return Effects(message=scene.read_only_reason)
        if not (0 <= pointer.x < scene.width and 0 <= pointer.y < scene.height):
            return Effects(select=frozenset())
        return self._ask_for_boxes(pointer, 0)

    def handle_tab(self, step: int, scene: ToolContext) -> Effects | None:
        if self._shown is not None:
            self._shown = replace(self._shown, place=(self._shown.place + step) % len(self._shown.boxes))
        elif self.clicked is None:
            is_over_box = self._find_sure_box(scene.visible_annotations) is not None
            return self._ask_for_boxes(self._pointer, step) if self._pointer is not None and is_over_box else None
        return NO_EFFECTS

    def handle_key(self, key: ToolKey, scene: ToolContext) -> Effects | None:
        taken = self.find_current_box(scene.visible_annotations)
        if key != "enter" or taken is None:
            return None
        label = self.choose_label(taken, scene.label)
        self.cancel()
        geometry = taken.box if taken.outline is None else OutlinedBox(taken.box, taken.outline)
        annotation = Annotation(geometry, label or DEFAULT_LABEL, scene.next_uid)
        return add_drawn_annotation(replace(scene, label=label), annotation, keeps_drawing=True)

    def cancel(self) -> Effects:
        self._shown = self.clicked = None
        return NO_EFFECTS

    def _ask_for_boxes(self, pointer: Pointer, first_place: int) -> Effects:
        """As a click does; the box in the `first_place` of those that are found is shown first."""
        self._pointer, self._first_place = pointer, first_place
        self.clicked = pointer.x, pointer.y
        return Effects(select=frozenset(), seeks_boxes=pointer)

    def _find_sure_box(self, annotations: Sequence[Annotation]) -> ClickBox | None:
        """The one under the mouse."""
        if self._pointer is None or not self._sure:
            return None
        boxes = self.list_sure_boxes(annotations)
        scores = np.array([one.score for one in boxes], np.float32)
        rows = find_predictions_at(_to_corners(boxes), scores, self._pointer.x, self._pointer.y)
        return boxes[rows[0]] if len(rows) else None


def _leave_out_labeled(boxes: Sequence[ClickBox], annotations: Sequence[Annotation], same_iou: float) -> list[ClickBox]:
    """Those that overlap none of the `annotations` by `same_iou`."""
    labeled = np.array([one.bounds.xyxy for one in annotations], np.float32).reshape(-1, 4)
    overlap = pairwise_iou(_to_corners(boxes), labeled).max(axis=1, initial=0.0)
    return [one for one, iou in zip(boxes, overlap, strict=True) if iou < same_iou]


def _to_corners(boxes: Sequence[ClickBox]) -> Floats:
    return np.array([one.box.xyxy for one in boxes], np.float32).reshape(-1, 4)
