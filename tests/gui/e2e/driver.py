"""A person at the window: mouse and keys go to the real widgets; waiting is for what a person would wait for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialogButtonBox
from pytestqt.qtbot import QtBot

from frcnn_gui.detect.detections_panel import DetectionsPanel
from frcnn_gui.document.document import Document
from frcnn_gui.main_window import MainWindow
from frcnn_gui.saving.autosave import SaveState
from frcnn_gui.stages.stages_panel import StagesPanel
from frcnn_gui.train.train_dialog import TrainDialog
from frcnn_gui.train.training_panel import TrainingPanel

WAIT = 15_000
ENGINE_WAIT = 90_000
TRAIN_WAIT = 120_000
LEFT = Qt.MouseButton.LeftButton
ON_A_SCREEN = pytest.mark.skipif(
    os.environ.get("QT_QPA_PLATFORM") == "offscreen", reason="takes long; runs once, in an X server"
)


class Person:
    """Drives one window."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot = qtbot
        self.window = window
        self.session = window.context.session
        self.canvas = window.context.canvas
        qtbot.waitExposed(window)

    @property
    def document(self) -> Document:
        assert self.session.document is not None
        return self.session.document

    def open(self, folder: Path) -> None:
        with self.qtbot.waitSignal(self.window.open_controller.opened, timeout=WAIT):
            self.window.open_controller.open_path(folder)
        self.wait_for_image()

    def wait_for_image(self) -> None:
        self.qtbot.waitUntil(lambda: self.session.image is not None or bool(self.session.failure), timeout=WAIT)

    def wait_for_engine(self) -> None:
        self.qtbot.waitUntil(lambda: self.window.context.engine.is_ready, timeout=ENGINE_WAIT)

    def wait_until_saved(self) -> None:
        state = self.window.context.autosave
        self.qtbot.waitUntil(lambda: state.state is SaveState.SAVED and not self.document.is_modified, timeout=WAIT)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.canvas.setFocus()
        QTest.keyClick(self.canvas, key, modifier)

    def trigger(self, action: str) -> None:
        assert self.window.context.actions[action].isEnabled(), f"{action} is disabled"
        self.window.context.actions[action].trigger()

    def at(self, x: float, y: float) -> QPoint:
        """Where the pixel (x, y) of the image is on the canvas."""
        across, down = self.canvas.viewport.to_widget(x, y)
        return QPoint(round(across), round(down))

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 6) -> None:
        """Press at one pixel of the image, move in steps, release at another."""
        QTest.mouseMove(self.canvas, self.at(*start))
        QTest.mousePress(self.canvas, LEFT, pos=self.at(*start))
        self.move(start, end, steps)
        QTest.mouseRelease(self.canvas, LEFT, pos=self.at(*end))

    def move(self, start: tuple[float, float], end: tuple[float, float], steps: int = 6) -> None:
        for step in range(1, steps + 1):
            along = step / steps
            x, y = (a + (b - a) * along for a, b in zip(start, end, strict=True))
            QTest.mouseMove(self.canvas, self.at(x, y))
            self.qtbot.wait(5)

    def click(self, x: float, y: float) -> None:
        QTest.mouseClick(self.canvas, LEFT, pos=self.at(x, y))

    @property
    def stages(self) -> StagesPanel:
        panel = self.window.docks["stages"].widget()
        assert isinstance(panel, StagesPanel)
        return panel

    @property
    def detections(self) -> DetectionsPanel:
        panel = self.window.docks["detections"].widget()
        assert isinstance(panel, DetectionsPanel)
        return panel

    @property
    def training(self) -> TrainingPanel:
        panel = self.window.docks["training"].widget()
        assert isinstance(panel, TrainingPanel)
        return panel

    def train(self, epochs: int, start: str = "none", wait: int = TRAIN_WAIT, preset: str = "") -> None:
        """Ask for a training, from random weights by default and of the light network, and wait until it ends."""
        self.trigger("train")
        dialog = self.window.findChild(TrainDialog)
        assert isinstance(dialog, TrainDialog)
        if preset:
            dialog.fields.choose_preset(preset)
        dialog.fields.epochs_box.setValue(epochs)
        dialog.fields.start_box.setCurrentIndex(dialog.fields.start_box.findData(start))
        self.qtbot.mouseClick(button(dialog, "Train"), LEFT)
        self.qtbot.waitUntil(lambda: self.training.stop_button.isEnabled(), timeout=WAIT)
        self.qtbot.waitUntil(lambda: not self.training.stop_button.isEnabled(), timeout=wait)
        self.qtbot.waitUntil(lambda: not self.window.context.jobs.jobs, timeout=WAIT)


def button(dialog: TrainDialog, text: str) -> QAbstractButton:
    buttons = dialog.findChild(QDialogButtonBox)
    assert isinstance(buttons, QDialogButtonBox)
    return next(one for one in buttons.buttons() if one.text() == text)
