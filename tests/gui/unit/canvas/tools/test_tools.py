"""The tools, without a widget: what presses, moves and releases ask for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detector.data.annotation import Annotation
from frcnn_gui.canvas.tools.draw_tool import DEFAULT_LABEL, TOO_SMALL, DrawTool
from frcnn_gui.canvas.tools.select_tool import SelectTool
from frcnn_gui.canvas.tools.tool_state import Effects, Pointer, Tool, ToolContext
from tests.gui.unit.small_session import annotation

LARGE = annotation(10, 10, 100, 90, "car", 1)
SMALL = annotation(30, 30, 60, 60, "cat", 2)
APART = annotation(150, 10, 180, 40, "dog", 3)
SCENE = ToolContext((LARGE, SMALL, APART), 200, 100, label="cat", next_uid=7)
NOTHING = Effects()


def at(x: float, y: float, shift: bool = False, ctrl: bool = False, pixel: float = 1.0) -> Pointer:
    return Pointer(x, y, pixel, shift, ctrl)


def chosen(*uids: int) -> ToolContext:
    return replace(SCENE, selection=frozenset(uids))


def drag(tool: Tool, scene: ToolContext, *path: tuple[float, float], shift: bool = False) -> list[Effects]:
    """Press at the first point, move over the others, release at the last; all effects."""
    points = [at(x, y, shift) for x, y in path]
    effects = [tool.handle_press(points[0], scene)]
    effects += [tool.handle_move(point) for point in points[1:]]
    return [*effects, tool.handle_release(points[-1])]


def click(tool: Tool, scene: ToolContext, pointer: Pointer) -> tuple[ToolContext, list[Effects]]:
    """A click; the scene with the selection after it."""
    effects = [tool.handle_press(pointer, scene), tool.handle_release(pointer)]
    for effect in effects:
        if effect.select is not None:
            scene = replace(scene, selection=effect.select)
    return scene, effects


# -- selecting


def test_that_a_click_selects_the_smallest_box_at_once() -> None:
    tool = SelectTool()
    assert tool.handle_press(at(40, 40), SCENE).select == {2}
    assert tool.handle_release(at(40, 40)) == NOTHING


def test_that_clicks_at_the_same_place_go_through_the_boxes_there() -> None:
    tool, scene, seen = SelectTool(), SCENE, []
    for _ in range(4):
        scene, _effects = click(tool, scene, at(40, 40))
        seen.append(set(scene.selection))
    assert seen == [{2}, {1}, {2}, {1}]


def test_that_a_click_elsewhere_begins_with_the_smallest_again() -> None:
    tool = SelectTool()
    scene, _effects = click(tool, SCENE, at(40, 40))
    scene, _effects = click(tool, scene, at(40, 40))
    assert scene.selection == {1}
    scene, _effects = click(tool, scene, at(50, 50))
    assert scene.selection == {2}


def test_that_a_drag_between_two_clicks_ends_the_cycling() -> None:
    tool = SelectTool()
    scene, _effects = click(tool, SCENE, at(40, 40))
    drag(tool, scene, (40, 40), (50, 40), (40, 40))
    scene, _effects = click(tool, scene, at(40, 40))
    assert scene.selection == {2}


def test_that_a_click_on_nothing_clears_the_selection_and_says_that_it_missed() -> None:
    _scene, (press, release) = click(SelectTool(), chosen(1), at(120, 50))
    assert press == NOTHING
    assert release == Effects(select=frozenset(), missed=True)


@pytest.mark.parametrize("keys", [{"shift": True}, {"ctrl": True}])
def test_that_shift_or_ctrl_click_adds_and_takes_out(keys: dict[str, bool]) -> None:
    tool = SelectTool()
    scene, _effects = click(tool, chosen(3), at(40, 40, **keys))
    assert scene.selection == {2, 3}
    scene, _effects = click(tool, scene, at(40, 40, **keys))
    assert scene.selection == {3}


def test_that_a_shift_click_on_nothing_keeps_the_selection() -> None:
    scene, _effects = click(SelectTool(), chosen(1), at(120, 50, shift=True))
    assert scene.selection == {1}


def test_that_a_rubber_band_selects_what_it_touches_as_it_grows() -> None:
    tool = SelectTool()
    press, first, second, end = drag(tool, chosen(2), (120, 95), (105, 85), (90, 70))
    assert (press.select, first.select, second.select, end.select) == (None, frozenset(), {1}, {1})
    assert tool.band is None


def test_that_the_rubber_band_is_to_be_seen_while_it_lasts() -> None:
    tool = SelectTool()
    tool.handle_press(at(120, 95), SCENE)
    tool.handle_move(at(105, 85))
    assert tool.band == (120, 95, 105, 85)


def test_that_a_rubber_band_with_shift_adds_to_the_selection() -> None:
    effects = drag(SelectTool(), chosen(3), (120, 95), (105, 85), (90, 70), shift=True)
    assert effects[-1].select == {1, 3}


def test_that_giving_up_a_rubber_band_restores_the_selection() -> None:
    tool = SelectTool()
    tool.handle_press(at(120, 95), chosen(3))
    tool.handle_move(at(90, 70))
    assert tool.cancel().select == {3}


# -- moving


def test_that_a_drag_moves_the_box_pressed_and_is_one_step() -> None:
    press, preview, last = drag(SelectTool(), SCENE, (160, 20), (155, 25))
    assert press.select == {3}
    assert preview.preview is not None
    assert preview.preview[2].bounds.xyxy == (145, 15, 175, 45)
    assert last.commit is not None
    assert last.commit.text == "Move dog"
    assert last.commit.annotations == preview.preview


def test_that_a_drag_moves_the_whole_selection_when_it_begins_on_it() -> None:
    effects = drag(SelectTool(), chosen(1, 3), (40, 40), (40, 43), (40, 45))
    commit = effects[-1].commit
    assert commit is not None
    assert commit.text == "Move 2 boxes"
    assert [item.bounds.y1 for item in commit.annotations] == [15, 30, 15]


def test_that_a_selected_box_is_dragged_although_a_smaller_one_lies_on_it() -> None:
    commit = drag(SelectTool(), chosen(1), (40, 40), (45, 45))[-1].commit
    assert commit is not None
    assert commit.text == "Move car"


def test_that_a_move_stops_at_the_border() -> None:
    commit = drag(SelectTool(), chosen(3), (160, 20), (999, -999))[-1].commit
    assert commit is not None
    assert commit.annotations[2].bounds.xyxy == (170, 0, 200, 30)


def test_that_a_move_is_by_whole_pixels() -> None:
    loose = annotation(10.25, 10.25, 40.25, 40.25, uid=1)
    scene = ToolContext((loose,), 200, 100, frozenset({1}))
    commit = drag(SelectTool(), scene, (20, 20), (24.4, 26.6))[-1].commit
    assert commit is not None
    assert commit.annotations[0].bounds.xyxy == (14.25, 17.25, 44.25, 47.25)


def test_that_a_trembling_click_is_no_drag() -> None:
    _press, move, release = drag(SelectTool(), chosen(3), (160, 20), (162, 21))
    assert move == NOTHING
    assert release.commit is None


def test_that_how_far_a_click_may_tremble_depends_on_the_zoom() -> None:
    tool = SelectTool()
    tool.handle_press(at(160, 20, pixel=0.1), chosen(3))
    assert tool.handle_move(at(161, 20, pixel=0.1)).preview is not None


def test_that_a_drag_back_to_its_start_is_no_step() -> None:
    last = drag(SelectTool(), chosen(3), (160, 20), (170, 20), (160, 20))[-1]
    assert last == Effects(end_preview=True)


def test_that_a_drag_given_up_leaves_nothing() -> None:
    tool = SelectTool()
    tool.handle_press(at(160, 20), chosen(3))
    tool.handle_move(at(170, 30))
    assert tool.cancel() == Effects(end_preview=True)
    assert tool.handle_release(at(170, 30)) == NOTHING
    assert not tool.is_dragging


def test_that_a_locked_scene_can_be_selected_but_not_dragged() -> None:
    tool, scene = SelectTool(), replace(SCENE, read_only_reason="Cannot be read.")
    assert tool.handle_press(at(160, 20), scene).select == {3}
    assert tool.handle_move(at(170, 20)) == Effects(message="Cannot be read.")
    assert tool.handle_release(at(170, 20)) == NOTHING


# -- resizing


def test_that_a_handle_of_a_selected_box_resizes_it() -> None:
    effects = drag(SelectTool(), chosen(3), (180, 40), (190, 55), (195, 60))
    assert effects[0] == NOTHING
    assert effects[-1].commit is not None
    assert effects[-1].commit.text == "Resize dog"
    assert effects[-1].commit.annotations[2].bounds.xyxy == (150, 10, 195, 60)


def test_that_a_box_taken_beside_its_handle_does_not_jump() -> None:
    commit = drag(SelectTool(), chosen(3), (183, 43), (193, 43))[-1].commit
    assert commit is not None
    assert commit.annotations[2].bounds.xyxy == (150, 10, 190, 40)


def test_that_the_corner_of_a_box_that_is_not_selected_is_no_handle() -> None:
    commit = drag(SelectTool(), SCENE, (178, 38), (183, 43))[-1].commit
    assert commit is not None
    assert commit.text == "Move dog"


def test_that_the_size_is_reported_while_resizing_only() -> None:
    tool = SelectTool()
    tool.handle_press(at(180, 40), chosen(3))
    assert tool.measured_uid is None
    tool.handle_move(at(190, 50))
    assert tool.measured_uid == 3
    tool.handle_release(at(190, 50))
    assert tool.measured_uid is None


def test_that_a_locked_scene_has_no_handles() -> None:
    assert SelectTool().find_handle(at(180, 40), replace(chosen(3), read_only_reason="Broken.")) is None


# -- double click


def test_that_a_double_click_asks_for_the_label_of_the_box_clicked() -> None:
    tool = SelectTool()
    scene, _effects = click(tool, SCENE, at(40, 40))
    assert tool.handle_double_click(at(40, 40), scene).ask_label == (2,)


def test_that_a_double_click_undoes_that_its_first_click_went_on() -> None:
    tool = SelectTool()
    scene, _effects = click(tool, SCENE, at(40, 40))
    scene, _effects = click(tool, scene, at(40, 40))
    assert scene.selection == {1}
    effects = tool.handle_double_click(at(40, 40), scene)
    assert (effects.select, effects.ask_label) == ({2}, (2,))


def test_that_a_double_click_on_nothing_asks_nothing() -> None:
    tool = SelectTool()
    scene, _effects = click(tool, chosen(1), at(120, 50))
    assert tool.handle_double_click(at(120, 50), scene) == NOTHING


def test_that_the_label_of_a_locked_box_is_not_asked_for() -> None:
    scene = replace(chosen(2), read_only_reason="Cannot be read.")
    assert SelectTool().handle_double_click(at(40, 40), scene) == Effects(message="Cannot be read.")


# -- drawing


def drawn(effects: Effects) -> Annotation:
    assert effects.commit is not None
    return effects.commit.annotations[-1]


def test_that_press_drag_and_release_draw_a_box() -> None:
    tool = DrawTool()
    press, first, second, end = drag(tool, SCENE, (110.4, 50.4), (120, 60), (140.6, 80.6))
    assert press.select == frozenset()
    assert first.preview is not None
    assert len(first.preview) == 4
    assert second.preview is not None
    assert drawn(end) == annotation(110, 50, 141, 81, "cat", 7)
    assert end.commit is not None
    assert end.commit.text == "Draw cat"
    assert end.select == {7}
    assert end.finished
    assert end.ask_label == ()
    assert not tool.is_dragging


def test_that_two_clicks_draw_a_box_too() -> None:
    tool = DrawTool()
    click(tool, SCENE, at(110, 50))
    assert tool.is_dragging
    assert tool.handle_move(at(130, 70)).preview is not None
    tool.handle_press(at(140, 80), SCENE)
    assert drawn(tool.handle_release(at(140, 80))).bounds.xyxy == (110, 50, 140, 80)


def test_that_a_box_may_be_drawn_from_any_corner_and_stays_inside_the_image() -> None:
    assert drawn(drag(DrawTool(), SCENE, (190, 90), (150, 50), (-20, -20))[-1]).bounds.xyxy == (0, 0, 190, 90)
    assert drawn(drag(DrawTool(), SCENE, (-10, -10), (50, 50), (500, 500))[-1]).bounds.xyxy == (0, 0, 200, 100)


def test_that_a_box_that_is_too_small_is_not_kept_and_that_is_reported() -> None:
    last = drag(DrawTool(), SCENE, (110, 50), (118, 51), (118, 52))[-1]
    assert last == Effects(end_preview=True, message=TOO_SMALL.format(side=3))
    assert drag(DrawTool(), SCENE, (110, 50), (118, 53))[-1].commit is not None


def test_that_without_a_current_label_the_label_is_asked_for() -> None:
    last = drag(DrawTool(), replace(SCENE, label=""), (110, 50), (140, 80))[-1]
    assert drawn(last).label == DEFAULT_LABEL
    assert last.ask_label == (7,)


def test_that_drawing_continues_with_shift_and_in_draw_mode() -> None:
    assert not drag(DrawTool(), SCENE, (110, 50), (140, 80), shift=True)[-1].finished
    assert not drag(DrawTool(), replace(SCENE, keeps_drawing=True), (110, 50), (140, 80))[-1].finished


def test_that_drawing_can_be_given_up() -> None:
    tool = DrawTool()
    tool.handle_press(at(110, 50), SCENE)
    tool.handle_move(at(140, 80))
    assert tool.cancel() == Effects(end_preview=True)
    assert tool.handle_release(at(140, 80)) == NOTHING


def test_that_a_locked_scene_refuses_a_new_box() -> None:
    tool = DrawTool()
    assert tool.handle_press(at(110, 50), replace(SCENE, read_only_reason="Broken.")) == Effects(message="Broken.")
    assert not tool.is_dragging
