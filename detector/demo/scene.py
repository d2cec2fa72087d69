"""A scene: objects laid on a ground, photographed, with a box around what is seen of each."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from detector.data.annotation import Box

from .arrays import Array
from .backgrounds import GROUNDS
from .layout import Placement, arrange
from .objects import PAINTERS
from .patch import Patch, Sprite
from .photograph import develop, illumination
from .shading import Light

CLASSES: tuple[str, ...] = tuple(PAINTERS)
LEAST_VISIBLE = 0.35
"""An object of which less than this part is seen is left out of the scene, so that no object lacks its label."""
_WHOLE = 0.92
_LEAST_SIDE = 8

_SHADOW_TINT = np.array([1.0, 0.96, 0.90], np.float32)
"""Shadows take a little less of the blue, as under an open sky."""


@dataclass(frozen=True)
class Scene:
    """A rendered picture and its labels.

    `pixels` (h, w, 3) uint8 RGB. `boxes` are the tight extents of what is seen of each object, zero-based half-open,
    in painting order; box `uid` k is drawn over box k - 1. `instances` (h, w) int16 has the uid seen at each pixel,
    -1 where the ground is.
    """

    pixels: NDArray[np.uint8]
    boxes: tuple[Box, ...]
    instances: NDArray[np.int16]


@dataclass(frozen=True)
class _Placed:
    """A sprite whose top left pixel is at column `x`, row `y` of the picture; it may reach over the border."""

    label: str
    sprite: Sprite
    x: int
    y: int

    def windows(self, height: int, width: int, margin: int = 0) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
        """The part inside the picture: its slices of the picture, and of the sprite grown by `margin`."""
        rows, columns = self.sprite.alpha.shape
        left, top = self.x - margin, self.y - margin
        x1, x2 = max(left, 0), min(self.x + columns + margin, width)
        y1, y2 = max(top, 0), min(self.y + rows + margin, height)
        x2, y2 = max(x2, x1), max(y2, y1)
        return (slice(y1, y2), slice(x1, x2)), (slice(y1 - top, y2 - top), slice(x1 - left, x2 - left))


def render_scene(seed: int, width: int = 640, height: int = 480) -> Scene:
    """Draw scene number `seed` (0 or more); the same number gives the same picture.

    Six consecutive numbers have six different grounds. `width` and `height` in pixels, 160 at least.
    """
    if seed < 0 or min(width, height) < 160:
        raise ValueError(f"A scene needs a seed >= 0 and sides >= 160 pixels, not seed {seed}, {width}x{height}.")
    streams = [np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(4)]
    light = Light.random(streams[0])
    canvas = GROUNDS[seed % len(GROUNDS)](streams[1], (height, width), light)
    candidates = [_draw(placement, light) for placement in arrange(streams[2], width, height, CLASSES)]
    placed = _keep_visible(candidates, height, width)
    for item in placed:
        _cast_shadow(canvas, item, light)
        _paint(canvas, item)
    instances = _instances(placed, height, width)
    canvas *= illumination(streams[3], (height, width), light)[..., None]
    boxes = tuple(_box(uid, item, instances) for uid, item in enumerate(placed))
    return Scene(develop(canvas, streams[3]), boxes, instances)


def _draw(placement: Placement, light: Light) -> _Placed:
    patch = Patch.of(placement.size, placement.angle)
    drawing = PAINTERS[placement.label](patch, light, np.random.default_rng(placement.seed))
    sprite = Sprite.of(drawing, patch)
    half = sprite.alpha.shape[0] / 2
    return _Placed(placement.label, sprite, round(placement.x - half), round(placement.y - half))


def _keep_visible(candidates: list[_Placed], height: int, width: int) -> list[_Placed]:
    """Without the objects that later ones or the border hide too much; judged from the top one down."""
    hidden = np.zeros((height, width), bool)
    kept = []
    for item in reversed(candidates):
        picture, own = item.windows(height, width)
        solid = item.sprite.alpha > 0.5
        seen = solid[own] & ~hidden[picture]
        sides = (seen.any(axis=0).sum(), seen.any(axis=1).sum())
        if seen.sum() >= LEAST_VISIBLE * solid.sum() and min(sides) >= _LEAST_SIDE:
            hidden[picture] |= solid[own]
            kept.append(item)
    return kept[::-1]


def _cast_shadow(canvas: Array, item: _Placed, light: Light) -> None:
    """Darken the ground: a narrow dark line where the object touches it, and a soft shadow away from the lamp."""
    rise = item.sprite.rise
    drop_x, drop_y = light.drop(rise)
    margin = math.ceil(math.hypot(drop_x, drop_y) + 0.8 * rise + 6)
    alpha = np.pad(item.sprite.alpha * np.float32(255), margin).astype(np.uint8)
    contact = _blurred(_shifted(alpha, drop_x * 0.15, drop_y * 0.15), 0.9 + 0.08 * rise)
    steps = (0.25, 0.5, 0.75, 1.0)
    smear = np.stack([_shifted(alpha, drop_x * step, drop_y * step) for step in steps]).mean(axis=0, dtype=np.float32)
    soft = _blurred(np.asarray(smear, np.uint8), 1.2 + 0.16 * rise)
    light_left = (np.float32(1) - np.float32(0.5) * contact) * (np.float32(1) - np.float32(0.6) * soft)
    picture, own = item.windows(canvas.shape[0], canvas.shape[1], margin)
    canvas[picture] *= np.float32(1) - (np.float32(1) - light_left[own])[..., None] * _SHADOW_TINT


def _shifted(mask: NDArray[np.uint8], x: float, y: float) -> NDArray[np.uint8]:
    return np.roll(mask, (round(y), round(x)), axis=(0, 1))


def _blurred(mask: NDArray[np.uint8], radius: float) -> Array:
    blurred = Image.fromarray(mask).filter(ImageFilter.GaussianBlur(radius))
    return np.asarray(blurred, np.float32) * np.float32(1 / 255)


def _paint(canvas: Array, item: _Placed) -> None:
    picture, own = item.windows(canvas.shape[0], canvas.shape[1])
    canvas[picture] *= np.float32(1) - item.sprite.alpha[own][..., None]
    canvas[picture] += item.sprite.colour[own]


def _instances(placed: list[_Placed], height: int, width: int) -> NDArray[np.int16]:
    instances = np.full((height, width), -1, np.int16)
    for uid, item in enumerate(placed):
        picture, own = item.windows(height, width)
        instances[picture][item.sprite.alpha[own] > 0.5] = uid
    return instances


def _box(uid: int, item: _Placed, instances: NDArray[np.int16]) -> Box:
    """The extent of what is seen; cut by the border or covered by another object are told apart."""
    seen = instances == uid
    columns, rows = np.flatnonzero(seen.any(axis=0)), np.flatnonzero(seen.any(axis=1))
    picture, own = item.windows(instances.shape[0], instances.shape[1])
    solid = item.sprite.alpha > 0.5
    inside = int(solid[own].sum())
    return Box(
        float(columns[0]),
        float(rows[0]),
        float(columns[-1] + 1),
        float(rows[-1] + 1),
        item.label,
        uid,
        truncated=inside < int(solid.sum()),
        occluded=int(seen[picture].sum()) < _WHOLE * inside,
    )
