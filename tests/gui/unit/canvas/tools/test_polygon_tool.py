"""The polygon tool and the editing of points, without a widget: what clicks, drags and keys ask for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter, QPalette
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.geometry import Box, Geometry
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox
from detector.data.outlines.rings import Part, Ring, Rings
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame
from frcnn_gui.canvas.painting.tool_painter import paint_tool
from frcnn_gui.canvas.painting.tool_view import ToolView
from frcnn_gui.canvas.tools.draw_tool import DEFAULT_LABEL
from frcnn_gui.canvas.tools.polygon_tool import NO_AREA_TEXT, TOO_FEW_POINTS_TEXT, PolygonTool
from frcnn_gui.canvas.tools.select_tool import LAST_POINTS_TEXT, SelectTool
from frcnn_gui.canvas.tools.tool_state import Effects, Pointer, Tool, ToolContext
from frcnn_gui.canvas.viewport import Viewport
from frcnn_gui.common.language import tr
from frcnn_gui.document.ring_editing import get_rings

NOTHING = Effects()
TRIANGLE = ((20.0, 20.0), (60.0, 20.0), (40.0, 60.0))
SCENE = ToolContext((), 200, 100, label="cell", next_uid=7)


def outlined(*polygons: tuple[tuple[float, float], ...], uid: int = 1) -> Annotation:
    rings = Rings.from_polygons(polygons)
    return Annotation(OutlinedBox(rings.bounds, rings), "cell", uid)


def at(x: float, y: float, **keys: bool) -> Pointer:
    return Pointer(x, y, **keys)


def click(tool: Tool, scene: ToolContext, x: float, y: float, **keys: bool) -> Effects:
    """Move there, press and release; what the press, or else the release asks for."""
    pointer = at(x, y, **keys)
    tool.handle_move(pointer)
    press, release = tool.handle_press(pointer, scene), tool.handle_release(pointer)
    return release if press == NOTHING else press


def draw(tool: PolygonTool, scene: ToolContext, *points: tuple[float, float]) -> None:
    for x, y in points:
        click(tool, scene, x, y)


def committed(effects: Effects) -> tuple[Annotation, ...]:
    assert effects.commit is not None
    return effects.commit.annotations


def points_of(annotation: Annotation, ring: int = 0) -> list[list[float]]:
    rings = get_rings(annotation)
    assert rings is not None
    return list(rings.rings)[ring].points.tolist()


# -- drawing


@pytest.mark.parametrize("closing", ["first point", "enter", "double click"])
def test_that_a_polygon_is_closed_in_three_ways_and_is_one_step(closing: str) -> None:
    tool = PolygonTool()
    draw(tool, SCENE, *TRIANGLE)
    effects: Effects | None
    if closing == "first point":
        effects = click(tool, SCENE, 23, 17)
    elif closing == "enter":
        effects = tool.handle_key("enter", SCENE)
    else:
        effects = tool.handle_double_click(at(*TRIANGLE[-1]), SCENE)
    assert effects is not None
    (annotation,) = committed(effects)
    assert annotation == outlined(TRIANGLE, uid=7)
    assert annotation.bounds == Box(20, 20, 60, 60)
    assert (effects.select, effects.finished, effects.ask_label) == ({7}, True, ())
    assert effects.commit is not None
    assert effects.commit.text == "Draw cell"
    assert not tool.is_dragging


def test_that_the_class_is_asked_for_where_none_is_set() -> None:
    tool, scene = PolygonTool(), replace(SCENE, label="")
    draw(tool, scene, *TRIANGLE)
    effects = tool.handle_key("enter", scene)
    assert effects is not None
    assert effects.ask_label == (7,)
    assert committed(effects)[0].label == DEFAULT_LABEL


def test_that_the_class_is_the_one_chosen_when_it_is_closed() -> None:
    tool = PolygonTool()
    draw(tool, SCENE, *TRIANGLE)
    effects = tool.handle_key("enter", replace(SCENE, label="vessel"))
    assert effects is not None
    assert committed(effects)[0].label == "vessel"


def test_that_it_stays_in_hand_with_shift_and_in_draw_mode() -> None:
    for scene, shift in ((SCENE, True), (replace(SCENE, keeps_drawing=True), False)):
        tool = PolygonTool()
        draw(tool, scene, *TRIANGLE)
        assert not click(tool, scene, 20, 20, shift=shift).finished


def test_that_backspace_takes_points_back_one_by_one() -> None:
    tool = PolygonTool()
    draw(tool, SCENE, *TRIANGLE)
    for left in (TRIANGLE[:2], TRIANGLE[:1], ()):
        assert tool.handle_key("backspace", SCENE) == NOTHING
        assert tool.points == left
    assert tool.handle_key("backspace", SCENE) is None


def test_that_escape_gives_it_up() -> None:
    tool = PolygonTool()
    draw(tool, SCENE, *TRIANGLE)
    tool.cancel()
    assert (tool.points, tool.next_point, tool.is_dragging) == ((), None, False)


def test_that_two_points_and_points_on_a_line_do_not_close() -> None:
    tool = PolygonTool()
    draw(tool, SCENE, (20, 20), (60, 20))
    assert tool.handle_key("enter", SCENE) == Effects(message=tr(TOO_FEW_POINTS_TEXT))
    assert click(tool, SCENE, 20, 20) == NOTHING
    tool.handle_key("backspace", SCENE)
    draw(tool, SCENE, (90, 20))
    assert tool.handle_key("enter", SCENE) == Effects(message=tr(NO_AREA_TEXT))
    assert tool.is_dragging


def test_that_nothing_is_drawn_in_a_read_only_image_or_where_outlines_cannot_be_saved() -> None:
    for scene, message in (
        (replace(SCENE, read_only_reason="No."), "No."),
        (replace(SCENE, outline_refusal="Not in this format."), "Not in this format."),
    ):
        tool = PolygonTool()
        assert click(tool, scene, 20, 20) == Effects(message=message)
        assert not tool.is_dragging


def test_that_points_are_in_the_image_and_whole_unless_pixels_are_large() -> None:
    tool = PolygonTool()
    click(tool, SCENE, -30.4, 50.7)
    click(tool, SCENE, 100.26, 250)
    assert tool.points == ((0, 51), (100, 100))
    enlarged = Pointer(20.26, 30.71, pixel=0.1)
    tool.handle_move(enlarged)
    assert tool.next_point == (20.3, 30.7)


def test_that_points_snap_to_a_point_or_an_edge_of_a_neighbor_unless_alt_is_held() -> None:
    neighbor = outlined(((100, 10), (140, 10), (140.25, 90), (100, 90)))
    scene = replace(SCENE, annotations=(neighbor,))
    tool = PolygonTool()
    click(tool, scene, 137, 87)
    assert tool.points == ((140.25, 90),)
    click(tool, scene, 97, 50)
    assert tool.points[-1] == (100, 50)
    click(tool, scene, 97, 40, alt=True)
    assert tool.points[-1] == (97, 40)
    hidden = replace(scene, hidden=frozenset({1}))
    click(tool, hidden, 97, 30)
    assert tool.points[-1] == (97, 30)


@pytest.mark.parametrize(
    ("geometry", "clicked", "expected"),
    [
        (Box(100.5, 10, 140, 90), (97, 50), (100.5, 50)),
        (Box(100.5, 10, 140, 90), (137, 93), (140, 90)),
        (Box(100.5, 10, 140, 90), (120, 50), (120, 50)),
        (OutlinedBox.around(Bitmap.from_mask(np.ones((80, 40), bool), 100, 10)), (97, 7), (100, 10)),
        (OutlinedBox.around(Bitmap.from_mask(np.ones((80, 40), bool), 100, 10)), (135.2, 40), (140, 40)),
        (OutlinedBox.around(Bitmap.from_mask(np.ones((80, 40), bool), 100, 10)), (120, 50), (120, 50)),
        (OutlinedBox.around(Bitmap.from_mask(np.eye(3, dtype=bool), 100, 10)), (108, 18), (103, 13)),
    ],
)
def test_that_points_snap_to_boxes_and_masks(
    geometry: Geometry, clicked: tuple[float, float], expected: tuple[float, float]
) -> None:
    scene = replace(SCENE, annotations=(Annotation(geometry, "cell", 1),))
    tool = PolygonTool()
    click(tool, scene, *clicked)
    assert tool.points == (expected,)
    far = replace(scene, annotations=())
    click(tool, far, *clicked)
    assert tool.points[-1] == pytest.approx(clicked, abs=0.5)


def test_that_the_box_of_an_outline_pulls_nobody() -> None:
    scene = replace(SCENE, annotations=(outlined(((100, 10), (140, 50), (100, 90))),))
    tool = PolygonTool()
    click(tool, scene, 139, 12)
    assert tool.points == ((139, 12),)


# -- editing


SQUARE = outlined(((20, 20), (80, 20), (80, 80), (20, 80)))
EDITING = ToolContext((SQUARE,), 200, 100, selection=frozenset({1}))


def drag(tool: Tool, scene: ToolContext, start: Pointer, end: Pointer) -> Effects:
    tool.handle_press(start, scene)
    tool.handle_move(end)
    return tool.handle_release(end)


def test_that_a_point_is_dragged_and_the_box_follows() -> None:
    effects = drag(SelectTool(), EDITING, at(81, 79), at(101, 94))
    (moved,) = committed(effects)
    assert points_of(moved) == [[20, 20], [80, 20], [100, 95], [20, 80]]
    assert moved.bounds == Box(20, 20, 100, 95)


def test_that_a_dragged_point_stays_in_the_image_and_snaps_to_neighbors() -> None:
    neighbor = outlined(((120, 10), (160, 10), (160, 90)), uid=2)
    scene = replace(EDITING, annotations=(SQUARE, neighbor))
    (moved, _neighbor) = committed(drag(SelectTool(), scene, at(80, 20), at(123, 12)))
    assert points_of(moved)[1] == [120, 10]
    (moved,) = committed(drag(SelectTool(), EDITING, at(80, 80), at(80, 400)))
    assert points_of(moved)[2] == [80, 100]


def test_that_a_dragged_edge_gets_a_point() -> None:
    (changed,) = committed(drag(SelectTool(), EDITING, at(81, 50), at(101, 60)))
    assert points_of(changed) == [[20, 20], [80, 20], [100, 60], [80, 80], [20, 80]]


def test_that_a_click_on_an_edge_is_a_click_and_with_alt_adds_a_point() -> None:
    tool = SelectTool()
    assert click(tool, EDITING, 81, 50) == Effects(select=frozenset({1}))
    (changed,) = committed(click(tool, EDITING, 81, 50, alt=True))
    assert points_of(changed) == [[20, 20], [80, 20], [80, 50], [80, 80], [20, 80]]


def test_that_a_small_object_is_moved_where_its_edge_is_dragged() -> None:
    small = outlined(((20, 20), (40, 20), (40, 40), (20, 40)))
    scene = replace(EDITING, annotations=(small,))
    (moved,) = committed(drag(SelectTool(), scene, at(39, 30), at(49, 30)))
    assert moved == small.move_by(10, 0)


def test_that_alt_shift_click_removes_a_point() -> None:
    (changed,) = committed(click(SelectTool(), EDITING, 80, 20, alt=True, shift=True))
    assert points_of(changed) == [[20, 20], [80, 80], [20, 80]]


def test_that_delete_removes_the_points_that_were_clicked() -> None:
    tool = SelectTool()
    assert tool.handle_key("delete", EDITING) is None
    click(tool, EDITING, 80, 20)
    effects = tool.handle_key("delete", EDITING)
    assert effects is not None
    (changed,) = committed(effects)
    assert points_of(changed) == [[20, 20], [80, 80], [20, 80]]
    assert tool.handle_key("delete", replace(EDITING, annotations=(changed,))) is None


def test_that_points_clicked_with_shift_are_selected_together_and_moved_together() -> None:
    tool = SelectTool()
    click(tool, EDITING, 20, 20)
    click(tool, EDITING, 80, 20, shift=True)
    (moved,) = committed(drag(tool, EDITING, at(80, 20), at(80, 10)))
    assert points_of(moved) == [[20, 10], [80, 10], [80, 80], [20, 80]]


def test_that_arrow_keys_move_selected_points_as_far_as_the_image_goes() -> None:
    tool = SelectTool()
    assert tool.handle_nudge(1, 0, "nudge 1", EDITING) is None
    click(tool, EDITING, 20, 20)
    effects = tool.handle_nudge(-30, 1, "nudge 1", EDITING)
    assert effects is not None
    assert effects.commit is not None
    assert points_of(committed(effects)[0])[0] == [0, 21]
    assert effects.commit.merge == "nudge 1"
    again = tool.handle_nudge(0, 1, "nudge 1", replace(EDITING, annotations=committed(effects)))
    assert again is not None
    assert points_of(committed(again)[0])[0] == [0, 22]


def test_that_selected_points_are_forgotten_when_the_outline_is_another() -> None:
    tool = SelectTool()
    click(tool, EDITING, 20, 20)
    changed = replace(EDITING, annotations=(SQUARE.move_by(1, 0),))
    assert tool.handle_key("delete", changed) is None
    assert tool.handle_key("delete", replace(EDITING, selection=frozenset())) is None


def test_that_selected_points_are_shown_only_while_their_object_is_selected(qtbot: QtBot) -> None:
    tool = SelectTool()
    click(tool, EDITING, 20, 20)

    def paint_selection(selection: frozenset[int]) -> QImage:
        image = QImage(100, 100, QImage.Format.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        frame = CanvasFrame(Viewport(), 100, 100)
        view = ToolView(frame, QPalette(), None, (100, 100), False, str, "cell", EDITING.annotations, selection)
        paint_tool(painter, view, tool)
        painter.end()
        return image

    nothing = QImage(100, 100, QImage.Format.Format_RGB32)
    nothing.fill(0)
    assert paint_selection(EDITING.selection) != nothing
    assert paint_selection(frozenset()) == nothing


def test_that_a_hole_goes_with_its_last_points_but_not_the_object() -> None:
    hole = Ring.from_points([(40, 40), (60, 40), (50, 60)])
    rings = Rings((Part(Ring.from_points([(20, 20), (80, 20), (80, 80)]), (hole,)),))
    scene = replace(EDITING, annotations=(Annotation(OutlinedBox(rings.bounds, rings), "cell", 1),))
    (changed,) = committed(click(SelectTool(), scene, 50, 60, alt=True, shift=True))
    left = get_rings(changed)
    assert left is not None
    assert not left.has_holes
    refused = click(SelectTool(), replace(scene, annotations=(changed,)), 80, 20, alt=True, shift=True)
    assert refused == Effects(message=tr(LAST_POINTS_TEXT))


@pytest.mark.parametrize("scene", [
    replace(EDITING, locked=frozenset({1})), replace(EDITING, read_only_reason="No."),
    replace(EDITING, selection=frozenset()),
])  # fmt: skip
def test_that_points_of_what_cannot_be_changed_or_is_not_selected_are_not_grabbed(scene: ToolContext) -> None:
    commit = drag(SelectTool(), scene, at(79, 79), at(119, 94)).commit
    assert commit is None or commit.annotations == (SQUARE.move_by(40, 15),)
    assert click(SelectTool(), scene, 80, 20, alt=True, shift=True).commit is None


def test_that_the_whole_is_dragged_by_its_inside_and_masks_have_no_points() -> None:
    (moved,) = committed(drag(SelectTool(), EDITING, at(50, 50), at(60, 45)))
    assert moved == SQUARE.move_by(10, -5)
    mask = Bitmap.from_mask(np.ones((60, 60), bool), 20, 20)
    scene = replace(EDITING, annotations=(Annotation(OutlinedBox(mask.bounds, mask), "cell", 1),))
    (resized,) = committed(drag(SelectTool(), scene, at(80, 80), at(90, 95)))
    assert resized.bounds == Box(20, 20, 90, 95)
