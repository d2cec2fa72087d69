"""The Train dialog: one button for most people."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QDialogButtonBox
from pytestqt.qtbot import QtBot

from detector.config import preset
from detector.training.recipe import suggested_epochs
from frcnn_gui.panels.train_dialog import WEIGHTS_DIR_VARIABLE, TrainDialog
from frcnn_gui.workers.train_job import AUTOMATIC, TrainRequest

FOLDER, OUT = Path("/photos/coins"), Path("/photos/coins/frcnn-runs/1")


def dialog(qtbot: QtBot, labelled: int = 12, checkpoint: Path | None = None) -> TrainDialog:
    shown = TrainDialog(FOLDER, OUT, labelled, checkpoint)
    qtbot.addWidget(shown)
    return shown


def train_button(shown: TrainDialog) -> QAbstractButton:
    buttons = shown.findChild(QDialogButtonBox)
    return next(button for button in buttons.buttons() if button.text() == "Train")


def test_that_a_click_on_train_asks_for_the_light_preset_with_what_weights_there_are(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(WEIGHTS_DIR_VARIABLE, raising=False)
    shown = dialog(qtbot)
    with qtbot.waitSignal(shown.requested) as asked:
        train_button(shown).click()
    epochs = suggested_epochs(12, preset("mobilenet_fpn").training)
    assert asked.args == [TrainRequest(FOLDER, OUT, "mobilenet_fpn", epochs, AUTOMATIC)]


def test_that_few_images_are_shown_oftener_than_many(qtbot: QtBot) -> None:
    few, many = dialog(qtbot, labelled=12).request(), dialog(qtbot, labelled=5_000).request()
    assert few.epochs > many.epochs == preset("mobilenet_fpn").training.epochs


def test_that_the_weights_folder_of_the_environment_is_offered(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(WEIGHTS_DIR_VARIABLE, str(tmp_path))
    assert dialog(qtbot).request().weights_dir == tmp_path


def test_that_the_length_follows_the_preset(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    shown.preset_box.setCurrentIndex(shown.preset_box.findData("tutorial"))
    assert shown.request().epochs == suggested_epochs(12, preset("tutorial").training)


def test_that_the_network_in_use_can_be_trained_on(qtbot: QtBot) -> None:
    checkpoint = Path("/photos/coins/frcnn-runs/0/last.safetensors")
    shown = dialog(qtbot, checkpoint=checkpoint)
    shown.start_box.setCurrentIndex(shown.start_box.count() - 1)
    assert shown.request().start == str(checkpoint)


def test_that_a_folder_without_labels_cannot_be_trained_on(qtbot: QtBot) -> None:
    shown = dialog(qtbot, labelled=0)
    assert not train_button(shown).isEnabled()
    assert "Draw boxes" in train_button(shown).toolTip()


def test_that_the_recipe_reaches_the_configuration() -> None:
    request = TrainRequest(FOLDER, OUT, "mobilenet_fpn", epochs=3, seed=5)
    assert (request.config.training.epochs, request.config.training.seed) == (3, 5)
    assert request.config.anchors == preset("mobilenet_fpn").anchors


def test_that_all_but_one_button_is_under_advanced(qtbot: QtBot) -> None:
    dialog = TrainDialog(FOLDER, OUT, 20, None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.fields.isVisible()
    low = dialog.height()
    dialog.advanced.click()
    assert dialog.epochs.isVisible()
    assert dialog.height() > low
    assert "AP is measured on a fifth" in dialog.summary.text()
    dialog.advanced.click()
    assert not dialog.epochs.isVisible()
