"""A sewing button: turned rim, dished middle, two or four holes, sometimes with its thread."""

from __future__ import annotations

import math

import numpy as np

from detector.demo.arrays import Array, Color, clamp, interpolate_colors, mix, smoothstep, to_linear
from detector.demo.noise import fractal_noise
from detector.demo.patch import Drawing, Patch
from detector.demo.shading import Finish, Light, Normals, shade_surface
from detector.demo.shapes import capsule_distance, disc_distance, ring_points, vector_length

_PLAIN: tuple[Color, ...] = (
    (164, 50, 54), (44, 84, 138), (226, 216, 196), (52, 54, 60), (74, 122, 98), (200, 142, 66), (112, 84, 108),
)  # fmt: skip
_MARBLED: tuple[tuple[Color, ...], ...] = (
    ((52, 28, 16), (122, 66, 26), (196, 132, 62)),
    ((206, 200, 190), (234, 230, 222), (222, 214, 226)),
    ((40, 58, 74), (70, 100, 120), (120, 148, 160)),
)
_THREADS: tuple[Color, ...] = ((236, 230, 214), (60, 56, 58), (186, 60, 56), (222, 186, 110))

Points = list[tuple[float, float]]


def draw_button(patch: Patch, light: Light, rng: np.random.Generator) -> Drawing:
    radius = vector_length(patch.u, patch.v)
    holes = ring_points(4, 0.27, math.pi / 4) if rng.random() < 0.75 else [(-0.2, 0.0), (0.2, 0.0)]
    hole = np.minimum.reduce([disc_distance(patch.u, patch.v, u, v, 0.105) for u, v in holes])
    height = _compute_profile(radius, rng) + np.float32(0.06) * smoothstep(-0.03, 0.035, hole)
    color = _color_material(patch, rng)
    finish = Finish(gloss=float(rng.uniform(0.25, 0.6)), polish=int(rng.integers(4, 7)))
    normals = Normals.from_height(height * np.float32(patch.unit))
    seen = shade_surface(color, normals, light, finish)
    dished = np.float32(0.84) + np.float32(0.16) * smoothstep(0.45, 0.66, radius)
    seen = seen * (dished * (np.float32(1) - np.float32(0.9) * patch.compute_coverage(hole)))[..., None]
    if rng.random() < 0.65:
        seen = _draw_thread(seen, patch, light, holes, rng)
    return Drawing(seen, patch.compute_coverage(radius - np.float32(0.985)), 0.22)


def _compute_profile(radius: Array, rng: np.random.Generator) -> Array:
    """The profile a lathe gives: a round rim around a dish."""
    inner = float(rng.uniform(0.56, 0.68))
    across = clamp((radius - np.float32(inner)) * np.float32(1 / (0.99 - inner)))
    rim = np.sqrt(np.maximum(np.float32(1.001) - np.square(across * np.float32(2) - np.float32(1)), np.float32(0)))
    dish = np.float32(0.06) * np.square(clamp(radius * np.float32(1 / inner)))
    edge = np.float32(0.10) * smoothstep(0.9, 1.0, radius)
    profile: Array = np.float32(0.15) * rim + dish - edge
    return profile


def _color_material(patch: Patch, rng: np.random.Generator) -> Array:
    """The material's own color, (n, n, 3) linear."""
    if rng.random() < 0.6:
        plain = to_linear(_PLAIN[rng.integers(len(_PLAIN))])
        mottle = np.float32(1) + np.float32(0.05) * fractal_noise(rng, patch.shape, patch.unit * 0.4, 3)
        return plain * mottle[..., None]
    swirl = fractal_noise(rng, patch.shape, (patch.unit * 0.35, patch.unit * 0.8), 4)
    return interpolate_colors(_MARBLED[rng.integers(len(_MARBLED))], clamp(np.float32(0.5) + np.float32(0.75) * swirl))


def _draw_thread(seen: Array, patch: Patch, light: Light, holes: Points, rng: np.random.Generator) -> Array:
    """Thread from hole to hole, crossed or in two parallel runs."""
    pairs = [(holes[0], holes[2]), (holes[1], holes[3])] if len(holes) == 4 else [(holes[0], holes[1])]
    if len(holes) == 4 and rng.random() < 0.5:
        pairs = [(holes[0], holes[1]), (holes[2], holes[3])]
    color = to_linear(_THREADS[rng.integers(len(_THREADS))])
    for start, end in pairs:
        for shift in (-0.035, 0.035):
            du, dv = end[0] - start[0], end[1] - start[1]
            scale = shift / math.hypot(du, dv)
            offset = (-dv * scale, du * scale)
            a, b = (start[0] + offset[0], start[1] + offset[1]), (end[0] + offset[0], end[1] + offset[1])
            seen = _draw_strand(seen, patch, light, a, b, color)
    return seen


def _draw_strand(
    seen: Array, patch: Patch, light: Light, start: tuple[float, float], end: tuple[float, float], color: Array
) -> Array:
    distance = capsule_distance(patch.u, patch.v, start, end, 0.04)
    du, dv = end[0] - start[0], end[1] - start[1]
    along = (patch.u * np.float32(du) + patch.v * np.float32(dv)) / np.float32(math.hypot(du, dv))
    across = (patch.v * np.float32(du) - patch.u * np.float32(dv)) / np.float32(math.hypot(du, dv))
    twist: Array = np.sin((along + across) * np.float32(2 * math.pi / 0.055))
    middle = clamp(distance * np.float32(-1 / 0.04))
    bright: Array = np.float32(0.45) + np.float32(0.5) * middle + np.float32(0.14) * twist
    drop_x, drop_y = light.compute_shadow_offset(0.05)
    cos, sin = math.cos(patch.angle), math.sin(patch.angle)
    shift_u, shift_v = cos * drop_x + sin * drop_y, cos * drop_y - sin * drop_x
    fallen = capsule_distance(
        patch.u, patch.v, (start[0] + shift_u, start[1] + shift_v), (end[0] + shift_u, end[1] + shift_v), 0.04
    )
    shadow = np.float32(1) - np.float32(0.45) * smoothstep(0.03, -0.03, fallen)
    return mix(seen * shadow[..., None], color * bright[..., None], patch.compute_coverage(distance))
