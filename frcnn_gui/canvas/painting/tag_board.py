"""The tags of boxes and the captions of layers, placed together, so that none lies over another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from frcnn_gui.canvas.layers import MAX_CAPTIONS, Layer, Spotlight
from frcnn_gui.canvas.painting.clipping import place_boxes
from frcnn_gui.canvas.painting.label_tags import draw_leader, render_tag
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame
from frcnn_gui.canvas.painting.tag_places import GAP_PX, Corners, Size, TagPlace, place_tags
from frcnn_gui.canvas.viewport import Viewport

MAX_CAPTION_SHARE = 0.3
"""Layers whose captions would cover more of the canvas have none; those of the topmost layers come first."""
MIN_SLACK_PX = 48
"""When the picture has been moved so far, tags are placed for what has come into view."""


class TagLevel(IntEnum):
    """What a tag is painted over."""

    COMMON = 0
    LIT = 1
    """Over the shade of a layer that dims everything else"""
    RAISED = 2
    """Over everything: of what is selected or under the cursor"""


@dataclass(frozen=True, eq=False)
class Tag:
    """The tag of a box; `corners` of the box are widget pixels of the frame for which it is placed."""

    image: QImage
    color: str
    corners: Corners
    below: bool = False
    opacity: float = 1.0
    level: TagLevel = TagLevel.COMMON
    uid: int = -1
    """Of the box, where it is the tag of an annotation"""

    @property
    def size(self) -> Size:
        size = self.image.deviceIndependentSize()
        return size.width(), size.height()


@dataclass(frozen=True, eq=False)
class BoxTags:
    """The tags of boxes that lie still, for one frame; `bounds` is what they may not leave.

    Where there is no room for all, `painted` is where some are in the picture already.
    """

    frame: CanvasFrame
    tags: tuple[Tag, ...] = ()
    bounds: Corners = (0.0, 0.0, 0.0, 0.0)
    painted: tuple[Corners, ...] = ()


class TagBoard:
    """`place_all` finds the places again where something has changed; `draw_level` paints them."""

    def __init__(self) -> None:
        self._frame: CanvasFrame | None = None
        self._sources: tuple[object, ...] = ()
        self._raised_key: tuple[object, ...] = ()
        self.placed: list[tuple[Tag, TagPlace]] = []

    def place_all(
        self,
        frame: CanvasFrame,
        box_tags: BoxTags | None,
        raised: Sequence[Tag],
        layers: Sequence[Layer],
        font_name: str,
        image_size: tuple[int, int],
        is_zooming: bool = False,
    ) -> None:
        """Place the raised tags first, then those of boxes, then the captions of the layers, the topmost first.

        Args:
            frame: what is seen.
            box_tags: of boxes that lie still; None: boxes are hidden.
            raised: of boxes that stand out, which keep a distance for their handles.
            layers: those that are painted, the lowest first.
            font_name: what `QFont.toString` gives.
            image_size: (width, height) of the image, which captions leave only where it has no room.
            is_zooming: whether places of another scale may be stretched for a moment.
        """
        sources = (box_tags, *(layer.content for layer in layers))
        raised_key = (font_name, *(layer.opacity for layer in layers), *(_describe_tag(tag, frame) for tag in raised))
        is_same = self._frame is not None and raised_key == self._raised_key and _are_same(sources, self._sources)
        if is_same and (is_zooming or self._compute_slack(frame) >= min(MIN_SLACK_PX, frame.margin)):
            return
        self._frame, self._sources, self._raised_key = frame, sources, raised_key
        view = frame.viewport
        widget = (0.0, max(view.offset_y, 0.0), float(frame.width), float(frame.height))
        taken = [_move(corners, box_tags.frame, frame) for corners in box_tags.painted] if box_tags is not None else []
        self.placed = _place(raised, widget, taken, RAISED_GAP_PX)
        if box_tags is not None:
            raised_uids = {tag.uid for tag in raised}
            tags = [_move_tag(tag, box_tags.frame, frame) for tag in box_tags.tags if tag.uid not in raised_uids]
            self.placed += _place(tags, _move(box_tags.bounds, box_tags.frame, frame), taken)
        right, bottom = view.to_widget(*image_size)
        seen = (max(view.offset_x, 0.0), widget[1], min(right, widget[2]), min(bottom, widget[3]))
        self.placed += _place(_list_captions(layers, frame, font_name), seen, taken)

    def _compute_slack(self, frame: CanvasFrame) -> float:
        return self._frame.compute_slack(frame) if self._frame is not None else -1.0

    def draw_level(self, painter: QPainter, viewport: Viewport, level: TagLevel) -> None:
        """Paint the tags of this level, and lines to their boxes under them."""
        placed = [(tag, place) for tag, place in self.placed if tag.level is level]
        if self._frame is None or not placed:
            return
        with self._frame.transformed(painter, viewport):
            for tag, place in placed:
                if place.leader is not None:
                    draw_leader(painter, place.leader, tag.color)
            for tag, place in placed:
                painter.setOpacity(tag.opacity)
                painter.drawImage(QPointF(round(place.x), round(place.y)), tag.image)


RAISED_GAP_PX = 6
"""Between a box that stands out and its tag: there are handles"""


def _place(tags: Sequence[Tag], bounds: Corners, taken: list[Corners], gap: int = GAP_PX) -> list[tuple[Tag, TagPlace]]:
    sizes, below = [tag.size for tag in tags], [tag.below for tag in tags]
    places = place_tags([tag.corners for tag in tags], sizes, bounds, below, gap, taken)
    return [(tag, place) for tag, place in zip(tags, places, strict=True) if place is not None]


def _list_captions(layers: Sequence[Layer], frame: CanvasFrame, font_name: str) -> list[Tag]:
    """Of boxes that are seen; the topmost layer comes first."""
    room, found = MAX_CAPTION_SHARE * frame.width * frame.height, list[Tag]()
    spotlights = [layer.content.spotlight for layer in layers if layer.content.spotlight is not None]
    for layer in reversed(layers):
        captions = _list_layer_captions(layer, spotlights, frame, font_name)
        room -= sum(width * height for width, height in (tag.size for tag in captions))
        if room < 0 or len(found) + len(captions) > MAX_CAPTIONS:
            break
        found += captions
    return found


def _list_layer_captions(
    layer: Layer, spotlights: Sequence[Spotlight], frame: CanvasFrame, font_name: str
) -> list[Tag]:
    view, found = frame.viewport, list[Tag]()
    for group in layer.content.groups:
        if not group.captions or len(group) > MAX_CAPTIONS:
            continue
        placed = place_boxes(group.boxes, view.scale, (view.offset_x, view.offset_y)).tolist()
        for box, (x1, y1, x2, y2), text in zip(group.boxes.tolist(), placed, group.captions, strict=True):
            if x1 < frame.width and y1 < frame.height and x2 > 0 and y2 > 0:
                is_lit = layer.content.spotlight is not None or any(_lights_box(one, box) for one in spotlights)
                level = TagLevel.LIT if is_lit else TagLevel.COMMON
                image = render_tag(text, group.color, font_name, frame.ratio)
                found.append(Tag(image, group.color, (x1, y1, x2, y2), group.below, layer.opacity, level))
    return found


def _lights_box(spotlight: Spotlight, box: Sequence[float]) -> bool:
    """Whether all of the box is lit."""
    x1, y1, x2, y2 = spotlight.lit
    return x1 <= box[0] and y1 <= box[1] and box[2] <= x2 and box[3] <= y2


def _describe_tag(tag: Tag, frame: CanvasFrame) -> tuple[object, ...]:
    """Equal for tags that look alike and are at the same place of the image."""
    (x1, y1, x2, y2), view = tag.corners, frame.viewport
    corners = (x1 - view.offset_x, y1 - view.offset_y, x2 - view.offset_x, y2 - view.offset_y)
    return (tag.image.cacheKey(), tag.color, tuple(round(value, 1) for value in corners), view.scale)


def _move_tag(tag: Tag, old: CanvasFrame, new: CanvasFrame) -> Tag:
    return tag if old is new else replace(tag, corners=_move(tag.corners, old, new))


def _move(corners: Corners, old: CanvasFrame, new: CanvasFrame) -> Corners:
    """From the widget of one frame to that of another."""
    stretch = new.viewport.scale / old.viewport.scale
    x = new.viewport.offset_x - old.viewport.offset_x * stretch
    y = new.viewport.offset_y - old.viewport.offset_y * stretch
    x1, y1, x2, y2 = corners
    return x1 * stretch + x, y1 * stretch + y, x2 * stretch + x, y2 * stretch + y


def _are_same(some: Sequence[object], others: Sequence[object]) -> bool:
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))
