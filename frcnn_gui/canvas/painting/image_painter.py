"""The image itself: smooth where it is reduced, every pixel to be seen where it is enlarged."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPainter

from detector.data.image_io import DecodedImage
from frcnn_gui.canvas.adjustment import NEUTRAL, Adjustment
from frcnn_gui.canvas.painting.clipping import PixelRect
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame
from frcnn_gui.canvas.painting.pyramid import get_pyramid
from frcnn_gui.canvas.painting.tiles import (
    MIN_GRID_FACTOR,
    TILE_SIDE_PX,
    TileScale,
    apply_lookup_table,
    build_pair_table,
    compute_tile_pixels,
    draw_pixel_grid,
    find_visible_tiles,
    paint_roughly,
    wrap_as_image,
)
from frcnn_gui.common.painting import painter_on

MAX_SAMPLED_PIXELS = 200_000
SLICE_S = 0.008
"""How long tiles may be made at a time while something rough stands in for them."""
MAX_HIDDEN_TILES = 64
"""Tiles outside the view that are kept for scrolling back: 16 MB."""


@dataclass
class _Tile:
    plain: NDArray[np.uint32]
    """As the image has them."""
    shown: NDArray[np.uint32]
    """With what the person wants to be different; the image looks into it."""
    image: QImage
    style_version: int


class ImagePainter:
    """Paints `image` in tiles. Nothing here changes its pixels."""

    def __init__(self, image: DecodedImage) -> None:
        self._image = image
        self._pyramid = get_pyramid(image)
        self._tiles: OrderedDict[tuple[int, int], _Tile] = OrderedDict()
        self._device_scale = 0.0
        self._is_rough = False
        self._adjustment, self._grid = NEUTRAL, False
        self._table: NDArray[np.uint16] | None = None
        self._style_version = 0
        """How often that has changed: older tiles are made again from their plain pixels when they are shown."""

    def set_style(self, adjustment: Adjustment, grid: bool) -> None:
        """From now on shown with this adjustment, and with or without lines between the pixels."""
        if (adjustment, grid) == (self._adjustment, self._grid):
            return
        self._adjustment, self._grid = adjustment, grid
        self._table = None if adjustment == NEUTRAL else build_pair_table(adjustment.build_lookup_table())
        self._style_version += 1

    def set_sharper_image(self, image: DecodedImage) -> None:
        """The same image with more of its pixels."""
        self._image, self._pyramid = image, get_pyramid(image)
        self._tiles.clear()

    def color_at(self, x: float, y: float) -> tuple[int, int, int] | None:
        """(red, green, blue) without any adjustment of the stored pixel that (x, y) is in; None outside the image."""
        column, row = int(x // self._image.reduction), int(y // self._image.reduction)
        height, width = self._image.pixels.shape[:2]
        if not (0 <= column < width and 0 <= row < height):
            return None
        red, green, blue = self._image.pixels[row, column].tolist()
        return red, green, blue

    def render_overview(self, side: int) -> QImage:
        """A small copy, adjusted as the image is, whose longer side is at most `side` pixels."""
        scale = self._compute_scale(min(side / max(self._image.width, self._image.height), 1.0))
        result = QImage(scale.width, scale.height, QImage.Format.Format_RGB32)
        with painter_on(result) as painter:
            for column in find_visible_tiles(0, scale.width, scale.width):
                for row in find_visible_tiles(0, scale.height, scale.height):
                    tile = self._finish_tile(
                        compute_tile_pixels(self._pyramid, scale, column, row), scale, (column, row)
                    )
                    painter.drawImage(QPoint(column * TILE_SIDE_PX, row * TILE_SIDE_PX), tile.image)
        return result

    def sample_pixels(self) -> NDArray[np.uint8]:
        """Some of the image's pixels (N, 3), enough to estimate its brightness."""
        height, width = self._image.pixels.shape[:2]
        step = max(int((height * width / MAX_SAMPLED_PIXELS) ** 0.5), 1)
        return self._image.pixels[::step, ::step].reshape(-1, 3)

    def draw_image(self, painter: QPainter, frame: CanvasFrame, background: QColor, interactive: bool = False) -> bool:
        """Show what the widget sees of the image and of the background around it.

        While the zoom changes, draw `interactive`: rough, but whole. Tiles replace it afterwards, a few at each call;
        False as long as some are missing. Without haste before, all is there at the first call.
        """
        if frame.device_scale != self._device_scale:
            self._device_scale = frame.device_scale
            self._tiles.clear()
        scale, ratio, view = self._scale, frame.ratio, frame.viewport
        left, top = round(view.offset_x * ratio), round(view.offset_y * ratio)
        columns = find_visible_tiles(left, round(frame.width * ratio), scale.width)
        rows = find_visible_tiles(top, round(frame.height * ratio), scale.height)
        painter.fillRect(0, 0, frame.width, frame.height, background)
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)  # tiles are in pixels of the screen, whatever those are to the widget
        places = [(column, row) for row in rows for column in columns]
        finished = not interactive and (not self._is_rough or all(place in self._tiles for place in places))
        if not finished:
            seen = PixelRect(0, 0, round(frame.width * ratio), round(frame.height * ratio))
            self._draw_roughly(painter, (left, top), seen)
        if not interactive:
            finished = self._draw_tiles(painter, (left, top), places)
        painter.restore()
        self._is_rough = not finished
        while len(self._tiles) > len(places) + MAX_HIDDEN_TILES:
            self._tiles.popitem(last=False)
        return finished

    def _draw_tiles(self, painter: QPainter, corner: tuple[int, int], places: list[tuple[int, int]]) -> bool:
        """Draw the tiles; those that would take too long are left out where something rough is under them."""
        until = time.perf_counter() + SLICE_S
        finished, made = True, 0
        for place in places:
            if place not in self._tiles:
                if self._is_rough and made and time.perf_counter() > until:
                    finished = False
                    continue
                made += 1
            # Added before they become Qt's: at high zoom only the sum is small.
            at = QPoint(corner[0] + place[0] * TILE_SIDE_PX, corner[1] + place[1] * TILE_SIDE_PX)
            painter.drawImage(at, self._get_tile(place).image)
        return finished

    def _draw_roughly(self, painter: QPainter, corner: tuple[int, int], seen: PixelRect) -> None:
        """Draw the part of the image that is in `seen` in one go; `corner` is that of the image."""
        scale = self._scale
        left, top = corner
        area = PixelRect(left, top, left + scale.width, top + scale.height).intersect_with(seen)
        if area.width <= 0 or area.height <= 0:
            return
        within = PixelRect(area.left - left, area.top - top, area.right - left, area.bottom - top)
        at = QPoint(area.left, area.top)
        if self._table is None:
            paint_roughly(painter, self._pyramid, scale.factor, within, at)
            return
        pixels = np.zeros((area.height, area.width), dtype=np.uint32)
        with painter_on(wrap_as_image(pixels)) as inner:
            paint_roughly(inner, self._pyramid, scale.factor, within, QPoint(0, 0))
        pixels = apply_lookup_table(pixels, self._table)
        painter.drawImage(at, wrap_as_image(pixels))

    @property
    def _scale(self) -> TileScale:
        return self._compute_scale(self._device_scale)

    def _compute_scale(self, device_scale: float) -> TileScale:
        width, height = self._image.width * device_scale, self._image.height * device_scale
        return TileScale(device_scale * self._image.reduction, max(round(width), 1), max(round(height), 1))

    def _get_tile(self, place: tuple[int, int]) -> _Tile:
        tile = self._tiles.get(place)
        if tile is None or tile.style_version != self._style_version:
            plain = compute_tile_pixels(self._pyramid, self._scale, *place) if tile is None else tile.plain
            tile = self._tiles[place] = self._finish_tile(plain, self._scale, place)
        self._tiles.move_to_end(place)
        return tile

    def _finish_tile(self, plain: NDArray[np.uint32], scale: TileScale, place: tuple[int, int]) -> _Tile:
        shown = plain if self._table is None else apply_lookup_table(plain, self._table)
        if self._grid and scale.factor >= MIN_GRID_FACTOR:
            shown = draw_pixel_grid(shown, scale, *place)
        return _Tile(plain, shown, wrap_as_image(shown), self._style_version)
