"""Unforeseen errors are logged in full and reported once."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from frcnn_gui.common.error_reporter import LOG_NAME, ErrorReporter, start_log


@pytest.fixture
def root_logger() -> Iterator[logging.Logger]:
    logger = logging.getLogger()
    handlers, level = list(logger.handlers), logger.level
    yield logger
    for handler in set(logger.handlers) - set(handlers):
        logger.removeHandler(handler)
        handler.close()
    logger.setLevel(level)


def dialogs() -> list[QMessageBox]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()]


def caught(text: str) -> BaseException:
    try:
        raise RuntimeError(text)
    except RuntimeError as error:
        return error


def test_that_a_fault_is_logged_with_its_traceback_and_shown_once(
    qtbot: QtBot, tmp_path: Path, root_logger: logging.Logger
) -> None:
    path = start_log(tmp_path / "logs")
    assert path == tmp_path / "logs" / LOG_NAME
    reporter = ErrorReporter(path)
    for number in range(3):
        error = caught(f"fault {number}")
        reporter.report_fault(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: bool(dialogs()))
    qtbot.wait(20)
    [dialog] = dialogs()
    assert "fault 0" in dialog.informativeText()
    assert str(path) in dialog.informativeText()
    assert "Traceback" not in dialog.text() + dialog.informativeText()
    dialog.close()
    text = path.read_text()
    assert text.count("Traceback (most recent call last)") == 3


def test_that_a_log_folder_that_cannot_be_made_does_not_stop_the_program(
    tmp_path: Path, root_logger: logging.Logger
) -> None:
    blocking = tmp_path / "file"
    blocking.write_text("")
    assert start_log(blocking / "logs") is None


def test_that_a_fault_which_a_writer_thread_hands_on_is_only_logged(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    """TensorBoard's thread keeps its fault for whoever writes next, which reports it."""
    reporter = ErrorReporter(None)
    before, qt_before = threading.excepthook, sys.excepthook
    reporter.install_hooks()
    try:
        for module in ("tensorboard.summary.writer", "somewhere"):
            kind = type("Writer", (threading.Thread,), {"__module__": module, "run": lambda self: 1 // 0})
            writer = kind()
            writer.start()
            writer.join()
            qtbot.wait(20)
            assert bool(dialogs()) == (module == "somewhere")
            assert "ZeroDivisionError" in caplog.text
            caplog.clear()
    finally:
        threading.excepthook, sys.excepthook = before, qt_before
        qInstallMessageHandler(None)
    for dialog in dialogs():
        dialog.close()
