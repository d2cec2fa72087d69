"""The window offers a format that is one more line of the registry."""

from __future__ import annotations

import subprocess
import sys

from frcnn_gui.export.export_dialog import OUTLINES_AS_BOXES_TEXT

SCRIPT = """
from detector.data.formats import format_list
format_list.FORMAT_PACKAGES += ("tests.detector.formats.toy",)
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication([])
from frcnn_gui.classes.class_edit_texts import describe_side_effects
from frcnn_gui.common.actions import ACTIONS
from frcnn_gui.common.format_texts import FORMAT_TITLES
from frcnn_gui.export.export_dialog import ExportDialog
action = next(action for action in ACTIONS if action.id == "new_format_toy")
print(FORMAT_TITLES["toy"], action.text, action.tooltip, sep="|")
dialog = ExportDialog(Path("."), "toy", "toy", ["cat"])
print(dialog.format_name, dialog.format_box.currentText(), dialog.holds_label.text(), sep="|")
print(repr(describe_side_effects("toy", "cat", True)))
"""


def test_that_the_window_offers_a_new_format() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "Toy lines|To&y lines|Label folders that have no labels in toy files",
        f"toy|Toy lines|A line for each box. {OUTLINES_AS_BOXES_TEXT}",
        "''",
    ]
