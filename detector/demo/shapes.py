"""Signed distances to simple outlines: negative inside, in the units of the coordinates given (all arrays (n, n))."""

from __future__ import annotations

import math

import numpy as np

from .arrays import Array, clamp, divide_safely


def vector_length(u: Array, v: Array) -> Array:
    return np.sqrt(u * u + v * v)


def disc_distance(u: Array, v: Array, cu: float, cv: float, radius: float) -> Array:
    return vector_length(u - np.float32(cu), v - np.float32(cv)) - np.float32(radius)


def ellipse_distance(u: Array, v: Array, cu: float, cv: float, ru: float, rv: float) -> Array:
    """Close to the true distance near the outline, which is where it counts."""
    a, b = (u - np.float32(cu)) / np.float32(ru), (v - np.float32(cv)) / np.float32(rv)
    reach = vector_length(a, b)
    slope = vector_length(a / np.float32(ru), b / np.float32(rv))
    return divide_safely(reach * (reach - np.float32(1)), slope)


def capsule_distance(u: Array, v: Array, start: tuple[float, float], end: tuple[float, float], radius: float) -> Array:
    """A thick line with round ends."""
    du, dv = end[0] - start[0], end[1] - start[1]
    pu, pv = u - np.float32(start[0]), v - np.float32(start[1])
    along = clamp((pu * np.float32(du) + pv * np.float32(dv)) * np.float32(1 / (du * du + dv * dv)))
    return vector_length(pu - along * np.float32(du), pv - along * np.float32(dv)) - np.float32(radius)


def block_distance(u: Array, v: Array, box: tuple[float, float, float, float], corner: float = 0.0) -> Array:
    """A rectangle (u1, v1, u2, v2) with corners of radius `corner`."""
    u1, v1, u2, v2 = box
    du = np.abs(u - np.float32((u1 + u2) / 2)) - np.float32((u2 - u1) / 2 - corner)
    dv = np.abs(v - np.float32((v1 + v2) / 2)) - np.float32((v2 - v1) / 2 - corner)
    outside = vector_length(np.maximum(du, np.float32(0)), np.maximum(dv, np.float32(0)))
    distance: Array = outside + np.minimum(np.maximum(du, dv), np.float32(0)) - np.float32(corner)
    return distance


def ring_distance(u: Array, v: Array, center: tuple[float, float], radius: float, half_width: float) -> Array:
    return np.abs(disc_distance(u, v, center[0], center[1], radius)) - np.float32(half_width)


def rounded_height(distance: Array, radius: float) -> Array:
    """The height of a body with this outline whose edges are rounded over `radius`."""
    rest = np.float32(1) - clamp(distance * np.float32(-1 / radius))
    return np.sqrt(np.maximum(np.float32(1.0004) - rest * rest, np.float32(0))) * np.float32(radius)


def ring_points(count: int, radius: float, turn: float = 0.0) -> list[tuple[float, float]]:
    """`count` points evenly around a circle."""
    angles = [turn + 2 * math.pi * index / count for index in range(count)]
    return [(radius * math.cos(angle), radius * math.sin(angle)) for angle in angles]
