"""All actions, in the order of the sheet of keys; each menu has those of its own file in their order.

To add an action, add a line to the file of its menu and call `ActionTable.bind(id, handler)`; until then it is grayed.
"""

from __future__ import annotations

from frcnn_gui.common.actions.action_spec import ActionSpec
from frcnn_gui.common.actions.edit_menu import EDIT_ACTIONS
from frcnn_gui.common.actions.file_menu import FILE_ACTIONS
from frcnn_gui.common.actions.help_menu import HELP_ACTIONS
from frcnn_gui.common.actions.image_menu import IMAGE_ACTIONS
from frcnn_gui.common.actions.model_menu import MODEL_ACTIONS
from frcnn_gui.common.actions.view_menu import VIEW_ACTIONS

ACTIONS: tuple[ActionSpec, ...] = (
    *FILE_ACTIONS,
    *IMAGE_ACTIONS,
    *EDIT_ACTIONS,
    *VIEW_ACTIONS,
    *MODEL_ACTIONS,
    *HELP_ACTIONS,
)
