"""A die on the table, seen from above and a little from the front: three faces, rounded edges, hollow pips."""

from __future__ import annotations

import math

import numpy as np

from detector.demo.arrays import Array, Color, clamp, mix, smoothstep, to_linear
from detector.demo.noise import value_noise
from detector.demo.patch import Drawing, Patch
from detector.demo.shading import Finish, Light, Normals, shade_surface
from detector.demo.shapes import vector_length

_COLORS: tuple[tuple[Color, Color], ...] = (
    ((240, 236, 226), (34, 32, 34)),
    ((240, 236, 226), (160, 30, 34)),
    ((172, 34, 40), (244, 240, 232)),
    ((38, 40, 46), (240, 238, 232)),
    ((48, 84, 118), (240, 240, 236)),
    ((226, 208, 164), (60, 38, 26)),
)
"""Colors of body and pips."""

_SPOTS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((0, 0),),
    2: ((-1, -1), (1, 1)),
    3: ((-1, -1), (0, 0), (1, 1)),
    4: ((-1, -1), (-1, 1), (1, -1), (1, 1)),
    5: ((-1, -1), (-1, 1), (0, 0), (1, -1), (1, 1)),
    6: ((-1, -1), (-1, 0), (-1, 1), (1, -1), (1, 0), (1, 1)),
}
_HALF_SIDE = 0.59
_EDGE_SHARPNESS = 34.0
"""Sharpness of the edges: the higher, the crisper."""


def draw_die(patch: Patch, light: Light, rng: np.random.Generator) -> Drawing:
    axes = _compute_face_axes(patch.angle, tilt=math.radians(rng.uniform(24, 42)))
    entries, thickness = _cast_rays(patch, axes)
    weights = _compute_face_weights(entries)
    normals = _blend_normals(axes, weights)
    depth = np.maximum.reduce(entries)
    points = [patch.x * np.float32(ax) + patch.y * np.float32(ay) + depth * np.float32(-az) for ax, ay, az in axes]
    body, spot = _COLORS[rng.integers(len(_COLORS))]
    pips, bowl = _draw_pips(points, weights, axes, rng)
    speckle = np.float32(1) + np.float32(0.03) * value_noise(rng, patch.shape, patch.unit * 0.08)
    color = mix(to_linear(body) * speckle[..., None], to_linear(spot), pips)
    normals = Normals(normals.x + bowl.x, normals.y + bowl.y, normals.z)
    seen = shade_surface(color, normals, light, Finish(gloss=0.4, polish=5))
    ground = np.float32(1) - np.float32(0.3) * smoothstep(0.1, 0.75, patch.y) * (np.float32(1) - weights[2])
    return Drawing(seen * ground[..., None], clamp(thickness * np.float32(patch.unit * 0.5) + np.float32(0.5)), 0.85)


def _compute_face_axes(yaw: float, tilt: float) -> list[tuple[float, float, float]]:
    """The three face normals that look at the camera, in the picture's axes; the last is the top face."""
    cos, sin = math.cos(tilt), math.sin(tilt)
    turned = [(math.cos(yaw + step), math.sin(yaw + step)) for step in (0, math.pi / 2, math.pi, 3 * math.pi / 2)]
    sides = [(x, y * cos, y * sin) for x, y in turned]
    front = sorted(sides, key=lambda side: side[2])[-2:]
    return [(x, y, max(z, 1e-3)) for x, y, z in front] + [(0.0, -sin, cos)]


def _cast_rays(patch: Patch, axes: list[tuple[float, float, float]]) -> tuple[list[Array], Array]:
    """Viewing rays intersected with three pairs of parallel planes.

    Returns the depth (minus z) at which each of the three faces is entered, and how much of the die each line goes
    through, softened so that corners come out round.
    """
    near, far = [], []
    for ax, ay, az in axes:
        offset = patch.x * np.float32(ax) + patch.y * np.float32(ay)
        near.append((offset - np.float32(_HALF_SIDE)) * np.float32(1 / az))
        far.append((offset + np.float32(_HALF_SIDE)) * np.float32(1 / az))
    near = [np.clip(depth, -30, 30) for depth in near]
    far = [np.clip(depth, -30, 30) for depth in far]
    return near, -_soft_max([-depth for depth in far]) - _soft_max(near)


def _soft_max(values: list[Array]) -> Array:
    top = np.maximum.reduce(values)
    total = np.add.reduce([np.exp((value - top) * np.float32(_EDGE_SHARPNESS)) for value in values])
    softened: Array = top + np.log(total) * np.float32(1 / _EDGE_SHARPNESS)
    return softened


def _compute_face_weights(entries: list[Array]) -> list[Array]:
    """How much of each face is seen at each pixel: 0 or 1, except along the rounded edges."""
    top = np.maximum.reduce(entries)
    raw = [np.exp((entry - top) * np.float32(_EDGE_SHARPNESS)) for entry in entries]
    total = raw[0] + raw[1] + raw[2]
    return [part / total for part in raw]


def _blend_normals(axes: list[tuple[float, float, float]], weights: list[Array]) -> Normals:
    x, y, z = (
        np.add.reduce([weight * np.float32(axis[part]) for weight, axis in zip(weights, axes, strict=True)])
        for part in range(3)
    )
    norm: Array = np.float32(1) / np.sqrt(x * x + y * y + z * z)
    return Normals(x * norm, y * norm, z * norm)


def _draw_pips(
    points: list[Array], weights: list[Array], axes: list[tuple[float, float, float]], rng: np.random.Generator
) -> tuple[Array, Normals]:
    """The mask of all pips (n, n), and how their hollows bend the normals."""
    values = [int(low) if rng.random() < 0.5 else 7 - int(low) for low in rng.permutation([1, 2, 3])]
    mask = np.zeros_like(points[0])
    bend_x, bend_y = np.zeros_like(mask), np.zeros_like(mask)
    for face, value in enumerate(values):
        first, second = (axis for axis in range(3) if axis != face)
        swap = rng.random() < 0.5
        for row, column in _SPOTS[value]:
            du = points[first] - np.float32((column if swap else row) * 0.29)
            dv = points[second] - np.float32((row if swap else column) * 0.29)
            reach = vector_length(du, dv)
            inside = smoothstep(0.122, 0.102, reach) * smoothstep(0.6, 0.95, weights[face])
            mask = np.maximum(mask, inside)
            bend_x += inside * (du * np.float32(-axes[first][0] * 5) + dv * np.float32(-axes[second][0] * 5))
            bend_y += inside * (du * np.float32(-axes[first][1] * 5) + dv * np.float32(-axes[second][1] * 5))
    return mask, Normals(bend_x, bend_y, mask)
