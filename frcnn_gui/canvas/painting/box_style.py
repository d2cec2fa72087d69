"""How boxes look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from frcnn_gui.canvas.painting.outline_painter import LIGHT_LINE_COLOR, OutlineStyle
from frcnn_gui.canvas.view_options import BoxOptions
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.common.preferences import OUTLINE_FILL, TagRule

OUTLINE_PX = 2
LIGHT_LINE, LIGHT_LINE_PIXEL = "#A6FFFFFF", 0xA6A6A6A6
"""White at 65 %, as #aarrggbb and premultiplied: the line in each box, so that dark classes are seen on dark images."""
BOX_LINE_PX = 1
"""Of the box of an object that has an outline"""

ColorOf = Callable[[str], str]


@dataclass(frozen=True)
class BoxStyle:
    """How boxes look that do not stand out; without colors they have those of their classes."""

    outline_px: int = OUTLINE_PX
    color: str = ""
    tag_color: str = ""
    raised_px: int = OUTLINE_PX
    """Width of the lines of those that stand out"""
    tag_rule: TagRule = "all"
    tag_attributes: bool = False
    """Whether the tags of those that stand out have their attributes"""
    fill_opacity: float = OUTLINE_FILL.default / 100
    """Of outlines"""
    boxes_of_outlines: bool = False
    """Whether objects with an outline have their box, too, if they do not stand out"""

    def build_outline_style(self, width_px: int) -> OutlineStyle:
        """How outlines with lines of this width are painted."""
        return OutlineStyle(width_px, self.fill_opacity, "" if self.color else LIGHT_LINE_COLOR)

    def apply_options(self, options: BoxOptions) -> BoxStyle:
        """With lines as wide as a person wants them; those that step back stay thin and empty."""
        return replace(
            self,
            outline_px=self.outline_px if self.color else options.line_width_px,
            raised_px=options.line_width_px,
            tag_rule=options.tag_rule,
            tag_attributes=options.tag_attributes,
            fill_opacity=0.0 if self.color else options.fill_percent / 100,
            boxes_of_outlines=options.boxes_of_outlines,
        )


CLASS_STYLE = BoxStyle()
RECEDED_STYLE = BoxStyle(1, Meaning.OBJECT.color, "#3A3F48")
"""Under what layers say of the boxes."""
