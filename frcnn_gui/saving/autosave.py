"""Saves boxes shortly after each change, on a thread; what cannot be saved stays in memory and is reported."""

from __future__ import annotations

import enum
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal, Slot

from frcnn_gui.common.language import tr
from frcnn_gui.document.document import Document
from frcnn_gui.saving.label_writer import BeforeWrite, LabelWrite, WriteOutcome, WriterThread, group_writes
from frcnn_gui.saving.save_schedule import SaveSchedule

__all__ = ["Autosave", "BeforeWrite", "SaveFailure", "SaveState"]

DELAY_MS = 300
MAX_DELAY_MS = 500
"""Changes that never pause are written so long after the first of them."""

RETRY_MS = 2_000
MAX_RETRY_MS = 60_000
"""What failed is tried again after so long, then after twice as long each time, up to this."""


class SaveState(enum.Enum):
    """How the boxes in memory compare with those on disk."""

    SAVED = "saved"
    JOURNALED = "kept"
    """They are in the journal; their file is large and is written less often."""
    SAVING = "saving"
    FAILED = "failed"


@dataclass(frozen=True)
class SaveFailure:
    """Why the boxes of `document` are not on disk; a `conflict` (others changed the file) does not resolve itself."""

    document: Document
    text: str
    conflict: bool


