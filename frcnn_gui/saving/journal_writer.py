"""Writes the journal of unsaved boxes: each change in a fraction of a second, whatever label files and the disk do.

One thread writes, which a kill does not undo; another has the disk hold what was written, which a power cut does not
undo. A slow disk holds up the second alone.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from frcnn_gui.common.language import tr
from frcnn_gui.saving.journal import JournalEntry, hash_version
from frcnn_gui.saving.journal_file import JournalFile

if TYPE_CHECKING:
    from collections.abc import Hashable

    from detector.data.annotation import ImageAnnotations
    from detector.data.formats.base import LabelFile

BATCH_DELAY_S = 0.1
"""Seconds in which changes are gathered: a key held down makes thirty in each second."""
SYNC_INTERVAL_S = 0.6
"""Seconds between two flushes to the disk; with the pause, a power cut takes less than the last second."""
RETRY_DELAY_S = 1.0

_log = logging.getLogger(__name__)


class JournalWriter:
    """One journal. All methods may be called from any thread; `note_unsaved` and `note_saved` are quick."""

    def __init__(self, path: Path, root: Path, failed: Callable[[str], None] = lambda _text: None) -> None:
        """For the data set in `root`. `failed` gets a sentence, once, when the journal cannot be written."""
        self.path, self._failed = path, failed
        self._file = JournalFile(path, root)
        self._file_lock = threading.Lock()
        """Held by whoever uses the file."""
        self._condition = threading.Condition()
        self._pending: dict[str, _PendingEntry | None] = {}
        self._busy = self._syncing = self._is_flushing = self._stopped = self._failure_reported = False
        self._thread: threading.Thread | None = None

    def note_unsaved(self, image: str, image_annotations: ImageAnnotations, file: LabelFile) -> None:
        """These are the boxes of `image` now, and not in its label file, which is still `file`."""
        self._add_pending(image, _PendingEntry(image, image_annotations, file, time.monotonic_ns()))

    def note_saved(self, image: str) -> None:
        """Nothing of `image` is unsaved any more, or it has been given up."""
        self._add_pending(image, None)

    def note_before_write(
        self, image: str, image_annotations: ImageAnnotations, file: LabelFile, asked_ns: int
    ) -> None:
        """These boxes, which were those of the moment `asked_ns` (monotonic), are about to become the label file's.

        Returns when the disk has this, or refuses: saving does not wait for a journal.
        """
        entry = _PendingEntry(image, image_annotations, file, asked_ns).build_entry()
        try:
            with self._file_lock:
                self._file.add_entry(entry, about_to_save=True)
            self._sync_file()
        except OSError as error:
            self._on_write_failed(error)

    def flush(self, timeout: float = 1.0) -> bool:
        """Have all that was noted on the disk; False when that takes longer."""
        with self._condition:
            self._is_flushing = True
            self._condition.notify_all()
            done = self._condition.wait_for(self._is_done, timeout)
            self._is_flushing = False
        return done

    def close(self, timeout: float = 2.0) -> bool:
        """End the thread; False when the disk holds it. The file stays only where something is unsaved."""
        with self._condition:
            self._stopped = True
            self._condition.notify_all()
        if self._thread is not None:
            self._thread.join(timeout)
            if self._thread.is_alive():
                return False
        with self._file_lock:
            self._file.close()
        return True

    def _is_done(self) -> bool:
        return self._thread is None or not (
            self._pending or self._busy or self._syncing or self._file.has_unsynced_lines
        )

    def _add_pending(self, image: str, noted: _PendingEntry | None) -> None:
        with self._condition:
            self._pending[image] = noted
            if self._thread is None and not self._stopped:
                self._thread = threading.Thread(target=self._write_batches, name="journal", daemon=True)
                self._thread.start()
                threading.Thread(target=self._keep_synced, name="journal to disk", daemon=True).start()
            self._condition.notify_all()

    def _write_batches(self) -> None:
        while self._wait_for_batch():
            with self._condition:
                batch, self._pending = self._pending, {}
                self._busy = True
            written = self._write_batch(batch)
            with self._condition:
                self._pending = self._pending if written else {**batch, **self._pending}
                self._busy = False
                self._condition.notify_all()
                if not written and self._condition.wait_for(lambda: self._stopped, RETRY_DELAY_S):
                    return
        self._try_sync()

    def _wait_for_batch(self) -> bool:
        """Until there is something to write, and a moment longer for more of it; False when it is over."""
        with self._condition:
            self._condition.wait_for(lambda: self._pending or self._stopped)
            self._condition.wait_for(lambda: self._stopped or self._is_flushing, BATCH_DELAY_S)
            return bool(self._pending)

    def _write_batch(self, batch: dict[str, _PendingEntry | None]) -> bool:
        entries = {image: None if noted is None else noted.build_entry() for image, noted in batch.items()}
        try:
            with self._file_lock:
                for image, entry in entries.items():
                    if entry is None:
                        self._file.mark_saved(image)
                    else:
                        self._file.add_entry(entry)
        except OSError as error:
            self._on_write_failed(error)
            return False
        return True

    def _keep_synced(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._stopped or self._file.has_unsynced_lines)
                if self._stopped:
                    return
                self._syncing = True
            self._try_sync()
            with self._condition:
                self._syncing = False
                self._condition.notify_all()
                self._condition.wait_for(lambda: self._stopped or self._is_flushing, SYNC_INTERVAL_S)

    def _try_sync(self) -> None:
        try:
            self._sync_file()
        except OSError as error:
            self._on_write_failed(error)

    def _sync_file(self) -> None:
        """Not with `_file_lock` held: a slow disk takes its time.

        Raises:
            OSError: It cannot be read or written.
        """
        with self._file_lock:
            descriptor = self._file.take_sync_descriptor()
        if descriptor is not None:
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        with self._condition:
            self._condition.notify_all()

    def _on_write_failed(self, error: OSError) -> None:
        with self._file_lock:
            self._file.abandon_file()
        _log.warning("The journal %s cannot be written: %s", self.path, error)
        if not self._failure_reported:
            self._failure_reported = True
            self._failed(
                tr("Journal {path} not written: {strerror}. Free disk space.").format(
                    path=self.path, strerror=error.strerror or error
                )
            )


class _PendingEntry:
    """An entry to be; hashing the label file is left to the journal's thread."""

    def __init__(self, image: str, image_annotations: ImageAnnotations, file: LabelFile, order: int) -> None:
        self._version: Hashable = file.version
        self._entry = JournalEntry(image, time.time(), order, "", image_annotations, file.image_annotations.annotations)

    def build_entry(self) -> JournalEntry:
        return replace(self._entry, version=hash_version(self._version))
