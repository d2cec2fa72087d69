"""F1: every key and mouse gesture on one sheet, made from the table of actions."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from frcnn_gui.actions import ACTIONS, GESTURES, MENUS, ActionSpec, key_text

Section = tuple[str, list[tuple[str, str]]]


def sections(specs: tuple[ActionSpec, ...] = ACTIONS) -> list[Section]:
    """(title, [(keys, what they do)]), one per menu that has keys, and the gestures of the mouse."""
    result: list[Section] = []
    for menu in MENUS:
        rows = [
            (", ".join(key_text(key) for key in spec.shortcuts), spec.text.replace("&", "").rstrip("…"))
            for spec in specs
            if spec.menu == menu and spec.shortcuts
        ]
        if rows:
            result.append((menu.replace("&", ""), rows))
    return [*result, ("Over the picture", list(GESTURES))]


class ShortcutsSheet(QDialog):
    """Two columns of sections, the fuller first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys and gestures")
        columns = QGridLayout()
        columns.setHorizontalSpacing(40)
        columns.setColumnStretch(0, 1)
        columns.setColumnStretch(1, 1)
        for column, texts in enumerate(_in_two_columns(sections())):
            label = QLabel("".join(texts))
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            columns.addWidget(label, 0, column, Qt.AlignmentFlag.AlignTop)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(columns)
        layout.addWidget(buttons)


def _in_two_columns(parts: list[Section]) -> tuple[list[str], list[str]]:
    """The sections as rich text, in order, cut where both columns are about equally long."""
    lengths = [len(rows) + 2 for _, rows in parts]
    cut = min(range(1, len(parts)), key=lambda at: abs(sum(lengths[:at]) - sum(lengths[at:])))
    texts = [_as_html(title, rows) for title, rows in parts]
    return texts[:cut], texts[cut:]


def _as_html(title: str, rows: list[tuple[str, str]]) -> str:
    lines = "".join(
        f"<tr><td width='190' style='padding: 2px 16px 2px 0'><b>{escape(keys)}</b></td>"
        f"<td style='padding: 2px 0'>{escape(text)}</td></tr>"
        for keys, text in rows
    )
    return f"<p style='margin: 8px 0 4px 0; font-size: large'>{escape(title)}</p><table>{lines}</table>"
