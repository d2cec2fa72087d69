"""A fallen leaf: bent outline, toothed or lobed, with veins, blotches and a slight curl."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from detector.demo.arrays import Array, Color, clamp, divide_safely, interpolate_colors, mix, smoothstep, to_linear
from detector.demo.noise import fractal_noise, value_noise
from detector.demo.patch import Drawing, Patch
from detector.demo.shading import Finish, Light, Normals, shade_surface
from detector.demo.shapes import capsule_distance

_SEASONS: tuple[tuple[Color, ...], ...] = (
    ((58, 88, 34), (92, 122, 44), (134, 150, 62)),
    ((120, 124, 44), (186, 158, 50), (214, 168, 58)),
    ((190, 142, 46), (204, 104, 36), (166, 56, 28)),
    ((176, 64, 34), (146, 34, 28), (98, 26, 26)),
    ((150, 104, 62), (120, 76, 44), (86, 54, 34)),
)
_BASE, _TIP = 0.52, -0.97
"""Where blade meets stalk, and the tip, along u."""


@dataclass(frozen=True)
class _LeafForm:
    width: float
    bend: float
    fullness: float
    lobes: float
    """0 for a plain outline, up to about 0.35 for an oak's."""
    teeth: float
    veins: int


def _choose_form(rng: np.random.Generator) -> _LeafForm:
    bend = float(rng.uniform(-0.16, 0.16))
    if rng.random() < 0.35:
        return _LeafForm(float(rng.uniform(0.5, 0.58)), bend, 0.95, float(rng.uniform(0.2, 0.3)), 0.0, 4)
    width = float(rng.uniform(0.34, 0.56))
    return _LeafForm(width, bend, float(rng.uniform(0.75, 1.15)), 0.0, float(rng.uniform(0.012, 0.03)), 7)


def draw_leaf(patch: Patch, light: Light, rng: np.random.Generator) -> Drawing:
    form = _choose_form(rng)
    along = (patch.u - np.float32(_TIP)) * np.float32(1 / (_BASE - _TIP))
    across = patch.v - np.float32(form.bend) * (np.square(patch.u * np.float32(1.2)) - np.float32(0.3))
    inside = clamp(along)
    half = _compute_half_width(inside, form, rng)
    blade = np.maximum((np.abs(across) - half) * np.float32(0.7), np.abs(along - np.float32(0.5)) - np.float32(0.5))
    stalk = _stalk_distance(patch, form)
    veins = _compute_veins(inside, across, half, form)
    height = _compute_height(patch, inside, across, half, veins, rng)
    normals = Normals.from_height(height * np.float32(patch.unit))
    color = _paint_colors(patch, inside, divide_safely(np.abs(across), half), veins, rng)
    on_stalk = patch.compute_coverage(stalk) * smoothstep(0.96, 1.0, along)
    color = mix(color, to_linear((128, 92, 54)), on_stalk)
    seen = shade_surface(color, normals, light, Finish(gloss=0.10, polish=3))
    return Drawing(seen, patch.compute_coverage(np.minimum(blade, stalk)), 0.17)


def _compute_half_width(along: Array, form: _LeafForm, rng: np.random.Generator) -> Array:
    """Half the blade's width at each place between tip (0) and base (1)."""
    swelling = np.sin(np.float32(math.pi) * np.power(along, np.float32(0.86)))
    half = np.float32(form.width) * np.power(np.maximum(swelling, np.float32(0)), np.float32(form.fullness))
    if form.lobes:
        phase = along * np.float32(2 * math.pi * form.veins) + np.float32(rng.uniform(0, 6))
        half = half * (np.float32(1 - form.lobes) + np.float32(form.lobes) * np.sin(phase))
    saw = (along * np.float32(26)) % np.float32(1)
    return half + np.float32(form.teeth) * (saw - np.float32(0.5)) * smoothstep(0.0, 0.15, swelling)


def _stalk_distance(patch: Patch, form: _LeafForm) -> Array:
    def midrib_point(u: float) -> tuple[float, float]:
        return u, form.bend * ((u * 1.2) ** 2 - 0.3)

    # At least as wide as a pixel of the picture, or the stalk of a small leaf would be drawn but not labeled.
    radius = max(0.021, 0.6 * patch.supersampling / patch.unit)
    first = capsule_distance(patch.u, patch.v, midrib_point(0.45), midrib_point(0.75), radius)
    return np.minimum(first, capsule_distance(patch.u, patch.v, midrib_point(0.75), midrib_point(0.96), radius))


def _compute_veins(along: Array, across: Array, half: Array, form: _LeafForm) -> Array:
    """Strength of the veins, 0..1: the midrib, and side veins that lean towards the tip."""
    distance = np.abs(across)
    midrib = smoothstep(0.022, 0.006, distance / (np.float32(0.35) + along))
    lean = along + distance * np.float32(0.62) - np.square(distance) * np.float32(0.3)
    count = form.veins if form.lobes else form.veins + 1
    side = lean * np.float32(count) + np.where(across > 0, np.float32(0.0), np.float32(0.35))
    gap = np.abs(side - np.round(side)) * np.float32(1.2 / count)
    rim = divide_safely(distance, half)
    outwards = clamp(np.float32(1.15) - rim)
    twigs = smoothstep(0.013, 0.003, gap) * outwards
    veins: Array = np.maximum(midrib, np.float32(0.75) * twigs)
    return veins


def _compute_height(
    patch: Patch, along: Array, across: Array, half: Array, veins: Array, rng: np.random.Generator
) -> Array:
    """A blade folded along the midrib, curled at the ends, quilted between the veins (units)."""
    fold = float(rng.uniform(0.05, 0.2))
    curl = float(rng.uniform(-0.12, 0.16))
    quilt = fractal_noise(rng, patch.shape, patch.unit * 0.16, 3)
    crinkle = value_noise(rng, patch.shape, patch.unit * 0.035)
    rim = divide_safely(np.abs(across), half)
    height: Array = (
        np.float32(fold) * np.sqrt(across * across + np.float32(0.002))
        + np.float32(curl) * np.square(along - np.float32(0.5)) * np.float32(2)
        - np.float32(0.05 * fold) * np.square(clamp(rim))
        + np.float32(0.016) * quilt
        + np.float32(0.002) * crinkle
        - np.float32(0.007) * veins
    )
    return height


def _paint_colors(patch: Patch, along: Array, rim: Array, veins: Array, rng: np.random.Generator) -> Array:
    """The leaf's own colors, (n, n, 3) linear."""
    stops = _SEASONS[rng.integers(len(_SEASONS))]
    patches = fractal_noise(rng, patch.shape, patch.unit * 0.5, 4)
    lean = float(rng.uniform(-0.35, 0.35))
    place = np.float32(0.35) + np.float32(0.55) * patches + np.float32(0.3) * np.square(clamp(rim))
    color = interpolate_colors(stops, clamp(place + np.float32(lean) * (along - np.float32(0.5))))
    pale = to_linear(stops[0]) * np.float32(0.6) + to_linear((214, 190, 120)) * np.float32(0.4)
    color = mix(color, pale, np.float32(0.6) * veins)
    freckles = smoothstep(0.62, 0.8, value_noise(rng, patch.shape, patch.unit * 0.045))
    freckles = freckles * smoothstep(0.0, 0.5, patches)
    dry = smoothstep(0.82, 1.02, rim + np.float32(0.12) * patches)
    return mix(color, to_linear((84, 52, 30)), clamp(np.float32(0.55) * freckles + np.float32(0.5) * dry))
