"""The boxes of the document: most from a cached frame; the selected, hovered and dragged ones painted each time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen

from detector.data.annotation import Annotation
from detector.data.geometry import Box, Geometry
from detector.data.outlines.outlined_box import Outline, get_outline
from detector.data.outlines.rings import Rings
from frcnn_gui.canvas.box_frames import MIN_LINED_FRAMES, paint_frames
from frcnn_gui.canvas.clipping import PixelRect, floor_int, place_boxes
from frcnn_gui.canvas.label_tags import render_tag
from frcnn_gui.canvas.outline_painter import (
    LIGHT_LINE_COLOR,
    OutlineStyle,
    PaintedOutline,
    draw_outlines,
    paint_outlines,
)
from frcnn_gui.canvas.painted_frame import CanvasFrame, PaintedFrame
from frcnn_gui.canvas.raster import compute_device_edges, to_opaque_pixel
from frcnn_gui.canvas.tag_board import BoxTags, Tag, TagLevel
from frcnn_gui.canvas.tag_places import MAX_TAGS, Corners, have_room
from frcnn_gui.canvas.view_options import BoxOptions
from frcnn_gui.canvas.viewport import Viewport
from frcnn_gui.common.canvas_colors import CASING_COLOR, HIGHLIGHT
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.common.preferences import OUTLINE_FILL, TagRule
from frcnn_gui.document.attribute_edits import describe_attributes
from frcnn_gui.document.hit_test import Handle, list_handles

OUTLINE_PX = 2
HANDLE_SIDE_PX = 8
FILL_OPACITY = 0.16
HOVER_FILL_OPACITY = 0.1
LIGHT_LINE, LIGHT_LINE_PIXEL = "#A6FFFFFF", 0xA6A6A6A6
"""White at 65 %, as #aarrggbb and premultiplied: the line in each box, so that dark classes are seen on dark images."""
MAX_FILLED_BOXES = 100
"""When more are selected, neither insides nor handles nor their tags are painted."""
MIN_BOXES_TO_STRETCH = 150
"""When there are more boxes, their picture is stretched while the zoom changes."""
BOX_LINE_PX = 1
"""Of the box of an object that has an outline"""
_POINT_SIDES_PX = ((7, 14.0), (5, 9.0), (3, 5.0))
"""Sides of the squares at points, and how far apart these must be on average."""
_MIN_SIDE_FOR_SIDE_HANDLES_PX = 4 * HANDLE_SIDE_PX
_MIN_SIDE_FOR_HANDLES_PX = 2 * HANDLE_SIDE_PX
_MIN_TAG_WIDTH_PX = 48
_TAG_STEP_PX = 16
_MAX_FULL_TAG_WIDTH_PX, _MAX_TAG_CHARACTERS = 400, 200
"""Of a tag with attributes; the rest is cut."""
_DASH_PX = 5

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

    def adapt(self, options: BoxOptions) -> BoxStyle:
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
        painted = self._painted if key == self._key else None
        if painted is None or not (
            painted.frame.covers_frame(frame) or (interactive and len(still) > MIN_BOXES_TO_STRETCH)
        ):
            tagged = _select_tagged(still, untagged, style)
            painted, self.tags = paint_unchanged_annotations(
                frame, still, dict(colors), self._font_name, tagged, style, image_size
            )
            self._painted, self._key = painted, key
            self._tagged_uids = tagged if self.tags.tags else frozenset()
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
        outlined = [_color_outline(one, color_of) for one in plain if get_outline(one.geometry)]
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
                found.append(Tag(image, color, _to_corners(rect), level=TagLevel.RAISED, uid=annotation.uid))
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


def _to_corners(rect: QRect) -> Corners:
    return rect.left(), rect.top(), rect.right() + 1, rect.bottom() + 1


def _find_moving_annotations(annotations: tuple[Annotation, ...], still: tuple[Annotation, ...]) -> list[Annotation]:
    """Those that move; a box that does not is the same object in both."""
    if len(annotations) == len(still):
        return []
    lying = set(map(id, still))
    return [annotation for annotation in annotations if id(annotation) not in lying]


