"""The choice of the proposals that a network without an RPN learns from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from detector.config.settings import OUTSIDE_SOURCES
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.texts.source_texts import get_source_title

OF_NETWORK_TEXT = N_("As the network: {source}")
FILE_TEXT = N_("File…")
FILE_FILTER_TEXT = N_("Proposals (*.npz *.json *.mat)")
_FILE = "\0"
"""The data of the item that asks for a file"""


class ProposalBox(QComboBox):
    """The methods that find proposals, and files with proposals.

    Signals:
        proposals_chosen: Others than before.
    """

    proposals_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWhatsThis(
            tr(
                "Where the proposals of a network without an RPN come from: a method, or a file of frcnn propose "
                "(.npz), of COCO results (.json) or of MATLAB (.mat)."
            )
        )
        self.activated.connect(self._on_activated)
        self._chosen = ""

    @property
    def proposals(self) -> str:
        """The name of a method or the path of a file; empty: those of the network."""
        return self._chosen

    def show_source(self, source: str) -> None:
        """Offer the proposals for a network that has this source, and choose its own."""
        self.clear()
        self.addItem(tr(OF_NETWORK_TEXT).format(source=get_source_title(source)), "")
        for name in OUTSIDE_SOURCES:
            if name != source:
                self.addItem(get_source_title(name), name)
        self.addItem(tr(FILE_TEXT), _FILE)
        self._chosen = ""

    @Slot()
    def _on_activated(self) -> None:
        before, name = self._chosen, self.currentData()
        if name == _FILE:
            name = QFileDialog.getOpenFileName(self, tr("File with proposals"), "", tr(FILE_FILTER_TEXT))[0] or before
            if self.findData(name) < 0:
                self.insertItem(self.count() - 1, Path(name).name, name)
            self.setCurrentIndex(self.findData(name))
        self._chosen = name
        if name != before:
            self.proposals_chosen.emit()
