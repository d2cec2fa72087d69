"""The Outlines dock: outlines proposed for the boxes of this image, from which score on, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSlider,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from detector.data.outlines.outlined_box import get_outline
from frcnn_gui.canvas.layer_row import LayerRow
from frcnn_gui.canvas.layers import Layer
from frcnn_gui.common.actions.action_table import ActionTable
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.common.widgets.row_table import create_row_table
from frcnn_gui.document.detections import Detection
from frcnn_gui.outlining.proposal_store import ProposalCount

COLUMNS = (N_("Class"), N_("Score"), N_("Pixels"))
NONE_YET_TEXT = N_("No outlines yet. Outline all boxes has the network's mask head propose them for the whole folder.")
NONE_HERE_TEXT = N_("No outlines wait in this image from this score on.")
SCORE_HELP = N_(
    "The mean probability of the pixels that the mask head takes for the object. It says how sure the head is of them, "
    "not that none is missing."
)
_MIN_PERCENT, _MAX_PERCENT = 50, 99
"""A pixel is taken from a probability of one half on, so no outline scores less."""
_ACCEPT_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NO_MODIFIER = Qt.KeyboardModifier.NoModifier


class OutlinesPanel(QWidget):
    """Shows what it is given; its buttons are actions of the window or signals.

    Signals:
        score_changed: The lowest score of an outline that is shown and accepted.
        replaces_changed: Whether objects that have an outline are to get another one.
        selection_changed: The uids of the objects whose outlines are selected in the table.
        accept_requested: The uids of the objects that are to get their outlines; empty: all that are shown.
        dismiss_requested: The uids of the objects whose outlines are to go; empty: all that are shown.
    """

    score_changed = Signal(float)
    replaces_changed = Signal(bool)
    selection_changed = Signal(object)
    accept_requested = Signal(object)
    dismiss_requested = Signal(object)

    def __init__(self, actions: ActionTable, layer: Layer, min_score: float, parent: QWidget | None = None) -> None:
        """`layer` is that of the outlines."""
        super().__init__(parent)
        self.setAccessibleName(tr("Outlines"))
        self._actions = actions
        self.replace_box = QCheckBox(tr("Also objects that have an &outline"))
        self.replace_box.setToolTip(
            format_tooltip(tr("Propose outlines for them, too. Those that are accepted replace the ones there are."))
        )
        self.layer_row = LayerRow(layer)
        self.score_slider = QSlider(Qt.Orientation.Horizontal)
        self.score_slider.setRange(_MIN_PERCENT, _MAX_PERCENT)
        self.score_slider.setValue(round(100 * min_score))
        self.score_slider.setAccessibleName(tr("Minimum score of outlines"))
        self.score_slider.setToolTip(format_tooltip(tr(SCORE_HELP)))
        self.score_label = PlainLabel()
        self.score_label.setToolTip(format_tooltip(tr(SCORE_HELP)))
        self.count_label = PlainLabel()
        self.count_label.setWordWrap(True)
        self.table = create_row_table(
            tr("Outlines proposed in this image"),
            COLUMNS,
            tr("Enter accepts the selected outlines and selects the next one. Del dismisses the selected."),
        )
        self.hint = PlainLabel(tr(NONE_YET_TEXT))
        self.hint.setWordWrap(True)
        self.hint.setEnabled(False)
        self.accept_button = QPushButton()
        self.accept_button.setWhatsThis(
            tr("Gives objects the outlines selected in the table, or all that are shown. Can be undone.")
        )
        self.dismiss_button = QPushButton()
        self.dismiss_button.setWhatsThis(tr("Removes the proposed outlines. Objects are not affected."))
        self.start_button = QPushButton(tr("Outline all &boxes"))
        self.accept_all_button = QPushButton(tr("Accept in all ima&ges"))
        self._build_layout()
        self._connect_signals()
        self._on_slider_changed(self.score_slider.value())
        self.show_count(ProposalCount(0, 0, 0))
        self.show_outlines({})

    def _build_layout(self) -> None:
        score = QHBoxLayout()
        score.addWidget(PlainLabel(tr("Score")))
        score.addWidget(self.score_slider, 1)
        score.addWidget(self.score_label)
        buttons = QGridLayout()
        buttons.addWidget(self.accept_button, 0, 0)
        buttons.addWidget(self.dismiss_button, 0, 1)
        buttons.addWidget(self.start_button, 1, 0)
        buttons.addWidget(self.accept_all_button, 1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 8, 8, 8)
        whole.addWidget(self.replace_box)
        whole.addWidget(self.layer_row)
        whole.addLayout(score)
        whole.addWidget(self.count_label)
        whole.addWidget(self.table, 1)
        whole.addWidget(self.hint)
        whole.addLayout(buttons)

    def _connect_signals(self) -> None:
        self.score_slider.valueChanged.connect(self._on_slider_changed)
        self.replace_box.toggled.connect(self.replaces_changed)
        self.table.itemSelectionChanged.connect(self._on_table_selection_changed)
        self.table.itemDoubleClicked.connect(lambda _item: self.accept_selected())
        self.table.installEventFilter(self)
        self.accept_button.clicked.connect(self.accept_selected)
        self.dismiss_button.clicked.connect(self.dismiss_selected)
        for button, name in (
            (self.start_button, "outline_folder"),
            (self.accept_all_button, "accept_outlines_everywhere"),
        ):
            action = self._actions[name]
            button.setEnabled(action.isEnabled())
            button.clicked.connect(action.trigger)
            action.changed.connect(self._update_buttons)

    # -- what it shows

    def show_count(self, count: ProposalCount) -> None:
        """How many outlines of the folder reach the score."""
        #: How many outlines reach the score, of all that wait, and the images they are in: "412 of 530 outlines, 96
        #: images"
        text = tr("{reached} of {outlines}, {images}")
        outlines, images = tr("%Ln outline(s)", "", count.total), tr("%Ln image(s)", "", count.images)
        self.count_label.setText(text.format(reached=f"{count.outlines:,}", outlines=outlines, images=images))
        self.hint.setText(tr(NONE_HERE_TEXT) if count.total else tr(NONE_YET_TEXT))
        self._update_buttons()

    def show_outlines(self, waiting: Mapping[int, Detection]) -> None:
        """List what waits in this image, by the uid of its object."""
        with QSignalBlocker(self.table):
            self.table.setRowCount(len(waiting))
            for row, (uid, one) in enumerate(waiting.items()):
                outline = get_outline(one.annotation.geometry)
                area = f"{outline.area:,.0f}" if outline is not None else ""
                for column, text in enumerate((one.annotation.label, f"{one.score:.2f}", area)):
                    item = QTableWidgetItem(text)
                    item.setData(Qt.ItemDataRole.UserRole, uid)
                    if column:
                        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                    self.table.setItem(row, column, item)
        self.hint.setVisible(not waiting)
        self._update_buttons()

    def select_uids(self, uids: Sequence[int] | frozenset[int]) -> None:
        """Select the rows of these objects."""
        if set(uids) & self._list_uids() == set(self.selected_uids):
            return
        with QSignalBlocker(self.table):
            self.table.clearSelection()
            self.table.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
            for row in range(self.table.rowCount()):
                if self._find_uid(row) in uids:
                    self.table.selectRow(row)
            self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._update_buttons()

    @property
    def selected_uids(self) -> list[int]:
        """The objects of the rows that are selected."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [self._find_uid(row) for row in rows]

    def _list_uids(self) -> set[int]:
        return {self._find_uid(row) for row in range(self.table.rowCount())}

    def _find_uid(self, row: int) -> int:
        item = self.table.item(row, 0)
        return -1 if item is None else int(item.data(Qt.ItemDataRole.UserRole))

    @Slot()
    def _update_buttons(self) -> None:
        some = bool(self.selected_uids)
        self.accept_button.setText(tr("A&ccept selected") if some else tr("A&ccept all"))
        self.dismiss_button.setText(tr("Dismiss selected") if some else tr("Dismiss all"))
        for button in (self.accept_button, self.dismiss_button):
            button.setEnabled(self.table.rowCount() > 0)
        for button, name in (
            (self.start_button, "outline_folder"),
            (self.accept_all_button, "accept_outlines_everywhere"),
        ):
            button.setEnabled(self._actions[name].isEnabled())
            tip, reason = self._actions[name].statusTip(), self._actions.disabled_reason(name)
            button.setToolTip(format_tooltip(f"{tip} ({reason})" if reason else tip))

    # -- what a person does

    @Slot(int)
    def _on_slider_changed(self, percent: int) -> None:
        self.score_label.setText(tr("{score} or more").format(score=f"{percent / 100:.2f}"))
        self.score_changed.emit(percent / 100)

    @Slot()
    def _on_table_selection_changed(self) -> None:
        self._update_buttons()
        self.selection_changed.emit(self.selected_uids)

    @Slot()
    def accept_selected(self) -> None:
        """Accept the selected outlines and select the next one; with none selected, accept all."""
        self._decide_selected(self.accept_requested.emit)

    @Slot()
    def dismiss_selected(self) -> None:
        """The same to dismiss them."""
        self._decide_selected(self.dismiss_requested.emit)

    def _decide_selected(self, decide: Callable[[list[int]], object]) -> None:
        rows = [index.row() for index in self.table.selectionModel().selectedRows()]
        decide(self.selected_uids)
        if rows and self.table.rowCount():
            self.table.selectRow(min(min(rows), self.table.rowCount() - 1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the table: Del would else reach the boxes of the image."""
        if isinstance(event, QKeyEvent) and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == _NO_MODIFIER:
            decide = self._find_decision(event.key())
            if decide is not None and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if decide is not None and event.type() == QEvent.Type.KeyPress:
                decide()
                return True
        return super().eventFilter(watched, event)

    def _find_decision(self, key: int) -> Callable[[], None] | None:
        if key in _ACCEPT_KEYS:
            return self.accept_selected
        return self.dismiss_selected if key == Qt.Key.Key_Delete and self.selected_uids else None
