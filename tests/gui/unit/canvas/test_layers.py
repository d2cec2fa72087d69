"""The model of the layers."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from frcnn_gui.canvas.layers import EMPTY_CONTENT, BoxGroup, Layer, LayerContent, LayerStack


def group(count: int, **options: object) -> BoxGroup:
    return BoxGroup(np.zeros((count, 4), dtype=np.float32), "#34C3FF", **options)  # type: ignore[arg-type]


def test_that_a_group_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\(N, 4\)"):
        BoxGroup(np.zeros((4,), dtype=np.float32), "#34C3FF")


def test_that_captions_must_fit_the_boxes() -> None:
    with pytest.raises(ValueError, match="1 captions for 2 boxes"):
        group(2, captions=("cat",))


def test_that_content_counts_its_boxes() -> None:
    assert LayerContent((group(3), group(4)), "7 of 9").item_count == 7


def test_that_new_content_is_distinguished_from_a_new_look(qtbot: QtBot) -> None:
    layer = Layer("anchors", "Anchors")
    with qtbot.assertNotEmitted(layer.appearance_changed), qtbot.waitSignal(layer.content_changed):
        layer.set_content(LayerContent((group(3),), "3"))
    with qtbot.assertNotEmitted(layer.content_changed), qtbot.waitSignal(layer.appearance_changed):
        layer.set_visible(False)
    assert layer.count_text == "3"


def test_that_nothing_in_place_of_nothing_is_not_reported(qtbot: QtBot) -> None:
    layer = Layer("anchors", "Anchors")
    with qtbot.assertNotEmitted(layer.content_changed):
        layer.set_content(LayerContent((), ""))
        layer.set_content(EMPTY_CONTENT)


def test_that_the_same_look_is_not_reported_twice(qtbot: QtBot) -> None:
    layer = Layer("anchors", "Anchors")
    layer.set_opacity(0.5)
    with qtbot.assertNotEmitted(layer.appearance_changed):
        layer.set_opacity(0.5)
        layer.set_visible(True)


@pytest.mark.parametrize(("asked", "given"), [(-1.0, 0.0), (0.25, 0.25), (7.0, 1.0)])
def test_that_opacity_lies_between_0_and_1(asked: float, given: float, qtbot: QtBot) -> None:
    layer = Layer("anchors", "Anchors")
    layer.set_opacity(asked)
    assert layer.opacity == given


def test_that_the_stack_keeps_its_order_and_finds_by_key(qtbot: QtBot) -> None:
    stack = LayerStack()
    lower, upper = Layer("anchors", "Anchors"), Layer("kept", "Kept")
    stack.add_layer(lower)
    stack.add_layer(upper)
    assert list(stack) == [lower, upper]
    assert stack.find_layer("kept") is upper
    assert stack.find_layer("none") is None


def test_that_a_key_is_taken_once(qtbot: QtBot) -> None:
    stack = LayerStack()
    stack.add_layer(Layer("anchors", "Anchors"))
    with pytest.raises(ValueError, match="anchors"):
        stack.add_layer(Layer("anchors", "Again"))


def test_that_the_stack_shows_what_its_layers_report(qtbot: QtBot) -> None:
    stack, layer = LayerStack(), Layer("anchors", "Anchors")
    with qtbot.waitSignal(stack.layers_changed):
        stack.add_layer(layer)
    with qtbot.waitSignal(stack.layers_changed):
        layer.set_opacity(0.5)
    with qtbot.waitSignal(stack.content_changed) as messages:
        layer.set_content(LayerContent((group(1),), "1"))
    assert messages.args == ["anchors"]
