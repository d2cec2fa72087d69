"""How the picture is shown: what the person switched on, how boxes are drawn, and what is different from the file."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from frcnn_gui.canvas.adjustment import NEUTRAL, Adjustment
from frcnn_gui.common.preferences import (
    LINE_WIDTH,
    OUTLINE_BOXES,
    OUTLINE_FILL,
    TAG_ATTRIBUTES,
    TAG_RULE,
    TAG_SIZE,
    TagRule,
)


@dataclass(frozen=True)
class DisplayAids:
    """What is shown besides the picture."""

    crosshair: bool = True
    """Lines through the cursor over the whole picture, while drawing."""
    pixel_grid: bool = True
    """Lines between the pixels, from 12 times their size on."""
    minimap: bool = True
    """The whole picture in a corner, where it is larger than the canvas."""


@dataclass(frozen=True)
class BoxOptions:
    """How boxes are drawn."""

    line_width_px: int = LINE_WIDTH.default
    tag_percent: int = TAG_SIZE.default
    """Size of the text, also in the tags of layers"""
    tag_rule: TagRule = TAG_RULE.default
    tag_attributes: bool = TAG_ATTRIBUTES.default
    """Whether the tags of boxes that stand out have their attributes"""
    fill_percent: int = OUTLINE_FILL.default
    """Opacity of the inside of outlines"""
    boxes_of_outlines: bool = OUTLINE_BOXES.default
    """Whether objects with an outline have their box, too, if they do not stand out"""


class ViewOptions(QObject):
    """Holds `aids`, `boxes` and `adjustment`.

    Signals:
        options_changed: One of them has changed.
    """

    options_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.aids = DisplayAids()
        self.boxes = BoxOptions()
        self.adjustment = NEUTRAL

    def set_aid(self, name: str, on: bool) -> None:
        """Switch one of the aids on or off by its name."""
        self._set_options(replace(self.aids, **{name: on}), self.boxes, self.adjustment)

    def set_box_options(self, boxes: BoxOptions) -> None:
        self._set_options(self.aids, boxes, self.adjustment)

    def set_adjustment(self, adjustment: Adjustment) -> None:
        self._set_options(self.aids, self.boxes, adjustment)

    def _set_options(self, aids: DisplayAids, boxes: BoxOptions, adjustment: Adjustment) -> None:
        if (aids, boxes, adjustment) != (self.aids, self.boxes, self.adjustment):
            self.aids, self.boxes, self.adjustment = aids, boxes, adjustment
            self.options_changed.emit()
