"""The arithmetic of zooming and panning, and the navigator that keeps the viewport."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from frcnn_gui.canvas.navigator import FitMode, Navigator
from frcnn_gui.canvas.viewport import (
    FIT_MARGIN_PX,
    MAX_ZOOM,
    MIN_VISIBLE_PX,
    MIN_ZOOM,
    Viewport,
    fit_viewport,
    fit_viewport_width,
)

IMAGE = (400.0, 200.0)
WIDGET = (1000, 600)

places = st.floats(-1e4, 1e4)
scales = st.floats(MIN_ZOOM, MAX_ZOOM)
views = st.builds(Viewport, scales, places, places)
sizes = st.tuples(st.floats(1, 20_000), st.floats(1, 20_000))


@given(views, places, places)
def test_that_a_point_goes_to_the_widget_and_back(view: Viewport, x: float, y: float) -> None:
    assert view.to_image(*view.to_widget(x, y)) == pytest.approx((x, y), abs=1e-6)


@given(views, st.floats(0.01, 100), places, places)
def test_that_zooming_keeps_the_point_under_the_cursor(view: Viewport, factor: float, x: float, y: float) -> None:
    before = view.to_image(x, y)
    zoomed = view.zoom_at(factor, x, y)
    assert zoomed.to_widget(*before) == pytest.approx((x, y), abs=1e-4)


@given(views, st.floats(0.001, 1000), places, places)
def test_that_the_zoom_stays_within_its_limits(view: Viewport, factor: float, x: float, y: float) -> None:
    assert MIN_ZOOM <= view.zoom_at(factor, x, y).scale <= MAX_ZOOM


@given(views, places, places)
def test_that_panning_moves_every_point_by_the_same(view: Viewport, dx: float, dy: float) -> None:
    x, y = view.to_widget(7, 9)
    assert view.pan_by(dx, dy).to_widget(7, 9) == pytest.approx((x + dx, y + dy), abs=1e-6)


@given(sizes, sizes)
def test_that_a_fitted_image_is_centered_and_whole(image: tuple[float, float], widget: tuple[float, float]) -> None:
    view = fit_viewport(image, widget)
    left, top = view.to_widget(0, 0)
    right, bottom = view.to_widget(*image)
    assert (left + right, top + bottom) == pytest.approx(widget, abs=1e-6)
    if view.scale > MIN_ZOOM:
        assert right - left <= max(widget[0], 1) + 1e-6
        assert bottom - top <= max(widget[1], 1) + 1e-6


def test_that_a_fitted_image_is_as_large_as_it_goes() -> None:
    view = fit_viewport(IMAGE, (1000, 600))
    assert view.scale == (1000 - 2 * FIT_MARGIN_PX) / 400


def test_that_fitting_the_width_shows_a_high_image_from_its_top() -> None:
    view = fit_viewport_width((200, 4000), (1000, 600))
    assert view.to_widget(0, 0) == pytest.approx((FIT_MARGIN_PX, FIT_MARGIN_PX))
    assert view.to_widget(200, 0)[0] == pytest.approx(1000 - FIT_MARGIN_PX)


@given(views, sizes, sizes)
def test_that_some_of_the_image_stays_visible(
    view: Viewport, image: tuple[float, float], widget: tuple[float, float]
) -> None:
    view = view.clamp_to_reach(image, widget)
    left, top = view.to_widget(0, 0)
    right, bottom = view.to_widget(*image)
    kept_x = min(MIN_VISIBLE_PX, right - left, widget[0])
    kept_y = min(MIN_VISIBLE_PX, bottom - top, widget[1])
    assert min(right, widget[0]) - max(left, 0) >= kept_x - 1e-6
    assert min(bottom, widget[1]) - max(top, 0) >= kept_y - 1e-6


@pytest.fixture
def navigator(qtbot: QtBot) -> Navigator:
    navigator = Navigator()
    navigator.resize_widget(WIDGET, 1.0)
    navigator.show_image(IMAGE, same=False)
    return navigator


def test_that_a_new_image_is_fitted(navigator: Navigator) -> None:
    navigator.zoom_by(3, 10, 10)
    navigator.show_image((100.0, 100.0), same=False)
    assert navigator.viewport.scale == fit_viewport((100, 100), WIDGET).scale


def test_that_the_same_image_shown_again_stays_as_it_is(navigator: Navigator) -> None:
    navigator.zoom_by(3, 10, 10)
    before = navigator.viewport
    navigator.show_image(IMAGE, same=True)
    assert navigator.viewport == before


def test_that_the_zoom_is_kept_where_that_is_wanted(navigator: Navigator) -> None:
    navigator.keep_zoom = True
    navigator.zoom_by(3, 10, 10)
    before = navigator.viewport
    navigator.show_image(IMAGE, same=False)
    assert navigator.viewport == before
    navigator.show_image((1000.0, 1000.0), same=False)
    assert navigator.viewport.scale == before.scale
    assert navigator.viewport.to_widget(500, 500) == pytest.approx((500, 300), abs=1)


def test_that_a_fitted_image_is_fitted_again_when_the_widget_grows(navigator: Navigator) -> None:
    navigator.resize_widget((2000, 1200), 1.0)
    assert navigator.viewport.scale == fit_viewport(IMAGE, (2000, 1200)).scale


def test_that_a_zoomed_image_keeps_its_middle_when_the_widget_grows(navigator: Navigator) -> None:
    navigator.set_zoom(8)
    middle = navigator.viewport.to_image(500, 300)
    navigator.resize_widget((1200, 700), 1.0)
    assert navigator.zoom == 8
    assert navigator.viewport.to_image(600, 350) == pytest.approx(middle, abs=0.2)


def test_that_100_percent_is_one_pixel_of_the_screen(navigator: Navigator) -> None:
    navigator.resize_widget(WIDGET, 2.0)
    navigator.set_zoom(1.0)
    assert navigator.viewport.scale == 0.5
    assert navigator.zoom == 1.0


def test_that_offsets_are_whole_pixels(navigator: Navigator) -> None:
    navigator.zoom_by(1.37, 333, 222)
    view = navigator.viewport
    assert (view.offset_x, view.offset_y) == (round(view.offset_x), round(view.offset_y))


def test_that_zooming_by_hand_ends_the_fit(navigator: Navigator) -> None:
    navigator.zoom_by(2, 0, 0)
    assert navigator.fit_mode is FitMode.NOTHING
    navigator.fit_width()
    assert navigator.fit_mode is FitMode.WIDTH


def test_that_what_is_revealed_is_visible(navigator: Navigator) -> None:
    navigator.set_zoom(16)
    navigator.reveal_area(380, 180, 395, 195)
    for x, y in ((380, 180), (395, 195)):
        at_x, at_y = navigator.viewport.to_widget(x, y)
        assert 0 <= at_x <= WIDGET[0]
        assert 0 <= at_y <= WIDGET[1]
    before = navigator.viewport
    navigator.reveal_area(384, 184, 390, 190)
    assert navigator.viewport == before


def test_that_without_an_image_nothing_moves(qtbot: QtBot) -> None:
    navigator = Navigator()
    before = navigator.viewport
    navigator.zoom_by(2, 5, 5)
    navigator.pan_by(5, 5)
    navigator.fit_image()
    assert navigator.viewport == before
