"""Paints everything that the canvas shows, from below: image, layers, boxes, what the tool is doing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QFont, QPainter, QPalette

from detector.data.annotation import Annotation
from frcnn_gui.canvas.painting import overlay
from frcnn_gui.canvas.painting.box_painter import BoxDisplayState, BoxPainter
from frcnn_gui.canvas.painting.box_style import CLASS_STYLE, RECEDED_STYLE
from frcnn_gui.canvas.painting.image_painter import ImagePainter
from frcnn_gui.canvas.painting.layer_cache import LayerCache
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame
from frcnn_gui.canvas.painting.tag_board import BoxTags, Tag, TagBoard, TagLevel
from frcnn_gui.canvas.painting.tool_painter import paint_tool
from frcnn_gui.canvas.painting.tool_view import ToolView
from frcnn_gui.canvas.tools.draw_tool import DEFAULT_LABEL
from frcnn_gui.canvas.tools.select_tool import SelectTool
from frcnn_gui.canvas.tools.tool_state import Tool
from frcnn_gui.canvas.view_options import ViewOptions
from frcnn_gui.common.language import tr
from frcnn_gui.document.document import Document
from frcnn_gui.document.session import Session

if TYPE_CHECKING:
    from detector.data.image_io import DecodedImage


class CanvasPainter:
    """Holds the pictures; knows nothing of events."""

    def __init__(self, session: Session, layers: LayerCache, font: QFont, view_options: ViewOptions) -> None:
        self._session = session
        self._view_options = view_options
        self._layers = layers
        self._image: DecodedImage | None = None
        self.image_painter: ImagePainter | None = None
        self.is_unfinished = False
        """Whether painting again would show the image better."""
        self._box_painter = BoxPainter(session.class_color, font)
        self._font_name = font.toString()
        self.tag_board = TagBoard()

    def set_tag_font(self, font: QFont) -> None:
        """Have tags and captions written in `font`."""
        self._font_name = font.toString()
        self._box_painter.set_tag_font(font)

    @property
    def has_image(self) -> bool:
        return self.image_painter is not None

    def set_image(self, image: DecodedImage | None) -> None:
        if image is not self._image:
            self._image = image
            self.image_painter = ImagePainter(image) if image is not None else None

    def show_sharper_image(self, image: DecodedImage) -> None:
        """Show the image that is shown with more of its pixels."""
        if self.image_painter is not None:
            self.image_painter.set_sharper_image(image)

    def paint_canvas(
        self,
        painter: QPainter,
        frame: CanvasFrame,
        palette: QPalette,
        tool: Tool,
        cursor: QPoint | None,
        boxes_shown: bool = True,
        hovered: int | None = None,
    ) -> None:
        """`cursor`: where the mouse is, in the widget; `hovered`: the box that it is over, here or in a list."""
        interactive = self._layers.is_zooming
        self.is_unfinished = not self.paint_image(painter, frame, palette, interactive)
        if self.image_painter is None:
            return
        document = self._session.document
        if document is None:
            return
        annotations = self._session.filter_visible(document.shown_annotations)
        if boxes_shown:
            handles = isinstance(tool, SelectTool) and not document.read_only_reason
            selection = self._find_lit_selection(annotations)
            shown = BoxDisplayState(selection, hovered, handles, document.locked_uids)
            self._paint_annotations(painter, frame, document, annotations, shown)
        else:
            self._layers.paint_layers(painter, frame)
            self._paint_tags(painter, frame, None, [])
            self.tag_board.draw_level(painter, frame.viewport, TagLevel.RAISED)
        self._paint_tool(painter, frame, palette, tool, cursor, annotations)

    def _find_lit_selection(self, annotations: Sequence[Annotation]) -> frozenset[int]:
        """The selected boxes, without those that are dimmed with everything else that is not explained."""
        selection, spotlight = self._session.selection, self._layers.stack.spotlight
        if spotlight is None or not selection:
            return selection
        return frozenset(one.uid for one in annotations if one.uid in selection and spotlight.covers(*one.bounds.xyxy))

    def _paint_annotations(
        self,
        painter: QPainter,
        frame: CanvasFrame,
        document: Document,
        annotations: tuple[Annotation, ...],
        shown: BoxDisplayState,
    ) -> None:
        """The layers and the annotations, of which the selected ones and those that move are on top."""
        stack, interactive = self._layers.stack, self._layers.is_zooming
        still = _select_unchanged(self._session.filter_visible(document.annotations), annotations)
        style = (RECEDED_STYLE if stack.labels_recede else CLASS_STYLE).apply_options(self._view_options.boxes)
        # What layers say of a box lies over its line, but nothing is seen through a heat map.
        are_below = stack.labels_recede and not stack.has_heat_map
        if not are_below:
            self._layers.paint_layers(painter, frame)
        size = document.width, document.height
        self._box_painter.draw_unchanged(painter, frame, still, shown, interactive, style, size)
        if are_below:
            self._layers.paint_layers(painter, frame)
        raised = self._box_painter.list_raised_tags(frame, annotations, shown, style)
        self._paint_tags(painter, frame, self._box_painter.tags, raised)
        self._box_painter.draw_standing_out(painter, frame, annotations, still, shown, style)
        self.tag_board.draw_level(painter, frame.viewport, TagLevel.RAISED)

    def _paint_tags(
        self, painter: QPainter, frame: CanvasFrame, box_tags: BoxTags | None, raised: Sequence[Tag]
    ) -> None:
        """Tags and captions, and over them the layer that dims all but its own."""
        board, layers = self.tag_board, self._layers.painted_layers
        size = (self._image.width, self._image.height) if self._image is not None else (0, 0)
        board.place_all(frame, box_tags, raised, layers, self._font_name, size, self._layers.is_zooming)
        board.draw_level(painter, frame.viewport, TagLevel.COMMON)
        self._layers.paint_layers(painter, frame, is_lit=True)
        board.draw_level(painter, frame.viewport, TagLevel.LIT)

    def paint_image(self, painter: QPainter, frame: CanvasFrame, palette: QPalette, interactive: bool = False) -> bool:
        """The image and what is around it; whether it could not be shown any better."""
        background = overlay.background_color(palette)
        if self.image_painter is None:
            painter.fillRect(0, 0, frame.width, frame.height, background)
            return True
        self.image_painter.set_style(self._view_options.adjustment, self._view_options.aids.pixel_grid)
        return self.image_painter.draw_image(painter, frame, background, interactive)

    def _paint_tool(
        self,
        painter: QPainter,
        frame: CanvasFrame,
        palette: QPalette,
        tool: Tool,
        cursor: QPoint | None,
        annotations: tuple[Annotation, ...],
    ) -> None:
        if self._image is not None:
            size, crosshair = (self._image.width, self._image.height), self._view_options.aids.crosshair
            label = self._session.next_label or DEFAULT_LABEL
            color_of, selection = self._session.class_color, self._session.selection
            view = ToolView(frame, palette, cursor, size, crosshair, color_of, label, annotations, selection)
            paint_tool(painter, view, tool)
        measured_uid = tool.measured_uid
        measured = (
            next((annotation for annotation in annotations if annotation.uid == measured_uid), None)
            if measured_uid is not None
            else None
        )
        if measured is not None and cursor is not None:
            box = measured.bounds
            overlay.draw_readout(
                painter,
                cursor,
                QSize(frame.width, frame.height),
                tr("{width} x {height} px").format(width=f"{box.width:.0f}", height=f"{box.height:.0f}"),
            )


def _select_unchanged(annotations: tuple[Annotation, ...], shown: tuple[Annotation, ...]) -> tuple[Annotation, ...]:
    """Those of `annotations` that a drag leaves as they are; a box that does not change stays the same object."""
    if shown is annotations:
        return annotations
    if len(shown) >= len(annotations):  # a drag keeps the order
        return tuple(old for old, new in zip(annotations, shown, strict=False) if old is new)
    same = set(map(id, shown))
    return tuple(annotation for annotation in annotations if id(annotation) in same)
