"""Answers clicks with the click tool: a job finds all boxes of the image once, and each click chooses from them."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Slot

from frcnn_gui.boxes.click_boxes_job import ClickBoxesRequest, FoundBoxes, create_click_boxes_job
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.canvas.tools.click_tool import ClickTool
from frcnn_gui.canvas.tools.tool_state import Pointer
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.parts import HasEngine, HasJobs, HasWindow
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.document.parts import HasSession
from frcnn_gui.network.parts import HasNetwork

MAX_KEPT_IMAGES = 32
"""Some 100 KB each."""


class ClickBoxesContext(HasWindow, HasJobs, HasEngine, HasSession, HasCanvas, HasNetwork, Protocol):
    """What is used of the window."""


class ClickBoxesController(QObject):
    """While the click tool is in hand, prepares the image that is shown; keeps what was found in the last images."""

    def __init__(self, context: ClickBoxesContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._job = LatestJob(context.jobs, self)
        self._kept: dict[ClickBoxesRequest, FoundBoxes] = {}
        self._running: ClickBoxesRequest | None = None
        self._waiting_click: Pointer | None = None
        self._job.failed.connect(self._on_job_failed)
        self._job.canceled.connect(self._forget_click)
        self._job.finished.connect(self._on_job_finished)
        context.canvas.boxes_requested.connect(self._on_clicked)
        context.canvas.tool_changed.connect(self._prepare_image)
        context.session.document_changed.connect(self._on_document_changed)
        context.session.folder_changed.connect(self._kept.clear)
        context.network.changed.connect(self._on_network_changed)
        context.network.reading_ended.connect(self._prepare_image)
        context.engine.ready_changed.connect(self._prepare_image)
        context.engine.failed.connect(self._on_job_failed)

    @Slot(object)
    def _on_clicked(self, pointer: Pointer) -> None:
        request = self._build_request()
        found = self._kept.get(request) if request is not None else None
        if found is not None:
            self._answer_click(pointer, found)
        else:
            self._waiting_click = pointer
            self._prepare_image()

    def _answer_click(self, pointer: Pointer, found: FoundBoxes) -> None:
        session = self._context.session
        boxes = found.boxes.find_boxes_at(pointer.x, pointer.y)
        if boxes or not found.obstacle:
            self._context.canvas.show_click_boxes(boxes)
        else:
            self._context.canvas.drop_click()
            session.message_posted.emit(translate_message(found.obstacle))

    @Slot()
    def _prepare_image(self) -> None:
        """Show the boxes of the image that the network is sure of; find all first, unless they are being found."""
        context, request = self._context, self._build_request()
        kept = self._kept.get(request) if request is not None else None
        context.canvas.show_sure_boxes(kept.boxes.find_sure_boxes() if kept is not None else ())
        if request is None or kept is not None or request == self._running:
            return
        if request.source.is_trained and (not context.engine.is_ready or context.network.is_reading):
            context.engine.start_loading()  # and this is called again
            return
        self._running = request
        job = create_click_boxes_job(context.network.cache, request)
        self._job.start(job, lambda found: self._on_found(request, found))

    def _build_request(self) -> ClickBoxesRequest | None:
        """For the image that is shown; None without the click tool, or where nothing can be drawn."""
        document, network = self._context.session.document, self._context.network
        if document is None or document.read_only_reason or self._context.canvas.tool_name != ClickTool.name:
            return None
        classes, folder = frozenset(self._context.session.classes), self._context.session.folder
        dataset = folder.dataset if folder is not None else None
        size = document.width, document.height
        return ClickBoxesRequest(document.image, *size, network.source, network.device, classes, dataset)

    def _on_found(self, request: ClickBoxesRequest, found: FoundBoxes) -> None:
        self._kept[request] = found
        while len(self._kept) > MAX_KEPT_IMAGES:
            del self._kept[next(iter(self._kept))]
        click, self._waiting_click = self._waiting_click, None
        if request == self._build_request():
            self._context.canvas.show_sure_boxes(found.boxes.find_sure_boxes())
            if click is not None:
                self._answer_click(click, found)

    @Slot()
    def _on_job_finished(self) -> None:
        self._running = None

    @Slot(str)
    def _on_job_failed(self, text: str) -> None:
        self._forget_click()
        self._context.session.message_posted.emit(text)

    @Slot()
    def _forget_click(self) -> None:
        """Nobody answers it any more."""
        if self._waiting_click is not None:
            self._waiting_click = None
            self._context.canvas.drop_click()

    @Slot()
    def _on_document_changed(self) -> None:
        self._forget_click()
        self._prepare_image()

    @Slot()
    def _on_network_changed(self) -> None:
        self._kept.clear()
        self._running = None
        self._job.drop()
        self._prepare_image()
