"""Each object of the demo on its own."""

from __future__ import annotations

import numpy as np
import pytest

from detector.demo.objects import OBJECT_PAINTERS
from detector.demo.patch import Patch, Sprite
from detector.demo.shading import Finish as Surface
from detector.demo.shading import Light, Normals, shade_surface

LIGHT = Light((-0.5, -0.5, 0.7071))


def sprite(label: str, size: float, angle: float, seed: int) -> Sprite:
    patch = Patch.for_object(size, angle)
    return Sprite.from_drawing(OBJECT_PAINTERS[label](patch, LIGHT, np.random.default_rng(seed)), patch)


@pytest.mark.parametrize("label", OBJECT_PAINTERS)
@pytest.mark.parametrize("size", [24.0, 90.0])
def test_that_an_object_is_as_long_as_asked_and_not_cut_by_its_patch(label: str, size: float) -> None:
    for seed in range(6):
        alpha = sprite(label, size, seed * 1.1, seed).alpha
        edge = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
        assert edge.max() < 0.05
        rows, columns = np.nonzero(alpha > 0.5)
        points = np.stack([columns, rows], axis=1).astype(float)
        longest = max(np.ptp(points @ (np.cos(turn), np.sin(turn))) + 1 for turn in np.linspace(0, np.pi, 24))
        assert 0.8 * size <= longest <= 1.05 * size + 1


@pytest.mark.parametrize("label", OBJECT_PAINTERS)
def test_that_an_object_is_finite_textured_and_smooth_at_its_edge(label: str) -> None:
    drawn = sprite(label, 120.0, 0.7, 3)
    assert np.isfinite(drawn.color).all()
    assert drawn.color.min() >= 0
    inside = drawn.alpha > 0.99
    assert drawn.color[inside].std() > 0.02
    assert ((drawn.alpha > 0.05) & (drawn.alpha < 0.95)).sum() > 100
    assert drawn.rise > 0


@pytest.mark.parametrize("label", OBJECT_PAINTERS)
def test_that_objects_of_one_class_differ(label: str) -> None:
    assert not np.array_equal(sprite(label, 60.0, 0.0, 1).color, sprite(label, 60.0, 0.0, 2).color)


def test_that_a_slope_towards_the_lamp_is_brighter_than_one_away_from_it() -> None:
    down, across = np.mgrid[0:8, 0:8].astype(np.float32)
    towards, away = (Normals.from_height(sign * (across + down) * np.float32(0.3)) for sign in (1, -1))
    white = np.ones(3, np.float32)
    bright, dark = (shade_surface(white, normals, LIGHT, Surface()) for normals in (towards, away))
    assert bright.min() > dark.max() + 0.2


def test_that_the_lamp_always_stands_above_the_picture() -> None:
    for seed in range(50):
        light = Light.create_random(np.random.default_rng(seed))
        assert np.linalg.norm(light.direction) == pytest.approx(1.0, abs=1e-6)
        assert light.direction[1] < 0 < light.direction[2]
        assert light.compute_shadow_offset(10.0)[1] > 0
