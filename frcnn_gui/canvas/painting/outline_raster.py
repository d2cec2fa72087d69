"""Outlines painted into an array of pixels: lines with soft edges and a casing, and fills that are seen through.

All lines of a picture are painted at once, so that the cost depends on the pixels they cover and not on the number of
points. Where two lines cross, the one of the later object is on top.

Shapes: E edges, N pixels, (h, w) the picture.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detector.data.outlines.runs import expand_ranges

_Floats = NDArray[np.floating]
_FULL = 255
_MAX_LAYERS = 4
"""More fills over each other do not make the color stronger, so that the image stays visible."""
_OVERHANG = 0.6
"""Of half the width: how far a line reaches beyond its ends, so that corners have no notches."""


class OutlineRaster:
    """Collects the lines of a picture of (h, w) pixels; `compose` puts them over what is there.

    Attributes:
        coverage: How much of each pixel lines cover, 0 to 255.
        owners: The number of the object whose line is there.
    """

    def __init__(self, shape: tuple[int, int]) -> None:
        self.coverage: NDArray[np.uint8] = np.zeros(shape, np.uint8)
        self.owners: NDArray[np.int32] = np.zeros(shape, np.int32)

    def draw_edges(self, starts: _Floats, ends: _Floats, owners: NDArray[np.int64], width: float) -> None:
        """Draw lines of this `width`.

        Args:
            starts: (E, 2) x y in pixels of the picture.
            ends: (E, 2)
            owners: (E,) the number of the object of each, ascending.
            width: In pixels.
        """
        height, length = self.coverage.shape
        half = width / 2
        near = (np.maximum(starts, ends) > -half - 1).all(axis=1) & (
            np.minimum(starts, ends) < np.array([length, height]) + half + 1
        ).all(axis=1)
        spans = np.abs(ends - starts)
        is_steep = spans[:, 1] > spans[:, 0]
        for steep in (False, True):
            chosen = np.flatnonzero(near & (is_steep == steep))
            first, last = starts[chosen], ends[chosen]
            if steep:
                first, last = first[:, ::-1], last[:, ::-1]
            self._draw_flat_edges(first, last, owners[chosen].astype(np.int32), half, steep)

    def _draw_flat_edges(
        self, starts: _Floats, ends: _Floats, owners: NDArray[np.int32], half: float, is_transposed: bool
    ) -> None:
        """Draw lines that are wider than high, in the picture or its transpose."""
        is_reversed = (starts[:, 0] > ends[:, 0])[:, None]
        starts, ends = np.where(is_reversed, ends, starts), np.where(is_reversed, starts, ends)
        (x1, y1), (x2, y2) = starts.T, ends.T
        slopes = (y2 - y1) / np.maximum(x2 - x1, 1e-9)
        stretch = np.sqrt(1 + slopes**2)
        reach = _OVERHANG * half / stretch
        columns_count = self.coverage.shape[0] if is_transposed else self.coverage.shape[1]
        first = np.clip(np.floor(x1 - reach), 0, columns_count).astype(np.int64)
        last = np.clip(np.floor(x2 + reach), -1, columns_count - 1).astype(np.int64)
        columns, edge = expand_ranges(first, last), np.repeat(np.arange(len(first)), np.maximum(last - first + 1, 0))
        shares = np.minimum(columns + 1, (x2 + reach)[edge]) - np.maximum(columns, (x1 - reach)[edge])
        middles = y1[edge] + slopes[edge] * (columns + 0.5 - x1[edge])
        halves = (half * stretch)[edge]
        self._cover(columns, middles - halves, middles + halves, shares, owners[edge], is_transposed)

    def _cover(
        self,
        columns: NDArray[np.int64],
        tops: _Floats,
        bottoms: _Floats,
        shares: _Floats,
        owners: NDArray[np.int32],
        is_transposed: bool,
    ) -> None:
        """Cover the pixels of `columns` from `tops` to `bottoms`, (N,) each; `shares` of them along the line."""
        height, width = self.coverage.shape
        rows_count, row_step, column_step = (width, 1, width) if is_transposed else (height, width, 1)
        coverage, placed = self.coverage.reshape(-1), self.owners.reshape(-1)
        first = np.floor(tops)
        tops, bottoms, shares = tops - first, bottoms - first, np.minimum(shares, 1) * _FULL
        places = first.astype(np.int64) * row_step + columns * column_step
        for step in range(int(np.ceil(bottoms.max(initial=0)))):
            covered = (np.minimum(bottoms, step + 1) - np.maximum(tops, step)) * shares
            chosen = np.flatnonzero((covered > 1) & (first >= -step) & (first < rows_count - step))
            at, amount = places[chosen] + step * row_step, covered[chosen].astype(np.uint8)
            before = coverage[at]
            coverage[at] = np.maximum(amount, before)
            is_above = (owners[chosen] >= placed[at]) & (amount > _FULL // 2)
            shown = np.flatnonzero(is_above | (amount > before))
            placed[at[shown]] = owners[chosen[shown]]

    def draw_mask_border(
        self,
        mask: NDArray[np.bool_],
        left: int,
        top: int,
        owner: int,
        width: int,
        dash_px: int = 0,
        dash_start: tuple[int, int] = (0, 0),
    ) -> NDArray[np.bool_]:
        """Draw a line of this `width` along the inside of the border of `mask` (h', w'), which begins at `left`, `top`.

        Pixels at the edge of the mask are at its border only if they are not at that of the picture. With `dash_px`, it
        has gaps, which are counted from the `dash_start` (x, y) of the picture.

        Returns:
            What is inside of the line, (h', w').
        """
        height, length = self.coverage.shape
        inside = np.pad(mask, 1)
        for edge, is_cut in (
            (np.s_[0, :], top == 0),
            (np.s_[-1, :], top + mask.shape[0] == height),
            (np.s_[:, 0], left == 0),
            (np.s_[:, -1], left + mask.shape[1] == length),
        ):
            if is_cut:
                inside[edge] = True
        for _ in range(width):
            kept = inside.copy()
            kept[1:] &= inside[:-1]
            kept[:-1] &= inside[1:]
            kept[:, 1:] &= inside[:, :-1]
            kept[:, :-1] &= inside[:, 1:]
            inside = kept
        border = mask & ~inside[1:-1, 1:-1]
        area = np.s_[top : top + mask.shape[0], left : left + mask.shape[1]]
        if dash_px:
            down, right = np.ogrid[: mask.shape[0], : mask.shape[1]]
            border &= (down + top + right + left - sum(dash_start)) // dash_px % 2 == 0
        self.coverage[area][border] = _FULL
        self.owners[area][border] = owner
        return inside[1:-1, 1:-1]

    def compose(self, pixels: NDArray[np.uint32], colors: NDArray[np.uint32], casing_color: int, casing: int) -> None:
        """Put the lines over `pixels` (h, w), premultiplied, each with a casing this many pixels wide around it.

        The `colors` are those of the owners, 0xAARRGGBB.
        """
        cased = _widen(self.coverage, casing)
        places = np.flatnonzero(cased)
        below = pixels.reshape(-1)
        line, around = self.coverage.reshape(-1)[places].astype(np.uint32), cased.reshape(-1)[places].astype(np.uint32)
        mixed = _mix(below[places], np.uint32(casing_color), around)
        below[places] = _mix(mixed, colors[self.owners.reshape(-1)[places]], line)


def blend_color(pixels: NDArray[np.uint32], mask: NDArray[np.bool_], color: int, opacity: float) -> None:
    """Put an opaque `color` over the pixels of `mask`, seen through as `opacity` says."""
    amount = np.uint32(round(opacity * _FULL))
    pixels[mask] = _mix(pixels[mask], np.uint32(color), amount)


def fill_edges(
    pixels: NDArray[np.uint32],
    starts: _Floats,
    ends: _Floats,
    turns: NDArray[np.integer],
    color: int,
    opacity: float,
) -> None:
    """Fill rings with an opaque color, 0xAARRGGBB, seen through as `opacity` says; more where several overlap.

    A pixel is filled if its center is inside. Each edge adds 1 to the pixels that are right of it, or takes it away.

    Args:
        pixels: (h, w), premultiplied.
        starts: (E, 2) x y in pixels of the picture.
        ends: (E, 2)
        turns: (E,) 1 if the inside is on the right hand of the edge, seen with y downward, otherwise -1.
        color: The color.
        opacity: 0 to 1.
    """
    height, width = pixels.shape
    upper, lower = np.minimum(starts[:, 1], ends[:, 1]), np.maximum(starts[:, 1], ends[:, 1])
    first = np.clip(np.ceil(upper - 0.5), 0, height).astype(np.int64)
    last = np.clip(np.ceil(lower - 0.5) - 1, -1, height - 1).astype(np.int64)
    rows, edge = expand_ranges(first, last), np.repeat(np.arange(len(first)), np.maximum(last - first + 1, 0))
    if not len(rows):
        return
    spans = ends - starts
    slopes = spans[:, 0] / np.where(spans[:, 1], spans[:, 1], 1)
    at = starts[edge, 0] + (rows + 0.5 - starts[edge, 1]) * slopes[edge]
    columns = np.clip(np.ceil(at - 0.5), 0, width).astype(np.int64)
    top, bottom = int(rows.min()), int(rows.max()) + 1
    steps = np.zeros((bottom - top, width + 1), np.int16)
    np.add.at(steps.reshape(-1), (rows - top) * (width + 1) + columns, (turns * np.where(spans[:, 1] < 0, 1, -1))[edge])
    counts = np.cumsum(steps[:, :-1], axis=1, dtype=np.int16).reshape(-1)
    places = np.flatnonzero(counts)
    layers = np.minimum(np.abs(counts[places]), _MAX_LAYERS)  # a ring that crosses itself is inside out in places
    amounts = np.round(_FULL * (1 - (1 - opacity) ** np.arange(_MAX_LAYERS + 1))).astype(np.uint32)
    area = pixels[top:bottom].reshape(-1)
    below = area[places]
    if below.any():
        area[places] = _mix(below, np.uint32(color), amounts[layers])
    else:
        area[places] = _mix(np.zeros(_MAX_LAYERS + 1, np.uint32), np.uint32(color), amounts)[layers]


def _widen(coverage: NDArray[np.uint8], pixels: int) -> NDArray[np.uint8]:
    """The largest value within this number of pixels of each, straight and diagonally."""
    for _ in range(pixels):
        wide = coverage.copy()
        np.maximum(wide[:, 1:], coverage[:, :-1], out=wide[:, 1:])
        np.maximum(wide[:, :-1], coverage[:, 1:], out=wide[:, :-1])
        coverage = wide.copy()
        np.maximum(coverage[1:], wide[:-1], out=coverage[1:])
        np.maximum(coverage[:-1], wide[1:], out=coverage[:-1])
    return coverage


def _mix(
    below: NDArray[np.uint32], above: NDArray[np.uint32] | np.uint32, amount: NDArray[np.uint32] | np.uint32
) -> NDArray[np.uint32]:
    """`above` over `below` where it covers `amount` of 255; two channels are calculated at a time."""
    share: NDArray[np.uint32] = np.asarray(amount + (amount >> 7), np.uint32)  # 0 to 256
    rest = np.uint32(256) - share
    low, high = np.uint32(0x00FF00FF), np.uint32(0xFF00FF00)
    even = ((below & low) * rest + (above & low) * share) >> 8 & low
    odd = (below >> 8 & low) * rest + (above >> 8 & low) * share & high
    mixed: NDArray[np.uint32] = even | odd
    return mixed
