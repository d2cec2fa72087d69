"""Exporting the network in use from the window: the dialog, the job and the report."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from detector.training.checkpoints.checkpoint import save_checkpoint
from frcnn_gui.export.network_export_controller import EXPORTED_TEXT, NetworkExportController
from frcnn_gui.main_window import MainWindow
from tests.detector.lively import lively, smooth_images
from tests.detector.small import SMALL
from tests.gui.unit.folders import write_folder
from tests.sentences import has_sentence

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")


@pytest.fixture
def exporting(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> NetworkExportController:
    folder = write_folder(tmp_path / "photos", 2)
    # In a picture of one color all anchors score alike, and the last digit decides among them.
    for number, pixels in enumerate(smooth_images(2)):
        Image.fromarray(pixels).save(folder / f"image_{number}.png")
    with qtbot.waitSignal(window.open_controller.opened):
        window.open_controller.open_path(folder)
    qtbot.waitUntil(lambda: window.context.session.image is not None)
    window.context.engine.is_ready = True
    window.context.engine.ready_changed.emit()
    found = window.findChild(NetworkExportController)
    assert found is not None
    return found


def use_trained(window: MainWindow, tmp_path: Path) -> None:
    run = tmp_path / "spring"
    run.mkdir()
    save_checkpoint(run / "best.safetensors", lively(SMALL), 1)
    window.context.network.use_checkpoint(run / "best.safetensors", SMALL)


def test_that_only_a_trained_network_can_be_exported(
    window: MainWindow, exporting: NetworkExportController, tmp_path: Path
) -> None:
    action = window.context.actions["export_network"]
    assert not action.isEnabled()
    use_trained(window, tmp_path)
    assert action.isEnabled()


def test_that_the_report_is_shown_and_the_files_are_there(
    qtbot: QtBot, window: MainWindow, exporting: NetworkExportController, tmp_path: Path
) -> None:
    use_trained(window, tmp_path)
    exporting.ask_export()
    dialog = exporting.dialog
    assert dialog is not None
    assert dialog.file == tmp_path / "spring.onnx"
    dialog.export_button.click()
    qtbot.waitUntil(lambda: bool(window.context.notices.texts), timeout=120_000)
    (text,) = window.context.notices.texts
    assert has_sentence(text, EXPORTED_TEXT, file=tmp_path / "spring.onnx")
    assert (tmp_path / "spring.onnx").is_file()
    assert (tmp_path / "detect_spring.py").is_file()


def test_that_a_name_that_cannot_be_written_is_refused(
    window: MainWindow, exporting: NetworkExportController, tmp_path: Path
) -> None:
    use_trained(window, tmp_path)
    exporting.ask_export()
    dialog = exporting.dialog
    assert dialog is not None
    for name in ("spring.pt", "no folder/spring.onnx", ""):
        dialog.path_edit.setText(str(tmp_path / name) if name else "")
        assert not dialog.export_button.isEnabled()
        assert dialog.fault_label.text()
    dialog.reject()


def test_that_missing_packages_are_named_with_the_command(
    window: MainWindow, exporting: NetworkExportController, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frcnn_gui.export.network_export_controller.find_missing_packages", lambda: ("onnx",))
    use_trained(window, tmp_path)
    exporting.ask_export()
    assert exporting.dialog is not None
    assert "pip install 'frcnn-studio[onnx]'" in exporting.dialog.fault_label.text()
    assert not exporting.dialog.export_button.isEnabled()
    exporting.dialog.reject()


def test_that_a_canceled_export_writes_nothing(
    qtbot: QtBot, window: MainWindow, exporting: NetworkExportController, tmp_path: Path
) -> None:
    use_trained(window, tmp_path)
    exporting.export_network(tmp_path / "spring.onnx", False)
    window.context.jobs.cancel_all()
    qtbot.waitUntil(lambda: not window.context.jobs.jobs, timeout=120_000)
    assert not (tmp_path / "spring.onnx").exists()
