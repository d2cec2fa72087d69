"""A real window for tests, on settings of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from detector.weights.pretrained import set_default_weights_dir
from frcnn_gui.common.garbage_collector import GarbageCollector
from frcnn_gui.common.language import install_language
from frcnn_gui.common.settings import Settings
from frcnn_gui.common.theme import Theme
from frcnn_gui.main_window import MainWindow

Opener = Callable[[], MainWindow]
WITH_FIRST_DOCKS = tuple(
    f"tests/gui/unit/{place}"
    for place in (
        *("boxes/", "canvas/", "classes/", "document/", "images/", "saving/"),
        *("export/test_label_formats.py", "export/test_pixel_origin.py", "export/test_view_export.py"),
        *("detect/test_drop.py", "help/test_shortcuts.py", "stages/test_layer_filling.py"),
        *("window/test_folder_watcher.py", "window/test_label_location.py", "window/test_main_window.py"),
        *("window/test_own_changes.py", "window/test_preferences.py"),
    )
)
"""Where windows have only the docks that are seen at first, which takes a third of the time.

A test that needs the others calls `MainWindow.build_remaining_parts`, as the program does after the first image.
"""
PATIENCE_MS = 60_000
"""An import of torch that has begun cannot be canceled, and takes its time on a busy machine."""


@pytest.fixture(scope="session", autouse=True)
def english(qapp: QApplication) -> None:
    """Whatever the language of this machine."""
    install_language(qapp, "en")


@pytest.fixture(scope="session", autouse=True)
def empty_clipboard_at_the_end(qapp: QApplication) -> Iterator[None]:
    """Without a screen, Qt lets go of what was copied only after Python has ended, and crashes on it."""
    yield
    qapp.clipboard().clear()


@pytest.fixture(scope="session")
def garbage_collector(qapp: QApplication) -> GarbageCollector:
    """As in the program: no thread but that of the windows destroys what a test left behind."""
    return GarbageCollector(qapp)


@pytest.fixture(autouse=True)
def collected_garbage(garbage_collector: GarbageCollector) -> None:
    """Each test begins without much garbage of those before it."""
    garbage_collector.collect_if_due()


def close_windows(*windows: MainWindow) -> None:
    """Close them with all their threads, without saving, and delete them at once."""
    for window in windows:
        window.context.autosave.release_documents()
        window.context.jobs.cancel_all()  # it would ask whether a training may end
        window.close()
        assert window.stop_threads(PATIENCE_MS)
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # gone now: a new theme dresses all that is there


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Opener]:
    """Opens windows, and closes them with all their threads at the end."""
    is_whole = not request.node.nodeid.startswith(WITH_FIRST_DOCKS)
    windows: list[MainWindow] = []
    themes: list[Theme] = []
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.clipboard().clear()  # tests that paste would find what another has copied
    palette, style, mouse = application.palette(), application.style().objectName(), QCursor.pos()

    def opener() -> MainWindow:
        themes.append(Theme(application, "light"))
        window = MainWindow(Settings(tmp_path / "settings.ini"), themes[-1], whole=is_whole)
        windows.append(window)
        window.show()
        return window

    yield opener
    for theme in themes:  # it keeps what listens to it
        theme.deleteLater()
    close_windows(*windows)
    windows.clear()
    themes.clear()
    set_default_weights_dir(None)  # settings of a test may name one
    application.setPalette(palette)
    application.setStyle(style)
    QCursor.setPos(mouse)


@pytest.fixture
def window(open_window: Opener) -> MainWindow:
    return open_window()
