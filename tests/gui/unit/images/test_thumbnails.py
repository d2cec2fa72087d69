"""Thumbnails in the list: only visible ones are made, canceled when scrolled away, and few are kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from detector.data.image_io import DecodingStopped, Watch
from frcnn_gui.images import thumbnails as module
from frcnn_gui.images.thumbnails import MAX_SIZE, Thumbnails, decode_thumbnail
from frcnn_gui.main_window import MainWindow
from tests.gui.conftest import Opener
from tests.gui.unit.folders import write_folder, write_image
from tests.gui.unit.window.test_main_window import WAIT, open_path

PATHS = [Path(f"{number}.png") for number in range(40)]


class Decoder:
    """In place of `decode_thumbnail`: notes what is asked of it, and can be held at one image."""

    def __init__(self, held: Path | None = None) -> None:
        self.asked: list[Path] = []
        self.given_up: list[Path] = []
        self.held, self.holding, self.may_continue = held, threading.Event(), threading.Event()

    def __call__(self, path: Path, size: QSize, watch: Watch | None = None) -> QImage:
        self.asked.append(path)
        if path == self.held:
            self.holding.set()
            self.may_continue.wait(WAIT / 1000)
        try:
            if watch is not None:
                watch(0.5)
        except DecodingStopped:
            self.given_up.append(path)
            raise
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(0)
        return image


@pytest.fixture
def thumbnails(qtbot: QtBot) -> Iterator[Thumbnails]:
    made = Thumbnails()
    yield made
    assert made.stop()


def test_that_a_thumbnail_keeps_the_proportions_of_its_image(tmp_path: Path) -> None:
    blank_image = decode_thumbnail(write_image(tmp_path / "wide.png", 640, 240), MAX_SIZE)
    assert (blank_image.width(), blank_image.height()) == (64, 24)


def test_that_what_is_no_image_gives_an_empty_picture(tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no image")
    assert decode_thumbnail(tmp_path / "broken.jpg", MAX_SIZE).isNull()
    assert decode_thumbnail(tmp_path / "missing.jpg", MAX_SIZE).isNull()


def test_that_each_is_made_once_and_in_order(
    qtbot: QtBot, thumbnails: Thumbnails, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder = Decoder()
    monkeypatch.setattr(module, "decode_thumbnail", decoder)
    thumbnails.request_thumbnails(PATHS[:3])
    qtbot.waitUntil(lambda: all(thumbnails.find_thumbnail(path) for path in PATHS[:3]), timeout=WAIT)
    thumbnails.request_thumbnails(PATHS[:4])
    qtbot.waitUntil(lambda: thumbnails.find_thumbnail(PATHS[3]) is not None, timeout=WAIT)
    assert decoder.asked == PATHS[:4]


def test_that_few_are_kept_and_the_latest_of_them(
    qtbot: QtBot, thumbnails: Thumbnails, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = 4 * MAX_SIZE.width() * MAX_SIZE.height()
    monkeypatch.setattr(module, "MAX_KEPT_BYTES", 5 * one)
    monkeypatch.setattr(module, "decode_thumbnail", Decoder())
    max_bytes = 0
    for path in PATHS:
        thumbnails.request_thumbnails([path])
        qtbot.waitUntil(lambda path=path: thumbnails.find_thumbnail(path) is not None, timeout=WAIT)
        max_bytes = max(max_bytes, thumbnails.bytes)
    assert max_bytes == thumbnails.bytes == 5 * one
    assert [path for path in PATHS if thumbnails.find_thumbnail(path)] == PATHS[-5:]
    thumbnails.clear_thumbnails()
    assert thumbnails.bytes == 0


def test_that_what_was_scrolled_away_is_given_up(
    qtbot: QtBot, thumbnails: Thumbnails, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder = Decoder(held=PATHS[0])
    monkeypatch.setattr(module, "decode_thumbnail", decoder)
    thumbnails.request_thumbnails(PATHS[:10])
    assert decoder.holding.wait(WAIT / 1000)
    thumbnails.request_thumbnails(PATHS[30:32])
    decoder.may_continue.set()
    qtbot.waitUntil(lambda: thumbnails.find_thumbnail(PATHS[31]) is not None, timeout=WAIT)
    assert decoder.asked == [PATHS[0], *PATHS[30:32]]
    assert decoder.given_up == PATHS[:1]


def test_that_what_is_being_decoded_and_still_visible_continues(
    qtbot: QtBot, thumbnails: Thumbnails, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder = Decoder(held=PATHS[0])
    monkeypatch.setattr(module, "decode_thumbnail", decoder)
    thumbnails.request_thumbnails(PATHS[:2])
    assert decoder.holding.wait(WAIT / 1000)
    thumbnails.request_thumbnails([PATHS[0], PATHS[5]])
    decoder.may_continue.set()
    qtbot.waitUntil(lambda: thumbnails.find_thumbnail(PATHS[5]) is not None, timeout=WAIT)
    assert decoder.asked == [PATHS[0], PATHS[5]]
    assert decoder.given_up == []


def test_that_a_picture_of_the_folder_before_is_not_taken(
    qtbot: QtBot, thumbnails: Thumbnails, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "decode_thumbnail", Decoder())
    taken = thumbnails.thumbnail_made
    with qtbot.assertNotEmitted(taken, wait=100):
        thumbnails.request_thumbnails(PATHS[:1])
        thumbnails.clear_thumbnails()
    assert thumbnails.find_thumbnail(PATHS[0]) is None


def test_that_only_rows_visible_are_decoded_and_only_while_wanted(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder = Decoder()
    monkeypatch.setattr(module, "decode_thumbnail", decoder)
    folder = write_folder(tmp_path / "photos", 120)
    open_path(qtbot, window, folder)
    panel = window.images_panel
    assert decoder.asked == []
    panel.thumbnails_button.click()
    qtbot.waitUntil(lambda: folder / "image_0.png" in decoder.asked, timeout=WAIT)
    visible_rows = panel.view.viewport().height() // panel.delegate.row_height + 4
    panel.view.scrollToBottom()
    qtbot.waitUntil(lambda: panel.thumbnails.find_thumbnail(folder / "image_119.png") is not None, timeout=WAIT)
    assert len(set(decoder.asked)) <= 2 * visible_rows
    assert folder / "image_60.png" not in decoder.asked


def test_that_the_choice_of_thumbnails_survives_a_restart(open_window: Opener) -> None:
    first = open_window()
    first.images_panel.thumbnails_button.click()
    assert first.close()
    second = open_window()
    assert second.images_panel.thumbnails_button.isChecked()
    assert second.images_panel.delegate.shows_thumbnails
