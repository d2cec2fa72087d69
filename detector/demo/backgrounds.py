"""What the objects are on. Each painter gives (h, w, 3) linear light, lit by the scene's lamp."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from .arrays import Array, Color, clamp, divide_safely, interpolate_colors, mix, smoothstep, to_linear
from .meadow import paint_moss
from .noise import fractal_noise, grain_noise, value_noise
from .shading import Light, compute_relief

GroundPainter: TypeAlias = Callable[[np.random.Generator, tuple[int, int], Light], Array]

_WOODS: tuple[tuple[Color, ...], ...] = (
    ((128, 88, 54), (168, 124, 80), (190, 148, 102)),
    ((74, 46, 30), (104, 68, 44), (128, 88, 58)),
    ((176, 146, 108), (204, 176, 136), (220, 196, 160)),
    ((108, 100, 92), (142, 134, 124), (164, 158, 148)),
)
_LINENS: tuple[Color, ...] = ((206, 196, 176), (122, 136, 150), (150, 156, 130), (176, 136, 116), (96, 98, 106))
_MARBLES: tuple[tuple[Color, ...], ...] = (
    ((226, 224, 220), (206, 206, 206), (128, 130, 134)),
    ((74, 82, 80), (56, 64, 64), (150, 156, 148)),
    ((216, 200, 178), (198, 178, 152), (140, 108, 80)),
)
_PAPERS: tuple[tuple[Color, Color], ...] = (
    ((236, 232, 220), (128, 158, 190)),
    ((232, 226, 206), (164, 150, 120)),
    ((234, 236, 232), (128, 166, 152)),
)
_SANDS: tuple[tuple[Color, ...], ...] = (
    ((148, 118, 82), (196, 166, 124), (226, 202, 166)),
    ((116, 108, 98), (164, 154, 142), (200, 192, 180)),
)


def paint_wood(rng: np.random.Generator, shape: tuple[int, int], light: Light) -> Array:
    """Boards with growth rings that widen around knots, fine pores, and dark seams."""
    upright = rng.random() < 0.4
    height, width = shape[::-1] if upright else shape
    flow = fractal_noise(rng, (height, width), (70, 460), 3)
    down = np.arange(height, dtype=np.float32)[:, None]
    boards = int(rng.integers(2, 5))
    board = np.floor(down * np.float32(boards / height))
    rings = down * np.float32(rng.uniform(0.05, 0.09)) + flow * np.float32(3.2) + board * np.float32(7.3)
    rings = (rings % np.float32(1)) ** 2
    fibres = fractal_noise(rng, (height, width), (1.6, 60), 2)
    pores = smoothstep(0.5, 0.95, value_noise(rng, (height, width), (1.4, 26)))
    tone = np.float32(0.5) + np.float32(0.22) * (rings - np.float32(0.4)) + np.float32(0.16) * fibres
    tone = tone + np.float32(0.2) * value_noise(rng, (height, width), (160, 500))
    tone = tone + np.float32(0.16) * np.sin(board * np.float32(2.4) + np.float32(rng.uniform(0, 6)))
    edge = np.abs(down - np.round(down * np.float32(boards / height)) * np.float32(height / boards))
    seam = smoothstep(2.2, 0.4, edge) * (board + edge > 0)
    tone, seam, pores = (part.T if upright else part for part in (tone, np.broadcast_to(seam, tone.shape), pores))
    color = interpolate_colors(_WOODS[rng.integers(len(_WOODS))], clamp(tone))
    bumps = compute_relief(np.float32(0.5) * tone - np.float32(0.3) * pores - np.float32(1.2) * seam, light)
    dark = np.float32(1) - np.float32(0.35) * pores - np.float32(0.7) * seam
    return color * (bumps * dark)[..., None]


def paint_linen(rng: np.random.Generator, shape: tuple[int, int], light: Light) -> Array:
    """Plain weave: threads go over and under each other, each a little thicker or paler than the next."""
    pitch = float(rng.uniform(4.0, 7.0))
    height, width = shape
    wander = fractal_noise(rng, shape, 90, 2) * np.float32(2.5)
    across = (np.arange(width, dtype=np.float32) + wander) * np.float32(math.pi / pitch)
    down = (np.arange(height, dtype=np.float32)[:, None] + wander) * np.float32(math.pi / pitch)
    over = np.sin(across) * np.sin(down)
    warp, weft = np.abs(np.sin(across)), np.abs(np.sin(down))
    above = smoothstep(-0.25, 0.25, over)
    slubs_warp = fractal_noise(rng, shape, (60, pitch), 2)
    slubs_weft = fractal_noise(rng, shape, (pitch, 60), 2)
    bumps = mix(weft, warp, above)
    tone = mix(slubs_weft, slubs_warp, above)
    shadow = np.float32(0.62) + np.float32(0.38) * np.sqrt(bumps)
    folds = fractal_noise(rng, shape, 260, 2) * np.float32(9)
    lit = compute_relief(bumps * np.float32(0.8) + folds, light)
    factor = shadow * lit * (np.float32(1) + np.float32(0.16) * tone)
    return to_linear(_LINENS[rng.integers(len(_LINENS))]) * factor[..., None]


def paint_marble(rng: np.random.Generator, shape: tuple[int, int], light: Light) -> Array:
    """Polished stone: clouds, and veins where a bent noise crosses zero."""
    clouds = fractal_noise(rng, shape, 200, 5)
    down, across = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    turn = rng.uniform(0.3, 1.2)
    drift = (down * np.float32(math.cos(turn)) + across * np.float32(math.sin(turn))) * np.float32(1 / 190)
    bent: Array = np.sin(drift * np.float32(math.pi) + np.float32(2.6) * fractal_noise(rng, shape, 260, 6, 0.56))
    width = np.float32(0.03) + np.float32(0.16) * np.square(clamp(np.float32(0.4) + clouds))
    veins: Array = np.square(clamp(np.float32(1) - divide_safely(np.abs(bent), width))) * clamp(
        np.float32(0.5) + clouds
    )
    halo: Array = np.square(clamp(np.float32(1) - np.abs(bent) * np.float32(2.2)))
    veins = veins + np.float32(0.28) * halo
    hair = clamp(np.float32(1) - np.abs(fractal_noise(rng, shape, 150, 5, 0.55)) * np.float32(36)) * np.float32(0.35)
    hair = hair * clamp(np.float32(0.3) + np.float32(1.4) * clouds)
    pale, cloud, vein = (to_linear(stop) for stop in _MARBLES[rng.integers(len(_MARBLES))])
    color = mix(mix(pale, cloud, clamp(np.float32(0.5) + np.float32(0.9) * clouds)), vein, np.maximum(veins, hair))
    sheen = np.float32(1) + np.float32(0.05) * value_noise(rng, shape, 300)
    return color * (sheen * np.float32(light.direction[2] * 0.2 + 0.82))[..., None]


def paint_paper(rng: np.random.Generator, shape: tuple[int, int], light: Light) -> Array:
    """Squared paper, laid a little askew, with a soft fold or two."""
    turn = math.radians(rng.uniform(-14, 14))
    pitch = float(rng.uniform(20, 34))
    down, across = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    wave = fractal_noise(rng, shape, 240, 2)
    along = across * np.float32(math.cos(turn)) + down * np.float32(math.sin(turn)) + wave * np.float32(1.5)
    aside = down * np.float32(math.cos(turn)) - across * np.float32(math.sin(turn)) + wave * np.float32(1.5)
    ink = np.float32(0.72) + np.float32(0.28) * value_noise(rng, shape, 9)
    lines = np.maximum(_draw_rules(along, pitch), _draw_rules(aside, pitch)) * ink
    sheet, color = _PAPERS[rng.integers(len(_PAPERS))]
    fold = np.abs(along - np.float32(rng.uniform(0.25, 0.75) * shape[1]))
    crease = np.float32(5) * np.exp(fold * np.float32(-1 / 28))
    fibres = fractal_noise(rng, shape, 3.5, 2)
    lit = compute_relief(wave * np.float32(5) + crease + np.float32(0.12) * fibres, light)
    return mix(to_linear(sheet), to_linear(color), np.float32(0.8) * lines) * lit[..., None]


def _draw_rules(position: Array, pitch: float) -> Array:
    distance = np.abs(position - np.round(position * np.float32(1 / pitch)) * np.float32(pitch))
    return clamp(np.float32(1.25) - distance)


def paint_sand(rng: np.random.Generator, shape: tuple[int, int], light: Light) -> Array:
    """Wind ripples under loose grains of several colors."""
    height, width = shape
    dunes = fractal_noise(rng, shape, 260, 3)
    turn = rng.uniform(-0.5, 0.5)
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    phase = (down * np.float32(math.cos(turn)) + across * np.float32(math.sin(turn))) * np.float32(0.11)
    ripples = np.sin(phase + np.float32(5) * fractal_noise(rng, shape, 150, 2)) * clamp(np.float32(0.5) + dunes)
    loose = grain_noise(rng, shape)
    coarse = value_noise(rng, shape, 2.6)
    tone = np.float32(0.5) + np.float32(0.2) * dunes + np.float32(0.09) * loose + np.float32(0.16) * coarse
    color = interpolate_colors(_SANDS[rng.integers(len(_SANDS))], clamp(tone))
    dark = smoothstep(0.72, 0.9, value_noise(rng, shape, 2.2)) * np.float32(0.5)
    lit = compute_relief(np.float32(2.2) * ripples + dunes * np.float32(10) + np.float32(0.55) * coarse, light)
    lit = lit * (np.float32(1) + np.float32(0.06) * loose) * (np.float32(1) - dark)
    ground: Array = color * lit[..., None]
    return ground


GROUND_PAINTERS: tuple[GroundPainter, ...] = (
    paint_wood,
    paint_linen,
    paint_moss,
    paint_marble,
    paint_sand,
    paint_paper,
)
