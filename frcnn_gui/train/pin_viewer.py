"""Shows the trace of a pinned image over that image; of traces asked for quickly one after the other, the last."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Slot

from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.parts import HasJobs, HasWindow
from frcnn_gui.document.parts import HasSession
from frcnn_gui.stages.loaded_trace import build_loaded_trace
from frcnn_gui.stages.parts import HasStages
from frcnn_gui.stages.read_trace_job import create_read_trace_job

if TYPE_CHECKING:
    from detector.trace.schema import StageTrace


class PinnedViewerContext(HasWindow, HasJobs, HasSession, HasStages, Protocol):
    """What is used of the window."""


class PinnedViewer(QObject):
    """`show_trace` comes back at once."""

    def __init__(self, context: PinnedViewerContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._pending: tuple[Path, Path] | None = None
        """The image, and the file of its trace"""
        self._read_job = LatestJob(context.jobs, self)
        self._read_job.failed.connect(context.session.message_posted)
        context.session.document_changed.connect(self._on_document_changed)
        context.session.folder_changed.connect(self._on_folder_changed)

    def show_trace(self, image: Path, path: Path) -> None:
        """Go to `image`, and show the trace in `path` there."""
        session = self._context.session
        index = session.folder.index_of(image) if session.folder is not None else None
        if index is None:
            return
        self._pending = (image, path)
        self._read_job.drop()
        if index == session.index and session.image is not None:
            self._on_document_changed()
        else:
            session.go_to_index(index)

    @Slot()
    def _on_folder_changed(self) -> None:
        self._pending = None
        self._read_job.drop()

    @Slot()
    def _on_document_changed(self) -> None:
        pending, document = self._pending, self._context.session.document
        if pending is None or document is None or document.image != pending[0]:
            return
        self._pending = None
        self._read_job.start(create_read_trace_job(pending[1]), lambda read: self._on_trace_read(*pending, read[0]))

    def _on_trace_read(self, image: Path, path: Path, trace: StageTrace) -> None:
        document = self._context.session.document
        if document is not None and document.image == image:
            self._context.stages.show_loaded_trace(build_loaded_trace(path, trace, document.annotations))
