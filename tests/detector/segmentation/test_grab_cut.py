"""Outlines proposed inside boxes: of drawn objects, of the demo's, and of odd boxes."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image, ImageDraw

from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.conversions import compute_geometry_iou
from detector.data.outlines.outlined_box import get_outline
from detector.demo import render_scene
from detector.segmentation.grab_cut import Pixels, propose_outline


def draw_ellipse(width: int, height: int, corners: tuple[int, int, int, int]) -> tuple[Pixels, Bitmap]:
    """A red ellipse on grass with some noise, and its pixels."""
    mask = Image.new("L", (width, height))
    ImageDraw.Draw(mask).ellipse(corners, fill=255)
    is_object = np.asarray(mask) > 0
    colors = np.where(is_object[..., None], (190, 60, 50), (70, 130, 60))
    noise = np.random.default_rng(0).integers(-15, 16, colors.shape)
    return (colors + noise).clip(0, 255).astype(np.uint8), Bitmap.from_mask(is_object)


@pytest.mark.parametrize(
    ("width", "height", "corners"),
    [(200, 160, (50, 40, 120, 110)), (60, 50, (20, 20, 31, 30)), (1500, 1200, (200, 150, 1300, 1000))],
)
def test_that_an_object_of_any_size_is_found_to_its_pixels(
    width: int, height: int, corners: tuple[int, int, int, int]
) -> None:
    pixels, expected = draw_ellipse(width, height, corners)
    found = propose_outline(pixels, expected.bounds)
    assert compute_geometry_iou(found, expected, width, height) > 0.95
    assert found.bounds.clip_to(width, height) == found.bounds


def test_that_the_same_box_has_the_same_outline_each_time() -> None:
    pixels, expected = draw_ellipse(200, 160, (50, 40, 120, 110))
    assert propose_outline(pixels, expected.bounds) == propose_outline(pixels, expected.bounds)


def test_that_objects_of_the_demo_are_found_better_than_by_their_boxes() -> None:
    ious, box_ious = [], []
    for seed in range(3):
        scene = render_scene(seed)
        for annotation in scene.annotations:
            outline = get_outline(annotation.geometry)
            assert outline is not None
            found = propose_outline(scene.pixels, annotation.bounds)
            ious.append(compute_geometry_iou(found, outline, 640, 480))
            box_ious.append(compute_geometry_iou(annotation.bounds, outline, 640, 480))
    assert np.mean(ious) > 0.8 > np.mean(box_ious)


@pytest.mark.parametrize(
    "box",
    [
        Box(0, 0, 60, 50),
        Box(-20, -20, 90, 80),
        Box(10, 10, 10.4, 10.4),
        Box(30, 0, 31, 50),
        Box(59.2, 49.2, 70, 70),
        Box(0, 20, 60, 21),
    ],
)
@pytest.mark.parametrize("is_plain", [False, True])
def test_that_an_outline_is_inside_its_box_and_the_image(box: Box, is_plain: bool) -> None:
    pixels, _ = draw_ellipse(60, 50, (20, 20, 40, 35))
    found = propose_outline(np.full_like(pixels, 90) if is_plain else pixels, box)
    if not found.is_degenerate:
        x1, y1, x2, y2 = found.bounds.xyxy
        assert found.bounds.is_inside(60, 50)
        assert np.floor(box.x1) <= x1
        assert np.floor(box.y1) <= y1
        assert x2 <= np.ceil(box.x2)
        assert y2 <= np.ceil(box.y2)


def test_that_a_box_outside_has_no_outline() -> None:
    pixels, _ = draw_ellipse(60, 50, (20, 20, 40, 35))
    assert propose_outline(pixels, Box(70, 10, 90, 20)) == Bitmap()


def test_that_a_long_thin_box_of_a_large_image_is_looked_at() -> None:
    pixels, expected = draw_ellipse(3000, 60, (20, 25, 2900, 35))
    found = propose_outline(pixels, expected.bounds)
    assert compute_geometry_iou(found, expected, 3000, 60) > 0.3


def test_that_opencv_is_imported_when_an_outline_is_proposed_first() -> None:
    code = "import sys, detector.segmentation.grab_cut; sys.exit('cv2' in sys.modules or 'torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
