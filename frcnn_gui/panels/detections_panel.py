"""The Detections dock: what was found in this image, from which score on, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QSlider,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.controllers.detecting import Detecting
from frcnn_gui.language import N_, tr
from frcnn_gui.panels.layer_row import LayerRow
from frcnn_gui.panels.tiles_row import TilesRow
from frcnn_gui.plain_text import PlainLabel, as_tip

COLUMNS = (N_("Class"), N_("Score"), N_("W px"), N_("H px"))
NO_DETECTIONS = N_("Nothing detected here yet. Detect looks at this image with the network in use.")

MORE = ("detect_selected", "accept_everywhere", "export_detections")
ACCEPT_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
NO_MODIFIER = Qt.KeyboardModifier.NoModifier


class DetectionsPanel(QWidget):
    """Shows the session's detections; `detecting` finds more."""

    def __init__(self, detecting: Detecting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Detections"))
        self._detecting = detecting
        self._session = detecting.session
        self._network = detecting.network
        self.network_label = PlainLabel()
        self.network_label.setWordWrap(True)
        self.choose_button = QPushButton(tr("C&hoose…"))
        self.tiles = TilesRow(detecting.settings)
        self.row = LayerRow(detecting.layer)
        self.score = QSlider(Qt.Orientation.Horizontal)
        self.score.setRange(5, 99)
        self.score.setAccessibleName(tr("Lowest score shown"))
        self.score.setWhatsThis(tr("Detections below it are hidden and are not accepted. Nothing is computed again."))
        self.score_label = PlainLabel()
        self.classes = QComboBox()
        self.classes.setAccessibleName(tr("Class of the detections shown"))
        self.classes.setToolTip(as_tip(self.classes.accessibleName()))
        self.table = self._build_table()
        self.hint = PlainLabel(tr(NO_DETECTIONS))
        self.hint.setWordWrap(True)
        self.hint.setEnabled(False)
        self.accept_button = QPushButton(tr("&Accept all"))
        self.accept_button.setWhatsThis(
            tr(
                "Turns the detections that are selected in the table, or else all that are shown, into boxes of the "
                "image. It can be undone."
            )
        )
        self.reject_button = QPushButton(tr("&Reject all"))
        self.reject_button.setWhatsThis(tr("Removes them from the image; the boxes stay as they are."))
        self.detect_button = QPushButton(tr("&Detect"))
        self.detect_all_button = QPushButton(tr("Detect in all &images"))
        self.more_button = self._build_more()
        self._arrange()
        self._connect()
        self._refresh_network()
        self.refresh()

    def _build_more(self) -> QToolButton:
        """What is wanted less often than the buttons beside it."""
        button = QToolButton()
        button.setText(tr("More"))
        button.setToolTip(tr("Detect in selected images, accept in all images, export"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for name in MORE:
            menu.addAction(self._detecting.action(name))
        button.setMenu(menu)
        return button

    def _build_table(self) -> QTableWidget:
        table = QTableWidget(0, len(COLUMNS))
        table.setAccessibleName(tr("Detections of this image"))
        table.setHorizontalHeaderLabels([tr(title) for title in COLUMNS])
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setToolTip(tr("Enter accepts what is selected, Del rejects it"))
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        return table

    def _arrange(self) -> None:
        score = QHBoxLayout()
        score.addWidget(PlainLabel(tr("Score")))
        score.addWidget(self.score, 1)
        score.addWidget(self.score_label)
        of_class = QHBoxLayout()
        of_class.addWidget(PlainLabel(tr("Class")))
        of_class.addWidget(self.classes, 1)
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
        whole.addWidget(self.tiles)
        whole.addWidget(self.row)
        whole.addLayout(score)
        whole.addLayout(of_class)
        whole.addWidget(self.table, 1)
        whole.addWidget(self.hint)
        whole.addLayout(decide)
        whole.addLayout(detect)

    def _connect(self) -> None:
        self._session.detections_changed.connect(self.refresh)
        self._network.changed.connect(self._refresh_network)
        self.score.valueChanged.connect(self._set_score)
        self.table.itemSelectionChanged.connect(self._refresh_buttons)
        self.classes.activated.connect(self._set_class)
        self.table.itemDoubleClicked.connect(lambda _item: self._accept())
        self.table.installEventFilter(self)
        self.accept_button.clicked.connect(self._accept)
        self.reject_button.clicked.connect(self._reject)
        for button, name in (
            (self.detect_button, "detect"),
            (self.detect_all_button, "detect_all"),
            (self.choose_button, "open_network"),
        ):
            action = self._detecting.action(name)
            button.setEnabled(action.isEnabled())
            button.setToolTip(action.toolTip())
            button.clicked.connect(action.trigger)
            action.enabledChanged.connect(button.setEnabled)

    @Slot()
    def _refresh_network(self) -> None:
        name = self._network.source.title
        known, none = tr("Network: {name}"), tr("No trained network yet: train one, or choose one.")
        text = known if self._network.trained else none
        self.network_label.setText(text.format(name=name))
        self.network_label.setToolTip(as_tip(str(self._network.source.checkpoint or "")))

    @Slot()
    def refresh(self) -> None:
        """Follow the session."""
        detections = self._session.detections
        threshold = round(self._session.score_threshold * 100)
        self.score.setValue(threshold)
        self.score_label.setText(tr("{score} or more").format(score=f"{threshold / 100:.2f}"))
        self._list_classes()
        self.table.setRowCount(len(detections))
        for row, one in enumerate(detections):
            cells = (one.box.label, f"{one.score:.2f}", f"{one.box.width:.0f}", f"{one.box.height:.0f}")
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setData(Qt.ItemDataRole.UserRole, one.box.uid)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)
        self.hint.setText(self._hint())
        self.hint.setVisible(not detections)
        self._refresh_buttons()

    def _hint(self) -> str:
        """What to say instead of an empty table."""
        best = self._session.best_score
        if best is None:
            return tr(NO_DETECTIONS)
        if self._session.detection_class:
            return tr("None of this class, or none with such a score.")
        return tr("The best detection has a score of {score}. Lower the score to see it.").format(score=f"{best:.2f}")

    def chosen(self) -> list[int]:
        """The identities of the rows that are selected."""
        rows = {index.row() for index in self.table.selectionModel().selectedRows()}
        detections = self._session.detections
        return [detections[row].box.uid for row in sorted(rows) if row < len(detections)]

    @Slot()
    def _refresh_buttons(self) -> None:
        some = bool(self.chosen())
        self.accept_button.setText(tr("&Accept selected") if some else tr("&Accept all"))
        self.reject_button.setText(tr("&Reject selected") if some else tr("&Reject all"))
        for button in (self.accept_button, self.reject_button):
            button.setEnabled(bool(self._session.detections))

    def _list_classes(self) -> None:
        """Those that were found here; the one that is looked at stays, or nobody would know why nothing is shown."""
        label = self._session.detection_class
        names = dict.fromkeys((*self._session.detected_classes, *([label] if label else ())))
        with QSignalBlocker(self.classes):
            self.classes.clear()
            self.classes.addItem(tr("All classes"), "")
            for name in names:
                self.classes.addItem(name, name)
            self.classes.setCurrentIndex(self.classes.findData(label))

    @Slot()
    def _set_class(self) -> None:
        self._session.detection_class = self.classes.currentData()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the table: Del would else reach the boxes of the image."""
        if isinstance(event, QKeyEvent) and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == NO_MODIFIER:
            decide = self._decision(event.key())
            if decide is not None and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if decide is not None and event.type() == QEvent.Type.KeyPress:
                self._decide_on_one(decide)
                return True
        return super().eventFilter(watched, event)

    def _decision(self, key: int) -> Callable[[], None] | None:
        if key in ACCEPT_KEYS:
            return self._accept
        return self._reject if key == Qt.Key.Key_Delete else None

    def _decide_on_one(self, decide: Callable[[], None]) -> None:
        """Go through the rows with a key: what follows the one that was decided on is next."""
        rows = [index.row() for index in self.table.selectionModel().selectedRows()]
        if not rows:
            return
        decide()
        if self.table.rowCount():
            self.table.selectRow(min(min(rows), self.table.rowCount() - 1))

    @Slot(int)
    def _set_score(self, percent: int) -> None:
        self._session.score_threshold = percent / 100

    @Slot()
    def _accept(self) -> None:
        self._session.accept_detections(self.chosen() or None)

    @Slot()
    def _reject(self) -> None:
        self._session.reject_detections(self.chosen() or None)
