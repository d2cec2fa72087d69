"""One lamp for the whole scene, and how surfaces answer to it.

Axes are those of the picture: x to the right, y down, z towards the camera.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .arrays import Array, clamp, smoothstep


@dataclass(frozen=True)
class Light:
    """A lamp far away; `direction` is the unit vector towards it, `warmth` its tint (linear RGB factors)."""

    direction: tuple[float, float, float]
    warmth: tuple[float, float, float] = (1.0, 1.0, 1.0)

    @classmethod
    def create_random(cls, rng: np.random.Generator) -> Light:
        """From somewhere above the picture, so that shadows fall downwards as people expect them."""
        azimuth = math.radians(rng.uniform(-155, -25))
        elevation = math.radians(rng.uniform(46, 62))
        flat = math.cos(elevation)
        tint = rng.uniform(-0.05, 0.05)
        return cls(
            (flat * math.cos(azimuth), flat * math.sin(azimuth), math.sin(elevation)),
            (1.0 + tint, 1.0, 1.0 - 1.2 * tint),
        )

    def compute_shadow_offset(self, rise: float) -> tuple[float, float]:
        """How far (x, y) from its foot the shadow of a point `rise` above the ground falls."""
        x, y, z = self.direction
        return -x / z * rise, -y / z * rise


@dataclass(frozen=True)
class Normals:
    """Unit vectors standing on a surface, one array (h, w) per axis."""

    x: Array
    y: Array
    z: Array

    @classmethod
    def from_height(cls, height: Array) -> Normals:
        """Of a height field (h, w) measured in its own pixels."""
        down, across = np.gradient(height)
        z = np.float32(1) / np.sqrt(np.float32(1) + across * across + down * down)
        return cls(-across * z, -down * z, z)

    def dot(self, vector: tuple[float, float, float]) -> Array:
        x, y, z = (np.float32(part) for part in vector)
        product: Array = self.x * x + self.y * y + self.z * z
        return product


@dataclass(frozen=True)
class Finish:
    """How a surface answers to light: `gloss` is how strong the highlight is, `polish` how small (doublings)."""

    gloss: float = 0.2
    polish: int = 5
    metal: float = 0.0
    ambient: float = 0.42


def shade_surface(color: Array, normals: Normals, light: Light, finish: Finish) -> Array:
    """`color` (h, w, 3) or (3,), linear, as the camera sees it on a surface with `normals`: (h, w, 3), linear."""
    facing = clamp(normals.dot(light.direction))
    lambert = np.float32(finish.ambient) * (np.float32(0.7) + np.float32(0.3) * normals.z)
    lambert = lambert + np.float32(0.95) * facing
    mirrored = _mirror_normals(normals)
    highlight = clamp(mirrored.dot(light.direction))
    for _ in range(finish.polish):
        highlight = highlight * highlight
    if finish.metal:
        amount = np.float32(finish.metal)
        lambert = lambert * (np.float32(1) - amount) + amount * _reflect_room(mirrored, light)
    warmth = np.asarray(light.warmth, np.float32)
    lit: Array = (color * lambert[..., None] + np.float32(finish.gloss) * highlight[..., None]) * warmth
    return lit


def compute_relief(height: Array, light: Light, strength: float = 1.0) -> Array:
    """A factor (h, w) around 1 that makes a flat background look bumpy; `height` in pixels."""
    normals = Normals.from_height(height * np.float32(strength))
    return clamp(normals.dot(light.direction)) * np.float32(0.7 / light.direction[2]) + np.float32(0.3)


def _mirror_normals(normals: Normals) -> Normals:
    """The direction of the viewing ray after its reflection at the surface."""
    twice = np.float32(2) * normals.z
    return Normals(twice * normals.x, twice * normals.y, twice * normals.z - np.float32(1))


def _reflect_room(mirrored: Normals, light: Light) -> Array:
    """The brightness of a plain room with one large window, seen in a mirror."""
    window = smoothstep(-0.1, 1.0, mirrored.dot(light.direction))
    walls = np.float32(0.16) * np.sin(np.float32(3.1) * mirrored.x + np.float32(2.3) * mirrored.y + np.float32(0.6))
    floor = smoothstep(-0.6, 0.3, mirrored.z)
    return (np.float32(0.22) + np.float32(1.25) * window + walls) * (np.float32(0.35) + np.float32(0.65) * floor)
