"""Tags of boxes and captions of several layers on one canvas: none lies over another."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from frcnn_gui.canvas.canvas_view import CanvasView
from frcnn_gui.canvas.layers import MAX_CAPTIONS, BoxGroup, Layer, LayerContent, Spotlight
from frcnn_gui.canvas.painting.tag_board import Tag, TagBoard, TagLevel
from frcnn_gui.canvas.painting.tag_places import Corners, TagPlace
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.document.session import Session
from tests.gui.unit.small_session import annotation, opened, show

BOXES = np.array([(20, 20, 60, 50), (22, 22, 62, 52), (40, 30, 90, 70), (100, 10, 112, 20)], dtype=np.float32)


class Canvas:
    """A canvas over an image of 200 x 100 with these boxes."""

    def __init__(self, qtbot: QtBot) -> None:
        self.session: Session = opened()
        self.view = CanvasView(self.session)
        qtbot.addWidget(self.view)
        self.view.resize(640, 400)
        self.qtbot = qtbot
        show(self.session, 0, *(annotation(*box, "ladybird", uid) for uid, box in enumerate(BOXES.tolist(), start=1)))
        self.view.fit_image()
        self.view.show()
        qtbot.waitExposed(self.view)

    def add_layer(self, key: str, content: LayerContent, group: str = "stages") -> Layer:
        layer = Layer(key, key, group=group)
        self.view.layers.add_layer(layer)
        layer.set_content(content)
        return layer

    @property
    def board(self) -> TagBoard:
        return self.view._painter.tag_board

    def paint(self) -> QImage:
        image = self.view.grab().toImage()
        self.qtbot.waitUntil(lambda: not self.view._layer_cache.is_busy, timeout=5_000)
        return self.view.grab().toImage() if image else image

    def check_tags(self) -> None:
        rects = [cover(tag, place) for tag, place in self.board.placed]
        for one, other in combinations(rects, 2):
            assert not (one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3])


def cover(tag: Tag, place: TagPlace) -> Corners:
    return place.x, place.y, place.x + tag.size[0], place.y + tag.size[1]


def captioned(boxes: np.ndarray, text: str, meaning: Meaning, below: bool = False, **more: object) -> LayerContent:
    group = BoxGroup(boxes, meaning.color, captions=(text,) * len(boxes), below=below)
    return LayerContent((group,), **more)  # type: ignore[arg-type]


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    return Canvas(qtbot)


def test_that_captions_of_layers_and_tags_of_boxes_never_meet(canvas: Canvas) -> None:
    canvas.add_layer("matches", captioned(BOXES, "matched: 3", Meaning.POSITIVE, below=True))
    canvas.add_layer("final", captioned(BOXES + np.float32(1), "ladybird 0.97", Meaning.DETECTION, below=True))
    canvas.add_layer("after_nms", captioned(BOXES - np.float32(1), "0.88", Meaning.KEPT))
    canvas.paint()
    assert len(canvas.board.placed) == 4 * len(BOXES)
    canvas.check_tags()
    canvas.session.select_annotations([1, 3])
    canvas.paint()
    assert sum(tag.level is TagLevel.RAISED for tag, _ in canvas.board.placed) == 2
    assert len(canvas.board.placed) == 4 * len(BOXES)
    canvas.check_tags()


def test_that_they_do_not_meet_while_a_box_is_dragged_or_the_image_is_moved(canvas: Canvas) -> None:
    canvas.add_layer("matches", captioned(BOXES, "matched: 3", Meaning.POSITIVE, below=True))
    canvas.session.select_annotations([2])
    document = canvas.session.document
    assert document is not None
    for step in range(0, 60, 10):
        moved: list[Annotation] = [one.move_by(step, step / 2) if one.uid == 2 else one for one in document.annotations]
        document.set_preview(tuple(moved))
        canvas.paint()
        canvas.check_tags()
    document.set_preview(None)
    for zoom in (3.0, 6.0, 1.0):
        canvas.view.set_zoom(zoom)
        canvas.view._navigator.pan_by(-40, 10)
        canvas.paint()
        canvas.check_tags()


def test_that_what_dims_everything_dims_the_captions_of_others(canvas: Canvas) -> None:
    canvas.add_layer("matches", captioned(BOXES[3:], "matched: 3", Meaning.POSITIVE, below=True))
    spotlight = Spotlight((20.0, 20.0, 60.0, 50.0), (0.0, 0.0, 200.0, 100.0))
    chosen = canvas.add_layer("chosen", captioned(BOXES[:1], "2 equal anchors", Meaning.KEPT, spotlight=spotlight))
    wrong = captioned(BOXES[2:3] + np.float32(40), "key 0.31", Meaning.FALSE_POSITIVE)
    canvas.add_layer("review", wrong)  # above the other two
    shaded = read_grounds(canvas)
    assert shaded["2 equal anchors"] == Meaning.KEPT.color
    assert shaded["matched: 3"] != Meaning.POSITIVE.color
    assert shaded["key 0.31"] != Meaning.FALSE_POSITIVE.color
    chosen.set_visible(False)
    clear = read_grounds(canvas)
    assert clear["matched: 3"] == Meaning.POSITIVE.color
    assert clear["key 0.31"] == Meaning.FALSE_POSITIVE.color


def test_that_captions_of_what_is_lit_are_lit(canvas: Canvas) -> None:
    canvas.add_layer("matches", captioned(BOXES[[0, 3]], "matched: 3", Meaning.POSITIVE, below=True))
    spotlight = Spotlight((20.0, 20.0, 60.0, 50.0), (0.0, 0.0, 200.0, 100.0))
    canvas.add_layer("chosen", captioned(BOXES[:1], "2 equal anchors", Meaning.KEPT, spotlight=spotlight))
    canvas.paint()
    levels = [tag.level for tag, _ in canvas.board.placed if tag.color == Meaning.POSITIVE.color]
    assert levels == [TagLevel.LIT, TagLevel.COMMON]


def read_grounds(canvas: Canvas) -> dict[str, str]:
    """The color of the ground of each caption, by its text."""
    image, texts = canvas.paint(), {}
    names = {Meaning.KEPT.color: "2 equal anchors", Meaning.POSITIVE.color: "matched: 3"}
    for tag, place in canvas.board.placed:
        if tag.color in (*names, Meaning.FALSE_POSITIVE.color):
            pixel = image.pixelColor(round(place.x) + 1, round(place.y) + 1)
            texts[names.get(tag.color, "key 0.31")] = QColor(pixel).name().upper()
    return texts


def test_that_captions_stay_on_the_image_while_there_is_room(canvas: Canvas) -> None:
    bottom = np.array([(10, 80, 40, 100), (60, 85, 90, 100), (120, 0, 150, 10)], dtype=np.float32)
    canvas.add_layer("matches", captioned(bottom, "matched: 3", Meaning.POSITIVE, below=True))
    canvas.paint()
    x1, y1 = canvas.view.viewport.to_widget(0, 0)
    x2, y2 = canvas.view.viewport.to_widget(200, 100)
    for rect in (cover(tag, place) for tag, place in canvas.board.placed):
        assert x1 <= rect[0] < rect[2] <= x2
        assert y1 <= rect[1] < rect[3] <= y2
    canvas.check_tags()


def test_that_layers_with_too_many_captions_have_none(canvas: Canvas) -> None:
    many = np.tile(BOXES, (100, 1))
    canvas.add_layer("crowd", captioned(many, "0.93", Meaning.KEPT))
    canvas.add_layer("final", captioned(BOXES, "ladybird 0.97", Meaning.DETECTION))
    canvas.paint()
    assert len(many) > MAX_CAPTIONS
    assert {tag.color for tag, _ in canvas.board.placed} & {Meaning.KEPT.color, Meaning.DETECTION.color} == {
        Meaning.DETECTION.color
    }


def test_that_labels_alone_have_their_tags_alone(canvas: Canvas) -> None:
    canvas.add_layer("final", captioned(BOXES, "ladybird 0.97", Meaning.DETECTION))
    canvas.view.layers.set_labels_only(True)
    canvas.paint()
    assert len(canvas.board.placed) == len(BOXES)
    canvas.view.boxes_visible = False
    canvas.paint()
    assert canvas.board.placed == []
