"""How the picture is seen in the window: navigator, adjustment, aids, colors, and images of very many pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from detector.data.image_io import DecodedImage
from frcnn_gui.canvas.adjustment import NEUTRAL, Adjustment
from frcnn_gui.canvas.canvas_view import CanvasView
from frcnn_gui.canvas.minimap import compute_visible_part, is_needed
from frcnn_gui.canvas.painting.image_painter import ImagePainter
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame
from frcnn_gui.canvas.viewport import MAX_ZOOM, Viewport
from frcnn_gui.common.language import tr
from frcnn_gui.images import image_loader, pixel_cache
from frcnn_gui.images.image_loader import LARGE_IMAGE_TEXT
from frcnn_gui.main_window import MainWindow
from tests.gui.conftest import Opener
from tests.gui.unit.small_session import annotation, blank_image, opened, show, voc_file
from tests.gui.unit.window.test_main_window import open_path, trigger
from tests.sentences import has_sentence

NO_KEYS, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


@pytest.fixture
def canvas(qtbot: QtBot) -> CanvasView:
    """600 x 400, with an image of 200 x 100 pixels."""
    session = opened()
    view = CanvasView(session)
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    qtbot.waitExposed(view)
    show(session, 0, annotation(20, 20, 60, 50))
    return view


def settled(qtbot: QtBot, view: CanvasView) -> QImage:
    """What is seen when a zoom has come to rest."""
    qtbot.waitUntil(lambda: not view._layer_cache.is_busy)
    view.repaint()
    qtbot.waitUntil(lambda: not view._painter.is_unfinished)
    return view.grab().toImage()


def noise_image(width: int = 200, height: int = 100) -> DecodedImage:
    pixels = np.random.default_rng(0).integers(0, 256, size=(height, width, 3), dtype=np.uint8)
    return DecodedImage(pixels, width, height)


# -- zoom


def test_that_the_zoom_goes_to_64_times_and_no_further(canvas: CanvasView) -> None:
    canvas.set_zoom(1000)
    assert canvas.zoom == MAX_ZOOM == 64


@pytest.mark.parametrize("zoom", [1.0, 3.0, 20.0, 64.0])
def test_that_the_line_of_a_box_is_as_wide_at_every_zoom(canvas: CanvasView, qtbot: QtBot, zoom: float) -> None:
    session = canvas._session
    show(session, 1, annotation(40, 20, 160, 80, "car"))
    canvas.view_options.set_aid("pixel_grid", False)
    canvas.set_zoom(zoom)
    document = session.document
    assert document is not None
    canvas._navigator.reveal_area(39, 40, 41, 42)
    x, y = canvas.viewport.to_widget(40, 41)
    image, color = settled(qtbot, canvas), session.class_color("car")
    row = [image.pixelColor(round(x) + step, round(y)).name().upper() for step in range(-6, 7)]
    assert 1 <= row.count(color) <= 2


def test_that_a_kept_zoom_shows_the_next_image_at_the_same_place(canvas: CanvasView) -> None:
    canvas.keep_zoom = True
    canvas.set_zoom(7)
    view = canvas.viewport
    show(canvas._session, 1)
    assert canvas.viewport == view


# -- navigator


def test_that_the_navigator_shows_the_part_visible() -> None:
    view = Viewport(2.0, -100, -40)
    part = compute_visible_part(view, (400, 200), (300, 160))
    assert (part.left(), part.top(), part.right(), part.bottom()) == pytest.approx((0.125, 0.1, 0.5, 0.5))
    assert is_needed(view, (400, 200), (300, 160))
    assert not is_needed(Viewport(0.5), (400, 200), (300, 160))


def test_that_the_navigator_is_there_while_the_picture_is_larger_than_the_canvas(canvas: CanvasView) -> None:
    assert not canvas.minimap.isVisible()
    canvas.set_zoom(8)
    assert canvas.minimap.isVisible()
    assert canvas.rect().contains(canvas.minimap.geometry())
    canvas.view_options.set_aid("minimap", False)
    assert not canvas.minimap.isVisible()
    canvas.view_options.set_aid("minimap", True)
    assert canvas.minimap.isVisible()
    canvas.fit_image()
    assert not canvas.minimap.isVisible()


def test_that_dragging_in_the_navigator_moves_the_picture(canvas: CanvasView) -> None:
    canvas.set_zoom(8)
    minimap = canvas.minimap
    for part_x, part_y in ((0.5, 0.5), (0.7, 0.3), (0.01, 0.0), (1.0, 1.0)):
        place = QPoint(round(part_x * (minimap.width() - 1)), round(part_y * (minimap.height() - 1)))
        QTest.mousePress(minimap, LEFT, NO_KEYS, QPoint(minimap.width() // 2, minimap.height() // 2))
        QTest.mouseMove(minimap, place)
        QTest.mouseRelease(minimap, LEFT, NO_KEYS, place)
        x, y = canvas.viewport.to_image(300, 200)
        # The middle of what is seen, which stays on the picture: 75 x 50 pixels of it are seen.
        assert x == pytest.approx(min(max(part_x * 200, 37.5), 162.5), abs=2)
        assert y == pytest.approx(min(max(part_y * 100, 25), 75), abs=2)


def test_that_a_drag_in_the_navigator_draws_no_box_and_selects_nothing(canvas: CanvasView) -> None:
    canvas.set_zoom(8)
    canvas.set_tool("draw")
    before = canvas._session.document.annotations if canvas._session.document else ()
    QTest.mousePress(canvas.minimap, LEFT, NO_KEYS, QPoint(20, 20))
    QTest.mouseMove(canvas.minimap, QPoint(60, 40))
    QTest.mouseRelease(canvas.minimap, LEFT, NO_KEYS, QPoint(60, 40))
    assert canvas._session.document is not None
    assert canvas._session.document.annotations == before


def test_that_the_navigator_makes_way_for_a_box_that_is_drawn_there(canvas: CanvasView) -> None:
    canvas.set_zoom(8)
    canvas.set_tool("draw")
    corner = canvas.minimap.geometry().center()
    QTest.mousePress(canvas, LEFT, NO_KEYS, QPoint(100, 100))
    QTest.mouseMove(canvas, QPoint(200, 200))
    assert canvas.minimap.isVisible()
    QTest.mouseMove(canvas, corner)
    assert not canvas.minimap.isVisible()
    QTest.mouseRelease(canvas, LEFT, NO_KEYS, corner)
    assert canvas.minimap.isVisible()


def test_that_the_navigator_paints_the_picture_and_a_frame(canvas: CanvasView, qtbot: QtBot) -> None:
    session = canvas._session
    session.go_to_index(1)
    session.show_image(1, blank_image(shade=200), voc_file((), 1))
    canvas.set_zoom(8)
    image = canvas.minimap.grab().toImage()
    frame = canvas.minimap.compute_visible_frame().toAlignedRect()
    assert image.pixelColor(frame.center()).red() == 200
    assert image.pixelColor(frame.topLeft()).name() == "#ffffff"
    assert image.pixelColor(2, 2).red() < 150  # shaded: not seen


# -- crosshair


def test_that_the_crosshair_can_be_switched_off(canvas: CanvasView) -> None:
    canvas.set_tool("draw")
    at = QPoint(300, 230)
    QTest.mouseMove(canvas, at)

    def lines() -> bool:
        image = canvas.grab().toImage()
        column = {image.pixelColor(at.x(), y).name() for y in range(160, 220)}
        return {"#ffffff"} < column

    assert lines()
    canvas.view_options.set_aid("crosshair", False)
    assert not lines()


# -- the window: switches, adjustment, colors


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "photos"
    root.mkdir()
    for number in range(2):
        pixels = np.full((48, 64, 3), 100, np.uint8)
        pixels[:24] = 60
        pixels[3, 5] = (10, 20, 30)
        Image.fromarray(pixels).save(root / f"{number}.png")
    return root


def test_that_switches_are_remembered(open_window: Opener, qtbot: QtBot) -> None:
    first = open_window()
    for name in ("minimap", "crosshair", "pixel_grid"):
        assert first.context.actions[name].isChecked()
        first.context.actions[name].trigger()
    assert not first.context.canvas.keep_zoom
    first.context.actions["keep_zoom"].trigger()
    second = open_window()
    for name in ("minimap", "crosshair", "pixel_grid"):
        assert not second.context.actions[name].isChecked()
    aids = second.context.canvas.view_options.aids
    assert (aids.minimap, aids.crosshair, aids.pixel_grid) == (False, False, False)
    assert second.context.canvas.keep_zoom
    assert second.context.actions["keep_zoom"].isChecked()


def test_that_an_adjustment_stays_from_image_to_image_until_it_is_reset(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_path(qtbot, window, folder)
    files = {path: path.read_bytes() for path in folder.iterdir()}
    popup, canvas, mark = window.display_controller.popup, window.context.canvas, window.status_bar.adjusted_button
    assert not mark.isVisible()
    trigger(qtbot, window, "adjust")
    assert popup.isVisible()
    popup.brightness.slider.setValue(40)
    assert popup.brightness.number.value() == pytest.approx(0.2)
    popup.gamma.number.setValue(2.0)
    assert canvas.view_options.adjustment == Adjustment(0.2, 1.0, 2.0)
    assert mark.isVisible()
    window.context.session.go_to_index(1)
    qtbot.waitUntil(lambda: window.context.session.image is not None)
    assert canvas.view_options.adjustment == Adjustment(0.2, 1.0, 2.0)
    popup.reset_button.click()
    assert canvas.view_options.adjustment == NEUTRAL
    assert [row.number.value() for row in popup.rows] == [0.0, 1.0, 1.0]
    assert [row.slider.value() for row in popup.rows] == [0, 0, 0]
    assert not mark.isVisible()
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert {path: path.read_bytes() for path in folder.iterdir() if path in files} == files


def test_that_automatic_stretches_and_the_key_takes_it_back(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    assert not window.context.actions["adjust_auto"].isEnabled()
    open_path(qtbot, window, folder)
    canvas = window.context.canvas
    trigger(qtbot, window, "adjust_auto")
    lut = canvas.view_options.adjustment.build_lookup_table()
    assert (lut[60], lut[100]) == (0, 255)
    assert window.display_controller.popup.contrast.number.value() == pytest.approx(255 / 40, abs=0.01)
    trigger(qtbot, window, "adjust_auto")
    assert canvas.view_options.adjustment == NEUTRAL


def test_that_letters_still_step_while_the_popup_is_open(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder)
    trigger(qtbot, window, "adjust")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window.display_controller.popup.brightness.slider, Qt.Key.Key_D)
    assert window.context.session.index == 1


def test_that_the_status_bar_shows_the_pixel_and_its_color(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_path(qtbot, window, folder)
    canvas, status = window.context.canvas, window.status_bar
    canvas.view_options.set_adjustment(Adjustment(brightness=0.3))
    x, y = canvas.viewport.to_widget(5.6, 3.7)
    QTest.mouseMove(canvas, QPoint(round(x), round(y)))
    assert status.cursor_label.text() == "5, 3 px"
    assert status.color_label.text() == "RGB 10 20 30"
    QTest.mouseMove(canvas, QPoint(1, 1))
    assert status.color_label.text() == ""


# -- very many pixels


def test_that_all_pixels_of_a_large_image_follow_its_first_look(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pixel_cache, "MAX_PIXELS", 3_000)
    root = tmp_path / "large"
    root.mkdir()
    Image.fromarray(noise_image(160, 120).pixels).save(root / "wide.png")
    loader, canvas = window.image_controller.loader, window.context.canvas
    with qtbot.waitSignal(loader.sharpened, timeout=10_000):
        open_path(qtbot, window, root)
        assert window.context.session.image is not None
        assert window.context.session.image.reduction == 3  # what the detector looks at
    assert canvas.color_at(31.0, 7.0) == tuple(noise_image(160, 120).pixels[7, 31])
    assert window.context.notices.texts == []
    assert canvas._decode_progress is None


def test_that_an_image_that_memory_cannot_hold_stays_reduced_and_says_so(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pixel_cache, "MAX_PIXELS", 3_000)
    monkeypatch.setattr(image_loader, "compute_affordable_pixels", lambda: 10_000)
    root = tmp_path / "large"
    root.mkdir()
    Image.fromarray(noise_image(160, 120).pixels).save(root / "wide.png")
    open_path(qtbot, window, root)
    (notice, *_) = window.context.notices.texts
    assert has_sentence(notice, tr(LARGE_IMAGE_TEXT), path="wide.png", size="160 x 120 pixels", reduction=3)


def test_that_the_canvas_shows_how_far_reading_is(canvas: CanvasView) -> None:
    session = canvas._session
    session.go_to_index(1)
    canvas._show_loading()
    canvas.show_decode_progress(0.45)
    assert canvas.message == "Loading 1.png… 45%"
    session.show_image(1, blank_image(), voc_file((), 1))
    assert canvas.message == ""
    assert canvas._decode_progress is None


# -- screens with more pixels


def test_that_two_pixels_of_the_screen_for_one_show_the_picture_sharp(qapp: QApplication) -> None:
    image = noise_image()
    target = QImage(1200, 800, QImage.Format.Format_RGB32)
    target.setDevicePixelRatio(2.0)
    painter = QPainter(target)
    ImagePainter(image).draw_image(painter, CanvasFrame(Viewport(0.5, 10, 10), 600, 400, 2.0), QColor("black"))
    painter.end()
    # Half a widget pixel for a pixel of the image is a whole pixel of this screen.
    found = [target.pixelColor(20 + x, 20 + 40).red() for x in range(200)]
    assert found == image.pixels[40, :, 0].tolist()
