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

from frcnn_gui.actions import ACTIONS, GESTURES, MENUS, ActionSpec, key_text, plain
from frcnn_gui.language import tr
from frcnn_gui.plain_text import HtmlLabel, PlainLabel

COLUMNS = 3
COLUMN_WIDTH = 340
LARGEST = QSize(1200, 740)
"""Fits a screen of 1280 x 800 with its bars."""
MARGINS = 2 * 24 + 20
KEYS_LINE, TEXT_LINE = 18, 29
"""Letters in a line of a column, about."""

Section = tuple[str, list[tuple[str, str]]]


def sections(
    specs: Sequence[ActionSpec] = ACTIONS, keys: Mapping[str, Sequence[str]] | None = None, wanted: str = ""
) -> list[Section]:
    """(title, [(keys, what they do)]), one per menu that has keys, and the gestures of the mouse.

    `keys` by the actions' ids, where they are not the usual ones; only lines that have every word of `wanted`.
    """
    result: list[Section] = []
    for menu in MENUS:
        rows = [(_listed(spec, keys), spec.name) for spec in specs if spec.menu == menu]
        result.append((plain(tr(menu)), [(listed, name) for listed, name in rows if listed]))
    result.append((tr("Over the picture"), [(tr(gesture), tr(text)) for gesture, text in GESTURES]))
    words = wanted.casefold().split()
    found = [(title, [row for row in rows if _has(row, words)]) for title, rows in result]
    return [(title, rows) for title, rows in found if rows]


def as_text(parts: Sequence[Section]) -> str:
    """The sheet for a printer: keys in one column, what they do in the next."""
    width = max((len(keys) for _, rows in parts for keys, _ in rows), default=0)
    blocks = [
        "\n".join([title, "-" * len(title), *(f"{keys:<{width}}  {text}" for keys, text in rows)])
        for title, rows in parts
    ]
    return "\n\n".join(blocks) + "\n"


class ShortcutsSheet(QDialog):
    """Columns of sections; `change_asked` when the person wants other keys."""

    change_asked = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        specs: Sequence[ActionSpec] = ACTIONS,
        keys: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys and gestures"))
        self._specs, self._keys = specs, keys
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Part of a key or of what it does"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(tr("Find a key"))
        self.search.setToolTip(tr("Show only the lines that have these words"))
        self.search.textChanged.connect(self._fill)
        self.columns = [self._column() for _ in range(COLUMNS)]
        self.nothing = PlainLabel(tr("No key does that. Try another word, or look in the menus."))
        self.copy = QPushButton(tr("&Copy as text"))
        self.copy.setToolTip(tr("Copy these lines, to print them or to keep them elsewhere"))
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy)
        self._arrange()
        self._fill("")

    def _column(self) -> QLabel:
        label = HtmlLabel()
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        label.setFixedWidth(COLUMN_WIDTH)
        label.setWordWrap(True)
        return label

    def _arrange(self) -> None:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        for label in self.columns:
            row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidget(page)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setAccessibleName(tr("Keys and what they do"))
        change = QPushButton(tr("C&hange the keys…"))
        change.setToolTip(tr("Give actions other keys, or take over those of labelImg, labelme or CVAT"))
        change.setAutoDefault(False)
        change.clicked.connect(self.change_asked)
        change.clicked.connect(self.reject)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(change, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self.search)
        layout.addWidget(self.nothing)
        layout.addWidget(self.area, 1)
        layout.addWidget(buttons)

    def sizeHint(self) -> QSize:
        width = COLUMNS * COLUMN_WIDTH + (COLUMNS - 1) * 24 + MARGINS
        height = max(label.sizeHint().height() for label in self.columns) + 150
        return QSize(width, height).boundedTo(LARGEST)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.resize(self.sizeHint().boundedTo(self.screen().availableSize()))
        self.search.setFocus()

    def shown(self) -> list[Section]:
        """What stands on the sheet now."""
        return sections(self._specs, self._keys, self.search.text())

    @Slot(str)
    def _fill(self, _text: str) -> None:
        parts = self.shown()
        for label, texts in zip(self.columns, _in_columns(parts, COLUMNS), strict=True):
            label.setText("".join(texts))
        self.nothing.setVisible(not parts)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(as_text(self.shown()))


def _listed(spec: ActionSpec, keys: Mapping[str, Sequence[str]] | None) -> str:
    given = spec.shortcuts if keys is None else keys.get(spec.id, ())
    return ", ".join(key_text(key) for key in given)


def _has(row: tuple[str, str], words: Sequence[str]) -> bool:
    where = " ".join(row).casefold()
    return all(word in where for word in words)


def _in_columns(parts: Sequence[Section], count: int) -> list[list[str]]:
    """The sections as rich text, in order, cut into columns so that the longest is as short as can be."""
    lengths = [_lines(rows) for _, rows in parts]
    places = range(len(parts) + 1)
    cuts = min(
        combinations_with_replacement(places, count - 1),
        key=lambda cuts: max(sum(lengths[start:end]) for start, end in pairwise((0, *cuts, len(parts)))),
    )
    texts = [_as_html(title, rows) for title, rows in parts]
    return [texts[start:end] for start, end in pairwise((0, *cuts, len(parts)))]


def _lines(rows: Sequence[tuple[str, str]]) -> int:
    """About how many lines they take, with their title."""
    return 2 + sum(max(-(-len(keys) // KEYS_LINE), -(-len(text) // TEXT_LINE)) for keys, text in rows)


def _as_html(title: str, rows: Sequence[tuple[str, str]]) -> str:
    lines = "".join(
        f"<tr><td width='140' style='padding: 1px 12px 1px 0'><b>{escape(keys)}</b></td>"
        f"<td style='padding: 1px 0'>{escape(text)}</td></tr>"
        for keys, text in rows
    )
    return f"<p style='margin: 8px 0 4px 0; font-size: large'>{escape(title)}</p><table>{lines}</table>"
