"""The demo's scenes: repeatable, and labeled exactly as they are drawn."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pytest

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.demo import scene as scene_module
from detector.demo.layout import MIN_SIZE_PX, Placement, arrange_objects
from detector.demo.patch import Sprite
from detector.demo.scene import CLASSES, MIN_VISIBLE_SHARE, SCENE_LIMITS, DemoScene, render_scene
from tests.sentences import sentence_pattern

WIDTH, HEIGHT = 320, 240
SEEDS = range(18)


@cache
def small_scene(seed: int) -> DemoScene:
    return render_scene(seed, WIDTH, HEIGHT)


def brute_force_bounds(scene: DemoScene, uid: int) -> tuple[float, float, float, float]:
    places = [
        (column, row)
        for row, line in enumerate(scene.instances.tolist())
        for column, value in enumerate(line)
        if value == uid
    ]
    columns, rows = zip(*places, strict=True)
    return float(min(columns)), float(min(rows)), float(max(columns) + 1), float(max(rows) + 1)


def square(label: str, side: int, x: int, y: int) -> scene_module._PlacedSprite:
    alpha = np.ones((side, side), np.float32)
    return scene_module._PlacedSprite(label, Sprite(np.zeros((side, side, 3), np.float32), alpha, 0.0), x, y)


def test_that_one_seed_always_gives_the_same_picture_and_boxes() -> None:
    first, again = render_scene(5, WIDTH, HEIGHT), render_scene(5, WIDTH, HEIGHT)
    assert np.array_equal(first.pixels, again.pixels)
    assert first.annotations == again.annotations


def test_that_another_seed_gives_another_picture() -> None:
    assert not np.array_equal(small_scene(1).pixels, small_scene(7).pixels)


def test_that_pixels_have_the_size_asked_for() -> None:
    scene = render_scene(3, 200, 170)
    assert scene.pixels.shape == (170, 200, 3)
    assert scene.pixels.dtype == np.uint8


@pytest.mark.parametrize(("seed", "width", "height"), [(-1, 320, 240), (0, 100, 240), (0, 320, 100)])
def test_that_what_cannot_be_drawn_is_refused(seed: int, width: int, height: int) -> None:
    with pytest.raises(ValueError, match=sentence_pattern(SCENE_LIMITS)):
        render_scene(seed, width, height)


@pytest.mark.parametrize("seed", SEEDS)
def test_that_boxes_are_the_bounds_of_the_visible_part(seed: int) -> None:
    scene = small_scene(seed)
    for annotation in scene.annotations:
        assert annotation.bounds.xyxy == brute_force_bounds(scene, annotation.uid)


@pytest.mark.parametrize("seed", SEEDS)
def test_that_outlines_are_the_pixels_that_are_seen(seed: int) -> None:
    scene = small_scene(seed)
    painted = np.full_like(scene.instances, -1)
    for annotation in scene.annotations:
        outline = get_outline(annotation.geometry)
        assert isinstance(outline, Bitmap)
        assert outline.bounds == annotation.bounds
        x, y = outline.left, outline.top
        painted[y : y + outline.height, x : x + outline.width][outline.to_mask()] = annotation.uid
    assert np.array_equal(painted, scene.instances)


@pytest.mark.parametrize("seed", SEEDS)
def test_that_boxes_lie_inside_the_image_and_are_numbered_from_zero(seed: int) -> None:
    annotations = small_scene(seed).annotations
    assert [annotation.uid for annotation in annotations] == list(range(len(annotations)))
    for annotation in annotations:
        assert annotation.bounds.is_inside(WIDTH, HEIGHT)
        assert not annotation.bounds.is_degenerate


@pytest.mark.parametrize("seed", SEEDS)
def test_that_every_object_that_is_seen_has_a_box(seed: int) -> None:
    scene = small_scene(seed)
    assert set(np.unique(scene.instances).tolist()) - {-1} == {annotation.uid for annotation in scene.annotations}


@pytest.mark.parametrize("seed", SEEDS)
def test_that_an_object_changes_the_ground_inside_its_box(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = small_scene(seed)
    monkeypatch.setattr(scene_module, "arrange_objects", lambda *_: [])
    bare = render_scene(seed, WIDTH, HEIGHT).pixels.astype(int)
    for annotation in scene.annotations:
        seen = scene.instances == annotation.uid
        difference = np.abs(scene.pixels.astype(int) - bare)[seen]
        assert difference.mean() > 8, annotation


def test_that_all_classes_occur_and_no_others() -> None:
    counts = Counter(annotation.label for seed in SEEDS for annotation in small_scene(seed).annotations)
    assert set(counts) == set(CLASSES)
    assert len(CLASSES) == 6


def test_that_a_scene_has_at_least_two_objects() -> None:
    assert min(len(small_scene(seed).annotations) for seed in SEEDS) >= 2


def test_that_neighboring_seeds_lie_on_different_grounds() -> None:
    names = {scene_module.GROUND_PAINTERS[seed % len(scene_module.GROUND_PAINTERS)].__name__ for seed in range(6)}
    assert len(names) == 6


def layouts(count: int) -> list[list[Placement]]:
    return [arrange_objects(np.random.default_rng(seed), 640, 480, CLASSES) for seed in range(count)]


def test_that_sizes_span_from_24_pixels_to_half_the_image() -> None:
    sizes = [place.size for places in layouts(200) for place in places]
    assert MIN_SIZE_PX == 24.0
    assert 24.0 <= min(sizes) < 26.0
    assert 225.0 < max(sizes) <= 240.0
    below_57 = np.mean(np.asarray(sizes) < np.sqrt(24 * 240) * 0.75)
    assert 0.25 < below_57 < 0.65


def test_that_some_scenes_are_crowded_and_most_are_not() -> None:
    counts = np.array([len(places) for places in layouts(200)])
    assert counts.min() >= 2
    assert counts.max() >= 10
    assert 0.05 < np.mean(counts > 9) < 0.3


def test_that_boxes_are_as_large_as_the_objects_they_surround() -> None:
    for seed in SEEDS:
        for annotation in small_scene(seed).annotations:
            assert max(annotation.bounds.width, annotation.bounds.height) <= HEIGHT / 2 * 1.05


def test_that_a_mostly_hidden_object_is_left_out() -> None:
    below, above = square("coin", 40, 50, 50), square("leaf", 40, 58, 52)
    kept = scene_module._keep_visible([below, above], 200, 200)
    assert kept == [above]


def outlined_rectangle(x1: int, y1: int, x2: int, y2: int) -> OutlinedBox:
    """A rectangle that covers all pixels of its box."""
    return OutlinedBox(Box(x1, y1, x2, y2), Bitmap.from_mask(np.ones((y2 - y1, x2 - x1), bool), x1, y1))


def test_that_a_partly_hidden_object_keeps_its_label_and_is_marked() -> None:
    below, above = square("coin", 40, 50, 50), square("leaf", 40, 70, 50)
    kept = scene_module._keep_visible([below, above], 200, 200)
    assert kept == [below, above]
    instances = scene_module._build_instance_map(kept, 200, 200)
    annotation = scene_module._build_annotation(0, below, instances)
    assert annotation == Annotation(outlined_rectangle(50, 50, 70, 90), "coin", 0, occluded=True)


def test_that_what_is_left_out_hides_nothing() -> None:
    lowest, gone, top = square("coin", 40, 50, 50), square("key", 30, 60, 55), square("leaf", 30, 64, 56)
    kept = scene_module._keep_visible([lowest, gone, top], 200, 200)
    assert kept == [lowest, top]
    assert (scene_module._build_instance_map(kept, 200, 200) == 0).sum() > MIN_VISIBLE_SHARE * 40 * 40


def test_that_an_object_cut_by_the_border_is_marked_truncated() -> None:
    item = square("die", 40, -10, 180)
    instances = scene_module._build_instance_map([item], 200, 200)
    assert scene_module._build_annotation(0, item, instances) == Annotation(
        outlined_rectangle(0, 180, 30, 200), "die", 0, truncated=True
    )


def test_that_the_shadow_falls_away_from_the_lamp() -> None:
    light = scene_module.Light((-0.5, -0.5, 0.7071))
    canvas = np.ones((100, 100, 3), np.float32)
    item = scene_module._PlacedSprite(
        "die", Sprite(np.zeros((20, 20, 3), np.float32), np.ones((20, 20), np.float32), 8.0), 40, 40
    )
    scene_module._cast_shadow(canvas, item, light)
    assert canvas[62, 62].mean() < 0.75
    assert canvas[37, 37].mean() > 0.9
