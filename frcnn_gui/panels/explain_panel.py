"""The Explain dock: what lies under the cursor, the most telling first, and the card of the one that is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QUrl, Signal
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

from frcnn_gui.language import tr
from frcnn_gui.plain_text import PlainLabel, as_tip
from frcnn_gui.stages.card import ANCHOR, BOX

LIST_HEIGHT = 120
_STYLE = "h3 { margin: 0 0 4px 0 } h4 { margin: 10px 0 2px 0 } p { margin: 3px 0 } td, th { padding-right: 8px }"


@dataclass(frozen=True)
class Answer:
    """One thing under the cursor: an anchor's row, or a ground-truth box's; `text` in the list."""

    kind: str
    row: int
    text: str


class ExplainPanel(QWidget):
    """Emits what is chosen in the list or by a link; shows what it is told to."""

    chosen = Signal(str, int)
    """What it is (ANCHOR or BOX), and its row."""
    back_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Explain"))
        self._answers: tuple[Answer, ...] = ()
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("What lies there"))
        self.list.setWhatsThis(
            tr(
                "Boxes, anchors and detections under the last click, the most telling first. Tab goes through them "
                "over the canvas."
            )
        )
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._take_row)
        self.card = QTextBrowser()
        self.card.setAccessibleName(tr("Card"))
        self.card.setOpenLinks(False)
        self.card.document().setDefaultStyleSheet(_STYLE)
        self.card.setWordWrapMode(QTextOption.WrapMode.WordWrap)
        self.card.anchorClicked.connect(self._follow)
        self.back = QPushButton(tr("&Back"))
        self.back.setWhatsThis(tr("To the card that was shown before."))
        self.back.setToolTip(tr("To the card before"))
        self.back.clicked.connect(self.back_asked)
        self.copy = QPushButton(tr("&Copy the card"))
        self.copy.setToolTip(tr("Copy the card as text"))
        self.copy.clicked.connect(self._copy)
        self._arrange()
        self.show_card("")

    def _arrange(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self.card)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([LIST_HEIGHT, 3 * LIST_HEIGHT])
        self.splitter.setChildrenCollapsible(False)
        self.list.setMinimumHeight(48)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        buttons.addWidget(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self.summary)
        layout.addWidget(self.splitter, 1)
        layout.addLayout(buttons)

    @property
    def answers(self) -> tuple[Answer, ...]:
        return self._answers

    def show_answers(self, answers: Sequence[Answer], summary: str) -> None:
        """List them; none is chosen yet."""
        self._answers = tuple(answers)
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([answer.text for answer in answers])
        for place, answer in enumerate(answers):
            self.list.item(place).setToolTip(as_tip(answer.text))
        self.list.setCurrentRow(-1)
        self.list.blockSignals(False)
        self.list.setVisible(bool(answers))
        self.summary.setText(summary)

    def mark(self, kind: str, row: int) -> None:
        """Mark this in the list, if it is there."""
        places = [place for place, one in enumerate(self._answers) if (one.kind, one.row) == (kind, row)]
        self.list.blockSignals(True)
        self.list.setCurrentRow(places[0] if places else -1)
        self.list.blockSignals(False)

    def step(self, step: int) -> None:
        """Choose the next (1) in the list or the one before (-1), going round."""
        if self._answers:
            self.list.setCurrentRow((self.list.currentRow() + step) % len(self._answers))

    def show_card(self, html: str) -> None:
        """Show this card, or none; where it only changes, it stays scrolled as it was."""
        bar = self.card.verticalScrollBar()
        at = bar.value() if _title(html) == _title(self._html_shown()) else 0
        self._html = html
        self.card.setHtml(html)
        bar.setValue(at)
        self.card.setVisible(bool(html))
        self.copy.setEnabled(bool(html))

    def _html_shown(self) -> str:
        return getattr(self, "_html", "")

    def _take_row(self, row: int) -> None:
        if 0 <= row < len(self._answers):
            self.chosen.emit(self._answers[row].kind, self._answers[row].row)

    def _follow(self, url: QUrl) -> None:
        kind, _, row = url.toString().partition(":")
        if kind in (ANCHOR, BOX) and row.isdigit():
            self.chosen.emit(kind, int(row))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.card.toPlainText())


def _title(html: str) -> str:
    return html.partition("</h3>")[0]
