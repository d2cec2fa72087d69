"""Writes label files in the order asked for, on a thread; those that go into one file at once in one write."""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QThread, Signal

from detector.data.annotation import ImageAnnotations
from detector.data.atomic import remove_half_written
from detector.data.formats.base import LabelFile
from detector.data.formats.shared.single_file_labels import save_together
from detector.errors import AnnotationConflictError, UserFacingError
from frcnn_gui.common.job import describe_unexpected_error
from frcnn_gui.common.language import tr
from frcnn_gui.common.texts.engine_sentences import translate_message

BeforeWrite = Callable[[Path, LabelFile, ImageAnnotations, int], object]
"""Called on the writer's thread with what is about to be written, for which image, and when it was what the document
had (monotonic, ns)."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LabelWrite:
    """Labels of an image to save."""

    image: Path
    file: LabelFile
    image_annotations: ImageAnnotations
    asked_ns: int
    before: BeforeWrite | None


@dataclass(frozen=True)
class WriteOutcome:
    """How a write ended: the labels as they are now, or why they are not saved; `seconds` is for all of its file."""

    write: LabelWrite
    file: LabelFile | None = None
    failure: str = ""
    conflict: bool = False
    seconds: float = 0.0


class WriterThread(QThread):
    """Writes what is put into the queue: writes that are one entry may become one write.

    Signals:
        write_ended: The outcome of one write.
    """

    write_ended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.queue: queue.SimpleQueue[tuple[LabelWrite, ...] | None] = queue.SimpleQueue()
        self._tidied_folders: set[Path] = set()

    def run(self) -> None:
        while (writes := self.queue.get()) is not None:
            for outcome in _save_group(writes):
                self.write_ended.emit(outcome)
            self._tidy_folder(writes[0].file.path.parent)

    def _tidy_folder(self, folder: Path) -> None:
        """Once for each folder that is written to: what a process that was killed left there goes."""
        if folder not in self._tidied_folders:
            self._tidied_folders.add(folder)
            for path in remove_half_written(folder):
                _log.info("Removed %s, which was never finished.", path)


def group_writes(writes: Iterable[LabelWrite]) -> list[tuple[LabelWrite, ...]]:
    """Those that go into the same file for many images together, each other one alone."""
    groups: dict[object, list[LabelWrite]] = {}
    for write in writes:
        together = write.file.is_in_shared_file
        groups.setdefault(write.file.path if together else write.image, []).append(write)
    return list(map(tuple, groups.values()))


def _save_group(writes: Sequence[LabelWrite]) -> list[WriteOutcome]:
    began = time.monotonic()
    files = [(write.file, write.image_annotations) for write in writes if write.file.is_in_shared_file]
    if len(files) > 1 and len(files) == len(writes):
        try:
            for write in writes:
                _call_before(write)
            saved = save_together(files)
        except UserFacingError as error:
            _log.info("Saved one by one: %s", error)
        except Exception:  # noqa: BLE001 - each of them is tried and reported separately
            _log.exception("Saving %d images at once failed; they are saved one by one.", len(writes))
        else:
            seconds = time.monotonic() - began
            return [WriteOutcome(write, file, seconds=seconds) for write, file in zip(writes, saved, strict=True)]
    return list(map(_save_alone, writes))


def _save_alone(write: LabelWrite) -> WriteOutcome:
    began = time.monotonic()
    try:
        _call_before(write)
        file = write.file.save(write.image_annotations)
    except UserFacingError as error:
        return WriteOutcome(
            write, failure=translate_message(str(error)), conflict=isinstance(error, AnnotationConflictError)
        )
    except Exception as error:  # noqa: BLE001 - the border of the thread: logged, and reported to the user
        _log.exception("Saving %s failed.", write.image)
        return WriteOutcome(
            write, failure=describe_unexpected_error(tr("saving {path}").format(path=write.file.path.name), error)
        )
    return WriteOutcome(write, file, seconds=time.monotonic() - began)


def _call_before(write: LabelWrite) -> None:
    if write.before is not None:
        write.before(write.image, write.file, write.image_annotations, write.asked_ns)