def paint_unchanged_annotations(
    frame: CanvasFrame,
    annotations: Sequence[Annotation],
    colors: dict[str, str],
    font_name: str,
    tagged_uids: frozenset[int] = frozenset(),
    style: BoxStyle = CLASS_STYLE,
    image_size: tuple[int, int] | None = None,
) -> tuple[PaintedFrame, BoxTags]:
    """A picture of all boxes: outlines in `colors` of their labels; and tags of the `tagged_uids`, not painted yet.

    The tags stay within the image where its size is given. Where they would hide too much of it, those boxes alone have
    one that have room for it, in the picture.
    """
    painted = PaintedFrame(frame)
    outlines = [get_outline(annotation.geometry) for annotation in annotations]
    array = np.array([annotation.bounds.xyxy for annotation in annotations], dtype=np.float64).reshape(-1, 4)
    edges = compute_device_edges(array, frame)
    # The last pixel that belongs to the box, not the first beyond it.
    edges[:, 2:] = np.maximum(edges[:, 2:] - 1, edges[:, :2])
    height, width = painted.pixels.shape
    seen = (edges[:, 0] < width) & (edges[:, 1] < height) & (edges[:, 2] >= 0) & (edges[:, 3] >= 0)
    order = [at for at in order_by_area(annotations) if seen[at]]
    framed = [at for at in order if outlines[at] is None]
    _paint_boxes(painted, edges[framed], [annotations[at] for at in framed], colors, style, style.outline_px)
    if len(framed) < len(order):
        outlined = [at for at in order if outlines[at] is not None]
        if style.boxes_of_outlines:
            _paint_boxes(painted, edges[outlined], [annotations[at] for at in outlined], colors, style, BOX_LINE_PX)
        shown = [_color_outline(annotations[at], colors.__getitem__) for at in outlined]
        paint_outlines(painted, shown, style.build_outline_style(style.outline_px))
    tagged = [at for at in order if annotations[at].uid in tagged_uids]
    tag_colors = {label: style.tag_color or color for label, color in colors.items()}
    tags = _Tags([annotations[at] for at in tagged], tag_colors, font_name, frame)
    bounds = _find_bounds(frame, image_size)
    if tags.have_room(bounds):
        return painted, BoxTags(frame, tags.list_tags(), bounds)
    with np.errstate(over="ignore"):
        sides = (array[tagged, 2:] - array[tagged, :2]) * frame.viewport.scale
    return painted, BoxTags(frame, painted=tuple(tags.paint_with_room(painted, sides)))


def _paint_boxes(
    painted: PaintedFrame,
    edges: NDArray[np.int32],
    annotations: Sequence[Annotation],
    colors: dict[str, str],
    style: BoxStyle,
    width_px: int,
) -> None:
    """Paint the frames of boxes at `edges` (N, 4) of the picture."""
    frame = painted.frame
    values = {label: to_opaque_pixel(color) for label, color in colors.items()}
    paint_frames(
        painted.pixels,
        edges,
        [values[annotation.label] for annotation in annotations],
        [annotation.difficult for annotation in annotations],
        max(1, round(width_px * frame.ratio)),
        max(1, round(frame.ratio)),
        to_opaque_pixel(CASING_COLOR),
        (int(frame.device_offset[0]), int(frame.device_offset[1])),
        0 if style.color else LIGHT_LINE_PIXEL,
    )


def order_by_area(annotations: Sequence[Annotation]) -> list[int]:
    """The places of `annotations` in the order in which they are painted: small ones come above large ones.

    Of boxes of the same size the last is above, as `hit_test.find_annotations_at` has it.
    """
    return sorted(range(len(annotations)), key=lambda at: -annotations[at].bounds.area)


