"""Faults that nobody foresaw: into the log with all their detail, and once before the person's eyes as a sentence."""

from __future__ import annotations

import logging
import logging.handlers
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QThread, QtMsgType, Signal, Slot, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainMessageBox

LOG_NAME = "studio.log"
MAX_LOG_BYTES = 1_000_000
MAX_LOG_FILES = 3

_log = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def start_log(folder: Path) -> Path | None:
    """Log into a file of `folder` that never grows large; None, and the log goes to stderr, where that fails."""
    handler: logging.Handler
    path: Path | None = folder / LOG_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder / LOG_NAME, maxBytes=MAX_LOG_BYTES, backupCount=MAX_LOG_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        handler, path = logging.StreamHandler(), None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)
    return path


class ErrorReporter(QObject):
    """Shows the first unforeseen fault in a dialog; all of them are logged.

    Before anything else `rescue_unsaved` is called, on this object's thread, to bring to the disk what is not there.

    Signals:
        fault_happened: The sentence about an unforeseen error.
    """

    fault_happened = Signal(str)

    def __init__(self, log_file: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log_file = log_file
        self._message_box: QMessageBox | None = None
        self._is_rescuing = False
        self.rescue_unsaved: Callable[[], object] = lambda: None
        self.fault_happened.connect(
            self._on_fault_happened, Qt.ConnectionType.QueuedConnection
        )  # it may come from any thread

    def install_hooks(self) -> None:
        """Catch what no other code does: in this thread, in others, and what Qt itself says."""
        sys.excepthook = self.report_fault
        threading.excepthook = self._report_thread_fault
        qInstallMessageHandler(_log_qt_message)

    def report_fault(
        self, kind: type[BaseException], fault: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        _log.critical("Nobody foresaw this.", exc_info=(kind, fault or kind(), traceback))
        if QThread.currentThread() is self.thread():
            self._rescue_safely()
        self.fault_happened.emit(f"{kind.__name__}: {fault}" if str(fault) else kind.__name__)

    def _report_thread_fault(self, args: threading.ExceptHookArgs) -> None:
        if _reports_own_faults(args.thread):
            _log.error(
                "A thread ended.", exc_info=(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
            )
        else:
            self.report_fault(args.exc_type, args.exc_value, args.exc_traceback)

    @Slot(str)
    def _on_fault_happened(self, what: str) -> None:
        self._rescue_safely()
        if self._message_box is not None:
            return
        self._message_box = box = PlainMessageBox(QApplication.activeWindow())
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(tr("Internal error"))
        box.setText(tr("Internal error. Boxes are kept: save, then restart."))
        file = self._log_file
        where = tr("See {file} for details.").format(file=file) if file else tr("See the terminal for details.")
        box.setInformativeText(f"{what}\n\n{where}")
        box.open()

    def _rescue_safely(self) -> None:
        if self._is_rescuing:  # the fault is in the rescue
            return
        self._is_rescuing = True
        try:
            self.rescue_unsaved()
        except Exception:  # noqa: BLE001 - a second fault must not hide the first
            _log.exception("Saving after a fault failed.")
        finally:
            self._is_rescuing = False


def _reports_own_faults(thread: threading.Thread | None) -> bool:
    """TensorBoard's writer, say on a full disk, raises its error again in the next writer, which reports it."""
    return type(thread).__module__.startswith("tensorboard.")


def _log_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
    category = getattr(context, "category", None) or "default"
    logging.getLogger(f"qt.{category}").log(_LEVELS.get(kind, logging.WARNING), text)
