"""Asks where the labels of a folder are, where the program cannot know."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel

MIN_WIDTH_PX = 520
FILE_PATTERNS = "*.json *.csv *.xml *.yaml *.yml"


class LabelsPlaceDialog(QDialog):
    """For the labels of one folder.

    Signals:
        chosen: The folder or file (Path) that has the labels, or None: they are found by looking.
    """

    place_chosen = Signal(object)

    def __init__(self, folder: Path, place: Path | None, parent: QWidget | None = None) -> None:
        """`place` is what was chosen before."""
        super().__init__(parent)
        self._folder = folder
        self.setWindowTitle(tr("Label location"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        question = PlainLabel(
            tr("Where are the labels for the images in {folder}?").format(folder=folder.name or folder)
        )
        question.setWordWrap(True)
        self.automatic_button = QRadioButton(tr("&Find them automatically"))
        self.automatic_button.setToolTip(tr("Beside the images, or in a nearby folder of labels"))
        self.given_button = QRadioButton(tr("&In this folder or file:"))
        self.given_button.setToolTip(tr("Reads only this folder or file, and saves new labels there"))
        self.line = QLineEdit(str(place) if place else "")
        self.line.setAccessibleName(tr("Folder or file with the labels"))
        self.line.setToolTip(tr("Full path of a folder of label files, or of one file with all labels"))
        self.choose_folder_button = QPushButton(tr("Choose f&older…"))
        self.choose_folder_button.setToolTip(tr("Choose a folder with a label file for each image"))
        self.choose_file_button = QPushButton(tr("Choose fi&le…"))
        self.choose_file_button.setToolTip(
            tr("Choose one file with the labels of all images, such as COCO JSON or CSV")
        )
        self.fault_label = PlainLabel()
        self.fault_label.setWordWrap(True)
        self.fault_label.setAccessibleName(tr("What must be changed first"))
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel  # Qt translates these
        )
        self.ok_button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok_button.setToolTip(tr("Open the folder with these labels from now on"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setToolTip(tr("Keep the current labels"))
        (self.given_button if place else self.automatic_button).setChecked(True)
        self._build_layout(question)
        self._connect_signals()
        self._update_fault()

    def _build_layout(self, question: QLabel) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(22, 0, 0, 0)
        grid.addWidget(self.line, 0, 0, 1, 3)
        grid.addWidget(self.choose_folder_button, 1, 0)
        grid.addWidget(self.choose_file_button, 1, 1)
        grid.setColumnStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        for widget in (question, self.automatic_button, self.given_button):
            layout.addWidget(widget)
        layout.addLayout(grid)
        layout.addWidget(self.fault_label)
        layout.addSpacing(6)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(MIN_WIDTH_PX)

    def _connect_signals(self) -> None:
        self.automatic_button.toggled.connect(self._update_fault)
        self.line.textEdited.connect(self._select_given)
        self.line.textChanged.connect(self._update_fault)
        self.choose_folder_button.clicked.connect(self._on_choose_folder_clicked)
        self.choose_file_button.clicked.connect(self._on_choose_file_clicked)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        for button in (self.choose_folder_button, self.choose_file_button):
            button.setAutoDefault(False)

    @property
    def place(self) -> Path | None:
        """What is chosen: a path, or None for what is found automatically."""
        return None if self.automatic_button.isChecked() else Path(self.line.text().strip()).expanduser()

    @Slot()
    def accept(self) -> None:
        if self.ok_button.isEnabled():
            self.place_chosen.emit(self.place)
            super().accept()

    @Slot()
    def _select_given(self) -> None:
        self.given_button.setChecked(True)

    @Slot()
    def _update_fault(self) -> None:
        fault = ""
        if self.place is not None:
            if not self.line.text().strip():
                fault = tr("Choose the folder or file with the labels.")
            elif not self.place.is_absolute():
                fault = tr("Enter the full path, or choose the folder or file.")
            elif not self.place.exists():
                fault = tr("This folder or file does not exist.")
        self.fault_label.setText(fault)
        self.ok_button.setEnabled(not fault)

    @Slot()
    def _on_choose_folder_clicked(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, tr("Choose the folder with the labels"), str(self._start_folder())
        )
        self._set_place(chosen)

    @Slot()
    def _on_choose_file_clicked(self) -> None:
        title, kind = tr("Choose the file with the labels"), tr("Label files")
        chosen, _ = QFileDialog.getOpenFileName(self, title, str(self._start_folder()), f"{kind} ({FILE_PATTERNS})")
        self._set_place(chosen)

    def _start_folder(self) -> Path:
        return self.place if self.place is not None and self.place.is_dir() else self._folder.parent

    def _set_place(self, chosen: str) -> None:
        if chosen:
            self.line.setText(chosen)
            self.given_button.setChecked(True)
