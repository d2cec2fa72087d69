"""A picture of all boxes that lie still: painted once, and moved with what is seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QRegion

from detector.data.annotation import Annotation
from detector.data.outlines.outlined_box import count_points, get_outline
from detector.data.outlines.rings import Rings
from frcnn_gui.canvas.painting.box_frames import paint_frames
from frcnn_gui.canvas.painting.box_places import list_widget_rects, tag_position, to_corners, widget_rect
from frcnn_gui.canvas.painting.box_style import BOX_LINE_PX, CLASS_STYLE, LIGHT_LINE_PIXEL, BoxStyle, ColorOf
from frcnn_gui.canvas.painting.clipping import floor_int
from frcnn_gui.canvas.painting.frame_moves import move_painted_frame
from frcnn_gui.canvas.painting.label_tags import render_tag
from frcnn_gui.canvas.painting.outline_painter import MAX_FINE_POINTS, PaintedOutline, paint_outlines
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame, PaintedFrame
from frcnn_gui.canvas.painting.raster import compute_device_edges, to_opaque_pixel
from frcnn_gui.canvas.painting.tag_board import BoxTags, Tag
from frcnn_gui.canvas.painting.tag_places import MAX_TAGS, Corners, have_room
from frcnn_gui.common.canvas_colors import CASING_COLOR

_MIN_TAG_WIDTH_PX = 48
_TAG_STEP_PX = 16
_LINE_OVERLAP_PX = 8
"""Of what is painted beside a line: casing, light line, what it reaches beyond its ends"""


class StillPainter:
    """Paints annotations that do not change."""

    def __init__(
        self,
        annotations: Sequence[Annotation],
        colors: Mapping[str, str],
        font_name: str,
        tagged_uids: frozenset[int] = frozenset(),
        style: BoxStyle = CLASS_STYLE,
        image_size: tuple[int, int] | None = None,
    ) -> None:
        """`colors` are those of the labels; `tagged_uids` have tags, which stay within the image of `image_size`."""
        self._annotations, self._colors, self._font_name = annotations, colors, font_name
        self._tagged_uids, self._style, self._image_size = tagged_uids, style, image_size
        self._painted_rule: tuple[bool, bool] | None = None

    def paint(self, frame: CanvasFrame, before: PaintedFrame | None = None) -> tuple[PaintedFrame, BoxTags]:
        """A picture of all boxes, and their tags.

        The tags are not painted yet. Where they would hide too much of the image, those boxes alone have one that have
        room for it, in the picture.

        Args:
            frame: What is seen.
            before: The picture that this painter has painted last, of which parts are used again.
        """
        seen = self._find_seen(frame, self._place_boxes(frame))
        tagged = [at for at in seen if self._annotations[at].uid in self._tagged_uids]
        tag_colors = {label: self._style.tag_color or color for label, color in self._colors.items()}
        tags = _Tags([self._annotations[at] for at in tagged], tag_colors, self._font_name, frame)
        bounds = _find_bounds(frame, self._image_size)
        has_room, is_coarse = tags.have_room(bounds), int(self._points[seen].sum()) > MAX_FINE_POINTS
        overlap = 2 * self._style.outline_px + _LINE_OVERLAP_PX
        overlap = overlap if has_room else max(overlap, round(tags.max_height) + 2)
        moved = None
        if before is not None and self._painted_rule == (has_room, is_coarse):
            moved = move_painted_frame(before, frame, overlap, lambda part: self._paint_lines(part, is_coarse))
        painted, areas = moved or (self._paint_lines(frame, is_coarse), None)
        self._painted_rule = has_room, is_coarse
        if has_room:
            return painted, BoxTags(frame, tags.list_tags(), bounds)
        return painted, BoxTags(frame, painted=tuple(tags.paint_with_room(painted, self._bounds[tagged], areas)))

    @cached_property
    def _bounds(self) -> NDArray[np.float64]:
        """The bounds (N, 4) of all."""
        corners = [annotation.bounds.xyxy for annotation in self._annotations]
        return np.array(corners, dtype=np.float64).reshape(-1, 4)

    @cached_property
    def _order(self) -> NDArray[np.int64]:
        return np.array(order_by_area(self._annotations), np.int64)

    @cached_property
    def _outlined(self) -> list[PaintedOutline | None]:
        """The outline of each, None for a box."""
        return [
            color_outline(one, self._colors.__getitem__) if get_outline(one.geometry) is not None else None
            for one in self._annotations
        ]

    @cached_property
    def _points(self) -> NDArray[np.int64]:
        """The number of points (N,) of each; 0 without a polygon."""
        counts = (
            count_points(one.outline) if one is not None and isinstance(one.outline, Rings) else 0
            for one in self._outlined
        )
        return np.fromiter(counts, np.int64, len(self._annotations))

    def _place_boxes(self, frame: CanvasFrame) -> NDArray[np.int32]:
        """The columns and rows (N, 4) of the first and the last pixels of all boxes."""
        edges = compute_device_edges(self._bounds, frame)
        edges[:, 2:] = np.maximum(edges[:, 2:] - 1, edges[:, :2])
        return edges

    def _find_seen(self, frame: CanvasFrame, edges: NDArray[np.int32]) -> list[int]:
        """Those that the frame shows at these `edges` (N, 4), in the order in which they are painted."""
        size = frame.device_size
        seen = (edges[:, 0] < size.width()) & (edges[:, 1] < size.height()) & (edges[:, 2:] >= 0).all(axis=1)
        found: list[int] = self._order[seen[self._order]].tolist()
        return found

    def _paint_lines(self, frame: CanvasFrame, is_coarse: bool) -> PaintedFrame:
        painted, style = PaintedFrame(frame), self._style
        edges = self._place_boxes(frame)
        seen = self._find_seen(frame, edges)
        framed = [at for at in seen if self._outlined[at] is None]
        self._paint_boxes(painted, edges, framed, style.outline_px)
        if len(framed) < len(seen):
            if style.boxes_of_outlines:
                outlined = [at for at in seen if self._outlined[at] is not None]
                self._paint_boxes(painted, edges, outlined, BOX_LINE_PX)
            shown = [one for at in seen if (one := self._outlined[at]) is not None]
            paint_outlines(painted, shown, style.build_outline_style(style.outline_px), is_coarse)
        return painted

    def _paint_boxes(
        self, painted: PaintedFrame, edges: NDArray[np.int32], chosen: Sequence[int], width_px: int
    ) -> None:
        """Paint the frames of the `chosen` boxes; the `edges` (N, 4) are those of all."""
        frame, annotations = painted.frame, [self._annotations[at] for at in chosen]
        values = {label: to_opaque_pixel(color) for label, color in self._colors.items()}
        paint_frames(
            painted.pixels,
            edges[chosen],
            [values[annotation.label] for annotation in annotations],
            [annotation.difficult for annotation in annotations],
            max(1, round(width_px * frame.ratio)),
            max(1, round(frame.ratio)),
            to_opaque_pixel(CASING_COLOR),
            (floor_int(frame.device_offset[0]), floor_int(frame.device_offset[1])),
            0 if self._style.color else LIGHT_LINE_PIXEL,
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
        return have_room([self._measure_label(annotation.label) for annotation in self._annotations], bounds)

    def list_tags(self) -> tuple[Tag, ...]:
        """Those of the smallest boxes first, which have the fewest places."""
        return tuple(self._build_tag(annotation) for annotation in reversed(self._annotations))

    def _build_tag(self, annotation: Annotation) -> Tag:
        corners, label = to_corners(widget_rect(self._frame, annotation.bounds)), annotation.label
        return Tag(self._images[label], self._colors[label], corners, uid=annotation.uid)

    def _measure_label(self, label: str) -> tuple[float, float]:
        return self._sizes[label].width(), self._sizes[label].height()

    @property
    def max_height(self) -> float:
        """Of the tags."""
        return max((size.height() for size in self._sizes.values()), default=0.0)

    def paint_with_room(
        self, painted: PaintedFrame, boxes: NDArray[np.float64], areas: Sequence[QRect] | None
    ) -> Iterator[Corners]:
        """Paint those whose boxes have room for one, and say where.

        Args:
            painted: The picture.
            boxes: (N, 4) the bounds of the annotations.
            areas: The parts of the picture that are to be painted; None for all of it.
        """
        frame = self._frame
        width = min((size.width() for size in self._sizes.values()), default=0)
        height = min((size.height() for size in self._sizes.values()), default=0)
        with np.errstate(over="ignore"):
            sides = (boxes[:, 2:] - boxes[:, :2]) * frame.viewport.scale
        # A box covers less than two pixels more than its sides have; most of many boxes are far too small.
        roomy = (sides + 2 >= (min(width, _MIN_TAG_WIDTH_PX), height)).all(axis=1)
        with painted.open_painter() as painter:
            if areas is not None:
                painter.setClipRegion(_unite_areas(areas))
            chosen = np.flatnonzero(roomy)
            for at, (x1, y1, x2, y2) in zip(chosen.tolist(), list_widget_rects(frame, boxes[chosen]), strict=True):
                annotation = self._annotations[at]
                image, size = self._images[annotation.label], self._sizes[annotation.label]
                view = QRect(x1, y1, x2 - x1, y2 - y1)
                if view.height() < size.height() or view.width() < min(size.width(), _MIN_TAG_WIDTH_PX):
                    continue
                if view.width() < size.width():
                    room = view.width() // _TAG_STEP_PX * _TAG_STEP_PX  # in steps, so that many boxes share one tag
                    image = render_tag(
                        annotation.label, self._colors[annotation.label], self._font_name, frame.ratio, room
                    )
                place, own = tag_position(view, size, frame.viewport.offset_y), image.deviceIndependentSize()
                if areas is None or any(QRectF(place, own).intersects(area) for area in areas):
                    painter.drawImage(place, image)
                yield place.x(), place.y(), place.x() + own.width(), place.y() + own.height()


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


def _unite_areas(areas: Sequence[QRect]) -> QRegion:
    region = QRegion()
    for area in areas:
        region += area
    return region


def color_outline(annotation: Annotation, color_of: ColorOf) -> PaintedOutline:
    return PaintedOutline(
        get_outline(annotation.geometry) or Rings(()), color_of(annotation.label), annotation.difficult
    )
