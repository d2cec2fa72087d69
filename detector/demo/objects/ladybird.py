"""A ladybird from above: glossy wing cases with spots, a black shield and head with pale marks, six legs."""

from __future__ import annotations

import numpy as np

from detector.demo.arrays import Array, Color, clamp, mix, smoothstep, to_linear
from detector.demo.noise import fractal_noise
from detector.demo.patch import Drawing, Patch
from detector.demo.shading import Finish, Light, Normals, shade_surface
from detector.demo.shapes import capsule_distance, disc_distance, ellipse_distance, vector_length

_CASES: tuple[tuple[Color, Color], ...] = (
    ((182, 28, 24), (20, 18, 20)),
    ((188, 46, 24), (22, 18, 18)),
    ((214, 100, 26), (26, 20, 16)),
    ((214, 148, 40), (28, 22, 16)),
    ((34, 28, 30), (198, 40, 26)),
)
"""Colors of the wing cases and of their spots."""
_BLACK: Color = (26, 24, 26)
_PALE: Color = (238, 232, 212)

_PATTERNS: tuple[tuple[tuple[float, float, float], ...], ...] = (
    ((-0.33, 0.0, 0.13), (-0.12, 0.36, 0.13), (0.30, 0.22, 0.14), (0.33, 0.52, 0.10)),
    ((0.16, 0.32, 0.20),),
    ((-0.20, 0.24, 0.10), (-0.05, 0.52, 0.10), (0.22, 0.18, 0.11), (0.28, 0.46, 0.10), (0.62, 0.18, 0.10)),
)
"""Spots (u, v, radius) of one side; the other side mirrors them."""


def draw_ladybird(patch: Patch, light: Light, rng: np.random.Generator) -> Drawing:
    u, v = patch.u, np.abs(patch.v)
    legs, body = _legs_distance(u, v, rng), _head_distance(u, v)
    cases = ellipse_distance(u, v, 0.14, 0.0, 0.80, 0.69)
    shield = np.maximum(ellipse_distance(u, v, -0.50, 0.0, 0.27, 0.47), -cases - np.float32(0.02))
    color = _paint_colors(patch, u, v, (cases, shield, body), rng)
    height = np.maximum(_dome_height(u, v, 0.14, 0.80, 0.69, 0.50), _dome_height(u, v, -0.48, 0.32, 0.50, 0.27))
    height = np.maximum(height, _dome_height(u, v, -0.72, 0.2, 0.26, 0.14))
    seam = smoothstep(0.025, 0.0, v) * patch.compute_coverage(cases)
    height = height - np.float32(0.022) * seam
    height = height + np.float32(0.0015) * fractal_noise(rng, patch.shape, patch.unit * 0.12, 2)
    normals = Normals.from_height(height * np.float32(patch.unit))
    seen = shade_surface(color, normals, light, Finish(gloss=0.9, polish=6, ambient=0.34))
    seen = seen * (np.float32(1) - np.float32(0.55) * seam)[..., None]
    seen = seen + _reflect_sky(normals, patch, cases)[..., None]
    return Drawing(seen, patch.compute_coverage(np.minimum.reduce([legs, cases, shield, body])), 0.42)


def _head_distance(u: Array, v: Array) -> Array:
    """The head, between shield and feelers."""
    return ellipse_distance(u, v, -0.74, 0.0, 0.16, 0.24)


def _legs_distance(u: Array, v: Array, rng: np.random.Generator) -> Array:
    """Legs and feelers; `v` is already folded, so both sides are drawn at once."""
    sway = rng.uniform(-0.05, 0.05, 4)
    knees = ((-0.42, 0.60, -0.60, 0.69), (0.06, 0.75, 0.02, 0.88), (0.44, 0.64, 0.58, 0.76))
    parts = [capsule_distance(u, v, (-0.84, 0.10), (-0.95, 0.18 + float(sway[3])), 0.022)]
    for (ku, kv, fu, fv), shift in zip(knees, sway, strict=False):
        knee, foot = (ku + float(shift) / 2, kv), (fu + float(shift), min(fv, 0.90))
        parts += [capsule_distance(u, v, (ku + 0.05, 0.35), knee, 0.042), capsule_distance(u, v, knee, foot, 0.026)]
    distance: Array = np.minimum.reduce(parts)
    return distance


def _dome_height(u: Array, v: Array, center: float, ru: float, rv: float, rise: float) -> Array:
    a, b = (u - np.float32(center)) / np.float32(ru), v / np.float32(rv)
    squared = a * a + b * b
    return np.sqrt(np.maximum(np.float32(1.02) - squared, np.float32(0))) * np.float32(rise)


def _paint_colors(
    patch: Patch, u: Array, v: Array, parts: tuple[Array, Array, Array], rng: np.random.Generator
) -> Array:
    """The animal's own colors, (n, n, 3) linear."""
    cases, shield, body = parts
    case, spot = _CASES[rng.integers(len(_CASES))]
    black, pale = to_linear(_BLACK), to_linear(_PALE)
    spots = np.minimum.reduce([disc_distance(u, v, su, sv, radius) for su, sv, radius in _PATTERNS[rng.integers(3)]])
    fade = np.float32(0.82) + np.float32(0.25) * clamp(np.float32(0.5) - (u - np.float32(0.1)))
    shell = mix(to_linear(case) * fade[..., None], to_linear(spot), smoothstep(0.012, -0.012, spots))
    marks = np.minimum(ellipse_distance(u, v, -0.58, 0.33, 0.13, 0.11), disc_distance(u, v, -0.78, 0.15, 0.055))
    collar = smoothstep(0.02, -0.02, ellipse_distance(u, v, -0.60, 0.0, 0.06, 0.09))
    front = mix(black + np.zeros((*u.shape, 3), np.float32), pale, smoothstep(0.012, -0.012, marks))
    front = mix(front, shell, collar * patch.compute_coverage(cases))
    known = np.minimum(shield, body)
    front = mix(black + np.zeros((*u.shape, 3), np.float32), front, patch.compute_coverage(known))
    return mix(front, shell, patch.compute_coverage(cases))


def _reflect_sky(normals: Normals, patch: Patch, cases: Array) -> Array:
    """A faint reflection of the sky along the far flank of the shell."""
    rim = smoothstep(0.55, 0.15, normals.z) * smoothstep(0.0, 0.9, -normals.y)
    return np.float32(0.10) * rim * patch.compute_coverage(cases) * (vector_length(normals.x, normals.y) > 0)
