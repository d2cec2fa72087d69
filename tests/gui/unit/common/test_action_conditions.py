"""What actions need: each condition grays those that name it, and says why."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import frcnn_gui
from frcnn_gui.common import action_conditions
from frcnn_gui.common.action_conditions import Condition, WindowState
from frcnn_gui.common.actions.action_list import ACTIONS
from frcnn_gui.common.actions.action_spec import FILE, ActionSpec
from frcnn_gui.common.actions.action_table import ActionTable

CONDITIONS = {name: value for name, value in vars(action_conditions).items() if isinstance(value, Condition)}
FIELDS = tuple(field.name for field in fields(WindowState))
CHANGES: dict[str, dict[str, bool]] = {
    "FOLDER": {"has_folder": True},
    "FOLDER_IMAGES": {"has_folder_images": True},
    "SPLITS": {"has_splits": True},
    "VOC_LABELS": {"has_pixel_origin": True},
    "SHOWN_IMAGE": {"has_image": True},
    "EDITABLE": {"is_editable": True},
    "BOXES": {"has_boxes": True},
    "SELECTION": {"has_selection": True},
    "LOCKED_BOXES": {"has_locked_boxes": True},
    "HIDDEN_BOXES": {"has_image": True, "has_hidden_boxes": True},
    "SEVERAL_SELECTED": {"has_several_selected": True},
    "SELECTED_OUTLINE": {"has_selected_outline": True},
    "OUTLINE_FORMAT": {"holds_outlines": True},
    "SIZED_TOOL": {"has_sized_tool": True},
    "CLASSES": {"has_classes": True},
    "TWO_CLASSES": {"has_two_classes": True},
    "CURRENT_CLASS": {"has_current_class": True},
    "DETECTIONS": {"has_detections": True},
    "DRAWN_DETECTIONS": {"are_detections_drawn": True},
    "FOLDER_DETECTIONS": {"has_folder_detections": True},
    "OUTLINES": {"has_outlines": True},
    "FOLDER_OUTLINES": {"has_folder_outlines": True},
    "NO_OUTLINING": {"is_outlining": False},
    "UNDO_STEP": {"can_undo": True},
    "REDO_STEP": {"can_redo": True},
    "COPIED_BOXES": {"has_copied_boxes": True},
    "SELECTED_IMAGES": {"has_selected_images": True},
    "PROBLEMS": {"has_problems": True},
    "REPAIR": {"can_undo_repair": True},
    "NO_CHECK": {"is_checking": False},
    "CLASS_EDIT": {"can_undo_class_edit": True},
    "LOADED_TRACE": {"has_loaded_trace": True},
    "TORCH": {"has_torch": True},
    "ENGINE": {"is_engine_ready": True},
    "TRAINED_NETWORK": {"is_network_trained": True},
    "MASK_NETWORK": {"has_trained_masks": True},
    "FREE_DETECTOR": {"is_detecting": False},
    "NO_TRAINING": {"is_training": False},
    "NO_ACCEPTING": {"is_accepting": False},
}
"""For each condition, the state in which it is met; it is not met in the opposite."""


@pytest.mark.parametrize("name", CHANGES)
def test_that_a_condition_grays_its_action_and_says_what_is_missing(qtbot: QtBot, name: str) -> None:
    condition, met = CONDITIONS[name], CHANGES[name]
    table = ActionTable((ActionSpec("one", "&One", FILE, needs=(condition,)),))
    table.bind("one", lambda: None)
    for _ in range(2):
        table.update_state(**{field: not value for field, value in met.items()})
        assert not table["one"].isEnabled()
        assert table.disabled_reason("one") == f"requires {condition.text}"
        table.update_state(**met)
        assert table["one"].isEnabled()
        assert table.disabled_reason("one") == ""


def test_that_hidden_boxes_may_also_be_hidden_in_the_view() -> None:
    hidden = action_conditions.HIDDEN_BOXES.is_met
    assert hidden(WindowState(has_image=True, hides_all_boxes=True))
    assert not hidden(WindowState(has_image=True))
    assert not hidden(WindowState(hides_all_boxes=True))


def test_that_every_condition_is_tried_and_needed_by_an_action() -> None:
    assert set(CHANGES) == set(CONDITIONS)
    needed = {id(condition) for spec in ACTIONS for condition in spec.needs}
    assert [name for name, condition in CONDITIONS.items() if id(condition) not in needed] == []


def test_that_every_part_of_the_state_matters_and_is_kept_up_to_date() -> None:
    matters = {field for met in CHANGES.values() for field in met} | {"hides_all_boxes"}
    assert matters == set(FIELDS)
    sources = [path.read_text("utf-8") for path in Path(frcnn_gui.__file__).parent.rglob("*.py")]
    callers = "\n".join(text for text in sources if "update_state(" in text)
    assert [field for field in FIELDS if not re.search(rf"\b{field}=", callers)] == []


def test_that_the_first_missing_thing_is_named(qtbot: QtBot) -> None:
    table = ActionTable()
    table.bind("delete", lambda: None)
    assert table.disabled_reason("delete") == f"requires {action_conditions.SELECTION.text}"
    table.update_state(has_selection=True)
    assert table.disabled_reason("delete") == f"requires {action_conditions.EDITABLE.text}"
    table.update_state(is_editable=True)
    assert table["delete"].isEnabled()


def test_that_no_action_is_grayed_or_allowed_by_hand() -> None:
    own = re.compile(r"\bactions\[[^]]+\]\.set(Enabled|Disabled)\(|\.set_allowed\(")
    for path in Path(frcnn_gui.__file__).parent.rglob("*.py"):
        assert not own.search(path.read_text("utf-8")), path


def test_that_an_unknown_part_of_the_state_is_a_mistake(qtbot: QtBot) -> None:
    with pytest.raises(TypeError):
        ActionTable().update_state(has_dragons=True)
