"""Choosing the network in use and the device: what is offered, what is remembered, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from detector.compute.device import DeviceState
from detector.config import PRESET_SUMMARIES, get_preset
from detector.training.checkpoints.checkpoint import save_checkpoint
from frcnn_gui.common.preferences import DEVICE
from frcnn_gui.main_window import MainWindow
from frcnn_gui.network import network_controller
from frcnn_gui.network.network_cache import NetworkCache, NetworkSource
from frcnn_gui.network.network_controller import NetworkController
from frcnn_gui.network.network_dialog import NetworkDialog
from frcnn_gui.network.network_list_job import NetworkList
from tests.detector.small import small_model
from tests.gui.unit.folders import write_folder

CPU = DeviceState("cpu", "CPU, 2 threads")
NO_CUDA = DeviceState("cuda", "CUDA", "not available: no NVIDIA GPU, or no driver for it")


@pytest.fixture
def choosing(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> NetworkController:
    with qtbot.waitSignal(window.open_controller.opened):
        window.open_controller.open_path(write_folder(tmp_path / "photos", 3))
    window.context.engine.is_ready = True
    window.context.engine.ready_changed.emit()
    controller = window.findChild(NetworkController)
    assert isinstance(controller, NetworkController)
    return controller


def dialog(qtbot: QtBot, recent: list[Path] | None = None, device: str = "auto") -> NetworkDialog:
    shown = NetworkDialog(NetworkSource("mobilenet_fpn"), device, recent or [], "resnet50_fpn")
    qtbot.addWidget(shown)
    return shown


def titles(shown: NetworkDialog) -> list[list[str]]:
    return [[group.child(row).text(0) for row in range(group.childCount())] for group in shown._list_groups()]


def checkpoint(path: Path) -> Path:
    save_checkpoint(path, small_model(), 1)
    return path


def test_that_every_preset_and_coco_are_offered_before_anything_is_read(qtbot: QtBot) -> None:
    runs, ready, files, untrained = titles(dialog(qtbot))
    assert untrained == list(PRESET_SUMMARIES)
    assert "COCO" in ready[-1]
    assert len(runs) == len(files) == 1  # a line that says that there is none


def test_that_the_network_in_use_is_chosen_at_first(qtbot: QtBot) -> None:
    shown = dialog(qtbot)
    assert shown.selected_source == NetworkSource("mobilenet_fpn")
    with qtbot.waitSignal(shown.network_chosen) as chosen:
        shown.use_button.click()
    assert chosen.args == [NetworkSource("mobilenet_fpn")]


def test_that_a_device_that_cannot_be_used_says_why_and_cannot_be_chosen(qtbot: QtBot) -> None:
    shown = dialog(qtbot, device="cpu")
    shown.show_networks(NetworkList((), None, (NO_CUDA, CPU)))
    texts = [shown.device_choice.itemText(row) for row in range(shown.device_choice.count())]
    assert texts == ["Automatic: CPU, 2 threads", f"CUDA: {NO_CUDA.reason}", "CPU, 2 threads"]
    assert shown.device_choice.currentData() == "cpu"
    assert not shown.device_choice.model().flags(shown.device_choice.model().index(1, 0)) & Qt.ItemFlag.ItemIsEnabled


def test_that_coco_says_what_it_would_download_only_where_it_is_not_here(qtbot: QtBot, tmp_path: Path) -> None:
    shown = dialog(qtbot)
    for file, is_shown in ((None, True), (tmp_path / "coco.pth", False)):
        shown.show_networks(NetworkList((), file, (CPU,)))
        group = shown._list_groups()[1]
        shown.tree.setCurrentItem(group.child(group.childCount() - 1))
        assert ("MB" in shown.detail_label.text()) == is_shown


def test_that_a_file_is_used_and_offered_the_next_time(
    qtbot: QtBot, choosing: NetworkController, window: MainWindow, tmp_path: Path
) -> None:
    path = checkpoint(tmp_path / "mine.safetensors")
    with qtbot.waitSignal(window.context.network.changed, timeout=20_000):
        choosing.open_network(path, remember=True)
    assert window.context.network.source.checkpoint == path
    assert titles(dialog(qtbot, choosing._load_recent_files()))[2] == ["mine.safetensors"]
    path.unlink()
    assert choosing._load_recent_files() == []


def test_that_a_file_that_is_no_checkpoint_is_reported_and_the_network_stays(
    qtbot: QtBot, choosing: NetworkController, window: MainWindow, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.pth"
    wrong.write_bytes(b"nothing of the kind")
    choosing.open_network(wrong)
    qtbot.waitUntil(lambda: bool(window.context.notices.texts), timeout=20_000)
    assert "wrong.pth" in window.context.notices.texts[0]
    assert window.context.network.source == NetworkSource("mobilenet_fpn")


def test_that_the_demo_begins_with_its_own_network(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path / "demo", 2)
    own = checkpoint(tmp_path / "demo.safetensors")
    window.context.settings.demo_folder = folder
    monkeypatch.setattr(network_controller, "find_demo_network", lambda: own)
    window.context.engine.is_ready = True
    window.context.engine.ready_changed.emit()
    with qtbot.waitSignal(window.context.network.changed, timeout=20_000):
        window.open_controller.open_path(folder)
    assert window.context.network.source.checkpoint == own


def test_that_an_untrained_preset_and_a_device_are_taken(choosing: NetworkController, window: MainWindow) -> None:
    choosing.use_source(NetworkSource("vgg16"))
    window.context.preferences.set_value(DEVICE, "cpu")
    assert (window.context.network.config, window.context.network.device) == (get_preset("vgg16"), "cpu")


def test_that_a_predictor_is_kept_for_the_next_job_and_never_shared(tmp_path: Path) -> None:
    cache, source = NetworkCache(), NetworkSource("mobilenet_fpn", checkpoint(tmp_path / "one.safetensors"))
    with cache.borrow_predictor(source, "cpu") as first, cache.borrow_predictor(source, "cpu") as second:
        assert first is not second
    with cache.borrow_predictor(source, "cpu") as again:
        assert again is first  # given back last
    other = NetworkSource("mobilenet_fpn", checkpoint(tmp_path / "two.safetensors"))
    with cache.borrow_predictor(other, "cpu") as fresh:
        assert fresh is not first
