"""Folders whose names no program likes, in the window: listed, shown, labeled, reported."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from detector.data.formats.registry import open_dataset
from detector.data.unicode_forms import escape_surrogates
from frcnn_gui.main_window import MainWindow
from tests.gui.unit.folders import write_image
from tests.gui.unit.window.test_main_window import open_path, step, wait_saved

NAMES = ("a#b=c.png", "it's 100% \U0001f600.png", "שלום \u202egnp.png", "x" * 251 + ".png")
POSIX_NAMES = ('"q" <&>.png', "new\nline.png", os.fsdecode(b"bad\xff\xfe.png"))


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="needs a Linux file system")
def test_that_a_window_labels_images_of_any_name(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    folder = tmp_path / "my photos #1 \U0001f600"
    for name in (*NAMES, *POSIX_NAMES):
        write_image(folder / name)
    open_path(qtbot, window, folder)
    seen = set()
    for _ in range(len(NAMES) + len(POSIX_NAMES)):
        session = window.context.session
        assert session.document is not None, session.failure
        session.document.add_box(3, 4, 20, 30, "cat")
        wait_saved(qtbot, window)
        seen.add(session.document.image.name)
        assert escape_surrogates(session.document.image.name[:200]) in window.windowTitle()
        window.grab()
        if session.index + 1 < len(NAMES) + len(POSIX_NAMES):
            step(qtbot, window)
    assert seen == {*NAMES, *POSIX_NAMES}
    assert window.context.autosave.failure == ""
    data = open_dataset(folder)
    assert all(len(data.read_labels(image).image_annotations.annotations) == 1 for image in data.images)
    open_path(qtbot, window, folder)
    assert window.context.images.labeled_count == len(seen)
    assert folder in window.context.settings.recent_folders
