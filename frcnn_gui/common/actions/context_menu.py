"""Menus at the mouse, or at the menu key: the actions of the window that make sense there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QMenu, QWidget

from frcnn_gui.common.actions.action_table import ActionTable
from frcnn_gui.common.language import N_, tr


@dataclass(frozen=True)
class Submenu:
    """A menu within a menu: its title, marked for translation, and the ids of its actions, in sections."""

    title: str
    sections: tuple[tuple[str, ...], ...]


MenuSections = Sequence[Sequence[str | Submenu]]
"""Ids of actions; a line separates the sections."""

_OUTLINE_MENU = Submenu(
    N_("Ob&ject outline"),
    (
        ("propose_outline", "outline_boxes"),
        ("outline_join", "outline_split", "outline_subtract", "outline_hole"),
        ("outline_fill", "outline_clean", "outline_smooth", "outline_simplify"),
        ("to_polygon", "to_mask", "to_box"),
    ),
)

BOX_MENU: MenuSections = (
    ("edit_label", "attributes", "explain"),
    (_OUTLINE_MENU,),
    ("difficult", "truncated", "occluded"),
    ("lock", "hide"),
    ("copy", "duplicate", "delete"),
    ("stretch_to_border", "fit_into_image"),
)
"""For selected boxes."""
CANVAS_MENU: MenuSections = (
    ("draw", "polygon", "brush", "draw_mode", "paste", "copy_previous", "select_all"),
    ("show_all", "unlock_all"),
    ("verify",),
    ("detect", "accept_detections"),
    ("fit", "zoom_original", "labels_only", "adjust"),
    ("export_view",),
)
"""For a place without a box."""
IMAGE_MENU: MenuSections = (
    ("verify", "skip_image", "copy_previous", "reload"),
    ("detect", "detect_selected"),
    ("next_unlabelled", "next_unverified", "go_to_image"),
    ("move_to_train", "move_to_val", "move_to_test", "trash_images"),
)
"""For images of the list."""


def open_menu(actions: ActionTable, sections: MenuSections, parent: QWidget, at: QPoint) -> QMenu:
    """Show a menu of these actions at the point `at` of the screen."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    for section in sections:
        menu.addSeparator()
        for item in section:
            if isinstance(item, Submenu):
                submenu = menu.addMenu(tr(item.title))
                submenu.setToolTipsVisible(True)
                for ids in item.sections:
                    submenu.addSeparator()
                    submenu.addActions([actions[id] for id in ids])
            else:
                menu.addAction(actions[item])
    menu.popup(at)
    return menu


def add_context_menu(view: QAbstractScrollArea, actions: ActionTable, sections: MenuSections) -> None:
    """Give `view` a menu of these actions; they act on its selection, which the press has changed before."""
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    view.customContextMenuRequested.connect(
        lambda at: open_menu(actions, sections, view, view.viewport().mapToGlobal(at))
    )
