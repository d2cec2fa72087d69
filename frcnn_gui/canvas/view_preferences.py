"""Which preferences a canvas follows."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from frcnn_gui.canvas.canvas_view import CanvasView
from frcnn_gui.common.preferences import (
    CROSSHAIR,
    FIT,
    KEEP_ZOOM,
    LINE_WIDTH,
    MINIMAP,
    OUTLINE_BOXES,
    OUTLINE_FILL,
    PIXEL_GRID,
    TAG_ATTRIBUTES,
    TAG_RULE,
    TAG_SIZE,
    WHEEL,
    Preference,
    Preferences,
    WheelUse,
)


def follow_view_preferences(canvas: CanvasView, preferences: Preferences) -> None:
    """Show images on `canvas` as the person wants to see them, from now on."""
    options = canvas.view_options

    def follow_box_option(preference: Preference[Any], name: str) -> None:
        preferences.follow_value(
            preference, lambda value: options.set_box_options(replace(options.boxes, **{name: value}))
        )

    def take_wheel_use(use: WheelUse) -> None:
        canvas.wheel_use = use

    def take_keep_zoom(keep: bool) -> None:
        canvas.keep_zoom = keep

    follow_box_option(LINE_WIDTH, "line_width_px")
    follow_box_option(TAG_SIZE, "tag_percent")
    follow_box_option(TAG_RULE, "tag_rule")
    follow_box_option(TAG_ATTRIBUTES, "tag_attributes")
    follow_box_option(OUTLINE_FILL, "fill_percent")
    follow_box_option(OUTLINE_BOXES, "boxes_of_outlines")
    preferences.follow_value(WHEEL, take_wheel_use)
    preferences.follow_value(FIT, canvas.set_default_fit)
    preferences.follow_value(KEEP_ZOOM, take_keep_zoom)
    for aid in (MINIMAP, CROSSHAIR, PIXEL_GRID):
        preferences.follow_value(aid, partial(options.set_aid, aid.id))
