"""A scene: objects laid on a ground, photographed, with the outline of what is seen of each, and a box around it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox

from .arrays import Array
from .backgrounds import GROUND_PAINTERS
from .layout import Placement, arrange_objects
from .objects import OBJECT_PAINTERS
from .patch import Patch, Sprite
from .photograph import compute_illumination, develop_photograph
from .shading import Light

SCENE_LIMITS = "A scene needs a seed >= 0 and sides >= 160 pixels, not seed {seed}, {width}x{height}."

CLASSES: tuple[str, ...] = tuple(OBJECT_PAINTERS)
MIN_VISIBLE_SHARE = 0.35
"""An object of which less than this part is seen is left out of the scene, so that no object lacks its label."""
_MIN_WHOLE_SHARE = 0.92
_MIN_SIDE_PX = 8

_SHADOW_TINT = np.array([1.0, 0.96, 0.90], np.float32)
"""Shadows take a little less of the blue, as under an open sky."""


@dataclass(frozen=True)
class DemoScene:
    """A rendered picture and its labels.

    `pixels` (h, w, 3) uint8 RGB. `annotations` have the visible pixels of each object as outlines, and the boxes around
    them, in painting order: uid k is drawn over uid k - 1. What another object covers belongs to that one alone, and a
    pixel at the edge to the object that has more than half of it. `instances` (h, w) int16 has the uid seen at each
    pixel, -1 where the ground is.
    """

    pixels: NDArray[np.uint8]
    annotations: tuple[Annotation, ...]
    instances: NDArray[np.int16]


@dataclass(frozen=True)
class _PlacedSprite:
    """A sprite whose top left pixel is at column `x`, row `y` of the picture; it may reach over the border."""

    label: str
    sprite: Sprite
    x: int
    y: int

    def compute_windows(
        self, height: int, width: int, margin: int = 0
    ) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
        """The part inside the picture: its slices of the picture, and of the sprite grown by `margin`."""
        rows, columns = self.sprite.alpha.shape
        left, top = self.x - margin, self.y - margin
        x1, x2 = max(left, 0), min(self.x + columns + margin, width)
        y1, y2 = max(top, 0), min(self.y + rows + margin, height)
        x2, y2 = max(x2, x1), max(y2, y1)
        return (slice(y1, y2), slice(x1, x2)), (slice(y1 - top, y2 - top), slice(x1 - left, x2 - left))


def render_scene(seed: int, width: int = 640, height: int = 480) -> DemoScene:
    """Draw scene number `seed` (0 or more); the same number gives the same picture.

    Six consecutive numbers have six different grounds. `width` and `height` in pixels, 160 at least.
    """
    if seed < 0 or min(width, height) < 160:
        raise ValueError(SCENE_LIMITS.format(seed=seed, width=width, height=height))
    streams = [np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(4)]
    light = Light.create_random(streams[0])
    canvas = GROUND_PAINTERS[seed % len(GROUND_PAINTERS)](streams[1], (height, width), light)
    candidates = [_draw_object(placement, light) for placement in arrange_objects(streams[2], width, height, CLASSES)]
    placed = _keep_visible(candidates, height, width)
    for item in placed:
        _cast_shadow(canvas, item, light)
        _paint_object(canvas, item)
    instances = _build_instance_map(placed, height, width)
    canvas *= compute_illumination(streams[3], (height, width), light)[..., None]
    annotations = tuple(_build_annotation(uid, item, instances) for uid, item in enumerate(placed))
    return DemoScene(develop_photograph(canvas, streams[3]), annotations, instances)


def _draw_object(placement: Placement, light: Light) -> _PlacedSprite:
    patch = Patch.for_object(placement.size, placement.angle)
    drawing = OBJECT_PAINTERS[placement.label](patch, light, np.random.default_rng(placement.seed))
    sprite = Sprite.from_drawing(drawing, patch)
    half = sprite.alpha.shape[0] / 2
    return _PlacedSprite(placement.label, sprite, round(placement.x - half), round(placement.y - half))


def _keep_visible(candidates: list[_PlacedSprite], height: int, width: int) -> list[_PlacedSprite]:
    """Without the objects that later ones or the border hide too much; from the topmost one down."""
    hidden = np.zeros((height, width), bool)
    kept = []
    for item in reversed(candidates):
        in_image, own = item.compute_windows(height, width)
        solid = item.sprite.alpha > 0.5
        seen = solid[own] & ~hidden[in_image]
        sides = (seen.any(axis=0).sum(), seen.any(axis=1).sum())
        if seen.sum() >= MIN_VISIBLE_SHARE * solid.sum() and min(sides) >= _MIN_SIDE_PX:
            hidden[in_image] |= solid[own]
            kept.append(item)
    return kept[::-1]


def _cast_shadow(canvas: Array, item: _PlacedSprite, light: Light) -> None:
    """Darken the ground: a narrow dark line where the object touches it, and a soft shadow away from the lamp."""
    rise = item.sprite.rise
    drop_x, drop_y = light.compute_shadow_offset(rise)
    margin = math.ceil(math.hypot(drop_x, drop_y) + 0.8 * rise + 6)
    alpha = np.pad(item.sprite.alpha * np.float32(255), margin).astype(np.uint8)
    contact = _blur_mask(_shift_mask(alpha, drop_x * 0.15, drop_y * 0.15), 0.9 + 0.08 * rise)
    steps = (0.25, 0.5, 0.75, 1.0)
    smear = np.stack([_shift_mask(alpha, drop_x * step, drop_y * step) for step in steps]).mean(
        axis=0, dtype=np.float32
    )
    soft = _blur_mask(np.asarray(smear, np.uint8), 1.2 + 0.16 * rise)
    light_left = (np.float32(1) - np.float32(0.5) * contact) * (np.float32(1) - np.float32(0.6) * soft)
    in_image, own = item.compute_windows(canvas.shape[0], canvas.shape[1], margin)
    canvas[in_image] *= np.float32(1) - (np.float32(1) - light_left[own])[..., None] * _SHADOW_TINT


def _shift_mask(mask: NDArray[np.uint8], x: float, y: float) -> NDArray[np.uint8]:
    return np.roll(mask, (round(y), round(x)), axis=(0, 1))


def _blur_mask(mask: NDArray[np.uint8], radius: float) -> Array:
    blurred = Image.fromarray(mask).filter(ImageFilter.GaussianBlur(radius))
    return np.asarray(blurred, np.float32) * np.float32(1 / 255)


def _paint_object(canvas: Array, item: _PlacedSprite) -> None:
    in_image, own = item.compute_windows(canvas.shape[0], canvas.shape[1])
    canvas[in_image] *= np.float32(1) - item.sprite.alpha[own][..., None]
    canvas[in_image] += item.sprite.color[own]


def _build_instance_map(placed: list[_PlacedSprite], height: int, width: int) -> NDArray[np.int16]:
    instances = np.full((height, width), -1, np.int16)
    for uid, item in enumerate(placed):
        in_image, own = item.compute_windows(height, width)
        instances[in_image][item.sprite.alpha[own] > 0.5] = uid
    return instances


def _build_annotation(uid: int, item: _PlacedSprite, instances: NDArray[np.int16]) -> Annotation:
    """What is seen of an object; truncation by the border and occlusion by another object are distinguished."""
    in_image, own = item.compute_windows(instances.shape[0], instances.shape[1])
    rows, columns = in_image
    visible = Bitmap.from_mask(instances[in_image] == uid, columns.start, rows.start)
    solid = item.sprite.alpha > 0.5
    inside = int(solid[own].sum())
    return Annotation(
        OutlinedBox(Box(*map(float, visible.bounds.xyxy)), visible),
        item.label,
        uid,
        truncated=inside < int(solid.sum()),
        occluded=visible.area < _MIN_WHOLE_SHARE * inside,
    )