class _Tags:
    """The tags of `annotations`, which are in painting order, for one frame; `colors` by label."""

    def __init__(
        self, annotations: Sequence[Annotation], colors: dict[str, str], font_name: str, frame: CanvasFrame
    ) -> None:
        self._annotations, self._colors, self._font_name, self._frame = annotations, colors, font_name, frame
        self._images = {label: render_tag(label, color, font_name, frame.ratio) for label, color in colors.items()}
        self._sizes = {label: image.deviceIndependentSize() for label, image in self._images.items()}

    def have_room(self, bounds: Corners) -> bool:
        """Whether all of them can be shown without hiding the image."""
        if len(self._annotations) > MAX_TAGS:
            return False
        return have_room([self._measure(annotation.label) for annotation in self._annotations], bounds)

    def list_tags(self) -> tuple[Tag, ...]:
        """Those of the smallest boxes first, which have the fewest places."""
        return tuple(self._build_tag(annotation) for annotation in reversed(self._annotations))

    def _build_tag(self, annotation: Annotation) -> Tag:
        corners, label = _to_corners(widget_rect(self._frame, annotation.bounds)), annotation.label
        return Tag(self._images[label], self._colors[label], corners, uid=annotation.uid)

    def _measure(self, label: str) -> tuple[float, float]:
        return self._sizes[label].width(), self._sizes[label].height()

    def paint_with_room(self, painted: PaintedFrame, sides: NDArray[np.float64]) -> Iterator[Corners]:
        """Paint those whose boxes have room for one, and say where; `sides` (N, 2) are those on the screen."""
        frame = self._frame
        width = min((size.width() for size in self._sizes.values()), default=0)
        height = min((size.height() for size in self._sizes.values()), default=0)
        # A box covers less than two pixels more than its sides have; most of many boxes are far too small.
        roomy = (sides + 2 >= (min(width, _MIN_TAG_WIDTH_PX), height)).all(axis=1)
        with painted.open_painter() as painter:
            for annotation in (self._annotations[at] for at in np.flatnonzero(roomy).tolist()):
                image, size = self._images[annotation.label], self._sizes[annotation.label]
                view = widget_rect(frame, annotation.bounds)
                if view.height() < size.height() or view.width() < min(size.width(), _MIN_TAG_WIDTH_PX):
                    continue
                if view.width() < size.width():
                    room = view.width() // _TAG_STEP_PX * _TAG_STEP_PX  # in steps, so that many boxes share one tag
                    image = render_tag(
                        annotation.label, self._colors[annotation.label], self._font_name, frame.ratio, room
                    )
                at, own = tag_position(view, size, frame.viewport.offset_y), image.deviceIndependentSize()
                painter.drawImage(at, image)
                yield at.x(), at.y(), at.x() + own.width(), at.y() + own.height()


def _find_bounds(frame: CanvasFrame, image_size: tuple[int, int] | None) -> Corners:
    """What no tag may leave: the part of the image that is in the picture, x1 y1 x2 y2 in the widget."""
    view, margin = frame.viewport, frame.margin
    if image_size is None:
        return -margin, max(view.offset_y, -margin), frame.width + margin, frame.height + margin
    x2, y2 = view.to_widget(*image_size)
    return (
        max(view.offset_x, -margin),
        max(view.offset_y, -margin),
        min(x2, frame.width + margin),
        min(y2, frame.height + margin),
    )


def covered_pixels(viewport: Viewport, box: Box) -> PixelRect:
    """The pixels of the widget that the box covers, at least one."""
    left, top = map(floor_int, viewport.to_widget(box.x1, box.y1))
    right, bottom = map(floor_int, viewport.to_widget(box.x2, box.y2))
    return PixelRect(left, top, max(right, left + 1), max(bottom, top + 1))


def widget_rect(frame: CanvasFrame, box: Box) -> QRect:
    """Those of the pixels that `box` covers which are near the widget; sides outside are moved next to it."""
    return covered_pixels(frame.viewport, box).clip_near_widget(frame.width, frame.height)


def tag_position(box: QRect, tag_size: QSizeF, highest: float) -> QPointF:
    """Above the upper left corner; inside it where the tag would be higher than `highest`."""
    above = box.top() - 1 - tag_size.height()
    if above >= highest:
        return QPointF(box.left() - 1, above)
    return QPointF(box.left() + OUTLINE_PX, box.top() + OUTLINE_PX)


def _color_outline(annotation: Annotation, color_of: ColorOf) -> PaintedOutline:
    return PaintedOutline(
        get_outline(annotation.geometry) or Rings(()), color_of(annotation.label), annotation.difficult
    )


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
        painter, frame, [_color_outline(annotation, lambda _label: color)], OutlineStyle(width, opacity), HIGHLIGHT
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
