"""Which preferences a canvas follows."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from frcnn_gui.canvas.canvas_view import CanvasView
from frcnn_gui.common.preferences import (
    CROSSHAIR,
    FIT,
    KEEP_ZOOM,
    LINE_WIDTH,
    MINIMAP,
    PIXEL_GRID,
    TAG_ATTRIBUTES,
    TAG_RULE,
    TAG_SIZE,
    WHEEL,
    Preferences,
    TagRule,
    WheelUse,
)


def follow_view_preferences(canvas: CanvasView, preferences: Preferences) -> None:
    """Show images on `canvas` as the person wants to see them, from now on."""
    options = canvas.view_options

    def take_line_width(width: int) -> None:
        options.set_box_options(replace(options.boxes, line_width_px=width))

    def take_tag_size(percent: int) -> None:
        options.set_box_options(replace(options.boxes, tag_percent=percent))

    def take_tag_rule(rule: TagRule) -> None:
        options.set_box_options(replace(options.boxes, tag_rule=rule))

    def take_tag_attributes(shown: bool) -> None:
        options.set_box_options(replace(options.boxes, tag_attributes=shown))

    def take_wheel_use(use: WheelUse) -> None:
        canvas.wheel_use = use

    def take_keep_zoom(keep: bool) -> None:
        canvas.keep_zoom = keep

    preferences.follow_value(LINE_WIDTH, take_line_width)
    preferences.follow_value(TAG_SIZE, take_tag_size)
    preferences.follow_value(TAG_RULE, take_tag_rule)
    preferences.follow_value(TAG_ATTRIBUTES, take_tag_attributes)
    preferences.follow_value(WHEEL, take_wheel_use)
    preferences.follow_value(FIT, canvas.set_default_fit)
    preferences.follow_value(KEEP_ZOOM, take_keep_zoom)
    for aid in (MINIMAP, CROSSHAIR, PIXEL_GRID):
        preferences.follow_value(aid, partial(options.set_aid, aid.id))
