"""Saves boxes by itself, shortly after each change, on a thread; what cannot be saved stays in memory and is told."""

from __future__ import annotations

import enum
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal, Slot

from frcnn_gui.document import Document
from frcnn_gui.language import tr
from frcnn_gui.workers.label_writer import Before, Outcome, Write, WriterThread, grouped
from frcnn_gui.workers.save_pace import SavePace

__all__ = ["Autosave", "Before", "SaveFailure", "SaveState"]

DELAY_MS = 300
LONGEST_MS = 500
"""Changes that never pause are written so long after the first of them."""

RETRY_MS = 2_000
LONGEST_RETRY_MS = 60_000
"""What failed is tried again after so long, then after twice as long each time, up to this."""


class SaveState(enum.Enum):
    """How the boxes in memory compare with those on disk."""

    SAVED = "saved"
    KEPT = "kept"
    """They are in the journal; their file is large and follows at a pace that suits it."""
    SAVING = "saving"
    FAILED = "failed"


@dataclass(frozen=True)
class SaveFailure:
    """Why the boxes of `document` are not on disk; a `conflict` (others changed the file) does not mend by itself."""

    document: Document
    text: str
    conflict: bool


class Autosave(QObject):
    """Watches the current document; `changed` and `saved` carry the document meant, `failed` a `SaveFailure`.

    A change is written when none has followed for `delay_ms`, and not later than `longest_ms` after it. A file has at
    most one write under way; the newest boxes follow it, on the file as it then is. While a journal holds what is not
    saved, a large file for many images is written more rarely. What failed is tried again by itself, unless another
    program changed the file.
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
        self._pace = SavePace()
        self._put_off: set[Path] = set()
        """The images whose file is written later; the journal has their boxes."""
        self._hurried: set[Path] = set()
        """The images that are written at once even so."""
        self.journal_holds = False
        """Whether whatever changes is in a journal at once."""
        self._retry_ms = RETRY_MS
        self._timer, self._latest, self._later, self._again = (QTimer(self, singleShot=True) for _ in range(4))
        self._timer.setInterval(delay_ms)
        self._latest.setInterval(longest_ms)
        for timer in (self._timer, self._latest, self._later):
            timer.timeout.connect(self.write_due)
        self._again.timeout.connect(self._try_again)
        self._thread = WriterThread()
        self._thread.setObjectName("autosave")
        self._thread.ended.connect(self._settle)

    @property
    def state(self) -> SaveState:
        under_way = (self._waiting.keys() | self._writing.keys()) - self._failures.keys()
        if under_way - self._put_off:
            return SaveState.SAVING
        if self._failures:
            return SaveState.FAILED
        return SaveState.KEPT if under_way else SaveState.SAVED

    @property
    def pause_s(self) -> float:
        """How long the file that is put off longest is let wait, in seconds."""
        files = (document.file for path, document in self._waiting.items() if path in self._put_off)
        return max((self._pace.pause(file) for file in files if file is not None), default=0.0)

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
        self._again.stop()
        self.watch(None)
        for documents in (self._waiting, self._writing, self._failures):
            documents.clear()
        for images in (self._put_off, self._hurried):
            images.clear()
        self._pace.forget()
        self.state_changed.emit()

    @Slot()
    def flush(self) -> None:
        """Write what changed now."""
        self._stop_timers()
        self._put_off.clear()
        self._hurried.update(self._waiting)
        self._send(list(self._waiting))
        self.state_changed.emit()

    @Slot()
    def write_due(self) -> None:
        """Write what changed now, but for files that are large and were written not long ago."""
        self._stop_timers()
        waits = {path: self._wait(document) for path, document in self._waiting.items()}
        self._put_off = {path for path, wait in waits.items() if wait}
        if self._put_off:
            self._later.start(round(1000 * min(wait for wait in waits.values() if wait)) + 1)
        self._send(path for path, wait in waits.items() if not wait)
        self.state_changed.emit()

    @Slot()
    def retry(self) -> None:
        """Write now, and try again what failed."""
        for path, failure in self._failures.items():
            self._waiting.setdefault(path, failure.document)
        self._failures.clear()
        self.flush()

    @Slot()
    def _try_again(self) -> None:
        """What failed stays told until it is saved."""
        for path, failure in self._failures.items():
            if not failure.conflict:
                self._waiting.setdefault(path, failure.document)
        self._send([path for path in self._waiting if path in self._failures])
        self.state_changed.emit()

    def finish(self, timeout_ms: int = 5000) -> bool:
        """Write everything, wait for it, and say whether all is on disk; for a large file the wait is longer."""
        costs = {file.path: self._pace.cost(file) for document in self.unsaved if (file := document.file) is not None}
        self.retry()
        if self._is_busy:
            loop = QEventLoop()
            QTimer.singleShot(max(timeout_ms, round(3000 * sum(costs.values()))), loop.quit)
            self.state_changed.connect(lambda: self._is_busy or loop.quit())
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        return self.state is SaveState.SAVED

    @property
    def _is_busy(self) -> bool:
        return bool(self._waiting or self._writing)

    def stop(self, timeout_ms: int = 5000) -> bool:
        """End the thread after what was asked of it; False when the disk still holds it."""
        self._stop_timers()
        self._again.stop()
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
            if document.file is not None:
                self._pace.note_change(document.file)
            self._timer.start()
            if not self._latest.isActive():
                self._latest.start()
        else:
            self._waiting.pop(path, None)
        self.changed.emit(document)
        self.state_changed.emit()

    def _wait(self, document: Document) -> float:
        """Seconds until the file of a document that waits should be written."""
        if document.file is None or not self.journal_holds or document.image in self._hurried:
            return 0.0
        return self._pace.wait(document.file)

    def _stop_timers(self) -> None:
        for timer in (self._timer, self._latest, self._later):
            timer.stop()

    def _send(self, paths: Iterable[Path]) -> None:
        """Have these of the documents that wait written, but for those that are being written already."""
        writes = []
        for path in [path for path in paths if path not in self._writing]:
            document = self._waiting.pop(path)
            self._hurried.discard(path)
            if document.file is None or not document.modified:
                self._failures.pop(path, None)
                continue
            self._writing[path] = document
            writes.append(Write(path, document.file, document.annotation, time.monotonic_ns(), self._before))
        if writes and not self._thread.isRunning():
            self._thread.start()
        for group in grouped(writes):
            self._thread.queue.put(group)

    @Slot(object)
    def _settle(self, outcome: Outcome) -> None:
        path = outcome.write.image
        document = self._writing.pop(path, None)
        if document is None:  # its folder has been left
            return
        failure = SaveFailure(document, outcome.failure, outcome.conflict)
        if outcome.file is not None:
            self._pace.note_write(outcome.file.path, outcome.seconds)
            self._failures.pop(path, None)
            self._retry_ms = RETRY_MS
            document.mark_saved(outcome.file)
            self.saved.emit(document)
        if path in self._waiting:  # changed meanwhile: the newest boxes follow
            self._timer.start()
        elif outcome.failure:
            known = self._failures.get(path)
            self._failures[path] = failure
            if known != failure:
                self.failed.emit(failure)
        self._plan_retry()
        self.state_changed.emit()

    def _plan_retry(self) -> None:
        """A full disk, or a drive that has gone, comes right without anybody's asking for it here."""
        if self._again.isActive() or all(failure.conflict for failure in self._failures.values()):
            return
        self._again.start(self._retry_ms)
        self._retry_ms = min(2 * self._retry_ms, LONGEST_RETRY_MS)