class Autosave(QObject):
    """Watches the current document, and saves its boxes.

    A change is written when none has followed for `delay_ms`, and not later than `longest_ms` after it. A file has at
    most one write under way; the newest boxes follow it, on the file as it then is. While a journal holds what is not
    saved, a file is written as rarely as `set_pause` says, and a large one for many images more rarely. What failed is
    tried again by itself, unless another program changed the file.

    Signals:
        state_changed: `state` is another.
        document_edited: The Document that has a change to save.
        document_saved: The Document that was saved.
        save_failed: A `SaveFailure`.
    """

    state_changed = Signal()
    document_edited = Signal(object)
    document_saved = Signal(object)
    save_failed = Signal(object)

    def __init__(self, parent: QObject | None = None, delay_ms: int = DELAY_MS, longest_ms: int = MAX_DELAY_MS) -> None:
        super().__init__(parent)
        self._waiting: dict[Path, Document] = {}
        self._writing: dict[Path, Document] = {}
        self._failures: dict[Path, SaveFailure] = {}
        self._watched: Document | None = None
        self._before_write: BeforeWrite | None = None
        self._schedule = SaveSchedule()
        self._postponed: set[Path] = set()
        """The images whose file is written later; the journal has their boxes."""
        self._urgent: set[Path] = set()
        """The images that are written at once even so."""
        self.has_journal = False
        """Whether whatever changes is in a journal at once."""
        self._retry_ms = RETRY_MS
        self._delay_timer, self._max_delay_timer, self._postponed_timer, self._retry_timer = (
            QTimer(self, singleShot=True) for _ in range(4)
        )
        self._delay_timer.setInterval(delay_ms)
        self._max_delay_timer.setInterval(longest_ms)
        for timer in (self._delay_timer, self._max_delay_timer, self._postponed_timer):
            timer.timeout.connect(self.write_due)
        self._retry_timer.timeout.connect(self._retry_failed)
        self._thread = WriterThread()
        self._thread.setObjectName("autosave")
        self._thread.write_ended.connect(self._on_write_ended)

    @property
    def state(self) -> SaveState:
        under_way = (self._waiting.keys() | self._writing.keys()) - self._failures.keys()
        if under_way - self._postponed:
            return SaveState.SAVING
        if self._failures:
            return SaveState.FAILED
        return SaveState.JOURNALED if under_way else SaveState.SAVED

    @property
    def is_writing(self) -> bool:
        """Whether a file is being written now."""
        return bool(self._writing)

    @property
    def max_pause_s(self) -> float:
        """How long the file that is put off longest is let wait, in seconds."""
        files = (document.file for path, document in self._waiting.items() if path in self._postponed)
        return max((self._schedule.compute_pause_s(file) for file in files if file is not None), default=0.0)

    @property
    def failure(self) -> str:
        """Why something is not saved; empty when all is."""
        texts = [failure.text for failure in self._failures.values()]
        if len(texts) < 2:
            return "".join(texts)
        return tr("%Ln files, such as: {reason}", "", len(texts)).format(reason=texts[0])

    @property
    def unsaved_documents(self) -> tuple[Document, ...]:
        """The documents whose boxes are not on disk."""
        failed = {path: failure.document for path, failure in self._failures.items()}
        return tuple({**failed, **self._writing, **self._waiting}.values())

    def set_before_write(self, before: BeforeWrite | None) -> None:
        """Have `before` called with whatever is written from now on."""
        self._before_write = before

    def set_pause(self, seconds: float) -> None:
        """Write each file this rarely, while a journal holds what is not written."""
        self._schedule.chosen_pause_s = seconds
        if self._waiting:
            self.write_due()

    def save(self, document: Document) -> None:
        """Save a document that was changed without being watched."""
        self._note_edit(document)

    def watch_document(self, document: Document | None) -> None:
        """Save this document whenever its boxes change; the one watched before is let go (only one can change)."""
        if document is self._watched:
            return
        if self._watched is not None:
            self._watched.annotations_changed.disconnect(self._on_annotations_changed)
        self._watched = document
        if document is not None:
            document.annotations_changed.connect(self._on_annotations_changed)

    def release_documents(self) -> None:
        """Let go of all documents: another folder opens. What has been asked to be written still is."""
        self._stop_timers()
        self._retry_timer.stop()
        self.watch_document(None)
        for documents in (self._waiting, self._writing, self._failures):
            documents.clear()
        for images in (self._postponed, self._urgent):
            images.clear()
        self._schedule.clear_times()
        self.state_changed.emit()

    @Slot()
    def flush(self) -> None:
        """Write what changed now."""
        self._stop_timers()
        self._postponed.clear()
        self._urgent.update(self._waiting)
        self._send_writes(list(self._waiting))
        self.state_changed.emit()

    @Slot()
    def write_due(self) -> None:
        """Write what changed now, but for files that are large and were written not long ago."""
        self._stop_timers()
        waits = {path: self._compute_wait(document) for path, document in self._waiting.items()}
        self._postponed = {path for path, wait in waits.items() if wait}
        if self._postponed:
            self._postponed_timer.start(round(1000 * min(wait for wait in waits.values() if wait)) + 1)
        self._send_writes(path for path, wait in waits.items() if not wait)
        self.state_changed.emit()

    @Slot()
    def retry(self) -> None:
        """Write now, and try again what failed."""
        for path, failure in self._failures.items():
            self._waiting.setdefault(path, failure.document)
        self._failures.clear()
        self.flush()

    @Slot()
    def _retry_failed(self) -> None:
        """A failure stays reported until its boxes are saved."""
        for path, failure in self._failures.items():
            if not failure.conflict:
                self._waiting.setdefault(path, failure.document)
        self._send_writes([path for path in self._waiting if path in self._failures])
        self.state_changed.emit()

    def save_all(self, timeout_ms: int = 5000) -> bool:
        """Write everything, wait for it, and say whether all is on disk; for a large file the wait is longer."""
        costs = {
            file.path: self._schedule.estimate_write_s(file)
            for document in self.unsaved_documents
            if (file := document.file) is not None
        }
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
        self._retry_timer.stop()
        self._thread.queue.put(None)
        return self._thread.wait(timeout_ms)

    @Slot()
    def _on_annotations_changed(self) -> None:
        if self._watched is not None:
            self._note_edit(self._watched)

    def _note_edit(self, document: Document) -> None:
        path = document.image
        self._failures.pop(path, None)
        if document.is_modified or path in self._writing:
            self._waiting[path] = document
            if document.file is not None:
                self._schedule.note_change(document.file)
            self._delay_timer.start()
            if not self._max_delay_timer.isActive():
                self._max_delay_timer.start()
        else:
            self._waiting.pop(path, None)
        self.document_edited.emit(document)
        self.state_changed.emit()

    def _compute_wait(self, document: Document) -> float:
        """Seconds until the file of a document that waits should be written."""
        if document.file is None or not self.has_journal or document.image in self._urgent:
            return 0.0
        return self._schedule.compute_wait_s(document.file)

    def _stop_timers(self) -> None:
        for timer in (self._delay_timer, self._max_delay_timer, self._postponed_timer):
            timer.stop()

    def _send_writes(self, paths: Iterable[Path]) -> None:
        """Have these of the documents that wait written, but for those that are being written already."""
        writes = []
        for path in [path for path in paths if path not in self._writing]:
            document = self._waiting.pop(path)
            self._urgent.discard(path)
            if document.file is None or not document.is_modified:
                self._failures.pop(path, None)
                continue
            self._writing[path] = document
            writes.append(
                LabelWrite(path, document.file, document.image_annotations, time.monotonic_ns(), self._before_write)
            )
        if writes and not self._thread.isRunning():
            self._thread.start()
        for group in group_writes(writes):
            self._thread.queue.put(group)

    @Slot(object)
    def _on_write_ended(self, outcome: WriteOutcome) -> None:
        path = outcome.write.image
        document = self._writing.pop(path, None)
        if document is None:  # its folder has been left
            return
        failure = SaveFailure(document, outcome.failure, outcome.conflict)
        if outcome.file is not None:
            self._schedule.note_write(outcome.file.path, outcome.seconds)
            self._failures.pop(path, None)
            self._retry_ms = RETRY_MS
            document.mark_saved(outcome.file)
            self.document_saved.emit(document)
        if path in self._waiting:  # changed meanwhile: the newest boxes follow
            self._delay_timer.start()
        elif outcome.failure:
            known = self._failures.get(path)
            self._failures[path] = failure
            if known != failure:
                self.save_failed.emit(failure)
        self._schedule_retry()
        self.state_changed.emit()

    def _schedule_retry(self) -> None:
        """A full disk, or a drive that has gone, comes right without anybody's asking for it here."""
        if self._retry_timer.isActive() or all(failure.conflict for failure in self._failures.values()):
            return
        self._retry_timer.start(self._retry_ms)
        self._retry_ms = min(2 * self._retry_ms, MAX_RETRY_MS)
