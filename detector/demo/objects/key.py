"""A door key of metal: an old one with a ring and a round shaft, or a modern flat one."""

from __future__ import annotations

import numpy as np

from detector.demo.arrays import Array, Color, clamp, smoothstep, to_linear
from detector.demo.noise import fractal_noise, value_noise
from detector.demo.patch import Drawing, Patch
from detector.demo.shading import Finish, Light, Normals, shade_surface
from detector.demo.shapes import (
    block_distance,
    capsule_distance,
    disc_distance,
    ellipse_distance,
    ring_distance,
    rounded_height,
)

_METALS: tuple[Color, ...] = ((206, 166, 92), (186, 188, 190), (150, 122, 88), (176, 146, 120))


def draw_key(patch: Patch, light: Light, rng: np.random.Generator) -> Drawing:
    distance, height = (_shape_old_key if rng.random() < 0.5 else _shape_modern_key)(patch, rng)
    wear = fractal_noise(rng, patch.shape, patch.unit * 0.3, 4)
    scratches = value_noise(rng, patch.shape, (patch.unit * 0.02, patch.unit * 0.3))
    height = height + np.float32(0.002) * wear + np.float32(0.0008) * scratches
    metal = to_linear(_METALS[rng.integers(len(_METALS))])
    tarnish = clamp(np.float32(0.86) + np.float32(0.3) * wear, 0.4, 1.1)
    normals = Normals.from_height(height * np.float32(patch.unit))
    seen = shade_surface(metal * tarnish[..., None], normals, light, Finish(gloss=0.5, polish=5, metal=0.9))
    return Drawing(seen, patch.compute_coverage(distance), 0.10)


def _shape_old_key(patch: Patch, rng: np.random.Generator) -> tuple[Array, Array]:
    """Ring, collars, round shaft, and a bit with two or three teeth. Distance and height, (n, n) units."""
    u, v = patch.u, patch.v
    bows = [ring_distance(u, v, (-0.68, 0.0), 0.235, 0.06)]
    if rng.random() < 0.5:
        bows = [
            ring_distance(u, v, (-0.77 + du, dv), 0.125, 0.048) for du, dv in ((0.0, -0.15), (0.0, 0.15), (0.22, 0.0))
        ]
        bows[-1] = ring_distance(u, v, (-0.57, 0.0), 0.115, 0.048)
    shaft = capsule_distance(u, v, (-0.42, 0.0), (0.95, 0.0), 0.048)
    collars = [ellipse_distance(u, v, place, 0.0, 0.03, 0.085) for place in (-0.4, -0.32, 0.48)]
    teeth = [block_distance(u, v, (0.60, 0.0, 0.90, 0.16), 0.01)]
    for _ in range(int(rng.integers(2, 4))):
        start = float(rng.uniform(0.60, 0.84))
        teeth.append(block_distance(u, v, (start, 0.1, start + 0.065, float(rng.uniform(0.25, 0.33))), 0.01))
    bit = np.minimum.reduce(teeth)
    bow, collar = np.minimum.reduce(bows), np.minimum.reduce(collars)
    heights = [
        _mask_height(bow, rounded_height(bow, 0.055)),
        _mask_height(shaft, rounded_height(shaft, 0.048)) + np.float32(0.03),
        _mask_height(collar, rounded_height(collar, 0.07)) + np.float32(0.03),
        _mask_height(bit, rounded_height(bit, 0.018) + np.float32(0.02)),
    ]
    return np.minimum.reduce([bow, shaft, collar, bit]), np.maximum.reduce(heights)


def _shape_modern_key(patch: Patch, rng: np.random.Generator) -> tuple[Array, Array]:
    """Flat bow with a hole, blade with a milled groove and a saw of cuts."""
    u, v = patch.u, patch.v
    bow = ellipse_distance(u, v, -0.62, 0.0, 0.37, 0.36)
    if rng.random() < 0.5:
        bow = block_distance(u, v, (-0.98, -0.33, -0.3, 0.33), 0.16)
    bow = np.maximum(bow, -disc_distance(u, v, -0.8, 0.0, 0.085))
    neck = block_distance(u, v, (-0.34, -0.17, -0.2, 0.17), 0.03)
    places = np.linspace(-0.16, 0.93, 9)
    cuts = np.concatenate([[0.10], rng.uniform(-0.01, 0.12, 6), [0.06, -0.03]])
    saw = np.interp(u, places, cuts).astype(np.float32)
    blade = np.maximum(block_distance(u, v, (-0.3, -0.12, 0.97, 0.2), 0.03), (v - saw) * np.float32(0.8))
    point = (u + np.abs(v + np.float32(0.04)) - np.float32(0.985)) * np.float32(0.75)
    blade = np.maximum(blade, point)
    distance = np.minimum.reduce([bow, neck, blade])
    groove = smoothstep(0.022, 0.008, np.abs(v + np.float32(0.055))) * smoothstep(-0.28, -0.22, u)
    stamped = np.float32(0.008) * smoothstep(
        0.012, 0.004, np.abs(block_distance(u, v, (-0.62, -0.2, -0.42, 0.2), 0.08))
    )
    height = rounded_height(distance, 0.03) - np.float32(0.018) * groove - stamped
    return distance, height


def _mask_height(distance: Array, height: Array) -> Array:
    """`height` where there is something, nothing elsewhere."""
    return np.where(distance < 0, height, np.float32(-0.02))
