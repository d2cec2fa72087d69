"""The brush, without a widget: what strokes add, erase and say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.packing import UnusableOutline
from detector.data.outlines.rings import Rings
from detector.data.outlines.set_operations import subtract_bitmaps, unite_bitmaps
from detector.data.outlines.strokes import sweep_disc
from frcnn_gui.canvas.tools.brush_tool import (
    BOX_BECOMES_MASK_TEXT,
    DEFAULT_SIZE,
    ERASED_TEXT,
    NOTHING_TO_ERASE_TEXT,
    POLYGON_BECOMES_MASK_TEXT,
    SEVERAL_SELECTED_TEXT,
    SIZE_TEXT,
    STROKE_CANCELED_TEXT,
    BrushTool,
)
from frcnn_gui.canvas.tools.draw_tool import DEFAULT_LABEL
from frcnn_gui.canvas.tools.tool_state import Effects, Pointer, ToolContext
from frcnn_gui.common.language import tr
from frcnn_gui.document.document import BOX_LOCKED_TEXT

MASK = Annotation(OutlinedBox.around(Bitmap.from_mask(np.ones((20, 20), bool), 40, 40)), "cell", 1)
POLYGON = Annotation(OutlinedBox.around(Rings.from_polygons([[(10, 10), (30, 10), (20, 30)]])), "cat", 2)
BOX = Annotation(Box(100, 20, 130, 60), "dog", 3)
SCENE = ToolContext((MASK, POLYGON, BOX), 200, 100, label="cell", next_uid=7)
PATH = ((50.0, 50.0), (70.5, 52.25), (80.0, 60.0))
NOTHING = Effects()


def selecting(*uids: int) -> ToolContext:
    return replace(SCENE, selection=frozenset(uids))


def paint(
    tool: BrushTool,
    scene: ToolContext,
    path: tuple[tuple[float, float], ...] = PATH,
    ctrl: bool = False,
    shift: bool = False,
) -> list[Effects]:
    """Press at the first point, move over the others, release at the last; all effects."""
    points = [Pointer(x, y, 1.0, shift, ctrl) for x, y in path]
    effects = [tool.handle_press(points[0], scene)]
    effects += [tool.handle_move(point) for point in points[1:]]
    return [*effects, tool.handle_release(points[-1])]


def sweep(path: tuple[tuple[float, float], ...] = PATH, size: int = DEFAULT_SIZE) -> Bitmap:
    return Bitmap.from_runs(sweep_disc(np.array(path), size, SCENE.width, SCENE.height))


def find_changed(effects: Effects) -> dict[int, Annotation]:
    """The annotations of the step that are new or changed, by uid."""
    assert effects.commit is not None
    return {one.uid: one for one in effects.commit.annotations if one not in SCENE.annotations}


def test_that_a_stroke_begins_an_object_of_the_next_class() -> None:
    *before, end = paint(BrushTool(), SCENE)
    assert before == [NOTHING] * 3
    assert find_changed(end) == {7: Annotation(OutlinedBox.around(sweep()), "cell", 7)}
    assert end.commit is not None
    assert end.commit.text == tr("Draw {label}").format(label="cell")
    assert (end.select, end.ask_label, end.finished) == (frozenset({7}), (), False)


def test_that_the_class_is_asked_where_none_is_set() -> None:
    end = paint(BrushTool(), replace(SCENE, label=""))[-1]
    assert find_changed(end)[7].label == DEFAULT_LABEL
    assert end.ask_label == (7,)


def test_that_a_stroke_adds_to_the_selected_mask_and_ctrl_erases() -> None:
    before = get_outline(MASK.geometry)
    assert isinstance(before, Bitmap)
    added, erased = (paint(BrushTool(), selecting(1), ctrl=ctrl) for ctrl in (False, True))
    for effects, after, text in (
        (added, unite_bitmaps([before, sweep()]), tr("Paint {label}")),
        (erased, subtract_bitmaps(before, sweep()), tr("Erase from {label}")),
    ):
        assert effects[0] == NOTHING
        assert find_changed(effects[-1]) == {1: replace(MASK, geometry=OutlinedBox.around(after))}
        assert effects[-1].commit is not None
        assert effects[-1].commit.text == text.format(label="cell")
        assert effects[-1].select == {1}


@pytest.mark.parametrize(("one", "text"), [(BOX, BOX_BECOMES_MASK_TEXT), (POLYGON, POLYGON_BECOMES_MASK_TEXT)])
def test_that_a_box_or_a_polygon_becomes_a_mask_and_is_named_first(one: Annotation, text: str) -> None:
    press, *_moves, end = paint(BrushTool(), selecting(one.uid))
    assert press.message == tr(text).format(label=one.label)
    before = convert_to_bitmap(one.geometry, SCENE.width, SCENE.height)
    geometry = OutlinedBox.around(unite_bitmaps([before, sweep()]))
    assert find_changed(end) == {one.uid: replace(one, geometry=geometry)}


def test_that_a_stroke_that_changes_no_pixel_is_no_step_and_leaves_a_polygon_as_it_is() -> None:
    assert paint(BrushTool(), selecting(2), ((150.0, 80.0), (160.0, 80.0)), ctrl=True)[-1] == NOTHING
    assert paint(BrushTool(), selecting(1), ((50.0, 50.0),))[-1] == NOTHING
    assert paint(BrushTool(), SCENE, ((500.0, 500.0),))[-1] == NOTHING


def test_that_shift_begins_a_new_object_beside_the_selected_one() -> None:
    assert set(find_changed(paint(BrushTool(), selecting(1), shift=True)[-1])) == {7}


def test_that_an_object_without_pixels_is_deleted_and_named() -> None:
    tool = BrushTool()
    tool.change_size(8)
    end = paint(tool, selecting(1), ((45.0, 45.0), (55.0, 55.0)), ctrl=True)[-1]
    assert end.commit is not None
    assert end.commit.annotations == (POLYGON, BOX)
    assert end.message == tr(ERASED_TEXT).format(label="cell")


def test_that_a_stroke_needs_one_object_that_may_be_changed() -> None:
    fault = Annotation(OutlinedBox(Box(0, 0, 9, 9), UnusableOutline("It is damaged.")), "cell", 4)
    for scene, ctrl, message in (
        (SCENE, True, tr(NOTHING_TO_ERASE_TEXT)),
        (selecting(1, 2), False, tr(SEVERAL_SELECTED_TEXT)),
        (replace(selecting(1), locked=frozenset({1})), False, tr(BOX_LOCKED_TEXT).format(label="cell")),
        (replace(SCENE, read_only_reason="No."), False, "No."),
        (replace(SCENE, outline_refusal="Only boxes."), False, "Only boxes."),
        (replace(SCENE, annotations=(fault,), selection=frozenset({4})), False, "It is damaged."),
    ):
        tool = BrushTool()
        assert paint(tool, scene, ctrl=ctrl) == [Effects(message=message), *[NOTHING] * 3]
        assert not tool.is_dragging


def test_that_esc_gives_a_stroke_up() -> None:
    tool = BrushTool()
    tool.handle_press(Pointer(50, 50), selecting(1))
    tool.handle_move(Pointer(60, 50))
    assert tool.is_dragging
    assert tool.cancel() == NOTHING
    assert tool.handle_release(Pointer(60, 50)) == NOTHING


def test_that_enter_completes_the_object() -> None:
    tool = BrushTool()
    assert tool.handle_key("enter", selecting(1)) == Effects(select=frozenset())
    assert tool.handle_key("delete", selecting(1)) is None
    tool.handle_press(Pointer(50, 50), selecting(1))
    assert tool.handle_key("enter", selecting(1)) == NOTHING


def test_that_the_size_is_changed_in_steps_within_limits_and_said() -> None:
    tool = BrushTool()
    sizes = []
    for steps in (1, 1, -2, -100, 1, 1, 100, -1):
        message = tool.change_size(steps).message
        assert message == tr(SIZE_TEXT).format(size=tool.size)
        sizes.append(tool.size)
    assert sizes == [24, 29, 20, 1, 2, 3, 2000, 1667]
    assert tool.shows_size
    tool.handle_move(Pointer(1, 1))
    assert not tool.shows_size
    assert tool.change_size(0) == NOTHING


def test_that_a_stroke_keeps_the_size_it_began_with() -> None:
    tool = BrushTool()
    tool.handle_press(Pointer(*PATH[0]), SCENE)
    tool.change_size(5)
    for x, y in PATH[1:]:
        tool.handle_move(Pointer(x, y))
    assert find_changed(tool.handle_release(Pointer(*PATH[-1])))[7].geometry == OutlinedBox.around(sweep())


def test_that_a_stroke_continues_unless_its_object_is_changed_by_others() -> None:
    tool = BrushTool()
    tool.handle_press(Pointer(*PATH[0]), selecting(1))
    assert tool.replace_context(replace(selecting(1), annotations=(MASK, BOX))) == NOTHING
    end = tool.handle_release(Pointer(*PATH[-1]))
    assert end.commit is not None
    assert [one.uid for one in end.commit.annotations] == [1, 3]
    tool.handle_press(Pointer(*PATH[0]), selecting(1))
    moved = replace(MASK, geometry=MASK.geometry.move_by(1, 0))
    assert tool.replace_context(replace(SCENE, annotations=(moved,))).message == tr(STROKE_CANCELED_TEXT)
    assert tool.handle_release(Pointer(*PATH[-1])) == NOTHING


def test_that_the_circle_follows_ctrl_and_a_stroke_keeps_what_it_does() -> None:
    tool = BrushTool()
    tool.handle_move(Pointer(50, 50, ctrl=True))
    assert tool.erases
    tool.handle_press(Pointer(50, 50), selecting(1))
    tool.handle_move(Pointer(60, 50, ctrl=True))
    assert not tool.erases
    assert tool.painted_label == "cell"
