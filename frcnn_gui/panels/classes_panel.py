"""The classes of the folder: their colour, number key, and how many boxes of this image they have."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.canvas.palette import class_color
from frcnn_gui.document import Document
from frcnn_gui.icons import swatch
from frcnn_gui.models.box_table import is_loading
from frcnn_gui.session import Session

KEY, NAME, COUNT = range(3)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ClassesPanel(QWidget):
    """The chosen row is the class of the next box."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._document: Document | None = None
        self._shown: tuple[str, ...] = ()
        self.view = self._build_view()
        self.entry = QLineEdit()
        self.entry.setPlaceholderText("New class")
        self.entry.setAccessibleName("Name of a new class")
        self.entry.returnPressed.connect(self._add)
        self.button = QPushButton("Add")
        self.button.setToolTip("Add this class to the list")
        self.button.setEnabled(False)
        self.button.clicked.connect(self._add)
        self.entry.textChanged.connect(lambda text: self.button.setEnabled(bool(text.strip())))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.entry, 1)
        row.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.view)
        layout.addLayout(row)
        session.classes_changed.connect(self.refresh)
        session.current_changed.connect(self._let_go)
        session.document_changed.connect(self._take_document)
        self._take_document()

    def _build_view(self) -> QTreeWidget:
        view = QTreeWidget()
        view.setHeaderLabels(["Key", "Class", "Here"])
        view.setAccessibleName("Classes")
        view.setRootIsDecorated(False)
        view.setUniformRowHeights(True)
        view.setAlternatingRowColors(True)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = view.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(KEY, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(COUNT, QHeaderView.ResizeMode.ResizeToContents)
        view.headerItem().setTextAlignment(COUNT, _RIGHT)
        view.headerItem().setToolTip(COUNT, "Boxes of this class in this image")
        view.currentItemChanged.connect(self._choose)
        return view

    @Slot()
    def _let_go(self) -> None:
        if self._document is not None:
            self._document.boxes_changed.disconnect(self.refresh)
        self._document = None

    @Slot()
    def _take_document(self) -> None:
        self._let_go()
        if is_loading(self._session):
            return
        self._document = self._session.document
        if self._document is not None:
            self._document.boxes_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the session's classes, counts and choice."""
        self.view.blockSignals(True)
        try:
            if self._shown != self._session.classes:
                self._rebuild()
            counts = Counter(box.label for box in self._document.boxes) if self._document else Counter[str]()
            for at, label in enumerate(self._shown):
                count = counts[label]
                item = self.view.topLevelItem(at)
                if item is None:
                    continue
                item.setText(COUNT, str(count) if count else "")
                if label == self._session.current_label:
                    self.view.setCurrentItem(item)
        finally:
            self.view.blockSignals(False)

    def _rebuild(self) -> None:
        self._shown = self._session.classes
        self.view.clear()
        for at, label in enumerate(self._shown):
            item = QTreeWidgetItem([str(at + 1) if at < 9 else "", label, ""])
            item.setIcon(NAME, swatch(class_color(label, self._shown)))
            item.setTextAlignment(COUNT, _RIGHT)
            item.setToolTip(NAME, label)
            self.view.addTopLevelItem(item)

    @Slot(QTreeWidgetItem, QTreeWidgetItem)
    def _choose(self, item: QTreeWidgetItem | None, _previous: QTreeWidgetItem | None) -> None:
        if item is not None:
            self._session.current_label = item.text(NAME)

    @Slot()
    def _add(self) -> None:
        label = self.entry.text().strip()
        if label:
            self._session.add_classes([label])
            self._session.current_label = label
            self.entry.clear()
            self.refresh()
