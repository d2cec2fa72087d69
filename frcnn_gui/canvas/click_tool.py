"""The click tool: a click asks for the box around an object, and a key takes it. No widget, no painting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from detector.box_overlap import pairwise_iou
from detector.click_boxes import ClickBox
from detector.data.annotation import Annotation
from frcnn_gui.canvas.draw_tool import DEFAULT_LABEL, add_drawn_annotation
from frcnn_gui.canvas.tool_state import NO_EFFECTS, Effects, Pointer, Tool, ToolContext, ToolKey
from frcnn_gui.common.language import N_, tr

ALREADY_LABELED_IOU = 0.9
"""Boxes that overlap one of the image by this much are not shown: the object is labeled already."""
NO_BOX_TEXT = N_("No box was found around this point. Draw it instead.")
TAKE_TEXT = N_("Enter takes the box, Tab shows the next of {count}, Esc drops it.")
LABELED_TEXT = N_("The object at this point has a box already.")


@dataclass(frozen=True)
class _Shown:
    """The boxes of one click, of which one is shown."""

    boxes: tuple[ClickBox, ...]
    place: int
    label: str
    """The class of the next box at the time of the click"""


class ClickTool(Tool):
    """A click asks for boxes, Tab and Shift+Tab go through them, Enter takes the one that is shown, Esc drops all."""

    name = "click_box"
    draws = True
    has_crosshair = False

    def __init__(self) -> None:
        self._shown: _Shown | None = None
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

    def choose_label(self, next_label: str) -> str:
        """The class that the shown box gets; empty: ask.

        Args:
            next_label: The class of the next box. If a person has set it after the click, it counts more than that of
                the network.
        """
        if self._shown is None:
            return next_label
        own = self._shown.boxes[self._shown.place].label
        return own if own and (next_label or DEFAULT_LABEL) == self._shown.label else next_label

    def show_boxes(self, boxes: Sequence[ClickBox], scene: ToolContext) -> Effects:
        """Show what was found around the point that was clicked, unless nobody waits for it any more."""
        if self.clicked is None:
            return NO_EFFECTS
        new = tuple(_leave_out_labeled(boxes, scene))
        if not new:
            self.cancel()
            return Effects(message=tr(LABELED_TEXT if boxes else NO_BOX_TEXT))
        self._shown = _Shown(new, 0, scene.label or DEFAULT_LABEL)
        return Effects(message=tr(TAKE_TEXT).format(count=f"{len(new):,}"))

    def handle_press(self, pointer: Pointer, scene: ToolContext) -> Effects:
        self.cancel()
        if scene.read_only_reason:
            return Effects(message=scene.read_only_reason)
        if 0 <= pointer.x < scene.width and 0 <= pointer.y < scene.height:
            self.clicked = pointer.x, pointer.y
        return Effects(select=frozenset(), seeks_boxes=self.clicked is not None)

    def handle_tab(self, step: int) -> Effects | None:
        if self._shown is not None:
            self._shown = replace(self._shown, place=(self._shown.place + step) % len(self._shown.boxes))
        return None if self.clicked is None else NO_EFFECTS

    def handle_key(self, key: ToolKey, scene: ToolContext) -> Effects | None:
        if key != "enter" or self._shown is None:
            return None
        label, box = self.choose_label(scene.label), self._shown.boxes[self._shown.place].box
        self.cancel()
        annotation = Annotation(box, label or DEFAULT_LABEL, scene.next_uid)
        return add_drawn_annotation(replace(scene, label=label), annotation, keeps_drawing=True)

    def cancel(self) -> Effects:
        self._shown = self.clicked = None
        return NO_EFFECTS


def _leave_out_labeled(boxes: Sequence[ClickBox], scene: ToolContext) -> list[ClickBox]:
    """Those that are not almost the same as a visible box of the image."""
    labeled = np.array([one.bounds.xyxy for one in scene.visible_annotations], np.float32).reshape(-1, 4)
    found = np.array([one.box.xyxy for one in boxes], np.float32).reshape(-1, 4)
    overlap = pairwise_iou(found, labeled).max(axis=1, initial=0.0)
    return [one for one, iou in zip(boxes, overlap, strict=True) if iou < ALREADY_LABELED_IOU]
