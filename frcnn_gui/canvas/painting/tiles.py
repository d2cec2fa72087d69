"""Squares of screen pixels that an image is painted in: each is made once for a zoom, and moved while it lasts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from frcnn_gui.canvas.painting.clipping import PixelRect
from frcnn_gui.canvas.painting.pyramid import Pyramid
from frcnn_gui.common.painting import painter_on

TILE_SIDE_PX = 256
"""Length of a side, in pixels of the screen."""
MIN_NEAREST_FACTOR = 2.0
"""From this magnification on, pixels are shown as squares."""
MIN_GRID_FACTOR = 12.0
"""From this magnification on, lines are between them."""
_GRID_KEEPS = 10
"""How much of what is under a line of the grid still shows, in sixteenths."""
_ALPHA = 0xFF000000
_NO_PIXEL_LIMIT = 1 << 30


@dataclass(frozen=True)
class TileScale:
    """What decides over the pixels of a tile."""

    factor: float
    """Pixels of the screen per stored pixel of the image."""
    width: int
    height: int
    """Of the whole image at this scale, in pixels of the screen."""


def find_visible_tiles(offset: int, room: int, length: int) -> range:
    """Numbers of the tiles along one axis that show in 0..room, where the image is at offset..offset + length."""
    first, last = max(-offset, 0), min(room - offset, length)
    return range(first // TILE_SIDE_PX, -(-last // TILE_SIDE_PX)) if last > first else range(0)


def compute_tile_pixels(pyramid: Pyramid, scale: TileScale, column: int, row: int) -> NDArray[np.uint32]:
    """The pixels (h, w) 0xffRRGGBB of one tile; those at the right and lower border are cut to the image."""
    left, top = column * TILE_SIDE_PX, row * TILE_SIDE_PX
    width, height = min(TILE_SIDE_PX, scale.width - left), min(TILE_SIDE_PX, scale.height - top)
    enlarged = scale.factor >= MIN_NEAREST_FACTOR
    return (_enlarge_pixels if enlarged else _scale_smoothly)(
        pyramid, scale.factor, PixelRect(left, top, left + width, top + height)
    )


def find_stored_pixels(start: int, count: int, factor: float, length: int) -> NDArray[np.intp]:
    """Which stored pixel the middle of each of `count` screen pixels from `start` on is in; below `length`."""
    places: NDArray[np.intp] = np.floor((np.arange(start, start + count) + 0.5) / factor).astype(np.intp)
    return places.clip(max=length - 1)


def _enlarge_pixels(pyramid: Pyramid, factor: float, area: PixelRect) -> NDArray[np.uint32]:
    """Computed and not painted: at 64 times its size, every pixel has its exact place."""
    height, width = pyramid.pixels.shape[:2]
    columns = find_stored_pixels(area.left, area.width, factor, width)
    rows = find_stored_pixels(area.top, area.height, factor, height)
    part = pyramid.pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.uint32)
    colors = part[..., 0] << 16 | part[..., 1] << 8 | part[..., 2] | np.uint32(_ALPHA)
    enlarged: NDArray[np.uint32] = colors[(rows - rows[0])[:, None], (columns - columns[0])[None, :]]
    return enlarged


def _scale_smoothly(pyramid: Pyramid, factor: float, area: PixelRect) -> NDArray[np.uint32]:
    level, reduced = pyramid.get_level(factor)
    level_width, level_height = level.width(), level.height()
    size = factor * reduced  # pixels of the screen per pixel of the level
    pixels = np.full((area.height, area.width), _ALPHA, dtype=np.uint32)
    # One pixel more around what is to be seen, so that the borders of neighboring tiles are smoothed alike.
    first_x, first_y = max(math.floor(area.left / size) - 1, 0), max(math.floor(area.top / size) - 1, 0)
    last_x = min(math.ceil(area.right / size) + 1, level.width())
    last_y = min(math.ceil(area.bottom / size) + 1, level.height())
    source = QRect(first_x, first_y, max(last_x - first_x, 1), max(last_y - first_y, 1))
    if level.format() != QImage.Format.Format_RGB32:
        level = level.copy(source).convertToFormat(QImage.Format.Format_RGB32)
        part = QRect(QPoint(0, 0), source.size())
    else:
        part = source
    with painter_on(wrap_as_image(pixels)) as painter:
        if size == 1.0:
            painter.drawImage(QPoint(source.left() - area.left, source.top() - area.top), level, part)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            x, y = source.left() * size - area.left, source.top() * size - area.top
            painter.drawImage(QRectF(x, y, source.width() * size, source.height() * size), level, QRectF(part))
    _extend_border(pixels, math.floor(level_width * size) - area.left, math.floor(level_height * size) - area.top)
    return pixels


def paint_roughly(painter: QPainter, pyramid: Pyramid, factor: float, area: PixelRect, to: QPoint) -> None:
    """Paint `area` of the image, in pixels of the screen, at `to`: in one go, and smooth where that is quick."""
    level, reduced = pyramid.get_level(factor)
    size = factor * reduced
    first_x, first_y = math.floor(area.left / size), math.floor(area.top / size)
    last_x = min(math.ceil(area.right / size), level.width())
    last_y = min(math.ceil(area.bottom / size), level.height())
    source = QRectF(first_x, first_y, last_x - first_x, last_y - first_y)
    target = QRectF(first_x * size, first_y * size, source.width() * size, source.height() * size)
    quick = level.format() == QImage.Format.Format_RGB32 and factor < MIN_NEAREST_FACTOR
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, quick)
    painter.drawImage(target.translated(to.x() - area.left, to.y() - area.top), level, source)


def _extend_border(pixels: NDArray[np.uint32], width: int, height: int) -> None:
    """Repeat the last painted column and row: an odd one at the border is missing in the smaller levels."""
    if 0 < width < pixels.shape[1]:
        pixels[:, width:] = pixels[:, width - 1 : width]
    if 0 < height < pixels.shape[0]:
        pixels[height:] = pixels[height - 1 : height]


def wrap_as_image(pixels: NDArray[np.uint32]) -> QImage:
    """An image that looks into `pixels` (h, w) 0xffRRGGBB, which must live as long."""
    height, width = pixels.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)


def apply_lookup_table(pixels: NDArray[np.uint32], table: NDArray[np.uint16]) -> NDArray[np.uint32]:
    """Each color of each pixel changed as `table` says.

    `table` has an entry for every pair of bytes, see `build_pair_table`.
    """
    result = np.take(table, pixels.view(np.uint16)).view(np.uint32)
    result |= np.uint32(_ALPHA)
    return result


def build_pair_table(lut: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """From a table (256,) -> (65536,): looking up two bytes at a time takes half the time."""
    wide = lut.astype(np.uint16)
    table: NDArray[np.uint16] = wide[:, None] << np.uint16(8) | wide[None, :]
    return table.reshape(-1)


def draw_pixel_grid(pixels: NDArray[np.uint32], scale: TileScale, column: int, row: int) -> NDArray[np.uint32]:
    """Lines between the pixels of the image: a dark one and a light one, so that they are seen on anything."""
    result = pixels.copy()
    channels = result.view(np.uint8).reshape(*result.shape, 4)
    for axis, start in ((1, column * TILE_SIDE_PX), (0, row * TILE_SIDE_PX)):
        places = _find_grid_lines(start, result.shape[axis], scale.factor)
        for shift, light in ((0, 0), (1, 255)):
            lines = places[places + shift < result.shape[axis]] + shift
            under = channels[:, lines] if axis else channels[lines]
            mixed = ((under.astype(np.uint16) * _GRID_KEEPS + light * (16 - _GRID_KEEPS)) >> 4).astype(np.uint8)
            if axis:
                channels[:, lines] = mixed
            else:
                channels[lines] = mixed
    result |= np.uint32(_ALPHA)
    return result


def _find_grid_lines(start: int, count: int, factor: float) -> NDArray[np.intp]:
    """Where in a tile that begins at `start` another stored pixel begins."""
    places = find_stored_pixels(start - 1, count + 1, factor, _NO_PIXEL_LIMIT)
    edges: NDArray[np.intp] = np.flatnonzero(np.diff(places))
    return edges
