"""The picture as it is painted: every pixel at its place, whatever the zoom, the tile and the screen."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from detector.data.image_io import DecodedImage, DecodingStopped
from frcnn_gui.canvas.adjustment import NEUTRAL, Adjustment
from frcnn_gui.canvas.painting import image_painter
from frcnn_gui.canvas.painting.image_painter import ImagePainter
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame
from frcnn_gui.canvas.painting.pyramid import Pyramid, prepare_image
from frcnn_gui.canvas.painting.tiles import TILE_SIDE_PX, find_visible_tiles
from frcnn_gui.canvas.viewport import Viewport

BACKGROUND = "#102030"


def noise(width: int, height: int) -> NDArray[np.uint8]:
    return np.random.default_rng(3).integers(0, 256, size=(height, width, 3), dtype=np.uint8)


def smooth(width: int, height: int) -> NDArray[np.uint8]:
    """Light that changes so slowly that every way of reducing it gives the same but for a little."""
    x, y = np.meshgrid(np.linspace(0, 200, width), np.linspace(0, 55, height))
    return np.repeat((x + y)[:, :, None], 3, axis=2).astype(np.uint8)


def image_of(pixels: NDArray[np.uint8]) -> DecodedImage:
    return DecodedImage(pixels, pixels.shape[1], pixels.shape[0])


def drawn(
    painter: ImagePainter, view: Viewport, width: int, height: int, ratio: float = 1.0, interactive: bool = False
) -> NDArray[np.uint8]:
    """(h, w, 3) of a widget of this size in which the image is painted."""
    target = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_RGB32)
    target.setDevicePixelRatio(ratio)
    on_it = QPainter(target)
    painter.draw_image(on_it, CanvasFrame(view, width, height, ratio), QColor(BACKGROUND), interactive)
    on_it.end()
    rows = np.frombuffer(target.constBits(), np.uint8).reshape(target.height(), target.width(), 4)
    return rows[..., 2::-1].copy()


@pytest.mark.parametrize(("scale", "ratio"), [(3.0, 1.0), (64.0, 1.0), (13.7, 1.0), (5.0, 2.0), (2.5, 1.5)])
def test_that_enlarged_every_screen_pixel_is_the_pixel_its_middle_lies_in(scale: float, ratio: float) -> None:
    pixels = noise(400, 300)
    view = Viewport(scale, -210.0, -330.0)
    found = drawn(ImagePainter(image_of(pixels)), view, 420, 300, ratio)
    x = np.floor((np.arange(round(420 * ratio)) + 0.5 + 210 * ratio) / (scale * ratio)).astype(int)
    y = np.floor((np.arange(round(300 * ratio)) + 0.5 + 330 * ratio) / (scale * ratio)).astype(int)
    assert np.array_equal(found, pixels[y[:, None], x[None, :]])


@pytest.mark.parametrize("scale", [1.0, 0.8, 0.37, 0.25, 0.11])
def test_that_no_seam_shows_between_tiles(scale: float) -> None:
    pixels = smooth(2401, 1603)
    found = drawn(ImagePainter(image_of(pixels)), Viewport(scale), 600, 400).astype(int)
    width, height = min(600, round(2401 * scale)), min(400, round(1603 * scale))
    x = ((np.arange(width) + 0.5) / scale).astype(int).clip(max=2400)
    y = ((np.arange(height) + 0.5) / scale).astype(int).clip(max=1602)
    assert np.abs(found[:height, :width] - pixels[y[:, None], x[None, :]].astype(int)).max() <= 3


def test_that_at_100_percent_the_pixels_are_those_of_the_file() -> None:
    pixels = noise(700, 500)
    found = drawn(ImagePainter(image_of(pixels)), Viewport(1.0, -37, -61), 600, 400)
    assert np.array_equal(found, pixels[61:461, 37:637])


def test_that_what_is_beside_the_image_is_background() -> None:
    found = drawn(ImagePainter(image_of(noise(40, 30))), Viewport(2.0, 10, 20), 200, 150)
    inside = np.zeros((150, 200), dtype=bool)
    inside[20:80, 10:90] = True
    assert (found[~inside] == (0x10, 0x20, 0x30)).all()
    assert (found[inside] != (0x10, 0x20, 0x30)).any(axis=1).all()


def test_that_moving_shows_what_painting_again_shows() -> None:
    pixels = noise(900, 700)
    moved = ImagePainter(image_of(pixels))
    for offset in range(0, 700, 130):
        view = Viewport(0.9, -offset, -offset / 2)
        repainted = drawn(ImagePainter(image_of(pixels)), view, 300, 200)
        assert np.array_equal(drawn(moved, view, 300, 200), repainted)


def test_that_haste_is_followed_by_the_same_picture_as_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_painter, "SLICE_S", 0.0)  # one tile at a time
    painter, view = ImagePainter(image_of(noise(1500, 1200))), Viewport(0.6)
    target = QImage(700, 600, QImage.Format.Format_RGB32)
    frame = CanvasFrame(view, 700, 600)
    on_it = QPainter(target)
    assert not painter.draw_image(on_it, frame, QColor(BACKGROUND), interactive=True)
    calls = 1
    while not painter.draw_image(on_it, frame, QColor(BACKGROUND)):
        calls += 1
    on_it.end()
    assert calls > 1
    assert np.array_equal(
        drawn(painter, view, 700, 600), drawn(ImagePainter(image_of(noise(1500, 1200))), view, 700, 600)
    )


@pytest.mark.parametrize("adjusted", [False, True])
def test_that_haste_shows_the_whole_image_in_its_colors(adjusted: bool) -> None:
    adjustment = Adjustment(brightness=0.1) if adjusted else NEUTRAL
    pixels = smooth(1200, 900)
    painter = ImagePainter(image_of(pixels))
    painter.set_style(adjustment, False)
    found = drawn(painter, Viewport(0.7, -100, -50), 500, 400, interactive=True).astype(int)
    rows, columns = ((np.arange(400) + 50.5) / 0.7).astype(int), ((np.arange(500) + 100.5) / 0.7).astype(int)
    expected = adjustment.build_lookup_table()[pixels][rows[:, None], columns[None, :]]
    assert np.abs(found - expected.astype(int)).max() <= 3


def test_that_few_tiles_outside_the_view_are_kept() -> None:
    painter = ImagePainter(image_of(noise(4000, 3000)))
    for offset in range(0, 3000, 200):
        drawn(painter, Viewport(1.0, -offset, -offset / 2), 600, 400)
    assert len(painter._tiles) <= image_painter.MAX_HIDDEN_TILES + 4 * 3


def test_that_tiles_visible_are_those_that_show() -> None:
    assert list(find_visible_tiles(0, 600, 10_000)) == [0, 1, 2]
    assert list(find_visible_tiles(-TILE_SIDE_PX, 10, 10_000)) == [1]
    assert list(find_visible_tiles(50, 600, 100)) == [0]
    assert list(find_visible_tiles(700, 600, 100)) == []
    assert list(find_visible_tiles(-200, 600, 100)) == []


# -- grid and adjustment


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_that_the_grid_is_seen_on_black_on_gray_and_on_white(shade: int) -> None:
    painter = ImagePainter(image_of(np.full((60, 80, 3), shade, np.uint8)))
    painter.set_style(NEUTRAL, True)
    found = drawn(painter, Viewport(16.0), 320, 320)[8, :, 0].astype(int)
    lines = np.flatnonzero(np.abs(found - shade) > 40)
    assert set(lines // 16) == set(range(20))
    assert set(lines % 16) <= {0, 1}
    assert (found[8::16] == shade).all()


def test_that_the_grid_is_where_pixels_meet_at_odd_zooms_too() -> None:
    pixels = noise(60, 40)
    with_lines, without = ImagePainter(image_of(pixels)), ImagePainter(image_of(pixels))
    with_lines.set_style(NEUTRAL, True)
    view = Viewport(13.3, -25, 0)
    changed = (drawn(with_lines, view, 500, 300) != drawn(without, view, 500, 300)).any(axis=2)
    meets = np.flatnonzero(np.diff(np.floor((np.arange(500) + 25.5) / 13.3))) + 1
    lined = np.flatnonzero(changed.mean(axis=0) > 0.9)
    assert set(meets) <= set(lined) <= set(meets) | set(meets + 1)


def test_that_there_is_no_grid_below_twelve_times() -> None:
    pixels = noise(60, 40)
    with_lines, without = ImagePainter(image_of(pixels)), ImagePainter(image_of(pixels))
    with_lines.set_style(NEUTRAL, True)
    assert np.array_equal(drawn(with_lines, Viewport(11.0), 300, 200), drawn(without, Viewport(11.0), 300, 200))


def test_that_an_adjustment_changes_what_is_shown_and_not_the_image() -> None:
    pixels = noise(300, 200)
    before = pixels.copy()
    painter = ImagePainter(image_of(pixels))
    plain = drawn(painter, Viewport(1.0), 300, 200)
    adjustment = Adjustment(0.1, 1.7, 1.4)
    painter.set_style(adjustment, False)
    values = plain / 255
    expected = np.rint(np.clip((values + 0.1 - 0.5) * 1.7 + 0.5, 0, 1) ** (1 / 1.4) * 255)
    assert np.array_equal(drawn(painter, Viewport(1.0), 300, 200), expected)
    assert painter.color_at(5.7, 3.2) == tuple(before[3, 5])
    painter.set_style(NEUTRAL, False)
    assert np.array_equal(drawn(painter, Viewport(1.0), 300, 200), plain)
    assert np.array_equal(pixels, before)


# -- many pixels


def test_that_a_sharpened_image_stays_where_it_is() -> None:
    pixels = smooth(800, 600)
    painter = ImagePainter(DecodedImage(np.ascontiguousarray(pixels[2::4, 2::4]), 800, 600, 4))
    rough = drawn(painter, Viewport(1.0, -40, -30), 300, 200).astype(int)
    painter.set_sharper_image(image_of(pixels))
    sharp = drawn(painter, Viewport(1.0, -40, -30), 300, 200)
    assert np.array_equal(sharp, pixels[30:230, 40:340])
    assert np.abs(rough - sharp).max() <= 3


def test_that_colors_of_a_reduced_image_are_those_of_the_joined_pixels() -> None:
    painter = ImagePainter(DecodedImage(noise(10, 5), 39, 20, 4))
    assert painter.color_at(7.9, 0.0) == tuple(noise(10, 5)[0, 1])
    assert painter.color_at(39.0, 19.9) == tuple(noise(10, 5)[4, 9])
    assert painter.color_at(40.0, 3.0) is None
    assert painter.color_at(-0.1, 3.0) is None


def test_that_a_prepared_image_has_its_halves_and_is_given_up_when_asked() -> None:
    pixels = noise(1001, 703)
    halves = prepare_image(image_of(pixels)).pyramid
    assert halves is not None
    level, reduced = halves.get_level(0.3)
    assert (level.width(), level.height(), reduced) == (500, 351, 2)
    four = pixels[:702, :1000].reshape(351, 2, 500, 2, 3).mean(axis=(1, 3))
    middle = [level.pixelColor(x, 100).red() for x in range(0, 500, 7)]
    assert np.abs(np.array(middle) - four[100, ::7, 0]).max() <= 3

    def stop(_part: float) -> None:
        raise DecodingStopped

    with pytest.raises(DecodingStopped):
        Pyramid(pixels).prepare_levels(stop)


def test_that_the_overview_is_small_and_whole() -> None:
    painter = ImagePainter(image_of(smooth(1600, 800)))
    small = painter.render_overview(180)
    assert (small.width(), small.height()) == (180, 90)
    assert small.pixelColor(0, 0).red() <= 3
    assert small.pixelColor(179, 89).red() >= 250


def test_that_a_line_longer_than_painters_reach_is_reduced_along_all_its_length() -> None:
    length = 17_000_000
    for shape in ((1, length, 3), (length, 1, 3)):
        pixels = np.zeros(shape, np.uint8)
        pixels.reshape(-1, 3)[length // 2 :] = (200, 100, 50)
        overview = ImagePainter(image_of(pixels)).render_overview(180)
        assert max(overview.width(), overview.height()) == 180
        last = overview.pixelColor(overview.width() - 1, overview.height() - 1)
        assert last.getRgb()[:3] == (200, 100, 50)
        assert overview.pixelColor(0, 0).getRgb()[:3] == (0, 0, 0)


def test_that_pixels_of_a_long_line_are_reduced_to_their_mean(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = smooth(200, 37)
    monkeypatch.setattr("frcnn_gui.canvas.painting.pyramid.MAX_PAINTED_SIDE_PX", 10)
    level, reduced = Pyramid(pixels).get_level(0.26)
    assert (reduced, level.width(), level.height()) == (2, 100, 18)
    mean = pixels[:36].reshape(18, 2, 100, 2, 3).mean(axis=(1, 3))
    found = [[level.pixelColor(x, y).getRgb()[:3] for x in range(100)] for y in range(18)]
    assert np.abs(np.array(found) - mean).max() <= 0.5
