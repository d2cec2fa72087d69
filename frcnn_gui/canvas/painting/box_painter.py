"""The boxes of the document: most from a cached frame; the selected, hovered and dragged ones painted each time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen

from detector.data.annotation import Annotation
from detector.data.geometry import Box, Geometry
from detector.data.outlines.outlined_box import Outline, get_outline
from detector.data.outlines.rings import Rings
from frcnn_gui.canvas.painting.box_frames import MIN_LINED_FRAMES
from frcnn_gui.canvas.painting.box_places import covered_pixels, to_corners, widget_rect
from frcnn_gui.canvas.painting.box_style import BOX_LINE_PX, CLASS_STYLE, LIGHT_LINE, OUTLINE_PX, BoxStyle, ColorOf
from frcnn_gui.canvas.painting.clipping import PixelRect, place_boxes
from frcnn_gui.canvas.painting.label_tags import render_tag
from frcnn_gui.canvas.painting.outline_painter import (
    OutlineStyle,
    draw_outlines,
)
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame, PaintedFrame
from frcnn_gui.canvas.painting.still_painter import StillPainter, color_outline, order_by_area
from frcnn_gui.canvas.painting.tag_board import BoxTags, Tag, TagLevel
from frcnn_gui.common.canvas_colors import CASING_COLOR, HIGHLIGHT
from frcnn_gui.document.attribute_edits import describe_attributes
from frcnn_gui.document.hit_test import Handle, list_handles

HANDLE_SIDE_PX = 8
FILL_OPACITY = 0.16
HOVER_FILL_OPACITY = 0.1
MAX_FILLED_BOXES = 100
"""When more are selected, neither insides nor handles nor their tags are painted."""
MIN_BOXES_TO_STRETCH = 150
"""When there are more boxes, their picture is stretched while the zoom changes."""
_POINT_SIDES_PX = ((7, 14.0), (5, 9.0), (3, 5.0))
"""Sides of the squares at points, and how far apart these must be on average."""
_MIN_SIDE_FOR_SIDE_HANDLES_PX = 4 * HANDLE_SIDE_PX
_MIN_SIDE_FOR_HANDLES_PX = 2 * HANDLE_SIDE_PX
_MAX_FULL_TAG_WIDTH_PX, _MAX_TAG_CHARACTERS = 400, 200
"""Of a tag with attributes; the rest is cut."""
_DASH_PX = 5


@dataclass(frozen=True)
class BoxDisplayState:
    """What is painted differently from the rest."""

    selection: frozenset[int] = frozenset()
    hovered: int | None = None
    handles: bool = True
    """Whether the selected boxes can be resized."""
    locked: frozenset[int] = frozenset()
    """Those that cannot, even so."""


class BoxPainter:
    """Keeps the picture of the boxes that lie still."""

    def __init__(self, color_of: ColorOf, font: QFont) -> None:
        self._color_of = color_of
        self._font_name = font.toString()
        self._painted: PaintedFrame | None = None
        self._still = StillPainter((), {}, self._font_name)
        self.tags: BoxTags | None = None
        """Of the boxes in the picture, to be placed together with those of layers"""
        self._tagged_uids: frozenset[int] = frozenset()
        self._key: tuple[object, ...] = ()
        self._unchanged_annotations: tuple[Annotation, ...] = ()
        self._labels: tuple[str, ...] = ()

    def set_tag_font(self, font: QFont) -> None:
        self._font_name = font.toString()

    def draw_unchanged(
        self,
        painter: QPainter,
        frame: CanvasFrame,
        still: tuple[Annotation, ...],
        shown: BoxDisplayState,
        interactive: bool = False,
        style: BoxStyle = CLASS_STYLE,
        image_size: tuple[int, int] | None = None,
    ) -> None:
        """Paint annotations that lie still.

        Args:
            painter: of the widget.
            frame: what is seen.
            still: those that are not being dragged.
            shown: what is painted differently.
            interactive: while the zoom changes.
            style: of those that do not stand out.
            image_size: (width, height) of the image, which no tag leaves.
        """
        if still != self._unchanged_annotations:  # mostly the same objects, which is quickly seen
            self._labels = tuple(dict.fromkeys(annotation.label for annotation in still))
        self._unchanged_annotations = still
        colors = tuple((label, style.color or self._color_of(label)) for label in self._labels)
        # The tag of a selected box makes room for its handles, so it is not in the picture.
        untagged = shown.selection if len(shown.selection) <= MAX_FILLED_BOXES else frozenset()
        key = (still, colors, untagged, style, image_size, self._font_name)
        if key != self._key:
            tagged = _select_tagged(still, untagged, style)
            self._key, self._painted = key, None
            self._still = StillPainter(still, dict(colors), self._font_name, tagged, style, image_size)
        painted = self._painted
        if painted is None or not (
            painted.frame.covers_frame(frame) or (interactive and len(still) > MIN_BOXES_TO_STRETCH)
        ):
            painted, self.tags = self._still.paint(frame, painted)
            self._painted = painted
            self._tagged_uids = _select_tagged(still, untagged, style) if self.tags.tags else frozenset()
        painted.draw_for(painter, frame.viewport)

    def draw_standing_out(
        self,
        painter: QPainter,
        frame: CanvasFrame,
        annotations: tuple[Annotation, ...],
        still: tuple[Annotation, ...],
        shown: BoxDisplayState,
        style: BoxStyle,
    ) -> None:
        """Paint what is selected, under the cursor, or moving."""

        def color_of(label: str) -> str:
            return style.color or self._color_of(label)

        moving = _find_moving_annotations(annotations, still)
        others = [annotation for annotation in moving if annotation.uid not in shown.selection]
        hovered, few = _find_raised(annotations, shown)
        # More than a few look as all others do, so those that lie still are in the picture already.
        width = style.raised_px
        plain = others if few else moving
        draw_boxes(painter, frame, [one for one in plain if not get_outline(one.geometry)], color_of, width, plain=True)
        outlined = [color_outline(one, color_of) for one in plain if get_outline(one.geometry)]
        draw_outlines(painter, frame, outlined, style.build_outline_style(width))
        for annotation in [*hovered, *few]:
            opacity = FILL_OPACITY if annotation.uid in shown.selection else HOVER_FILL_OPACITY
            # Where layers say something of the objects, they are looked at through these.
            _draw_raised(painter, frame, annotation, color_of(annotation.label), width, 0 if style.color else opacity)
        for annotation in few:
            if shown.handles and annotation.uid not in shown.locked:
                _draw_handles(painter, frame, annotation.geometry)
                _draw_points(painter, frame, get_outline(annotation.geometry))

    def list_raised_tags(
        self, frame: CanvasFrame, annotations: tuple[Annotation, ...], shown: BoxDisplayState, style: BoxStyle
    ) -> list[Tag]:
        """The tags of what is selected, and of what is under the cursor if it says more than one of `tags`.

        They are seen if any of the box is.
        """
        if style.tag_rule == "none":
            return []
        hovered, few = _find_raised(annotations, shown)
        found = []
        has_more = [
            one for one in hovered if one.uid not in self._tagged_uids or (style.tag_attributes and one.attributes)
        ]
        for annotation in [*few, *has_more]:
            rect = widget_rect(frame, annotation.bounds).intersected(QRect(0, 0, frame.width, frame.height))
            if not rect.isEmpty():
                color = style.tag_color or style.color or self._color_of(annotation.label)
                image = _render_full_tag(annotation, color, self._font_name, frame.ratio, style.tag_attributes)
                found.append(Tag(image, color, to_corners(rect), level=TagLevel.RAISED, uid=annotation.uid))
        return found


def _find_raised(
    annotations: tuple[Annotation, ...], shown: BoxDisplayState
) -> tuple[list[Annotation], list[Annotation]]:
    """The one under the cursor, and those that are selected; none of these where they are many."""
    selected = [annotation for annotation in annotations if annotation.uid in shown.selection]
    hovered = [one for one in annotations if one.uid == shown.hovered and one.uid not in shown.selection]
    return hovered, [selected[at] for at in order_by_area(selected)] if len(selected) <= MAX_FILLED_BOXES else []


def _select_tagged(annotations: Iterable[Annotation], untagged: frozenset[int], style: BoxStyle) -> frozenset[int]:
    if style.tag_rule != "all":
        return frozenset()
    return frozenset(annotation.uid for annotation in annotations) - untagged


def _find_moving_annotations(annotations: tuple[Annotation, ...], still: tuple[Annotation, ...]) -> list[Annotation]:
    """Those that move; a box that does not is the same object in both."""
    if len(annotations) == len(still):
        return []
    lying = set(map(id, still))
    return [annotation for annotation in annotations if id(annotation) not in lying]


def _draw_raised(
    painter: QPainter, frame: CanvasFrame, annotation: Annotation, color: str, width: int, opacity: float
) -> None:
    """One that is selected or under the cursor: its outline and the thin line of its box, or its box alone."""
    if get_outline(annotation.geometry) is None:
        draw_boxes(painter, frame, [annotation], lambda _label: color, width)
        if opacity:
            _fill_inside(painter, frame, annotation.bounds, color, width, opacity)
        return
    draw_boxes(painter, frame, [annotation], lambda _label: color, BOX_LINE_PX, plain=True)
    draw_outlines(
        painter, frame, [color_outline(annotation, lambda _label: color)], OutlineStyle(width, opacity), HIGHLIGHT
    )


def draw_boxes(
    painter: QPainter,
    frame: CanvasFrame,
    annotations: Iterable[Annotation],
    color_of: ColorOf,
    width: int = OUTLINE_PX,
    plain: bool = False,
) -> None:
    """Boxes with lines `width` pixels wide: casing, color, a light line inside, which is brighter unless `plain`."""
    light, min_frames = (LIGHT_LINE, MIN_LINED_FRAMES) if plain else (HIGHLIGHT, 3)
    bars: dict[str, list[QRect]] = {CASING_COLOR: [], light: []}
    area = QRect(-width, -width, frame.width + 2 * width, frame.height + 2 * width)
    dashed: list[tuple[QRect, str]] = []
    for annotation in annotations:
        rect = widget_rect(frame, annotation.bounds)
        if not rect.adjusted(-1, -1, 1, 1).intersects(area):
            continue
        bars[CASING_COLOR] += split_frame_into_bars(rect.adjusted(-1, -1, 1, 1), 1)
        color = color_of(annotation.label)
        if annotation.difficult:
            bars[CASING_COLOR] += split_frame_into_bars(rect, width)
            dashed.append((rect, color))
        else:
            bars.setdefault(color, []).extend(split_frame_into_bars(rect, width))
        if min(rect.width(), rect.height()) > min_frames * width:
            inside = rect.adjusted(width, width, -width, -width)
            bars[light] += split_frame_into_bars(inside, 1)
    painter.setPen(Qt.PenStyle.NoPen)
    for color, rects in bars.items():
        painter.setBrush(QColor(color))
        painter.drawRects(rects)
    for rect, color in dashed:
        _draw_dashed(painter, rect, color, width)


def split_frame_into_bars(rect: QRect, thickness: int) -> list[QRect]:
    """The four bars that make a frame just inside `rect`."""
    x, y, width, height = rect.x(), rect.y(), rect.width(), rect.height()
    if width <= 2 * thickness or height <= 2 * thickness:
        return [rect]
    middle = height - 2 * thickness
    return [
        QRect(x, y, width, thickness),
        QRect(x, y + height - thickness, width, thickness),
        QRect(x, y + thickness, thickness, middle),
        QRect(x + width - thickness, y + thickness, thickness, middle),
    ]


def _draw_dashed(painter: QPainter, rect: QRect, color: str, width: int) -> None:
    pen = QPen(QColor(color), width)
    pen.setDashPattern([_DASH_PX / width, _DASH_PX / width])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    before = width // 2
    painter.drawRect(rect.adjusted(before, before, before - width, before - width))
    painter.setPen(Qt.PenStyle.NoPen)


def _fill_inside(
    painter: QPainter, frame: CanvasFrame, box: Box, color: str, outline_px: int, opacity: float = FILL_OPACITY
) -> None:
    rect = widget_rect(frame, box)
    inside = QColor(color)
    inside.setAlphaF(opacity)
    area = rect.adjusted(outline_px, outline_px, -outline_px, -outline_px)
    if not area.isEmpty():
        painter.fillRect(area, inside)


def _draw_handles(painter: QPainter, frame: CanvasFrame, geometry: Geometry) -> None:
    box = geometry.bounds
    rect = widget_rect(frame, box)
    if max(rect.width(), rect.height()) < _MIN_SIDE_FOR_HANDLES_PX:
        return  # handles would hide so small a box; it can be resized by its corners all the same
    painter.setPen(QPen(QColor(CASING_COLOR), 1))
    painter.setBrush(QColor(HIGHLIGHT))
    covered = covered_pixels(frame.viewport, box)
    for handle in list_handles(geometry):
        crowded_x = not handle.horizontal and rect.width() < _MIN_SIDE_FOR_SIDE_HANDLES_PX
        crowded_y = not handle.vertical and rect.height() < _MIN_SIDE_FOR_SIDE_HANDLES_PX
        if not (crowded_x or crowded_y):
            painter.drawRect(handle_rect(covered, handle))
    painter.setPen(Qt.PenStyle.NoPen)


def _draw_points(painter: QPainter, frame: CanvasFrame, outline: Outline | None) -> None:
    """The points of rings, as large as there is room for them."""
    if not isinstance(outline, Rings):
        return
    painter.setPen(QPen(QColor(CASING_COLOR), 1))
    painter.setBrush(QColor(HIGHLIGHT))
    for ring in outline.rings:
        points = place_boxes(ring.points, frame.viewport.scale, (frame.viewport.offset_x, frame.viewport.offset_y))
        spacing = np.hypot(*(points - np.roll(points, 1, axis=0)).T).mean()
        side = next((side for side, needed in _POINT_SIDES_PX if spacing >= needed), 0)
        is_seen = ((points > -side) & (points < (frame.width + side, frame.height + side))).all(axis=1)
        painter.drawRects([QRectF(round(x) - side / 2, round(y) - side / 2, side, side)
                           for x, y in points[is_seen].tolist() if side])  # fmt: skip
    painter.setPen(Qt.PenStyle.NoPen)


def handle_rect(box: PixelRect, handle: Handle) -> QRectF:
    x = box.left + box.width * (handle.horizontal + 1) / 2
    y = box.top + box.height * (handle.vertical + 1) / 2
    return QRectF(round(x) - HANDLE_SIDE_PX / 2, round(y) - HANDLE_SIDE_PX / 2, HANDLE_SIDE_PX, HANDLE_SIDE_PX)


def _render_full_tag(annotation: Annotation, color: str, font_name: str, ratio: float, has_attributes: bool) -> QImage:
    """The tag with the class, and the attributes on the same line where they are wanted."""
    if not has_attributes or not annotation.attributes:
        return render_tag(annotation.label, color, font_name, ratio)
    text = f"{annotation.label}  {describe_attributes(annotation.attributes)[:_MAX_TAG_CHARACTERS]}"
    return render_tag(" ".join(text.split("\n")), color, font_name, ratio, _MAX_FULL_TAG_WIDTH_PX)
