"""The canvas as a person meets it: mouse, wheel and keys on the real widget."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.image_io import DecodedImage
from frcnn_gui.canvas.canvas_view import NO_FOLDER_TEXT, NO_IMAGE_TEXT, CanvasView
from frcnn_gui.canvas.keys import NO_CLASS_FOR_KEY_TEXT
from frcnn_gui.canvas.layers import DETECTIONS, BoxGroup, Layer, LayerContent, Spotlight
from frcnn_gui.canvas.painting.box_style import RECEDED_STYLE
from frcnn_gui.canvas.painting.image_painter import ImagePainter
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame, PaintedFrame
from frcnn_gui.canvas.viewport import Viewport
from frcnn_gui.common import canvas_colors as palette
from frcnn_gui.common.language import tr
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.document.detections import Detection
from frcnn_gui.document.document import Document
from frcnn_gui.document.session import Session
from tests.gui.unit.small_session import HEIGHT, WIDTH, annotation, blank_image, opened, path, show, voc_file

LARGE = annotation(10, 10, 100, 90, "car", 1)
SMALL = annotation(30, 30, 60, 60, "cat", 2)
APART = annotation(150, 10, 180, 40, "dog", 3)
NO_KEYS, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


class Stage:
    """A canvas with one image and three boxes on it; places are in pixels of the image."""

    def __init__(self, qtbot: QtBot) -> None:
        self.session = opened()
        self.view = CanvasView(self.session)
        qtbot.addWidget(self.view)
        self.view.resize(600, 400)
        self.view.show()
        qtbot.waitExposed(self.view)
        self.document: Document = show(self.session, 0, LARGE, SMALL, APART)
        self.view.setFocus()
        self.messages: list[str] = []
        self.session.message_posted.connect(self.messages.append)

    def place(self, x: float, y: float) -> QPoint:
        at_x, at_y = self.view.viewport.to_widget(x, y)
        return QPoint(round(at_x), round(at_y))

    def click(self, x: float, y: float, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        QTest.mouseClick(self.view, LEFT, keys, self.place(x, y))
        # Far enough in time from the next click for both not to be a double click.
        QTest.mouseRelease(self.view, MIDDLE, NO_KEYS, self.place(x, y), QApplication.doubleClickInterval() + 1)

    def drag(self, *path: tuple[float, float], keys: Qt.KeyboardModifier = NO_KEYS, release: bool = True) -> None:
        QTest.mousePress(self.view, LEFT, keys, self.place(*path[0]))
        for point in path[1:]:
            QTest.mouseMove(self.view, self.place(*point))
        if release:
            QTest.mouseRelease(self.view, LEFT, keys, self.place(*path[-1]))

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        QTest.keyClick(self.view, key, keys)

    def annotation(self, uid: int) -> Annotation:
        found = self.document.find_annotation(uid)
        assert found is not None
        return found

    def grab(self) -> QImage:
        return self.view.grab().toImage()


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


def wheel(view: CanvasView, at: QPoint, notches: int, keys: Qt.KeyboardModifier, pixels: QPoint | None = None) -> None:
    event = QWheelEvent(
        QPointF(at), QPointF(view.mapToGlobal(at)), pixels or QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


# -- selecting, moving, resizing


def test_that_a_click_selects_the_smallest_box_and_the_next_one_when_repeated(stage: Stage) -> None:
    stage.click(45, 45)
    assert stage.session.selection == {2}
    stage.click(45, 45)
    assert stage.session.selection == {1}


def test_that_of_the_selected_boxes_only_the_one_that_is_lit_stands_out(qtbot: QtBot, stage: Stage) -> None:
    lit = BoxGroup(np.array([APART.bounds.xyxy], np.float32), Meaning.ANCHOR.color)
    spotlight = Spotlight(APART.bounds.xyxy, (0.0, 0.0, float(WIDTH), float(HEIGHT)))
    layer = Layer("explained", "Explained")
    stage.view.layers.add_layer(layer)
    layer.set_content(LayerContent((lit,), spotlight=spotlight))

    def grab(uid: int | None) -> QImage:
        stage.session.select_annotations(() if uid is None else (uid,))
        qtbot.waitUntil(lambda: not stage.view._layer_cache.is_busy)
        return stage.view.grab().toImage()

    assert stage.view.layers.spotlight is spotlight
    grab(None)  # paints the layer
    unselected = grab(None)
    assert grab(LARGE.uid) == unselected
    assert grab(APART.uid) != unselected


def test_that_a_drag_previews_at_every_step_and_is_one_undo_step(stage: Stage) -> None:
    previews: list[tuple[Annotation, ...]] = []
    stage.document.preview_changed.connect(lambda: previews.append(stage.document.shown_annotations))
    stage.drag((165, 25), (160, 30), (155, 35), (150, 45))
    assert len(previews) == 3
    assert stage.annotation(3).bounds.xyxy == (135, 30, 165, 60)
    assert (stage.document.undo_stack.count(), stage.document.undo_stack.undoText()) == (1, "Move dog")
    stage.document.undo_stack.undo()
    assert stage.annotation(3) == APART


def test_that_a_handle_resizes(stage: Stage) -> None:
    stage.session.select_annotations({3})
    stage.drag((180, 40), (185, 50), (190, 70))
    assert stage.annotation(3).bounds.xyxy == (150, 10, 190, 70)
    assert stage.document.undo_stack.undoText() == "Resize dog"


def test_that_escape_gives_up_a_drag(stage: Stage) -> None:
    stage.drag((165, 25), (150, 40), release=False)
    assert stage.document.shown_annotations != stage.document.annotations
    stage.key(Qt.Key.Key_Escape)
    assert stage.document.shown_annotations == stage.document.annotations
    QTest.mouseRelease(stage.view, LEFT, NO_KEYS, stage.place(150, 40))
    assert stage.document.undo_stack.count() == 0


def test_that_undo_in_the_middle_of_a_drag_ends_the_drag(stage: Stage) -> None:
    stage.document.move_annotations({1}, 5, 0)
    stage.drag((165, 25), (150, 40), release=False)
    stage.document.undo_stack.undo()
    QTest.mouseRelease(stage.view, LEFT, NO_KEYS, stage.place(150, 40))
    assert stage.document.annotations == (LARGE, SMALL, APART)


def test_that_going_to_another_image_ends_the_drag(stage: Stage) -> None:
    left = stage.document
    stage.drag((165, 25), (150, 40), release=False)
    show(stage.session, 1, SMALL)
    QTest.mouseRelease(stage.view, LEFT, NO_KEYS, stage.place(150, 40))
    assert left.annotations == (LARGE, SMALL, APART)
    assert stage.session.document is not None
    assert stage.session.document.annotations == (SMALL,)


def test_that_a_rubber_band_selects(stage: Stage) -> None:
    stage.drag((140, 95), (170, 60), (190, 30))
    assert stage.session.selection == {3}


def test_that_hidden_boxes_are_not_touched_by_the_mouse(stage: Stage) -> None:
    stage.view.boxes_visible = False
    stage.drag((165, 25), (150, 40))
    assert stage.document.annotations == (LARGE, SMALL, APART)
    assert stage.session.selection == frozenset()


def test_that_a_double_click_asks_for_the_label(stage: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.view.label_requested) as asked:
        place = stage.place(45, 45)
        QTest.mouseClick(stage.view, LEFT, NO_KEYS, place)
        QTest.mouseDClick(stage.view, LEFT, NO_KEYS, place)
    assert asked.args == [(2,)]
    assert stage.session.selection == {2}


def test_that_taking_another_tool_gives_up_a_drag(stage: Stage) -> None:
    stage.drag((165, 25), (150, 40), release=False)
    stage.view.set_tool("draw")
    assert stage.document.shown_annotations == (LARGE, SMALL, APART)
    QTest.mouseRelease(stage.view, LEFT, NO_KEYS, stage.place(150, 40))
    assert stage.document.undo_stack.count() == 0


# -- drawing


def test_that_a_drawn_box_takes_the_current_label_and_the_tool_goes_back(stage: Stage) -> None:
    stage.session.current_label = "cat"
    stage.view.set_tool("draw")
    stage.drag((110, 50), (120, 60), (140, 80))
    drawn = stage.document.annotations[-1]
    assert (drawn.label, drawn.bounds.xyxy) == ("cat", (110, 50, 140, 80))
    assert stage.session.selection == {drawn.uid}
    assert stage.document.undo_stack.undoText() == "Draw cat"
    assert stage.view.tool_name == "select"


def test_that_without_a_current_label_it_is_asked_for(stage: Stage, qtbot: QtBot) -> None:
    stage.view.set_tool("draw")
    with qtbot.waitSignal(stage.view.label_requested) as asked:
        stage.drag((110, 50), (120, 60), (140, 80))
    assert asked.args == [(stage.document.annotations[-1].uid,)]


def test_that_two_clicks_draw_too(stage: Stage) -> None:
    stage.view.set_tool("draw")
    stage.click(110, 50)
    QTest.mouseMove(stage.view, stage.place(130, 70))
    assert len(stage.document.shown_annotations) == 4
    stage.click(140, 80)
    assert stage.document.annotations[-1].bounds.xyxy == (110, 50, 140, 80)


def test_that_a_slip_makes_no_box_and_says_so(stage: Stage) -> None:
    stage.view.set_tool("draw")
    stage.drag((110, 50), (115, 51), (116, 51))
    assert len(stage.document.annotations) == 3
    assert "too small" in stage.messages[-1]


def test_that_escape_gives_up_the_box_then_the_tool_then_the_selection(stage: Stage) -> None:
    stage.session.select_annotations({1})
    stage.view.set_tool("draw")
    stage.drag((110, 50), (140, 80), release=False)
    stage.session.select_annotations({1})
    stage.key(Qt.Key.Key_Escape)
    assert (len(stage.document.shown_annotations), stage.view.tool_name) == (3, "draw")
    stage.key(Qt.Key.Key_Escape)
    assert (stage.view.tool_name, stage.session.selection) == ("select", {1})
    stage.key(Qt.Key.Key_Escape)
    assert stage.session.selection == frozenset()


def test_that_drawing_continues_in_draw_mode(stage: Stage) -> None:
    stage.view.set_tool("draw", keeps_drawing=True)
    stage.drag((110, 50), (120, 60), (140, 80))
    stage.drag((110, 10), (120, 20), (140, 40))
    assert len(stage.document.annotations) == 5
    assert stage.view.tool_name == "draw"


def test_that_escape_ends_draw_mode_and_another_image_does_not(stage: Stage) -> None:
    stage.view.set_tool("draw", keeps_drawing=True)
    show(stage.session, 1, SMALL)
    assert (stage.view.tool_name, stage.view.is_in_draw_mode) == ("draw", True)
    stage.key(Qt.Key.Key_Escape)
    assert (stage.view.tool_name, stage.view.is_in_draw_mode) == ("select", False)
    stage.view.set_tool("draw")
    assert not stage.view.is_in_draw_mode


def test_that_the_key_of_the_draw_tool_leaves_draw_mode_on(qtbot: QtBot, stage: Stage) -> None:
    stage.view.set_tool("draw", keeps_drawing=True)
    stage.view.set_tool("draw")  # labelImg's hands press W before each box
    assert stage.view.is_in_draw_mode
    with qtbot.waitSignal(stage.view.tool_changed) as changed:
        stage.view.set_tool("draw", keeps_drawing=False)
    assert changed.args == ["draw"]


def test_that_the_crosshair_is_to_be_seen_over_the_image(stage: Stage) -> None:
    stage.view.set_tool("draw")
    QTest.mouseMove(stage.view, stage.place(120, 95))
    row = stage.place(0, 95).y()
    seen = {
        stage.grab().pixelColor(x, row).name().upper() for x in range(stage.place(105, 0).x(), stage.place(118, 0).x())
    }
    assert {palette.CASING_COLOR, palette.HIGHLIGHT} <= seen


def test_that_a_locked_image_refuses_to_draw_and_says_why(qtbot: QtBot, stage: Stage) -> None:
    show(stage.session, 1, SMALL, locked_reason="1.xml cannot be read.")
    with qtbot.waitSignal(stage.view.tool_changed) as messages:  # so that a button pressed for it comes up again
        stage.view.set_tool("draw")
    assert messages.args == ["select"]
    assert stage.messages == ["1.xml cannot be read."]


# -- keys


@pytest.mark.parametrize(
    ("key", "keys", "dx", "dy"),
    [
        (Qt.Key.Key_Left, NO_KEYS, -1, 0),
        (Qt.Key.Key_Right, SHIFT, 10, 0),
        (Qt.Key.Key_Up, SHIFT, 0, -10),
        (Qt.Key.Key_Down, NO_KEYS, 0, 1),
    ],
)
def test_that_arrows_move_the_selection(key: Qt.Key, keys: Qt.KeyboardModifier, dx: int, dy: int, stage: Stage) -> None:
    stage.session.select_annotations({2})
    stage.key(key, keys)
    assert stage.annotation(2) == SMALL.move_by(dx, dy)


def test_that_a_held_arrow_key_is_one_step_and_two_presses_are_two(stage: Stage) -> None:
    stage.session.select_annotations({2})
    for _press in range(2):
        stage.key(Qt.Key.Key_Right)
        for _repeat in range(4):
            held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, NO_KEYS, "", True)
            QApplication.sendEvent(stage.view, held)
    assert stage.annotation(2) == SMALL.move_by(10, 0)
    assert stage.document.undo_stack.count() == 2


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_that_delete_deletes_the_selection(key: Qt.Key, stage: Stage) -> None:
    stage.session.select_annotations({1, 3})
    stage.key(key)
    assert stage.document.annotations == (SMALL,)
    assert stage.document.undo_stack.undoText() == "Delete 2 boxes"
    assert stage.session.selection == frozenset()


def test_that_ctrl_a_selects_all(stage: Stage) -> None:
    stage.key(Qt.Key.Key_A, CTRL)
    assert stage.session.selection == {1, 2, 3}


def test_that_a_digit_sets_the_class_of_the_selection_and_of_the_next_box(stage: Stage) -> None:
    stage.session.select_annotations({1})
    stage.key(Qt.Key.Key_3)
    assert (stage.annotation(1).label, stage.session.current_label) == ("dog", "dog")
    stage.key(Qt.Key.Key_9)
    assert stage.annotation(1).label == "dog"
    assert stage.messages == [tr(NO_CLASS_FOR_KEY_TEXT).format(number=9)]


def test_that_tab_goes_through_the_boxes_and_back(stage: Stage) -> None:
    seen = []
    for _ in range(4):
        stage.key(Qt.Key.Key_Tab)
        seen.append(set(stage.session.selection))
    assert seen == [{1}, {2}, {3}, {1}]
    stage.key(Qt.Key.Key_Backtab, SHIFT)
    assert stage.session.selection == {3}


def test_that_tab_brings_the_box_into_view(stage: Stage) -> None:
    stage.session.select_annotations({2})
    stage.view.set_zoom(20)
    stage.key(Qt.Key.Key_Tab)
    middle = stage.place(165, 25)
    assert stage.view.rect().contains(middle)


def test_that_a_locked_image_refuses_keys_and_says_why(stage: Stage) -> None:
    show(stage.session, 1, SMALL, locked_reason="1.xml cannot be read.")
    stage.session.select_annotations({2})
    stage.key(Qt.Key.Key_Delete)
    assert stage.messages == ["1.xml cannot be read."]


# -- navigating


def test_that_ctrl_and_the_wheel_zoom_at_the_cursor(stage: Stage, qtbot: QtBot) -> None:
    at = stage.place(45, 45)
    with qtbot.waitSignal(stage.view.zoom_changed):
        wheel(stage.view, at, 3, CTRL)
    assert stage.view.viewport.to_image(at.x(), at.y()) == pytest.approx((45, 45), abs=0.5)


@pytest.mark.parametrize(("keys", "direction"), [(NO_KEYS, (0, 1)), (SHIFT, (1, 0))])
def test_that_the_wheel_scrolls(keys: Qt.KeyboardModifier, direction: tuple[int, int], stage: Stage) -> None:
    stage.view.set_zoom(8)
    before = stage.view.viewport
    wheel(stage.view, QPoint(300, 200), 1, keys)
    after = stage.view.viewport
    step = (after.offset_x - before.offset_x, after.offset_y - before.offset_y)
    assert (step[0] > 0, step[1] > 0) == (direction[0] > 0, direction[1] > 0)
    assert after.scale == before.scale


def test_that_a_touchpad_scrolls_by_its_pixels(stage: Stage) -> None:
    stage.view.set_zoom(8)
    before = stage.view.viewport
    wheel(stage.view, QPoint(300, 200), 1, NO_KEYS, QPoint(7, -11))
    assert stage.view.viewport == before.pan_by(7, -11)


def pan_with_middle(stage: Stage) -> None:
    QTest.mousePress(stage.view, MIDDLE, NO_KEYS, QPoint(300, 200))
    QTest.mouseMove(stage.view, QPoint(330, 180))
    QTest.mouseRelease(stage.view, MIDDLE, NO_KEYS, QPoint(330, 180))


def pan_with_space(stage: Stage) -> None:
    QTest.keyPress(stage.view, Qt.Key.Key_Space)
    QTest.mousePress(stage.view, LEFT, NO_KEYS, QPoint(300, 200))
    QTest.mouseMove(stage.view, QPoint(330, 180))
    QTest.mouseRelease(stage.view, LEFT, NO_KEYS, QPoint(330, 180))
    QTest.keyRelease(stage.view, Qt.Key.Key_Space)


@pytest.mark.parametrize("pan", [pan_with_middle, pan_with_space])
def test_that_the_image_can_be_dragged_without_touching_boxes(pan: object, stage: Stage) -> None:
    taps: list[None] = []
    stage.view.space_tapped.connect(lambda: taps.append(None))
    stage.view.set_zoom(8)
    before = stage.view.viewport
    pan(stage)  # type: ignore[operator]
    assert stage.view.viewport == before.pan_by(30, -20)
    assert stage.document.annotations == (LARGE, SMALL, APART)
    assert stage.session.selection == frozenset()
    assert not taps


def test_that_a_tapped_space_is_reported(stage: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.view.space_tapped):
        stage.key(Qt.Key.Key_Space)


def test_that_another_image_is_fitted_and_the_same_is_not(stage: Stage) -> None:
    stage.view.set_zoom(8)
    view = stage.view.viewport
    stage.session.show_image(0, blank_image(), voc_file((LARGE,)))
    assert stage.view.viewport == view
    show(stage.session, 1)
    assert stage.view.zoom < 8


def test_that_the_cursor_is_reported_in_pixels_of_the_image(stage: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.view.cursor_moved) as messages:
        QTest.mouseMove(stage.view, stage.place(150, 50))
    assert messages.args is not None
    assert messages.args[0] == pytest.approx((150, 50), abs=0.5)
    with qtbot.waitSignal(stage.view.cursor_moved) as messages:
        QTest.mouseMove(stage.view, QPoint(1, 1))
    assert messages.args == [None]


def test_that_coordinates_are_those_of_the_original_when_fewer_pixels_are_shown(stage: Stage) -> None:
    small = DecodedImage(np.zeros((HEIGHT // 4, WIDTH // 4, 3), dtype=np.uint8), WIDTH, HEIGHT, 4)
    stage.session.go_to_index(1)
    stage.session.show_image(1, small, voc_file((), 1))
    document = stage.session.document
    assert document is not None
    stage.view.set_tool("draw")
    stage.drag((110, 50), (120, 60), (140, 80))
    assert document.annotations[0].bounds.xyxy == (110, 50, 140, 80)


# -- what is seen


def test_that_messages_say_what_to_do(qtbot: QtBot) -> None:
    session = Session()
    view = CanvasView(session)
    qtbot.addWidget(view)
    assert view.message == NO_FOLDER_TEXT
    session = opened()
    view = CanvasView(session)
    qtbot.addWidget(view)
    assert view.message == NO_IMAGE_TEXT
    session.go_to_index(0)
    assert view.message == "Loading 0.png…"
    session.show_failure(0, "0.png is damaged.")
    assert view.message == "0.png is damaged."
    assert view.accessibleDescription().startswith("0.png is damaged.")
    session.go_to_index(0)
    session.show_image(0, blank_image(), voc_file())
    assert view.message == ""


def test_that_the_image_before_stays_until_the_next_is_there_or_late(stage: Stage, qtbot: QtBot) -> None:
    stage.session.go_to_index(1)
    assert stage.view.message == ""
    qtbot.waitUntil(lambda: stage.view.message == "Loading 1.png…")


def test_that_boxes_are_painted_in_the_color_of_their_class(stage: Stage) -> None:
    at = stage.place(165, 10)
    column = {stage.grab().pixelColor(at.x(), at.y() + step).name().upper() for step in range(-2, 4)}
    assert stage.session.class_color("dog") in column
    assert palette.CASING_COLOR in column
    stage.view.boxes_visible = False
    column = {stage.grab().pixelColor(at.x(), at.y() + step).name().upper() for step in range(-2, 4)}
    assert stage.session.class_color("dog") not in column


def test_that_a_dragged_box_is_painted_where_it_is_and_nowhere_else(stage: Stage) -> None:
    color = stage.session.class_color("dog")
    stage.drag((165, 25), (165, 60), release=False)
    image = stage.grab()

    def is_painted(y: int) -> bool:
        at = stage.place(160, y)
        return any(image.pixelColor(at.x(), at.y() + step).name().upper() == color for step in range(-2, 4))

    assert is_painted(45)
    assert not is_painted(10)


def test_that_layers_are_painted_over_the_image(stage: Stage) -> None:
    layer = Layer("anchors", "Anchors")
    stage.view.layers.add_layer(layer)
    group = BoxGroup(np.array([[110, 50, 140, 80]], dtype=np.float32), Meaning.ANCHOR.color)
    layer.set_content(LayerContent((group,), "1"))
    at, image = stage.place(110, 65), stage.grab()
    row = {image.pixelColor(at.x() + step, at.y()).name().upper() for step in (-1, 0)}
    assert Meaning.ANCHOR.color in row


def test_that_labels_are_under_what_layers_say_of_them_and_their_tags_above(stage: Stage) -> None:
    layer = Layer("anchors", "Anchors")
    stage.view.layers.add_layer(layer)
    line = stage.place(165, 10)
    tag_pixels = []
    for step in (100.0, 1.0):  # lines far from the tags, and all over them
        starts = np.arange(0, 200, step, dtype=np.float32)
        across = np.stack((starts, starts * 0, starts, starts * 0 + 100), axis=1)
        on_box = np.array([[160, 10, 170, 30]], dtype=np.float32)
        groups = (BoxGroup(across, Meaning.ANCHOR.color), BoxGroup(on_box, Meaning.CORRECT.color, 2))
        layer.set_content(LayerContent(groups, "1"))
        image = stage.grab()
        column = {image.pixelColor(line.x(), line.y() + step).name().upper() for step in range(-3, 4)}
        assert Meaning.CORRECT.color in column
        assert stage.session.class_color("dog") not in column
        seen = [image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())]
        tag_pixels.append(seen.count(RECEDED_STYLE.tag_color))
    assert tag_pixels[0] == tag_pixels[1] > 50


def test_that_a_click_on_a_detection_is_reported_where_there_is_no_box(stage: Stage) -> None:
    clicked: list[int] = []
    stage.view.detection_clicked.connect(clicked.append)
    found = [
        Detection(annotation(35, 35, 55, 55, "cat", 8), 0.9),
        Detection(annotation(110, 50, 140, 80, "cat", 9), 0.9),
    ]
    stage.session.set_detections(path(0), found)
    stage.click(45, 45)
    assert clicked == []
    stage.click(125, 65)
    assert clicked == [9]


def test_that_detections_that_are_not_shown_cannot_be_clicked(stage: Stage) -> None:
    clicked: list[int] = []
    stage.view.detection_clicked.connect(clicked.append)
    stage.session.set_detections(path(0), [Detection(annotation(110, 50, 140, 80, "cat", 9), 0.9)])
    stage.view.layers.add_layer(Layer(DETECTIONS, "Detections", visible=False))
    stage.click(125, 65)
    assert clicked == []


# -- the image itself


def painted(pixels: NDArray[np.uint8], scale: float, reduction: int = 1) -> QImage:
    """The image, painted with its corner at (0, 0)."""
    target = QImage(64, 64, QImage.Format.Format_RGB32)
    painter = QPainter(target)
    height, width = pixels.shape[:2]
    image = DecodedImage(pixels, width * reduction, height * reduction, reduction)
    ImagePainter(image).draw_image(painter, CanvasFrame(Viewport(scale), 64, 64), QColor("#102030"))
    painter.end()
    return target


def checkered(side: int) -> NDArray[np.uint8]:
    """Black and white pixels in turn."""
    plane = (np.indices((side, side)).sum(axis=0) % 2 * 255).astype(np.uint8)
    return np.repeat(plane[:, :, None], 3, axis=2)


def test_that_enlarged_pixels_are_squares() -> None:
    image = painted(checkered(8), 4.0)
    for x in range(32):
        assert image.pixelColor(x, 1).red() == (255 if (x // 4) % 2 else 0)
    assert image.pixelColor(40, 40).name() == "#102030"


@pytest.mark.parametrize("scale", [0.5, 0.25, 0.125])
def test_that_a_reduced_image_is_the_mean_of_its_pixels(scale: float) -> None:
    image = painted(checkered(128), scale)
    assert image.pixelColor(4, 5).red() == pytest.approx(127, abs=2)


def test_that_an_image_of_fewer_pixels_is_as_large_as_its_original() -> None:
    image = painted(np.full((8, 8, 3), 200, dtype=np.uint8), 1.0, reduction=4)
    assert image.pixelColor(30, 30).red() == 200
    assert image.pixelColor(33, 30).name() == "#102030"


def test_that_a_picture_shows_what_is_written_into_its_pixels() -> None:
    made = PaintedFrame(CanvasFrame(Viewport(), 4, 4, margin=0))
    made.pixels[1, 2] = 0xFF336699
    assert made.image.pixelColor(2, 1).name() == "#336699"
