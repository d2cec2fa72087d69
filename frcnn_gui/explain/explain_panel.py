"""The Explain dock: what lies under the cursor, the most informative first, and the card of the selected one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.explain.card import ANCHOR, BOX

LIST_HEIGHT = 120
_STYLE = "h3 { margin: 0 0 4px 0 } h4 { margin: 10px 0 2px 0 } p { margin: 3px 0 } td, th { padding-right: 8px }"


@dataclass(frozen=True)
class ExplainItem:
    """One thing under the cursor: an anchor's row, or a ground-truth box's; `text` in the list."""

    kind: str
    row: int
    text: str


class ExplainPanel(QWidget):
    """Emits what is chosen in the list or by a link; shows what the controller gives it.

    Signals:
        item_chosen: ANCHOR or BOX, and its row.
        back_requested: The previous card is to be shown.
    """

    item_chosen = Signal(str, int)
    back_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Explain"))
        self._items: tuple[ExplainItem, ...] = ()
        self._html = ""
        self._subject: object = None
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        self.items_list = QListWidget()
        self.items_list.setAccessibleName(tr("Objects at this point"))
        self.items_list.setWhatsThis(
            tr(
                "Boxes, anchors and detections at the last click, most informative first. Press Tab on the canvas "
                "to go through them."
            )
        )
        self.items_list.setUniformItemSizes(True)
        self.items_list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.items_list.currentRowChanged.connect(self._on_row_changed)
        self.card_view = QTextBrowser()
        self.card_view.setAccessibleName(tr("Card"))
        self.card_view.setOpenLinks(False)
        self.card_view.document().setDefaultStyleSheet(_STYLE)
        self.card_view.setWordWrapMode(QTextOption.WrapMode.WordWrap)
        self.card_view.anchorClicked.connect(self._on_link_clicked)
        self.back_button = QPushButton(tr("&Back"))
        self.back_button.setWhatsThis(tr("To the previous card."))
        self.back_button.setToolTip(tr("To the previous card"))
        self.back_button.clicked.connect(self.back_requested)
        self.copy_button = QPushButton(tr("&Copy card"))
        self.copy_button.setToolTip(tr("Copy the card as text"))
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self._build_layout()
        self.items_list.hide()
        self.show_card("")

    def _build_layout(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(self.items_list)
        self.splitter.addWidget(self.card_view)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([LIST_HEIGHT, 3 * LIST_HEIGHT])
        self.splitter.setChildrenCollapsible(False)
        self.items_list.setMinimumHeight(48)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        buttons.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self.summary)
        layout.addWidget(self.splitter, 1)
        layout.addLayout(buttons)

    @property
    def items(self) -> tuple[ExplainItem, ...]:
        return self._items

    def show_items(self, answers: Sequence[ExplainItem], summary: str) -> None:
        """List them; none is chosen yet, unless they are those of before."""
        self.summary.setText(summary)
        if self._items == tuple(answers):
            return
        self._items = tuple(answers)
        self.items_list.blockSignals(True)
        self.items_list.clear()
        self.items_list.addItems([answer.text for answer in answers])
        for place, answer in enumerate(answers):
            self.items_list.item(place).setToolTip(format_tooltip(answer.text))
        self.items_list.setCurrentRow(-1)
        self.items_list.blockSignals(False)
        self.items_list.setVisible(bool(answers))

    def mark_item(self, kind: str, row: int) -> None:
        """Mark this in the list, if it is there."""
        places = [place for place, one in enumerate(self._items) if (one.kind, one.row) == (kind, row)]
        self.items_list.blockSignals(True)
        self.items_list.setCurrentRow(places[0] if places else -1)
        self.items_list.blockSignals(False)

    def select_next(self, step: int) -> None:
        """Choose the next (1) in the list or the one before (-1), going round."""
        if self._items:
            self.items_list.setCurrentRow((self.items_list.currentRow() + step) % len(self._items))

    def show_card(self, html: str, subject: object = None) -> None:
        """Show this card of `subject`, or none; while the subject is the same, it stays scrolled as it was."""
        bar = self.card_view.verticalScrollBar()
        at = bar.value() if subject == self._subject else 0
        self._html, self._subject = html, subject
        self.card_view.setHtml(html)
        bar.setValue(at)
        self.card_view.setVisible(bool(html))
        self.copy_button.setEnabled(bool(html))

    def changeEvent(self, event: QEvent) -> None:
        """Parse the card again for another theme: Qt fixes the color of links when it does."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._html:
            self.show_card(self._html, self._subject)

    def _on_row_changed(self, row: int) -> None:
        if 0 <= row < len(self._items):
            self.item_chosen.emit(self._items[row].kind, self._items[row].row)

    def _on_link_clicked(self, url: QUrl) -> None:
        kind, _, row = url.toString().partition(":")
        if kind in (ANCHOR, BOX) and row.isdigit():
            self.item_chosen.emit(kind, int(row))

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.card_view.toPlainText())
