"""The page of all keys and gestures, from the table of actions, as the sheet of the window (F1) lists them."""

from __future__ import annotations

from frcnn_gui.common.actions.action_list import ACTIONS
from frcnn_gui.common.actions.action_spec import strip_mnemonic
from frcnn_gui.help.shortcuts_sheet import list_sections
from tests.documentation.markdown import format_table

_INTRODUCTION = """\
# Keys and menus

The keys of a new installation. F1 lists those that apply, and Help > Change shortcuts… changes them, also to those of
labelImg, labelme or CVAT.
"""


def render_keys() -> str:
    """Keys and gestures by menu, then the actions without keys."""
    parts = [_INTRODUCTION]
    for title, rows in list_sections():
        cells = ((f"`{keys}`" if title != "On the canvas" else keys, text) for keys, text in rows)
        parts += [f"## {title}\n", format_table(("keys", "what they do"), cells)]
    without = [
        (strip_mnemonic(spec.menu), spec.name, spec.tooltip) for spec in ACTIONS if spec.menu and not spec.shortcuts
    ]
    parts += [
        "## Without keys\n",
        "Ctrl+K finds them by name, and each can be given a key.\n",
        format_table(("menu", "action", "what it does"), without),
    ]
    return "\n".join(parts)
