"""A combo box with a row for each value of a setting."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QComboBox

from detector.data.conversion import ImageSubset, ImageTransfer
from detector.data.formats.base import FormatName
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import format_tooltip


def create_combo_box(
    name: str, items: Mapping[FormatName, str] | Mapping[ImageTransfer, str] | Mapping[ImageSubset, str], help: str
) -> QComboBox:
    """One row for each value, under its title; `help` is the text for What's This."""
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(format_tooltip(name))
    box.setWhatsThis(help)
    for value, text in items.items():
        box.addItem(tr(text), value)
    return box
