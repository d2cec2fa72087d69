"""F1: every key and mouse gesture on one sheet, made from the table of actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import combinations_with_replacement, pairwise

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.common.actions.action_list import ACTIONS
from frcnn_gui.common.actions.action_spec import MENUS, ActionSpec, strip_mnemonic
from frcnn_gui.common.actions.action_table import key_text
from frcnn_gui.common.actions.gestures import list_gestures
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import HtmlLabel, PlainLabel
from frcnn_gui.common.preferences import WHEEL, WheelUse

COLUMN_COUNT = 3
COLUMN_WIDTH_PX = 340
MAX_SIZE_PX = QSize(1200, 740)
"""Fits a screen of 1280 x 800 with its bars."""
MARGINS_PX = 2 * 24 + 20
KEYS_LINE, TEXT_LINE = 18, 29
"""Letters in a line of a column, about."""

Section = tuple[str, list[tuple[str, str]]]


def list_sections(
    specs: Sequence[ActionSpec] = ACTIONS,
    keys: Mapping[str, Sequence[str]] | None = None,
    query: str = "",
    wheel: WheelUse = WHEEL.default,
) -> list[Section]:
    """(title, [(keys, what they do)]), one per menu that has keys, and the gestures of the mouse.

    `keys` by the actions' ids, where they are not the usual ones; only lines that have every word of `query`.
    """
    result: list[Section] = []
    for menu in MENUS:
        rows = [(_format_keys(spec, keys), spec.name) for spec in specs if spec.menu == menu]
        result.append((strip_mnemonic(tr(menu)), [(listed, name) for listed, name in rows if listed]))
    result.append((tr("On the canvas"), [(tr(gesture), tr(text)) for gesture, text in list_gestures(wheel)]))
    words = query.casefold().split()
    found = [(title, [row for row in rows if _has_words(row, words)]) for title, rows in result]
    return [(title, rows) for title, rows in found if rows]


def format_sections(parts: Sequence[Section]) -> str:
    """The sheet for a printer: keys in one column, what they do in the next."""
    width = max((len(keys) for _, rows in parts for keys, _ in rows), default=0)
    blocks = [
        "\n".join([title, "-" * len(title), *(f"{keys:<{width}}  {text}" for keys, text in rows)])
        for title, rows in parts
    ]
    return "\n\n".join(blocks) + "\n"


class ShortcutsSheet(QDialog):
    """Columns of sections with keys and what they do.

    Signals:
        change_requested: The dialog to change the keys is to be opened.
    """

    change_requested = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        specs: Sequence[ActionSpec] = ACTIONS,
        keys: Mapping[str, Sequence[str]] | None = None,
        wheel: WheelUse = WHEEL.default,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys and gestures"))
        self._specs, self._keys, self._wheel = specs, keys, wheel
        self.search_line = QLineEdit()
        self.search_line.setPlaceholderText(tr("Part of a key or of its description"))
        self.search_line.setClearButtonEnabled(True)
        self.search_line.setAccessibleName(tr("Find a key"))
        self.search_line.setToolTip(tr("Show only lines with these words"))
        self.search_line.textChanged.connect(self._on_search_changed)
        self.column_labels = [self._create_column() for _ in range(COLUMN_COUNT)]
        self.nothing_label = PlainLabel(tr("No matches. Try another word, or search the menus."))
        self.copy_button = QPushButton(tr("&Copy as text"))
        self.copy_button.setToolTip(tr("Copy these lines for printing or reference"))
        self.copy_button.setAutoDefault(False)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self._build_layout()
        self._on_search_changed("")

    def _create_column(self) -> QLabel:
        label = HtmlLabel()
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        label.setFixedWidth(COLUMN_WIDTH_PX)
        label.setWordWrap(True)
        return label

    def _build_layout(self) -> None:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        for label in self.column_labels:
            row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidget(page)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setAccessibleName(tr("Keys and their actions"))
        change = QPushButton(tr("C&hange shortcuts…"))
        change.setToolTip(tr("Change shortcuts, or use those of labelImg, labelme or CVAT"))
        change.setAutoDefault(False)
        change.clicked.connect(self.change_requested)
        change.clicked.connect(self.reject)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(change, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self.search_line)
        layout.addWidget(self.nothing_label)
        layout.addWidget(self.area, 1)
        layout.addWidget(buttons)

    def sizeHint(self) -> QSize:
        width = COLUMN_COUNT * COLUMN_WIDTH_PX + (COLUMN_COUNT - 1) * 24 + MARGINS_PX
        height = max(label.sizeHint().height() for label in self.column_labels) + 150
        return QSize(width, height).boundedTo(MAX_SIZE_PX)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.resize(self.sizeHint().boundedTo(self.screen().availableSize()))
        self.search_line.setFocus()

    def list_shown_sections(self) -> list[Section]:
        """What stands on the sheet now."""
        return list_sections(self._specs, self._keys, self.search_line.text(), self._wheel)

    @Slot(str)
    def _on_search_changed(self, _text: str) -> None:
        parts = self.list_shown_sections()
        for label, texts in zip(self.column_labels, _split_into_columns(parts, COLUMN_COUNT), strict=True):
            label.setText("".join(texts))
        self.nothing_label.setVisible(not parts)

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(format_sections(self.list_shown_sections()))


def _format_keys(spec: ActionSpec, keys: Mapping[str, Sequence[str]] | None) -> str:
    given = spec.shortcuts if keys is None else keys.get(spec.id, ())
    return ", ".join(key_text(key) for key in given)


def _has_words(row: tuple[str, str], words: Sequence[str]) -> bool:
    where = " ".join(row).casefold()
    return all(word in where for word in words)


def _split_into_columns(parts: Sequence[Section], count: int) -> list[list[str]]:
    """The sections as rich text, in order, cut into columns so that the longest is as short as can be."""
    lengths = [_count_lines(rows) for _, rows in parts]
    places = range(len(parts) + 1)
    cuts = min(
        combinations_with_replacement(places, count - 1),
        key=lambda cuts: max(sum(lengths[start:end]) for start, end in pairwise((0, *cuts, len(parts)))),
    )
    texts = [_format_html(title, rows) for title, rows in parts]
    return [texts[start:end] for start, end in pairwise((0, *cuts, len(parts)))]


def _count_lines(rows: Sequence[tuple[str, str]]) -> int:
    """About how many lines they take, with their title."""
    return 2 + sum(max(-(-len(keys) // KEYS_LINE), -(-len(text) // TEXT_LINE)) for keys, text in rows)


def _format_html(title: str, rows: Sequence[tuple[str, str]]) -> str:
    lines = "".join(
        f"<tr><td width='140' style='padding: 1px 12px 1px 0'><b>{escape(keys)}</b></td>"
        f"<td style='padding: 1px 0'>{escape(text)}</td></tr>"
        for keys, text in rows
    )
    return f"<p style='margin: 8px 0 4px 0; font-size: large'>{escape(title)}</p><table>{lines}</table>"
