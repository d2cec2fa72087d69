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
from frcnn_gui.canvas.clipping import PixelRect
from frcnn_gui.canvas.picture import Frame
from frcnn_gui.canvas.pyramid import pyramid_of
from frcnn_gui.canvas.tiles import (
    GRID_FROM,
    TILE,
    Scale,
    as_image,
    in_sight,
    looked_up,
    paint_roughly,
    pairs,
    tile_pixels,
    with_grid,
)
from frcnn_gui.painting import painter_on

SAMPLED_PIXELS = 200_000
SLICE_S = 0.008
"""How long tiles may be made at a time while something rough stands in for them."""
KEPT_TILES = 64
"""Tiles out of sight that are kept, for the way back: 16 MB."""


@dataclass
class _Tile:
    plain: NDArray[np.uint32]
    """As the image has them."""
    shown: NDArray[np.uint32]
    """With what the person wants to be different; the image looks into it."""
    image: QImage
    looks: int


class ImagePainter:
    """Paints `image` in tiles. Nothing here changes its pixels."""

    def __init__(self, image: DecodedImage) -> None:
        self._image = image
        self._pyramid = pyramid_of(image)
        self._tiles: OrderedDict[tuple[int, int], _Tile] = OrderedDict()
        self._device_scale = 0.0
        self._rough = False
        self._adjustment, self._grid = NEUTRAL, False
        self._table: NDArray[np.uint16] | None = None
        self._looks = 0
        """How often that has changed: tiles of before are made anew from their plain pixels when they are seen."""

    def look(self, adjustment: Adjustment, grid: bool) -> None:
        """From now on shown with this adjustment, and with or without lines between the pixels."""
        if (adjustment, grid) == (self._adjustment, self._grid):
            return
        self._adjustment, self._grid = adjustment, grid
        self._table = None if adjustment == NEUTRAL else pairs(adjustment.lut())
        self._looks += 1

    def sharpen(self, image: DecodedImage) -> None:
        """The same image with more of its pixels."""
        self._image, self._pyramid = image, pyramid_of(image)
        self._tiles.clear()

    def colour_at(self, x: float, y: float) -> tuple[int, int, int] | None:
        """(red, green, blue) without any adjustment of the stored pixel that (x, y) lies in; None outside the image."""
        column, row = int(x // self._image.reduction), int(y // self._image.reduction)
        height, width = self._image.pixels.shape[:2]
        if not (0 <= column < width and 0 <= row < height):
            return None
        red, green, blue = self._image.pixels[row, column].tolist()
        return red, green, blue

    def overview(self, side: int) -> QImage:
        """A small copy, adjusted as the image is, whose longer side is at most `side` pixels."""
        scale = self._scaled(min(side / max(self._image.width, self._image.height), 1.0))
        result = QImage(scale.width, scale.height, QImage.Format.Format_RGB32)
        with painter_on(result) as painter:
            for column in in_sight(0, scale.width, scale.width):
                for row in in_sight(0, scale.height, scale.height):
                    tile = self._finished(tile_pixels(self._pyramid, scale, column, row), scale, (column, row))
                    painter.drawImage(QPoint(column * TILE, row * TILE), tile.image)
        return result

    def sample(self) -> NDArray[np.uint8]:
        """Some of the image's pixels (N, 3), enough to tell how light it is."""
        height, width = self._image.pixels.shape[:2]
        step = max(int((height * width / SAMPLED_PIXELS) ** 0.5), 1)
        return self._image.pixels[::step, ::step].reshape(-1, 3)

    def draw(self, painter: QPainter, frame: Frame, background: QColor, hasty: bool = False) -> bool:
        """Show what the widget sees of the image and of the background around it.

        While the zoom changes, draw `hasty`: rough, but whole. Afterwards tiles take its place, a few at each call;
        False as long as some are missing. Without haste before, all is there at the first call.
        """
        if frame.device_scale != self._device_scale:
            self._device_scale = frame.device_scale
            self._tiles.clear()
        scale, ratio, view = self._scale, frame.ratio, frame.viewport
        left, top = round(view.offset_x * ratio), round(view.offset_y * ratio)
        columns = in_sight(left, round(frame.width * ratio), scale.width)
        rows = in_sight(top, round(frame.height * ratio), scale.height)
        painter.fillRect(0, 0, frame.width, frame.height, background)
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)  # tiles are in pixels of the screen, whatever those are to the widget
        places = [(column, row) for row in rows for column in columns]
        finished = not hasty and (not self._rough or all(place in self._tiles for place in places))
        if not finished:
            seen = PixelRect(0, 0, round(frame.width * ratio), round(frame.height * ratio))
            self._draw_roughly(painter, (left, top), seen)
        if not hasty:
            finished = self._draw_tiles(painter, (left, top), places)
        painter.restore()
        self._rough = not finished
        while len(self._tiles) > len(places) + KEPT_TILES:
            self._tiles.popitem(last=False)
        return finished

    def _draw_tiles(self, painter: QPainter, corner: tuple[int, int], places: list[tuple[int, int]]) -> bool:
        """Draw the tiles; those that would take too long are left out where something rough is under them."""
        until = time.perf_counter() + SLICE_S
        finished, made = True, 0
        for place in places:
            if place not in self._tiles:
                if self._rough and made and time.perf_counter() > until:
                    finished = False
                    continue
                made += 1
            # Added before they become Qt's: at high zoom only the sum is small.
            at = QPoint(corner[0] + place[0] * TILE, corner[1] + place[1] * TILE)
            painter.drawImage(at, self._tile(place).image)
        return finished

    def _draw_roughly(self, painter: QPainter, corner: tuple[int, int], seen: PixelRect) -> None:
        """Draw the part of the image that lies in `seen` in one go; `corner` is that of the image."""
        scale = self._scale
        left, top = corner
        area = PixelRect(left, top, left + scale.width, top + scale.height).intersected(seen)
        if area.width <= 0 or area.height <= 0:
            return
        within = PixelRect(area.left - left, area.top - top, area.right - left, area.bottom - top)
        at = QPoint(area.left, area.top)
        if self._table is None:
            paint_roughly(painter, self._pyramid, scale.factor, within, at)
            return
        pixels = np.zeros((area.height, area.width), dtype=np.uint32)
        with painter_on(as_image(pixels)) as inner:
            paint_roughly(inner, self._pyramid, scale.factor, within, QPoint(0, 0))
        pixels = looked_up(pixels, self._table)
        painter.drawImage(at, as_image(pixels))

    @property
    def _scale(self) -> Scale:
        return self._scaled(self._device_scale)

    def _scaled(self, device_scale: float) -> Scale:
        width, height = self._image.width * device_scale, self._image.height * device_scale
        return Scale(device_scale * self._image.reduction, max(round(width), 1), max(round(height), 1))

    def _tile(self, place: tuple[int, int]) -> _Tile:
        tile = self._tiles.get(place)
        if tile is None or tile.looks != self._looks:
            plain = tile_pixels(self._pyramid, self._scale, *place) if tile is None else tile.plain
            tile = self._tiles[place] = self._finished(plain, self._scale, place)
        self._tiles.move_to_end(place)
        return tile

    def _finished(self, plain: NDArray[np.uint32], scale: Scale, place: tuple[int, int]) -> _Tile:
        shown = plain if self._table is None else looked_up(plain, self._table)
        if self._grid and scale.factor >= GRID_FROM:
            shown = with_grid(shown, scale, *place)
        return _Tile(plain, shown, as_image(shown), self._looks)
