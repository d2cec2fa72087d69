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

from frcnn_gui.language import tr
from frcnn_gui.plain_text import PlainLabel

WIDTH = 520
PATTERNS = "*.json *.csv *.xml *.yaml *.yml"


class LabelsPlaceDialog(QDialog):
    """For the labels of one folder.

    Signals:
        chosen: The folder or file (Path) that has the labels, or None: they are found by looking.
    """

    chosen = Signal(object)

    def __init__(self, folder: Path, place: Path | None, parent: QWidget | None = None) -> None:
        """`place` is what was chosen before."""
        super().__init__(parent)
        self._folder = folder
        self.setWindowTitle(tr("Label Location"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        question = PlainLabel(
            tr("Where are the labels of the images in {folder}?").format(folder=folder.name or folder)
        )
        question.setWordWrap(True)
        self.automatic = QRadioButton(tr("&Find them automatically"))
        self.automatic.setToolTip(tr("Beside the images, or in a folder for labels nearby"))
        self.given = QRadioButton(tr("&In this folder or file:"))
        self.given.setToolTip(tr("Only this folder or file is read; new labels are saved there, too"))
        self.line = QLineEdit(str(place) if place else "")
        self.line.setAccessibleName(tr("Folder or file with the labels"))
        self.line.setToolTip(
            tr("The full path of a folder of label files, or of one file with the labels of all images")
        )
        self.choose_folder = QPushButton(tr("Choose f&older…"))
        self.choose_folder.setToolTip(tr("Choose a folder that has a label file for each image"))
        self.choose_file = QPushButton(tr("Choose fi&le…"))
        self.choose_file.setToolTip(tr("Choose one file that has the labels of all images, such as COCO JSON or CSV"))
        self.fault = PlainLabel()
        self.fault.setWordWrap(True)
        self.fault.setAccessibleName(tr("What has to be changed first"))
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel  # Qt translates these
        )
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setToolTip(tr("Open the folder again with these labels; the choice is remembered for it"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setToolTip(tr("Keep the labels as they are"))
        (self.given if place else self.automatic).setChecked(True)
        self._lay_out(question)
        self._connect()
        self._check()

    def _lay_out(self, question: QLabel) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(22, 0, 0, 0)
        grid.addWidget(self.line, 0, 0, 1, 3)
        grid.addWidget(self.choose_folder, 1, 0)
        grid.addWidget(self.choose_file, 1, 1)
        grid.setColumnStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        for widget in (question, self.automatic, self.given):
            layout.addWidget(widget)
        layout.addLayout(grid)
        layout.addWidget(self.fault)
        layout.addSpacing(6)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(WIDTH)

    def _connect(self) -> None:
        self.automatic.toggled.connect(self._check)
        self.line.textEdited.connect(self._select_given)
        self.line.textChanged.connect(self._check)
        self.choose_folder.clicked.connect(self._on_choose_folder)
        self.choose_file.clicked.connect(self._on_choose_file)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        for button in (self.choose_folder, self.choose_file):
            button.setAutoDefault(False)

    @property
    def place(self) -> Path | None:
        """What is chosen: a path, or None for what is found automatically."""
        return None if self.automatic.isChecked() else Path(self.line.text().strip()).expanduser()

    @Slot()
    def accept(self) -> None:
        if self.ok.isEnabled():
            self.chosen.emit(self.place)
            super().accept()

    @Slot()
    def _select_given(self) -> None:
        self.given.setChecked(True)

    @Slot()
    def _check(self) -> None:
        fault = ""
        if self.place is not None:
            if not self.line.text().strip():
                fault = tr("Choose the folder or file that has the labels.")
            elif not self.place.is_absolute():
                fault = tr("Enter the full path, or choose the folder or file.")
            elif not self.place.exists():
                fault = tr("There is no such folder or file.")
        self.fault.setText(fault)
        self.ok.setEnabled(not fault)

    @Slot()
    def _on_choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Choose the Folder with the Labels"), str(self._start()))
        self._take(chosen)

    @Slot()
    def _on_choose_file(self) -> None:
        title, kind = tr("Choose the File with the Labels"), tr("Label files")
        chosen, _ = QFileDialog.getOpenFileName(self, title, str(self._start()), f"{kind} ({PATTERNS})")
        self._take(chosen)

    def _start(self) -> Path:
        return self.place if self.place is not None and self.place.is_dir() else self._folder.parent

    def _take(self, chosen: str) -> None:
        if chosen:
            self.line.setText(chosen)
            self.given.setChecked(True)
