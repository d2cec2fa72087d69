"""Saves boxes by itself, shortly after each change, on a thread; what cannot be saved stays in memory and is told."""

from __future__ import annotations

import enum
import logging
import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QThread, QTimer, Signal, Slot

from detector.data.annotation import ImageAnnotation
from detector.data.atomic import remove_half_written
from detector.data.formats.base import LabelFile
from detector.errors import AnnotationConflictError, UserFacingError
from frcnn_gui.document import Document
from frcnn_gui.language import tr
from frcnn_gui.workers.job import unexpected

DELAY_MS = 300
LONGEST_MS = 500
"""Changes that never pause are written so long after the first of them."""

Before = Callable[[Path, LabelFile, ImageAnnotation, int], object]
"""Called on the writer's thread with what is about to be written, for which image, and when it was what the document
had (monotonic, ns)."""

_log = logging.getLogger(__name__)


class SaveState(enum.Enum):
    """How the boxes in memory compare with those on disk."""

    SAVED = "saved"
    SAVING = "saving"
    FAILED = "failed"


@dataclass(frozen=True)
class _Write:
    image: Path
    file: LabelFile
    annotation: ImageAnnotation
    asked_ns: int
    before: Before | None


@dataclass(frozen=True)
class _Outcome:
    write: _Write
    file: LabelFile | None = None
    failure: str = ""
    conflict: bool = False


@dataclass(frozen=True)
class SaveFailure:
    """Why the boxes of `document` are not on disk; a `conflict` (others changed the file) does not mend by itself."""

    document: Document
    text: str
    conflict: bool


class _WriterThread(QThread):
    """Writes in the order asked for."""

    ended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.queue: queue.SimpleQueue[_Write | None] = queue.SimpleQueue()
        self._tidied: set[Path] = set()

    def run(self) -> None:
        while (write := self.queue.get()) is not None:
            self.ended.emit(_save(write))
            self._tidy(write.file.path.parent)

    def _tidy(self, folder: Path) -> None:
        """Once for each folder that is written to: what a process that was killed left there goes."""
        if folder not in self._tidied:
            self._tidied.add(folder)
            for path in remove_half_written(folder):
                _log.info("Removed %s, which was never finished.", path)


def _save(write: _Write) -> _Outcome:
    try:
        if write.before is not None:
            write.before(write.image, write.file, write.annotation, write.asked_ns)
        return _Outcome(write, write.file.save(write.annotation))
    except UserFacingError as error:
        return _Outcome(write, failure=str(error), conflict=isinstance(error, AnnotationConflictError))
    except Exception as error:  # noqa: BLE001 - the border of the thread: logged, and told to the person
        _log.exception("Saving %s failed.", write.image)
        return _Outcome(write, failure=unexpected(tr("saving {path}").format(path=write.file.path.name), error))


