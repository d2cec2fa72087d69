"""Takes along what is seen: the view as a picture, the trace of the stages as a file, which can be opened again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import tr
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasActions, HasDocks, HasJobs, HasNotices, HasWindow
from frcnn_gui.document.parts import HasSession
from frcnn_gui.export.svg import SvgView
from frcnn_gui.export.view_job import create_write_png_job, create_write_svg_job, create_write_trace_job
from frcnn_gui.stages.loaded_trace import build_loaded_trace
from frcnn_gui.stages.parts import HasStages
from frcnn_gui.stages.read_trace_job import create_read_trace_job

if TYPE_CHECKING:
    from detector.trace.schema import StageTrace

TOPIC = "taking along"


class ViewExportContext(
    HasWindow, HasJobs, HasActions, HasNotices, HasDocks, HasSession, HasCanvas, HasStages, Protocol
):
    """What is used of the window."""


class ViewExportController(QObject):
    """Binds `export_view`, `save_trace`, `open_trace` and `close_trace`."""

    def __init__(self, context: ViewExportContext) -> None:
        super().__init__(context.window)
        self._context, self._model = context, context.stages
        self._read_job = LatestJob(context.jobs, self)
        self._read_job.failed.connect(self._on_job_failed)
        self._pending_path: Path | None = None
        """Where the trace goes as soon as there is one"""
        actions = context.actions
        actions.bind("export_view", self.ask_view_path)
        actions.bind("save_trace", self.ask_trace_path)
        actions.bind("open_trace", self.ask_trace_to_open)
        actions.bind("close_trace", self._model.close_loaded_trace)
        self._model.trace_changed.connect(self._on_trace_changed)
        self._update_actions()

    @Slot()
    def _update_actions(self) -> None:
        self._context.actions.update_state(has_loaded_trace=self._model.loaded_trace is not None)

    def _propose_path(self, ending: str) -> str:
        document, folder = self._context.session.document, self._context.session.folder
        if document is None or folder is None:
            return ""
        return str(folder.root.parent / f"{document.image.stem}{ending}")

    # -- the view

    def ask_view_path(self) -> None:
        """Ask where to, PNG or SVG, and write the view there."""
        kinds = (tr("PNG image"), tr("SVG drawing"))
        patterns = ";;".join(f"{kind} (*{ending})" for kind, ending in zip(kinds, (".png", ".svg"), strict=True))
        chosen, _ = QFileDialog.getSaveFileName(
            self._context.window, tr("Export view"), self._propose_path("_view.png"), patterns
        )
        if chosen:
            self.export_view(Path(chosen))

    def export_view(self, path: Path) -> None:
        """Write what is seen now; `path` ends in .svg, or it becomes a PNG."""
        if self._context.session.document is None:
            return
        if path.suffix.lower() == ".svg":
            pixels = _to_pixels(self._context.canvas.render_view(bare=True))
            self._start_job(create_write_svg_job(path, self._build_svg_view(), pixels))
        else:
            path = path if path.suffix else path.with_suffix(".png")
            self._start_job(create_write_png_job(path, _to_pixels(self._context.canvas.render_view())))

    def _build_svg_view(self) -> SvgView:
        canvas, session = self._context.canvas, self._context.session
        document = session.document
        shown = (
            session.filter_visible(document.shown_annotations) if document is not None and canvas.boxes_visible else ()
        )
        layers = [(layer.content, layer.opacity) for layer in canvas.layers.shown_layers if layer.content.item_count]
        recede = canvas.layers.labels_recede
        annotations = [(one, Meaning.OBJECT.color if recede else session.class_color(one.label)) for one in shown]
        return SvgView(canvas.visible_area, canvas.viewport.scale, b"", layers, annotations)

    # -- the trace

    def ask_trace_path(self) -> None:
        """Ask where to, and write the trace of the image there."""
        pattern = f"{self._get_file_kind()} (*.npz)"
        chosen, _ = QFileDialog.getSaveFileName(
            self._context.window, tr("Save stage trace"), self._propose_path("_stages.npz"), pattern
        )
        if chosen:
            path = Path(chosen)
            self.save_trace(path if path.suffix else path.with_suffix(".npz"))

    @staticmethod
    def _get_file_kind() -> str:
        return tr("Traces")

    def save_trace(self, path: Path) -> None:
        """Write the trace of the image with its boxes as they are; it is made first where there is none."""
        self._pending_path = path
        self._model.subscribe("save trace", True)
        self._on_trace_changed()

    @Slot()
    def _on_trace_changed(self) -> None:
        self._update_actions()
        path, document, trace = self._pending_path, self._context.session.document, self._model.trace
        if path is None:
            return
        if document is None or self._model.failure:
            self._pending_path = None
            self._model.subscribe("save trace", False)
            self._on_job_failed(self._model.failure or tr("Nothing was saved: another image was opened too early."))
        elif trace is not None and self._model.is_current:
            self._pending_path = None
            self._model.subscribe("save trace", False)
            self._start_job(create_write_trace_job(path, trace, document.image.name))

    def ask_trace_to_open(self) -> None:
        """Ask which trace, and show it over the image."""
        pattern = f"{self._get_file_kind()} (*.npz)"
        chosen, _ = QFileDialog.getOpenFileName(
            self._context.window, tr("Open a trace"), self._propose_path(""), pattern
        )
        if chosen:
            self.open_trace(Path(chosen))

    def open_trace(self, path: Path) -> None:
        """Show the stages that were saved to `path` over the current image."""
        self._context.notices.clear_topic(TOPIC)
        self._read_job.start(create_read_trace_job(path), lambda read: self._show_trace(path, *read))

    def _show_trace(self, path: Path, trace: StageTrace, image_name: str) -> None:
        document = self._context.session.document
        size = (trace.frame.image_width, trace.frame.image_height)
        if document is None or (document.width, document.height) != size:
            text = tr("{trace} is of {image}, {width} x {height} px. Show it first.")
            values = {"image": image_name or "?", "width": size[0], "height": size[1]}
            self._on_job_failed(text.format(trace=path.name, **values))
            return
        self._model.show_loaded_trace(build_loaded_trace(path, trace, document.annotations))
        self._context.show_dock("stages")
        text = tr("Showing the stages of {trace}, recorded for {image}.")
        notice = Notice(
            text.format(trace=path.name, image=image_name or "?"),
            NoticeKind.INFO,
            TOPIC,
            tr("Close trace"),
            self._leave_trace,
        )
        self._context.notices.add_notice(notice)
        self._update_actions()

    def _leave_trace(self) -> None:
        self._model.close_loaded_trace()
        self._context.notices.clear_topic(TOPIC)

    # -- both

    def _start_job(self, job: Job) -> None:
        self._context.notices.clear_topic(TOPIC)
        job.result_ready.connect(
            lambda path: self._context.session.message_posted.emit(tr("Written to {path}.").format(path=path))
        )
        job.failed.connect(self._on_job_failed)
        self._context.jobs.start(job)

    @Slot(str)
    def _on_job_failed(self, text: str) -> None:
        self._context.notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC))


def _to_pixels(image: QImage) -> NDArray[np.uint8]:
    """(h, w, 3) uint8 RGB."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), dtype=np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    pixels: NDArray[np.uint8] = rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()
    return pixels
