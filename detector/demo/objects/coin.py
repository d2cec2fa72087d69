"""A struck coin: raised rim, a ring of beads, a numeral or a star in relief."""

from __future__ import annotations

import math

import numpy as np

from detector.demo.arrays import Array, Color, clamp, mix, smoothstep, to_linear
from detector.demo.noise import fractal_noise, value_noise
from detector.demo.patch import Drawing, Patch
from detector.demo.shading import Finish, Light, Normals, shade_surface
from detector.demo.shapes import ring_points, vector_length

_METALS: tuple[tuple[Color, Color], ...] = (
    ((206, 174, 104), (206, 174, 104)),
    ((196, 197, 198), (196, 197, 198)),
    ((180, 118, 84), (180, 118, 84)),
    ((200, 200, 200), (212, 178, 104)),
)
"""Colors of the ring and of the middle."""

Polyline = list[tuple[float, float]]


def draw_coin(patch: Patch, light: Light, rng: np.random.Generator) -> Drawing:
    outer, inner = _METALS[rng.integers(len(_METALS))]
    radius = vector_length(patch.u, patch.v)
    turn = np.arctan2(patch.v, patch.u)
    reeding = np.float32(0.006) * np.cos(turn * np.float32(72))
    alpha = patch.compute_coverage(radius - np.float32(0.985) + reeding)
    relief = _compute_relief(patch, radius, turn, rng)
    wear = fractal_noise(rng, patch.shape, patch.unit * 0.5, 4)
    dents = np.float32(0.004) * wear
    edge = clamp((radius - np.float32(0.955)) * np.float32(28))
    height = (relief * np.float32(0.055) + dents - np.float32(0.05) * edge * edge) * np.float32(patch.unit)
    color = mix(to_linear(inner), to_linear(outer), smoothstep(0.615, 0.635, radius))
    grime = clamp(np.float32(0.80) + np.float32(0.22) * relief + np.float32(0.16) * wear, 0.45, 1.1)
    finish = Finish(gloss=0.35, polish=5, metal=0.85, ambient=0.45)
    return Drawing(shade_surface(color * grime[..., None], Normals.from_height(height), light, finish), alpha, 0.15)


def _compute_relief(patch: Patch, radius: Array, turn: Array, rng: np.random.Generator) -> Array:
    """What stands out of the coin's face, 0..1 (n, n)."""
    rim = smoothstep(0.87, 0.90, radius)
    beads = _compute_beads(radius, turn, count=int(rng.integers(36, 56)))
    step = np.float32(0.35) * (smoothstep(0.60, 0.615, radius) - smoothstep(0.635, 0.65, radius))
    if rng.random() < 0.6:
        motif = patch.draw_lines(_numeral_lines(int(rng.integers(3))), 0.13, 0.012)
    else:
        motif = patch.draw_lines([_star_line()], 0.07, 0.012)
    leaves = patch.draw_lines(_wreath_lines(), 0.05, 0.012)
    hammered = np.float32(0.05) * value_noise(rng, patch.shape, patch.unit * 0.06)
    raised: Array = np.maximum.reduce([rim, beads, step, motif, np.float32(0.8) * leaves]) + hammered
    return raised


def _compute_beads(radius: Array, turn: Array, count: int) -> Array:
    around = (turn * np.float32(count / (2 * math.pi))) % np.float32(1) - np.float32(0.5)
    size = 2 * math.pi * 0.82 / count
    reach = vector_length(around * np.float32(size), radius - np.float32(0.82)) / np.float32(size * 0.42)
    return np.sqrt(np.maximum(np.float32(1) - reach * reach, np.float32(0))) * np.float32(0.8)


def _numeral_lines(which: int) -> list[Polyline]:
    if which == 0:
        return [[(-0.14, -0.2), (0.02, -0.34), (0.02, 0.34)], [(-0.14, 0.34), (0.18, 0.34)]]
    if which == 1:
        bow = [(0.19 * math.cos(a), -0.15 + 0.19 * math.sin(a)) for a in np.linspace(-math.pi, 0.5, 14)]
        return [[*bow, (-0.19, 0.34), (0.2, 0.34)]]
    bow = [(0.21 * math.cos(a), 0.13 + 0.21 * math.sin(a)) for a in np.linspace(-2.2, 2.5, 16)]
    return [[(0.17, -0.34), (-0.14, -0.34), (-0.15, -0.04), *bow]]


def _star_line() -> Polyline:
    outer, inner = ring_points(5, 0.42, -math.pi / 2), ring_points(5, 0.17, -math.pi / 2 + math.pi / 5)
    points = [point for pair in zip(outer, inner, strict=True) for point in pair]
    return [*points, points[0]]


def _wreath_lines() -> list[Polyline]:
    """Short strokes that lean outwards, like leaves on two branches open at the top."""
    strokes = []
    for side in (-1, 1):
        for angle in np.linspace(0.35, 2.35, 8):
            turn = math.pi / 2 - side * angle
            for lean in (-0.045, 0.045):
                tip = turn - side * 0.14
                start = (0.71 * math.cos(turn), 0.71 * math.sin(turn))
                end = ((0.71 + lean) * math.cos(tip), (0.71 + lean) * math.sin(tip))
                strokes.append([start, end])
    return strokes
