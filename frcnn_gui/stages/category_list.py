"""Check boxes for the kinds of anchors in the Assignment layer, each with its color and its count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from frcnn_gui.common.icons import create_swatch
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.stages.layer_assignment import CATEGORY_HELP, CATEGORY_MEANINGS, AnchorCategory, count_categories

if TYPE_CHECKING:
    from detector.trace.schema import AssignmentTrace


class CategoryList(QWidget):
    """`categories_changed` when a person shows or hides a kind.

    Signals:
        categories_changed: The user showed or hid a category.
    """

    categories_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.check_boxes: dict[AnchorCategory, QCheckBox] = {}
        self.count_labels: dict[AnchorCategory, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        for row, (category, meaning) in enumerate(CATEGORY_MEANINGS.items()):
            box = QCheckBox(meaning.title)
            box.setIcon(create_swatch(meaning.color))
            box.setToolTip(format_tooltip(tr(CATEGORY_HELP[category])))
            box.clicked.connect(self.categories_changed)
            count = PlainLabel()
            count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(box, row, 0)
            grid.addWidget(count, row, 1)
            self.check_boxes[category], self.count_labels[category] = box, count

    @property
    def shown_categories(self) -> frozenset[AnchorCategory]:
        return frozenset(category for category, box in self.check_boxes.items() if box.isChecked())

    def set_shown(self, shown: frozenset[AnchorCategory]) -> None:
        for category, box in self.check_boxes.items():
            box.setChecked(category in shown)

    def set_counts(self, assignment: AssignmentTrace | None) -> None:
        """How many anchors of each kind there are."""
        counts = count_categories(assignment) if assignment is not None else {}
        for category, label in self.count_labels.items():
            label.setText(f"{counts[category]:,}" if category in counts else "")
