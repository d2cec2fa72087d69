"""The menu that switches layers on and off, for the keyboard; it follows the layers of the canvas."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from frcnn_gui.canvas.layers import Layer, LayerStack
from frcnn_gui.common.actions.action_spec import SEARCH_WORDS_PROPERTY
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import format_menu_item, format_tooltip


class LayerMenu(QObject):
    """One action for each layer, the topmost first; those that belong to other workspaces are grayed."""

    def __init__(self, menu: QMenu, layers: LayerStack) -> None:
        super().__init__(menu)
        self._menu, self._layers = menu, layers
        self._actions: dict[str, QAction] = {}
        layers.layers_changed.connect(self._update_actions)
        self._update_actions()

    @Slot()
    def _update_actions(self) -> None:
        for layer in self._layers:
            if layer.key not in self._actions:
                self._add_action(layer)
            action = self._actions[layer.key]
            action.setChecked(layer.is_switched_on)
            action.setEnabled(layer.is_admitted)

    def _add_action(self, layer: Layer) -> None:
        action = QAction(format_menu_item(layer.title), self._menu)
        action.setObjectName(f"layer_{layer.key}")
        action.setProperty(SEARCH_WORDS_PROPERTY, f"layer show hide {layer.key} {tr('Layers')}")
        action.setToolTip(format_tooltip(layer.explanation))
        action.setCheckable(True)
        action.triggered.connect(layer.set_visible)
        above = self._menu.actions()
        self._menu.insertAction(above[0], action) if above else self._menu.addAction(action)
        self._actions[layer.key] = action
