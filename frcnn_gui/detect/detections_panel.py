"""The Detections dock: what was found in this image, from which score on, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSlider,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from detector.data.natural_order import natural_key
from frcnn_gui.canvas.layer_row import LayerRow
from frcnn_gui.canvas.layers import Layer
from frcnn_gui.common.actions.action_table import ActionTable
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_menu_item, format_tooltip
from frcnn_gui.common.settings import Settings
from frcnn_gui.common.texts.compared_numbers import format_compared
from frcnn_gui.common.widgets.row_table import create_row_table
from frcnn_gui.detect.tiles_row import TilesRow
from frcnn_gui.document.detection_edits import accept_detections, reject_detections
from frcnn_gui.document.session import Session
from frcnn_gui.network.network import Network

BEST_SCORE_TEXT = N_("Best score: {score}. Lower the minimum score to show it.")
NONE_OF_CLASS_TEXT = N_("No detections of this class with this score.")

COLUMNS = (N_("Class"), N_("Score"), N_("W px"), N_("H px"))
NO_DETECTIONS_TEXT = N_("No detections yet. Detect runs the network on this image.")
NOTHING_DETECTED_TEXT = N_("There are no detections in this image.")

MORE_ACTIONS = ("detect_selected", "accept_everywhere", "export_detections")
MENU_ACTIONS = ("detect", "detect_all", *MORE_ACTIONS)
ACCEPT_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
TYPING_WIDGETS = (QLineEdit, QAbstractSpinBox, QComboBox)
NO_MODIFIER = Qt.KeyboardModifier.NoModifier


class DetectionsPanel(QWidget):
    """Shows the session's detections; its buttons are actions of the window.

    Signals:
        all_decided: The last one shown was accepted or rejected with a key.
    """

    all_decided = Signal()

    def __init__(
        self,
        session: Session,
        network: Network,
        settings: Settings,
        actions: ActionTable,
        layer: Layer,
        parent: QWidget | None = None,
    ) -> None:
        """`layer` is that of the detections."""
        super().__init__(parent)
        self.setAccessibleName(tr("Detections"))
        self._session, self._network, self._actions = session, network, actions
        self.network_label = PlainLabel()
        self.network_label.setWordWrap(True)
        self.choose_button = QPushButton(tr("Ch&oose…"))
        self.tiles_row = TilesRow(settings)
        self.layer_row = LayerRow(layer)
        self.score_slider = QSlider(Qt.Orientation.Horizontal)
        self.score_slider.setRange(5, 99)
        self.score_slider.setAccessibleName(tr("Minimum score"))
        self.score_slider.setWhatsThis(
            tr("Detections below this score are hidden and not accepted. Nothing is recomputed.")
        )
        self.score_label = PlainLabel()
        self.class_choice = QComboBox()
        self.class_choice.setAccessibleName(tr("Class of the detections shown"))
        self.class_choice.setToolTip(format_tooltip(self.class_choice.accessibleName()))
        self.table = create_row_table(
            tr("Detections of this image"),
            COLUMNS,
            tr("Enter accepts the selected detections, or all if none is selected. Del rejects the selected."),
        )
        self.hint = PlainLabel(tr(NO_DETECTIONS_TEXT))
        self.hint.setWordWrap(True)
        self.hint.setEnabled(False)
        self.accept_button = QPushButton(tr("A&ccept all"))
        self.accept_button.setWhatsThis(
            tr("Converts the detections selected in the table, or all that are shown, to boxes. Can be undone.")
        )
        self.reject_button = QPushButton(tr("Re&ject all"))
        self.reject_button.setWhatsThis(tr("Removes them from the image. Boxes are not affected."))
        self.detect_button = QPushButton(tr("De&tect"))
        self.detect_all_button = QPushButton(tr("Detect in all ima&ges"))
        self.more_button = self._build_more_button()
        self._build_layout()
        self._connect_signals()
        self._on_network_changed()
        self.update_detections()

    def _build_more_button(self) -> QToolButton:
        """What is wanted less often than the buttons beside it."""
        button = QToolButton()
        button.setText(tr("More"))
        button.setToolTip(tr("Detect in selected images, accept in all images, export"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for name in MORE_ACTIONS:
            menu.addAction(self._actions[name])
        button.setMenu(menu)
        return button

    def _build_layout(self) -> None:
        score = QHBoxLayout()
        score.addWidget(PlainLabel(tr("Score")))
        score.addWidget(self.score_slider, 1)
        score.addWidget(self.score_label)
        of_class = QHBoxLayout()
        of_class.addWidget(PlainLabel(tr("Class")))
        of_class.addWidget(self.class_choice, 1)
        decide, detect = QHBoxLayout(), QHBoxLayout()
        for layout, buttons in (
            (decide, (self.accept_button, self.reject_button)),
            (detect, (self.detect_button, self.detect_all_button)),
        ):
            for button in buttons:
                layout.addWidget(button, 1)
        detect.addWidget(self.more_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 8, 8, 8)
        network = QHBoxLayout()
        network.addWidget(self.network_label, 1)
        network.addWidget(self.choose_button)
        whole.addLayout(network)
        whole.addWidget(self.tiles_row)
        whole.addWidget(self.layer_row)
        whole.addLayout(score)
        whole.addLayout(of_class)
        whole.addWidget(self.table, 1)
        whole.addWidget(self.hint)
        whole.addLayout(decide)
        whole.addLayout(detect)

    def _connect_signals(self) -> None:
        self._session.detections_changed.connect(self.update_detections)
        self._network.changed.connect(self._on_network_changed)
        self.score_slider.valueChanged.connect(self._on_score_changed)
        self.table.itemSelectionChanged.connect(self._update_buttons)
        self.class_choice.activated.connect(self._on_class_activated)
        self.table.itemDoubleClicked.connect(lambda _item: self._accept_selected())
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._on_menu_requested)
        self.table.installEventFilter(self)
        self.accept_button.clicked.connect(self._accept_selected)
        self.reject_button.clicked.connect(self._reject_selected)
        for button, name in (
            (self.detect_button, "detect"),
            (self.detect_all_button, "detect_all"),
            (self.choose_button, "open_network"),
        ):
            action = self._actions[name]
            button.setEnabled(action.isEnabled())
            button.setToolTip(action.toolTip())
            button.clicked.connect(action.trigger)
            action.enabledChanged.connect(button.setEnabled)

    @Slot()
    def _on_network_changed(self) -> None:
        name = self._network.source.title
        known, none = tr("Network: {name}"), tr("No trained network. Train or choose one.")
        text = known if self._network.is_trained else none
        self.network_label.setText(text.format(name=name))
        self.network_label.setToolTip(format_tooltip(str(self._network.source.checkpoint or "")))

    @Slot()
    def update_detections(self) -> None:
        """Follow the session."""
        detections = self._session.detections
        threshold = round(self._session.score_threshold * 100)
        self.score_slider.setValue(threshold)
        self.score_label.setText(tr("{score} or more").format(score=f"{threshold / 100:.2f}"))
        self._list_classes()
        self.table.setRowCount(len(detections))
        for row, one in enumerate(detections):
            cells = (
                one.annotation.label,
                f"{one.score:.2f}",
                f"{one.annotation.bounds.width:.0f}",
                f"{one.annotation.bounds.height:.0f}",
            )
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setData(Qt.ItemDataRole.UserRole, one.annotation.uid)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)
        self.hint.setText(self._choose_hint())
        self.hint.setVisible(not detections)
        self._update_buttons()

    def _choose_hint(self) -> str:
        """What to say instead of an empty table."""
        best = self._session.best_score
        if best is None:
            is_done = self._session.current_path in self._session.detections_by_image
            return tr(NOTHING_DETECTED_TEXT if is_done else NO_DETECTIONS_TEXT)
        if self._session.detection_class:
            return tr(NONE_OF_CLASS_TEXT)
        return tr(BEST_SCORE_TEXT).format(score=format_compared(best, self._session.score_threshold))

    @Slot()
    def select_first(self) -> None:
        """Select the first detection, and give the table the focus unless a person is typing: Enter accepts it."""
        if not self.table.rowCount():
            return
        self.table.selectRow(0)
        if not isinstance(QApplication.focusWidget(), TYPING_WIDGETS):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def selected_uids(self) -> list[int]:
        """The identities of the rows that are selected."""
        rows = {index.row() for index in self.table.selectionModel().selectedRows()}
        detections = self._session.detections
        return [detections[row].annotation.uid for row in sorted(rows) if row < len(detections)]

    @Slot()
    def _update_buttons(self) -> None:
        some = bool(self.selected_uids())
        self.accept_button.setText(tr("A&ccept selected") if some else tr("A&ccept all"))
        self.reject_button.setText(tr("Re&ject selected") if some else tr("Re&ject all"))
        for button in (self.accept_button, self.reject_button):
            button.setEnabled(bool(self._session.detections))

    def _list_classes(self) -> None:
        """List the classes found here, whatever the score, and the selected one, even if it was not found."""
        label, path = self._session.detection_class, self._session.current_path
        found = () if path is None else self._session.detections_by_image.get(path, ())
        found_labels = sorted({one.annotation.label for one in found}, key=natural_key)
        names = dict.fromkeys((*found_labels, *([label] if label else ())))
        with QSignalBlocker(self.class_choice):
            self.class_choice.clear()
            self.class_choice.addItem(tr("All classes"), "")
            for name in names:
                self.class_choice.addItem(name, name)
            self.class_choice.setCurrentIndex(self.class_choice.findData(label))

    @Slot()
    def _on_class_activated(self) -> None:
        self._session.detection_class = self.class_choice.currentData()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the table: Del would else reach the boxes of the image."""
        if isinstance(event, QKeyEvent) and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == NO_MODIFIER:
            decide = self._find_decision(event.key())
            if decide is not None and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if decide is not None and event.type() == QEvent.Type.KeyPress:
                self._decide_on_one(decide)
                return True
        return super().eventFilter(watched, event)

    def _find_decision(self, key: int) -> Callable[[], None] | None:
        if key in ACCEPT_KEYS:
            return self._accept_selected
        return self._reject_selected if key == Qt.Key.Key_Delete else None

    def _decide_on_one(self, decide: Callable[[], None]) -> None:
        """Decide on the selected rows and select the next one; with none selected, Enter accepts all that are shown."""
        rows = [index.row() for index in self.table.selectionModel().selectedRows()]
        if not rows and decide == self._reject_selected:  # what is rejected does not come back
            return
        decide()
        if not self.table.rowCount():
            self.all_decided.emit()
        elif rows:
            self.table.selectRow(min(min(rows), self.table.rowCount() - 1))

    @Slot(int)
    def _on_score_changed(self, percent: int) -> None:
        self._session.score_threshold = percent / 100

    @Slot(QPoint)
    def _on_menu_requested(self, at: QPoint) -> None:
        self.build_menu(self.table.rowAt(at.y())).popup(self.table.viewport().mapToGlobal(at))

    def build_menu(self, row: int) -> QMenu:
        """What can be done with the selected detections, and with the class of those in `row`."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button, handler in (
            (self.accept_button, self._accept_selected),
            (self.reject_button, self._reject_selected),
        ):
            menu.addAction(button.text(), handler).setEnabled(button.isEnabled())
        menu.addSeparator()
        shown, detections = self._session.detection_class, self._session.detections
        if shown:
            menu.addAction(tr("Show a&ll classes"), lambda: self._show_class(""))
        elif 0 <= row < len(detections):
            label = detections[row].annotation.label
            text = tr("Show &only {label}").format(label=format_menu_item(label))
            menu.addAction(text, lambda: self._show_class(label))
        menu.addSeparator()
        menu.addActions([self._actions[id] for id in MENU_ACTIONS])
        return menu

    def _show_class(self, label: str) -> None:
        self._session.detection_class = label

    @Slot()
    def _accept_selected(self) -> None:
        accept_detections(self._session, self.selected_uids() or None)

    @Slot()
    def _reject_selected(self) -> None:
        reject_detections(self._session, self.selected_uids() or None)