class Autosave(QObject):
    """Watches the current document; `changed` and `saved` carry the document meant, `failed` a `SaveFailure`.

    A change is written when none has followed for `delay_ms`, and not later than `longest_ms` after it. A file has at
    most one write under way; the newest boxes follow it, on the file as it then is.
    """

    state_changed = Signal()
    changed = Signal(object)
    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None, delay_ms: int = DELAY_MS, longest_ms: int = LONGEST_MS) -> None:
        super().__init__(parent)
        self._waiting: dict[Path, Document] = {}
        self._writing: dict[Path, Document] = {}
        self._failures: dict[Path, SaveFailure] = {}
        self._watched: Document | None = None
        self._before: Before | None = None
        self._timer, self._latest = QTimer(self), QTimer(self)
        for timer, interval in ((self._timer, delay_ms), (self._latest, longest_ms)):
            timer.setSingleShot(True)
            timer.setInterval(interval)
            timer.timeout.connect(self.flush)
        self._thread = _WriterThread()
        self._thread.setObjectName("autosave")
        self._thread.ended.connect(self._settle)

    @property
    def state(self) -> SaveState:
        if self._waiting or self._writing:
            return SaveState.SAVING
        return SaveState.FAILED if self._failures else SaveState.SAVED

    @property
    def failure(self) -> str:
        """Why something is not saved; empty when all is."""
        texts = [failure.text for failure in self._failures.values()]
        if len(texts) < 2:
            return "".join(texts)
        return tr("%Ln files. The first: {reason}", "", len(texts)).format(reason=texts[0])

    @property
    def unsaved(self) -> tuple[Document, ...]:
        """The documents whose boxes are not on disk."""
        failed = {path: failure.document for path, failure in self._failures.items()}
        return tuple({**failed, **self._writing, **self._waiting}.values())

    def call_before_writing(self, before: Before | None) -> None:
        """Have `before` called with whatever is written from now on."""
        self._before = before

    def save(self, document: Document) -> None:
        """Save a document that was changed without being watched."""
        self._note(document)

    def watch(self, document: Document | None) -> None:
        """Save this document whenever its boxes change; the one watched before is let go (only one can change)."""
        if document is self._watched:
            return
        if self._watched is not None:
            self._watched.boxes_changed.disconnect(self._note_change)
        self._watched = document
        if document is not None:
            document.boxes_changed.connect(self._note_change)

    def forget_all(self) -> None:
        """Let go of all documents: another folder opens. What has been asked to be written still is."""
        self._stop_timers()
        self.watch(None)
        for documents in (self._waiting, self._writing, self._failures):
            documents.clear()
        self.state_changed.emit()

    @Slot()
    def flush(self) -> None:
        """Write what changed now."""
        self._stop_timers()
        for path, document in list(self._waiting.items()):
            if path not in self._writing:
                del self._waiting[path]
                self._send(path, document)
        self.state_changed.emit()

    @Slot()
    def retry(self) -> None:
        """Write now, and try again what failed."""
        for path, failure in self._failures.items():
            self._waiting.setdefault(path, failure.document)
        self._failures.clear()
        self.flush()

    def finish(self, timeout_ms: int = 5000) -> bool:
        """Write everything, wait for it, and say whether all is on disk."""
        self.retry()
        if self.state is SaveState.SAVING:
            loop = QEventLoop()
            QTimer.singleShot(timeout_ms, loop.quit)
            self.state_changed.connect(lambda: self.state is SaveState.SAVING or loop.quit())
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        return self.state is SaveState.SAVED

    def stop(self, timeout_ms: int = 5000) -> bool:
        """End the thread after what was asked of it; False when the disk still holds it."""
        self._stop_timers()
        self._thread.queue.put(None)
        return self._thread.wait(timeout_ms)

    @Slot()
    def _note_change(self) -> None:
        if self._watched is not None:
            self._note(self._watched)

    def _note(self, document: Document) -> None:
        path = document.image
        self._failures.pop(path, None)
        if document.modified or path in self._writing:
            self._waiting[path] = document
            self._timer.start()
            if not self._latest.isActive():
                self._latest.start()
        else:
            self._waiting.pop(path, None)
        self.changed.emit(document)
        self.state_changed.emit()

    def _stop_timers(self) -> None:
        self._timer.stop()
        self._latest.stop()

    def _send(self, path: Path, document: Document) -> None:
        if document.file is None or not document.modified:
            return
        if not self._thread.isRunning():
            self._thread.start()
        self._writing[path] = document
        asked = time.monotonic_ns()
        self._thread.queue.put(_Write(path, document.file, document.annotation, asked, self._before))

    @Slot(object)
    def _settle(self, outcome: _Outcome) -> None:
        path = outcome.write.image
        document = self._writing.pop(path, None)
        if document is None:  # its folder has been left
            return
        if outcome.file is not None:
            document.mark_saved(outcome.file)
            self.saved.emit(document)
        if path in self._waiting:  # changed meanwhile: the newest boxes follow
            self._timer.start(0)
        elif outcome.failure:
            self._failures[path] = SaveFailure(document, outcome.failure, outcome.conflict)
            self.failed.emit(self._failures[path])
        self.state_changed.emit()
